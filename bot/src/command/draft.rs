//! `/watch` again with one thing changed: the wish is kept, and the buttons and menus below a refusal each change one thing of it.

use super::adding::{self, Added};
use super::answer::Answer;
use super::blank::Blank;
use super::context::Data;
use super::error::Error;
use super::fix::Fix;
use super::panel::{Chosen, change_button};
use super::several::{self, Several};
use super::sight::Asker;
use super::split::split;
use super::wish::{Draft, Wish};
use super::{choice::Choice, folder, place, watches};
use crate::text;
use domain::id::FolderId;
use domain::inherit::Aspect;
use domain::watch::MatureWay;
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use uuid::Uuid;

/// Folders on one page of the menu: what Discord takes.
const PAGE: usize = 25;

/// What a click changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Again,
    Artist(String),
    /// The folder that was chosen in the menu.
    Folder,
    /// This page of the menu of folders.
    Folders(usize),
    NoFolder,
    Channel,
    Role,
    LeaveOut,
    Veil,
    Elsewhere,
}

impl Step {
    /// From the parts of a component's id.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        match parts {
            ["again"] => Some(Self::Again),
            ["artist", name] => Some(Self::Artist((*name).to_owned())),
            ["folder"] => Some(Self::Folder),
            ["folders", page] => page.parse().ok().map(Self::Folders),
            ["nofolder"] => Some(Self::NoFolder),
            ["channel"] => Some(Self::Channel),
            ["role"] => Some(Self::Role),
            ["leaveout"] => Some(Self::LeaveOut),
            ["veil"] => Some(Self::Veil),
            ["elsewhere"] => Some(Self::Elsewhere),
            _ => None,
        }
    }

    fn id(&self, key: Uuid) -> String {
        let word = match self {
            Self::Again => "again".to_owned(),
            Self::Artist(name) => format!("artist.{name}"),
            Self::Folder => "folder".to_owned(),
            Self::Folders(page) => format!("folders.{page}"),
            Self::NoFolder => "nofolder".to_owned(),
            Self::Channel => "channel".to_owned(),
            Self::Role => "role".to_owned(),
            Self::LeaveOut => "leaveout".to_owned(),
            Self::Veil => "veil".to_owned(),
            Self::Elsewhere => "elsewhere".to_owned(),
        };
        format!("v1.draft.{key}.{word}")
    }
}

/// Tries to fulfil the wish. What stands in its way is said with what can be done about it.
pub(super) async fn attempt(data: &Data, asker: &Asker, wish: Wish) -> Result<Answer, Error> {
    let artists = split(&wish.artist);
    let outcome = match artists.len() {
        0 | 1 => Box::pin(adding::add(data, asker, wish.clone())).await.map(|added| added_one(&added)),
        _ => Box::pin(several::add_all(data, asker, wish.clone(), artists)).await.map(|outcome| added_several(data, asker, &wish, outcome)),
    };
    let error = match outcome {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    let fixes = error.fixes();
    let (Some(said), false) = (error.answer(), fixes.is_empty()) else { return Err(error) };
    error.log("watch");
    let folders = fixes.iter().find_map(|fix| match fix {
        Fix::Folders { group, folders } => Some(choices(*group, folders)),
        _ => None,
    });
    let draft = Draft { wish: wish.later(), said: said.clone(), folders: folders.unwrap_or_default() };
    let key = data.drafts.put(asker.guild(), draft.clone());
    Ok(Answer::text(said).rows(rows(key, &draft, &fixes)))
}

fn added_one(added: &Added) -> Answer {
    let undo = format!("v1.remove.{}", Choice::one(added.watch.id).word());
    let undo = CreateButton::new(undo).label(text::removal::undo()).style(ButtonStyle::Secondary);
    let preview = CreateButton::new(format!("v1.preview.{}", added.watch.id)).label(text::preview::preview()).style(ButtonStyle::Secondary);
    let text = text::watch::added(&added.watch, added.folder.as_deref(), added.age_restricted);
    Answer::text(text).rows(vec![CreateActionRow::Buttons(vec![preview, change_button(added.watch.id), undo])])
}

/// What failed keeps the rest of the wish, for another try.
fn added_several(data: &Data, asker: &Asker, wish: &Wish, several: Several) -> Answer {
    let answer = Answer::embed(CreateEmbed::new().description(several.lines)).note(Some(several.heading.clone()));
    if several.failed.is_empty() {
        return answer;
    }
    let failed = Wish { artist: several.failed.join(", "), ..wish.clone() };
    let draft = Draft { wish: failed.later(), said: several.heading, folders: Vec::new() };
    let id = Step::Again.id(data.drafts.put(asker.guild(), draft));
    let retry = CreateButton::new(id).label(text::several::retry()).style(ButtonStyle::Secondary);
    answer.rows(vec![CreateActionRow::Buttons(vec![retry])])
}

/// Tries again with the filter that was typed into the form.
pub(super) async fn with_filter(data: &Data, asker: &Asker, key: Uuid, typed: String) -> Result<Answer, Error> {
    let draft = data.drafts.get(asker.guild(), key).ok_or(Error::Old)?;
    attempt(data, asker, Wish { filter: Some(typed), ..draft.wish }).await
}

/// Changes one thing, and tries again.
pub(super) async fn step(data: &Data, asker: &Asker, (key, step): (Uuid, Step), chosen: Chosen) -> Result<Answer, Error> {
    let draft = data.drafts.get(asker.guild(), key).ok_or(Error::Old)?;
    let mut wish = draft.wish.clone();
    match step {
        Step::Again => {}
        Step::Folders(page) => return Ok(Answer::text(draft.said.clone()).rows(folder_rows(key, &draft.folders, page))),
        Step::Artist(name) => wish.artist = name,
        Step::Folder => wish.folder = Some(chosen.values.into_iter().next().ok_or(Error::Old)?),
        Step::NoFolder => wish = wish.without_folder(),
        Step::Channel => wish.channel = Some(chosen.channel.ok_or(Error::Old)?),
        Step::Role => (wish.ping, wish.inherits) = (chosen.role, wish.inherits.without(Aspect::Ping)),
        Step::LeaveOut => wish = wish.mature(false, MatureWay::default()),
        Step::Veil => wish = wish.mature(true, MatureWay::Veiled),
        Step::Elsewhere => wish = wish.mature(true, MatureWay::Channel),
    }
    attempt(data, asker, wish).await
}

fn rows(key: Uuid, draft: &Draft, fixes: &[Fix]) -> Vec<CreateActionRow> {
    let (mut rows, mut buttons) = (Vec::new(), Vec::new());
    let button = |step: Step, label: String| CreateButton::new(step.id(key)).label(label).style(ButtonStyle::Secondary);
    for fix in fixes {
        match fix {
            Fix::Again => buttons.push(button(Step::Again, text::watch::again().to_owned())),
            Fix::Check => buttons.push(button(Step::Again, text::watch::check().to_owned())),
            Fix::Artists(names) => {
                let fitting = names.iter().filter(|name| Step::Artist((*name).clone()).id(key).len() <= 100 && !name.contains('.'));
                buttons.extend(fitting.map(|name| button(Step::Artist(name.clone()), crate::card::literal(name, 80))));
            }
            Fix::Folders { .. } => rows.extend(folder_rows(key, &draft.folders, 0)),
            Fix::NoFolder => buttons.push(button(Step::NoFolder, text::watch::without_folder().to_owned())),
            Fix::Channel => rows.push(place::menu(Step::Channel.id(key), text::watch::choose_channel(), None)),
            Fix::Role => {
                let menu = CreateSelectMenu::new(Step::Role.id(key), CreateSelectMenuKind::Role { default_roles: None });
                rows.push(CreateActionRow::SelectMenu(menu.placeholder(text::watch::choose_role())));
            }
            Fix::Filter => {
                let edit = CreateButton::new(Blank::Draft(key).id()).label(text::filter::edit());
                buttons.push(edit.style(ButtonStyle::Secondary));
            }
            Fix::LeaveOut => buttons.push(button(Step::LeaveOut, text::watch::leave_out().to_owned())),
            Fix::Veil => buttons.push(button(Step::Veil, text::watch::veil().to_owned())),
            Fix::Elsewhere => buttons.push(button(Step::Elsewhere, text::watch::elsewhere().to_owned())),
            Fix::Idle => buttons.push(watches::idle_button()),
            Fix::Change(watch) => buttons.push(change_button(*watch)),
        }
    }
    buttons.truncate(5);
    if !buttons.is_empty() {
        rows.push(CreateActionRow::Buttons(buttons));
    }
    rows
}

/// The whole group before its folders.
fn choices(group: bool, folders: &[(FolderId, String)]) -> Vec<(String, String)> {
    let whole = group.then(|| (folder::WHOLE.to_owned(), text::watch::whole_group().to_owned()));
    whole.into_iter().chain(folders.iter().map(|(id, name)| (id.to_string(), name.clone()))).collect()
}

/// A page of the menu of folders.
fn folder_rows(key: Uuid, folders: &[(String, String)], page: usize) -> Vec<CreateActionRow> {
    let pages = folders.len().div_ceil(PAGE);
    let page = page.min(pages.saturating_sub(1));
    let option = |(value, name): &(String, String)| CreateSelectMenuOption::new(folder::choice_name(name), value);
    let options: Vec<_> = folders.iter().skip(page * PAGE).take(PAGE).map(option).collect();
    if options.is_empty() {
        return Vec::new();
    }
    let menu = CreateSelectMenu::new(Step::Folder.id(key), CreateSelectMenuKind::String { options });
    let mut rows = vec![CreateActionRow::SelectMenu(menu.placeholder(text::watch::choose_folder(page + 1, pages)))];
    if pages > 1 {
        let button = |label: &str, to: usize, on: bool| {
            CreateButton::new(Step::Folders(to).id(key)).label(label).style(ButtonStyle::Secondary).disabled(!on)
        };
        // Two buttons of a message must differ, also when both are off.
        let (back, on) = (page.checked_sub(1), page + 1 < pages);
        rows.push(CreateActionRow::Buttons(vec![
            button(text::list::previous(), back.unwrap_or(pages + 1), back.is_some()),
            button(text::list::next(), page + 1, on),
        ]));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_reads_back_as_written_and_fits_into_a_components_id() {
        let key = Uuid::from_u128(7);
        let steps = [
            Step::Again,
            Step::Artist("A-30-letter-name-of-an-artist1".to_owned()),
            Step::Folder,
            Step::Folders(40),
            Step::NoFolder,
            Step::Channel,
            Step::Role,
            Step::LeaveOut,
            Step::Veil,
            Step::Elsewhere,
        ];
        for step in steps {
            let id = step.id(key);
            assert!(id.len() <= 100, "{id}");
            let parts: Vec<&str> = id.split('.').collect();
            assert_eq!((parts[2].parse(), Step::parse(&parts[3..])), (Ok(key), Some(step)));
        }
        for odd in [&[][..], &["artist"], &["folders", "x"], &["again", "1"]] {
            assert_eq!(Step::parse(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn many_folders_come_in_pages_whose_components_differ() {
        let folders: Vec<_> = (0..60).map(|n| (FolderId(Uuid::from_u128(n)), format!("Folder {n}"))).collect();
        let whole = serde_json::to_value(folder_rows(Uuid::nil(), &choices(true, &folders), 0)).unwrap();
        assert_eq!(whole[0]["components"][0]["options"][0]["value"], "*", "the whole group comes first");
        let alone = serde_json::to_value(folder_rows(Uuid::nil(), &choices(true, &[]), 0)).unwrap();
        assert_eq!(alone[0]["components"][0]["options"].as_array().unwrap().len(), 1, "a group without folders");
        let folders = choices(false, &folders);
        for page in 0..4 {
            let rows = serde_json::to_value(folder_rows(Uuid::nil(), &folders, page)).unwrap();
            let options = rows[0]["components"][0]["options"].as_array().unwrap().len();
            assert_eq!(options, if page >= 2 { 10 } else { 25 }, "{page}");
            let (back, next) = (&rows[1]["components"][0], &rows[1]["components"][1]);
            assert_ne!(back["custom_id"], next["custom_id"]);
            assert_eq!((back["disabled"] == true, next["disabled"] == true), (page == 0, page >= 2));
        }
        assert_eq!(folder_rows(Uuid::nil(), &folders[..3], 0).len(), 1);
        assert!(folder_rows(Uuid::nil(), &[], 0).is_empty());
    }
}

//! Which gallery folder is meant.

use super::artist::LOOK_UP_PATIENCE;
use super::context::{AUTOCOMPLETE_PATIENCE, Context, Data, MAX_CHOICES, ask, suggest};
use super::error::Error;
pub(super) use super::portable::WHOLE;
use super::{artist, similar};
use crate::language;
use crate::text;
use deviantart::model::Profile;
use domain::budget::Lane;
use domain::id::ArtistId;
use domain::language::Language;
use domain::post::{ArtistKind, Folder};
use domain::watch::Watch;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse, ResolvedValue};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use tokio::time::Instant;

/// The name of every gallery's default folder.
const DEFAULT: &str = "Featured";
/// Folders of a page; those inside others do not count.
const PAGE: u32 = 50;
/// Galleries have at most some hundred folders; an answer that never ends is cut here.
const MOST_PAGES: usize = 20;
/// What a menu of 25 choices is made from. Somebody who types pays for one look-up.
const MENU_PAGES: usize = 3;

/// The artist's folders as DeviantArt has them now; as the store knows them when DeviantArt cannot be asked.
pub(super) async fn list(data: &Data, profile: &Profile) -> Result<Vec<Folder>, Error> {
    let failure = match &data.deviantart {
        None => None,
        Some(client) => match tokio::time::timeout(LOOK_UP_PATIENCE, fetch(client, &profile.artist.name, MOST_PAGES)).await {
            Ok(Ok(folders)) => {
                data.galleries.put(&profile.artist.name, &folders);
                return Ok(folders);
            }
            Ok(Err(error)) if error.is_transient() => Some(Error::DeviantArt { name: profile.artist.name.clone(), error }),
            Ok(Err(error)) => return Err(Error::DeviantArt { name: profile.artist.name.clone(), error }),
            Err(_) => Some(Error::DeviantArtSlow),
        },
    };
    let known = ask(data.store.folders_of(profile.artist.id)).await?;
    match failure {
        Some(failure) if known.is_empty() => Err(failure),
        _ => Ok(known),
    }
}

async fn fetch(client: &deviantart::Client, name: &str, pages: usize) -> Result<Vec<Folder>, deviantart::Error> {
    let mut folders = Vec::new();
    let mut offset = 0;
    for _ in 0..pages {
        let page = client.gallery_folders(Lane::Interactive, name, offset).await?;
        let rest = page.rest(offset, PAGE);
        folders.extend(page.items.into_iter().map(|listing| listing.folder));
        let Some(next) = rest else { break };
        offset = next;
    }
    Ok(folders)
}

/// Whether somebody wants all folders: by the mark, or by what menus call it, in any language.
pub(super) fn is_whole(wish: &str) -> bool {
    let wish = wish.trim();
    let is_called = |language| language::with(language, text::watch::whole_group).to_lowercase() == wish.to_lowercase();
    wish == WHOLE || Language::OFFERED.into_iter().any(is_called)
}

/// The folder with this id, name or name in an address.
pub(super) fn choose(folders: &[Folder], wish: &str, artist: &str) -> Result<Folder, Error> {
    let wish = wish.trim();
    let names = |shown: Vec<&Folder>| shown.into_iter().map(|folder| full_name(folder, folders)).collect::<Vec<_>>();
    let by = |same: &dyn Fn(&Folder) -> bool| folders.iter().filter(|folder| same(folder)).collect::<Vec<_>>();
    let mut found = by(&|folder| folder.id.to_string().eq_ignore_ascii_case(wish));
    if found.is_empty() {
        found = by(&|folder| folder.name.to_lowercase() == wish.to_lowercase());
    }
    if found.is_empty() {
        found = by(&|folder| !slug(wish).is_empty() && slug(&folder.name) == slug(wish));
    }
    if found.is_empty() {
        // As it is shown where the same name stands under two.
        found = by(&|folder| !slug(wish).is_empty() && slug(&full_name(folder, folders)) == slug(wish));
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let near = similar::closest(wish, folders, |folder| &folder.name, 5);
            let shown = names(if near.is_empty() { folders.iter().take(10).collect() } else { near.clone() });
            Err(Error::Refused(text::watch::unknown_folder(artist, wish, &shown, !near.is_empty())))
        }
        several => Err(Error::Refused(text::watch::ambiguous_folder(artist, wish, &names(several.iter().take(10).copied().collect())))),
    }
}

/// A folder's name as DeviantArt writes it in an address: lower case, everything else a hyphen.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// "Parent / Name" where there is a parent: the same name may stand under two. DeviantArt makes its default folder the parent of all others and
/// shows it nowhere.
pub(super) fn full_name(folder: &Folder, all: &[Folder]) -> String {
    let parent = folder.parent.and_then(|id| all.iter().find(|other| other.id == id));
    match parent.filter(|parent| parent.parent.is_some() || parent.name != DEFAULT) {
        Some(parent) => format!("{} / {}", parent.name, folder.name),
        None => folder.name.clone(),
    }
}

/// Puts the folders' full names into these watches, as far as they are known.
pub(super) async fn name_fully(data: &Data, watches: &mut [Watch]) {
    let mut known: HashMap<ArtistId, Vec<Folder>> = HashMap::new();
    for wish in watches.iter_mut().map(|watch| &mut watch.wish) {
        let Some((id, name)) = &mut wish.folder else { continue };
        let folders = match known.entry(wish.artist) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(of_artist(data, wish.artist, &wish.artist_name).await),
        };
        if let Some(folder) = folders.iter().find(|folder| folder.id == *id) {
            *name = full_name(folder, folders);
        }
    }
}

/// What is known of an artist's folders without asking DeviantArt.
async fn of_artist(data: &Data, artist: ArtistId, name: &str) -> Vec<Folder> {
    let known = suggest(data.store.folders_of(artist)).await;
    if !known.is_empty() {
        return known;
    }
    let nothing = || None::<std::future::Ready<Option<Vec<Folder>>>>;
    data.galleries.of(name, Instant::now(), nothing).await.map(|folders| folders.to_vec()).unwrap_or_default()
}

/// Suggests folders of the artist that the same command names.
pub(super) async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let typed = ctx.args.iter().find_map(|option| match (&option.value, option.name) {
        (ResolvedValue::String(value), "artist") => Some(*value),
        _ => None,
    });
    let answer = CreateAutocompleteResponse::new();
    let Some(Ok(asked)) = typed.map(artist::parse) else { return answer };
    let (kind, folders) = suggested(ctx, &asked.name).await;
    let partial = partial.trim().to_lowercase();
    // Of somebody who is not known here only their folders are told, and not whether they are a group.
    let whole = match kind {
        Some(ArtistKind::Group) => Some(text::watch::whole_group()),
        None if !folders.is_empty() => Some(text::list::everything()),
        _ => None,
    };
    let whole =
        whole.filter(|name| partial == WHOLE || name.to_lowercase().contains(&partial)).map(|name| AutocompleteChoice::new(name, WHOLE));
    let choices =
        folders.iter().map(|folder| (full_name(folder, &folders), folder.id)).filter(|(name, _)| name.to_lowercase().contains(&partial));
    let choices = choices.map(|(name, id)| AutocompleteChoice::new(choice_name(&name), id.to_string()));
    answer.set_choices(whole.into_iter().chain(choices).take(MAX_CHOICES as usize).collect())
}

/// The artist's folders: those that the store knows, else DeviantArt's, in time for Discord or for the next keystroke. And whether this is a group, as
/// far as the store knows.
async fn suggested(ctx: Context<'_>, name: &str) -> (Option<ArtistKind>, Vec<Folder>) {
    let data = ctx.framework.user_data;
    let deadline = Instant::now() + AUTOCOMPLETE_PATIENCE;
    let known = suggest(async {
        match data.store.artist_by_name(name).await? {
            Some((artist, kind)) => data.store.folders_of(artist.id).await.map(|folders| (Some(kind), folders)),
            None => Ok((None, Vec::new())),
        }
    });
    let (kind, known) = known.await;
    if !known.is_empty() {
        return (kind, known);
    }
    let (person, server) = (ctx.interaction.user.id.get(), ctx.interaction.guild_id.map_or(0, |guild| guild.get()));
    let ask = || {
        let client = data.deviantart.clone()?;
        data.look_ups.lock().take(person, server, data.clock.now()).ok()?;
        let (data, name) = (data.clone(), name.to_owned());
        Some(async move {
            let fetched = tokio::time::timeout(LOOK_UP_PATIENCE, fetch(&client, &name, MENU_PAGES)).await.ok()?;
            if matches!(fetched, Err(deviantart::Error::UserNotFound(_))) {
                data.look_ups.lock().found_nobody(person, server, data.clock.now());
            }
            fetched.inspect_err(|error| tracing::debug!(%error, "folders could not be fetched for a menu")).ok()
        })
    };
    (kind, data.galleries.of(name, deadline, ask).await.map(|folders| folders.to_vec()).unwrap_or_default())
}

/// Discord takes 1 to 100 characters, shown as they are.
pub(super) fn choice_name(name: &str) -> String {
    let name = crate::card::literal(name, 100);
    if name.is_empty() { "?".to_owned() } else { name }
}

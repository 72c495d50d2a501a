//! `/filter`: which of an artist's last posts a filter lets through, and which word decided.

use super::answer::{Answer, send};
use super::artist::{self, LOOK_UP_PATIENCE};
use super::blank::Blank;
use super::context::{Context, Data, ask};
use super::error::Error;
use super::fix::Fix;
use super::sight::{Asker, begin};
use super::tried::Trial;
use super::words;
use crate::text;
use crate::text::filter::PAGE;
use deviantart::model::Profile;
use domain::budget::Lane;
use domain::filter::{Filter, Ruling};
use domain::id::PostId;
use domain::post::{ArtistKind, Class, Post};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateEmbedFooter};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Posts that a filter is tried on.
const LAST: usize = 50;
/// Posts of a page of a gallery, and pages that are fetched.
const GALLERY: u32 = 24;
const GALLERY_PAGES: u32 = 3;
/// Of one artist in one answer, the folders of the posts are asked for no longer than this.
const FOLDERS_PATIENCE: Duration = Duration::from_secs(2);

/// Reads a filter; nothing typed is none. `of_folder`: whether posts come through a folder.
pub(super) fn read(typed: &str, of_folder: bool) -> Result<Option<Filter>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = |text: String| Error::Fixable { text, fixes: vec![Fix::Filter] };
    let filter = Filter::parse(typed).map_err(|problem| wrong(text::filter::problem(typed, &problem)))?;
    if filter.names_folder() && !of_folder {
        return Err(wrong(text::filter::no_folder()));
    }
    Ok(Some(filter))
}

/// Try a filter on an artist's last posts
#[poise::command(slash_command)]
pub(crate) async fn filter(
    ctx: Context<'_>,
    #[description = "Name on DeviantArt, or a link to the profile"]
    #[autocomplete = "artist::autocomplete"]
    #[max_length = 300]
    artist: String,
    #[description = "The filter, for example: cat OR dog -sketch -is:ai"]
    #[autocomplete = "words::autocomplete"]
    #[max_length = 200]
    text: String,
) -> Result<(), Error> {
    let (data, asker) = begin(ctx).await?;
    let asked = artist::parse(&artist)?;
    let profile = artist::resolve(data, &asker, &asked.name).await?;
    if profile.kind == ArtistKind::Group {
        return Err(Error::Refused(text::filter::of_group(&profile.artist.name)));
    }
    let posts = last_posts(data, &asker, &profile).await?;
    if posts.is_empty() {
        return Err(Error::Refused(text::filter::no_posts(&profile.artist.name)));
    }
    let trial = Trial { artist: profile.artist.name, text, posts: Arc::new(posts) };
    send(ctx, tried(data, &asker, trial).await?).await
}

/// Tries another filter on the same posts.
pub(super) async fn again(data: &Data, asker: &Asker, key: Uuid, text: String) -> Result<Answer, Error> {
    let trial = data.trials.get(asker.guild(), key).ok_or(Error::Old)?;
    tried(data, asker, Trial { text, ..trial }).await
}

/// Another page of what was tried, counted from 0.
pub(super) fn page(data: &Data, asker: &Asker, key: Uuid, page: usize) -> Result<Answer, Error> {
    let trial = data.trials.get(asker.guild(), key).ok_or(Error::Old)?;
    let filter = Filter::stored(&trial.text);
    Ok(shown(&trial, &filter, key, page))
}

/// The first page, or what is wrong with the filter.
async fn tried(data: &Data, asker: &Asker, mut trial: Trial) -> Result<Answer, Error> {
    trial.text = trial.text.trim().to_owned();
    let filter = match Filter::parse(&trial.text) {
        Ok(filter) => filter,
        Err(problem) => {
            let why = text::filter::problem(&trial.text, &problem);
            let key = data.trials.put(asker.guild(), trial);
            return Ok(Answer::text(why).rows(vec![CreateActionRow::Buttons(vec![edit_button(key)])]));
        }
    };
    if filter.needs_tags() {
        trial.posts = Arc::new(with_tags(data, asker, trial.posts.to_vec()).await?);
    }
    let key = data.trials.put(asker.guild(), trial.clone());
    Ok(shown(&trial, &filter, key, 0))
}

fn edit_button(key: Uuid) -> CreateButton {
    CreateButton::new(Blank::Trial(key).id()).label(text::filter::edit()).style(ButtonStyle::Secondary)
}

fn shown(trial: &Trial, filter: &Filter, key: Uuid, page: usize) -> Answer {
    let decided = trial.posts.iter().map(|(post, folders)| {
        let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
        (post, filter.decide(post, &folders))
    });
    let decided: Vec<_> = decided.collect();
    let passing = decided.iter().filter(|(_, decision)| decision.ruling == Ruling::Passes).count();
    let pages = decided.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let lines = decided.iter().skip(page * PAGE).take(PAGE).map(|(post, decision)| text::filter::line(post, decision));
    let embed = CreateEmbed::new()
        .title(text::filter::title(&trial.artist, &trial.text))
        .description(lines.collect::<Vec<_>>().join("\n"))
        .footer(CreateEmbedFooter::new(text::filter::footer(passing, decided.len(), page + 1, pages)));
    let button = |label: &str, to: usize, on: bool| {
        CreateButton::new(format!("v1.trial.{key}.{to}")).label(label).style(ButtonStyle::Secondary).disabled(!on)
    };
    let mut buttons = Vec::new();
    if pages > 1 {
        // Two buttons of a message must differ, also when both are off.
        let (back, on) = (page.checked_sub(1), page + 1 < pages);
        buttons.push(button(text::list::previous(), back.unwrap_or(pages + 1), back.is_some()));
        buttons.push(button(text::list::next(), page + 1, on));
    }
    buttons.push(edit_button(key));
    Answer::embed(embed).rows(vec![CreateActionRow::Buttons(buttons)])
}

/// The artist's last posts as they are known here, with their folders; else the first of the gallery.
async fn last_posts(data: &Data, asker: &Asker, profile: &Profile) -> Result<Vec<(Post, Vec<String>)>, Error> {
    let history = data.store.history();
    let known = ask(history.latest_posts(profile.artist.id, LAST as u64)).await?;
    let known: Vec<Post> = known.into_iter().filter(|one| !one.removed).map(|one| one.post).collect();
    if known.is_empty() {
        let fetched = fetched(data, asker, &profile.artist.name).await?;
        return Ok(fetched.into_iter().map(|post| (post, Vec::new())).collect());
    }
    let names: HashMap<_, _> =
        ask(data.store.folders_of(profile.artist.id)).await?.into_iter().map(|folder| (folder.id, folder.name)).collect();
    let mut posts = Vec::new();
    let deadline = tokio::time::Instant::now() + FOLDERS_PATIENCE;
    for post in known {
        let folders = tokio::time::timeout_at(deadline, history.places_of(post.id)).await;
        let folders = folders.ok().and_then(Result::ok).unwrap_or_default();
        posts.push((post, folders.iter().filter_map(|place| names.get(&place.folder).cloned()).collect()));
    }
    Ok(posts)
}

/// The first posts of the gallery. Each page counts as a look-up.
async fn fetched(data: &Data, asker: &Asker, name: &str) -> Result<Vec<Post>, Error> {
    let Some(client) = &data.deviantart else { return Ok(Vec::new()) };
    let mut posts = Vec::new();
    for page in 0..GALLERY_PAGES {
        let found = artist::asked(data, asker, name, client.gallery_all(Lane::Interactive, name, page * GALLERY, GALLERY)).await?;
        posts.extend(found.items.into_iter().map(|item| item.post));
        if found.next.is_none() {
            break;
        }
    }
    posts.truncate(LAST);
    Ok(posts)
}

/// Asks for the tags that are not known, as often as this person and this server may. Without an answer they stay unknown.
async fn with_tags(data: &Data, asker: &Asker, mut posts: Vec<(Post, Vec<String>)>) -> Result<Vec<(Post, Vec<String>)>, Error> {
    let lacks = |post: &Post| !post.tags_known && post.kind.class() != Class::Status;
    let ids: Vec<PostId> = posts.iter().map(|(post, _)| post).filter(|post| lacks(post)).map(|post| post.id).collect();
    let Some(client) = data.deviantart.as_ref().filter(|_| !ids.is_empty()) else { return Ok(posts) };
    data.look_ups.lock().take(asker.user(), asker.guild().0, data.clock.now())?;
    match tokio::time::timeout(LOOK_UP_PATIENCE, client.tags(Lane::Interactive, &ids)).await {
        Ok(Ok(told)) => {
            let mut told: HashMap<_, _> = told.into_iter().collect();
            for (post, _) in &mut posts {
                if let Some(tags) = told.remove(&post.id) {
                    (post.tags, post.tags_known) = (tags, true);
                }
            }
        }
        Ok(Err(error)) => tracing::info!(%error, "tags could not be asked for a trial of a filter"),
        Err(_) => tracing::info!("DeviantArt did not tell tags in time for a trial of a filter"),
    }
    Ok(posts)
}

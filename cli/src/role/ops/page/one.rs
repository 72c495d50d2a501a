//! The pages of one artist, one server, one post, and what leads to them.

use super::frame::{table, when};
use crate::role::ops::deps::Deps;
use crate::why::{self, Asked, Story, kind_of_source, wants};
use domain::id::{ArtistId, GuildId, PostId};
use maud::{Markup, html};
use store::trace::{ArtistTrace, PostTrace, SourceTrace, WatchTrace};
use store::{OpsStore, StoreError};

/// More characters than this are no name, id or address.
const LONGEST: usize = 500;
/// Posts that an artist's page shows.
const POSTS: u64 = 20;

/// What there is to show.
pub enum Found {
    /// A title, and what stands below it.
    Page(String, Markup),
    /// It is over there.
    At(String),
    /// The question is good, and nothing is known.
    Nothing,
    /// The question is not.
    Odd,
    /// The store does not answer.
    Trouble(String),
}

impl From<Result<Option<(String, Markup)>, StoreError>> for Found {
    fn from(result: Result<Option<(String, Markup)>, StoreError>) -> Self {
        match result {
            Ok(Some((title, body))) => Self::Page(title, body),
            Ok(None) => Self::Nothing,
            Err(error) => Self::Trouble(error.to_string()),
        }
    }
}

/// From a text that somebody typed.
pub async fn find(deps: &Deps, text: &str) -> Found {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
        return Found::Odd;
    }
    if let Some(asked) = Asked::read(text) {
        if let Asked::Id(id) = asked {
            return match deps.store.history().artist(ArtistId(id.0)).await {
                Ok(Some(artist)) => Found::At(format!("artist/{}", artist.id)),
                Ok(None) => Found::At(format!("post/{id}")),
                Err(error) => Found::Trouble(error.to_string()),
            };
        }
        return match why::find(&deps.store, &asked).await {
            Ok(Some(story)) => Found::Page(story.title.clone(), told(&story)),
            Ok(None) => Found::Nothing,
            Err(error) => Found::Trouble(domain::cause::chain(error.as_ref())),
        };
    }
    if text.len() >= 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Found::At(format!("guild/{text}"));
    }
    match deps.store.history().artist_called(text).await {
        Ok(Some(artist)) => Found::At(format!("artist/{}", artist.id)),
        Ok(None) => Found::Nothing,
        Err(error) => Found::Trouble(error.to_string()),
    }
}

/// One post: the same as `deviantcord why`.
pub async fn post(deps: &Deps, id: &str) -> Found {
    let Ok(id) = id.parse::<PostId>() else { return Found::Odd };
    match why::find(&deps.store, &Asked::Id(id)).await {
        Ok(Some(story)) => Found::Page(story.title.clone(), told(&story)),
        Ok(None) => Found::Nothing,
        Err(error) => Found::Trouble(domain::cause::chain(error.as_ref())),
    }
}

fn told(story: &Story) -> Markup {
    html! {
        h1 { (story.title) }
        @if let Some(link) = &story.link { p { a href=(link) rel="noreferrer noopener" { (link) } } }
        ol class="story" {
            @for step in &story.steps {
                li { @if let Some(at) = step.at { (when(at)) " " } abbr title=(step.term) { (step.words) } }
            }
        }
    }
}

/// One artist: lists that are polled, watches, the latest posts.
pub async fn artist(deps: &Deps, id: &str) -> Found {
    let Ok(id) = id.parse::<ArtistId>() else { return Found::Odd };
    artist_page(&deps.store, id).await.into()
}

async fn artist_page(store: &OpsStore, id: ArtistId) -> Result<Option<(String, Markup)>, StoreError> {
    let (history, watches) = (store.history(), store.watches_of_artist(id).await?);
    let (artist, sources) = (history.artist(id).await?, history.sources_of(&[id]).await?);
    if artist.is_none() && watches.is_empty() && sources.is_empty() {
        return Ok(None);
    }
    let posts = history.latest_posts(id, POSTS).await?;
    let name = artist.as_ref().map(|artist| artist.name.clone()).or_else(|| watches.first().map(|watch| watch.artist_name.clone()));
    let name = name.unwrap_or_else(|| id.to_string());
    let body = html! {
        h1 { (name) }
        @if let Some(ArtistTrace { vanished: Some(vanished), .. }) = &artist { p class="warn" { "Cannot be seen on DeviantArt: " (vanished) } }
        h2 { "Lists that are polled" } (source_table(&sources))
        h2 { "Watches" } (watch_table(&watches))
        h2 { "Latest posts" } (post_table(&posts))
    };
    Ok(Some((name, body)))
}

fn source_table(sources: &[SourceTrace]) -> Markup {
    table(
        "lists",
        &["list", "last poll", "state"],
        &html! {
            @for source in sources {
                tr {
                    td { (kind_of_source(source.kind)) }
                    td { @if let Some(at) = source.last_poll_at { (when(at)) } @else { "never" } }
                    @if let Some(trouble) = &source.trouble { td class="warn" { (source.failures) " failed polls in a row: " (trouble) } }
                    @else if source.baselined { td class="good" { "read" } } @else { td { "not read to its end yet" } }
                }
            }
        },
    )
}

fn watch_table(watches: &[WatchTrace]) -> Markup {
    table(
        "watches",
        &["artist", "server", "channel", "wants", "from"],
        &html! {
            @for watch in watches {
                tr {
                    td { a href={ "../artist/" (watch.artist) } { (watch.artist_name) } }
                    td { a href={ "../guild/" (watch.guild) } { (watch.guild) } }
                    td { (watch.channel) }
                    td { (wants(&watch.what)) @if let Some(folder) = &watch.folder { " of the folder " (folder) }
                        @if watch.wish.as_ref().is_some_and(|wish| wish.group) { " of the whole group" } }
                    td { (when(watch.announce_from)) @if watch.paused_at.is_some() { ", paused now" } }
                }
            }
        },
    )
}

fn post_table(posts: &[PostTrace]) -> Markup {
    table(
        "posts",
        &["published", "title", "kind"],
        &html! {
            @for PostTrace { post, .. } in posts {
                tr {
                    td { @if let Some(at) = post.published_at { (when(at)) } @else { "–" } }
                    td { a href={ "../post/" (post.id) } { (if post.title.trim().is_empty() { "(no title)" } else { post.title.as_str() }) } }
                    td { (post.kind.as_ref()) }
                }
            }
        },
    )
}

/// One server: its watches, and its channels that take no messages.
pub async fn guild(deps: &Deps, id: &str) -> Found {
    // Discord's ids have at most 20 digits.
    let id = id.parse::<u64>().ok().filter(|_| id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(id) = id.filter(|id| i64::try_from(*id).is_ok()) else { return Found::Odd };
    guild_page(&deps.store, GuildId(id)).await.into()
}

async fn guild_page(store: &OpsStore, id: GuildId) -> Result<Option<(String, Markup)>, StoreError> {
    let (known, watches) = (store.guild_trace(id).await?, store.watches_of_guild(id).await?);
    if known.is_none() && watches.is_empty() {
        return Ok(None);
    }
    let broken = store.broken_channels(Some(id), store::trace::SHOWN).await?;
    let title = format!("Server {id}");
    let body = html! {
        h1 { (title) }
        @match known {
            Some((_, Some(left))) => p class="warn" { "The bot left it, or was removed, at " (when(left)) ". Its rows are kept for 30 days." },
            Some((joined, None)) => p { "The bot has been in it since " (when(joined)) "." },
            None => p { "The bot was never seen in it." },
        }
        h2 { "Watches" } (watch_table(&watches))
        h2 { "Channels that take no messages" }
        @if broken.is_empty() { p { "None." } } @else {
            (table("channels", &["channel", "since", "what Discord says"], &html! {
                @for channel in &broken { tr { td { (channel.channel) } td { (when(channel.since)) } td { (channel.reason) } } }
            }))
        }
    };
    Ok(Some((title, body)))
}

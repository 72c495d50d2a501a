//! A post becomes a message. Pure.
//!
//! Artist text goes into the embed only, cleaned and escaped; `content` holds nothing but the ping. Addresses are DeviantArt's own or
//! left out. `allowed_mentions` is always set.

mod clean;
mod escape;
mod link;

pub(crate) use clean::Lines;
pub(crate) use escape::{literal, markdown};
pub(crate) use link::{post_number, profile as profile_link};

use crate::text;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::NotificationId;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use domain::watch::{Watch, What};
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateEmbedAuthor, CreateEmbedFooter, CreateMessage};
use serenity::model::channel::Nonce;
use serenity::model::id::RoleId;
use std::collections::HashSet;
use uuid::Uuid;

/// Discord's limit for a title.
const TITLE: usize = 256;
/// How much of an excerpt is shown; Discord's own limit (4096) is far above what this becomes with escapes.
const EXCERPT_SHOWN: usize = 500;
const DESCRIPTION: usize = 1500;
/// Discord's limit for an author's name.
const AUTHOR: usize = 256;
/// Discord allows 2048; a line is enough.
const FOOTER: usize = 200;
/// Roles that one message pings; Discord takes up to 100, and their mentions must leave room for the plain form.
const PINGS: usize = 20;
/// Discord's limit for a message's own text.
const CONTENT: usize = 2000;

/// The message for this notification: embed (or plain link when `plain`), allowed mentions, nonce with `enforce_nonce`.
pub fn message(due: &Due, plain: bool) -> CreateMessage {
    let ping = ping(due);
    let mut content = ping.iter().map(|role| format!("<@&{role}>")).collect::<Vec<_>>().join(" ");
    let nonce = if plain { plain_nonce(due.id) } else { nonce(due.id) };
    let mentions = CreateAllowedMentions::new().roles(ping);
    let mut message = CreateMessage::new().allowed_mentions(mentions).nonce(Nonce::String(nonce)).enforce_nonce(true);
    if plain {
        if !content.is_empty() {
            content.push(' ');
        }
        content.push_str(&plain_text(due));
    } else {
        message = message.embed(match &due.subject {
            Subject::Card { post, artist } => card(post, artist, due.watch.as_ref()),
            Subject::Digest { artist, count } => digest(artist, *count, due.watch.as_ref()),
            // Never sent.
            Subject::Lost { artist, .. } => CreateEmbed::new().author(author(artist)),
        });
    }
    if content.is_empty() { message } else { message.content(content) }
}

/// The nonce of a notification's card: 22 characters of base64url over its 128-bit id (Discord takes up to 25).
#[must_use]
pub fn nonce(id: NotificationId) -> String {
    URL_SAFE_NO_PAD.encode(id.0)
}

/// The nonce of the plain form: another content must not share the card's nonce, or Discord answers with the message that it
/// remembers for it.
#[must_use]
pub fn plain_nonce(id: NotificationId) -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v5(&id.0, b"plain"))
}

/// The roles to be pinged: the watch's own, then those of the other watches for which the message stands. A digest never pings: the cards
/// before it did.
fn ping(due: &Due) -> Vec<RoleId> {
    if !matches!(due.subject, Subject::Card { .. }) {
        return Vec::new();
    }
    let own = due.watch.as_ref().and_then(|watch| watch.wish.ping);
    let mut seen = HashSet::new();
    let wanted = own.into_iter().chain(due.also_ping.iter().copied()).map(|ping| ping.role);
    wanted.filter(|role| role.0 != 0 && role.0 != due.guild.0 && seen.insert(role.0)).take(PINGS).map(|role| RoleId::new(role.0)).collect()
}

fn card(post: &Post, artist: &ArtistRef, watch: Option<&Watch>) -> CreateEmbed {
    let mut embed = CreateEmbed::new().author(author(artist)).colour(colour(post.kind));
    embed = embed.title(title(post));
    // A post without an address of its own is found on the artist's page.
    if let Some(url) = post.url.as_deref().and_then(link::allowed).or_else(|| link::profile(&artist.name, "")) {
        embed = embed.url(url);
    }
    let picture = |picture: &Option<Picture>| picture.as_ref().and_then(|picture| link::allowed(&picture.url));
    if let Some(lock) = &post.locked {
        embed = embed.description(text::card::locked(lock));
    } else {
        if let Some(excerpt) = excerpt(post) {
            embed = embed.description(excerpt);
        }
        let (large, small) = (picture(&post.preview), picture(&post.thumbnail));
        embed = match (post.kind, large, small) {
            (PostKind::Image | PostKind::Video | PostKind::Other | PostKind::Unknown(_), Some(url), _)
            | (PostKind::Image | PostKind::Video | PostKind::Other | PostKind::Unknown(_), None, Some(url)) => embed.image(url),
            (PostKind::Literature | PostKind::Journal | PostKind::Status | PostKind::Poll, large, small) => match small.or(large) {
                Some(url) => embed.thumbnail(url),
                None => embed,
            },
            (_, None, None) => embed,
        };
    }
    let folder = watch.and_then(|watch| watch.wish.folder.as_ref()).map(|(_, name)| name.as_str());
    embed = embed.footer(CreateEmbedFooter::new(literal(&text::card::footer(post.kind, post.mature, folder), FOOTER)));
    match post.published_at {
        Some(at) => embed.timestamp(at),
        None => embed,
    }
}

/// A status has no title of its own; a title that nobody can see is as good as none.
fn title(post: &Post) -> String {
    if post.kind == PostKind::Status {
        return text::card::status_title().to_owned();
    }
    let title = markdown(&post.title, Lines::One, TITLE, TITLE);
    if title.is_empty() { text::card::untitled(post.kind).to_owned() } else { title }
}

/// What is shown of the text. Of a status, whose text some answers carry as the title, all that there is.
fn excerpt(post: &Post) -> Option<String> {
    let source = match post.kind {
        PostKind::Status => post.excerpt.as_deref().filter(|text| !text.trim().is_empty()).or(Some(&post.title)),
        _ => post.excerpt.as_deref(),
    };
    source.map(|text| markdown(text, Lines::Many, EXCERPT_SHOWN, DESCRIPTION)).filter(|text| !text.is_empty())
}

fn digest(artist: &ArtistRef, count: u32, watch: Option<&Watch>) -> CreateEmbed {
    let path = gallery_path(watch);
    let name = markdown(&artist.name, Lines::One, 64, 150);
    let folder = watch.and_then(|watch| watch.wish.folder.as_ref()).map(|(_, name)| name.as_str());
    let embed = CreateEmbed::new()
        .author(author(artist))
        .colour(colour(PostKind::Other))
        .title(text::card::digest_title(count, &name))
        .description(text::card::digest_text())
        .footer(CreateEmbedFooter::new(literal(&text::card::digest_footer(folder), FOOTER)));
    match link::profile(&artist.name, path) {
        Some(url) => embed.url(url),
        None => embed,
    }
}

/// Where the posts that this watch wants are listed.
fn gallery_path(watch: Option<&Watch>) -> &'static str {
    match watch.map(|watch| watch.wish.what) {
        Some(What::Journals | What::Statuses) => "/posts",
        _ => "/gallery",
    }
}

fn author(artist: &ArtistRef) -> CreateEmbedAuthor {
    let name = literal(&artist.name, AUTHOR);
    let mut author = CreateEmbedAuthor::new(if name.is_empty() { text::card::unknown_artist().to_owned() } else { name });
    if let Some(icon) = artist.icon.as_deref().and_then(link::allowed) {
        author = author.icon_url(icon);
    }
    match link::profile(&artist.name, "") {
        Some(url) => author.url(url),
        None => author,
    }
}

/// DeviantArt's own green for pictures; the others are told apart at a glance.
const fn colour(kind: PostKind) -> u32 {
    match kind {
        PostKind::Image => 0x05_cc_47,
        PostKind::Literature => 0x3b_82_f6,
        PostKind::Video => 0xe0_3e_52,
        PostKind::Journal => 0xf5_9e_0b,
        PostKind::Status => 0x8b_5c_f6,
        PostKind::Poll => 0x06_b6_d4,
        PostKind::Other | PostKind::Unknown(_) => 0x99_aa_b5,
    }
}

/// Title and link: what remains when Discord refuses the card.
fn plain_text(due: &Due) -> String {
    let (line, link) = match &due.subject {
        Subject::Card { post, artist } => {
            let name = markdown(&artist.name, Lines::One, 64, 150);
            let link = post.url.as_deref().and_then(link::allowed).filter(|url| url.len() <= CONTENT / 2);
            (text::card::plain_card(&title(post), &name), link.or_else(|| link::profile(&artist.name, "")))
        }
        Subject::Digest { artist, count } => {
            let name = markdown(&artist.name, Lines::One, 64, 150);
            (text::card::digest_title(*count, &name), link::profile(&artist.name, gallery_path(due.watch.as_ref())))
        }
        Subject::Lost { artist, .. } => (markdown(&artist.name, Lines::One, 64, 150), link::profile(&artist.name, "")),
    };
    match link {
        Some(link) => format!("{line}\n{link}"),
        None => line,
    }
}

#[cfg(test)]
mod tests;

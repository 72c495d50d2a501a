//! A post becomes a message. Pure.
//!
//! Artist text is cleaned and escaped; of a card it goes into the embed only, and `content` holds nothing but the ping. Addresses are DeviantArt's own or
//! left out. `allowed_mentions` is always set.

pub mod batch;
mod clean;
mod embed;
mod escape;
mod line;
mod link;
mod nonce;
mod piece;
mod ping;
mod post;
mod rendered;
mod tag;
mod template;

pub(crate) use clean::Lines;
pub(crate) use escape::{literal, markdown, units};
pub(crate) use link::{allowed, post_number, profile as profile_link};
pub use nonce::{batch_nonce, nonce, plain_nonce};
pub(crate) use piece::{Guise, Piece};
pub use post::{list_name, message_of, post, post_name};
pub(crate) use rendered::{embeds_of, fingerprint, form_of, text_of};
pub(crate) use tag::{lacking, tag_for, tag_of};

use crate::language;
use crate::text;
pub(crate) use crate::text::card::is_test;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Post};
use domain::watch::{Style, Watch};
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateMessage};

/// The message for this notification: embed (or plain link when `plain`), allowed mentions, nonce with `enforce_nonce`.
///
/// In the language of its server, whatever language holds.
pub fn message(due: &Due, plain: bool) -> CreateMessage {
    language::with(due.language, || written(due, plain))
}

fn written(due: &Due, plain: bool) -> CreateMessage {
    let nonce = if plain { plain_nonce(due.id) } else { nonce(due.id) };
    let (message, content) = ping::begin(due, nonce);
    if plain {
        return message.content(ping::before(content, &embed::plain_text(due)));
    }
    let embed = match &due.subject {
        // Neither a link nor a line: Discord would make a preview of it.
        Subject::Card { .. } if let Some(veiled) = Piece::of(due).filter(|_| due.veiled) => veiled.embed(),
        Subject::Card { post, artist } => match shown(post, artist, due.watch.as_ref(), due.group_folder.as_deref()) {
            Shown::Embed(embed) => *embed,
            Shown::Text(text) => return message.content(ping::before(content, &text)),
        },
        Subject::Digest { artist, count, posts } => batch::digest(artist, *count, posts, due.watch.as_ref()),
        // Never sent.
        Subject::Lost { artist, .. } => CreateEmbed::new().author(embed::author(artist)),
    };
    let message = message.embed(embed);
    if content.is_empty() { message } else { message.content(content) }
}

/// What is shown of a post in a watch's style.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    /// An embed.
    Embed(Box<CreateEmbed>),
    /// The message's own text: a link, or the line of a template.
    Text(String),
}

/// What is shown of a post, in the language that holds. One of which a link or a template says nothing has a card. `group_folder`: see
/// [`Due::group_folder`].
pub(crate) fn shown(post: &Post, artist: &ArtistRef, watch: Option<&Watch>, group_folder: Option<&str>) -> Shown {
    let place = embed::place_of(watch, group_folder);
    let link = || post.url.as_deref().and_then(link::allowed).filter(|url| link::post_number(url).is_some());
    match watch.map(|watch| watch.wish.style).unwrap_or_default() {
        Style::Link if let Some(url) = link() => Shown::Text(url),
        Style::Line if let Some(line) = template::line_of(post, artist, watch, group_folder) => Shown::Text(line),
        Style::Compact => Shown::Embed(Box::new(embed::compact(post, artist, place.as_deref()))),
        Style::Card | Style::Link | Style::Line => Shown::Embed(Box::new(embed::card(post, artist, place.as_deref()))),
    }
}

/// What the post of `/test` is called in a forum, in the language that holds.
pub(crate) fn test_name(post: &Post) -> String {
    post::called(post)
}

/// The message of `/test`, in the language that holds: says that it is one, and mentions nobody. [`is_test`] recognises it.
pub fn test_message(post: &Post, artist: &ArtistRef, watch: &Watch) -> CreateMessage {
    // Without a nonce: it stands for no notification, and is never repeated.
    let (message, words) = (CreateMessage::new().allowed_mentions(CreateAllowedMentions::new()), text::card::test());
    match shown(post, artist, Some(watch), None) {
        Shown::Embed(embed) => message.content(words).embed(*embed),
        Shown::Text(text) => message.content(format!("{words}\n{text}")),
    }
}

#[cfg(test)]
mod tests;

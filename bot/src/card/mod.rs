//! A post becomes a message. Pure.
//!
//! Artist text goes into the embed only, cleaned and escaped; `content` holds nothing but the ping. Addresses are DeviantArt's own or
//! left out. `allowed_mentions` is always set.

pub mod batch;
mod clean;
mod embed;
mod escape;
mod link;
mod nonce;
mod ping;

pub(crate) use clean::Lines;
pub(crate) use escape::{literal, markdown, units};
pub(crate) use link::{allowed, post_number, profile as profile_link};
pub use nonce::{batch_nonce, nonce, plain_nonce};

use crate::text;
pub(crate) use crate::text::card::is_test;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Post};
use domain::watch::Watch;
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateMessage};

/// The message for this notification: embed (or plain link when `plain`), allowed mentions, nonce with `enforce_nonce`.
pub fn message(due: &Due, plain: bool) -> CreateMessage {
    let nonce = if plain { plain_nonce(due.id) } else { nonce(due.id) };
    let (message, mut content) = ping::begin(due, nonce);
    if plain {
        if !content.is_empty() {
            content.push(' ');
        }
        content.push_str(&embed::plain_text(due));
        return message.content(content);
    }
    let message = message.embed(match &due.subject {
        Subject::Card { post, artist } => embed::card(post, artist, due.watch.as_ref()),
        Subject::Digest { artist, count, posts } => batch::digest(artist, *count, posts, due.watch.as_ref()),
        // Never sent.
        Subject::Lost { artist, .. } => CreateEmbed::new().author(embed::author(artist)),
    });
    if content.is_empty() { message } else { message.content(content) }
}

/// What is shown of a post.
pub(crate) fn shown(post: &Post, artist: &ArtistRef, watch: Option<&Watch>) -> CreateEmbed {
    embed::card(post, artist, watch)
}

/// The message of `/test`: says that it is one, and mentions nobody. [`is_test`] recognises it.
pub fn test_message(post: &Post, artist: &ArtistRef, watch: &Watch) -> CreateMessage {
    // Without a nonce: it stands for no notification, and is never repeated.
    let message = CreateMessage::new().allowed_mentions(CreateAllowedMentions::new()).content(text::card::test());
    message.embed(embed::card(post, artist, Some(watch)))
}

#[cfg(test)]
mod tests;

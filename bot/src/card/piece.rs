//! A post as a message shows it: as it is, or without what may no longer be shown. Pure.

use super::clean::Lines;
use super::embed::{self, card, compact};
use super::escape::markdown;
use super::line;
use crate::text;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::Style;
use serenity::builder::CreateEmbed;
use std::borrow::Cow;

/// Of a title that is struck out: the marks take four of Discord's 256.
const TITLE: usize = 252;

/// How a post appears in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guise {
    /// As it is.
    Open,
    /// Without picture and text: it is mature, and may not be shown there.
    Veiled,
    /// With its title struck out, and without picture and text: it is gone from DeviantArt.
    Struck,
}

/// A post of a message.
#[derive(Clone, Debug)]
pub(crate) struct Piece<'a> {
    pub(super) due: &'a Due,
    post: Cow<'a, Post>,
    artist: &'a ArtistRef,
    style: Style,
    guise: Guise,
}

impl<'a> Piece<'a> {
    /// The post of this notification in its watch's style, veiled where it has to be. None: it is about no post, or the post cannot be read.
    pub(crate) fn of(due: &'a Due) -> Option<Self> {
        let style = due.watch.as_ref().map(|watch| watch.wish.style).unwrap_or_default();
        Self::again(due, style, if due.veiled { Guise::Veiled } else { Guise::Open })
    }

    /// The same in this style and guise.
    pub(crate) fn again(due: &'a Due, style: Style, guise: Guise) -> Option<Self> {
        let Subject::Card { post, artist } = &due.subject else { return None };
        let post = match guise {
            Guise::Open => Cow::Borrowed(&**post),
            // What was veiled stays as it is, also when the post is no longer mature.
            Guise::Veiled => Cow::Owned(Post { mature: true, ..bare(post) }),
            Guise::Struck => Cow::Owned(bare(post)),
        };
        Some(Self { due, post, artist, style, guise })
    }

    /// As a card, or as a line with a small picture.
    pub(super) fn embed(&self) -> CreateEmbed {
        let place = embed::place_of(self.due.watch.as_ref(), self.due.group_folder.as_deref());
        let embed = match self.style {
            Style::Compact => compact(&self.post, self.artist, place.as_deref()),
            Style::Card | Style::Link | Style::Line => card(&self.post, self.artist, place.as_deref()),
        };
        match self.guise {
            Guise::Veiled if self.post.locked.is_none() => embed.description(text::card::veiled()),
            Guise::Open | Guise::Veiled => embed,
            Guise::Struck => embed.title(self.struck()).description(text::card::gone()),
        }
    }

    /// By title and link. None: it cannot be listed.
    pub(super) fn line(&self) -> Option<String> {
        match self.guise {
            Guise::Open | Guise::Veiled => line::line(&self.post),
            Guise::Struck => Some(line::struck(&self.post)),
        }
    }

    /// As a message's own text, struck out; without a link of which Discord would make a preview.
    pub(crate) fn struck_text(&self) -> String {
        let artist = markdown(&self.artist.name, Lines::One, 64, 150);
        format!("{}\n{}", text::card::plain_card(&self.struck(), &artist), text::card::gone())
    }

    fn struck(&self) -> String {
        let title = match self.post.kind {
            PostKind::Status => embed::title(&self.post),
            _ => markdown(&self.post.title, Lines::One, TITLE, TITLE),
        };
        let title = if title.is_empty() { text::card::untitled(self.post.kind).to_owned() } else { title };
        format!("~~{title}~~")
    }
}

/// What remains of a post that may not be shown.
fn bare(post: &Post) -> Post {
    // Some answers carry the text of a status as its title.
    let title = if post.kind == PostKind::Status { String::new() } else { post.title.clone() };
    Post { title, preview: None, thumbnail: None, excerpt: None, ..post.clone() }
}

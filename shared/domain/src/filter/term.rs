//! The parts of a filter, and what each makes of a post.

use super::text;
use crate::post::{Class, Post, PostKind};
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// The tags of `ai_tags.txt`.
static AI: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("ai_tags.txt").lines().map(str::trim);
    lines.filter(|line| !line.starts_with('#')).map(text::tag).filter(|tag| !tag.is_empty()).collect()
});

/// Whether these are the tags of a work that is tagged as AI.
#[must_use]
pub fn is_tagged_as_ai(tags: &[String]) -> bool {
    text::tags(tags).iter().any(|tag| AI.contains(tag))
}

/// What one part asks for.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// Words of the title, next to each other.
    Words {
        words: Vec<char>,
        open: bool,
    },
    Tag {
        tag: String,
        open: bool,
    },
    Kind(KindWord),
    Folder(Vec<char>),
    Mature,
    Locked,
    Ai,
    Regex(Box<Regex>),
}

/// A kind of post, as filters name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "snake_case")]
pub(super) enum KindWord {
    Artwork,
    Literature,
    Video,
    Journal,
    Status,
    Poll,
}

impl KindWord {
    const fn is(self, kind: PostKind) -> bool {
        match self {
            Self::Artwork => matches!(kind, PostKind::Image | PostKind::Other | PostKind::Unknown(_)),
            Self::Literature => matches!(kind, PostKind::Literature),
            Self::Video => matches!(kind, PostKind::Video),
            Self::Journal => matches!(kind, PostKind::Journal),
            Self::Status => matches!(kind, PostKind::Status),
            Self::Poll => matches!(kind, PostKind::Poll),
        }
    }
}

/// One part of a filter with its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub term: Term,
    pub negated: bool,
    pub place: Range<usize>,
}

/// Parts of which one has to hold; usually a single one.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub items: Vec<Item>,
}

impl Clause {
    /// From its first part to its last one.
    pub(super) fn place(&self) -> Range<usize> {
        let start = self.items.first().map_or(0, |item| item.place.start);
        start..self.items.last().map_or(start, |item| item.place.end)
    }
}

/// A post as filters see it.
pub(super) struct Seen<'p> {
    post: &'p Post,
    folders: Vec<Vec<char>>,
    folded: Vec<char>,
    title: String,
    /// None: not known.
    tags: Option<Vec<String>>,
}

impl<'p> Seen<'p> {
    pub(super) fn new(post: &'p Post, folders: &[&str]) -> Self {
        // Status updates and polls have no tags.
        let known = post.tags_known || !post.tags.is_empty() || post.kind.class() == Class::Status;
        Self {
            post,
            folders: folders.iter().map(|name| text::haystack(name)).collect(),
            folded: text::haystack(&post.title),
            title: text::title(&post.title),
            tags: known.then(|| text::tags(&post.tags)),
        }
    }

    /// Whether this part of a filter holds; None: it depends on tags, which are not known.
    pub(super) fn holds(&self, item: &Item) -> Option<bool> {
        let found = match &item.term {
            Term::Words { words, open } => text::holds(&self.folded, words, *open),
            Term::Tag { tag, open } => self.tags.as_ref()?.iter().any(|own| if *open { own.starts_with(tag.as_str()) } else { own == tag }),
            Term::Ai => self.tags.as_ref()?.iter().any(|tag| AI.contains(tag)),
            Term::Kind(word) => word.is(self.post.kind),
            Term::Folder(name) => self.folders.iter().any(|own| text::holds(own, name, false)),
            Term::Mature => self.post.mature,
            Term::Locked => self.post.locked.is_some(),
            Term::Regex(regex) => regex.is_match(&self.title),
        };
        Some(found != item.negated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_that_say_so_are_tagged_as_ai() {
        let tagged = |tag: &str| is_tagged_as_ai(&["cat".to_owned(), tag.to_owned()]);
        assert!(tagged("AI_Generated") && tagged("midjourney") && tagged("dall-e-3"));
        assert!(!tagged("painting") && !tagged("aikido") && !tagged("# What"));
        assert!(AI.len() > 30);
    }
}

//! Which revisions a poll was held against. An event says one more, so that the fold can tell which of two polls knew more, whatever their
//! clocks say.

use crate::diff::Known;
use domain::event::{About, Event};
use domain::id::PostId;
use std::collections::HashMap;

/// The revisions of the rows that one poll was compared with.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    posts: HashMap<PostId, u64>,
    /// Of the source's artist.
    artist: u64,
}

impl Compared {
    /// Notes what is known of these posts; `tried` tells the revision up to which events may have entered the log without an answer. A post
    /// that is compared twice keeps its first revision: what was concluded from that must not outrank what was learned in between.
    pub fn note(&mut self, ids: &[PostId], known: &Known, tried: impl Fn(PostId) -> u64) {
        for id in ids {
            let rev = known.get(id).map_or(0, |known| known.rev);
            self.posts.entry(*id).or_insert_with(|| rev.max(tried(*id)));
        }
    }

    /// Notes what is known of the artist.
    pub const fn note_artist(&mut self, rev: u64) {
        self.artist = rev;
    }

    /// The revision of an event about the artist.
    #[must_use]
    pub const fn artist(&self) -> u64 {
        self.artist.saturating_add(1)
    }

    /// The revision of this event.
    #[must_use]
    pub fn rev(&self, event: &Event) -> u64 {
        match event.about() {
            About::Post(post) => self.post(post),
            About::Artist => self.artist(),
        }
    }

    fn post(&self, id: PostId) -> u64 {
        self.posts.get(&id).map_or(1, |rev| rev.saturating_add(1))
    }
}

//! Revisions up to which events may have entered the log though nobody confirmed it.

use super::bounded::Bounded;
use domain::event::Envelope;
use domain::id::{ArtistId, PostId};

/// See the module's text.
#[derive(Debug, Default)]
pub struct Tried {
    posts: Bounded<PostId, u64>,
    artists: Bounded<ArtistId, u64>,
}

impl Tried {
    /// Notes events whose append failed: it is not known which of them are in the log.
    pub fn note(&mut self, events: &[Envelope]) {
        for envelope in events {
            let rev = envelope.rev.unwrap_or(0);
            let highest = match envelope.event.parts().post {
                Some(post) => self.posts.entry(post),
                None => self.artists.entry(envelope.event.lane()),
            };
            *highest = rev.max(*highest);
        }
    }

    /// The highest revision of this post that was tried without success.
    #[must_use]
    pub fn post(&self, post: PostId) -> u64 {
        self.posts.get(&post).copied().unwrap_or(0)
    }

    /// The same for an artist.
    #[must_use]
    pub fn artist(&self, artist: ArtistId) -> u64 {
        self.artists.get(&artist).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::{artist, post};
    use domain::clock::Timestamp;
    use domain::event::Event;

    #[test]
    fn given_an_append_of_unknown_outcome_then_its_revision_is_used_up() {
        let mut memory = Tried::default();
        let event = Event::PostPublished { artist: artist(), post: post(1) };
        memory.note(&[Envelope::revision(event, Timestamp::UNIX_EPOCH, 3)]);
        assert_eq!((memory.post(post(1).id), memory.post(post(2).id)), (3, 0));
    }
}

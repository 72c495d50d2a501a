//! Small notes that one poll leaves for later ones.

use super::bounded::Bounded;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId, PostId};

/// Posts of one artist that are remembered for want of tags.
const TAGLESS: usize = 50;

/// See the module's text.
#[derive(Debug, Default)]
pub struct Notes {
    sizes: Bounded<(ArtistId, FolderId), u32>,
    /// Posts that are missing from their page and yet exist: when they were asked for.
    asked: Bounded<PostId, Timestamp>,
    /// Posts whose tags were asked for and did not come: how often, and when last.
    untagged: Bounded<PostId, (u32, Timestamp)>,
    /// Posts of a source's artist, or of a group's members, that the last question told no tags of.
    tagless: Bounded<ArtistId, Vec<PostId>>,
    /// Artists that could not be found: since when.
    suspects: Bounded<ArtistId, Timestamp>,
    /// The icon that a page named last, and whether the profile is still to be asked about it.
    icons: Bounded<ArtistId, (String, bool)>,
    /// Polls of the gallery since the folder list was read.
    unlisted: Bounded<ArtistId, u32>,
    /// Requests for a group's folder list since a page of its re-read.
    listings: Bounded<ArtistId, u32>,
    /// Polls of a vanished artist that found nobody.
    without_finding: Bounded<ArtistId, u32>,
}

impl Notes {
    /// The folder's size when the list was last read.
    #[must_use]
    pub fn size(&self, artist: ArtistId, folder: FolderId) -> Option<u32> {
        self.sizes.get(&(artist, folder)).copied()
    }

    /// Notes a folder's size.
    pub fn set_size(&mut self, artist: ArtistId, folder: FolderId, size: u32) {
        self.sizes.put((artist, folder), size);
    }

    /// Counts a poll of the gallery without news and tells how many there were since the folder list was read, this one included.
    pub fn poll_without_list(&mut self, artist: ArtistId) -> u32 {
        let count = self.unlisted.entry(artist);
        *count = count.saturating_add(1);
        *count
    }

    /// The folder list was read.
    pub fn listed(&mut self, artist: ArtistId) {
        self.unlisted.remove(&artist);
    }

    /// Counts requests for a group's folder list; true, once for `share` of them: a page of its re-read is due.
    pub fn list_requests(&mut self, group: ArtistId, requests: u32, share: u32) -> bool {
        let count = self.listings.entry(group);
        *count = count.saturating_add(requests);
        let due = *count >= share;
        if due {
            *count = 0;
        }
        due
    }

    /// When this missing post was asked for last.
    #[must_use]
    pub fn asked(&self, post: PostId) -> Option<Timestamp> {
        self.asked.get(&post).copied()
    }

    /// Notes that a missing post was asked for and exists.
    pub fn set_asked(&mut self, post: PostId, at: Timestamp) {
        self.asked.put(post, at);
    }

    /// The posts that the last question told no tags of.
    #[must_use]
    pub fn tagless(&self, artist: ArtistId) -> Vec<PostId> {
        self.tagless.get(&artist).cloned().unwrap_or_default()
    }

    /// Notes which of these posts, the newest first, a question told no tags of, for the next polls.
    pub fn asked_tags_of(&mut self, artist: ArtistId, posts: &[PostId], told: impl Fn(PostId) -> bool) {
        let mut tagless = self.tagless(artist);
        tagless.retain(|id| !posts.contains(id));
        // The newest last: the oldest are forgotten first.
        tagless.extend(posts.iter().rev().copied().filter(|id| !told(*id)));
        tagless.drain(..tagless.len().saturating_sub(TAGLESS));
        if tagless.is_empty() {
            return self.tagless.remove(&artist);
        }
        self.tagless.put(artist, tagless);
    }

    /// How often a post's tags were asked for and did not come, and when last.
    #[must_use]
    pub fn untagged(&self, post: PostId) -> (u32, Timestamp) {
        self.untagged.get(&post).copied().unwrap_or_default()
    }

    /// Notes that a post's tags were asked for; whether they came.
    pub fn asked_for_tags(&mut self, post: PostId, came: bool, at: Timestamp) {
        if came {
            return self.untagged.remove(&post);
        }
        let (asked, last) = self.untagged.entry(post);
        (*asked, *last) = (asked.saturating_add(1), at);
    }

    /// Notes that an artist was not found, and tells since when that is so.
    pub fn suspect(&mut self, artist: ArtistId, now: Timestamp) -> Timestamp {
        if let Some(since) = self.suspects.get(&artist) {
            return *since;
        }
        self.suspects.put(artist, now);
        now
    }

    /// A page named an icon that is not the known one; true when the profile should be asked about it: once for each icon, since
    /// lists may write the same icon differently.
    pub fn doubt_icon(&mut self, artist: ArtistId, icon: &str) -> bool {
        if self.icons.get(&artist).is_some_and(|(asked, _)| asked == icon) {
            return false;
        }
        self.icons.put(artist, (icon.to_owned(), true));
        true
    }

    /// Whether a doubt asks for the profile; the question is then under way.
    pub fn take_doubt(&mut self, artist: ArtistId) -> bool {
        let Some((icon, true)) = self.icons.get(&artist).cloned() else { return false };
        self.icons.put(artist, (icon, false));
        true
    }

    /// Counts a poll of a vanished artist that found nobody and tells how many there were before.
    pub fn poll_found_nobody(&mut self, artist: ArtistId) -> u32 {
        let count = self.without_finding.entry(artist);
        let before = *count;
        *count = before.saturating_add(1);
        before
    }

    /// The artist was seen.
    pub fn found(&mut self, artist: ArtistId) {
        self.suspects.remove(&artist);
        self.without_finding.remove(&artist);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn posts(numbers: std::ops::Range<u128>) -> Vec<PostId> {
        numbers.map(|n| PostId(Uuid::from_u128(n))).collect()
    }

    #[test]
    fn of_many_posts_without_tags_the_newest_are_remembered() {
        let (artist, mut notes) = (ArtistId(Uuid::nil()), Notes::default());
        let newest_first: Vec<PostId> = posts(0..60).into_iter().rev().collect();
        notes.asked_tags_of(artist, &newest_first, |_| false);
        assert_eq!(notes.tagless(artist), posts(10..60));
        notes.asked_tags_of(artist, &posts(10..11), |_| true);
        notes.asked_tags_of(artist, &posts(60..62), |_| false);
        let mut left = notes.tagless(artist);
        left.sort_unstable();
        assert_eq!(left, posts(12..62));
    }
}

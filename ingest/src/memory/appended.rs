//! What was appended and is not yet seen in the projection.

use super::bounded::Bounded;
use crate::diff::{self, Known};
use domain::event::Envelope;
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::Post;
use store::ingest::{KnownArtist, KnownPost};

/// See the module's text.
#[derive(Debug, Default)]
pub struct Appended {
    posts: Bounded<PostId, Recent>,
    artists: Bounded<ArtistId, KnownArtist>,
}

#[derive(Clone, Debug, Default)]
struct Recent {
    post: Option<Post>,
    removed: Option<bool>,
    rev: u64,
    folders: Vec<FolderId>,
}

impl Appended {
    /// Notes accepted events.
    pub fn learn(&mut self, events: &[Envelope]) {
        for envelope in events {
            let parts = envelope.event.parts();
            let Some(recent) = parts.post.map(|post| self.posts.entry(post)) else { continue };
            recent.rev = recent.rev.max(envelope.rev.unwrap_or(0));
            recent.post = parts.content.cloned().or(recent.post.take());
            recent.removed = parts.present.map(|present| !present).or(recent.removed);
            recent.folders.extend(parts.folder);
        }
    }

    /// Notes what is known of an artist after accepted events.
    pub fn learn_artist(&mut self, artist: KnownArtist) {
        self.artists.put(artist.artist.id, artist);
    }

    /// The projection's knowledge of these posts, with what was appended since. What the projection has caught up with is
    /// forgotten here.
    pub fn over(&mut self, ids: &[PostId], mut projected: Known) -> Known {
        for id in ids {
            let Some(recent) = self.posts.get(id).cloned() else { continue };
            let caught_up = projected.get(id).is_some_and(|known| recent.is_in(known));
            if caught_up {
                self.posts.remove(id);
            } else {
                recent.apply(*id, &mut projected);
            }
        }
        projected
    }

    /// The posts that were appended longest ago and are not known to be in the projection. Asked again, it names others first.
    pub fn oldest(&mut self, limit: usize) -> Vec<PostId> {
        self.posts.rotate(limit)
    }

    /// Whether one of these is still not known to be in the projection.
    #[must_use]
    pub fn holds_any(&self, ids: &[PostId]) -> bool {
        ids.iter().any(|id| self.posts.get(id).is_some())
    }

    /// The artist's newest posts of these: the projection's, and those that were appended since.
    #[must_use]
    pub fn recent_over(&self, artist: ArtistId, projected: Vec<PostId>, limit: usize) -> Vec<PostId> {
        let own = |recent: &&Recent| recent.post.as_ref().is_some_and(|post| post.artist == artist);
        let mut appended: Vec<&Post> = self.posts.map.values().filter(own).filter_map(|recent| recent.post.as_ref()).collect();
        appended.sort_by_key(|post| std::cmp::Reverse(post.published_at));
        appended.truncate(limit);
        let mut ids: Vec<PostId> = appended.into_iter().map(|post| post.id).collect();
        let new: Vec<PostId> = projected.into_iter().filter(|id| !ids.contains(id)).collect();
        ids.extend(new);
        ids
    }

    /// The same for an artist.
    pub fn artist_over(&mut self, artist: ArtistId, projected: Option<KnownArtist>) -> Option<KnownArtist> {
        let Some(recent) = self.artists.get(&artist).cloned() else { return projected };
        let same = projected.as_ref().is_some_and(|known| {
            let holds = diff::artist(Some(known), &recent.artist, recent.kind, &recent.folders).is_none()
                && (known.vanished.is_some(), known.vanish_epoch) == (recent.vanished.is_some(), recent.vanish_epoch);
            holds || (recent.rev > 0 && known.rev >= recent.rev)
        });
        if same {
            self.artists.remove(&artist);
            return projected;
        }
        Some(recent)
    }
}

impl Recent {
    /// The projection holds this, or what ranks no lower.
    fn is_in(&self, known: &KnownPost) -> bool {
        let same = self.post.as_ref().is_none_or(|post| diff::differs(known, post).is_empty())
            && self.removed.is_none_or(|removed| removed == known.removed);
        (same || self.is_passed(known)) && self.folders.iter().all(|folder| known.folders.contains(folder))
    }

    const fn is_passed(&self, known: &KnownPost) -> bool {
        self.rev > 0 && known.rev >= self.rev
    }

    fn apply(self, id: PostId, projected: &mut Known) {
        if let Some(known) = projected.get_mut(&id) {
            if !self.is_passed(known) {
                if let Some(post) = self.post {
                    (known.post, known.shrunk, known.fades) = (post, false, false);
                }
                known.removed = self.removed.unwrap_or(known.removed);
                known.rev = self.rev;
            }
            known.folders.extend(self.folders);
        } else if let Some(post) = self.post {
            projected.insert(
                id,
                KnownPost {
                    post,
                    removed: self.removed.unwrap_or(false),
                    shrunk: false,
                    fades: false,
                    rev: self.rev,
                    folders: self.folders,
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::{artist, known, post};
    use domain::clock::Timestamp;
    use domain::event::{Change, Event};

    fn learn(memory: &mut Appended, event: Event) {
        memory.learn(&[Envelope::new(event, Timestamp::UNIX_EPOCH)]);
    }

    #[test]
    fn given_a_lagging_projection_then_what_was_appended_is_known() {
        let mut memory = Appended::default();
        let post = post(1);
        learn(&mut memory, Event::PostPublished { artist: artist(), post: post.clone() });
        let seen = memory.over(&[post.id], Known::new());
        assert_eq!(seen[&post.id], KnownPost { post, removed: false, shrunk: false, fades: false, rev: 0, folders: Vec::new() });
    }

    #[test]
    fn given_a_lost_log_then_what_was_appended_to_it_is_unknown_again() {
        let mut memory = Appended::default();
        let (lost, folded) = (post(1), post(2));
        for post in [&lost, &folded] {
            learn(&mut memory, Event::PostPublished { artist: artist(), post: post.clone() });
        }
        memory = Appended::default();
        let seen = memory.over(&[lost.id, folded.id], known(std::slice::from_ref(&folded)));
        assert!(!seen.contains_key(&lost.id) && seen.contains_key(&folded.id));
    }

    #[test]
    fn given_a_projection_that_caught_up_then_it_alone_counts() {
        let mut memory = Appended::default();
        let old = post(1);
        learn(&mut memory, Event::PostPublished { artist: artist(), post: old.clone() });
        memory.over(&[old.id], known(std::slice::from_ref(&old)));
        let newer = Post { title: "renamed by another worker".to_owned(), ..old.clone() };
        let seen = memory.over(&[old.id], known(std::slice::from_ref(&newer)));
        assert_eq!(seen[&old.id].post, newer);
    }

    /// Else what this worker appended would stand before what another worker saw later, until the process ends.
    #[test]
    fn given_another_workers_newer_revision_then_it_counts_though_the_projection_never_held_ours() {
        let mut memory = Appended::default();
        let ours = Post { title: "ours".to_owned(), ..post(1) };
        let revised = Event::PostRevised { post: ours.clone(), changes: vec![Change::Title] };
        memory.learn(&[Envelope::revision(revised, Timestamp::UNIX_EPOCH, 2)]);
        let projected = |rev, title: &str| {
            let post = Post { title: title.to_owned(), ..post(1) };
            Known::from([(post.id, KnownPost { post, removed: false, shrunk: false, fades: false, rev, folders: Vec::new() })])
        };
        let over = |memory: &mut Appended, known| {
            let seen = memory.over(&[ours.id], known);
            (seen[&ours.id].post.title.clone(), seen[&ours.id].rev)
        };
        assert_eq!(over(&mut memory, projected(1, "old")), ("ours".to_owned(), 2), "on its way");
        assert_eq!(over(&mut memory, projected(2, "theirs")), ("theirs".to_owned(), 2));
        assert_eq!(over(&mut memory, projected(1, "old")), ("old".to_owned(), 1), "forgotten");
    }

    #[test]
    fn given_a_removal_and_a_folder_since_then_both_are_seen_over_the_projection() {
        let mut memory = Appended::default();
        let old = post(1);
        let folder = FolderId(uuid::Uuid::from_u128(9));
        learn(&mut memory, Event::PostRemoved { artist: artist().id, post: old.id });
        learn(&mut memory, Event::PostFoldered { owner: artist().id, post: old.id, folder, folder_name: String::new() });
        let revised = Post { mature: true, ..old.clone() };
        learn(&mut memory, Event::PostRevised { post: revised.clone(), changes: vec![Change::Mature] });
        let seen = memory.over(&[old.id], known(std::slice::from_ref(&old)));
        assert_eq!(seen[&old.id], KnownPost { post: revised, removed: true, shrunk: false, fades: false, rev: 0, folders: vec![folder] });
    }

    #[test]
    fn given_posts_on_their_way_then_each_has_its_turn_to_be_compared() {
        let mut memory = Appended::default();
        for n in 1..=3 {
            learn(&mut memory, Event::PostPublished { artist: artist(), post: post(n) });
        }
        let id = |n| post(n).id;
        assert_eq!(memory.oldest(2), [id(1), id(2)]);
        memory.over(&[id(1), id(2)], known(&[post(1)]));
        assert!(memory.holds_any(&[id(1), id(2)]) && !memory.holds_any(&[id(1)]));
        assert_eq!(memory.oldest(2), [id(3), id(2)]);
        memory.over(&[id(2), id(3)], known(&[post(2), post(3)]));
        assert!(memory.oldest(2).is_empty());
    }
}

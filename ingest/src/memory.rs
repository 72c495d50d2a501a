//! What this process appended lately. The projection lags behind the log by design; without this, every look in between
//! would append the same events again (harmless, but noise).

use crate::diff::{self, Known};
use domain::clock::Timestamp;
use domain::event::{About, Envelope, Event};
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::Post;
use std::collections::{HashMap, VecDeque};
use store::ingest::{KnownArtist, KnownPost};

/// Entries kept of each sort: a few hundred bytes each.
const CAPACITY: usize = 20_000;

/// What was appended and is not yet seen in the projection, and small notes of the looks.
#[derive(Debug, Default)]
pub struct Memory {
    posts: Bounded<PostId, Recent>,
    artists: Bounded<ArtistId, KnownArtist>,
    /// Revisions up to which events may have entered the log though nobody confirmed it: by artist, and by post.
    tried: (Bounded<ArtistId, u64>, Bounded<PostId, u64>),
    sizes: Bounded<(ArtistId, FolderId), u32>,
    /// Posts that are missing from their page and yet exist: when they were asked for.
    asked: Bounded<PostId, Timestamp>,
    /// Artists that could not be found: since when.
    suspects: Bounded<ArtistId, Timestamp>,
    /// The icon that a page named last, and whether the profile is still to be asked about it.
    icons: Bounded<ArtistId, (String, bool)>,
    /// Looks at the gallery since the folder list was read.
    unlisted: Bounded<ArtistId, u32>,
    /// Looks in vain at a vanished artist.
    in_vain: Bounded<ArtistId, u32>,
    /// Questions about posts that lists only name, less those that looks have earned: zero or below.
    questions: f64,
}

/// What a look earns, and what can be saved up: where whole lists describe nothing, looks go on and questions take a tenth.
const EARNED: f64 = 0.1;
const SAVED: f64 = 30.0;

#[derive(Clone, Debug, Default)]
struct Recent {
    post: Option<Post>,
    removed: Option<bool>,
    rev: u64,
    folders: Vec<FolderId>,
}

impl Memory {
    /// Notes accepted events.
    pub fn learn(&mut self, events: &[Envelope]) {
        for envelope in events {
            if let Some(recent) = post_of(&envelope.event).map(|post| self.posts.entry(post)) {
                recent.rev = recent.rev.max(envelope.rev.unwrap_or(0));
            }
            match &envelope.event {
                Event::PostPublished { post, .. } => {
                    let recent = self.posts.entry(post.id);
                    recent.post = Some(post.clone());
                    recent.removed = Some(false);
                }
                Event::PostRevised { post, .. } => self.posts.entry(post.id).post = Some(post.clone()),
                Event::PostRemoved { post, .. } => self.posts.entry(*post).removed = Some(true),
                Event::PostFoldered { post, folder, .. } => self.posts.entry(*post).folders.push(*folder),
                Event::ArtistProfiled { .. } | Event::ArtistVanished { .. } | Event::ArtistReturned { .. } => {}
            }
        }
    }

    /// Notes events whose append failed: it is not known which of them are in the log.
    pub fn tried(&mut self, events: &[Envelope]) {
        for envelope in events {
            let rev = envelope.rev.unwrap_or(0);
            let highest = match post_of(&envelope.event) {
                Some(post) => self.tried.1.entry(post),
                None => self.tried.0.entry(envelope.event.lane()),
            };
            *highest = rev.max(*highest);
        }
    }

    /// The highest revision of this post that was tried in vain.
    #[must_use]
    pub fn tried_post(&self, post: PostId) -> u64 {
        self.tried.1.get(&post).copied().unwrap_or(0)
    }

    /// The same for an artist.
    #[must_use]
    pub fn tried_artist(&self, artist: ArtistId) -> u64 {
        self.tried.0.get(&artist).copied().unwrap_or(0)
    }

    /// Forgets what was appended: the log that it was appended to is gone.
    pub fn forget_appended(&mut self) {
        self.posts = Bounded::default();
        self.artists = Bounded::default();
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

    /// The folder's size when the list was last read.
    #[must_use]
    pub fn size(&self, artist: ArtistId, folder: FolderId) -> Option<u32> {
        self.sizes.get(&(artist, folder)).copied()
    }

    /// Notes a folder's size.
    pub fn set_size(&mut self, artist: ArtistId, folder: FolderId, size: u32) {
        self.sizes.put((artist, folder), size);
    }

    /// Counts a look at the gallery without news and tells how many there were since the folder list was read, this one included.
    pub fn look_without_list(&mut self, artist: ArtistId) -> u32 {
        let count = self.unlisted.entry(artist);
        *count = count.saturating_add(1);
        *count
    }

    /// The folder list was read.
    pub fn listed(&mut self, artist: ArtistId) {
        self.unlisted.remove(&artist);
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

    /// Whether the profile is to be asked because of a doubt; the question is then under way.
    pub fn take_doubt(&mut self, artist: ArtistId) -> bool {
        let Some((icon, true)) = self.icons.get(&artist).cloned() else { return false };
        self.icons.put(artist, (icon, false));
        true
    }

    /// A look was made: it earns a part of a question.
    pub fn earn_question(&mut self) {
        self.questions = (self.questions + EARNED).min(0.0);
    }

    /// Whether a question may be asked now; it is then spent.
    pub fn spend_question(&mut self) -> bool {
        let may = self.questions > -SAVED;
        if may {
            self.questions -= 1.0;
        }
        may
    }

    /// Counts a look in vain at a vanished artist and tells how many there were before.
    pub fn look_in_vain(&mut self, artist: ArtistId) -> u32 {
        let count = self.in_vain.entry(artist);
        let before = *count;
        *count = before.saturating_add(1);
        before
    }

    /// The artist was seen.
    pub fn found(&mut self, artist: ArtistId) {
        self.suspects.remove(&artist);
        self.in_vain.remove(&artist);
    }
}

impl Recent {
    /// The projection holds this, or what ranks no lower.
    fn is_in(&self, known: &KnownPost) -> bool {
        let same = self.post.as_ref().is_none_or(|post| diff::changes(&known.post, post).is_empty())
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
                    known.post = post;
                }
                known.removed = self.removed.unwrap_or(known.removed);
                known.rev = self.rev;
            }
            known.folders.extend(self.folders);
        } else if let Some(post) = self.post {
            projected.insert(id, KnownPost { post, removed: self.removed.unwrap_or(false), rev: self.rev, folders: self.folders });
        }
    }
}

/// The post that an event is about, if it is about one.
const fn post_of(event: &Event) -> Option<PostId> {
    match event.about() {
        About::Post(post) => Some(post),
        About::Artist => None,
    }
}

/// A map that forgets its oldest entries beyond [`CAPACITY`].
#[derive(Debug)]
struct Bounded<K, V> {
    map: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Copy + Eq + std::hash::Hash, V> Bounded<K, V> {
    fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.make_room(key);
        self.map.insert(key, value);
    }

    fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.make_room(key);
        self.map.entry(key).or_default()
    }

    fn remove(&mut self, key: &K) {
        if self.map.remove(key).is_some() && self.order.len() > 2 * self.map.len() + 64 {
            let map = &self.map;
            self.order.retain(|key| map.contains_key(key));
            // A burst must not keep its room for ever.
            self.order.shrink_to(2 * self.map.len());
            self.map.shrink_to(2 * self.map.len());
        }
    }

    /// Up to `limit` of the oldest keys, which thereby become the newest.
    fn rotate(&mut self, limit: usize) -> Vec<K> {
        let mut keys = Vec::new();
        for _ in 0..self.order.len() {
            if keys.len() == limit {
                break;
            }
            let Some(key) = self.order.pop_front() else { break };
            if self.map.contains_key(&key) {
                keys.push(key);
            }
        }
        self.order.extend(keys.iter().copied());
        keys
    }

    fn make_room(&mut self, key: K) {
        if self.map.contains_key(&key) {
            return;
        }
        self.order.push_back(key);
        while self.map.len() >= CAPACITY {
            let Some(oldest) = self.order.pop_front() else { break };
            self.map.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::{artist, known, post};
    use domain::event::Change;

    fn learn(memory: &mut Memory, event: Event) {
        memory.learn(&[Envelope::new(event, Timestamp::UNIX_EPOCH)]);
    }

    #[test]
    fn given_a_lagging_projection_then_what_was_appended_is_known() {
        let mut memory = Memory::default();
        let post = post(1);
        learn(&mut memory, Event::PostPublished { artist: artist(), post: post.clone() });
        let seen = memory.over(&[post.id], Known::new());
        assert_eq!(seen[&post.id], KnownPost { post, removed: false, rev: 0, folders: Vec::new() });
    }

    #[test]
    fn given_a_lost_log_then_what_was_appended_to_it_is_unknown_again() {
        let mut memory = Memory::default();
        let (lost, folded) = (post(1), post(2));
        for post in [&lost, &folded] {
            learn(&mut memory, Event::PostPublished { artist: artist(), post: post.clone() });
        }
        memory.forget_appended();
        let seen = memory.over(&[lost.id, folded.id], known(std::slice::from_ref(&folded)));
        assert!(!seen.contains_key(&lost.id) && seen.contains_key(&folded.id));
    }

    #[test]
    fn given_a_projection_that_caught_up_then_it_alone_counts() {
        let mut memory = Memory::default();
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
        let mut memory = Memory::default();
        let ours = Post { title: "ours".to_owned(), ..post(1) };
        let revised = Event::PostRevised { post: ours.clone(), changes: vec![Change::Title] };
        memory.learn(&[Envelope::revision(revised, Timestamp::UNIX_EPOCH, 2)]);
        let projected = |rev, title: &str| {
            let post = Post { title: title.to_owned(), ..post(1) };
            Known::from([(post.id, KnownPost { post, removed: false, rev, folders: Vec::new() })])
        };
        let over = |memory: &mut Memory, known| {
            let seen = memory.over(&[ours.id], known);
            (seen[&ours.id].post.title.clone(), seen[&ours.id].rev)
        };
        assert_eq!(over(&mut memory, projected(1, "old")), ("ours".to_owned(), 2), "on its way");
        assert_eq!(over(&mut memory, projected(2, "theirs")), ("theirs".to_owned(), 2));
        assert_eq!(over(&mut memory, projected(1, "old")), ("old".to_owned(), 1), "forgotten");
    }

    #[test]
    fn given_an_append_of_unknown_outcome_then_its_revision_is_used_up() {
        let mut memory = Memory::default();
        let event = Event::PostPublished { artist: artist(), post: post(1) };
        memory.tried(&[Envelope::revision(event, Timestamp::UNIX_EPOCH, 3)]);
        assert_eq!((memory.tried_post(post(1).id), memory.tried_post(post(2).id)), (3, 0));
        assert!(memory.over(&[post(1).id], Known::new()).is_empty(), "nothing is known of it");
    }

    #[test]
    fn given_a_removal_and_a_folder_since_then_both_are_seen_over_the_projection() {
        let mut memory = Memory::default();
        let old = post(1);
        let folder = FolderId(uuid::Uuid::from_u128(9));
        learn(&mut memory, Event::PostRemoved { artist: artist().id, post: old.id });
        learn(&mut memory, Event::PostFoldered { owner: artist().id, post: old.id, folder, folder_name: String::new() });
        let revised = Post { mature: true, ..old.clone() };
        learn(&mut memory, Event::PostRevised { post: revised.clone(), changes: vec![Change::Mature] });
        let seen = memory.over(&[old.id], known(std::slice::from_ref(&old)));
        assert_eq!(seen[&old.id], KnownPost { post: revised, removed: true, rev: 0, folders: vec![folder] });
    }

    #[test]
    fn given_posts_on_their_way_then_each_has_its_turn_to_be_compared() {
        let mut memory = Memory::default();
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

    #[test]
    fn given_more_than_fits_then_the_oldest_are_forgotten() {
        let mut bounded = Bounded::default();
        for n in 0..CAPACITY + 10 {
            bounded.put(n, ());
        }
        assert_eq!(bounded.map.len(), CAPACITY);
        assert!(bounded.get(&0).is_none() && bounded.get(&(CAPACITY + 9)).is_some());
        for n in 0..CAPACITY + 10 {
            bounded.remove(&n);
        }
        assert!(bounded.map.is_empty() && bounded.order.len() <= 64);
    }
}

//! The announce rule: who gets a post that is new, and why somebody does not get it.

use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, NotificationId, PostId, WatchId};
use domain::keep::may_offer;
use domain::notification::{NewNotification, Suppressed};
use domain::verdict::{Place, Verdict, why};
use domain::watch::Watch;
use std::collections::{HashMap, HashSet};
use store::projection::Loaded;
use store::projection::rows::PostRow;

pub struct Announcer<'l> {
    /// Watches without a folder, by artist; oldest first, as in all lists here.
    by_artist: HashMap<ArtistId, Vec<&'l Watch>>,
    by_folder: HashMap<FolderId, Vec<&'l Watch>>,
    /// Watches of whole groups.
    by_group: HashMap<ArtistId, Vec<&'l Watch>>,
    /// Cards that exist already.
    existing: HashSet<NotificationId>,
    /// Channels where a post is announced already.
    announced: HashSet<(PostId, ChannelId)>,
    /// What became of posts before this may be gone.
    forgotten: Option<Timestamp>,
    new: Vec<NewNotification>,
}

/// Of the watches of one channel that want the same post, the first brings it: one that posts at once before one that posts digests, then the oldest.
fn precedence(watch: &Watch) -> (bool, Timestamp, WatchId) {
    (watch.wish.rhythm.digest.is_some(), watch.wish.created_at, watch.id)
}

impl<'l> Announcer<'l> {
    pub fn new(loaded: &'l Loaded) -> Self {
        let mut watches: Vec<&Watch> = loaded.watches.iter().collect();
        watches.sort_by_key(|watch| precedence(watch));
        let (mut by_artist, mut by_folder, mut by_group) =
            (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for watch in watches {
            match &watch.wish.folder {
                None if watch.wish.group => by_group.entry(watch.wish.artist).or_default().push(watch),
                None => by_artist.entry(watch.wish.artist).or_default().push(watch),
                Some((folder, _)) => by_folder.entry(*folder).or_default().push(watch),
            }
        }
        Self {
            by_artist,
            by_folder,
            by_group,
            existing: loaded.notifications.iter().map(|row| row.id).collect(),
            announced: loaded.notifications.iter().filter(|row| row.announces).map(|row| (row.post, row.channel)).collect(),
            forgotten: loaded.forgotten,
            new: Vec::new(),
        }
    }

    /// The post is new to the log; `places` are the folders that it is known to be in.
    pub fn published(&mut self, post: &PostRow, places: &[Place], observed_at: Timestamp) {
        let own = self.by_artist.get(&post.post.artist).into_iter().flatten().copied();
        let watches = own.chain(self.placed(places)).collect();
        self.offer_each(watches, post, places, observed_at);
    }

    /// A known post is new in this folder.
    pub fn foldered(&mut self, post: &PostRow, place: Place, observed_at: Timestamp) {
        let watches = self.placed(&[place]).collect();
        self.offer_each(watches, post, &[place], observed_at);
    }

    /// The tags of a known post became known: for the watches whose filters waited for them.
    pub fn tagged(&mut self, post: &PostRow, places: &[Place], observed_at: Timestamp) {
        let own = self.by_artist.get(&post.post.artist).into_iter().flatten().copied();
        let waits = |watch: &&Watch| watch.wish.filter.as_ref().is_some_and(domain::filter::Filter::needs_tags);
        let watches = own.chain(self.placed(places)).filter(waits).collect();
        self.offer_each(watches, post, places, observed_at);
    }

    /// The watches of these folders, and of the whole groups that have them. A watch stands here once for each folder of its group; what is offered to
    /// it again is there already.
    fn placed(&self, places: &[Place]) -> impl Iterator<Item = &'l Watch> {
        let of = |place: &Place| [self.by_folder.get(&place.folder), self.by_group.get(&place.owner)];
        places.iter().flat_map(of).flatten().flatten().copied()
    }

    fn offer_each(&mut self, mut watches: Vec<&Watch>, post: &PostRow, places: &[Place], observed_at: Timestamp) {
        watches.sort_by_key(|watch| precedence(watch));
        for watch in watches {
            self.offer(watch, post, places, observed_at);
        }
    }

    fn offer(&mut self, watch: &Watch, row: &PostRow, places: &[Place], observed_at: Timestamp) {
        let post = &row.post;
        let first_seen = row.first_seen_at.unwrap_or(observed_at);
        // What is left of a shrunk post does not tell whether a filter wants it. Ingest tells it in whole before it says that it is in a folder.
        if row.shrunk.is_some() || !may_offer(first_seen, post.published_at, observed_at, self.forgotten) {
            return;
        }
        // Never before the post was seen: what is older than a row is forgotten with it.
        let observed_at = observed_at.max(first_seen);
        let suppressed = match why(&watch.wish, post, row.removed(), places) {
            Verdict::Passed(_) => return,
            Verdict::Suppressed(reason) => Some(reason),
            Verdict::Wanted => None,
        };
        let id = NotificationId::card(watch.id, post.id);
        if !self.existing.insert(id) {
            return;
        }
        let suppressed = suppressed.or_else(|| {
            let new = self.announced.insert((post.id, watch.wish.channel));
            (!new).then_some(Suppressed::SameChannel)
        });
        self.new.push(NewNotification {
            id,
            watch: watch.id,
            guild: watch.wish.guild,
            channel: watch.wish.channel,
            artist: post.artist,
            post: Some(post.id),
            suppressed,
            digest: None,
            observed_at,
            due_at: observed_at,
        });
    }

    pub fn finish(self) -> Vec<NewNotification> {
        self.new
    }
}

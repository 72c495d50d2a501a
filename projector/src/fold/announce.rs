//! The announce rule: who gets a post that is new, and why somebody does not get it.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, NotificationId, PostId, WatchId};
use domain::notification::{BURST_LIMIT, NewNotification, Suppressed};
use domain::verdict::{Verdict, why};
use domain::watch::Watch;
use std::collections::{HashMap, HashSet};
use store::projection::Loaded;
use store::projection::rows::PostRow;

/// How long a digest waits for the rest of its poll.
const DIGEST_DELAY: TimeDelta = TimeDelta::seconds(5);

pub struct Announcer<'l> {
    /// Watches without a folder, by artist; oldest first, as in all lists here.
    by_artist: HashMap<ArtistId, Vec<&'l Watch>>,
    by_folder: HashMap<FolderId, Vec<&'l Watch>>,
    /// Cards that exist already.
    existing: HashSet<NotificationId>,
    /// Channels where a post is announced already.
    announced: HashSet<(PostId, ChannelId)>,
    /// Cards per watch and poll.
    bursts: HashMap<(WatchId, Timestamp), u32>,
    digests: HashSet<NotificationId>,
    new: Vec<NewNotification>,
}

impl<'l> Announcer<'l> {
    pub fn new(loaded: &'l Loaded) -> Self {
        let mut watches: Vec<&Watch> = loaded.watches.iter().collect();
        watches.sort_by_key(|watch| (watch.wish.created_at, watch.id));
        let (mut by_artist, mut by_folder) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for watch in watches {
            match &watch.wish.folder {
                None => by_artist.entry(watch.wish.artist).or_default().push(watch),
                Some((folder, _)) => by_folder.entry(*folder).or_default().push(watch),
            }
        }
        Self {
            by_artist,
            by_folder,
            existing: loaded.notifications.iter().map(|row| row.id).collect(),
            announced: loaded.notifications.iter().filter(|row| row.announces).map(|row| (row.post, row.channel)).collect(),
            bursts: loaded.bursts.clone(),
            digests: HashSet::new(),
            new: Vec::new(),
        }
    }

    /// The post is new to the log; `folders` are those that it is known to be in.
    pub fn published(&mut self, post: &PostRow, folders: &[FolderId], observed_at: Timestamp) {
        let own = self.by_artist.get(&post.post.artist).into_iter().flatten();
        let placed = folders.iter().filter_map(|folder| self.by_folder.get(folder)).flatten();
        let mut watches: Vec<&Watch> = own.chain(placed).copied().collect();
        watches.sort_by_key(|watch| (watch.wish.created_at, watch.id));
        for watch in watches {
            self.offer(watch, post, folders, observed_at);
        }
    }

    /// A known post is new in this folder.
    pub fn foldered(&mut self, post: &PostRow, folder: FolderId, observed_at: Timestamp) {
        for watch in self.by_folder.get(&folder).cloned().unwrap_or_default() {
            self.offer(watch, post, &[folder], observed_at);
        }
    }

    fn offer(&mut self, watch: &Watch, row: &PostRow, folders: &[FolderId], observed_at: Timestamp) {
        let post = &row.post;
        let suppressed = match why(&watch.wish, post, row.removed(), folders) {
            Verdict::Passed(_) => return,
            Verdict::Suppressed(reason) => Some(reason),
            Verdict::Wanted => None,
        };
        let id = NotificationId::card(watch.id, post.id);
        if !self.existing.insert(id) {
            return;
        }
        let cards = self.bursts.entry((watch.id, observed_at)).or_default();
        let mut digest = None;
        let suppressed = if suppressed.is_some() {
            suppressed
        } else if !self.announced.insert((post.id, watch.wish.channel)) {
            Some(Suppressed::SameChannel)
        } else if *cards >= BURST_LIMIT {
            digest = Some(NotificationId::digest(watch.id, observed_at.timestamp_micros()));
            Some(Suppressed::InDigest)
        } else {
            *cards += 1;
            None
        };
        self.new.push(NewNotification {
            id,
            watch: watch.id,
            guild: watch.wish.guild,
            channel: watch.wish.channel,
            artist: post.artist,
            post: Some(post.id),
            suppressed,
            digest,
            observed_at,
            due_at: observed_at,
        });
        if let Some(digest) = digest.filter(|digest| self.digests.insert(*digest)) {
            self.new.push(NewNotification {
                id: digest,
                watch: watch.id,
                guild: watch.wish.guild,
                channel: watch.wish.channel,
                artist: watch.wish.artist,
                post: None,
                suppressed: None,
                digest: None,
                observed_at,
                due_at: observed_at + DIGEST_DELAY,
            });
        }
    }

    pub fn finish(self) -> Vec<NewNotification> {
        self.new
    }
}

//! What a fold is given and what it wants: entries of the log, the rows that they touch, and the changes.

use super::rows::{ArtistRow, Existing, FolderRow, PostFolderRow, PostRow};
use domain::clock::Timestamp;
use domain::event::Envelope;
use domain::id::{ArtistId, EventId, FolderId, LogId, NotificationId, PostId};
use domain::notification::NewNotification;
use domain::watch::Watch;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The name of the one projection.
pub(crate) const LIVE: &str = "live";

/// Which of the two sets of tables: the live ones, or those of a rebuild or a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tables {
    Live,
    Fresh,
}

/// One entry of the log, decoded or not.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its place in the log.
    pub offset: u64,
    /// The record as it is in the log.
    pub payload: Vec<u8>,
    /// The event, or why it cannot be had.
    pub event: Result<Envelope, String>,
    /// The artist whose later events must wait when this one is parked; None when not even that can be read.
    pub lane: Option<ArtistId>,
}

/// The rows that a batch touches, as they are before it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The batch's artists.
    pub artists: HashMap<ArtistId, ArtistRow>,
    /// All folders of the artists that the batch profiles.
    pub folders: Vec<FolderRow>,
    /// The batch's posts.
    pub posts: HashMap<PostId, PostRow>,
    /// All places of the batch's posts.
    pub post_folders: HashMap<PostId, Vec<PostFolderRow>>,
    /// Watches of the batch's artists and folders; none in a rebuild, which therefore announces nothing.
    pub watches: Vec<Watch>,
    /// Cards that exist for the batch's posts.
    pub notifications: Vec<Existing>,
    /// Cards that ended because the log had lost their post: where the fold announces it again, the new row takes their place.
    pub lost: HashSet<NotificationId>,
    /// What became of posts before this may be gone; None: all of it is there, or nothing is announced here.
    pub forgotten: Option<Timestamp>,
    /// Artists who are not served: nothing of them is folded.
    pub refused: HashSet<ArtistId>,
    /// Artists whose events are parked.
    pub parked_lanes: HashSet<ArtistId>,
}

/// What a fold wants written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows with their new values.
    pub artists: Vec<ArtistRow>,
    /// Rows with their new values.
    pub folders: Vec<FolderRow>,
    /// Rows with their new values.
    pub posts: Vec<PostRow>,
    /// Rows with their new values.
    pub post_folders: Vec<PostFolderRow>,
    /// New rows of the outbox; one that is there stays.
    pub notifications: Vec<NewNotification>,
    /// Posts whose cards no longer look as they did, where they may have been sent before.
    pub revised: Vec<Revised>,
    /// Offsets that are parked instead, with the reason.
    pub parked: BTreeMap<u64, String>,
}

impl Changes {
    /// The posts that are from before this.
    pub(crate) fn old(&self, before: Timestamp) -> Vec<PostId> {
        self.posts.iter().filter(|row| row.is_from_before(before)).map(|row| row.post.id).collect()
    }

    /// Shrinks the posts that are from before this and are not needed, as the live tables have them. One that is among the newest of its artist
    /// is whole there; a comparison takes both for the same.
    pub(crate) fn shrink(&mut self, before: Timestamp, needed: &HashSet<PostId>) {
        let old = self.posts.iter_mut().filter(|row| row.is_from_before(before) && !needed.contains(&row.post.id));
        old.for_each(PostRow::shrink);
    }
}

/// A post that changed: messages that show it may have to be changed too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revised {
    /// The post.
    pub post: PostId,
    /// The event that changed it last.
    pub event: EventId,
    /// The post is mature, so that its picture may have to go.
    pub urgent: bool,
}

/// The pure fold.
pub type Fold = Arc<dyn Fn(&Loaded, &[Incoming]) -> Changes + Send + Sync>;

/// Entries of the log that follow each other, and under which claim they are folded.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The log.
    pub log: LogId,
    /// The epoch of the claim.
    pub epoch: u64,
    /// The place that they were read from: no event lies between it and the first of them, though numbers may.
    pub from: u64,
    /// The entries, in the log's order.
    pub entries: Arc<Vec<Incoming>>,
    /// By the host's clock, for the heartbeat and for what is parked.
    pub now: Timestamp,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It is folded.
    Done {
        /// The offset that is folded next.
        next_offset: u64,
        /// Rows that are new in the outbox.
        notifications: u64,
        /// Entries that were parked.
        parked: u64,
    },
    /// Another projector has taken over: nothing was written.
    Fenced,
    /// The stored place is not where the batch begins: nothing was written.
    OutOfPlace {
        /// Where it is.
        next_offset: u64,
        /// In which log.
        log: LogId,
    },
}

impl Tables {
    pub(crate) const fn artist(self) -> &'static str {
        if matches!(self, Self::Live) { "artist" } else { "fresh_artist" }
    }

    pub(crate) const fn folder(self) -> &'static str {
        if matches!(self, Self::Live) { "folder" } else { "fresh_folder" }
    }

    pub(crate) const fn post(self) -> &'static str {
        if matches!(self, Self::Live) { "post" } else { "fresh_post" }
    }

    pub(crate) const fn post_folder(self) -> &'static str {
        if matches!(self, Self::Live) { "post_folder" } else { "fresh_post_folder" }
    }
}

/// Which rows a batch touches.
#[derive(Default)]
pub(crate) struct Touched {
    pub artists: HashSet<ArtistId>,
    pub profiled: HashSet<ArtistId>,
    pub posts: HashSet<PostId>,
    pub folders: HashSet<FolderId>,
    /// Artists of posts that a watch may want, and those in whose folders they are.
    pub authors: HashSet<ArtistId>,
    pub lanes: HashSet<ArtistId>,
}

//! What the projector reads and writes: the projection's rows, the outbox' inserts, its own place in the log, and what is parked.
//!
//! One transaction per batch ([`Store::fold`]): check the epoch, check the place in the log, load what the batch touches, fold (a pure
//! function that is handed in), write, advance the place. Whatever happens, the tables are those of a whole number of batches.

pub mod checkpoint;
mod home;
mod load;
pub mod parked;
pub mod place;
pub mod rebuild;
pub mod rows;
pub mod unlike;
mod write;

use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use domain::clock::Timestamp;
use domain::event::Envelope;
use domain::id::{ArtistId, FolderId, LogId, NotificationId, PostId, WatchId};
use domain::notification::{NewNotification, Suppressed};
use domain::watch::Watch;
pub use parked::{Parked, Unparked};
use rows::{ArtistRow, Existing, FolderRow, PostFolderRow, PostRow};
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
    pub offset: u64,
    pub payload: Vec<u8>,
    /// The event, or why it cannot be had.
    pub event: Result<Envelope, String>,
    /// The artist whose later events must wait when this one is parked; None when not even that can be read.
    pub lane: Option<ArtistId>,
}

/// The rows that a batch touches, as they are before it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub artists: HashMap<ArtistId, ArtistRow>,
    /// All folders of the artists that the batch profiles.
    pub folders: Vec<FolderRow>,
    pub posts: HashMap<PostId, PostRow>,
    /// All places of the batch's posts.
    pub post_folders: HashMap<PostId, Vec<PostFolderRow>>,
    /// Watches of the batch's artists and folders; none in a rebuild, which therefore announces nothing.
    pub watches: Vec<Watch>,
    /// Cards that exist for the batch's posts.
    pub notifications: Vec<Existing>,
    /// Cards that ended because the log had lost their post: where the fold announces it again, the new row takes their place.
    pub lost: HashSet<NotificationId>,
    /// Cards per watch and observation time.
    pub bursts: HashMap<(WatchId, Timestamp), u32>,
    /// Artists whose events are parked.
    pub parked_lanes: HashSet<ArtistId>,
}

/// What a fold wants written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub artists: Vec<ArtistRow>,
    pub folders: Vec<FolderRow>,
    pub posts: Vec<PostRow>,
    pub post_folders: Vec<PostFolderRow>,
    pub notifications: Vec<NewNotification>,
    /// Offsets that are parked instead, with the reason.
    pub parked: BTreeMap<u64, String>,
}

/// The pure fold.
pub type Fold = Arc<dyn Fn(&Loaded, &[Incoming]) -> Changes + Send + Sync>;

/// Entries of the log that follow each other, and under which claim they are folded.
#[derive(Clone, Debug)]
pub struct Batch {
    pub log: LogId,
    pub epoch: u64,
    /// The place that they were read from: no event lies between it and the first of them, though numbers may.
    pub from: u64,
    pub entries: Arc<Vec<Incoming>>,
    pub now: Timestamp,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    Done {
        next_offset: u64,
        /// Rows that are new in the outbox.
        notifications: u64,
        parked: u64,
    },
    /// Another projector has taken over: nothing was written.
    Fenced,
    /// The stored place is not where the batch begins: nothing was written.
    OutOfPlace { next_offset: u64, log: LogId },
}

impl ProjectionStore {
    /// Folds a batch into the live tables, in one transaction.
    ///
    /// # Errors
    /// The database failed; when the error is not transient, something in the batch cannot be stored.
    pub async fn fold(&self, batch: &Batch, fold: &Fold) -> Result<Folded, StoreError> {
        let (batch, fold) = (batch.clone(), Arc::clone(fold));
        self.write(move |tx| {
            let (batch, fold) = (batch.clone(), Arc::clone(&fold));
            Box::pin(async move {
                let Some(last) = batch.entries.last() else {
                    return Err(StoreError::Unavailable("an empty batch cannot be folded".to_owned()));
                };
                let next = last.offset + 1;
                if let Some(refusal) = place::advance(tx, batch.log, batch.epoch, batch.from, next, batch.now).await? {
                    return Ok(refusal);
                }
                checkpoint::note(tx, batch.log, &batch.entries).await?;
                let mut entries = Arc::clone(&batch.entries);
                loop {
                    let loaded = load::load(tx, Tables::Live, &entries).await?;
                    let changes = fold(&loaded, &entries);
                    if !changes.parked.is_empty() {
                        // Only then is it worth a look: what was discarded is neither parked again nor waited for.
                        let discarded = parked::discarded(tx, batch.log, &entries).await?;
                        if !discarded.is_empty() {
                            entries = Arc::new(entries.iter().filter(|entry| !discarded.contains(&entry.offset)).cloned().collect());
                            continue;
                        }
                        parked::park(tx, batch.log, &changes.parked, &entries, batch.now).await?;
                    }
                    let parked = changes.parked.len() as u64;
                    let notifications = write::write(tx, Tables::Live, &loaded, changes).await?;
                    return Ok(Folded::Done { next_offset: next, notifications, parked });
                }
            })
        })
        .await
    }

    /// Parks one entry without looking at it, because storing what it says fails; the place in the log advances past it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn park(&self, batch: &Batch, error: &str) -> Result<Folded, StoreError> {
        let error = error.to_owned();
        let parks: Fold = Arc::new(move |_, entries| Changes {
            parked: entries.iter().map(|entry| (entry.offset, error.clone())).collect(),
            ..Changes::default()
        });
        self.fold(batch, &parks).await
    }

    /// Notes that these posts were announced to this watch by another system: they are never announced again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mark_announced(&self, watch: &Watch, posts: &[PostId], now: Timestamp) -> Result<(), StoreError> {
        let row = |&post: &PostId| NewNotification {
            id: NotificationId::card(watch.id, post),
            watch: watch.id,
            guild: watch.wish.guild,
            channel: watch.wish.channel,
            artist: watch.wish.artist,
            post: Some(post),
            suppressed: Some(Suppressed::AnnouncedBefore),
            digest: None,
            observed_at: now,
            due_at: now,
        };
        let changes = Changes { notifications: posts.iter().map(row).collect(), ..Changes::default() };
        self.write(move |tx| {
            let changes = changes.clone();
            Box::pin(async move { write::write(tx, Tables::Live, &Loaded::default(), changes).await.map(|_| ()) })
        })
        .await
    }
}

/// Which rows a batch touches.
#[derive(Default)]
struct Touched {
    artists: HashSet<ArtistId>,
    profiled: HashSet<ArtistId>,
    posts: HashSet<PostId>,
    folders: HashSet<FolderId>,
    /// Artists and posts that a watch may want.
    authors: HashSet<ArtistId>,
    lanes: HashSet<ArtistId>,
    times: HashSet<Timestamp>,
}

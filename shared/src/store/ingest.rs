//! What ingest reads and the one table that it writes: `source`.

use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::id::{ArtistId, FolderId, PostId};
use crate::watch::WatchedArtist;
use std::collections::HashMap;

/// What is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// `gallery/all` of a person.
    Gallery,
    /// `user/profile/posts`.
    Posts,
    /// One folder.
    Folder(FolderId),
    /// The profile and the folder list.
    Profile,
}

/// A polled source with what ingest learned about it. One row of `source`, keyed by (artist, kind).
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub artist: ArtistId,
    pub kind: SourceKind,
    /// The name to ask the API with.
    pub artist_name: String,
    /// Channels that want it.
    pub weight: u32,
    /// False until the first whole look: the baseline.
    pub baselined: bool,
    pub last_poll_at: Option<Timestamp>,
    pub next_poll_at: Option<Timestamp>,
    /// The folder's size when it was last read in full.
    pub folder_size: Option<u32>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words, for moderators and operators.
    pub trouble: Option<String>,
    /// The schedule's learned state: opaque text of the schedule's own making.
    pub learned: Option<String>,
}

/// What the projection knows of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPost {
    pub post: crate::post::Post,
    pub removed: bool,
    /// The folders it is known to be in.
    pub folders: Vec<FolderId>,
}

/// What the projection knows of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArtist {
    pub artist: crate::post::ArtistRef,
    pub kind: crate::post::ArtistKind,
    pub folders: Vec<crate::post::Folder>,
    /// Vanished now, and why.
    pub vanished: Option<String>,
    /// How often it vanished.
    pub vanish_epoch: u32,
}

impl Store {
    /// Every artist that at least one watch wants, with the union of what is wanted.
    pub async fn watched_artists(&self) -> Result<Vec<WatchedArtist>, StoreError> {
        todo!()
    }

    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        todo!()
    }

    /// Inserts or replaces these rows.
    pub async fn save_sources(&self, sources: &[Source]) -> Result<(), StoreError> {
        todo!()
    }

    pub async fn delete_sources(&self, keys: &[(ArtistId, SourceKind)]) -> Result<(), StoreError> {
        todo!()
    }

    /// The posts among these that the projection knows.
    pub async fn known_posts(&self, ids: &[PostId]) -> Result<HashMap<PostId, KnownPost>, StoreError> {
        todo!()
    }

    /// The ids of the artist's known, not removed posts, newest first: to notice what is missing from a page.
    pub async fn recent_posts(&self, artist: ArtistId, limit: u32) -> Result<Vec<PostId>, StoreError> {
        todo!()
    }

    pub async fn known_artist(&self, artist: ArtistId) -> Result<Option<KnownArtist>, StoreError> {
        todo!()
    }
}

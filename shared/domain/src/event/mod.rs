//! Events: what ingest saw happen on DeviantArt. Public facts only, no Discord identifier, no secret (docs/architecture.md).
//!
//! This is a wire format that is kept for ever: see [`codec`]. A new shape is a new version plus an upcaster.

pub mod codec;
mod storable;

use crate::clock::Timestamp;
use crate::id::{ArtistId, EventId, FolderId, PostId};
use crate::post::{ArtistKind, ArtistRef, Folder, Post};
use crate::word::Word;
use serde::{Deserialize, Serialize};

/// No revision is higher: every store keeps 63 bits.
pub const MOST_REVISIONS: u64 = i64::MAX.cast_unsigned();

/// An event with its identity and the time of the poll that saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Deterministic, from the event's natural key: retries collapse.
    pub id: EventId,
    /// When the poll that saw it was made; all events of one poll carry the same time (the fold's burst limit counts by it).
    pub observed_at: Timestamp,
    /// One more than the revision of the projected row (of the post or the artist) that the fact was compared with: of two facts about one
    /// thing the one with the higher revision holds, whatever the clocks say. None: written by a version that knew no revisions.
    pub rev: Option<u64>,
    pub event: Event,
}

impl Envelope {
    /// Wraps an event without a revision under the id of its natural key, as the versions before revisions did.
    #[must_use]
    pub fn new(mut event: Event, observed_at: Timestamp) -> Self {
        storable::make(&mut event);
        Self { id: EventId::of(&event.natural_key()), observed_at: crate::clock::micros(observed_at), rev: None, event }
    }

    /// Wraps an event that was compared with revision `rev - 1`. The revision is part of the id: a title that returns to its old words is a
    /// fact of its own, while a retry of the same fact has the same id.
    #[must_use]
    pub fn revision(mut event: Event, observed_at: Timestamp, rev: u64) -> Self {
        storable::make(&mut event);
        let rev = rev.min(MOST_REVISIONS);
        let id = EventId::of(&format!("{}@{rev}", event.natural_key()));
        Self { id, observed_at: crate::clock::micros(observed_at), rev: Some(rev), event }
    }
}

/// What happened, version 1. The names are the wire names: never rename a field, or what a variant is called here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A post that the log did not know.
    #[serde(rename = "PostPublished.v1")]
    PostPublished { artist: ArtistRef, post: Post },
    /// Title, mature flag, preview, excerpt or lock changed; `post` is the new version in full.
    #[serde(rename = "PostRevised.v1")]
    PostRevised { post: Post, changes: Vec<Change> },
    /// A post appeared in a gallery folder of `owner` (a person or a group).
    #[serde(rename = "PostFoldered.v1")]
    PostFoldered { owner: ArtistId, post: PostId, folder: FolderId, folder_name: String },
    /// Confirmed gone: asked for by id.
    #[serde(rename = "PostRemoved.v1")]
    PostRemoved { artist: ArtistId, post: PostId },
    /// First sight, rename, new icon, or the folder list changed.
    #[serde(rename = "ArtistProfiled.v1")]
    ArtistProfiled { artist: ArtistRef, kind: ArtistKind, folders: Vec<Folder> },
    /// The artist cannot be looked at any more. `epoch` counts vanishings of this artist from 1.
    #[serde(rename = "ArtistVanished.v1")]
    ArtistVanished { artist: ArtistId, why: Vanished, epoch: u32 },
    /// The artist is back after vanishing number `epoch`.
    #[serde(rename = "ArtistReturned.v1")]
    ArtistReturned { artist: ArtistId, epoch: u32 },
}

/// What a revision changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    Title,
    Mature,
    Preview,
    Excerpt,
    Locked,
    /// Tags, link, kind or publication time.
    Other,
    /// A word of a newer version, kept as it was written.
    #[serde(untagged)]
    #[strum(default, transparent)]
    Unknown(Word),
}

/// Why an artist cannot be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Vanished {
    NotFound,
    Inactive,
    Blocked,
    /// A word of a newer version, kept as it was written.
    #[serde(untagged)]
    #[strum(default, transparent)]
    Unknown(Word),
}

impl Event {
    /// The name and version that go on the wire, such as `PostPublished.v1`.
    #[must_use]
    pub const fn wire_type(&self) -> &'static str {
        match self {
            Self::PostPublished { .. } => "PostPublished.v1",
            Self::PostRevised { .. } => "PostRevised.v1",
            Self::PostFoldered { .. } => "PostFoldered.v1",
            Self::PostRemoved { .. } => "PostRemoved.v1",
            Self::ArtistProfiled { .. } => "ArtistProfiled.v1",
            Self::ArtistVanished { .. } => "ArtistVanished.v1",
            Self::ArtistReturned { .. } => "ArtistReturned.v1",
        }
    }

    /// What makes this fact itself and not another (docs/architecture.md). Never change it: ids come from it.
    #[must_use]
    pub fn natural_key(&self) -> String {
        match self {
            Self::PostPublished { post, .. } => format!("post_published:{}", post.id),
            Self::PostRevised { post, .. } => {
                format!("post_revised:{}:{}", post.id, codec::content_hash(post))
            }
            Self::PostFoldered { post, folder, .. } => format!("post_foldered:{post}:{folder}"),
            Self::PostRemoved { post, .. } => format!("post_removed:{post}"),
            Self::ArtistProfiled { artist, kind, folders } => {
                format!("artist_profiled:{}:{}", artist.id, codec::content_hash(&(artist, kind, folders)))
            }
            Self::ArtistVanished { artist, epoch, .. } => {
                format!("artist_vanished:{artist}:{epoch}")
            }
            Self::ArtistReturned { artist, epoch } => format!("artist_returned:{artist}:{epoch}"),
        }
    }

    /// The artist (or group) whose events keep their order among each other: in the spool, and when one is parked.
    #[must_use]
    pub const fn lane(&self) -> ArtistId {
        match self {
            Self::PostPublished { post, .. } | Self::PostRevised { post, .. } => post.artist,
            Self::PostFoldered { owner, .. } => *owner,
            Self::PostRemoved { artist, .. } | Self::ArtistVanished { artist, .. } | Self::ArtistReturned { artist, .. } => *artist,
            Self::ArtistProfiled { artist, .. } => artist.id,
        }
    }
}

//! What can have happened. Each event is described here and nowhere else: its wire name, its natural key, its lane, and what it is about.

use super::hash::content_hash;
use crate::id::{ArtistId, FolderId, PostId};
use crate::post::{ArtistKind, ArtistRef, Folder, Post};
use crate::word::Word;
use serde::{Deserialize, Serialize};

/// What happened, version 1. The names are the wire names: never rename a field, or what a variant is called here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames)]
#[strum(const_into_str)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A post that the log did not know.
    #[serde(rename = "PostPublished.v1")]
    #[strum(serialize = "PostPublished.v1")]
    PostPublished { artist: ArtistRef, post: Post },
    /// Title, mature flag, preview, excerpt or lock changed; `post` is the new version in full.
    #[serde(rename = "PostRevised.v1")]
    #[strum(serialize = "PostRevised.v1")]
    PostRevised { post: Post, changes: Vec<Change> },
    /// A post appeared in a gallery folder of `owner` (a person or a group).
    #[serde(rename = "PostFoldered.v1")]
    #[strum(serialize = "PostFoldered.v1")]
    PostFoldered { owner: ArtistId, post: PostId, folder: FolderId, folder_name: String },
    /// Confirmed gone: asked for by id.
    #[serde(rename = "PostRemoved.v1")]
    #[strum(serialize = "PostRemoved.v1")]
    PostRemoved { artist: ArtistId, post: PostId },
    /// First sight, rename, new icon, or the folder list changed.
    #[serde(rename = "ArtistProfiled.v1")]
    #[strum(serialize = "ArtistProfiled.v1")]
    ArtistProfiled { artist: ArtistRef, kind: ArtistKind, folders: Vec<Folder> },
    /// The artist cannot be looked at any more. `epoch` counts vanishings of this artist from 1.
    #[serde(rename = "ArtistVanished.v1")]
    #[strum(serialize = "ArtistVanished.v1")]
    ArtistVanished { artist: ArtistId, why: Vanished, epoch: u32 },
    /// The artist is back after vanishing number `epoch`.
    #[serde(rename = "ArtistReturned.v1")]
    #[strum(serialize = "ArtistReturned.v1")]
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
        self.into_str()
    }

    /// What makes this fact itself and not another (docs/architecture.md). Never change it: ids come from it.
    #[must_use]
    pub fn natural_key(&self) -> String {
        match self {
            Self::PostPublished { post, .. } => format!("post_published:{}", post.id),
            Self::PostRevised { post, .. } => {
                format!("post_revised:{}:{}", post.id, content_hash(post))
            }
            Self::PostFoldered { post, folder, .. } => format!("post_foldered:{post}:{folder}"),
            Self::PostRemoved { post, .. } => format!("post_removed:{post}"),
            Self::ArtistProfiled { artist, kind, folders } => {
                format!("artist_profiled:{}:{}", artist.id, content_hash(&(artist, kind, folders)))
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

    /// What its revision counts, and what a batch that holds it touches.
    #[must_use]
    pub const fn about(&self) -> About {
        match self {
            Self::PostPublished { post, .. } | Self::PostRevised { post, .. } => About::Post(post.id),
            Self::PostFoldered { post, .. } | Self::PostRemoved { post, .. } => About::Post(*post),
            Self::ArtistProfiled { .. } | Self::ArtistVanished { .. } | Self::ArtistReturned { .. } => About::Artist,
        }
    }
}

/// The thing that an event tells something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// This post.
    Post(PostId),
    /// The artist of its [`lane`](Event::lane).
    Artist,
}

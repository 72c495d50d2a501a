//! What can have happened. Each event is described here and nowhere else: its wire name, its natural key, its lane, its parts, and how it reads.

use super::hash::content_hash;
use crate::id::{ArtistId, FolderId, PostId};
use crate::post::{ArtistKind, ArtistRef, Folder, Post};
use crate::word::Word;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What happened, version 1. The names are the wire names: never rename a field, or what a variant is called here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames)]
#[strum(const_into_str)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A post that the log did not know.
    #[serde(rename = "PostPublished.v1")]
    #[strum(serialize = "PostPublished.v1")]
    PostPublished {
        /// The artist.
        artist: ArtistRef,
        /// The post.
        post: Post,
    },
    /// Title, mature flag, preview, excerpt or lock changed; `post` is the new version in full.
    #[serde(rename = "PostRevised.v1")]
    #[strum(serialize = "PostRevised.v1")]
    PostRevised {
        /// The post.
        post: Post,
        /// What differs.
        changes: Vec<Change>,
    },
    /// A post appeared in a gallery folder of `owner` (a person or a group).
    #[serde(rename = "PostFoldered.v1")]
    #[strum(serialize = "PostFoldered.v1")]
    PostFoldered {
        /// Whose folder it is.
        owner: ArtistId,
        /// The post.
        post: PostId,
        /// The folder.
        folder: FolderId,
        /// Its name at that time.
        folder_name: String,
    },
    /// Confirmed gone: asked for by id.
    #[serde(rename = "PostRemoved.v1")]
    #[strum(serialize = "PostRemoved.v1")]
    PostRemoved {
        /// The artist.
        artist: ArtistId,
        /// The post.
        post: PostId,
    },
    /// First sight, rename, new icon, or the folder list changed.
    #[serde(rename = "ArtistProfiled.v1")]
    #[strum(serialize = "ArtistProfiled.v1")]
    ArtistProfiled {
        /// The artist.
        artist: ArtistRef,
        /// Person or group.
        kind: ArtistKind,
        /// All folders, in the artist's order.
        folders: Vec<Folder>,
    },
    /// The artist can no longer be polled. `epoch` counts vanishings of this artist from 1.
    #[serde(rename = "ArtistVanished.v1")]
    #[strum(serialize = "ArtistVanished.v1")]
    ArtistVanished {
        /// The artist.
        artist: ArtistId,
        /// What DeviantArt answered.
        why: Vanished,
        /// How often the artist had vanished by then.
        epoch: u32,
    },
    /// The artist is back after vanishing number `epoch`.
    #[serde(rename = "ArtistReturned.v1")]
    #[strum(serialize = "ArtistReturned.v1")]
    ArtistReturned {
        /// The artist.
        artist: ArtistId,
        /// How often the artist had vanished by then.
        epoch: u32,
    },
}

/// What a revision changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    /// Its title.
    Title,
    /// Whether it is mature.
    Mature,
    /// Its large picture.
    Preview,
    /// The beginning of its text.
    Excerpt,
    /// Whether others can see it in full.
    Locked,
    /// Tags, link, kind or publication time.
    Other,
    /// A word of a newer version, kept as it was written.
    #[serde(untagged)]
    #[strum(default, transparent)]
    Unknown(Word),
}

/// Why an artist cannot be polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::AsRefStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Vanished {
    /// DeviantArt knows nobody of that name.
    NotFound,
    /// The account is deactivated.
    Inactive,
    /// DeviantArt refuses to show the profile.
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

    /// What it says, part by part.
    #[must_use]
    pub fn parts(&self) -> Parts<'_> {
        let nothing = Parts::default();
        match self {
            Self::PostPublished { artist, post } => {
                Parts { artist: Some(artist.id), post: Some(post.id), content: Some(post), present: Some(true), is_news: true, ..nothing }
            }
            Self::PostRevised { post, .. } => Parts { post: Some(post.id), content: Some(post), ..nothing },
            Self::PostFoldered { owner, post, folder, .. } => {
                Parts { post: Some(*post), folder: Some(*folder), owner: Some(*owner), is_news: true, ..nothing }
            }
            Self::PostRemoved { post, .. } => Parts { post: Some(*post), present: Some(false), ..nothing },
            Self::ArtistProfiled { artist, folders, .. } => Parts { artist: Some(artist.id), folders: Some(folders), ..nothing },
            Self::ArtistVanished { artist, .. } | Self::ArtistReturned { artist, .. } => Parts { artist: Some(*artist), ..nothing },
        }
    }

    /// What of it a site may have written without any bound.
    pub(super) fn parts_mut(&mut self) -> PartsMut<'_> {
        let nothing = PartsMut::default();
        match self {
            Self::PostPublished { artist, post } => PartsMut { artist: Some(artist), post: Some(post), ..nothing },
            Self::PostRevised { post, changes } => PartsMut { post: Some(post), changes: Some(changes), ..nothing },
            Self::PostFoldered { folder_name, .. } => PartsMut { name: Some(folder_name), ..nothing },
            Self::ArtistProfiled { artist, folders, .. } => PartsMut { artist: Some(artist), folders: Some(folders), ..nothing },
            Self::PostRemoved { .. } | Self::ArtistVanished { .. } | Self::ArtistReturned { .. } => nothing,
        }
    }

    /// What its revision counts.
    #[must_use]
    pub fn about(&self) -> About {
        self.parts().post.map_or(About::Artist, About::Post)
    }
}

/// In words for an operator. It holds artist text as it is.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PostPublished { artist, post } => {
                let url = post.url.as_deref().unwrap_or("");
                write!(f, "{} published {} “{}” {url}", artist.name, post.kind.as_ref(), post.title)
            }
            Self::PostRevised { post, changes } => write!(f, "post {} “{}” changed: {changes:?}", post.id, post.title),
            Self::PostFoldered { post, folder_name, .. } => write!(f, "post {post} appeared in folder “{folder_name}”"),
            Self::PostRemoved { post, .. } => write!(f, "post {post} is gone"),
            Self::ArtistProfiled { artist, folders, .. } => write!(f, "{} ({}) with {} folders", artist.name, artist.id, folders.len()),
            Self::ArtistVanished { artist, why, .. } => write!(f, "artist {artist} vanished: {}", why.as_ref()),
            Self::ArtistReturned { artist, .. } => write!(f, "artist {artist} is back"),
        }
    }
}

/// What an event says, part by part. A reader that needs single parts takes them from here, so that a new type of event is described in this
/// file and nowhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The artist whose row it changes.
    pub artist: Option<ArtistId>,
    /// The post that it is about.
    pub post: Option<PostId>,
    /// That post in full.
    pub content: Option<&'a Post>,
    /// Whether that post is there from now on.
    pub present: Option<bool>,
    /// The folder in which that post appeared.
    pub folder: Option<FolderId>,
    /// Who has that folder.
    pub owner: Option<ArtistId>,
    /// All folders of the artist.
    pub folders: Option<&'a [Folder]>,
    /// Watches may want to hear of it.
    pub is_news: bool,
}

/// The parts that hold text or lists.
#[derive(Debug, Default)]
pub(super) struct PartsMut<'a> {
    pub(super) artist: Option<&'a mut ArtistRef>,
    pub(super) post: Option<&'a mut Post>,
    pub(super) changes: Option<&'a mut Vec<Change>>,
    pub(super) folders: Option<&'a mut Vec<Folder>>,
    /// A folder's.
    pub(super) name: Option<&'a mut String>,
}

/// The thing that an event tells something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// This post.
    Post(PostId),
    /// The artist of its [`lane`](Event::lane).
    Artist,
}

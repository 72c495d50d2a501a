//! A watch: one channel that wants one artist's posts.

use crate::clock::Timestamp;
use crate::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
use crate::post::PostKind;

/// Which kinds of post a watch wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    Everything,
    Deviations,
    Journals,
    Statuses,
}

impl What {
    /// The word that the store and the slash command use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Deviations => "deviations",
            Self::Journals => "journals",
            Self::Statuses => "statuses",
        }
    }

    /// The reverse of [`as_str`](Self::as_str).
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "everything" => Some(Self::Everything),
            "deviations" => Some(Self::Deviations),
            "journals" => Some(Self::Journals),
            "statuses" => Some(Self::Statuses),
            _ => None,
        }
    }

    /// Whether a post of this kind is wanted.
    #[must_use]
    pub const fn wants(self, kind: PostKind) -> bool {
        match self {
            Self::Everything => true,
            Self::Deviations => {
                matches!(kind, PostKind::Image | PostKind::Literature | PostKind::Video | PostKind::Other | PostKind::Unknown(_))
            }
            Self::Journals => matches!(kind, PostKind::Journal),
            Self::Statuses => matches!(kind, PostKind::Status | PostKind::Poll),
        }
    }

    /// Whether the gallery has to be looked at for it.
    #[must_use]
    pub const fn needs_gallery(self) -> bool {
        matches!(self, Self::Everything | Self::Deviations)
    }

    /// Whether the posts feed (journals and statuses) has to be looked at for it.
    #[must_use]
    pub const fn needs_posts(self) -> bool {
        !matches!(self, Self::Deviations)
    }
}

/// What happens with posts that could not be delivered for a while, once they can: their channel was broken, or no bot ran for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// Deliver all that were kept (the default); see [`KEPT`](crate::notification::KEPT).
    All,
    /// Deliver the newest only.
    Newest,
    /// Deliver none.
    Skip,
}

impl CatchUp {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Newest => "newest",
            Self::Skip => "skip",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "newest" => Self::Newest,
            "skip" => Self::Skip,
            _ => Self::All,
        }
    }
}

/// What a moderator asks for with `/watch`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWatch {
    pub guild: GuildId,
    pub channel: ChannelId,
    pub artist: ArtistId,
    /// Canonical name when the watch was added; the artist table has the current one.
    pub artist_name: String,
    pub what: What,
    /// Only posts in this folder. A folder watch wants `What::Everything` or `What::Deviations`.
    pub folder: Option<(FolderId, String)>,
    /// Whether mature posts are wanted (they still go only to age-restricted channels).
    pub mature: bool,
    pub ping: Option<RoleId>,
    pub catch_up: CatchUp,
    /// Posts published before this are not announced: normally the time of the command less [`GRACE`].
    pub announce_from: Timestamp,
    pub created_at: Timestamp,
}

/// Posts published this long before a watch was added are still announced (design, section 6).
pub const GRACE: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// A stored watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub id: WatchId,
    pub wish: NewWatch,
}

/// What ingest has to look at for one artist: the union of all watches of that artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedArtist {
    pub artist: ArtistId,
    /// The newest name known: from the artist table, else from the youngest watch.
    pub name: String,
    pub gallery: bool,
    pub posts: bool,
    /// Folders that at least one watch names.
    pub folders: Vec<(FolderId, String)>,
    /// How many channels want this artist's posts: the schedule's weight.
    pub channels: u32,
    /// From when on posts are to be announced, by the watch that asks for the oldest ones.
    pub since: Timestamp,
}

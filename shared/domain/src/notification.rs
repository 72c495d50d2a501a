//! A notification: one message that one watch is to get, and what became of it.

use crate::clock::Timestamp;
use crate::id::{ArtistId, MessageId, NotificationId, PostId};
use crate::post::{ArtistRef, Post};
use crate::watch::{Ping, Watch};
use chrono::TimeDelta;

/// How long what cannot be delivered is kept, from when it last became deliverable.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// What was deliverable for longer than this without being delivered is no news any more: its watch's catch-up policy decides.
pub const NEWS: TimeDelta = TimeDelta::hours(24);
/// Begins the reason of a failure after which the message may be there all the same.
pub const IN_DOUBT: &str = "unknown whether it was sent";

/// Where a notification stands. The projector inserts `Pending` or `Suppressed`; the bot moves it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum State {
    /// Waits for its turn (or for `due_at`, after a failed try).
    Pending,
    /// A try has begun whose outcome is not known yet.
    Sending,
    /// Discord confirmed the message.
    Sent,
    /// Waits for its channel to take it; see [`Hold`].
    Held,
    /// Decided not to be sent; the reason says why.
    Suppressed,
    /// Given up after tries; the reason says why.
    Failed,
    /// Could not be delivered for [`KEPT`].
    Expired,
}

/// Why the fold or the sender decided not to send. The store and the bot's journal keep the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Suppressed {
    /// The watch does not want mature posts.
    MatureUnwanted,
    /// The channel was not age-restricted. Earlier versions ended such a post; now it is held.
    MatureChannel,
    /// It was published before the watch wants posts.
    BeforeWatch,
    /// Another watch of the same channel already announces this post.
    SameChannel,
    /// Of earlier versions: one of more than ten posts of one poll, and part of a digest.
    InDigest,
    /// The watch's catch-up policy, after its channel was broken.
    CatchUp,
    /// The watch was removed before the message was sent.
    WatchRemoved,
    /// A moderator dropped what waited for a channel.
    Dropped,
    /// Another system announced it before its watches were imported here.
    AnnouncedBefore,
    /// The post was removed from DeviantArt before the message was sent.
    PostRemoved,
    /// The log lost the post (its end was lost, then the projection was rebuilt). When it is seen again it is announced.
    PostLost,
}

/// What a held notification waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Hold {
    /// The channel takes no messages at all.
    #[default]
    Channel,
    /// The post is mature and the channel is not age-restricted.
    Mature,
}

impl Hold {
    /// The word that the store uses; None: a channel that takes nothing, which is how every hold was meant before there was another.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        (self != Self::Channel).then(|| self.into_str())
    }

    /// The reverse of [`word`](Self::word). What a later version wrote is taken for the widest hold: its probe decides.
    #[must_use]
    pub fn from_word(word: Option<&str>) -> Self {
        word.and_then(|word| word.parse().ok()).unwrap_or_default()
    }
}

/// Whether a notification in this state brings its post to its channel, or has brought it, or may have: then no other watch of the channel
/// does.
#[must_use]
pub fn carries(state: State, reason: Option<&str>) -> bool {
    match state {
        State::Pending | State::Sending | State::Sent | State::Held => true,
        State::Suppressed => {
            let carried = [Suppressed::InDigest, Suppressed::AnnouncedBefore];
            reason.and_then(|word| word.parse().ok()).is_some_and(|reason| carried.contains(&reason))
        }
        State::Failed => reason.is_some_and(|reason| reason.starts_with(IN_DOUBT)),
        State::Expired => false,
    }
}

/// What the message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One post.
    Card { post: Box<Post>, artist: ArtistRef },
    /// Of earlier versions, which folded what one poll found beyond ten posts into one message: `count` posts, as far as they are known.
    Digest { artist: ArtistRef, count: u32, posts: Vec<Post> },
    /// The store cannot tell what it is about.
    Lost {
        artist: ArtistRef,
        /// What is wrong with the row; None: there is no row.
        unreadable: Option<String>,
    },
}

impl Subject {
    /// The artist whose post(s) it announces.
    #[must_use]
    pub fn artist(&self) -> &ArtistRef {
        match self {
            Self::Card { artist, .. } | Self::Digest { artist, .. } | Self::Lost { artist, .. } => artist,
        }
    }
}

/// A notification that the sender may work on, with all that a card needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub id: NotificationId,
    /// None: the watch was removed meanwhile.
    pub watch: Option<Watch>,
    pub guild: crate::id::GuildId,
    pub channel: crate::id::ChannelId,
    pub subject: Subject,
    /// Whether the post was confirmed gone from DeviantArt meanwhile.
    pub post_removed: bool,
    /// Roles that other watches of the same channel, for which this message stands as well, want to be mentioned.
    pub also_ping: Vec<Ping>,
    pub state: State,
    /// When ingest saw the post.
    pub observed_at: Timestamp,
    /// When it last became deliverable: its age counts from then.
    pub deliverable_at: Timestamp,
    pub due_at: Timestamp,
    /// Tries so far.
    pub attempts: u32,
    /// Since when a message may be in the channel that nobody confirmed: see [`Doubt`].
    pub doubt: Option<Doubt>,
    /// By DeviantArt's clock: when the post was published, of a digest the first of its posts. No message can be older.
    pub published_at: Option<Timestamp>,
}

/// A try of a message has begun and nobody knows its outcome. All of it in Discord's time, which Discord's ids tell too: this host's clock
/// may be wrong, and may have been wrong in another way when the try began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt(Timestamp);

impl Doubt {
    /// The first such try began then.
    #[must_use]
    pub const fn since(time: Timestamp) -> Self {
        Self(time)
    }

    /// Nobody knows since when: older than anything.
    pub const UNDATED: Self = Self(Timestamp::UNIX_EPOCH);

    /// None: nobody knows.
    #[must_use]
    pub fn time(self) -> Option<Timestamp> {
        (self.0 > Timestamp::UNIX_EPOCH).then_some(self.0)
    }

    /// As it is kept: microseconds since 1970, 0 where nobody knows.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros().max(0)
    }

    /// The reverse of [`micros`](Self::micros).
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(Timestamp::from_timestamp_micros(micros.max(0)).unwrap_or_default())
    }
}

/// A row as the projector inserts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    pub id: NotificationId,
    pub watch: crate::id::WatchId,
    pub guild: crate::id::GuildId,
    pub channel: crate::id::ChannelId,
    pub artist: ArtistId,
    /// None for a digest.
    pub post: Option<PostId>,
    /// `Pending`, or `Suppressed` with its reason.
    pub suppressed: Option<Suppressed>,
    /// For a card that went into a digest: that digest.
    pub digest: Option<NotificationId>,
    pub observed_at: Timestamp,
    /// Not before this (a digest waits a little for the rest of its poll).
    pub due_at: Timestamp,
}

/// What the sender decided about a notification; absolute, so that applying it twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    Sent {
        message: MessageId,
        at: Timestamp,
    },
    /// Try again at `due_at`.
    Retry {
        due_at: Timestamp,
        /// None: certainly nothing was posted.
        doubt: Option<Doubt>,
        attempts: u32,
        reason: String,
    },
    Held {
        hold: Hold,
        reason: String,
        doubt: Option<Doubt>,
        /// Not to be tried before; None: when its channel heals.
        until: Option<Timestamp>,
    },
    Suppressed {
        reason: Suppressed,
    },
    Failed {
        reason: String,
        attempts: u32,
    },
    Expired {
        reason: String,
    },
}

impl Settlement {
    /// Held until its channel takes messages; certainly nothing was posted.
    #[must_use]
    pub const fn held(reason: String) -> Self {
        Self::Held { hold: Hold::Channel, reason, doubt: None, until: None }
    }

    /// The state and the reason that it leaves in the store.
    #[must_use]
    pub fn leaves(&self) -> (State, Option<&str>) {
        match self {
            Self::Sent { .. } => (State::Sent, None),
            Self::Retry { reason, .. } => (State::Pending, Some(reason)),
            Self::Held { reason, .. } => (State::Held, Some(reason)),
            Self::Suppressed { reason } => (State::Suppressed, Some(reason.into_str())),
            Self::Failed { reason, .. } => (State::Failed, Some(reason)),
            Self::Expired { reason } => (State::Expired, Some(reason)),
        }
    }
}

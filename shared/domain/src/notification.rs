//! A notification: one message that one watch is to get, and what became of it.

use crate::clock::Timestamp;
use crate::id::{ArtistId, ChannelId, MessageId, NotificationId, PostId};
use crate::language::Language;
use crate::post::{ArtistRef, Post};
use crate::rhythm::{Timing, Waiting};
pub use crate::state::{Hold, IN_DOUBT, State, Suppressed, carries};
use crate::watch::{MatureWay, Ping, Watch};
use crate::zone::Zone;
use chrono::TimeDelta;

/// How long what cannot be delivered is kept, from when it last became deliverable.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// What was deliverable for longer than this without being delivered is no longer news: its watch's catch-up policy decides.
pub const NEWS: TimeDelta = TimeDelta::hours(24);

/// What the message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One post.
    Card {
        /// The post.
        post: Box<Post>,
        /// Whose it is.
        artist: ArtistRef,
    },
    /// Of earlier versions, which folded what one poll found beyond ten posts into one message: `count` posts, as far as they are known.
    Digest {
        /// Whose it is.
        artist: ArtistRef,
        /// How many posts.
        count: u32,
        /// Those that can be read, the oldest first.
        posts: Vec<Post>,
    },
    /// The store cannot tell what it is about.
    Lost {
        /// Whose post it was.
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
    /// Its id, from which the nonce of its message is made.
    pub id: NotificationId,
    /// None: the watch was removed meanwhile.
    pub watch: Option<Watch>,
    /// The server that it is for.
    pub guild: crate::id::GuildId,
    /// The channel that it is for.
    pub channel: ChannelId,
    /// What the message is about.
    pub subject: Subject,
    /// The folder in which the post came first to the group that the watch is of; None: it is of no whole group, or that is not known.
    pub group_folder: Option<String>,
    /// Whether the post was confirmed gone from DeviantArt meanwhile.
    pub post_removed: bool,
    /// Roles that other watches of the same channel, for which this message stands as well, want to be mentioned.
    pub also_ping: Vec<Ping>,
    /// Where it stands.
    pub state: State,
    /// When ingest saw the post.
    pub observed_at: Timestamp,
    /// When it last became deliverable: its age counts from then.
    pub deliverable_at: Timestamp,
    /// The time zone of the server: by its clocks the watch's hours are meant.
    pub zone: Zone,
    /// Not to be sent before this.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Since when a message may be in the channel that nobody confirmed: see [`Doubt`].
    pub doubt: Option<Doubt>,
    /// By DeviantArt's clock: when the post was published, of a digest the first of its posts. No message can be older.
    pub published_at: Option<Timestamp>,
    /// In which its server reads it.
    pub language: Language,
    /// The channel that its server has for mature posts.
    pub mature_channel: Option<ChannelId>,
    /// Decided when it enters its channel: it shows neither picture nor text, because it is mature and the channel is not age-restricted.
    pub veiled: bool,
}

impl Due {
    /// The channel in which it belongs by now; None: its watch is gone.
    #[must_use]
    pub fn home(&self) -> Option<ChannelId> {
        self.watch.as_ref().map(|watch| watch.wish.home(self.is_mature(), self.mature_channel))
    }

    /// Whether it brings a mature post.
    #[must_use]
    pub fn is_mature(&self) -> bool {
        matches!(&self.subject, Subject::Card { post, .. } if post.mature)
    }

    /// Whether it may enter a channel that is not age-restricted without picture and text.
    #[must_use]
    pub fn may_be_veiled(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.wish.mature && watch.wish.mature_way == MatureWay::Veiled)
    }

    /// When it is to come by its watch's rhythm, whatever else delays it: when ingest saw the post, where posts come at once.
    #[must_use]
    pub fn turn(&self) -> Timestamp {
        self.watch.as_ref().map_or(self.observed_at, |watch| watch.wish.rhythm.turn(self.zone, self.observed_at))
    }

    /// What its watch's rhythm means for it now. `in_doubt`: an attempt may have arrived, as far as its sender knows.
    #[must_use]
    pub fn timing(&self, in_doubt: bool, now: Timestamp) -> Timing {
        let post = Waiting { seen: self.observed_at, deliverable: self.deliverable_at, in_doubt };
        self.watch.as_ref().map_or(Timing::Come, |watch| watch.wish.rhythm.timing(self.zone, post, now))
    }

    /// Whether a message that is sent now comes without a sound.
    #[must_use]
    pub fn is_silent(&self, now: Timestamp) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.wish.rhythm.is_silent(self.zone, now))
    }
}

/// An attempt has begun and nobody knows its outcome. All of it in Discord's time, which Discord's ids tell too: this host's clock
/// may be wrong, and may have been wrong in another way when the attempt began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt(Timestamp);

impl Doubt {
    /// The first such attempt began then.
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
    /// Its deterministic id.
    pub id: NotificationId,
    /// The watch that wants it.
    pub watch: crate::id::WatchId,
    /// The server of the watch.
    pub guild: crate::id::GuildId,
    /// The channel of the watch.
    pub channel: ChannelId,
    /// Whose post it is about.
    pub artist: ArtistId,
    /// None for a digest.
    pub post: Option<PostId>,
    /// `Pending`, or `Suppressed` with its reason.
    pub suppressed: Option<Suppressed>,
    /// For a card that went into a digest: that digest.
    pub digest: Option<NotificationId>,
    /// When ingest saw the post.
    pub observed_at: Timestamp,
    /// Not before this (a digest waits a little for the rest of its poll).
    pub due_at: Timestamp,
}

/// What the sender decided about a notification; absolute, so that applying it twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Discord confirmed the message.
    Sent {
        /// The message's id.
        message: MessageId,
        /// When Discord confirmed it.
        at: Timestamp,
    },
    /// A retry is due at `due_at`.
    Retry {
        /// When the retry is due.
        due_at: Timestamp,
        /// None: certainly nothing was posted.
        doubt: Option<Doubt>,
        /// Attempts so far.
        attempts: u32,
        /// Why the attempt failed, in words.
        reason: String,
    },
    /// It waits for its channel.
    Held {
        /// What it waits for.
        hold: Hold,
        /// Why, in words for a moderator.
        reason: String,
        /// None: certainly nothing was posted.
        doubt: Option<Doubt>,
        /// Not to be tried before; None: when its channel heals.
        until: Option<Timestamp>,
    },
    /// It is not sent.
    Suppressed {
        /// Why.
        reason: Suppressed,
    },
    /// It is given up.
    Failed {
        /// Why, in words.
        reason: String,
        /// Attempts so far.
        attempts: u32,
    },
    /// It could not be delivered for [`KEPT`].
    Expired {
        /// What kept it, in words.
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

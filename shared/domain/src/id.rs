//! Identifiers as types of their own, so that an artist is never looked up by a post's id.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The namespace of every deterministic id (UUIDv5) that this project makes. Never change it: replays depend on it.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0e_2b0a_7a3c_5d1e_9b1d_de1a_27c0_4d01);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(Uuid::parse_str(text)?))
            }
        }
    };
}

uuid_id!(
    /// A DeviantArt user or group: the API's `userid`, stable over renames.
    ArtistId
);
uuid_id!(
    /// A post: the API's `deviationid` (journals and statuses have one too).
    PostId
);
uuid_id!(
    /// A gallery folder: the API's `folderid`.
    FolderId
);
uuid_id!(
    /// An event's deterministic id: the same fact has the same id however often it is observed.
    EventId
);
uuid_id!(
    /// One incarnation of an event log; offsets mean nothing without it.
    LogId
);
uuid_id!(
    /// A watch: one channel that wants one artist's posts. Made by us, random.
    WatchId
);
uuid_id!(
    /// One message to be sent: deterministic per (watch, post), so it can never exist twice.
    NotificationId
);

macro_rules! snowflake_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// As the store holds it. Discord's ids stay below 2^63 until the year 2084.
            #[must_use]
            pub const fn to_db(self) -> i64 {
                self.0.cast_signed()
            }

            /// As read from the store.
            #[must_use]
            pub const fn from_db(value: i64) -> Self {
                Self(value.cast_unsigned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(text.parse()?))
            }
        }
    };
}

snowflake_id!(
    /// A Discord server.
    GuildId
);
snowflake_id!(
    /// A Discord channel or thread.
    ChannelId
);
snowflake_id!(
    /// A Discord role.
    RoleId
);
snowflake_id!(
    /// A Discord message.
    MessageId
);

/// Discord's ids as texts in a file: numbers of this size do not survive every reader of JSON.
pub mod text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt::Display;
    use std::str::FromStr;

    /// Writes an id as its digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<I: Display, S: Serializer>(id: &I, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    /// Reads an id from its digits.
    ///
    /// # Errors
    /// It is no text, or not digits of an id.
    pub fn deserialize<'de, I: FromStr, D: Deserializer<'de>>(from: D) -> Result<I, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| D::Error::custom(format_args!("{text:?} is no id of Discord's")))
    }
}

impl EventId {
    /// The id of the fact with this natural key; the key names the event so that two kinds never collide.
    #[must_use]
    pub fn of(natural_key: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, natural_key.as_bytes()))
    }
}

impl NotificationId {
    /// The one card of this post for this watch.
    #[must_use]
    pub fn card(watch: WatchId, post: PostId) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("card:{watch}:{post}").as_bytes()))
    }

    /// The one digest of what a poll found beyond the limit; `poll` is the poll's observation time in microseconds.
    #[must_use]
    pub fn digest(watch: WatchId, poll_micros: i64) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("digest:{watch}:{poll_micros}").as_bytes()))
    }
}

impl WatchId {
    /// A fresh random id.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl LogId {
    /// A fresh random id, for a log that is being created.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

//! What a column holds, as a type: the domain's ids, times, numbers and words on one side, the database's `uuid`, `bigint` and `text` on the other.
//!
//! To store a further type, implement [`Stored`]. A value that cannot be read is an error that names the column ([`Unreadable`]);
//! [`crate::read`] adds the table and the row. Where a word of a later version must not make its row unreadable, the column is a
//! `Col<Result<T, String>>`: the word is kept, and the query decides what it means.

use domain::care::{Cared, Deleted};
use domain::clock::{EpochHour, Timestamp};
use domain::id::{ArtistId, ChannelId, EventId, FolderId, GuildId, LogId, MessageId, NotificationId, PostId, RoleId, WatchId};
use domain::language::Language;
use domain::notification::{Doubt, Hold, State};
use domain::post::{ArtistKind, PostKind};
use domain::watch::{CatchUp, MatureWay, Style, What};
use domain::zone::Zone;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, Value, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable};
use std::sync::Arc;
use uuid::Uuid;

/// A type that a column can hold.
pub trait Stored: Sized {
    /// As the database has it.
    type Raw: Into<Value> + Nullable + TryGetable + ValueType;

    /// As it is written.
    fn into_raw(self) -> Self::Raw;

    /// As it was read; else what is wrong with it.
    fn from_raw(raw: Self::Raw) -> Result<Self, String>;
}

/// The value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Col<T>(pub T);

impl<T> Col<T> {
    /// The value, where a path is wanted instead of a field.
    pub fn get(self) -> T {
        self.0
    }
}

/// Why a column could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct Unreadable {
    /// The column's name.
    pub column: String,
    /// What is wrong with its value.
    pub problem: String,
}

impl<T: Stored> From<Col<T>> for Value {
    fn from(value: Col<T>) -> Self {
        value.0.into_raw().into()
    }
}

impl<T: Stored> TryGetable for Col<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        T::from_raw(T::Raw::try_get_by(row, index)?).map(Self).map_err(|problem| {
            let column = index.as_str().map_or_else(|| format!("{index:?}"), str::to_owned);
            let source = Arc::new(Unreadable { column, problem });
            DbErr::TryIntoErr { from: "a stored value", into: std::any::type_name::<T>(), source }.into()
        })
    }
}

impl<T: Stored> ValueType for Col<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        T::from_raw(<T::Raw as ValueType>::try_from(value)?).map(Self).map_err(|_| ValueTypeErr)
    }

    fn type_name() -> String {
        T::Raw::type_name()
    }

    fn array_type() -> ArrayType {
        T::Raw::array_type()
    }

    fn column_type() -> ColumnType {
        T::Raw::column_type()
    }
}

impl<T: Stored> Nullable for Col<T> {
    fn null() -> Value {
        T::Raw::null()
    }
}

/// No key of ours is made by the database.
impl<T> TryFromU64 for Col<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64(std::any::type_name::<T>()))
    }
}

macro_rules! stored {
    ($raw:ty: $($name:ident)+, $value:ident => $into:expr, $read:ident => $from:expr) => {
        $(impl Stored for $name {
            type Raw = $raw;

            fn into_raw(self) -> $raw {
                let $value = self;
                $into
            }

            fn from_raw($read: $raw) -> Result<Self, String> {
                $from
            }
        })+
    };
}

stored!(Uuid: ArtistId EventId FolderId LogId NotificationId PostId WatchId, id => id.0, raw => Ok(Self(raw)));
stored!(i64: ChannelId GuildId MessageId RoleId, id => id.to_db(), raw => Ok(Self::from_db(raw)));
// Microseconds since 1970.
stored!(i64: Timestamp, time => time.timestamp_micros(),
    raw => Self::from_timestamp_micros(raw).ok_or_else(|| format!("{raw} microseconds since 1970 are no time")));
// No log has 2^63 records, and no term that many owners.
stored!(i64: u64, number => <i64 as TryFrom<u64>>::try_from(number).unwrap_or(i64::MAX),
    raw => <Self as TryFrom<i64>>::try_from(raw).map_err(|_| format!("{raw} is below zero")));
stored!(i64: u32, number => i64::from(number), raw => <Self as TryFrom<i64>>::try_from(raw).map_err(|_| format!("{raw} is no count")));
stored!(i64: EpochHour, hour => hour.0, raw => Ok(Self(raw)));
stored!(i64: Doubt, doubt => doubt.micros(), raw => Ok(Self::from_micros(raw)));
// Words that a later version may add to; the types say what stands in for them.
stored!(String: ArtistKind, kind => kind.as_ref().to_owned(), raw => Ok(raw.parse().unwrap_or(Self::Person)));
stored!(String: PostKind, kind => kind.as_ref().to_owned(), raw => Ok(raw.parse().unwrap_or(Self::Other)));
stored!(String: CatchUp, policy => policy.to_string(), raw => Ok(raw.parse().unwrap_or_default()));
stored!(String: Style, style => style.into_str().to_owned(), raw => Ok(raw.parse().unwrap_or_default()));
stored!(String: MatureWay, way => way.into_str().to_owned(), raw => Ok(raw.parse().unwrap_or_default()));
stored!(String: Hold, hold => hold.into_str().to_owned(), raw => Ok(Self::from_word(Some(&raw))));

/// A word of a closed set, or as it was written by a version that knows more.
pub type Word<T> = Result<T, String>;

macro_rules! word {
    ($($name:ident)+) => {
        $(impl Stored for Word<$name> {
            type Raw = String;

            fn into_raw(self) -> String {
                self.map_or_else(|word| word, |known| known.into_str().to_owned())
            }

            fn from_raw(raw: String) -> Result<Self, String> {
                Ok(raw.parse().map_err(|_| raw))
            }
        })+
    };
}

word!(State What Cared Deleted Language Zone);

/// What a held notification waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Its channel.
    Hold(Hold),
    /// Its watch, which is paused.
    Paused,
}

const PAUSED: &str = "paused";

stored!(String: Wait,
    wait => match wait {
        Wait::Hold(hold) => hold.into_raw(),
        Wait::Paused => PAUSED.to_owned(),
    },
    raw => if raw == PAUSED { Ok(Self::Paused) } else { Hold::from_raw(raw).map(Self::Hold) });

/// What happens to posts that were published after a backup was taken and before it was restored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Missed {
    /// The bot searches its own messages for each before it sends it; stored as `look`, as earlier versions did. A word that this version does not know
    /// means this.
    #[default]
    #[strum(serialize = "look")]
    Check,
    /// They are not announced.
    Skip,
    /// They are announced, even those that were announced before.
    Announce,
}

stored!(String: Missed, missed => <&str>::from(missed).to_owned(), raw => Ok(raw.parse().unwrap_or_default()));

/// A number that its owner changes, and that is only ever compared with what it was. Versions that compare times read it as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beat(i64);

impl Beat {
    /// When it last changed, by the database's clock.
    pub fn time(self) -> Option<Timestamp> {
        Timestamp::from_timestamp_micros(self.0)
    }
}

stored!(i64: Beat, beat => beat.0, raw => Ok(Self(raw)));

/// Before when the sender does not know what was sent. The later one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsure {
    /// Before this, by Discord's clock.
    Before(Timestamp),
    /// Before a start whose time is not known yet: the largest number.
    Start,
}

impl Unsure {
    /// Its stored form, here and beside the bot's journal: microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        match self {
            Self::Before(time) => time.timestamp_micros(),
            Self::Start => i64::MAX,
        }
    }

    /// The reverse of [`micros`](Self::micros); a number that is no time is a time that nobody knows.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Timestamp::from_timestamp_micros(micros).map_or(Self::Start, Self::Before)
    }
}

stored!(i64: Unsure,
    unsure => unsure.micros(),
    raw => if raw == i64::MAX { Ok(Self::Start) } else { Timestamp::from_raw(raw).map(Self::Before) });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_what_cannot_be_is_an_error() {
        assert_eq!(Timestamp::from_raw(Timestamp::UNIX_EPOCH.into_raw()), Ok(Timestamp::UNIX_EPOCH));
        assert_eq!(Timestamp::from_raw(i64::MAX), Err("9223372036854775807 microseconds since 1970 are no time".to_owned()));
        assert_eq!(u64::from_raw(-1), Err("-1 is below zero".to_owned()));
        assert_eq!(u32::from_raw(1 << 32), Err("4294967296 is no count".to_owned()));
        assert_eq!(GuildId::from_raw(GuildId(u64::MAX).into_raw()), Ok(GuildId(u64::MAX)));
        assert_eq!(Unsure::from_raw(Unsure::Start.into_raw()), Ok(Unsure::Start));
    }

    #[test]
    fn a_word_of_a_later_version_is_kept_or_has_a_stand_in() {
        let later = Word::<State>::from_raw("snoozed".to_owned()).unwrap();
        assert_eq!(later, Err("snoozed".to_owned()));
        assert_eq!(later.into_raw(), "snoozed");
        assert_eq!(Word::<State>::from_raw("held".to_owned()), Ok(Ok(State::Held)));
        assert_eq!(CatchUp::from_raw("some".to_owned()), Ok(CatchUp::All));
        assert_eq!(Hold::from_raw("smell".to_owned()), Ok(Hold::Channel));
        assert_eq!(
            PostKind::from_raw("commission".to_owned()).map(Stored::into_raw),
            Ok("commission".to_owned()),
            "kept as it was written"
        );
    }
}

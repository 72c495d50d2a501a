//! How often the posts of a watch come, as a menu's choices. Pure.

use chrono::Weekday;
use domain::rhythm::{Digest, Hour, Rhythm};

/// The hour of a digest until another one is chosen.
const MORNING: u32 = 9;

/// How often posts come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Often {
    AtOnce,
    Hourly,
    Daily,
    Weekly,
}

impl Often {
    pub(crate) const ALL: [Self; 4] = [Self::AtOnce, Self::Hourly, Self::Daily, Self::Weekly];

    pub(crate) const fn of(rhythm: Rhythm) -> Self {
        match rhythm.digest {
            None => Self::AtOnce,
            Some(Digest::Hourly) => Self::Hourly,
            Some(Digest::Daily(_)) => Self::Daily,
            Some(Digest::Weekly(..)) => Self::Weekly,
        }
    }

    /// With the day and the hour that are set, or those that a digest begins with: Monday at nine.
    pub(crate) fn digest(self, now: Option<Digest>) -> Option<Digest> {
        let (day, hour) = moment(now);
        match self {
            Self::AtOnce => None,
            Self::Hourly => Some(Digest::Hourly),
            Self::Daily => Some(Digest::Daily(hour)),
            Self::Weekly => Some(Digest::Weekly(day, hour)),
        }
    }

    /// As the value of a menu's choice.
    pub(crate) const fn value(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }
}

/// The day and the hour of a digest, or those that one begins with.
pub(crate) fn moment(digest: Option<Digest>) -> (Weekday, Hour) {
    let morning = Hour::new(MORNING).unwrap_or_default();
    match digest {
        None | Some(Digest::Hourly) => (Weekday::Mon, morning),
        Some(Digest::Daily(hour)) => (Weekday::Mon, hour),
        Some(Digest::Weekly(day, hour)) => (day, hour),
    }
}

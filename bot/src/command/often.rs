//! How often the posts of a watch come, as a menu's choices. Pure.

use domain::rhythm::{Digest, Rhythm};

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

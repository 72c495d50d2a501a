//! What opening does where there is no stream.

use domain::id::LogId;

/// What an opening says that found none and may make none.
pub(crate) const NO_LOG: &str = "there is no event log";

/// What an operator does who wants the log to be elsewhere.
pub const MOVED: &str = "to keep the log in another place, set log.url back, stop the service and run `deviantcord move --log URL`, which takes the events along";

/// What to do where there is no stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Make it: nothing was ever folded from another log.
    Make,
    /// Make it, in the place of this log, which is known to have been in this very stream and is therefore gone.
    Follow(LogId),
    /// Make nothing: this log, which the store is folded from, was last here, if anybody knows. A stream with another name or on another broker
    /// proves nothing about it, and one that claimed to follow it would keep the store from its right log forever.
    Refuse {
        /// That log.
        log: LogId,
        /// Where it was last seen.
        place: Option<String>,
    },
    /// Make it, for a copy of all events of these logs, oldest first.
    Continue(Vec<LogId>),
    /// Make nothing: the caller only reads.
    Look,
}

impl Missing {
    /// The log that the caller expects to find.
    pub(super) fn former(&self) -> Option<LogId> {
        match self {
            Self::Follow(log) | Self::Refuse { log, .. } => Some(*log),
            Self::Make | Self::Continue(_) | Self::Look => None,
        }
    }
}

impl From<Option<LogId>> for Missing {
    fn from(former: Option<LogId>) -> Self {
        former.map_or(Self::Make, Self::Follow)
    }
}

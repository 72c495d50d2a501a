//! What is asked of a budget, and its answer.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who asks: interactive look-ups have a reserved share so that a moderator never waits behind the polls, and at most half of any minute so
/// that no number of moderators holds them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lane {
    /// Polls of sources.
    Poll,
    /// Requests that somebody waits for.
    Interactive,
}

/// How long everybody pauses after a 429: the first time, and at most (each 429 in a row doubles it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pauses {
    /// The first pause.
    pub first: Duration,
    /// The longest pause.
    pub max: Duration,
}

impl Default for Pauses {
    /// 5 s doubling to 300 s (docs/deviantart-api.md, section 4).
    fn default() -> Self {
        Self { first: Duration::from_secs(5), max: Duration::from_secs(300) }
    }
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// May I make a request now? `ceiling` in requests a second.
    Take {
        /// Whose share it comes from.
        lane: Lane,
        /// The most requests a second that the configuration allows.
        ceiling: f64,
        /// The caller's time.
        now: Timestamp,
    },
    /// A request went through.
    Succeeded {
        /// The caller's time.
        now: Timestamp,
    },
    /// A request came to nothing that was no refusal: a server error, a time-out, a broken connection.
    Failed {
        /// The caller's time.
        now: Timestamp,
    },
    /// DeviantArt answered 429.
    Throttled {
        /// The caller's time.
        now: Timestamp,
        /// How long to pause.
        pauses: Pauses,
    },
}

/// The answer to [`Ask::Take`]; the other asks answer with the pause that is in force, if any, else with `Go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Send the request now.
    Go,
    /// Ask again after this pause.
    Wait(Duration),
}

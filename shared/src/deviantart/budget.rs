//! The request budget of one DeviantArt credential: paced, halved on 429, recovering slowly, paused as one.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who asks: interactive look-ups have a reserved share so that a moderator never waits behind the polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lane {
    Poll,
    Interactive,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// May I make a request now?
    Take { lane: Lane, ceiling: f64, now: Timestamp },
    /// A request went through.
    Succeeded { now: Timestamp },
    /// DeviantArt answered 429.
    Throttled { now: Timestamp },
}

/// The answer to [`Ask::Take`]; the other asks answer with the pause that they caused, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Go,
    Wait(Duration),
}

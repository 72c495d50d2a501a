//! Look-ups by name for somebody who waits for the answer: who waits for a turn, and which names are known to be nobody's.
//!
//! One is made at a time; the names that gather meanwhile share one `user/whois`, where DeviantArt answers it, and a name that is unknown is not
//! asked about again for [`REMEMBERED`]. With the budget's share for look-ups this bounds what any number of moderators can take from the polls.

use super::Error;
use super::model::Profile;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use tokio::sync::oneshot;

/// A name that nobody has is not asked about again for this long: somebody may take it.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);
/// Unknown names that are remembered.
const MOST: usize = 1000;
/// Names of one `user/whois`; its maximum is not documented.
pub const TOGETHER: usize = 10;
/// Look-ups that may wait; beyond that the answer is that it is busy.
const QUEUE: usize = 100;
/// After `user/whois` refused this application, it is not asked for so long.
pub(super) const WITHOUT: TimeDelta = TimeDelta::minutes(10);

/// What all clones of a client share.
#[derive(Default)]
pub(super) struct LookUps {
    state: Mutex<State>,
    /// Held by the task that makes a look-up.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Waiting>,
    next: u64,
    /// By lower-case name: since when.
    unknown: HashMap<String, Timestamp>,
    without_whois_until: Option<Timestamp>,
}

impl State {
    fn is_without_whois(&self, now: Timestamp) -> bool {
        self.without_whois_until.is_some_and(|until| now < until && until - now <= WITHOUT)
    }
}

pub(super) struct Waiting {
    number: u64,
    pub(super) name: String,
    pub(super) answer: oneshot::Sender<Listed>,
}

/// What a shared `user/whois` says of one name.
pub(super) enum Listed {
    As(Profile),
    /// Not at all: it may be a group, or unknown.
    No,
    Failed(Error),
}

impl Listed {
    /// The end of the look-up, if this is one.
    pub(super) fn or_profile(self) -> Option<Result<Profile, Error>> {
        match self {
            Self::As(profile) => Some(Ok(profile)),
            Self::Failed(error) => Some(Err(error)),
            Self::No => None,
        }
    }
}

impl LookUps {
    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    pub(super) fn wait(&self, name: &str) -> Option<(u64, oneshot::Receiver<Listed>)> {
        let mut state = self.state();
        state.waiting.retain(|other| !other.answer.is_closed());
        if state.waiting.len() >= QUEUE {
            return None;
        }
        let (answer, receiver) = oneshot::channel();
        let number = state.next;
        state.next += 1;
        state.waiting.push(Waiting { number, name: name.to_owned(), answer });
        Some((number, receiver))
    }

    /// The oldest others that wait, up to a batch; the one that asks no longer waits.
    pub(super) fn take_others(&self, number: u64, now: Timestamp) -> Option<Vec<Waiting>> {
        let mut state = self.state();
        state.waiting.retain(|other| other.number != number && !other.answer.is_closed());
        if state.waiting.is_empty() || state.is_without_whois(now) {
            return None;
        }
        let count = state.waiting.len().min(TOGETHER - 1);
        Some(state.waiting.drain(..count).collect())
    }

    /// Whether `user/whois` refused this application lately.
    pub(super) fn is_without_whois(&self, now: Timestamp) -> bool {
        self.state().is_without_whois(now)
    }

    pub(super) fn leave_whois_until(&self, until: Timestamp) {
        self.state().without_whois_until = Some(until);
    }

    pub(super) fn is_unknown(&self, name: &str, now: Timestamp) -> bool {
        let since = self.state().unknown.get(&name.to_lowercase()).copied();
        since.is_some_and(|since| (since..since + REMEMBERED).contains(&now))
    }

    pub(super) fn remember_unknown(&self, name: &str, now: Timestamp) {
        let mut state = self.state();
        if state.unknown.len() >= MOST {
            state.unknown.retain(|_, since| (*since..*since + REMEMBERED).contains(&now));
        }
        if state.unknown.len() < MOST {
            state.unknown.insert(name.to_lowercase(), now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

//! Look-ups by name for somebody who waits for the answer.
//!
//! One is made at a time; the names that gather meanwhile share one `user/whois`, where DeviantArt answers it, and a name that is unknown is not
//! asked about again for [`REMEMBERED`]. With the budget's share for look-ups this bounds what any number of moderators can take from the polls.

use super::Error;
use super::client::{Client, name};
use super::model::Profile;
use chrono::TimeDelta;
use domain::budget::Lane;
use domain::clock::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use tokio::sync::oneshot;

/// A name that nobody has is not asked about again for this long: somebody may take it.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);
/// Unknown names that are remembered.
const MOST: usize = 1000;
/// Names of one `user/whois`; its maximum is not documented.
const BATCH: usize = 10;
/// Look-ups that may wait; beyond that the answer is that it is busy.
const QUEUE: usize = 100;
/// After `user/whois` refused this application, it is not asked for so long.
const WITHOUT: TimeDelta = TimeDelta::minutes(10);

/// What all clones of a client share.
#[derive(Default)]
pub(super) struct LookUps {
    state: Mutex<State>,
    /// Held by whoever makes a look-up.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Waiting>,
    next: u64,
    /// By lower-case name: since when.
    unknown: HashMap<String, Timestamp>,
    without_whois_until: Option<Timestamp>,
}

struct Waiting {
    number: u64,
    name: String,
    answer: oneshot::Sender<Listed>,
}

/// What a shared `user/whois` says of one name.
enum Listed {
    As(Profile),
    /// Not at all: it may be a group, or unknown.
    No,
    Failed(Error),
}

impl Client {
    /// Whoever has this name, for somebody who waits: [`resolve`](Self::resolve) in the lane of look-ups.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Busy`] and [`Error::Paused`] with the time until there is a turn.
    pub async fn look_up(&self, user: &str) -> Result<Profile, Error> {
        let user = name(user)?;
        let look_ups = &self.0.look_ups;
        if look_ups.is_unknown(user, self.0.clock.now()) {
            return Err(Error::UserNotFound(user.to_owned()));
        }
        let Some((number, mut answer)) = look_ups.wait(user) else { return Err(Error::Busy(self.0.look_up_wait())) };
        let (_turn, listed) = tokio::select! {
            biased;
            said = &mut answer => match said {
                Ok(Listed::No) | Err(_) => (look_ups.turn.lock().await, Some(Listed::No)),
                Ok(listed) => return listed.or_profile().unwrap_or_else(|| Err(Error::UserNotFound(user.to_owned()))),
            },
            turn = look_ups.turn.lock() => (turn, self.lead(number, user).await),
        };
        let outcome = match listed {
            Some(Listed::No) => self.resolve_by(Lane::Interactive, user, false).await,
            Some(listed) => return listed.or_profile().unwrap_or_else(|| Err(Error::UserNotFound(user.to_owned()))),
            None => self.resolve(Lane::Interactive, user).await,
        };
        if matches!(outcome, Err(Error::UserNotFound(_))) {
            look_ups.remember_unknown(user, self.0.clock.now());
        }
        outcome
    }

    /// Asks about all names that wait in one go; None: nobody else waits, or `user/whois` does not answer this application.
    async fn lead(&self, number: u64, user: &str) -> Option<Listed> {
        let others = self.0.look_ups.take_others(number, self.0.clock.now())?;
        let mut names = vec![user];
        for other in &others {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&other.name)) {
                names.push(&other.name);
            }
        }
        let found = match self.whois(Lane::Interactive, &names).await {
            Ok(found) => Ok(found),
            Err(Error::UserNotFound(_) | Error::Rejected(_)) => Ok(Vec::new()),
            Err(Error::EndpointGone { .. } | Error::Forbidden(_) | Error::Blocked(_)) => {
                self.0.look_ups.leave_whois_until(self.0.clock.now() + WITHOUT);
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        };
        let of = |name: &str| match &found {
            Ok(found) => {
                found.iter().find(|profile| profile.artist.name.eq_ignore_ascii_case(name)).cloned().map_or(Listed::No, Listed::As)
            }
            Err(error) => Listed::Failed(error.clone()),
        };
        for other in others {
            // Who went away in the meantime needs no answer.
            let _ = other.answer.send(of(&other.name));
        }
        Some(of(user))
    }
}

impl Listed {
    /// The end of the look-up, if this is one.
    fn or_profile(self) -> Option<Result<Profile, Error>> {
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

    fn wait(&self, name: &str) -> Option<(u64, oneshot::Receiver<Listed>)> {
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

    /// The oldest others that wait, up to a batch; the one that asks waits no more.
    fn take_others(&self, number: u64, now: Timestamp) -> Option<Vec<Waiting>> {
        let mut state = self.state();
        state.waiting.retain(|other| other.number != number && !other.answer.is_closed());
        if state.waiting.is_empty() || state.without_whois_until.is_some_and(|until| now < until && until - now <= WITHOUT) {
            return None;
        }
        let count = state.waiting.len().min(BATCH - 1);
        Some(state.waiting.drain(..count).collect())
    }

    fn leave_whois_until(&self, until: Timestamp) {
        self.state().without_whois_until = Some(until);
    }

    fn is_unknown(&self, name: &str, now: Timestamp) -> bool {
        let since = self.state().unknown.get(&name.to_lowercase()).copied();
        since.is_some_and(|since| (since..since + REMEMBERED).contains(&now))
    }

    fn remember_unknown(&self, name: &str, now: Timestamp) {
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

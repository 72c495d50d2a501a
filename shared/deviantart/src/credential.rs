//! One of a client's credentials: its budget, its token, whether DeviantArt accepts it, and what was spent on it.

use super::Error;
use super::account::AccountFile;
use super::meter::{Meter, Spent};
use super::settings::Options;
use chrono::TimeDelta;
use coordination::{Cache, SharedBudget};
use domain::budget::{Answer, Ask, Budget, Lane, Pauses, Stepped};
use domain::clock::Timestamp;
use domain::event::codec::content_hash;
use domain::retry::Doubling;
use parking_lot::{Mutex, MutexGuard};
use secrecy::SecretString;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A credential that was refused is out of use for this long; then one request finds out whether it became right.
const REFUSED: TimeDelta = TimeDelta::seconds(30);
/// After the token endpoint gave none and it was not the credential's fault, it is asked again after this time.
const NO_TOKEN: Doubling = Doubling::new(Duration::from_secs(1), Duration::from_secs(30));
/// New tokens in a row that were refused until the credential is taken for refused.
const DENIALS: u32 = 2;
/// So long after a pause a wait is still put down to the 429: its debt is being repaid, and the rate is the lower one.
const AFTERMATH: TimeDelta = TimeDelta::seconds(60);
/// While somebody asks for a token, others check again after this time; otherwise they would spend their permission on waiting.
const RENEWAL: Duration = Duration::from_millis(50);

/// A token as the callers hold it; the generation tells whether somebody renewed it meanwhile.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) value: SecretString,
    pub(super) generation: u64,
    pub(super) from: Timestamp,
    pub(super) renew_at: Timestamp,
}

/// See the module's text.
pub(super) struct Credential {
    /// Its place among the configured ones, from 1: its name in messages, which must not tell the credential.
    pub(super) number: usize,
    pub(super) options: Options,
    /// Whose token the requests carry; None: the application's own.
    pub(super) account: Option<Arc<AccountFile>>,
    /// After a 429.
    pauses: Pauses,
    /// Held while a token is asked for.
    pub(super) renewal: tokio::sync::Mutex<()>,
    /// The same in all processes.
    shared_budget: SharedBudget,
    /// Stands in while the cache cannot be asked, with this process's share of the ceiling.
    local_budget: Mutex<Budget>,
    /// Processes that were last seen to share the budget; 0: none was seen.
    sharers: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    generation: u64,
    denials: u32,
    out: Option<Out>,
    paused_until: Option<Timestamp>,
    /// What the shared budget said last; None: it was not asked since this process paces itself.
    shared_step: Option<Stepped>,
    meter: Meter,
}

/// Why a credential is out of use for a while.
struct Out {
    at: Timestamp,
    /// For so long.
    length: TimeDelta,
    words: String,
    /// DeviantArt does not accept it; else it merely gives no token.
    refused: bool,
}

/// How a credential fares in this process, for health checks and the ops page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CredentialStatus {
    /// Its place among the configured ones, from 1.
    pub number: usize,
    /// Why it is out of use; it is tried again from time to time.
    pub refused: Option<String>,
    /// After a 429 nobody asks with it before then.
    pub paused_until: Option<Timestamp>,
    /// Requests a second that the budget allows now, as the shared one said last; None: it was not asked, or this process paces itself.
    pub rate: Option<f64>,
    /// Requests of this process in the last minute.
    pub last_minute: usize,
    /// Requests of this process since its start, by endpoint and lane.
    pub spent: Vec<Spent>,
}

impl Credential {
    pub(super) fn new(number: usize, options: Options, account: Option<Arc<AccountFile>>, cache: Arc<dyn Cache>, pauses: Pauses) -> Self {
        // An account has its own limit, much stricter than the application's (docs/deviantart-api.md, section 4).
        let whose = if account.is_some() { "account:" } else { "" };
        let shared_budget = SharedBudget::new(cache, format!("deviantart:budget:{whose}{}", content_hash(&options.client_id)));
        let (renewal, local_budget, state) = (tokio::sync::Mutex::default(), Mutex::default(), Mutex::default());
        Self { number, options, account, pauses, renewal, shared_budget, local_budget, sharers: AtomicUsize::new(0), state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// May a request be made with it now?
    pub(super) async fn take(&self, lane: Lane, now: Timestamp) -> Answer {
        if self.token(now).is_none() && self.renewal.try_lock().is_err() {
            return Answer::Wait(RENEWAL);
        }
        self.pace(lane, now).await
    }

    /// The same for a request that needs no token.
    pub(super) async fn pace(&self, lane: Lane, now: Timestamp) -> Answer {
        self.ask(Ask::Take { lane, ceiling: self.options.requests_per_second, now }).await
    }

    async fn ask(&self, ask: Ask) -> Answer {
        match self.shared_budget.step(ask).await {
            Ok(step) => {
                let mut state = self.state();
                state.shared_step = Some(step);
                // Another process may have met the 429.
                if let Some(pause) = step.pause {
                    let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
                    state.paused_until = state.paused_until.max(now.checked_add_signed(TimeDelta::from_std(pause).unwrap_or_default()));
                }
                step.answer
            }
            Err(error) => {
                tracing::debug!(%error, "the shared request budget cannot be asked, this process paces itself");
                self.locally(ask)
            }
        }
    }

    /// Whether a pause after a 429 is in force, or ended so recently that its debt and the lower rate still make requests wait.
    pub(super) fn is_slowed(&self, now: Timestamp) -> bool {
        self.state().paused_until.is_some_and(|until| now < until + AFTERMATH)
    }

    /// Sets how many processes share the budget, this one among them.
    pub(super) fn shared_by(&self, processes: usize) {
        self.sharers.store(processes, Ordering::Relaxed);
    }

    /// One step of this process's own budget. What the others may spend is left to them: all shares together are the ceiling.
    fn locally(&self, ask: Ask) -> Answer {
        let sharers = self.sharers.load(Ordering::Relaxed).max(1) as f64;
        let ask = match ask {
            Ask::Take { lane, ceiling, now } => Ask::Take { lane, ceiling: ceiling / sharers, now },
            other => other,
        };
        let last = self.state().shared_step.take();
        let mut budget = self.local_budget.lock();
        if let Some(last) = last {
            // The cache was lost just now: continue with this process's share of what was granted then.
            let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
            *budget = Budget::going_on(last.requests_per_s / sharers, last.pause, now);
        }
        budget.step(ask)
    }

    /// What the outcome of a request teaches about this credential's rate, and counts it.
    pub(super) async fn note(&self, endpoint: &'static str, lane: Lane, failure: Option<&Error>, now: Timestamp) {
        self.state().meter.count(endpoint, lane, failure, now);
        match failure {
            // A refusal of what was asked is an answer all the same: the rate was right.
            None
            | Some(
                Error::UserNotFound(_)
                | Error::AccountInactive(_)
                | Error::ProfileBlocked(_)
                | Error::DeviationNotFound
                | Error::Rejected(_),
            ) => {
                self.ask(Ask::Succeeded { now }).await;
            }
            Some(Error::Throttled) => {
                if let Answer::Wait(pause) = self.ask(Ask::Throttled { now, pauses: self.pauses }).await {
                    self.state().paused_until = now.checked_add_signed(TimeDelta::from_std(pause).unwrap_or_default());
                    let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                    tracing::warn!(credential = self.number, pause_ms, "DeviantArt answered 429, all requests with this credential pause");
                }
            }
            Some(Error::Server { .. } | Error::Timeout | Error::Transport(_)) => {
                self.ask(Ask::Failed { now }).await;
            }
            Some(_) => {}
        }
    }

    /// The token, while it is good.
    pub(super) fn token(&self, now: Timestamp) -> Option<Token> {
        self.state().token.as_ref().filter(|token| (token.from..token.renew_at).contains(&now)).cloned()
    }

    pub(super) fn keep(&self, value: SecretString, from: Timestamp, renew_at: Timestamp) {
        let mut state = self.state();
        state.generation += 1;
        state.token = Some(Token { value, generation: state.generation, from, renew_at });
    }

    /// DeviantArt refused this token: another one is needed. When new ones are refused too, so is the credential.
    /// That a look-up found so is no reason to stop the polls, which find out by themselves.
    pub(super) fn denied(&self, generation: u64, error: &Error, lane: Lane, now: Timestamp) {
        let mut state = self.state();
        if state.token.take_if(|token| token.generation == generation).is_none() {
            return;
        }
        if lane == Lane::Interactive {
            return;
        }
        state.denials += 1;
        if state.denials >= DENIALS {
            drop(state);
            self.refuse(error, now);
        }
    }

    /// DeviantArt does not accept the credential: it is out of use for a while.
    pub(super) fn refuse(&self, error: &Error, now: Timestamp) {
        let mut state = self.state();
        state.token = None;
        state.denials = 0;
        let out = Out { at: now, length: REFUSED, words: error.to_string(), refused: true };
        if state.out.replace(out).is_none_or(|before| !before.refused) {
            tracing::error!(credential = self.number, %error, "DeviantArt refuses this credential; it is out of use and tried again from time to time");
        }
    }

    /// The token endpoint gave none: it is left alone for a while.
    pub(super) fn gave_no_token(&self, words: &str, now: Timestamp) {
        let mut state = self.state();
        let before = state.out.as_ref().filter(|out| !out.refused);
        let first = before.is_none();
        let length = NO_TOKEN.after(before.and_then(|out| out.length.to_std().ok()));
        let length = TimeDelta::from_std(length).unwrap_or(REFUSED);
        state.out = Some(Out { at: now, length, words: words.to_owned(), refused: false });
        drop(state);
        if first {
            tracing::error!(credential = self.number, error = words, "DeviantArt gives no access token; it is asked again by itself");
        }
    }

    /// Why it is out of use now, if that is because it was given no token.
    pub(super) fn without_token(&self, now: Timestamp) -> Option<String> {
        self.state().out.as_ref().filter(|out| !out.refused && out.lasts(now)).map(|out| out.words.clone())
    }

    /// An answer came: token and credential are good.
    pub(super) fn accepted(&self) {
        let mut state = self.state();
        state.denials = 0;
        if state.out.take().is_some() {
            tracing::info!(credential = self.number, "DeviantArt accepts this credential again");
        }
    }

    /// Whether it may be used, or at least tried.
    pub(super) fn is_usable(&self, now: Timestamp) -> bool {
        self.state().out.as_ref().is_none_or(|out| !out.lasts(now))
    }

    pub(super) fn status(&self, now: Timestamp) -> CredentialStatus {
        let mut state = self.state();
        CredentialStatus {
            number: self.number,
            refused: state.out.as_ref().map(|out| out.words.clone()),
            paused_until: state.paused_until.filter(|until| *until > now),
            rate: state.shared_step.map(|step| step.requests_per_s),
            last_minute: state.meter.last_minute(now),
            spent: state.meter.spent(),
        }
    }
}

impl Out {
    /// Not when the clock was set back.
    fn lasts(&self, now: Timestamp) -> bool {
        (self.at..self.at + self.length).contains(&now)
    }
}

#[cfg(test)]
mod tests;

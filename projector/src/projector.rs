//! The projector itself: what each of its steps has at hand, and its patience with servers.

use crate::deps::Deps;
use crate::error::Error;
use crate::interrupt::{Interrupt, Step};
use crate::whole::Whole;
use domain::id::LogId;
use domain::retry::Schedule;
use domain::turns::Turns;
use eventlog::LogError;
use eventlog::archive::Archive;
use std::time::Duration;
use store::projection::Fold;
use tokio_util::sync::CancellationToken;

/// The least wait after a failure, even if the log is back sooner.
const SOONEST: Duration = Duration::from_millis(500);

pub(crate) struct Projector {
    pub deps: Deps,
    pub owner: uuid::Uuid,
    /// Events folded in one transaction at most.
    pub batch: usize,
    pub turns: Turns,
    pub fold: Fold,
    pub begun: tokio::time::Instant,
    /// See [`run_settling`](crate::run_settling).
    pub settled: CancellationToken,
    pub stop: CancellationToken,
}

/// Where to resume folding, and under which epoch.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub log: LogId,
    pub next_offset: u64,
    pub epoch: u64,
}

impl Projector {
    /// The log, with what its archive has of the beginning that it has lost.
    pub async fn whole(&self) -> Result<Whole<'_>, Error> {
        let log = self.deps.log.as_ref();
        let archive = match &self.deps.archive {
            Some(root) if log.bounds().await?.first > 1 => Some(Archive::of(root, log.identity().await?)),
            _ => None,
        };
        Whole::of(log, archive).await
    }

    /// Waits, unless the stop comes.
    pub async fn pause(&self, pause: Duration) -> Step<()> {
        tokio::select! {
            () = self.stop.cancelled() => Err(Interrupt::Stopped),
            () = tokio::time::sleep(pause) => Ok(()),
        }
    }

    /// Repeats the work until it succeeds, fails for good, or is interrupted. An unreachable store or log says nothing about events.
    pub async fn patient<T, F, Fut>(&self, work: F) -> Step<T>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Step<T>>,
    {
        let mut attempt = 0;
        loop {
            let error = match work().await {
                Err(Interrupt::Failed(error)) => error,
                done => return done,
            };
            let Some(delay) = Schedule::RECONNECT.jittered(attempt).filter(|_| may_recover(&error)) else { return Err(error.into()) };
            self.settled.cancel();
            self.turns.rest();
            tracing::warn!(%error, attempt, "the projector waits for its store or log");
            attempt += 1;
            // A log that knows when it is back ends the pause, but never at once.
            let back = async {
                if matches!(error, Error::Log(_)) {
                    tokio::join!(tokio::time::sleep(SOONEST), self.deps.log.recovered());
                } else {
                    std::future::pending().await
                }
            };
            tokio::select! {
                waited = self.pause(delay) => waited?,
                () = back => {}
            }
        }
    }
}

/// Whether the same may succeed later.
fn may_recover(error: &Error) -> bool {
    match error {
        Error::Store(error) => error.is_transient(),
        Error::Log(error) => matches!(error, LogError::Unavailable(_)),
        _ => false,
    }
}

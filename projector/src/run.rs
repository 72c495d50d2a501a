//! The loop: claim, open, read, fold, advance. The only await that consumes anything is the read.

use crate::incoming::rising;
use crate::opening::{BEAT, Loss, Opened};
use crate::{Deps, Error, Options, guard};
use domain::id::LogId;
use domain::retry::Schedule;
use domain::turns::Turns;
use eventlog::{LogError, LogReader};
use std::sync::Arc;
use std::time::Duration;
use store::projection::Fold;
use tokio_util::sync::CancellationToken;

/// A log that is back is not asked sooner than this after it failed.
const SOONEST: Duration = Duration::from_millis(500);

/// A log that delivers nothing for so long has been caught up with, as far as a start has to know.
const QUIET: Duration = Duration::from_millis(100);
/// Catching up longer than this keeps nobody waiting any more.
const LONGEST_START: Duration = Duration::from_secs(120);

/// Folds until `stop` is cancelled. While another projector lives, it stands by.
///
/// # Errors
/// When it cannot go on and the process should restart: see [`Error`]. An unreachable store or log is waited for.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    run_settling(deps, options, CancellationToken::new(), stop).await
}

/// [`run`] that cancels `settled` as soon as the start cannot fail for what the projector finds any more: the log was folded up to its end,
/// another projector folds it, or a server has to be waited for. Until then nobody should begin what is seen outside of this process.
///
/// # Errors
/// As [`run`].
pub async fn run_settling(deps: Deps, options: Options, settled: CancellationToken, stop: CancellationToken) -> Result<(), Error> {
    let projector = Projector {
        owner: uuid::Uuid::new_v4(),
        batch: options.batch.max(1),
        turns: options.turns,
        fold: Arc::new(guard::fold),
        begun: tokio::time::Instant::now(),
        settled,
        deps,
        stop,
    };
    while let Some(claim) = projector.claim().await? {
        projector.note_place(claim).await;
        match projector.work(claim).await {
            Ok(End::Stopped) => break,
            Ok(End::Fenced) => tracing::warn!(projector.epoch = claim.epoch, "another projector has taken over; standing by"),
            Ok(End::Replaced) => {
                tracing::warn!(log = %claim.log, "the event log is not the one, or not as long, as when it was claimed; claiming it afresh")
            }
            Err(error) => return projector.give_up(claim, error).await,
        }
    }
    Ok(())
}

pub(crate) struct Projector {
    pub(crate) deps: Deps,
    pub(crate) owner: uuid::Uuid,
    batch: usize,
    pub(crate) turns: Turns,
    pub(crate) fold: Fold,
    begun: tokio::time::Instant,
    /// See [`run_settling`].
    pub(crate) settled: CancellationToken,
    pub(crate) stop: CancellationToken,
}

/// Why a projector stopped folding.
pub(crate) enum End {
    Stopped,
    Fenced,
    /// The log is another one than the claim was made for.
    Replaced,
}

/// Where to fold on, and under which epoch.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) log: LogId,
    pub(crate) next_offset: u64,
    pub(crate) epoch: u64,
}

/// Why reading ended.
enum Left {
    End(End),
    /// The log has to be opened again.
    Broken,
    Lost(Loss),
}

impl Projector {
    /// Folds until there is a reason to stop.
    async fn work(&self, mut place: Place) -> Result<End, Error> {
        let mut seen: Option<Loss> = None;
        loop {
            let loss = match self.open(place).await? {
                Err(end) => return Ok(end),
                Ok(Opened::Replaced) => {
                    self.release(place).await?;
                    return Ok(End::Replaced);
                }
                Ok(Opened::Lost(loss)) => loss,
                Ok(Opened::Reader(reader)) => {
                    seen = seen.filter(|loss| *loss != Loss::Unlike);
                    match self.follow(&mut place, reader).await? {
                        Left::End(end) => return Ok(end),
                        Left::Broken => continue,
                        Left::Lost(loss) => loss,
                    }
                }
            };
            // To be sure: a broker that stalls in the middle of a delivery must not cost a look at everything.
            if seen.replace(loss) != Some(loss) {
                tokio::select! {
                    () = self.stop.cancelled() => return self.release(place).await,
                    () = tokio::time::sleep(BEAT) => continue,
                }
            }
            seen = None;
            if let Some(end) = self.accept(&mut place, loss).await? {
                return Ok(end);
            }
        }
    }

    /// Folds what the reader gives, until it gives nothing more.
    async fn follow(&self, place: &mut Place, reader: Box<dyn LogReader>) -> Result<Left, Error> {
        let left = self.keep_folding(place, reader).await;
        self.turns.rest();
        left
    }

    async fn keep_folding(&self, place: &mut Place, mut reader: Box<dyn LogReader>) -> Result<Left, Error> {
        loop {
            self.turns.turn();
            let read = tokio::select! {
                biased;
                () = self.stop.cancelled() => return self.release(*place).await.map(Left::End),
                read = reader.next(self.batch) => read,
                () = tokio::time::sleep(QUIET), if !self.settled.is_cancelled() => {
                    self.settled.cancel();
                    continue;
                }
                () = tokio::time::sleep(BEAT) => match self.beat(*place).await? {
                    None => return self.release(*place).await.map(Left::End),
                    Some(false) => return Ok(Left::End(End::Fenced)),
                    Some(true) => continue,
                }
            };
            match read {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    let entries = rising(entries, place.next_offset)?;
                    match self.fold(place, entries).await? {
                        None => return self.release(*place).await.map(Left::End),
                        Some(false) => return Ok(Left::End(End::Fenced)),
                        Some(true) if self.begun.elapsed() > LONGEST_START => self.settled.cancel(),
                        Some(true) => {}
                    }
                }
                Err(LogError::Unavailable(problem)) => {
                    self.settled.cancel();
                    tracing::warn!(%problem, "the event log cannot be read; opening it again");
                    tokio::select! {
                        () = self.stop.cancelled() => return self.release(*place).await.map(Left::End),
                        () = tokio::time::sleep(BEAT) => return Ok(Left::Broken),
                    }
                }
                Err(LogError::Closed) if self.stop.is_cancelled() => return self.release(*place).await.map(Left::End),
                Err(LogError::Gap { to, .. }) => return self.missing(*place, to).await,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The log says that it has nothing before `to`: it was trimmed under the reader, or replaced, and then the claim sorts it out; or records in
    /// it are damaged; or it ends there.
    async fn missing(&self, place: Place, to: u64) -> Result<Left, Error> {
        match self.patient(|| async { Ok(self.unlike(place).await?) }).await? {
            None => self.release(place).await.map(Left::End),
            Some(true) => {
                self.release(place).await?;
                Ok(Left::End(End::Replaced))
            }
            Some(false) if to > place.next_offset => Ok(Left::Lost(Loss::Damaged { from: place.next_offset, to })),
            Some(false) => Ok(Left::Lost(Loss::Unlike)),
        }
    }

    /// Tries until it works, fails for good, or the stop comes (None). An unreachable store or log says nothing about events.
    pub(crate) async fn patient<T, F, Fut>(&self, work: F) -> Result<Option<T>, Error>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, Error>>,
    {
        let mut attempt = 0;
        loop {
            let error = match work().await {
                Ok(value) => return Ok(Some(value)),
                Err(error) => error,
            };
            let waits = match &error {
                Error::Store(error) => error.is_transient(),
                Error::Log(error) => matches!(error, LogError::Unavailable(_)),
                _ => false,
            };
            let Some(delay) = Schedule::RECONNECT.jittered(attempt).filter(|_| waits) else { return Err(error) };
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
                () = self.stop.cancelled() => return Ok(None),
                () = tokio::time::sleep(delay) => {}
                () = back => {}
            }
        }
    }
}

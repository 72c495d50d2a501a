//! The loop: claim, read, fold, advance. The only await that consumes anything is the read.

use crate::{Deps, Error, Options, fold, incoming};
use shared::cache::topic;
use shared::id::LogId;
use shared::log::{Bounds, Entry, EventLog, LogError, LogReader};
use shared::retry::Schedule;
use shared::store::StoreError;
use shared::store::projection::place::{Claim, Takeover};
use shared::store::projection::{Batch, Fold, Folded, Incoming};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often a projector says that it lives when there is nothing to fold.
const BEAT: Duration = Duration::from_secs(1);
/// How often a standby looks.
const LOOK: Duration = Duration::from_millis(250);
/// A standby that finds no new heartbeat with so many looks, 2.5 s where the store answers at once, takes over. Looks are counted, not
/// seconds: hosts need not agree about the time, and a store or host that is slow, or away for a while, holds up the owner and its standby
/// alike. Too early costs a change of owner, never correctness: the epoch fences.
const SILENT_LOOKS: u32 = 10;
/// So many times it says so while the log is being opened, which takes its time where the end has to be looked for. Later another may have a
/// better way to the log.
const OPENING: u32 = 5;
/// A log that is back is not asked sooner than this after it failed.
const SOONEST: Duration = Duration::from_millis(500);
/// Tries before an event that cannot be stored is parked.
const POISON_TRIES: u32 = 3;
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
        fold: Arc::new(fold::fold),
        begun: tokio::time::Instant::now(),
        settled,
        deps,
        stop,
    };
    while let Some(claim) = projector.claim().await? {
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

struct Projector {
    deps: Deps,
    owner: uuid::Uuid,
    batch: usize,
    fold: Fold,
    begun: tokio::time::Instant,
    /// See [`run_settling`].
    settled: CancellationToken,
    stop: CancellationToken,
}

/// Why a projector stopped folding.
enum End {
    Stopped,
    Fenced,
    /// The log is another one than the claim was made for.
    Replaced,
}

/// What became of opening the log.
enum Opened {
    Reader(Box<dyn LogReader>),
    /// It is another one than the claim was made for, or was trimmed.
    Replaced,
    /// It is the same one and ends before the place.
    Shorter {
        end: u64,
    },
}

/// Where to fold on, and under which epoch.
#[derive(Clone, Copy)]
struct Place {
    log: LogId,
    next_offset: u64,
    epoch: u64,
}

impl Projector {
    /// Waits until the projection is ours; None when stopped.
    async fn claim(&self) -> Result<Option<Place>, Error> {
        let mut known: Option<(LogId, Bounds)> = None;
        let mut seen: Option<(shared::clock::Timestamp, u32)> = None;
        loop {
            // Asked again and again: while a projector stands by, the log may become another one.
            let Some(log) = self.patient(|| async { Ok(self.deps.log.identity().await?) }).await? else { return Ok(None) };
            if known.is_none_or(|(known, _)| known != log) {
                let Some(bounds) = self.patient(|| async { Ok(self.deps.log.bounds().await?) }).await? else { return Ok(None) };
                known = Some((log, bounds));
            }
            let Some((_, bounds)) = known else { continue };
            let takeover = match seen {
                Some((heartbeat, looks)) if looks >= SILENT_LOOKS => Takeover::IfStill(heartbeat),
                _ => Takeover::Never,
            };
            let claim = self
                .patient(|| async {
                    Ok(self.deps.store.claim_projection(log, bounds.first, self.owner, takeover, self.deps.clock.now()).await?)
                })
                .await?;
            match claim {
                None => return Ok(None),
                Some(Claim::Ours { log: stored, epoch, next_offset }) if stored != log => {
                    let Some(follows) = self.patient(|| async { Ok(self.deps.log.follows().await?) }).await? else { return Ok(None) };
                    if !follows.contains(&stored) {
                        let claimed = Place { log, next_offset, epoch };
                        return self.give_up(claimed, Error::OtherLog { stored, found: log }).await;
                    }
                    tracing::error!(
                        log.former = %stored, log.next_offset = next_offset, log.found = %log,
                        "the event log is gone and another was made in its place; folding that from its beginning (what was not folded yet comes again from the spools and from the next looks at DeviantArt)"
                    );
                    let moved = Place { log, next_offset: bounds.first, epoch };
                    // Fenced off in between: the next fold finds out.
                    return Ok(self.move_to(moved).await?.map(|_| moved));
                }
                Some(Claim::Ours { next_offset, epoch, .. }) if next_offset < bounds.first => {
                    tracing::error!(
                        log.next_offset = next_offset,
                        log.first = bounds.first,
                        "events were trimmed away before they were folded; folding on behind them (what is still on DeviantArt comes again from the next looks)"
                    );
                    let moved = Place { log, next_offset: bounds.first, epoch };
                    // Fenced off in between: the next fold finds out.
                    return Ok(self.move_to(moved).await?.map(|_| moved));
                }
                Some(Claim::Ours { next_offset, epoch, .. }) => {
                    tracing::info!(log.next_offset = next_offset, projector.epoch = epoch, "folding the event log");
                    return Ok(Some(Place { log, next_offset, epoch }));
                }
                Some(Claim::Taken { heartbeat_at }) => {
                    self.settled.cancel();
                    seen = Some(match seen {
                        Some((seen, looks)) if seen == heartbeat_at => (seen, looks + 1),
                        _ => (heartbeat_at, 0),
                    });
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return Ok(None),
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Puts the projection to another place. None: stopped. False: fenced off.
    async fn move_to(&self, place: Place) -> Result<Option<bool>, Error> {
        self.patient(|| async { Ok(self.deps.store.move_projection(place.epoch, place.log, place.next_offset).await?) }).await
    }

    /// Says that this projector lives. None: stopped. False: fenced off.
    async fn beat(&self, place: Place) -> Result<Option<bool>, Error> {
        self.patient(|| async { Ok(self.deps.store.beat_projection(place.epoch, self.deps.clock.now()).await?) }).await
    }

    /// Opens the log where folding goes on.
    async fn open(&self, place: Place) -> Result<Opened, Error> {
        match self.deps.log.read(place.next_offset).await {
            Ok(reader) if reader.log() == place.log => Ok(Opened::Reader(reader)),
            Ok(_) => Ok(Opened::Replaced),
            // Deleted or trimmed: the claim sorts it out, or says what is wrong.
            Err(LogError::Gap { .. }) if self.unlike(place).await? => Ok(Opened::Replaced),
            Err(LogError::Gap { to, .. }) if to < place.next_offset => Ok(Opened::Shorter { end: to }),
            Err(error) => Err(error.into()),
        }
    }

    /// Folds until there is a reason to stop.
    async fn work(&self, mut place: Place) -> Result<End, Error> {
        let mut short = false;
        loop {
            let opened = {
                let mut opening = std::pin::pin!(self.patient(|| self.open(place)));
                let mut beats = 0;
                loop {
                    tokio::select! {
                        opened = &mut opening => break opened?,
                        () = tokio::time::sleep(BEAT), if beats < OPENING => beats += 1,
                    }
                    match self.beat(place).await? {
                        None => return self.release(place).await,
                        Some(false) => return Ok(End::Fenced),
                        Some(true) => {}
                    }
                }
            };
            let mut reader = match opened {
                None => return self.release(place).await,
                Some(Opened::Reader(reader)) => {
                    short = false;
                    reader
                }
                Some(Opened::Replaced) => {
                    self.release(place).await?;
                    return Ok(End::Replaced);
                }
                // To be sure: a broker that stalls in the middle of a delivery must not cost a look at everything.
                Some(Opened::Shorter { .. }) if !short => {
                    short = true;
                    tokio::select! {
                        () = self.stop.cancelled() => return self.release(place).await,
                        () = tokio::time::sleep(BEAT) => continue,
                    }
                }
                Some(Opened::Shorter { end }) => {
                    let behind = Place { next_offset: end, ..place };
                    match self.move_to(behind).await? {
                        None => return self.release(place).await,
                        Some(false) => return Ok(End::Fenced),
                        Some(true) => {}
                    }
                    tracing::error!(
                        log.next_offset = place.next_offset,
                        log.end = end,
                        "the event log ends before what was folded of it: its end is lost (a lone broker without power, an older copy put back); folding on from there (what was lost comes again with the next looks at DeviantArt)"
                    );
                    place = behind;
                    continue;
                }
            };
            loop {
                let read = tokio::select! {
                    biased;
                    () = self.stop.cancelled() => return self.release(place).await,
                    read = reader.next(self.batch) => read,
                    () = tokio::time::sleep(QUIET), if !self.settled.is_cancelled() => {
                        self.settled.cancel();
                        continue;
                    }
                    () = tokio::time::sleep(BEAT) => match self.beat(place).await? {
                        None => return self.release(place).await,
                        Some(false) => return Ok(End::Fenced),
                        Some(true) => continue,
                    }
                };
                match read {
                    Ok(entries) if entries.is_empty() => {}
                    Ok(entries) => {
                        let expected = place.next_offset;
                        let entries = rising(entries, expected)?;
                        match self.fold(&mut place, entries).await? {
                            None => return self.release(place).await,
                            Some(false) => return Ok(End::Fenced),
                            Some(true) if self.begun.elapsed() > LONGEST_START => self.settled.cancel(),
                            Some(true) => {}
                        }
                    }
                    Err(LogError::Unavailable(problem)) => {
                        self.settled.cancel();
                        tracing::warn!(%problem, "the event log cannot be read; opening it again");
                        tokio::select! {
                            () = self.stop.cancelled() => return self.release(place).await,
                            () = tokio::time::sleep(BEAT) => break,
                        }
                    }
                    Err(LogError::Closed) if self.stop.is_cancelled() => return self.release(place).await,
                    // Trimmed under the reader, perhaps: then the claim goes on behind it.
                    Err(error @ LogError::Gap { .. }) => {
                        let unlike = self.patient(|| async { Ok(self.unlike(place).await?) }).await?;
                        if unlike == Some(false) {
                            return Err(error.into());
                        }
                        let end = self.release(place).await?;
                        return Ok(if unlike.is_none() { end } else { End::Replaced });
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    /// Folds entries, one by one where something among them cannot be stored. None: stopped. False: fenced off.
    async fn fold(&self, place: &mut Place, entries: Vec<Incoming>) -> Result<Option<bool>, Error> {
        let entries = Arc::new(entries);
        let whole = self.batch_of(*place, Arc::clone(&entries));
        match self.store(place, &whole).await {
            Err(Error::Store(error)) if error.is_about_data() && entries.len() > 1 => {
                tracing::warn!(%error, "a batch holds an event that cannot be stored; folding one by one");
            }
            Err(Error::Store(error)) if error.is_about_data() => return self.poison(place, &whole, &error).await,
            other => return other,
        }
        for entry in &*entries {
            let one = self.batch_of(*place, Arc::new(vec![entry.clone()]));
            let folded = match self.store(place, &one).await {
                Err(Error::Store(error)) if error.is_about_data() => self.poison(place, &one, &error).await?,
                other => other?,
            };
            if folded != Some(true) {
                return Ok(folded);
            }
        }
        Ok(Some(true))
    }

    /// Tries one event a few times more, then parks it: later events of its artist will wait behind it.
    async fn poison(&self, place: &mut Place, one: &Batch, error: &StoreError) -> Result<Option<bool>, Error> {
        for _ in 1..POISON_TRIES {
            match self.store(place, one).await {
                Err(Error::Store(error)) if error.is_about_data() => {}
                other => return other,
            }
        }
        tracing::error!(%error, log.offset = place.next_offset, "an event cannot be folded and is parked with the later ones of its artist");
        let parked = self.patient(|| async { Ok(self.deps.store.park(one, &error.to_string()).await?) }).await?;
        self.done(place, parked).await
    }

    async fn store(&self, place: &mut Place, batch: &Batch) -> Result<Option<bool>, Error> {
        let folded = self.patient(|| async { Ok(self.deps.store.fold(batch, &self.fold).await?) }).await?;
        self.done(place, folded).await
    }

    async fn done(&self, place: &mut Place, folded: Option<Folded>) -> Result<Option<bool>, Error> {
        match folded {
            None => Ok(None),
            Some(Folded::Fenced) => Ok(Some(false)),
            // An ambiguous commit that had happened after all, seen on its retry; anything else is no place of ours.
            Some(Folded::OutOfPlace { next_offset, log }) if log == place.log && next_offset > place.next_offset => {
                place.next_offset = next_offset;
                self.hint().await;
                Ok(Some(true))
            }
            Some(Folded::OutOfPlace { log, .. }) if log != place.log => Err(Error::OtherLog { stored: log, found: place.log }),
            Some(Folded::OutOfPlace { next_offset, .. }) => Err(Error::Missing { expected: next_offset, found: place.next_offset }),
            Some(Folded::Done { next_offset, notifications, parked }) => {
                if parked > 0 {
                    tracing::error!(
                        parked,
                        log.next_offset = next_offset,
                        "events were parked; see `parked` in the status, repair, then replay them"
                    );
                }
                place.next_offset = next_offset;
                if notifications > 0 {
                    self.hint().await;
                }
                Ok(Some(true))
            }
        }
    }

    /// A hint may be lost: the bot also looks by itself.
    async fn hint(&self) {
        if let Err(error) = self.deps.cache.publish(topic::NOTIFICATIONS, "").await {
            tracing::debug!(%error, "the bot was not told of new notifications; it looks by itself");
        }
    }

    fn batch_of(&self, place: Place, entries: Arc<Vec<Incoming>>) -> Batch {
        Batch { log: place.log, epoch: place.epoch, from: place.next_offset, entries, now: self.deps.clock.now() }
    }

    /// Whether the log is not the one, or does not have the place any more, that was claimed.
    async fn unlike(&self, place: Place) -> Result<bool, LogError> {
        Ok(self.deps.log.identity().await? != place.log || self.deps.log.bounds().await?.first > place.next_offset)
    }

    /// Ends with this error; who comes next, perhaps this process' next start, need not wait for the heartbeat to grow old.
    async fn give_up<T>(&self, place: Place, error: Error) -> Result<T, Error> {
        self.release(place).await?;
        Err(error)
    }

    async fn release(&self, place: Place) -> Result<End, Error> {
        if let Err(error) = self.deps.store.release_projection(place.epoch).await {
            tracing::debug!(%error, "the projection was not given back; a successor waits for the heartbeat to grow old");
        }
        Ok(End::Stopped)
    }

    /// Tries until it works, fails for good, or the stop comes (None). An unreachable store or log says nothing about events.
    async fn patient<T, F, Fut>(&self, work: F) -> Result<Option<T>, Error>
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

/// Decodes entries, whose offsets must rise from `expected` on. Numbers may be skipped: where events are missing, the log says so.
pub(crate) fn rising(entries: Vec<Entry>, mut expected: u64) -> Result<Vec<Incoming>, Error> {
    let mut decoded = Vec::with_capacity(entries.len());
    for entry in entries {
        if entry.offset < expected {
            return Err(Error::Missing { expected, found: entry.offset });
        }
        expected = entry.offset + 1;
        decoded.push(incoming(entry));
    }
    Ok(decoded)
}

/// The log's identity, which must be the one that the store was folded from.
pub(crate) async fn same_log(log: &dyn EventLog, stored: LogId) -> Result<(), Error> {
    let found = log.identity().await?;
    if found == stored { Ok(()) } else { Err(Error::OtherLog { stored, found }) }
}

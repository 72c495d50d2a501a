//! A log that takes events only as long as the store is folded from it: what is appended to another one, a stream with a mistyped name for
//! example, would never be announced. The spool in front keeps what is refused here.

use async_trait::async_trait;
use domain::cause::Cause;
use domain::event::Envelope;
use domain::id::LogId;
use eventlog::rabbit::MOVED;
use eventlog::{Accepted, Bounds, EventLog, LogError, LogReader};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::IngestStore;

/// The store is asked again after this long, at the next append.
const AGAIN: Duration = Duration::from_secs(15);
/// A store that takes longer to answer is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// An [`EventLog`] with that guard in front.
pub struct MatchedLog {
    log: Arc<dyn EventLog>,
    store: IngestStore,
    /// The log that the store was found to be folded from, and when.
    matched: Mutex<Option<(LogId, Instant)>>,
}

impl MatchedLog {
    /// Guards this log's appends with what this store says.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, store: IngestStore) -> Self {
        Self { log, store, matched: Mutex::new(None) }
    }

    fn matched(&self) -> Option<(LogId, Instant)> {
        // Valid after every statement.
        *self.matched.lock()
    }

    /// Refuses unless the store is folded from this log, or will be, because it was made in the place of the one that is gone.
    async fn check(&self, found: LogId) -> Result<(), LogError> {
        let known = self.matched().filter(|(log, _)| *log == found);
        if known.is_some_and(|(_, since)| since.elapsed() < AGAIN) {
            return Ok(());
        }
        let stored = match tokio::time::timeout(PATIENCE, self.store.projection_place()).await {
            Ok(Ok(place)) => place.map(|(log, _)| log),
            // A store that is away says nothing against what it said before.
            _ if known.is_some() => return Ok(()),
            Ok(Err(error)) => {
                return Err(LogError::Unavailable(Cause::because("the store cannot tell whether it is folded from this event log", error)));
            }
            Err(_) => return Err(LogError::Unavailable("the store does not tell whether it is folded from this event log".into())),
        };
        let Some(stored) = stored else {
            return Err(LogError::Unavailable(
                "no projector has begun to fold an event log yet; events wait in the spool until one does".into(),
            ));
        };
        if stored != found && !self.log.follows().await?.contains(&stored) {
            let other = format!(
                "this is event log {found} ({}), and the store is folded from {stored}: what is appended here would never be announced; correct log.url; {MOVED}; if that log is gone for good, run `deviantcord log adopt`",
                self.log.place()
            );
            return Err(LogError::Unavailable(other.into()));
        }
        *self.matched.lock() = Some((found, Instant::now()));
        Ok(())
    }
}

#[async_trait]
impl EventLog for MatchedLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        self.log.identity().await
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        self.log.follows().await
    }

    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        self.log.continues().await
    }

    fn place(&self) -> String {
        self.log.place()
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        self.check(self.log.identity().await?).await?;
        self.log.append(events).await
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.log.read(from).await
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        self.log.bounds().await
    }

    fn loses_events(&self) -> bool {
        self.log.loses_events()
    }

    async fn closed(&self, before: u64) -> Result<u64, LogError> {
        self.log.closed(before).await
    }

    async fn remove_before(&self, before: u64) -> Result<(), LogError> {
        self.log.remove_before(before).await
    }

    async fn recovered(&self) {
        self.log.recovered().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eventlog::DiskLog;
    use eventlog::contract::{Failure, events};
    use eventlog::spooled::SpooledLog;

    #[tokio::test]
    async fn only_the_log_that_the_store_is_folded_from_takes_events() -> Result<(), Failure> {
        let place = tempfile::tempdir()?;
        let store = store::Store::in_memory().await?;
        migration::up(store.connection()).await?;
        let log = async |name: &str| Ok::<_, Failure>(Arc::new(DiskLog::open(&place.path().join(name)).await?));
        let (right, wrong) = (log("right").await?, log("wrong").await?);
        let guarded = |log: &Arc<DiskLog>| MatchedLog::new(Arc::clone(log) as Arc<dyn EventLog>, store.for_ingest());
        let refusal = guarded(&right).append(&events(1, 0..1)).await.unwrap_err().to_string();
        assert!(refusal.contains("no projector has begun"), "{refusal}");

        store.for_projection().seize_projection(right.identity().await?, 0).await?;
        assert_eq!(guarded(&right).append(&events(1, 0..1)).await?, Accepted::Logged { count: 1 });
        let refusal = guarded(&wrong).append(&events(1, 1..2)).await.unwrap_err().to_string();
        assert!(refusal.contains("log.url") && refusal.contains("would never be announced"), "{refusal}");

        let spooled = SpooledLog::open(Arc::new(guarded(&wrong)), &place.path().join("spool")).await?;
        assert_eq!(spooled.append(&events(1, 1..3)).await?, Accepted::Spooled { count: 2 });
        assert_eq!(wrong.bounds().await?.next, 0, "nothing went into the wrong log");
        spooled.close().await;
        drop(spooled);
        let spooled = SpooledLog::open(Arc::new(guarded(&right)), &place.path().join("spool")).await?;
        assert_eq!(spooled.replay().await?, 2);
        assert_eq!(right.bounds().await?.next, 3);
        Ok(())
    }
}

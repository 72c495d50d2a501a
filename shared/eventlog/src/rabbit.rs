//! The event log on a RabbitMQ stream, over AMQP 0-9-1 through `amqprs`: for several machines, or a broker that is there already.
//!
//! * One connection publishes, with pipelined confirms, under one supervisor that replaces it after jittered pauses (`publisher`);
//!   every reader and every probe of the log's end has its own connection (`reader`, `probe`). Each connection lives on a thread
//!   and runtime that belong to it (`session`), so that dropping it ends it, whatever its tasks hang in.
//! * Publishes are `mandatory`: a stream that is missing or not up returns them, where the broker would otherwise confirm and forget them.
//! * The stream's first record is its genesis ([`crate::genesis`]): a log identity and those that it follows or continues. A stream that was deleted and declared
//!   again has another one; a stream that was trimmed does not begin with it. Streams themselves would silently clamp an old offset.
//! * An event's offset is its offset in the stream. The genesis has 0, so the first event has 1 or more: the broker begins every segment but the
//!   first with its own record, which takes a number and is delivered to nobody. How such a hole is told from missing events: `reader`.
//!
//! What a stream does not do: it never syncs to disk by itself, so on one node a confirmed event survives a kill of the broker but not
//! a loss of power (rabbitmq.com/docs/streams, "data safety"); replicate it where that matters.

mod address;
mod confirms;
mod floor;
mod greet;
mod message;
mod missing;
mod notice;
mod probe;
mod publisher;
mod reader;
mod session;

use crate::genesis::Genesis;
use crate::port::{Accepted, Bounds, EventLog, LogError, LogReader};
pub use address::{Address, AddressError};
use async_trait::async_trait;
use domain::cause::Cause;
use domain::event::{Envelope, codec};
use domain::id::LogId;
use floor::Floor;
use message::{Record, properties};
pub(crate) use missing::NO_LOG;
pub use missing::{MOVED, Missing};
#[cfg(any(test, feature = "contract"))]
pub use probe::ask_whether_it_exists;
use publisher::{Append, State};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

/// An event with more JSON than this is refused, as the disk log does; the broker's own limit (16 MiB since 4.0) is above it.
const MAX_EVENT_BYTES: usize = 4 << 20;
/// Appends that may wait for the publisher: more wait at their callers.
const QUEUE: usize = 1024;
/// How long opening waits for the first connection, before it continues without one.
const FIRST_CONNECTION: Duration = Duration::from_secs(15);

/// An [`EventLog`] on a broker. Cheap to clone; the connection ends with the last clone.
#[derive(Clone)]
pub struct RabbitLog(Arc<Inner>);

struct Inner {
    address: Arc<Address>,
    queue: mpsc::Sender<Append>,
    state: watch::Receiver<State>,
    floor: Arc<Floor>,
    _stop: DropGuard,
}

impl RabbitLog {
    /// Connects; `missing` says what to do where there is no stream. A broker that cannot be reached now is tried again and again in the
    /// background.
    ///
    /// # Errors
    /// When the broker refuses for good: the credentials, the virtual host, or a queue of that name that is no stream of ours.
    pub async fn open(address: Address, missing: impl Into<Missing>) -> Result<Self, LogError> {
        let address = Arc::new(address);
        let (queue, appends) = mpsc::channel(QUEUE);
        let floor = Arc::new(Floor::default());
        let stop = CancellationToken::new();
        let mut state = publisher::start(Arc::clone(&address), missing.into(), Arc::clone(&floor), appends, stop.clone());
        let log = Self(Arc::new(Inner { address, queue, state: state.clone(), floor, _stop: stop.drop_guard() }));
        // Still connecting after that, or down: continue, it may pass.
        let _ = tokio::time::timeout(FIRST_CONNECTION, state.wait_for(|state| !matches!(state, State::Connecting))).await;
        match &*state.borrow() {
            State::Refused(why) => Err(LogError::Unavailable(why.clone())),
            State::Connecting | State::Ready(_) | State::Down(_) => Ok(log),
        }
    }

    /// Why the log takes nothing now; None when it is connected.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        match &*self.0.state.borrow() {
            State::Ready(_) => None,
            State::Connecting => Some(format!("connecting to {}", self.0.address)),
            State::Down(why) | State::Refused(why) => Some(why.to_string()),
        }
    }

    /// The log's genesis, waiting for a connection that is being made.
    async fn ready(&self) -> Result<Genesis, LogError> {
        let mut state = self.0.state.clone();
        let state = state.wait_for(|state| !matches!(state, State::Connecting)).await.map_err(|_| LogError::Closed)?;
        match &*state {
            State::Ready(genesis) => Ok(genesis.clone()),
            State::Connecting => Err(LogError::Unavailable(format!("connecting to {}", self.0.address).into())),
            State::Down(why) | State::Refused(why) => Err(LogError::Unavailable(why.clone())),
        }
    }

    /// Appends records of another log as they are there, whether this version knows the events in them or not.
    pub(crate) async fn append_copies(&self, log: LogId, payloads: Vec<Vec<u8>>) -> Result<(), LogError> {
        let kind = |body: &[u8]| codec::decode(body).map(|envelope| (envelope.id.to_string(), envelope.event.wire_type()));
        let copy = |body: Vec<u8>| {
            let (id, kind) = kind(&body).unwrap_or_default();
            Record { properties: properties(&id, kind, log), body }
        };
        self.publish(log, payloads.into_iter().map(copy).collect()).await
    }

    async fn publish(&self, log: LogId, records: Vec<Record>) -> Result<(), LogError> {
        let (done, outcome) = oneshot::channel();
        self.0.queue.send(Append { log, records, done }).await.map_err(|_| LogError::Closed)?;
        outcome.await.map_err(|_| LogError::Unavailable("the connection to the broker ended".into()))?
    }

    async fn look(&self, idle: Duration) -> Result<Bounds, LogError> {
        let genesis = self.ready().await?;
        let seen = probe::look(Arc::clone(&self.0.address), genesis.log, self.0.floor.next(), idle).await?;
        self.0.floor.seen(seen.next);
        Ok(seen)
    }
}

fn record(envelope: &Envelope, log: LogId) -> Result<Record, LogError> {
    let body = codec::encode(envelope)
        .map_err(|error| LogError::Unavailable(Cause::because(format_args!("event {} is no JSON", envelope.id), error)))?;
    if body.len() > MAX_EVENT_BYTES {
        return Err(LogError::TooLarge(format!("{} bytes, at most {MAX_EVENT_BYTES}", body.len())));
    }
    Ok(Record { properties: properties(&envelope.id.to_string(), envelope.event.wire_type(), log), body })
}

#[async_trait]
impl EventLog for RabbitLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        // Every append asks, nearly always when it is known.
        if let State::Ready(genesis) = &*self.0.state.borrow() {
            return Ok(genesis.log);
        }
        Ok(self.ready().await?.log)
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.ready().await?.follows)
    }

    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.ready().await?.continues)
    }

    fn place(&self) -> String {
        self.0.address.to_string()
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        let log = self.identity().await?;
        if events.is_empty() {
            return Ok(Accepted::Logged { count: 0 });
        }
        let records = events.iter().map(|event| record(event, log)).collect::<Result<Vec<_>, _>>()?;
        self.publish(log, records).await?;
        Ok(Accepted::Logged { count: events.len() as u64 })
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        let genesis = self.ready().await?;
        if from > self.0.floor.next() {
            let end = self.look(probe::IDLE).await?.next;
            if from > end {
                // To be sure: a broker that stalls in the middle of a delivery must not look like a shorter log.
                let end = self.look(probe::SURELY_IDLE).await?.next;
                if from > end {
                    return Err(LogError::Gap { from, to: end });
                }
            }
        }
        Ok(Box::new(reader::open(Arc::clone(&self.0.address), genesis.log, from).await?))
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        self.look(probe::IDLE).await
    }

    fn loses_events(&self) -> bool {
        true
    }

    async fn recovered(&self) {
        let mut state = self.0.state.clone();
        // Connected: either that is not known to have ended yet, or what failed was something else, which this connection knows nothing of.
        let ready = matches!(&*state.borrow_and_update(), State::Ready(_));
        let known = !ready || state.changed().await.is_ok();
        if !known || state.wait_for(|state| matches!(state, State::Ready(_))).await.is_err() {
            std::future::pending().await
        }
    }
}

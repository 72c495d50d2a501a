//! A reader: its own connection, and the records from one offset on.

use super::address::Address;
use super::message::Delivered;
use super::probe;
use super::session::{ACKNOWLEDGE as ACKNOWLEDGE_AFTER, Consumer, Ended, Session, Start, alone};
use crate::port::{Entry, LogError, LogReader};
use amqprs::channel::BasicAckArguments;
use async_trait::async_trait;
use domain::cause::Cause;
use domain::id::LogId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Records that the broker sends ahead (measured best with one acknowledgement for 250).
const PREFETCH: u16 = 1000;
const ACKNOWLEDGE: u64 = 250;
/// Records read ahead of who reads here.
const AHEAD: usize = 1024;
/// The record before the first one wanted exists, or that one does, so it comes soon.
const DELIVERY: Duration = Duration::from_secs(5);

/// Records from a connection; ends with it.
pub(super) struct RabbitReader {
    log: LogId,
    entries: mpsc::Receiver<Result<Entry, LogError>>,
    /// Taken together with entries that had to be given out first.
    failed: Option<LogError>,
}

/// What is read, and on which connection.
struct Reading<'a, 's> {
    session: &'a mut Session<'s>,
    address: &'a Address,
    log: LogId,
    from: u64,
}

/// A consumer that delivers.
struct Begun {
    consumer: Consumer,
    /// The first record that is wanted, if that came first.
    held: Option<Delivered>,
    /// The last record before it, not acknowledged.
    passed: Option<u64>,
}

/// Opens a reader of this log. The caller has made sure that the log reaches up to `from`.
pub(super) async fn open(address: Arc<Address>, log: LogId, from: u64) -> Result<RabbitReader, LogError> {
    let (sender, entries) = mpsc::channel(AHEAD);
    let (done, outcome) = oneshot::channel();
    let reading = move || {
        let ended = alone(async {
            let mut session = match Session::open(&address).await {
                Ok(session) => session,
                Err(ended) => return drop(done.send(Err(ended.into()))),
            };
            match begin(&mut session, &address, log, from).await {
                Ok(begun) => {
                    let _ = done.send(Ok(()));
                    pump(Reading { session: &mut session, address: &address, log, from }, begun, &sender).await;
                }
                Err(error) => drop(done.send(Err(error))),
            }
            session.close().await;
        });
        if let Err(error) = ended {
            tracing::error!(%error, "no runtime for a reader of the event log");
        }
    };
    let thread = std::thread::Builder::new().name("amqp-reader".to_owned()).spawn(reading);
    thread.map_err(|error| LogError::Unavailable(Cause::because("no thread for the connection", error)))?;
    outcome.await.map_err(|_| LogError::Unavailable("the reader's connection ended".into()))??;
    Ok(RabbitReader { log, entries, failed: None })
}

/// Consumes from the record before `from`: it comes at once, which shows that the stream is read and reaches up to there. The broker itself would
/// jump from an offset that was trimmed away to the first kept one, and wait forever at one beyond the end.
///
/// The first record that is wanted may be delivered instead: the number before it can be the broker's own.
async fn begin(session: &mut Session<'_>, address: &Address, log: LogId, from: u64) -> Result<Begun, LogError> {
    let first = probe::first(session, address, log).await?;
    if from < first {
        return Err(LogError::Gap { from, to: first });
    }
    let mut consumer = session.consume(Start::Offset(from.saturating_sub(1)), PREFETCH).await?;
    loop {
        match tokio::time::timeout(DELIVERY, consumer.next()).await {
            Ok(Some(delivered)) if delivered.entry.offset >= from => return Ok(Begun { consumer, held: Some(delivered), passed: None }),
            Ok(Some(delivered)) if delivered.entry.offset + 1 == from => {
                return Ok(Begun { consumer, held: None, passed: Some(delivered.tag) });
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(LogError::Unavailable(format!("{address}: the stream went away").into())),
            Err(_) => return Err(LogError::Unavailable(format!("{address} delivered nothing for {DELIVERY:?}").into())),
        }
    }
}

/// Whether no event is missing though the numbers from `next` up to a delivered record were not delivered.
///
/// A stream numbers records of the broker's own with the events, and delivers them to nobody: the state that it writes at the beginning of
/// every segment but the first. And it loses events in two ways only: retention deletes whole segments, the oldest first, or the whole stream
/// goes, which ends every consumer. So as long as anything before the hole is still kept, nothing in it was an event, and neither was the one number
/// before the first record that is kept. When more than that is gone, nobody can tell, and it is held to be a gap.
async fn unbroken(session: &mut Session<'_>, address: &Address, log: LogId, next: u64) -> Result<bool, Ended> {
    Ok(probe::first_record(session, address, log).await? <= next + 1)
}

/// Hands records on until the connection ends or nobody reads them any more.
async fn pump(reading: Reading<'_, '_>, begun: Begun, to: &mpsc::Sender<Result<Entry, LogError>>) {
    let Reading { session, address, log, from } = reading;
    let Begun { mut consumer, mut held, passed: mut last } = begun;
    let (mut next, mut latest, mut unacknowledged) = (from, domain::clock::Timestamp::MIN_UTC, 0);
    let mut due = Instant::now() + ACKNOWLEDGE_AFTER;
    loop {
        if let Some(tag) = last.take_if(|_| unacknowledged >= ACKNOWLEDGE || Instant::now() >= due) {
            (unacknowledged, due) = (0, Instant::now() + ACKNOWLEDGE_AFTER);
            if let Err(ended) = session.call(consumer.channel.basic_ack(BasicAckArguments::new(tag, true))).await {
                let _ = to.send(Err(ended.into())).await;
                return;
            }
        }
        let delivered = match held.take() {
            Some(delivered) => Some(delivered),
            None => tokio::select! {
                delivered = consumer.next() => delivered,
                () = to.closed() => return,
                () = tokio::time::sleep_until(due), if last.is_some() => continue,
            },
        };
        let Some(mut delivered) = delivered else {
            let _ = to.send(Err(LogError::Unavailable("the connection that reads the event log ended".into()))).await;
            return;
        };
        last = Some(delivered.tag);
        unacknowledged += 1;
        if delivered.entry.offset < next {
            continue;
        }
        if delivered.entry.offset > next {
            let why = match unbroken(session, address, log, next).await {
                Ok(true) => None,
                Ok(false) => Some(LogError::Gap { from: next, to: delivered.entry.offset }),
                Err(ended) => Some(ended.into()),
            };
            if let Some(why) = why {
                let _ = to.send(Err(why)).await;
                return;
            }
        }
        next = delivered.entry.offset + 1;
        // A second one, from two who made the stream at once because it was slow to deliver the first.
        if delivered.is_genesis() {
            continue;
        }
        // Publishers' clocks differ; the log's time does not go back.
        latest = latest.max(delivered.entry.appended_at);
        delivered.entry.appended_at = latest;
        if to.send(Ok(delivered.entry)).await.is_err() {
            return;
        }
    }
}

#[async_trait]
impl LogReader for RabbitReader {
    fn log(&self) -> LogId {
        self.log
    }

    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut received = Vec::new();
        // Cancel-safe, and nothing is awaited after it.
        if self.entries.recv_many(&mut received, max.max(1)).await == 0 {
            return Err(LogError::Unavailable("the connection that reads the event log ended".into()));
        }
        let mut entries = Vec::with_capacity(received.len());
        for one in received {
            match one {
                Ok(entry) => entries.push(entry),
                Err(error) if entries.is_empty() => return Err(error),
                Err(error) => self.failed = Some(error),
            }
        }
        Ok(entries)
    }
}

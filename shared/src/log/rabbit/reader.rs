//! A reader: a connection of its own, and the records from one offset on.

use super::address::Address;
use super::probe;
use super::session::{Consumer, Session, Start, alone};
use crate::id::LogId;
use crate::log::{Entry, LogError, LogReader};
use amqprs::channel::BasicAckArguments;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Records that the broker sends ahead (measured best with one acknowledgement for 250).
const PREFETCH: u16 = 1000;
const ACKNOWLEDGE: u64 = 250;
/// Records read ahead of who reads here.
const AHEAD: usize = 1024;
/// The record before the first one wanted exists, so it comes soon.
const DELIVERY: Duration = Duration::from_secs(5);

/// Records from a connection; ends with it.
pub(super) struct RabbitReader {
    log: LogId,
    entries: mpsc::Receiver<Result<Entry, LogError>>,
    /// Taken together with entries that had to be given out first.
    failed: Option<LogError>,
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
                Ok(consumer) => {
                    let _ = done.send(Ok(()));
                    pump(&mut session, consumer, from, &sender).await;
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
    thread.map_err(|error| LogError::Unavailable(format!("no thread for the connection: {error}")))?;
    outcome.await.map_err(|_| LogError::Unavailable("the reader's connection ended".to_owned()))??;
    Ok(RabbitReader { log, entries, failed: None })
}

/// Consumes from the record before `from`: that it comes, and as the first, proves that nothing in between is missing. The broker itself would
/// jump from an offset that was trimmed away to the first kept one, and wait for ever at one beyond the end.
async fn begin(session: &mut Session<'_>, address: &Address, log: LogId, from: u64) -> Result<Consumer, LogError> {
    let first = probe::first(session, address, log).await?;
    if from < first {
        return Err(LogError::Gap { from, to: first });
    }
    let before = from.saturating_sub(1);
    // The first event that retention has left has no record before it.
    let start = if from == first && first > 1 { from } else { before };
    let mut consumer = session.consume(Start::Offset(start), PREFETCH).await?;
    if start == from {
        return Ok(consumer);
    }
    loop {
        match tokio::time::timeout(DELIVERY, consumer.next()).await {
            Ok(Some(delivered)) if delivered.entry.offset < before => {}
            Ok(Some(delivered)) if delivered.entry.offset == before => return Ok(consumer),
            Ok(Some(delivered)) => return Err(LogError::Gap { from, to: delivered.entry.offset }),
            Ok(None) => return Err(LogError::Unavailable(format!("{address}: the stream went away"))),
            Err(_) => return Err(LogError::Unavailable(format!("{address} delivered nothing for {DELIVERY:?}"))),
        }
    }
}

/// Hands records on until the connection ends or nobody reads them any more.
async fn pump(session: &mut Session<'_>, mut consumer: Consumer, from: u64, to: &mpsc::Sender<Result<Entry, LogError>>) {
    let (mut next, mut latest, mut unacknowledged) = (from, crate::clock::Timestamp::MIN_UTC, 0);
    loop {
        let delivered = tokio::select! {
            delivered = consumer.next() => delivered,
            () = to.closed() => return,
        };
        let Some(mut delivered) = delivered else {
            let _ = to.send(Err(LogError::Unavailable("the connection that reads the event log ended".to_owned()))).await;
            return;
        };
        if delivered.entry.offset < from {
            continue;
        }
        if delivered.entry.offset != next {
            let _ = to.send(Err(LogError::Gap { from: next, to: delivered.entry.offset })).await;
            return;
        }
        next += 1;
        // Publishers' clocks differ; the log's time does not go back.
        latest = latest.max(delivered.entry.appended_at);
        delivered.entry.appended_at = latest;
        if to.send(Ok(delivered.entry)).await.is_err() {
            return;
        }
        unacknowledged += 1;
        if unacknowledged == ACKNOWLEDGE {
            unacknowledged = 0;
            if let Err(ended) = session.call(consumer.channel.basic_ack(BasicAckArguments::new(delivered.tag, true))).await {
                let _ = to.send(Err(ended.into())).await;
                return;
            }
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
            return Err(LogError::Unavailable("the connection that reads the event log ended".to_owned()));
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

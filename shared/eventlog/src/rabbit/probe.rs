//! A probe of both ends of the stream: the protocol has no question for them.

use super::address::Address;
use super::session::{Ended, Session, Start, alone};
use crate::port::{Bounds, LogError};
use domain::cause::Cause;
use domain::id::LogId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// A stream whose last chunk was delivered, and then nothing for this long, has ended there.
pub(super) const IDLE: Duration = Duration::from_millis(100);
/// The same where a mistake would matter.
pub(super) const SURELY_IDLE: Duration = Duration::from_secs(2);
/// A stream that is written to all the time is never silent: after this many times the silence, counted from the first delivery, the end is where the
/// probe has got to. It began with the last chunk, so what was there when it was asked for has been seen.
const BUSY: u32 = 5;
/// A stream has at least its genesis, or what retention left of it.
const DELIVERY: Duration = Duration::from_secs(5);
/// Records delivered ahead of acknowledgements, and acknowledged at once.
const PREFETCH: u16 = 1000;
const ACKNOWLEDGE: u64 = 250;

/// The kept range, seen on its own connection. `floor` is how far the log is known to reach at least.
pub(super) async fn look(address: Arc<Address>, log: LogId, floor: u64, idle: Duration) -> Result<Bounds, LogError> {
    let (done, outcome) = oneshot::channel();
    let looking = move || {
        let seen = alone(async {
            let mut session = Session::open(&address).await?;
            let seen = ends(&mut session, &address, log, floor, idle).await;
            session.close().await;
            seen
        });
        let _ = done.send(seen.unwrap_or_else(|error| Err(Ended::Lost(Cause::because("no runtime for the connection", error)))));
    };
    let thread = std::thread::Builder::new().name("amqp-probe".to_owned()).spawn(looking);
    thread.map_err(|error| LogError::Unavailable(Cause::because("no thread for the connection", error)))?;
    Ok(outcome.await.map_err(|_| LogError::Unavailable("the probe of the event log's end failed".into()))??)
}

async fn ends(session: &mut Session<'_>, address: &Address, log: LogId, floor: u64, idle: Duration) -> Result<Bounds, Ended> {
    let first = first(session, address, log).await?;
    let mut consumer = session.consume(Start::Last, PREFETCH).await?;
    let (mut next, mut count) = (first, 0);
    let mut until = None;
    loop {
        if next >= floor && until.is_some_and(|until| Instant::now() >= until) {
            return Ok(Bounds { first, next });
        }
        let patience = if count > 0 && next >= floor { idle } else { DELIVERY };
        match tokio::time::timeout(patience, consumer.next()).await {
            Ok(Some(delivered)) => {
                next = next.max(delivered.entry.offset + 1);
                count += 1;
                until.get_or_insert_with(|| Instant::now() + idle * BUSY);
                if count % ACKNOWLEDGE == 0 {
                    let acknowledge = amqprs::channel::BasicAckArguments::new(delivered.tag, true);
                    session.call(consumer.channel.basic_ack(acknowledge)).await?;
                }
            }
            Ok(None) => return Err(Ended::Lost(format!("{address}: the stream went away").into())),
            Err(_) if count > 0 && next >= floor => return Ok(Bounds { first, next }),
            Err(_) => return Err(Ended::Lost(format!("{address} delivered nothing for {DELIVERY:?}").into())),
        }
    }
}

/// A lower bound of the kept events' offsets, in the log that is expected here: the place behind everything that is gone. The broker's own record at
/// the beginning of a segment belongs to that segment, so that who read or kept everything before it has nothing to miss.
pub(super) async fn first(session: &mut Session<'_>, address: &Address, log: LogId) -> Result<u64, Ended> {
    // The genesis is no event.
    Ok(first_record(session, address, log).await?.saturating_sub(1).max(1))
}

/// The offset of the first record that is kept, the genesis or what retention has left, in the log that is expected here.
pub(super) async fn first_record(session: &mut Session<'_>, address: &Address, log: LogId) -> Result<u64, Ended> {
    let Some(delivered) = session.first(DELIVERY).await? else {
        return Err(Ended::Lost(format!("{address} delivered nothing for {DELIVERY:?}").into()));
    };
    match delivered.genesis() {
        Some(genesis) if genesis.log == log => Ok(delivered.entry.offset),
        found => Err(Ended::Lost(
            format!(
                "{address} holds log {} where {log} was: it was deleted and made again",
                found.map_or_else(|| "of somebody else".to_owned(), |genesis| genesis.log.to_string())
            )
            .into(),
        )),
    }
}

/// Asks this many times whether the stream exists, on as many connections as that takes; how many.
///
/// # Errors
/// When the broker cannot be asked.
#[cfg(any(test, feature = "contract"))]
pub async fn ask_whether_it_exists(address: Address, times: u32) -> Result<u32, LogError> {
    let asking = move || {
        alone(async {
            let (mut asked, mut connections) = (0, 0);
            while asked < times {
                let mut session = Session::open(&address).await?;
                connections += 1;
                let before = asked;
                while asked < times && session.stream_exists().await.is_ok() {
                    asked += 1;
                }
                session.close().await;
                if asked == before {
                    return Err(Ended::Lost(format!("{address} answers nothing").into()));
                }
            }
            Ok(connections)
        })
    };
    let asked = tokio::task::spawn_blocking(asking).await.map_err(|error| LogError::Unavailable(Cause::because("asking failed", error)))?;
    Ok(asked.map_err(|error| LogError::Unavailable(Cause::of(error)))??)
}

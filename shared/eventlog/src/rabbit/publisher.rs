//! The one connection that publishes, and its supervisor.

use super::address::Address;
use super::confirms::Confirms;
use super::floor::Floor;
use super::message::{Record, properties};
use super::missing::{MOVED, Missing, NO_LOG};
use super::notice::Notice;
use super::session::{ACKNOWLEDGE, Consumer, Ended, Session, Start, alone};
use crate::genesis::{self, Genesis};
use crate::port::LogError;
use amqprs::channel::{BasicAckArguments, BasicPublishArguments, Channel, ConfirmSelectArguments};
use domain::cause::Cause;
use domain::id::LogId;
use domain::retry::{Doubling, between};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Records in flight: more than this gain nothing (measured), and all fit into the library's queue of 8192, so that publishing never waits.
const WINDOW: usize = 4096;
/// No confirm for this long, while some are owed: the connection is given up, and the spool takes what is open.
const CONFIRM: Duration = Duration::from_secs(5);
/// A stream is not relied on before it is this old: 3.10.8 loses one for good whose node is killed right after its first declare (measured).
const SETTLE: Duration = Duration::from_secs(3);
/// A stream that delivers nothing for this long is empty.
const EMPTY: Duration = Duration::from_secs(5);
/// A connection that lasted this long was a good one: the pauses start from the shortest again.
const STABLE: Duration = Duration::from_secs(60);
/// Pauses between connections lie within these bounds.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
const RECONNECT: Doubling = Doubling::new(SHORTEST, LONGEST);

/// Anywhere between the shortest pause and a plan that doubles up to the longest: a broker that was not up at the last attempt is seldom left
/// alone for another half minute, and many who lost it together come back one by one.
fn pause(failures: u32, unit: f64) -> Duration {
    between(SHORTEST, RECONNECT.planned(failures.saturating_add(1)), unit)
}

/// Records that wait for their confirms, with the callers that wait for them.
type Appends = Confirms<oneshot::Sender<Result<(), LogError>>>;

/// Records of one caller.
pub(super) struct Append {
    /// The log that they name.
    pub(super) log: LogId,
    pub(super) records: Vec<Record>,
    pub(super) done: oneshot::Sender<Result<(), LogError>>,
}

/// How it stands with the connection.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// At the start only.
    Connecting,
    Ready(Genesis),
    Down(Cause),
    /// Down, and it will stay so until somebody does something; it is tried all the same.
    Refused(Cause),
}

/// Starts the supervisor on its own thread; it ends with `stop`.
pub(super) fn start(
    address: Arc<Address>,
    missing: Missing,
    floor: Arc<Floor>,
    queue: mpsc::Receiver<Append>,
    stop: CancellationToken,
) -> watch::Receiver<State> {
    let (state, watched) = watch::channel(State::Connecting);
    let mut publisher = Publisher { address, missing, former: None, floor, queue, state, failures: 0, stop };
    // When the thread cannot be started the state's sender is dropped, which everybody sees.
    let started = std::thread::Builder::new().name("amqp-publisher".to_owned()).spawn(move || publisher.supervise());
    if let Err(error) = started {
        tracing::error!(%error, "no thread for the event log's connection");
    }
    watched
}

struct Publisher {
    address: Arc<Address>,
    /// What to do while no log was seen in the stream yet.
    missing: Missing,
    /// The log that was seen in it last: when the stream is not there any more, that is gone, and its follower is made.
    former: Option<Genesis>,
    floor: Arc<Floor>,
    queue: mpsc::Receiver<Append>,
    state: watch::Sender<State>,
    failures: u32,
    stop: CancellationToken,
}

impl Publisher {
    fn supervise(&mut self) {
        while !self.stop.is_cancelled() {
            let began = Instant::now();
            // Whatever the library makes of odd names or answers ends one connection, not the supervisor.
            let ended = match catch_unwind(AssertUnwindSafe(|| alone(self.connection()))) {
                Ok(Ok(Ok(()))) => return,
                Ok(Ok(Err(ended))) => ended,
                Ok(Err(error)) => Ended::Lost(Cause::because("no runtime for the connection", error)),
                Err(_) => Ended::Lost("the connection's task panicked".into()),
            };
            // A process that only reads has no confirms to tell a good connection by.
            if began.elapsed() >= STABLE {
                self.failures = 0;
            }
            self.down(ended);
            let pause = pause(self.failures, rand::random());
            self.failures += 1;
            let stop = self.stop.clone();
            let _ = alone(async move { tokio::time::timeout(pause, stop.cancelled()).await });
        }
    }

    fn down(&mut self, ended: Ended) {
        let (why, state) = match ended {
            Ended::Lost(why) => (why.clone(), State::Down(why)),
            Ended::Refused(why) => (why.clone(), State::Refused(why)),
        };
        if self.failures == 0 {
            tracing::warn!(%why, "the event log's connection ended; connecting again");
        }
        self.state.send_replace(state);
        // Those who came before the state changed.
        while let Ok(append) = self.queue.try_recv() {
            let _ = append.done.send(Err(LogError::Unavailable(why.clone())));
        }
    }

    /// One connection; Ok when there is nothing more to do.
    async fn connection(&mut self) -> Result<(), Ended> {
        let address = Arc::clone(&self.address);
        let mut session = Session::open(&address).await?;
        let outcome = self.work(&mut session).await;
        match outcome {
            Ok(()) => session.close().await,
            Err(_) => session.leave(),
        }
        outcome
    }

    async fn work(&mut self, session: &mut Session<'_>) -> Result<(), Ended> {
        let channel = session.channel().await?;
        let genesis = self.establish(session, &channel).await?;
        session.call(channel.confirm_select(ConfirmSelectArguments::new(false))).await?;
        // Asked for one record at a time and seldom acknowledged: it gets next to nothing, but is cancelled when the stream is deleted.
        let mut watch = session.consume(Start::Next, 1).await?;
        self.ready(genesis);
        let mut confirms = Confirms::default();
        let outcome = self.publish(session, &channel, &mut watch, &mut confirms).await;
        for done in confirms.into_owners() {
            let _ = done.send(Err(outcome.clone().err().map_or(LogError::Closed, LogError::from)));
        }
        outcome
    }

    fn ready(&mut self, genesis: Genesis) {
        let log = genesis.log;
        match self.former.as_ref().map(|former| former.log).or_else(|| self.missing.former()) {
            Some(former) if former != log => {
                tracing::error!(log.former = %former, log.found = %log, "the event log is another one than before: its stream was deleted, or log.url names another one");
            }
            _ => tracing::info!(%log, address = %self.address, "connected to the event log"),
        }
        // Also the same log is perhaps not as long as it was: a lone broker that lost power lost what it had not synced.
        self.floor.reset();
        // The genesis itself.
        self.floor.seen(1);
        self.former = Some(genesis.clone());
        self.state.send_replace(State::Ready(genesis));
    }

    /// Finds the stream, or makes it, and says which log it is.
    async fn establish(&mut self, session: &mut Session<'_>, channel: &Channel) -> Result<Genesis, Ended> {
        if session.stream_exists().await? {
            session.declare_stream(channel).await?;
            if let Some(genesis) = self.first(session).await? {
                return Ok(genesis);
            }
        }
        let genesis = self.may_make()?;
        // Missing or empty. Only one may make it; the others find it when they come again.
        session.lock(channel).await?;
        if session.stream_exists().await?
            && let Some(genesis) = self.first(session).await?
        {
            session.unlock(channel).await?;
            return Ok(genesis);
        }
        session.declare_stream(channel).await?;
        tracing::info!(log = %genesis.log, follows = ?genesis.follows.last(), address = %self.address, "making a new event log");
        self.inaugurate(session, &genesis).await?;
        tokio::time::sleep(SETTLE).await;
        session.declare_stream(channel).await?;
        session.unlock(channel).await?;
        match self.first(session).await? {
            Some(found) => Ok(found),
            None => Err(Ended::Lost(format!("{}: the stream was made and is empty again", self.address).into())),
        }
    }

    /// What a stream that is made now says of itself.
    fn may_make(&self) -> Result<Genesis, Ended> {
        let address = &self.address;
        match (&self.former, &self.missing) {
            (_, Missing::Look) => Err(Ended::Refused(format!("{address}: {NO_LOG}; a start of the service makes it").into())),
            (_, Missing::Continue(logs)) => Ok(Genesis::continuing(logs.clone())),
            (Some(seen), _) => Ok(Genesis::after(Some(seen))),
            (None, Missing::Make) => Ok(Genesis::after(None)),
            (None, Missing::Follow(log)) => Ok(Genesis::after(Some(&Genesis::bare(*log)))),
            (None, Missing::Refuse { log, place }) => {
                let place = place.as_ref().map_or_else(|| "nobody noted where that is".to_owned(), |place| format!("last seen at {place}"));
                Err(Ended::Refused(format!(
                    "{address}: there is no event log, and the store is folded from log {log} ({place}); correct log.url; {MOVED}; if that log is gone for good, `deviantcord log adopt` continues with a new one"
                ).into()))
            }
        }
    }

    /// The genesis in the stream, or what its first record says about it; None when there is no record.
    async fn first(&self, session: &mut Session<'_>) -> Result<Option<Genesis>, Ended> {
        let Some(record) = session.first(EMPTY).await? else { return Ok(None) };
        let foreign = || {
            Ended::Refused(
                format!("{}: the stream holds records of something else; choose another name with ?stream=NAME", self.address).into(),
            )
        };
        record.genesis().ok_or_else(foreign).map(Some)
    }

    /// Publishes the genesis and waits for its confirm.
    async fn inaugurate(&self, session: &mut Session<'_>, genesis: &Genesis) -> Result<(), Ended> {
        let channel = session.channel().await?;
        session.call(channel.confirm_select(ConfirmSelectArguments::new(false))).await?;
        let body = serde_json::to_vec(genesis).map_err(|error| Ended::Lost(Cause::because("the genesis is no JSON", error)))?;
        let record = Record { properties: properties(&genesis.log.to_string(), genesis::KIND, genesis.log), body };
        self.send(session, &channel, record).await?;
        match tokio::time::timeout(CONFIRM, session.notice()).await {
            Ok(Some(Notice::Confirmed { .. })) => session.call(channel.close()).await,
            Ok(Some(Notice::Unstored(why) | Notice::Closed(why))) => Err(Ended::Lost(format!("{}: {why}", self.address).into())),
            Ok(None) | Err(_) => Err(Ended::Lost(format!("{}: the new stream's first record was not confirmed", self.address).into())),
        }
    }

    async fn send(&self, session: &mut Session<'_>, channel: &Channel, record: Record) -> Result<(), Ended> {
        let mut to = BasicPublishArguments::new("", self.address.stream());
        to.mandatory(true);
        session.call(channel.basic_publish(record.properties, record.body, to)).await
    }

    /// Publishes what comes, until the connection or the process ends.
    async fn publish(
        &mut self,
        session: &mut Session<'_>,
        channel: &Channel,
        watch: &mut Consumer,
        confirms: &mut Appends,
    ) -> Result<(), Ended> {
        let log = match &self.former {
            Some(genesis) => genesis.log,
            None => return Err(Ended::Lost("no log".into())),
        };
        let mut backlog: VecDeque<(u64, Record)> = VecDeque::new();
        let mut deadline = Instant::now() + CONFIRM;
        let mut pulse = tokio::time::interval(Duration::from_secs(1));
        let mut watched: Option<(u64, Instant)> = None;
        loop {
            while confirms.open() < WINDOW
                && let Some((group, record)) = backlog.pop_front()
            {
                if confirms.open() == 0 {
                    deadline = Instant::now() + CONFIRM;
                }
                confirms.publish(group, self.floor.published());
                self.send(session, channel, record).await?;
            }
            tokio::select! {
                biased;
                notice = session.notice() => match notice {
                    Some(Notice::Confirmed { tag, multiple }) => {
                        let (numbers, owners) = confirms.confirm(tag, multiple);
                        numbers.into_iter().for_each(|number| self.floor.confirmed(number));
                        owners.into_iter().for_each(|done| drop(done.send(Ok(()))));
                        deadline = Instant::now() + CONFIRM;
                        self.failures = 0;
                    }
                    Some(Notice::Unstored(why) | Notice::Closed(why)) => return Err(Ended::Lost(format!("{}: {why}", self.address).into())),
                    None => return Err(Ended::Lost(format!("the connection to {} broke", self.address).into())),
                },
                () = self.stop.cancelled() => return Ok(()),
                append = self.queue.recv(), if backlog.is_empty() => {
                    let Some(append) = append else { return Ok(()) };
                    self.take(append, log, confirms, &mut backlog);
                }
                () = tokio::time::sleep_until(deadline), if confirms.open() > 0 => {
                    return Err(Ended::Lost(format!("{} confirmed nothing for {CONFIRM:?}", self.address).into()));
                }
                record = watch.next() => match record {
                    Some(record) => watched = Some((record.tag, watched.map_or_else(Instant::now, |(_, since)| since))),
                    None => return Err(Ended::Lost(format!("{}: the stream went away", self.address).into())),
                },
                _ = pulse.tick() => {
                    if !session.is_open() {
                        return Err(Ended::Lost(format!("the connection to {} broke", self.address).into()));
                    }
                    if let Some((tag, _)) = watched.take_if(|(_, since)| since.elapsed() >= ACKNOWLEDGE) {
                        session.call(watch.channel.basic_ack(BasicAckArguments::new(tag, true))).await?;
                    }
                }
            }
        }
    }

    /// Takes this append, and those that have come meanwhile, as far as the window reaches.
    fn take(&mut self, append: Append, log: LogId, confirms: &mut Appends, backlog: &mut VecDeque<(u64, Record)>) {
        let mut next = Some(append);
        while let Some(append) = next.take() {
            if append.log != log {
                let why = format!("{}: the event log was made again in between", self.address);
                let _ = append.done.send(Err(LogError::Unavailable(why.into())));
            } else if !append.done.is_closed() {
                // Else nobody waits for it any longer: it is in the spool, and would come twice.
                let group = confirms.group(append.records.len(), append.done);
                backlog.extend(append.records.into_iter().map(|record| (group, record)));
            }
            if backlog.len() + confirms.open() < WINDOW {
                next = self.queue.try_recv().ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_one_second_to_thirty_and_differ() {
        for failures in 0..100 {
            for unit in [0.0, 0.5, 1.0] {
                assert!((SHORTEST..=LONGEST).contains(&pause(failures, unit)));
            }
        }
        assert!(pause(0, 0.0) < pause(0, 1.0) && pause(2, 0.0) < pause(2, 1.0) && pause(1, 0.5) < pause(4, 0.5));
    }
}

//! One connection, from signing in to its end.
//!
//! What `amqprs` 2.1.5 does to a long-lived service, and the rule here that follows from it (`docs/dependencies.md`):
//!
//! * Its reader, writer and dispatcher are tasks without handles; a writer that hangs in a write to a frozen broker heeds no shutdown, and what
//!   it has queued would go out minutes later. So every connection has its own runtime, and [`alone`] drops both together.
//! * A call that is cancelled makes its dispatcher panic (gftea/amqprs#196), two concurrent declares too (#145). So calls are made one after
//!   the other by the one task that owns the connection, and a call that misses its deadline ends the connection.
//! * A channel that the server closes leaks its number, and with the last of 2,047 its reader panics (#199). A connection ends after
//!   [`CLOSED`] of those.
//! * Callbacks run inside its reader and dispatcher. Ours only put a notice into a queue.

use super::address::{Address, Endpoint, GENESIS_LOCK};
use super::message::{Delivered, field, text};
use super::notice::{Listener, Notice};
use crate::port::LogError;
use amqprs::channel::{BasicConsumeArguments, BasicQosArguments, Channel, ConsumerMessage, QueueDeclareArguments, QueueDeleteArguments};
use amqprs::connection::Connection;
use amqprs::error::Error as Amqp;
use amqprs::{FieldTable, FieldValue};
use domain::cause::Cause;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// A call to the broker that takes longer ends the connection.
const CALL: Duration = Duration::from_secs(10);
/// An address that has not let us in after this is left for the next, where there is one.
const SIGN_IN: Duration = Duration::from_secs(5);

/// A broker that hangs up later than this after being called did not like the password.
const SILENT_CLOSE: Duration = Duration::from_secs(2);

/// What a node says of a stream that has no replica on it, with 406: "does not have a running replica on the local node" (4.3.6), the same
/// without "running" (3.10.8).
const NO_REPLICA: &str = "replica on the local node";
/// What 3.10.8 may say instead while it does not know better, or while the stream is being made.
const INTERNAL_ERROR: &str = " 541 ";

/// Channels that the server may close before the connection is given up.
const CLOSED: u32 = 50;

/// Why a connection ended.
#[derive(Clone, Debug)]
pub(super) enum Ended {
    /// Trying again can help.
    Lost(Cause),
    /// It cannot, before somebody changes the configuration or the broker.
    Refused(Cause),
}

/// Whether the broker said this. What it means is told by its words alone: the library knows no codes.
fn says(why: &Cause, words: &str) -> bool {
    why.to_string().contains(words)
}

impl From<Ended> for LogError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Lost(why) | Ended::Refused(why) => Self::Unavailable(why),
        }
    }
}

/// Runs what a connection does on its own runtime, on this thread, and ends whatever is left of it afterwards.
pub(super) fn alone<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(outcome)
}

/// A connection. Not clonable: one task owns it.
pub(super) struct Session<'a> {
    address: &'a Address,
    endpoint: Endpoint,
    connection: Connection,
    notices: mpsc::UnboundedReceiver<Notice>,
    listener: Listener,
    /// Channels that the server has closed.
    closed: u32,
}

/// Nothing that was taken from a consumer waits longer than about this for its acknowledgement: the broker closes a channel on which one has waited for half an hour
/// (`consumer_timeout`, rabbitmq.com/docs/consumers).
pub(super) const ACKNOWLEDGE: Duration = Duration::from_secs(10);

/// Where a consumer begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    First,
    /// The last chunk: the last records, how many of them is the broker's business.
    Last,
    /// After the end.
    Next,
    Offset(u64),
}

/// A consumer on its own channel.
pub(super) struct Consumer {
    pub(super) channel: Channel,
    messages: mpsc::UnboundedReceiver<ConsumerMessage>,
}

impl Consumer {
    /// The next record; None when the connection, the channel or the stream is gone.
    pub(super) async fn next(&mut self) -> Option<Delivered> {
        loop {
            if let Some(delivered) = Delivered::of(self.messages.recv().await?) {
                return Some(delivered);
            }
        }
    }
}

impl<'a> Session<'a> {
    /// Signs in, at the first address that accepts us; each gets one attempt.
    pub(super) async fn open(address: &'a Address) -> Result<Self, Ended> {
        let found =
            address.endpoints().await.map_err(|error| Ended::Lost(Cause::because(format_args!("{address} cannot be found"), error)))?;
        let patience = if found.len() > 1 { SIGN_IN } else { CALL };
        let mut refused = None;
        let mut ended = Ended::Lost(format!("{address} has no address").into());
        for endpoint in found {
            match Self::open_at(address, &endpoint, patience).await {
                Ok(session) => {
                    address.stay(&endpoint);
                    return Ok(session);
                }
                Err(why) => {
                    address.leave(&endpoint);
                    if matches!(why, Ended::Refused(_)) {
                        refused = Some(why);
                    } else {
                        ended = why;
                    }
                }
            }
        }
        // What somebody has to correct is worth more words than who else was away.
        Err(refused.unwrap_or(ended))
    }

    async fn open_at(address: &'a Address, endpoint: &Endpoint, patience: Duration) -> Result<Self, Ended> {
        let began = Instant::now();
        let connection = match tokio::time::timeout(patience, Connection::open(&endpoint.arguments)).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(explain(address, endpoint, error, began.elapsed())),
            Err(_) => return Err(Ended::Lost(format!("{address}: {} did not answer within {patience:?}", endpoint.name).into())),
        };
        let (sender, notices) = mpsc::unbounded_channel();
        let listener = Listener(sender);
        let mut session = Self { address, endpoint: endpoint.clone(), connection, notices, listener, closed: 0 };
        let registered = session.connection.register_callback(session.listener.clone()).await;
        session.settle(registered)?;
        Ok(session)
    }

    /// A channel whose news come as notices of this session.
    pub(super) async fn channel(&mut self) -> Result<Channel, Ended> {
        let opened = tokio::time::timeout(CALL, self.connection.open_channel(None)).await;
        let channel = self.answered(opened)?;
        let registered = channel.register_callback(self.listener.clone()).await;
        self.settle(registered)?;
        Ok(channel)
    }

    /// Makes one call; nothing else may be under way on this connection.
    pub(super) async fn call<T>(&mut self, call: impl Future<Output = Result<T, Amqp>>) -> Result<T, Ended> {
        let answer = tokio::time::timeout(CALL, call).await;
        self.answered(answer)
    }

    fn answered<T>(&mut self, answer: Result<Result<T, Amqp>, tokio::time::error::Elapsed>) -> Result<T, Ended> {
        match answer {
            Ok(answer) => self.settle(answer),
            // The library does not tell those who wait for an answer that the connection was closed instead.
            Err(_) => Err(Ended::Lost(Cause::from(match self.told() {
                Some(why) => format!("{}: {why}", self.address),
                None => format!("{} did not answer a call within {CALL:?}", self.address),
            }))),
        }
    }

    /// Why something was closed, if that was told.
    fn told(&mut self) -> Option<String> {
        let mut why = None;
        while let Ok(notice) = self.notices.try_recv() {
            if let Notice::Closed(reason) | Notice::Unstored(reason) = notice {
                why = Some(reason);
            }
        }
        why
    }

    /// The library's error says only that something closed; why was in the notice before it.
    fn settle<T>(&mut self, answer: Result<T, Amqp>) -> Result<T, Ended> {
        answer.map_err(|error| {
            let why = self.told().unwrap_or_else(|| error.to_string());
            Ended::Lost(Cause::told(format!("{}: {why}", self.address), error))
        })
    }

    /// The next notice; None when the connection is gone.
    pub(super) async fn notice(&mut self) -> Option<Notice> {
        self.notices.recv().await
    }

    /// False when the connection is known to be gone.
    pub(super) fn is_open(&self) -> bool {
        self.connection.is_open()
    }

    /// Whether the stream exists; on its own channel, because the answer "no" closes it.
    pub(super) async fn stream_exists(&mut self) -> Result<bool, Ended> {
        if self.closed >= CLOSED {
            return Err(Ended::Lost(format!("{} closed {CLOSED} channels of this connection; another one is needed", self.address).into()));
        }
        let channel = self.channel().await?;
        let mut declare = QueueDeclareArguments::new(self.address.stream());
        declare.passive(true);
        match self.call(channel.queue_declare(declare)).await {
            Ok(_) => {
                self.call(channel.close()).await?;
                Ok(true)
            }
            Err(Ended::Lost(why)) if says(&why, "NOT_FOUND - no queue") => {
                self.closed += 1;
                Ok(false)
            }
            // In a cluster this passes. 3.10.8 also ends there when its node is killed right after its first stream was declared (measured);
            // that is not ours to tell apart and delete.
            Err(Ended::Lost(why)) if says(&why, "down or inaccessible") => Err(Ended::Lost(Cause::told(
                format!(
                    "{why}; when all nodes are up and it stays so, the broker has lost the stream: remove what is left of it (docs/operating.md, \"lost by the broker\"), and a new one is made in its place"
                ),
                why,
            ))),
            Err(error) => Err(error),
        }
    }

    /// Makes the stream, or makes sure that it is one; it is up when this returns.
    pub(super) async fn declare_stream(&mut self, channel: &Channel) -> Result<(), Ended> {
        let mut arguments = FieldTable::new();
        arguments.insert(field("x-queue-type"), text("stream"));
        let mut declare = QueueDeclareArguments::new(self.address.stream());
        declare.durable(true).arguments(arguments);
        match self.call(channel.queue_declare(declare)).await {
            Ok(_) => Ok(()),
            Err(Ended::Lost(why)) if says(&why, NO_REPLICA) => Err(without_replica(self.address, Ended::Lost(why))),
            Err(Ended::Lost(why)) if says(&why, "PRECONDITION_FAILED") => Err(Ended::Refused(Cause::told(
                format!(
                    "{}: there is a queue of that name that is no stream, or was declared with more arguments ({why}); choose another name with ?stream=NAME, or set retention by a policy instead",
                    self.address
                ),
                why,
            ))),
            Err(error) => Err(error),
        }
    }

    /// Holds a lock among all connections of this virtual host until it is released or the connection ends: a queue is exclusive to one.
    pub(super) async fn lock(&mut self, channel: &Channel) -> Result<(), Ended> {
        let mut declare = QueueDeclareArguments::new(&format!("{}{GENESIS_LOCK}", self.address.stream()));
        declare.exclusive(true).auto_delete(true);
        self.call(channel.queue_declare(declare)).await.map(|_| ())
    }

    /// Gives the lock back.
    pub(super) async fn unlock(&mut self, channel: &Channel) -> Result<(), Ended> {
        let delete = QueueDeleteArguments::new(&format!("{}{GENESIS_LOCK}", self.address.stream()));
        self.call(channel.queue_delete(delete)).await.map(|_| ())
    }

    /// Reads the stream from here on, at most about `prefetch` records ahead of what was acknowledged (the broker sends whole chunks).
    pub(super) async fn consume(&mut self, start: Start, prefetch: u16) -> Result<Consumer, Ended> {
        let channel = self.channel().await?;
        self.call(channel.basic_qos(BasicQosArguments::new(0, prefetch, false))).await?;
        let mut arguments = FieldTable::new();
        let start = match start {
            Start::First => text("first"),
            Start::Last => text("last"),
            Start::Next => text("next"),
            Start::Offset(offset) => FieldValue::l(i64::try_from(offset).unwrap_or(i64::MAX)),
        };
        arguments.insert(field("x-stream-offset"), start);
        let mut consume = BasicConsumeArguments::new(self.address.stream(), "");
        consume.manual_ack(true).arguments(arguments);
        let consuming = self.call(channel.basic_consume_rx(consume)).await;
        let (_, messages) = consuming.map_err(|ended| without_replica(self.address, ended))?;
        Ok(Consumer { channel, messages })
    }

    /// The stream's first record; None when there is none for this long.
    pub(super) async fn first(&mut self, patience: Duration) -> Result<Option<Delivered>, Ended> {
        let mut consumer = self.consume(Start::First, 1).await?;
        let found = match tokio::time::timeout(patience, consumer.next()).await {
            Ok(None) => return Err(Ended::Lost(format!("{}: the stream went away", self.address).into())),
            Ok(found) => found,
            Err(_) => None,
        };
        self.call(consumer.channel.close()).await?;
        Ok(found)
    }

    /// Says goodbye; a broker that does not answer is left without, and not asked first the next time.
    pub(super) async fn close(self) {
        let (address, endpoint) = (self.address, self.endpoint);
        if !matches!(tokio::time::timeout(Duration::from_secs(1), self.connection.close()).await, Ok(Ok(()))) {
            address.leave(&endpoint);
        }
    }

    /// The connection broke: the next one begins at another address.
    pub(super) fn leave(&self) {
        self.address.leave(&self.endpoint);
    }
}

/// What a node answers that has no replica of the stream, in words with something to do in them. A stream stays on the nodes that it was made on
/// when the cluster grows (measured on 3.10.8 and 4.3.6).
fn without_replica(address: &Address, ended: Ended) -> Ended {
    match ended {
        Ended::Lost(why) if says(&why, NO_REPLICA) || says(&why, INTERNAL_ERROR) => Ended::Lost(Cause::told(
            format!(
                "{address}: this node of the broker cannot read the stream ({}); that passes while the stream is being made; if it stays, the node has no replica of it: add one with rabbitmq-streams add_replica --vhost {} {} NODE (docs/operating.md, \"A broker that grows\"), or name nodes in log.url that have one",
                why.to_string().chars().take(200).collect::<String>(),
                address.vhost(),
                address.stream()
            ),
            why,
        )),
        other => other,
    }
}

/// What the library says about a connection that did not come about, in words with something to do in them. `amqprs` does not offer
/// `authentication_failure_close`, so a broker that refuses a password hangs up without a word, 3 s later (`rabbit_reader`'s silent close
/// delay); one that is being stopped hangs up at once.
fn explain(address: &Address, endpoint: &Endpoint, error: Amqp, elapsed: Duration) -> Ended {
    let text = error.to_string();
    if let Some((_, after)) = text.split_once("NOT_ALLOWED - ") {
        let said = after.split('"').next().unwrap_or(after);
        return Ended::Refused(Cause::told(
            format!(
                "{address} does not let user {:?} into virtual host {:?} ({said}); make it with `rabbitmqctl add_vhost` and `rabbitmqctl set_permissions`, or correct log.url",
                address.user(),
                address.vhost()
            ),
            error,
        ));
    }
    let hung_up = ["peer shutdown", "reset by peer", "interrupted"].iter().any(|words| text.contains(words));
    if hung_up && elapsed >= SILENT_CLOSE || text.contains("ACCESS_REFUSED") {
        return Ended::Refused(Cause::told(
            format!("{address} hung up when user {:?} signed in: the user name or the password in log.url is wrong", address.user()),
            error,
        ));
    }
    if text.contains("certificate") {
        return Ended::Refused(Cause::told(
            format!(
                "{address} shows no certificate that is trusted here ({text}); name its authority's PEM file in log.url with ?cacertfile=PATH"
            ),
            error,
        ));
    }
    Ended::Lost(Cause::told(format!("{address}: {} cannot be reached: {text}", endpoint.name), error))
}

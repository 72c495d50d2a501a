//! Prints how many appends a second the stream log gets confirmed, beside raw pipelined publishing of the same bytes with the same properties
//! through amqprs, on one private broker, in turns. `cargo run --release -p eventlog --example stream_bench [EVENTS] [ROUNDS]`

use amqprs::callbacks::ChannelCallback;
use amqprs::channel::{BasicPublishArguments, Channel, ConfirmSelectArguments, QueueDeclareArguments};
use amqprs::connection::{Connection, OpenConnectionArguments};
use amqprs::error::Error as Amqp;
use amqprs::{Ack, BasicProperties, Cancel, CloseChannel, FieldTable, FieldValue, Nack, Return};
use anyhow::{Context, Result, bail, ensure};
use async_trait::async_trait;
use domain::clock::{Clock, SystemClock};
use domain::event::{Envelope, codec};
use domain::id::LogId;
use eventlog::contract::post;
use eventlog::rabbit::Address;
use eventlog::{EventLog, RabbitLog};
use std::sync::Arc;
use std::time::Instant;
use testbed::broker::{Broker, PASSWORD, USER};
use tokio::sync::mpsc;

/// Records in flight in the raw run: more gain nothing (measured).
const WINDOW: usize = 1024;
/// Events that callers have under way in the log.
const UNDER_WAY: usize = 4096;
/// Events of one call, in turn: as a drain or a look with a page of news appends them, and one by one.
const CALLS: [usize; 2] = [64, 1];

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().map_or(Ok(40_000), |text| text.parse())?;
    let rounds: usize = args.next().map_or(Ok(5), |text| text.parse())?;
    let broker = Broker::start()?;
    let now = SystemClock.now();
    let events: Arc<Vec<Envelope>> = Arc::new((0..count as u128).map(|n| post(n, now)).collect());
    let bytes = events.iter().map(|event| codec::encode(event).map(|body| body.len())).sum::<Result<usize, _>>()? / count.max(1);
    println!(
        "{count} events of {bytes} bytes, {WINDOW} in flight in the raw run and {UNDER_WAY} under way in the log, {rounds} rounds in turns"
    );
    let log = RabbitLog::open(Address::parse(&broker.url("ours"))?, None).await?;
    let identity = log.identity().await?;
    let raw = Raw::open(&broker).await?;
    let mut rates: [Vec<f64>; 3] = Default::default();
    for round in 0..=rounds {
        let mut measured = [0.0; 3];
        measured[0] = raw.publish(&events, identity).await?;
        for (rate, call) in measured[1..].iter_mut().zip(CALLS) {
            *rate = ours(&log, &events, call).await?;
        }
        // The first one warms up.
        if round > 0 {
            println!("  raw {:>7.0}/s   ours {:>7.0}/s by {}, {:>7.0}/s one by one", measured[0], measured[1], CALLS[0], measured[2]);
            for (all, one) in rates.iter_mut().zip(measured) {
                all.push(one);
            }
        }
    }
    let [raw, batched, single] = rates.map(|mut all| {
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    });
    println!(
        "confirmed appends per second, medians: raw amqprs {raw:.0}, RabbitLog {batched:.0} (calls of {}), {single:.0} (calls of 1)",
        CALLS[0]
    );
    println!("ratio: {:.2} (calls of {}), {:.2} (calls of 1); the bar is 0.80", batched / raw, CALLS[0], single / raw);
    Ok(())
}

/// Appends through the log, [`UNDER_WAY`] events at a time.
async fn ours(log: &RabbitLog, events: &Arc<Vec<Envelope>>, call: usize) -> Result<f64> {
    let began = Instant::now();
    let callers = UNDER_WAY / call;
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let (log, events) = (log.clone(), Arc::clone(events));
            tokio::spawn(async move {
                for chunk in events.chunks(call).skip(caller).step_by(callers) {
                    log.append(chunk).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(events.len() as f64 / began.elapsed().as_secs_f64())
}

/// A connection of the library's own, and its channel.
struct Raw {
    _connection: Connection,
    channel: Channel,
    acks: tokio::sync::Mutex<(mpsc::UnboundedReceiver<Option<u64>>, u64)>,
}

impl Raw {
    async fn open(broker: &Broker) -> Result<Self> {
        let connection = Connection::open(&OpenConnectionArguments::new("127.0.0.1", broker.port, USER, PASSWORD)).await?;
        let channel = connection.open_channel(None).await?;
        let (sender, acks) = mpsc::unbounded_channel();
        channel.register_callback(Acks(sender)).await?;
        let mut arguments = FieldTable::new();
        arguments.insert("x-queue-type".try_into()?, FieldValue::S("stream".try_into()?));
        let mut declare = QueueDeclareArguments::new("raw");
        declare.durable(true).arguments(arguments);
        channel.queue_declare(declare).await?;
        channel.confirm_select(ConfirmSelectArguments::new(false)).await?;
        Ok(Self { _connection: connection, channel, acks: tokio::sync::Mutex::new((acks, 0)) })
    }

    async fn publish(&self, events: &[Envelope], log: LogId) -> Result<f64> {
        // Made ready beforehand: what is measured is the library and the broker.
        let mut records = Vec::with_capacity(events.len());
        for event in events {
            records.push((properties(event, log)?, codec::encode(event)?));
        }
        let mut acks = self.acks.lock().await;
        let (acks, first) = &mut *acks;
        let (mut sent, mut confirmed) = (*first, *first);
        let began = Instant::now();
        for (properties, body) in records {
            while usize::try_from(sent - confirmed)? >= WINDOW {
                confirmed = confirmed.max(acks.recv().await.flatten().context("a record was not stored")?);
            }
            let mut to = BasicPublishArguments::new("", "raw");
            to.mandatory(true);
            self.channel.basic_publish(properties, body, to).await?;
            sent += 1;
        }
        while confirmed < sent {
            confirmed = confirmed.max(acks.recv().await.flatten().context("a record was not stored")?);
        }
        ensure!(confirmed == sent, "{confirmed} of {sent} confirmed");
        *first = sent;
        Ok(events.len() as f64 / began.elapsed().as_secs_f64())
    }
}

/// What the log sends with an event.
fn properties(event: &Envelope, log: LogId) -> Result<BasicProperties> {
    let mut headers = FieldTable::new();
    headers.insert("deviantcord-log".try_into()?, FieldValue::S(log.to_string().as_str().try_into()?));
    headers.insert("deviantcord-at".try_into()?, FieldValue::l(SystemClock.now().timestamp_millis()));
    let Ok(seconds) = u64::try_from(SystemClock.now().timestamp()) else { bail!("a clock before 1970") };
    Ok(BasicProperties::default()
        .with_content_type(codec::CONTENT_TYPE)
        .with_message_type(event.event.wire_type())
        .with_message_id(&event.id.to_string())
        .with_timestamp(seconds)
        .with_persistence(true)
        .with_headers(headers)
        .finish())
}

/// Streams confirm in order, so the highest tag tells all; None: something went wrong. Nobody listens any more when a send fails.
struct Acks(mpsc::UnboundedSender<Option<u64>>);

#[async_trait]
impl ChannelCallback for Acks {
    async fn close(&mut self, _: &Channel, _: CloseChannel) -> Result<(), Amqp> {
        let _ = self.0.send(None);
        Ok(())
    }

    async fn cancel(&mut self, _: &Channel, _: Cancel) -> Result<(), Amqp> {
        Ok(())
    }

    async fn flow(&mut self, _: &Channel, active: bool) -> Result<bool, Amqp> {
        Ok(active)
    }

    async fn publish_ack(&mut self, _: &Channel, ack: Ack) {
        let _ = self.0.send(Some(ack.delivery_tag()));
    }

    async fn publish_nack(&mut self, _: &Channel, _: Nack) {
        let _ = self.0.send(None);
    }

    async fn publish_return(&mut self, _: &Channel, _: Return, _: BasicProperties, _: Vec<u8>) {
        let _ = self.0.send(None);
    }
}

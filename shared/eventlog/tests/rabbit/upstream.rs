//! Known faults of the broker and of its client library, each with the case that shows that they do no harm here. One broker serves all but
//! the last.
//!
//! | fault | case |
//! |---|---|
//! | gftea/amqprs#196: a cancelled call kills the dispatcher | `amqprs_196_145` |
//! | gftea/amqprs#145: two declares at once on a channel panic | `amqprs_196_145` |
//! | gftea/amqprs#199: a channel closed by the server leaks its number, the 2,048th panics | `amqprs_199` |
//! | gftea/amqprs#57, #66, #79: a consumer ends without a word, nothing reconnects | `amqprs_57_66_79` |
//! | rabbitmq-server: a channel on which a delivery waits for its acknowledgement for 30 minutes is closed (rabbitmq.com/docs/consumers) | `consumer_timeout` |
//! | amqprs: `basic_publish` is Ok when queued; a writer that hangs heeds no shutdown | `chaos`, row F7 |
//! | rabbitmq-server#1877, #1893: a confirm for what nobody stored | `chaos`, row F6 |
//! | rabbitmq-server#12036, #5393: a stream is gone for good when its node is killed right after its first declare | `rabbitmq_server_12036_5393` |

use crate::contract::open;
use crate::rig::{Load, Rig, Tally};
use amqprs::channel::QueueDeclareArguments;
use amqprs::connection::{Connection, OpenConnectionArguments};
use anyhow::Result;
use eventlog::contract::{Failure, event, events, logged, take};
use eventlog::rabbit::{Address, ask_whether_it_exists};
use eventlog::{Accepted, EventLog, LogError};
use std::time::{Duration, Instant};
use testbed::broker::{Broker, PASSWORD, PATIENCE, USER};
use testkit::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amqprs_196_145_199_57_66_79() -> Result<(), Failure> {
    let broker = Broker::start()?;
    amqprs_57_66_79(&broker).await?;
    amqprs_199(&broker).await?;
    amqprs_196_145(&broker).await?;
    consumer_timeout(&broker).await
}

/// A quiet stream, on a broker whose half hour is 25 s: neither the reader nor the publisher loses its channel.
async fn consumer_timeout(broker: &Broker) -> Result<(), Failure> {
    // Both are read when a channel is opened.
    broker
        .ctl(&["eval", "[application:set_env(rabbit, K, V) || {K, V} <- [{consumer_timeout, 25000}, {channel_tick_interval, 1000}]]."])?;
    let log = open(&broker.url("quiet")).await?;
    let first = log.bounds().await?.next;
    let mut reader = log.read(first).await?;
    logged(&log, &events(1, 0..1)).await?;
    assert_eq!(take(&mut *reader, first, 1).await?, events(1, 0..1));
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_secs(40) {
        assert_eq!(log.trouble(), None);
        // Cancel-safe.
        if let Ok(read) = tokio::time::timeout(Duration::from_millis(50), reader.next(1)).await {
            panic!("the reader of a quiet stream ended: {read:?}");
        }
    }
    logged(&log, &events(1, 1..2)).await?;
    assert_eq!(take(&mut *reader, first + 1, 1).await?, events(1, 1..2));
    Ok(())
}

/// The broker says goodbye to everybody: readers do not fall silent, and appending processes continue.
async fn amqprs_57_66_79(broker: &Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "closed").await?;
    let mut reader = rig.log.read(rig.log.bounds().await?.next).await?;
    let waiting = tokio::spawn(async move {
        loop {
            if let Err(error) = reader.next(100).await {
                return error;
            }
        }
    });
    let load = Load::on(&rig.spooled);
    for _ in 0..3 {
        load.more(50).await;
        broker.ctl(&["close_all_connections", "--vhost", "/", "by the test"])?;
    }
    load.more(50).await;
    let error = tokio::time::timeout(PATIENCE, waiting).await??;
    assert!(matches!(error, LogError::Unavailable(_)), "{error}");
    let tally = load.judged(&rig, "connections closed").await?;
    assert_eq!((tally.lost, tally.unexpected), (0, 0));
    Ok(rig.end().await?)
}

/// Three thousand passive declares of a queue that is missing; the server closes a channel for each.
async fn amqprs_199(broker: &Broker) -> Result<(), Failure> {
    let connections = ask_whether_it_exists(Address::parse(&broker.url("missing"))?, 3000).await?;
    println!("3000 passive declares of a missing queue took {connections} connections");
    assert!(connections >= 3000 / 50, "none of them came near the limit: {connections}");
    let log = open(&broker.url("after")).await?;
    logged(&log, &events(1, 0..3)).await
}

/// Callers that go away in the middle of an append, as a spool's patience does, and callers side by side: the library's calls are neither
/// cancelled with them nor made at the same time.
async fn amqprs_196_145(broker: &Broker) -> Result<(), Failure> {
    let log = open(&broker.url("impatient")).await?;
    let first = log.bounds().await?.next;
    for number in 0..300 {
        let append = log.append(std::slice::from_ref(&event(9, number))).await;
        append?;
        let given_up = events(8, number..number + 1);
        let _ = tokio::time::timeout(Duration::from_micros(50 * (number as u64 % 20)), log.append(&given_up)).await;
        if number % 10 == 0 {
            let _ = tokio::time::timeout(Duration::from_millis(2), log.read(first)).await;
        }
    }
    let many: Vec<_> = (0..64)
        .map(|lane| {
            let log = log.clone();
            tokio::spawn(async move {
                logged(&log, &events(100 + lane, 0..5)).await?;
                if lane < 16 {
                    log.bounds().await?;
                    take(&mut *log.read(first).await?, first, 10).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .collect();
    for one in many {
        one.await??;
    }
    let all = crate::rig::whole(&log).await?;
    let lane = event(9, 0).event.lane();
    let kept: Vec<_> = all.into_iter().map(|(_, envelope)| envelope).filter(|envelope| envelope.event.lane() == lane).collect();
    assert_eq!(kept, events(9, 0..300));
    let accepted = log.append(&events(9, 300..301)).await?;
    assert_eq!(accepted, Accepted::Logged { count: 1 });
    Ok(())
}

/// Row F5: the node is killed 0.4 s after its first stream was declared. 3.10.8 then loses the stream for good: it stays `down`. The log does
/// not rely on a stream that young, says what to do, and continues when it was done; nothing that was accepted is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rabbitmq_server_12036_5393() -> Result<(), Failure> {
    let mut broker = Broker::start()?;
    let url = broker.url("young");
    let opening = tokio::spawn(async move { open(&url).await });
    declared(&broker, "young").await?;
    tokio::time::sleep(Duration::from_millis(400)).await;
    broker.kill()?;
    let rig = Rig::over(opening.await??).await?;
    let mine = events(1, 0..10);
    let accepted = rig.spooled.append(&mine).await?;
    assert!(matches!(accepted, Accepted::Spooled { .. }), "the stream was not relied on yet: {accepted:?}");
    broker.boot()?;
    let started = Instant::now();
    // In the first seconds every stream looks lost.
    let patience = Duration::from_secs(15);
    let lost = loop {
        match rig.log.trouble() {
            None => break false,
            Some(why) if why.contains("lost the stream") && started.elapsed() > patience => break true,
            Some(why) => assert!(started.elapsed() < PATIENCE, "neither up nor known to be lost: {why}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let state = if lost { "lost" } else { "kept" };
    println!("killed 0.4 s after the first declare: the broker has {state} the stream, known {:.1?} after its start", started.elapsed());
    if lost {
        // As docs/operating.md has it: `delete_queue` does not find a stream in that state.
        let rest = r#"rabbit_amqqueue:internal_delete(rabbit_misc:r(<<"/">>, queue, <<"young">>), <<"operator">>)."#;
        broker.ctl(&["eval", rest])?;
    }
    rig.drained("killed right after the first declare").await?;
    until("the log is in use", async || rig.log.trouble().is_none()).await;
    let tally = Tally::of(&mine, &mine, &rig.all().await?);
    assert_eq!((tally.lost, tally.unexpected), (0, 0));
    Ok(rig.end().await?)
}

/// Waits until there is a queue of this name. Each look has its own connection: the channel that the broker closes over a missing queue
/// now and then takes the library's next `open_channel` on that connection with it.
async fn declared(broker: &Broker, name: &str) -> Result<(), Failure> {
    let started = Instant::now();
    while !is_declared(broker, name).await.unwrap_or(false) {
        assert!(started.elapsed() < PATIENCE, "no queue {name} is declared");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn is_declared(broker: &Broker, name: &str) -> Result<bool, amqprs::error::Error> {
    let connection = Connection::open(&OpenConnectionArguments::new("127.0.0.1", broker.port, USER, PASSWORD)).await?;
    let channel = connection.open_channel(None).await?;
    let mut passive = QueueDeclareArguments::new(name);
    passive.passive(true);
    Ok(channel.queue_declare(passive).await.is_ok())
}

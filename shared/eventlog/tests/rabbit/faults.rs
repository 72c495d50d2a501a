//! What a broker does to those who rely on it: alarms, streams that are deleted, trimmed, or longer than a segment.

use crate::contract::open;
use crate::rig::{Load, Rig};
use crate::segments;
use anyhow::Result;
use eventlog::contract::{Failure, events, logged, take};
use eventlog::{EventLog, LogError};
use std::time::{Duration, Instant};
use testbed::broker::{Broker, PATIENCE};
use testkit::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_not_what_it_was_is_noticed_and_a_long_one_is_read() -> Result<(), Failure> {
    let broker = Broker::start()?;
    segments::many(&broker).await?;
    segments::trimmed(&broker).await?;
    deleted_while_in_use(&broker).await?;
    an_alarm_blocks_publishers(&broker).await
}

/// A memory alarm: the broker takes connections and stops reading from those that publish.
async fn an_alarm_blocks_publishers(broker: &Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "alarm").await?;
    let load = Load::on(&rig.spooled);
    load.more(50).await;
    broker.ctl(&["set_vm_memory_high_watermark", "0.0000001"])?;
    until("the spool takes events", async || rig.spooled.status().pending > 50).await;
    load.more(50).await;
    broker.ctl(&["set_vm_memory_high_watermark", "0.4"])?;
    load.judged(&rig, "alarm").await?;
    Ok(rig.end().await?)
}

/// One broker that grew to a cluster: the stream stays where it was made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_without_a_replica_of_the_stream_says_how_to_add_one() -> Result<(), Failure> {
    let broker = Broker::start()?;
    let log = open(&broker.url("grown")).await?;
    logged(&log, &events(1, 0..20)).await?;
    let node = broker.joined()?;
    let other = open(&node.url("grown")).await?;
    // The first answer, while the node is still new to it, may be another one.
    until("the node to say so", async || other.trouble().is_some_and(|why| why.contains("rabbitmq-streams add_replica --vhost / grown")))
        .await;
    logged(&log, &events(1, 20..25)).await?;
    assert!(!broker.ctl(&["list_queues", "name"])?.contains("genesis"), "and nothing was made");
    Ok(())
}

async fn deleted_while_in_use(broker: &Broker) -> Result<(), Failure> {
    let log = open(&broker.url("deleted")).await?;
    let former = log.identity().await?;
    logged(&log, &events(1, 0..20)).await?;
    let end = log.bounds().await?.next;
    let mut reader = log.read(end).await?;
    broker.ctl(&["delete_queue", "deleted"])?;
    assert!(matches!(tokio::time::timeout(PATIENCE, reader.next(1)).await?, Err(LogError::Unavailable(_))), "the reader is told");
    let started = Instant::now();
    let found = loop {
        match log.identity().await {
            Ok(id) if id != former => break id,
            _ if started.elapsed() > PATIENCE => return Err("no new log".into()),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert_eq!(log.follows().await?, [former], "the new log knows whose place it takes");
    let outcome = log.read(end).await.map(|_| ());
    assert!(matches!(outcome, Err(LogError::Gap { .. })), "an offset of the former log is no place in this one: {outcome:?}");
    let bounds = log.bounds().await?;
    assert_eq!(bounds.next, bounds.first, "{bounds:?}");
    logged(&log, &events(1, 20..25)).await?;
    let mut reader = log.read(bounds.first).await?;
    assert_eq!(reader.log(), found);
    assert_eq!(take(&mut *reader, bounds.first, 5).await?, events(1, 20..25));
    Ok(())
}

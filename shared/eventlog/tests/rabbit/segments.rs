//! A stream longer than a segment. The broker begins every segment but the first with its own record, which uses up a number and is
//! delivered to nobody; a segment has 500 MB, so a policy makes them tiny here.

use crate::contract::open;
use crate::rig::whole;
use anyhow::Result;
use eventlog::contract::{self, Failure, event, events, logged, take_entries};
use eventlog::{EventLog, LogError, RabbitLog};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;
use testbed::broker::{Broker, PATIENCE};

/// Numbers below the end that no event has.
fn holes(first: u64, all: &[(u64, domain::event::Envelope)]) -> BTreeSet<u64> {
    let taken: BTreeSet<u64> = all.iter().map(|(offset, _)| *offset).collect();
    (first..all.last().map_or(first, |(offset, _)| *offset)).filter(|offset| !taken.contains(offset)).collect()
}

/// Each event in a chunk and, nearly, its own segment.
pub async fn many(broker: &Broker) -> Result<(), Failure> {
    broker.ctl(&["set_policy", "tiny", "^tiny", r#"{"stream-max-segment-size-bytes":1000}"#, "--apply-to", "queues"])?;
    let log = open(&broker.url("tiny")).await?;
    let first = log.bounds().await?.first;
    for number in 0..90 {
        logged(&log, std::slice::from_ref(&event(1, number))).await?;
        if number < 12 {
            // At the end there may be a segment's beginning and no event in it yet.
            let (bounds, all) = (log.bounds().await?, whole(&log).await?);
            assert_eq!((all.len() as u128, all.last().map(|(offset, _)| offset + 1)), (number + 1, Some(bounds.next)));
            assert!(matches!(log.read(bounds.next + 1).await, Err(LogError::Gap { .. })), "beyond the end there is nothing");
        }
    }
    let mut waiting = log.read(log.bounds().await?.next).await?;
    logged(&log, &events(1, 90..100)).await?;
    let all = whole(&log).await?;
    assert!(all.iter().map(|(_, envelope)| envelope).eq(&events(1, 0..100)), "every event, once, in order");
    let holes = holes(first, &all);
    assert!(holes.len() > 20, "this is a test of holes: {holes:?}");
    println!("{} events, {} numbers that are no events", all.len(), holes.len());
    let came = take_entries(&mut *waiting, all[90].0, 10).await?;
    assert_eq!(came, all[90..], "who waited at the end continues over the border");
    resumed_from_everywhere(&log, first, &all).await?;
    contract::appended_events_come_back_in_order(&open(&broker.url("tiny-contract")).await?).await?;
    let shared = open(&broker.url("tiny-shared")).await?;
    contract::concurrent_appends_keep_their_own_order(Arc::new(shared)).await?;
    contract::survives_reopening(async || Ok(Arc::new(open(&broker.url("tiny-reopened")).await?) as Arc<dyn EventLog>)).await
}

/// From every number, also from those that are no events.
async fn resumed_from_everywhere(log: &RabbitLog, first: u64, all: &[(u64, domain::event::Envelope)]) -> Result<(), Failure> {
    let end = all.last().map_or(first, |(offset, _)| offset + 1);
    let offsets: Vec<u64> = (first..end).collect();
    for some in offsets.chunks(8) {
        let reading: Vec<_> = some
            .iter()
            .map(|&from| {
                let (log, rest) = (log.clone(), all.iter().filter(|(offset, _)| *offset >= from).cloned().collect::<Vec<_>>());
                tokio::spawn(async move {
                    let found = take_entries(&mut *log.read(from).await?, from, rest.len()).await?;
                    assert_eq!(found, rest, "from {from}");
                    Ok::<_, Failure>(())
                })
            })
            .collect();
        for one in reading {
            one.await??;
        }
    }
    Ok(())
}

/// Retention removes segments from the front, and with them the genesis.
pub async fn trimmed(broker: &Broker) -> Result<(), Failure> {
    let policy = r#"{"max-length-bytes":100000,"stream-max-segment-size-bytes":20000}"#;
    broker.ctl(&["set_policy", "trim", "^trimmed$", policy, "--apply-to", "queues"])?;
    let log = open(&broker.url("trimmed")).await?;
    let id = log.identity().await?;
    let mut slow = log.read(1).await?;
    let mut next = 0;
    let started = Instant::now();
    let bounds = loop {
        logged(&log, &events(1, next..next + 50)).await?;
        next += 50;
        let bounds = log.bounds().await?;
        if bounds.first > 1 {
            break bounds;
        }
        assert!(started.elapsed() < PATIENCE, "nothing is trimmed: {bounds:?}");
    };
    assert!(u128::from(bounds.next) > next, "{bounds:?}");
    for from in [1, bounds.first - 1] {
        let outcome = log.read(from).await.map(|_| ());
        assert!(matches!(outcome, Err(LogError::Gap { from: at, to }) if at == from && to >= bounds.first), "{outcome:?}");
    }
    let all = whole(&log).await?;
    let kept = all.len() as u128;
    assert!(kept < next && all.iter().map(|(_, envelope)| envelope).eq(&events(1, next - kept..next)), "what is kept is whole");
    assert_eq!(all[0].0, bounds.first + 1, "a segment begins with a number of the broker's own");
    assert!(!holes(all[0].0, &all).is_empty(), "and spans segments");
    let tail = &all[all.len() - 40..];
    resumed_from_everywhere(&log, tail[0].0, tail).await?;
    // A reader that was opened before: everything in order, or a gap; never a silent jump.
    let mut seen = 0;
    while seen < next {
        match tokio::time::timeout(PATIENCE, slow.next(1000)).await? {
            Ok(entries) => {
                for entry in entries {
                    assert_eq!(entry.envelope()?, event(1, seen));
                    seen += 1;
                }
            }
            Err(LogError::Gap { .. }) => break,
            Err(error) => return Err(error.into()),
        }
    }
    drop(log);
    assert_eq!(open(&broker.url("trimmed")).await?.identity().await?, id, "its records say which log it is, without the genesis");
    Ok(())
}

//! F1: no fault. F2: SIGKILL of whatever runs.

use crate::rig::Rig;
use crate::support::until;
use rand::Rng;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use testbed::chaos;

/// What the pipeline is given a second, most of it by artists whose posts go to no channel.
const RATE: u64 = 500;

pub async fn steady(rig: &mut Rig) {
    let events = chaos::scale(20_000, 1_000_000) as u64;
    // What the first looks brought is in the tables: the load is steady from the beginning.
    let (looks, mut ends) = rig.ends().await;
    until(&rig.harness, "the first looks to be projected", async || {
        rig.store.for_ops().projection_place().await.is_ok_and(|place| place.is_some_and(|(_, next)| next >= looks))
    })
    .await;
    let pouring = rig.begin(30).await;
    let chatter = rig.flow.chatter(events, RATE, &rig.store);
    let began = Instant::now();
    // How long each event is in the log before it is in the tables.
    let (mut waiting, mut lags) = (VecDeque::new(), Vec::new());
    while !chatter.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        while let Ok(end) = ends.try_recv() {
            waiting.push_back(end);
        }
        let projected = rig.store.for_ops().projection_place().await.unwrap().map_or(0, |(_, next)| next);
        while let Some((_, since)) = waiting.pop_front_if(|(end, _)| *end <= projected) {
            lags.push(since.elapsed());
        }
    }
    let rate = events as f64 / began.elapsed().as_secs_f64();
    lags.sort_unstable();
    assert!(lags.len() as u64 >= events / 2, "{} of {events} events were seen in the log", lags.len());
    let lag = lags[lags.len() * 99 / 100];
    rig.done(
        "F1",
        pouring,
        &format!("no fault; {rate:.0} events/s, of which 30 to Discord; the projection behind the log by {lag:.2?} (p99)"),
    )
    .await;
}

pub async fn random(rig: &mut Rig) {
    let (events, kills) = (chaos::scale(20_000, 200_000) as u64, chaos::scale(30, 300));
    let pouring = rig.begin(30).await;
    let chatter = rig.flow.chatter(events, RATE, &rig.store);
    let (mut back, posted) = (Vec::new(), rig.flow.posted());
    for kill in 0..kills as u64 {
        // One somewhere in every part of the events.
        let at = posted + (kill * events + rig.dice.random_range(0..events)) / kills as u64;
        until(&rig.harness, "events to flow", async || rig.flow.posted() >= at || chatter.is_finished()).await;
        let victims: Vec<usize> = (0..rig.fleet.members.len()).filter(|number| rig.fleet.members[*number].role != "ops").collect();
        let victim = victims[rig.dice.random_range(0..victims.len())];
        rig.fleet.members[victim].kill();
        rig.fleet.members[victim].start(&rig.harness);
        let restarted = Instant::now();
        rig.more("a message after a kill", 1).await;
        back.push(restarted.elapsed());
    }
    chatter.await.unwrap();
    back.sort_unstable();
    let (median, slowest) = (back[back.len() / 2], back[back.len() - 1]);
    rig.done("F2", pouring, &format!("{kills} kills; next message after a median of {median:.1?}, {slowest:.1?} at most")).await;
}

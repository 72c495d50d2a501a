//! Hosts whose clocks are wrong, set, or stopped. Discord's clock is right.

mod delivery_support;

use chrono::TimeDelta;
use delivery_support::Bench;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::notification::Settlement;
use sandbox::discord::{Dose, Fault, Options, Where};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use testkit::until;

/// A host's clock, this many seconds ahead, and this many seconds of sleep that no timer counted.
#[derive(Default)]
struct Host {
    ahead: AtomicI64,
    slept: AtomicU64,
}

impl Clock for Host {
    fn now(&self) -> Timestamp {
        SystemClock.now() + TimeDelta::seconds(self.ahead.load(Ordering::SeqCst))
    }

    fn uptime(&self) -> Duration {
        domain::clock::uptime() + Duration::from_secs(self.slept.load(Ordering::SeqCst))
    }
}

/// A message is committed, its answer does not come, and the sender dies; ten minutes pass and Discord forgets the nonce; another one begins.
/// The host's clock is so far ahead in each life, in seconds.
async fn killed_between_commit_and_answer(first: i64, second: i64) {
    let mut bench = Bench::new(Options::default()).await;
    let host = Arc::new(Host::default());
    bench.clock = host.clone();
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let stall = Fault::StallAfterCommit(Duration::from_secs(600));
    bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(1));
    host.ahead.store(first, Ordering::SeqCst);
    // Published by DeviantArt's clock, which is right.
    let id = bench.plant_at(&watch, 1, false, SystemClock.now()).await;
    let sender = bench.sender().await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    sender.kill().await;
    bench.world.advance_clock(Duration::from_secs(600));
    host.ahead.store(600 + second, Ordering::SeqCst);
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_ahead_of_discord_finds_what_it_sent() {
    killed_between_commit_and_answer(180, 180).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_by_an_hour_after_the_send_hides_nothing() {
    killed_between_commit_and_answer(3_600, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_far_behind_finds_what_it_sent() {
    killed_between_commit_and_answer(-7_200, -7_200).await;
    // By this clock the attempt lies ahead.
    killed_between_commit_and_answer(0, -7_200).await;
}

/// The doubt goes through the store, and is read by a sender without the journal.
#[tokio::test(flavor = "multi_thread")]
async fn another_sender_with_another_clock_looks_for_what_was_begun() {
    let mut bench = Bench::new(Options::default()).await;
    bench.tuning.lease = Duration::from_secs(1);
    let host = Arc::new(Host::default());
    bench.clock = host.clone();
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let stall = Fault::StallAfterCommit(Duration::from_secs(600));
    bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let first = bench.sender_with(bench.options("one")).await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    bench.until(id, "sending").await;
    first.kill().await;
    bench.world.advance_clock(Duration::from_secs(600));
    host.ahead.store(600 - 3_600, Ordering::SeqCst);
    let second = bench.sender_with(bench.options("two")).await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    second.stop().await;
}

/// Neither a post nor a retry that a clock ahead planned waits until this clock gets there.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_seen_by_a_clock_ahead_is_sent_at_once() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let ahead = bench.now() + TimeDelta::hours(3);
    let fresh = bench.plant_at(&watch, 1, false, ahead).await;
    let retried = bench.plant_seen(&watch, 2, false, (ahead, bench.now())).await;
    let retry = Settlement::Retry { due_at: ahead, doubt: None, attempts: 1, reason: "no answer".to_owned() };
    bench.store.for_bot().settle(&[(retried, retry)], ahead).await.unwrap();
    let sender = bench.sender().await;
    for id in [fresh, retried] {
        bench.until(id, "sent").await;
    }
    sender.stop().await;
}

/// The timers of a suspended host stand still, and the lease has passed to somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_slept_does_not_believe_its_old_lease() {
    let mut bench = Bench::new(Options::load()).await;
    // No renewal comes in the way.
    bench.tuning.lease = Duration::from_secs(600);
    let host = Arc::new(Host::default());
    bench.clock = host.clone();
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    let id = bench.plant(&watch, 1).await;
    bench.hint().await;
    bench.until(id, "sent").await;
    host.slept.store(3_600, Ordering::SeqCst);
    bench.steal_lease(uuid::Uuid::from_u128(7)).await;
    let next = bench.plant(&watch, 2).await;
    bench.hint().await;
    until("it stands by", async || !sender.status().lease_held).await;
    assert_eq!(bench.state(next).await.0, "pending");
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

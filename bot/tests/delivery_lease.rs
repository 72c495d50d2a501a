//! Two senders, one lease.

mod delivery_support;

use delivery_support::Bench;
use sandbox::discord::{Dose, Fault, Options, Where};
use std::time::Duration;
use testkit::until;

#[tokio::test(flavor = "multi_thread")]
async fn only_one_of_two_senders_works_and_the_other_takes_over() {
    let (bench, channel, watch) = Bench::new(Options::load()).await.staged().await;
    let first = bench.sender_with(bench.options("one")).await;
    until("the first sender has the lease", async || first.status().lease_held).await;
    let second = bench.sender_with(bench.options("two")).await;
    for n in 0..10 {
        bench.plant(&watch, n).await;
    }
    bench.until_count("sent", 10).await;
    assert_eq!((first.status().sent, second.status().sent), (10, 0));
    assert!(!second.status().lease_held);

    first.stop().await;
    until("the second sender takes over", async || second.status().lease_held).await;
    let next = bench.plant(&watch, 10).await;
    bench.until(next, "sent").await;
    bench.assert_once(channel, 0..11);
    assert_eq!(second.status().sent, 1);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_from_a_dead_sender() {
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_secs(2);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let first = bench.sender_with(bench.options("one")).await;
    until("the first sender has the lease", async || first.status().lease_held).await;
    first.kill().await;
    let second = bench.sender_with(bench.options("two")).await;
    let id = bench.plant(&watch, 1).await;
    bench.until(id, "sent").await;
    assert_eq!(second.status().sent, 1);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_lost_its_lease_stops_and_stands_by() {
    let (bench, channel, watch) = Bench::new(Options::load()).await.staged().await;
    let sender = bench.sender().await;
    until("it has the lease", async || sender.status().lease_held).await;
    // Another one has taken it, and keeps it.
    let thief = bench.leadership_of(uuid::Uuid::from_u128(7));
    let term = thief.seize().await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let thieving = {
        let stop = stop.clone();
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                assert!(thief.beat(&term).await.unwrap());
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        })
    };
    until("it stands by", async || !sender.status().lease_held).await;
    let id = bench.plant(&watch, 1).await;
    bench.hint().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(bench.state(id).await.0, "pending", "nothing is sent without the lease");
    stop.cancel();
    thieving.await.unwrap();
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

/// The database's clock is set by hours, ahead and back, while the owner works, and once more when it is dead.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_clock_is_set_takes_the_lease_from_no_living_sender() {
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_secs(2);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let first = bench.sender_with(bench.options("one")).await;
    until("the first sender has the lease", async || first.status().lease_held).await;
    let second = bench.sender_with(bench.options("two")).await;
    let (held, mut n) = (bench.epoch().await, 0);
    for hours in [1, -1, -1, 1, 24, -24, 1, -1, 1, -1] {
        bench.set_database_clock(hours).await;
        for _ in 0..5 {
            bench.plant(&watch, n).await;
            bench.hint().await;
            n += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert!(first.status().lease_held && !second.status().lease_held, "taken from a living sender after a step of {hours} h");
        }
    }
    bench.until_count("sent", n as usize).await;
    assert_eq!((bench.epoch().await, second.status().sent), (held, 0));
    first.kill().await;
    for hours in [1, -2, 1] {
        bench.set_database_clock(hours).await;
    }
    bench.plant(&watch, n).await;
    bench.until_count("sent", n as usize + 1).await;
    assert_eq!(second.status().sent, 1, "the standby follows the dead");
    bench.assert_once(channel, 0..=n);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_on_the_same_journal_goes_on_at_once() {
    let mut bench = Bench::new(Options::load()).await;
    // Longer than this test may take: it would not end if the restarted sender had to wait for its own lease.
    bench.tuning.lease = Duration::from_secs(3_600);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    until("it has the lease", async || sender.status().lease_held).await;
    sender.kill().await;
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    sender.stop().await;
}

/// svix#2181: a request that takes longer than the right to make it is made a second time by the next process that has the right.
#[tokio::test(flavor = "multi_thread")]
async fn svix_2181_a_request_that_outlives_the_lease_shows_its_message_once() {
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_secs(1);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    // Discord keeps the message and says nothing, for much longer than the lease lasts.
    let stall = Fault::StallAfterCommit(Duration::from_secs(8));
    bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(1));
    let first = bench.sender_with(bench.options("one")).await;
    let id = bench.plant(&watch, 1).await;
    bench.hint().await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    // It dies with the request in flight.
    first.kill().await;
    let second = bench.sender_with(bench.options("two")).await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    second.stop().await;
}

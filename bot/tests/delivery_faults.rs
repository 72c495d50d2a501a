//! Discord misbehaves; every message still arrives once.

mod delivery_support;

use delivery_support::Bench;
use sandbox::discord::{Dose, Fault, Options, Scope, Where};
use std::time::Duration;
use testkit::until;

async fn house(bench: &Bench, channels: u32, posts: u32) -> Vec<domain::id::ChannelId> {
    let mut made = Vec::new();
    for n in 0..channels {
        let channel = bench.channel(&format!("art-{n}"));
        let watch = bench.watch(channel).await;
        for post in 0..posts {
            bench.plant(&watch, n * 100 + post).await;
        }
        made.push(channel);
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_break_after_the_commit_make_no_duplicates() {
    let bench = Bench::new(Options::load()).await;
    bench.world.faults().drop_after_commit(0.2);
    house(&bench, 5, 12).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 60).await;
    assert_eq!(bench.world.message_count(), 60);
    assert_eq!(bench.world.duplicates(), []);
    assert!(bench.world.faults().fired() > 0, "the fault never struck");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_discord_are_repeated_until_they_pass() {
    let bench = Bench::new(Options::load()).await;
    let faults = bench.world.faults();
    faults.inject(Where::CreateMessage, Fault::ServerError(500), Dose::Times(3));
    faults.inject(Where::CreateMessage, Fault::BadGateway, Dose::Times(2));
    faults.inject(Where::CreateMessage, Fault::DropBefore, Dose::Times(2));
    let channels = house(&bench, 4, 3).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 12).await;
    assert_eq!(bench.world.message_count(), 12);
    assert_eq!(bench.world.duplicates(), []);
    assert_eq!(channels.len(), 4);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_limit_of_a_channel_is_kept_by_its_headers() {
    // Five messages in five seconds per channel, as Discord has it.
    let bench = Bench::new(Options::default()).await;
    let channels = house(&bench, 2, 7).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 14).await;
    bench.assert_once(channels[0], 0..7);
    bench.assert_once(channels[1], 100..107);
    assert_eq!(bench.world.limits().refused, [0, 0, 0], "headers were read before a limit was hit");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_waits_and_sends_the_same_again() {
    let bench = Bench::new(Options::load()).await;
    let faults = bench.world.faults();
    let fault = faults.inject(Where::CreateMessage, Fault::RateLimited(Scope::User, Duration::from_millis(600)), Dose::Times(1));
    let channels = house(&bench, 1, 4).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 4).await;
    assert_eq!(faults.fired_by(fault), 1);
    bench.assert_once(channels[0], 0..4);
    assert_eq!(bench.world.limits().invalid, 1, "one 429, and no other while waiting");
    assert_eq!(sender.status().retries, 0, "a wait is not a failure");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_429_rests_everything() {
    let bench = Bench::new(Options::load()).await;
    let faults = bench.world.faults();
    faults.inject(Where::CreateMessage, Fault::RateLimited(Scope::Global, Duration::from_secs(2)), Dose::Times(1));
    house(&bench, 12, 4).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 48).await;
    let limits = bench.world.limits();
    // What was on its way when the answer came does not count.
    assert_eq!(limits.ignored_pauses(Duration::from_millis(500)), 0, "{:?}", limits.during_global_pause);
    assert_eq!(bench.world.duplicates(), []);
    assert_eq!(bench.world.message_count(), 48);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_stops_everything_for_long_and_ends_with_the_witness() {
    let bench = Bench::new(Options { keep_requests: 10_000, ..Options::load() }).await;
    let faults = bench.world.faults();
    // The start asks who the bot is, which the witness asks too.
    let warm = bench.channel("warm");
    let first = bench.plant(&bench.watch(warm).await, 900).await;
    let sender = bench.sender().await;
    bench.until(first, "sent").await;
    bench.world.clear_requests();
    faults.inject(Where::CreateMessage, Fault::EdgeBan, Dose::Times(1));
    let witness = faults.inject(Where::Path("/users/@me".to_owned()), Fault::EdgeBan, Dose::Times(1));
    let channels = house(&bench, 1, 8).await;
    bench.hint().await;
    until("the pause is shown", async || sender.status().paused_for_ms.is_some()).await;
    bench.until_count("sent", 9).await;
    assert_eq!(faults.fired_by(witness), 1);
    assert_eq!(bench.titles(channels[0]).len(), 8);
    assert_eq!(bench.world.duplicates(), []);
    let requests: Vec<_> = bench.world.requests();
    let refused = requests.iter().find(|request| request.path == "/users/@me").unwrap().at;
    // What was on its way when the witness came back does not count.
    let next = requests.iter().find(|request| request.at > refused + Duration::from_millis(400)).unwrap();
    assert!(next.at >= refused + Duration::from_millis(1_400), "nothing was asked while it rested");
    assert_eq!(next.path, "/users/@me", "the witness goes first");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_stops_sending_and_shows() {
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.ban_pause = Duration::from_secs(600);
    bench.world.faults().revoke_token(true);
    let channels = house(&bench, 3, 2).await;
    let sender = bench.sender().await;
    until("the token's trouble is shown", async || sender.status().failing.is_some_and(|why| why.contains("token"))).await;
    assert!(bench.world.limits().invalid <= 7, "one try per message at most, and the witness");
    assert_eq!(bench.world.message_count(), 0);
    sender.stop().await;
    assert_eq!(bench.count("sent").await + bench.count("failed").await, 0);
    bench.world.faults().revoke_token(false);
    let sender = bench.sender().await;
    bench.until_count("sent", 6).await;
    assert_eq!(bench.world.duplicates(), []);
    assert_eq!(channels.len(), 3);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_loses_nothing_and_a_restart_repeats_nothing() {
    let bench = Bench::new(Options::load()).await;
    bench.world.faults().drop_after_commit(0.2);
    bench.world.faults().inject(Where::CreateMessage, Fault::Latency(Duration::from_millis(30)), Dose::Always);
    house(&bench, 6, 10).await;
    for round in 1..=3 {
        let sender = bench.sender().await;
        let goal = round * 12;
        until("some messages arrived", async || bench.world.message_count() >= goal).await;
        sender.stop().await;
        assert_eq!(bench.count("sending").await, 0, "what was not sent was given back");
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 60).await;
    assert_eq!(bench.world.message_count(), 60);
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_under_load_loses_nothing_and_repeats_nothing() {
    let bench = Bench::new(Options::load()).await;
    bench.world.faults().drop_after_commit(0.2);
    house(&bench, 6, 10).await;
    for round in 1..=4 {
        let sender = bench.sender().await;
        until("some messages arrived", async || bench.world.message_count() >= round * 10).await;
        sender.kill().await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 60).await;
    assert_eq!(bench.world.message_count(), 60);
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

/// The clock of a program with a fault: it panics once when a delivery asks it.
struct Faulty(std::sync::atomic::AtomicBool);

impl domain::clock::Clock for Faulty {
    fn now(&self) -> domain::clock::Timestamp {
        let armed = self.0.load(std::sync::atomic::Ordering::SeqCst);
        if armed && std::backtrace::Backtrace::force_capture().to_string().contains("delivery::attempt") {
            self.0.store(false, std::sync::atomic::Ordering::SeqCst);
            panic!("a fault of the program");
        }
        domain::clock::Clock::now(&domain::clock::SystemClock)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_panics_frees_its_lane_and_comes_back() {
    let mut bench = Bench::new(Options::default()).await;
    let clock = std::sync::Arc::new(Faulty(true.into()));
    bench.clock = clock.clone();
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    for n in 1..4 {
        bench.plant(&watch, n).await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    assert!(!clock.0.load(std::sync::atomic::Ordering::SeqCst), "it never panicked");
    assert_eq!(bench.titles(channel).len(), 3);
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

/// A moderator makes an AutoMod rule between the try whose answer was lost and the next one.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_a_lost_answer_does_not_say_that_nothing_arrived() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let faults = bench.world.faults();
    faults.inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(1));
    faults.inject(Where::CreateMessage, Fault::Refused(400, 200_000), Dose::Times(1));
    let sender = bench.sender().await;
    let id = bench.plant(&watch, 1).await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

/// The same, and the lost one had not arrived: the plain link goes out.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_a_lost_request_leads_to_the_plain_link() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let faults = bench.world.faults();
    faults.inject(Where::CreateMessage, Fault::DropBefore, Dose::Times(1));
    faults.inject(Where::CreateMessage, Fault::Refused(400, 200_000), Dose::Times(2));
    let sender = bench.sender().await;
    let id = bench.plant(&watch, 1).await;
    bench.until(id, "sent").await;
    let messages = bench.world.messages(channel.0);
    assert!(messages.len() == 1 && messages[0].content.contains("Picture-1"), "{messages:?}");
    sender.stop().await;
}

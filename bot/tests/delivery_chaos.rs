//! Rows of the fault matrix that concern delivery (`just chaos`): Discord at its worst, targets that go away, clocks that differ.

mod delivery_support;

use chrono::TimeDelta;
use delivery_support::Bench;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::{ChannelId, GuildId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::discord::permission::{READ_MESSAGE_HISTORY, VIEW_CHANNEL};
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Scope, Where};
use sandbox::odd::Odd;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use testbed::chaos;
use testkit::until;

#[tokio::test(flavor = "multi_thread")]
async fn f13_discord_at_its_worst_gets_each_message_once() {
    let (seed, total) = (chaos::seed(), chaos::scale(2_000_u32, 50_000));
    let bench = Bench::new(Options::load()).await;
    let faults = bench.world.faults();
    faults.seed(seed);
    let (channels, mut planted) = (40, Vec::new());
    for number in 0..channels {
        let channel = bench.channel(&format!("art-{number}"));
        let watch = bench.watch(channel).await;
        for n in (number..total).step_by(40) {
            bench.plant(&watch, n).await;
            planted.push((channel.0, format!("Picture {n}")));
        }
    }
    let dropped = faults.drop_after_commit(0.2);
    let bad = faults.inject(Where::CreateMessage, Fault::BadGateway, Dose::Share(0.02));
    let began = Instant::now();
    let sender = bench.sender().await;
    // Each refuses what is on its way when it begins, some seven requests: more often than this, and the bar of invalid ones is met by that alone.
    let storms = chaos::scale(3, 12);
    let trouble = tokio::spawn({
        let faults = faults.clone();
        async move {
            for _ in 0..storms {
                faults.inject(Where::CreateMessage, Fault::Stall(Duration::from_secs(15)), Dose::Times(2));
                faults.inject(Where::CreateMessage, Fault::StallAfterCommit(Duration::from_secs(15)), Dose::Times(2));
                tokio::time::sleep(Duration::from_secs(4)).await;
                faults.inject(Where::CreateMessage, Fault::RateLimited(Scope::Global, Duration::from_secs(2)), Dose::Times(1));
                tokio::time::sleep(Duration::from_secs(6)).await;
            }
        }
    });
    while bench.count("sent").await < i64::from(total) {
        assert!(began.elapsed() < Duration::from_secs(120 + u64::from(total) / 10), "{:?}", sender.status());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    trouble.await.unwrap();
    let limits = bench.world.limits();
    // What was on its way when the answer came does not count.
    let ignored = limits.ignored_pauses(Duration::from_millis(500));
    let note = format!(
        "{} answers lost after the commit, {} bad gateways, {} stalls of 15 s, {storms} global pauses; {ignored} requests inside a pause; {} invalid; at most {} requests in a second (bar: 45)",
        faults.fired_by(dropped),
        faults.fired_by(bad),
        4 * storms,
        limits.invalid,
        limits.peak_per_second,
    );
    chaos::Row::of_sets("F13", seed, planted.clone(), planted, bench.shown()).note(note).finish();
    assert_eq!(ignored, 0, "{:?}", limits.during_global_pause);
    assert!(limits.invalid < 50 * (1 + began.elapsed().as_secs() / 600), "{limits:?}");
    sender.stop().await;
}

/// Answers that are lost for longer than Discord knows the nonce: only the channel tells what became of them.
#[tokio::test(flavor = "multi_thread")]
async fn f13_answers_that_are_lost_for_longer_than_a_nonce_is_known_are_looked_for() {
    let (seed, total) = (chaos::seed(), chaos::scale(400_u32, 10_000));
    let mut bench = Bench::new(Options { nonce_window: Duration::from_secs(8), ..Options::load() }).await;
    // A `Date` is a second or two off, so the trust ends well before the nonce does.
    (bench.tuning.nonce_trust, bench.tuning.request_timeout) = (TimeDelta::seconds(2), Duration::from_secs(10));
    let faults = bench.world.faults();
    faults.seed(seed);
    let mut planted = Vec::new();
    for number in 0..20 {
        let channel = bench.channel(&format!("art-{number}"));
        let watch = bench.watch(channel).await;
        for n in (number..total).step_by(20) {
            bench.plant(&watch, n).await;
            planted.push((channel.0, format!("Picture {n}")));
        }
    }
    let stall = Fault::StallAfterCommit(Duration::from_secs(60));
    let stalled = faults.inject(Where::CreateMessage, stall, Dose::Share(0.05));
    let unsent = faults.inject(Where::CreateMessage, Fault::Stall(Duration::from_secs(60)), Dose::Share(0.02));
    let sender = bench.sender().await;
    let began = Instant::now();
    while bench.count("sent").await < i64::from(total) {
        assert!(began.elapsed() < Duration::from_secs(200 + u64::from(total) / 2), "{:?}", sender.status());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let note = format!(
        "nonces known for 8 s; {} answers lost for 10 s after the commit, {} requests lost before it",
        faults.fired_by(stalled),
        faults.fired_by(unsent)
    );
    assert!(faults.fired_by(stalled) > 0);
    chaos::Row::of_sets("F13", seed, planted.clone(), planted, bench.shown()).note(note).finish();
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f14_targets_that_go_away_in_the_middle_are_held_and_shown_and_hurt_no_others() {
    const POSTS: u32 = 30;
    let seed = chaos::seed();
    let bench = Bench::new(Options { keep_requests: 10_000, ..Options::load() }).await;
    let lobby = bench.channel("lobby");
    let other_guild = bench.world.add_guild("Sculptors");
    let there = ChannelId(bench.world.add_channel(other_guild, "art", ChannelKind::Text));
    let (deleted, forbidden) = (bench.channel("deleted"), bench.channel("forbidden"));
    let healthy = [bench.channel("one"), bench.channel("two"), bench.channel("three")];
    let mut planted = Vec::new();
    for (nth, channel) in [deleted, forbidden, there].into_iter().chain(healthy).enumerate() {
        let guild = if channel == there { other_guild } else { bench.guild };
        let watch = bench.watch_with(channel, |wish| wish.guild = GuildId(guild.0)).await;
        for n in 0..POSTS {
            let number = u32::try_from(nth).unwrap() * 100 + n;
            planted.push((channel, bench.plant(&watch, number).await));
        }
    }
    bench.world.faults().inject(Where::CreateMessage, Fault::Latency(Duration::from_millis(100)), Dose::Always);
    let sender = bench.sender().await;
    until("some arrive everywhere", async || {
        [deleted, forbidden, there].into_iter().chain(healthy).all(|channel| bench.world.message_count_in(channel.0) >= 3)
    })
    .await;
    bench.world.delete_channel(deleted.0);
    bench.world.set_bot_permissions(forbidden.0, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    bench.world.remove_bot(other_guild);
    let gone_at = Instant::now();
    let (mut sent, mut held) = (0, 0);
    for (channel, id) in &planted {
        let went = !healthy.contains(channel);
        while !matches!(bench.state(*id).await.0.as_str(), "sent" | "held") {
            assert!(gone_at.elapsed() < Duration::from_secs(120), "{:?} in {channel}", bench.state(*id).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (state, reason) = bench.state(*id).await;
        sent += u64::from(state == "sent");
        held += u64::from(state == "held");
        assert!(state == "sent" || (went && reason.is_some_and(|reason| !reason.is_empty())), "{state} in {channel}");
    }
    let tries = |channel: ChannelId| {
        let path = format!("/channels/{channel}/messages");
        let requests = bench.world.requests();
        requests.iter().filter(|one| one.method == "POST" && one.path.contains(&path) && one.at > gone_at && one.status >= 400).count()
    };
    let most = [deleted, forbidden, there].map(tries);
    let broken = bench.store.for_bot().broken_channels().await.unwrap();
    until("the guild that is left is told", async || !bench.world.messages(lobby.0).is_empty()).await;
    let row = chaos::Row {
        attempted: planted.len() as u64,
        acknowledged: planted.len() as u64,
        recovered: sent + held,
        lost: planted.len() as u64 - sent - held,
        duplicated: bench.world.duplicates().len() as u64,
        ..chaos::Row::new("F14", seed)
    };
    row.note(format!(
        "{sent} sent, {held} held with their reason; refused tries: channel deleted {}, permission lost {}, bot removed {} (bar: 3); {} channels shown as broken, the guild told",
        most[0], most[1], most[2], broken.len()
    ))
    .finish();
    assert!(most.iter().all(|tries| *tries <= 3), "{most:?}");
    assert_eq!(broken.len(), 3, "{broken:?}");
    for channel in healthy {
        assert_eq!(bench.titles(channel).len(), POSTS as usize, "{channel}");
    }
    sender.stop().await;
}

/// Plants `posts` in each of 20 channels, the first cards of four of them poisoned, and sends; until all but the poisoned are there. Returns what
/// was planted, and when each arrived after the start, in order.
async fn poisoned(bench: &Bench, posts: u32, poison: &[Odd]) -> (Vec<(u64, String)>, Vec<Duration>, delivery_support::Running) {
    let mut planted = Vec::new();
    for number in 0..20 {
        let channel = bench.channel(&format!("art-{number}"));
        let watch = bench.watch(channel).await;
        for n in 0..posts {
            bench.plant(&watch, number * posts + n).await;
            planted.push((channel.0, format!("Picture {}", number * posts + n)));
        }
    }
    for (number, odd) in (0u32..).zip(poison) {
        let card = Where::Saying(format!("/art/Picture-{}\"", number * posts));
        bench.world.faults().inject(card, Fault::Odd(odd.clone()), Dose::Always);
    }
    let began = Instant::now();
    let sender = bench.sender().await;
    let rest = planted.len() - poison.len();
    while bench.count("sent").await < rest as i64 {
        assert!(began.elapsed() < Duration::from_secs(60 + u64::from(posts) * 2), "{:?}", sender.status());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut delays: Vec<_> = bench.world.all_messages().iter().map(|message| message.at - began).collect();
    delays.sort_unstable();
    (planted, delays, sender)
}

/// Makes what waits for its next try due, again and again, until this many are sent.
async fn until_sent(bench: &Bench, count: usize, sender: &delivery_support::Running) {
    let began = Instant::now();
    while bench.count("sent").await < count as i64 {
        assert!(began.elapsed() < Duration::from_secs(120 + count as u64 / 10), "{:?}", sender.status());
        bench.retry_now().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// A bad hour: every kind of odd answer at random, for every message alike.
#[tokio::test(flavor = "multi_thread")]
async fn f13_odd_answers_at_random_lose_nothing_hold_no_channel_and_tell_nobody() {
    let (seed, posts) = (chaos::seed(), chaos::scale(10_u32, 250));
    let bench = Bench::new(Options::load()).await;
    let faults = bench.world.faults();
    faults.seed(seed);
    let mut planted = Vec::new();
    let mut lobbies = Vec::new();
    for number in 0..40 {
        let guild = bench.world.add_guild(&format!("Guild {number}"));
        lobbies.push(bench.world.add_channel(guild, "lobby", ChannelKind::Text));
        let channel = ChannelId(bench.world.add_channel(guild, "art", ChannelKind::Text));
        let watch = bench.watch_with(channel, |wish| wish.guild = GuildId(guild.0)).await;
        for n in 0..posts {
            bench.plant(&watch, number * posts + n).await;
            planted.push((channel.0, format!("Picture {}", number * posts + n)));
        }
    }
    let odd = [
        Fault::Refused(403, 50_001),
        Fault::Odd(Odd::discord(403, 40_333, "internal network error")),
        Fault::Odd(Odd::html(400)),
        Fault::Odd(Odd::html(403)),
        Fault::Odd(Odd::edge_limit(1)),
        Fault::Odd(Odd::html(503)),
        Fault::Odd(Odd::discord(404, 0, "404: Not Found")),
        Fault::DropAfterCommit,
    ];
    for fault in odd {
        faults.inject(Where::CreateMessage, fault, Dose::Share(0.07));
    }
    let sender = bench.sender().await;
    until_sent(&bench, planted.len() * 4 / 5, &sender).await;
    let (rests, struck, held) = (sender.status().failing, faults.fired(), sender.status().held);
    faults.clear();
    until_sent(&bench, planted.len(), &sender).await;
    let row = chaos::Row::of_sets("F13", seed, planted.clone(), planted, bench.shown());
    row.note(format!(
        "{struck} odd answers of eight kinds at random to every message alike; {held} messages held until the first probe, nobody told"
    ))
    .finish();
    assert_eq!((rests, bench.count("failed").await), (None, 0));
    assert!(lobbies.iter().all(|lobby| bench.world.messages(*lobby).is_empty()), "a guild was told");
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f26_poisoned_cards_cost_nobody_else_and_are_not_lost() {
    let (seed, posts) = (chaos::seed(), chaos::scale(20_u32, 200));
    let options = || Options { keep_requests: 200_000, ..Options::load() };
    let mut bench = Bench::new(options()).await;
    // As in production: a process that takes a poisoned card for a ban does not end.
    bench.tuning.ban_pause = Duration::from_secs(600);
    let (_, undisturbed, sender) = poisoned(&bench, posts, &[]).await;
    sender.stop().await;
    let mut bench = Bench::new(options()).await;
    bench.tuning.ban_pause = Duration::from_secs(600);
    let poison = [Odd::html(403), Odd::html(400), Odd::edge_limit(5), Odd::discord(401, 0, "401: Unauthorized")];
    let (planted, delays, sender) = poisoned(&bench, posts, &poison).await;
    let requests = bench.world.requests();
    let tries = requests.iter().filter(|request| request.method == "POST" && request.status >= 400).count();
    let witnesses = requests.iter().filter(|request| request.path == "/users/@me").count();
    assert_eq!(sender.status().paused_for_ms, None);
    bench.world.faults().clear();
    until_sent(&bench, planted.len(), &sender).await;
    let p95 = |delays: &[Duration]| delays[delays.len() * 95 / 100];
    let (alone, beside) = (p95(&undisturbed), p95(&delays));
    let row = chaos::Row::of_sets("F26", seed, planted.clone(), planted, bench.shown());
    row.note(format!(
        "the others' 95th percentile {:.1} s after the start, undisturbed {:.1} s (bar: twice); {tries} tries of poisoned cards, {witnesses} witnesses, no rest; each arrived when Discord took it",
        beside.as_secs_f64(),
        alone.as_secs_f64(),
    ))
    .finish();
    assert!(beside <= alone * 2, "{beside:?} beside poisoned cards, {alone:?} without");
    sender.stop().await;
}

/// A host's clock, this many seconds ahead; it may be set.
#[derive(Clone, Default)]
struct Host(Arc<AtomicI64>);

impl Clock for Host {
    fn now(&self) -> Timestamp {
        SystemClock.now() + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Each process by its own clock, ahead or behind, and set while it works; killed between commit and answer, and followed by another one
/// when Discord has forgotten every nonce.
#[tokio::test(flavor = "multi_thread")]
async fn f24_wrong_clocks_lose_and_double_nothing() {
    const POSTS: u32 = 6;
    // Seconds that the host of ingest, of the first sender and of the second one are ahead, and by which the first one's is set meanwhile.
    let plans =
        [(0, 180, 180, 0), (3_600, -3_600, 0, 0), (-10_800, 60, 7_200, 0), (0, 0, 0, -3_600), (600, 0, -600, 7_200), (0, -180, 86_000, 60)];
    let (seed, rounds) = (chaos::seed(), chaos::scale(1, 20));
    let mut dice = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_secs(2);
    let mut watches = Vec::new();
    for number in 0..4 {
        let channel = bench.channel(&format!("art-{number}"));
        watches.push((channel, bench.watch(channel).await));
    }
    let (mut planted, mut n, mut lost_answers, mut passed) = (Vec::new(), 0, 0, TimeDelta::zero());
    for (round, (ingest, first, second, set)) in (0..rounds).flat_map(|round| plans.map(|plan| (round, plan))) {
        let stall = Fault::StallAfterCommit(Duration::from_secs(600));
        bench.world.faults().clear();
        let stalled = bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(2));
        let host = Host::default();
        host.0.store(first, Ordering::SeqCst);
        bench.clock = Arc::new(host.clone());
        let one = bench.sender_with(bench.options("one")).await;
        for _ in 0..POSTS {
            for (channel, watch) in &watches {
                let now = SystemClock.now();
                bench.plant_seen(watch, n, false, (now + TimeDelta::seconds(ingest), now + passed)).await;
                planted.push((channel.0, format!("Picture {n}")));
                n += 1;
            }
            bench.hint().await;
        }
        until("two answers are lost", async || bench.world.faults().fired_by(stalled) == 2).await;
        host.0.fetch_add(set, Ordering::SeqCst);
        let more = dice.random_range(0..POSTS * 2);
        let enough = bench.world.message_count() + u64::from(more);
        let until = Instant::now() + Duration::from_secs(2);
        while bench.world.message_count() < enough && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        one.kill().await;
        // A request that was under way would arrive after Discord has forgotten its nonce, which no dead sender's does.
        bench.world.wait_until("the killed sender's connections to end", |world| world.connections() == 0).await.unwrap();
        lost_answers += 2;
        bench.world.advance_clock(Duration::from_secs(600));
        passed += TimeDelta::seconds(600);
        let host = Host::default();
        host.0.store(second, Ordering::SeqCst);
        bench.clock = Arc::new(host);
        let two = bench.sender_with(bench.options("two")).await;
        bench.until_count("sent", n as usize).await;
        two.stop().await;
        println!("round {round}: {n} sent");
    }
    let row = chaos::Row::of_sets("F24", seed, planted.clone(), planted, bench.shown());
    row.note(format!(
        "ingest and two senders by clocks from 3 h behind to 24 h ahead, set by up to 2 h while they work; {lost_answers} answers lost and their senders killed, \
         Discord's memory of nonces over each time"
    ))
    .finish();
}

struct Off(TimeDelta);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }
}

/// A standby whose clock is far from the active sender's must leave it the lease, and follow it when it is dead.
#[tokio::test(flavor = "multi_thread")]
async fn f18_clocks_that_differ_steal_no_lease_and_send_nothing_twice() {
    let seed = chaos::seed();
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_secs(2);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let mut n = 0;
    for (owner, standby) in [(-60, 0), (60, 0), (0, 5)] {
        bench.clock = Arc::new(Off(TimeDelta::minutes(owner)));
        let first = bench.sender_with(bench.options("one")).await;
        until("the first has the lease", async || first.status().lease_held).await;
        bench.clock = Arc::new(Off(TimeDelta::minutes(standby)));
        let second = bench.sender_with(bench.options("two")).await;
        let deadline = Instant::now() + Duration::from_secs(3);
        while Instant::now() < deadline {
            // Observed long enough ago to be due by either clock.
            bench.plant_at(&watch, n, false, SystemClock.now() - TimeDelta::hours(3)).await;
            n += 1;
            bench.hint().await;
            assert!(first.status().lease_held && !second.status().lease_held, "stolen: {owner} min, {standby} min");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bench.until_count("sent", n as usize).await;
        first.kill().await;
        until("the second follows the dead", async || second.status().lease_held).await;
        second.stop().await;
    }
    let planted = (0..n).map(|n| (channel.0, format!("Picture {n}")));
    let row = chaos::Row::of_sets("F18", seed, planted.clone(), planted, bench.shown());
    row.note("sender: clocks 1 h and 5 min apart; no lease left its living owner, a dead one's was taken").finish();
}

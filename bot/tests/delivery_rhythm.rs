//! Digests and quiet hours: what waits for its hour comes then, together, once, and silently where that was asked for.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use chrono::{TimeDelta, Timelike};
use delivery_support::{Bench, Running};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::{ChannelId, GuildId, NotificationId};
use domain::rhythm::{Digest, Hour, Manner, Quiet, Rhythm};
use domain::watch::{CatchUp, Pause, What};
use domain::zone::Zone;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::discord::{Dose, Fault, Gate, Message, Options, Where};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::change::Change;
use store::guild_settings::GuildSettings;
use testbed::chaos;
use testkit::until;

/// Discord's flag of a message that makes no sound.
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// A host's clock that can be set ahead, by seconds.
#[derive(Clone, Default)]
struct Host(Arc<AtomicI64>);

impl Host {
    fn ahead(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }
}

impl Clock for Host {
    fn now(&self) -> Timestamp {
        SystemClock.now() + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }
}

async fn bench() -> (Bench, Host) {
    let (mut bench, host) = (Bench::new(Options::default()).await, Host::default());
    bench.clock = Arc::new(host.clone());
    (bench, host)
}

fn tokyo() -> Zone {
    "Asia/Tokyo".parse().unwrap()
}

async fn set_zone(bench: &Bench, zone: Zone) {
    let settings = GuildSettings { zone: Some(zone), ..GuildSettings::default() };
    bench.store.for_bot().save_guild_settings(GuildId(bench.guild.0), settings, bench.now()).await.unwrap();
}

/// A digest every day at the hour that the clocks there show this many hours from now.
fn daily(zone: Zone, now: Timestamp, hours: i64) -> Rhythm {
    let hour = Hour::new(zone.local(now + TimeDelta::hours(hours)).hour()).unwrap();
    Rhythm { digest: Some(Digest::Daily(hour)), quiet: None }
}

/// Quiet from this many hours before now to this many behind it, in UTC.
fn quiet(now: Timestamp, before: i64, behind: i64, manner: Manner) -> Rhythm {
    let at = |hours| (now + TimeDelta::hours(hours)).time();
    Rhythm { digest: None, quiet: Quiet::new(at(-before), at(behind), manner) }
}

fn messages(bench: &Bench, channel: ChannelId) -> Vec<Message> {
    bench.world.messages(channel.0).into_iter().filter(|message| !message.deleted).collect()
}

/// Waits until all of these wait for an hour that has not come; returns when that is of each.
async fn until_put_off(bench: &Bench, ids: &[NotificationId]) -> Vec<Timestamp> {
    let due = async || {
        let rows = bench.store.for_bot().notifications(ids).await.unwrap();
        rows.into_iter().filter(|row| row.attempts == 0 && row.due_at == row.deliverable_at).map(|row| row.due_at).collect::<Vec<_>>()
    };
    until("what came waits for its hour", async || {
        let due = due().await;
        due.len() == ids.len() && due.iter().all(|at| *at > bench.now())
    })
    .await;
    due().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_polls_of_a_day_are_one_message_at_the_hour_of_the_servers_clock() {
    let (bench, host) = bench().await;
    let (channel, zone) = (bench.channel("art"), tokyo());
    set_zone(&bench, zone).await;
    let rhythm = daily(zone, bench.now(), 3);
    let watch = bench.watch_with(channel, |wish| wish.rhythm = rhythm).await;
    let sender = bench.sender().await;
    let mut planted = Vec::new();
    for n in 0..7 {
        planted.push(bench.plant(&watch, n).await);
    }
    bench.hint().await;
    let turns = until_put_off(&bench, &planted).await;
    assert!(turns.iter().all(|turn| *turn == turns[0] && zone.local(*turn).minute() == 0), "{turns:?}");
    assert_eq!(messages(&bench, channel).len(), 0);
    host.ahead(TimeDelta::hours(3));
    bench.hint().await;
    bench.until_count("sent", 7).await;
    bench.assert_once(channel, 0..7);
    let digest = messages(&bench, channel);
    assert_eq!((digest.len(), digest[0].flags & SUPPRESS_NOTIFICATIONS), (1, 0));
    // What was late for its turn because nobody worked is of the same turn, and comes together too.
    sender.stop().await;
    let seen = bench.now();
    for n in 7..9 {
        bench.plant_at(&watch, n, false, seen + TimeDelta::seconds(i64::from(n))).await;
    }
    host.ahead(TimeDelta::hours(24));
    let sender = bench.sender().await;
    bench.until_count("sent", 9).await;
    bench.assert_once(channel, 0..9);
    assert_eq!(messages(&bench, channel).len(), 2);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_quiet_hours_posts_make_no_sound_or_wait_for_their_end() {
    let (bench, host) = bench().await;
    let (soft, later) = (bench.channel("soft"), bench.channel("later"));
    let now = bench.now();
    let silent = bench.watch_with(soft, |wish| wish.rhythm = quiet(now, 1, 2, Manner::Silently)).await;
    let waiting = bench.watch_with(later, |wish| wish.rhythm = quiet(now, 1, 2, Manner::Afterwards)).await;
    let sender = bench.sender().await;
    let first = bench.plant(&silent, 1).await;
    let held = [bench.plant(&waiting, 2).await, bench.plant(&waiting, 3).await];
    bench.hint().await;
    bench.until(first, "sent").await;
    let turns = until_put_off(&bench, &held).await;
    assert_eq!(turns[0], turns[1]);
    host.ahead(TimeDelta::hours(3));
    let loud = bench.plant(&silent, 4).await;
    bench.hint().await;
    bench.until(loud, "sent").await;
    bench.until_count("sent", 4).await;
    let flags: Vec<u64> = messages(&bench, soft).iter().map(|message| message.flags & SUPPRESS_NOTIFICATIONS).collect();
    assert_eq!(flags, [SUPPRESS_NOTIFICATIONS, 0]);
    bench.assert_once(later, 2..4);
    assert_eq!(messages(&bench, later).len(), 1, "they come together");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_goes_by_what_is_set_meanwhile() {
    let (bench, _) = bench().await;
    let (channel, other) = (bench.channel("art"), bench.channel("other"));
    let (guild, store) = (GuildId(bench.guild.0), bench.store.for_bot());
    let rhythm = daily(Zone::UTC, bench.now(), 5);
    let watch = bench.watch_with(channel, |wish| wish.rhythm = rhythm).await;
    let stays = bench.watch_with(other, |wish| wish.rhythm = rhythm).await;
    let sender = bench.sender().await;
    let (id, waits) = (bench.plant(&watch, 1).await, bench.plant(&stays, 2).await);
    bench.hint().await;
    let before = until_put_off(&bench, &[id, waits]).await;
    // Where it is two hours later, the hour comes two hours sooner.
    set_zone(&bench, "Etc/GMT-2".parse().unwrap()).await;
    bench.hint().await;
    until("the hour is the new zone's", async || {
        let rows = bench.store.for_bot().notifications(&[id, waits]).await.unwrap();
        rows.iter().zip(&before).all(|(row, before)| row.due_at == *before - TimeDelta::hours(2))
    })
    .await;
    store.change_watch(guild, watch.id, Change::Digest(None), bench.now()).await.unwrap();
    bench.hint().await;
    bench.until(id, "sent").await;
    assert_eq!(bench.state(waits).await.0, "pending", "another watch's");
    sender.stop().await;
}

/// A message that waits behind another one of its channel was read by the old settings; its turn comes under the new ones.
#[tokio::test(flavor = "multi_thread")]
async fn hours_that_are_set_while_a_message_waits_its_turn_stand() {
    let (bench, _) = bench().await;
    let (channel, now) = (bench.channel("art"), bench.now());
    let (guild, store) = (GuildId(bench.guild.0), bench.store.for_bot());
    let first = bench.watch(channel).await;
    let waits = daily(Zone::UTC, now, 5);
    let at_once = bench.watch_with(channel, |wish| (wish.what, wish.rhythm) = (What::Deviations, waits)).await;
    let sooner = bench.watch_with(channel, |wish| (wish.what, wish.rhythm) = (What::Journals, waits)).await;
    let (gate, faults) = (Gate::closed(), bench.world.faults());
    let gated = faults.inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Times(1));
    let mut planted = Vec::new();
    for (n, watch) in (1..).zip([&first, &at_once, &sooner]) {
        planted.push(bench.plant_at(watch, n, false, now + TimeDelta::milliseconds(n.into())).await);
    }
    let sender = bench.sender().await;
    until("the first is on its way", async || faults.fired_by(gated) == 1).await;
    until("the others wait behind it", async || sender.status().waiting == 2).await;
    store.change_watch(guild, at_once.id, Change::Digest(None), bench.now()).await.unwrap();
    store.change_watch(guild, sooner.id, Change::Digest(daily(Zone::UTC, now, 3).digest), bench.now()).await.unwrap();
    gate.open();
    bench.until(planted[1], "sent").await;
    let turns = until_put_off(&bench, &planted[2..]).await;
    assert!(turns[0] <= now + TimeDelta::hours(3), "{turns:?}");
    bench.assert_once(channel, [1, 2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_pause_held_comes_at_its_hour_and_is_not_old_then() {
    let (bench, host) = bench().await;
    let channel = bench.channel("art");
    let (guild, store, now) = (GuildId(bench.guild.0), bench.store.for_bot(), bench.now());
    let weekly = Rhythm { digest: daily(Zone::UTC, now, 2).digest, quiet: None };
    let watch = bench.watch_with(channel, |wish| (wish.rhythm, wish.catch_up) = (weekly, CatchUp::Skip)).await;
    let id = bench.plant(&watch, 1).await;
    store.pause_watches(guild, &[watch.id], Pause { since: now, until: None }, now).await.unwrap();
    store.resume_watch(guild, watch.id, now).await.unwrap();
    assert_eq!(bench.state(id).await, ("suppressed".to_owned(), Some("catch_up".to_owned())), "its policy decides");
    store.change_watch(guild, watch.id, Change::CatchUp(CatchUp::Each), now).await.unwrap();
    let held = bench.plant(&watch, 2).await;
    store.pause_watches(guild, &[watch.id], Pause { since: now, until: None }, now).await.unwrap();
    store.resume_watch(guild, watch.id, now).await.unwrap();
    store.change_watch(guild, watch.id, Change::CatchUp(CatchUp::Skip), now).await.unwrap();
    let sender = bench.sender().await;
    until_put_off(&bench, &[held]).await;
    host.ahead(TimeDelta::hours(25));
    bench.hint().await;
    bench.until(held, "sent").await;
    bench.assert_once(channel, [2]);
    sender.stop().await;
}

async fn killed_soon(bench: &Bench, sender: Running, dice: &mut StdRng) {
    let enough = bench.world.message_count() + dice.random_range(0..4);
    let patience = std::time::Instant::now() + Duration::from_millis(800);
    while bench.world.message_count() < enough && std::time::Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    sender.kill().await;
}

/// Senders die before, at and after the hour of digests, and answers are lost.
#[tokio::test(flavor = "multi_thread")]
async fn f31_kills_around_the_hour_of_digests_lose_and_double_nothing() {
    let (seed, hours) = (chaos::seed(), chaos::scale(6, 150));
    let mut dice = StdRng::seed_from_u64(seed);
    let (mut bench, host) = (Bench::new(Options::load()).await, Host::default());
    bench.clock = Arc::new(host.clone());
    bench.tuning.lease = Duration::from_millis(1_500);
    let faults = bench.world.faults();
    faults.seed(seed);
    let lost = faults.drop_after_commit(0.2);
    let bad = faults.inject(Where::CreateMessage, Fault::BadGateway, Dose::Share(0.05));
    let mut watches = Vec::new();
    for number in 0..4 {
        let channel = bench.channel(&format!("art-{number}"));
        let rhythm = Rhythm { digest: Some(Digest::Hourly), quiet: None };
        watches.push((channel, bench.watch_with(channel, |wish| wish.rhythm = rhythm).await));
    }
    let (mut planted, mut n, mut kills) = (Vec::new(), 0, 0);
    for hour in 0..hours {
        for _ in 0..2 {
            let sender = bench.sender_with(bench.options(["one", "two"][dice.random_range(0..2)])).await;
            for (channel, watch) in &watches {
                for _ in 0..dice.random_range(0..7) {
                    bench.plant(watch, n).await;
                    planted.push((channel.0, format!("Picture {n}")));
                    n += 1;
                }
            }
            bench.hint().await;
            killed_soon(&bench, sender, &mut dice).await;
            kills += 1;
        }
        host.ahead(TimeDelta::hours(1));
        if hour % 3 == 2 {
            bench.world.advance_clock(Duration::from_secs(600));
        }
    }
    let (lost, bad) = (faults.fired_by(lost), faults.fired_by(bad));
    faults.clear();
    host.ahead(TimeDelta::hours(1));
    let note = |messages| {
        format!(
            "{kills} kills of two senders in turn around {hours} hours of four hourly digests, {messages} messages; {lost} answers lost after the commit, {bad} bad gateways"
        )
    };
    bench.finished("F31", seed, planted, note).await;
}

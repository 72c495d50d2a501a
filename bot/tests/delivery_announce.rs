//! Announcement channels: their messages are published after they were sent, as many as Discord publishes, and nothing waits for that.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use delivery_support::Bench;
use domain::id::{ChannelId, GuildId};
use domain::watch::{Style, Watch, What};
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, Options, Rate, Rates, Where};
use std::time::Duration;
use testkit::until;

/// Discord publishes this many of a channel in an hour.
const SHARE: usize = 10;

async fn staged() -> (Bench, ChannelId, Watch) {
    let rates = Rates { crosspost: Rate::new(10, Duration::from_secs(3_600)), ..Rates::wide() };
    let mut bench = Bench::new(Options { rates, ..Options::default() }).await;
    (bench.tuning.care, bench.tuning.walk_after) = (Duration::from_millis(30), Duration::from_millis(50));
    let news = ChannelId(bench.world.add_channel(bench.guild, "news", ChannelKind::News));
    // Links go one by one: each is a message.
    let watch = bench.watch_with(news, |wish| wish.style = Style::Link).await;
    (bench, news, watch)
}

/// Sends these, one after the other.
async fn send(bench: &Bench, watch: &Watch, numbers: std::ops::RangeInclusive<u32>) {
    for n in numbers {
        let id = bench.plant(watch, n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
    }
}

fn published(bench: &Bench, channel: ChannelId) -> usize {
    bench.world.messages(channel.0).iter().filter(|message| message.flags & 1 != 0).count()
}

fn asked(bench: &Bench) -> usize {
    bench.world.requests().iter().filter(|request| request.path.ends_with("/crosspost")).count()
}

async fn left(bench: &Bench, channel: ChannelId) -> u64 {
    let since = bench.now() - chrono::TimeDelta::hours(1);
    bench.store.for_bot().unpublished(GuildId(bench.guild.0), &[channel], since).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_above_the_hours_share_stays_unpublished_and_is_counted() {
    let (bench, news, watch) = staged().await;
    let other = bench.watch(bench.channel("text")).await;
    let sender = bench.sender().await;
    send(&bench, &watch, 1..=13).await;
    until("the share is published", async || published(&bench, news) == SHARE && left(&bench, news).await == 3).await;
    send(&bench, &other, 14..=14).await;
    assert!(asked(&bench) <= SHARE + 1, "what Discord does not take is not asked for: {}", asked(&bench));
    assert_eq!(bench.world.message_count_in(news.0), 13);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_and_a_bad_gateway_publish_once() {
    let (bench, news, watch) = staged().await;
    for fault in [Fault::DropAfterCommit, Fault::BadGateway] {
        bench.world.faults().inject(Where::Crosspost, fault, Dose::Times(1));
    }
    let sender = bench.sender().await;
    send(&bench, &watch, 1..=2).await;
    until("both are published", async || published(&bench, news) == 2 && asked(&bench) == 4).await;
    assert_eq!(left(&bench, news).await, 0);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_waits_for_publishing_and_the_next_life_publishes_what_a_killed_one_left() {
    let (bench, news, watch) = staged().await;
    let gate = Gate::closed();
    let fault = bench.world.faults().inject(Where::Crosspost, Fault::Gate(gate.clone()), Dose::Always);
    let sender = bench.sender().await;
    send(&bench, &watch, 1..=1).await;
    until("it is being published", async || bench.world.faults().fired_by(fault) == 1).await;
    send(&bench, &watch, 2..=3).await;
    assert_eq!(published(&bench, news), 0);
    sender.kill().await;
    bench.world.faults().clear();
    gate.open();
    let sender = bench.sender().await;
    until("all are published", async || published(&bench, news) == 3).await;
    assert_eq!((left(&bench, news).await, bench.world.message_count_in(news.0)), (0, 3));
    sender.stop().await;
}

/// One of several posts is made mature while the message waits to be published: nobody knows who follows the channel.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_a_post_that_becomes_mature_is_not_published_by_the_next_life() {
    let (bench, news, _) = staged().await;
    bench.world.set_nsfw(news.0, true);
    let watch = bench.watch_with(news, |wish| (wish.mature, wish.what) = (true, What::Deviations)).await;
    let gate = Gate::closed();
    let fault = bench.world.faults().inject(Where::Crosspost, Fault::Gate(gate.clone()), Dose::Always);
    // Of one poll.
    let now = bench.now();
    for n in [1, 2] {
        bench.plant_at(&watch, n, false, now).await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 2).await;
    assert_eq!(bench.world.message_count_in(news.0), 1, "both in one message");
    until("it is being published", async || bench.world.faults().fired_by(fault) == 1).await;
    sender.kill().await;
    let second = bench.picture(2, true, bench.now());
    bench.sql("UPDATE post SET mature = $1 WHERE id = $2", [true.into(), second.id.0.into()]).await;
    bench.world.faults().clear();
    let before = asked(&bench);
    let sender = bench.sender().await;
    send(&bench, &watch, 3..=3).await;
    until("another one is published", async || published(&bench, news) == 1).await;
    assert_eq!((asked(&bench), left(&bench, news).await), (before + 1, 0), "the first is not asked for, and is no loss");
    sender.stop().await;
}

//! One post to thousands of channels, by the real binary in release mode: how near delivery comes to its own ceiling, what Discord sees in its
//! busiest second, what it refuses, and how late fresh posts of others are meanwhile. Twice: into plain channels, and a mature post into
//! age-restricted ones.
//!
//! `cargo bench -p cli --bench fanout [-- CHANNELS]` (2,000 without a number, which takes two minutes).
#![expect(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/support/mod.rs"]
mod support;

use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::{NewWatch, What};
use sandbox::deviantart::NewPost;
use sandbox::discord::{self, ChannelKind, Seen, Shown};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use support::{Harness, looked_at, until};

/// Our own ceiling for requests to Discord (docs/configuration.md, `discord.requests_per_second`).
const CEILING: f64 = 45.0;
/// Discord's limit in any second.
const LIMIT: usize = 50;
/// Channels of one server.
const SERVER: usize = 40;
/// Artists whose fresh posts appear meanwhile, each in a channel of its own.
const OTHERS: usize = 20;

fn main() {
    // `cargo test --benches` calls this too, with --test: nothing to show then.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let channels = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(2_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(fan_out(channels, false));
    runtime.block_on(fan_out(channels, true));
}

async fn fan_out(channels: usize, mature: bool) {
    let mut harness = Harness::start(discord::Options { keep_requests: channels * 4 + 10_000, ..discord::Options::default() }).await;
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "0.5");
    let store = harness.store().await;
    let world = harness.discord.world();
    let star = harness.deviantart.world().add_artist("star");
    let mut guild = harness.guild;
    for number in 0..channels {
        if number % SERVER == 0 {
            guild = world.add_guild(&format!("server {}", number / SERVER));
        }
        let channel = world.add_channel(guild, &format!("channel-{number}"), ChannelKind::Text);
        world.set_nsfw(channel, mature);
        let now = SystemClock.now();
        let watch = NewWatch::new(GuildId(guild.0), ChannelId(channel), ArtistId(star.userid), star.username.clone(), now)
            .what(What::Deviations)
            .mature(mature)
            .announce_from(now - chrono::TimeDelta::minutes(1));
        store.for_bot().add_watch(&watch, 1_000_000).await.unwrap();
    }
    let mut names = vec!["star".to_owned()];
    for number in 0..OTHERS {
        names.push(format!("other-{number}"));
        harness.watched_artist(&store, &names[number + 1], What::Deviations).await;
    }
    drop(store);
    let deviantart = harness.deviantart.world();
    let mut child = harness.run();
    until(&harness, "the first polls", async || looked_at(&deviantart, &names)).await;

    // The first message in a channel after a start waits for a look at its history; the second does not.
    for when in ["first after a start", "later"] {
        one(&harness, &names, channels, (when, mature)).await;
        assert!(!child.has_ended(), "{}", harness.output());
    }
    child.terminate();
    child.wait().await;
}

async fn one(harness: &Harness, names: &[String], channels: usize, (when, mature): (&str, bool)) {
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let (before, started) = (discord.post_count(), Instant::now());
    let post = NewPost::image(format!("To everybody, {when}"));
    let url = deviantart.publish("star", if mature { post.mature() } else { post }).url;
    // Fresh posts of others, one each two seconds, until the last channel has its own.
    let (mut others, mut next) = (HashMap::new(), started + Duration::from_secs(2));
    while discord.post_count() < before + (channels + others.len()) as u64 {
        if Instant::now() >= next {
            let published =
                deviantart.publish(&names[1 + others.len() % OTHERS], NewPost::image(format!("{when}, fresh {}", others.len())));
            others.insert(published.url, published.deviationid);
            next += Duration::from_secs(2);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        if started.elapsed() > Duration::from_secs(60 + channels as u64) {
            println!("  gave up: {} of {channels} messages; {:?}", discord.post_count() - before, shapes(&discord.requests()));
            break;
        }
    }
    let requests = discord.requests();
    println!("fan-out of one {}post to {channels} channels, {when}:", if mature { "mature " } else { "" });
    report(&requests, &url);
    let sent = sent(&requests);
    let late = others.iter().filter_map(|(url, id)| Some(sent.get(url)?.first()?.saturating_duration_since(deviantart.served_at(*id)?)));
    let mut late: Vec<Duration> = late.collect();
    late.sort_unstable();
    let (middle, slowest) = (late.get(late.len() / 2).copied().unwrap_or_default(), late.last().copied().unwrap_or_default());
    println!("  {} fresh posts of others meanwhile: median {middle:.0?}, latest {slowest:.0?} (bar: 2 s)", late.len());
}

/// Requests by their kind: numbers in paths left out.
fn shapes(requests: &[Seen]) -> BTreeMap<String, usize> {
    let mut shapes = BTreeMap::new();
    for seen in requests {
        let path: Vec<&str> =
            seen.path.split('/').map(|part| if part.starts_with(|c: char| c.is_ascii_digit()) { "N" } else { part }).collect();
        *shapes.entry(format!("{} {} {}", seen.method, path.join("/"), seen.status)).or_default() += 1;
    }
    shapes
}

/// When each post's messages were asked for, by its link.
fn sent(requests: &[Seen]) -> BTreeMap<String, Vec<Instant>> {
    let mut sent: BTreeMap<String, Vec<Instant>> = BTreeMap::new();
    for seen in requests.iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/messages")) {
        for post in seen.body.iter().cloned().flat_map(Shown::of) {
            sent.entry(post.link).or_default().push(seen.at);
        }
    }
    sent
}

fn report(requests: &[Seen], url: &str) {
    let times = sent(requests).remove(url).unwrap_or_default();
    let (Some(first), Some(last)) = (times.iter().min().copied(), times.iter().max().copied()) else { return };
    let span = (last - first).as_secs_f64();
    // All requests of that time count: the ceiling is for everything that goes to Discord.
    let within: Vec<Seen> = requests.iter().filter(|seen| (first..=last).contains(&seen.at)).cloned().collect();
    let second = |n: usize| within[n..].iter().take_while(|seen| seen.at - within[n].at < Duration::from_secs(1)).count();
    let (busiest, refused) = ((0..within.len()).map(second).max(), within.iter().filter(|seen| seen.status == 429).count());
    let (messages, all) = ((times.len() - 1) as f64 / span, (within.len() - 1) as f64 / span);
    let share = |rate: f64| rate / CEILING * 100.0;
    println!("  {messages:.1} messages/s, {:.0} % of {CEILING}/s ({all:.1} requests/s of all kinds, {:.0} %)", share(messages), share(all));
    println!(
        "  Discord's busiest second: {} (limit: {LIMIT}); answered 429: {refused}; {:?}",
        busiest.unwrap_or_default(),
        shapes(&within)
    );
}

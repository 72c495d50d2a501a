//! Two figures from the real binary in release mode between the simulated vendors: the time from the DeviantArt answer that carries a
//! new post to the Discord request, and the memory when idle.
//!
//! `cargo bench -p cli --bench latency [-- latency|memory|cluster]`: both of the embedded profile; one of them; the first with
//! the event log on a stream, the store on PostgreSQL and the cache on Redis, each a private server.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/support/mod.rs"]
mod support;

use domain::clock::SystemClock;
use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::leadership::Candidate;
use support::{Harness, looked_at, until};

fn main() {
    // `cargo test --benches` calls this too, with --test: nothing to show then.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let wanted = |name: &str| std::env::args().any(|arg| arg == name);
    let all = !["latency", "memory", "cluster"].into_iter().any(wanted);
    if all || wanted("latency") {
        runtime.block_on(async { latency(Harness::start(quick()).await, 50, 20, (15, 60)).await });
    }
    if all || wanted("memory") {
        runtime.block_on(memory(1_000, 5));
    }
    if wanted("cluster") {
        runtime.block_on(cluster());
    }
}

fn quick() -> discord::Options {
    discord::Options { keep_requests: 100_000, ..discord::Options::load() }
}

async fn cluster() {
    let (broker, postgres, redis) = (testbed::Broker::start().unwrap(), testbed::Postgres::durable(), testbed::Redis::start(&[]));
    let mut harness = Harness::start(quick()).await;
    harness.set("DEVIANTCORD_LOG__URL", &broker.url("deviantcord"));
    harness.set("DEVIANTCORD_STORE__URL", &postgres.database("deviantcord"));
    harness.set("DEVIANTCORD_CACHE__URL", &redis.url());
    latency(harness, 50, 20, (40, 150)).await;
}

/// The pause between two posts: 20 a second, which all of DeviantArt hardly has, and well below the bot's ceiling for requests to Discord. At
/// that ceiling (50 a second) what is measured is the queue in front of it.
const PACE: Duration = Duration::from_millis(50);

/// Single posts at a calm pace, as real artists publish.
async fn latency(mut harness: Harness, artists: usize, rounds: usize, bar: (u32, u32)) {
    // Often enough that the posts come one by one, seldom enough that the polls themselves do not fill the processors.
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "0.5");
    let store = harness.store().await;
    let mut names = Vec::new();
    for number in 0..artists {
        let name = format!("artist-{number}");
        harness.watched_artist(&store, &name, What::Deviations).await;
        names.push(name);
    }
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    raw(&harness, &store).await;
    let mut child = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    // The first message in a channel after a start waits for a look at its history, as after a restore.
    let first = publish(&deviantart, &names, 0).await;
    until(&harness, "the first cards", async || discord.post_count() >= first.len() as u64).await;
    let begun = Instant::now();
    let mut posts = HashMap::new();
    for round in 1..=rounds {
        posts.extend(publish(&deviantart, &names, round).await);
    }
    until(&harness, "every card", async || discord.post_count() >= (first.len() + posts.len()) as u64).await;
    let asked: HashMap<String, Instant> = discord
        .requests()
        .into_iter()
        .filter(|seen| seen.method == "POST" && seen.path.ends_with("/messages"))
        .flat_map(|seen| seen.body.into_iter().flat_map(sandbox::discord::Shown::of).map(move |post| (post.link, seen.at)))
        .collect();
    let late = |posts: &HashMap<String, uuid::Uuid>| -> Vec<(Duration, Instant)> {
        let late = posts.iter().filter_map(|(url, id)| {
            let served = deviantart.served_at(*id)?;
            Some((asked.get(url)?.saturating_duration_since(served), served))
        });
        late.collect()
    };
    let mut times = late(&posts);
    let count = times.len();
    let of = |times: &[(Duration, Instant)]| shares(times.iter().map(|(late, _)| *late).collect());
    println!("latency from the DeviantArt answer to the Discord request, {count} posts: {}", of(&times));
    println!("  of the {} first ones after the start, into one channel each: {}", first.len(), of(&late(&first)));
    times.sort_unstable_by_key(|(late, _)| std::cmp::Reverse(*late));
    let slowest = times
        .iter()
        .take(10)
        .map(|(late, at)| format!("{:.0} ms at {:.1} s", late.as_secs_f64() * 1e3, at.saturating_duration_since(begun).as_secs_f64()));
    println!("  slowest: {}", slowest.collect::<Vec<_>>().join(", "));
    println!("  (bar: p50 under {} ms, p99 under {} ms)", bar.0, bar.1);
    child.terminate();
    child.wait().await;
    raw(&harness, &store).await;
}

/// A post of each artist, at [`PACE`]: their ids by their addresses.
async fn publish(deviantart: &sandbox::deviantart::World, names: &[String], round: usize) -> HashMap<String, uuid::Uuid> {
    let mut posts = HashMap::new();
    for name in names {
        let published = deviantart.publish(name, NewPost::image(format!("{name} {round}")));
        posts.insert(published.url, published.deviationid);
        tokio::time::sleep(PACE).await;
    }
    posts
}

/// What a latency is made of: how long one small record takes to the disk, and one row into the store, when nothing else happens.
async fn raw(harness: &Harness, store: &Store) {
    let mut file = std::fs::File::create(harness.place.path().join("raw")).unwrap();
    let (mut writes, mut commits) = (Vec::new(), Vec::new());
    let candidate = Candidate { owner: uuid::Uuid::nil(), poll: Duration::from_secs(1), clock: Arc::new(SystemClock) };
    let lease = store.for_projection().fresh_leadership(candidate);
    let term = lease.seize().await.unwrap();
    for _ in 0..100 {
        let started = Instant::now();
        file.write_all(&[7; 600]).unwrap();
        file.sync_data().unwrap();
        writes.push(started.elapsed());
        let started = Instant::now();
        assert!(lease.beat(&term).await.unwrap());
        commits.push(started.elapsed());
    }
    println!("raw: write + fdatasync {}, commit of one row {}", shares(writes), shares(commits));
}

/// Of some times.
fn shares(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    format!("p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms", at(0.5), at(0.9), at(0.99))
}

/// Resident memory with this many watched artists and channels for each, after every one was looked at.
async fn memory(artists: usize, channels: usize) {
    let mut harness = Harness::start(discord::Options::load()).await;
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "60");
    let store = harness.store().await;
    let world = harness.discord.world();
    let places: Vec<u64> =
        (0..channels).map(|number| world.add_channel(harness.guild, &format!("channel-{number}"), discord::ChannelKind::Text)).collect();
    let mut names = Vec::new();
    for number in 0..artists {
        let name = format!("artist-{number}");
        let artist = harness.deviantart.world().add_artist(&name);
        for _ in 0..24 {
            harness.deviantart.world().publish(&name, NewPost::image("Old").at(chrono::DateTime::UNIX_EPOCH));
        }
        for &channel in &places {
            harness.watch(&store, &artist, channel, What::Everything).await;
        }
        names.push(name);
    }
    drop(store);
    let deviantart = harness.deviantart.world();
    let mut child = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map_or("?", str::trim).to_owned();
    println!(
        "memory with {artists} watched artists and {} watches, idle: RSS {}, peak {}",
        artists * channels,
        field("VmRSS:"),
        field("VmHWM:")
    );
    println!("  (bar: under 40 MiB RSS)");
    for (what, kib) in parts(child.id()) {
        println!("  {kib:>7} kB {what}");
    }
    child.terminate();
    child.wait().await;
}

/// Resident KiB by what is mapped: the program's code, its constants, libraries, the heap and other memory.
fn parts(id: u32) -> BTreeMap<&'static str, u64> {
    let (mut parts, mut part) = (BTreeMap::new(), "other");
    for line in std::fs::read_to_string(format!("/proc/{id}/smaps")).unwrap_or_default().lines() {
        let mut words = line.split_whitespace();
        let (first, second, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), line.split_whitespace().nth(5));
        if first == "Rss:" {
            *parts.entry(part).or_default() += second.parse::<u64>().unwrap_or_default();
        } else if first.contains('-') && !first.ends_with(':') {
            part = match name {
                Some("[heap]") => "heap",
                None => "other memory",
                Some(name) if name.contains("deviantcord") && second.contains('x') => "program text",
                Some(name) if name.ends_with("/deviantcord") => "program data",
                Some(name) if name.contains(".so") => "libraries",
                Some(name) if name.contains(".db") => "database files",
                Some(_) => "other",
            };
        }
    }
    parts
}

//! F21: the service for hours, with posts, commands, clients of its page, and faults of both vendors one after the other. Nothing is lost or
//! doubled, and what it holds does not grow: the slopes of memory, descriptors and disk. `just soak` runs two hours, `just soak 3` three minutes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart;
use sandbox::discord::{self, Dose, Where};
use sandbox::fault::When;
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};
use support::flow::Flow;
use support::mix::Mix;
use support::{Harness, Service};
use testbed::chaos;

/// Artists, each with a channel.
const ARTISTS: usize = 20;
/// Posts a second, of all of them.
const RATE: usize = 2;
/// How often the process is measured.
const LOOK: Duration = Duration::from_secs(1);
/// The part of the time that does not count: caches fill, lists are read for the first time.
const WARM: f64 = 0.25;
/// Windows into which the rest is divided: what matters is what is never given back, so each counts by its least.
const WINDOWS: usize = 12;

/// What the process holds at one moment.
#[derive(Clone, Copy, Debug)]
struct Held {
    second: f64,
    posts: f64,
    memory_kib: f64,
    descriptors: f64,
    /// Log and store: they keep what they are given.
    kept_kib: f64,
    /// Spool and journal: what they were given is done with after moments.
    passing_kib: f64,
}

fn held(service: &Service, harness: &Harness, posts: usize, second: f64) -> Held {
    let proc = format!("/proc/{}", service.id());
    let status = std::fs::read_to_string(format!("{proc}/status")).unwrap();
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let data = harness.data_dir();
    let [log, spool, bot] = ["log", "spool", "bot"].map(|name| size(&data.join(name)));
    let files: u64 = std::fs::read_dir(&data)
        .unwrap()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .filter(|file| file.is_file())
        .map(|file| file.len())
        .sum();
    Held {
        second,
        posts: posts as f64,
        memory_kib: rss.trim().trim_end_matches(" kB").parse().unwrap(),
        descriptors: std::fs::read_dir(format!("{proc}/fd")).unwrap().count() as f64,
        kept_kib: (log + files) as f64 / 1024.0,
        passing_kib: (spool + bot) as f64 / 1024.0,
    }
}

/// Bytes of everything below; a file may go away meanwhile.
fn size(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |file| file.len()) }).sum()
}

/// How much a figure grows from the first to the last window, by the straight line that fits their least values best.
fn growth(looks: &[Held], figure: impl Fn(&Held) -> f64) -> f64 {
    let least: Vec<f64> = (0..WINDOWS)
        .map(|window| {
            let of = &looks[window * looks.len() / WINDOWS..(window + 1) * looks.len() / WINDOWS];
            of.iter().map(&figure).fold(f64::INFINITY, f64::min)
        })
        .collect();
    let (middle, mean) = ((WINDOWS - 1) as f64 / 2.0, least.iter().sum::<f64>() / WINDOWS as f64);
    let (mut above, mut below) = (0.0, 0.0);
    for (window, least) in least.iter().enumerate() {
        above += (window as f64 - middle) * (least - mean);
        below += (window as f64 - middle).powi(2);
    }
    above / below * (WINDOWS - 1) as f64
}

/// Kinds of trouble, each for a few seconds.
const TROUBLE: [&str; 14] = [
    "500 from DeviantArt",
    "answers of DeviantArt cut in half",
    "no answers from DeviantArt",
    "half JSON",
    "fields that nobody knows",
    "tokens that ended",
    "answers of Discord lost",
    "503 from Discord",
    "a slow Discord",
    "connections of Discord lost",
    "the gateway's connection lost",
    "the gateway asks to reconnect",
    "an invalid session",
    "answers to commands refused",
];

/// Begins the next kind of trouble.
fn strike(kind: usize, harness: &Harness) {
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let ours = |fault, share| {
        deviantart.faults().set(fault, When::Chance(share));
    };
    let theirs = |place, fault, share| {
        discord.faults().inject(place, fault, Dose::Share(share));
    };
    match kind {
        0 => ours(deviantart::Fault::ServerError, 0.5),
        1 => ours(deviantart::Fault::DropMidBody, 0.5),
        2 => ours(deviantart::Fault::Stall, 0.2),
        3 => ours(deviantart::Fault::HalfJson, 0.5),
        4 => ours(deviantart::Fault::UnknownFields, 1.0),
        5 => deviantart.expire_tokens(),
        6 => theirs(Where::CreateMessage, discord::Fault::DropAfterCommit, 0.5),
        7 => theirs(Where::Anywhere, discord::Fault::ServerError(503), 0.5),
        8 => theirs(Where::Anywhere, discord::Fault::Latency(Duration::from_secs(2)), 0.3),
        9 => theirs(Where::CreateMessage, discord::Fault::DropBefore, 0.5),
        10 => _ = discord.gateway().drop_connections(),
        11 => _ = discord.gateway().reconnect(),
        12 => _ = discord.gateway().invalid_session(false),
        _ => theirs(Where::Interactions, discord::Fault::ServerError(500), 0.5),
    }
}

/// Clients of the ops page, good ones and bad ones.
fn visit(port: u16) {
    for request in ["GET /health HTTP/1.0\r\n\r\n", "GET /status.json HTTP/1.1\r\nHost: ", "\u{0}\u{1}"] {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            let _ = stream.write_all(request.as_bytes());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes to hours: just soak"]
async fn f21_hours_with_faults_lose_nothing_and_leave_nothing_behind() {
    let minutes: f64 = std::env::var("DEVIANTCORD_SOAK_MINUTES").map_or(120.0, |text| text.parse().unwrap());
    let whole = Duration::from_secs_f64(minutes * 60.0);
    let seed = chaos::seed();
    let mut dice = StdRng::seed_from_u64(seed);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut harness = Harness::start(discord::Options::load()).await;
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("127.0.0.1:{port}"));
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, ARTISTS).await;
    store.close().await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let asked = discord.add_channel(harness.guild, "asked", discord::ChannelKind::Text);
    let moderator = discord.moderator();
    let mut service = harness.run();
    flow.watched(&harness).await;
    let pouring = flow.pour(usize::MAX, RATE);

    let (began, mut looks, mut kinds, mut strikes) = (Instant::now(), Vec::new(), dice.random_range(0..TROUBLE.len()), 0_u32);
    while began.elapsed() < whole {
        let calm = Instant::now() + Duration::from_millis(dice.random_range(1_500..3_000));
        let trouble = Instant::now() + Duration::from_secs(6);
        let kind = kinds % TROUBLE.len();
        strike(kind, &harness);
        (kinds, strikes) = (kinds + 1, strikes + 1);
        visit(port);
        // Nobody minds whether this one is answered.
        let command = discord.interact();
        let _ = tokio::time::timeout(Duration::from_secs(4), command.slash((harness.guild, asked, &moderator), "watches", json!({}))).await;
        while Instant::now() < trouble {
            if Instant::now() >= calm {
                deviantart.faults().clear();
                discord.faults().clear();
            }
            looks.push(held(&service, &harness, flow.published(), began.elapsed().as_secs_f64()));
            assert!(!service.has_ended(), "it ended during {}:\n{}", TROUBLE[kind], harness.output());
            tokio::time::sleep(LOOK).await;
        }
    }
    deviantart.faults().clear();
    discord.faults().clear();
    flow.end();
    pouring.await.unwrap();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success(), "{}", harness.output());
    assert!(!harness.output().contains("panicked"), "{}", harness.output());

    let counted: Vec<Held> = looks.into_iter().filter(|look| look.second >= whole.as_secs_f64() * WARM).collect();
    let (first, last) = (counted.first().unwrap(), counted.last().unwrap());
    let posts = last.posts - first.posts;
    let memory = growth(&counted, |look| look.memory_kib);
    let descriptors = growth(&counted, |look| look.descriptors);
    let kept = growth(&counted, |look| look.kept_kib) / posts;
    let passing = growth(&counted, |look| look.passing_kib);
    let hours = (last.second - first.second) / 3600.0;
    let note = format!(
        "{minutes} min, {strikes} spells of trouble; over the last {hours:.2} h: memory {:+.1} MiB ({:.0} MiB in all), descriptors {descriptors:+.1} ({:.0}), spool and journal {passing:+.0} KiB, log and store {kept:.1} KiB a post",
        memory / 1024.0,
        last.memory_kib / 1024.0,
        last.descriptors,
    );
    flow.assert_whole(&Mix::embedded(), &harness, &harness.data_dir()).row("F21", seed).note(note).finish();
    // A post that is known takes some memory for as long as it is on its artist's first page.
    assert!(memory < 8.0 * 1024.0 + 1.5 * posts, "memory grows by {memory:.0} KiB with {posts} posts");
    assert!(descriptors < 8.0, "descriptors grow by {descriptors:.1}");
    assert!(passing < 16.0 * 1024.0, "spool and journal grow by {passing:.0} KiB");
    assert!(kept < 64.0, "log and store grow by {kept:.1} KiB with each post");
}

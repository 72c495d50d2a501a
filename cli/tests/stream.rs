//! The whole pipeline with its event log on a real broker, in many segments; the broker is killed, its stream deleted, the history carried to the next
//! version of the broker.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use support::flow::Flow;
use support::mix::Mix;
use support::{Harness, looked_at, until};
use testbed::broker::{Broker, PASSWORD};
use testbed::chaos;

const ARTISTS: u64 = 5;

fn run(harness: &Harness, args: &[&str]) -> Output {
    harness.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_post_arrives_once_though_the_broker_is_killed_and_its_stream_deleted() {
    let mut broker = Broker::start().unwrap();
    broker.ctl(&["set_policy", "tiny", "^events$", r#"{"stream-max-segment-size-bytes":2000}"#, "--apply-to", "queues"]).unwrap();
    let mut harness = Harness::start(discord::Options::load()).await;
    harness.set("DEVIANTCORD_LOG__URL", &broker.url("events"));
    let store = harness.store().await;
    let names: Vec<String> = (0..ARTISTS).map(|number| format!("artist-{number}")).collect();
    for name in &names {
        harness.watched_artist(&store, name, What::Deviations).await;
    }
    drop(store);
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let published = std::cell::RefCell::new(Vec::new());
    let publish = |title: &str| {
        published.borrow_mut().extend(names.iter().map(|name| deviantart.publish(name, NewPost::image(title)).url));
    };
    let mut service = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    publish("all is well");
    until(&harness, "the first cards", async || discord.post_count() == ARTISTS).await;
    let doctor = said(&run(&harness, &["doctor"]));
    assert!(doctor.contains("events kept"), "{doctor}");

    // Restarted behind a segment's beginning, or near one.
    for round in 1..=3 {
        service.terminate();
        assert!(service.wait().await.success());
        service = harness.run();
        publish("another segment");
        until(&harness, "the cards of this segment", async || discord.post_count() == (1 + round) * ARTISTS).await;
    }
    let tail = said(&run(&harness, &["log", "tail", "--no-follow"]));
    let last: usize = tail.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok()).max().unwrap();
    let exported = run(&harness, &["log", "export"]);
    let events = String::from_utf8_lossy(&exported.stdout).lines().filter(|line| line.contains(",\"event\":")).count();
    assert!((4 * ARTISTS as usize..last).contains(&events), "some numbers are no events: {events} events up to {last}");
    let health = said(&run(&harness, &["doctor"]));
    assert!(!harness.output().contains("gone or unreadable"), "no gap was reported: {health}");
    let sent = discord.post_count();

    broker.kill().unwrap();
    publish("the broker is away");
    let waiting = || said(&run(&harness, &["spool", "show"])).matches("the broker is away").count() as u64;
    until(&harness, "events in the spool", async || waiting() >= ARTISTS).await;
    let listed = said(&run(&harness, &["spool", "ls"]));
    assert!(listed.contains("waiting, the oldest for") && listed.contains("cannot be used now"), "how many, how old, why: {listed}");
    broker.boot().unwrap();
    let replay = run(&harness, &["spool", "replay"]);
    assert!(replay.status.success(), "beside the service, until it has drained its spool: {}", said(&replay));
    until(&harness, "the cards of what waited", async || discord.post_count() == sent + ARTISTS).await;

    broker.ctl(&["delete_queue", "events"]).unwrap();
    publish("the stream was deleted");
    until(&harness, "the cards of the new stream", async || discord.post_count() == sent + 2 * ARTISTS).await;
    let tail = said(&run(&harness, &["log", "tail", "--no-follow"]));
    assert!(tail.contains("the stream was deleted") && !tail.contains("all is well"), "the new log has the new events: {tail}");

    service.terminate();
    assert!(service.wait().await.success());
    assert_eq!(discord.post_count(), sent + 2 * ARTISTS, "and none twice");
    let shown = discord.all_messages().into_iter().flat_map(|message| message.shown()).map(|post| post.link);
    let published = published.into_inner();
    let row = chaos::Row::of_sets("F5", chaos::seed(), published.clone(), published, shown);
    row.note("segments of 2 kB with three restarts, the broker killed, the stream deleted and made again; trimmed and lost ones: shared/eventlog/tests/rabbit").finish();
    assert!(!harness.output().contains(PASSWORD), "the broker's password is in the log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_stream_makes_nothing_and_the_right_one_is_taken_again() {
    let broker = Broker::start().unwrap();
    let mut harness = Harness::start(discord::Options::load()).await;
    harness.set("DEVIANTCORD_LOG__URL", &broker.url("events"));
    let store = harness.store().await;
    harness.watched_artist(&store, "kim", What::Deviations).await;
    drop(store);
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let mut service = harness.run();
    until(&harness, "the first look", async || looked_at(&deviantart, &["kim".to_owned()])).await;
    deviantart.publish("kim", NewPost::image("one"));
    until(&harness, "the first card", async || discord.post_count() == 1).await;
    service.terminate();
    assert!(service.wait().await.success());

    harness.set("DEVIANTCORD_LOG__URL", &broker.url("evnets"));
    for role in [vec!["run"], vec!["run", "--role", "ingest"]] {
        let mut service = harness.service(&role);
        assert!(!service.wait().await.success(), "{role:?}");
    }
    assert!(harness.output().contains("there is no event log, and the store is folded from log"), "{}", harness.output());
    for command in [vec!["doctor"], vec!["verify"], vec!["rebuild"], vec!["log", "tail", "--no-follow"], vec!["log", "export"]] {
        let output = run(&harness, &command);
        assert!(!output.status.success(), "{command:?}: {}", said(&output));
    }
    let queues = broker.ctl(&["list_queues", "name"]).unwrap();
    assert!(queues.contains("events") && !queues.contains("evnets"), "{queues}");

    harness.set("DEVIANTCORD_LOG__URL", &broker.url("events"));
    let mut service = harness.run();
    deviantart.publish("kim", NewPost::image("two"));
    until(&harness, "the second card", async || discord.post_count() == 2).await;
    service.terminate();
    assert!(service.wait().await.success());
}

/// Posts on each side of the update.
const POSTS: usize = 60;

/// `dev/broker-upgrade.sh` names the roots of two Debians, whose brokers do not start on each other's directory. Without them both are of this one.
fn roots() -> [Option<PathBuf>; 2] {
    ["DEVIANTCORD_OLDER_BROKER", "DEVIANTCORD_NEWER_BROKER"].map(|name| std::env::var_os(name).map(PathBuf::from))
}

/// "From Debian 12 to 13" in docs/operating.md, step by step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_passes_to_the_next_version_of_the_broker_through_a_file() {
    let [older, newer] = roots();
    let mut old = Broker::start_in(older.as_deref()).unwrap();
    let mut harness = Harness::start(discord::Options::load()).await;
    harness.set("DEVIANTCORD_LOG__URL", &old.url("events"));
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 6).await;
    store.close().await;
    let mut service = harness.run();
    flow.watched(&harness).await;
    flow.pour(POSTS, 40).await.unwrap();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());

    let exported = run(&harness, &["log", "export"]);
    assert!(exported.status.success(), "{}", said(&exported));
    let file = harness.place.path().join("events.jsonl");
    std::fs::write(&file, &exported.stdout).unwrap();
    let before = old.ctl(&["version"]).unwrap();
    old.kill().unwrap();
    if let Some(newer) = &newer {
        old.update(newer);
        let refused = old.boot().unwrap_err().to_string();
        let reason = refused.lines().find(|line| line.contains("feature flag") || line.contains("rror")).unwrap_or(&refused);
        println!("the newer broker does not start on the older one's directory: {reason}");
    }
    drop(old);
    flow.publish(0, "while the system is updated");
    let new = Broker::start_in(newer.as_deref()).unwrap();
    harness.set("DEVIANTCORD_LOG__URL", &new.url("events"));
    let imported = said(&run(&harness, &["log", "import", &file.display().to_string()]));
    assert!(imported.contains("are the same in both places"), "{imported}");

    let mut service = harness.run();
    flow.pour(POSTS, 40).await.unwrap();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());
    let verdict = flow.assert_whole(&Mix::embedded(), &harness, &harness.data_dir());
    let verified = said(&run(&harness, &["verify"]));
    assert!(verified.contains("the projection matches the log"), "{verified}");
    println!("RabbitMQ {} to {}: {verdict:?}, verify clean", before.trim(), new.ctl(&["version"]).unwrap().trim());
}

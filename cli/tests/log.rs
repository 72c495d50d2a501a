//! The event log on disk, damaged or gone, under the real binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::event::{Envelope, Event};
use domain::id::{ArtistId, EventId, PostId};
use eventlog::follow::DiskFollower;
use eventlog::{DiskLog, EventLog};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::path::Path;
use std::process::{Output, Stdio};
use support::{Harness, announced_one, until};

fn run(harness: &Harness, args: &[&str]) -> Output {
    harness.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A removal of a post that nobody knows.
fn event(n: u128) -> Envelope {
    let event = Event::PostRemoved { artist: ArtistId(uuid::Uuid::from_u128(1)), post: PostId(uuid::Uuid::from_u128(n)) };
    Envelope::new(event, chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap())
}

/// Runs, until another post is announced.
async fn announces(harness: &Harness, title: &str, cards: u64) {
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let mut service = harness.run();
    deviantart.publish("kim", NewPost::image(title));
    until(harness, "the next card", async || discord.post_count() >= cards).await;
    service.terminate();
    assert!(service.wait().await.success());
    assert_eq!(discord.post_count(), cards, "none twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_gone_is_made_again_only_after_two_answers() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let log = harness.data_dir().join("log");
    std::fs::remove_dir_all(&log).unwrap();
    let mut service = harness.run();
    assert!(!service.wait().await.success());
    assert!(harness.output().contains("deviantcord log adopt"), "{}", harness.output());
    for command in [vec!["doctor"], vec!["verify"], vec!["rebuild"], vec!["log", "tail", "--no-follow"], vec!["log", "export"]] {
        let output = run(&harness, &command);
        assert!(!output.status.success(), "{command:?}: {}", said(&output));
        assert!(!log.exists(), "{command:?} made a log");
    }
    for answers in [vec![], vec!["--yes"]] {
        let output = run(&harness, &[vec!["log", "adopt"], answers].concat());
        assert!(!output.status.success() && said(&output).contains("nothing was changed"), "{}", said(&output));
        assert!(!log.exists());
    }
    let output = run(&harness, &["log", "adopt", "--yes", "--yes"]);
    assert!(output.status.success(), "{}", said(&output));
    announces(&harness, "two", 2).await;
    let output = run(&harness, &["rebuild"]);
    assert!(said(&output).contains("left alone"), "the store knows more than the new log: {}", said(&output));
    let output = run(&harness, &["log", "adopt"]);
    assert!(output.status.success() && said(&output).contains("nothing to adopt"), "{}", said(&output));
}

/// Everything in a directory, file by file.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// What is appended to the copy comes under offsets that were folded before, and the log is longer than what was folded when the projector looks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_of_the_log_that_grew_loses_nothing_and_doubles_nothing() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let (path, older) = (harness.data_dir().join("log"), harness.place.path().join("older"));
    copy(&path, &older);
    announces(&harness, "two", 2).await;
    std::fs::remove_dir_all(&path).unwrap();
    copy(&older, &path);
    let log = DiskLog::open(&path).await.unwrap();
    let records = log.read(0).await.unwrap().next(100).await.unwrap();
    let mut seen = records.iter().map(|record| record.envelope().unwrap());
    let mut published = seen.find(|envelope| matches!(envelope.event, Event::PostPublished { .. })).unwrap();
    if let Event::PostPublished { post, .. } = &mut published.event {
        (post.id, post.title) = (PostId(uuid::Uuid::from_u128(3)), "three".to_owned());
        // Under the address of another post its message would be taken for that one's.
        post.url = post.url.as_deref().map(|url| url.replace("one", "three") + "3");
    }
    let published = Envelope { id: EventId::of(&published.event.natural_key()), ..published };
    log.append(&[published]).await.unwrap();
    log.append(&(10..30).map(event).collect::<Vec<_>>()).await.unwrap();
    log.close().await;
    drop(log);
    let discord = harness.discord.world();
    let mut service = harness.run();
    until(&harness, "the card of what was appended to the copy", async || discord.post_count() >= 3).await;
    service.terminate();
    assert!(service.wait().await.success());
    assert_eq!(discord.post_count(), 3, "and none twice");
    announces(&harness, "four", 4).await;
}

/// Flips one bit in the record of this event.
fn flip(log: &Path, id: EventId) {
    let (text, mut flipped) = (id.to_string(), 0);
    for file in std::fs::read_dir(log).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(mut bytes) = std::fs::read(&file) else { continue };
        if let Some(at) = bytes.windows(text.len()).position(|window| window == text.as_bytes()) {
            bytes[at + 3] ^= 4;
            std::fs::write(&file, bytes).unwrap();
            flipped += 1;
        }
    }
    assert_eq!(flipped, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_flipped_bit_costs_its_record_and_nothing_else() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let path = harness.data_dir().join("log");
    let log = DiskLog::open(&path).await.unwrap();
    let first = log.read(0).await.unwrap().next(1).await.unwrap().remove(0).envelope().unwrap();
    // Not folded yet.
    let unfolded = [event(1), event(2), event(3)];
    log.append(&unfolded).await.unwrap();
    log.close().await;
    drop(log);
    flip(&path, unfolded[1].id);
    announces(&harness, "two", 2).await;
    flip(&path, first.id);
    announces(&harness, "three", 3).await;

    let doctor = run(&harness, &["doctor"]);
    let line = said(&doctor).lines().find(|line| line.contains(" event log ")).unwrap().to_owned();
    assert!(line.starts_with("FAIL") && line.contains("damaged"), "{line}");
    let output = run(&harness, &["verify"]);
    assert!(said(&output).contains("2 records of the log are damaged"), "{}", said(&output));
    let output = run(&harness, &["rebuild"]);
    assert!(output.status.success() && said(&output).contains("rebuilt from"), "{}", said(&output));
    announces(&harness, "four", 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_log_moves_only_when_all_of_it_is_folded() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let path = harness.data_dir().join("log");
    let log = DiskLog::open(&path).await.unwrap();
    let unfolded = [event(1), event(2), event(3)];
    log.append(&unfolded).await.unwrap();
    log.close().await;
    drop(log);
    flip(&path, unfolded[1].id);
    let (moved, behind) = (harness.place.path().join("moved"), "start the service once on the old place");
    let url = format!("disk:{}", moved.display());
    let moves = || run(&harness, &["move", "--log", &url]);
    let refused = moves();
    assert!(!refused.status.success() && said(&refused).contains(behind) && !moved.exists(), "{}", said(&refused));

    // The service reads the sources again; what it appends last may be unfolded once more.
    let mut output = refused;
    while said(&output).contains(behind) {
        let mut service = harness.run();
        let store = harness.store().await;
        let folded = async || store.for_ops().projection_place().await.unwrap().map(|(_, next)| next);
        let end = || DiskFollower::open(&path).unwrap().bounds().unwrap().next;
        until(&harness, "all of the log to be folded", async || folded().await == Some(end())).await;
        store.close().await;
        service.terminate();
        assert!(service.wait().await.success());
        output = moves();
    }
    let told = said(&output);
    assert!(output.status.success() && told.contains("log: 1 records are damaged in the old place"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parked_events_are_listed_shown_exported_discarded_and_replayed() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    assert!(said(&run(&harness, &["parked", "ls"])).contains("nothing is parked"));
    let log = DiskLog::open(&harness.data_dir().join("log")).await.unwrap();
    let artist = ArtistId(uuid::Uuid::from_u128(7));
    let odd = Envelope::new(Event::ArtistReturned { artist, epoch: 1 }, chrono::DateTime::from_timestamp(33_000_000_000, 0).unwrap());
    let behind = Envelope::new(Event::ArtistReturned { artist, epoch: 2 }, chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap());
    log.append(&[odd, behind]).await.unwrap();
    log.close().await;
    drop(log);
    let service = harness.run();
    until(&harness, "both to be parked", async || said(&run(&harness, &["parked", "ls"])).contains("2 events of 1 artists")).await;
    // All of it beside the running service.
    let exported = run(&harness, &["parked", "export"]);
    let lines: Vec<serde_json::Value> =
        String::from_utf8_lossy(&exported.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["payload"]["data"]["epoch"].clone()).collect::<Vec<_>>(), [1, 2]);
    let id = lines[0]["id"].as_str().unwrap();
    let shown = said(&run(&harness, &["parked", "show"]));
    assert!(shown.contains(id) && shown.contains("cannot be"), "{shown}");
    assert!(said(&run(&harness, &["parked", "show", &id[..8]])).contains("ArtistReturned"));
    assert!(!run(&harness, &["parked", "replay"]).status.success(), "nothing was repaired");
    let output = run(&harness, &["parked", "discard", &id[..8]]);
    assert!(!output.status.success() && said(&output).contains("nothing was changed"), "{}", said(&output));
    assert!(run(&harness, &["parked", "discard", &id[..8], "--yes"]).status.success());
    let output = run(&harness, &["replay-parked"]);
    assert!(output.status.success() && said(&output).contains("1 parked events folded, 0 left"), "{}", said(&output));
    drop(service);
}

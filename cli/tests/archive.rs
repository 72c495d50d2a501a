//! The archive of the event log, under the real binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, PostId};
use eventlog::EventLog;
use sandbox::discord;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use support::{Harness, announced_one};
use uuid::Uuid;

fn run(harness: &Harness, archive: Option<&Path>, args: &[&str]) -> Output {
    let mut command = harness.command(args);
    if let Some(archive) = archive {
        command.env("DEVIANTCORD_LOG__ARCHIVE", archive);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The snapshots in an archive of one log.
fn snapshots(archive: &Path) -> Vec<PathBuf> {
    let logs: Vec<PathBuf> = std::fs::read_dir(archive).unwrap().map(|entry| entry.unwrap().path()).collect();
    let files = std::fs::read_dir(&logs[0]).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.file_name().unwrap().to_string_lossy().starts_with("projection-")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_begin_behind_a_snapshot_and_an_erasure_asks_for_the_next() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let place = harness.place.path().join("archive");
    let archive = Some(place.as_path());
    for command in [vec!["rebuild", "--from-archive"], vec!["verify", "--from-archive=beginning"], vec!["log", "snapshot"]] {
        let output = run(&harness, None, &command);
        assert!(!output.status.success() && said(&output).contains("log.archive is not set"), "{command:?}: {}", said(&output));
    }
    let output = run(&harness, archive, &["log", "snapshot"]);
    assert!(output.status.success() && said(&output).contains(" rows in "), "{}", said(&output));
    let first = snapshots(&place);
    assert_eq!(first.len(), 1);
    for (command, says) in [
        (vec!["verify", "--from-archive"], "rows of the snapshot"),
        (vec!["rebuild", "--from-archive=snapshot"], "rows of the snapshot"),
        (vec!["rebuild", "--from-archive=beginning"], "events from the start"),
        (vec!["verify"], "events from the start"),
    ] {
        let output = run(&harness, archive, &command);
        assert!(output.status.success() && said(&output).contains(says), "{command:?}: {}", said(&output));
    }
    let doctor = run(&harness, archive, &["doctor", "--json"]);
    let found: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let of_archive = found["findings"].as_array().unwrap().iter().find(|one| one["check"] == "log archive").unwrap();
    assert!(
        of_archive["verdict"] == "ok" && of_archive["message"].as_str().unwrap().contains("the newest snapshot ends at"),
        "{of_archive}"
    );

    // A damaged one is named, and the log has all there ever was.
    let bytes = std::fs::read(&first[0]).unwrap();
    std::fs::write(&first[0], &bytes[..bytes.len() / 2]).unwrap();
    let output = run(&harness, archive, &["verify", "--from-archive"]);
    assert!(
        output.status.success() && said(&output).contains(&format!("{}: the file is cut short", first[0].display())),
        "{}",
        said(&output)
    );
    let output = run(&harness, archive, &["erase", "artist", "kim", "--yes", "--yes"]);
    assert!(output.status.success() && said(&output).contains("name the artist until the next one replaces them"), "{}", said(&output));
    let output = run(&harness, archive, &["log", "snapshot"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(snapshots(&place).len(), 1);
    let output = run(&harness, archive, &["verify", "--from-archive"]);
    assert!(output.status.success() && said(&output).contains("rows of the snapshot"), "{}", said(&output));
}

/// Small segments, so that some of them can go.
async fn grown_and_trimmed(data_dir: &Path) -> u64 {
    let options = journal_spool::Options { segment_bytes: 4_096, ..eventlog::DiskLog::options() };
    let log = eventlog::DiskLog::open_with(&data_dir.join("log"), options).await.unwrap();
    for n in 0..100_u128 {
        let (artist, post) = (ArtistId(Uuid::from_u128(7)), PostId(Uuid::from_u128(n)));
        log.append(&[Envelope::new(Event::PostRemoved { artist, post }, Timestamp::UNIX_EPOCH)]).await.unwrap();
    }
    let first = log.journal().retain(log.bounds().await.unwrap().next).await.unwrap();
    log.close().await;
    first
}

/// What a backup beside a snapshot would be without a second look: the log was trimmed after the store was copied.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_begins_behind_the_store_is_in_no_backup_and_one_without_an_archive_is_told() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    let first = grown_and_trimmed(&harness.data_dir()).await;
    let file = harness.place.path().join("backup");
    let refused = run(&harness, None, &["backup", file.to_str().unwrap()]);
    assert!(!refused.status.success() && said(&refused).contains(&format!("the event log begins at {first}")), "{}", said(&refused));
    assert!(!file.exists() && said(&refused).contains("nothing was written"));
    let doctor = run(&harness, None, &["doctor", "--json"]);
    let found: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let of_archive = found["findings"].as_array().unwrap().iter().find(|one| one["check"] == "log archive").unwrap();
    let message = of_archive["message"].as_str().unwrap();
    assert!(of_archive["verdict"] == "ok" && message.contains("log.archive is not set: `rebuild` and `verify` refuse"), "{of_archive}");
}

/// The store knows more than a log that was made in the place of one that is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_whose_log_is_gone_is_kept_and_verified_from_then_on() {
    let harness = Harness::start(discord::Options::load()).await;
    announced_one(&harness).await;
    std::fs::remove_dir_all(harness.data_dir().join("log")).unwrap();
    let output = run(&harness, None, &["log", "adopt", "--yes", "--yes"]);
    assert!(output.status.success(), "{}", said(&output));
    let place = harness.place.path().join("archive");
    let archive = Some(place.as_path());
    for command in ["rebuild", "verify"] {
        let output = run(&harness, archive, &[command]);
        assert!(!output.status.success() && said(&output).contains("deviantcord log snapshot"), "{command}: {}", said(&output));
    }
    let output = run(&harness, archive, &["log", "snapshot"]);
    assert!(output.status.success() && said(&output).contains("the store was kept as it is"), "{}", said(&output));
    for command in ["verify", "rebuild"] {
        let output = run(&harness, archive, &[command]);
        assert!(output.status.success() && said(&output).contains("rows of the snapshot"), "{command}: {}", said(&output));
    }
}

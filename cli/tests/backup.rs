//! `deviantcord backup` and `deviantcord restore`, beside the service and with the real vendors' memory of what was sent.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::flow::Flow;
use support::{Harness, looked_at, until};
use testbed::chaos;

/// Discord forgets a nonce soon here, and this much of both vendors' time passes with a restore: the bot trusts no nonce for so long.
const NONCES: Duration = Duration::from_secs(2);
const PASSED: Duration = Duration::from_secs(180);
/// The user that a service runs as, when tests run as root.
const SOMEBODY: u32 = 4_242;

fn options() -> discord::Options {
    discord::Options { nonce_window: NONCES, ..discord::Options::load() }
}

/// What the command says; other tasks of the test continue meanwhile.
fn said(harness: &Harness, data_dir: &Path, args: &[&str]) -> String {
    tokio::task::block_in_place(|| harness.said_in(data_dir, args))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file below a directory with its content.
fn content(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut todo, mut found) = (vec![dir.to_owned()], Vec::new());
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else {
                found.push((path.clone(), std::fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_backup_under_load_restores_and_verifies_and_nothing_is_lost_or_doubled_afterwards() {
    let harness = Harness::start(options()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 6).await;
    store.close().await;
    let (data, place) = (harness.data_dir(), harness.place.path());
    let service = harness.run();
    flow.watched(&harness).await;
    let (pouring, last) = (flow.pour(1_000_000, 60), place.join("last"));
    let rounds = chaos::scale(5, 50);
    for round in 0..rounds {
        let before = flow.published();
        until(&harness, "posts to flow", async || flow.published() > before + 15).await;
        let (file, restored) = (place.join(format!("backup-{round}")), place.join(format!("restored-{round}")));
        let answer = said(&harness, &data, &["backup", text(&file)]);
        assert!(answer.contains("the service as it was at"), "{answer}");
        let answer = said(&harness, &restored, &["restore", text(&file)]);
        assert!(answer.contains("is the service as it was at"), "{answer}");
        let answer = said(&harness, &restored, &["verify"]);
        assert!(answer.contains("the projection matches the log"), "round {round}: {answer}");
        std::fs::remove_dir_all(restored).unwrap();
        std::fs::rename(file, &last).unwrap();
    }
    flow.end();
    pouring.await.unwrap();
    // The one that was taken last was taken while posts flowed: nothing was at rest in it.
    until(&harness, "all that was published", async || flow.missing() == 0).await;
    for artist in 0..6 {
        flow.publish(artist, "of a life that the backup knows nothing of");
    }
    until(&harness, "what the backup knows nothing of", async || flow.missing() == 0).await;
    // The machine dies.
    drop(service);
    std::fs::remove_dir_all(&data).unwrap();
    flow.publish(0, "while it was down");
    let answer = said(&harness, &data, &["restore", text(&last)]);
    assert!(answer.contains("is the service as it was at"), "{answer}");
    harness.discord.world().advance_clock(PASSED);
    harness.deviantart.world().advance_clock(PASSED);
    let mut service = harness.run();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());
    let verdict = flow.assert_whole(&support::mix::Mix::embedded(), &harness, &data);
    println!("{rounds} of {rounds} backups under load restored and verified; afterwards {verdict:?}");
}

/// How often each of three posts is shown after a restore: one from after the backup, one from while the service was down, one from later.
async fn shown_after(missed: &str) -> [usize; 3] {
    let harness = Harness::start(options()).await;
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    store.close().await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let service = harness.run();
    until(&harness, "the first poll", async || looked_at(&deviantart, &["Somebody"])).await;
    let shown = |url: &str| world.all_messages().iter().filter(|message| message.embeds.to_string().contains(url)).count();
    let publish = |title: &str| deviantart.publish("Somebody", NewPost::image(title)).url;
    let before = publish("before the backup");
    until(&harness, "the first post", async || shown(&before) == 1).await;
    let file = harness.place.path().join("backup");
    let answer = said(&harness, &harness.data_dir(), &["backup", text(&file)]);
    assert!(answer.contains("the service as it was at"), "{answer}");
    let since = publish("after the backup");
    until(&harness, "the second post", async || shown(&since) == 1).await;
    drop(service);
    let down = publish("while it was down");
    let answer = said(&harness, &harness.data_dir(), &["restore", text(&file), "--missed", missed]);
    assert!(answer.contains("What was there before is in"), "{answer}");
    world.advance_clock(PASSED);
    deviantart.advance_clock(PASSED);
    let _service = harness.run();
    let polls = || deviantart.requests_to("gallery/all").len();
    let polled = polls();
    until(&harness, "a poll", async || polls() > polled + 1).await;
    let later = publish("later");
    until(&harness, "the last post", async || shown(&later) == 1).await;
    assert_eq!(shown(&before), 1, "{missed}");
    [shown(&since), shown(&down), shown(&later)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_published_since_the_backup_is_looked_for_skipped_or_announced_again() {
    assert_eq!(shown_after("check").await, [1, 1, 1]);
    assert_eq!(shown_after("skip").await, [1, 0, 1]);
    assert_eq!(shown_after("announce").await, [2, 1, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_restored_is_refused_before_anything_is_written() {
    let harness = Harness::start(discord::Options::default()).await;
    let (data, place) = (harness.data_dir(), harness.place.path());
    let none = said(&harness, &data, &["backup", text(&place.join("early"))]);
    assert!(none.contains("not a data directory yet") && !place.join("early").exists(), "{none}");
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    store.close().await;
    let mut service = harness.run();
    let world = harness.deviantart.world();
    until(&harness, "the first poll", async || looked_at(&world, &["Somebody"])).await;
    let file = place.join("backup");
    std::fs::write(place.join("backup.1"), "of somebody else").unwrap();
    for expected in [true, false] {
        let answer = said(&harness, &data, &["backup", text(&file)]);
        assert_eq!(answer.contains("the service as it was at"), expected, "{answer}");
        assert_eq!(answer.contains("is there already"), !expected, "{answer}");
    }
    assert_eq!(std::fs::read_to_string(place.join("backup.1")).unwrap(), "of somebody else", "nobody asked to remove it");
    for _ in 0..3 {
        said(&harness, &data, &["backup", text(&file), "--keep", "2"]);
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!((mode & 0o777, place.join("backup.1").exists(), place.join("backup.2").exists()), (0o600, true, false));
    let leftovers = std::fs::read_dir(place)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".deviantcord-backup"));
    assert_eq!(leftovers.count(), 0, "nothing unfinished is left");
    let answer = said(&harness, &data, &["doctor"]);
    assert!(answer.lines().any(|line| line.starts_with("ok    backup") && line.contains("the last one was taken")), "{answer}");

    let answer = said(&harness, &data, &["restore", text(&file)]);
    assert!(answer.contains("is in use by process"), "{answer}");
    service.terminate();
    assert!(service.wait().await.success());

    let whole = std::fs::read(&file).unwrap();
    let (cut, damaged, foreign) = (place.join("cut"), place.join("damaged"), place.join("foreign"));
    std::fs::write(&cut, &whole[..whole.len() - 40]).unwrap();
    let mut bytes = whole.clone();
    bytes[whole.len() / 2..][..32].fill(0xa5);
    std::fs::write(&damaged, bytes).unwrap();
    std::fs::write(&foreign, "a shopping list").unwrap();
    // Its own log: of another life.
    let other = place.join("other");
    let mut second = harness.command(&["run"]);
    let mut second = support::Service::of(second.env("DEVIANTCORD_DATA_DIR", &other).spawn().unwrap());
    until(&harness, "another log", async || other.join("log/STATE").exists() && other.join("deviantcord.sqlite").exists()).await;
    second.terminate();
    assert!(second.wait().await.success());
    for (path, data_dir, words) in [
        (&cut, &data, "is refused"),
        (&damaged, &data, "is refused"),
        (&foreign, &data, "is refused"),
        (&place.join("nowhere"), &data, "cannot be read"),
        (&file, &other, "belongs to event log"),
    ] {
        let before = content(data_dir);
        let answer = said(&harness, data_dir, &["restore", text(path)]);
        assert!(answer.contains(words), "{}: {answer}", path.display());
        assert!(content(data_dir) == before, "{}: something was written", path.display());
    }
    restores_for_the_owner_and_again(&harness, &data, &file);
}

/// What is in the data directory's place belongs to its owner, and a restore that was cut short is repeated.
fn restores_for_the_owner_and_again(harness: &Harness, data: &Path, file: &Path) {
    let as_root = std::fs::metadata(data).unwrap().uid() == 0;
    if as_root {
        std::os::unix::fs::chown(data, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    }
    let answer = said(harness, data, &["restore", text(file)]);
    assert!(answer.contains("is the service as it was at"), "{answer}");
    assert!(!data.join("RESTORING").exists());
    for name in ["deviantcord.sqlite", "log", "log/STATE", "spool/STATE", "bot/STATE", "VERSION", "bot.lock"] {
        assert!(!as_root || std::fs::metadata(data.join(name)).unwrap().uid() == SOMEBODY, "the service may not use {name}");
    }
    std::fs::write(data.join("RESTORING"), "cut short").unwrap();
    assert!(said(harness, data, &["spool", "ls"]).contains("was cut short"));
    assert!(
        said(harness, data, &["restore", text(file)]).contains("is the service as it was at"),
        "a restore that was cut short is repeated"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_on_a_server_has_backups_of_its_own() {
    let mut harness = Harness::start(discord::Options::default()).await;
    harness.set("DEVIANTCORD_STORE__URL", "postgres://nobody:canary@127.0.0.1:9/none");
    let mut command = harness.command(&["backup", "file"]);
    let output = command.stderr(std::process::Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("pg_dump") && said.contains("BACKUP INTO") && !said.contains("canary"), "{said}");
    assert!(said_of_restore(&harness).contains("store.url names a server"));
}

fn said_of_restore(harness: &Harness) -> String {
    said(harness, &harness.data_dir(), &["restore", "file"])
}

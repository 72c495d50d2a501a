//! `deviantcord move` and `deviantcord log import`: what the service keeps, in another place.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use cli::data_dir::DataDir;
use domain::clock::{Clock, SystemClock};
use domain::id::WatchId;
use sandbox::discord;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;
use store::process::Report;
use support::fleet::Fleet;
use support::flow::Flow;
use support::mix::Mix;
use support::{Harness, until};

/// The first attempt to move is killed after this long, each further one after as much more.
const STEP: Duration = Duration::from_millis(400);
/// Posts that arrive in each place.
const POSTS: usize = 40;

/// What the command says; other tasks of the test go on meanwhile.
fn said(harness: &Harness, args: &[&str]) -> String {
    tokio::task::block_in_place(|| harness.said_in(&harness.data_dir(), args))
}

/// What is kept in a directory: every file with its content, but the locks.
fn kept(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut todo, mut found) = (vec![dir.to_owned()], Vec::new());
    while let Some(dir) = todo.pop() {
        for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("lock") => {}
                _ if path.is_dir() => todo.push(path),
                _ => found.push((path.clone(), std::fs::read(&path).unwrap())),
            }
        }
    }
    found.sort();
    found
}

async fn watches(url: &str) -> BTreeSet<WatchId> {
    let store = Store::connect(url).await.unwrap();
    let found = store.for_bot().watches_after(None, 1_000).await.unwrap();
    store.close().await;
    found.into_iter().map(|watch| watch.id).collect()
}

/// Posts are poured until this many more have arrived.
async fn flows(harness: &Harness) {
    let arrived = || harness.discord.world().post_count();
    let wanted = arrived() + POSTS as u64;
    until(harness, "posts to flow", async || arrived() >= wanted).await;
}

/// Moves; killed again and again before it is done. How often.
async fn move_with_kills(harness: &Harness, args: &[&str]) -> u32 {
    let mut kills = 0;
    loop {
        let mut moving = harness.service(args);
        match tokio::time::timeout(STEP * (kills + 1), moving.wait()).await {
            Ok(status) if status.success() => return kills,
            Ok(status) => panic!("{status}: {}", harness.output()),
            Err(_) => moving.kill(),
        }
        kills += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_moves_to_a_cluster_and_back_while_posts_flow() {
    let cluster = Mix::cluster();
    let mut harness = Harness::start(discord::Options::load()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 6).await;
    store.close().await;
    let mut service = harness.run();
    flow.watched(&harness).await;
    let pouring = flow.pour(1_000_000, 40);
    flows(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());

    let (before, planted) = (kept(&harness.data_dir()), watches(&harness.store_url()).await);
    let (env, _) = cluster.fresh();
    let url = |key: &str| env.iter().find(|(name, _)| name == key).unwrap().1.clone();
    let (store_url, log_url) = (url("DEVIANTCORD_STORE__URL"), url("DEVIANTCORD_LOG__URL"));
    let kills = move_with_kills(&harness, &["move", "--store", &store_url, "--log", &log_url]).await;
    assert!(kills > 1, "it was killed before it was done");
    let told = harness.output();
    assert!(told.contains("resuming a move that was cut short") && told.contains("set store.url and log.url"), "{told}");
    assert_eq!(kept(&harness.data_dir()), before, "the old side is untouched");
    assert!(said(&harness, &["verify"]).contains("the projection matches the log"), "and whole");

    env.iter().for_each(|(key, value)| harness.set(key, value));
    assert_eq!(watches(&store_url).await, planted);
    let mut fleet = Fleet::start(&cluster, &harness);
    flows(&harness).await;
    flow.end();
    pouring.await.unwrap();
    flow.settled(&harness).await;
    fleet.stop(&harness).await;
    flow.assert_whole(&cluster, &harness, &fleet.members[0].data_dir);

    flow.publish(0, "while it was down");
    let (file, log) = (harness.place.path().join("back.sqlite"), harness.place.path().join("back"));
    let (file, log) = (format!("sqlite:{}", file.display()), format!("disk:{}", log.display()));
    let answer = said(&harness, &["move", "--store", &file, "--log", &log]);
    assert!(answer.contains("are the same in both places") && answer.contains("set store.url and log.url"), "{answer}");
    harness.set("DEVIANTCORD_STORE__URL", &file);
    harness.set("DEVIANTCORD_LOG__URL", &log);
    assert_eq!(watches(&file).await, planted);
    let mut service = harness.run();
    let pouring = flow.pour(POSTS, 40);
    pouring.await.unwrap();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());
    let verdict = flow.assert_whole(&Mix::embedded(), &harness, &harness.data_dir());
    println!("to a cluster with {kills} kills and back: {verdict:?}");
    cluster.assert_portable();
}

/// A service that has announced some posts, and was stopped.
async fn announced(harness: &Harness) -> Flow {
    let store = harness.store().await;
    let flow = Flow::plant(harness, &store, 2).await;
    store.close().await;
    let mut service = harness.run();
    flow.watched(harness).await;
    flow.pour(6, 100).await.unwrap();
    flow.settled(harness).await;
    service.terminate();
    assert!(service.wait().await.success());
    flow
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exported_log_is_imported_and_nothing_is_lost_or_doubled() {
    let harness = Harness::start(discord::Options::load()).await;
    let flow = announced(&harness).await;
    let (file, log) = (harness.place.path().join("events.jsonl"), harness.data_dir().join("log"));
    let path = file.to_str().unwrap();
    let exported = said(&harness, &["log", "export"]);
    std::fs::write(&file, &exported).unwrap();
    let answer = said(&harness, &["log", "import", path]);
    assert!(answer.contains("holds event log") && answer.contains("nothing was changed"), "{answer}");

    std::fs::remove_dir_all(&log).unwrap();
    let cut = harness.place.path().join("cut.jsonl");
    std::fs::write(&cut, &exported[..exported.len() / 2]).unwrap();
    let answer = said(&harness, &["log", "import", cut.to_str().unwrap()]);
    assert!(answer.contains("cut.jsonl") && !log.exists(), "{answer}");
    let answer = said(&harness, &["log", "import", path]);
    assert!(answer.contains("are the same in both places"), "{answer}");
    assert!(said(&harness, &["log", "import", path]).contains("already"));
    let again = said(&harness, &["log", "export"]);
    assert_eq!(again.lines().count(), exported.lines().count());
    assert_ne!(again, exported, "another log, at other offsets");

    let mut service = harness.run();
    flow.pour(6, 100).await.unwrap();
    flow.settled(&harness).await;
    service.terminate();
    assert!(service.wait().await.success());
    flow.assert_whole(&Mix::embedded(), &harness, &harness.data_dir());
    assert!(said(&harness, &["rebuild"]).contains("rebuilt from"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_use_or_in_the_way_is_refused_and_a_part_of_a_store_is_never_started() {
    let mut harness = Harness::start(discord::Options::load()).await;
    announced(&harness).await;
    let url = |name: &str| format!("sqlite:{}", harness.place.path().join(name).display());
    let (new, part) = (url("new.sqlite"), url("part.sqlite"));
    let held = DataDir::open(&harness.data_dir(), &["bot"]).unwrap();
    let answer = said(&harness, &["move", "--store", &new]);
    assert!(answer.contains("in use by another process (role bot"), "{answer}");
    drop(held);

    let store = harness.store().await;
    let roles = "bot".to_owned();
    let report = Report {
        id: uuid::Uuid::new_v4(),
        roles,
        host: "elsewhere".to_owned(),
        version: "1".to_owned(),
        started_at: SystemClock.now(),
        spool: 0,
        checks: "[]".to_owned(),
        gauges: "{}".to_owned(),
        details: "{}".to_owned(),
    };
    let (ops, id) = (store.for_ops(), report.id);
    ops.process_beat(report, ops.now().await.unwrap(), Duration::from_secs(3600)).await.unwrap();
    let answer = said(&harness, &["move", "--store", &new]);
    assert!(answer.contains("bot on elsewhere") && answer.contains("stop it first"), "{answer}");
    ops.process_gone(id).await.unwrap();
    store.close().await;

    let answer = said(&harness, &["move", "--store", &new]);
    assert!(answer.contains("set store.url to the new place"), "{answer}");
    let answer = said(&harness, &["move", "--store", &new]);
    assert!(answer.contains("holds a store already"), "{answer}");

    harness.set("DEVIANTCORD_STORE__URL", &url("empty.sqlite"));
    let mut service = harness.run();
    until(&harness, "a word about the empty store", async || harness.output().contains("the store at store.url was empty")).await;
    service.terminate();
    assert!(service.wait().await.success());

    let store = Store::connect(&part).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store.for_backup().begin_moving("another one", SystemClock.now()).await.unwrap();
    store.close().await;
    harness.set("DEVIANTCORD_STORE__URL", &new);
    let answer = said(&harness, &["move", "--store", &part]);
    assert!(answer.contains("is being filled from another one"), "{answer}");
    harness.set("DEVIANTCORD_STORE__URL", &part);
    for command in [vec!["run"], vec!["verify"], vec!["migrate"]] {
        let answer = said(&harness, &command);
        assert!(answer.contains("only a part of another one"), "{command:?}: {answer}");
    }
}

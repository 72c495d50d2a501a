//! Rows of the fault matrix that concern the projector (`just chaos`): conflicts, a frozen owner, a rebuild that is killed, clocks that
//! differ, events that cannot be folded. The small column runs with every push.
#![expect(clippy::unwrap_used, clippy::too_many_lines, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

mod clocks;
mod frozen;
mod poison;
mod rebuilt;
mod storm;

use common::{at, published};
use domain::event::{Envelope, codec};
use projector::{Deps, Error, Options};
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::Store;
use testbed::Postgres;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Where a child finds the database that the parent has made.
const URL_VAR: &str = "CHAOS_CHILD_URL";

fn start(deps: Deps) -> (CancellationToken, JoinHandle<Result<(), Error>>) {
    let stop = CancellationToken::new();
    (stop.clone(), tokio::spawn(projector::run(deps, Options { batch: 16, turns: domain::turns::Turns::default() }, stop)))
}

/// This test binary again, running one test as its own process that can be killed and frozen.
fn child(test: &str, url: &str, argument: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(URL_VAR, url).env("CHAOS_CHILD_ARGUMENT", argument);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What the parent told; None when the test runs as a test.
fn told() -> Option<(String, std::path::PathBuf)> {
    Some((std::env::var(URL_VAR).ok()?, std::env::var_os("CHAOS_CHILD_ARGUMENT")?.into()))
}

/// Event number `n` of a log that every process knows by heart.
fn event(n: u64) -> Vec<u8> {
    codec::encode(&Envelope::new(published(u128::from(n), "t"), at(i64::try_from(n).unwrap()))).unwrap()
}

/// Writes the first `count` of them, one a line: reading is faster than making them again in every child.
fn write_events(path: &Path, count: u64) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for n in 0..count {
        file.write_all(&event(n)).unwrap();
        file.write_all(b"\n").unwrap();
    }
    file.flush().unwrap();
}

async fn connected(url: &str) -> Store {
    Store::connect(url).await.unwrap()
}

async fn migrated(url: &str) -> Store {
    let store = connected(url).await;
    migration::up(store.connection()).await.unwrap();
    store
}

/// The numbers of the posts in the store: `post_id` backwards.
fn posts(server: &Postgres) -> Vec<u64> {
    let ids = server.administer("SELECT id FROM post");
    let number = |line: &str| u64::try_from(line.trim().parse::<Uuid>().unwrap().as_u128() - 0x10_0000).unwrap();
    ids.lines().filter(|line| !line.trim().is_empty()).map(number).collect()
}

/// How many cards there are for a watch and post beside the first: the matrix's duplicates.
fn second_cards(server: &Postgres) -> u64 {
    let rows = server.administer("SELECT COUNT(*) - COUNT(DISTINCT (watch_id, post_id)) FROM notification WHERE post_id IS NOT NULL");
    rows.trim().parse().unwrap()
}

fn all_of(count: u64) -> HashSet<u64> {
    (0..count).collect()
}

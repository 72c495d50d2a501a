//! Starts that are bound to fail: nobody outside hears of them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::id::LogId;
use domain::watch::What;
use eventlog::DiskLog;
use sandbox::discord;
use std::path::Path;
use support::Harness;

/// Starts of each kind; all kinds together are some fifty.
const STARTS: usize = 13;

/// The store was folded from a log that is not here.
async fn folded_from_another_log(harness: &Harness) {
    let store = harness.store().await;
    store.for_projection().seize_projection(LogId::random(), 0).await.unwrap().release().await.unwrap();
    store.close().await;
}

/// Something else is where this directory or file should be.
fn occupied(path: &Path) {
    std::fs::write(path, "something else").unwrap();
}

/// A harness with artists that ingest would look at and a gateway that the bot would join.
async fn harness() -> Harness {
    let harness = Harness::start(discord::Options::load()).await;
    let store = harness.store().await;
    for number in 0..3 {
        harness.watched_artist(&store, &format!("Artist{number}"), What::Deviations).await;
    }
    store.close().await;
    harness
}

/// As a supervisor that starts it again whenever it ends.
async fn assert_refused_unheard(harness: &Harness, says: &str) {
    for _ in 0..STARTS {
        assert!(!harness.run().wait().await.success(), "it should have refused");
    }
    let output = harness.output();
    assert_eq!(output.matches(&format!("deviantcord: {says}")).count(), STARTS, "each says {says:?}: {output}");
    let (identified, _) = harness.discord.world().gateway().counts();
    let asked = harness.deviantart.world().requests().into_iter().filter(|seen| !seen.path.contains("token")).count();
    assert_eq!((identified, asked), (0, 0), "sessions at Discord, and requests to DeviantArt beyond the token, of {STARTS} failing starts");
    assert_eq!(harness.discord.world().limits().requests, 0, "nor is anything else asked of Discord");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_of_another_log_is_refused_before_anybody_outside_hears_of_it() {
    let harness = harness().await;
    folded_from_another_log(&harness).await;
    DiskLog::open(&harness.data_dir().join("log")).await.unwrap().close().await;
    assert_refused_unheard(&harness, "role projector failed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_whose_log_is_missing_is_refused_before_anybody_outside_hears_of_it() {
    let harness = harness().await;
    folded_from_another_log(&harness).await;
    assert_refused_unheard(&harness, "there is no event log in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spool_that_cannot_be_opened_is_refused_before_anybody_outside_hears_of_it() {
    let harness = harness().await;
    occupied(&harness.data_dir().join("spool"));
    assert_refused_unheard(&harness, "the spool cannot be opened").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_that_cannot_be_opened_is_refused_before_anybody_outside_hears_of_it() {
    let harness = harness().await;
    occupied(&harness.data_dir().join("bot"));
    assert_refused_unheard(&harness, "the bot's journal").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_cannot_be_read_is_refused_before_anybody_outside_hears_of_it() {
    let harness = harness().await;
    occupied(&harness.data_dir().join("deviantart-account.json"));
    assert_refused_unheard(&harness, &harness.data_dir().join("deviantart-account.json").display().to_string()).await;
}

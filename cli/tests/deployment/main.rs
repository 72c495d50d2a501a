//! The fault matrix at the level of processes: several of each role between a stream, PostgreSQL and Redis, all of them reached over links that
//! can be disturbed. One row after the other on one set of servers and one stream of posts; each prints
//! `chaos ROW seed=S attempted=N acknowledged=N recovered=N lost=N duplicated=N unexpected=N note="..."`.
//!
//! *attempted*: posts published while they were watched; *acknowledged*: those that the log confirmed or a spool synced and the projector
//! folded; *recovered*: those with their message on Discord. The counts are the row's own, the judgement is over all posts since the start.
//!
//! `DEVIANTCORD_SEED` repeats the dice, `DEVIANTCORD_CHAOS=release` has the counts of a release, `DEVIANTCORD_CHAOS_ROWS=F2,F8` some rows only.

#![expect(clippy::unwrap_used, reason = "tests")]

mod broker;
mod database;
mod kills;
mod network;
mod redis;
mod rig;
mod upgrade;

#[path = "../support/mod.rs"]
mod support;

use rig::Rig;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_loses_or_doubles_a_post() {
    let mut rig = Rig::start().await;
    let wanted = std::env::var("DEVIANTCORD_CHAOS_ROWS").ok();
    let wanted = |row: &str| wanted.as_deref().is_none_or(|rows| rows.split(',').any(|one| one == row));
    if wanted("F1") {
        kills::steady(&mut rig).await;
    }
    if wanted("F2") {
        kills::random(&mut rig).await;
    }
    if wanted("F4") {
        broker::killed(&mut rig).await;
    }
    if wanted("F8") {
        database::killed_and_frozen(&mut rig).await;
    }
    if wanted("F12") {
        redis::gone_or_odd(&mut rig).await;
    }
    if wanted("F22") {
        upgrade::old_beside_new(&mut rig).await;
    }
    // The last one: after it the request budget recovers slowly, and artists who never published are looked at late.
    if wanted("F15") {
        network::disturbed(&mut rig).await;
    }
    rig.end().await;
}

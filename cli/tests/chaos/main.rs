//! Rows of the fault matrix that need the whole program (`just chaos`): killed at a chosen system call, a full disk in front of a dead
//! broker, and what can happen to an embedded store. The random kills are in `kill.rs`, the full disk of the embedded profile in `pipeline.rs`.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod disk;
mod downtime;
mod embedded;
mod points;
mod restore;

use sandbox::discord;
use std::collections::HashMap;

/// The link of every post that messages show, as often as they show it.
fn shown(world: &discord::World) -> Vec<String> {
    let messages = world.all_messages().into_iter().filter(|message| !message.deleted);
    messages.flat_map(|message| message.shown()).map(|post| post.link).collect()
}

/// Names of the harness's artists, watched and planted in the store.
async fn artists(harness: &support::Harness, count: usize) -> Vec<String> {
    let store = harness.store().await;
    let names: Vec<String> = (0..count).map(|number| format!("artist-{number}")).collect();
    for name in &names {
        harness.watched_artist(&store, name, domain::watch::What::Deviations).await;
    }
    store.close().await;
    names
}

fn counted<T: std::hash::Hash + Eq>(all: impl IntoIterator<Item = T>) -> HashMap<T, u64> {
    let mut counts = HashMap::new();
    all.into_iter().for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

//! Learned rates that are missing come back: from the posts in the store, or from the first page, be its posts known or not.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::Event;
use domain::source::Rates;
use domain::watch::What;
use sandbox::deviantart::{Artist, NewPost};
use std::sync::Arc;
use store::ingest::{Source, SourceKind};
use store::leadership::Seized;
use store::projection::rows::{PostRow, Told};
use store::projection::{Batch, Changes, Fold, Incoming};
use uuid::Uuid;

/// The posts of the log are in the store, as the projection would have put them there.
async fn fold(stage: &Stage) {
    let log = domain::id::LogId(Uuid::nil());
    let Seized { epoch, next_offset, .. } = stage.store.for_projection().seize_projection(log, 0).await.unwrap();
    let incoming = |(offset, envelope)| Incoming { offset, payload: Vec::new(), event: Ok(envelope), lane: None };
    let entries: Vec<Incoming> = (next_offset..).zip(stage.log.events()).map(incoming).collect();
    let fold: Fold = Arc::new(|_, entries| {
        let row = |entry: &Incoming| {
            let envelope = entry.event.as_ref().ok()?;
            let Event::PostPublished { post, .. } = &envelope.event else { return None };
            let seen = Some(envelope.observed_at);
            let content = Told { rev: envelope.rev, at: envelope.observed_at, event: envelope.id };
            Some(PostRow {
                post: post.clone(),
                rev: envelope.rev,
                content,
                first_seen_at: seen,
                seen_at: seen,
                removed_at: None,
                shrunk: None,
            })
        };
        Changes { posts: entries.iter().filter_map(row).collect(), ..Changes::default() }
    });
    stage
        .store
        .for_projection()
        .fold(&Batch { log, epoch, from: next_offset, entries: Arc::new(entries), now: now() }, &fold)
        .await
        .unwrap();
}

/// A worker has polled an artist with three posts far apart and has stopped; the store knows the posts.
async fn polled() -> (Stage, Artist, Source) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    for day in [9, 5, 2] {
        stage.world.publish("Foxglove", NewPost::image(format!("{day} days ago")).at(now() - TimeDelta::days(day)));
    }
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.stop().await;
    fold(&stage).await;
    let row = stage.until_source(&artist, SourceKind::Gallery, "holds the rates", |row| sessions(row) == Some(2.0)).await;
    (stage, artist, row)
}

/// The oldest post only opens the count.
fn sessions(row: &Source) -> Option<f32> {
    row.rates.map(|rates| rates.sessions[0])
}

#[tokio::test]
async fn given_a_row_without_rates_then_they_are_learned_from_the_posts_in_the_store() {
    let (mut stage, artist, row) = polled().await;
    let before = row.rates.unwrap();
    stage.store.for_ingest().save_sources(&[Source { rates: None, ..row }]).await.unwrap();
    stage.until_source(&artist, SourceKind::Gallery, "has lost them", |row| sessions(row).is_none()).await;
    stage.start();
    let row = stage.until_source(&artist, SourceKind::Gallery, "has them again", |row| sessions(row).is_some()).await;
    stage.stop().await;
    let after = row.rates.unwrap();
    assert_eq!((after.sessions, after.last_post_s), (before.sessions, before.last_post_s));
    assert!((after.posts - before.posts).abs() < 1e-3);
}

#[tokio::test]
async fn given_a_lost_row_then_the_first_page_teaches_though_all_its_posts_are_known() {
    let (mut stage, artist, row) = polled().await;
    let before = row.rates.unwrap();
    stage.store.for_ingest().delete_sources(&[(row.artist, SourceKind::Gallery)]).await.unwrap();
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.stop().await;
    let row = stage.until_source(&artist, SourceKind::Gallery, "has rates", |row| sessions(row).is_some()).await;
    let after = row.rates.unwrap();
    assert_eq!((after.sessions, after.last_post_s), (before.sessions, before.last_post_s));
    assert!(stage.published().values().all(|count| *count == 1), "nothing was appended twice");
}

#[tokio::test]
async fn given_rates_of_an_older_version_then_what_it_did_not_learn_is_learned_from_the_posts_in_the_store() {
    let (mut stage, artist, row) = polled().await;
    let before = row.rates.unwrap();
    let older = Rates { habits: None, sessions: [9.0, 0.0, 0.0], ..before };
    stage.store.for_ingest().save_sources(&[Source { rates: Some(older), ..row }]).await.unwrap();
    stage.until_source(&artist, SourceKind::Gallery, "is an older version's", |row| sessions(row) == Some(9.0)).await;
    stage.start();
    let row = stage.until_source(&artist, SourceKind::Gallery, "is whole again", |row| sessions(row) == Some(2.0)).await;
    stage.stop().await;
    let after = row.rates.unwrap();
    assert_eq!(after.habits.map(|habits| habits.days), before.habits.map(|habits| habits.days));
    assert_eq!(before.habits.unwrap().days.iter().map(|count| u32::from(*count)).sum::<u32>(), 2);
}

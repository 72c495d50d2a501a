//! What older versions took over from DeviantArt is in the log forever: every store has to take it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::*;
use domain::event::{Envelope, Event, codec};
use domain::id::LogId;
use eventlog::Entry;
use std::sync::Arc;
use store::projection::{Batch, Fold, Folded};
use testbed::Database;
use uuid::Uuid;

testbed::on_both!(texts_that_no_store_can_hold_are_folded_without_what_it_cannot,);

/// This event with `@` in its texts as a character that only JSON can hold, as versions before wrote it.
fn as_it_was_written(event: Event, second: i64) -> Vec<u8> {
    let text = String::from_utf8(codec::encode(&Envelope::new(event, at(second))).unwrap()).unwrap();
    text.replace('@', "\\u0000").into_bytes()
}

async fn texts_that_no_store_can_hold_are_folded_without_what_it_cannot(db: Database) {
    let store = store(&db).await;
    let mut strange = published(1, "ni@ght");
    if let Event::PostPublished { artist, post } = &mut strange {
        artist.name = "ki@m".to_owned();
        post.excerpt = Some("@once@".to_owned());
        post.tags = vec!["f@ox".to_owned()];
        post.locked = Some("pa@id".to_owned());
        post.url = Some("https://www.deviantart.com/@".to_owned());
    }
    let profiled = Event::ArtistProfiled { artist: named(1), kind: "organi@sation".parse().unwrap(), folders: Vec::new() };
    let payloads = [as_it_was_written(strange, 1), as_it_was_written(profiled, 2), as_it_was_written(published(4, "behind it"), 3)];
    let id = LogId(Uuid::from_u128(9));
    let epoch = store.for_projection().seize_projection(id, 0).await.unwrap().epoch;
    let entry = |(offset, payload)| projector::incoming(Entry { offset, appended_at: at(0), payload });
    let entries = Arc::new((0..).zip(payloads).map(entry).collect::<Vec<_>>());
    let fold: Fold = Arc::new(projector::fold::fold);
    let folded = store.for_projection().fold(&Batch { log: id, epoch, from: 0, entries, now: at(0) }, &fold).await.unwrap();
    assert!(matches!(folded, Folded::Done { parked: 0, .. }), "{folded:?}");
    let known = store.for_ingest().known_posts(&[post_id(1), post_id(4)], at(0)).await.unwrap();
    let post = &known[&post_id(1)].post;
    assert_eq!((post.title.as_str(), post.excerpt.as_deref(), post.locked.as_deref()), ("night", Some("once"), Some("paid")));
    assert_eq!((post.tags.as_slice(), &post.url), (&["fox".to_owned()][..], &None));
    assert_eq!(known[&post_id(4)].post.title, "behind it");
    store.close().await;
}

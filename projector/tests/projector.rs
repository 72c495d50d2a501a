//! The projector at work, on SQLite and on PostgreSQL: the loop, taking over, parking, replay, rebuild, verify.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::*;
use domain::clock::SystemClock;
use domain::event::{Envelope, codec};
use eventlog::EventLog;
use projector::{Error, Options};
use std::sync::Arc;
use std::time::Duration;
use store::leadership::{Candidate, Waiting};
use store::projection::{Batch, Fold, Folded};
use testbed::Database;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

testbed::on_both!(
    events_become_rows_and_notifications_and_a_hint,
    a_fenced_projector_writes_nothing,
    of_two_projectors_one_works_and_the_other_takes_over,
    another_log_is_refused,
    a_log_in_the_place_of_a_lost_one_is_folded_from_its_beginning,
    a_log_that_lost_its_end_is_folded_on_from_there,
    what_cannot_be_stored_is_parked_and_folded_after_the_repair,
    verify_finds_a_difference_and_rebuild_repairs_it_and_sends_nothing,
    a_rebuild_stops_at_what_it_cannot_read,
    numbers_that_are_no_events_are_passed_over,
    an_older_copy_of_the_log_that_grew_past_the_place_is_folded_from_where_both_agree,
    a_trimmed_predecessor_counts_as_matching,
    two_records_that_had_one_offset_are_both_parked,
    what_an_earlier_version_parked_is_taken_over,
    a_discarded_event_frees_its_artist_and_stays_discarded,
    impossible_times_park_their_events_and_nothing_else,
    damaged_records_are_passed_over_and_counted_as_a_loss,
    a_damaged_record_that_was_folded_stops_nothing,
    a_post_that_the_log_had_lost_is_announced_when_it_is_seen_again,
);

fn start(deps: projector::Deps) -> (CancellationToken, tokio::task::JoinHandle<Result<(), Error>>) {
    let stop = CancellationToken::new();
    (stop.clone(), tokio::spawn(projector::run(deps, Options { batch: 16, turns: domain::turns::Turns::default() }, stop)))
}

async fn events_become_rows_and_notifications_and_a_hint(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let deps = deps(&store, &log);
    let mut hints = deps.cache.subscribe(coordination::topic::NOTIFICATIONS).await.unwrap();
    let (stop, running) = start(deps);
    log.put((0..30).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 30).await;
    tokio::time::timeout(Duration::from_secs(30), hints.next()).await.unwrap().unwrap();
    let status = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!((status.posts, status.artists, status.notifications.get("pending").copied()), (30, 3, Some(10)));
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn a_fenced_projector_writes_nothing(db: Database) {
    let (store, log) = (store(&db).await, domain::id::LogId::random());
    let leadership = |owner| {
        let candidate = Candidate { owner: Uuid::from_u128(owner), poll: Duration::from_millis(5), clock: Arc::new(SystemClock) };
        store.for_projection().projector_leadership(log, 0, candidate)
    };
    let (one, two) = (leadership(1), leadership(2));
    let asleep = one.acquire(Err).await.unwrap();
    assert!(one.beat(&asleep).await.unwrap());
    let first = asleep.epoch;
    let second = two.acquire(|_| Ok::<_, Waiting>(())).await.unwrap().epoch;
    let fold: Fold = Arc::new(projector::fold::fold);
    let payload = codec::encode(&Envelope::new(published(1, "t"), at(1))).unwrap();
    let entries = Arc::new(vec![projector::incoming(eventlog::Entry { offset: 0, appended_at: at(1), payload })]);
    let batch = |epoch| Batch { log, epoch, from: 0, entries: Arc::clone(&entries), now: at(2) };
    assert_eq!(store.for_projection().fold(&batch(first), &fold).await.unwrap(), Folded::Fenced);
    assert!(dump(&store, &FOLDED).await.is_empty());
    assert!(!one.beat(&asleep).await.unwrap());
    assert!(matches!(store.for_projection().fold(&batch(second), &fold).await.unwrap(), Folded::Done { next_offset: 1, .. }));
    assert!(matches!(store.for_projection().fold(&batch(second), &fold).await.unwrap(), Folded::OutOfPlace { next_offset: 1, .. }));
}

async fn of_two_projectors_one_works_and_the_other_takes_over(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let (stop, first) = start(deps(&store, &log));
    log.put([Envelope::new(published(1, "t"), at(1))]);
    reached(&store, 1).await;
    let (end, second) = start(deps(&store, &log));
    // A dead one gives no notice.
    first.abort();
    drop(stop);
    log.put([Envelope::new(published(2, "t"), at(2))]);
    reached(&store, 2).await;
    end.cancel();
    second.await.unwrap().unwrap();
}

async fn another_log_is_refused(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let (stop, running) = start(deps(&store, &log));
    log.put([Envelope::new(published(1, "t"), at(1))]);
    reached(&store, 1).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let (_stop, other) = start(deps(&store, &MemoryLog::new()));
    assert!(matches!(other.await.unwrap(), Err(Error::OtherLog { .. })));
}

async fn a_log_in_the_place_of_a_lost_one_is_folded_from_its_beginning(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let (stop, running) = start(deps(&store, &log));
    log.put([1, 2, 3].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 3).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let next = MemoryLog::in_place_of(&log);
    next.put([3, 4].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    next.put([5, 6].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    let deps = deps(&store, &next);
    let (stop, running) = start(deps.clone());
    // Further than the lost log ever was.
    reached(&store, 4).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(store.for_ops().projection_place().await.unwrap().unwrap(), (next.identity().await.unwrap(), 4));
    assert_eq!(store.for_ingest().losses().await.unwrap(), 1, "ingest is told to poll again");
    assert_eq!(
        store.for_ingest().known_posts(&[1, 2, 3, 4, 5, 6].map(post_id), at(0)).await.unwrap().len(),
        6,
        "the store keeps what only the lost log had"
    );
    let outcome = projector::rebuild(&store.for_projection(), &*next, |_| {}).await;
    assert!(matches!(outcome, Err(Error::Trimmed { .. })), "a fold of the rest would know less: {outcome:?}");
}

async fn a_log_that_lost_its_end_is_folded_on_from_there(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let (stop, running) = start(deps(&store, &log));
    log.put([1, 2, 3].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 3).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    log.cut(1);
    let (stop, running) = start(deps(&store, &log));
    while store.for_ingest().losses().await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Under the numbers of those that are lost.
    log.put([4, 5].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 3).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(store.for_ingest().known_posts(&[1, 2, 3, 4, 5].map(post_id), at(0)).await.unwrap().len(), 5);
    assert_eq!(store.for_ingest().losses().await.unwrap(), 1, "ingest is told to poll again");
}

async fn what_cannot_be_stored_is_parked_and_folded_after_the_repair(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    poison(&store, "poison").await;
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put(
        [(1, "t"), (2, "t"), (4, "poison"), (7, "behind it"), (5, "t")].map(|(n, title)| Envelope::new(published(n, title), at(n as i64))),
    );
    log.push(b"not an event".to_vec());
    reached(&store, 6).await;
    let status = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!((status.posts, status.parked), (3, 3));
    assert_eq!(
        projector::replay_parked(&deps.store, &*deps.cache, &*deps.clock).await.unwrap(),
        projector::parked::Replayed { folded: 0, left: 3 }
    );
    heal(&store).await;
    assert_eq!(
        projector::replay_parked(&deps.store, &*deps.cache, &*deps.clock).await.unwrap(),
        projector::parked::Replayed { folded: 2, left: 1 }
    );
    let status = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!((status.posts, status.parked), (5, 1));
    // The loop takes over again by itself.
    log.put([Envelope::new(published(9, "t"), at(9))]);
    reached(&store, 7).await;
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.folded, report.parked, report.differences), (6, 1, Vec::new()));
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn verify_finds_a_difference_and_rebuild_repairs_it_and_sends_nothing(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put((0..50).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 50).await;
    sql(&store, "DELETE FROM notification").await;
    sql(&store, "UPDATE post SET title = 'planted' WHERE id = (SELECT id FROM post ORDER BY id LIMIT 1)").await;
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!(report.differences.iter().map(|one| (one.table, one.only_live, one.only_fresh)).collect::<Vec<_>>(), [("post", 1, 1)]);
    // Live traffic, of which only artist 0's is announced.
    let traffic = tokio::spawn({
        let log = Arc::clone(&log);
        async move {
            for n in 50..150 {
                log.put([Envelope::new(published(n, "t"), at(n as i64))]);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    let report = projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert!(report.folded >= 50);
    traffic.await.unwrap();
    reached(&store, 150).await;
    let live = (50..150).filter(|n| n % 3 == 0).count();
    assert_eq!(dump(&store, &["notification"]).await.len(), live);
    assert!(projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap().differences.is_empty());
    assert!(dump(&store, &["fresh_post"]).await.is_empty());
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn a_rebuild_stops_at_what_it_cannot_read(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    log.put([Envelope::new(published(1, "t"), at(1))]);
    log.push(b"?".to_vec());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    reached(&store, 2).await;
    sql(&store, "DELETE FROM parked").await;
    let before = dump(&store, &FOLDED).await;
    let error = projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Undecodable { offset: 1, .. }), "{error}");
    assert_eq!(dump(&store, &FOLDED).await, before);
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// Until the projector looks again, the log has grown past its place.
async fn an_older_copy_of_the_log_that_grew_past_the_place_is_folded_from_where_both_agree(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put((0..2500).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 2500).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let known = dump(&store, &["notification"]).await.len();
    log.restore(1500, (3000..4100).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    for outcome in
        [projector::verify(&store.for_projection(), &*log, |_| {}).await, projector::rebuild(&store.for_projection(), &*log, |_| {}).await]
    {
        assert!(matches!(outcome, Err(Error::Unlike { .. })), "a fold of that alone would hide what was missed: {outcome:?}");
    }
    let (stop, running) = start(deps.clone());
    reached(&store, 2600).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let all: Vec<_> = (0..2500).chain(3000..4100).map(post_id).collect();
    assert_eq!(store.for_ingest().known_posts(&all, at(0)).await.unwrap().len(), all.len(), "nothing of the copy was missed");
    let new = (3000..4100).filter(|n| n % 3 == 0).count();
    assert_eq!(dump(&store, &["notification"]).await.len(), known + new, "each announced once, none of the old ones again");
    assert_eq!(store.for_ingest().losses().await.unwrap(), 1, "ingest is told to poll again");
    let before = store.for_projection().checkpoints(log.identity().await.unwrap()).await.unwrap();
    assert_eq!(before.iter().map(|one| one.offset).collect::<Vec<_>>(), [999, 1999, 2599]);
    projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    // And with the log as it is, nothing goes back again.
    let (stop, running) = start(deps);
    log.put([Envelope::new(published(5000, "t"), at(1))]);
    reached(&store, 2601).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(store.for_ingest().losses().await.unwrap(), 1);
}

async fn a_trimmed_predecessor_counts_as_matching(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put([1, 2, 3].map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 3).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    log.trim(3);
    let (stop, running) = start(deps);
    log.put([Envelope::new(published(4, "t"), at(4))]);
    reached(&store, 4).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!((store.for_ingest().losses().await.unwrap(), store.for_ops().pipeline_status().await.unwrap().posts), (0, 4));
}

async fn two_records_that_had_one_offset_are_both_parked(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.push(b"not an event".to_vec());
    reached(&store, 1).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    log.cut(0);
    log.push(b"not this one either".to_vec());
    log.push(b"nor this".to_vec());
    let (stop, running) = start(deps);
    reached(&store, 2).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let parked = store.for_projection().parked_events(None, 10).await.unwrap();
    let texts: std::collections::BTreeSet<_> = parked.iter().map(|one| (one.offset, one.payload.clone())).collect();
    let wanted = [(0, b"not an event".to_vec()), (0, b"not this one either".to_vec()), (1, b"nor this".to_vec())];
    assert_eq!(texts, wanted.into(), "{parked:?}");
}

/// Also one that still runs, or ran again after a roll back.
async fn what_an_earlier_version_parked_is_taken_over(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put([Envelope::new(published(1, "t"), at(1))]);
    reached(&store, 1).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    sql(&store, "INSERT INTO parked_event (log_offset, payload, error, parked_at) VALUES (0, '?', 'an old reason', 5)").await;
    assert!(
        store.for_ops().vitals().await.unwrap().parked && store.for_ops().pipeline_status().await.unwrap().parked == 1,
        "told before it is taken over"
    );
    let (stop, running) = start(deps);
    log.put([Envelope::new(published(2, "t"), at(2))]);
    reached(&store, 2).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let parked = store.for_projection().parked_events(None, 10).await.unwrap();
    assert_eq!(parked.iter().map(|one| (one.offset, one.error.as_str())).collect::<Vec<_>>(), [(0, "an old reason")]);
    assert!(dump(&store, &["parked_event"]).await.is_empty());
}

async fn a_discarded_event_frees_its_artist_and_stays_discarded(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.push(String::from_utf8(codec::encode(&Envelope::new(published(1, "t"), at(1))).unwrap()).unwrap().replace(".v1", ".v9").into());
    log.put([Envelope::new(published(4, "behind it"), at(4))]);
    reached(&store, 2).await;
    let parked = store.for_projection().parked_events(None, 10).await.unwrap();
    assert_eq!(parked.len(), 2);
    assert!(store.for_projection().discard_parked(parked[0].id, at(9)).await.unwrap());
    assert!(!store.for_projection().discard_parked(parked[0].id, at(9)).await.unwrap(), "it is discarded already");
    let replayed = projector::replay_parked(&store.for_projection(), &*deps.cache, &*deps.clock).await.unwrap();
    assert_eq!(replayed, projector::parked::Replayed { folded: 1, left: 0 });
    assert!(!store.for_ops().vitals().await.unwrap().parked);
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.folded, report.parked, report.differences), (1, 1, Vec::new()));
    stop.cancel();
    running.await.unwrap().unwrap();
    // The log is folded again from its beginning.
    sql(&store, "UPDATE checkpoint SET log_offset = 77").await;
    log.cut(2);
    let (stop, running) = start(deps);
    while store.for_ingest().losses().await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    log.put([Envelope::new(published(7, "the same artist"), at(7))]);
    reached(&store, 3).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let status = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!((status.parked, status.posts), (0, 2), "{status:?}");
}

/// A burst of them: the digest's time lay beyond what can be counted with.
async fn impossible_times_park_their_events_and_nothing_else(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let (stop, running) = start(deps(&store, &log));
    for n in 0..30 {
        let event = codec::encode(&Envelope::new(published(3 * n, "t"), at(1))).unwrap();
        let mut event: serde_json::Value = serde_json::from_slice(&event).unwrap();
        event["observed_at"] = "+262142-12-31T23:59:59Z".into();
        log.push(event.to_string().into_bytes());
    }
    log.put([Envelope::new(published(100, "t"), at(2))]);
    reached(&store, 31).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let parked = store.for_projection().parked_events(None, 100).await.unwrap();
    assert_eq!((parked.len(), store.for_ops().pipeline_status().await.unwrap().posts), (30, 1));
    assert!(parked[0].error.contains("+262142"), "{}", parked[0].error);
}

async fn damaged_records_are_passed_over_and_counted_as_a_loss(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    log.put((0..40).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    for offset in [0, 20, 21, 39] {
        log.damage(offset);
    }
    let (stop, running) = start(deps.clone());
    log.put([Envelope::new(published(40, "t"), at(40))]);
    reached(&store, 41).await;
    assert_eq!(store.for_ops().pipeline_status().await.unwrap().posts, 37);
    assert_eq!(store.for_ingest().losses().await.unwrap(), 4, "ingest is told to poll again");
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.folded, report.damaged, report.differences), (37, 4, Vec::new()));
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn a_damaged_record_that_was_folded_stops_nothing(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    log.put((0..40).map(|n| Envelope::new(published(n, "t"), at(n as i64))));
    reached(&store, 40).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    log.damage(7);
    // The one that the log is recognised by.
    log.damage(39);
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.folded, report.damaged), (38, 2));
    assert!(report.differences.iter().any(|one| (one.table, one.only_live) == ("post", 2)), "{report:?}");
    let losses = store.for_ingest().losses().await.unwrap();
    let report = projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.damaged, store.for_ops().pipeline_status().await.unwrap().posts), (2, 38));
    assert!(store.for_ingest().losses().await.unwrap() > losses, "what they told is looked for again");
    let (stop, running) = start(deps);
    log.put([Envelope::new(published(50, "t"), at(50))]);
    reached(&store, 41).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(store.for_ops().pipeline_status().await.unwrap().posts, 39);
}

/// A stream's broker numbers its own records with the events; the projector may stop and continue at any of them.
async fn numbers_that_are_no_events_are_passed_over(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    let deps = deps(&store, &log);
    log.skip();
    for n in 0..60 {
        let (stop, running) = start(deps.clone());
        log.put([Envelope::new(published(n, "t"), at(n as i64))]);
        if n % 3 == 0 {
            log.skip();
        }
        if n % 7 == 0 {
            reached(&store, log.bounds().await.unwrap().next).await;
        }
        if n % 20 == 5 {
            log.put((1000..1100).map(|more| Envelope::new(published(more, "t"), at(n as i64))));
        }
        stop.cancel();
        running.await.unwrap().unwrap();
    }
    log.skip();
    let (stop, running) = start(deps.clone());
    let end = log.bounds().await.unwrap().next;
    reached(&store, end).await;
    assert_eq!(store.for_ops().projection_place().await.unwrap().map(|(_, next)| next), Some(end), "caught up is no lag");
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(store.for_ops().pipeline_status().await.unwrap().posts, 160);
    let report = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!((report.folded, report.differences.len()), (360, 0));
    let report = projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!(report.folded, 360);
    assert_eq!(store.for_ops().pipeline_status().await.unwrap().posts, 160);
}

async fn a_post_that_the_log_had_lost_is_announced_when_it_is_seen_again(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let (stop, running) = start(deps(&store, &log));
    log.put([Envelope::new(published(3, "t"), at(1))]);
    reached(&store, 1).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    // As a rebuild from a log without its end leaves it, and then the bot.
    sql(&store, "DELETE FROM post WHERE title = 't'").await;
    sql(&store, "UPDATE notification SET state = 'suppressed', reason = 'post_lost' WHERE attempts = 0").await;
    let (stop, running) = start(deps(&store, &log));
    log.put([Envelope::new(published(3, "t"), at(9))]);
    reached(&store, 2).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let states = store.for_ops().pipeline_status().await.unwrap().notifications;
    assert_eq!(states.into_iter().collect::<Vec<_>>(), [("pending".to_owned(), 1)]);
}

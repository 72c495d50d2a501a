use super::*;
use crate::pool::Store;
use crate::sender::{SenderStart, Unsure};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use uuid::Uuid;

async fn at_path(path: &Path) -> Store {
    let store = Store::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

fn wish(number: u128, from: Timestamp) -> NewWatch {
    NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::from_u128(number)), format!("artist {number}"), from)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_taken_while_others_write_and_holds_what_was_committed() {
    let place = tempfile::tempdir().unwrap();
    let store = at_path(&place.path().join("live.sqlite")).await;
    let now = domain::clock::micros(SystemClock.now());
    let writer = store.for_bot();
    let writing = tokio::spawn(async move {
        for number in 0..200 {
            writer.add_watch(&wish(number, now), 1_000).await.unwrap();
        }
    });
    let beside = at_path(&place.path().join("live.sqlite")).await;
    for round in 0..5 {
        let before = store.for_ops().pipeline_status().await.unwrap().watches;
        let file = place.path().join(format!("copy-{round}.sqlite"));
        assert!(beside.for_backup().copy_into(&file).await.unwrap().is_some());
        let copy = at_path(&file).await;
        assert_eq!(copy.for_backup().damage().await.unwrap(), Vec::<String>::new());
        assert!(copy.for_ops().pipeline_status().await.unwrap().watches >= before);
    }
    writing.await.unwrap();
    assert!(beside.for_backup().copy_into(&place.path().join("copy-0.sqlite")).await.is_err(), "a file with something in it stays");
}

#[tokio::test]
async fn the_last_backup_is_known() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    assert_eq!(store.for_ops().last_backup().await.unwrap(), None);
    let now = store.for_ops().now().await.unwrap();
    store.for_backup().note_taken(now - TimeDelta::hours(2), 10).await.unwrap();
    store.for_backup().note_taken(now - TimeDelta::hours(1), 20).await.unwrap();
    let taken = store.for_ops().last_backup().await.unwrap().unwrap();
    assert_eq!((taken.at, taken.bytes), (now - TimeDelta::hours(1), 20));
    assert!(taken.age >= Duration::from_secs(3600) && taken.age < Duration::from_secs(7200), "{taken:?}");
}

#[tokio::test]
async fn a_restored_copy_trusts_nothing_that_was_sent_and_skips_only_when_asked_to() {
    for (missed, skips) in [(Missed::Check, false), (Missed::Announce, false), (Missed::Skip, true)] {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let now = domain::clock::micros(SystemClock.now());
        let bot = store.for_bot();
        bot.add_watch(&wish(1, now - TimeDelta::days(1)), 10).await.unwrap();
        let start = SenderStart { number: 4, owner: Uuid::new_v4(), outcomes: 0, newest: None, closed: true, unsure_before: None };
        bot.begin_sender_start(&start).await.unwrap();
        let restored = Restored { taken_at: now - TimeDelta::hours(3), at: now, missed };
        assert_eq!(bot.restored().await.unwrap(), None);
        store.for_backup().note_restored(restored).await.unwrap();
        assert_eq!(bot.restored().await.unwrap(), Some(restored));
        assert_eq!(bot.sender_start().await.unwrap().unwrap().unsure_before, Some(Unsure::Start));
        let watches = bot.watches(GuildId(1), None, 0, 10).await.unwrap().watches;
        assert_eq!(watches[0].wish.announce_from, if skips { now } else { now - TimeDelta::days(1) }, "{missed:?}");
    }
}

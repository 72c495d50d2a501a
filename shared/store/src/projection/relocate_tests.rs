use super::*;
use crate::pool::Store;
use crate::projection::checkpoint::{Mark, Slots};
use crate::projection::{Batch, Changes, Fold, Incoming};
use domain::clock::{Clock, SystemClock};

fn entry(offset: u64) -> Incoming {
    Incoming { offset, payload: offset.to_le_bytes().to_vec(), event: Err("none".to_owned()), lane: None }
}

#[tokio::test]
async fn place_checkpoints_and_parked_events_are_those_of_the_copy() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let (store, former, log, now) = (store.for_projection(), LogId::random(), LogId::random(), SystemClock.now());
    store.seize_projection(former, 0).await.unwrap();
    let parks: Fold = Arc::new(|_, entries| Changes {
        parked: entries.iter().filter(|entry| entry.offset < 2).map(|entry| (entry.offset, "odd".to_owned())).collect(),
        ..Changes::default()
    });
    let entries = Arc::new((0..5).map(entry).collect());
    store.fold(&Batch { log: former, epoch: 1, from: 0, entries, now }, &parks).await.unwrap();
    store.note_log_place(former, "here", now).await.unwrap();
    let offsets = store.parked_offsets(former).await.unwrap();
    assert_eq!(offsets.iter().copied().collect::<Vec<_>>(), [0, 1]);
    let discarded = store.parked_events(None, 1).await.unwrap().remove(0);
    assert!(store.discard_parked(discarded.id, now).await.unwrap());

    let artist = domain::id::ArtistId(uuid::Uuid::from_u128(7));
    store.write(move |tx| Box::pin(crate::erased::note(tx, artist))).await.unwrap();
    assert_eq!(store.erased_offsets(former).await.unwrap(), [5].into());

    let mut slots = Slots::default();
    for offset in 0..5_u64 {
        slots.note(offset + 1001, &offset.to_le_bytes());
    }
    let to = Relocated {
        former,
        former_next: 5,
        log,
        next: 1006,
        place: "there".to_owned(),
        checkpoints: slots.into_checkpoints(),
        parked: offsets.into_iter().map(|offset| (offset, offset + 1001)).collect(),
        erased: [(5, 1006)].into(),
        trimmed: false,
        now,
    };
    let late = Relocated { former_next: 4, trimmed: true, ..to.clone() };
    assert!(!store.relocate(late).await.unwrap());
    assert_eq!(store.projection_place().await.unwrap(), Some((former, 5)), "nothing was changed");

    assert!(store.relocate(to).await.unwrap());
    assert_eq!(store.projection_place().await.unwrap(), Some((log, 1006)));
    assert_eq!(store.erased_offsets(log).await.unwrap(), [1006].into());
    assert_eq!(store.last_checkpoint(log).await.unwrap(), Some(Checkpoint { offset: 1005, mark: Mark::of(&4_u64.to_le_bytes()) }));
    assert!(store.checkpoints(former).await.unwrap().is_empty());
    let parked = store.parked_among(log, 0, 2000).await.unwrap();
    assert_eq!(parked, [0_u64, 1].map(|offset| (offset + 1001, Mark::of(&offset.to_le_bytes()))).into());
    assert_eq!(store.parked_events(None, 10).await.unwrap().len(), 1, "what was discarded stays so");
    assert_eq!(store.log_place(log).await.unwrap().as_deref(), Some("there"));
    assert!(store.knows_other_logs(log, &[]).await.unwrap());
    assert!(!store.knows_other_logs(log, &[former]).await.unwrap(), "it holds what the former one held");
    let fold = Batch { log, epoch: 1, from: 1006, entries: Arc::new(vec![entry(1006)]), now };
    assert_eq!(store.fold(&fold, &parks).await.unwrap(), crate::projection::Folded::Fenced, "the one that folded before is fenced off");
    let seized = store.seize_projection(log, 0).await.unwrap();
    assert_eq!(seized.epoch, 3);
}

#[tokio::test]
async fn a_copy_of_a_trimmed_log_is_known_to_lack_what_was_folded_also_after_the_next_move() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let (store, now) = (store.for_projection(), SystemClock.now());
    let logs: [LogId; 3] = std::array::from_fn(|_| LogId::random());
    store.seize_projection(logs[0], 7).await.unwrap();
    store.note_log_place(logs[0], "here", now).await.unwrap();
    assert!(!store.knows_other_logs(logs[0], &[]).await.unwrap());
    for (n, trimmed) in [(0, true), (1, false)] {
        let stands = store.projection_place().await.unwrap().unwrap().1;
        let to = Relocated {
            former: logs[n],
            former_next: stands,
            log: logs[n + 1],
            next: 1,
            place: "there".to_owned(),
            checkpoints: Vec::new(),
            parked: BTreeMap::new(),
            erased: BTreeMap::new(),
            trimmed,
            now,
        };
        assert!(store.relocate(to).await.unwrap());
        assert!(store.knows_other_logs(logs[n + 1], &logs[..=n]).await.unwrap(), "no log tells of the beginning");
    }
}

use super::*;
use domain::clock::SystemClock;

#[tokio::test]
async fn while_the_store_is_away_nothing_counts_as_settled_and_a_stop_is_heeded() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal")).await.unwrap();
    let store = store::Store::in_memory().await.unwrap();
    store.clone().close().await;
    let store = store.for_bot();
    let (settled, _told) = mpsc::unbounded_channel();
    let register = Register::open(store.clone(), &dir.path().join("journal"), uuid::Uuid::from_u128(1)).await.unwrap();
    let worker = Worker { store, journal: journal.clone(), register, clock: Arc::new(SystemClock), board: StatusBoard::default(), settled };
    let stop = CancellationToken::new();
    let (settler, task) = start(worker, stop.clone());
    for n in 1..=2 {
        let (id, settlement) = (NotificationId(uuid::Uuid::from_u128(n)), Settlement::held("r".to_owned()));
        let outcomes = vec![(id, settlement)];
        let records = vec![journal.outcomes(&outcomes).await.unwrap()];
        settler.push(Job::Outcomes(Outcomes { channel: None, outcomes, shown: None, veiled: false, records })).await;
    }
    // From here on nothing touches a disk, and the store's own repetitions take no time.
    tokio::time::pause();
    let flushed = tokio::time::timeout(Duration::from_secs(120), settler.flush()).await;
    assert!(flushed.is_err(), "a store that is away was taken for one that refuses the outcomes");
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(1), task).await.expect("a stop does not wait for the store").unwrap();
    assert_eq!(journal.pending().await.unwrap().0.len(), 2, "the journal keeps them for the next start");
}

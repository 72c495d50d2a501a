use super::*;

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
}

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn store(owner: Uuid, number: u64, outcomes: u64, closed: bool) -> SenderStart {
    let newest = (outcomes > 0).then(|| id(u128::from(outcomes)));
    SenderStart { number, owner, outcomes, newest, closed, unsure_before: None }
}

fn note(number: u64, outcomes: u64) -> Note {
    let newest = (outcomes > 0).then(|| id(u128::from(outcomes)));
    Note { number, next: number, outcomes, newest, unsure_before: None }
}

fn agree(store: Option<&SenderStart>, note: Option<&Note>, journal: &[u128]) -> bool {
    disagreement(store, note, ME, &journal.iter().map(|n| id(*n)).collect()).is_none()
}

#[test]
fn what_one_start_left_on_both_sides_agrees() {
    assert!(agree(None, None, &[]), "the first start");
    assert!(agree(Some(&store(ME, 3, 7, false)), Some(&note(3, 7)), &[]), "killed or stopped");
    assert!(agree(Some(&store(ME, 3, 8, false)), Some(&note(3, 7)), &[8]), "killed before the note was written");
    assert!(agree(Some(&store(ME, 4, 0, false)), Some(&Note { next: 4, ..note(3, 7) }), &[]), "killed while it began");
    assert!(agree(Some(&store(ME, 3, 7, false)), Some(&Note { next: 4, ..note(3, 7) }), &[]), "killed before the store knew");
}

#[test]
fn a_backup_on_one_side_shows() {
    assert!(!agree(None, Some(&note(3, 7)), &[]), "a store of before");
    assert!(!agree(Some(&store(ME, 3, 7, true)), None, &[]), "a directory of before");
    assert!(!agree(Some(&store(ME, 2, 7, true)), Some(&note(3, 7)), &[]));
    assert!(!agree(Some(&store(ME, 4, 7, true)), Some(&note(3, 7)), &[]));
    assert!(!agree(Some(&store(ME, 3, 5, false)), Some(&note(3, 7)), &[7]), "the store is older");
    assert!(!agree(Some(&store(ME, 3, 8, false)), Some(&note(3, 7)), &[7]), "the journal is older");
}

#[test]
fn another_sender_must_have_ended_in_order() {
    assert!(agree(Some(&store(OTHER, 4, 7, true)), Some(&note(3, 7)), &[]));
    assert!(agree(Some(&store(OTHER, 4, 7, true)), None, &[]));
    assert!(!agree(Some(&store(OTHER, 4, 7, false)), Some(&note(3, 7)), &[]));
    assert!(!agree(Some(&store(OTHER, 4, 7, true)), Some(&note(5, 7)), &[]), "the store is older than this directory");
}

#[tokio::test]
async fn a_disagreement_is_remembered_on_both_sides_until_its_time_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let journal = dir.path().join("journal");
    let store = store::Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let store = store.for_bot();
    let open = || Register::open(store.clone(), &journal, ME);
    let none = HashSet::new();
    assert_eq!(open().await.unwrap().begin(&none).await.unwrap(), None);
    let mark = open().await.unwrap().mark(2, id(9)).unwrap();
    assert_eq!((mark.number, mark.outcomes), (1, 2));
    // The store has them, and the directory is one of before.
    store.settle_marked(&[], Some(mark), Timestamp::UNIX_EPOCH).await.unwrap();
    let register = open().await.unwrap();
    assert_eq!(register.begin(&none).await.unwrap(), Some(Unsure::Start));
    // Killed before Discord told its time.
    let register = open().await.unwrap();
    assert_eq!(register.begin(&none).await.unwrap(), Some(Unsure::Start));
    let time = Timestamp::from_timestamp(1_700_000_000, 0).unwrap();
    register.unsure_before(Some(Unsure::Before(time))).await.unwrap();
    assert_eq!(open().await.unwrap().begin(&none).await.unwrap(), Some(Unsure::Before(time)), "it stays in doubt for good");
    assert_eq!(store.sender_start().await.unwrap().unwrap().number, 4);
}

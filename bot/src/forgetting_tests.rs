use super::*;
use domain::id::{MessageId, NotificationId};
use domain::notification::{Hold, Settlement, Suppressed};
use domain::watch::Watch;
use store::Store;
use store::bot::AddWatch;
use testkit::{plant, sample};

const KEEP: TimeDelta = TimeDelta::days(400);
const DETAIL: TimeDelta = TimeDelta::days(60);

fn now() -> Timestamp {
    sample::at(0) + TimeDelta::days(1_000)
}

async fn watched() -> (Store, Watch) {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let added = store.for_bot().add_watch(&sample::watch(5), 10).await.unwrap();
    let AddWatch::Added(watch) = added else { panic!("{added:?}") };
    (store, watch)
}

/// A notification about post `n`, `days` old; pending unless it was settled.
async fn row(store: &Store, watch: &Watch, n: u128, days: i64, settlement: Option<Settlement>) -> NotificationId {
    let card = plant::card(watch, &sample::post(n), now() - TimeDelta::days(days));
    let id = card.id;
    plant::notifications(store, vec![card]).await.unwrap();
    if let Some(settlement) = settlement {
        store.for_bot().settle(&[(id, settlement)], now() - TimeDelta::days(days)).await.unwrap();
    }
    id
}

async fn is_there(store: &Store, n: u128) -> bool {
    !store.for_ops().notifications_of(sample::post_id(n)).await.unwrap().is_empty()
}

#[tokio::test]
async fn what_is_settled_and_old_goes_and_what_waits_stays_however_old_it_is() {
    let (store, watch) = watched().await;
    let sent = || Settlement::Sent { message: MessageId(7), at: now() };
    let settled = [
        sent(),
        Settlement::Suppressed { reason: Suppressed::CatchUp },
        Settlement::Failed { reason: "no".to_owned(), attempts: 3 },
        Settlement::Expired { reason: "no".to_owned() },
    ];
    for (n, settlement) in (0..).zip(settled) {
        row(&store, &watch, n, 401, Some(settlement)).await;
    }
    let held = Settlement::Held { hold: Hold::Channel, reason: "gone".to_owned(), doubt: None, until: None };
    let retry = Settlement::Retry { due_at: now() - TimeDelta::days(500), doubt: None, attempts: 1, reason: "no".to_owned() };
    row(&store, &watch, 10, 900, None).await;
    row(&store, &watch, 11, 900, Some(held)).await;
    row(&store, &watch, 12, 900, Some(retry)).await;
    row(&store, &watch, 13, 399, Some(sent())).await;
    let over = CancellationToken::new();
    assert_eq!(forget(&store.for_bot(), What::Notifications, now(), KEEP, &over).await.unwrap(), Ended::Done);
    for n in 0..4 {
        assert!(!is_there(&store, n).await, "{n} is old");
    }
    for n in 10..14 {
        assert!(is_there(&store, n).await, "{n} waits or is young");
    }
    let standing = store.for_ops().retention().await.unwrap();
    assert_eq!((standing[0].before, standing[0].last.unwrap().rows), (now() - KEEP, 4));
}

#[tokio::test]
async fn audit_rows_go_too_and_a_run_that_is_stopped_says_so() {
    let (store, _) = watched().await;
    for guild in 1..=600 {
        let wish = domain::watch::NewWatch { guild: domain::id::GuildId(guild), ..sample::watch(1_000 + guild) };
        store.for_bot().add_watch(&wish, 10).await.unwrap();
    }
    // The rows are of a moment in 2023.
    let later = sample::at(0) + KEEP + TimeDelta::days(1);
    let over = CancellationToken::new();
    over.cancel();
    assert_eq!(forget(&store.for_bot(), What::Audit, later, KEEP, &over).await.unwrap(), Ended::Stopped);
    assert_eq!(store.for_ops().retention().await.unwrap()[0].last.unwrap().rows, 250, "one transaction");
    let over = CancellationToken::new();
    assert_eq!(forget(&store.for_bot(), What::Audit, later, KEEP, &over).await.unwrap(), Ended::Done);
    assert_eq!(store.for_ops().retention().await.unwrap()[0].last.unwrap().rows, 601 - 250);
    assert_eq!(forget(&store.for_bot(), What::Audit, later, KEEP, &over).await.unwrap(), Ended::Done);
    assert_eq!(store.for_ops().retention().await.unwrap()[0].last.unwrap().rows, 0);
}

/// Posts of a watched artist, one a day; the message about each was sent `sent` days after it.
async fn posts(store: &Store, watch: &Watch, days: impl Iterator<Item = i64>, sent: i64) {
    for day in days {
        let at = now() - TimeDelta::days(day);
        let n = u128::try_from(day).unwrap();
        let post = domain::post::Post { published_at: Some(at), ..sample::post(n) };
        let card = plant::card(watch, &post, at);
        let id = card.id;
        plant::post(store, &sample::artist(0), &post, at, vec![card]).await.unwrap();
        let settlement = Settlement::Sent { message: MessageId(7), at: at + TimeDelta::days(sent) };
        store.for_bot().settle(&[(id, settlement)], at + TimeDelta::days(sent)).await.unwrap();
    }
}

async fn is_whole(store: &Store, n: u128) -> bool {
    let found = store.for_bot().history().post(sample::post_id(n)).await.unwrap().unwrap();
    found.post.url == sample::post(n).url
}

#[tokio::test]
async fn old_posts_are_shrunk_while_young_ones_those_with_messages_to_edit_and_the_newest_stay_whole() {
    let (store, watch) = watched().await;
    posts(&store, &watch, 50..70, 0).await;
    // Its message was held for two months.
    posts(&store, &watch, 70..71, 60).await;
    posts(&store, &watch, 71..800, 0).await;
    row(&store, &watch, 900, 900, None).await;
    let waits = domain::post::Post { published_at: Some(now() - TimeDelta::days(900)), ..sample::post(900) };
    plant::post(&store, &sample::artist(0), &waits, now() - TimeDelta::days(900), Vec::new()).await.unwrap();
    let over = CancellationToken::new();
    assert_eq!(forget(&store.for_bot(), What::Detail, now(), DETAIL, &over).await.unwrap(), Ended::Done);
    for n in [50, 59, 60, 70, 900] {
        assert!(is_whole(&store, n).await, "{n}");
    }
    for n in [61, 69, 71, 400, 799] {
        assert!(!is_whole(&store, n).await, "{n}");
    }
    let standing = store.for_ops().retention().await.unwrap();
    assert_eq!((standing[0].before, standing[0].last.unwrap().rows), (now() - DETAIL, 800 - 61 - 1));
    assert_eq!(forget(&store.for_bot(), What::Detail, now() + TimeDelta::days(400), DETAIL, &over).await.unwrap(), Ended::Done);
    for n in [50, 51, 52, 900] {
        assert!(is_whole(&store, n).await, "{n} is of the newest, or waits");
    }
    assert!(!is_whole(&store, 53).await);
}

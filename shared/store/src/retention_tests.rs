use super::*;
use crate::plan::plan;
use crate::pool::Store;
use chrono::TimeDelta;

fn before() -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::days(1_000)
}

async fn migrated() -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

#[tokio::test]
async fn old_rows_are_found_by_an_index_and_in_its_order() {
    let store = migrated().await;
    let rows = plan(&store, &old(State::Sent, before())).await;
    assert_eq!(rows, "SEARCH notification USING INDEX notification_due (state=? AND due_at<?)");
    let audit = plan(&store, &old_audit(before())).await;
    assert_eq!(audit, "SEARCH audit USING INDEX audit_at (at<?)");
}

#[tokio::test]
async fn what_may_be_gone_never_goes_back_and_a_run_is_told() {
    let store = migrated().await;
    let (bot, ops) = (store.for_bot(), store.for_ops());
    assert_eq!(ops.retention().await.unwrap(), []);
    bot.begin_forgetting(What::Notifications, before()).await.unwrap();
    bot.begin_forgetting(What::Notifications, before() - TimeDelta::days(1)).await.unwrap();
    let run = Run { at: before(), next_at: before() + TimeDelta::hours(6), rows: 7 };
    let standing = |last| Standing { what: "notifications".to_owned(), before: before(), last };
    assert_eq!(ops.retention().await.unwrap(), [standing(None)]);
    bot.note_retention(What::Notifications, run).await.unwrap();
    assert_eq!(ops.retention().await.unwrap(), [standing(Some(run))]);
    let read = store.write(|tx| Box::pin(forgotten(tx))).await.unwrap();
    assert_eq!(read, Some(before()));
}

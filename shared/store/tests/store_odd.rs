//! Values that no version of the program wrote: an error says where they are, nothing stands in for them, and one odd row costs itself only.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::id::{ChannelId, GuildId, NotificationId};
use domain::notification::Subject;
use domain::post::{Picture, Post};
use domain::watch::{NewWatch, Watch};
use sea_orm::ConnectionTrait;
use store::Store;
use store::bot::AddWatch;
use store::due::Portion;
use testkit::{plant, sample};

const BEYOND: i64 = i64::MAX;

/// A store with a watch and two pending cards, the first with a preview.
async fn two_cards() -> (Store, Watch, [NotificationId; 2]) {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let artist = sample::artist(0);
    let wish = NewWatch::new(GuildId(7), ChannelId(1), artist.id, artist.name.clone(), sample::at(0));
    let AddWatch::Added(watch) = store.for_bot().add_watch(&wish, 9).await.unwrap() else { panic!("not added") };
    plant::artist(&store, &artist).await.unwrap();
    let preview = Some(Picture { url: "https://images-wixmp.com/1".to_owned(), width: 9, height: 9 });
    let posts = [Post { preview, ..sample::post(1) }, sample::post(2)];
    for post in &posts {
        plant::post(&store, &artist, post, sample::at(1), vec![plant::card(&watch, post, sample::at(1))]).await.unwrap();
    }
    let ids = posts.map(|post| NotificationId::card(watch.id, post.id));
    (store, watch, ids)
}

async fn sql(store: &Store, text: &str) {
    store.connection().execute_unprepared(text).await.unwrap();
}

#[tokio::test]
async fn a_notification_whose_time_cannot_be_read_is_named_and_the_others_go_out() {
    let (store, _, [odd, sound]) = two_cards().await;
    sql(&store, &format!("UPDATE notification SET updated_at = {BEYOND} WHERE id = x'{}'", odd.0.simple())).await;
    let due = store.for_bot().due_notifications(sample::at(9), Portion::of(&[], 9, 9)).await.unwrap().due;
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [sound]);
    let error = store.for_bot().notification(odd).await.unwrap_err().to_string();
    assert!(error.contains(&format!("notification.updated_at of {odd}: {BEYOND} microseconds since 1970 are no time")), "{error}");
}

#[tokio::test]
async fn a_post_that_cannot_be_read_is_told_as_such() {
    let (store, _, [odd, sound]) = two_cards().await;
    sql(&store, "UPDATE post SET preview_width = -1 WHERE preview_width = 9").await;
    let due = store.for_bot().due_notifications(sample::at(9), Portion::of(&[], 9, 9)).await.unwrap().due;
    let subject = |id| due.iter().find(|due| due.id == id).map(|due| &due.subject).unwrap();
    let Subject::Lost { unreadable: Some(why), .. } = subject(odd) else { panic!("{due:?}") };
    assert!(why.contains("post.preview_width") && why.contains("-1 is no count"), "{why}");
    assert!(matches!(subject(sound), Subject::Card { .. }));
}

#[tokio::test]
async fn a_watch_that_cannot_be_read_is_an_error_with_its_place() {
    let (store, watch, [card, _]) = two_cards().await;
    sql(&store, &format!("UPDATE watch SET created_at = {BEYOND}")).await;
    let error = store.for_bot().watch(GuildId(7), watch.id).await.unwrap_err().to_string();
    assert!(error.contains(&format!("watch.created_at of {}", watch.id)), "{error}");
    let Subject::Lost { unreadable: Some(why), .. } = store.for_bot().notification(card).await.unwrap().unwrap().subject else {
        panic!("the watch is odd")
    };
    assert!(why.contains("watch.created_at"), "{why}");
    sql(&store, "UPDATE watch SET created_at = 'yesterday'").await;
    let error = store.for_bot().watch(GuildId(7), watch.id).await.unwrap_err().to_string();
    assert!(error.contains(&format!("watch.created_at of {}", watch.id)), "no number at all: {error}");
}

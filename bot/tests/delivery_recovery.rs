//! What an earlier life left in the journal and in the store.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::record::{IntentV1, OutcomeV1, Record};
use chrono::TimeDelta;
use delivery_support::Bench;
use domain::id::{ChannelId, MessageId, NotificationId};
use domain::notification::Settlement;
use domain::watch::Watch;
use journal_spool::{Spool, SpoolOptions};
use sandbox::discord::Options;
use sandbox::discord::permission::{EMBED_LINKS, SEND_MESSAGES, VIEW_CHANNEL};
use serde_json::{Value, json};
use std::time::Duration;

fn intent(id: NotificationId, channel: ChannelId, at: domain::clock::Timestamp) -> Record {
    let nonce = bot::card::nonce(id);
    Record::IntentV1(IntentV1 {
        notification: *id.0.as_bytes(),
        channel: channel.0,
        nonce,
        at: at.timestamp_micros(),
        attempt: 1,
        plain: false,
    })
}

/// Leaves these records in the journal, as a process that died did.
async fn leave(bench: &Bench, records: &[Record]) {
    let options = SpoolOptions { schema: 1, ..SpoolOptions::default() };
    let (spool, _) = Spool::<Record>::open(bench.journal_dir("journal"), options).unwrap();
    for record in records {
        spool.put(record).await.unwrap();
    }
    spool.close().await.unwrap();
}

/// What waits in the journal after everything was stopped. A killed sender's writer needs a moment to let go.
fn left(bench: &Bench) -> usize {
    let options = SpoolOptions { schema: 1, ..SpoolOptions::default() };
    loop {
        match Spool::<Record>::open(bench.journal_dir("journal"), options.clone()) {
            Ok((spool, _)) => return spool.pending(1_000).unwrap().len(),
            Err(journal_spool::OpenError::Locked { .. }) => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Sends this notification's card as the earlier life did, through its own sender over a store that then forgets it.
async fn sent_before(bench: &Bench, id: NotificationId) {
    let sender = bench.sender_with(bench.options("earlier")).await;
    bench.until(id, "sent").await;
    sender.stop().await;
    bench.forget_outcome(id).await;
}

/// Two messages were begun this long ago when the sender died: the first reached Discord, the second did not.
async fn crashed(bench: &Bench, channel: ChannelId, watch: &Watch, ago: TimeDelta) -> (NotificationId, NotificationId) {
    let arrived = bench.plant(watch, 1).await;
    sent_before(bench, arrived).await;
    let lost = bench.plant(watch, 2).await;
    let at = bench.now() - ago;
    leave(bench, &[intent(arrived, channel, at), intent(lost, channel, at)]).await;
    bench.world.clear_requests();
    (arrived, lost)
}

fn creations(bench: &Bench, channel: ChannelId) -> usize {
    let path = format!("/channels/{channel}/messages");
    bench.world.requests().iter().filter(|request| request.method == "POST" && request.path == path).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_in_the_journal_is_applied_and_nothing_is_sent() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    let settlement = Settlement::Sent { message: MessageId(77), at: bench.now() };
    leave(&bench, &[intent(id, channel, bench.now()), Record::OutcomeV1(OutcomeV1::new(id, &settlement))]).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    let next = bench.plant(&watch, 2).await;
    bench.until(next, "sent").await;
    bench.assert_once(channel, [2]);
    sender.stop().await;
    assert_eq!(left(&bench), 0, "the journal forgot what the store has");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_is_settled_without_a_sender_and_what_only_discord_knows_stays() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let (known, unknown) = (bench.plant(&watch, 1).await, bench.plant(&watch, 2).await);
    let settlement = Settlement::Sent { message: MessageId(77), at: bench.now() };
    let outcome = Record::OutcomeV1(OutcomeV1::new(known, &settlement));
    leave(&bench, &[intent(known, channel, bench.now()), outcome, intent(unknown, channel, bench.now())]).await;
    let settle = async || loop {
        match bot::delivery::settle_journal(&bench.store.for_bot(), bench.clock.clone(), &bench.journal_dir("journal")).await {
            // The process that had it before needs a moment to let go.
            Err(bot::delivery::Error::Journal { problem, .. }) if problem.to_string().contains("in use") => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            settled => break settled.unwrap(),
        }
    };
    let settled = settle().await;
    assert_eq!((settled.outcomes, settled.left, settled.unknown), (1, 0, 1));
    assert_eq!(bench.state(known).await.0, "sent");
    // Another sender has found out in the meantime.
    bench.settle_sent(unknown).await;
    let settled = settle().await;
    assert_eq!((settled.outcomes, settled.left, settled.unknown), (0, 0, 0));
    assert_eq!(left(&bench), 0);
    assert_eq!(bench.world.message_count(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_intent_is_sent_again_with_its_nonce() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let (arrived, lost) = crashed(&bench, channel, &watch, TimeDelta::seconds(30)).await;
    let sender = bench.sender().await;
    bench.until(arrived, "sent").await;
    bench.until(lost, "sent").await;
    assert_eq!(creations(&bench, channel), 2, "asked again, and Discord knew the nonce of one");
    bench.assert_once(channel, [1, 2]);
    sender.stop().await;
    assert_eq!(left(&bench), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_intent_is_looked_up_before_anything_is_sent() {
    // Discord has forgotten the nonce.
    let bench = Bench::new(Options { nonce_window: Duration::ZERO, ..Options::default() }).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let (arrived, lost) = crashed(&bench, channel, &watch, TimeDelta::minutes(10)).await;
    let sender = bench.sender().await;
    bench.until(arrived, "sent").await;
    bench.until(lost, "sent").await;
    assert_eq!(creations(&bench, channel), 1, "only the one that was not found");
    bench.assert_once(channel, [1, 2]);
    sender.stop().await;
    assert_eq!(left(&bench), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_looked_up_nothing_is_sent_and_it_shows() {
    let bench = Bench::new(Options { nonce_window: Duration::ZERO, ..Options::default() }).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    sent_before(&bench, id).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS);
    leave(&bench, &[intent(id, channel, bench.now() - TimeDelta::minutes(10))]).await;
    let sender = bench.sender().await;
    let reason = bench.until(id, "held").await.unwrap();
    assert!(reason.starts_with("unknown whether it was sent"), "{reason}");
    let next = bench.plant(&watch, 2).await;
    bench.until(next, "sent").await;
    bench.assert_pictures(channel, [1, 2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_channel_needs_no_history_to_be_sure() {
    let bench = Bench::new(Options { nonce_window: Duration::ZERO, ..Options::default() }).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS);
    leave(&bench, &[intent(id, channel, bench.now() - TimeDelta::minutes(10))]).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_of_something_settled_is_forgotten() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    bench.settle_sent(id).await;
    let gone = NotificationId(uuid::Uuid::from_u128(99));
    leave(&bench, &[intent(id, channel, bench.now()), intent(gone, channel, bench.now())]).await;
    let sender = bench.sender().await;
    let next = bench.plant(&watch, 2).await;
    bench.until(next, "sent").await;
    bench.assert_once(channel, [2]);
    sender.stop().await;
    assert_eq!(left(&bench), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_another_sender_left_as_sending_is_looked_up_too() {
    let bench = Bench::new(Options { nonce_window: Duration::ZERO, ..Options::default() }).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    sent_before(&bench, id).await;
    let first_try = (bench.now() - TimeDelta::minutes(5)).timestamp_micros();
    bench.sql("UPDATE notification SET state = 'sending', first_try_at = ? WHERE id = ?", [first_try.into(), id.0.into()]).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_wait_in_the_journal_while_the_store_fails() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    for n in 0..3 {
        bench.plant(&watch, n).await;
    }
    // Reads continue, the outcome cannot be written.
    bench
        .sql("CREATE TRIGGER refuse BEFORE UPDATE ON notification WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'refused'); END", [])
        .await;
    let sender = bench.sender().await;
    bench.world.wait_until("the messages are there", |world| world.messages(channel.0).len() == 3).await.unwrap();
    testkit::until("their outcomes are in the journal", async || sender.status().sent == 3).await;
    sender.kill().await;
    assert_eq!(bench.count("sent").await, 0);
    assert!(left(&bench) >= 3, "outcomes are in the journal");
    bench.sql("DROP TRIGGER refuse", []).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    bench.assert_once(channel, 0..3);
    assert_eq!(creations(&bench, channel), 3);
    sender.stop().await;
    assert_eq!(left(&bench), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_are_applied_when_the_store_takes_them_again() {
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant(&watch, 1).await;
    bench
        .sql("CREATE TRIGGER refuse BEFORE UPDATE ON notification WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'refused'); END", [])
        .await;
    let sender = bench.sender().await;
    bench.world.wait_until("the message is there", |world| world.messages(channel.0).len() == 1).await.unwrap();
    bench.sql("DROP TRIGGER refuse", []).await;
    bench.until(id, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

/// A journal that an older version wrote has to be readable forever: the bytes of both records, once and for all.
#[test]
fn records_keep_their_shape() {
    let id = NotificationId(uuid::Uuid::from_u128(0x0123));
    let intent = intent(id, ChannelId(7), chrono::DateTime::UNIX_EPOCH);
    let shape = serde_json::to_value(&intent).unwrap();
    let fields: Vec<_> = shape["IntentV1"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(json!(fields), json!(sorted(&["notification", "channel", "nonce", "at", "attempt", "plain"])));
    let outcome = Record::OutcomeV1(OutcomeV1::new(id, &Settlement::held("r".into())));
    let shape: Value = serde_json::to_value(&outcome).unwrap();
    let fields: Vec<_> = shape["OutcomeV1"].as_object().unwrap().keys().cloned().collect();
    let expected = ["notification", "kind", "message", "at", "due_at", "first_try_at", "attempts", "reason"];
    assert_eq!(json!(fields), json!(sorted(&expected)));
}

fn sorted(words: &[&str]) -> Vec<String> {
    let mut words: Vec<_> = words.iter().map(ToString::to_string).collect();
    words.sort();
    words
}

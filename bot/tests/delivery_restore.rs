//! A start on a backup: of everything, of the store alone. Discord has long forgotten every nonce.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::Hint;
use chrono::TimeDelta;
use delivery_support::{Bench, Running};
use domain::id::{ChannelId, NotificationId};
use domain::watch::Watch;
use sandbox::discord::permission::{EMBED_LINKS, SEND_MESSAGES, VIEW_CHANNEL};
use sandbox::discord::{Dose, Fault, Options, Where};
use store::sender::SenderStart;
use testkit::until;

/// What a channel allows that does not let the bot read what it wrote.
const WRITE_ONLY: u64 = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS;

async fn bench() -> Bench {
    Bench::new(Options::default()).await
}

/// Plants posts that were published twenty minutes ago.
async fn plant(bench: &Bench, watch: &Watch, numbers: std::ops::Range<u32>) -> Vec<NotificationId> {
    let mut planted = Vec::new();
    for n in numbers {
        planted.push(bench.plant_at(watch, n, false, bench.now() - TimeDelta::minutes(20)).await);
    }
    planted
}

/// A post that is published in this moment, ten minutes after the lost life.
async fn plant_new(bench: &Bench, watch: &Watch, n: u32) -> NotificationId {
    bench.plant_at(watch, n, false, bench.now() + TimeDelta::minutes(10)).await
}

/// Sends them, in a life that the backup knows nothing of.
async fn sent_in_a_lost_life(bench: &Bench, planted: &[NotificationId]) {
    let sender = bench.sender().await;
    for id in planted {
        bench.until(*id, "sent").await;
    }
    sender.stop().await;
    bench.world.advance_clock(std::time::Duration::from_secs(600));
    bench.world.clear_requests();
}

/// What the backup has of them. `number`: the start of which it is.
async fn restore_store(bench: &Bench, planted: &[NotificationId], number: u64) {
    for id in planted {
        bench.forget_outcome(*id).await;
    }
    let store = bench.store.for_bot();
    let start = store.sender_start().await.unwrap().unwrap();
    let start = SenderStart { number, outcomes: 0, newest: None, closed: true, ..start };
    store.begin_sender_start(&start).await.unwrap();
}

fn start_file(bench: &Bench) -> std::path::PathBuf {
    bench.journal_dir("journal").with_extension("start")
}

async fn started_before(bench: &Bench) -> Vec<u8> {
    let sender = bench.sender().await;
    until("the first start is counted", async || sender.status().lease_held).await;
    sender.stop().await;
    std::fs::read(start_file(bench)).unwrap()
}

fn requests(bench: &Bench, method: &str, channel: ChannelId) -> usize {
    let path = format!("/channels/{channel}/messages");
    bench.world.requests().iter().filter(|request| request.method == method && request.path == path).count()
}

/// Sends what `/test` sends of the post with this number.
async fn test_sent(bench: &Bench, watch: &Watch, n: u32) {
    let post = bench.picture(n, false, bench.now() - TimeDelta::minutes(20));
    let body = serde_json::to_value(bot::card::test_message(&post, &bench.artist, watch)).unwrap();
    let (url, token) = (bench.server.url().parse().unwrap(), bench.server.token().to_owned().into());
    let limiter = bot::discord::limiter::Limiter::new(45.0, std::time::Duration::from_secs(600));
    let rest = bot::discord::Rest::new(&url, &token, limiter, std::time::Duration::from_secs(10)).unwrap();
    let sent = rest.post(watch.wish.channel, &body, &tokio_util::sync::CancellationToken::new()).await.unwrap();
    assert_eq!(sent.status, 200, "{sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_a_post_is_not_taken_for_its_message() {
    let (bench, channel, watch) = bench().await.staged().await;
    let sent = plant(&bench, &watch, 1..2).await;
    sent_in_a_lost_life(&bench, &sent).await;
    let open = plant(&bench, &watch, 2..3).await;
    for n in [1, 2] {
        test_sent(&bench, &watch, n).await;
    }
    restore_store(&bench, &sent, 1).await;
    let sender = bench.sender().await;
    for id in sent.iter().chain(&open) {
        bench.until(*id, "sent").await;
    }
    sender.stop().await;
    // The first one was found, the second one was never sent: three messages, and the test of the second.
    assert_eq!(bench.titles(channel), ["Picture 1", "Picture 1", "Picture 2", "Picture 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_directory_announces_nothing_again() {
    let (bench, channel, watch) = bench().await.staged().await;
    let backup = started_before(&bench).await;
    let planted = plant(&bench, &watch, 1..5).await;
    sent_in_a_lost_life(&bench, &planted).await;
    restore_store(&bench, &planted, 1).await;
    std::fs::write(start_file(&bench), backup).unwrap();
    let missed = plant(&bench, &watch, 5..6).await[0];
    let sender = bench.sender().await;
    for id in planted.iter().chain([&missed]) {
        bench.until(*id, "sent").await;
    }
    bench.assert_once(channel, 1..6);
    assert_eq!((requests(&bench, "POST", channel), requests(&bench, "GET", channel)), (1, 1), "one look for all of them");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_after_the_start_needs_no_look() {
    let (bench, channel, watch) = bench().await.staged().await;
    let sender = bench.sender().await;
    for n in 0..10 {
        let id = bench.plant(&watch, n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
    }
    assert_eq!(requests(&bench, "GET", channel), 1, "clocks may differ by more than the age of this life: one look for all of them");
    bench.world.advance_clock(std::time::Duration::from_secs(180));
    let minutes_later = |n| bench.plant_at(&watch, n, false, bench.now() + TimeDelta::minutes(3));
    // The first answer tells that time has passed.
    let first = bench.plant(&watch, 10).await;
    bench.hint().await;
    bench.until(first, "sent").await;
    bench.world.clear_requests();
    for n in 11..15 {
        let id = minutes_later(n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
    }
    assert_eq!(requests(&bench, "GET", channel), 0);
    sender.stop().await;
}

/// The bot cannot see what it wrote there. The store alone is from the backup.
async fn held_after_a_restore(bench: &Bench) -> (ChannelId, Watch, Vec<NotificationId>, Running) {
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    started_before(bench).await;
    let planted = plant(bench, &watch, 1..4).await;
    sent_in_a_lost_life(bench, &planted).await;
    restore_store(bench, &planted, 1).await;
    bench.world.set_bot_permissions(channel.0, WRITE_ONLY);
    let sender = bench.sender().await;
    for id in &planted {
        let reason = bench.until(*id, "held").await.unwrap();
        assert!(reason.starts_with("unknown whether it was sent"), "{reason}");
    }
    (channel, watch, planted, sender)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_of_the_store_alone_what_cannot_be_looked_up_is_held_and_told_once() {
    let bench = bench().await;
    let (channel, watch, planted, sender) = held_after_a_restore(&bench).await;
    let new = plant_new(&bench, &watch, 9).await;
    bench.hint().await;
    bench.until(new, "sent").await;
    let told = |bench: &Bench| bench.titles(channel).into_iter().filter(|title| title.starts_with("I do not know")).count();
    until("the channel is told", async || told(&bench) == 1).await;
    // Once in each life, although Discord has forgotten the notice's nonce.
    bench.world.advance_clock(std::time::Duration::from_secs(600));
    let missed = plant(&bench, &watch, 5..6).await[0];
    bench.hint().await;
    bench.until(missed, "held").await;
    // The next message of the channel goes when the attempt before it is over, notice included.
    let after = bench.plant_at(&watch, 11, false, bench.now() + TimeDelta::minutes(20)).await;
    bench.hint().await;
    bench.until(after, "sent").await;
    sender.stop().await;
    assert_eq!(told(&bench), 1);
    // The next start finds that both sides agree again, which tells nothing of what was published before the restore.
    let sender = bench.sender().await;
    let missed_too = plant(&bench, &watch, 6..7).await[0];
    bench.until(missed_too, "held").await;
    let new = bench.plant_at(&watch, 10, false, bench.now() + TimeDelta::minutes(20)).await;
    bench.until(new, "sent").await;
    for id in planted.iter().chain([&missed]) {
        assert_eq!(bench.state(*id).await.0, "held");
    }
    let pictures: Vec<_> = bench.titles(channel).into_iter().filter(|title| title.starts_with("Picture")).collect();
    assert_eq!(pictures, [1, 2, 3, 9, 11, 10].map(|n| format!("Picture {n}")));
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_after_a_restore_is_looked_up_when_the_history_may_be_read() {
    let bench = bench().await;
    let (channel, watch, planted, sender) = held_after_a_restore(&bench).await;
    let missed = plant(&bench, &watch, 5..6).await[0];
    bench.hint().await;
    bench.until(missed, "held").await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    for id in planted.iter().chain([&missed]) {
        bench.until(*id, "sent").await;
    }
    let titles: Vec<_> = bench.titles(channel).into_iter().filter(|title| title.starts_with("Picture")).collect();
    assert_eq!(titles, ["Picture 1", "Picture 2", "Picture 3", "Picture 5"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_start_sends_its_backlog_though_the_history_may_not_be_read() {
    let (bench, channel, watch) = bench().await.staged().await;
    started_before(&bench).await;
    bench.world.say(channel.0, "hello");
    bench.world.set_bot_permissions(channel.0, WRITE_ONLY);
    let sender = bench.sender().await;
    let first = bench.plant(&watch, 1).await;
    bench.until(first, "sent").await;
    sender.kill().await;
    let planted = plant(&bench, &watch, 2..5).await;
    let sender = bench.sender().await;
    for id in planted {
        bench.until(id, "sent").await;
    }
    bench.assert_pictures(channel, 1..5);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_is_too_long_is_trusted_when_store_and_journal_agree_and_else_not() {
    let (bench, channel, watch) = Bench::new(Options { rates: sandbox::discord::Rates::wide(), ..Options::default() }).await.staged().await;
    started_before(&bench).await;
    let lost = plant(&bench, &watch, 1..2).await;
    sent_in_a_lost_life(&bench, &lost).await;
    for n in 0..1_001 {
        bench.world.say(channel.0, &format!("chatter {n}"));
    }
    restore_store(&bench, &lost, 1).await;
    let sender = bench.sender().await;
    let reason = bench.until(lost[0], "held").await.unwrap();
    assert!(reason.contains("more than 1000 messages"), "{reason}");
    sender.stop().await;
    // Published after the start that did not fit.
    bench.world.advance_clock(std::time::Duration::from_secs(600));
    let id = bench.plant_at(&watch, 2, false, bench.now() + TimeDelta::minutes(15)).await;
    for n in 0..1_001 {
        bench.world.say(channel.0, &format!("more chatter {n}"));
    }
    bench.world.advance_clock(std::time::Duration::from_secs(600));
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    assert_eq!(bench.state(lost[0]).await.0, "held");
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_without_its_embed_counts_once_and_for_nobody_who_has_a_message() {
    let (bench, channel, watch) = bench().await.staged().await;
    started_before(&bench).await;
    let planted = plant(&bench, &watch, 1..4).await;
    sent_in_a_lost_life(&bench, &planted).await;
    let messages = bench.world.messages(channel.0);
    bench.world.suppress_embeds(messages[0].id);
    bench.world.suppress_embeds(messages[1].id);
    // The store knows of the first; the second one's was lost, and the third's can be seen. The fourth was never sent.
    restore_store(&bench, &planted[1..], 1).await;
    let missed = plant(&bench, &watch, 4..5).await[0];
    let sender = bench.sender().await;
    for id in planted.iter().chain([&missed]) {
        bench.until(*id, "sent").await;
    }
    assert_eq!(bench.titles(channel), ["", "", "Picture 3", "Picture 4"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embed_that_was_removed_while_the_answer_was_lost_is_not_sent_again() {
    let mut bench = bench().await;
    // No nonce is trusted, and none is remembered.
    bench.tuning.nonce_trust = TimeDelta::seconds(-10);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let stall = Fault::StallAfterCommit(std::time::Duration::from_secs(600));
    bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(1));
    let sender = bench.sender().await;
    let id = bench.plant(&watch, 1).await;
    bench.hint().await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    sender.kill().await;
    bench.world.suppress_embeds(bench.world.messages(channel.0)[0].id);
    bench.world.advance_clock(std::time::Duration::from_secs(600));
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    assert_eq!(bench.world.message_count(), 1);
    sender.stop().await;
}

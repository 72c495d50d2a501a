//! Several posts of one artist, watch and poll are one message: sent once, looked for as a whole, and given up for single messages.

mod delivery_support;

use chrono::TimeDelta;
use delivery_support::{Bench, Running, ping};
use domain::id::{ChannelId, NotificationId};
use domain::watch::Watch;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::discord::permission::{EMBED_LINKS, SEND_MESSAGES, VIEW_CHANNEL};
use sandbox::discord::{Dose, Fault, Message, Options, Where};
use std::time::Duration;
use testbed::chaos;
use testkit::until;

/// Posts `numbers` of one poll.
async fn burst(bench: &Bench, watch: &Watch, numbers: std::ops::Range<u32>) -> Vec<NotificationId> {
    let (seen, mut planted) = (bench.now(), Vec::new());
    for n in numbers {
        planted.push(bench.plant_at(watch, n, false, seen).await);
    }
    planted
}

fn messages(bench: &Bench, channel: ChannelId) -> Vec<Message> {
    bench.world.messages(channel.0).into_iter().filter(|message| !message.deleted).collect()
}

/// Each message of the channel by the number of its embeds.
fn embeds(bench: &Bench, channel: ChannelId) -> Vec<usize> {
    messages(bench, channel).iter().map(|message| message.embeds.as_array().map_or(0, Vec::len)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_message_with_one_ping_and_every_post_is_in_it() {
    for (count, expected) in [(3, 3), (10, 10), (11, 10), (40, 10)] {
        let bench = Bench::new(Options::load()).await;
        let channel = bench.channel("art");
        let role = bench.world.add_role(bench.guild, "fans", 0);
        let watch = bench.watch_with(channel, |wish| wish.ping = Some(ping(role, false))).await;
        burst(&bench, &watch, 0..count).await;
        let sender = bench.sender().await;
        bench.until_count("sent", count as usize).await;
        bench.assert_once(channel, 0..count);
        assert_eq!(embeds(&bench, channel), [expected], "{count}");
        assert_eq!(messages(&bench, channel)[0].mention_roles, [role]);
        assert_eq!(sender.status().sent, u64::from(count));
        sender.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_posts_are_a_few_messages_that_name_each_once_and_ping_once() {
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let role = bench.world.add_role(bench.guild, "fans", 0);
    let watch = bench.watch_with(channel, |wish| wish.ping = Some(ping(role, false))).await;
    burst(&bench, &watch, 0..500).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 500).await;
    bench.assert_once(channel, 0..500);
    let messages = messages(&bench, channel);
    let pings: Vec<usize> = messages.iter().map(|message| message.mention_roles.len()).collect();
    assert!(messages.len() <= 12, "{} messages", messages.len());
    assert_eq!((pings[0], pings.iter().sum::<usize>()), (1, 1));
    let cards = |message: &Message| message.embeds.as_array().unwrap().iter().filter(|embed| embed["image"].is_object()).count();
    assert!(messages[1..].iter().all(|message| cards(message) == 0), "the cards of the first message are enough");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn different_polls_watches_and_pings_are_different_messages() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let other = bench.watch_with(channel, |wish| wish.what = domain::watch::What::Deviations).await;
    burst(&bench, &watch, 0..2).await;
    burst(&bench, &watch, 2..4).await;
    burst(&bench, &other, 4..6).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 6).await;
    bench.assert_once(channel, 0..6);
    assert_eq!(embeds(&bench, channel), [2, 2, 2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_repeated_with_the_same_members_and_nonce() {
    // Among them with a nonce that nobody trusts: then the channel tells.
    for trust in [TimeDelta::minutes(2), TimeDelta::seconds(-10)] {
        let mut bench = Bench::new(Options { keep_requests: 1_000, ..Options::load() }).await;
        bench.tuning.nonce_trust = trust;
        let channel = bench.channel("art");
        let watch = bench.watch(channel).await;
        bench.world.faults().inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(3));
        let sender = bench.sender().await;
        burst(&bench, &watch, 0..7).await;
        bench.hint().await;
        bench.until_count("sent", 7).await;
        bench.assert_pictures(channel, 0..7);
        let bodies: Vec<_> = bench.world.requests().into_iter().filter(|seen| seen.method == "POST").filter_map(|seen| seen.body).collect();
        let first_nonce = &bodies[0]["nonce"];
        let again: Vec<_> = bodies.iter().filter(|body| &body["nonce"] == first_nonce).collect();
        assert!(again.iter().all(|body| *body == &bodies[0]), "a repetition says something else");
        sender.stop().await;
    }
}

/// A sender whose message for several Discord has, and has not answered.
async fn unanswered(bench: &Bench, count: u32) -> (ChannelId, Running) {
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let stall = Fault::StallAfterCommit(Duration::from_secs(600));
    bench.world.faults().inject(Where::CreateMessage, stall, Dose::Times(1));
    burst(bench, &watch, 0..count).await;
    let sender = bench.sender().await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    (channel, sender)
}

/// Dies between Discord's commit and its answer; Discord forgets the nonce.
async fn killed_after_the_commit(bench: &Bench, count: u32) -> ChannelId {
    let (channel, sender) = unanswered(bench, count).await;
    sender.kill().await;
    bench.world.advance_clock(Duration::from_secs(600));
    channel
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_several_whose_sender_died_is_found_in_the_channel() {
    let bench = Bench::new(Options::load()).await;
    let channel = killed_after_the_commit(&bench, 12).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 12).await;
    bench.assert_once(channel, 0..12);
    assert_eq!(bench.world.message_count(), 1);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sender_without_the_journal_finds_each_post_in_it() {
    let bench = Bench::new(Options::load()).await;
    let channel = killed_after_the_commit(&bench, 12).await;
    let sender = bench.sender_with(bench.options("elsewhere")).await;
    bench.until_count("sent", 12).await;
    bench.assert_once(channel, 0..12);
    sender.stop().await;
}

/// Nothing shows any more what such a message brought. It stands for the posts that were sent with one another, and for no later one.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_several_without_its_embeds_counts_for_each_of_them() {
    for journal in ["journal", "elsewhere"] {
        let bench = Bench::new(Options::load()).await;
        let (channel, sender) = unanswered(&bench, 4).await;
        bench.until_count("sending", 4).await;
        sender.kill().await;
        bench.world.advance_clock(Duration::from_secs(600));
        bench.world.suppress_embeds(bench.world.messages(channel.0)[0].id);
        // So its posts go alone, also where the journal tells what it was.
        testkit::plant::removed(&bench.store, &bench.picture(2, false, bench.now())).await.unwrap();
        let watch = bench.watch_with(channel, |wish| wish.what = domain::watch::What::Deviations).await;
        bench.plant(&watch, 7).await;
        let sender = bench.sender_with(bench.options(journal)).await;
        bench.until_count("sent", 5).await;
        assert_eq!(bench.titles(channel), ["", "Picture 7"]);
        sender.stop().await;
    }
}

/// As when the sender is killed between two look-ups: the last of the outcomes does not come to the store.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_its_embeds_counts_for_all_of_its_burst_or_for_nobody_yet() {
    let bench = Bench::new(Options::load()).await;
    let (channel, sender) = unanswered(&bench, 4).await;
    bench.until_count("sending", 4).await;
    sender.kill().await;
    bench.world.advance_clock(Duration::from_secs(600));
    bench.world.suppress_embeds(bench.world.messages(channel.0)[0].id);
    testkit::plant::removed(&bench.store, &bench.picture(2, false, bench.now())).await.unwrap();
    let last = "CREATE TRIGGER last BEFORE UPDATE ON notification WHEN NEW.state = 'sent' AND NEW.post_id = (SELECT id FROM post WHERE \
                title = 'Picture 3') BEGIN SELECT RAISE(ABORT, 'not the last'); END";
    bench.sql(last, []).await;
    let sender = bench.sender().await;
    let refused = async || sender.status().last_error.is_some_and(|error| error.contains("refuses outcomes"));
    until("the last outcome is refused", refused).await;
    sender.kill().await;
    bench.sql("DROP TRIGGER last", []).await;
    let sender = bench.sender_with(bench.options("elsewhere")).await;
    bench.until_count("sent", 4).await;
    assert_eq!(bench.titles(channel), [""]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_came_later_to_a_burst_that_was_sent_goes_alone_after_a_restore() {
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let seen = bench.now() - TimeDelta::minutes(20);
    let mut planted = Vec::new();
    for n in 0..4 {
        planted.push(bench.plant_at(&watch, n, false, seen).await);
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 4).await;
    sender.stop().await;
    bench.world.advance_clock(Duration::from_secs(600));
    for id in &planted {
        bench.forget_outcome(*id).await;
    }
    bench.plant_at(&watch, 4, false, seen).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 5).await;
    bench.assert_once(channel, 0..5);
    assert_eq!(embeds(&bench, channel), [4, 1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_with_others_a_moment_before_a_start_is_found() {
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let planted = burst(&bench, &watch, 0..3).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    sender.stop().await;
    // The store was put back to a moment ago, as far as this one is concerned.
    bench.forget_outcome(planted[1]).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    bench.assert_once(channel, 0..3);
    assert_eq!(embeds(&bench, channel), [3]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_several_in_doubt_at_a_stop_is_sent_again_as_it_was() {
    let mut bench = Bench::new(Options::load()).await;
    // Longer than this test may take: the stop comes before the second attempt.
    bench.tuning.quick = Duration::from_secs(3_600);
    let channel = bench.channel("art");
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS);
    let watch = bench.watch(channel).await;
    bench.world.faults().inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(1));
    burst(&bench, &watch, 0..4).await;
    let sender = bench.sender().await;
    until("Discord has the message", async || bench.world.message_count() == 1).await;
    sender.stop().await;
    let sender = bench.sender().await;
    bench.until_count("sent", 4).await;
    bench.assert_once(channel, 0..4);
    assert_eq!(embeds(&bench, channel), [4]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_poisoned_post_goes_alone_and_the_others_arrive() {
    for fault in [Fault::Refused(400, 50_035), Fault::Odd(sandbox::odd::Odd::html(403))] {
        let bench = Bench::new(Options::load()).await;
        let channel = bench.channel("art");
        let watch = bench.watch(channel).await;
        let planted = burst(&bench, &watch, 0..8).await;
        bench.world.faults().inject(Where::Saying("/art/Picture-3\"".to_owned()), fault.clone(), Dose::Always);
        let sender = bench.sender().await;
        bench.until_count("sent", 7).await;
        bench.assert_pictures(channel, (0..8).filter(|n| *n != 3));
        if matches!(fault, Fault::Refused(..)) {
            assert!(bench.until(planted[3], "failed").await.unwrap().contains("50035"));
        }
        sender.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_goes_between_two_attempts_costs_nobody_else() {
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let down = bench.world.faults().inject(Where::CreateMessage, Fault::ServerError(503), Dose::Always);
    let planted = burst(&bench, &watch, 0..5).await;
    let sender = bench.sender().await;
    until("an attempt failed", async || sender.status().retries >= 5).await;
    testkit::plant::removed(&bench.store, &bench.picture(2, false, bench.now())).await.unwrap();
    bench.world.faults().remove(down);
    bench.retry_now().await;
    assert_eq!(bench.until(planted[2], "suppressed").await.as_deref(), Some("post_removed"));
    bench.until_count("sent", 4).await;
    bench.assert_once(channel, [0, 1, 3, 4]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_of_a_burst_go_apart_and_are_held_where_they_may_not_enter() {
    let bench = Bench::new(Options::default()).await;
    for (restricted, expected) in [(false, vec![3]), (true, vec![3, 2])] {
        let channel = bench.channel("art");
        bench.world.set_nsfw(channel.0, restricted);
        let watch = bench.watch(channel).await;
        let (seen, base) = (bench.now(), u32::from(restricted) * 100);
        for n in 0..5 {
            bench.plant_at(&watch, base + n, n % 2 == 1, seen).await;
        }
        let sender = bench.sender().await;
        until("the burst is decided", async || bench.count("pending").await + bench.count("sending").await == 0).await;
        assert_eq!(embeds(&bench, channel), expected);
        assert_eq!(bench.world.duplicates(), []);
        sender.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_up_is_held_as_a_whole_and_sent_by_nobody() {
    let bench = Bench::new(Options::load()).await;
    let channel = killed_after_the_commit(&bench, 4).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS);
    let sender = bench.sender().await;
    bench.until_count("held", 4).await;
    assert_eq!(bench.world.post_count_in(channel.0), 4 + usize::from(bench.world.message_count() > 1));
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(bot::delivery::Hint::Channel(channel));
    bench.until_count("sent", 4).await;
    bench.assert_pictures(channel, 0..4);
    sender.stop().await;
}

/// Senders die at random while bursts arrive, answers are lost, and Discord forgets nonces: with their journal and without.
#[tokio::test(flavor = "multi_thread")]
async fn f27_kills_between_bursts_lose_and_double_nothing() {
    let (seed, kills) = (chaos::seed(), chaos::scale(12, 300));
    let mut dice = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new(Options::load()).await;
    bench.tuning.lease = Duration::from_millis(1_500);
    let faults = bench.world.faults();
    faults.seed(seed);
    let lost = faults.drop_after_commit(0.2);
    let bad = faults.inject(Where::CreateMessage, Fault::BadGateway, Dose::Share(0.05));
    let mut watches = Vec::new();
    for number in 0..4 {
        let channel = bench.channel(&format!("art-{number}"));
        watches.push((channel, bench.watch(channel).await));
    }
    let (mut planted, mut n) = (Vec::new(), 0);
    for kill in 0..kills {
        let sender = bench.sender_with(bench.options(["one", "two"][dice.random_range(0..2)])).await;
        for (channel, watch) in &watches {
            let more = dice.random_range(0..15);
            burst(&bench, watch, n..n + more).await;
            planted.extend((n..n + more).map(|n| (channel.0, format!("Picture {n}"))));
            n += more;
        }
        bench.hint().await;
        let enough = bench.world.message_count() + dice.random_range(0..5);
        let patience = std::time::Instant::now() + Duration::from_secs(3);
        while bench.world.message_count() < enough && std::time::Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        sender.kill().await;
        if kill % 3 == 2 {
            bench.world.advance_clock(Duration::from_secs(600));
        }
    }
    let (lost, bad) = (faults.fired_by(lost), faults.fired_by(bad));
    faults.clear();
    let note = |messages| {
        format!(
            "{kills} kills of two senders in turn while bursts of up to 14 posts went out as {messages} messages; {lost} answers lost after the commit, {bad} bad gateways"
        )
    };
    bench.finished("F27", seed, planted, note).await;
}

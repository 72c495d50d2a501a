//! What is due arrives once, in order, or has a reason why not.

mod delivery_support;

use chrono::TimeDelta;
use delivery_support::{Bench, ping};
use sandbox::discord::{Dose, Fault, Options, Where};

#[tokio::test(flavor = "multi_thread")]
async fn each_notification_becomes_one_message_in_its_channels_order() {
    let bench = Bench::new(Options::load()).await;
    let channels: Vec<_> = (0..4).map(|n| bench.channel(&format!("art-{n}"))).collect();
    for (n, channel) in channels.iter().enumerate() {
        let watch = bench.watch(*channel).await;
        for post in 0..10 {
            bench.plant(&watch, n as u32 * 100 + post).await;
        }
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 40).await;
    for (n, channel) in channels.iter().enumerate() {
        bench.assert_once(*channel, (0..10).map(|post| n as u32 * 100 + post));
    }
    assert_eq!(sender.status().sent, 40);
    assert!(sender.status().lease_held);
    assert!(bench.world.limits().peak_per_second <= 45, "{:?}", bench.world.limits());
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_wakes_the_sender_up() {
    let mut bench = Bench::new(Options::default()).await;
    // So slow that only the hint can be it.
    bench.tuning.look_every = std::time::Duration::from_secs(3_600);
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    let first = bench.plant(&watch, 1).await;
    bench.hint().await;
    bench.until(first, "sent").await;
    let second = bench.plant(&watch, 2).await;
    bench.hint().await;
    bench.until(second, "sent").await;
    bench.assert_once(channel, [1, 2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_pings_only_the_role_of_its_watch() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let role = bench.world.add_role(bench.guild, "fans", 0);
    let watch = bench.watch_with(channel, |wish| wish.ping = Some(ping(role, false))).await;
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    let message = bench.world.messages(channel.0).remove(0);
    let mentions = message.allowed_mentions.unwrap();
    assert_eq!(mentions["roles"], serde_json::json!([role.to_string()]));
    assert_eq!(mentions["parse"], serde_json::json!([]));
    assert_eq!(message.nonce.as_deref(), Some(bot::card::nonce(id).as_str()));
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_mentions_its_role_once() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let role = bench.world.add_role(bench.guild, "fans", 0);
    let watch = bench.watch_with(channel, |wish| wish.ping = Some(ping(role, false))).await;
    let seen = bench.now();
    for n in 0..10 {
        bench.plant_at(&watch, n, false, seen).await;
    }
    // The first one is sent twice: the second attempt mentions too.
    bench.world.faults().inject(Where::CreateMessage, Fault::ServerError(503), Dose::Times(1));
    let sender = bench.sender().await;
    bench.until_count("sent", 10).await;
    // A later poll, within ten minutes.
    let id = bench.plant(&watch, 11).await;
    bench.until(id, "sent").await;
    let mentioned: Vec<_> =
        bench.world.messages(channel.0).iter().map(|message| message.content.contains(&format!("<@&{role}>"))).collect();
    assert_eq!(mentioned, [true, false]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_within_ten_minutes_does_not_mention_again() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let role = bench.world.add_role(bench.guild, "fans", 0);
    let watch = bench.watch_with(channel, |wish| wish.ping = Some(ping(role, false))).await;
    for n in 0..2 {
        let sender = bench.sender().await;
        let id = bench.plant(&watch, n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
        sender.stop().await;
    }
    let mentioned: Vec<_> = bench.world.messages(channel.0).iter().map(|message| message.mention_roles.len()).collect();
    assert_eq!(mentioned, [1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_one_second_keep_their_order() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let seen = bench.now();
    for n in (0..10).rev() {
        bench.plant_at(&watch, n, false, seen).await;
    }
    bench.sql("UPDATE post SET published_at = ?", [seen.timestamp_micros().into()]).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 10).await;
    bench.assert_once(channel, 0..10);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_of_an_earlier_version_is_one_message_that_names_its_posts() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let digest = bench.plant_digest(&watch, 7, bench.now()).await;
    let sender = bench.sender().await;
    bench.until(digest, "sent").await;
    bench.assert_once(channel, 9_000..9_007);
    let message = bench.world.messages(channel.0).remove(0);
    assert!(message.embeds[0]["title"].as_str().is_some_and(|title| title.contains('7')), "{message:?}");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_wanted_any_more_is_not_sent_and_says_why() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let old = bench.plant_at(&watch, 1, false, bench.now() - TimeDelta::days(31)).await;
    let removed = bench.plant(&watch, 2).await;
    testkit::plant::removed(&bench.store, &bench.picture(2, false, bench.now())).await.unwrap();
    let orphan_channel = bench.channel("orphan");
    let orphan_watch = bench.watch(orphan_channel).await;
    let orphan = bench.plant(&orphan_watch, 3).await;
    bench.lose_watch(&orphan_watch).await;
    let sender = bench.sender().await;
    assert!(bench.until(old, "expired").await.unwrap().contains("30 days"));
    assert_eq!(bench.until(removed, "suppressed").await.as_deref(), Some("post_removed"));
    assert_eq!(bench.until(orphan, "suppressed").await.as_deref(), Some("watch_removed"));
    assert_eq!(bench.world.message_count(), 0);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_card_becomes_a_plain_link_with_a_nonce_of_its_own() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.faults().inject(Where::CreateMessage, Fault::Refused(400, 50_035), Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    let messages = bench.world.messages(channel.0);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].content.contains("https://www.deviantart.com/painter/art/Picture-1"), "{}", messages[0].content);
    assert_eq!(messages[0].nonce.as_deref(), Some(bot::card::plain_nonce(id).as_str()));
    assert_ne!(bot::card::plain_nonce(id), bot::card::nonce(id));
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_never_takes_fails_visibly_and_lets_others_pass() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.faults().inject(Where::CreateMessage, Fault::Refused(400, 50_035), Dose::Times(2));
    let bad = bench.plant(&watch, 1).await;
    let good = bench.plant(&watch, 2).await;
    let sender = bench.sender().await;
    let reason = bench.until(bad, "failed").await.unwrap();
    assert!(reason.contains("50035"), "{reason}");
    bench.until(good, "sent").await;
    bench.assert_once(channel, [2]);
    sender.stop().await;
}

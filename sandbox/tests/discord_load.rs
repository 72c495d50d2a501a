//! Many messages with lost answers: what a delivery test leans on must itself hold.

mod discord_support;

use std::time::Duration;

use discord_support::{Desk, desk};
use reqwest::Method;
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Where};
use serde_json::json;

/// Sends `count` posts to each channel, all channels at once, each until an answer came; at most once per nonce if asked.
async fn deliver(desk: &Desk, channels: &[u64], count: usize, enforce: bool) {
    let lanes = channels.iter().map(|channel| async move {
        for number in 0..count {
            let body = json!({
                "embeds": [{ "title": "T", "url": format!("https://www.deviantart.com/a/art/{number}"), "description": "D" }],
                "nonce": format!("{channel:x}.{number}"), "enforce_nonce": enforce,
            });
            while desk.try_call(Method::POST, &format!("/channels/{channel}/messages"), Some(body.clone())).await.is_err() {}
        }
    });
    futures_util::future::join_all(lanes).await;
}

#[tokio::test]
async fn lost_answers_make_no_duplicates_with_a_nonce_and_many_without() {
    let desk = desk(Options::load()).await;
    let channels: Vec<u64> = (0..8).map(|number| desk.world.add_channel(desk.guild, &format!("c{number}"), ChannelKind::Text)).collect();
    desk.world.faults().seed(11);
    let lost = desk.world.faults().drop_after_commit(0.2);
    deliver(&desk, &channels, 250, true).await;
    let hits = desk.world.faults().fired_by(lost);
    assert!(hits > 300, "{hits} answers lost");
    assert_eq!((desk.world.message_count(), desk.world.duplicates()), (2000, Vec::new()));
    assert_eq!(desk.world.request_counts().total, 2000 + hits);
    assert!(desk.world.requests().is_empty(), "a load run keeps numbers only");
    let order: Vec<u64> = desk.world.messages(channels[0]).iter().map(|message| message.id).collect();
    assert!(order.is_sorted());

    let careless = desk.world.add_channel(desk.guild, "careless", ChannelKind::Text);
    deliver(&desk, &[careless], 100, false).await;
    let twice = desk.world.duplicates();
    assert!(!twice.is_empty() && twice.iter().all(|one| one.channel == careless), "the judge sees what happened");
}

#[tokio::test]
async fn an_answer_stalls_after_the_commit_and_latency_only_delays() {
    let desk = desk(Options::default()).await;
    let faults = desk.world.faults();
    faults.inject(Where::CreateMessage, Fault::StallAfterCommit(Duration::from_secs(3600)), Dose::Times(1));
    let path = format!("/channels/{}/messages", desk.channel);
    let waiting = desk.try_call(Method::POST, &path, Some(json!({ "content": "kept" })));
    let kept = desk.world.wait_for_messages(1);
    tokio::select! {
        answer = waiting => panic!("an answer came: {:?}", answer.map(|answer| answer.status)),
        kept = kept => assert_eq!(kept.unwrap()[0].content, "kept"),
    }
    let slow = faults.inject(Where::Anywhere, Fault::Latency(Duration::from_millis(200)), Dose::Always);
    let start = std::time::Instant::now();
    assert_eq!(desk.say(desk.channel, "slow").await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(200) && faults.fired_by(slow) == 1);
}

#[tokio::test]
async fn a_stopped_discord_frees_its_port_for_the_next_one() {
    let first = desk(Options::default()).await;
    let port = first.server.url().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap();
    let Desk { server, world, http, .. } = first;
    let url = format!("{}/api/v10/gateway", server.url());
    assert!(http.get(&url).send().await.is_ok());
    server.stop().await;
    assert!(http.get(&url).send().await.is_err(), "nobody listens");
    let again = desk(Options { port, ..Options::default() }).await;
    assert!(again.http.get(&url).send().await.is_ok());
    assert_eq!(world.message_count(), 0);
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_its_message_behind() {
    let desk = desk(Options::default()).await;
    desk.world.faults().inject(Where::CreateMessage, Fault::Latency(Duration::from_millis(500)), Dose::Times(1));
    let path = format!("/channels/{}/messages", desk.channel);
    let call = desk.try_call(Method::POST, &path, Some(json!({ "content": "late" })));
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    assert_eq!(desk.world.wait_for_messages(1).await.unwrap()[0].content, "late");
}

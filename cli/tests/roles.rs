//! Roles in processes of their own: standbys that take over, workers that hand over, and a deployment that is renewed under load. One set of
//! servers for all of it; what is measured is printed. `DEVIANTCORD_CASES=senders,ingest` runs some cases only.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use sandbox::deviantart;
use sandbox::discord;
use serde_json::json;
use std::time::{Duration, Instant};
use store::Store;
use support::fleet::{Fleet, Member};
use support::flow::Flow;
use support::mix::Mix;
use support::{Harness, until};

/// The bar for every take-over. It is printed beside what was seen; a busy machine gets three times as long.
const BAR: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn standbys_take_over_and_a_rolling_restart_loses_nothing() {
    let mix = Mix::cluster();
    let wanted = std::env::var("DEVIANTCORD_CASES").ok();
    let wanted = |case: &str| wanted.as_deref().is_none_or(|cases| cases.split(',').any(|one| one == case));
    if wanted("projectors") {
        projectors(&mix).await;
    }
    if wanted("senders") {
        senders(&mix).await;
    }
    if wanted("ingest") {
        ingest_workers(&mix).await;
    }
    if wanted("rolling") {
        rolling_restart(&mix).await;
    }
    mix.assert_portable();
}

fn within_the_bar(what: &str, since: Instant) {
    let took = since.elapsed();
    println!("{what}: {took:.1?} (bar {BAR:?})");
    assert!(took < BAR * 3, "{what} took {took:?}");
}

async fn epoch(store: &Store) -> u64 {
    store.for_ops().pipeline_status().await.unwrap().projection.map_or(0, |projection| projection.epoch)
}

/// Two projectors: one is killed, then the other is frozen and wakes up when it has been replaced.
async fn projectors(mix: &Mix) {
    let harness = Harness::on(mix, discord::Options::load()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 10).await;
    let mut fleet = Fleet::start(mix, &harness);
    flow.watched(&harness).await;
    flow.publish(0, "Before");
    flow.settled(&harness).await;
    let active = |fleet: &mut Fleet| {
        let folds = |member: &Member| member.output(&harness).matches("folding the event log").count();
        let names = ["projector-1", "projector-2"];
        let by_folds = names.map(|name| folds(fleet.member(name)));
        assert_eq!(by_folds.iter().sum::<usize>(), 1, "one of them folds: {by_folds:?}");
        if by_folds[0] == 1 { ("projector-1", "projector-2") } else { ("projector-2", "projector-1") }
    };
    let (first, second) = active(&mut fleet);

    fleet.member(first).kill();
    let killed = Instant::now();
    flow.publish(1, "After the kill");
    flow.settled(&harness).await;
    within_the_bar("a projector was killed; from then to the next card by the standby", killed);

    fleet.member(first).start(&harness);
    let standby =
        || fleet.members.iter().find(|member| member.name == first).unwrap().output(&harness).matches("the store is ready").count();
    until(&harness, "the killed one to stand by", async || standby() == 2).await;
    let before = epoch(&store).await;
    fleet.member(second).service().freeze();
    let frozen = Instant::now();
    flow.publish(2, "While it is frozen");
    flow.settled(&harness).await;
    within_the_bar("a projector was frozen; from then to the next card by the standby", frozen);
    let after = epoch(&store).await;
    assert!(after > before, "the standby raised the epoch: {before}, {after}");
    // It wakes with events to fold, as far as it knows, and a heartbeat to write: the epoch keeps it from both.
    flow.publish(3, "When it wakes");
    fleet.member(second).service().thaw();
    let fenced =
        || fleet.members.iter().find(|member| member.name == second).unwrap().output(&harness).contains("another projector has taken over");
    until(&harness, "it to notice", async || fenced()).await;
    flow.settled(&harness).await;
    assert_eq!(epoch(&store).await, after, "the epoch is the standby's still");
    fleet.stop(&harness).await;
    flow.assert_whole(mix, &harness, &fleet.members[0].data_dir);
}

/// Two bots: the same, for cards and for slash commands.
async fn senders(mix: &Mix) {
    let harness = Harness::on(mix, discord::Options::load()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 10).await;
    let discord = harness.discord.world();
    let mut fleet = Fleet::start(mix, &harness);
    flow.watched(&harness).await;
    flow.publish(0, "Before");
    flow.settled(&harness).await;
    let names = ["bot-1", "bot-2"];
    let leads = names.map(|name| fleet.member(name).output(&harness).matches("this process is the active sender").count());
    assert_eq!(leads.iter().sum::<usize>(), 1, "one of them sends: {leads:?}");
    let (first, second) = if leads[0] == 1 { (names[0], names[1]) } else { (names[1], names[0]) };

    fleet.member(first).kill();
    let killed = Instant::now();
    flow.publish(1, "After the kill");
    flow.settled(&harness).await;
    within_the_bar("a sender was killed; from then to the next card by the standby", killed);
    let moderator = discord.moderator();
    let channel = discord.add_channel(harness.guild, "asked", discord::ChannelKind::Text);
    let ask = async || discord.interact().slash((harness.guild, channel, &moderator), "watches", json!({})).await;
    until(&harness, "the standby to take commands", async || ask().await.is_ok()).await;
    within_the_bar("from the kill to the next command that was answered", killed);

    fleet.member(first).start(&harness);
    let standby = || fleet.members.iter().find(|member| member.name == first).unwrap().output(&harness).contains("this one stands by");
    until(&harness, "the killed one to stand by", async || standby()).await;
    fleet.member(second).service().freeze();
    let frozen = Instant::now();
    flow.publish(2, "While it is frozen");
    flow.settled(&harness).await;
    within_the_bar("a sender was frozen; from then to the next card by the standby", frozen);
    fleet.member(second).service().thaw();
    let says = |words: &str| fleet.members.iter().find(|member| member.name == second).unwrap().output(&harness).contains(words);
    until(&harness, "it to notice", async || says("another process takes the commands")).await;
    // Until then Discord had two connections to give a command to.
    let (_, twice) = discord.interaction_mistakes();
    for _ in 0..5 {
        ask().await.unwrap();
    }
    flow.publish(3, "After it woke");
    flow.settled(&harness).await;
    assert_eq!(discord.interaction_mistakes().1, twice, "no command is answered by both");
    fleet.stop(&harness).await;
    flow.assert_whole(mix, &harness, &fleet.members[0].data_dir);
}

/// Two workers by different ways to DeviantArt, whose edge refuses one of them for a while.
async fn ingest_workers(mix: &Mix) {
    let mut harness = Harness::on(mix, discord::Options::load()).await;
    harness.set("DEVIANTCORD_DEVIANTART__EDGE_REST", "8");
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 12).await;
    let others_way = deviantart::Server::start_with(harness.deviantart.world()).await.unwrap();
    let mut fleet = Fleet::of(mix, &harness);
    fleet.member("ingest-2").env.push(("DEVIANTCORD_DEVIANTART__API_URL".to_owned(), others_way.url()));
    fleet.start_all(&harness);
    flow.watched(&harness).await;
    let says = |fleet: &Fleet, name: &str, words: &str| {
        fleet.members.iter().find(|member| member.name == name).unwrap().output(&harness).matches(words).count()
    };
    until(&harness, "the workers to know each other", async || says(&fleet, "ingest-1", "workers=2") == 1).await;

    others_way.edge_blocks(true);
    let refused = Instant::now();
    until(&harness, "the worker to rest", async || says(&fleet, "ingest-2", "other workers take over") == 1).await;
    (0..12).for_each(|artist| flow.publish(artist, "While one is refused"));
    flow.settled(&harness).await;
    within_the_bar("the edge refused a worker; from then to a card of every artist by the other", refused);
    others_way.edge_blocks(false);
    let lifted = Instant::now();
    until(&harness, "the crew to be two again", async || says(&fleet, "ingest-1", "workers=2") == 2).await;
    within_the_bar("the refusal was lifted, its rest lasts 8 s; from then to two workers", lifted);
    // And it works: the other one is refused now, which shows in its stead who looks.
    harness.deviantart.edge_blocks(true);
    (0..12).for_each(|artist| flow.publish(artist, "While the other is refused"));
    flow.settled(&harness).await;
    assert_eq!(says(&fleet, "ingest-1", "other workers take over"), 1);
    harness.deviantart.edge_blocks(false);

    fleet.member("ingest-2").kill();
    let killed = Instant::now();
    until(&harness, "the other's rest to end", async || says(&fleet, "ingest-1", "other workers take over") == 1).await;
    (0..12).for_each(|artist| flow.publish(artist, "After one was killed"));
    flow.settled(&harness).await;
    within_the_bar("a worker was killed (and the other rested 8 s at first); from then to a card of every artist", killed);
    fleet.member("ingest-2").start(&harness);
    fleet.stop(&harness).await;
    flow.assert_whole(mix, &harness, &fleet.members[0].data_dir);
}

/// Every process in turn, while posts flow: SIGTERM, a new one in its place, the next.
async fn rolling_restart(mix: &Mix) {
    let harness = Harness::on(mix, discord::Options::load()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, 30).await;
    harness.discord.world().faults().drop_after_commit(0.1);
    let mut fleet = Fleet::start(mix, &harness);
    flow.watched(&harness).await;
    let pouring = flow.pour(100_000, 60);
    for number in 0..fleet.members.len() {
        fleet.members[number].stop(&harness).await;
        fleet.members[number].start(&harness);
        // As an orchestrator continues when the new one is up.
        let before = harness.discord.world().post_count();
        until(&harness, "posts to flow on", async || harness.discord.world().post_count() > before + 30).await;
    }
    flow.end();
    pouring.await.unwrap();
    flow.settled(&harness).await;
    fleet.stop(&harness).await;
    let verdict = flow.assert_whole(mix, &harness, &fleet.members[0].data_dir);
    let double = harness.discord.world().duplicates().len();
    println!("rolling restart of {} processes under load: {verdict:?}, {double} shown twice", fleet.members.len());
    assert_eq!(double, 0);
    // Not one of them was told off: a clean stop each, and no panic.
    assert!(!harness.output().contains("panicked"), "{}", harness.output());
}

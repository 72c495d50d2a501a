//! The end-to-end scenarios that hold on every mix of backends.

use super::fleet::Fleet;
use super::flow::{Flow, Verdict};
use super::mix::Mix;
use super::{Harness, looked_at, until};
use domain::watch::What;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::{Kind, NewPost};
use sandbox::discord;
use serde_json::json;
use std::time::{Duration, Instant};
use testbed::chaos;

/// A moderator watches an artist; every kind of post arrives once, nothing that must not, and no secret is in any log.
pub async fn every_kind_of_post_arrives_once(mix: &Mix) {
    let harness = Harness::on(mix, discord::Options::default()).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let art = discord.add_channel(harness.guild, "art", discord::ChannelKind::Text);
    let dark = discord.add_channel(harness.guild, "dark", discord::ChannelKind::Text);
    discord.set_nsfw(dark, true);
    deviantart.add_artist("Somebody");
    deviantart.publish("Somebody", NewPost::image("Before the watch").at(chrono::DateTime::UNIX_EPOCH));
    let mut fleet = Fleet::start(mix, &harness);
    until(&harness, "the commands", async || !discord.commands().is_empty()).await;
    let moderator = discord.moderator();
    let reply = discord.interact().slash((harness.guild, art, &moderator), "watch", json!({ "artist": "somebody" })).await.unwrap();
    assert!(reply.ephemeral, "only the moderator sees the answer");
    assert!(reply.text().contains("Somebody"), "{}", reply.text());
    discord.interact().slash((harness.guild, dark, &moderator), "watch", json!({ "artist": "somebody", "mature": true })).await.unwrap();
    until(&harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;

    let kinds = [Kind::Image, Kind::Literature, Kind::Video, Kind::Journal, Kind::Status, Kind::Poll];
    for (number, kind) in kinds.into_iter().enumerate() {
        deviantart.publish("Somebody", NewPost::new(kind, format!("Post {number}")));
    }
    until(&harness, "six posts in each channel", async || [art, dark].iter().all(|&channel| discord.post_count_in(channel) >= 6)).await;
    deviantart.publish("Somebody", NewPost::image("Mature").mature());
    until(&harness, "the mature card", async || discord.post_count_in(dark) == 7).await;
    let tame: Vec<String> = discord.messages(art).iter().flat_map(|message| message.shown()).map(|post| post.title).collect();
    assert_eq!(tame.len(), 6, "no mature post where there is no age restriction: {tame:#?}");
    assert!(discord.all_messages().iter().all(|message| !message.raw.to_string().contains("Before the watch")));
    assert_eq!(discord.interaction_mistakes(), (0, 0), "each command has one answer, in time");

    fleet.stop(&harness).await;
    let output = harness.output();
    assert!(output.contains("running"), "it logs: {output}");
    for secret in [discord::Options::default().token.as_str(), "sandbox-secret", "Bearer ", testbed::broker::PASSWORD] {
        assert!(!output.contains(secret), "{secret} is in the log");
    }
}

/// SIGTERM to everything in the middle of a burst, and a new start: nothing is lost, nothing comes twice.
pub async fn a_stop_under_load_doubles_nothing(mix: &Mix, rounds: usize) {
    let harness = Harness::on(mix, discord::Options::load()).await;
    let store = harness.store().await;
    let mut channels = Vec::new();
    for number in 0..20 {
        let name = format!("artist-{number}");
        channels.push((name.clone(), harness.watched_artist(&store, &name, What::Deviations).await));
    }
    drop(store);
    let names: Vec<&String> = channels.iter().map(|(name, _)| name).collect();
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let mut fleet = Fleet::start(mix, &harness);
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    let mut total: u64 = 0;
    for round in 0..rounds {
        for (name, _) in &channels {
            for number in 0..5 {
                deviantart.publish(name, NewPost::image(format!("{round}/{number}")));
                total += 1;
            }
        }
        let before = discord.post_count();
        until(&harness, "sending to begin", async || discord.post_count() > before).await;
        let asked = Instant::now();
        fleet.stop(&harness).await;
        println!("{}: stopped after {:?} with {} of {total} sent", mix.name, asked.elapsed(), discord.post_count());
        fleet.start_all(&harness);
        until(&harness, "all posts of this round", async || discord.post_count() >= total).await;
    }
    fleet.stop(&harness).await;
    assert_eq!(discord.post_count(), total);
    assert_eq!(discord.duplicates(), []);
}

/// Random SIGKILLs of whatever runs while posts flow and Discord drops connections after committing.
pub async fn random_kills(mix: &Mix, artists: usize, posts: usize, kills: usize) -> Kills {
    let seed = chaos::seed();
    println!("{}: seed {seed} (DEVIANTCORD_SEED repeats it)", mix.name);
    let mut dice = StdRng::seed_from_u64(seed);
    let harness = Harness::on(mix, discord::Options::load()).await;
    let store = harness.store().await;
    let flow = Flow::plant(&harness, &store, artists).await;
    drop(store);
    harness.discord.world().faults().drop_after_commit(0.2);
    let mut fleet = Fleet::start(mix, &harness);
    flow.watched(&harness).await;
    let pouring = flow.pour(posts, 1_000_000);
    let mut back = Vec::new();
    for kill in 1..=kills {
        // One somewhere in every part of the posts.
        let at = ((kill - 1) * posts + dice.random_range(0..posts)) / kills;
        until(&harness, "posts to be published", async || flow.published() >= at || pouring.is_finished()).await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..200))).await;
        let victim = dice.random_range(0..fleet.members.len());
        fleet.members[victim].kill();
        let before = harness.discord.world().post_count();
        let restarted = Instant::now();
        fleet.members[victim].start(&harness);
        until(&harness, "a message after the restart", async || {
            (pouring.is_finished() && flow.missing() == 0) || harness.discord.world().post_count() > before
        })
        .await;
        back.push(restarted.elapsed());
        if kill % 10 == 0 {
            println!("{kill} kills, {} messages", harness.discord.world().post_count());
        }
    }
    pouring.await.unwrap();
    // One more, whose arrival shows that the last start has got as far as listening to signals.
    flow.publish(0, "The last one");
    flow.settled(&harness).await;
    fleet.stop(&harness).await;
    back.sort_unstable();
    let verdict = flow.assert_whole(mix, &harness, &fleet.members[0].data_dir);
    assert!(verdict.attempted > posts, "{verdict:?}");
    let kills = Kills { seed, verdict, kills, median: back[back.len() / 2], slowest: back[back.len() - 1] };
    println!("{}: {kills:?}", mix.name);
    kills
}

/// What random kills cost.
#[derive(Debug)]
pub struct Kills {
    pub seed: u64,
    pub verdict: Verdict,
    pub kills: usize,
    /// From a restart to the next message.
    pub median: Duration,
    pub slowest: Duration,
}

impl Kills {
    /// As a row of the fault matrix.
    pub fn row(&self, row: &'static str) -> chaos::Row {
        let note = format!(
            "{} random kills; useful again after {:.2} s (median), {:.1} s (slowest)",
            self.kills,
            self.median.as_secs_f64(),
            self.slowest.as_secs_f64()
        );
        self.verdict.row(row, self.seed).note(note)
    }
}

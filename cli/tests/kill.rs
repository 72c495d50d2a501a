//! Random SIGKILLs of `deviantcord run` while posts flow and Discord drops connections after committing: nothing is lost,
//! nobody sees anything twice. `DEVIANTCORD_TORTURE=1` runs it with 20,000 posts (`just torture`); `DEVIANTCORD_SEED` repeats a run.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use shared::watch::What;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{Harness, looked_at, until};
use testbed::chaos;

const ARTISTS: usize = 200;
/// No artist may be further ahead of Discord than this: below the burst limit, so that every post is a card of its own.
const AHEAD: usize = 6;

struct Flow {
    /// Link to channel, for every post published so far.
    published: Mutex<HashMap<String, u64>>,
    done: AtomicBool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_random_kills_lose_nothing_and_double_nothing() {
    let full = std::env::var_os("DEVIANTCORD_TORTURE").is_some();
    let (posts, kills) = if full { (20_000, 30) } else { chaos::scale((2_000, 30), (40_000, 500)) };
    let seed = chaos::seed();
    println!("seed {seed} (DEVIANTCORD_SEED repeats it)");
    let mut dice = StdRng::seed_from_u64(seed);

    let harness = Harness::start(discord::Options::load()).await;
    let store = harness.store().await;
    let mut channels = Vec::new();
    for number in 0..ARTISTS {
        let name = format!("artist-{number}");
        channels.push((name.clone(), harness.watched_artist(&store, &name, What::Deviations).await));
    }
    drop(store);
    harness.discord.world().faults().drop_after_commit(0.2);

    let flow = Arc::new(Flow { published: Mutex::default(), done: AtomicBool::new(false) });
    let mut child = harness.run();
    let names: Vec<&String> = channels.iter().map(|(name, _)| name).collect();
    until(&harness, "the first look at every artist", async || looked_at(&harness.deviantart.world(), &names)).await;

    let publisher = tokio::spawn(publish(flow.clone(), harness.deviantart.world(), harness.discord.world(), channels.clone(), posts));
    let mut back = Vec::new();
    for kill in 1..=kills {
        tokio::time::sleep(Duration::from_millis(dice.random_range(200..3000))).await;
        child.kill();
        let before = harness.discord.world().message_count();
        let restarted = Instant::now();
        child = harness.run();
        until(&harness, "a message after the restart", async || {
            let all_out = flow.done.load(Ordering::SeqCst) && missing(&flow, &harness) == 0;
            all_out || harness.discord.world().message_count() > before
        })
        .await;
        back.push(restarted.elapsed());
        if kill % 10 == 0 {
            println!("{kill} kills, {} messages", harness.discord.world().message_count());
        }
    }
    publisher.await.unwrap();
    // One more, whose arrival shows that the last start has got as far as listening to signals.
    let (name, channel) = &channels[0];
    let last = harness.deviantart.world().publish(name, NewPost::image("The last one"));
    flow.published.lock().unwrap().insert(last.url, *channel);
    until(&harness, "every post to arrive", async || missing(&flow, &harness) == 0).await;
    child.terminate();
    assert!(child.wait().await.success(), "a clean end after the kills");

    back.sort_unstable();
    let published = flow.published.lock().unwrap().clone();
    let mut shown: HashMap<String, u32> = HashMap::new();
    for message in harness.discord.world().all_messages() {
        let link = message.embeds[0]["url"].as_str().unwrap_or_default().to_owned();
        assert_eq!(published.get(&link), Some(&message.channel), "a message nobody asked for: {link} {}", message.content);
        *shown.entry(link).or_default() += 1;
    }
    let duplicates = shown.values().filter(|&&times| times > 1).count();
    println!(
        "attempted {} posts, recovered {}, lost {}, duplicated {duplicates}; {kills} kills; from restart to the next message: median {:?}, slowest {:?}",
        published.len(),
        shown.len(),
        published.len() - shown.len(),
        back[back.len() / 2],
        back[back.len() - 1],
    );
    assert_eq!((shown.len(), duplicates), (posts + 1, 0));
    let note = format!(
        "{kills} random kills of the embedded profile; useful again after {:.2} s (median), {:.1} s (slowest)",
        back[back.len() / 2].as_secs_f64(),
        back[back.len() - 1].as_secs_f64()
    );
    let seen =
        harness.discord.world().all_messages().into_iter().map(|message| message.embeds[0]["url"].as_str().unwrap_or_default().to_owned());
    chaos::Row::of_sets("F20", seed, published.keys().cloned(), published.keys().cloned(), seen).note(note).finish();
}

async fn publish(
    flow: Arc<Flow>,
    deviantart: sandbox::deviantart::World,
    discord: discord::World,
    channels: Vec<(String, u64)>,
    posts: usize,
) {
    let mut sent = vec![0_usize; channels.len()];
    let mut total = 0;
    while total < posts {
        for (number, (name, channel)) in channels.iter().enumerate() {
            let arrived = discord.message_count_in(*channel);
            if total < posts && sent[number] < arrived + AHEAD {
                let published = deviantart.publish(name, NewPost::image(format!("{name} no. {}", sent[number])));
                flow.published.lock().unwrap().insert(published.url, *channel);
                sent[number] += 1;
                total += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    flow.done.store(true, Ordering::SeqCst);
}

fn missing(flow: &Flow, harness: &Harness) -> usize {
    flow.published.lock().unwrap().len().saturating_sub(usize::try_from(harness.discord.world().message_count()).unwrap())
}

//! How fast moderators are answered: 50 interactions a second over 50 servers that have 10,000 watches on SQLite in a file, through the gateway of
//! the simulated Discord; then `/watches` in the server that has 500. Prints JSON, and a line.
//!
//! `cargo run --release -p bot --example interactions [SECONDS]`
#![expect(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/command_bot/rig.rs"]
#[expect(dead_code, reason = "what the tests need besides")]
mod rig;

use bot::delivery::Hint;
use domain::clock::{Clock, SystemClock};
use domain::id::{ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::{NewNotification, Settlement};
use domain::post::{ArtistRef, Post};
use domain::watch::{NewWatch, Watch};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rig::Rig;
use sandbox::discord::{ChannelKind, User, World};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::Store;
use store::bot::AddWatch;
use testkit::{plant, sample};

const SERVERS: usize = 50;
const WATCHES: usize = 10_000;
/// Of these, in the first server.
const LARGE: usize = 500;
/// Channels of a server, among which its watches are spread.
const CHANNELS: usize = 10;
/// Artists that somebody watches.
const ARTISTS: u128 = 2_000;
/// Posts of each that the store knows.
const POSTS: u128 = 5;
/// Interactions in a second.
const RATE: u32 = 50;
/// How often `/watches` of the large server is asked for.
const LISTS: usize = 30;

/// A server, with somebody in it who asks.
#[derive(Clone)]
struct Server {
    guild: u64,
    channels: Vec<u64>,
    asker: User,
}

/// How long answers took, in milliseconds.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn add(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1_000.0);
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small count")]
        let place = (last as f64 * share).round() as usize;
        sorted.get(place).copied().unwrap_or_default()
    }

    fn figures(&self) -> Value {
        let tenth = |share| (self.at(share) * 10.0).round() / 10.0;
        json!({ "count": self.0.len(), "p50_ms": tenth(0.5), "p99_ms": tenth(0.99), "longest_ms": tenth(1.0) })
    }
}

/// What somebody does.
#[derive(Clone, Copy)]
enum Deed {
    List,
    Page,
    Edit,
    Why,
    Status,
    Complete(&'static str, &'static str),
}

/// Somebody types more often than they send.
const DEEDS: [Deed; 10] = [
    Deed::Complete("unwatch", "watch"),
    Deed::Complete("watch", "artist"),
    Deed::Complete("why", "post"),
    Deed::Complete("move", "from"),
    Deed::Complete("edit", "watch"),
    Deed::List,
    Deed::Page,
    Deed::Edit,
    Deed::Why,
    Deed::Status,
];

/// What one deed took: to its first answer, and until the whole answer was there.
struct Took {
    completes: bool,
    first: Duration,
    whole: Duration,
}

async fn deed(world: World, server: Server, deed: Deed, number: u128) -> anyhow::Result<Took> {
    let (act, seat) = (world.interact(), (server.guild, server.channels[0], &server.asker));
    let name = format!("Artist{}", number % ARTISTS);
    let began = Instant::now();
    let reply = match deed {
        Deed::List => act.slash(seat, "watches", json!({})).await?,
        Deed::Page => {
            let list = act.slash(seat, "watches", json!({})).await?;
            let next = list.custom_ids().into_iter().find(|id| id.starts_with("v1.watches.1.")).unwrap();
            act.click(&server.asker, &list, &next).await?
        }
        Deed::Edit => act.slash(seat, "edit", json!({ "watch": name })).await?,
        Deed::Why => act.slash(seat, "why", json!({ "post": sample::post_id(number % (ARTISTS * POSTS)).to_string() })).await?,
        Deed::Status => act.slash(seat, "status", json!({})).await?,
        Deed::Complete(command, option) => act.autocomplete(seat, command, json!({ (option): "art" }), option).await?,
    };
    anyhow::ensure!(!reply.pending, "never answered: {reply:?}");
    Ok(Took { completes: matches!(deed, Deed::Complete(..)), first: reply.acked_in, whole: began.elapsed() })
}

/// Artists with posts, and 10,000 watches of them, in a file.
async fn fill(store: &Store, servers: &[Server]) -> anyhow::Result<()> {
    let (bot, now) = (store.for_bot(), SystemClock.now());
    for server in servers {
        bot.guild_joined(GuildId(server.guild), now).await?;
    }
    let mut watched: Vec<Vec<Watch>> = vec![Vec::new(); usize::try_from(ARTISTS)?];
    for number in 0..WATCHES {
        // The first server has more than the others.
        let (server, place) = match number.checked_sub(LARGE) {
            None => (&servers[0], number),
            Some(rest) => (&servers[1 + rest % (SERVERS - 1)], rest / (SERVERS - 1)),
        };
        let artist = (number * 7) % usize::try_from(ARTISTS)?;
        let (id, name) = (sample::artist_id(artist as u128), format!("Artist{artist}"));
        let channel = ChannelId(server.channels[place % CHANNELS]);
        match bot.add_watch(&NewWatch::new(GuildId(server.guild), channel, id, name, now), 10_000).await? {
            AddWatch::Added(watch) => watched[artist].push(watch),
            other => anyhow::bail!("{other:?}"),
        }
    }
    for (number, watches) in (0..).zip(&watched) {
        posts(store, number, watches).await?;
    }
    Ok(())
}

/// The posts of an artist, each announced by every watch.
async fn posts(store: &Store, number: u128, watches: &[Watch]) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let artist = ArtistRef { id: sample::artist_id(number), name: format!("Artist{number}"), icon: None };
    plant::artist(store, &artist).await?;
    for one in 0..POSTS {
        let id = number * POSTS + one;
        let post = Post { artist: artist.id, published_at: Some(now), ..sample::post(id) };
        let cards: Vec<NewNotification> = watches.iter().map(|watch| plant::card(watch, &post, now)).collect();
        plant::post(store, &artist, &post, now, cards).await?;
        let message = |id: NotificationId| MessageId(u64::try_from(id.0.as_u128() >> 66).unwrap_or(1));
        let sent: Vec<(NotificationId, Settlement)> = watches
            .iter()
            .map(|watch| NotificationId::card(watch.id, post.id))
            .map(|id| (id, Settlement::Sent { message: message(id), at: now }))
            .collect();
        store.for_bot().settle(&sent, now).await?;
    }
    Ok(())
}

/// The bot, connected, in 50 servers.
async fn connected(store: &Store) -> anyhow::Result<(Rig, Vec<Server>)> {
    let (bot, mut guilds) = (store.for_bot(), Vec::new());
    let mut rig = Rig::start_with(|deps, world| {
        (deps.store, deps.max_watches) = (bot, 10_000);
        guilds.extend((1..SERVERS).map(|number| world.add_guild(&format!("Server {number}"))));
    })
    .await?;
    guilds.insert(0, rig.guild);
    let mut servers = Vec::new();
    for guild in guilds {
        let channels = (0..CHANNELS).map(|number| rig.world.add_channel(guild, &format!("art-{number}"), ChannelKind::Text)).collect();
        servers.push(Server { guild: guild.0, channels, asker: rig.world.moderator() });
    }
    let last = servers[SERVERS - 1].channels[CHANNELS - 1];
    rig.hint(Hint::Channel(ChannelId(last))).await?;
    Ok((rig, servers))
}

/// Fifty a second for so long, each when its time has come, whether the others are answered or not.
async fn storm(world: &World, servers: &[Server], seconds: u32) -> anyhow::Result<Vec<Took>> {
    let mut dice = StdRng::seed_from_u64(7);
    let mut pace = tokio::time::interval(Duration::from_secs(1) / RATE);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut tasks = Vec::new();
    for _ in 0..seconds * RATE {
        pace.tick().await;
        let (server, what) = (servers[dice.random_range(0..SERVERS)].clone(), DEEDS[dice.random_range(0..DEEDS.len())]);
        tasks.push(tokio::spawn(deed(world.clone(), server, what, dice.random())));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await??);
    }
    Ok(all)
}

/// The list of the server with 500 watches, whole.
async fn lists(rig: &Rig, server: &Server) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for _ in 0..LISTS {
        let began = Instant::now();
        let reply = rig.world.interact().slash((server.guild, server.channels[0], &server.asker), "watches", json!({})).await?;
        times.add(began.elapsed());
        anyhow::ensure!(reply.text().contains(&LARGE.to_string()), "{}", reply.text());
    }
    Ok(times)
}

async fn measure(seconds: u32) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let store = Store::connect(&format!("sqlite:{}", dir.path().join("deviantcord.sqlite").display())).await?;
    migration::up(store.connection()).await?;
    let (rig, servers) = connected(&store).await?;
    let began = Instant::now();
    fill(&store, &servers).await?;
    eprintln!(
        "{WATCHES} watches in {SERVERS} servers planted in {:.0} s; {RATE} interactions a second for {seconds} s",
        began.elapsed().as_secs_f64()
    );
    // What is asked for the first time takes longer.
    storm(&rig.world, &servers, 2).await?;
    let (mut first, mut whole, mut complete) = (Times::default(), Times::default(), Times::default());
    for took in storm(&rig.world, &servers, seconds).await? {
        if took.completes {
            complete.add(took.first);
        } else {
            first.add(took.first);
            whole.add(took.whole);
        }
    }
    let list = lists(&rig, &servers[0]).await?;
    let figures = json!({
        "first_answer": first.figures(), "whole_answer": whole.figures(), "autocomplete": complete.figures(), "list_of_500": list.figures(),
        "optimised": !cfg!(debug_assertions),
    });
    println!("{figures}");
    println!(
        "first answer p99 {:.1} ms (300), autocomplete p99 {:.1} ms (100), /watches of {LARGE} p50 {:.1} ms, longest {:.1} ms (200); whole answers p99 {:.1} ms",
        first.at(0.99),
        complete.at(0.99),
        list.at(0.5),
        list.at(1.0),
        whole.at(0.99)
    );
    rig.stop.cancel();
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let seconds = std::env::args().nth(1).map_or(Ok(30), |seconds| seconds.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(seconds))
}

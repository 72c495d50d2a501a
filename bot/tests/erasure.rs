//! An erased server leaves nothing behind: not in the store, not in a byte of its files, not in the journal; and what is in flight ends.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::Bot;
use bot::delivery::StatusBoard;
use chrono::TimeDelta;
use delivery_support::Bench;
use domain::id::{ChannelId, GuildId};
use domain::watch::{NewWatch, Watch};
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, GuildId as SandboxGuild, Options, Where};
use serde_json::json;
use std::path::Path;
use testkit::{until, until_or};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A whole bot: sender, gateway, retention.
struct Whole {
    stop: CancellationToken,
    task: JoinHandle<Result<(), bot::Error>>,
}

impl Whole {
    async fn start(bench: &Bench) -> Self {
        let deps = bot::Deps { store: bench.store.for_bot(), cache: bench.cache.clone(), deviantart: None, clock: bench.clock.clone() };
        let bot = Bot::open(deps, bench.options("journal"), StatusBoard::default()).await.unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(bot.run(stop.clone()));
        bench.world.gateway().wait_for_session().await.unwrap();
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
    }
}

/// Ids in every form in which they are written: SQLite's, the journal's, and as text.
fn forms(ids: &[u64]) -> Vec<Vec<u8>> {
    ids.iter().flat_map(|id| [id.to_be_bytes().to_vec(), id.to_le_bytes().to_vec(), id.to_string().into_bytes()]).collect()
}

/// The files below this directory in which one of these stands.
fn holding(dir: &Path, forms: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, forms));
            continue;
        }
        // Some come and go.
        let bytes = std::fs::read(&path).unwrap_or_default();
        if forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form.as_slice())) {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    found
}

async fn watch_in(bench: &Bench, guild: SandboxGuild, channel: ChannelId) -> Watch {
    bench.watch_with(channel, |wish: &mut NewWatch| wish.guild = GuildId(guild.0)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_forget_no_byte_of_the_server_is_left_and_the_others_go_on() {
    let bench = Bench::new(Options::default()).await;
    let others = bench.world.add_guild("Others");
    let (here, gone) = (bench.channel("here"), bench.channel("gone"));
    let there = ChannelId(bench.world.add_channel(others, "there", ChannelKind::Text));
    let (mine, broken, theirs) = (bench.watch(here).await, bench.watch(gone).await, watch_in(&bench, others, there).await);
    bench.world.delete_channel(gone.0);
    let whole = Whole::start(&bench).await;
    for n in 0..4 {
        bench.plant(&mine, n).await;
        bench.plant(&theirs, n).await;
    }
    bench.plant(&broken, 50).await;
    bench.hint().await;
    bench.until_count("sent", 8).await;
    bench.until_count("held", 1).await;
    // One is on its way when everything is erased.
    let gate = Gate::closed();
    let held = bench.world.faults().inject(Where::Channel(here.0), Fault::Gate(gate.clone()), Dose::Times(1));
    bench.plant(&mine, 60).await;
    bench.hint().await;
    bench.world.wait_until("a message to be on its way", |world| world.faults().fired_by(held) == 1).await.unwrap();
    let ids = forms(&[bench.guild.0, here.0, gone.0]);
    let before = holding(bench.dir.path(), &ids);
    assert!(before.iter().any(|file| file.contains("store.db")) && before.iter().any(|file| file.contains("journal")), "{before:?}");

    let (interact, moderator) = (bench.world.interact(), bench.world.moderator());
    let form = interact.slash((bench.guild, here.0, &moderator), "forget", json!({})).await.unwrap();
    let done = interact.modal(&moderator, &form, &[("name", "Painters")]).await.unwrap();
    assert!(done.text().contains("2 watches"), "{}", done.text());
    gate.open();
    let left = || holding(bench.dir.path(), &ids);
    until_or("no byte of the server is left", async || left().is_empty(), async || format!("{:?}", left())).await;
    // The others' deliveries go on, and what is written meanwhile brings nothing back.
    let next = bench.plant(&theirs, 70).await;
    bench.hint().await;
    bench.until(next, "sent").await;
    whole.stop().await;
    assert_eq!(holding(bench.dir.path(), &ids), [] as [String; 0]);
    assert!(!holding(bench.dir.path(), &forms(&[others.0])).is_empty(), "the search finds what is there");
    assert_eq!(bench.world.duplicates(), []);
}

/// SQLite's own overwriting leaves copies behind where rows have grown and pages were split.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_the_store_keeps_a_copy_of_what_was_erased() {
    const EACH: u32 = 150;
    let bench = Bench::new(Options::load()).await;
    let others = bench.world.add_guild("Others");
    let there = ChannelId(bench.world.add_channel(others, "there", ChannelKind::Text));
    let theirs = watch_in(&bench, others, there).await;
    let left = |ids: &[u64]| {
        let mut files = holding(bench.dir.path(), &forms(ids));
        files.retain(|file| file.contains("store.db"));
        files
    };
    for round in 0..3 {
        let here = bench.channel(&format!("here-{round}"));
        let mine = bench.watch(here).await;
        let sender = bench.sender().await;
        for n in 0..EACH {
            bench.plant(&mine, round * 1_000 + n).await;
            bench.plant(&theirs, round * 1_000 + n).await;
        }
        bench.hint().await;
        bench.until_count("sent", usize::try_from((round + 2) * EACH).unwrap()).await;
        sender.stop().await;
        let ids = [bench.guild.0, here.0];
        assert_ne!(left(&ids), [] as [String; 0]);
        assert!(bench.store.for_bot().forget_guild(GuildId(bench.guild.0)).await.unwrap());
        assert!(bench.store.for_bot().purge().await.unwrap());
        assert_eq!(left(&ids), [] as [String; 0]);
        assert_ne!(left(&[others.0, there.0]), [] as [String; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_left_a_month_ago_is_erased_unless_the_bot_is_back() {
    let bench = Bench::new(Options::default()).await;
    let (back, lately) = (bench.world.add_guild("Back"), bench.world.add_guild("Lately"));
    let days = |days| bench.now() - TimeDelta::days(days);
    let mut ids = Vec::new();
    for (guild, left) in [(bench.guild, 31), (back, 31), (lately, 29)] {
        let channel = bench.world.add_channel(guild, "art", ChannelKind::Text);
        watch_in(&bench, guild, ChannelId(channel)).await;
        bench.store.for_bot().guild_left(GuildId(guild.0), days(left)).await.unwrap();
        ids.extend((guild == bench.guild).then_some([guild.0, channel]).into_iter().flatten());
    }
    bench.world.remove_bot(bench.guild);
    bench.world.remove_bot(lately);
    let whole = Whole::start(&bench).await;
    until("the left server is erased", async || bench.store.for_bot().guilds_after(None, 10).await.unwrap().len() == 2).await;
    let left = || holding(bench.dir.path(), &forms(&ids));
    until_or("no byte of it is left", async || left().is_empty(), async || format!("{:?}", left())).await;
    let known = bench.store.for_bot().guilds_after(None, 10).await.unwrap();
    let left: Vec<(u64, bool)> = known.iter().map(|guild| (guild.id.0, guild.left_at.is_some())).collect();
    assert_eq!(left, [(back.0, false), (lately.0, true)]);
    for guild in [back, lately] {
        assert_eq!(
            bench.store.for_bot().watches(GuildId(guild.0), None, 0, 10).await.unwrap().total,
            1,
            "a leave that is young or over keeps all"
        );
    }
    whole.stop().await;
}

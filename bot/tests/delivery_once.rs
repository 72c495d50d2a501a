//! Once, whatever happens at the same time: bursts, edits, moves, removals that are undone, lost answers and kills.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use delivery_support::Bench;
use domain::defaults::Ground;
use domain::id::{ChannelId, MessageId};
use domain::post::{Picture, Post};
use domain::watch::Watch;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Where};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::bot::AddWatch;
use store::change::Moved;
use testbed::chaos;
use testkit::plant;

/// Watches, each with a channel to go to and a channel to come back to.
const WATCHES: usize = 4;
/// The channels, and those who move watches there.
const PLAIN: Ground = Ground { age_restricted: false, by_right: false };

/// A watch as it is by now, with its two channels.
struct Traveller {
    watch: Watch,
    channels: [ChannelId; 2],
}

/// What moderators and artists do while senders die.
struct Life {
    bench: Bench,
    dice: StdRng,
    travellers: Vec<Traveller>,
    posts: Vec<Post>,
    done: HashMap<&'static str, u32>,
}

impl Life {
    /// Picture `n`, which is recognised by its file whatever its title is.
    fn drawn(&self, n: u32) -> Post {
        let url = format!("https://images-wixmp-x.wixmp.com/f/u/drawn-{n}-.jpg");
        Post { preview: Some(Picture { url, width: 800, height: 600 }), ..self.bench.picture(n, false, self.bench.now()) }
    }

    fn count(&mut self, what: &'static str) {
        *self.done.entry(what).or_default() += 1;
    }

    /// One to six posts of one poll, for one watch.
    async fn burst(&mut self, at: usize) {
        let now = self.bench.now();
        for _ in 0..self.dice.random_range(1..=6) {
            let post = self.drawn(u32::try_from(self.posts.len()).unwrap());
            let card = plant::card(&self.travellers[at].watch, &post, now);
            plant::post(&self.bench.store, &self.bench.artist, &post, now, vec![card]).await.unwrap();
            self.posts.push(post);
        }
        self.bench.hint().await;
        self.count("bursts");
    }

    /// A post that was published gets another title.
    async fn edit(&mut self) {
        if self.posts.is_empty() {
            return;
        }
        let at = self.dice.random_range(0..self.posts.len());
        self.posts[at].title = format!("Title {}", self.dice.random_range(0..1_000));
        plant::revised(&self.bench.store, &self.posts[at]).await.unwrap();
        self.count("edits");
    }

    /// A watch goes to its other channel, with what waits.
    async fn travel(&mut self) {
        let at = self.dice.random_range(0..WATCHES);
        let Traveller { watch, channels } = &self.travellers[at];
        let to = if watch.wish.channel == channels[0] { channels[1] } else { channels[0] };
        let id = (watch.wish.guild, watch.id);
        match self.bench.store.for_bot().move_watch(id, to, PLAIN, self.bench.now()).await.unwrap() {
            Moved::Done { watch, .. } => self.travellers[at].watch = watch,
            other => panic!("{other:?}"),
        }
        self.bench.hint().await;
        self.count("moves");
    }

    /// A watch is removed, and brought back a moment later.
    async fn undo(&mut self) {
        let at = self.dice.random_range(0..WATCHES);
        let (bot, watch) = (self.bench.store.for_bot(), &self.travellers[at].watch);
        let removed = bot.remove_watch(watch.wish.guild, watch.id, self.bench.now()).await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(self.dice.random_range(0..40))).await;
        match bot.restore_watch(&removed, None, 500, self.bench.now()).await.unwrap() {
            AddWatch::Added(watch) => self.travellers[at].watch = watch,
            other => panic!("{other:?}"),
        }
        self.bench.hint().await;
        self.count("undone removals");
    }

    async fn something(&mut self) {
        match self.dice.random_range(0..6) {
            0..=2 => {
                let at = self.dice.random_range(0..WATCHES);
                self.burst(at).await;
            }
            3 => self.edit().await,
            4 => self.travel().await,
            _ => self.undo().await,
        }
    }

    /// A channel of the kind that this watch is for: the first posts in forums, where no nonce keeps a message from coming twice, and the second in
    /// announcement channels, whose messages are published.
    fn place(bench: &Bench, watch: usize, name: &str) -> ChannelId {
        let kind = [ChannelKind::Forum, ChannelKind::News].get(watch).copied().unwrap_or(ChannelKind::Text);
        ChannelId(bench.world.add_channel(bench.guild, name, kind))
    }

    /// How many messages there are in announcement channels.
    fn announced(&self) -> usize {
        self.travellers[1].channels.iter().map(|channel| self.bench.world.message_count_in(channel.0)).sum()
    }

    /// Whether it is noted of each late announcement what became of it: a sender looks an hour back, and Discord's clock was advanced since the last one.
    async fn all_noted(&self) -> bool {
        let (news, half_an_hour) = (self.travellers[1].channels, 1_800_000_u64 << 22);
        let newest = self.bench.world.all_messages().iter().map(|message| message.id).max().unwrap_or(half_an_hour);
        let mut after = Some(MessageId(newest - half_an_hour));
        while let Some(from) = after {
            let (unnoted, next) = self.bench.store.for_bot().unnoted_after(from).await.unwrap();
            if unnoted.iter().any(|sent| news.contains(&sent.channel)) {
                return false;
            }
            after = next;
        }
        true
    }

    /// The posts that can be seen, by their number, each as often as it is shown.
    fn shown(&self) -> Vec<usize> {
        let messages = self.bench.world.all_messages().into_iter().filter(|message| !message.deleted);
        let all: Vec<String> = messages.map(|message| message.embeds.to_string()).collect();
        let times = |n: usize| all.iter().map(|text| text.matches(&format!("drawn-{n}-.jpg")).count()).sum();
        (0..self.posts.len()).flat_map(|n| std::iter::repeat_n(n, times(n))).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f30_kills_among_bursts_edits_moves_and_undone_removals_lose_and_double_nothing() {
    let (seed, kills) = (chaos::seed(), chaos::scale(6, 300));
    let mut bench = Bench::new(Options::load()).await;
    (bench.tuning.care, bench.tuning.lease) = (Duration::from_millis(20), Duration::from_secs(1));
    (bench.tuning.look_every, bench.tuning.lingers) = (Duration::from_millis(20), Duration::from_millis(50));
    bench.tuning.walk_after = Duration::from_millis(20);
    let faults = bench.world.faults();
    faults.seed(seed);
    let lost = faults.drop_after_commit(0.15);
    let bad = faults.inject(Where::CreateMessage, Fault::BadGateway, Dose::Share(0.05));
    let lost_posts = faults.inject(Where::StartThread, Fault::DropAfterCommit, Dose::Share(0.15));
    let unheard = faults.inject(Where::Crosspost, Fault::DropAfterCommit, Dose::Share(0.15));
    let bad_posts = faults.inject(Where::StartThread, Fault::BadGateway, Dose::Share(0.05));
    let mut travellers = Vec::new();
    for number in 0..WATCHES {
        let channels = ["here", "there"].map(|name| Life::place(&bench, number, &format!("{name}-{number}")));
        travellers.push(Traveller { watch: bench.watch(channels[0]).await, channels });
    }
    let mut life = Life { bench, dice: StdRng::seed_from_u64(seed), travellers, posts: Vec::new(), done: HashMap::new() };
    for kill in 0..kills {
        let sender = life.bench.sender_with(life.bench.options(["one", "two"][life.dice.random_range(0..2)])).await;
        for _ in 0..life.dice.random_range(2..7) {
            life.something().await;
            tokio::time::sleep(Duration::from_millis(life.dice.random_range(0..40))).await;
        }
        sender.kill().await;
        if kill % 3 == 2 {
            // Discord forgets the nonces.
            life.bench.world.advance_clock(Duration::from_secs(600));
        }
    }
    let lost = faults.fired_by(lost) + faults.fired_by(lost_posts) + faults.fired_by(unheard);
    let bad = faults.fired_by(bad) + faults.fired_by(bad_posts);
    faults.clear();
    // Whatever the dice brought: something is announced.
    life.burst(1).await;
    let sender = life.bench.sender_with(life.bench.options("one")).await;
    let all = i64::try_from(life.posts.len()).unwrap();
    let until_all = async || {
        life.bench.retry_now().await;
        life.bench.count("sent").await == all && life.bench.chores().await == 0 && life.all_noted().await
    };
    testkit::until_or("every post is sent, and every message as it should be", until_all, async || {
        format!("{} of {all} sent, {:?}", life.bench.count("sent").await, sender.status())
    })
    .await;
    let numbers = || 0..life.posts.len();
    let mut done: Vec<String> = life.done.iter().map(|(what, count)| format!("{count} {what}")).collect();
    done.sort();
    let published = life.bench.world.published();
    let each: HashSet<_> = published.iter().collect();
    assert!(!each.is_empty() && each.len() == published.len(), "published twice: {published:?}");
    let note = format!(
        "{kills} kills of two senders in turn among {}; {lost} answers lost after the commit, {bad} bad gateways; {} of {} announcements published, each once",
        done.join(", "),
        published.len(),
        life.announced()
    );
    chaos::Row::of_sets("F30", seed, numbers(), numbers(), life.shown()).note(note).finish();
    sender.stop().await;
}

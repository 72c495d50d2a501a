//! The deployment under test, its posts, and what is printed of them.

use crate::support::fleet::Fleet;
use crate::support::flow::Flow;
use crate::support::mix::Mix;
use crate::support::{Harness, until};
use eventlog::rabbit::Address;
use eventlog::{EventLog, RabbitLog};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sandbox::discord;
use std::time::{Duration, Instant};
use store::Store;
use testbed::{Link, chaos};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::JoinHandle;

const ARTISTS: usize = 60;
/// Those whose posts go through log and projection, and to no channel: Discord takes fifty messages a second, the pipeline more.
const CROWD: usize = 40;

/// How often an engine is killed; ten times where each of its versions is tried (`just matrix`).
pub fn kills(ci: usize, in_release: usize) -> usize {
    if std::env::var_os("DEVIANTCORD_CHAOS").is_some_and(|column| column == "matrix") { 10 } else { chaos::scale(ci, in_release) }
}

pub struct Rig {
    pub mix: Mix,
    pub harness: Harness,
    pub fleet: Fleet,
    pub flow: Flow,
    /// Beside the fleet, past the links.
    pub store: Store,
    pub seed: u64,
    pub dice: StdRng,
    pub deviantart: Link,
    pub discord: Link,
    began: Instant,
    before: usize,
    posted: u64,
    stored: u64,
}

impl Rig {
    pub async fn start() -> Self {
        let (mix, seed) = (Mix::behind_links(), chaos::seed());
        println!("seed {seed} (DEVIANTCORD_SEED repeats it)");
        let options = discord::Options { keep_messages: 2_000_000, ..discord::Options::load() };
        let mut harness = Harness::on(&mix, options).await;
        let port = |url: String| url.rsplit(':').next().unwrap().parse().unwrap();
        let (deviantart, discord) = (Link::to(port(harness.deviantart.url())), Link::to(port(harness.discord.url())));
        harness.set("DEVIANTCORD_DEVIANTART__API_URL", &format!("http://127.0.0.1:{}", deviantart.port()));
        harness.set("DEVIANTCORD_DISCORD__API_URL", &format!("http://127.0.0.1:{}", discord.port()));
        let store = harness.store().await;
        let flow = Flow::plant_with_crowd(&harness, &store, ARTISTS, CROWD).await;
        harness.discord.world().faults().drop_after_commit(0.05);
        let fleet = Fleet::start(&mix, &harness);
        flow.watched(&harness).await;
        let dice = StdRng::seed_from_u64(seed);
        let began = Instant::now();
        Self { mix, harness, fleet, flow, store, seed, dice, deviantart, discord, began, before: 0, posted: 0, stored: 0 }
    }

    /// A row begins: posts flow, at most this many a second, until [`done`](Self::done).
    pub async fn begin(&mut self, rate: usize) -> JoinHandle<()> {
        self.began = Instant::now();
        self.before = self.flow.published();
        self.posted = self.flow.posted();
        self.stored = self.store.for_ops().pipeline_status().await.unwrap().posts;
        self.flow.pour(usize::MAX / 2, rate)
    }

    /// Where the log ends, and where it grows from there: an offset behind each of its events, as they come.
    pub async fn ends(&self) -> (u64, UnboundedReceiver<(u64, Instant)>) {
        let url = self.harness.env.iter().find_map(|(key, url)| (key == "DEVIANTCORD_LOG__URL").then_some(url)).unwrap();
        let log = RabbitLog::open(Address::parse(url).unwrap(), None).await.unwrap();
        let end = log.bounds().await.unwrap().next;
        let mut reader = log.read(end).await.unwrap();
        let (told, ends) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let _kept = log;
            while let Ok(entries) = reader.next(512).await {
                for entry in entries {
                    if told.send((entry.offset + 1, Instant::now())).is_err() {
                        return;
                    }
                }
            }
        });
        (end, ends)
    }

    /// Messages so far.
    pub fn shown(&self) -> u64 {
        self.harness.discord.world().post_count()
    }

    /// Returns when this many more messages have come.
    pub async fn more(&self, what: &str, count: u64) -> Duration {
        let (before, began) = (self.shown(), Instant::now());
        until(&self.harness, what, async || self.shown() >= before + count).await;
        began.elapsed()
    }

    /// A row ends: all faults are off, what was published arrives, and all of it is judged.
    pub async fn done(&mut self, row: &'static str, pouring: JoinHandle<()>, note: &str) {
        self.flow.end();
        pouring.await.unwrap();
        let all = self.stored + (self.flow.published() - self.before) as u64 + self.flow.posted() - self.posted;
        until(&self.harness, "every post to be stored", async || {
            self.store.for_ops().pipeline_status().await.is_ok_and(|status| status.posts >= all)
        })
        .await;
        self.flow.settled(&self.harness).await;
        let verdict = self.flow.judge();
        let attempted = (verdict.attempted - self.before) as u64 + self.flow.posted() - self.posted;
        let acknowledged = self.store.for_ops().pipeline_status().await.unwrap().posts - self.stored;
        let recovered = acknowledged - (verdict.attempted - verdict.recovered) as u64;
        let counts = chaos::Row { attempted, acknowledged, recovered, ..verdict.row(row, self.seed) };
        counts.note(format!("{note}; {:.0} s", self.began.elapsed().as_secs_f64())).finish();
        assert_eq!(acknowledged, attempted, "{row}");
        let ended: Vec<&str> =
            self.fleet.members.iter_mut().filter_map(|member| member.has_ended().then_some(member.name.as_str())).collect();
        assert!(ended.is_empty(), "{row}: these ended by themselves: {ended:?}\n{}", self.harness.output());
    }

    pub async fn end(mut self) {
        self.fleet.stop(&self.harness).await;
        self.flow.assert_whole(&self.mix, &self.harness, &self.fleet.members[0].data_dir);
        assert!(!self.harness.output().contains("panicked at"), "a process panicked:\n{}", self.harness.output());
        self.mix.assert_portable();
    }
}

//! 1 to 16 workers that join, leave, are killed and are refused by the edge, in simulated time: real heartbeats over a cache in
//! memory, a row for each artist that keeps when it is due, and nobody who polls an artist before that.

use chrono::TimeDelta;
use coordination::MemoryCache;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::ArtistId;
use ingest::assign::{BEAT, Crew, owner};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use uuid::Uuid;

const ARTISTS: u128 = 1_500;
/// Each artist is polled so often, in ticks.
const INTERVAL: u64 = 1_200;
const TICK: Duration = Duration::from_millis(250);
/// 15 seconds: as long may an artist be without a worker.
const GAP: u64 = 60;
/// Positions without news are saved every 10 seconds.
const SAVE: u64 = 40;
/// Workers that join, leave, are killed or refused.
const CHANGES: usize = 48;

struct Worker {
    crew: Crew,
    id: Uuid,
    /// When the artists that are its own are due.
    due: BTreeMap<u128, u64>,
    next_beat: u64,
    rests_until: Option<u64>,
}

struct World {
    cache: MemoryCache,
    start: Timestamp,
    tick: u64,
    workers: Vec<Worker>,
    /// The table `source`: when each artist is due, as saved last.
    rows: BTreeMap<u128, u64>,
    looked: HashMap<u128, u64>,
    longest: u64,
    polls: Vec<u64>,
    random: u64,
}

fn artist(n: u128) -> ArtistId {
    ArtistId(Uuid::from_u128(n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)))
}

impl World {
    fn now(&self) -> Timestamp {
        self.start + TimeDelta::milliseconds(250) * i32::try_from(self.tick).unwrap()
    }

    /// A number below this, the same in each run.
    fn any(&mut self, below: usize) -> usize {
        self.random = ingest::assign::mix(self.random);
        usize::try_from(self.random % below as u64).unwrap()
    }

    fn join(&mut self) {
        self.random = ingest::assign::mix(self.random);
        let id = Uuid::from_u64_pair(self.random, self.tick);
        let next_beat = self.tick;
        self.workers.push(Worker { crew: Crew::alone(id), id, due: BTreeMap::new(), next_beat, rests_until: None });
    }

    async fn leave(&mut self, which: usize) {
        let worker = self.workers.remove(which);
        self.rows.extend(worker.due);
        worker.crew.leave(&self.cache).await.unwrap();
    }

    /// Its heartbeat stays behind, and what it did not save is lost.
    fn kill(&mut self, which: usize) {
        self.workers.remove(which);
    }

    fn refuse(&mut self, which: usize) {
        let until = self.tick + 1_200;
        let at = self.now() + TimeDelta::seconds(300);
        let worker = &mut self.workers[which];
        worker.crew.rest(at);
        (worker.rests_until, worker.next_beat) = (Some(until), self.tick);
    }

    async fn run(&mut self, ticks: u64) {
        for _ in 0..ticks {
            self.tick += 1;
            tokio::time::advance(TICK).await;
            let (tick, now) = (self.tick, self.now());
            for worker in &mut self.workers {
                if tick >= worker.next_beat {
                    worker.next_beat = tick + u64::try_from(BEAT.as_millis() / TICK.as_millis()).unwrap();
                    if worker.crew.beat(&self.cache, now).await.unwrap() || worker.due.is_empty() {
                        self.rows.extend(worker.due.iter().map(|(artist, due)| (*artist, *due)));
                        let (crew, known) = (&worker.crew, std::mem::take(&mut worker.due));
                        let mine = self.rows.iter().filter(|(n, _)| crew.is_mine(artist(**n)));
                        worker.due = mine.map(|(n, saved)| (*n, known.get(n).copied().unwrap_or(*saved))).collect();
                    }
                }
                if worker.rests_until.is_some_and(|until| tick < until) {
                    continue;
                }
                for (artist, due) in worker.due.iter_mut().filter(|(_, due)| **due <= tick) {
                    *due = tick + INTERVAL;
                    self.polls.push(tick);
                    if let Some(before) = self.looked.insert(*artist, tick) {
                        self.longest = self.longest.max(tick - before);
                    }
                }
                if tick % SAVE == 0 {
                    self.rows.extend(worker.due.iter().map(|(artist, due)| (*artist, *due)));
                }
            }
        }
    }

    fn working(&self) -> Vec<Uuid> {
        let works = |worker: &&Worker| worker.rests_until.is_none_or(|until| until <= self.tick);
        let mut ids: Vec<Uuid> = self.workers.iter().filter(works).map(|worker| worker.id).collect();
        ids.sort_unstable();
        ids
    }

    /// The rest of a worker ended less than 3 s ago: the others may not know yet.
    fn somebody_is_just_back(&self) -> bool {
        let back = |until: u64| until <= self.tick && self.tick < until + 12;
        self.workers.iter().any(|worker| worker.rests_until.is_some_and(back))
    }

    /// All agree, each artist has one worker, and the shares are about equal.
    fn assert_settled(&self) {
        let working = self.working();
        let mut shares: HashMap<Uuid, u32> = HashMap::new();
        for worker in self.workers.iter().filter(|worker| working.contains(&worker.id)) {
            assert_eq!(worker.crew.live(), working, "at tick {}", self.tick);
            shares.insert(worker.id, u32::try_from(worker.due.len()).unwrap());
        }
        assert_eq!(shares.values().map(|share| u128::from(*share)).sum::<u128>(), ARTISTS);
        let mean = ARTISTS as f64 / working.len() as f64;
        for share in shares.values() {
            assert!((f64::from(*share) - mean).abs() <= 4.5 * mean.sqrt(), "{share} artists where the mean is {mean}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn from_one_to_sixteen_workers_artists_move_within_15_seconds_and_only_those_that_must_and_nobody_is_stormed() {
    let rows = (0..ARTISTS).map(|n| (n, 1 + u64::try_from(n).unwrap() * INTERVAL / u64::try_from(ARTISTS).unwrap())).collect();
    let mut world = World {
        cache: MemoryCache::new(),
        start: SystemClock.now(),
        tick: 0,
        workers: Vec::new(),
        rows,
        looked: HashMap::new(),
        longest: 0,
        polls: Vec::new(),
        random: 7,
    };
    world.join();
    world.run(2 * INTERVAL).await;
    world.assert_settled();
    let mut most = 1;
    for step in 0..CHANGES {
        let before = world.working();
        let choice = world.any(8);
        let which = world.any(world.workers.len());
        match choice {
            _ if world.working().len() < 2 || step < 15 => world.join(),
            0 | 1 => world.leave(which).await,
            2 | 3 => world.kill(which),
            4 => world.refuse(which),
            _ if world.workers.len() < 16 => world.join(),
            _ => world.leave(which).await,
        }
        world.run(GAP).await;
        while world.somebody_is_just_back() {
            world.run(4).await;
        }
        world.assert_settled();
        let after = world.working();
        most = most.max(after.len());
        for n in 0..ARTISTS {
            let (from, to) = (owner(&before, artist(n)).unwrap(), owner(&after, artist(n)).unwrap());
            let had_to = !after.contains(&from) || !before.contains(&to);
            assert!(from == to || had_to, "artist {n} moved from {from} to {to} though both worked all the time");
        }
        let pause = 40 + u64::try_from(world.any(200)).unwrap();
        world.run(pause).await;
    }
    assert_eq!(most, 16);
    // Who was without a worker for 15 s is polled late by so much, or early by what a killed worker had not saved.
    assert!(world.longest <= INTERVAL + GAP, "an artist was not polled for {} s", world.longest / 4);
    let steady = u64::try_from(ARTISTS).unwrap() * SAVE / INTERVAL;
    let mut windows: BTreeMap<u64, u64> = BTreeMap::new();
    for tick in &world.polls {
        *windows.entry(tick / SAVE).or_default() += 1;
    }
    let (peak, total) = (windows.values().max().copied().unwrap(), world.polls.len() as u64);
    let expected = u64::try_from(ARTISTS).unwrap() * world.tick / INTERVAL;
    println!(
        "up to {most} workers, {CHANGES} changes: longest {} s without a poll at intervals of {} s; {total} polls where {expected} are due; at most {peak} in 10 s where {steady} are due",
        world.longest / 4,
        INTERVAL / 4
    );
    assert!(total <= expected * 11 / 10, "{total} polls, {expected} were due");
    assert!(peak <= steady * 4, "{peak} polls within 10 s, {steady} are usual");
}

//! Time of a decision, time of a whole turn (decide, learn, take back) and memory, at 100,000 artists and 300 polls a minute.
#![expect(clippy::unwrap_used, reason = "a bench")]

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::ArtistId;
use ingest::schedule::memory::rates_of;
use ingest::schedule::pace::Pace;
use ingest::schedule::{Key, Next, Outcome, Past, Schedule};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};
use store::ingest::SourceKind;
use uuid::Uuid;

const ARTISTS: u128 = 100_000;
const TURNS: usize = 1_000_000;
const SEED: u64 = 11;
/// Bytes in a page of memory, on the machines that this runs on.
const PAGE: usize = 4096;

fn main() {
    let mut rng = StdRng::seed_from_u64(SEED);
    let pace = Pace::new(Duration::from_secs(15));
    let mut now = Timestamp::UNIX_EPOCH + TimeDelta::days(20_000);
    let before = resident();
    let mut schedule = Schedule::new(pace.retry_cap(), 5.0);
    for artist in 0..ARTISTS {
        let key: Key = (ArtistId(Uuid::from_u128(artist)), SourceKind::Gallery);
        // Between one post a week and a hundred a day.
        let gap = 10_f64.powf(rng.random_range(2.9..5.8));
        let posts: Vec<Timestamp> =
            (1..24).map(|back| now - TimeDelta::seconds((gap * f64::from(back) * rng.random::<f64>()) as i64)).collect();
        let seen = Some(now - TimeDelta::seconds(rng.random_range(0..20_000)));
        let past = Past { seen, rates: Some(rates_of(&posts, now)), ..Past::default() };
        schedule.upsert(key, pace.spec(SourceKind::Gallery, None, false, rng.random_range(1..50)), past, now);
    }
    let mut decisions = Vec::with_capacity(TURNS);
    let mut total = Duration::ZERO;
    for turn in 0..TURNS {
        now += TimeDelta::milliseconds(200);
        let began = Instant::now();
        let Next::Poll(key) = schedule.next(now) else { continue };
        decisions.push(began.elapsed());
        let news = if rng.random_bool(0.05) { vec![now - TimeDelta::seconds(30)] } else { Vec::new() };
        schedule.learn(key, &news, now);
        schedule.done(key, Outcome::Fine, now);
        total += began.elapsed();
        if turn == TURNS / 2 {
            // Memory after the queues have seen some turns, without the bench's own list of times.
            let own = decisions.len() * size_of::<Duration>();
            let bytes = resident().saturating_sub(before).saturating_sub(own);
            println!(
                "memory                {:>8.0} bytes an artist (all of the schedule, by what the process holds)",
                bytes as f64 / ARTISTS as f64
            );
        }
    }
    decisions.sort_unstable();
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let mean = decisions.iter().sum::<Duration>() / u32::try_from(decisions.len()).unwrap();
    println!("decision, mean        {:>8.2} us", micros(mean));
    println!("decision, p99         {:>8.2} us", micros(decisions[decisions.len() * 99 / 100]));
    println!("turn, mean            {:>8.2} us", micros(total / u32::try_from(decisions.len()).unwrap()));
}

/// Bytes that the process holds in memory.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * PAGE
}

use super::*;
use crate::watchlist;
use domain::watch::WatchedArtist;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::Duration;
use store::ingest::Source;

mod flood;
mod restart;

const DAY: f64 = 86_400.0;
const HOUR: f64 = 3600.0;
/// Artists of a trace, and requests a minute: a round takes 33 min.
const ARTISTS: usize = 400;
const PER_MINUTE: f64 = 12.0;
/// Nothing is granted for so long, once in a trace.
const OUTAGE: f64 = 0.02 * DAY;
/// How much sooner than in turn differs by trace: with the seeds 1 to 40 between 2.6 and 9.8 times, 4.3 in the geometric mean. The bar is
/// three standard errors of the mean of that many below that.
const SEEDS: u64 = 6;
const GAIN: f64 = 2.8;

/// Artists as they are: log-normal rates, uploads in sessions at hours of their own, a few watched by many.
fn trace(seed: u64, days: f64) -> Trace {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut normal = || {
        let (one, other): (f64, f64) = (rng.random_range(1e-12..1.0), rng.random());
        (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    };
    let rates: Vec<f64> = (0..ARTISTS).map(|_| (0.1 * (1.7 * normal()).exp()).clamp(0.002, 40.0)).collect();
    let artist = |rate: f64| {
        let weight = (rng.random::<f64>().powf(-1.0 / 1.3) * (rate / 0.1).powf(0.2)).clamp(1.0, 500.0) as u32;
        let from = if rng.random_bool(0.1) { (rng.random::<f64>() * days * DAY).floor() } else { 0.0 };
        let (favourite, per_session) = (rng.random::<f64>() * 24.0, rng.random_range(1.0..3.0));
        let mut posts = Vec::new();
        let mut at = -60.0 * DAY;
        while at < days * DAY {
            at -= rng.random_range(f64::MIN_POSITIVE..1.0).ln() * DAY * per_session / (3.0 * rate);
            let off = ((at / HOUR).rem_euclid(24.0) - favourite) / 24.0 * std::f64::consts::TAU;
            // Two of three sessions fall to the hours that the artist does not like.
            if !rng.random_bool((2.0 * (off.cos() - 1.0)).exp().max(0.05)) {
                continue;
            }
            let mut post = at.floor();
            posts.push(post);
            while rng.random_bool(1.0 - 1.0 / per_session) {
                post += rng.random_range(3.0_f64..400.0).floor();
                posts.push(post);
            }
        }
        posts.sort_by(f64::total_cmp);
        posts.dedup();
        posts.retain(|post| *post < days * DAY);
        let history = posts.partition_point(|post| *post < 0.0).saturating_sub(24);
        Artist { weight, from, posts: posts.split_off(history) }
    };
    let artists = rates.into_iter().map(artist).collect();
    let budget = vec![(0.0, 1.0), (1.5 * DAY, 0.2), (1.6 * DAY, 1.0), (1.8 * DAY, 0.0), (1.8 * DAY + OUTAGE, 1.0)];
    Trace { horizon: days * DAY, warmup: DAY, page: 24, budget, artists }
}

fn pace() -> Pace {
    Pace::new(Duration::from_secs(15))
}

/// Everybody in turn: the same bookkeeping, another choice.
fn in_turn(trace: &Trace) -> Score {
    let mut run = Replay::new(trace, pace(), PER_MINUTE / 60.0);
    let mut turn = 0;
    for now in slots(trace, PER_MINUTE) {
        if let Some(reading) = run.reading {
            run.read_on(reading, now);
            continue;
        }
        while trace.artists[turn % ARTISTS].from > now {
            turn += 1;
        }
        run.poll(turn % ARTISTS, now);
        turn += 1;
    }
    run.score()
}

fn pulse(trace: &Trace, mut between: impl FnMut(&mut Replay, f64)) -> Score {
    let mut run = Replay::new(trace, pace(), PER_MINUTE / 60.0);
    for now in slots(trace, PER_MINUTE) {
        between(&mut run, now);
        run.step(now);
    }
    run.score()
}

/// The worker stops and another begins with what the rows and the common row say; `lost`: what was learned is in neither, so it is
/// learned from the posts in the store.
fn restart(run: &mut Replay, now: f64, lost: bool) {
    let mut fresh = Schedule::new(run.pace.retry_cap(), PER_MINUTE / 60.0);
    if !lost {
        fresh.recall(&run.schedule.common()).unwrap();
    }
    for (id, artist) in run.trace.artists.iter().enumerate().filter(|(_, artist)| artist.from < now) {
        let watched = WatchedArtist {
            artist: key(id).0,
            name: String::new(),
            gallery: true,
            posts: false,
            group: false,
            folders: Vec::new(),
            channels: artist.weight,
            since: domain::clock::Timestamp::UNIX_EPOCH,
            tags: false,
            kind: None,
        };
        let row = Source { rates: run.schedule.rates(key(id)), ..watchlist::fresh(&watched, SourceKind::Gallery) };
        let kept = row.rates;
        let known: Vec<Timestamp> = artist.posts[..run.progress[id].known].iter().map(|post| time(*post)).collect();
        let past = Past {
            seen: row.rates.is_some().then(|| time(run.progress[id].polled_at)),
            rests_until: run.schedule.rests_until(key(id)),
            rates: if lost { kept.map(|_| rates_of(&known, time(now))) } else { kept },
            failures: 0,
        };
        fresh.upsert(key(id), run.pace.spec(SourceKind::Gallery, None, false, artist.weight), past, time(now));
    }
    run.schedule = fresh;
}

#[test]
fn news_is_seen_several_times_sooner_than_in_turn_and_nobody_is_forgotten() {
    let mut late = (0.0, 0.0);
    let mut logs = 0.0;
    for seed in 1..=SEEDS {
        let trace = trace(seed, 3.0);
        let base = in_turn(&trace);
        let mut cap: f64 = 0.0;
        let score = pulse(&trace, |run, _| cap = cap.max(run.schedule.cap().as_seconds_f64()));
        println!("seed {seed}: {:.1} times sooner; {base:?}; {score:?}; cap {cap} s", base.mean / score.mean);
        assert_eq!(base.posts, score.posts);
        assert_eq!(score.requests, slots(&trace, PER_MINUTE).count() as u64, "no request is left unused");
        // While nothing is granted, nobody is polled.
        assert!(score.longest <= cap * 1.01 + OUTAGE, "seed {seed}: {} against {cap}", score.longest);
        logs += (base.mean / score.mean).ln();
        late = (late.0 + score.p99, late.1 + base.p99);
    }
    let gain = (logs / SEEDS as f64).exp();
    println!("{gain:.2} times sooner (geometric mean)");
    assert!(gain > GAIN, "{gain}");
    // One per cent of a few hundred posts is few: all seeds together.
    assert!(late.0 <= late.1, "{late:?}");
}

#[test]
fn slots_are_as_many_as_the_budget_grants_and_as_early_as_it_allows() {
    let trace = Trace { horizon: 100.0, budget: vec![(0.0, 1.0), (25.0, 0.0), (50.0, 0.5)], ..Trace::default() };
    let all: Vec<f64> = slots(&trace, 6.0).collect();
    assert_eq!(all, [10.0, 20.0, 60.0, 80.0]);
}

#[test]
fn a_page_full_of_news_is_read_on_at_once() {
    let posts = (0..60).map(f64::from).collect();
    let artists = vec![Artist { weight: 1, from: 0.0, posts }];
    let trace = Trace { horizon: 1e4, page: 24, budget: vec![(0.0, 1.0)], artists, ..Trace::default() };
    let mut run = Replay::new(&trace, pace(), 1.0);
    let offsets: Vec<usize> = [100.0, 101.0, 102.0].into_iter().filter_map(|now| run.step(now)).map(|request| request.offset).collect();
    assert_eq!(offsets, [0, 24, 48]);
    assert_eq!((run.score().posts, run.step(103.0)), (60, None), "it rests then");
}

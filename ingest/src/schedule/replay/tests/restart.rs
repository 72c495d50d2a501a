//! What a restart costs: from the same moment on, the same hour with and without one.
//!
//! Few posts fall into an hour, so their delays alone say little, and two runs that differ by a hair find the same post at other times.
//! Therefore many restarts are tried, each a fork of a steady run, and what is compared is all the waiting of the hour: the weighted
//! time that posts were out and not yet found.

use super::*;

/// The waiting of an hour with a restart at its beginning, and without.
type Pair = (f64, f64);

/// Forks a steady run at a random moment of each hour.
fn hours(trace: &Trace, seed: u64, lost: bool) -> Vec<Pair> {
    let mut rng = StdRng::seed_from_u64(seed);
    let slots: Vec<f64> = slots(trace, PER_MINUTE).collect();
    let mut steady = Replay::new(trace, pace(), PER_MINUTE / 60.0);
    let mut next = trace.warmup + rng.random::<f64>() * HOUR;
    let mut pairs = Vec::new();
    for (index, now) in slots.iter().enumerate() {
        if *now >= next && *now + HOUR < trace.horizon && steady.reading.is_none() {
            let (mut fresh, mut same) = (steady.clone(), steady.clone());
            restart(&mut fresh, *now, lost);
            let waits = |run: &mut Replay| {
                let before = run.waited(*now);
                for slot in slots[index..].iter().take_while(|slot| **slot < now + HOUR) {
                    run.step(*slot);
                }
                run.waited(now + HOUR) - before
            };
            pairs.push((waits(&mut fresh), waits(&mut same)));
            next += HOUR * rng.random_range(0.5..1.5);
        }
        steady.step(*now);
    }
    pairs
}

/// The ratio of the sums and its standard error.
fn ratio(pairs: &[Pair]) -> (f64, f64) {
    let (fresh, same) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let ratio = fresh / same;
    let off: f64 = pairs.iter().map(|pair| ratio.mul_add(-pair.1, pair.0).powi(2)).sum();
    (ratio, off.sqrt() / same)
}

/// This many traces of this length; `lost`: nothing that was learned survives but the posts in the store.
fn measure(seeds: std::ops::Range<u64>, days: f64, lost: bool) -> (f64, f64) {
    let pairs: Vec<Pair> = seeds.flat_map(|seed| hours(&trace(seed, days), seed, lost)).collect();
    let (ratio, error) = ratio(&pairs);
    let store = if lost { ", its state rebuilt from the posts in the store" } else { "" };
    println!("the hour after a restart{store}: {ratio:.4} of the waiting without, standard error {error:.4}, {} restarts", pairs.len());
    (ratio, error)
}

#[test]
fn a_restart_costs_less_than_five_per_cent_of_the_next_hours_delay() {
    let (ratio, error) = measure(1..3, 4.0, false);
    assert!(ratio - 2.0 * error < 1.05, "{ratio} +- {error}");
}

#[test]
fn a_restart_that_finds_only_the_posts_in_the_store_costs_little_more() {
    let (ratio, error) = measure(1..3, 4.0, true);
    assert!(ratio - 2.0 * error < 1.25, "{ratio} +- {error}");
}

#[test]
#[ignore = "takes minutes: `just restart`"]
fn a_restart_costs_less_than_five_per_cent_shown_with_many() {
    let (ratio, error) = measure(100..140, 10.0, false);
    assert!(ratio + 2.0 * error < 1.05, "{ratio} +- {error}");
    measure(100..140, 10.0, true);
}

//! The budget against adaptive limiters, in simulated time: DeviantArt's limit falls to a tenth for an hour, twice. Several workers
//! share the budget, and their requests take time. The figures are in docs/figures.md:
//! `cargo nextest run -p shared -E 'binary(budget_storm)' --success-output final`.
#![expect(clippy::too_many_arguments, reason = "tests")]

use chrono::TimeDelta;
use domain::budget::{Answer, Ask, Budget, Lane, Pauses};
use domain::clock::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::{Bucket, RateModel};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;

/// A vendor that refuses; `share` of its usual limit is in force.
trait Limiter {
    fn lets_through(&mut self, at: f64, share: f64) -> bool;
    /// Requests inside one of the limiter's own pauses.
    fn violations(&self) -> u64;
}

/// The sandbox's: a bucket that shrinks with each refusal, and a pause.
struct Sandbox {
    model: RateModel,
    bucket: Bucket,
    start: Instant,
    /// Whether a lower limit comes with a smaller burst.
    burst_shrinks: bool,
}

impl Sandbox {
    fn boxed(per_second: f64, burst: f64, burst_shrinks: bool) -> Box<dyn Limiter> {
        // What was under way when a refusal's answer arrived comes up to two legs of a request later: no client can hold it back.
        let grace = Duration::from_millis(800);
        let (model, start) = (RateModel { per_second, burst, grace, ..RateModel::vendor() }, Instant::now());
        Box::new(Self { model, bucket: Bucket::new(&model, start), start, burst_shrinks })
    }
}

impl Limiter for Sandbox {
    fn lets_through(&mut self, at: f64, share: f64) -> bool {
        let burst = if self.burst_shrinks { share } else { 1.0 } * self.model.burst;
        let model = RateModel { per_second: self.model.per_second * share, burst, ..self.model };
        self.bucket.take(&model, 1.0, self.start + Duration::from_secs_f64(at))
    }

    fn violations(&self) -> u64 {
        self.bucket.usage.violations
    }
}

/// A velocity filter: refuses while a decaying count is too high, until it has fallen well below that (WIX-91).
struct Velocity {
    per_second: f64,
    memory: f64,
    release: f64,
    count: f64,
    at: f64,
    blocked: bool,
}

fn velocity(per_second: f64, memory: f64, release: f64) -> Box<dyn Limiter> {
    Box::new(Velocity { per_second, memory, release, count: 0.0, at: 0.0, blocked: false })
}

impl Limiter for Velocity {
    fn lets_through(&mut self, at: f64, share: f64) -> bool {
        self.count = self.count * (-(at - self.at) / self.memory).exp() + 1.0;
        self.at = at;
        let threshold = self.per_second * share * self.memory;
        let bound = if self.blocked { self.release * threshold } else { threshold };
        self.blocked = self.count > bound;
        !self.blocked
    }

    fn violations(&self) -> u64 {
        0
    }
}

/// What went on at the vendor's: the times of what it let through and refused.
struct Seen {
    passed: Vec<f64>,
    refused: Vec<f64>,
    inside_our_pause: usize,
    violations: u64,
}

impl Seen {
    fn rate(&self, from: f64, to: f64) -> f64 {
        count(&self.passed, from, to) / (to - from)
    }

    fn refused_share(&self, from: f64, to: f64) -> f64 {
        let (refused, passed) = (count(&self.refused, from, to), count(&self.passed, from, to));
        refused / (refused + passed).max(1.0)
    }

    /// Seconds from `from` until a minute has seen nine tenths of this rate.
    fn recovery(&self, from: f64, rate: f64) -> f64 {
        let mut end = from + MINUTE;
        while self.rate(end - MINUTE, end) < 0.9 * rate {
            end += 5.0;
            assert!(end < from + HOUR, "never recovered to {rate} a second");
        }
        end - from
    }
}

/// How many of these ascending times lie in a stretch.
fn count(times: &[f64], from: f64, to: f64) -> f64 {
    let before = |bound: f64| times.partition_point(|at| *at < bound);
    before(to).saturating_sub(before(from)) as f64
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Ask,
    Arrive,
    Passed,
    Refused,
}

/// `askers` are requests that may be under way at once, of all workers together; each takes about `latency` seconds.
fn simulate(limiter: &mut dyn Limiter, ceiling: f64, askers: u64, latency: f64, storms: &[(f64, f64)], end: f64, seed: u64) -> Seen {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut budget = Budget::default();
    let mut seen = Seen { passed: Vec::new(), refused: Vec::new(), inside_our_pause: 0, violations: 0 };
    let mut paused_until = 0.0_f64;
    let micros = |seconds: f64| (seconds * 1e6).ceil() as i64;
    let mut queue: BinaryHeap<Reverse<(i64, u64, Step)>> = (0..askers).map(|who| Reverse((micros(rng.random()), who, Step::Ask))).collect();
    while let Some(Reverse((now_micros, who, step))) = queue.pop() {
        let at = now_micros as f64 / 1e6;
        if at > end {
            break;
        }
        let now = Timestamp::UNIX_EPOCH + TimeDelta::microseconds(now_micros);
        let leg = |rng: &mut StdRng| micros(latency * rng.random_range(0.1..0.9));
        let next = match step {
            Step::Ask => match budget.step(Ask::Take { lane: Lane::Poll, ceiling, now }) {
                Answer::Go => {
                    seen.inside_our_pause += usize::from(at < paused_until);
                    (now_micros + leg(&mut rng), Step::Arrive)
                }
                Answer::Wait(wait) => (now_micros + micros(wait.as_secs_f64()), Step::Ask),
            },
            Step::Arrive => {
                let share = if storms.iter().any(|(from, to)| (*from..*to).contains(&at)) { 0.1 } else { 1.0 };
                let passes = limiter.lets_through(at, share);
                if passes { &mut seen.passed } else { &mut seen.refused }.push(at);
                (now_micros + leg(&mut rng), if passes { Step::Passed } else { Step::Refused })
            }
            Step::Passed => {
                budget.step(Ask::Succeeded { now });
                (now_micros, Step::Ask)
            }
            Step::Refused => {
                let Answer::Wait(pause) = budget.step(Ask::Throttled { now, pauses: Pauses::default() }) else { panic!("no pause") };
                paused_until = paused_until.max(at + pause.as_secs_f64());
                (now_micros, Step::Ask)
            }
        };
        queue.push(Reverse((next.0, who, next.1)));
    }
    seen.violations = limiter.violations();
    seen
}

/// Two storms of an hour; returns the refused share of everything, that of the storms, and the slower recovery in seconds.
fn two_storms(name: &str, limiter: &mut dyn Limiter, ceiling: f64, askers: u64, latency: f64, seed: u64) -> (f64, f64, f64) {
    let first = HOUR + (seed as f64) * 53.0;
    // An hour and a little: so each ends at another time between two probes.
    let more = 127.0 * seed as f64;
    let storms = [(first, first + HOUR + more), (first + 2.5 * HOUR, first + 3.5 * HOUR + more + 60.0)];
    let end = first + 5.0 * HOUR;
    let seen = simulate(limiter, ceiling, askers, latency, &storms, end, seed);
    assert_eq!((seen.inside_our_pause, seen.violations), (0, 0), "{name}, seed {seed}");
    let recovery = storms.map(|(from, to)| seen.recovery(to, seen.rate(from - 10.0 * MINUTE, from)));
    let in_storms = storms.map(|(from, to)| seen.refused_share(from, to));
    let refused = seen.refused_share(0.0, end);
    assert!(refused < 0.02, "{name}, seed {seed}: {refused} of the requests were refused");
    assert!(recovery.iter().all(|seconds| *seconds <= 10.0 * MINUTE), "{name}, seed {seed}: recovered after {recovery:?} s");
    (refused, in_storms[0].max(in_storms[1]), recovery[0].max(recovery[1]))
}

#[test]
fn a_limit_cut_to_a_tenth_for_an_hour_twice_is_found_kept_and_left() {
    type Make = fn() -> Box<dyn Limiter>;
    // The last number is the bar for the refused share during the storms alone. While so little is granted, a probe every nine minutes is
    // 2 % by itself, and a filter that remembers ten minutes of the old rate refuses for twenty whatever is asked.
    let cases: [(&str, f64, f64, Make); 6] = [
        ("sandbox, 1/s, burst cut too", 1.0, 0.06, || Sandbox::boxed(1.0, 3.75, true)),
        ("sandbox, 1/s, burst 15 stays", 1.0, 0.03, || Sandbox::boxed(1.0, 15.0, false)),
        ("sandbox as measured, 4/s, burst 15", 4.0, 0.02, || Sandbox::boxed(4.0, 15.0, true)),
        ("sandbox as measured, 4/s, ceiling 1/s", 1.0, 0.02, || Sandbox::boxed(4.0, 15.0, true)),
        ("velocity filter of 600 s", 1.0, 0.1, || velocity(1.05, 600.0, 0.8)),
        ("velocity filter of 180 s", 1.0, 0.1, || velocity(1.1, 180.0, 0.5)),
    ];
    for (name, ceiling, bar, make) in cases {
        for (workers, latency) in [(1, 0.3), (4, 0.3), (16, 0.4)] {
            let runs: Vec<_> = (0..4).map(|seed| two_storms(name, &mut *make(), ceiling, workers * 4, latency, seed)).collect();
            let worst = |pick: fn(&(f64, f64, f64)) -> f64| runs.iter().map(pick).fold(0.0, f64::max);
            println!(
                "{name}, {workers} workers: refused at most {:.2} % of all, {:.1} % in a storm; 90 % of the rate after at most {:.0} s",
                100.0 * worst(|run| run.0),
                100.0 * worst(|run| run.1),
                worst(|run| run.2)
            );
            assert!(worst(|run| run.1) < bar, "{name}, {workers} workers");
        }
    }
}

#[test]
fn a_limit_that_stays_below_the_ceiling_is_used_well() {
    for limit in [0.3, 0.45, 0.6, 0.8] {
        let mut limiter = Sandbox::boxed(limit, 15.0, false);
        let seen = simulate(&mut *limiter, 1.0, 4, 0.3, &[], 24.0 * HOUR, 1);
        let used = seen.rate(0.0, 24.0 * HOUR) / limit;
        let refused = seen.refused_share(0.0, 24.0 * HOUR);
        println!("limit {limit}/s under a ceiling of 1/s: {:.0} % of it used, {:.2} % refused", 100.0 * used, 100.0 * refused);
        assert!(used > 0.85, "only {used} of the limit {limit} is used");
        assert!(refused < 0.02 && seen.violations == 0, "{refused} refused, {} violations", seen.violations);
    }
}

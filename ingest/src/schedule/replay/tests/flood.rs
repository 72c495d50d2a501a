//! Look-ups beside the polls, at one request a second: what the posts of everybody else wait longer for.

use super::*;
use domain::budget::{Answer, Ask, Budget, Lane};

/// Requests a second; the budget's default ceiling.
const RATE: f64 = 1.0;
/// A step of the simulation, seconds: who waits for the budget asks again as often.
const STEP: f64 = 0.5;

/// The delay that 95 % of the posts did not exceed, and the requests of look-ups in a minute; `wanted(second)`: look-ups that wait by then, in
/// requests since the beginning.
fn flooded(trace: &Trace, wanted: impl Fn(f64) -> f64) -> (f64, f64) {
    let mut replay = Replay::new(trace, Pace::new(Duration::from_secs(15)), RATE);
    let mut budget = Budget::default();
    let (mut now, mut look_ups) = (0.0, 0.0);
    let mut takes = |lane, now| {
        let went = budget.step(Ask::Take { lane, ceiling: RATE, now: time(now) }) == Answer::Go;
        if went {
            budget.step(Ask::Succeeded { now: time(now) });
        }
        went
    };
    while now < trace.horizon {
        if look_ups < wanted(now) && takes(Lane::Interactive, now) {
            look_ups += 1.0;
        }
        if takes(Lane::Poll, now) {
            replay.step(now);
        }
        now += STEP;
    }
    let mut delays: Vec<f64> = replay.delays.iter().map(|(delay, _)| *delay).collect();
    delays.sort_by(f64::total_cmp);
    assert!(delays.len() > 200, "{} posts show nothing", delays.len());
    (delays[delays.len() * 95 / 100], look_ups * 60.0 / trace.horizon)
}

#[test]
fn a_flood_of_look_ups_at_most_doubles_the_delay_of_everybody_elses_posts() {
    let mut trace = trace(7, 4.0);
    trace.budget = vec![(0.0, 1.0)];
    trace.warmup = 0.5 * DAY;
    let (alone, _) = flooded(&trace, |_| 0.0);
    // Seven unknown names a minute of three requests each: what one person may ask for.
    let (one, one_asks) = flooded(&trace, |now| now / 60.0 * 21.0);
    let (crowd, crowd_asks) = flooded(&trace, |_| f64::INFINITY);
    println!(
        "p95: {alone:.1} s undisturbed, {one:.1} s beside one moderator ({one_asks:.1} requests a minute), {crowd:.1} s beside a crowd ({crowd_asks:.1})"
    );
    assert!(crowd_asks <= 30.0 && crowd_asks > 25.0, "{crowd_asks} requests of 60 a minute");
    assert!(one <= 2.0 * alone && crowd <= 2.0 * alone, "{alone} s alone, {one} s beside one, {crowd} s beside a crowd");
}

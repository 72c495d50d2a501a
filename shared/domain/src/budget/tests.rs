use super::*;
use proptest::prelude::*;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_800_000_000_000 + millis).unwrap()
}

fn take(budget: &mut Budget, lane: Lane, millis: i64) -> Answer {
    budget.step(Ask::Take { lane, ceiling: 1.0, now: at(millis) })
}

fn throttled(budget: &mut Budget, millis: i64) -> Duration {
    match budget.step(Ask::Throttled { now: at(millis), pauses: Pauses::default() }) {
        Answer::Wait(pause) => pause,
        Answer::Go => Duration::ZERO,
    }
}

/// A success each second, for this many seconds from this millisecond on; returns the time after them.
fn succeed(budget: &mut Budget, from: i64, seconds: i64) -> i64 {
    for second in 0..seconds {
        budget.step(Ask::Succeeded { now: at(from + second * 1000) });
    }
    from + seconds * 1000
}

fn after(millis: i64, pause: Duration) -> i64 {
    millis + i64::try_from(pause.as_millis()).unwrap() + 1
}

#[test]
fn starts_at_half_the_ceiling_and_is_at_it_within_a_minute_of_successes() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    assert_eq!(budget.rate(), 0.5);
    let now = succeed(&mut budget, 0, 10);
    assert!(budget.rate() > 0.5 && budget.rate() < 0.7, "{}", budget.rate());
    succeed(&mut budget, now, 50);
    assert_eq!(budget.rate(), 1.0);
}

#[test]
fn a_rate_that_was_refused_is_halved_kept_for_minutes_and_then_probed_ever_faster() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = succeed(&mut budget, 0, 60);
    let mut now = after(now, throttled(&mut budget, now));
    let mut rates = Vec::new();
    for _ in 0..18 {
        now = succeed(&mut budget, now, 30);
        rates.push((budget.rate() * 100.0).round());
    }
    assert!(rates[..13].iter().all(|rate| *rate == 50.0), "{rates:?}");
    assert_eq!(rates[17], 100.0, "{rates:?}");
    let steps: Vec<f64> = rates[12..16].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps.is_sorted(), "{rates:?}");
}

#[test]
fn a_refused_probe_falls_back_to_the_rate_that_had_held_and_a_second_refusal_below_it() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = succeed(&mut budget, 0, 60);
    let now = after(now, throttled(&mut budget, now));
    let now = succeed(&mut budget, now, 460);
    assert!(budget.rate() > 0.55 && budget.rate() < 0.9, "it probes: {}", budget.rate());
    let now = after(now, throttled(&mut budget, now));
    assert!((0.5..0.56).contains(&budget.rate()), "what had held, and a little more, but not half of the probe: {}", budget.rate());
    let held = budget.rate();
    throttled(&mut budget, now);
    assert_eq!(budget.rate(), held / 2.0);
}

#[test]
fn soon_after_a_429_the_rate_falls_to_what_went_through_since() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = succeed(&mut budget, 0, 60);
    let now = after(now, throttled(&mut budget, now));
    assert_eq!(budget.rate(), 0.5);
    budget.step(Ask::Succeeded { now: at(now + 8_000) });
    budget.step(Ask::Succeeded { now: at(now + 16_000) });
    throttled(&mut budget, now + 20_000);
    assert!((0.1..0.2).contains(&budget.rate()), "two in 20 s: {}", budget.rate());
}

#[test]
fn a_limit_that_was_met_while_the_rate_was_kept_is_remembered_by_the_probes() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = succeed(&mut budget, 0, 60);
    let mut now = after(now, throttled(&mut budget, now));
    for _ in 0..40 {
        now += 3_000;
        budget.step(Ask::Succeeded { now: at(now) });
    }
    now = after(now, throttled(&mut budget, now));
    let met = budget.rate();
    assert!((0.27..0.33).contains(&met), "nine tenths of one in 3 s: {met}");
    for _ in 0..3 {
        while budget.rate() <= met {
            now += 3_000;
            budget.step(Ask::Succeeded { now: at(now) });
        }
        now = after(now, throttled(&mut budget, now));
        assert!((met..met * 1.05).contains(&budget.rate()), "{} after a probe from {met}", budget.rate());
    }
}

#[test]
fn idle_time_teaches_nothing() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = after(0, throttled(&mut budget, 0));
    budget.step(Ask::Succeeded { now: at(now) });
    budget.step(Ask::Succeeded { now: at(now + 3_600_000) });
    assert_eq!(budget.rate(), 0.25);
}

#[test]
fn a_server_in_trouble_slows_requests_down_but_pauses_nobody() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    succeed(&mut budget, 0, 60);
    for _ in 1..FAILURES {
        budget.step(Ask::Failed { now: at(60_000) });
    }
    assert_eq!(budget.rate(), 1.0, "one request's trouble");
    for _ in 0..100 {
        assert_eq!(budget.step(Ask::Failed { now: at(60_000) }), Answer::Go);
    }
    assert_eq!(budget.rate(), 0.25);
    assert_eq!(take(&mut budget, Lane::Poll, 70_000), Answer::Go);
    succeed(&mut budget, 70_000, 120);
    assert_eq!(budget.rate(), 1.0, "and it recovers without a hold");
}

#[test]
fn a_429_halves_the_rate_and_nobody_goes_inside_the_pause() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let pause = throttled(&mut budget, 1);
    assert!(pause >= Duration::from_secs(5) && pause <= Duration::from_secs(6), "{pause:?}");
    assert_eq!(budget.rate(), 0.25);
    let end = i64::try_from(pause.as_millis()).unwrap();
    for millis in (1..end).step_by(50) {
        assert_ne!(take(&mut budget, Lane::Poll, millis), Answer::Go);
        assert_ne!(take(&mut budget, Lane::Interactive, millis), Answer::Go);
    }
    assert_eq!(take(&mut budget, Lane::Poll, end + 60_000), Answer::Go);
}

#[test]
fn answers_of_requests_that_were_under_way_neither_double_the_pause_nor_raise_the_rate() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let pause = throttled(&mut budget, 0);
    assert!(throttled(&mut budget, 1_000) < pause);
    budget.step(Ask::Succeeded { now: at(2_000) });
    assert_eq!(budget.rate(), 0.25);
}

#[test]
fn pauses_double_to_the_maximum_and_start_again_after_quiet() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let mut now = 0;
    let mut last = Duration::ZERO;
    for _ in 0..10 {
        last = throttled(&mut budget, now);
        now += i64::try_from(last.as_millis()).unwrap() + 10;
    }
    assert!(last >= Duration::from_secs(300) && last <= Duration::from_secs(360), "{last:?}");
    assert!(budget.rate() >= FLOOR);
    let later = throttled(&mut budget, now + 3_600_000);
    assert!(later <= Duration::from_secs(6), "{later:?}");
}

#[test]
fn an_interactive_look_up_goes_at_once_beside_busy_polls_and_then_has_the_next_token() {
    let mut budget = Budget::default();
    while take(&mut budget, Lane::Poll, 0) == Answer::Go {}
    assert_eq!(take(&mut budget, Lane::Interactive, 0), Answer::Go);
    let Answer::Wait(wait) = take(&mut budget, Lane::Interactive, 1) else { panic!("the reserve was one token") };
    let then = 1 + i64::try_from(wait.as_millis()).unwrap() + 1;
    assert_ne!(take(&mut budget, Lane::Poll, then), Answer::Go, "the poll leaves the token to the one who was told to wait");
    assert_eq!(take(&mut budget, Lane::Interactive, then), Answer::Go);
}

/// Polls and look-ups ask as often as they can, for an hour; what each had in each minute.
fn flood(ceiling: f64) -> Vec<(u32, u32)> {
    let mut budget = Budget::default();
    let mut minutes = vec![(0, 0); 60];
    for millis in (0..3_600_000).step_by(50) {
        let (polls, look_ups) = &mut minutes[usize::try_from(millis / 60_000).unwrap()];
        for (lane, count) in [(Lane::Interactive, look_ups), (Lane::Poll, polls)] {
            if budget.step(Ask::Take { lane, ceiling, now: at(millis) }) == Answer::Go {
                *count += 1;
                budget.step(Ask::Succeeded { now: at(millis) });
            }
        }
    }
    minutes
}

#[test]
fn look_ups_have_at_most_half_of_any_minute_and_the_polls_have_the_rest() {
    for ceiling in [0.2, 1.0, 3.0, 10.0] {
        let minutes = flood(ceiling);
        for (polls, look_ups) in &minutes[2..] {
            let all = 60.0 * ceiling;
            assert!(f64::from(*look_ups) <= all / 2.0 + 1.0, "{look_ups} of {all} at {ceiling}: {minutes:?}");
            assert!(f64::from(*look_ups) >= all * 0.25 - 1.0, "{look_ups} of {all} at {ceiling}: {minutes:?}");
            assert!(f64::from(*polls) >= all / 2.0 - 2.0, "{polls} of {all} at {ceiling}: {minutes:?}");
        }
    }
}

#[test]
fn whatever_the_cache_says_a_step_neither_panics_nor_waits_for_ever() {
    let huge = "18446744073709551616";
    let texts = [
        format!(r#"{{"rate":{huge},"ceiling":1e300,"base":-1e300,"calm":1e308,"passed":{huge},"allowed":-5,"met":1e99}}"#),
        format!(r#"{{"rate":1,"tokens":-{huge},"reserved":{huge},"looked":1e18,"failures":4294967295}}"#),
        r#"{"rate":1,"first_pause":{"secs":18446744073709551615,"nanos":0},"last_pause":{"secs":18446744073709551615,"nanos":999999999}}"#
            .to_owned(),
        r#"{"rate":1,"paused_until":"+262142-12-31T23:59:59Z","last_pause":{"secs":9223372036854775807,"nanos":0}}"#.to_owned(),
        r#"{"rate":1,"calm_at":"-262143-01-01T00:00:00Z","filled_at":"+262142-12-31T23:59:59Z","yields_until":"+262142-12-31T23:59:59Z"}"#
            .to_owned(),
    ];
    for text in texts {
        let mut budget = serde_json::from_str::<Budget>(&text).unwrap_or_default().sane(at(0));
        for millis in [0, 1] {
            throttled(&mut budget, millis);
            budget.step(Ask::Failed { now: at(millis) });
            budget.step(Ask::Succeeded { now: at(millis) });
        }
        let mut asked = (0..5400).map(|second| take(&mut budget, Lane::Poll, second * 1000));
        assert!(asked.any(|answer| answer == Answer::Go), "{text}");
    }
}

#[test]
fn a_clock_set_back_neither_freezes_the_budget_nor_gives_tokens() {
    let mut budget = Budget::default();
    while take(&mut budget, Lane::Poll, 0) == Answer::Go {}
    assert_ne!(take(&mut budget, Lane::Poll, -3_600_000), Answer::Go);
    assert_eq!(take(&mut budget, Lane::Poll, -3_600_000 + 10_000), Answer::Go);
}

#[test]
fn a_clock_set_back_far_ends_a_pause_and_one_that_differs_a_little_keeps_it() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    throttled(&mut budget, 0);
    assert!(matches!(take(&mut budget, Lane::Poll, -60_000), Answer::Wait(_)), "another host, a minute behind");
    let mut asked = (0..20).map(|second| take(&mut budget, Lane::Poll, -7_200_000 + second * 1000));
    assert!(asked.any(|answer| answer == Answer::Go), "two hours back");
}

#[test]
fn a_rate_grows_again_after_the_clock_was_set_back_far() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    let now = succeed(&mut budget, 0, 60);
    throttled(&mut budget, now);
    succeed(&mut budget, now - 7_200_000, 900);
    assert_eq!(budget.rate(), 1.0);
}

#[test]
fn survives_being_written_and_read() {
    let mut budget = Budget::default();
    take(&mut budget, Lane::Poll, 0);
    throttled(&mut budget, 5);
    let text = serde_json::to_string(&budget).unwrap();
    assert_eq!(serde_json::from_str::<Budget>(&text).unwrap(), budget);
}

proptest! {
    /// Whatever is asked, when and by which caller: in any stretch of time there are at most ceiling × time + burst requests.
    #[test]
    fn never_more_than_the_ceiling_and_a_burst(
        ceiling in 0.1_f64..500.0,
        asks in proptest::collection::vec((0_i64..400, any::<bool>(), 0_u8..20), 1..300),
    ) {
        let mut budget = Budget::default();
        let (mut now, mut gone) = (0, Vec::new());
        for (gap, interactive, outcome) in asks {
            now += gap;
            let lane = if interactive { Lane::Interactive } else { Lane::Poll };
            if budget.step(Ask::Take { lane, ceiling, now: at(now) }) == Answer::Go {
                gone.push(now);
            }
            match outcome {
                0 => { budget.step(Ask::Throttled { now: at(now), pauses: Pauses { first: Duration::from_millis(50), max: Duration::from_secs(1) } }); }
                1..=9 => { budget.step(Ask::Succeeded { now: at(now) }); }
                _ => {}
            }
        }
        let burst = BURST.max(ceiling / 10.0);
        for (index, start) in gone.iter().enumerate() {
            for (count, end) in gone[index..].iter().enumerate() {
                let allowed = ceiling * ((end - start) as f64 / 1000.0) + burst + 1e-6;
                prop_assert!((count + 1) as f64 <= allowed, "{} requests in {} ms at ceiling {}", count + 1, end - start, ceiling);
            }
        }
    }
}

use super::*;
use proptest::prelude::*;
use serde_json::json;

const SEND: &str = "POST /channels/{}/messages";
const BAN: Duration = Duration::from_secs(600);

fn route(resource: u64) -> Route {
    Route { shape: SEND, resource }
}

fn ms(millis: u64) -> Mono {
    Duration::from_millis(millis)
}

fn answer(status: u16, body: Option<serde_json::Value>) -> Answer {
    Answer { status, rate: RateHeaders::default(), body }
}

#[test]
fn a_global_429_stops_everything() {
    let mut limiter = Limiter::new(45.0, BAN);
    limiter.observe(&route(1), &answer(429, Some(json!({"retry_after": 2.0, "global": true}))), ms(1_000));
    assert_eq!(limiter.take(&route(2), ms(2_999)), Err(ms(3_000)));
    assert_eq!(limiter.take(&route(2), ms(3_000)), Ok(()));
}

#[test]
fn a_429_of_one_channel_stops_that_channel() {
    let mut limiter = Limiter::new(45.0, BAN);
    limiter.observe(&route(1), &answer(429, Some(json!({"retry_after": 2.0, "global": false}))), ms(0));
    assert_eq!(limiter.take(&route(1), ms(10)), Err(ms(2_000)));
    assert_eq!(limiter.take(&route(2), ms(10)), Ok(()));
}

#[test]
fn a_used_up_bucket_waits_for_its_reset() {
    let mut limiter = Limiter::new(45.0, BAN);
    let mut last = answer(200, Some(json!({})));
    last.rate = RateHeaders { bucket: Some("b".into()), remaining: Some(0), reset_after: Some(ms(700)), ..RateHeaders::default() };
    limiter.observe(&route(1), &last, ms(0));
    assert_eq!(limiter.take(&route(1), ms(1)), Err(ms(700)));
    assert_eq!(limiter.take(&route(1), ms(700)), Ok(()));
    assert_eq!(limiter.take(&route(1), ms(701)), Ok(()), "a reset bucket does not block again");
}

#[test]
fn a_refusal_of_the_edge_rests_all_when_the_witness_is_refused_too() {
    let mut limiter = Limiter::new(45.0, BAN);
    assert!(limiter.observe(&route(1), &answer(403, None), ms(0)), "the witness has to be asked");
    assert_eq!(limiter.take(&route(2), ms(1)), Ok(()), "nobody else rests for one refusal");
    assert_eq!(limiter.take(&WITNESS, ms(2)), Ok(()));
    assert!(!limiter.observe(&WITNESS, &answer(429, None), ms(3)), "it is being asked");
    assert_eq!(limiter.testify(Some(&answer(429, None)), ms(3)), Some(BAN + ms(3)));
    assert!(limiter.take(&route(2), BAN).is_err_and(|until| until > BAN));
    assert_eq!(limiter.take(&WITNESS, BAN), Ok(()), "the witness goes first");
    assert_eq!(limiter.testify(Some(&answer(200, Some(json!({})))), BAN), None);
    assert_eq!(limiter.take(&route(2), BAN), Ok(()));
}

#[test]
fn invalid_requests_stop_before_discord_does() {
    let mut limiter = Limiter::new(45.0, BAN).with_invalid_limit(3);
    let no = answer(403, Some(json!({"code": 50013})));
    let mut shared = answer(429, Some(json!({"retry_after": 0.0})));
    shared.rate.scope = Some("shared".into());
    limiter.observe(&route(1), &no, ms(0));
    limiter.observe(&route(1), &no, ms(1_000));
    limiter.observe(&route(1), &shared, ms(1_500));
    assert_eq!(limiter.take(&route(9), ms(2_000)), Ok(()), "shared limits do not count");
    limiter.observe(&route(1), &no, ms(2_000));
    assert_eq!(limiter.take(&route(9), ms(2_001)), Err(INVALID_WINDOW));
    assert_eq!(limiter.take(&route(9), INVALID_WINDOW), Ok(()));
}

proptest! {
    /// However requests come, no second holds more than the ceiling, and none waits without need.
    #[test]
    fn the_ceiling_holds_in_every_window(rate in 1u32..50, gaps in proptest::collection::vec(0u64..80, 1..300)) {
        let mut limiter = Limiter::new(f64::from(rate), BAN);
        let mut now = Mono::ZERO;
        let mut went = Vec::new();
        for (i, gap) in gaps.into_iter().enumerate() {
            now += ms(gap);
            while let Err(later) = limiter.take(&route(i as u64), now) {
                prop_assert!(later > now, "a wait leads on");
                prop_assert!(later - now <= Duration::from_secs(1));
                now = later;
            }
            went.push(now);
        }
        for (i, start) in went.iter().enumerate() {
            let within = went[i..].iter().filter(|at| **at < *start + Duration::from_secs(1)).count();
            prop_assert!(within <= rate as usize, "{within} in one second");
        }
    }

    /// Whatever Discord answers, nothing goes during a pause that it asked for.
    #[test]
    fn pauses_are_kept(answers in proptest::collection::vec((0u64..5_000, 0u64..3_000, proptest::bool::ANY, 0u64..3), 1..60)) {
        let mut limiter = Limiter::new(45.0, BAN);
        let mut now = Mono::ZERO;
        let mut global = Mono::ZERO;
        let mut own: HashMap<u64, Mono> = HashMap::new();
        for (gap, wait, is_global, channel) in answers {
            now += ms(gap);
            if limiter.take(&route(channel), now).is_ok() {
                prop_assert!(now >= global);
                prop_assert!(own.get(&channel).is_none_or(|until| now >= *until));
                let body = json!({"retry_after": ms(wait).as_secs_f64(), "global": is_global});
                limiter.observe(&route(channel), &answer(429, Some(body)), now);
                if is_global { global = global.max(now + ms(wait)) } else { own.insert(channel, now + ms(wait)); }
            }
        }
    }
}

/// serenity's own limiter remembers every route forever.
#[test]
fn a_hundred_thousand_channels_are_not_all_remembered() {
    let mut limiter = Limiter::new(45.0, BAN);
    let mut far = answer(200, Some(json!({})));
    far.rate = RateHeaders { bucket: Some("b".into()), remaining: Some(4), reset_after: Some(ms(3_600_000)), ..RateHeaders::default() };
    for channel in 0..100_000 {
        limiter.observe(&route(channel), &far, ms(channel));
        assert!(limiter.buckets.len() <= ROUTES);
    }
}

#[test]
fn what_a_slow_disk_held_up_does_not_leave_at_once() {
    let mut limiter = Limiter::new(45.0, BAN);
    // Two seconds' worth of places, and all of them leave at the end of the second one.
    let mut now = ms(2_000);
    let mut departures = Vec::new();
    for _ in 0..90 {
        while let Err(later) = limiter.depart(&route(1), now) {
            assert!(later > now && later - now <= Duration::from_secs(1));
            now = later;
        }
        departures.push(now);
    }
    for (first, at) in departures.iter().enumerate() {
        let within = |span| departures[first..].iter().filter(|later| **later < *at + span).count();
        assert!(within(ms(1_110)) <= 50 && within(ms(222)) <= 10, "{departures:?}");
    }
}

#[test]
fn the_ceiling_is_what_goes_and_no_second_of_discords_sees_more_than_its_limit_when_the_way_delays_some() {
    for ceiling in [5.0, 20.0, 45.0, 50.0] {
        let mut limiter = Limiter::new(ceiling, BAN);
        let (mut now, mut departures) = (Mono::ZERO, Vec::new());
        while now < ms(60_000) {
            while let Err(later) = limiter.take(&route(departures.len() as u64), now) {
                now = later;
            }
            while let Err(later) = limiter.depart(&route(0), now) {
                now = later;
            }
            departures.push(now);
        }
        let per_second = departures.len() as f64 / 60.0;
        let wanted = ceiling.min(45.0) * 0.98;
        assert!((wanted..=ceiling * 1.02).contains(&per_second), "{per_second} a second with a ceiling of {ceiling}");
        for (first, at) in departures.iter().enumerate() {
            let in_a_second = departures[first..].iter().filter(|later| **later < *at + ms(1_110)).count();
            assert!(in_a_second <= 50, "{in_a_second} with a ceiling of {ceiling}");
        }
    }
}

#[test]
fn what_may_wait_leaves_half_of_the_places() {
    let mut limiter = Limiter::new(10.0, BAN);
    for n in 0..5 {
        assert_eq!(limiter.take_spare(&route(n), ms(n)), Ok(()));
    }
    assert_eq!(limiter.take_spare(&route(9), ms(10)), Err(ms(1_000)), "its half is used up");
    for n in 0..5 {
        assert_eq!(limiter.take(&route(20 + n), ms(10)), Ok(()), "the other half is free");
    }
    assert_eq!(limiter.take(&route(30), ms(10)), Err(ms(1_000)));
    assert_eq!(limiter.take_spare(&route(9), ms(1_005)), Err(ms(1_010)), "what went since counts, whatever it was");
    assert_eq!(limiter.take_spare(&route(9), ms(1_010)), Ok(()));
}

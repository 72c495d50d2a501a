use super::*;
use crate::schedule::{Key, Next, Outcome, Past, Schedule, Spec};
use domain::id::ArtistId;
use proptest::prelude::*;
use store::ingest::SourceKind;
use uuid::Uuid;

const DAY: f64 = 86_400.0;

fn at(second: f64) -> Timestamp {
    instant(20_000.0 * DAY + second)
}

fn key(artist: u128) -> Key {
    (ArtistId(Uuid::from_u128(artist)), SourceKind::Gallery)
}

fn spec() -> Spec {
    Spec { interval: TimeDelta::seconds(15), weight: 1, cost: 1 }
}

/// A schedule of a few artists that has polled for a while and found a post with every third poll.
fn busy() -> Schedule {
    let mut schedule = Schedule::new(TimeDelta::minutes(30), 1.0);
    for artist in 0..10 {
        schedule.upsert(key(artist), spec(), Past { seen: Some(at(0.0)), ..Past::default() }, at(0.0));
    }
    turns(&mut schedule, 2_000);
    schedule
}

/// So many seconds with a decision in each; how many polls there were.
fn turns(schedule: &mut Schedule, turns: u32) -> u32 {
    (1..=turns)
        .filter(|turn| {
            let now = at(10.0 * f64::from(*turn));
            let Next::Poll(key) = schedule.next(now) else { return false };
            let news = [now - TimeDelta::seconds(5)];
            schedule.learn(key, if turn.is_multiple_of(3) { &news } else { &[] }, now);
            schedule.done(key, Outcome::Fine, now);
            true
        })
        .count() as u32
}

#[test]
fn what_is_kept_of_a_source_is_the_same_after_a_restart() {
    let schedule = busy();
    for artist in 0..10 {
        let rates = schedule.rates(key(artist)).unwrap();
        let text = serde_json::to_string(&rates).unwrap();
        let again: Rates = Rates::from(belief(serde_json::from_str(&text).unwrap(), 1e12));
        assert_eq!(Rates { since_s: rates.since_s, ..again }, rates);
        assert!((again.since_s - rates.since_s).abs() < 60.0, "{} {}", again.since_s, rates.since_s);
        let habits = rates.habits.unwrap();
        assert!(habits.followers > 1.0 && habits.gaps > habits.followers, "{habits:?}");
    }
}

#[test]
fn what_is_kept_of_all_together_is_the_same_after_a_restart() {
    let mut again = Schedule::new(TimeDelta::minutes(30), 9.0);
    let common = busy().common();
    again.recall(&common).unwrap();
    assert_eq!(again.common(), common);
    assert!(common.len() < 40_000, "{} bytes for one row", common.len());
}

#[test]
fn a_row_of_a_version_without_habits_is_read_and_its_exposure_is_what_it_was() {
    let old = r#"{"since":1727000000.0,"last_post":1728000000.5,"posts":7.25,"sessions":[6.0,1.5,-2.0]}"#;
    let rates: Rates = serde_json::from_str(old).unwrap();
    assert_eq!(rates.habits, None);
    let belief = belief(rates, 1_728_100_000.0);
    assert_eq!((belief.posts, belief.sessions, belief.habits), (7.25, 6.0, Habits::NONE));
    let expected = 30.0 * DAY * (1.0 - (-1_000_000.5 / (30.0 * DAY)).exp());
    assert!((f64::from(belief.exposure) - expected).abs() < 1.0, "{} {expected}", belief.exposure);
}

#[test]
fn the_common_row_of_a_version_without_bursts_gives_price_and_rate_and_no_table() {
    let mut schedule = Schedule::new(TimeDelta::minutes(30), 1.0);
    let cells = vec![3.0; 308];
    let old = serde_json::json!({ "observed": cells, "expected": cells, "price": 12.5, "rate": 0.25 }).to_string();
    schedule.recall(&old).unwrap();
    let now: serde_json::Value = serde_json::from_str(&schedule.common()).unwrap();
    assert_eq!((now["price"].as_f64(), now["rate"].as_f64(), now["observed"][0].as_f64()), (Some(12.5), Some(0.25), Some(0.0)));
}

#[test]
fn a_common_row_without_sense_is_told_and_the_schedule_works_on() {
    for odd in ["", "{}", "[1]", r#"{"observed":[],"expected":[],"price":null,"rate":"fast"}"#] {
        let told = busy().recall(odd).unwrap_err().to_string();
        assert!(told.starts_with("it is not the text of a schedule: "), "{told}");
    }
    let good: serde_json::Value = serde_json::from_str(&busy().common()).unwrap();
    for (field, value) in [
        ("/rate", serde_json::json!(-1.0)),
        ("/price", serde_json::json!(0.0)),
        ("/observed", serde_json::json!([1.0])),
        ("/expected/7", serde_json::json!(-5.0)),
        ("/bursts/watched", serde_json::json!([])),
        ("/bursts/usual", serde_json::json!([9.0, 3.0, 5.0])),
    ] {
        let mut odd = good.clone();
        *odd.pointer_mut(field).unwrap() = value;
        let mut schedule = busy();
        let told = schedule.recall(&odd.to_string()).unwrap_err();
        assert!(matches!(told, Unusable::Counts), "{field}");
        assert!(turns(&mut schedule, 500) > 200, "{field}");
    }
}

fn any_rates() -> impl Strategy<Value = Rates> {
    let habits = (any::<f32>(), any::<f32>(), any::<[u8; 7]>(), any::<[u8; 20]>())
        .prop_map(|(followers, gaps, days, starts)| source::Habits { followers, gaps, days, starts });
    (any::<f64>(), any::<f64>(), any::<f32>(), any::<[f32; 3]>(), proptest::option::of(habits))
        .prop_map(|(since_s, last_post_s, posts, sessions, habits)| Rates { since_s, last_post_s, posts, sessions, habits })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a row says, every source is polled, and what is learned on top makes sense.
    #[test]
    fn no_row_keeps_a_source_from_its_polls(rows in proptest::collection::vec(any_rates(), 1..8)) {
        let mut schedule = busy();
        let later = at(20_000.0);
        for (artist, rates) in (100..).zip(&rows) {
            let past = Past { seen: Some(at(0.0)), rates: Some(*rates), ..Past::default() };
            schedule.upsert(key(artist), spec(), past, later);
        }
        let mut polled = std::collections::BTreeSet::new();
        for turn in 0..6_000 {
            let now = later + TimeDelta::seconds(10 * turn);
            if let Next::Poll(key) = schedule.next(now) {
                polled.insert(key);
                schedule.learn(key, &[now - TimeDelta::seconds(1)], now);
                schedule.done(key, Outcome::Fine, now);
            }
        }
        for artist in (100..).take(rows.len()) {
            prop_assert!(polled.contains(&key(artist)), "{:?} was never polled", rows[(artist - 100) as usize]);
            let rates = schedule.rates(key(artist)).unwrap();
            prop_assert!(rates.since_s <= rates.last_post_s && rates.posts.is_finite() && rates.since_s.is_finite(), "{rates:?}");
        }
    }
}

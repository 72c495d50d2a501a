//! The shared budget over both caches: the same answers, round trips, and states that are none.

use super::*;
use crate::{MemoryCache, connect};
use chrono::{DateTime, TimeDelta};
use domain::budget::{Answer, Lane, Pauses};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use testbed::Redis;

const LONG: Duration = Duration::from_secs(60);

fn over(cache: Arc<dyn Cache>) -> SharedBudget {
    SharedBudget::new(cache, "b".to_owned())
}

fn take(now: DateTime<chrono::Utc>) -> Ask {
    Ask::Take { lane: Lane::Poll, ceiling: 4.0, now }
}

/// The same steps from two processes in turn and without a cache: every answer is the same.
#[tokio::test]
async fn the_shared_budget_answers_as_the_pure_one() {
    let redis = Redis::start(&[]);
    let clients = [over(connect(&redis.url()).unwrap()), over(connect(&redis.url()).unwrap())];
    let mut pure = Budget::default();
    let mut random = StdRng::seed_from_u64(3);
    let mut now = DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000);
    let pauses = Pauses { first: Duration::from_secs(1), max: Duration::from_secs(8) };
    let mut went = 0;
    for turn in 0..600 {
        now += TimeDelta::milliseconds(random.random_range(-20..600));
        let ask = match random.random_range(0..20) {
            0 => Ask::Throttled { now, pauses },
            1..6 => Ask::Succeeded { now },
            6..9 => Ask::Take { lane: Lane::Interactive, ceiling: 4.0, now },
            _ => Ask::Take { lane: Lane::Poll, ceiling: 4.0, now },
        };
        let (shared, alone) = (clients[turn % 2].step(ask).await.unwrap().answer, pure.stepped(ask).answer);
        match (shared, alone) {
            (Answer::Go, Answer::Go) => went += 1,
            // The state's decimal form may cost the last bit of a number.
            (Answer::Wait(one), Answer::Wait(two)) if one.abs_diff(two) < Duration::from_micros(1) => {}
            _ => panic!("turn {turn}: {shared:?} instead of {alone:?}"),
        }
    }
    assert!(went > 100, "only {went} went through");
}

#[tokio::test]
async fn a_budget_that_cannot_be_read_begins_afresh() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    let budget = || over(Arc::clone(&cache));
    let ask = Ask::Take { lane: Lane::Poll, ceiling: 1.0, now: DateTime::UNIX_EPOCH };
    cache.set("b", b"of another version", LONG).await.unwrap();
    assert_eq!(budget().step(ask).await.unwrap().answer, Answer::Go);
    assert!(matches!(budget().step(ask).await.unwrap().answer, Answer::Wait(_)));
    cache.set("b", &vec![b'9'; 1 << 20], LONG).await.unwrap();
    assert_eq!(budget().step(ask).await.unwrap().answer, Answer::Go, "nor is one that is much too long");
    assert!(matches!(budget().step(ask).await.unwrap().answer, Answer::Wait(_)));
    cache.set("b", br#"{"rate":18446744073709551616,"last_pause":{"secs":18446744073709551615,"nanos":0}}"#, LONG).await.unwrap();
    budget().step(Ask::Throttled { now: DateTime::UNIX_EPOCH, pauses: Pauses::default() }).await.unwrap();
}

/// Alone a step is one round trip; each time that somebody else stepped in between, it is one more.
#[tokio::test]
async fn a_step_is_one_round_trip_and_two_after_somebody_else_stepped() {
    let redis = Redis::start(&[]);
    let (one, other) = (over(connect(&redis.url()).unwrap()), over(connect(&redis.url()).unwrap()));
    let now = DateTime::UNIX_EPOCH;
    let calls = |what: &str| -> u32 {
        let script = format!("local s = redis.call('INFO', 'commandstats') return tonumber(s:match('cmdstat_{what}:calls=(%d+)') or '0')");
        redis.command(&format!("EVAL \"{script}\" 0")).trim_start_matches(':').parse().unwrap()
    };
    let step = async |budget: &SharedBudget, turn: i64| budget.step(take(now + TimeDelta::milliseconds(turn))).await.unwrap();
    // The first invocation of a process loads the script.
    for turn in 0..3 {
        step(if turn == 1 { &other } else { &one }, turn).await;
    }
    let before = calls("evalsha");
    for turn in 10..60 {
        step(&one, turn).await;
    }
    assert_eq!(calls("evalsha") - before, 50, "alone");
    step(&other, 70).await;
    let before = calls("evalsha");
    for turn in 80..180 {
        step(if turn % 2 == 0 { &one } else { &other }, turn).await;
    }
    assert_eq!(calls("evalsha") - before, 200, "in turn");
    assert_eq!(calls("get"), 0, "nothing is read beside");
}

/// A process of the version before read the state first, and compared and set the same bytes under the same key.
#[tokio::test]
async fn a_process_of_the_version_before_shares_the_budget() {
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new());
    let (now, budget) = (DateTime::UNIX_EPOCH, over(Arc::clone(&cache)));
    let pauses = Pauses { first: Duration::from_secs(5), max: Duration::from_secs(300) };
    budget.step(take(now)).await.unwrap();
    let before = cache.get("b").await.unwrap().unwrap();
    let mut old: Budget = serde_json::from_slice(&before).unwrap();
    old.stepped(Ask::Throttled { now, pauses });
    let after = serde_json::to_vec(&old).unwrap();
    assert_eq!(cache.compare_and_set("b", &before, &after, LONG).await.unwrap(), Compared::Set);
    assert!(budget.step(take(now)).await.unwrap().pause.is_some(), "its pause holds here");
}

//! The cache on a private Redis: the port's contract, the budget's arithmetic, and what happens while the server is away.

use crate::{Cache, MemoryCache, RedisCache, connect, contract};
use chrono::{DateTime, TimeDelta};
use domain::budget::{Answer, Ask, Lane, Pauses};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testbed::Redis;

const LONG: Duration = Duration::from_secs(60);
/// What a caller may have to wait for a cache that is away, with time for a busy machine to notice the end of it.
const BOUND: Duration = Duration::from_secs(10);

#[tokio::test]
async fn keeps_the_contract() {
    let redis = Redis::start(&[]);
    contract::run(connect(&redis.url()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn keeps_the_contract_with_a_password_in_a_database_of_its_own() {
    let redis = Redis::start(&["--requirepass", "hunter2"]);
    let cache = connect(&format!("{}/3", redis.url_with("hunter2"))).unwrap();
    contract::run(Arc::clone(&cache)).await.unwrap();
    let elsewhere = connect(&format!("{}/4", redis.url_with("hunter2"))).unwrap();
    let mut hints = elsewhere.subscribe("t").await.unwrap();
    cache.set("k", b"v", LONG).await.unwrap();
    cache.publish("t", "for the other database").await.unwrap();
    elsewhere.publish("t", "for this one").await.unwrap();
    assert_eq!(elsewhere.get("k").await.unwrap(), None);
    assert_eq!(hints.next().await.as_deref(), Some("for this one"));
}

#[tokio::test]
async fn no_error_shows_the_password() {
    let redis = Redis::start(&["--requirepass", "another"]);
    let wrong = connect(&redis.url_with("hunter2")).unwrap();
    let refused = wrong.get("k").await.unwrap_err();
    let unheard = wrong.subscribe("t").await.unwrap_err();
    let odd = connect("redis://:hunter2@host:nonsense").err().unwrap();
    let other = connect("mysql://:hunter2@host").err().unwrap();
    for error in [refused, unheard, odd, other] {
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn tls_is_spoken_and_a_certificate_that_nobody_vouches_for_is_refused() {
    let redis = Redis::start_with_tls();
    let refused = connect(&redis.tls_url()).unwrap().get("k").await.unwrap_err();
    assert!(refused.to_string().contains("certificate"), "{refused}");
    // The driver's own way to say "this network is mine": no check of the certificate.
    let cache = connect(&format!("{}/#insecure", redis.tls_url())).unwrap();
    cache.set("k", b"v", LONG).await.unwrap();
    assert_eq!(cache.get("k").await.unwrap().as_deref(), Some(&b"v"[..]));
    let mut hints = cache.subscribe("t").await.unwrap();
    cache.publish("t", "over TLS").await.unwrap();
    assert_eq!(hints.next().await.as_deref(), Some("over TLS"));
}

/// The same steps on both, from two clients of the server in turn: every answer is the same.
#[tokio::test]
async fn the_shared_budget_answers_as_the_pure_one() {
    let redis = Redis::start(&[]);
    let (clients, pure) = ([connect(&redis.url()).unwrap(), connect(&redis.url()).unwrap()], MemoryCache::new());
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
        let (shared, alone) = (clients[turn % 2].budget("b", ask).await.unwrap().answer, pure.budget("b", ask).await.unwrap().answer);
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
    let ask = Ask::Take { lane: Lane::Poll, ceiling: 1.0, now: DateTime::UNIX_EPOCH };
    cache.set("b", b"of another version", LONG).await.unwrap();
    assert_eq!(cache.budget("b", ask).await.unwrap().answer, Answer::Go);
    assert!(matches!(cache.budget("b", ask).await.unwrap().answer, Answer::Wait(_)));
    cache.set("b", &vec![b'9'; 1 << 20], LONG).await.unwrap();
    assert_eq!(cache.budget("b", ask).await.unwrap().answer, Answer::Go, "nor is one that is much too long");
    assert!(matches!(cache.budget("b", ask).await.unwrap().answer, Answer::Wait(_)));
    cache.set("b", br#"{"rate":18446744073709551616,"last_pause":{"secs":18446744073709551615,"nanos":0}}"#, LONG).await.unwrap();
    cache.budget("b", Ask::Throttled { now: DateTime::UNIX_EPOCH, pauses: Pauses::default() }).await.unwrap();
}

#[tokio::test]
async fn a_crowd_of_foreign_keys_and_values_costs_little() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    let populate = |prefix: &str, bytes: u32| {
        redis
            .command(&format!("EVAL \"for i = 1, 100000 do redis.call('SET', '{prefix}:' .. i, string.rep('x', {bytes})) end return 1\" 0"))
    };
    assert_eq!(populate("foreign", 100), ":1");
    cache.set("w:mine", b"1", LONG).await.unwrap();
    assert_eq!(redis.command("RPUSH deviantcord:w:list not-a-string"), ":1");
    assert_eq!(cache.scan("w:").await.unwrap(), [("w:mine".to_owned(), b"1".to_vec())], "found among the others");
    assert_eq!(populate("deviantcord:w", 100), ":1");
    assert_eq!(redis.command("EVAL \"redis.call('SET', 'deviantcord:w:large', string.rep('x', 10000000)) return 1\" 0"), ":1");
    let found = cache.scan("w:").await.unwrap();
    assert!(found.len() <= crate::SCANNED && found.iter().all(|(_, value)| value.len() <= crate::SCANNED_BYTES));
}

#[tokio::test]
async fn after_one_silence_nobody_waits_and_a_prober_hears_of_the_return() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    cache.set("k", b"v", LONG).await.unwrap();
    redis.freeze();
    let ask = Ask::Take { lane: Lane::Poll, ceiling: 1.0, now: DateTime::UNIX_EPOCH };
    let began = Instant::now();
    cache.budget("b", ask).await.unwrap_err();
    let first = began.elapsed();
    let began = Instant::now();
    for _ in 0..100 {
        cache.budget("b", ask).await.unwrap_err();
    }
    assert!(began.elapsed() < first, "a hundred took {:?}, the first one {first:?}", began.elapsed());
    redis.thaw();
    back(&*cache).await;
    assert_eq!(cache.budget("b", ask).await.unwrap().answer, Answer::Go);
}

/// Everything that a caller may ask fails within its bound.
async fn away(cache: &dyn Cache) {
    let ask = Ask::Take { lane: Lane::Poll, ceiling: 1.0, now: DateTime::UNIX_EPOCH };
    let began = Instant::now();
    let failed = tokio::join!(
        cache.get("k"),
        cache.set("k", b"v", LONG),
        cache.delete("k"),
        cache.scan("k"),
        cache.publish("t", "x"),
        cache.subscribe("t"),
        cache.budget("b", ask),
    );
    let (get, set, delete, scan, publish, subscribe, budget) = failed;
    assert!(get.is_err() && set.is_err() && delete.is_err() && scan.is_err() && publish.is_err() && subscribe.is_err() && budget.is_err());
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
}

/// Asks until the server answers again; the driver may first have to throw away what it had.
async fn back(cache: &dyn Cache) {
    while cache.get("k").await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_killed_server_costs_a_bounded_wait_and_everything_works_again_after_its_return() {
    let mut redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    // As many connections as the pool may hold are open when it dies.
    futures_util::future::join_all((0..64).map(|_| cache.set("k", b"v", LONG))).await;
    let mut hints = cache.subscribe("t").await.unwrap();
    redis.kill();
    assert_eq!(hints.next().await, None, "the subscription ends");
    assert_eq!(hints.next().await, None, "for ever");
    away(&*cache).await;

    redis.start_again();
    back(&*cache).await;
    contract::run(Arc::clone(&cache)).await.unwrap();
    let mut hints = cache.subscribe("t").await.unwrap();
    cache.publish("t", "again").await.unwrap();
    assert_eq!(hints.next().await.as_deref(), Some("again"));
}

#[tokio::test]
async fn a_frozen_server_costs_a_bounded_wait_and_ends_its_subscriptions() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    futures_util::future::join_all((0..64).map(|_| cache.set("k", b"v", LONG))).await;
    let mut hints = cache.subscribe("t").await.unwrap();
    redis.freeze();
    away(&*cache).await;
    assert_eq!(hints.next().await, None, "the silence is noticed");
    redis.thaw();
    back(&*cache).await;
    contract::run(cache).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_away_at_the_start_is_used_when_it_comes() {
    let mut redis = Redis::start(&[]);
    redis.kill();
    let cache = RedisCache::new(&redis.url()).unwrap();
    away(&cache).await;
    redis.start_again();
    back(&cache).await;
    contract::run(Arc::new(cache)).await.unwrap();
}

#[tokio::test]
async fn emptied_read_only_or_holding_something_else_it_only_forgets() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    cache.set("k", b"v", LONG).await.unwrap();
    assert_eq!(redis.command("FLUSHALL"), "+OK");
    assert_eq!(cache.get("k").await.unwrap(), None);

    assert_eq!(redis.command("RPUSH deviantcord:k not-a-string"), ":1");
    assert!(cache.get("k").await.is_err());
    cache.set("k", b"v", LONG).await.unwrap();
    assert_eq!(cache.get("k").await.unwrap().as_deref(), Some(&b"v"[..]));

    assert_eq!(redis.command("REPLICAOF 127.0.0.1 1"), "+OK");
    assert!(cache.set("k", b"w", LONG).await.is_err());
    assert_eq!(redis.command("REPLICAOF NO ONE"), "+OK");
    cache.set("k", b"w", LONG).await.unwrap();
}

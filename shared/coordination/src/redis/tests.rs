//! The cache on a private Redis: the port's contract, and what happens while the server is away.

use crate::{Cache, Compared, RedisCache, connect, contract};
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
    let found = cache.scan("w:").await.unwrap();
    assert!(found.len() <= crate::SCANNED, "{} of them", found.len());
    assert_eq!(redis.command("EVAL \"redis.call('SET', 'deviantcord:large', string.rep('x', 10000000)) return 1\" 0"), ":1");
    let lengths: Vec<usize> = cache.scan("large").await.unwrap().into_iter().map(|(_, value)| value.len()).collect();
    assert_eq!(lengths, [crate::SCANNED_BYTES]);
}

#[tokio::test]
async fn after_one_silence_nobody_waits_and_a_prober_hears_of_the_return() {
    let redis = Redis::start(&[]);
    let cache = connect(&redis.url()).unwrap();
    cache.set("k", b"v", LONG).await.unwrap();
    redis.freeze();
    let began = Instant::now();
    cache.compare_and_set("b", b"", b"x", LONG).await.unwrap_err();
    let first = began.elapsed();
    let began = Instant::now();
    for _ in 0..100 {
        cache.compare_and_set("b", b"", b"x", LONG).await.unwrap_err();
    }
    assert!(began.elapsed() < first, "a hundred took {:?}, the first one {first:?}", began.elapsed());
    redis.thaw();
    back(&*cache).await;
    assert_eq!(cache.compare_and_set("b", b"", b"x", LONG).await.unwrap(), Compared::Set);
}

/// Everything that a caller may ask fails within its bound.
async fn away(cache: &dyn Cache) {
    let began = Instant::now();
    let failed = tokio::join!(
        cache.get("k"),
        cache.set("k", b"v", LONG),
        cache.delete("k"),
        cache.scan("k"),
        cache.publish("t", "x"),
        cache.subscribe("t"),
        cache.compare_and_set("b", b"", b"x", LONG),
    );
    let (get, set, delete, scan, publish, subscribe, swap) = failed;
    assert!(get.is_err() && set.is_err() && delete.is_err() && scan.is_err() && publish.is_err() && subscribe.is_err() && swap.is_err());
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
    assert_eq!(hints.next().await, None, "forever");
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

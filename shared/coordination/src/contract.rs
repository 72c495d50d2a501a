//! The cache port's contract as tests: every implementation runs [`run`] against an empty cache.

use crate::budget::SharedBudget;
use crate::port::{COMPARED_BYTES, Cache, CacheError, Compared, SCANNED, SCANNED_BYTES};
use domain::budget::{Answer, Ask, Lane, Pauses};
use domain::clock::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// Why an implementation does not keep the contract.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Everything, one after the other.
///
/// # Errors
/// When the cache itself fails; a broken promise panics.
pub async fn run(cache: Arc<dyn Cache>) -> Result<(), Failure> {
    values_come_back_and_expire(&*cache).await?;
    a_value_changes_only_from_what_was_expected(Arc::clone(&cache)).await?;
    scan_finds_what_is_alive_under_a_prefix(&*cache).await?;
    hints_reach_those_who_listen(&*cache).await?;
    budget_is_one_for_all(cache).await
}

/// Set, get, overwrite, delete; an expired value is never seen.
///
/// # Errors
/// As [`run`].
pub async fn values_come_back_and_expire(cache: &dyn Cache) -> Result<(), Failure> {
    let long = Duration::from_secs(60);
    assert_eq!(cache.get("v:none").await?, None);
    cache.set("v:a", b"one", long).await?;
    assert_eq!(cache.get("v:a").await?.as_deref(), Some(&b"one"[..]));
    cache.set("v:a", &[0, 255, 10], long).await?;
    assert_eq!(cache.get("v:a").await?.as_deref(), Some(&[0, 255, 10][..]), "any bytes, and the last write wins");
    cache.delete("v:a").await?;
    cache.delete("v:a").await?;
    assert_eq!(cache.get("v:a").await?, None);

    cache.set("v:short", b"x", Duration::from_millis(150)).await?;
    cache.set("v:renewed", b"x", Duration::from_millis(150)).await?;
    cache.set("v:renewed", b"y", long).await?;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(cache.get("v:short").await?, None, "expired");
    assert_eq!(cache.get("v:renewed").await?.as_deref(), Some(&b"y"[..]), "a new write has a new time to live");
    cache.delete("v:renewed").await?;
    Ok(())
}

/// A compare-and-set tells what is there instead, and of many at once one wins.
///
/// # Errors
/// As [`run`].
pub async fn a_value_changes_only_from_what_was_expected(cache: Arc<dyn Cache>) -> Result<(), Failure> {
    let long = Duration::from_secs(60);
    assert_eq!(cache.compare_and_set("c:a", b"x", b"y", long).await?, Compared::Found(Vec::new()), "there is none");
    assert_eq!(cache.compare_and_set("c:a", b"", &[0, 255], long).await?, Compared::Set);
    assert_eq!(cache.compare_and_set("c:a", b"", b"y", long).await?, Compared::Found(vec![0, 255]));
    assert_eq!(cache.compare_and_set("c:a", &[0, 255], b"y", Duration::from_millis(150)).await?, Compared::Set);
    assert_eq!(cache.get("c:a").await?.as_deref(), Some(&b"y"[..]));
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(cache.compare_and_set("c:a", b"y", b"z", long).await?, Compared::Found(Vec::new()), "it expired");
    let largest = vec![7; COMPARED_BYTES];
    assert_eq!(cache.compare_and_set("c:a", b"", &largest, long).await?, Compared::Set);
    assert_eq!(cache.compare_and_set("c:a", &largest, b"y", long).await?, Compared::Set);
    cache.set("c:a", &vec![7; COMPARED_BYTES + 1], long).await?;
    assert_eq!(cache.compare_and_set("c:a", b"", b"0", long).await?, Compared::Set, "what is too long counts as none");
    let adders: Vec<_> = (0..16)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move {
                let mut seen = Vec::new();
                loop {
                    let number: u32 = String::from_utf8_lossy(&seen).parse().unwrap_or_default();
                    match cache.compare_and_set("c:a", &seen, (number + 1).to_string().as_bytes(), long).await? {
                        Compared::Set => return Ok::<_, CacheError>(()),
                        Compared::Found(found) => seen = found,
                    }
                }
            })
        })
        .collect();
    for adder in adders {
        adder.await??;
    }
    assert_eq!(cache.get("c:a").await?.as_deref(), Some(&b"16"[..]), "none was lost");
    Ok(cache.delete("c:a").await?)
}

/// Sorted, with values, without the expired and without other prefixes; pattern characters in a prefix mean themselves.
///
/// # Errors
/// As [`run`].
pub async fn scan_finds_what_is_alive_under_a_prefix(cache: &dyn Cache) -> Result<(), Failure> {
    let long = Duration::from_secs(60);
    cache.set("s:b", b"2", long).await?;
    cache.set("s:a", b"1", long).await?;
    cache.set("s:c", b"3", Duration::from_millis(150)).await?;
    cache.set("sx:d", b"4", long).await?;
    cache.set("s*[:e", b"5", long).await?;
    tokio::time::sleep(Duration::from_millis(400)).await;
    let found = cache.scan("s:").await?;
    assert_eq!(found, vec![("s:a".to_owned(), b"1".to_vec()), ("s:b".to_owned(), b"2".to_vec())]);
    assert_eq!(cache.scan("s*[").await?, vec![("s*[:e".to_owned(), b"5".to_vec())]);
    assert_eq!(cache.scan("nobody:").await?, vec![]);
    let large = vec![7; SCANNED_BYTES + 1];
    for n in 0..SCANNED + 10 {
        cache.set(&format!("many:{n}"), &large, long).await?;
    }
    let many = cache.scan("many:").await?;
    assert_eq!(many.len(), SCANNED, "bounded");
    assert!(many.is_sorted() && many.iter().all(|(_, value)| value.len() == SCANNED_BYTES));
    for n in 0..SCANNED + 10 {
        cache.delete(&format!("many:{n}")).await?;
    }
    for key in ["s:a", "s:b", "sx:d", "s*[:e"] {
        cache.delete(key).await?;
    }
    Ok(())
}

/// Every subscriber of the topic gets a hint published after it subscribed; other topics' subscribers do not.
///
/// # Errors
/// As [`run`].
pub async fn hints_reach_those_who_listen(cache: &dyn Cache) -> Result<(), Failure> {
    cache.publish("h:topic", "nobody listens").await?;
    let mut first = cache.subscribe("h:topic").await?;
    let mut second = cache.subscribe("h:topic").await?;
    let mut other = cache.subscribe("h:other").await?;
    let gone = cache.subscribe("h:topic").await?;
    drop(gone);
    cache.publish("h:topic", "hello").await?;
    let deadline = Duration::from_secs(30);
    assert_eq!(tokio::time::timeout(deadline, first.next()).await?.as_deref(), Some("hello"));
    assert_eq!(tokio::time::timeout(deadline, second.next()).await?.as_deref(), Some("hello"));
    cache.publish("h:other", "for the other").await?;
    assert_eq!(tokio::time::timeout(deadline, other.next()).await?.as_deref(), Some("for the other"), "nothing came before it");
    Ok(())
}

/// Concurrent askers share one budget, a 429 of one pauses all, and another key is another budget.
///
/// # Errors
/// As [`run`].
pub async fn budget_is_one_for_all(cache: Arc<dyn Cache>) -> Result<(), Failure> {
    let now = Timestamp::from_timestamp_millis(1_800_000_000_000).unwrap_or_default();
    let ask = Ask::Take { lane: Lane::Poll, ceiling: 1.0, now };
    let budget = |key: &str| SharedBudget::new(Arc::clone(&cache), key.to_owned());
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let budget = budget("b:one");
            tokio::spawn(async move { budget.step(ask).await.map(|step| step.answer) })
        })
        .collect();
    let mut gone = 0;
    for task in tasks {
        gone += usize::from(task.await?? == Answer::Go);
    }
    assert_eq!(gone, 1, "a fresh budget has one token for polls, however many ask at once");

    let pauses = Pauses { first: Duration::from_secs(5), max: Duration::from_secs(300) };
    assert!(matches!(budget("b:one").step(Ask::Throttled { now, pauses }).await?.answer, Answer::Wait(pause) if pause >= pauses.first));
    let interactive = Ask::Take { lane: Lane::Interactive, ceiling: 1.0, now };
    assert!(matches!(budget("b:one").step(interactive).await?.answer, Answer::Wait(_)), "paused for everybody");
    let paused = budget("b:one").step(interactive).await?;
    assert!(paused.pause.is_some() && paused.requests_per_s == 0.25, "the rate was halved: {paused:?}");
    assert_eq!(budget("b:two").step(ask).await?.answer, Answer::Go, "another credential is not paused");
    Ok(())
}

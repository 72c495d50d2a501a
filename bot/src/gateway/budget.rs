//! How many sessions may be begun, and how fast: Discord allows 1,000 a day (`session_start_limit`) and resets the token of a bot that begins
//! more; and of the shards whose numbers have the same rest by `max_concurrency`, one may begin in five seconds.
//!
//! Each session is written down before it is begun, in the store, so that neither a restart nor another host restarts the count. The more
//! a shard began lately, the longer its next one waits; and a part of Discord's number is never touched.

use super::deps::{Deps, Patience};
use super::pace::{Rules, Start};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// The part of Discord's number that is left: for a person who has to restart the bot by hand.
const RESERVE: u64 = 20;
/// A wait is looked at again after this.
const LONGEST: Duration = Duration::from_secs(600);
/// How long the store may take to count.
const STORE_PATIENCE: Duration = Duration::from_secs(5);
/// What lies this long ahead is worth a line in the log.
const LONG: Duration = Duration::from_secs(30);

/// What Discord says of the sessions that may still be begun (`session_start_limit`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub total: u64,
    pub remaining: u64,
    pub reset_after: Duration,
}

impl Limit {
    /// How long to wait until a session may be begun without touching the reserve.
    pub(super) fn wait(self) -> Option<Duration> {
        // A twentieth of the total for small numbers, as Discord gives new bots.
        let reserve = RESERVE.min(self.total / 20);
        (self.remaining <= reserve).then(|| self.reset_after.clamp(Duration::from_secs(60), Duration::from_secs(86_400)))
    }
}

/// The right to identify now, alone among the shards of the same key. Given back when dropped.
#[derive(Debug)]
pub(super) struct Turn(OwnedMutexGuard<Option<Instant>>);

impl Turn {
    /// The session was begun just now.
    pub(super) fn taken(mut self) {
        *self.0 = Some(Instant::now());
    }
}

/// What Discord said, and when.
struct Said {
    rules: Rules,
    /// None: Discord did not say, or its day is over.
    limit: Option<(Limit, Instant)>,
}

/// The count of one process; what it cannot write down it still remembers.
pub(super) struct Budget {
    said: parking_lot::Mutex<Said>,
    known: parking_lot::Mutex<Vec<Start>>,
    /// When a session of each key was begun last.
    keys: parking_lot::Mutex<HashMap<u32, Arc<Mutex<Option<Instant>>>>>,
}

impl Budget {
    pub(super) fn new(patience: Patience) -> Self {
        let rules = Rules { gap: patience.identify_gap, shards: 1, concurrency: 1, day: Rules::day(None) };
        let said = parking_lot::Mutex::new(Said { rules, limit: None });
        Self { said, known: parking_lot::Mutex::default(), keys: parking_lot::Mutex::default() }
    }

    /// What Discord says now, for this number of shards.
    pub(super) fn learn(&self, shards: u32, concurrency: u32, limit: Option<Limit>) {
        let mut said = self.said.lock();
        said.rules = Rules { shards, concurrency: concurrency.max(1), day: Rules::day(limit.map(|limit| limit.total)), ..said.rules };
        said.limit = limit.map(|limit| (limit, Instant::now()));
    }

    /// Waits until this shard may begin a session, and writes it down unless it is already `counted`.
    pub(super) async fn permit(&self, deps: &Deps, shard: u32, counted: bool) -> Turn {
        loop {
            let turn = self.turn(shard).await;
            let wait = if counted { Duration::ZERO } else { self.wait(deps, shard).await };
            if wait > LONG {
                let begun_today = self.known.lock().len();
                tracing::warn!(shard, ?wait, begun_today, "many gateway sessions were begun; the next one waits");
            }
            // A long wait is this shard's own: the others of its key must not wait for it.
            if wait > self.said.lock().rules.gap {
                drop(turn);
                tokio::time::sleep(wait.min(LONGEST)).await;
                continue;
            }
            let spaced = turn.0.map_or(Duration::ZERO, |last| self.said.lock().rules.gap.saturating_sub(last.elapsed()));
            tokio::time::sleep(wait.max(spaced)).await;
            if !counted {
                self.write_down(deps, shard).await;
            }
            return turn;
        }
    }

    async fn turn(&self, shard: u32) -> Turn {
        let key = {
            let concurrency = self.said.lock().rules.concurrency;
            Arc::clone(self.keys.lock().entry(shard % concurrency).or_default())
        };
        Turn(key.lock_owned().await)
    }

    async fn wait(&self, deps: &Deps, shard: u32) -> Duration {
        let now = deps.clock.now();
        let stored = match tokio::time::timeout(STORE_PATIENCE, deps.store.gateway_starts(now - TimeDelta::days(1))).await {
            Ok(Ok(stored)) => stored,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the store did not tell how many gateway sessions were begun; counting from memory");
                Vec::new()
            }
            Err(_) => {
                tracing::warn!("the store did not tell in time how many gateway sessions were begun; counting from memory");
                Vec::new()
            }
        };
        let mut known = self.known.lock();
        known.extend(stored.into_iter().map(|(shard, at)| Start { at, shard }));
        known.retain(|start| now - start.at < TimeDelta::days(1));
        known.sort_unstable();
        known.dedup();
        let mut said = self.said.lock();
        said.rules.wait(&known, shard, now).max(reset(&mut said.limit))
    }

    async fn write_down(&self, deps: &Deps, shard: u32) {
        let now = domain::clock::micros(deps.clock.now());
        self.known.lock().push(Start { at: now, shard });
        if let Some((limit, _)) = &mut self.said.lock().limit {
            limit.remaining = limit.remaining.saturating_sub(1);
            tell(deps, limit.remaining);
        }
        let written = deps.store.gateway_started(shard, now, forgotten(now));
        match tokio::time::timeout(STORE_PATIENCE, written).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a gateway session could not be written down; it is counted in memory"),
            Err(_) => tracing::warn!("a gateway session was not written down in time; it is counted in memory"),
        }
    }
}

/// Shows how many sessions may still be begun today.
pub(super) fn tell(deps: &Deps, left: u64) {
    metrics::gauge!("deviantcord_gateway_sessions_left").set(left as f64);
    deps.board.sessions_left(left);
}

fn forgotten(now: Timestamp) -> Timestamp {
    now - TimeDelta::days(2)
}

/// How long until Discord's day is over, if only the reserve is left of it.
fn reset(limit: &mut Option<(Limit, Instant)>) -> Duration {
    let Some((said, at)) = limit else { return Duration::ZERO };
    let Some(wait) = said.wait() else { return Duration::ZERO };
    let left = wait.saturating_sub(at.elapsed());
    if left.is_zero() {
        *limit = None;
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_discords_number_is_left() {
        let limit = |total, remaining| Limit { total, remaining, reset_after: Duration::from_secs(7_200) }.wait();
        assert_eq!(limit(1_000, 21), None);
        assert_eq!(limit(1_000, 20), Some(Duration::from_secs(7_200)));
        assert_eq!(limit(100, 6), None);
        assert_eq!(limit(100, 5), Some(Duration::from_secs(7_200)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_reserve_is_free_again_after_discords_day() {
        let said = Limit { total: 1_000, remaining: 20, reset_after: Duration::from_secs(7_200) };
        let mut limit = Some((said, Instant::now()));
        tokio::time::advance(Duration::from_secs(7_000)).await;
        assert_eq!(reset(&mut limit), Duration::from_secs(200));
        tokio::time::advance(Duration::from_secs(200)).await;
        assert_eq!((reset(&mut limit), limit), (Duration::ZERO, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_is_one_shards_of_its_key_at_a_time() {
        let budget = Budget::new(Patience::default());
        budget.learn(4, 2, None);
        let first = budget.turn(0).await;
        let other_key = tokio::time::timeout(Duration::from_secs(1), budget.turn(1)).await;
        assert!(other_key.is_ok(), "another key has its own turn");
        assert!(tokio::time::timeout(Duration::from_secs(1), budget.turn(2)).await.is_err(), "0 and 2 share a key");
        first.taken();
        assert!(budget.turn(2).await.0.is_some(), "the next one knows when the last one began");
    }
}

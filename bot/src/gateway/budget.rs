//! How many sessions may be begun: Discord allows 1,000 a day (`session_start_limit`) and resets the token of a bot that begins more.
//!
//! Each session is written down before it is begun, in the store, so that neither a restart nor another host restarts the count. The more
//! were begun lately, the longer the next one waits; and a part of Discord's number is never touched.

use super::deps::{Deps, Patience};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::retry::Doubling;
use std::time::Duration;
use tokio::sync::Mutex;

/// Sessions that may follow each other as fast as Discord allows, an hour and shard.
const FREE: u32 = 8;
/// The longest wait after a session.
const LONGEST: Duration = Duration::from_secs(600);
/// Sessions a day, by our own count.
const DAY: usize = 600;
/// The part of Discord's number that is left: for a person who has to restart the bot by hand.
const RESERVE: u64 = 20;
/// How long the store may take to count.
const STORE_PATIENCE: Duration = Duration::from_secs(5);

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

/// The count of one process; what it cannot write down it still remembers.
pub(super) struct Budget {
    gap: Duration,
    shards: u32,
    known: Mutex<Vec<Timestamp>>,
}

impl Budget {
    pub(super) fn new(patience: Patience, shards: u32) -> Self {
        Self { gap: patience.identify_gap, shards, known: Mutex::new(Vec::new()) }
    }

    /// Waits until a session may be begun, and writes it down.
    pub(super) async fn permit(&self, deps: &Deps, shard: u32) {
        // Held while waiting: sessions are begun one after the other.
        let mut known = self.known.lock().await;
        loop {
            let now = deps.clock.now();
            match tokio::time::timeout(STORE_PATIENCE, deps.store.gateway_starts(now - TimeDelta::days(1))).await {
                Ok(Ok(stored)) => known.extend(stored),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the store did not tell how many gateway sessions were begun; counting from memory")
                }
                Err(_) => tracing::warn!("the store did not tell in time how many gateway sessions were begun; counting from memory"),
            }
            known.retain(|at| now - *at < TimeDelta::days(1));
            known.sort_unstable();
            known.dedup();
            let wait = wait(&known, now, self.gap, self.shards);
            if wait.is_zero() {
                break;
            }
            if wait > Duration::from_secs(30) {
                tracing::warn!(shard, ?wait, begun_today = known.len(), "many gateway sessions were begun; the next one waits");
            }
            tokio::time::sleep(wait.min(LONGEST)).await;
        }
        let now = domain::clock::micros(deps.clock.now());
        known.push(now);
        let written = deps.store.gateway_started(shard, now, now - TimeDelta::days(2));
        match tokio::time::timeout(STORE_PATIENCE, written).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a gateway session could not be written down; it is counted in memory"),
            Err(_) => tracing::warn!("a gateway session was not written down in time; it is counted in memory"),
        }
    }
}

/// How long the next session has to wait, after these of the last day (oldest first).
fn wait(begun: &[Timestamp], now: Timestamp, gap: Duration, shards: u32) -> Duration {
    let Some(last) = begun.last() else { return Duration::ZERO };
    // Of two clocks, or of one that went back: what seems to lie ahead counts as now.
    let age = |at: Timestamp| (now - at).to_std().unwrap_or_default();
    let shards = shards.max(1);
    let lately = begun.iter().filter(|at| age(**at) < Duration::from_secs(3600)).count();
    let rounds = u32::try_from(lately).unwrap_or(u32::MAX) / shards;
    let pause = match rounds.checked_sub(FREE) {
        None => gap,
        Some(over) => Doubling::new(gap.saturating_mul(2), LONGEST).planned(over),
    };
    let spaced = pause.saturating_sub(age(*last));
    let day = Duration::from_secs(86_400);
    let full = begun.len().checked_sub(DAY.max(shards as usize * 2)).and_then(|first| begun.get(first));
    spaced.max(full.map_or(Duration::ZERO, |first| day.saturating_sub(age(*first))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: Duration = Duration::from_secs(5);

    /// Begins sessions as fast as it may for so long; how many, and the longest wait between two.
    fn storm(length: TimeDelta, shards: u32) -> (usize, Duration) {
        let start = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let (mut now, mut begun, mut longest) = (start, Vec::new(), Duration::ZERO);
        let mut all = 0;
        while now - start < length {
            begun.retain(|at| now - *at < TimeDelta::days(1));
            let wait = wait(&begun, now, GAP, shards);
            longest = longest.max(wait);
            if wait.is_zero() {
                begun.push(now);
                all += 1;
            }
            now += TimeDelta::from_std(wait).unwrap();
        }
        (all, longest)
    }

    #[test]
    fn a_day_of_sessions_that_end_at_once_stays_far_below_discords_number() {
        let (begun, longest) = storm(TimeDelta::days(1), 1);
        assert!(begun < 450, "{begun}");
        assert!(longest <= LONGEST);
        let (week, _) = storm(TimeDelta::days(7), 1);
        assert!(week < 7 * 450, "{week}");
        let (ten, _) = storm(TimeDelta::days(1), 10);
        assert!(ten <= DAY, "{ten}");
    }

    #[test]
    fn the_first_ones_follow_each_other_and_a_clock_that_went_back_frees_none() {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(wait(&[], now, GAP, 1), Duration::ZERO);
        assert_eq!(wait(&[now - TimeDelta::seconds(2)], now, GAP, 1), Duration::from_secs(3));
        assert_eq!(wait(&[now - TimeDelta::seconds(5)], now, GAP, 1), Duration::ZERO);
        assert_eq!(wait(&[now + TimeDelta::hours(1)], now, GAP, 1), GAP);
    }

    #[test]
    fn a_part_of_discords_number_is_left() {
        let limit = |total, remaining| Limit { total, remaining, reset_after: Duration::from_secs(7_200) }.wait();
        assert_eq!(limit(1_000, 21), None);
        assert_eq!(limit(1_000, 20), Some(Duration::from_secs(7_200)));
        assert_eq!(limit(100, 6), None);
        assert_eq!(limit(100, 5), Some(Duration::from_secs(7_200)));
    }
}

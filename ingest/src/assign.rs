//! Which worker polls which artist: rendezvous hashing over the live workers, so that a worker that comes or goes moves
//! only its own share. Overlap costs requests, never correctness: events are idempotent by natural key.

use chrono::TimeDelta;
use coordination::{Cache, CacheError};
use domain::clock::Timestamp;
use domain::id::ArtistId;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How often a worker says that it lives.
pub const BEAT: Duration = Duration::from_secs(2);
/// How long it is believed.
const TTL: Duration = Duration::from_secs(10);
const PREFIX: &str = "ingest/worker/";
/// Nobody runs more workers; heartbeats of more are somebody's who may write to the cache. Then each polls everything, which costs requests only.
const MOST: usize = 64;

/// What a worker says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Heartbeat {
    /// The edge refuses this worker's address until then, by this worker's clock: others take its artists for as long as it says so, whatever
    /// theirs show.
    resting_until: Option<Timestamp>,
}

/// The workers as this one sees them.
#[derive(Clone, Debug)]
pub struct Crew {
    me: Uuid,
    resting_until: Option<Timestamp>,
    live: Vec<Uuid>,
    /// More heartbeats were seen than there can be workers.
    crowded: bool,
}

impl Crew {
    /// A crew of one, until a [`beat`](Self::beat) has shown the others.
    #[must_use]
    pub fn alone(me: Uuid) -> Self {
        Self { me, resting_until: None, live: vec![me], crowded: false }
    }

    /// Whether this artist is this worker's to poll.
    #[must_use]
    pub fn is_mine(&self, artist: ArtistId) -> bool {
        owner(&self.live, artist) == Some(self.me)
    }

    /// The workers that share the work now.
    #[must_use]
    pub fn live(&self) -> &[Uuid] {
        &self.live
    }

    /// This worker makes no request before then.
    pub fn rest(&mut self, until: Timestamp) {
        self.resting_until = self.resting_until.max(Some(until));
    }

    /// Until when this worker rests, if it does now.
    #[must_use]
    pub fn resting(&self, now: Timestamp) -> Option<Timestamp> {
        self.resting_until.filter(|until| *until > now)
    }

    /// Says that this worker lives and reads who else does; true when the set of workers changed.
    ///
    /// # Errors
    /// When the cache cannot be asked: the crew stays as it was.
    pub async fn beat(&mut self, cache: &dyn Cache, now: Timestamp) -> Result<bool, CacheError> {
        let mine = Heartbeat { resting_until: self.resting(now) };
        let value = serde_json::to_vec(&mine).unwrap_or_default();
        cache.set(&self.key(), &value, TTL).await?;
        let seen = cache.scan(PREFIX).await?;
        let before = std::mem::take(&mut self.live);
        self.live = working(self.me, mine, &seen);
        let crowd = seen.len() > MOST;
        if crowd && !self.crowded {
            tracing::error!(
                heartbeats = seen.len(),
                most = MOST,
                "the cache holds more heartbeats than there can be workers; this worker polls everything"
            );
        }
        self.crowded = crowd;
        Ok(self.live != before)
    }

    /// Tells the others at once that this worker leaves.
    ///
    /// # Errors
    /// When the cache cannot be asked: the heartbeat then expires by itself.
    pub async fn leave(&self, cache: &dyn Cache) -> Result<(), CacheError> {
        cache.delete(&self.key()).await
    }

    fn key(&self) -> String {
        format!("{PREFIX}{}", self.me)
    }
}

/// The workers that share the work: those with a heartbeat who do not rest, and this one unless it rests.
fn working(me: Uuid, mine: Heartbeat, seen: &[(String, Vec<u8>)]) -> Vec<Uuid> {
    let works = |beat: Heartbeat| beat.resting_until.is_none();
    let mut live: Vec<Uuid> = seen
        .iter()
        .filter_map(|(key, value)| {
            let id = Uuid::parse_str(key.strip_prefix(PREFIX)?).ok()?;
            // What cannot be read was written by a newer version: it lives.
            works(serde_json::from_slice(value).unwrap_or_default()).then_some(id)
        })
        .filter(|id| *id != me)
        .collect();
    if works(mine) {
        live.push(me);
    }
    live.sort_unstable();
    live.dedup();
    if live.len() > MOST {
        return if works(mine) { vec![me] } else { Vec::new() };
    }
    live
}

/// The worker with the highest hash for this artist.
#[must_use]
pub fn owner(live: &[Uuid], artist: ArtistId) -> Option<Uuid> {
    let (a, b) = artist.0.as_u64_pair();
    live.iter().copied().max_by_key(|worker| {
        let (c, d) = worker.as_u64_pair();
        (mix(mix(mix(mix(a) ^ b) ^ c) ^ d), *worker)
    })
}

/// The finaliser of splitmix64: the same in every process and version, unlike the standard library's hasher.
#[must_use]
pub const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// How long a worker rests that the edge refused: as long as it was told, at least a second.
#[must_use]
pub fn rest_time(told: Duration) -> TimeDelta {
    TimeDelta::from_std(told).unwrap_or(TimeDelta::minutes(5)).max(TimeDelta::seconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn ids(from: u128, count: u128) -> Vec<Uuid> {
        (from..from + count).map(Uuid::from_u128).collect()
    }

    #[test]
    fn given_one_worker_then_everything_is_its_own() {
        let crew = Crew::alone(Uuid::from_u128(7));
        assert!((0..100).all(|n| crew.is_mine(ArtistId(Uuid::from_u128(n)))));
    }

    #[test]
    fn given_four_workers_then_the_shares_are_about_equal() {
        let workers = ids(1, 4);
        let mut shares: HashMap<Uuid, u32> = HashMap::new();
        for artist in ids(1_000, 4_000) {
            *shares.entry(owner(&workers, ArtistId(artist)).unwrap()).or_default() += 1;
        }
        assert!(shares.values().all(|share| (800..1_200).contains(share)), "{shares:?}");
    }

    #[test]
    fn given_more_workers_than_anybody_runs_then_none_is_believed() {
        let beat = |id: &Uuid| (format!("{PREFIX}{id}"), b"{}".to_vec());
        let me = Uuid::from_u128(1);
        let some: Vec<_> = ids(1, MOST as u128).iter().map(beat).collect();
        assert_eq!(working(me, Heartbeat::default(), &some).len(), MOST);
        let crowd: Vec<_> = ids(1, MOST as u128 + 1).iter().map(beat).collect();
        assert_eq!(working(me, Heartbeat::default(), &crowd), [me]);
    }

    #[test]
    fn given_a_resting_or_unknown_heartbeat_then_only_the_resting_one_is_left_out() {
        // In the past by this host's clock, by the other's in the future.
        let later = Heartbeat { resting_until: Some(Timestamp::UNIX_EPOCH + TimeDelta::seconds(300)) };
        let workers = ids(1, 3);
        let seen = vec![
            (format!("{PREFIX}{}", workers[1]), serde_json::to_vec(&later).unwrap()),
            (format!("{PREFIX}{}", workers[2]), b"?".to_vec()),
            ("other".to_owned(), Vec::new()),
        ];
        assert_eq!(working(workers[0], Heartbeat::default(), &seen), [workers[0], workers[2]]);
        assert_eq!(working(workers[0], later, &seen), [workers[2]]);
    }

    proptest! {
        #[test]
        fn a_worker_that_leaves_moves_only_its_own_artists(count in 2_u128..9, gone in 0_usize..9, artist: u128) {
            let all = ids(1, count);
            let gone = all[gone % all.len()];
            let rest: Vec<Uuid> = all.iter().copied().filter(|id| *id != gone).collect();
            let artist = ArtistId(Uuid::from_u128(artist));
            let before = owner(&all, artist).unwrap();
            let after = owner(&rest, artist).unwrap();
            prop_assert!(before == gone || before == after);
        }
    }
}

//! How late posts are: the time from publication to the accepted append, as counts in a few logarithmic buckets, and how many
//! of the posts regular polls had missed. Bounded, mergeable, and small enough to be kept with the source's reading position.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Buckets for each doubling of the delay: a quantile is within a tenth of the true delay.
const FINENESS: f64 = 4.0;
/// 2^24 s, half a year: what is later counts as that.
const LAST: u8 = 96;
/// Posts that are kept apart from older ones; at twice as many all counts are halved, so that old times fade.
const MEMORY: u64 = 2_000;

/// Delays of the posts that appeared in one or more sources since these are polled. The first poll's posts do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Freshness {
    /// Bucket and number of posts, ascending; empty buckets are left out.
    delays: Vec<(u8, u64)>,
    /// Posts among them that only a re-read found.
    #[serde(skip_serializing_if = "is_zero")]
    missed: u64,
}

/// The figures for pages and scripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// New posts that the figures are about.
    pub posts: u64,
    /// Median seconds from publication to append; None without posts.
    pub p50_seconds: Option<f64>,
    /// The same for 99 of 100.
    pub p99_seconds: Option<f64>,
    /// Posts that regular polls had missed and a re-read found.
    pub missed: u64,
    /// Missed posts as a share of all.
    pub miss_rate: f64,
}

impl Freshness {
    /// Notes a post that was appended so long after its publication.
    pub fn add(&mut self, delay: TimeDelta, missed: bool) {
        let doublings = delay.as_seconds_f64().max(1.0).log2();
        let bucket = (doublings * FINENESS).min(f64::from(LAST)) as u8;
        self.put(bucket, 1);
        self.missed += u64::from(missed);
        if self.posts() >= 2 * MEMORY {
            self.delays.iter_mut().for_each(|(_, count)| *count /= 2);
            self.delays.retain(|(_, count)| *count > 0);
            self.missed /= 2;
        }
    }

    /// Adds what another source saw.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.delays {
            self.put(*bucket, *count);
        }
        self.missed += other.missed;
    }

    /// Takes out what a source saw that is left to others.
    pub fn remove(&mut self, other: &Self) {
        for (bucket, count) in &other.delays {
            if let Ok(at) = self.delays.binary_search_by_key(bucket, |(bucket, _)| *bucket) {
                self.delays[at].1 = self.delays[at].1.saturating_sub(*count);
            }
        }
        self.delays.retain(|(_, count)| *count > 0);
        self.missed = self.missed.saturating_sub(other.missed);
    }

    /// How many posts it is about.
    #[must_use]
    pub fn posts(&self) -> u64 {
        self.delays.iter().map(|(_, count)| count).sum()
    }

    /// The delay that this share of the posts (0 to 1) does not exceed, in seconds, within a tenth; None without posts.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let rank = (self.posts() as f64 * share).ceil().max(1.0) as u64;
        let mut below = 0;
        let bucket = self.delays.iter().find(|(_, count)| {
            below += count;
            below >= rank
        });
        bucket.map(|(bucket, _)| ((f64::from(*bucket) + 0.5) / FINENESS).exp2())
    }

    /// The figures for pages and scripts.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let posts = self.posts();
        Figures {
            posts,
            p50_seconds: self.quantile(0.5),
            p99_seconds: self.quantile(0.99),
            missed: self.missed,
            miss_rate: if posts == 0 { 0.0 } else { self.missed as f64 / posts as f64 },
        }
    }

    fn put(&mut self, bucket: u8, count: u64) {
        match self.delays.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
            Ok(at) => self.delays[at].1 += count,
            Err(at) => self.delays.insert(at, (bucket, count)),
        }
    }
}

/// In one line: `120 new posts, half within 40 s, 99 of 100 within 12 min; 1 missed by regular polls (0.8 %)`.
impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Some(p50), Some(p99)) = (self.p50_seconds, self.p99_seconds) else { return f.write_str("no new posts yet") };
        write!(f, "{} new posts, half within {}, 99 of 100 within {}", self.posts, Span(p50), Span(p99))?;
        write!(f, "; {} missed by regular polls ({:.1} %)", self.missed, self.miss_rate * 100.0)
    }
}

/// Seconds in the unit that people would use.
struct Span(f64);

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            seconds if seconds < 120.0 => write!(f, "{seconds:.0} s"),
            seconds if seconds < 7200.0 => write!(f, "{:.0} min", seconds / 60.0),
            seconds if seconds < 172_800.0 => write!(f, "{:.0} h", seconds / 3600.0),
            seconds => write!(f, "{:.0} d", seconds / 86_400.0),
        }
    }
}

const fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_quantile_is_within_a_tenth_of_the_true_delay(mut delays in proptest::collection::vec(1_i64..2_000_000, 1..300)) {
            let mut freshness = Freshness::default();
            delays.iter().for_each(|seconds| freshness.add(TimeDelta::seconds(*seconds), false));
            delays.sort_unstable();
            for share in [0.01, 0.5, 0.99, 1.0] {
                let rank = ((delays.len() as f64 * share).ceil() as usize).max(1);
                let (told, truth) = (freshness.quantile(share).unwrap(), delays[rank - 1] as f64);
                prop_assert!((0.9..1.1).contains(&(told / truth)), "{share}: told {told}, true {truth}");
            }
        }

        #[test]
        fn merging_counts_every_post_and_removing_undoes_it(one in proptest::collection::vec(0_i64..9999, 0..50), other in proptest::collection::vec(0_i64..9999, 0..50)) {
            let of = |delays: &[i64]| {
                let mut freshness = Freshness::default();
                delays.iter().for_each(|seconds| freshness.add(TimeDelta::seconds(*seconds), seconds % 7 == 0));
                freshness
            };
            let (one, other) = (of(&one), of(&other));
            let mut sum = one.clone();
            sum.merge(&other);
            prop_assert_eq!(sum.posts(), one.posts() + other.posts());
            sum.remove(&other);
            prop_assert_eq!(sum, one);
        }
    }

    #[test]
    fn it_stays_small_and_old_times_fade() {
        let mut freshness = Freshness::default();
        for n in 0..10_000 {
            freshness.add(TimeDelta::seconds(n * n * n), n % 100 == 0);
        }
        assert!(freshness.posts() < 2 * MEMORY && serde_json::to_string(&freshness).unwrap().len() < 1_000);
        for _ in 0..20_000 {
            freshness.add(TimeDelta::seconds(30), false);
        }
        assert!(freshness.quantile(0.99).unwrap() < 40.0, "the slow times are forgotten");
        assert_eq!(freshness.figures().missed, 0);
    }

    #[test]
    fn the_line_says_what_there_is() {
        let mut freshness = Freshness::default();
        assert_eq!(freshness.figures().to_string(), "no new posts yet");
        for _ in 0..98 {
            freshness.add(TimeDelta::seconds(30), false);
        }
        freshness.add(TimeDelta::hours(3), true);
        freshness.add(TimeDelta::hours(3), true);
        assert_eq!(
            freshness.figures().to_string(),
            "100 new posts, half within 29 s, 99 of 100 within 3 h; 2 missed by regular polls (2.0 %)"
        );
    }
}

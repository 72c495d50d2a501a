//! When the next session of a shard may begin, by those that were begun. Pure.

use domain::clock::Timestamp;
use domain::retry::Doubling;
use std::time::Duration;

/// Sessions of a shard that may follow each other as fast as Discord allows, an hour.
const FREE: u32 = 8;
/// The longest wait after a session.
const LONGEST: Duration = Duration::from_secs(600);
/// Of the sessions that Discord allows a day, this part is ours by our own count.
const PART: (u64, u64) = (3, 5);
/// What Discord allows a day if it does not say.
const TOTAL: u64 = 1_000;
const DAY: Duration = Duration::from_secs(86_400);

/// A session that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    pub at: Timestamp,
    pub shard: u32,
}

/// How fast sessions may follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Between two sessions of the same key (`shard % concurrency`).
    pub gap: Duration,
    pub shards: u32,
    /// Discord's `max_concurrency`.
    pub concurrency: u32,
    /// Sessions a day.
    pub day: usize,
}

impl Rules {
    /// Sessions a day, if Discord allows that many.
    pub(super) fn day(total: Option<u64>) -> usize {
        let ours = total.unwrap_or(TOTAL).saturating_mul(PART.0) / PART.1;
        usize::try_from(ours).unwrap_or(usize::MAX)
    }

    /// How long the next session of this shard has to wait, after these of the last day (oldest first).
    pub(super) fn wait(&self, begun: &[Start], shard: u32, now: Timestamp) -> Duration {
        // Of two clocks, or of one that went back: what seems to lie ahead counts as now.
        let age = |start: &Start| (now - start.at).to_std().unwrap_or_default();
        let lately = || begun.iter().filter(|start| age(start) < Duration::from_secs(3600));
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let shards = self.shards.max(1);
        let of_all = count(lately().count()) / shards;
        let own = count(lately().filter(|start| start.shard == shard).count());
        let pause = match of_all.max(own).checked_sub(FREE) {
            None => self.gap,
            Some(over) => Doubling::new(self.gap.saturating_mul(2), LONGEST).planned(over),
        };
        let after = |last: Option<&Start>, pause: Duration| last.map_or(Duration::ZERO, |last| pause.saturating_sub(age(last)));
        let own = after(begun.iter().rev().find(|start| start.shard == shard), pause);
        let key = |shard: u32| shard % self.concurrency.max(1);
        let spaced = after(begun.iter().rev().find(|start| key(start.shard) == key(shard)), self.gap);
        // The second half of the day's number is spread over a day, so that it never runs out: a fleet that keeps falling comes back slowly
        // rather than not at all until tomorrow.
        let day = self.day.max(shards as usize * 2);
        let half = day / 2;
        let thinned = if begun.len() < half { Duration::ZERO } else { after(begun.last(), DAY / count(day - half).max(1)) };
        let full = begun.len().checked_sub(day).and_then(|first| begun.get(first));
        own.max(spaced).max(thinned).max(full.map_or(Duration::ZERO, |first| DAY.saturating_sub(age(first))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const GAP: Duration = Duration::from_secs(5);

    fn rules(shards: u32, concurrency: u32) -> Rules {
        Rules { gap: GAP, shards, concurrency, day: Rules::day(None) }
    }

    fn start() -> Timestamp {
        chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    /// Shards `0..falling` begin sessions as fast as they may for a while; returns all that they began.
    fn storm(length: TimeDelta, rules: Rules, falling: u32) -> Vec<Start> {
        let (mut now, mut all) = (start(), Vec::<Start>::new());
        while now - start() < length {
            let first = all.partition_point(|begun| now - begun.at >= TimeDelta::days(1));
            let next = (0..falling).map(|shard| (rules.wait(&all[first..], shard, now), shard)).min().unwrap();
            if next.0.is_zero() {
                all.push(Start { at: now, shard: next.1 });
            }
            now += TimeDelta::from_std(next.0).unwrap();
        }
        all
    }

    #[test]
    fn a_day_of_sessions_that_end_at_once_stays_far_below_discords_number() {
        let begun = storm(TimeDelta::days(1), rules(1, 1), 1);
        assert!(begun.len() < 450, "{}", begun.len());
        let longest = begun.windows(2).map(|pair| pair[1].at - pair[0].at).max().unwrap();
        assert!(longest <= TimeDelta::from_std(LONGEST).unwrap(), "{longest}");
        let week = storm(TimeDelta::days(7), rules(1, 1), 1);
        assert!(week.len() < 7 * 450, "{}", week.len());
    }

    #[test]
    fn a_fleet_that_keeps_falling_never_uses_its_day_up() {
        let ours = Rules::day(None);
        let begun = storm(TimeDelta::days(2), rules(10, 2), 10);
        let busiest = (0..begun.len()).map(|from| begun[from..].iter().filter(|one| one.at - begun[from].at < TimeDelta::days(1)).count());
        let busiest = busiest.max().unwrap();
        assert!(busiest <= ours, "{busiest}");
        let longest = begun.windows(2).map(|pair| pair[1].at - pair[0].at).max().unwrap();
        assert!(longest <= TimeDelta::seconds(600), "somebody may always try soon: {longest}");
    }

    #[test]
    fn one_shard_that_keeps_falling_leaves_the_others_their_turn() {
        let rules = rules(8, 1);
        let begun = storm(TimeDelta::hours(3), rules, 1);
        let now = begun.last().unwrap().at + TimeDelta::seconds(5);
        assert!(rules.wait(&begun, 0, now) > GAP);
        assert_eq!(rules.wait(&begun, 1, now), Duration::ZERO);
    }

    #[test]
    fn shards_of_the_same_key_follow_each_other_and_others_do_not_wait() {
        let rules = rules(8, 2);
        let begun = [Start { at: start(), shard: 0 }];
        let now = start() + TimeDelta::seconds(2);
        assert_eq!(rules.wait(&begun, 2, now), Duration::from_secs(3));
        assert_eq!(rules.wait(&begun, 1, now), Duration::ZERO);
        assert_eq!(rules.wait(&[], 0, now), Duration::ZERO);
        assert_eq!(rules.wait(&begun, 0, start() - TimeDelta::hours(1)), GAP, "a clock that went back frees none");
    }
}

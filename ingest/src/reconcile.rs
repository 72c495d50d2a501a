//! Did regular polls miss anything? They read a list from the top down to what they have seen, so a post that turns up further
//! down (shown again, published late, skipped by a gap of the API) stays unseen. A re-read goes further: down to where the
//! source began to be watched, or a month. Most lists are so short that every poll is a re-read; for the others a few percent
//! of the requests are set aside.

use chrono::TimeDelta;
use domain::clock::Timestamp;

/// The share of the requests that re-reads may take.
const SHARE: f64 = 0.03;
/// Requests that may be saved up.
const SAVED: f64 = 30.0;

/// Decides which polls also re-read. Pure.
///
/// It goes in rounds: in each, every source has one turn, at its next poll for which there are requests. So the sources that are
/// polled often do not take the turns of the others, however little the share is.
#[derive(Clone, Debug)]
pub struct Reconciler {
    /// Requests that re-reads may spend now; below zero after a long one.
    allowance: f64,
    /// When this round began.
    round: Timestamp,
    /// When a source last came that had its turn still to come.
    wanted_at: Timestamp,
    /// A source is not re-read more often.
    least: TimeDelta,
}

impl Reconciler {
    /// A round lasts at least so long, and begins now.
    #[must_use]
    pub const fn new(least: TimeDelta, now: Timestamp) -> Self {
        Self { allowance: SAVED, round: now, wanted_at: now, least }
    }

    /// Whether a poll that begins now, at a source that was re-read then, may re-read.
    pub fn admits(&mut self, last: Option<Timestamp>, now: Timestamp) -> bool {
        // Every source comes within a quarter of a day, so by then nobody waits for a turn any more.
        if now - self.round >= self.least && now - self.wanted_at >= self.least / 4 {
            self.round = now;
        }
        let due = last.is_none_or(|last| last < self.round && now - last >= self.least);
        if due {
            self.wanted_at = now;
        }
        due && self.allowance >= 0.0
    }

    /// Takes note of a poll that ended; `extra`: its requests for a re-read.
    pub fn polled(&mut self, extra: u32) {
        self.allowance = (self.allowance + SHARE - f64::from(extra)).min(SAVED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: TimeDelta = TimeDelta::days(1);

    /// Simulates `sources` whose re-read costs `pages`, polled once a second; the first tenth ten times as often as the others.
    /// Returns the share of requests for re-reads and the age of the oldest re-read at the end.
    fn simulate(sources: usize, pages: u32, days: i64) -> (f64, TimeDelta) {
        let mut now = Timestamp::UNIX_EPOCH + DAY;
        let end = now + TimeDelta::days(days);
        let mut reconciler = Reconciler::new(DAY, now);
        let mut last = vec![Timestamp::UNIX_EPOCH; sources];
        let (mut turn, mut extra) = (0_usize, 0_u32);
        while now < end {
            turn += 1;
            let among = if turn.is_multiple_of(2) { sources / 10 } else { sources };
            let source = turn / 2 % among;
            let spent = if reconciler.admits(Some(last[source]), now) { pages } else { 0 };
            if spent > 0 {
                last[source] = now;
            }
            reconciler.polled(spent);
            extra += spent;
            now += TimeDelta::seconds(i64::from(1 + spent));
        }
        (f64::from(extra) / (turn as f64 + f64::from(extra)), now - *last.iter().min().unwrap())
    }

    #[test]
    fn given_few_sources_then_each_is_re_read_about_daily() {
        let (share, oldest) = simulate(200, 3, 20);
        assert!(share < 0.01 && oldest < DAY * 2, "{share}, {oldest}");
    }

    #[test]
    fn given_more_than_the_share_allows_then_the_share_holds_and_nobody_starves() {
        let (share, oldest) = simulate(3_000, 8, 60);
        assert!((0.025..0.031).contains(&share), "a few percent: {share}");
        // A round of 3,000 sources with 8 pages each takes 9.5 days at 3 % of one request a second; nobody misses a round.
        assert!(oldest < TimeDelta::days(20), "{oldest}");
    }
}

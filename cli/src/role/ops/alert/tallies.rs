//! What only several sights show: whether spools drain, and what deliveries came to. Pure.

use super::view::Sight;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// A spool does not drain when none of its records has left for this long.
const STUCK: Duration = Duration::from_secs(300);
/// Deliveries are counted over this time.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// A larger share of failed attempts is failing.
const SHARE: f64 = 0.05;
/// Fewer failed attempts are no sign of anything.
const FEW: f64 = 3.0;
/// Names of the gauges that tell how many records wait.
const RECORDS: &str = "spool_records/";

/// Since when the spools have not drained.
#[derive(Debug, Default)]
pub struct Spools(BTreeMap<String, (f64, Instant)>);

impl Spools {
    /// The spools that do not drain, each with what to say of it.
    pub fn judge(&mut self, sight: &Sight, now: Instant) -> Vec<(String, String)> {
        let mut waiting = BTreeMap::new();
        for member in &sight.members {
            for (spool, records) in member.gauges.iter().filter_map(|(name, records)| Some((name.strip_prefix(RECORDS)?, *records))) {
                if records > 0.0 {
                    waiting.insert(format!("{spool}'s of {}", member.name), (records, member.alive));
                }
            }
        }
        let former = std::mem::take(&mut self.0);
        let mut silent = BTreeSet::new();
        for (name, (records, alive)) in waiting {
            if !alive {
                silent.insert(name.clone());
            }
            let since = former.get(&name).filter(|(before, _)| records >= *before).map_or(now, |(_, since)| *since);
            self.0.insert(name, (records, since));
        }
        let stuck = self.0.iter().filter(|(_, (_, since))| now.duration_since(*since) >= STUCK);
        let rest = |name| {
            if silent.contains(name) {
                ", which does not run: start it again with its data_dir, or run `deviantcord spool replay` there"
            } else {
                ""
            }
        };
        stuck.map(|(name, (records, _))| (name.clone(), format!("{records} records wait in {name}{}", rest(name)))).collect()
    }

    /// Whether records wait, not yet for so long that one can tell.
    pub fn undecided(&self, now: Instant) -> bool {
        self.0.values().any(|(_, since)| now.duration_since(*since) < STUCK)
    }
}

/// Attempts that went well and badly.
#[derive(Clone, Copy, Debug, Default)]
struct Outcomes {
    good: f64,
    bad: f64,
}

/// What deliveries came to lately.
#[derive(Debug)]
pub struct Deliveries {
    begun: Instant,
    /// Since the start of each process, as it said last.
    totals: BTreeMap<String, Outcomes>,
    lately: VecDeque<(Instant, Outcomes)>,
}

impl Deliveries {
    /// One that knows of none yet.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { begun: now, totals: BTreeMap::new(), lately: VecDeque::new() }
    }

    /// What to say if too many fail; None: that cannot be told yet.
    pub fn judge(&mut self, sight: &Sight, now: Instant) -> Option<Option<String>> {
        let mut more = Outcomes::default();
        for member in &sight.members {
            let (Some(good), Some(bad)) = (member.gauge("deliveries/good"), member.gauge("deliveries/bad")) else { continue };
            // What a process did before it was first seen is older than nobody knows what.
            if let Some(before) = self.totals.insert(member.name.clone(), Outcomes { good, bad }) {
                // Fewer than before: it has started afresh.
                let since = |now: f64, before: f64| if now >= before { now - before } else { now };
                more.good += since(good, before.good);
                more.bad += since(bad, before.bad);
            }
        }
        self.totals.retain(|name, _| sight.members.iter().any(|member| member.name == *name));
        self.lately.push_back((now, more));
        while self.lately.front().is_some_and(|(at, _)| now.duration_since(*at) > WINDOW) {
            self.lately.pop_front();
        }
        let (good, bad) = self.lately.iter().fold((0.0, 0.0), |(good, bad), (_, more)| (good + more.good, bad + more.bad));
        if bad >= FEW && bad > SHARE * (good + bad) {
            let detail = format!("{bad} of {} attempts of the last 15 minutes failed", good + bad);
            return Some(Some(detail));
        }
        (now.duration_since(self.begun) > WINDOW).then_some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::Member;
    use super::*;

    fn sight(gauges: &[(&str, f64)]) -> Sight {
        let gauges = gauges.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Sight { members: vec![Member { name: "one".to_owned(), gauges, ..Member::default() }], ..Sight::default() }
    }

    #[test]
    fn a_spool_drains_while_records_leave_it() {
        let (start, mut spools) = (Instant::now(), Spools::default());
        let mut stuck = |records: f64, at: u64| {
            let now = start + Duration::from_secs(at);
            spools.judge(&sight(&[("spool_records/ingest", records)]), now).len()
        };
        assert_eq!((stuck(9.0, 0), stuck(9.0, 299), stuck(9.0, 300)), (0, 0, 1));
        assert_eq!((stuck(12.0, 310), stuck(11.0, 320)), (1, 0), "more wait; then one has left");
        assert_eq!((stuck(11.0, 619), stuck(11.0, 620), stuck(0.0, 630), stuck(1.0, 631)), (0, 1, 0, 0));
    }

    #[test]
    fn what_waits_in_the_spool_of_a_process_that_is_gone_is_told_with_what_to_do() {
        let (start, mut spools) = (Instant::now(), Spools::default());
        let mut gone = sight(&[("spool_records/ingest", 3.0)]);
        spools.judge(&gone, start);
        let said = |spools: &mut Spools, sight: &Sight| spools.judge(sight, start + STUCK).remove(0).1;
        assert!(
            said(&mut spools, &gone).ends_with("does not run: start it again with its data_dir, or run `deviantcord spool replay` there")
        );
        gone.members[0].alive = true;
        assert_eq!(said(&mut spools, &gone), "3 records wait in ingest's of one");
    }

    #[test]
    fn deliveries_fail_when_more_than_one_attempt_in_twenty_of_a_quarter_of_an_hour_does() {
        let (start, mut deliveries) = (Instant::now(), Deliveries::new(Instant::now()));
        let mut says = |good: f64, bad: f64, at: u64| {
            let sight = sight(&[("deliveries/good", good), ("deliveries/bad", bad)]);
            deliveries.judge(&sight, start + Duration::from_secs(at)).map(|detail| detail.is_some())
        };
        assert_eq!(says(500.0, 400.0, 0), None, "what was before is not counted");
        assert_eq!(says(595.0, 405.0, 10), None, "five of a hundred");
        assert_eq!(says(595.0, 406.0, 20), Some(true));
        assert_eq!(says(94.0, 0.0, 30), None, "it started afresh");
        assert_eq!(says(94.0, 0.0, 921), Some(false), "that was a quarter of an hour ago");
        assert_eq!(says(94.0, 2.0, 930), Some(false), "two are few");
        assert_eq!(says(94.0, 3.0, 940), Some(true));
    }
}

//! Whether polling works: by the share of polls that fail, by the sources that fail again and again, and by the age of the last poll
//! that saw something. Each kind of poll by itself, so that what is polled once a week hides nothing. Pure.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use std::collections::VecDeque;
use store::ingest::SourceKind;

/// Kinds of polls.
pub const KINDS: usize = 5;
/// What they are called.
const NAMES: [&str; KINDS] = ["galleries", "journals and statuses", "profiles and folder lists", "folders", "whole groups"];
/// Polls are counted over this time.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Fewer polls in the window tell no share.
const ENOUGH: usize = 3;
/// Nothing seen for so long, while there is something to poll, is trouble.
const QUIET: TimeDelta = TimeDelta::minutes(1);
/// Ends of polls that are remembered.
const REMEMBERED: usize = 10_000;

/// The kind's place among [`KINDS`].
#[must_use]
pub const fn index(kind: SourceKind) -> usize {
    match kind {
        SourceKind::Gallery => 0,
        SourceKind::Posts => 1,
        SourceKind::Profile => 2,
        SourceKind::Folder(_) | SourceKind::Later => 3,
        SourceKind::Group => 4,
    }
}

/// The sources of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// That were polled, or tried.
    pub tried: usize,
    /// Whose last two polls failed, at least.
    pub failing: usize,
}

impl Tally {
    /// One source with this many failures in a row; `seen`: it was polled some time.
    #[must_use]
    pub fn of(failures: u32, seen: bool) -> Self {
        Self { tried: usize::from(seen || failures > 0), failing: usize::from(failures >= 2) }
    }
}

/// What the polls have come to.
#[derive(Clone, Debug, Default)]
pub struct Vital {
    ended: VecDeque<(Timestamp, usize, bool)>,
    tallies: [Tally; KINDS],
    /// The last poll that saw something.
    last_good: Option<Timestamp>,
    /// When the first poll began that saw nothing since; None: none did.
    wanting_since: Option<Timestamp>,
    /// Polls that failed since.
    found_nothing: u32,
}

impl Vital {
    /// A poll begins.
    pub fn begins(&mut self, at: Timestamp) {
        self.wanting_since.get_or_insert(at);
    }

    /// A poll ended; `good`: it saw something.
    pub fn ends(&mut self, at: Timestamp, kind: SourceKind, good: bool) {
        if self.ended.len() >= REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back((at, index(kind), good));
        if good {
            self.last_good = Some(at);
            (self.wanting_since, self.found_nothing) = (None, 0);
        } else {
            self.found_nothing = self.found_nothing.saturating_add(1);
        }
    }

    /// The sources as they are now.
    pub const fn tally(&mut self, tallies: [Tally; KINDS]) {
        self.tallies = tallies;
    }

    /// Polls that ended in the last minute.
    pub fn last_minute(&mut self, now: Timestamp) -> usize {
        while self.ended.front().is_some_and(|(at, ..)| *at < now - WINDOW) {
            self.ended.pop_front();
        }
        self.ended.len()
    }

    /// What is wrong, in words; None: nothing but single polls.
    #[must_use]
    pub fn trouble(&self, now: Timestamp) -> Option<String> {
        let quiet = self.wanting_since.map(|since| now - since.max(self.last_good.unwrap_or(since)));
        // A single poll that failed is no trouble, however long the next one rests.
        if let Some(quiet) = quiet.filter(|quiet| *quiet > QUIET && self.found_nothing != 1) {
            return Some(format!("no poll has seen anything for {} s", quiet.num_seconds()));
        }
        (0..KINDS).find_map(|kind| self.trouble_of(kind, now))
    }

    fn trouble_of(&self, kind: usize, now: Timestamp) -> Option<String> {
        let lately = self.ended.iter().filter(|(at, of, _)| *of == kind && *at >= now - WINDOW);
        let (polls, failed) = lately.fold((0, 0), |(polls, failed), (.., good)| (polls + 1, failed + usize::from(!good)));
        let name = NAMES.get(kind)?;
        if polls >= ENOUGH && failed * 2 > polls {
            return Some(format!("{failed} of {polls} polls of {name} failed in the last minute"));
        }
        let Tally { tried, failing } = *self.tallies.get(kind)?;
        (failing * 2 > tried).then(|| format!("{failing} of {tried} {name} fail again and again"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    /// A poll each second by turns at these kinds, good or not, for this many seconds.
    fn polls(vital: &mut Vital, from: i64, seconds: i64, of: &[(SourceKind, bool)]) {
        for second in from..from + seconds {
            let (kind, good) = of[usize::try_from(second).unwrap() % of.len()];
            vital.begins(at(second));
            vital.ends(at(second), kind, good);
        }
    }

    /// Of these kinds, so many sources, of which so many fail.
    fn tallies(of: &[(usize, usize, usize)]) -> [Tally; KINDS] {
        let mut tallies = [Tally::default(); KINDS];
        of.iter().for_each(|(kind, tried, failing)| tallies[*kind] = Tally { tried: *tried, failing: *failing });
        tallies
    }

    #[test]
    fn every_gallery_failing_is_told_within_a_minute_whatever_else_works() {
        let mut vital = Vital::default();
        polls(&mut vital, 0, 60, &[(SourceKind::Gallery, true), (SourceKind::Posts, true)]);
        assert_eq!(vital.trouble(at(60)), None);
        polls(&mut vital, 60, 45, &[(SourceKind::Gallery, false), (SourceKind::Posts, true)]);
        let told = vital.trouble(at(105)).unwrap();
        assert!(told.contains("galleries failed in the last minute"), "{told}");
    }

    #[test]
    fn a_single_odd_answer_is_none() {
        let mut vital = Vital::default();
        polls(&mut vital, 0, 30, &[(SourceKind::Gallery, true)]);
        polls(&mut vital, 30, 1, &[(SourceKind::Gallery, false)]);
        vital.tally(tallies(&[(0, 1, 0)]));
        for second in 30..4000 {
            assert_eq!(vital.trouble(at(second)), None, "second {second}");
        }
    }

    #[test]
    fn sources_that_rest_after_failures_are_not_forgotten() {
        let mut vital = Vital::default();
        vital.tally(tallies(&[(0, 9, 4), (2, 500, 0)]));
        assert_eq!(vital.trouble(at(0)), None);
        vital.tally(tallies(&[(0, 9, 5), (2, 500, 0)]));
        assert_eq!(vital.trouble(at(0)).unwrap(), "5 of 9 galleries fail again and again");
    }

    #[test]
    fn polls_that_never_end_are_told_by_the_age_of_the_last_good_one() {
        let mut vital = Vital::default();
        polls(&mut vital, 0, 10, &[(SourceKind::Gallery, true)]);
        assert_eq!(vital.trouble(at(3600)), None, "nothing to poll");
        vital.begins(at(3600));
        assert_eq!(vital.trouble(at(3650)), None);
        assert_eq!(vital.trouble(at(3661)).unwrap(), "no poll has seen anything for 61 s");
        vital.ends(at(3662), SourceKind::Gallery, true);
        assert_eq!(vital.trouble(at(3663)), None);
    }
}

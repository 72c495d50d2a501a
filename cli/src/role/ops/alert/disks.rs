//! How fast disks fill. Pure.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// How often free bytes are noted, and how long they are remembered.
const EVERY: Duration = Duration::from_secs(600);
const KEPT: Duration = Duration::from_secs(86_400);
/// A shorter time tells no rate.
const ENOUGH: Duration = Duration::from_secs(6 * 3600);
/// A disk that is full sooner than this fills.
const SOON: Duration = Duration::from_secs(7 * 86_400);
/// Disks that are remembered.
const MOST: usize = 1_000;

/// What was free on each disk during the last day.
#[derive(Debug, Default)]
pub struct Disks(BTreeMap<String, VecDeque<(Instant, f64)>>);

impl Disks {
    /// Notes what is free on a disk. How long it lasts at the rate of the last day, if that is not long; None: it is not known for long enough.
    pub fn note(&mut self, name: &str, free: f64, now: Instant) -> Option<Option<Duration>> {
        if !self.0.contains_key(name) && self.0.len() >= MOST {
            return None;
        }
        let seen = self.0.entry(name.to_owned()).or_default();
        if seen.back().is_none_or(|(at, _)| now.duration_since(*at) >= EVERY) {
            seen.push_back((now, free));
        }
        while seen.front().is_some_and(|(at, _)| now.duration_since(*at) > KEPT) {
            seen.pop_front();
        }
        let (at, before) = *seen.front()?;
        let span = now.duration_since(at);
        if span < ENOUGH {
            return None;
        }
        let a_second = (before - free) / span.as_secs_f64();
        let left = if a_second > 0.0 { free / a_second } else { f64::INFINITY };
        Some((left < SOON.as_secs_f64()).then(|| Duration::from_secs_f64(left.max(0.0))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_fills_when_the_last_day_goes_on_for_a_week() {
        let (start, mut disks) = (Instant::now(), Disks::default());
        let mut note = |hour: u64, free: f64| disks.note("one", free, start + Duration::from_secs(3600 * hour));
        assert_eq!(note(0, 1_000.0), None);
        assert_eq!(note(5, 100.0), None, "five hours tell nothing");
        assert_eq!(note(6, 970.0), Some(None), "5 an hour for 194 hours");
        assert_eq!(note(24, 760.0), Some(Some(Duration::from_secs(76 * 3600))), "10 an hour");
        assert_eq!(note(31, 2_000.0), Some(None), "somebody made room");
    }
}

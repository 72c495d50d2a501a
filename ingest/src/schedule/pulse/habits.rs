//! How an artist uploads: how many posts a session, how far apart, on which days and at which times. Small, since every source has it.

use super::DAY;

/// Beginnings of sessions that are remembered.
pub const STARTS: usize = 20;
/// Parts of the day in which a session may begin: quarter hours.
pub const QUARTERS: u8 = 96;
/// No session yet.
const NEVER: u8 = u8::MAX;
/// Seconds.
const QUARTER: f64 = 900.0;
/// Gaps inside a session count at least this much, seconds: posts of one second are sent by a program.
const LEAST: f64 = 3.0;
/// How far around its quarter hour a session tells of the next ones.
const KERNEL: [f32; 5] = [0.08, 0.24, 0.36, 0.24, 0.08];
/// Sessions of an average artist that everybody's weekdays begin with, for each day.
const EVEN: f32 = 12.0;
/// Sessions from which on their times may be judged.
const ENOUGH: usize = 3;
/// How likely it is at first that an artist keeps to fixed times.
const PUNCTUAL: f64 = 0.08;
/// Below this likelihood it does not matter.
const DOUBTFUL: f64 = 0.1;

/// The kernel's first place, counted from its middle, a day on.
const DAY_BEFORE: usize = QUARTERS as usize - KERNEL.len() / 2;

/// A factor for each quarter hour of a day.
pub type Day = [f32; QUARTERS as usize];

/// See the module's text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habits {
    /// Posts that followed another within a session.
    pub followers: f32,
    /// Their distances: the sum of the natural logarithms of the seconds.
    pub gaps: f32,
    /// Sessions on each weekday; the first is the day of second 0. Halved before one overflows.
    pub days: [u8; 7],
    /// Quarter hours of the day in which the latest sessions began, the newest first.
    pub starts: [u8; STARTS],
}

impl Habits {
    /// Nothing is known.
    pub const NONE: Self = Self { followers: 0.0, gaps: 0.0, days: [0; 7], starts: [NEVER; STARTS] };

    /// A session began.
    pub fn begin(&mut self, post: f64) {
        let day = weekday(post);
        if self.days[day] == u8::MAX {
            self.days = self.days.map(|count| count / 2);
        }
        self.days[day] += 1;
        self.starts.rotate_right(1);
        self.starts[0] = quarter(post);
    }

    /// A post followed another of its session after this many seconds.
    pub fn follow(&mut self, gap: f64) {
        self.followers += 1.0;
        self.gaps += distance(gap) as f32;
    }

    /// The latest beginnings, newest first.
    pub fn known(&self) -> &[u8] {
        let end = self.starts.iter().position(|start| *start >= QUARTERS).unwrap_or(STARTS);
        &self.starts[..end]
    }

    /// How many times the average rate on each weekday.
    #[must_use]
    pub fn week(&self) -> [f32; 7] {
        let average = self.days.iter().map(|count| f32::from(*count)).sum::<f32>() / 7.0;
        self.days.map(|count| (f32::from(count) + EVEN) / (average + EVEN))
    }

    /// How many times the average rate in each quarter hour, if sessions begin at fixed times.
    #[must_use]
    pub fn day(&self) -> Day {
        let starts = self.known();
        let one = 1.0 / (starts.len() as f32 + 1.0);
        let mut day = [one; QUARTERS as usize];
        for start in starts {
            for (off, part) in KERNEL.iter().enumerate() {
                day[(usize::from(*start) + DAY_BEFORE + off) % usize::from(QUARTERS)] += part * f32::from(QUARTERS) * one;
            }
        }
        day
    }

    /// How likely it is that sessions begin at fixed times, in 255 parts, against what the hours `broad` say of each quarter hour:
    /// each remembered session is foretold by the others.
    #[must_use]
    pub fn punctual(&self, broad: impl Fn(u8) -> f64) -> u8 {
        let starts = self.known();
        if starts.len() < ENOUGH {
            return 0;
        }
        let others = |own: usize| starts.iter().enumerate().filter(move |(at, _)| *at != own).map(|(_, start)| *start);
        let better = |(at, start): (usize, &u8)| (f64::from(density(others(at), *start)) / broad(*start).max(1e-3)).ln();
        let odds = PUNCTUAL / (1.0 - PUNCTUAL) * starts.iter().enumerate().map(better).sum::<f64>().exp();
        let likely = if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
        if likely < DOUBTFUL { 0 } else { (likely * 255.0).round() as u8 }
    }
}

/// The logarithm of a gap inside a session.
#[must_use]
pub fn distance(gap: f64) -> f64 {
    gap.max(LEAST).ln()
}

/// The quarter hour of a time.
#[must_use]
pub fn quarter(time: f64) -> u8 {
    (time.rem_euclid(DAY) / QUARTER) as u8
}

/// The number of a time's weekday.
#[must_use]
pub fn weekday(time: f64) -> usize {
    (time / DAY).floor().rem_euclid(7.0) as usize
}

/// How many times the average rate a quarter hour has after these beginnings, with one that tells nothing.
fn density(starts: impl Iterator<Item = u8>, quarter: u8) -> f32 {
    let (mut near, mut count) = (0.0, 1.0);
    for start in starts {
        count += 1.0;
        let off = (usize::from(start) + usize::from(QUARTERS) + 2 - usize::from(quarter)) % usize::from(QUARTERS);
        near += KERNEL.get(off).copied().unwrap_or(0.0);
    }
    (near * f32::from(QUARTERS) + 1.0) / count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(starts: impl IntoIterator<Item = u8>) -> Habits {
        let mut habits = Habits::NONE;
        for (day, start) in starts.into_iter().enumerate() {
            habits.begin(day as f64 * DAY + f64::from(start) * QUARTER + 1.0);
        }
        habits
    }

    #[test]
    fn who_keeps_to_fixed_times_is_told_from_who_does_not() {
        let (punctual, free) = (with([40, 41, 40, 88, 40, 88, 87, 40]), with([3, 70, 41, 22, 90, 55, 12, 34]));
        assert!(punctual.punctual(|_| 1.0) > 250 && free.punctual(|_| 1.0) == 0);
        assert_eq!(with([40, 40]).punctual(|_| 1.0), 0, "two sessions say nothing");
        let day = punctual.day();
        let mean = day.iter().sum::<f32>() / f32::from(QUARTERS);
        assert!((mean - 1.0).abs() < 1e-4, "mean {mean}");
        assert!(day[40] > 10.0 && day[60] < 0.2);
        for quarter in 0..QUARTERS {
            let one = density(punctual.known().iter().copied(), quarter);
            assert!((day[usize::from(quarter)] - one).abs() < 1e-4, "{quarter}: {one}");
        }
        assert!(with([95, 0, 95]).day()[0] > 20.0, "midnight is no border");
    }

    #[test]
    fn days_count_in_proportion_and_never_overflow() {
        let habits = with(std::iter::repeat_n(8, 7 * 300));
        assert!(habits.days.iter().all(|count| *count >= 100), "{:?}", habits.days);
        let mut habits = Habits::NONE;
        (0..90).for_each(|week| habits.begin(f64::from(week) * 7.0 * DAY));
        assert!(habits.week()[0] > 3.5 && habits.week()[1] < 0.6, "{:?}", habits.week());
    }
}

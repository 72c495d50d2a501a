//! How much less likely a post becomes with the time since the last one, learned over all sources together: long silence means more
//! silence (people leave). Used after the two hours in which the [`bursts`](super::bursts) count.

/// Classes of the rate while active (powers of two, posts a day).
const RATES: usize = 14;
/// Classes of the time since the last post (powers of two, minutes).
const AGES: usize = 22;
/// Pseudo-posts by which a cell holds to its column, and a column to 1.
const SHRINK: f64 = 10.0;
/// The factors are computed again after this many polls.
const REFRESH: u32 = 256;

/// The number of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u8);

/// Observed posts over those that the rate and the hours alone would expect.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    observed: Vec<f64>,
    expected: Vec<f64>,
    factors: Vec<f32>,
    polls: u32,
}

impl Default for Hazard {
    fn default() -> Self {
        let cells = RATES * AGES;
        Self { observed: vec![0.0; cells], expected: vec![0.0; cells], factors: vec![1.0; cells], polls: 0 }
    }
}

impl Hazard {
    /// The class of a source that posts at this rate (a second).
    #[must_use]
    pub fn class(rate: f64) -> Class {
        let log = (rate * super::DAY).max(1e-9).log2().floor() + 8.0;
        Class(log.clamp(0.0, (RATES - 1) as f64) as u8)
    }

    /// How many times the usual rate, so long after the last post.
    #[must_use]
    pub fn at(&self, class: Class, age: f64) -> f64 {
        f64::from(self.factors[cell(class, age)])
    }

    /// A post was published so long after the one before.
    pub fn observe(&mut self, class: Class, age: f64) {
        self.observed[cell(class, age)] += 1.0;
    }

    /// This many posts would have been usual at this distance from the last one.
    pub fn expect(&mut self, class: Class, age: f64, posts: f64) {
        self.expected[cell(class, age)] += posts;
    }

    /// Counts a poll; from time to time the factors follow what was observed: true then.
    pub fn polled(&mut self) -> bool {
        self.polls = self.polls.wrapping_add(1);
        let now = self.polls.is_multiple_of(REFRESH);
        if now {
            self.refresh();
        }
        now
    }

    /// What was observed and expected, to be kept.
    #[must_use]
    pub fn counts(&self) -> [Vec<f32>; 2] {
        [&self.observed, &self.expected].map(|cells| cells.iter().map(|value| *value as f32).collect())
    }

    /// Resumes from kept counts; those of another form or without sense are of no use. Whether they were.
    pub fn recall(&mut self, [observed, expected]: &[Vec<f32>; 2]) -> bool {
        let sane = |cells: &Vec<f32>| cells.len() == RATES * AGES && cells.iter().all(|value| value.is_finite() && *value >= 0.0);
        let of_use = sane(observed) && sane(expected);
        if of_use {
            self.observed = observed.iter().copied().map(f64::from).collect();
            self.expected = expected.iter().copied().map(f64::from).collect();
            self.refresh();
        }
        of_use
    }

    fn refresh(&mut self) {
        for age in 0..AGES {
            let column = |cells: &[f64]| (0..RATES).map(|rate| cells[rate * AGES + age]).sum::<f64>();
            let usual = (column(&self.observed) + SHRINK) / (column(&self.expected) + SHRINK);
            for cell in (0..RATES).map(|rate| rate * AGES + age) {
                self.factors[cell] = ((self.observed[cell] + SHRINK * usual) / (self.expected[cell] + SHRINK)) as f32;
            }
        }
    }
}

/// The cell of a class and an age: below a minute, then doubling.
fn cell(class: Class, age: f64) -> usize {
    let minutes = (age / 60.0) as u32;
    let column = minutes.checked_ilog2().map_or(0, |log| (log as usize + 1).min(AGES - 1));
    usize::from(class.0) * AGES + column
}

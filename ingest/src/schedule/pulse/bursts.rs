//! Posts follow posts: how many more there are soon after one, by what kind of sessions an artist has; learned over all sources together.

use super::HOUR;
use super::belief::Belief;
use super::habits::distance;

/// Bounds between the classes of the share of posts that follow another.
const SHARES: [f64; 6] = [0.07, 0.16, 0.3, 0.45, 0.6, 0.75];
/// Bounds between the classes of the mean logarithm of their distances, seconds.
const SCALES: [f64; 4] = [3.7, 4.4, 5.1, 5.7];
const CLASSES: usize = (SHARES.len() + 1) * (SCALES.len() + 1);
/// Classes of the time since the last known post: below 7.5 s, then doubling.
const AGES: usize = 13;
const FIRST_AGE: f64 = 7.5;
/// Later than this nothing counts as a consequence of the last post, seconds.
const END: f64 = 4.0 * HOUR + 960.0;
/// Cells of the table.
pub const CELLS: usize = CLASSES * AGES;
/// Posts by which a cell holds to what is usual for its share.
const SHRINK: f64 = 5.0;
/// Posts of an average artist that everybody's share begins with.
const LENT: f64 = 2.0;

/// The number of a class of sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sessions(u8);

/// What was counted in each cell, and over all posts.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Posts that were seen.
    pub observed: Vec<f32>,
    /// Posts that the rest of the model expected.
    pub expected: Vec<f32>,
    /// Seconds of watching.
    pub watched: Vec<f32>,
    /// Posts that follow another, all posts, and the sum of the followers' distances.
    pub usual: [f64; 3],
}

/// Posts a second that come on top, soon after a post.
#[derive(Clone, Debug)]
pub struct Bursts {
    observed: Vec<f64>,
    expected: Vec<f64>,
    watched: Vec<f64>,
    extra: Vec<f32>,
    followers: f64,
    posts: f64,
    distances: f64,
}

impl Default for Bursts {
    fn default() -> Self {
        let empty = vec![0.0; CELLS];
        // A third follows another, at a distance of two and a half minutes.
        let (observed, expected, watched, extra) = (empty.clone(), empty.clone(), empty, vec![0.0; CELLS]);
        Self { observed, expected, watched, extra, followers: 1.0, posts: 3.0, distances: 5.0 }
    }
}

impl Bursts {
    /// Which kind of sessions this source has.
    #[must_use]
    pub fn class(&self, belief: &Belief) -> Sessions {
        let followers = f64::from(belief.habits.followers);
        let share = (followers + LENT * self.followers / self.posts) / (followers + f64::from(belief.sessions) + LENT);
        let scale = (f64::from(belief.habits.gaps) + self.distances / self.followers) / (followers + 1.0);
        let below = |bounds: &[f64], value: f64| bounds.iter().filter(|bound| value >= **bound).count();
        Sessions((below(&SHARES, share) * (SCALES.len() + 1) + below(&SCALES, scale)) as u8)
    }

    /// Posts a second beyond what the rest of the model expects, so long after the last post.
    #[must_use]
    pub fn at(&self, class: Sessions, age: f64) -> f64 {
        cell(class, age).map_or(0.0, |cell| f64::from(self.extra[cell]))
    }

    /// A post was published so long after the last one that was known.
    pub fn observe(&mut self, class: Sessions, age: f64) {
        if let Some(cell) = cell(class, age) {
            self.observed[cell] += 1.0;
        }
    }

    /// A source was watched for a time, at this distance from its last post, while the rest of the model expected this many posts.
    pub fn expect(&mut self, class: Sessions, age: f64, time: f64, posts: f64) {
        if let Some(cell) = cell(class, age) {
            self.watched[cell] += time;
            self.expected[cell] += posts;
        }
    }

    /// One more post, and how long after the one before, if it follows it.
    pub fn count(&mut self, follows: Option<f64>) {
        self.posts += 1.0;
        if let Some(gap) = follows {
            self.followers += 1.0;
            self.distances += distance(gap);
        }
    }

    /// All posts of a source that is new here.
    pub fn count_all(&mut self, belief: &Belief) {
        let followers = f64::from(belief.habits.followers);
        self.posts += f64::from(belief.sessions) + followers;
        self.followers += followers;
        self.distances += f64::from(belief.habits.gaps);
    }

    /// The table follows what was observed.
    pub fn refresh(&mut self) {
        for age in 0..AGES {
            let cells = || (0..CLASSES).map(|class| (class * AGES + age, prior(class)));
            let more = cells().map(|(cell, _)| (self.observed[cell] - self.expected[cell]).max(0.0)).sum::<f64>() + 1e-3;
            let usual = more / (cells().map(|(cell, prior)| self.watched[cell] * prior).sum::<f64>() + 1.0);
            for (cell, prior) in cells() {
                let extra = (self.observed[cell] - self.expected[cell] + SHRINK).max(0.0);
                self.extra[cell] = (extra / (self.watched[cell] + SHRINK / (prior * usual))) as f32;
            }
        }
    }

    /// What was counted, to be kept.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let [observed, expected, watched] =
            [&self.observed, &self.expected, &self.watched].map(|cells| cells.iter().map(|value| *value as f32).collect());
        Counts { observed, expected, watched, usual: [self.followers, self.posts, self.distances] }
    }

    /// Resumes from kept counts; those of another form or without sense are of no use. Whether they were.
    pub fn recall(&mut self, counts: &Counts) -> bool {
        let Counts { observed, expected, watched, usual } = counts;
        let cells = [observed, expected, watched];
        let sane = cells.iter().all(|cells| cells.len() == CELLS && cells.iter().all(|value| value.is_finite() && *value >= 0.0));
        if !sane || !usual.iter().all(|value| value.is_finite() && *value >= 1.0) || usual[0] > usual[1] {
            return false;
        }
        let [observed, expected, watched] = cells.map(|cells| cells.iter().copied().map(f64::from).collect());
        (self.observed, self.expected, self.watched) = (observed, expected, watched);
        [self.followers, self.posts, self.distances] = *usual;
        self.refresh();
        true
    }
}

/// How much of a burst the share of a class lets expect.
fn prior(class: usize) -> f64 {
    0.03 + 0.12 * (class / (SCALES.len() + 1)) as f64
}

/// The cell of a class and a time since the last post; None: too long ago.
fn cell(class: Sessions, age: f64) -> Option<usize> {
    let column = ((age / FIRST_AGE) as u32).checked_ilog2().map_or(0, |log| (log as usize + 1).min(AGES - 1));
    (age < END).then_some(usize::from(class.0) * AGES + column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_learned_for_its_class_and_lent_to_the_others() {
        let mut bursts = Bursts::default();
        let belief = |followers: f32, gap: f32| {
            let mut belief = Belief { sessions: 10.0, ..Belief::since(0.0) };
            (belief.habits.followers, belief.habits.gaps) = (followers, followers * gap.ln());
            belief
        };
        let (many, few) = (bursts.class(&belief(40.0, 100.0)), bursts.class(&belief(0.0, 1.0)));
        assert_ne!(many, few);
        assert!(bursts.at(many, 100.0).abs() < f64::EPSILON);
        bursts.expect(many, 100.0, 1e5, 1.0);
        (0..500).for_each(|_| bursts.observe(many, 100.0));
        bursts.refresh();
        let (own, lent) = (bursts.at(many, 100.0), bursts.at(few, 100.0));
        assert!((own / (500.0 / 1e5) - 1.0).abs() < 0.05, "{own} a second");
        assert!(lent > 0.0 && lent < own / 10.0, "{lent} a second");
        assert!(bursts.at(many, END + 1.0).abs() < f64::EPSILON);
        let mut again = Bursts::default();
        assert!(again.recall(&bursts.counts()));
        assert!((again.at(many, 100.0) - own).abs() < own * 1e-6);
    }

    #[test]
    fn counts_without_sense_are_refused() {
        let counts = Bursts::default().counts();
        let mut bursts = Bursts::default();
        let mut odd = vec![Counts { observed: vec![1.0], ..counts.clone() }, Counts { usual: [4.0, 3.0, 5.0], ..counts.clone() }];
        odd.push(Counts { watched: vec![f32::NAN; CELLS], ..counts.clone() });
        odd.push(Counts { usual: [0.0, 3.0, f64::INFINITY], ..counts.clone() });
        assert!(odd.iter().all(|odd| !bursts.recall(odd)) && bursts.recall(&counts));
    }
}

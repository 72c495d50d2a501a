//! What is learned of one source: how often something appears there, at which hours and days, in how long sessions, and when it
//! last did.
//!
//! Silence says little about the rate of somebody who has stopped for a while. So the rate is that of the time in which the artist
//! is active: of a gap only the [patience](Belief::patience) counts, and the [`hazard`](super::hazard) tells how likely it is that
//! somebody is still active after a longer one. Nothing changes while a source is silent, so a belief is a function of the posts alone.

use super::habits::Habits;
use super::{DAY, HOUR};

/// Memory of the rate, seconds: what happened 30 active days ago counts 37 %.
pub const MEMORY: f64 = 30.0 * DAY;
/// A gap longer than this begins a new upload session; only a session's first post tells of the artist's hours and days.
pub const SESSION: f64 = 2.0 * HOUR;
/// Posts that the average artist lends to everybody's rate.
const LENT: f64 = 1.0;
/// An empty first page says: nothing for this long.
const EMPTY: f64 = 60.0 * DAY;
/// A silence of this many usual distances between sessions may mean that the artist has stopped.
const STOPPED: f64 = 3.0;
/// A shorter silence never means that.
const SHORT: f64 = 2.0 * DAY;
/// Seconds to a post at the rate that is taken for usual where only the patience depends on it.
const USUAL: f64 = 10.0 * DAY;
/// No exposure is longer than this part of the memory's.
const FULL: f64 = 1.0 - 1e-6;

/// The learned state of one source; times are seconds of one common clock whose days begin at midnight UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    /// When the last known post was published.
    pub last_post_s: f64,
    /// Posts, fading with [`MEMORY`] over the time that counts, as of `last_post`.
    pub posts: f32,
    /// The time that counts, seconds, fading in the same way.
    pub exposure: f32,
    /// Upload sessions, not fading, with the sum of their hours as points on the unit circle.
    pub sessions: f32,
    pub cos: f32,
    pub sin: f32,
    pub habits: Habits,
}

impl Belief {
    /// Nothing is known but a post at this time, or that there was none since.
    #[must_use]
    pub const fn since(time: f64) -> Self {
        Self { last_post_s: time, posts: 0.0, exposure: 0.0, sessions: 0.0, cos: 0.0, sin: 0.0, habits: Habits::NONE }
    }

    /// From the publication times on a first page, oldest first. The oldest only opens the count: that it is there says
    /// nothing about the time before it.
    #[must_use]
    pub fn first_page(posts: &[f64], now: f64) -> Self {
        let since = posts.first().map_or(now - EMPTY, |oldest| oldest.min(now));
        let page = |patience: f64| {
            let mut belief = Self::since(since);
            posts.iter().skip(1).for_each(|post| belief.see_within(*post, patience));
            belief
        };
        // How long a gap counts depends on the rate, and the rate on how long gaps count: a few rounds bring both together.
        (0..2).fold(page(f64::INFINITY), |belief, _| page(belief.faded(now - belief.last_post_s).patience()))
    }

    /// One more post, not older than the last one.
    pub fn see(&mut self, post: f64) {
        self.see_within(post, self.patience());
    }

    fn see_within(&mut self, post: f64, patience: f64) {
        let gap = (post - self.last_post_s).max(0.0);
        *self = self.faded(gap.min(patience));
        self.posts += 1.0;
        if gap > SESSION {
            let angle = std::f64::consts::TAU * post.rem_euclid(DAY) / DAY;
            self.sessions += 1.0;
            self.cos += angle.cos() as f32;
            self.sin += angle.sin() as f32;
            self.habits.begin(post);
        } else {
            self.habits.follow(gap);
        }
        self.last_post_s = self.last_post_s.max(post);
    }

    /// After so much time without a post.
    fn faded(self, time: f64) -> Self {
        let kept = (-time.max(0.0) / MEMORY).exp();
        let exposure = f64::from(self.exposure) * kept + MEMORY * (1.0 - kept);
        Self { posts: (f64::from(self.posts) * kept) as f32, exposure: exposure as f32, ..self }
    }

    /// The silence, in seconds, that still counts as time without a post.
    #[must_use]
    pub fn patience(&self) -> f64 {
        let sessions = f64::from(self.sessions) + 1.0;
        let alone = sessions / (sessions + f64::from(self.habits.followers) + 1.0);
        let rate = (f64::from(self.posts) + LENT) / (f64::from(self.exposure) + LENT * USUAL);
        (STOPPED / (alone * rate)).max(SHORT)
    }

    /// Posts a second while the artist is active, with `usual` being the rate of the average source of this kind.
    #[must_use]
    pub fn rate(&self, now: f64, usual: f64) -> f64 {
        let (posts, exposure) = self.counted(now);
        (posts + LENT) / (exposure + LENT / usual)
    }

    /// Posts and the time that counts, seconds, of the memory's span.
    #[must_use]
    pub fn counted(&self, now: f64) -> (f64, f64) {
        let now = self.faded((now - self.last_post_s).min(self.patience()));
        (f64::from(now.posts), f64::from(now.exposure))
    }

    /// Since when an artist who is always active would have been watched at `last_post`, to have this exposure.
    #[must_use]
    pub fn opened(&self) -> f64 {
        let full = (f64::from(self.exposure) / MEMORY).clamp(0.0, FULL);
        self.last_post_s + MEMORY * (1.0 - full).ln()
    }

    /// The reverse of [`opened`](Self::opened): the exposure at the last post.
    #[must_use]
    pub fn exposure_since(opened: f64, last_post: f64) -> f32 {
        (MEMORY * (1.0 - (-(last_post - opened).max(0.0) / MEMORY).exp())) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_does_not_slow_the_rate_and_its_end_does_not_hasten_it() {
        let daily = |days: std::ops::Range<i32>| days.map(|day| f64::from(day) * DAY);
        let mut belief = Belief::first_page(&daily(0..24).collect::<Vec<_>>(), 24.0 * DAY);
        let usual = 1.0 / DAY;
        let before = belief.rate(24.0 * DAY, usual) * DAY;
        assert!((0.9..1.1).contains(&before), "{before} a day");
        let silent = belief.rate(200.0 * DAY, usual) * DAY;
        assert!((0.8 * before..before).contains(&silent), "{silent} a day after half a year");
        daily(200..203).for_each(|post| belief.see(post));
        let after = belief.rate(203.0 * DAY, usual) * DAY;
        assert!((silent..before * 1.1).contains(&after), "{after} a day after three posts");
    }

    #[test]
    fn a_page_tells_the_same_as_its_posts_one_by_one_where_no_gap_is_long() {
        let posts: Vec<f64> = (0..20).map(|post| f64::from(post) * 0.4 * DAY).collect();
        let mut belief = Belief::since(posts[0]);
        posts[1..].iter().for_each(|post| belief.see(*post));
        assert_eq!(belief, Belief::first_page(&posts, posts[19]));
    }

    #[test]
    fn what_is_kept_gives_the_exposure_back() {
        for days in [0.0, 0.5, 40.0, 300.0] {
            let belief = Belief { exposure: Belief::exposure_since(-days * DAY, 0.0), ..Belief::since(0.0) };
            let again = Belief::exposure_since(belief.opened(), 0.0);
            assert!((again - belief.exposure).abs() < 10.0, "{days}: {again} {}", belief.exposure);
        }
    }
}

//! What is learned of one source: how often something appears there, at which hours, and when it last did.

use super::{DAY, HOUR};

/// Memory of the rate, seconds: what happened 30 days ago counts 37 %.
pub const MEMORY: f64 = 30.0 * DAY;
/// A gap longer than this begins a new upload session; only a session's first post tells of the artist's hours.
const SESSION: f64 = 2.0 * HOUR;
/// Posts that the average artist lends to everybody's rate.
const LENT: f64 = 0.5;
/// An empty first page says: nothing for this long.
const EMPTY: f64 = 60.0 * DAY;

/// The learned state of one source; times are seconds of one common clock whose days begin at midnight UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    /// Since when posts are counted.
    pub since: f64,
    /// When the last known post was published.
    pub last_post: f64,
    /// Posts since, fading with [`MEMORY`], as of `last_post`.
    pub posts: f32,
    /// Upload sessions, not fading, with the sum of their hours as points on the unit circle.
    pub sessions: f32,
    pub cos: f32,
    pub sin: f32,
}

impl Belief {
    /// From the publication times on a first page, oldest first. The oldest only opens the count: that it is there says
    /// nothing about the time before it.
    #[must_use]
    pub fn first_page(posts: &[f64], now: f64) -> Self {
        let since = posts.first().map_or(now - EMPTY, |oldest| oldest.min(now));
        let mut belief = Self { since, last_post: since, posts: 0.0, sessions: 0.0, cos: 0.0, sin: 0.0 };
        for post in posts.iter().skip(1) {
            belief.see(*post);
        }
        belief
    }

    /// One more post, not older than the last one.
    pub fn see(&mut self, post: f64) {
        let gap = (post - self.last_post).max(0.0);
        self.posts = (f64::from(self.posts) * (-gap / MEMORY).exp() + 1.0) as f32;
        if gap > SESSION {
            let angle = std::f64::consts::TAU * post.rem_euclid(DAY) / DAY;
            self.sessions += 1.0;
            self.cos += angle.cos() as f32;
            self.sin += angle.sin() as f32;
        }
        self.last_post = self.last_post.max(post);
    }

    /// Posts a second, with `usual` being the rate of the average source of this kind.
    #[must_use]
    pub fn rate(&self, now: f64, usual: f64) -> f64 {
        (self.counted(now) + LENT) / (self.exposure(now) + LENT / usual)
    }

    /// Posts of the memory's span.
    #[must_use]
    pub fn counted(&self, now: f64) -> f64 {
        f64::from(self.posts) * (-(now - self.last_post).max(0.0) / MEMORY).exp()
    }

    /// The memory's span as far as it was observed, seconds.
    #[must_use]
    pub fn exposure(&self, now: f64) -> f64 {
        MEMORY * (1.0 - (-(now - self.since).max(0.0) / MEMORY).exp())
    }
}

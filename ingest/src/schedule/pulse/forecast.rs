//! What waits unseen at a source by now, as far as one can expect: posts, and the delay that they have gathered.
//!
//! The intensity is the learned rate times the hour's factor times the hazard's. It is integrated in steps that end with the hour
//! and are at most half the time since the last post, within which all three hardly change.

use super::HOUR;
use super::hazard::{Class, Hazard};
use super::hours::{Curve, Hours};

/// Steps are not shorter than this, seconds.
const SHORTEST: f64 = 60.0;

/// What all sources share.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub hours: Hours,
    pub hazard: Hazard,
}

/// How posts are expected at one source until its next poll.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// The learned rate, posts a second.
    pub rate: f64,
    pub last_post: f64,
    pub curve: Curve,
    pub class: Class,
}

/// The integrals since the last poll.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Unseen {
    /// Up to when.
    pub until: f64,
    /// Expected unseen posts.
    pub posts: f32,
    /// Their expected delay so far, summed: post-seconds.
    pub delay: f32,
}

impl Unseen {
    /// Nothing: polled just now.
    #[must_use]
    pub const fn nothing(now: f64) -> Self {
        Self { until: now, posts: 0.0, delay: 0.0 }
    }

    /// What is unseen by `now`.
    #[must_use]
    pub fn advanced(self, model: &Model, shape: &Shape, now: f64) -> Self {
        self.walk(model, shape, now, f64::INFINITY).0
    }

    /// When the delay will reach this amount, at most `latest`.
    #[must_use]
    pub fn reaches(self, model: &Model, shape: &Shape, delay: f64, latest: f64) -> f64 {
        self.walk(model, shape, latest, delay).1
    }

    /// Walks to `end` or to the moment when the delay reaches `goal`; the second value is that time.
    fn walk(self, model: &Model, shape: &Shape, end: f64, goal: f64) -> (Self, f64) {
        let (mut time, mut posts, mut delay) = (self.until, f64::from(self.posts), f64::from(self.delay));
        if delay >= goal {
            return (self, time);
        }
        while time < end {
            let (step, intensity) = shape.step(model, time, end);
            let next = delay + step * (posts + intensity * step / 2.0);
            if next >= goal {
                let left = goal - delay;
                time += 2.0 * left / (posts + (posts * posts + 2.0 * intensity * left).sqrt());
                return (self, time);
            }
            delay = next;
            posts += intensity * step;
            time += step;
        }
        (Self { until: time, posts: posts as f32, delay: delay as f32 }, time)
    }
}

impl Shape {
    /// The length of the step from `time`, and the intensity in it.
    fn step(&self, model: &Model, time: f64, end: f64) -> (f64, f64) {
        let (step, middle) = self.stride(time, end);
        (step, self.usual(model, middle) * model.hazard.at(self.class, middle - self.last_post))
    }

    /// Tells the hazard what the rate and the hours alone let expect between two polls.
    pub fn expect(&self, hours: &Hours, hazard: &mut Hazard, from: f64, to: f64) {
        let mut time = from;
        while time < to {
            let (step, middle) = self.stride(time, to);
            hazard.expect(self.class, middle - self.last_post, self.rate * hours.at(self.curve, middle) * step);
            time += step;
        }
    }

    fn usual(&self, model: &Model, time: f64) -> f64 {
        self.rate * model.hours.at(self.curve, time)
    }

    fn stride(&self, time: f64, end: f64) -> (f64, f64) {
        let to_hour = HOUR - (time - (time / HOUR).floor() * HOUR);
        let to_hour = if to_hour < 1.0 { to_hour + HOUR } else { to_hour };
        let step = ((time - self.last_post) / 2.0).max(SHORTEST).min(to_hour).min(end - time);
        (step, time + step / 2.0)
    }
}

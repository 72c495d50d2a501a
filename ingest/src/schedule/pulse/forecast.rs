//! What waits unseen at a source by now, as far as one can expect: posts, and the delay that they have gathered.
//!
//! The intensity is the learned rate times the factors of the hour, the weekday and, after two hours, the silence; soon after a post
//! the burst comes on top. It is integrated in steps that end with the hour (with the quarter hour, for artists who keep to fixed
//! times) and are at most half the time since the last post, within which all of them hardly change.

use super::belief::SESSION;
use super::bursts::{Bursts, Sessions};
use super::habits::Day;
use super::hazard::{Class, Hazard};
use super::hours::{Curve, Hours};
use super::{DAY, HOUR};

/// Steps are not shorter than this, seconds.
const SHORTEST: f64 = 60.0;
/// A quarter of an hour, seconds.
const QUARTER: f64 = 900.0;

/// What all sources share.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub hours: Hours,
    pub hazard: Hazard,
    pub bursts: Bursts,
}

/// How posts are expected at one source until its next poll.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The learned rate, posts a second.
    pub posts_per_s: f64,
    pub last_post_s: f64,
    /// The last poll.
    pub seen_s: f64,
    pub curve: Curve,
    pub class: Class,
    pub sessions: Sessions,
    /// How likely it is that sessions begin at fixed times, and the factors of the quarter hours then.
    pub punctual: f64,
    pub fixed: Option<Day>,
    /// Factors of the weekdays.
    pub week: [f32; 7],
}

/// The integrals since the last poll.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Unseen {
    /// Up to how many seconds after the poll.
    pub until: f32,
    /// Expected unseen posts.
    pub posts: f32,
    /// Their expected delay so far, summed: post-seconds.
    pub delay: f32,
}

/// A moment on the way from a poll: when, what is unseen then, and its delay.
type Point = (f64, f64, f64);

impl Unseen {
    /// What is unseen by `now`.
    #[must_use]
    pub fn advanced(self, model: &Model, shape: &Shape, now: f64) -> Self {
        let (time, posts, delay) = self.walk(model, shape, now, f64::INFINITY);
        Self { until: (time - shape.seen_s) as f32, posts: posts as f32, delay: delay as f32 }
    }

    /// When the delay will reach this amount, at most `latest`.
    #[must_use]
    pub fn reaches(self, model: &Model, shape: &Shape, delay: f64, latest: f64) -> f64 {
        self.walk(model, shape, latest, delay).0
    }

    /// Walks to `end` or to the moment when the delay reaches `goal`.
    fn walk(self, model: &Model, shape: &Shape, end: f64, goal: f64) -> Point {
        let (mut time, mut posts, mut delay) = (shape.seen_s + f64::from(self.until), f64::from(self.posts), f64::from(self.delay));
        while time < end && delay < goal {
            let (step, intensity) = shape.step(model, time, end);
            let next = delay + step * (posts + intensity * step / 2.0);
            if next >= goal {
                let left = goal - delay;
                let step = 2.0 * left / (posts + (posts * posts + 2.0 * intensity * left).sqrt());
                return (time + step, posts + intensity * step, goal);
            }
            delay = next;
            posts += intensity * step;
            time += step;
        }
        (time, posts, delay)
    }
}

/// A step on the way: how long, and when its middle is.
struct Step {
    length: f64,
    /// Since the last known post, seconds.
    age: f64,
    weekday: usize,
    /// Since midnight, seconds.
    second: f64,
}

impl Shape {
    /// The length of the step from `time`, and the intensity in it.
    fn step(&self, model: &Model, time: f64, end: f64) -> (f64, f64) {
        let step = self.stride(time, end);
        let (usual, silence) = self.usual(model, &step);
        (step.length, usual * silence + model.bursts.at(self.sessions, step.age))
    }

    /// Tells the tables of silence and bursts what the rest lets expect between two polls.
    pub fn expect(&self, model: &mut Model, from: f64, to: f64) {
        let mut time = from;
        while time < to {
            let step = self.stride(time, to);
            let (usual, silence) = self.usual(model, &step);
            if step.age >= SESSION {
                model.hazard.expect(self.class, step.age, usual * step.length);
            }
            model.bursts.expect(self.sessions, step.age, step.length, usual * silence * step.length);
            time += step.length;
        }
    }

    /// The rate by hour and weekday, and the factor of the silence.
    fn usual(&self, model: &Model, step: &Step) -> (f64, f64) {
        let mut hour = model.hours.of(self.curve, (step.second / HOUR) as usize);
        let fixed = self.fixed.as_ref().and_then(|day| day.get((step.second / QUARTER) as usize));
        if let Some(fixed) = fixed {
            hour += self.punctual * (f64::from(*fixed) - hour);
        }
        let day = f64::from(self.week[step.weekday]);
        let silence = if step.age >= SESSION { model.hazard.at(self.class, step.age) } else { 1.0 };
        (self.posts_per_s * hour * day, silence)
    }

    // Divisions and floors: a remainder of two floating numbers takes many times as long, and this is most of a decision.
    fn stride(&self, time: f64, end: f64) -> Step {
        let grid = if self.fixed.is_some() { QUARTER } else { HOUR };
        let left = grid - (time - (time / grid).floor() * grid);
        let left = if left < 1.0 { left + grid } else { left };
        let length = ((time - self.last_post_s) / 2.0).max(SHORTEST).min(left).min(end - time);
        let middle = time + length / 2.0;
        let day = (middle / DAY).floor();
        Step { length, age: middle - self.last_post_s, weekday: (day as i64).rem_euclid(7) as usize, second: middle - day * DAY }
    }
}

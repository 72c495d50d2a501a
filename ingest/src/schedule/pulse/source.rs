//! One source as the policy sees it: its terms, what is believed of it, and what gathers until its next poll.

use super::belief::Belief;
use super::bursts::Sessions;
use super::forecast::{Model, Shape, Unseen};
use super::habits::QUARTERS;
use super::hazard::{Class, Hazard};
use super::hours::{Curve, Hours};
use super::price::Price;

/// What does not change from poll to poll.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Channels that wait.
    pub weight: f32,
    /// Multiple of the cap after which it is polled in any case; at least 1.
    pub patience: f32,
    /// Below [`KINDS`](super::KINDS): whose average rate is lent to it, and which goes first among those that were asked for together.
    pub kind: u8,
}

/// What an earlier run left of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Remembered {
    /// What was learned of it.
    pub belief: Option<Belief>,
    /// Its last poll, seconds since 1970; None: there was none.
    pub polled: Option<f64>,
}

/// Its terms stand apart, where they leave no room unused.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) weight: f32,
    pub(super) patience: f32,
    pub(super) belief: Belief,
    /// The last poll that saw something.
    pub(super) seen_s: f64,
    pub(super) unseen: Unseen,
    /// As learned by the last poll, posts a second.
    pub(super) posts_per_s: f32,
    curve: Curve,
    pub(super) class: Class,
    pub(super) sessions: Sessions,
    /// How likely it is that its sessions begin at fixed times, in 255 parts.
    punctual: u8,
    pub(super) kind: u8,
    /// Must not be polled before.
    pub(super) rests_until_s: f64,
    /// Tickets in the queues with another stamp are void.
    pub(super) stamp: u32,
    /// Was polled, or remembered.
    pub(super) known: bool,
    /// Goes before everything that is merely due.
    pub(super) first: bool,
    /// More is known to be there.
    pub(super) more: bool,
    /// Goes after everything that is due: it was refused again and again.
    pub(super) last: bool,
}

impl Source {
    pub(super) fn new(terms: Terms, remembered: Remembered, now: f64) -> Self {
        let seen = remembered.polled.unwrap_or(now);
        let Terms { weight, patience, kind } = terms;
        Self {
            weight,
            patience,
            kind,
            belief: remembered.belief.unwrap_or_else(|| Belief::first_page(&[], seen)),
            seen_s: seen,
            unseen: Unseen::default(),
            posts_per_s: 0.0,
            curve: Curve::default(),
            class: Class::default(),
            sessions: Sessions::default(),
            punctual: 0,
            rests_until_s: now,
            stamp: 0,
            known: remembered.polled.is_some(),
            first: false,
            more: false,
            last: false,
        }
    }

    pub(super) const fn terms(&self) -> Terms {
        Terms { weight: self.weight, patience: self.patience, kind: self.kind }
    }

    pub(super) const fn set_terms(&mut self, terms: Terms) {
        Terms { weight: self.weight, patience: self.patience, kind: self.kind } = terms;
    }

    pub(super) fn shape(&self) -> Shape {
        Shape {
            posts_per_s: f64::from(self.posts_per_s),
            last_post_s: self.belief.last_post_s,
            seen_s: self.seen_s,
            curve: self.curve,
            class: self.class,
            sessions: self.sessions,
            fixed: (self.punctual > 0).then(|| self.belief.habits.day()),
            punctual: f64::from(self.punctual) / 255.0,
            week: self.belief.habits.week(),
        }
    }

    /// Fits the expectation to what is believed; `usual`: posts a second of sources of its kind; `begun`: sessions may have begun.
    pub(super) fn reshape(&mut self, model: &Model, usual: f64, begun: bool) {
        let rate = if self.known { self.belief.rate(self.seen_s, usual) } else { usual };
        (self.posts_per_s, self.class, self.sessions) = (rate as f32, Hazard::class(rate), model.bursts.class(&self.belief));
        if begun {
            let curve = Hours::fit(&self.belief);
            self.punctual = self.belief.habits.punctual(|quarter| model.hours.of(curve, usize::from(quarter / (QUARTERS / 24))));
            self.curve = curve;
        }
    }

    /// Seconds without a poll after which it is polled in any case.
    fn longest_wait(&self, cap: f64) -> f64 {
        cap * f64::from(self.patience)
    }

    /// Whether it has waited that long.
    pub(super) fn is_overdue(&self, cap: f64, now: f64) -> bool {
        now - self.seen_s >= self.longest_wait(cap)
    }

    /// The weighted delay that has gathered until now; the price at least, where more is known to be there.
    pub(super) fn worth(&mut self, model: &Model, price: Price, now: f64) -> f64 {
        self.unseen = self.unseen.advanced(model, &self.shape(), now);
        let worth = f64::from(self.unseen.delay) * f64::from(self.weight);
        if self.more { worth.max(price.0) } else { worth }
    }

    /// When it will be worth the price, or has waited so long that it is polled in any case.
    pub(super) fn due(&self, model: &Model, price: Price, cap: f64) -> f64 {
        let goal = price.0 / f64::from(self.weight);
        self.unseen.reaches(model, &self.shape(), goal, self.seen_s + self.longest_wait(cap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_stays_small() {
        // With its entry, its place in the index and its tickets it is below 200 bytes an artist: `cargo bench -p ingest --bench schedule`.
        assert!(size_of::<Source>() <= 120, "{} bytes", size_of::<Source>());
    }
}

//! The policy "pulse": poll where the most weighted delay has gathered, as far as one can expect.
//!
//! For every source the posts that wait unseen and the delay that they have gathered since the last poll are integrated from the
//! learned rate of its active time ([`belief`]), its hours and weekdays ([`hours`], [`habits`]), and what all sources together tell
//! of upload sessions ([`bursts`]) and of long silence ([`hazard`]). A poll is
//! worth its weight (channels) times that delay; the best use of a budget lets all sources reach the same worth, the
//! [`price`], when they are polled. A queue holds each source by the time at which it will reach the price; one decision compares
//! the few that come up, in O(log N). Nobody waits longer than the cap of [`price::Meter`].
//!
//! Pure and without identities: sources are slots, times are seconds. [`Schedule`](super::Schedule) gives them names.

pub mod belief;
pub mod bursts;
mod candidates;
pub mod forecast;
pub mod habits;
pub mod hazard;
pub mod hours;
pub mod price;
mod queue;
mod source;
mod time;

use belief::{Belief, SESSION};
use bursts::Counts;
use candidates::{Candidate, Candidates};
use forecast::{Model, Unseen};
use price::{Meter, Price};
use queue::{Queue, Ticket};
use source::Source;

pub use source::{Remembered, Terms};
pub use time::{DAY, HOUR};

/// Kinds of sources with rates of their own.
pub const KINDS: usize = 5;

/// What is learned over all sources together.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// Posts observed and expected in each cell of the [`hazard`].
    pub hazard: [Vec<f32>; 2],
    /// None: kept by a version that had none; then its [`hazard`] counts by another rate.
    pub bursts: Option<Counts>,
    /// None: no decision yet.
    pub price: Option<f64>,
    /// Polls a second.
    pub polls_per_s: f64,
}

/// What a decision says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// Poll this; it is in no queue until [`Pulse::queue`].
    Poll(u32),
    /// Nothing may be polled before this time.
    Wait(f64),
    /// Nothing is queued.
    Nothing,
}

/// See the module's text.
#[derive(Clone, Debug)]
pub struct Pulse {
    model: Model,
    meter: Meter,
    /// None: before the first decision.
    price: Option<Price>,
    sources: Vec<Source>,
    free: Vec<u32>,
    /// Asked for, or never polled: before everything else, by time.
    urgent: Queue,
    /// By the time at which the price is reached.
    ready: Queue,
    /// By the time before which they must not be polled.
    resting: Queue,
    /// Sources, each counted by how often the cap wants it.
    demand: f64,
    /// Posts and exposure (s) of the sources of each kind when they were first seen.
    usual: [(f64, f64); KINDS],
}

impl Pulse {
    /// Without sources; `rate` is a first guess of the polls a second.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        Self {
            model: Model::default(),
            meter: Meter::new(rate),
            price: None,
            sources: Vec::new(),
            free: Vec::new(),
            urgent: Queue::default(),
            ready: Queue::default(),
            resting: Queue::default(),
            demand: 0.0,
            // One post in ten days.
            usual: [(1.0, 10.0 * DAY); KINDS],
        }
    }

    /// Adds a source that is not queued yet and gives its slot.
    pub fn insert(&mut self, terms: Terms, remembered: Remembered, now: f64) -> u32 {
        self.demand += 1.0 / f64::from(terms.patience);
        let slot = self.place(Source::new(terms, remembered, now));
        if let Some(belief) = remembered.belief {
            self.count(terms.kind, &belief, now);
        }
        self.reshape(slot, true);
        slot
    }

    /// Puts a source into a free slot, whose tickets stay void, or into a new one.
    fn place(&mut self, mut source: Source) -> u32 {
        if let Some(slot) = self.free.pop() {
            source.stamp = self.sources[at(slot)].stamp;
            self.sources[at(slot)] = source;
            return slot;
        }
        push(&mut self.sources, source);
        (self.sources.len() - 1) as u32
    }

    /// Forgets a source; its slot may be used again.
    pub fn remove(&mut self, slot: u32) {
        let source = &mut self.sources[at(slot)];
        source.stamp = source.stamp.wrapping_add(1);
        self.demand -= 1.0 / f64::from(source.patience);
        self.free.push(slot);
    }

    /// Changes the terms of a source; false: they are the same.
    pub fn set_terms(&mut self, slot: u32, terms: Terms) -> bool {
        let source = &mut self.sources[at(slot)];
        if source.terms() == terms {
            return false;
        }
        self.demand += 1.0 / f64::from(terms.patience) - 1.0 / f64::from(source.patience);
        source.set_terms(terms);
        true
    }

    /// What is learned of a source; None: nothing yet.
    #[must_use]
    pub fn belief(&self, slot: u32) -> Option<Belief> {
        let source = &self.sources[at(slot)];
        source.known.then_some(source.belief)
    }

    /// Before when a source must not be polled.
    #[must_use]
    pub fn rests_until(&self, slot: u32) -> f64 {
        self.sources[at(slot)].rests_until_s
    }

    /// When a source will probably be polled next.
    #[must_use]
    pub fn expected(&self, slot: u32, now: f64) -> f64 {
        let source = &self.sources[at(slot)];
        let due = if source.first { now } else { self.due(slot, now) };
        due.max(source.rests_until_s).max(now)
    }

    /// The longest time without a poll that the policy aims at now, seconds.
    #[must_use]
    pub fn cap(&self) -> f64 {
        self.meter.cap(self.demand)
    }

    /// What was learned over all sources together.
    #[must_use]
    pub fn common(&self) -> Common {
        let Model { hazard, bursts, .. } = &self.model;
        Common {
            hazard: hazard.counts(),
            bursts: Some(bursts.counts()),
            price: self.price.map(|price| price.0),
            polls_per_s: self.meter.polls_per_s,
        }
    }

    /// Resumes with what was learned over all sources together, as far as it makes sense; false: some of it made none.
    pub fn recall(&mut self, common: &Common) -> bool {
        let sane = |value: &f64| value.is_finite() && *value > 0.0;
        let Model { hazard, bursts, .. } = &mut self.model;
        // Without bursts it comes from a version whose rates faded with silence: what that expected says nothing here.
        let tables = common.bursts.as_ref().is_none_or(|counts| bursts.recall(counts) & hazard.recall(&common.hazard));
        self.price = common.price.filter(sane).map(Price).or(self.price);
        if sane(&common.polls_per_s) {
            self.meter = Meter::new(common.polls_per_s);
        }
        tables && sane(&common.polls_per_s) && common.price.is_none_or(|price| sane(&price))
    }

    /// Queues a source, or queues it again: not before `rests_until`; `first`: then before everything that is merely due.
    pub fn queue(&mut self, slot: u32, rests_until: f64, first: bool, now: f64) {
        let source = &mut self.sources[at(slot)];
        (source.rests_until_s, source.first) = (rests_until, first);
        self.requeue(slot, now);
    }

    /// Changes before when a source must not be polled; counts when it is queued next.
    pub fn set_rest(&mut self, slot: u32, until: f64) {
        self.sources[at(slot)].rests_until_s = until;
    }

    /// Queues a source again with those that rest.
    pub fn rest(&mut self, slot: u32) {
        let ticket = self.ticket(slot, self.sources[at(slot)].rests_until_s);
        self.resting.push(ticket);
    }

    /// Queues a source again where it belongs by now.
    pub fn requeue(&mut self, slot: u32, now: f64) {
        let source = &self.sources[at(slot)];
        let rests_until = source.rests_until_s;
        if rests_until > now {
            self.rest(slot);
        } else if source.first {
            // Asked for at the same time: by kind.
            let ticket = self.ticket(slot, rests_until + f64::from(source.kind) * 1e-3);
            self.urgent.push(ticket);
        } else {
            let ticket = self.ticket(slot, self.due(slot, now));
            self.ready.push(ticket);
        }
    }

    /// The source's only valid ticket from now on.
    fn ticket(&mut self, slot: u32, time: f64) -> Ticket {
        let source = &mut self.sources[at(slot)];
        source.stamp = source.stamp.wrapping_add(1);
        Ticket { time_s: time, slot, stamp: source.stamp }
    }

    /// More is known to be there than the last poll has read.
    pub fn set_more(&mut self, slot: u32, more: bool) {
        self.sources[at(slot)].more = more;
    }

    /// Whether a source goes after all others that are due; at the cap it has its turn like them.
    pub fn set_last(&mut self, slot: u32, last: bool) {
        self.sources[at(slot)].last = last;
    }

    /// Decides. `held` tells which slots cannot be polled now; those leave the queue, and `held` remembers them.
    pub fn choose(&mut self, now: f64, mut held: impl FnMut(u32) -> bool) -> Choice {
        while let Some(ticket) = self.resting.pop(now, valid(&self.sources)) {
            self.requeue(ticket.slot, now);
        }
        let mut chosen = None;
        while let Some(ticket) = self.urgent.pop(f64::INFINITY, valid(&self.sources)) {
            if !held(ticket.slot) {
                chosen = Some(ticket.slot);
                break;
            }
        }
        let chosen = chosen.or_else(|| self.worthiest(now, held));
        let Some(slot) = chosen else {
            return self.resting.earliest(valid(&self.sources)).map_or(Choice::Nothing, Choice::Wait);
        };
        self.meter.tick(now);
        Choice::Poll(slot)
    }

    /// A poll at `now` saw these new posts (publication times, oldest first); in a first poll, the first page.
    pub fn learn(&mut self, slot: u32, posts: &[f64], now: f64) {
        let source = &mut self.sources[at(slot)];
        let begun = if source.known {
            Self::compare(&mut self.model, source, posts, now)
        } else {
            source.known = true;
            source.belief = Belief::first_page(posts, now);
            let (kind, belief) = (source.kind, source.belief);
            self.count(kind, &belief, now);
            true
        };
        let source = &mut self.sources[at(slot)];
        source.seen_s = now;
        source.unseen = Unseen::default();
        self.reshape(slot, begun);
    }

    /// What was seen, against what was expected since the last poll. Whether a session began.
    fn compare(model: &mut Model, source: &mut Source, posts: &[f64], now: f64) -> bool {
        source.shape().expect(model, source.seen_s, now);
        let known = source.belief.last_post_s;
        let mut begun = false;
        for post in posts.iter().copied().filter(|post| *post > known) {
            // All by the last post that was known while nobody looked, as they were expected.
            if post - known >= SESSION {
                model.hazard.observe(source.class, post - known);
            }
            model.bursts.observe(source.sessions, post - known);
            let gap = (post - source.belief.last_post_s).max(0.0);
            model.bursts.count((gap <= SESSION).then_some(gap));
            begun |= gap > SESSION;
            source.belief.see(post);
        }
        if model.hazard.polled() {
            model.bursts.refresh();
        }
        begun
    }

    /// The best of those that come up.
    fn worthiest(&mut self, now: f64, mut held: impl FnMut(u32) -> bool) -> Option<u32> {
        let (price, cap) = (self.price_now(), self.cap());
        let mut candidates = Candidates::default();
        while let Some(latest) = candidates.latest(now) {
            let Some(Ticket { slot, time_s: time, .. }) = self.ready.pop(latest, valid(&self.sources)) else { break };
            if held(slot) {
                continue;
            }
            let source = &mut self.sources[at(slot)];
            let worth = if source.is_overdue(cap, now) { f64::INFINITY } else { source.worth(&self.model, price, now) };
            candidates.add(Candidate { slot, worth, last: source.last, due: time <= now });
        }
        let chosen = candidates.chosen()?;
        for slot in candidates.others(chosen.slot) {
            self.requeue(slot, now);
        }
        if chosen.worth.is_finite()
            && let Some(price) = &mut self.price
        {
            price.follow(chosen.worth);
        }
        Some(chosen.slot)
    }

    /// When a source will be worth the price, or reaches the cap.
    fn due(&self, slot: u32, now: f64) -> f64 {
        let source = &self.sources[at(slot)];
        self.price.filter(|_| !source.more).map_or(now, |price| source.due(&self.model, price, self.cap()))
    }

    /// The price; at first the one at which polls at average rates would just take the whole budget.
    fn price_now(&mut self) -> Price {
        let rate = self.meter.polls_per_s.max(1e-9);
        let sources = &self.sources;
        *self.price.get_or_insert_with(|| {
            let roots: f64 = sources.iter().map(|source| (f64::from(source.weight) * f64::from(source.posts_per_s)).sqrt()).sum();
            Price((roots / rate).powi(2) / 2.0)
        })
    }

    fn reshape(&mut self, slot: u32, begun: bool) {
        let source = &mut self.sources[at(slot)];
        let (posts, exposure) = self.usual[usize::from(source.kind).min(KINDS - 1)];
        source.reshape(&self.model, posts / exposure, begun);
    }

    fn count(&mut self, kind: u8, belief: &Belief, now: f64) {
        let (posts, exposure) = &mut self.usual[usize::from(kind).min(KINDS - 1)];
        let (counted, watched) = belief.counted(now);
        *posts += counted;
        *exposure += watched;
        self.model.bursts.count_all(belief);
    }
}

/// Pushes without ever holding more than an eighth of the memory in reserve.
pub fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 16);
    }
    list.push(item);
}

fn valid(sources: &[Source]) -> impl Fn(&Ticket) -> bool {
    |ticket| sources[at(ticket.slot)].stamp == ticket.stamp
}

const fn at(slot: u32) -> usize {
    slot as usize
}

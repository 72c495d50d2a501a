//! The policy "pulse": look where the most weighted delay has gathered, as far as one can expect.
//!
//! For every source the posts that wait unseen and the delay that they have gathered since the last look are integrated from a
//! learned rate ([`belief`]), its hours of the day ([`hours`]) and the common course of bursts and silence ([`hazard`]). A look is
//! worth its weight (channels) times that delay; the best use of a budget lets all sources reach the same worth, the
//! [`price`], when they are looked at. A queue holds each source by the time at which it will reach the price; one decision compares
//! the few that come up, in O(log N). Nobody waits longer than the cap of [`price::Meter`].
//!
//! Pure and without identities: sources are slots, times are seconds. [`Schedule`](super::Schedule) gives them names.

pub mod belief;
pub mod forecast;
pub mod hazard;
pub mod hours;
pub mod price;
mod queue;
mod time;

use belief::Belief;
use forecast::{Model, Shape, Unseen};
use hazard::{Class, Hazard};
use hours::{Curve, Hours};
use price::{Meter, Price};
use queue::{Queue, Ticket};

pub use time::{DAY, HOUR};

/// Sources that are compared for one decision.
const CANDIDATES: usize = 8;
/// How far ahead of its time a source may be compared, seconds.
const AHEAD: f64 = 60.0;
/// Kinds of sources with rates of their own.
pub const KINDS: usize = 4;

/// What does not change from look to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Channels that wait.
    pub weight: f32,
    /// Multiple of the cap after which it is looked at in any case; at least 1.
    pub patience: f32,
    /// Below [`KINDS`]: whose average rate is lent to it, and who goes first among those that were asked for together.
    pub kind: u8,
}

/// What is learned over all sources together.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// Posts observed and expected in each cell of the [`hazard`].
    pub hazard: [Vec<f32>; 2],
    /// None: no decision yet.
    pub price: Option<f64>,
    /// Looks a second.
    pub rate: f64,
}

#[derive(Clone, Debug)]
struct Source {
    terms: Terms,
    belief: Belief,
    /// The last look that saw something.
    seen: f64,
    unseen: Unseen,
    /// As learned by the last look, posts a second.
    rate: f32,
    curve: Curve,
    class: Class,
    /// Must not be looked at before.
    rests_until: f64,
    stamp: u32,
    /// Was looked at, or remembered.
    known: bool,
    /// Goes before everything that is merely due.
    first: bool,
    /// More is known to be there.
    more: bool,
    /// Goes after everything that is due: it was refused again and again.
    last: bool,
}

impl Source {
    fn shape(&self) -> Shape {
        Shape { rate: f64::from(self.rate), last_post: self.belief.last_post, curve: self.curve, class: self.class }
    }
}

/// What a decision says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// Look at this; it is in no queue until [`Pulse::queue`].
    Look(u32),
    /// Nothing may be looked at before this time.
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
    /// Asked for, or never looked at: before everything else, by time.
    urgent: Queue,
    /// By the time at which the price is reached.
    ready: Queue,
    /// By the time before which they must not be looked at.
    resting: Queue,
    /// Sources, each counted by how often the cap wants it.
    demand: f64,
    /// Posts and exposure (s) of the sources of each kind when they were first seen.
    usual: [(f64, f64); KINDS],
}

impl Pulse {
    /// Without sources; `rate` is a first guess of the looks a second.
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

    /// Adds a source that is not queued yet and gives its slot. `belief`: what is remembered of it; `seen`: its last look; `known`:
    /// there was one.
    pub fn insert(&mut self, terms: Terms, belief: Option<Belief>, seen: f64, known: bool, now: f64) -> u32 {
        self.demand += 1.0 / f64::from(terms.patience);
        let source = Source {
            terms,
            belief: belief.unwrap_or_else(|| Belief::first_page(&[], seen)),
            seen,
            unseen: Unseen::nothing(seen),
            rate: 0.0,
            curve: Curve::default(),
            class: Class::default(),
            rests_until: now,
            stamp: 0,
            known,
            first: false,
            more: false,
            last: false,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                let stamp = self.sources[at(slot)].stamp;
                self.sources[at(slot)] = Source { stamp, ..source };
                slot
            }
            None => {
                push(&mut self.sources, source);
                (self.sources.len() - 1) as u32
            }
        };
        if let Some(belief) = belief {
            self.count(terms.kind, &belief, now);
        }
        self.reshape(slot);
        slot
    }

    /// Forgets a source; its slot may be used again.
    pub fn remove(&mut self, slot: u32) {
        let source = &mut self.sources[at(slot)];
        source.stamp = source.stamp.wrapping_add(1);
        self.demand -= 1.0 / f64::from(source.terms.patience);
        self.free.push(slot);
    }

    /// Changes the terms of a source; false: they are the same.
    pub fn set_terms(&mut self, slot: u32, terms: Terms) -> bool {
        let source = &mut self.sources[at(slot)];
        if source.terms == terms {
            return false;
        }
        self.demand += 1.0 / f64::from(terms.patience) - 1.0 / f64::from(source.terms.patience);
        source.terms = terms;
        true
    }

    /// What is learned of a source; None: nothing yet.
    #[must_use]
    pub fn belief(&self, slot: u32) -> Option<Belief> {
        let source = &self.sources[at(slot)];
        source.known.then_some(source.belief)
    }

    /// Before when a source must not be looked at.
    #[must_use]
    pub fn rests_until(&self, slot: u32) -> f64 {
        self.sources[at(slot)].rests_until
    }

    /// The longest time without a look that is aimed at now, seconds.
    #[must_use]
    pub fn cap(&self) -> f64 {
        self.meter.cap(self.demand)
    }

    /// What was learned over all sources together.
    #[must_use]
    pub fn common(&self) -> Common {
        Common { hazard: self.model.hazard.counts(), price: self.price.map(|price| price.0), rate: self.meter.rate }
    }

    /// Goes on with what was learned over all sources together, as far as it makes sense.
    pub fn recall(&mut self, common: &Common) {
        let sane = |value: &f64| value.is_finite() && *value > 0.0;
        self.model.hazard.recall(&common.hazard);
        self.price = common.price.filter(sane).map(Price).or(self.price);
        if sane(&common.rate) {
            self.meter = Meter::new(common.rate);
        }
    }

    /// Queues a source, or queues it anew: not before `rests_until`; `first`: then before everything that is merely due.
    pub fn queue(&mut self, slot: u32, rests_until: f64, first: bool, now: f64) {
        let source = &mut self.sources[at(slot)];
        (source.rests_until, source.first) = (rests_until, first);
        self.requeue(slot, now);
    }

    /// Changes before when a source must not be looked at; counts when it is queued next.
    pub fn set_rest(&mut self, slot: u32, until: f64) {
        self.sources[at(slot)].rests_until = until;
    }

    /// Queues a source again with those that rest.
    pub fn rest(&mut self, slot: u32) {
        let ticket = self.ticket(slot, self.sources[at(slot)].rests_until);
        self.resting.push(ticket);
    }

    /// Queues a source again where it belongs by now.
    pub fn requeue(&mut self, slot: u32, now: f64) {
        let source = &self.sources[at(slot)];
        let rests_until = source.rests_until;
        if rests_until > now {
            self.rest(slot);
        } else if source.first {
            // Asked for at the same time: by kind.
            let ticket = self.ticket(slot, rests_until + f64::from(source.terms.kind) * 1e-3);
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
        Ticket { time, slot, stamp: source.stamp }
    }

    /// More is known to be there than the last look has read.
    pub fn set_more(&mut self, slot: u32, more: bool) {
        self.sources[at(slot)].more = more;
    }

    /// Whether a source goes after all others that are due; at the cap it has its turn like them.
    pub fn set_last(&mut self, slot: u32, last: bool) {
        self.sources[at(slot)].last = last;
    }

    /// Decides. `held` tells which slots cannot be looked at now; those leave the queue, and `held` remembers them.
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
        Choice::Look(slot)
    }

    /// A look at `now` saw these new posts (publication times, oldest first); in a first look, the first page.
    pub fn learn(&mut self, slot: u32, posts: &[f64], now: f64) {
        let source = &mut self.sources[at(slot)];
        if source.known {
            let Model { hours, hazard } = &mut self.model;
            source.shape().expect(hours, hazard, source.seen, now);
            let last = source.belief.last_post;
            for post in posts.iter().filter(|post| **post > last) {
                hazard.observe(source.class, post - last);
                source.belief.see(*post);
            }
            hazard.looked();
        } else {
            source.known = true;
            source.belief = Belief::first_page(posts, now);
            let (kind, belief) = (source.terms.kind, source.belief);
            self.count(kind, &belief, now);
        }
        let source = &mut self.sources[at(slot)];
        source.seen = now;
        source.unseen = Unseen::nothing(now);
        self.reshape(slot);
    }

    /// The best of those that come up.
    fn worthiest(&mut self, now: f64, mut held: impl FnMut(u32) -> bool) -> Option<u32> {
        let price = self.price_now();
        let cap = self.cap();
        let mut compared = [0_u32; CANDIDATES];
        let mut count = 0;
        let mut best: Option<(f64, u32)> = None;
        let (mut best_of_last, mut others_due): (Option<(f64, u32)>, bool) = (None, false);
        while count < CANDIDATES {
            let latest = if count == 0 { f64::INFINITY } else { now + AHEAD };
            let Some(Ticket { slot, time, .. }) = self.ready.pop(latest, valid(&self.sources)) else { break };
            if held(slot) {
                continue;
            }
            compared[count] = slot;
            count += 1;
            let source = &mut self.sources[at(slot)];
            if now - source.seen >= cap * f64::from(source.terms.patience) {
                best = Some((f64::INFINITY, slot));
                break;
            }
            source.unseen = source.unseen.advanced(&self.model, &source.shape(), now);
            let mut worth = f64::from(source.unseen.delay) * f64::from(source.terms.weight);
            if source.more {
                worth = worth.max(price.0);
            }
            let best = if source.last { &mut best_of_last } else { &mut best };
            if best.is_none_or(|(most, _)| worth > most) {
                *best = Some((worth, slot));
            }
            others_due |= !source.last && time <= now;
        }
        let (worth, chosen) = match (best, best_of_last) {
            (Some(best), Some(last)) if !others_due && !best.0.is_infinite() => {
                if last.0 > best.0 {
                    last
                } else {
                    best
                }
            }
            (best, last) => best.or(last)?,
        };
        for slot in compared.into_iter().take(count).filter(|slot| *slot != chosen) {
            self.requeue(slot, now);
        }
        if worth.is_finite()
            && let Some(price) = &mut self.price
        {
            price.follow(worth);
        }
        Some(chosen)
    }

    /// When a source will be worth the price, or reaches the cap.
    fn due(&self, slot: u32, now: f64) -> f64 {
        let source = &self.sources[at(slot)];
        let Some(price) = self.price.filter(|_| !source.more) else { return now };
        let latest = source.seen + self.cap() * f64::from(source.terms.patience);
        source.unseen.reaches(&self.model, &source.shape(), price.0 / f64::from(source.terms.weight), latest)
    }

    /// The price; at first the one at which looks at average rates would just take the whole budget.
    fn price_now(&mut self) -> Price {
        let rate = self.meter.rate.max(1e-9);
        let sources = &self.sources;
        *self.price.get_or_insert_with(|| {
            let roots: f64 = sources.iter().map(|source| (f64::from(source.terms.weight) * f64::from(source.rate)).sqrt()).sum();
            Price((roots / rate).powi(2) / 2.0)
        })
    }

    fn reshape(&mut self, slot: u32) {
        let source = &mut self.sources[at(slot)];
        let (posts, exposure) = self.usual[usize::from(source.terms.kind).min(KINDS - 1)];
        let rate = if source.known { source.belief.rate(source.seen, posts / exposure) } else { posts / exposure };
        (source.rate, source.curve, source.class) = (rate as f32, Hours::fit(&source.belief), Hazard::class(rate));
    }

    fn count(&mut self, kind: u8, belief: &Belief, now: f64) {
        let (posts, exposure) = &mut self.usual[usize::from(kind).min(KINDS - 1)];
        *posts += belief.counted(now);
        *exposure += belief.exposure(now);
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

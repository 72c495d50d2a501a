//! Which source to poll when: pure, without its own clock.
//!
//! The policy is [`pulse`]: the next poll goes where the most weighted delay has gathered, as far as the learned rates let
//! expect. This module gives its slots the names of sources and keeps the rules that hold whatever the policy: what was never
//! polled or was asked for goes first; between two polls of a source lies its interval; a failing source is tried with growing
//! distance; one poll at a time per artist, so that an artist's events keep their order.

mod key;
pub mod memory;
pub mod pace;
pub mod pulse;
pub mod replay;

#[cfg(test)]
mod tests;

pub use key::{Key, Spec};

use chrono::TimeDelta;
use domain::clock::{SKEW, Timestamp};
use domain::id::ArtistId;
use domain::source::Rates;
use hashbrown::HashTable;
use memory::{Together, Unusable, instant, seconds};
use pulse::{Choice, HOUR, Pulse, Remembered, Terms};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use store::ingest::SourceKind;

/// Every source is polled four times in the longest time that the policy leaves any alone (6 h), or in four of its intervals.
const PATIENCE: f64 = 1.5 * HOUR;

/// From this many failures in a row on, a source is polled after the others that are due.
const REFUSED_AGAIN: u32 = 2;

/// Where a source was left by an earlier run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Past {
    /// The last poll that saw something; None: never polled.
    pub seen: Option<Timestamp>,
    /// It must not be polled before this time.
    pub rests_until: Option<Timestamp>,
    /// What was learned of it; None: it was not kept.
    pub rates: Option<Rates>,
    /// Polls in a row that failed.
    pub failures: u32,
}

/// How a poll went, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Polled; nothing is left to read.
    Fine,
    /// Polled; more is left to read, so poll again soon, but after the others that are due.
    More,
    /// Failed in a way that may pass: tried again with growing distance.
    Failed,
    /// Did not happen, through no fault of the source; the count of failures stays.
    Postponed(Timestamp),
}

/// The answer of [`Schedule::next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Poll this now; it counts as under way until [`Schedule::done`].
    Poll(Key),
    /// Nothing is due before this time.
    Wait(Timestamp),
    /// Nothing will be due until a poll ends or a source is added.
    Idle,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Key,
    /// Seconds.
    interval: f32,
    failures: u32,
    under_way: bool,
    /// Asked for while it was under way.
    again: bool,
    /// False: a slot that waits for its next use.
    there: bool,
}

/// See the module's text.
#[derive(Clone, Debug)]
pub struct Schedule {
    pulse: Pulse,
    /// The slots of the sources, found by their keys, which only `entries` holds: 100,000 artists shall cost little memory.
    slots: HashTable<u32>,
    hasher: RandomState,
    /// By slot.
    entries: Vec<Entry>,
    /// Artists that are being polled, with the slots that came up meanwhile.
    busy: HashMap<ArtistId, Vec<u32>>,
    /// Longest distance between two tries of a failing source.
    retry_cap: TimeDelta,
}

impl Schedule {
    /// An empty schedule; a failing source is tried at least every `retry_cap`, or four times in its own interval. `rate` is a
    /// first guess of the polls a second that the budget allows; the true rate is measured.
    #[must_use]
    pub fn new(retry_cap: TimeDelta, rate: f64) -> Self {
        Self {
            pulse: Pulse::new(rate),
            slots: HashTable::new(),
            hasher: RandomState::new(),
            entries: Vec::new(),
            busy: HashMap::new(),
            retry_cap,
        }
    }

    /// Adds a source, or changes what is known of one. A source without a past is polled first.
    pub fn upsert(&mut self, key: Key, spec: Spec, past: Past, now: Timestamp) {
        let at = seconds(now);
        let terms = terms(key, spec);
        let interval = spec.interval.as_seconds_f64() as f32;
        if let Some((slot, entry)) = self.find(key) {
            // A shorter interval takes effect at once, a longer one after the next poll.
            let shorter = interval < entry.interval && entry.failures == 0;
            entry.interval = interval;
            let under_way = entry.under_way;
            if !self.pulse.set_terms(slot, terms) && !shorter {
                return;
            }
            if shorter {
                let until = self.pulse.rests_until(slot).min(seconds(now + spec.interval));
                self.pulse.set_rest(slot, until);
            }
            if !under_way {
                self.pulse.requeue(slot, at);
            }
            return;
        }
        let seen = past.seen.map_or(at, seconds).min(at);
        let belief = past.rates.map(|rates| memory::belief(rates, seen));
        let slot = self.pulse.insert(terms, Remembered { belief, polled: past.seen.map(|_| seen) }, at);
        let entry = Entry { key, interval, failures: past.failures, under_way: false, again: false, there: true };
        match self.entries.get_mut(slot as usize) {
            Some(free) => *free = entry,
            None => pulse::push(&mut self.entries, entry),
        }
        let (hasher, entries) = (&self.hasher, &self.entries);
        let hash = |slot: &u32| entries.get(*slot as usize).map_or(0, |entry| hasher.hash_one(entry.key));
        self.slots.insert_unique(hasher.hash_one(key), slot, hash);
        let never = past.seen.is_none() && past.rests_until.is_none();
        // Seen in the future: the clock was set back, and the rest belongs to the time before.
        let rests_until = past.rests_until.filter(|_| past.seen.is_none_or(|seen| seen <= now + SKEW));
        // A failure leaves `seen` as it was, and no distance between tries is longer.
        let longest = now + pace::longest_retry(self.retry_cap.max(spec.interval / 4));
        let rests_until = rests_until.map(|until| if past.failures > 0 { until.min(longest) } else { until });
        self.pulse.set_last(slot, past.failures >= REFUSED_AGAIN);
        self.pulse.queue(slot, rests_until.map_or(at, seconds), never, at);
    }

    /// Forgets a source. A poll that is under way may still report [`done`](Self::done).
    pub fn remove(&mut self, key: Key) {
        let entries = &self.entries;
        let own = |slot: &u32| entries.get(*slot as usize).is_some_and(|entry| entry.key == key);
        let Ok(found) = self.slots.find_entry(self.hasher.hash_one(key), own) else { return };
        let (slot, _) = found.remove();
        self.pulse.remove(slot);
        if let Some(entry) = self.entries.get_mut(slot as usize) {
            entry.there = false;
        }
    }

    /// The source to poll now, or how long to wait.
    pub fn next(&mut self, now: Timestamp) -> Next {
        let Self { pulse, entries, busy, .. } = self;
        let held = |slot: u32| match entries.get(slot as usize).and_then(|entry| busy.get_mut(&entry.key.0)) {
            Some(held) => {
                held.push(slot);
                true
            }
            None => false,
        };
        match pulse.choose(seconds(now), held) {
            Choice::Poll(slot) => {
                let Some(entry) = entries.get_mut(slot as usize) else { return Next::Idle };
                (entry.under_way, entry.again) = (true, false);
                busy.insert(entry.key.0, Vec::new());
                Next::Poll(entry.key)
            }
            Choice::Wait(until) => Next::Wait(instant(until)),
            Choice::Nothing => Next::Idle,
        }
    }

    /// Learns from a poll that [`next`](Self::next) gave out, before it is [`done`](Self::done): at `seen` it saw what was
    /// published or happened at these times since the last poll; in the first poll of a source, its first page.
    pub fn learn(&mut self, key: Key, news: &[Timestamp], seen: Timestamp) {
        let Some(slot) = self.slot(key) else { return };
        let mut posts: Vec<f64> = news.iter().map(|time| seconds((*time).min(seen))).collect();
        posts.sort_by(f64::total_cmp);
        self.pulse.learn(slot, &posts, seconds(seen));
    }

    /// Takes back a source that [`next`](Self::next) gave out.
    pub fn done(&mut self, key: Key, outcome: Outcome, now: Timestamp) {
        let at = seconds(now);
        for slot in self.busy.remove(&key.0).unwrap_or_default() {
            if self.entries.get(slot as usize).is_some_and(|entry| entry.there && !entry.under_way) {
                self.pulse.requeue(slot, at);
            }
        }
        let cap = self.retry_cap;
        let Some((slot, entry)) = self.find(key) else { return };
        entry.under_way = false;
        let again = std::mem::take(&mut entry.again);
        let interval = memory::span(f64::from(entry.interval));
        entry.failures = match outcome {
            Outcome::Fine | Outcome::More => 0,
            Outcome::Failed => entry.failures.saturating_add(1),
            Outcome::Postponed(_) => entry.failures,
        };
        let until = match outcome {
            Outcome::Fine | Outcome::More if again => now,
            Outcome::Fine => now + pace::spread(interval, key, 0),
            Outcome::More => now,
            Outcome::Failed => now + pace::retry_after(interval, entry.failures, cap.max(interval / 4), key),
            Outcome::Postponed(until) => until,
        };
        let last = entry.failures >= REFUSED_AGAIN;
        self.pulse.set_more(slot, outcome == Outcome::More);
        self.pulse.set_last(slot, last);
        self.pulse.queue(slot, seconds(until), again, at);
    }

    /// Asks for a source to be polled as soon as possible, before those that are merely due.
    pub fn hasten(&mut self, key: Key, now: Timestamp) {
        let Some((slot, entry)) = self.find(key) else { return };
        if entry.under_way {
            entry.again = true;
        } else {
            let until = self.pulse.rests_until(slot).min(seconds(now));
            self.pulse.queue(slot, until, true, seconds(now));
        }
    }

    /// Puts off a source until this time, unless it is due later anyway.
    pub fn postpone(&mut self, key: Key, until: Timestamp) {
        let Some((slot, entry)) = self.find(key) else { return };
        entry.again = false;
        let under_way = entry.under_way;
        let until = self.pulse.rests_until(slot).max(seconds(until));
        self.pulse.set_rest(slot, until);
        if !under_way {
            self.pulse.rest(slot);
        }
    }

    /// Before when this source is not polled; None: unknown source.
    #[must_use]
    pub fn rests_until(&self, key: Key) -> Option<Timestamp> {
        self.slot(key).map(|slot| instant(self.pulse.rests_until(slot)))
    }

    /// When this source is probably polled next, as far as the policy can tell now; None: unknown source.
    #[must_use]
    pub fn expected(&self, key: Key, now: Timestamp) -> Option<Timestamp> {
        self.slot(key).map(|slot| instant(self.pulse.expected(slot, seconds(now))))
    }

    /// The least time between two polls of this source; None: unknown source.
    #[must_use]
    pub fn interval(&self, key: Key) -> Option<TimeDelta> {
        self.slot(key).and_then(|slot| self.entries.get(slot as usize)).map(|entry| memory::span(f64::from(entry.interval)))
    }

    /// What was learned of this source, to be kept for [`Past::rates`].
    #[must_use]
    pub fn rates(&self, key: Key) -> Option<Rates> {
        self.pulse.belief(self.slot(key)?).map(Rates::from)
    }

    /// What was learned over all sources together, as text for [`recall`](Self::recall).
    #[must_use]
    pub fn common(&self) -> String {
        serde_json::to_string(&Together::from(self.pulse.common())).unwrap_or_default()
    }

    /// Resumes with what an earlier run had learned over all sources together.
    ///
    /// # Errors
    /// When the text cannot be read, or some of it makes no sense; then that is learned again.
    pub fn recall(&mut self, common: &str) -> Result<(), Unusable> {
        let common = serde_json::from_str::<Together>(common)?.into();
        if self.pulse.recall(&common) { Ok(()) } else { Err(Unusable::Counts) }
    }

    /// Polls in a row of this source that failed.
    #[must_use]
    pub fn failures(&self, key: Key) -> u32 {
        self.slot(key).and_then(|slot| self.entries.get(slot as usize)).map_or(0, |entry| entry.failures)
    }

    /// The longest time without a poll that the policy aims at now.
    #[must_use]
    pub fn cap(&self) -> TimeDelta {
        memory::span(self.pulse.cap())
    }

    /// How many sources there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no source at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn slot(&self, key: Key) -> Option<u32> {
        let own = |slot: &u32| self.entries.get(*slot as usize).is_some_and(|entry| entry.key == key);
        self.slots.find(self.hasher.hash_one(key), own).copied()
    }

    fn find(&mut self, key: Key) -> Option<(u32, &mut Entry)> {
        let slot = self.slot(key)?;
        Some((slot, self.entries.get_mut(slot as usize)?))
    }
}

/// What the policy has to know. News in galleries and journals is what people wait for; a folder list or a folder tells of works
/// moved in, and a profile of a new name or icon, which matter less. The kinds are numbered as they go first when several were
/// asked for: what tells of new posts, then who the artist is, then the rest.
fn terms(key: Key, spec: Spec) -> Terms {
    let (kind, matters) = match key.1 {
        SourceKind::Gallery => (0, 1.0),
        SourceKind::Profile => (1, 0.1),
        SourceKind::Posts => (2, 1.0),
        SourceKind::Folder(_) | SourceKind::Later => (3, 0.1),
        SourceKind::Group => (4, 1.0),
    };
    let matters = matters / spec.cost.max(1) as f32;
    let patience = (spec.interval.as_seconds_f64() / PATIENCE).max(1.0);
    Terms { weight: spec.weight.max(1) as f32 * matters, patience: patience as f32, kind }
}

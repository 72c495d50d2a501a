//! Whom to look at when: pure, without a clock of its own.
//!
//! The policy here is simple and fair: every source has an interval; what was never looked at or was asked for goes first, then
//! what is longest overdue measured in its own intervals, weighted lightly by the number of channels that wait for it. One
//! look at a time per artist, so that an artist's events keep their order. Another policy can take its place behind the same
//! four calls: [`Schedule::upsert`], [`Schedule::remove`], [`Schedule::next`], [`Schedule::done`].

pub mod pace;

#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use shared::clock::Timestamp;
use shared::id::ArtistId;
use shared::store::ingest::SourceKind;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A source: one kind of look at one artist.
pub type Key = (ArtistId, SourceKind);

/// How many due sources are compared for one decision: the earliest due ones, so nobody starves and a decision stays cheap.
const CANDIDATES: usize = 64;

/// What the schedule has to know of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The time from the end of one look to the next, if there is room for it.
    pub interval: TimeDelta,
    /// Channels that wait for its posts.
    pub weight: u32,
}

/// Where a source was left by an earlier run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// When it was to be looked at next; None: never looked at.
    pub due: Option<Timestamp>,
    /// Looks in a row that failed.
    pub failures: u32,
}

/// How a look went, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Looked; nothing is left to read.
    Fine,
    /// Looked; more is left to read, so go on soon, but after the others that are due.
    More,
    /// Failed in a way that may pass: tried again with growing distance.
    Failed,
    /// Did not happen, through no fault of the source; the count of failures stays.
    Postponed(Timestamp),
}

/// The answer of [`Schedule::next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Look at this now; it counts as under way until [`Schedule::done`].
    Look(Key),
    /// Nothing is due before this time.
    Wait(Timestamp),
    /// Nothing will be due until a look ends or a source is added.
    Idle,
}

#[derive(Clone, Debug)]
struct Entry {
    spec: Spec,
    due: Timestamp,
    failures: u32,
    /// Goes before everything that is merely due.
    first: bool,
    under_way: bool,
    /// Asked for while it was under way.
    again: bool,
}

impl Entry {
    const fn slot(&self, key: Key) -> Slot {
        Slot { due: self.due, stage: stage(key.1), key }
    }

    /// How long overdue, in its own intervals, times a light weight: 1 for one channel, 2 for about 10, 3 for about 100.
    fn score(&self, now: Timestamp) -> f64 {
        let late = now.signed_duration_since(self.due) + self.spec.interval;
        let interval = self.spec.interval.num_milliseconds().max(1);
        let ratio = bounded(late.num_milliseconds()) / bounded(interval);
        ratio * (1.0 + f64::from(self.spec.weight.max(1)).log10())
    }
}

/// Milliseconds as a float; what is longer than 2^31 ms (24 days) counts as that.
fn bounded(millis: i64) -> f64 {
    i32::try_from(millis).map_or(f64::from(i32::MAX), f64::from)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    due: Timestamp,
    stage: u8,
    key: Key,
}

/// Among sources of equal age: first what tells of new posts, then who the artist is, then the rest.
const fn stage(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::Gallery => 0,
        SourceKind::Profile => 1,
        SourceKind::Posts => 2,
        SourceKind::Folder(_) => 3,
    }
}

/// See the module's text.
#[derive(Clone, Debug)]
pub struct Schedule {
    entries: HashMap<Key, Entry>,
    first: BTreeSet<Slot>,
    rest: BTreeSet<Slot>,
    busy: HashSet<ArtistId>,
    /// Longest distance between two tries of a failing source.
    retry_cap: TimeDelta,
}

impl Schedule {
    /// An empty schedule; a failing source is tried at least every `retry_cap`, or four times in its own interval.
    #[must_use]
    pub fn new(retry_cap: TimeDelta) -> Self {
        Self { entries: HashMap::new(), first: BTreeSet::new(), rest: BTreeSet::new(), busy: HashSet::new(), retry_cap }
    }

    /// Adds a source, or changes what is known of one. A source without a past is looked at first.
    pub fn upsert(&mut self, key: Key, spec: Spec, past: Past, now: Timestamp) {
        if let Some(entry) = self.entries.get(&key) {
            // A shorter interval takes effect at once, a longer one after the next look.
            let shorter = spec.interval < entry.spec.interval && entry.failures == 0;
            let due = if shorter { entry.due.min(now + spec.interval) } else { entry.due };
            self.change(key, |entry| {
                entry.spec = spec;
                entry.due = due;
            });
            return;
        }
        let entry = Entry {
            spec,
            due: past.due.unwrap_or(now),
            failures: past.failures,
            first: past.due.is_none(),
            under_way: false,
            again: false,
        };
        self.queue(entry.first).insert(entry.slot(key));
        self.entries.insert(key, entry);
    }

    /// Forgets a source. A look that is under way may still report [`done`](Self::done).
    pub fn remove(&mut self, key: Key) {
        if let Some(entry) = self.entries.remove(&key) {
            self.queue(entry.first).remove(&entry.slot(key));
        }
    }

    /// The source to look at now, or how long to wait.
    pub fn next(&mut self, now: Timestamp) -> Next {
        match self.choose(now) {
            Some(key) => {
                self.busy.insert(key.0);
                self.queue_out(key);
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.under_way = true;
                    entry.again = false;
                }
                Next::Look(key)
            }
            None => {
                let later = |queue: &BTreeSet<Slot>| {
                    queue.iter().filter(|slot| !self.busy.contains(&slot.key.0)).map(|slot| slot.due).find(|due| *due > now)
                };
                [later(&self.first), later(&self.rest)].into_iter().flatten().min().map_or(Next::Idle, Next::Wait)
            }
        }
    }

    /// Takes back a source that [`next`](Self::next) gave out.
    pub fn done(&mut self, key: Key, outcome: Outcome, now: Timestamp) {
        self.busy.remove(&key.0);
        // A source that was removed and added again meanwhile is queued already.
        self.queue_out(key);
        let cap = self.retry_cap;
        let Some(entry) = self.entries.get_mut(&key) else { return };
        entry.under_way = false;
        entry.first = entry.again;
        match outcome {
            Outcome::Fine => {
                entry.failures = 0;
                entry.due = now + pace::spread(entry.spec.interval, key, 0);
            }
            Outcome::More => {
                entry.failures = 0;
                entry.due = now;
            }
            Outcome::Failed => {
                entry.failures = entry.failures.saturating_add(1);
                entry.due = now + pace::retry_after(entry.spec.interval, entry.failures, cap.max(entry.spec.interval / 4), key);
            }
            Outcome::Postponed(until) => entry.due = until,
        }
        if entry.again && !matches!(outcome, Outcome::Failed | Outcome::Postponed(_)) {
            entry.due = now;
        }
        entry.again = false;
        let (first, slot) = (entry.first, entry.slot(key));
        self.queue(first).insert(slot);
    }

    /// Asks for a source to be looked at as soon as possible, before those that are merely due.
    pub fn hasten(&mut self, key: Key, now: Timestamp) {
        self.change(key, |entry| {
            if entry.under_way {
                entry.again = true;
            } else {
                entry.due = entry.due.min(now);
                entry.first = true;
            }
        });
    }

    /// Puts off every source that `which` picks until this time, unless it is due later anyway.
    pub fn postpone(&mut self, which: impl Fn(&Key) -> bool, until: Timestamp) {
        let keys: Vec<Key> = self.entries.keys().filter(|key| which(key)).copied().collect();
        for key in keys {
            self.change(key, |entry| {
                entry.due = entry.due.max(until);
                entry.again = false;
            });
        }
    }

    /// When this source is due; None: unknown source.
    #[must_use]
    pub fn due(&self, key: Key) -> Option<Timestamp> {
        self.entries.get(&key).map(|entry| entry.due)
    }

    /// Looks in a row of this source that failed.
    #[must_use]
    pub fn failures(&self, key: Key) -> u32 {
        self.entries.get(&key).map_or(0, |entry| entry.failures)
    }

    /// How many sources there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no source at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn choose(&self, now: Timestamp) -> Option<Key> {
        let free = |slot: &&Slot| slot.due <= now && !self.busy.contains(&slot.key.0);
        let due = |queue| BTreeSet::iter(queue).take_while(move |slot: &&Slot| slot.due <= now).filter(free);
        if let Some(slot) = due(&self.first).next() {
            return Some(slot.key);
        }
        due(&self.rest)
            .take(CANDIDATES)
            .filter_map(|slot| Some((self.entries.get(&slot.key)?.score(now), slot)))
            .max_by(|(one, a), (other, b)| one.total_cmp(other).then_with(|| b.cmp(a)))
            .map(|(_, slot)| slot.key)
    }

    const fn queue(&mut self, first: bool) -> &mut BTreeSet<Slot> {
        if first { &mut self.first } else { &mut self.rest }
    }

    fn queue_out(&mut self, key: Key) {
        if let Some((first, slot)) = self.entries.get(&key).map(|entry| (entry.first, entry.slot(key))) {
            self.queue(first).remove(&slot);
        }
    }

    fn change(&mut self, key: Key, how: impl FnOnce(&mut Entry)) {
        self.queue_out(key);
        let Some(entry) = self.entries.get_mut(&key) else { return };
        how(entry);
        if !entry.under_way {
            let (first, slot) = (entry.first, entry.slot(key));
            self.queue(first).insert(slot);
        }
    }
}

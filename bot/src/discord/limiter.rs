//! When the next request may go: our own ceiling below Discord's 50 a second, Discord's buckets as its headers tell of them,
//! pauses of the whole bot, and a stop well before Discord bans the address for invalid requests. What an answer means is classify's table;
//! whether address and token are let in is [`Standing`]'s. Pure: time comes in.

use super::answer::{Answer, RateHeaders};
use super::classify::{Meaning, meaning};
use super::standing::{Refusal, Standing};
pub use super::time::Mono;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// Discord bans an address after 10,000 invalid requests (401, 403, 429) within this (documentation, "Invalid Request Limit").
pub const INVALID_WINDOW: Duration = Duration::from_secs(600);

/// We stop here: half of Discord's number.
pub const INVALID_LIMIT: usize = 5_000;

/// A second's worth leaves in this many parts: all at once at the end of one second and at the beginning of the next may arrive within one.
const PARTS: u32 = 5;

/// Discord's limit for a bot, in any second (documentation, "Global Rate Limit").
pub const GLOBAL_LIMIT: usize = 50;

/// What the way to Discord may delay one request more than the next: as many as [`GLOBAL_LIMIT`] leave in a second and this at least, so that no
/// second of Discord's sees more. A ninth of a second is what a ceiling of 45 leaves below that limit, so it costs nothing there.
const SPREAD: Duration = Duration::from_millis(110);

/// A pause that a request may wait out between its place and its departure.
const SHORT_PAUSE: Duration = Duration::from_secs(5);

/// Routes whose buckets are remembered; more are forgotten oldest first.
const ROUTES: usize = 50_000;

/// A route with its top-level resource: what Discord's bucket headers are about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// Method and path shape: `POST /channels/{}/messages`.
    pub shape: &'static str,
    /// The channel or guild in the path; 0 when there is none.
    pub resource: u64,
}

/// Get Current User: the witness of [`Standing`], which does not rest for what it is asked about.
pub const WITNESS: Route = Route { shape: "GET /users/@me", resource: 0 };

/// At most `count` requests leave in any window of this length, and no more than a part of them in a part of it.
#[derive(Clone, Copy, Debug)]
struct Burst {
    count: usize,
    window: Duration,
}

impl Burst {
    /// The same rate as `count` in `window`, over as long a time as [`GLOBAL_LIMIT`] allows.
    fn of(count: usize, window: Duration) -> Self {
        let most = (count + count / 9).min(GLOBAL_LIMIT);
        #[expect(clippy::cast_precision_loss, reason = "at most 50")]
        let longer = window.mul_f64(most as f64 / count as f64);
        Self { count: most, window: if most == GLOBAL_LIMIT { longer.max(Duration::from_secs(1) + SPREAD) } else { longer } }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    remaining: u32,
    reset_at: Mono,
}

/// The state of all limits.
#[derive(Debug)]
pub struct Limiter {
    /// At most `count` requests in any window of this length.
    count: usize,
    window: Duration,
    /// When the latest `count` requests went, or are to go.
    slots: VecDeque<Mono>,
    /// When the latest requests left, as many as `burst` allows. Between its place and its departure a request waits for the journal's disk, and
    /// a disk that hangs for a second would let two seconds' worth leave at once.
    left: VecDeque<Mono>,
    burst: Burst,
    paused_until: Mono,
    /// By Discord's bucket name and resource; until a name is known, by shape.
    buckets: HashMap<(String, u64), Bucket>,
    names: HashMap<&'static str, String>,
    invalid: VecDeque<Mono>,
    invalid_limit: usize,
    standing: Standing,
}

impl Limiter {
    /// `per_second` in any second; below one, one in any 1/`per_second` seconds. `ban_pause`: the first rest after a ban that
    /// names no wait; it doubles up to sixteen times that while it continues.
    #[must_use]
    pub fn new(per_second: f64, ban_pause: Duration) -> Self {
        let per_second = if per_second.is_finite() { per_second.clamp(0.01, 50.0) } else { 45.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=50")]
        let count = (per_second.floor() as usize).max(1);
        #[expect(clippy::cast_precision_loss, reason = "at most 50")]
        let window = Duration::from_secs_f64(count as f64 / per_second);
        Self {
            count,
            window,
            slots: VecDeque::new(),
            left: VecDeque::new(),
            burst: Burst::of(count, window),
            paused_until: Mono::ZERO,
            buckets: HashMap::new(),
            names: HashMap::new(),
            invalid: VecDeque::new(),
            invalid_limit: INVALID_LIMIT,
            standing: Standing::new(ban_pause),
        }
    }

    /// With another stop for invalid requests; for tests.
    #[must_use]
    pub fn with_invalid_limit(mut self, limit: usize) -> Self {
        self.invalid_limit = limit.max(1);
        self
    }

    /// Until when everything rests, if it does.
    #[must_use]
    pub fn paused_until(&self, now: Mono) -> Option<Mono> {
        let until = self.paused_until.max(self.standing.rests_until(now).unwrap_or_default());
        (until > now).then_some(until)
    }

    /// Until when this route rests with everything, if it does.
    fn paused_for_route(&self, route: &Route, now: Mono) -> Option<Mono> {
        if *route == WITNESS { Some(self.paused_until).filter(|until| *until > now) } else { self.paused_until(now) }
    }

    /// Until when this route rests, if it does, all told but the global ceiling.
    #[must_use]
    pub fn blocked_until(&self, route: &Route, now: Mono) -> Option<Mono> {
        let bucket = self.buckets.get(&self.key(route)).filter(|bucket| bucket.remaining == 0 && bucket.reset_at > now);
        let paused = self.paused_for_route(route, now).unwrap_or_default();
        let until = paused.max(bucket.map_or(Mono::ZERO, |bucket| bucket.reset_at));
        (until > now).then_some(until)
    }

    /// Takes a place: `Ok` the request may go now; `Err` ask again then. Nothing is reserved while waiting.
    ///
    /// # Errors
    /// The time at which to ask again.
    pub fn take(&mut self, route: &Route, now: Mono) -> Result<(), Mono> {
        if let Some(until) = self.blocked_until(route, now) {
            return Err(until);
        }
        if self.slots.len() >= self.count
            && let Some(oldest) = self.slots.front()
        {
            let free = *oldest + self.window;
            if free > now {
                return Err(free);
            }
            self.slots.pop_front();
        }
        self.slots.push_back(now);
        let key = self.key(route);
        if let Some(bucket) = self.buckets.get_mut(&key) {
            if bucket.reset_at <= now {
                self.buckets.remove(&key);
            } else {
                bucket.remaining = bucket.remaining.saturating_sub(1);
            }
        }
        Ok(())
    }

    /// As [`take`](Self::take), for what may wait: at least half of the places stay free for others.
    ///
    /// # Errors
    /// The time at which to ask again.
    pub fn take_spare(&mut self, route: &Route, now: Mono) -> Result<(), Mono> {
        let spare = (self.count / 2).max(1);
        if let Some(nth) = self.slots.len().checked_sub(spare).and_then(|nth| self.slots.get(nth)) {
            let free = *nth + self.window;
            if free > now {
                return Err(free);
            }
        }
        self.take(route, now)
    }

    /// The request that has its place leaves: `Ok` now; `Err` ask again then. A pause that began in between is kept if it is a short one; for
    /// a long one a request does not wait with its intent written down.
    ///
    /// # Errors
    /// The time at which to ask again.
    pub fn depart(&mut self, route: &Route, now: Mono) -> Result<(), Mono> {
        if let Some(until) = self.paused_for_route(route, now).filter(|until| *until - now <= SHORT_PAUSE) {
            return Err(until);
        }
        let Burst { count, window } = self.burst;
        if self.left.len() >= count
            && let Some(oldest) = self.left.front()
        {
            let free = *oldest + window;
            if free > now {
                return Err(free);
            }
            self.left.pop_front();
        }
        let share = count.div_ceil(PARTS as usize);
        if let Some(first) = self.left.len().checked_sub(share).and_then(|nth| self.left.get(nth)) {
            let free = *first + window / PARTS;
            if free > now {
                return Err(free);
            }
        }
        self.left.push_back(now);
        Ok(())
    }

    /// Learns from an answer. True: it may concern everybody, and the caller asks the witness.
    pub fn observe(&mut self, route: &Route, answer: &Answer, now: Mono) -> bool {
        if matches!(answer.status, 401 | 403) || (answer.status == 429 && !answer.is_shared()) {
            self.count_invalid(now);
        }
        self.learn_bucket(route, &answer.rate, now);
        match meaning(answer) {
            Meaning::Wait => {
                let until = now + answer.retry_after().unwrap_or_default();
                if answer.is_global() {
                    self.pause(until);
                } else {
                    self.block(route, until);
                }
                false
            }
            odd => self.suspect(odd, now),
        }
    }

    /// Somebody's request was answered with this. True: it may concern everybody, and the caller asks the witness.
    pub fn suspect(&mut self, meaning: Meaning, now: Mono) -> bool {
        matches!(meaning, Meaning::Edge | Meaning::Token) && self.standing.suspect(now)
    }

    /// What the witness says, None when no answer came. Some: everything rests, ask it again then.
    pub fn testify(&mut self, answer: Option<&Answer>, now: Mono) -> Option<Mono> {
        self.standing.testify(answer.map(meaning), answer.and_then(Answer::retry_after), now)
    }

    /// What Discord refuses of us, after the witness was refused too.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.standing.refusal()
    }

    /// Nothing goes before this time.
    pub fn pause(&mut self, until: Mono) {
        self.paused_until = self.paused_until.max(until);
    }

    /// Invalid requests within the window.
    #[must_use]
    pub fn invalid(&self) -> usize {
        self.invalid.len()
    }

    fn block(&mut self, route: &Route, until: Mono) {
        self.make_room(until);
        self.buckets.insert(self.key(route), Bucket { remaining: 0, reset_at: until });
    }

    fn count_invalid(&mut self, now: Mono) {
        while self.invalid.front().is_some_and(|at| *at + INVALID_WINDOW <= now) {
            self.invalid.pop_front();
        }
        self.invalid.push_back(now);
        if self.invalid.len() >= self.invalid_limit
            && let Some(oldest) = self.invalid.pop_front()
        {
            self.pause(oldest + INVALID_WINDOW);
        }
    }

    fn learn_bucket(&mut self, route: &Route, rate: &RateHeaders, now: Mono) {
        if let Some(name) = &rate.bucket
            && self.names.get(route.shape) != Some(name)
        {
            self.names.insert(route.shape, name.clone());
        }
        if let (Some(remaining), Some(reset_after)) = (rate.remaining, rate.reset_after) {
            self.make_room(now);
            let key = self.key(route);
            let reset_at = now + reset_after;
            // Answers may overtake each other: within one window, the smaller number is the later one.
            let remaining = match self.buckets.get(&key) {
                Some(old) if old.reset_at > now && old.reset_at + Duration::from_millis(50) >= reset_at => remaining.min(old.remaining),
                _ => remaining,
            };
            self.buckets.insert(key, Bucket { remaining, reset_at });
        }
    }

    fn make_room(&mut self, now: Mono) {
        if self.buckets.len() >= ROUTES {
            self.buckets.retain(|_, bucket| bucket.reset_at > now);
            if self.buckets.len() >= ROUTES {
                self.buckets.clear();
            }
        }
    }

    fn key(&self, route: &Route) -> (String, u64) {
        (self.names.get(route.shape).cloned().unwrap_or_else(|| route.shape.to_owned()), route.resource)
    }
}

#[cfg(test)]
#[path = "limiter_tests.rs"]
mod tests;

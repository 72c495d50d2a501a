//! Buckets per route, the global limit, pauses, and the ban for too many invalid requests.
//!
//! A pure core: it is told the time and what was asked for, and answers what to send.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::options::{Rate, Rates};

/// What a 429 applies to, as in the header `X-RateLimit-Scope`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This bot, on this bucket.
    User,
    /// Everybody on this resource; it does not count as an invalid request.
    Shared,
    /// This bot, on every route.
    Global,
}

impl Scope {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Shared => "shared",
            Self::Global => "global",
        }
    }
}

/// Which figures a request is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    CreateMessage,
    EditMessage,
    DeleteMessage,
    Crosspost,
    StartThread,
    Other,
}

/// A request as the limiter sees it.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub class: Class,
    /// Route template and top-level resource: requests with the same key share a bucket.
    pub key: String,
    /// Interaction callbacks and follow-ups are outside the global limit.
    pub global: bool,
}

/// What the headers of an answer say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    pub bucket: String,
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Pass(Figures),
    Refused {
        scope: Scope,
        retry_after: Duration,
        figures: Option<Figures>,
    },
    /// The edge answers, without JSON and without headers (discord-api-docs#5810).
    Banned,
}

#[derive(Debug)]
struct Bucket {
    ends: Instant,
    used: u32,
    blocked: Option<(Scope, Instant)>,
}

/// Counts since the start; what a test asserts on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitCounts {
    /// Requests that reached the limiter.
    pub requests: u64,
    /// Most requests in any second (sliding), interaction answers left out.
    pub peak_per_second: usize,
    /// Invalid requests: 401, 403 and 429 that is not shared.
    pub invalid: u64,
    /// Requests that were answered with 429, by scope: user, shared, global.
    pub refused: [u64; 3],
    /// How long after the start of a global pause each request came that came during one; at most 10,000 are kept.
    pub during_global_pause: Vec<Duration>,
}

impl LimitCounts {
    /// Requests that came during a global pause although its 429 had been sent at least `grace` before: within
    /// that time the client may not have read it yet.
    #[must_use]
    pub fn ignored_pauses(&self, grace: Duration) -> usize {
        self.during_global_pause.iter().filter(|after| **after >= grace).count()
    }
}

pub(crate) struct Limiter {
    pub rates: Rates,
    pub counts: LimitCounts,
    buckets: HashMap<String, Bucket>,
    second: Option<(Instant, u32)>,
    pause: Option<(Instant, Instant)>,
    recent: VecDeque<Instant>,
    invalid: VecDeque<Instant>,
    banned: Option<Instant>,
}

impl Limiter {
    pub fn new(rates: Rates) -> Self {
        Self {
            rates,
            counts: LimitCounts::default(),
            buckets: HashMap::new(),
            second: None,
            pause: None,
            recent: VecDeque::new(),
            invalid: VecDeque::new(),
            banned: None,
        }
    }

    fn rate(&self, class: Class) -> Rate {
        match class {
            Class::CreateMessage => self.rates.create_message,
            Class::EditMessage => self.rates.edit_message,
            Class::DeleteMessage => self.rates.delete_message,
            Class::Crosspost => self.rates.crosspost,
            Class::StartThread => self.rates.start_thread,
            Class::Other => self.rates.other,
        }
    }

    /// Measures one request at `now`.
    pub fn check(&mut self, ask: &Ask, now: Instant) -> Verdict {
        self.counts.requests += 1;
        if self.banned.is_some_and(|until| now < until) {
            return Verdict::Banned;
        }
        if ask.global
            && let Some(refused) = self.check_global(now)
        {
            self.counts.refused[2] += 1;
            return refused;
        }
        let rate = self.rate(ask.class);
        let bucket = self.bucket(&ask.key, rate, now);
        if let Some((scope, until)) = bucket.blocked.filter(|(_, until)| now < *until) {
            let retry_after = until - now;
            self.counts.refused[usize::from(scope == Scope::Shared)] += 1;
            let figures = Figures { bucket: hash(&ask.key), limit: rate.limit, remaining: 0, reset_after: retry_after };
            return Verdict::Refused { scope, retry_after, figures: Some(figures) };
        }
        let reset_after = bucket.ends - now;
        let allowed = bucket.used < rate.limit;
        if allowed {
            bucket.used += 1;
        }
        let figures = Figures { bucket: hash(&ask.key), limit: rate.limit, remaining: rate.limit.saturating_sub(bucket.used), reset_after };
        if allowed {
            return Verdict::Pass(figures);
        }
        self.counts.refused[0] += 1;
        Verdict::Refused { scope: Scope::User, retry_after: reset_after, figures: Some(figures) }
    }

    fn check_global(&mut self, now: Instant) -> Option<Verdict> {
        while self.recent.front().is_some_and(|at| now.saturating_duration_since(*at) >= Duration::from_secs(1)) {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        self.counts.peak_per_second = self.counts.peak_per_second.max(self.recent.len());
        if let Some((from, until)) = self.pause.filter(|(_, until)| now < *until) {
            if self.counts.during_global_pause.len() < 10_000 {
                self.counts.during_global_pause.push(now.saturating_duration_since(from));
            }
            return Some(Verdict::Refused { scope: Scope::Global, retry_after: until - now, figures: None });
        }
        let (from, used) =
            self.second.filter(|(from, _)| now.saturating_duration_since(*from) < Duration::from_secs(1)).unwrap_or((now, 0));
        if used >= self.rates.global_per_second {
            let until = from + Duration::from_secs(1);
            self.pause = Some((now, until));
            return Some(Verdict::Refused { scope: Scope::Global, retry_after: until.saturating_duration_since(now), figures: None });
        }
        self.second = Some((from, used + 1));
        None
    }

    fn bucket(&mut self, key: &str, rate: Rate, now: Instant) -> &mut Bucket {
        if self.buckets.len() > 100_000 {
            self.buckets.retain(|_, bucket| bucket.ends > now || bucket.blocked.is_some_and(|(_, until)| until > now));
        }
        let bucket = self.buckets.entry(key.to_owned()).or_insert_with(|| Bucket { ends: now + rate.window, used: 0, blocked: None });
        if bucket.ends <= now {
            bucket.ends = now + rate.window;
            bucket.used = 0;
        }
        bucket
    }

    /// From now on the scope is refused for that long: a 429 storm. Answers the refusal of this request.
    pub fn pause(&mut self, ask: &Ask, scope: Scope, length: Duration, now: Instant) -> Verdict {
        let rate = self.rate(ask.class);
        let figures = Figures { bucket: hash(&ask.key), limit: rate.limit, remaining: 0, reset_after: length };
        match scope {
            Scope::Global => self.pause = Some((now, now + length)),
            Scope::User | Scope::Shared => self.bucket(&ask.key, rate, now).blocked = Some((scope, now + length)),
        }
        self.counts.refused[match scope {
            Scope::User => 0,
            Scope::Shared => 1,
            Scope::Global => 2,
        }] += 1;
        Verdict::Refused { scope, retry_after: length, figures: (scope != Scope::Global).then_some(figures) }
    }

    /// Counts an invalid request; too many of them in the window ban the address.
    pub fn count_invalid(&mut self, now: Instant) {
        self.counts.invalid += 1;
        let rate = self.rates.invalid;
        while self.invalid.front().is_some_and(|at| now.saturating_duration_since(*at) >= rate.window) {
            self.invalid.pop_front();
        }
        self.invalid.push_back(now);
        if self.invalid.len() > usize::try_from(rate.limit).unwrap_or(usize::MAX) {
            self.banned = Some(now + self.rates.ban);
            self.invalid.clear();
        }
    }
}

/// An opaque name for a bucket (FNV-1a over the route), as clients must treat it.
fn hash(key: &str) -> String {
    let route = key.split('#').next().unwrap_or(key);
    let sum = route.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(key: &str) -> Ask {
        Ask { class: Class::CreateMessage, key: key.to_owned(), global: true }
    }

    #[test]
    fn a_bucket_empties_and_fills_again_after_its_window() {
        let mut limiter = Limiter::new(Rates::default());
        let start = Instant::now();
        for left in (0..5).rev() {
            let Verdict::Pass(figures) = limiter.check(&ask("POST messages#1"), start) else { panic!("refused with {left} left") };
            assert_eq!(figures.remaining, left);
        }
        assert!(matches!(limiter.check(&ask("POST messages#1"), start), Verdict::Refused { scope: Scope::User, .. }));
        assert!(matches!(limiter.check(&ask("POST messages#2"), start), Verdict::Pass(_)), "another channel has its own bucket");
        assert!(matches!(limiter.check(&ask("POST messages#1"), start + Duration::from_secs(5)), Verdict::Pass(_)));
    }

    #[test]
    fn the_fifty_first_request_of_a_second_pauses_everything() {
        let mut limiter = Limiter::new(Rates::default());
        let start = Instant::now();
        for channel in 0..50 {
            assert!(matches!(limiter.check(&ask(&format!("POST messages#{channel}")), start), Verdict::Pass(_)));
        }
        assert!(matches!(limiter.check(&ask("GET x#9"), start), Verdict::Refused { scope: Scope::Global, .. }));
        let callback = Ask { global: false, ..ask("callback#1") };
        assert!(matches!(limiter.check(&callback, start), Verdict::Pass(_)), "interaction answers are outside the global limit");
        assert!(matches!(limiter.check(&ask("GET x#9"), start + Duration::from_secs(1)), Verdict::Pass(_)));
        assert_eq!(limiter.counts.peak_per_second, 51);
    }

    #[test]
    fn requests_during_a_pause_are_remembered_with_their_age() {
        let mut limiter = Limiter::new(Rates::default());
        let start = Instant::now();
        limiter.pause(&ask("a#1"), Scope::Global, Duration::from_secs(2), start);
        limiter.check(&ask("a#1"), start + Duration::from_millis(10));
        limiter.check(&ask("a#1"), start + Duration::from_millis(900));
        assert_eq!(limiter.counts.ignored_pauses(Duration::from_millis(100)), 1);
    }

    #[test]
    fn too_many_invalid_requests_ban_the_address_for_a_while() {
        let rates = Rates { invalid: Rate::new(3, Duration::from_secs(600)), ..Rates::default() };
        let mut limiter = Limiter::new(rates);
        let start = Instant::now();
        for _ in 0..4 {
            limiter.count_invalid(start);
        }
        assert_eq!(limiter.check(&ask("a#1"), start), Verdict::Banned);
        assert!(matches!(limiter.check(&ask("a#1"), start + Duration::from_secs(600)), Verdict::Pass(_)));
    }
}

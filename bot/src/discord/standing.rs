//! Whether Discord lets this address and this token in. Pure: time comes in.
//!
//! One refusal is that request's own trouble: the edge refuses single messages for what stands in them, and errors without an API code come
//! and go by the second. It becomes a verdict on address or token only when a witness is refused too: `GET /users/@me`, which concerns no
//! channel and no content. After a rest the witness goes first, and everybody else only when it was let in.

use super::classify::Meaning;
use super::time::Mono;
use domain::retry::Doubling;
use std::time::Duration;

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This address, by Discord's edge.
    Address,
    /// The bot token.
    Token,
}

/// The shortest rest after the edge named a wait; it doubles while the edge keeps refusing.
const FLOOR: Duration = Duration::from_secs(5);
/// A rest doubles so often at most.
const DOUBLINGS: u32 = 4;
/// After a rest everybody else waits so much longer, for what the witness says.
const WITNESS_FIRST: Duration = Duration::from_secs(3);
/// The least time between two witnesses that were let in.
const GAP: Duration = Duration::from_secs(1);
/// A question to the witness is given up after this much silence: a request takes 15 s at most.
const SILENCE: Duration = Duration::from_secs(60);

/// What is known. Starts with nothing refused.
#[derive(Debug)]
pub struct Standing {
    /// The first rest when the edge names no wait; doubles up to sixteen times that.
    ban_pause: Duration,
    refused: Option<(Refusal, Mono)>,
    /// Refusals of the witness in a row.
    times: u32,
    /// Until when somebody is asking the witness, or none may be asked.
    asked_until: Mono,
}

impl Standing {
    /// `ban_pause`: the first rest after a refusal that names no wait.
    #[must_use]
    pub const fn new(ban_pause: Duration) -> Self {
        Self { ban_pause, refused: None, times: 0, asked_until: Mono::ZERO }
    }

    /// A request was refused in a way that may concern everybody. True: the caller asks the witness, and keeps asking until it is let in.
    pub fn suspect(&mut self, now: Mono) -> bool {
        let free = now >= self.asked_until;
        if free {
            self.asked_until = now + SILENCE;
        }
        free
    }

    /// What the witness says; `meaning` is None when no answer came. Some: it is refused, ask it again then. None: it was let in, or nobody
    /// can tell.
    pub fn testify(&mut self, meaning: Option<Meaning>, retry_after: Option<Duration>, now: Mono) -> Option<Mono> {
        let refusal = match meaning {
            Some(Meaning::Edge) => Refusal::Address,
            Some(Meaning::Token) => Refusal::Token,
            _ => {
                (self.refused, self.times, self.asked_until) = (None, 0, now + GAP);
                return None;
            }
        };
        if let Some(until) = self.refused.map(|(_, until)| until).filter(|until| *until > now) {
            // Two were asked at once: that is one refusal.
            return Some(until);
        }
        let rests = |first: Duration, max: Duration| Doubling::new(first, max).planned(self.times.min(DOUBLINGS));
        let rest = match (refusal, retry_after) {
            (Refusal::Token, _) => rests(self.ban_pause / 10, self.ban_pause),
            (Refusal::Address, Some(wait)) => wait.max(rests(FLOOR.min(self.ban_pause), self.ban_pause)),
            (Refusal::Address, None) => rests(self.ban_pause, Duration::MAX),
        };
        self.times = self.times.saturating_add(1);
        let until = now + rest;
        self.refused = Some((refusal, until));
        self.asked_until = until + SILENCE;
        Some(until)
    }

    /// Until when everybody but the witness rests, if they do.
    #[must_use]
    pub fn rests_until(&self, now: Mono) -> Option<Mono> {
        self.refused.map(|(_, until)| until + WITNESS_FIRST).filter(|until| *until > now)
    }

    /// What is refused, as far as known.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.refused.map(|(refusal, _)| refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BAN: Duration = Duration::from_secs(600);

    fn s(seconds: u64) -> Mono {
        Duration::from_secs(seconds)
    }

    #[test]
    fn one_refusal_rests_nobody() {
        let mut standing = Standing::new(BAN);
        assert!(standing.suspect(s(1)));
        assert!(!standing.suspect(s(2)), "the witness is being asked");
        assert_eq!(standing.rests_until(s(2)), None);
        assert_eq!(standing.testify(Some(Meaning::Done), None, s(3)), None);
        assert_eq!((standing.rests_until(s(3)), standing.refusal()), (None, None));
        assert!(!standing.suspect(s(3)), "a witness a second at most");
        assert!(standing.suspect(s(4)));
        assert_eq!(standing.testify(None, None, s(5)), None, "no answer is no verdict");
        assert_eq!(standing.rests_until(s(5)), None);
    }

    #[test]
    fn a_second_refusal_rests_all_and_the_witness_goes_first() {
        let mut standing = Standing::new(BAN);
        assert!(standing.suspect(s(0)));
        assert_eq!(standing.testify(Some(Meaning::Edge), None, s(0)), Some(BAN));
        assert_eq!(standing.rests_until(BAN), Some(BAN + WITNESS_FIRST));
        assert_eq!(standing.testify(Some(Meaning::Edge), None, BAN), Some(BAN * 3), "twice as long");
        assert_eq!(standing.testify(Some(Meaning::Done), None, BAN * 3), None);
        assert_eq!(standing.rests_until(BAN * 3), None, "at once");
        assert!(standing.suspect(BAN * 4));
        assert_eq!(standing.testify(Some(Meaning::Edge), None, BAN * 4), Some(BAN * 5), "a success starts over");
    }

    #[test]
    fn the_edges_own_wait_is_kept_with_a_floor_that_grows() {
        let mut standing = Standing::new(BAN);
        let mut rest = |wait, now| standing.testify(Some(Meaning::Edge), Some(s(wait)), now).unwrap() - now;
        assert_eq!(rest(3, s(0)), s(5));
        assert_eq!(rest(3, s(10)), s(10));
        assert_eq!(rest(3_600, s(30)), s(3_600));
        assert_eq!(rest(0, s(4_000)), s(40));
    }

    #[test]
    fn two_witnesses_at_once_are_one_refusal() {
        let mut standing = Standing::new(BAN);
        assert_eq!(standing.testify(Some(Meaning::Edge), None, s(0)), Some(BAN));
        assert_eq!(standing.testify(Some(Meaning::Edge), None, s(1)), Some(BAN));
        assert_eq!(standing.testify(Some(Meaning::Edge), None, BAN), Some(BAN * 3));
    }

    #[test]
    fn a_refused_token_rests_a_minute_at_first_and_ten_at_most() {
        let mut standing = Standing::new(BAN);
        let mut now = s(0);
        let mut rest = || {
            let until = standing.testify(Some(Meaning::Token), None, now).unwrap();
            until - std::mem::replace(&mut now, until)
        };
        let rests: Vec<_> = (0..6).map(|_| rest()).collect();
        assert_eq!(rests, [60, 120, 240, 480, 600, 600].map(s));
        assert_eq!(standing.refusal(), Some(Refusal::Token));
    }

    proptest! {
        /// Whatever is refused, and whichever part asks: without the witness nobody rests, and a rest ends by itself.
        #[test]
        fn nobody_rests_without_a_witness_and_nothing_rests_for_ever(steps in proptest::collection::vec((0u64..2_000, 0u8..5), 1..80)) {
            let mut standing = Standing::new(BAN);
            let mut now = Mono::ZERO;
            let mut refused = false;
            for (gap, what) in steps {
                now += s(gap);
                match what {
                    0 | 1 => { standing.suspect(now); }
                    2 => { standing.testify(Some(Meaning::Edge), None, now); refused = true; }
                    3 => { standing.testify(Some(Meaning::Edge), Some(s(gap)), now); refused = true; }
                    _ => { standing.testify(Some(Meaning::Unclear), None, now); refused = false; }
                }
                prop_assert!(refused || standing.rests_until(now).is_none());
                prop_assert!(standing.rests_until(now + BAN * 17).is_none());
            }
        }
    }
}

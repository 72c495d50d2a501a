//! What a message's own trouble is, and when it is enough. Discord refuses single messages for reasons that no code names; only repetition, while
//! others are taken, tells such a message from a bad hour of Discord's.

use shared::id::NotificationId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// So often it has to be refused, each time with another message taken since the last.
const REPEATS: u32 = 5;
/// Messages that are remembered. More are in trouble only when Discord itself is, and then none is counted.
const REMEMBERED: usize = 10_000;

/// What follows from a refusal without a known reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is known: others may be refused as well.
    Unclear,
    /// Others are taken meanwhile.
    Alone,
    /// That went on long enough: Discord does not take this message.
    Rejected,
}

/// Shared by all tries of one sender. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Judge(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    reject_after: Duration,
    /// Messages that were taken, in all.
    taken: u64,
    refused: HashMap<NotificationId, Refused>,
}

#[derive(Clone, Copy, Debug)]
struct Refused {
    /// When the first refusal that counts came.
    since: Instant,
    times: u32,
    /// [`State::taken`] at the last one.
    taken: u64,
    /// The card was rejected: only its plain link is tried.
    plain: bool,
}

impl Judge {
    /// `reject_after`: how long it has to go on.
    pub fn new(reject_after: Duration) -> Self {
        Self(Arc::new(Mutex::new(State { reject_after, taken: 0, refused: HashMap::new() })))
    }

    /// A message was taken.
    pub fn taken(&self, id: NotificationId) {
        let mut state = self.state();
        state.taken += 1;
        state.refused.remove(&id);
    }

    /// Nothing more will be tried.
    pub fn forget(&self, id: NotificationId) {
        self.state().refused.remove(&id);
    }

    /// A message (its plain link, when `plain`) was refused without a reason that we know.
    pub fn refused(&self, id: NotificationId, plain: bool) -> Verdict {
        self.state().refused(id, plain, Instant::now())
    }

    /// Whether this message is in trouble of its own: it then goes after the others of its channel.
    pub fn is_aside(&self, id: NotificationId) -> bool {
        self.state().refused.contains_key(&id)
    }

    /// Whether this message's card was rejected.
    pub fn is_plain(&self, id: NotificationId) -> bool {
        self.state().refused.get(&id).is_some_and(|refused| refused.plain)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn refused(&mut self, id: NotificationId, plain: bool, now: Instant) -> Verdict {
        let taken = self.taken;
        if self.refused.len() >= REMEMBERED && !self.refused.contains_key(&id) {
            return Verdict::Unclear;
        }
        let first = Refused { since: now, times: 0, taken, plain };
        let refused = self.refused.entry(id).or_insert(first);
        if plain && !refused.plain {
            *refused = first;
        }
        if refused.times > 0 && refused.taken == taken {
            return Verdict::Unclear;
        }
        (refused.times, refused.taken) = (refused.times + 1, taken);
        if refused.times == 1 {
            return Verdict::Unclear;
        }
        if refused.times < REPEATS || now.duration_since(refused.since) < self.reject_after {
            return Verdict::Alone;
        }
        *refused = Refused { plain: true, ..first };
        Verdict::Rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const POISON: NotificationId = NotificationId(Uuid::from_u128(1));
    const OTHER: NotificationId = NotificationId(Uuid::from_u128(2));

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    #[tokio::test(start_paused = true)]
    async fn five_refusals_over_half_an_hour_while_others_are_taken_reject() {
        let judge = Judge::new(minutes(30));
        let mut verdicts = Vec::new();
        for _ in 0..6 {
            verdicts.push(judge.refused(POISON, false));
            judge.taken(OTHER);
            tokio::time::advance(minutes(7)).await;
        }
        use Verdict::{Alone, Rejected, Unclear};
        assert_eq!(verdicts, [Unclear, Alone, Alone, Alone, Alone, Rejected], "often enough after 28 minutes, long enough after 35");
        assert!(judge.is_plain(POISON) && !judge.is_plain(OTHER));
        // The plain link starts anew.
        assert_eq!(judge.refused(POISON, true), Unclear);
        judge.taken(POISON);
        assert!(!judge.is_aside(POISON) && !judge.is_plain(POISON));
    }

    #[tokio::test(start_paused = true)]
    async fn a_bad_hour_of_discord_rejects_nothing() {
        let judge = Judge::new(minutes(30));
        for _ in 0..100 {
            assert_eq!(judge.refused(POISON, false), Verdict::Unclear);
            assert_eq!(judge.refused(OTHER, false), Verdict::Unclear);
            tokio::time::advance(minutes(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn often_is_not_long_and_long_is_not_often() {
        let judge = Judge::new(minutes(30));
        for _ in 0..50 {
            assert_ne!(judge.refused(POISON, false), Verdict::Rejected);
            judge.taken(OTHER);
        }
        let judge = Judge::new(minutes(30));
        for _ in 0..4 {
            assert_ne!(judge.refused(POISON, false), Verdict::Rejected);
            judge.taken(OTHER);
            tokio::time::advance(minutes(60)).await;
        }
    }
}

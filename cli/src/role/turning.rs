//! Whether one loop of this process turns.

use domain::turns::Turns;
use std::time::{Duration, Instant};

/// A loop that has not turned for so long hangs. Longer than the slowest turn: a store may take half a minute for each of a few answers.
const HANGS: Duration = Duration::from_secs(180);

/// A loop, and when it was last seen to turn.
#[derive(Debug)]
pub struct Loop {
    name: &'static str,
    turns: Turns,
    seen: Option<(u64, Instant)>,
}

impl Loop {
    /// A loop that nobody has looked at yet.
    #[must_use]
    pub const fn new(name: &'static str, turns: Turns) -> Self {
        Self { name, turns, seen: None }
    }

    /// Looks at it; its name if it hangs.
    pub fn look(&mut self, now: Instant) -> Option<&'static str> {
        let count = self.turns.count();
        match (count, self.seen) {
            (None, _) => self.seen = None,
            (Some(count), Some((seen, since))) if count == seen => return (now.duration_since(since) > HANGS).then_some(self.name),
            (Some(count), _) => self.seen = Some((count, now)),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_hangs_when_it_neither_turns_nor_rests_for_long() {
        let (turns, start) = (Turns::default(), Instant::now());
        let mut watched = Loop::new("bot", turns.clone());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(watched.look(at(0)), None, "it rests before its first turn");
        turns.turn();
        assert_eq!((watched.look(at(1)), watched.look(at(180))), (None, None));
        assert_eq!(watched.look(at(182)), Some("bot"));
        turns.turn();
        assert_eq!(watched.look(at(183)), None);
        turns.rest();
        assert_eq!((watched.look(at(184)), watched.look(at(1_000))), (None, None), "it waits for something");
        turns.turn();
        assert_eq!((watched.look(at(1_001)), watched.look(at(1_100))), (None, None), "its rest does not count");
    }
}

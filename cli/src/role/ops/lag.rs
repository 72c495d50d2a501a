//! For how long events have waited to be folded, as far as one can tell by looking at the log's end and the projection's place now and then.

use std::time::{Duration, Instant};

/// An end of the log that the projection had not reached when it was seen.
#[derive(Debug, Default)]
pub struct Lag(Option<(u64, Instant)>);

impl Lag {
    /// Notes a look at the log's end and at the offset that is folded next. How long the oldest event that is known to wait has waited at least.
    pub fn note(&mut self, end: u64, projected: u64, now: Instant) -> Duration {
        match self.0 {
            Some((mark, since)) if projected < mark => now.duration_since(since),
            _ => {
                self.0 = (projected < end).then_some((end, now));
                Duration::ZERO
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_grows_while_an_end_that_was_seen_is_not_reached() {
        let (start, mut lag) = (Instant::now(), Lag::default());
        let seconds = Duration::from_secs;
        let mut look = |end, projected, at| lag.note(end, projected, start + seconds(at));
        assert_eq!(look(5, 5, 0), seconds(0));
        assert_eq!(
            (look(9, 5, 10), look(20, 8, 70)),
            (seconds(0), seconds(60)),
            "it continues, but not to where the log ended a minute ago"
        );
        assert_eq!(
            (look(30, 9, 80), look(31, 12, 100)),
            (seconds(0), seconds(20)),
            "that end was reached: the next one counts from now on"
        );
        assert_eq!(look(31, 31, 110), seconds(0));
    }
}

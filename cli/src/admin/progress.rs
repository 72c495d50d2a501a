//! How far a command is that takes its time.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Where there is no terminal, a line says how far it is this often.
const TELL: Duration = Duration::from_secs(10);

/// Whether something leaves, however much comes in.
pub struct Progress {
    least: u64,
    oldest: u64,
    since: Instant,
}

impl Progress {
    /// A wait that begins with this many records.
    pub const fn new(waiting: u64, now: Instant) -> Self {
        Self { least: waiting, oldest: 0, since: now }
    }

    /// Notes what is waiting now; answers for how long nothing has left.
    pub fn still_for(&mut self, waiting: u64, oldest: u64, now: Instant) -> Duration {
        if waiting < self.least || oldest > self.oldest {
            *self = Self { least: self.least.min(waiting), oldest: self.oldest.max(oldest), since: now };
        }
        now.saturating_duration_since(self.since)
    }
}

/// A progress bar on a terminal, a line every ten seconds elsewhere.
pub struct Bar<'a> {
    name: &'a str,
    total: u64,
    begun: Instant,
    told: Instant,
}

impl<'a> Bar<'a> {
    /// A bar for this many records of what is called this.
    pub fn new(name: &'a str, total: u64) -> Self {
        let now = Instant::now();
        Self { name, total, begun: now, told: now }
    }

    /// Shows how many are left.
    pub fn left(&mut self, left: u64) {
        let (done, total) = (self.total.saturating_sub(left), self.total);
        if std::io::stderr().is_terminal() {
            let filled = usize::try_from(done.saturating_mul(30) / total.max(1)).unwrap_or(30).min(30);
            eprint!(
                "\r[{}{}] {done} of {total}{}\x1b[K",
                "#".repeat(filled),
                ".".repeat(30 - filled),
                pace(done, left, self.begun.elapsed())
            );
        } else if self.told.elapsed() >= TELL {
            self.told = Instant::now();
            println!("{}: {done} of {total}{}", self.name, pace(done, left, self.begun.elapsed()));
        }
    }

    /// Ends the line of the bar.
    pub fn end(&mut self, left: u64) {
        if std::io::stderr().is_terminal() {
            self.left(left);
            eprintln!();
        }
    }
}

/// How fast it goes, and how long the rest takes at that; nothing while that cannot be told.
fn pace(done: u64, left: u64, spent: Duration) -> String {
    if done == 0 || left == 0 || spent < Duration::from_secs(1) {
        return String::new();
    }
    let rate = done as f64 / spent.as_secs_f64();
    let rest = (left as f64 / rate).ceil() as u64;
    let rest = if rest < 120 { format!("{rest} s") } else { format!("{} min", rest.div_ceil(60)) };
    format!(", {rate:.1} a second, about {rest} left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_tells_how_long_the_rest_takes() {
        assert_eq!(pace(50, 100, Duration::from_secs(10)), ", 5.0 a second, about 20 s left");
        assert_eq!(pace(10, 1_000, Duration::from_secs(10)), ", 1.0 a second, about 17 min left");
        for (done, left, spent) in [(0, 9, 10), (9, 0, 10), (9, 9, 0)] {
            assert_eq!(pace(done, left, Duration::from_secs(spent)), "");
        }
    }

    #[test]
    fn what_comes_in_is_no_progress_and_what_leaves_is() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut progress = Progress::new(10, start);
        assert_eq!(progress.still_for(10, 5, at(1)), Duration::ZERO, "the first count");
        assert_eq!(progress.still_for(14, 5, at(31)).as_secs(), 30, "more came");
        assert_eq!(progress.still_for(12, 5, at(41)).as_secs(), 40, "newer ones left, the oldest stays");
        assert_eq!(progress.still_for(9, 5, at(50)), Duration::ZERO, "fewer than ever");
        assert_eq!(progress.still_for(30, 6, at(60)), Duration::ZERO, "the oldest left");
        assert_eq!(progress.still_for(10, 6, at(90)).as_secs(), 30, "fewer than before, but not than ever");
    }
}

//! How often which kind of source is polled. These are floors: whether a source is polled that often is decided by what one can
//! expect there. What is polled rarely counts in minutes; a demonstration, whose shortest interval is below 10 s, has shorter
//! minutes, so that everything goes faster in proportion.

use super::{Key, Spec};
use chrono::TimeDelta;
use domain::post::ArtistKind;
use domain::retry::{Doubling, between};
use std::time::Duration;
use store::ingest::SourceKind;

/// Minutes.
const WEEK: i32 = 10_080;

/// The intervals that follow from the shortest one.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// No source is polled more often.
    pub least: TimeDelta,
    /// What counts as a minute: a minute, or a shortest interval that is longer, or a demonstration's shortest interval.
    minute: TimeDelta,
}

impl Pace {
    /// From the configured shortest interval; at least a millisecond, at most a day.
    #[must_use]
    pub fn new(least: Duration) -> Self {
        let least = TimeDelta::from_std(least).unwrap_or(TimeDelta::days(1));
        let least = least.clamp(TimeDelta::milliseconds(1), TimeDelta::days(1));
        let minute = if least < TimeDelta::seconds(10) { least } else { least.max(TimeDelta::minutes(1)) };
        Self { least, minute }
    }

    /// Who somebody is, and their folder list (a week): news in the gallery asks for the list at once, and so does one poll in a few
    /// at the gallery without news. A group has no gallery, so its list, one request for 50 of its folders, is its news; where the whole group is watched, that list is a source by
    /// itself. A folder in
    /// full (a month; of a group a week): only for works that were exchanged, since another size or front is noticed in the list.
    #[must_use]
    pub fn spec(&self, kind: SourceKind, artist: Option<ArtistKind>, has_folders: bool, weight: u32) -> Spec {
        let interval = match (kind, artist, has_folders) {
            (SourceKind::Gallery | SourceKind::Posts | SourceKind::Group, ..) | (SourceKind::Profile, Some(ArtistKind::Group), true) => {
                self.least
            }
            (SourceKind::Profile, ..) | (SourceKind::Folder(_), Some(ArtistKind::Group), _) => self.minute * WEEK,
            (SourceKind::Folder(_) | SourceKind::Later, ..) => self.minute * 43_200,
        };
        Spec { interval, weight, cost: 1 }
    }

    /// The profile itself is read again after a week; a new name or icon in the gallery asks for it at once.
    #[must_use]
    pub fn profile(&self) -> TimeDelta {
        self.minute * WEEK
    }

    /// A list is read down to its recent past again after a day, if the share of the requests that is set aside allows.
    #[must_use]
    pub fn reconcile(&self) -> TimeDelta {
        self.minute * 1440
    }

    /// The recent past: a month.
    #[must_use]
    pub fn recent(&self) -> TimeDelta {
        self.minute * 43_200
    }

    /// A failing source is tried at least every half hour.
    #[must_use]
    pub fn retry_cap(&self) -> TimeDelta {
        self.minute * 30
    }

    /// A vanished artist is polled after 1 h, then 2 h, growing to a day.
    #[must_use]
    pub fn vanished(&self, polls: u32) -> TimeDelta {
        doubled(self.minute * 60, self.day(), polls)
    }

    /// A withdrawn endpoint is tried again after 1 h.
    #[must_use]
    pub fn withdrawn(&self) -> TimeDelta {
        self.minute * 60
    }

    /// A post that was asked for by id this often without an answer is asked for again after this: five times within a day.
    #[must_use]
    pub fn debt(&self, asked: u32) -> TimeDelta {
        self.minute
            * match asked {
                0 | 1 => 15,
                2 => 60,
                3 => 240,
                _ => 900,
            }
    }

    /// After this many questions for a post's tags, the next one waits this long; None: there is none.
    #[must_use]
    pub fn tags(&self, asked: u32) -> Option<TimeDelta> {
        let minutes = [0, 1, 5, 15, 60, 240, 900];
        usize::try_from(asked).ok().and_then(|asked| minutes.get(asked)).map(|minutes| self.minute * *minutes)
    }

    /// A day.
    #[must_use]
    pub fn day(&self) -> TimeDelta {
        self.minute * 1440
    }

    /// A post that is missing from its page and yet exists is asked for again after 6 h.
    #[must_use]
    pub fn recheck(&self) -> TimeDelta {
        self.minute * 360
    }
}

/// The distance to the next attempt after this many failures in a row: doubling from the interval (at most from a thirtieth of the
/// cap, for sources that are polled rarely), with up to a fifth added so that sources that failed together part.
#[must_use]
pub fn retry_after(interval: TimeDelta, failures: u32, cap: TimeDelta, key: Key) -> TimeDelta {
    let base = interval.min(cap / 30).max(TimeDelta::milliseconds(1));
    spread(doubled(base, cap, failures.saturating_sub(1)), key, failures)
}

fn doubled(first: TimeDelta, max: TimeDelta, attempt: u32) -> TimeDelta {
    let doubling = Doubling::new(first.to_std().unwrap_or_default(), max.to_std().unwrap_or_default());
    TimeDelta::from_std(doubling.planned(attempt)).unwrap_or(max)
}

/// No [`retry_after`] with this cap is longer.
#[must_use]
pub fn longest_retry(cap: TimeDelta) -> TimeDelta {
    cap + cap / 5
}

/// Adds up to a fifth, the same for the same key and count: jitter without a random source, so a schedule can be replayed.
#[must_use]
pub fn spread(time: TimeDelta, key: Key, salt: u32) -> TimeDelta {
    let (low, high) = key.0.0.as_u64_pair();
    let kind = match key.1 {
        SourceKind::Gallery => 1,
        SourceKind::Posts => 2,
        SourceKind::Profile => 3,
        SourceKind::Group => 4,
        SourceKind::Later => 5,
        SourceKind::Folder(folder) => folder.0.as_u64_pair().1,
    };
    let share = crate::assign::mix(low ^ high.rotate_left(17) ^ kind.rotate_left(31) ^ u64::from(salt)) % 1000;
    let low = time.to_std().unwrap_or_default();
    let spread = between(low, low + low / 5, f64::from(u32::try_from(share).unwrap_or(0)) / 1000.0);
    TimeDelta::from_std(spread).unwrap_or(time)
}

//! When a watch's messages come: at once or as digests, and not, or silently, in quiet hours. Decided by what the clocks in the server's zone
//! show, from settings and times alone: the same question has the same answer at any time.

use crate::clock::Timestamp;
use crate::zone::Zone;
use chrono::{Datelike, Days, NaiveTime, TimeDelta, Timelike, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Days that are looked through for the next moment of a digest: a week, and one that a clock's change took.
const DAYS: u64 = 9;

/// When a watch's messages come. The default: at once, at any hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// None: each post by itself, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// None: at any hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

/// How often what has come meanwhile is posted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Digest {
    /// At each full hour.
    Hourly,
    /// Every day at this hour.
    Daily(Hour),
    /// Every week at this hour.
    Weekly(Weekday, Hour),
}

/// A full hour of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(u32);

/// A part of each day, which may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quiet {
    from: NaiveTime,
    to: NaiveTime,
    /// What happens with posts that come then.
    pub manner: Manner,
}

/// What happens with posts that come in quiet hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Manner {
    /// They come, and no device makes a sound.
    #[default]
    Silently,
    /// They come together when the quiet hours end.
    Afterwards,
}

/// What a watch's rhythm means for one of its posts now: whoever reads a row, has looked for its message or releases it, decides by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// Its hour has come, or it has none: whether it still goes is a matter of its age.
    Come,
    /// It is put off to this hour, from when its age counts. The hour of what is late for it has passed.
    Ahead(Timestamp),
    /// As [`Ahead`](Self::Ahead), but a message may be in the channel already: that is looked for, whatever the hour.
    Doubtful,
}

/// What is known of a post that waits.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// When ingest saw it.
    pub seen: Timestamp,
    /// From when on its age counts.
    pub deliverable: Timestamp,
    /// Whether an attempt may have arrived.
    pub in_doubt: bool,
}

/// It is no rhythm of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rhythm; one looks like `daily 09`, `weekly mon 09` or `22:00-08:00 silently`")]
pub struct Odd(String);

impl Rhythm {
    /// Whether it is the one that nobody has to choose.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// When what became known at `since` is to come, by this rhythm alone; never before `since`.
    #[must_use]
    pub fn turn(self, zone: Zone, since: Timestamp) -> Timestamp {
        let turn = self.digest.map_or(since, |digest| digest.next(zone, since));
        self.after_quiet(zone, turn)
    }

    /// What it means for this post, at `now`.
    #[must_use]
    pub fn timing(self, zone: Zone, post: Waiting, now: Timestamp) -> Timing {
        // The clock of ingest's host may be ahead: nothing waits for it.
        let seen = post.seen.min(now);
        let turn = self.turn(zone, seen);
        // What is late for its turn is put off to that turn, so that all of one turn come together.
        let until = self.waits(zone, seen, now).or_else(|| (turn > post.deliverable).then_some(turn));
        match until.filter(|_| !self.is_default()) {
            None => Timing::Come,
            Some(_) if post.in_doubt => Timing::Doubtful,
            Some(until) => Timing::Ahead(until),
        }
    }

    /// Until when what became known at `since` waits; None: it may be sent now.
    #[must_use]
    pub fn waits(self, zone: Zone, since: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let turn = self.turn(zone, since);
        // What was late for its turn may meet the next quiet hours.
        let turn = if turn > now { turn } else { self.after_quiet(zone, now) };
        (turn > now).then_some(turn)
    }

    /// Whether a message that is sent now comes without a sound.
    #[must_use]
    pub fn is_silent(self, zone: Zone, now: Timestamp) -> bool {
        self.quiet.is_some_and(|quiet| quiet.manner == Manner::Silently && quiet.holds(zone, now))
    }

    /// Until when it is quiet, where it is; None: it is not.
    #[must_use]
    pub fn quiet_until(self, zone: Zone, now: Timestamp) -> Option<Timestamp> {
        self.quiet.filter(|quiet| quiet.holds(zone, now)).map(|quiet| quiet.next_end(zone, now))
    }

    fn after_quiet(self, zone: Zone, at: Timestamp) -> Timestamp {
        match self.quiet {
            Some(quiet) if quiet.manner == Manner::Afterwards && quiet.holds(zone, at) => quiet.next_end(zone, at),
            _ => at,
        }
    }
}

impl Timing {
    /// As it was decided last for what certainly is not in its channel. `deliverable`: from when on its age counts; None: it never was put off.
    #[must_use]
    pub fn stored(deliverable: Option<Timestamp>, now: Timestamp) -> Self {
        deliverable.filter(|hour| *hour > now).map_or(Self::Come, Self::Ahead)
    }

    /// Until when it is put off, where that lies ahead.
    #[must_use]
    pub fn until(self, now: Timestamp) -> Option<Timestamp> {
        if let Self::Ahead(until) = self { Some(until).filter(|until| *until > now) } else { None }
    }
}

impl Digest {
    /// The first moment after `since`. A time that the clocks skip counts as the moment after the gap; of one that they repeat, the first counts.
    fn next(self, zone: Zone, since: Timestamp) -> Timestamp {
        match self {
            Self::Hourly => next_full_hour(zone, since),
            Self::Daily(hour) => next_at(zone, since, None, hour.time()),
            Self::Weekly(day, hour) => next_at(zone, since, Some(day), hour.time()),
        }
    }
}

fn next_full_hour(zone: Zone, since: Timestamp) -> Timestamp {
    // Where clocks are half an hour ahead, their full hours are too.
    let ahead = zone.ahead(since).num_seconds();
    let shown = since.timestamp() + ahead;
    let next = shown - shown.rem_euclid(3_600) + 3_600;
    Timestamp::from_timestamp(next - ahead, 0).unwrap_or(since)
}

/// When the clocks next show this, on such a day.
fn next_at(zone: Zone, since: Timestamp, day: Option<Weekday>, time: NaiveTime) -> Timestamp {
    let today = zone.local(since).date();
    let days = (0..=DAYS).filter_map(|later| today.checked_add_days(Days::new(later)));
    let fitting = days.filter(|date| day.is_none_or(|day| date.weekday() == day));
    // The calendar ends in the year 262142.
    fitting.map(|date| zone.instant(date.and_time(time))).find(|at| *at > since).unwrap_or(since)
}

impl Hour {
    /// From 0 to 23; None: a day has no such hour.
    #[must_use]
    pub fn new(hour: u32) -> Option<Self> {
        (hour < 24).then_some(Self(hour))
    }

    /// From 0 to 23.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    fn time(self) -> NaiveTime {
        NaiveTime::from_hms_opt(self.0, 0, 0).unwrap_or_default()
    }
}

impl Quiet {
    /// Whole minutes count. None: both are the same, and nobody knows whether the whole day is meant or none of it.
    #[must_use]
    pub fn new(from: NaiveTime, to: NaiveTime, manner: Manner) -> Option<Self> {
        let minute = |time: NaiveTime| NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or_default();
        let (from, to) = (minute(from), minute(to));
        (from != to).then_some(Self { from, to, manner })
    }

    /// When they begin.
    #[must_use]
    pub const fn begins(self) -> NaiveTime {
        self.from
    }

    /// When they end.
    #[must_use]
    pub const fn ends(self) -> NaiveTime {
        self.to
    }

    /// The same hours, in this manner.
    #[must_use]
    pub const fn in_manner(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    /// Whether it is quiet at this time.
    #[must_use]
    pub fn holds(self, zone: Zone, at: Timestamp) -> bool {
        let shown = zone.local(at).time();
        if self.from < self.to { self.from <= shown && shown < self.to } else { self.from <= shown || shown < self.to }
    }

    /// When they next end.
    fn next_end(self, zone: Zone, at: Timestamp) -> Timestamp {
        let end = next_at(zone, at, None, self.to);
        // In the second of two equal hours they end when that shows their end, not a day later.
        let again = zone.last_instant(zone.local(at).date().and_time(self.to));
        let end = if again > at { again.min(end) } else { end };
        // In a gap the clock goes past the end, and past the beginning of other hours: from there it is quiet or not as it shows.
        if self.holds(zone, end) && end - at < TimeDelta::days(2) { next_at(zone, end, None, self.to) } else { end }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hourly => f.write_str("hourly"),
            Self::Daily(hour) => write!(f, "daily {:02}", hour.0),
            Self::Weekly(day, hour) => write!(f, "weekly {} {:02}", day.to_string().to_lowercase(), hour.0),
        }
    }
}

impl FromStr for Digest {
    type Err = Odd;

    fn from_str(text: &str) -> Result<Self, Odd> {
        let hour = |text: &str| text.parse().ok().and_then(Hour::new);
        let digest = match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["hourly"] => Some(Self::Hourly),
            ["daily", at] => hour(at).map(Self::Daily),
            ["weekly", day, at] => day.parse().ok().zip(hour(at)).map(|(day, hour)| Self::Weekly(day, hour)),
            _ => None,
        };
        digest.ok_or_else(|| Odd(text.to_owned()))
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{} {}", self.from.format("%H:%M"), self.to.format("%H:%M"), self.manner.into_str())
    }
}

impl FromStr for Quiet {
    type Err = Odd;

    fn from_str(text: &str) -> Result<Self, Odd> {
        let read = || {
            let (hours, manner) = text.split_once(' ')?;
            let (from, to) = hours.split_once('-')?;
            let time = |text| NaiveTime::parse_from_str(text, "%H:%M").ok();
            Self::new(time(from)?, time(to)?, manner.parse().ok()?)
        };
        read().ok_or_else(|| Odd(text.to_owned()))
    }
}

/// As text, and as nothing else.
macro_rules! as_text {
    ($($name:ident)+) => {
        $(impl From<$name> for String {
            fn from(rhythm: $name) -> Self {
                rhythm.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Odd;

            fn try_from(text: String) -> Result<Self, Odd> {
                text.parse()
            }
        })+
    };
}

as_text!(Digest Quiet);

#[cfg(test)]
#[path = "rhythm_tests.rs"]
mod tests;

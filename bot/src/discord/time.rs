//! Discord's own time, as the `Date` headers of its answers tell it, carried on by a clock that nobody sets. Pure: uptime comes in.
//!
//! The ids of messages are times of Discord's. Whether a message is older than a try is therefore asked of Discord's time, never of the host's,
//! which may be wrong, and may be set.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use std::time::Duration;

/// Time since some origin that never goes back.
pub type Mono = Duration;

/// The first millisecond of Discord's ids (documentation, "Snowflakes").
const EPOCH: i64 = 1_420_070_400_000;
/// A `Date` is cut to the second, and an answer takes a while.
const JITTER: TimeDelta = TimeDelta::seconds(5);

/// Discord's time at uptime zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiscordTime {
    origin: Option<Timestamp>,
    /// What one answer said that disagrees; believed when the next one says the same.
    other: Option<Timestamp>,
}

impl DiscordTime {
    /// An answer with this `Date` has come.
    pub fn observe(&mut self, date: Timestamp, uptime: Duration) {
        let Ok(uptime) = TimeDelta::from_std(uptime) else { return };
        let Some(heard) = (date + TimeDelta::milliseconds(500)).checked_sub_signed(uptime) else { return };
        let near = |known: Option<Timestamp>| known.is_some_and(|known| (heard - known).abs() <= JITTER);
        if self.origin.is_none() || near(self.origin) || near(self.other) {
            (self.origin, self.other) = (Some(heard), None);
        } else {
            self.other = Some(heard);
        }
    }

    /// Discord's time now, to a second or two; None before the first answer.
    #[must_use]
    pub fn now(&self, uptime: Duration) -> Option<Timestamp> {
        self.origin?.checked_add_signed(TimeDelta::from_std(uptime).ok()?)
    }
}

/// When this id was made.
#[must_use]
pub fn created(id: u64) -> Timestamp {
    let millis = i64::try_from(id >> 22).unwrap_or_default() + EPOCH;
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// The least id that can have been made then.
#[must_use]
pub fn first_id(at: Timestamp) -> u64 {
    u64::try_from(at.timestamp_millis() - EPOCH).unwrap_or_default() << 22
}

/// The header `Date` (RFC 9110, section 5.6.7).
#[must_use]
pub fn date(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    fn up(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    #[test]
    fn one_answer_with_another_time_is_not_believed_and_two_are() {
        let mut time = DiscordTime::default();
        assert_eq!(time.now(up(9)), None);
        time.observe(at(0), up(100));
        time.observe(at(3_600), up(101));
        assert!((time.now(up(102)).unwrap() - at(2)).abs() <= TimeDelta::seconds(1));
        time.observe(at(1), up(101));
        time.observe(at(3_600), up(101));
        time.observe(at(3_601), up(102));
        assert!((time.now(up(103)).unwrap() - at(3_602)).abs() <= TimeDelta::seconds(1));
    }

    #[test]
    fn ids_and_headers_are_times() {
        assert_eq!(created(175_928_847_299_117_063).to_rfc3339(), "2016-04-30T11:18:25.796+00:00");
        assert_eq!(created(u64::MAX >> 1).to_rfc3339(), "2084-09-06T15:47:35.551+00:00");
        assert_eq!(created(first_id(at(7))), at(7));
        assert_eq!(first_id(Timestamp::UNIX_EPOCH), 0);
        assert_eq!(date("Wed, 15 Nov 2023 06:13:20 GMT"), Some(at(2_8800)));
        assert_eq!(date("yesterday"), None);
    }
}

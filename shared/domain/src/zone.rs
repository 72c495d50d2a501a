//! Time zones by their IANA names, and what the clocks in them show. Zones come with the program: no file of the host is read.

use crate::clock::Timestamp;
use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::str::FromStr;

/// No change of a clock skips more than this: the day that Samoa left out when it moved across the date line.
const LONGEST_GAP: i64 = 24 * 60;

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl Zone {
    /// Coordinated universal time: what counts where a server has set nothing.
    pub const UTC: Self = Self(Tz::UTC);

    /// Its IANA name, as in `Europe/Berlin`.
    #[must_use]
    pub fn into_str(self) -> &'static str {
        self.0.name()
    }

    /// The zone that somebody means who typed this: its name in any case, with spaces for underscores, or its city alone where one zone has it.
    #[must_use]
    pub fn meant(typed: &str) -> Option<Self> {
        let typed = plain(typed);
        let city = |zone: &&Tz| zone.name().rsplit_once('/').is_some_and(|(_, city)| plain(city) == typed);
        let mut cities = TZ_VARIANTS.iter().filter(city);
        let whole = TZ_VARIANTS.iter().find(|zone| plain(zone.name()) == typed);
        match (whole, cities.next(), cities.next()) {
            (Some(zone), ..) | (None, Some(zone), None) => Some(Self(*zone)),
            _ => None,
        }
    }

    /// Zones whose names contain this, those of cities that begin with it first; all for an empty text.
    #[must_use]
    pub fn suggested(typed: &str) -> Vec<Self> {
        let typed = plain(typed);
        let mut fitting: Vec<(bool, &'static str, Tz)> = TZ_VARIANTS
            .iter()
            .map(|zone| (zone.name(), plain(zone.name()), *zone))
            .filter(|(_, name, _)| name.contains(&typed))
            .map(|(name, plain, zone)| (!plain.rsplit('/').next().is_some_and(|city| city.starts_with(&typed)), name, zone))
            .collect();
        fitting.sort_unstable_by_key(|(later, name, _)| (*later, *name));
        fitting.into_iter().map(|(_, _, zone)| Self(zone)).collect()
    }

    /// What the clocks there show at this time.
    #[must_use]
    pub fn local(self, at: Timestamp) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// How far the clocks there are ahead of UTC at this time.
    #[must_use]
    pub fn ahead(self, at: Timestamp) -> TimeDelta {
        let offset = self.0.offset_from_utc_datetime(&at.naive_utc()).fix();
        TimeDelta::seconds(i64::from(offset.local_minus_utc()))
    }

    /// When the clocks there first show this. A time that they skip counts as the moment after the gap.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> Timestamp {
        self.when(local, Ord::min)
    }

    /// When the clocks there last show this: in an hour that is repeated, the second time.
    #[must_use]
    pub fn last_instant(self, local: NaiveDateTime) -> Timestamp {
        self.when(local, Ord::max)
    }

    /// `of_two` chooses where they show it twice.
    fn when(self, local: NaiveDateTime, of_two: fn(DateTime<Tz>, DateTime<Tz>) -> DateTime<Tz>) -> Timestamp {
        // Clocks change at whole minutes.
        let later = (0..=LONGEST_GAP).filter_map(|minutes| match minutes {
            0 => Some(local),
            more => whole_minute(local).checked_add_signed(TimeDelta::minutes(more)),
        });
        let shown = later.map(|local| self.0.from_local_datetime(&local)).find_map(|shown| match shown {
            LocalResult::Single(at) => Some(at),
            LocalResult::Ambiguous(one, other) => Some(of_two(one, other)),
            LocalResult::None => None,
        });
        shown.map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}

impl FromStr for Zone {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        name.parse().map(Self).map_err(|_| Unknown)
    }
}

/// No zone has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone has this name; names look like Europe/Berlin")]
pub struct Unknown;

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn whole_minute(local: NaiveDateTime) -> NaiveDateTime {
    use chrono::Timelike;
    let over = TimeDelta::seconds(i64::from(local.second())) + TimeDelta::nanoseconds(i64::from(local.nanosecond()));
    local - over
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn shown(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn a_zone_is_understood_as_it_is_typed() {
        for (typed, name) in [
            ("Europe/Berlin", Some("Europe/Berlin")),
            (" europe/berlin ", Some("Europe/Berlin")),
            ("new york", Some("America/New_York")),
            ("Tokyo", Some("Asia/Tokyo")),
            ("utc", Some("UTC")),
            ("port-au-prince", Some("America/Port-au-Prince")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(Zone::meant(typed).map(Zone::into_str), name, "{typed}");
        }
        assert_eq!(Zone::from_str("europe/berlin"), Err(Unknown), "stored names are exact");
    }

    #[test]
    fn what_is_suggested_begins_with_cities_and_is_complete() {
        assert_eq!(Zone::suggested("berl").first().map(|zone| zone.into_str()), Some("Europe/Berlin"));
        assert_eq!(Zone::suggested("").len(), TZ_VARIANTS.len());
        assert_eq!(Zone::suggested("atlantis"), []);
    }

    #[test]
    fn a_skipped_time_is_the_moment_after_the_gap_and_a_repeated_one_the_first() {
        for (name, local, at) in [
            ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
            ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
            ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
            ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
            ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),
            ("UTC", "2026-03-29 02:30", "2026-03-29 02:30"),
        ] {
            assert_eq!(zone(name).instant(shown(local)), shown(at).and_utc(), "{name} {local}");
        }
        let skipped = shown("2026-03-29 02:30") + TimeDelta::milliseconds(7_250);
        assert_eq!(zone("Europe/Berlin").instant(skipped), shown("2026-03-29 01:00").and_utc());
    }
}

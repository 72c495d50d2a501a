//! Until when: what a moderator types as a duration or a date. Pure.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use domain::clock::Timestamp;
use domain::zone::Zone;

/// The shortest and the longest that can be asked for.
const SHORTEST: TimeDelta = TimeDelta::minutes(1);
const LONGEST: TimeDelta = TimeDelta::days(366);
/// More parts than this make no duration.
const MOST_PARTS: usize = 6;

/// Why a text names no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// Neither a duration nor a date.
    NotATime,
    /// The day and the month can be either number.
    Ambiguous,
    /// It is in the past, or in less than a minute.
    Past,
    /// More than a year ahead.
    TooFar,
}

/// The time that is meant: `2h`, `1d 12h`, `90 minutes`, `tomorrow`, `2026-12-24`, `24.12.2026 18:00`, `24 Dec`, or a timestamp of Discord's.
/// Dates are meant as the clocks in `zone` show them. `now`: by the clock that the time is compared with later.
pub(crate) fn parse(typed: &str, now: Timestamp, zone: Zone) -> Result<Timestamp, Unclear> {
    let typed = typed.trim().to_lowercase();
    let typed = typed.strip_prefix("until ").or_else(|| typed.strip_prefix("for ")).unwrap_or(&typed).trim();
    let time = match (duration(typed), stamp(typed)) {
        (Some(duration), _) => now.checked_add_signed(duration?).ok_or(Unclear::TooFar)?,
        (None, Some(time)) => time,
        (None, None) => date(typed, now, zone)?,
    };
    match time - now {
        ahead if ahead < SHORTEST => Err(Unclear::Past),
        ahead if ahead > LONGEST => Err(Unclear::TooFar),
        _ => Ok(domain::clock::micros(time)),
    }
}

/// None: it is no duration. An error: it is one that no calendar holds.
fn duration(typed: &str) -> Option<Result<TimeDelta, Unclear>> {
    let parts = parts(typed)?;
    let mut sum = TimeDelta::zero();
    for (number, unit) in parts {
        let Some(seconds) = i64::try_from(number).ok().and_then(|number| number.checked_mul(seconds_of(unit)?)) else {
            return seconds_of(unit).map(|_| Err(Unclear::TooFar));
        };
        let part = TimeDelta::try_seconds(seconds).and_then(|part| sum.checked_add(&part));
        match part {
            Some(longer) => sum = longer,
            None => return Some(Err(Unclear::TooFar)),
        }
    }
    Some(Ok(sum))
}

/// Numbers and the words behind them, as in `1d12h` and `2 hours and 30 min`.
fn parts(typed: &str) -> Option<Vec<(u64, &str)>> {
    let mut parts = Vec::new();
    let mut rest = typed;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = rest.get(..digits)?.parse().ok()?;
        let tail = rest.get(digits..)?.trim_start();
        let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let unit = tail.get(..end)?;
        seconds_of(unit)?;
        parts.push((number, unit));
        rest = tail.get(end..)?.trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
        if parts.len() > MOST_PARTS {
            return None;
        }
    }
    (!parts.is_empty()).then_some(parts)
}

fn seconds_of(unit: &str) -> Option<i64> {
    Some(match unit {
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => 3_600,
        "d" | "day" | "days" | "tag" | "tage" => 86_400,
        "w" | "week" | "weeks" | "woche" | "wochen" => 604_800,
        "month" | "months" | "monat" | "monate" => 30 * 86_400,
        _ => return None,
    })
}

/// A timestamp as Discord writes it: `<t:1764428400>`, `<t:1764428400:R>`.
fn stamp(typed: &str) -> Option<Timestamp> {
    let inside = typed.strip_prefix("<t:")?.strip_suffix('>')?;
    let seconds = inside.split(':').next()?;
    Timestamp::from_timestamp(seconds.parse().ok()?, 0)
}

fn date(typed: &str, now: Timestamp, zone: Zone) -> Result<Timestamp, Unclear> {
    let (day, time) = match typed.rsplit_once([' ', 't']) {
        Some((day, hour)) if hour.contains(':') => (day.trim(), clock(hour).ok_or(Unclear::NotATime)?),
        _ => (typed, NaiveTime::MIN),
    };
    // As ISO 8601 writes it.
    let zone = if typed.contains(':') && typed.ends_with('z') { Zone::UTC } else { zone };
    let (day, yearless) = day_of(day, zone.local(now).date())?;
    let shown = NaiveDateTime::new(day, time);
    let time = zone.instant(shown);
    if time > now || !yearless {
        return Ok(time);
    }
    // A day without a year is the next such day.
    let next = day.with_year(day.year() + 1).ok_or(Unclear::NotATime)?;
    Ok(zone.instant(NaiveDateTime::new(next, shown.time())))
}

fn clock(typed: &str) -> Option<NaiveTime> {
    let (hour, minute) = typed.trim_end_matches('z').split_once(':')?;
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// The day, and whether it was written without its year.
fn day_of(typed: &str, today: NaiveDate) -> Result<(NaiveDate, bool), Unclear> {
    if matches!(typed, "tomorrow" | "morgen") {
        return Ok((today.succ_opt().ok_or(Unclear::TooFar)?, false));
    }
    let words: Vec<&str> = typed.split([' ', '.', ',', '-', '/']).filter(|word| !word.is_empty()).collect();
    let numbers: Vec<Option<u32>> = words.iter().map(|word| word.parse().ok()).collect();
    let this_year = today.year();
    let made = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day).ok_or(Unclear::NotATime);
    let year_of = |year: u32| i32::try_from(year).ok().filter(|year| (2000..3000).contains(year)).ok_or(Unclear::NotATime);
    match (words.as_slice(), numbers.as_slice()) {
        // 2026-12-24
        (_, [Some(year), Some(month), Some(day)]) if *year > 31 => Ok((made(year_of(*year)?, *month, *day)?, false)),
        (_, [Some(first), Some(second), year @ ..]) => {
            let (day, month) = order(typed, *first, *second)?;
            match year {
                [] => Ok((made(this_year, month, day)?, true)),
                [Some(year)] => Ok((made(year_of(*year)?, month, day)?, false)),
                _ => Err(Unclear::NotATime),
            }
        }
        ([_, month], [Some(day), None]) | ([month, _], [None, Some(day)]) => Ok((made(this_year, month_of(month)?, *day)?, true)),
        ([_, month, _], [Some(day), None, Some(year)]) | ([month, _, _], [None, Some(day), Some(year)]) => {
            Ok((made(year_of(*year)?, month_of(month)?, *day)?, false))
        }
        _ => Err(Unclear::NotATime),
    }
}

/// Which of two numbers is the day. With dots the day comes first; with slashes both orders are in use.
fn order(typed: &str, first: u32, second: u32) -> Result<(u32, u32), Unclear> {
    match (typed.contains('/'), first > 12, second > 12) {
        (false, _, _) | (true, true, false) => Ok((first, second)),
        (true, false, true) => Ok((second, first)),
        (true, false, false) if first == second => Ok((first, second)),
        (true, ..) => Err(Unclear::Ambiguous),
    }
}

fn month_of(word: &str) -> Result<u32, Unclear> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const GERMAN: [(&str, u32); 4] = [("mär", 3), ("mai", 5), ("okt", 10), ("dez", 12)];
    let begins: String = word.chars().take(3).collect();
    let english = MONTHS.iter().position(|month| *month == begins).and_then(|at| u32::try_from(at + 1).ok());
    english.or_else(|| GERMAN.iter().find(|(month, _)| *month == begins).map(|(_, number)| *number)).ok_or(Unclear::NotATime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
    }

    #[test]
    fn durations_and_dates_are_understood() {
        let now = at("2026-11-29 16:00");
        for (typed, until) in [
            ("2h", "2026-11-29 18:00"),
            ("90m", "2026-11-29 17:30"),
            ("90 minutes", "2026-11-29 17:30"),
            (" For 3 Days ", "2026-12-02 16:00"),
            ("1d12h", "2026-12-01 04:00"),
            ("1 day, 2 hours and 30 min", "2026-11-30 18:30"),
            ("2w", "2026-12-13 16:00"),
            ("2 Stunden", "2026-11-29 18:00"),
            ("tomorrow", "2026-11-30 00:00"),
            ("tomorrow 9:30", "2026-11-30 09:30"),
            ("2026-12-24", "2026-12-24 00:00"),
            ("2026-12-24 18:00", "2026-12-24 18:00"),
            ("2026-12-24T18:00Z", "2026-12-24 18:00"),
            ("until 24.12.2026", "2026-12-24 00:00"),
            ("24.12.", "2026-12-24 00:00"),
            ("3.1.", "2027-01-03 00:00"),
            ("12/24/2026", "2026-12-24 00:00"),
            ("24/12/2026 18:00", "2026-12-24 18:00"),
            ("12/12", "2026-12-12 00:00"),
            ("24 Dec", "2026-12-24 00:00"),
            ("December 24, 2026", "2026-12-24 00:00"),
            ("Jan 3", "2027-01-03 00:00"),
            ("1. März", "2027-03-01 00:00"),
        ] {
            assert_eq!(parse(typed, now, Zone::UTC), Ok(at(until)), "{typed}");
        }
        let stamp = format!("<t:{}:R>", at("2026-12-01 01:02").timestamp());
        assert_eq!(parse(&stamp, now, Zone::UTC), Ok(at("2026-12-01 01:02")));
    }

    #[test]
    fn dates_are_meant_by_the_servers_clocks() {
        let (now, zone) = (at("2026-11-29 23:30"), "Europe/Berlin".parse().unwrap());
        for (typed, until) in [
            ("tomorrow", "2026-11-30 23:00"),
            ("2026-12-24 18:00", "2026-12-24 17:00"),
            ("2027-06-01 18:00", "2027-06-01 16:00"),
            ("2026-12-24T18:00Z", "2026-12-24 18:00"),
            ("29 Nov", "2027-11-28 23:00"),
            ("2h", "2026-11-30 01:30"),
        ] {
            assert_eq!(parse(typed, now, zone), Ok(at(until)), "{typed}");
        }
    }

    #[test]
    fn what_names_no_time_ahead_is_refused_with_the_reason() {
        let now = at("2026-11-29 16:00");
        for (typed, why) in [
            ("", Unclear::NotATime),
            ("soon", Unclear::NotATime),
            ("2", Unclear::NotATime),
            ("h", Unclear::NotATime),
            ("-2h", Unclear::NotATime),
            ("2x", Unclear::NotATime),
            ("2026-02-30", Unclear::NotATime),
            ("24.13.2026", Unclear::NotATime),
            ("2026-12-24 25:00", Unclear::NotATime),
            ("10/12/2026", Unclear::Ambiguous),
            ("13/14", Unclear::Ambiguous),
            ("0h", Unclear::Past),
            ("2026-11-29", Unclear::Past),
            ("2020-01-01", Unclear::Past),
            ("<t:0>", Unclear::Past),
            ("2 years", Unclear::NotATime),
            ("100w", Unclear::TooFar),
            ("999999999999999999h", Unclear::TooFar),
            ("99999999999999999999999h", Unclear::NotATime),
            ("2031-01-01", Unclear::TooFar),
        ] {
            assert_eq!(parse(typed, now, Zone::UTC), Err(why), "{typed}");
        }
    }

    #[test]
    fn nothing_typed_makes_it_fail_in_another_way() {
        let now = at("2026-11-29 16:00");
        let mut seed = 9_u64;
        let letters: Vec<char> = "0123456789 .:/-dhmwtz<>\u{1f600}äJand,".chars().collect();
        for _ in 0..20_000 {
            let text: String = (0..12)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    letters[usize::try_from(seed >> 33).unwrap() % letters.len()]
                })
                .collect();
            if let Ok(until) = parse(&text, now, Zone::UTC) {
                assert!(until >= now + SHORTEST && until <= now + LONGEST, "{text}");
            }
        }
    }
}

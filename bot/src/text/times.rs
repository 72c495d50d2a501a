//! When a watch's posts come, in words: on its panel, in the list, and in `/why`.

use super::format::{bold, date};
use crate::command::often::Often;
use crate::language::{say, word};
use chrono::Weekday;
use domain::clock::Timestamp;
use domain::inherit::Aspect;
use domain::rhythm::{Digest, Hour, Manner, Quiet, Rhythm};
use domain::watch::CatchUp;
use domain::zone::Zone;

pub(crate) fn times() -> &'static str {
    word("times-times")
}

pub(crate) fn often(often: Often) -> &'static str {
    word(match often {
        Often::AtOnce => "times-at-once",
        Often::Hourly => "times-each-hour",
        Often::Daily => "times-each-day",
        Often::Weekly => "times-each-week",
    })
}

pub(crate) fn day(day: Weekday) -> &'static str {
    word(match day {
        Weekday::Mon => "times-monday",
        Weekday::Tue => "times-tuesday",
        Weekday::Wed => "times-wednesday",
        Weekday::Thu => "times-thursday",
        Weekday::Fri => "times-friday",
        Weekday::Sat => "times-saturday",
        Weekday::Sun => "times-sunday",
    })
}

pub(crate) fn hour(hour: Hour) -> String {
    format!("{:02}:00", hour.get())
}

/// What happens after a pause, as a menu shows it.
pub(crate) fn late(policy: CatchUp) -> String {
    match policy {
        CatchUp::All => say!("times-late-all"),
        CatchUp::Each => say!("times-late-each"),
        CatchUp::Newest(count) => say!("times-late-newest", count = count.get()),
        CatchUp::Skip => say!("times-late-skip"),
    }
}

pub(crate) fn quiet_hours() -> &'static str {
    word("times-quiet-hours")
}

/// Quiet when the server's watches are.
pub(crate) fn quiet_as_server() -> &'static str {
    word("times-quiet-as-server")
}

pub(crate) fn manner(manner: Manner) -> &'static str {
    word(match manner {
        Manner::Silently => "times-silently",
        Manner::Afterwards => "times-afterwards",
    })
}

/// The form's field.
pub(crate) fn label() -> &'static str {
    word("times-label")
}

pub(crate) fn placeholder() -> &'static str {
    word("times-placeholder")
}

/// As it is typed and shown.
pub(crate) fn span(quiet: Quiet) -> String {
    format!("{}-{}", quiet.begins().format("%H:%M"), quiet.ends().format("%H:%M"))
}

/// Nobody can tell which hours were typed.
pub(crate) fn unclear(typed: &str) -> String {
    say!("times-unclear", typed = bold(typed))
}

/// Lines of a panel; none for what is as by default.
pub(crate) fn lines(rhythm: Rhythm, catch_up: CatchUp, zone: Zone) -> Vec<String> {
    named(rhythm, catch_up, zone).into_iter().map(|(_, line)| line).collect()
}

/// The same lines, each with what it is about.
pub(crate) fn named(rhythm: Rhythm, catch_up: CatchUp, zone: Zone) -> Vec<(Aspect, String)> {
    let zone = zone.into_str();
    let digest = rhythm.digest.map(|digest| match digest {
        Digest::Hourly => say!("times-hourly"),
        Digest::Daily(at) => say!("times-daily", hour = hour(at), zone = zone),
        Digest::Weekly(on, at) => say!("times-weekly", day = day(on), hour = hour(at), zone = zone),
    });
    let quiet = rhythm.quiet.map(|quiet| match quiet.manner {
        Manner::Silently => say!("times-quiet-silently", hours = span(quiet), zone = zone),
        Manner::Afterwards => say!("times-quiet-afterwards", hours = span(quiet), zone = zone),
    });
    let late = (catch_up != CatchUp::default()).then(|| late(catch_up));
    let lines = [(Aspect::Rhythm, digest), (Aspect::Quiet, quiet), (Aspect::CatchUp, late)];
    lines.into_iter().filter_map(|(aspect, line)| Some((aspect, line?))).collect()
}

/// What holds at this moment, as the panel's last line; None: nothing but that it posts.
pub(crate) fn now(rhythm: Rhythm, zone: Zone, now: Timestamp) -> Option<String> {
    match (rhythm.quiet_until(zone, now), rhythm.digest) {
        (Some(until), _) => Some(say!("times-quiet-until", until = date(until))),
        (None, Some(_)) => Some(say!("times-next", at = date(rhythm.turn(zone, now)))),
        (None, None) => None,
    }
}

/// Behind a watch in a list.
pub(crate) fn brief(rhythm: Rhythm) -> Vec<String> {
    let digest = rhythm.digest.map(|digest| {
        word(match digest {
            Digest::Hourly => "times-list-hourly",
            Digest::Daily(_) => "times-list-daily",
            Digest::Weekly(..) => "times-list-weekly",
        })
        .to_owned()
    });
    let quiet = rhythm.quiet.map(|quiet| say!("times-list-quiet", hours = span(quiet)));
    [digest, quiet].into_iter().flatten().collect()
}

/// In `/why`: it waits for its hour, without a full stop.
pub(crate) fn waits(rhythm: Rhythm, until: Timestamp) -> String {
    match rhythm.digest {
        Some(_) => say!("times-why-digest", at = date(until)),
        None => say!("times-why-quiet", until = date(until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn rhythm(digest: &str, quiet: &str) -> Rhythm {
        Rhythm { digest: digest.parse().ok(), quiet: quiet.parse().ok() }
    }

    fn berlin() -> Zone {
        "Europe/Berlin".parse().unwrap()
    }

    #[test]
    fn when_posts_come_in_words() {
        let said = |digest: &str, quiet: &str, late| lines(rhythm(digest, quiet), late, berlin()).join("\n");
        assert_eq!(said("", "", CatchUp::All), "");
        assert_snapshot!(said("hourly", "", CatchUp::Each), @"
        Rhythm: a digest every hour
        After a pause: everything, each post as usual
        ");
        assert_snapshot!(said("daily 09", "22:00-08:00 silently", CatchUp::NEWEST), @"
        Rhythm: a digest every day at 09:00 (Europe/Berlin)
        Quiet hours: 22:00-08:00 (Europe/Berlin), posts come without a sound
        After a pause: only the newest post
        ");
        assert_snapshot!(said("weekly sun 18", "22:00-08:00 afterwards", CatchUp::Skip), @"
        Rhythm: a digest every week, Sunday at 18:00 (Europe/Berlin)
        Quiet hours: 22:00-08:00 (Europe/Berlin), posts come together afterwards
        After a pause: nothing of what came meanwhile
        ");
        assert_snapshot!(brief(rhythm("weekly sun 18", "22:00-08:00 afterwards")).join(" \u{b7} "), @"weekly digest · 🌙 22:00-08:00");
    }

    #[test]
    fn what_holds_now_and_what_waits() {
        // 03:20 in Berlin.
        let at = Timestamp::from_timestamp(1_799_979_600, 0).unwrap();
        let said = |digest: &str, quiet: &str| now(rhythm(digest, quiet), berlin(), at).unwrap_or_default();
        assert_eq!(said("", "12:00-13:00 silently"), "");
        assert_snapshot!(said("", "00:00-08:00 silently"), @"Now: 🌙 quiet until <t:1799996400:f>");
        assert_snapshot!(said("daily 09", "12:00-13:00 silently"), @"Now: collecting, the next digest comes <t:1800000000:f>");
        assert_snapshot!(waits(rhythm("daily 09", ""), at), @"it waits for the watch's digest, <t:1799979600:f>");
        assert_snapshot!(waits(rhythm("", "00:00-08:00 afterwards"), at), @"it waits until the watch's quiet hours end, <t:1799979600:f>");
        assert_snapshot!(unclear("at night"), @"I can't read **at night** as quiet hours. Write when they begin and when they end, for example `22:00-08:00`, or nothing for none.");
    }
}

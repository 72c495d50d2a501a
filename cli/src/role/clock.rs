//! Whether this machine's clock is right: both vendors say in every answer what time it is for them.

use super::health::Check;
use crate::config::Config;
use chrono::TimeDelta;
use deviantart::http::ahead_of;

/// A clock that is further off than this is wrong: when posts were published, and what is too old, is told by it.
const TOLERATED: TimeDelta = TimeDelta::seconds(30);

/// How far this machine's clock is ahead of each vendor's, as far as this many answers show.
fn known(config: &Config, answers: usize) -> Vec<(&'static str, TimeDelta)> {
    let vendors = [("DeviantArt", &config.deviantart.api_url), ("Discord", &config.discord.api_url)];
    vendors.into_iter().filter_map(|(name, url)| Some((name, ahead_of(url, answers)?))).collect()
}

/// What the vendors' clocks say about this machine's; None until this many answers of one of them show it.
#[must_use]
pub fn check(config: &Config, answers: usize) -> Option<Check> {
    judge(&known(config, answers))
}

fn judge(known: &[(&'static str, TimeDelta)]) -> Option<Check> {
    if known.is_empty() {
        return None;
    }
    let wrong = |ahead: &TimeDelta| ahead.abs() > TOLERATED;
    if !known.iter().any(|(_, ahead)| wrong(ahead)) {
        let vendors: Vec<&str> = known.iter().map(|(vendor, _)| *vendor).collect();
        return Some(Check::ok("clock", format!("agrees with {}", vendors.join(" and "))));
    }
    let told: Vec<String> = known.iter().map(|(vendor, ahead)| format!("{} {vendor}'s", distance(*ahead))).collect();
    let told = told.join(" and ");
    // Where one of them agrees with this machine, it is the other's clock that is wrong.
    Some(if known.iter().all(|(_, ahead)| wrong(ahead)) {
        Check::degraded(
            "clock",
            format!(
                "this machine's clock is {told}: correct it (timedatectl set-ntp true); otherwise posts come late, or old ones come as new"
            ),
        )
    } else {
        Check::ok("clock", format!("it is {told}; one of them agrees with it"))
    })
}

/// `2 h 5 min ahead of`.
fn distance(ahead: TimeDelta) -> String {
    let (minutes, seconds) = (ahead.num_seconds().abs() / 60, ahead.num_seconds().abs() % 60);
    let length = match (minutes / 60, minutes % 60) {
        (0, 0) if seconds <= 2 => return "as".to_owned(),
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min {seconds} s"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    format!("{length} {}", if ahead < TimeDelta::zero() { "behind" } else { "ahead of" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_wrong_when_every_vendor_that_was_heard_says_so() {
        let said = |known: &[(&'static str, i64)]| {
            let known: Vec<_> = known.iter().map(|(vendor, ahead)| (*vendor, TimeDelta::seconds(*ahead))).collect();
            judge(&known).map(|check| (check.ok, check.message))
        };
        assert_eq!(said(&[]), None);
        assert!(said(&[("DeviantArt", 1), ("Discord", -20)]).unwrap().0);
        assert!(said(&[("DeviantArt", -7_500), ("Discord", 0)]).unwrap().0, "DeviantArt's is wrong");
        let (ok, message) = said(&[("DeviantArt", -7_500), ("Discord", -7_499)]).unwrap();
        assert!(
            !ok && message.starts_with("this machine's clock is 2 h 5 min behind DeviantArt's and 2 h 4 min behind Discord's"),
            "{message}"
        );
        assert!(!said(&[("Discord", 180)]).unwrap().0);
    }
}

//! When something is in the way that the user did not cause.

use super::format::bold;
use crate::card::profile_link;
use crate::command::limits::{Limited, Who};
use crate::language::say;
use deviantart::Error;
use std::time::Duration;

pub(crate) fn store() -> String {
    say!("trouble-store")
}

pub(crate) fn deviantart_slow() -> String {
    say!("trouble-deviantart-slow")
}

/// Too many look-ups by one person or one server.
pub(crate) fn limited(limit: Limited) -> String {
    let within = within(limit.wait);
    match limit.who {
        Who::Person => say!("trouble-limited-person", within = within),
        Who::Server => say!("trouble-limited-server", within = within),
    }
}

pub(super) fn within(wait: Duration) -> String {
    match wait.as_secs() {
        0..=1 => say!("trouble-in-a-second"),
        seconds @ 2..=90 => say!("trouble-in-seconds", count = seconds),
        seconds => say!("trouble-in-minutes", count = seconds.div_ceil(60)),
    }
}

/// `name` is what was looked up.
pub(crate) fn deviantart(name: &str, error: &Error) -> String {
    let bold_name = bold(name);
    match error {
        Error::UserNotFound(_) => super::watch::unknown_artist(name, &[]),
        Error::AccountInactive(_) => say!("trouble-inactive", name = bold_name),
        Error::ProfileBlocked(_) => {
            let link = profile_link(name, "").map(|link| format!(" (<{link}>)")).unwrap_or_default();
            say!("trouble-blocked", name = format!("{bold_name}{link}"))
        }
        Error::Throttled => say!("trouble-throttled"),
        Error::Paused(wait) => say!("trouble-paused", within = within(*wait)),
        Error::EdgeRefused(rest) => say!("trouble-edge", name = bold_name, within = within(*rest)),
        Error::Busy(wait) => say!("trouble-busy", name = bold_name, within = within(*wait)),
        Error::Timeout => deviantart_slow(),
        Error::Server { .. } | Error::Blocked(_) | Error::Transport(_) | Error::TooLarge(_) | Error::Decode { .. } => {
            say!("trouble-unreachable", name = bold_name)
        }
        Error::InvalidClient
        | Error::NoToken(_)
        | Error::AccountLost(_)
        | Error::Unauthorized(_)
        | Error::Forbidden(_)
        | Error::EndpointGone { .. } => say!("trouble-login"),
        Error::Rejected(_) | Error::DeviationNotFound => say!("trouble-no-name", name = bold_name),
    }
}

pub(crate) fn bug() -> String {
    say!("trouble-bug")
}

pub(crate) fn not_understood() -> String {
    say!("trouble-not-understood")
}

pub(crate) fn options() -> String {
    say!("trouble-options")
}

pub(crate) fn old_command() -> String {
    say!("trouble-old-command")
}

pub(crate) fn guild_only() -> String {
    say!("trouble-guild-only")
}

pub(crate) fn not_allowed() -> String {
    say!("trouble-not-allowed")
}

pub(crate) fn slow_down() -> String {
    say!("trouble-slow-down")
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn every_trouble_says_what_is_true_and_when_to_try_again() {
        let of = |error| deviantart("Some_Body", &error);
        assert_snapshot!(of(Error::Throttled), @"DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again in a few minutes.");
        assert_snapshot!(of(Error::Paused(Duration::from_secs(90))), @"DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again in 90 seconds.");
        assert_snapshot!(of(Error::EdgeRefused(Duration::from_secs(300))), @r"DeviantArt is turning this bot away for a while, so **Some\_Body** couldn't be looked up. What you watch keeps coming; please try again in 5 minutes.");
        assert_snapshot!(of(Error::Busy(Duration::from_secs(12))), @r"Many artists are being looked up right now, and **Some\_Body** has to wait its turn. What you watch keeps coming; please try again in 12 seconds.");
        assert_snapshot!(of(Error::InvalidClient), @"DeviantArt is refusing the bot's login; please tell the person who runs this bot.");
        assert_snapshot!(of(Error::Timeout), @"DeviantArt took too long to answer. What you watch keeps coming; please try again in a minute.");
        assert_snapshot!(limited(Limited { who: Who::Person, wait: Duration::from_secs(30) }), @"You've looked up many artists in the last minute. What you watch keeps coming; please try again in 30 seconds.");
        assert_snapshot!(limited(Limited { who: Who::Server, wait: Duration::ZERO }), @"This server has looked up many artists in the last minute. What you watch keeps coming; please try again in a second.");
    }
}

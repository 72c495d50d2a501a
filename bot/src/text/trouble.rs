//! When something is in the way that the user did not cause.

use super::format::bold;
use crate::card::profile_link;
use crate::command::limits::{Limited, Who};
use deviantart::Error;
use std::time::Duration;

pub(crate) fn store() -> String {
    "This is temporarily unavailable. What you watch keeps coming; please try again in a minute.".to_owned()
}

pub(crate) fn deviantart_slow() -> String {
    "DeviantArt took too long to answer. What you watch keeps coming; please try again in a minute.".to_owned()
}

/// Too many look-ups by one person or one server.
pub(crate) fn limited(limit: Limited) -> String {
    let whose = match limit.who {
        Who::Person => "You've",
        Who::Server => "This server has",
    };
    format!("{whose} looked up many artists in the last minute. Please try again {}.", within(limit.wait))
}

pub(super) fn within(wait: Duration) -> String {
    match wait.as_secs() {
        0..=1 => "in a second".to_owned(),
        seconds @ 2..=90 => format!("in {seconds} seconds"),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    }
}

/// `name` is what was looked up.
pub(crate) fn deviantart(name: &str, error: &Error) -> String {
    let name_bold = bold(name);
    match error {
        Error::UserNotFound(_) => super::watch::unknown_artist(name, &[]),
        Error::AccountInactive(_) => format!("The DeviantArt account {name_bold} is deactivated, so nothing new will be posted there."),
        Error::ProfileBlocked(_) => {
            let link = profile_link(name, "").map(|link| format!(" (<{link}>)")).unwrap_or_default();
            format!("DeviantArt doesn't show the profile {name_bold}{link} to bots, so it can't be watched.")
        }
        Error::Throttled => {
            "DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again in a few minutes.".to_owned()
        }
        Error::Paused(wait) => {
            format!("DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again {}.", within(*wait))
        }
        Error::EdgeRefused(rest) => format!(
            "DeviantArt is turning this bot away for a while, so {name_bold} couldn't be looked up. Please try again {}.",
            within(*rest)
        ),
        Error::Busy(wait) => {
            format!("Many artists are being looked up right now, and {name_bold} has to wait its turn. Please try again {}.", within(*wait))
        }
        Error::Timeout => deviantart_slow(),
        Error::Server { .. } | Error::Blocked(_) | Error::Transport(_) | Error::TooLarge(_) | Error::Decode { .. } => {
            format!("DeviantArt can't be reached right now, so {name_bold} couldn't be looked up. Please try again in a few minutes.")
        }
        Error::InvalidClient
        | Error::NoToken(_)
        | Error::AccountLost(_)
        | Error::Unauthorized(_)
        | Error::Forbidden(_)
        | Error::EndpointGone { .. } => "DeviantArt is refusing the bot's login; please tell the person who runs this bot.".to_owned(),
        Error::Rejected(_) | Error::DeviationNotFound => {
            format!("DeviantArt doesn't take {name_bold} for a name. Check that it's the one in the profile's address.")
        }
    }
}

pub(crate) fn bug() -> String {
    "Something went wrong on my side. It has been logged; please try again.".to_owned()
}

pub(crate) fn not_understood() -> String {
    "Discord sent something that this version of the bot does not understand, so nothing was done. Please try again; if that doesn't help, ask the person who runs the bot to update it.".to_owned()
}

pub(crate) fn options() -> String {
    "I couldn't read one of the options. Use the command again and choose from Discord's menus.".to_owned()
}

pub(crate) fn old_command() -> String {
    "This command has changed. Reload Discord (Ctrl+R), then use it again.".to_owned()
}

pub(crate) fn guild_only() -> String {
    "This works in servers only.".to_owned()
}

pub(crate) fn not_allowed() -> String {
    "You need **Manage Server** for this.".to_owned()
}

pub(crate) fn slow_down() -> String {
    "That was quick. Please wait a few seconds, then try again.".to_owned()
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
        assert_snapshot!(of(Error::EdgeRefused(Duration::from_secs(300))), @r"DeviantArt is turning this bot away for a while, so **Some\_Body** couldn't be looked up. Please try again in 5 minutes.");
        assert_snapshot!(of(Error::Busy(Duration::from_secs(12))), @r"Many artists are being looked up right now, and **Some\_Body** has to wait its turn. Please try again in 12 seconds.");
        assert_snapshot!(of(Error::InvalidClient), @"DeviantArt is refusing the bot's login; please tell the person who runs this bot.");
        assert_snapshot!(of(Error::Timeout), @"DeviantArt took too long to answer. What you watch keeps coming; please try again in a minute.");
        assert_snapshot!(limited(Limited { who: Who::Person, wait: Duration::from_secs(30) }), @"You've looked up many artists in the last minute. Please try again in 30 seconds.");
        assert_snapshot!(limited(Limited { who: Who::Server, wait: Duration::ZERO }), @"This server has looked up many artists in the last minute. Please try again in a second.");
    }
}

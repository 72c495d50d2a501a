//! When something is in the way that the user did not cause.

use super::format::bold;
use crate::card::profile_link;
use deviantart::Error;
use std::time::Duration;

pub(crate) fn store() -> String {
    "This is temporarily unavailable. Please try again in a minute; what is already watched keeps coming.".to_owned()
}

pub(crate) fn deviantart_slow() -> String {
    "DeviantArt is slow right now and did not answer in time. Please try again in a minute.".to_owned()
}

/// So long until a look-up has its turn.
pub(crate) fn deviantart_busy(wait: Duration) -> String {
    let wait = match wait.as_secs() {
        0..=1 => "in a second".to_owned(),
        seconds @ 2..=90 => format!("in {seconds} seconds"),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    };
    format!("Many artists are being looked up at DeviantArt right now, and it allows only so many questions. Please try again {wait}.")
}

/// `name` is what was looked up.
pub(crate) fn deviantart(name: &str, error: &Error) -> String {
    let name_bold = bold(name);
    match error {
        Error::UserNotFound(_) => super::watch::unknown_artist(name, &[]),
        Error::AccountInactive(_) => format!("The DeviantArt account {name_bold} is deactivated, so nothing new will be posted there."),
        Error::ProfileBlocked(_) => {
            let link = profile_link(name, "").map(|link| format!(" (<{link}>)")).unwrap_or_default();
            format!("DeviantArt does not let bots see the profile {name_bold}{link}, so it cannot be watched.")
        }
        Error::Throttled | Error::EdgeRefused(_) => {
            "DeviantArt has asked this bot to slow down. Please try again in a few minutes.".to_owned()
        }
        Error::Busy(wait) => deviantart_busy(*wait),
        Error::Timeout => deviantart_slow(),
        Error::Server { .. } | Error::Blocked(_) | Error::Transport(_) | Error::TooLarge(_) | Error::Decode { .. } => {
            format!("DeviantArt cannot be reached right now, so {name_bold} could not be looked up. Please try again in a few minutes.")
        }
        Error::InvalidClient
        | Error::NoToken(_)
        | Error::AccountLost(_)
        | Error::Unauthorized(_)
        | Error::Forbidden(_)
        | Error::EndpointGone { .. } => {
            "This bot is not let in by DeviantArt right now. Whoever runs it has to look at its configuration and logs.".to_owned()
        }
        Error::Rejected(_) | Error::DeviationNotFound => {
            format!("DeviantArt did not accept the question about {name_bold}. Check the name; it is the one in the profile's address.")
        }
    }
}

pub(crate) fn bug() -> String {
    "Something went wrong here, and it was not your doing. It has been noted; please try again.".to_owned()
}

pub(crate) fn not_understood() -> String {
    "Discord sent something here that this version of the bot does not understand, so nothing was done. Please try again; if it stays so, tell whoever runs the bot to update it.".to_owned()
}

pub(crate) fn options() -> String {
    "One of the options could not be read. Please use the command again and choose from the lists that Discord shows.".to_owned()
}

pub(crate) fn old_command() -> String {
    "This command has changed. Reload Discord (Ctrl+R), then use it again.".to_owned()
}

pub(crate) fn guild_only() -> String {
    "This works in a server only.".to_owned()
}

pub(crate) fn not_allowed() -> String {
    "You need the permission **Manage Server** for this.".to_owned()
}

pub(crate) fn slow_down() -> String {
    "That was quick. Please wait a few seconds, then try again.".to_owned()
}

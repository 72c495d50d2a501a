//! The panel of a server's settings.

use super::format::{bold, channel, role, yes};
use super::panel;
use crate::language::{Language, keyed_in, say, word};
use domain::care::Deleted;
use domain::clock::Timestamp;
use domain::watch::What;
use store::guild_settings::GuildSettings;

pub(crate) fn title() -> &'static str {
    word("settings-title")
}

/// What is set, each with whether it is the default. `in_discord`: the language that the server has there.
pub(crate) fn values(settings: &GuildSettings, in_discord: Language, now: Timestamp) -> String {
    let notices =
        settings.notices.map_or_else(|| say!("settings-notices-default"), |place| say!("settings-notices", place = channel(place)));
    let fate = match settings.deleted.unwrap_or_default() {
        Deleted::StrikeOut => word("settings-deleted-strike-out"),
        Deleted::Remove => word("settings-deleted-remove"),
        Deleted::Leave => word("settings-deleted-leave"),
    };
    let deleted = say!("settings-deleted", what = fate, default = yes(settings.deleted.is_none()));
    let language = language_name(settings.language.unwrap_or(in_discord));
    let language = say!("settings-language", language = language, default = yes(settings.language.is_none()));
    let what = settings.what.unwrap_or(What::Everything);
    let what = say!("settings-what", what = panel::what(what), default = yes(settings.what.is_none()));
    let mature = if settings.mature == Some(false) { word("settings-leave-out") } else { mature_where_restricted() };
    let mature = say!("settings-mature", mature = mature, default = yes(settings.mature.is_none()));
    let ping = settings.ping.map_or_else(|| say!("settings-ping-default"), |ping| say!("settings-ping", role = role(ping)));
    let zone = match settings.zone {
        None => say!("settings-zone-default"),
        Some(zone) => say!("settings-zone", zone = zone.into_str(), time = zone.local(now).format("%H:%M").to_string()),
    };
    let elsewhere = match settings.mature_channel {
        None => say!("settings-mature-channel-default"),
        Some(place) => say!("settings-mature-channel", place = channel(place)),
    };
    format!("{notices}\n{elsewhere}\n{language}\n{deleted}\n{zone}\n\n{}\n{what}\n{mature}\n{ping}", word("settings-new-watches"))
}

/// Nobody can tell which time zone was typed.
pub(crate) fn zone_unknown(typed: &str) -> String {
    say!("settings-zone-unknown", typed = bold(typed))
}

pub(crate) fn mature_where_restricted() -> &'static str {
    word("settings-mature-where-restricted")
}

pub(crate) fn choose_mature_channel() -> &'static str {
    word("settings-choose-mature-channel")
}

pub(crate) fn choose_notices() -> &'static str {
    word("settings-choose-notices")
}

/// What can become of the message of a deleted post, as buttons.
pub(crate) fn deleted() -> [(Deleted, &'static str); 3] {
    [
        (Deleted::StrikeOut, word("settings-strike-out")),
        (Deleted::Remove, word("settings-remove")),
        (Deleted::Leave, word("settings-leave")),
    ]
}

/// A language in its own words.
pub(crate) fn language_name(language: Language) -> &'static str {
    keyed_in(language, "settings-language-name").unwrap_or(language.tag())
}

/// The choice to follow Discord.
pub(crate) fn as_in_discord(language: Language) -> String {
    say!("settings-as-in-discord", language = language_name(language))
}

/// A button that leads to what a new watch begins with.
pub(crate) fn of_watches() -> &'static str {
    word("settings-of-watches")
}

pub(crate) fn reset() -> &'static str {
    word("settings-reset")
}

pub(crate) fn saved() -> String {
    say!("settings-saved")
}

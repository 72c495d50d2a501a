//! The panel of a server's settings.

use super::format::{bold, channel, role, sentences, yes};
use super::panel;
use crate::language::{Language, keyed_in, say, word};
use domain::care::Deleted;
use domain::clock::Timestamp;
use domain::defaults::Defaults;
use domain::rhythm::Rhythm;
use domain::watch::{MatureWay, Style};
use domain::zone::Zone;
use store::guild_settings::GuildSettings;
use store::inherit::HandedDown;

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
    let zone = match settings.zone {
        None => say!("settings-zone-default"),
        Some(zone) => say!("settings-zone", zone = zone.into_str(), time = zone.local(now).format("%H:%M").to_string()),
    };
    let elsewhere = match settings.mature_channel {
        None => say!("settings-mature-channel-default"),
        Some(place) => say!("settings-mature-channel", place = channel(place)),
    };
    let watches = of_all_watches(&settings.watches, settings.zone.unwrap_or_default()).join("\n");
    format!("{notices}\n{elsewhere}\n{language}\n{deleted}\n{zone}\n\n{}\n{watches}", word("settings-defaults"))
}

/// The options of watches, a line each; what says when posts come only where it is not as by default.
fn of_all_watches(defaults: &Defaults, zone: Zone) -> Vec<String> {
    let what = say!("settings-what", what = panel::what(defaults.what()), default = yes(defaults.what.is_none()));
    let mature = match (defaults.mature, defaults.mature_way.unwrap_or_default()) {
        (Some(false), _) => say!("settings-mature", mature = word("settings-leave-out"), default = "no"),
        (_, MatureWay::Restricted) => say!("settings-mature", mature = mature_where_restricted(), default = "yes"),
        (_, MatureWay::Veiled) => word("panel-mature-veiled").to_owned(),
        (_, MatureWay::Channel) => word("panel-mature-elsewhere").to_owned(),
    };
    let ping = defaults.ping.map_or_else(|| say!("settings-ping-default"), |ping| say!("settings-ping", role = role(ping)));
    let style = match defaults.style() {
        Style::Compact => Some(say!("panel-style-compact")),
        Style::Link => Some(say!("panel-style-link")),
        Style::Card | Style::Line => None,
    };
    let rhythm = Rhythm { digest: defaults.rhythm, quiet: defaults.quiet };
    let times = super::times::lines(rhythm, defaults.catch_up(), zone);
    [what, mature, ping].into_iter().chain(style).chain(times).collect()
}

/// Where mature posts can go, as a menu shows it.
pub(crate) fn mature_ways() -> [(&'static str, MatureWay); 3] {
    [(mature_where_restricted(), MatureWay::Restricted), (panel::veil(), MatureWay::Veiled), (panel::elsewhere(), MatureWay::Channel)]
}

/// What becomes of mature posts, as that menu shows it.
pub(crate) fn mature_choice(defaults: &Defaults) -> &'static str {
    match (defaults.mature, defaults.mature_way.unwrap_or_default()) {
        (Some(false), _) => panel::leave_out(),
        (_, MatureWay::Restricted) => mature_where_restricted(),
        (_, MatureWay::Veiled) => panel::veil(),
        (_, MatureWay::Channel) => panel::elsewhere(),
    }
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

/// A button that leads to the options of watches.
pub(crate) fn of_watches() -> &'static str {
    word("settings-of-watches")
}

pub(crate) fn reset() -> &'static str {
    word("settings-reset")
}

/// `down`: what became of the watches that have some options of the server.
pub(crate) fn saved(down: HandedDown) -> String {
    let changed = if down.changed > 0 { say!("settings-handed-down", count = down.changed) } else { String::new() };
    let kept = if down.kept > 0 { say!("settings-kept", count = down.kept) } else { String::new() };
    sentences([say!("settings-saved"), changed, kept])
}

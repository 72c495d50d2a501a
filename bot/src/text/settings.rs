//! The panel of a server's settings.

use super::format::role;
use domain::care::Deleted;
use domain::watch::What;
use store::guild_settings::GuildSettings;

pub(crate) const fn title() -> &'static str {
    "Settings of this server"
}

/// What is set, each with whether it is the default.
pub(crate) fn values(settings: &GuildSettings) -> String {
    let or_default = |set: bool| if set { "" } else { " (default)" };
    let notices = match settings.notices {
        Some(channel) => format!("in <#{channel}>"),
        None => "in the channel for community updates, else where Discord posts its own messages (default)".to_owned(),
    };
    let what = super::panel::WHATS.iter().find(|(what, _)| *what == settings.what.unwrap_or(What::Everything)).map_or("", |(_, name)| name);
    let mature = if settings.mature == Some(false) { leave_out() } else { mature_where_restricted() };
    let deleted = match settings.deleted.unwrap_or_default() {
        Deleted::StrikeOut => "the picture goes and the title is struck out",
        Deleted::Remove => "the message is removed",
        Deleted::Leave => "the message stays as it is",
    };
    let ping = settings.ping.map_or_else(|| "nobody (default)".to_owned(), |ping| role(serenity::all::RoleId::new(ping.0.max(1))));
    format!(
        "**Problems** are reported {notices}.\n**When a post is deleted** on DeviantArt, {deleted}{}.\n\n**New watches** begin with this, unless `/watch` says otherwise; those that exist keep what they \
         have.\n**Posts:** {what}{}\n**Mature posts:** {mature}{}\n**Mention:** {ping}",
        or_default(settings.deleted.is_some()),
        or_default(settings.what.is_some()),
        or_default(settings.mature.is_some())
    )
}

const fn leave_out() -> &'static str {
    "left out"
}

pub(crate) const fn mature_where_restricted() -> &'static str {
    "Only in age-restricted channels"
}

/// What can become of the message of a deleted post, as buttons.
pub(crate) const DELETED: [(Deleted, &str); 3] =
    [(Deleted::StrikeOut, "Deleted posts: strike out"), (Deleted::Remove, "Remove"), (Deleted::Leave, "Leave")];

pub(crate) const fn choose_notices() -> &'static str {
    "Where to report problems"
}

pub(crate) const fn reset() -> &'static str {
    "Back to the defaults"
}

pub(crate) fn saved() -> String {
    "\u{2705} Saved.".to_owned()
}

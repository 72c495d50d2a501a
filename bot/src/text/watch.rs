//! The answers of `/watch`.

use super::format::{bold, channel, row};
use crate::card::profile_link;
use crate::command::spelling::Unclear;
use domain::watch::{Watch, What};
use serenity::all::ChannelId;

pub(crate) const fn posts(what: What) -> &'static str {
    match what {
        What::Everything => "everything (deviations, journals and status updates)",
        What::Deviations => "deviations",
        What::Journals => "journals",
        What::Statuses => "status updates and polls",
    }
}

pub(crate) fn added(watch: &Watch, age_restricted: bool) -> String {
    let wish = &watch.wish;
    let what = match &wish.folder {
        Some((_, folder)) => format!("New deviations in the folder {} of {}", bold(folder), bold(&wish.artist_name)),
        None => format!("New posts by {}: {}", bold(&wish.artist_name), posts(wish.what)),
    };
    let ping = wish.ping.map(|ping| format!(" and mention <@&{}>", ping.role)).unwrap_or_default();
    let mature = match (wish.mature, age_restricted) {
        (true, _) => "Mature posts are included.",
        (false, true) => "Mature posts are left out, as you asked.",
        (false, false) => "Mature posts are left out, because this channel is not age-restricted.",
    };
    format!(
        "\u{2705} {what} will appear in <#{}>{ping}. {mature}\nOnly what is posted from now on comes, older posts do not. To stop it, use `/unwatch`.",
        wish.channel
    )
}

pub(crate) fn duplicate(watch: &Watch) -> String {
    format!(
        "<#{}> already has this watch: {}. To change it, remove it with `/unwatch` first.",
        watch.wish.channel,
        super::list::short(watch)
    )
}

pub(crate) fn too_many(limit: u32) -> String {
    format!("This server has {limit} watches, which is the most that one server can have. Remove one with `/unwatch`, then try again.")
}

/// Nobody can be told from what was typed.
pub(crate) fn unclear(typed: &str, why: Unclear) -> String {
    match why {
        Unclear::NotAName => format!(
            "{} is not a name that DeviantArt uses. Type the artist's name as it stands in the profile's address, or paste the address, for example `https://www.deviantart.com/name`.",
            bold(typed)
        ),
        Unclear::OtherSite => format!("{} is not a DeviantArt address. Only artists on DeviantArt can be watched.", bold(typed)),
        Unclear::Page(shows) => format!("That link shows {shows}, not an artist on DeviantArt. Open the artist's page and paste its link."),
        Unclear::PostByNumber => {
            "That link leads to a post without saying whose it is, and DeviantArt doesn't tell bots. Open the post, click the artist's name, and paste the link of that page.".to_owned()
        }
        Unclear::FolderByNumber => {
            "That link names a gallery folder by its number only. Open the folder on DeviantArt and paste the link from there, or type the artist and choose the `folder`.".to_owned()
        }
        Unclear::Several => "Those are links to several artists on DeviantArt. Watch one artist at a time.".to_owned(),
    }
}

/// `near`: known names that were perhaps meant.
pub(crate) fn unknown_artist(name: &str, near: &[&str]) -> String {
    let hint = if near.is_empty() { String::new() } else { format!(" Did you mean {}?", row(near)) };
    let check = profile_link(name, "").map(|link| format!(" Does <{link}> open in your browser?")).unwrap_or_default();
    format!(
        "DeviantArt has no artist or group called {}.{hint} Check the spelling: it is the name in the profile's address.{check}",
        bold(name)
    )
}

pub(crate) fn not_known_here(name: &str) -> String {
    format!(
        "{} is not known here yet, and new artists cannot be looked up, because this bot runs without access to DeviantArt. Please tell whoever runs it.",
        bold(name)
    )
}

/// A group was named without a folder.
pub(crate) fn group_needs_folder(group: &str, folders: &[String]) -> String {
    let group = bold(group);
    if folders.is_empty() {
        return format!("{group} is a group, and groups can only be watched folder by folder. This group shows no folder yet.");
    }
    let shown = folders.iter().take(12).map(String::as_str).collect::<Vec<_>>();
    let more = if folders.len() > shown.len() { format!(" and {} more", folders.len() - shown.len()) } else { String::new() };
    format!(
        "{group} is a group, and groups can only be watched folder by folder. Use the command again with `folder`. Its folders: {}{more}.",
        row(&shown)
    )
}

/// `near`: whether `shown` are close to what was typed, or just some of the folders.
pub(crate) fn unknown_folder(artist: &str, typed: &str, shown: &[&str], near: bool) -> String {
    let hint = match (shown.is_empty(), near) {
        (true, _) => " No folder is visible there.".to_owned(),
        (false, true) => format!(" Did you mean {}?", row(shown)),
        (false, false) => format!(" Folders there: {}.", row(shown)),
    };
    format!("{} has no folder called {}.{hint}", bold(artist), bold(typed))
}

pub(crate) fn ambiguous_folder(typed: &str) -> String {
    format!("Several folders are called {}. Choose one from the list that appears while you type, or paste the folder's id.", bold(typed))
}

pub(crate) fn folder_holds_deviations() -> String {
    "Folders hold deviations only; journals and status updates are in no folder. Leave out `folder`, or choose deviations.".to_owned()
}

pub(crate) fn not_age_restricted(id: ChannelId) -> String {
    format!(
        "{} is not age-restricted, so mature posts cannot go there. Mark it as age-restricted in the channel's settings (a thread follows its channel), choose another channel, or use `mature: False`.",
        channel(id)
    )
}

//! The answers of `/watches` and `/unwatch`.

use super::format::{bold, brief, count};
use crate::card::literal;
use domain::clock::Timestamp;
use domain::watch::{Style, Watch, What};

const fn kinds(what: What) -> &'static str {
    match what {
        What::Everything => "everything",
        What::Deviations => "deviations",
        What::Journals => "journals",
        What::Statuses => "status updates",
    }
}

/// The folder, else the kinds: a folder holds deviations only.
fn part(watch: &Watch) -> String {
    match &watch.wish.folder {
        Some((_, folder)) => format!("folder {}", brief(folder)),
        None => kinds(watch.wish.what).to_owned(),
    }
}

/// Artist and what is wanted.
pub(crate) fn short(watch: &Watch) -> String {
    format!("{}, {}", brief(&watch.wish.artist_name), part(watch))
}

/// What is wrong with a watch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    /// The role that it would mention is gone.
    pub role_gone: bool,
    /// The watched folder is gone; `Some(true)`: the artist has a new one of that name.
    pub folder_gone: Option<bool>,
    /// Its channel takes no messages.
    pub broken: bool,
}

impl Faults {
    /// Whether there is any.
    pub(crate) const fn any(self) -> bool {
        self.role_gone || self.folder_gone.is_some() || self.broken
    }
}

/// A line of the list.
pub(crate) fn line(watch: &Watch, faults: Faults) -> String {
    let mature = if watch.wish.mature { " \u{b7} mature too" } else { "" };
    let style = match watch.wish.style {
        Style::Card => "",
        Style::Compact => " \u{b7} compact",
        Style::Link => " \u{b7} link only",
    };
    let ping = match watch.wish.ping {
        Some(_) if faults.role_gone => " \u{b7} mentions nobody: its role is gone".to_owned(),
        Some(ping) => format!(" \u{b7} mentions <@&{}>", ping.role),
        None => String::new(),
    };
    let folder = match faults.folder_gone {
        None => "",
        Some(false) => " \u{b7} \u{26a0}\u{fe0f} the artist deleted this folder",
        Some(true) => {
            " \u{b7} \u{26a0}\u{fe0f} the artist deleted this folder and has a new one of that name: `/watch` the new one, `/unwatch` this"
        }
    };
    let broken = if faults.broken { " \u{b7} \u{26a0}\u{fe0f} I can't post there: `/channels`" } else { "" };
    let paused = paused(watch);
    let filter =
        watch.wish.filter.as_ref().map(|filter| format!(" \u{b7} only {}", super::filter::brief(filter.text()))).unwrap_or_default();
    let (artist, part, channel) = (brief(&watch.wish.artist_name), part(watch), watch.wish.channel);
    format!("{artist} \u{b7} {part} \u{2192} <#{channel}>{paused}{mature}{filter}{style}{ping}{folder}{broken}")
}

/// Behind a watch: that it is paused, and until when.
fn paused(watch: &Watch) -> String {
    match watch.wish.paused.map(|pause| pause.until) {
        None => String::new(),
        Some(None) => " \u{b7} \u{23f8}\u{fe0f} paused".to_owned(),
        Some(Some(until)) => format!(" \u{b7} \u{23f8}\u{fe0f} paused until <t:{}:f>", until.timestamp()),
    }
}

/// A choice in a menu that looks like another one.
pub(crate) fn dated(choice: &str, since: Timestamp) -> String {
    format!("{} \u{b7} since {}", literal(choice, 80), since.format("%Y-%m-%d"))
}

/// A choice in a menu, shown as it is: no markdown there.
pub(crate) fn choice(watch: &Watch, channel: Option<&str>) -> String {
    let part = match &watch.wish.folder {
        Some((_, folder)) => format!("folder {}", literal(folder, 35)),
        None => kinds(watch.wish.what).to_owned(),
    };
    let channel = channel.map(|name| format!(" \u{2192} #{}", literal(name, 25))).unwrap_or_default();
    format!("{} \u{b7} {part}{channel}", literal(&watch.wish.artist_name, 25))
}

pub(crate) const fn title() -> &'static str {
    "What this server watches"
}

pub(crate) fn footer(page: u32, pages: u32, total: u32) -> String {
    let watches = count(total, "watch", "watches");
    if pages == 1 { watches } else { format!("Page {page} of {pages} \u{b7} {watches}") }
}

pub(crate) const fn previous() -> &'static str {
    "Previous"
}

pub(crate) const fn next() -> &'static str {
    "Next"
}

/// `hidden`: watches of channels that the asker cannot see.
pub(crate) fn empty(hidden: u32) -> String {
    match hidden {
        0 => "This server watches nobody yet. Use `/watch` with an artist's name to begin.".to_owned(),
        hidden => format!("You can see no watch of this server. {}", unseen(hidden, "")),
    }
}

/// No watch fits what was asked for.
pub(crate) fn none_fits(hidden: u32) -> String {
    format!("No watch fits that. `/watches` lists them all.{}", and_hidden(hidden))
}

/// What was done does not concern the watches that the asker cannot see.
pub(crate) fn only_these(hidden: u32) -> String {
    match hidden {
        1 => "1 watch stays as it is: it is in a channel that you can't see.".to_owned(),
        _ => format!("{hidden} watches stay as they are: they are in channels that you can't see."),
    }
}

/// Below a list.
pub(crate) fn more_hidden(hidden: u32) -> String {
    format!("*{}*", unseen(hidden, "more "))
}

/// How many watches the asker cannot see.
fn unseen(hidden: u32, more: &str) -> String {
    match hidden {
        1 => format!("1 {more}watch is in a channel that you can't see."),
        _ => format!("{hidden} {more}watches are in channels that you can't see."),
    }
}

/// The same behind another sentence; nothing when there is none.
pub(super) fn and_hidden(hidden: u32) -> String {
    if hidden == 0 { String::new() } else { format!(" {}", unseen(hidden, "")) }
}

pub(crate) fn removed(watch: &Watch) -> String {
    format!("\u{2705} Removed: {}. Its posts no longer appear in <#{}>.", short(watch), watch.wish.channel)
}

pub(crate) fn no_such_watch(hidden: u32) -> String {
    format!("There's no such watch. `/watches` lists them all.{}", and_hidden(hidden))
}

pub(crate) fn nothing_of(name: &str, hidden: u32) -> String {
    format!("There's no watch of {} here. `/watches` lists them all.{}", bold(name), and_hidden(hidden))
}

pub(crate) fn old_button() -> String {
    "This button has expired. Use the command again.".to_owned()
}

pub(crate) fn not_yours() -> String {
    "This was made for somebody else. Use the command yourself.".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
    use domain::watch::{NewWatch, Pause, Ping};
    use insta::assert_snapshot;
    use uuid::Uuid;

    fn watch(change: impl FnOnce(NewWatch) -> NewWatch) -> Watch {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Some_Body", Timestamp::UNIX_EPOCH);
        Watch { id: WatchId(Uuid::nil()), wish: change(wish) }
    }

    #[test]
    fn the_list() {
        let folder = watch(|wish| {
            wish.folder((FolderId(Uuid::nil()), "Best / Sketches".to_owned())).mature(true).ping(Ping { role: RoleId(3), by_right: false })
        });
        assert_snapshot!(line(&folder, Faults::default()), @r"**Some\_Body** · folder **Best \/ Sketches** → <#2> · mature too · mentions <@&3>");
        assert_snapshot!(line(&folder, Faults { role_gone: true, folder_gone: Some(false), broken: false }), @r"**Some\_Body** · folder **Best \/ Sketches** → <#2> · mature too · mentions nobody: its role is gone · ⚠️ the artist deleted this folder");
        let pause = |until| Some(Pause { since: Timestamp::UNIX_EPOCH, until });
        let mut still = watch(|wish| wish);
        still.wish.paused = pause(None);
        assert_snapshot!(line(&still, Faults::default()), @r"**Some\_Body** · everything → <#2> · ⏸️ paused");
        still.wish.paused = pause(Timestamp::from_timestamp(1_800_000_000, 0));
        assert_snapshot!(line(&still, Faults { broken: true, ..Faults::default() }), @r"**Some\_Body** · everything → <#2> · ⏸️ paused until <t:1800000000:f> · ⚠️ I can't post there: `/channels`");
        assert_snapshot!(dated("Some_Body · everything", Timestamp::UNIX_EPOCH), @"Some_Body · everything · since 1970-01-01");
        assert_snapshot!(none_fits(1), @"No watch fits that. `/watches` lists them all. 1 watch is in a channel that you can't see.");
        assert_snapshot!(choice(&folder, Some("art")), @"Some_Body · folder Best / Sketches → #art");
        assert_snapshot!(footer(1, 1, 1), @"1 watch");
        assert_snapshot!(footer(2, 3, 25), @"Page 2 of 3 · 25 watches");
        assert_snapshot!(empty(0), @"This server watches nobody yet. Use `/watch` with an artist's name to begin.");
        assert_snapshot!(empty(2), @"You can see no watch of this server. 2 watches are in channels that you can't see.");
        assert_snapshot!(more_hidden(1), @"*1 more watch is in a channel that you can't see.*");
    }

    #[test]
    fn what_is_removed() {
        assert_snapshot!(removed(&watch(|wish| wish)), @r"✅ Removed: **Some\_Body**, everything. Its posts no longer appear in <#2>.");
        assert_snapshot!(no_such_watch(0), @"There's no such watch. `/watches` lists them all.");
        assert_snapshot!(nothing_of("loish", 3), @"There's no watch of **loish** here. `/watches` lists them all. 3 watches are in channels that you can't see.");
    }
}

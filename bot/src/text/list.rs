//! The answers of `/watches` and `/unwatch`.

use super::format::{ago, bold, brief, channel as place, date, role, sentences};
use crate::card::literal;
use crate::language::{say, word};
use domain::clock::Timestamp;
use domain::watch::{Style, Watch, What};

fn kinds(what: What) -> &'static str {
    word(match what {
        What::Everything => "list-everything",
        What::Deviations => "list-deviations",
        What::Journals => "list-journals",
        What::Statuses => "list-statuses",
    })
}

/// The folder, else the kinds: a folder holds deviations only.
fn part(watch: &Watch) -> String {
    match &watch.wish.folder {
        Some((_, folder)) => say!("list-folder", folder = brief(folder)),
        None if watch.wish.group => whole_group().to_owned(),
        None => kinds(watch.wish.what).to_owned(),
    }
}

/// What a watch of a whole group wants.
pub(super) fn whole_group() -> &'static str {
    word("list-whole-group")
}

/// What a watch of an artist wants that is of nothing in particular.
pub(crate) fn everything() -> &'static str {
    kinds(What::Everything)
}

/// Artist and what is wanted.
pub(crate) fn short(watch: &Watch) -> String {
    say!("list-short", artist = brief(&watch.wish.artist_name), part = part(watch))
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
    let wish = &watch.wish;
    let says = |holds: bool, key: &'static str| holds.then(|| word(key).to_owned());
    let ping = wish.ping.map(|ping| match faults.role_gone {
        true => word("list-mentions-gone").to_owned(),
        false => say!("list-mentions", role = role(ping.role)),
    });
    let parts = [
        paused(watch),
        says(wish.mature, "list-mature"),
        wish.filter.as_ref().map(|filter| say!("list-filter", filter = super::filter::brief(filter.text()))),
        match wish.style {
            Style::Card => None,
            Style::Compact => Some(word("list-compact").to_owned()),
            Style::Link => Some(word("list-link").to_owned()),
            Style::Line => Some(word("list-line").to_owned()),
        },
        ping,
        faults.folder_gone.map(|namesake| word(if namesake { "list-folder-renewed" } else { "list-folder-deleted" }).to_owned()),
        says(faults.broken, "list-broken"),
    ];
    let times = super::times::brief(wish.rhythm);
    let first = format!("{} \u{b7} {} \u{2192} {}", brief(&wish.artist_name), part(watch), place(wish.channel));
    std::iter::once(first).chain(parts.into_iter().flatten()).chain(times).collect::<Vec<_>>().join(" \u{b7} ")
}

/// Behind a watch: that it is paused, and until when.
fn paused(watch: &Watch) -> Option<String> {
    watch.wish.paused.map(|pause| match pause.until {
        None => say!("list-paused"),
        Some(until) => say!("list-paused-until", until = date(until)),
    })
}

/// A choice in a menu that looks like another one.
pub(crate) fn dated(choice: &str, since: Timestamp) -> String {
    say!("list-dated", choice = literal(choice, 80), date = since.format("%Y-%m-%d").to_string())
}

/// A choice in a menu, shown as it is: no markdown there.
pub(crate) fn choice(watch: &Watch, channel: Option<&str>) -> String {
    let part = match &watch.wish.folder {
        Some((_, folder)) => say!("list-folder", folder = literal(folder, 35)),
        None if watch.wish.group => whole_group().to_owned(),
        None => kinds(watch.wish.what).to_owned(),
    };
    let channel = channel.map(|name| format!(" \u{2192} #{}", literal(name, 25))).unwrap_or_default();
    format!("{} \u{b7} {part}{channel}", literal(&watch.wish.artist_name, 25))
}

pub(crate) fn title() -> &'static str {
    word("list-title")
}

pub(crate) fn footer(page: u32, pages: u32, total: u32) -> String {
    let watches = say!("pause-watches", count = total);
    if pages == 1 { watches } else { format!("{} \u{b7} {watches}", say!("list-page", page = page, pages = pages)) }
}

pub(crate) fn previous() -> &'static str {
    word("list-previous")
}

pub(crate) fn next() -> &'static str {
    word("list-next")
}

/// `hidden`: watches of channels that the asker cannot see.
pub(crate) fn empty(hidden: u32) -> String {
    match hidden {
        0 => say!("list-empty"),
        hidden => sentences([say!("list-none-visible"), say!("list-unseen", count = hidden)]),
    }
}

/// No watch fits what was asked for.
pub(crate) fn none_fits(hidden: u32) -> String {
    and_hidden(say!("list-none-fits"), hidden)
}

/// What was done does not concern the watches that the asker cannot see.
pub(crate) fn only_these(hidden: u32) -> String {
    say!("list-only-these", count = hidden)
}

/// Below a list.
pub(crate) fn more_hidden(hidden: u32) -> String {
    format!("*{}*", say!("list-more-unseen", count = hidden))
}

/// A sentence, and behind it how many watches the asker cannot see, if any.
pub(super) fn and_hidden(sentence: String, hidden: u32) -> String {
    if hidden == 0 { sentence } else { sentences([sentence, say!("list-unseen", count = hidden)]) }
}

pub(crate) fn removed(watch: &Watch) -> String {
    say!("list-removed", watch = short(watch), place = place(watch.wish.channel))
}

pub(crate) fn no_such_watch(hidden: u32) -> String {
    and_hidden(say!("list-no-such-watch"), hidden)
}

pub(crate) fn nothing_of(name: &str, hidden: u32) -> String {
    and_hidden(say!("list-nothing-of", name = bold(name)), hidden)
}

pub(crate) fn old_button() -> String {
    say!("list-old-button")
}

/// `command`: as a message mentions it.
pub(crate) fn old_button_of(command: &str) -> String {
    say!("list-old-button-of", command = command.to_owned())
}

/// `command`: as a message mentions it.
pub(crate) fn not_yours(command: &str) -> String {
    say!("list-not-yours", command = command.to_owned())
}

/// Behind a watch: when it last brought something, as far as anybody knows.
pub(crate) fn idle(since: Option<Timestamp>) -> String {
    since.map_or_else(|| say!("list-idle-never"), |at| say!("list-idle-since", at = ago(at)))
}

#[cfg(test)]
mod tests {
    use super::super::for_tests::watch;
    use super::*;
    use domain::id::{FolderId, RoleId};
    use domain::watch::{Pause, Ping};
    use insta::assert_snapshot;
    use uuid::Uuid;

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

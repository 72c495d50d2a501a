//! The panel of one watch: its values, its menus and its buttons.

use super::format::{bold, brief, count};
use super::list::{Faults, short};
use domain::id::ChannelId;
use domain::watch::{Ping, Style, Watch, What};

/// Everything that can be chosen for `what`, with Discord's description of it.
pub(crate) const WHATS: [(What, &str); 4] = [
    (What::Everything, "Everything"),
    (What::Deviations, "Deviations (artworks, literature, videos)"),
    (What::Journals, "Journals"),
    (What::Statuses, "Status updates and polls"),
];

/// Every style, with Discord's description of it.
pub(crate) const STYLES: [(Style, &str); 3] = [
    (Style::Card, "Card: picture and text"),
    (Style::Compact, "Compact: a line and a small picture"),
    (Style::Link, "Link only: Discord's own preview"),
];

pub(crate) const fn style() -> &'static str {
    "Style"
}

pub(crate) const fn back() -> &'static str {
    "Back"
}

pub(crate) const fn leave_out() -> &'static str {
    "Leave out mature posts"
}

pub(crate) const fn include() -> &'static str {
    "Mature posts too"
}

pub(crate) const fn choose_ping() -> &'static str {
    "Mention a role"
}

pub(crate) const fn choose_channel() -> &'static str {
    "Move to another channel"
}

pub(crate) const fn choose_watch() -> &'static str {
    "Change a watch"
}

pub(crate) const fn change() -> &'static str {
    "Change"
}

pub(crate) const fn no_ping() -> &'static str {
    "Mention nobody"
}

/// The panel's title is markdown-free where Discord shows it so; the name is escaped in any case.
pub(crate) fn title() -> &'static str {
    "This watch"
}

/// The values, a line each.
pub(crate) fn values(watch: &Watch, faults: Faults) -> String {
    let wish = &watch.wish;
    let posts = match &wish.folder {
        Some((_, folder)) => format!("deviations in the folder {}", brief(folder)),
        None => WHATS.iter().find(|(what, _)| *what == wish.what).map(|(_, name)| name.to_lowercase()).unwrap_or_default(),
    };
    let posts = match faults.folder_gone {
        None => posts,
        Some(_) => format!("{posts} \u{b7} \u{26a0}\u{fe0f} the artist deleted this folder"),
    };
    let mature = if wish.mature { "included" } else { "left out" };
    let ping = match wish.ping {
        None => "nobody".to_owned(),
        Some(_) if faults.role_gone => "nobody: its role is gone".to_owned(),
        Some(Ping { role, .. }) => format!("<@&{role}>"),
    };
    let style = match wish.style {
        Style::Card => "",
        Style::Compact => "\nStyle: compact",
        Style::Link => "\nStyle: link only",
    };
    let channel = if faults.broken { " \u{b7} \u{26a0}\u{fe0f} I can't post there: `/channels`" } else { "" };
    let state = match wish.paused.map(|pause| pause.until) {
        None => "posting".to_owned(),
        Some(None) => "\u{23f8}\u{fe0f} paused until you resume it".to_owned(),
        Some(Some(until)) => format!("\u{23f8}\u{fe0f} paused until <t:{}:f>", until.timestamp()),
    };
    let filter = wish.filter.as_ref().map(|filter| format!("\nFilter: {}", super::filter::whole(filter.text()))).unwrap_or_default();
    format!(
        "Artist: {}\nPosts: {posts}{filter}\nChannel: <#{}>{channel}\nMature posts: {mature}\nMentions: {ping}{style}\nNow: {state}",
        bold(&wish.artist_name),
        wish.channel
    )
}

pub(crate) fn changed() -> String {
    "\u{2705} Changed. It holds for what comes from now on.".to_owned()
}

/// `messages`: how many that waited go along. `silent`: its role is not mentioned there.
pub(crate) fn moved(messages: u32, silent: bool) -> String {
    let along = match messages {
        0 => String::new(),
        messages => format!(" {} that waited {} along.", count(messages, "message", "messages"), if messages == 1 { "goes" } else { "go" }),
    };
    let silent = if silent { " Its role isn't mentioned there, because you or I can't mention it." } else { "" };
    format!("\u{2705} Moved.{along}{silent}")
}

/// The channel has the same watch already.
pub(crate) fn same(other: &Watch) -> String {
    format!("<#{}> already gets this: {}. Remove one of the two instead.", other.wish.channel, short(other))
}

pub(crate) fn you_cannot_write(channel: ChannelId) -> String {
    format!(
        "You can't write in <#{channel}>, so you can't change what is posted there. Somebody who can, or who manages that channel or its webhooks, can."
    )
}

/// The message is no card of ours, or nothing is known of it.
pub(crate) fn no_card() -> String {
    "I announced no post in that message. Use this on a message in which I did.".to_owned()
}

/// The message is a card, and its watch is gone.
pub(crate) fn card_without_watch() -> String {
    "The watch that brought this was removed, so there is nothing to change. `/watches` lists those that are left.".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, FolderId, GuildId, RoleId, WatchId};
    use domain::watch::{NewWatch, Pause};
    use insta::assert_snapshot;
    use uuid::Uuid;

    fn watch() -> Watch {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Some_Body", Timestamp::UNIX_EPOCH);
        Watch { id: WatchId(Uuid::nil()), wish }
    }

    #[test]
    fn the_panel() {
        assert_snapshot!(values(&watch(), Faults::default()), @r"
        Artist: **Some\_Body**
        Posts: everything
        Channel: <#2>
        Mature posts: left out
        Mentions: nobody
        Now: posting
        ");
        let mut odd = watch();
        odd.wish = odd.wish.folder((FolderId(Uuid::nil()), "Best / Sketches".to_owned())).mature(true);
        odd.wish = odd.wish.ping(Ping { role: RoleId(3), by_right: false });
        odd.wish.paused = Some(Pause { since: Timestamp::UNIX_EPOCH, until: Timestamp::from_timestamp(1_800_000_000, 0) });
        assert_snapshot!(values(&odd, Faults { role_gone: true, folder_gone: Some(false), broken: true }), @r"
        Artist: **Some\_Body**
        Posts: deviations in the folder **Best \/ Sketches** · ⚠️ the artist deleted this folder
        Channel: <#2> · ⚠️ I can't post there: `/channels`
        Mature posts: included
        Mentions: nobody: its role is gone
        Now: ⏸️ paused until <t:1800000000:f>
        ");
        assert_snapshot!(moved(0, true), @"✅ Moved. Its role isn't mentioned there, because you or I can't mention it.");
        assert_snapshot!(moved(1, false), @"✅ Moved. 1 message that waited goes along.");
        assert_snapshot!(same(&watch()), @r"<#2> already gets this: **Some\_Body**, everything. Remove one of the two instead.");
    }
}

//! The panel of one watch: its values, its menus and its buttons.

use super::format::{bold, brief, channel as place, date, role, sentences};
use super::list::{Faults, short};
use crate::language::{say, word};
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::inherit::Aspect;
use domain::watch::{MatureWay, Ping, Style, Watch, What};
use store::guild_settings::GuildSettings;

/// Everything that can be chosen for `what`.
pub(crate) const WHATS: [What; 4] = [What::Everything, What::Deviations, What::Journals, What::Statuses];

/// Every style that is chosen; a template is typed.
pub(crate) const STYLES: [Style; 3] = [Style::Card, Style::Compact, Style::Link];

/// As Discord's menus show it.
pub(crate) fn what(what: What) -> &'static str {
    word(match what {
        What::Everything => "choice-everything",
        What::Deviations => "choice-deviations",
        What::Journals => "choice-journals",
        What::Statuses => "choice-status",
    })
}

/// As Discord's menus show it.
pub(crate) fn style_name(style: Style) -> &'static str {
    word(match style {
        Style::Card => "choice-card",
        Style::Compact => "choice-compact",
        Style::Link => "choice-link",
        Style::Line => "list-line",
    })
}

pub(crate) fn style() -> &'static str {
    word("panel-style")
}

pub(crate) fn back() -> &'static str {
    word("panel-back")
}

pub(crate) fn leave_out() -> &'static str {
    word("panel-leave-out")
}

pub(crate) fn include() -> &'static str {
    word("panel-include")
}

/// Mature posts, without picture and text where the channel is not age-restricted.
pub(crate) fn veil() -> &'static str {
    word("panel-veil")
}

/// Mature posts into the server's channel for them.
pub(crate) fn elsewhere() -> &'static str {
    word("panel-elsewhere")
}

pub(crate) fn choose_ping() -> &'static str {
    word("panel-choose-ping")
}

pub(crate) fn choose_channel() -> &'static str {
    word("panel-choose-channel")
}

pub(crate) fn choose_watch() -> &'static str {
    word("panel-choose-watch")
}

pub(crate) fn change() -> &'static str {
    word("panel-change")
}

/// The choice to have an option as the server's watches do, which is this there.
pub(crate) fn as_server(there: &str) -> String {
    say!("panel-as-server", value = there.to_owned())
}

/// Mentions what the server's watches mention.
pub(crate) fn ping_as_server() -> &'static str {
    word("panel-ping-as-server")
}

pub(crate) fn no_ping() -> &'static str {
    word("panel-no-ping")
}

/// The panel's title is markdown-free where Discord shows it so; the name is escaped in any case.
pub(crate) fn title() -> &'static str {
    word("panel-title")
}

/// The values, a line each; those that are the server's are marked.
pub(crate) fn values(watch: &Watch, faults: Faults, (settings, now): (&GuildSettings, Timestamp)) -> String {
    let (wish, zone) = (&watch.wish, settings.zone.unwrap_or_default());
    let mut posts = match &wish.folder {
        Some((_, folder)) => say!("panel-folder", folder = brief(folder)),
        None if wish.group => say!("panel-whole-group"),
        None => word(match wish.what {
            What::Everything => "panel-everything",
            What::Deviations => "panel-deviations",
            What::Journals => "panel-journals",
            What::Statuses => "panel-statuses",
        })
        .to_owned(),
    };
    if faults.folder_gone.is_some() {
        posts = format!("{posts} \u{b7} {}", word("list-folder-deleted"));
    }
    let mut channel = place(wish.channel);
    if faults.broken {
        channel = format!("{channel} \u{b7} {}", word("list-broken"));
    }
    let ping = match wish.ping {
        None => say!("panel-mentions-nobody"),
        Some(_) if faults.role_gone => say!("panel-mentions-gone"),
        Some(Ping { role: id, .. }) => say!("panel-mentions", role = role(id)),
    };
    let style = match wish.style {
        Style::Card => None,
        Style::Compact => Some(say!("panel-style-compact")),
        Style::Link => Some(say!("panel-style-link")),
        Style::Line => wish.template.as_ref().map(|template| say!("panel-style-line", template = super::template::whole(template))),
    };
    let state = match wish.paused.map(|pause| pause.until) {
        None => super::times::now(wish.rhythm, zone, now).unwrap_or_else(|| say!("panel-posting")),
        Some(None) => say!("panel-paused"),
        Some(Some(until)) => say!("panel-paused-until", until = date(until)),
    };
    let filter = wish.filter.as_ref().map(|filter| say!("panel-filter", filter = super::filter::whole(filter.text())));
    let mature = word(match (wish.mature, wish.mature_way) {
        (false, _) => "panel-mature-out",
        (true, MatureWay::Restricted) => "panel-mature-in",
        (true, MatureWay::Veiled) => "panel-mature-veiled",
        (true, MatureWay::Channel) if settings.mature_channel.is_none() => "panel-mature-nowhere",
        (true, MatureWay::Channel) => "panel-mature-elsewhere",
    })
    .to_owned();
    let marked = |(aspect, line): (Aspect, String)| match wish.inherits.contains(aspect) {
        true => format!("{line} \u{b7} {}", word("panel-inherited")),
        false => line,
    };
    let posts = marked((Aspect::What, say!("panel-posts", posts = posts)));
    let (mature, ping) = (marked((Aspect::Mature, mature)), marked((Aspect::Ping, ping)));
    let style = style.map(|style| marked((Aspect::Style, style)));
    let lines = [Some(say!("panel-artist", artist = bold(&wish.artist_name))), Some(posts), filter];
    let more = [Some(say!("panel-channel", channel = channel)), Some(mature), Some(ping), style];
    let times = super::times::named(wish.rhythm, wish.catch_up, zone).into_iter().map(marked);
    lines.into_iter().chain(more).flatten().chain(times).chain([state]).collect::<Vec<_>>().join("\n")
}

/// Below the values, where the channel is a forum.
pub(crate) fn in_forum() -> String {
    say!("panel-forum")
}

pub(crate) fn changed() -> String {
    say!("panel-changed")
}

/// `messages`: how many that waited go along. `silent`: its role is not mentioned there.
pub(crate) fn moved(messages: u32, silent: bool) -> String {
    let along = if messages == 0 { String::new() } else { say!("panel-along", count = messages) };
    let silent = if silent { say!("panel-silent") } else { String::new() };
    sentences([say!("panel-moved"), along, silent])
}

/// The channel has the same watch already.
pub(crate) fn same(other: &Watch) -> String {
    say!("panel-same", place = place(other.wish.channel), watch = short(other))
}

pub(crate) fn you_cannot_write(channel: ChannelId) -> String {
    say!("panel-you-cannot-write", place = place(channel))
}

/// The message is no card of ours, or nothing is known of it.
pub(crate) fn no_card() -> String {
    say!("panel-no-card")
}

/// The message is a card, and its watch is gone.
pub(crate) fn card_without_watch() -> String {
    say!("panel-card-without-watch")
}

#[cfg(test)]
mod tests {
    use super::super::for_tests::watch;
    use super::*;
    use domain::id::{FolderId, RoleId};
    use domain::watch::Pause;
    use insta::assert_snapshot;
    use uuid::Uuid;

    #[test]
    fn the_panel() {
        assert_snapshot!(values(&watch(|wish| wish), Faults::default(), (&GuildSettings::default(), Timestamp::UNIX_EPOCH)), @r"
        Artist: **Some\_Body**
        Posts: everything
        Channel: <#2>
        Mature posts: left out
        Mentions: nobody
        Now: posting
        ");
        let mut odd = watch(|wish| wish);
        odd.wish = odd.wish.folder((FolderId(Uuid::nil()), "Best / Sketches".to_owned())).mature(true);
        odd.wish = odd.wish.ping(Ping { role: RoleId(3), by_right: false });
        odd.wish.paused = Some(Pause { since: Timestamp::UNIX_EPOCH, until: Timestamp::from_timestamp(1_800_000_000, 0) });
        assert_snapshot!(values(&odd, Faults { role_gone: true, folder_gone: Some(false), broken: true }, (&GuildSettings::default(), Timestamp::UNIX_EPOCH)), @r"
        Artist: **Some\_Body**
        Posts: deviations in the folder **Best \/ Sketches** · ⚠️ the artist deleted this folder
        Channel: <#2> · ⚠️ I can't post there: `/channels`
        Mature posts: included
        Mentions: nobody: its role is gone
        Now: ⏸️ paused until <t:1800000000:f>
        ");
        assert_snapshot!(moved(0, true), @"✅ Moved. Its role isn't mentioned there, because you or I can't mention it.");
        assert_snapshot!(moved(1, false), @"✅ Moved. 1 message that waited goes along.");
        assert_snapshot!(same(&watch(|wish| wish)), @r"<#2> already gets this: **Some\_Body**, everything. Remove one of the two instead.");
    }
}

//! The answers of `/watch`.

use super::format::{bold, channel, count, row};
use crate::card::profile_link;
use crate::command::spelling::Unclear;
use domain::watch::{NewWatch, Watch, What};
use serenity::all::ChannelId;

pub(super) const fn posts(what: What) -> &'static str {
    match what {
        What::Everything => "artworks, journals and status updates",
        What::Deviations => "artworks, literature and videos",
        What::Journals => "journals",
        What::Statuses => "status updates and polls",
    }
}

pub(crate) const fn again() -> &'static str {
    "Try again"
}

pub(crate) const fn check() -> &'static str {
    "Check again"
}

pub(crate) const fn without_folder() -> &'static str {
    "Without the folder"
}

pub(crate) const fn leave_out() -> &'static str {
    "Leave out mature posts"
}

pub(crate) const fn choose_channel() -> &'static str {
    "Choose another channel"
}

pub(crate) const fn choose_role() -> &'static str {
    "Choose a role to mention"
}

/// `page` of the menu, counted from 1.
pub(crate) fn choose_folder(page: usize, pages: usize) -> String {
    if pages == 1 { "Choose a folder".to_owned() } else { format!("Choose a folder (page {page} of {pages})") }
}

/// `folder`: its name with its parent's.
pub(crate) fn added(watch: &Watch, folder: Option<&str>, age_restricted: bool) -> String {
    let wish = &watch.wish;
    let (artist, place) = (bold(&wish.artist_name), wish.channel);
    let ping = wish.ping.map(|ping| format!(" and mention <@&{}>", ping.role)).unwrap_or_default();
    let posts = match folder {
        Some(folder) => format!("New deviations in the folder {} by {artist} will now appear in <#{place}>{ping}.", bold(folder)),
        None => format!("New posts by {artist} will now appear in <#{place}>{ping}: {}.", posts(wish.what)),
    };
    let mature = mature(wish, age_restricted);
    let filter = filtered(wish);
    format!("\u{2705} {posts}{filter} {mature}\nYou'll get new posts from now on. `/unwatch` stops them.")
}

/// That a filter holds, as a sentence behind another one.
pub(super) fn filtered(wish: &NewWatch) -> String {
    let words = |filter: &domain::filter::Filter| format!(" Only those that {} lets through.", super::filter::whole(filter.text()));
    wish.filter.as_ref().map(words).unwrap_or_default()
}

/// What becomes of mature posts.
pub(super) fn mature(wish: &NewWatch, age_restricted: bool) -> String {
    match (wish.mature, age_restricted) {
        (true, _) => "Mature posts are included.".to_owned(),
        (false, true) => "Mature posts are left out, as you asked.".to_owned(),
        (false, false) => format!("Mature posts are left out because <#{}> is not age-restricted.", wish.channel),
    }
}

pub(crate) fn duplicate(watch: &Watch) -> String {
    format!("<#{}> already gets this: {}. It can be changed instead.", watch.wish.channel, super::list::short(watch))
}

/// `other` brings everything that was asked for.
pub(crate) fn adds_nothing(other: &Watch) -> String {
    let wish = &other.wish;
    let what = match wish.what {
        What::Everything => "everything",
        What::Deviations => "all deviations",
        What::Journals => "all journals",
        What::Statuses => "all status updates",
    };
    format!(
        "<#{}> already gets {what} by {}, so this would add nothing. To mention a role with some of the posts, use `ping`.",
        wish.channel,
        bold(&wish.artist_name)
    )
}

pub(crate) fn too_many(limit: u32) -> String {
    format!("This server has {}, the most it can have. Remove one with `/unwatch`, then try again.", count(limit, "watch", "watches"))
}

/// The operator's decision.
pub(crate) fn not_served(artist: &str) -> String {
    format!("The people who run this bot have decided not to post {} here. Please ask them if you think that is a mistake.", bold(artist))
}

/// Nobody can be told from what was typed.
pub(crate) fn unclear(typed: &str, why: Unclear) -> String {
    match why {
        Unclear::NotAName => format!(
            "{} isn't a name that DeviantArt uses. Type the name from the profile's address, or paste the address, for example `https://www.deviantart.com/name`.",
            bold(typed)
        ),
        Unclear::OtherSite => format!("{} isn't a DeviantArt address. I can only watch artists on DeviantArt.", bold(typed)),
        Unclear::Page(shows) => {
            format!("That link shows {shows}, not an artist on DeviantArt. Open the artist's page and paste its link.")
        }
        Unclear::PostByNumber => {
            "That link doesn't tell whose post it is, and DeviantArt won't tell me. Open the post, click the artist's name, and paste that page's link.".to_owned()
        }
        Unclear::FolderByNumber => {
            "That link has only the folder's number, which DeviantArt won't look up for me. Open the folder on DeviantArt and paste that page's link, or choose the `folder` from its menu.".to_owned()
        }
        Unclear::Several => "Those links lead to several artists on DeviantArt. Paste the link of one of them.".to_owned(),
    }
}

/// `near`: known names that were perhaps meant.
pub(crate) fn unknown_artist(name: &str, near: &[&str]) -> String {
    let hint = match (near.is_empty(), profile_link(name, "")) {
        (false, _) => format!(" Did you mean {}?", row(near)),
        (true, Some(link)) => format!(" Check the spelling: does <{link}> open in your browser?"),
        (true, None) => " Check the spelling: it's the name in the profile's address.".to_owned(),
    };
    format!("I couldn't find {} on DeviantArt.{hint}", bold(name))
}

pub(crate) fn not_known_here(name: &str) -> String {
    format!(
        "I don't know {} yet, and I can't look up new artists because I run without access to DeviantArt. Please tell the person who runs this bot.",
        bold(name)
    )
}

/// A group was named without a folder.
pub(crate) fn group_needs_folder(group: &str, folders: usize) -> String {
    let group = bold(group);
    if folders == 0 {
        return format!("{group} is a group, and I watch groups folder by folder. This one shows no folders yet.");
    }
    format!("{group} is a group. Which of its folders?")
}

/// `near`: whether `shown` are close to what was typed, or just some of the folders.
pub(crate) fn unknown_folder<S: AsRef<str>>(artist: &str, typed: &str, shown: &[S], near: bool) -> String {
    let hint = match (shown.is_empty(), near) {
        (true, _) => " It shows no folders.".to_owned(),
        (false, true) => format!(" Did you mean {}?", row(shown)),
        (false, false) => format!(" Its folders: {}.", row(shown)),
    };
    format!("{} has no folder called {}.{hint}", bold(artist), bold(typed))
}

pub(crate) fn ambiguous_folder<S: AsRef<str>>(artist: &str, typed: &str, shown: &[S]) -> String {
    format!("{} has several folders called {}: {}. Which of them?", bold(artist), bold(typed), row(shown))
}

pub(crate) fn folder_holds_deviations() -> String {
    "Folders only hold deviations. Leave out `folder`, or set `what` to deviations.".to_owned()
}

pub(crate) fn not_age_restricted(id: ChannelId) -> String {
    format!(
        "{} isn't age-restricted, so mature posts can't go there. Age-restrict it in the channel's settings (a thread follows its channel), choose another channel, or leave mature posts out.",
        channel(id)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
    use domain::watch::Ping;
    use insta::assert_snapshot;
    use uuid::Uuid;

    fn watch(change: impl FnOnce(NewWatch) -> NewWatch) -> Watch {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Some_Body", Timestamp::UNIX_EPOCH);
        Watch { id: WatchId(Uuid::nil()), wish: change(wish) }
    }

    #[test]
    fn what_is_added() {
        assert_snapshot!(added(&watch(|wish| wish), None, false), @r"
        ✅ New posts by **Some\_Body** will now appear in <#2>: artworks, journals and status updates. Mature posts are left out because <#2> is not age-restricted.
        You'll get new posts from now on. `/unwatch` stops them.
        ");
        assert_snapshot!(added(&watch(|wish| wish.what(What::Journals).mature(true).ping(Ping { role: RoleId(3), by_right: false })), None, true), @r"
        ✅ New posts by **Some\_Body** will now appear in <#2> and mention <@&3>: journals. Mature posts are included.
        You'll get new posts from now on. `/unwatch` stops them.
        ");
        let folder = watch(|wish| wish.folder((FolderId(Uuid::nil()), "Sketches".to_owned())));
        assert_snapshot!(added(&folder, Some("Best / Sketches"), true), @r"
        ✅ New deviations in the folder **Best \/ Sketches** by **Some\_Body** will now appear in <#2>. Mature posts are left out, as you asked.
        You'll get new posts from now on. `/unwatch` stops them.
        ");
    }

    #[test]
    fn what_is_there_already() {
        assert_snapshot!(duplicate(&watch(|wish| wish)), @r"<#2> already gets this: **Some\_Body**, everything. It can be changed instead.");
        assert_snapshot!(adds_nothing(&watch(|wish| wish)), @r"<#2> already gets everything by **Some\_Body**, so this would add nothing. To mention a role with some of the posts, use `ping`.");
        assert_snapshot!(adds_nothing(&watch(|wish| wish.what(What::Deviations))), @r"<#2> already gets all deviations by **Some\_Body**, so this would add nothing. To mention a role with some of the posts, use `ping`.");
        assert_snapshot!(too_many(500), @"This server has 500 watches, the most it can have. Remove one with `/unwatch`, then try again.");
    }

    #[test]
    fn who_is_not_found() {
        assert_snapshot!(unknown_artist("lowish", &["loish"]), @"I couldn't find **lowish** on DeviantArt. Did you mean **loish**?");
        assert_snapshot!(unknown_artist("lowish", &[]), @"I couldn't find **lowish** on DeviantArt. Check the spelling: does <https://www.deviantart.com/lowish> open in your browser?");
        assert_snapshot!(unknown_artist("lo wish", &[]), @"I couldn't find **lo wish** on DeviantArt. Check the spelling: it's the name in the profile's address.");
        assert_snapshot!(not_known_here("loish"), @"I don't know **loish** yet, and I can't look up new artists because I run without access to DeviantArt. Please tell the person who runs this bot.");
        assert_snapshot!(unclear("two words", Unclear::NotAName), @"**two words** isn't a name that DeviantArt uses. Type the name from the profile's address, or paste the address, for example `https://www.deviantart.com/name`.");
        assert_snapshot!(unclear("https://example.com/x", Unclear::OtherSite), @r"**https\:\/\/example.com\/x** isn't a DeviantArt address. I can only watch artists on DeviantArt.");
        assert_snapshot!(unclear("", Unclear::Page("a tag")), @"That link shows a tag, not an artist on DeviantArt. Open the artist's page and paste its link.");
        assert_snapshot!(unclear("", Unclear::PostByNumber), @"That link doesn't tell whose post it is, and DeviantArt won't tell me. Open the post, click the artist's name, and paste that page's link.");
        assert_snapshot!(unclear("", Unclear::FolderByNumber), @"That link has only the folder's number, which DeviantArt won't look up for me. Open the folder on DeviantArt and paste that page's link, or choose the `folder` from its menu.");
        assert_snapshot!(unclear("", Unclear::Several), @"Those links lead to several artists on DeviantArt. Paste the link of one of them.");
    }

    #[test]
    fn which_folder() {
        assert_snapshot!(group_needs_folder("FineGroup", 14), @"**FineGroup** is a group. Which of its folders?");
        assert_snapshot!(group_needs_folder("FineGroup", 0), @"**FineGroup** is a group, and I watch groups folder by folder. This one shows no folders yet.");
        assert_snapshot!(unknown_folder("loish", "Fan Ert", &["Best / Fan Art"], true), @r"**loish** has no folder called **Fan Ert**. Did you mean **Best \/ Fan Art**?");
        assert_snapshot!(unknown_folder("loish", "x", &["A", "B"], false), @"**loish** has no folder called **x**. Its folders: **A**, **B**.");
        assert_snapshot!(unknown_folder::<&str>("loish", "x", &[], false), @"**loish** has no folder called **x**. It shows no folders.");
        assert_snapshot!(ambiguous_folder("loish", "Sketches", &["Sketches", "Best / Sketches"]), @r"**loish** has several folders called **Sketches**: **Sketches**, **Best \/ Sketches**. Which of them?");
        assert_snapshot!(folder_holds_deviations(), @"Folders only hold deviations. Leave out `folder`, or set `what` to deviations.");
        assert_snapshot!(not_age_restricted(serenity::all::ChannelId::new(2)), @"<#2> isn't age-restricted, so mature posts can't go there. Age-restrict it in the channel's settings (a thread follows its channel), choose another channel, or leave mature posts out.");
    }
}

//! The answers of `/watch`.

use super::format::{bold, channel, role, row, sentences};
use crate::card::profile_link;
use crate::command::spelling::Unclear;
use crate::language::{keyed, say, word};
use domain::watch::{MatureWay, NewWatch, Watch, What};
use serenity::all::ChannelId;

pub(super) fn posts(what: What) -> &'static str {
    word(match what {
        What::Everything => "watch-posts-everything",
        What::Deviations => "watch-posts-deviations",
        What::Journals => "watch-posts-journals",
        What::Statuses => "watch-posts-statuses",
    })
}

pub(crate) fn again() -> &'static str {
    word("watch-again")
}

pub(crate) fn check() -> &'static str {
    word("watch-check")
}

pub(crate) fn without_folder() -> &'static str {
    word("watch-without-folder")
}

pub(crate) fn leave_out() -> &'static str {
    word("watch-leave-out")
}

/// Mature posts without picture and text, as a button.
pub(crate) fn veil() -> &'static str {
    word("watch-veil")
}

/// Mature posts into the server's channel for them, as a button.
pub(crate) fn elsewhere() -> &'static str {
    word("watch-elsewhere")
}

pub(crate) fn no_mature_channel() -> String {
    say!("watch-no-mature-channel")
}

/// The server's channel for mature posts is not age-restricted.
pub(crate) fn mature_channel_open(place: ChannelId) -> String {
    say!("watch-mature-channel-open", place = channel(place))
}

pub(crate) fn choose_channel() -> &'static str {
    word("watch-choose-channel")
}

pub(crate) fn choose_role() -> &'static str {
    word("watch-choose-role")
}

/// `page` of the menu, counted from 1.
pub(crate) fn choose_folder(page: usize, pages: usize) -> String {
    if pages == 1 { say!("watch-choose-folder") } else { say!("watch-choose-folder-page", page = page, pages = pages) }
}

/// Where it posts, and the role that it mentions, as messages take it.
pub(super) fn target(wish: &NewWatch) -> (String, String) {
    (channel(wish.channel), wish.ping.map_or_else(|| "none".to_owned(), |ping| role(ping.role)))
}

/// `folder`: its name with its parent's.
pub(crate) fn added(watch: &Watch, folder: Option<&str>, age_restricted: bool) -> String {
    let wish = &watch.wish;
    let (artist, (place, ping)) = (bold(&wish.artist_name), target(wish));
    let added = match folder {
        None if wish.group => say!("watch-added-group", group = artist, place = place, ping = ping),
        Some(folder) => say!("watch-added-folder", folder = bold(folder), artist = artist, place = place, ping = ping),
        None => say!("watch-added", artist = artist, place = place, kinds = posts(wish.what), ping = ping),
    };
    format!("{}\n{}", sentences([added, filtered(wish), mature(wish, age_restricted)]), word("watch-from-now-on"))
}

/// That a filter holds, as a sentence behind another one.
pub(super) fn filtered(wish: &NewWatch) -> String {
    wish.filter.as_ref().map(|filter| say!("watch-filtered", filter = super::filter::whole(filter.text()))).unwrap_or_default()
}

/// What becomes of mature posts.
pub(super) fn mature(wish: &NewWatch, age_restricted: bool) -> String {
    match (wish.mature, age_restricted) {
        (true, _) if wish.mature_way == MatureWay::Channel => say!("watch-mature-elsewhere"),
        (true, false) if wish.mature_way == MatureWay::Veiled => say!("watch-mature-veiled", place = channel(wish.channel)),
        (true, _) => say!("watch-mature-included"),
        (false, true) => say!("watch-mature-left-out"),
        (false, false) => say!("watch-mature-not-restricted", place = channel(wish.channel)),
    }
}

pub(crate) fn duplicate(watch: &Watch) -> String {
    say!("watch-duplicate", place = channel(watch.wish.channel), watch = super::list::short(watch))
}

/// `other` brings everything that was asked for.
pub(crate) fn adds_nothing(other: &Watch) -> String {
    let (place, artist) = (channel(other.wish.channel), bold(&other.wish.artist_name));
    match other.wish.what {
        What::Everything => say!("watch-adds-nothing-everything", place = place, artist = artist),
        What::Deviations => say!("watch-adds-nothing-deviations", place = place, artist = artist),
        What::Journals => say!("watch-adds-nothing-journals", place = place, artist = artist),
        What::Statuses => say!("watch-adds-nothing-statuses", place = place, artist = artist),
    }
}

pub(crate) fn too_many(limit: u32) -> String {
    say!("watch-too-many", count = limit)
}

/// Which watches have brought nothing for longest, as a button.
pub(crate) fn idle() -> &'static str {
    word("watch-idle")
}

/// The operator's decision.
pub(crate) fn not_served(artist: &str) -> String {
    say!("watch-not-served", artist = bold(artist))
}

/// Nobody can be told from what was typed.
pub(crate) fn unclear(typed: &str, why: Unclear) -> String {
    match why {
        Unclear::NotAName => say!("watch-not-a-name", typed = bold(typed)),
        Unclear::OtherSite => say!("watch-other-site", typed = bold(typed)),
        Unclear::Page(shows) => say!("watch-page", shows = keyed(shows).unwrap_or(shows)),
        Unclear::PostByNumber => say!("watch-post-by-number"),
        Unclear::FolderByNumber => say!("watch-folder-by-number"),
        Unclear::Several => say!("watch-several-artists"),
    }
}

/// `near`: known names that were perhaps meant.
pub(crate) fn unknown_artist(name: &str, near: &[&str]) -> String {
    let hint = match (near.is_empty(), profile_link(name, "")) {
        (false, _) => say!("watch-did-you-mean", names = row(near)),
        (true, Some(link)) => say!("watch-spelling-link", link = format!("<{link}>")),
        (true, None) => say!("watch-spelling"),
    };
    sentences([say!("watch-unknown-artist", name = bold(name)), hint])
}

pub(crate) fn not_known_here(name: &str) -> String {
    say!("watch-not-known-here", name = bold(name))
}

/// A group was named without a folder.
pub(crate) fn group_needs_folder(group: &str, folders: usize) -> String {
    match folders {
        0 => say!("watch-group-without-folders", group = bold(group)),
        _ => say!("watch-group", group = bold(group)),
    }
}

/// In menus, where it stands before the folders.
pub(crate) fn whole_group() -> &'static str {
    word("watch-whole-group")
}

/// Of a group only journals or status updates were asked for.
pub(crate) fn group_holds_deviations(group: &str) -> String {
    say!("watch-group-holds-deviations", group = bold(group))
}

/// `near`: whether `shown` are close to what was typed, or just some of the folders.
pub(crate) fn unknown_folder<S: AsRef<str>>(artist: &str, typed: &str, shown: &[S], near: bool) -> String {
    let hint = match (shown.is_empty(), near) {
        (true, _) => say!("watch-no-folders"),
        (false, true) => say!("watch-did-you-mean", names = row(shown)),
        (false, false) => say!("watch-folders", names = row(shown)),
    };
    sentences([say!("watch-unknown-folder", artist = bold(artist), typed = bold(typed)), hint])
}

pub(crate) fn ambiguous_folder<S: AsRef<str>>(artist: &str, typed: &str, shown: &[S]) -> String {
    say!("watch-ambiguous-folder", artist = bold(artist), typed = bold(typed), names = row(shown))
}

pub(crate) fn folder_holds_deviations() -> String {
    say!("watch-folder-holds-deviations")
}

pub(crate) fn not_age_restricted(id: ChannelId) -> String {
    say!("watch-not-age-restricted", place = channel(id))
}

#[cfg(test)]
mod tests {
    use super::super::for_tests::watch;
    use super::*;
    use domain::id::{FolderId, RoleId};
    use domain::watch::Ping;
    use insta::assert_snapshot;
    use uuid::Uuid;

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
        let group = watch(|wish| wish.what(What::Deviations).whole_group(true));
        assert_snapshot!(added(&group, None, true), @r"
        ✅ New deviations in all folders of the group **Some\_Body** will now appear in <#2>. Mature posts are left out, as you asked.
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
        assert_snapshot!(unclear("", Unclear::Page("page-tag")), @"That link shows a tag, not an artist on DeviantArt. Open the artist's page and paste its link.");
        assert_snapshot!(unclear("", Unclear::PostByNumber), @"That link doesn't tell whose post it is, and DeviantArt won't tell me. Open the post, click the artist's name, and paste that page's link.");
        assert_snapshot!(unclear("", Unclear::FolderByNumber), @"That link has only the folder's number, which DeviantArt won't look up for me. Open the folder on DeviantArt and paste that page's link, or choose the `folder` from its menu.");
        assert_snapshot!(unclear("", Unclear::Several), @"Those links lead to several artists on DeviantArt. Paste the link of one of them.");
    }

    #[test]
    fn which_folder() {
        assert_snapshot!(group_needs_folder("FineGroup", 14), @"**FineGroup** is a group. Which of its folders?");
        assert_snapshot!(group_needs_folder("FineGroup", 0), @"**FineGroup** is a group without folders yet. If you watch the whole group, what comes into its folders later will appear.");
        assert_snapshot!(group_holds_deviations("FineGroup"), @"From the group **FineGroup** I see only the deviations in its folders. Leave out `what`, or set it to deviations.");
        assert_snapshot!(unknown_folder("loish", "Fan Ert", &["Best / Fan Art"], true), @r"**loish** has no folder called **Fan Ert**. Did you mean **Best \/ Fan Art**?");
        assert_snapshot!(unknown_folder("loish", "x", &["A", "B"], false), @"**loish** has no folder called **x**. Its folders: **A**, **B**.");
        assert_snapshot!(unknown_folder::<&str>("loish", "x", &[], false), @"**loish** has no folder called **x**. It shows no folders.");
        assert_snapshot!(ambiguous_folder("loish", "Sketches", &["Sketches", "Best / Sketches"]), @r"**loish** has several folders called **Sketches**: **Sketches**, **Best \/ Sketches**. Which of them?");
        assert_snapshot!(folder_holds_deviations(), @"Folders only hold deviations. Leave out `folder`, or set `what` to deviations.");
        assert_snapshot!(not_age_restricted(serenity::all::ChannelId::new(2)), @"<#2> isn't age-restricted, so mature posts can't go there. Age-restrict it in the channel's settings (a thread follows its channel), choose another channel, or leave mature posts out.");
    }
}

//! Why a watch gets a post, or does not: the one rule for the fold, which decides by it, and for anybody who asks later.

use crate::filter::{Decision, Ruling};
use crate::id::FolderId;
use crate::notification::Suppressed;
use crate::post::Post;
use crate::watch::NewWatch;
use chrono::TimeDelta;

/// A post that was published this long before its watch wants posts has a row that says so; for older ones the reason is computed when somebody
/// asks, or a first poll of a gallery would write a row for each work of years.
pub const NOTED: TimeDelta = TimeDelta::days(1);

/// What a watch makes of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A message, unless the channel has the post already or the poll brought too many at once.
    Wanted,
    /// A row with this reason and no message.
    Suppressed(Suppressed),
    /// No row at all.
    Passed(Passed),
}

/// Why a post has no row for a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It is by another artist, or in none of the watch's folder.
    Elsewhere,
    /// The watch wants other kinds of posts.
    Kind,
    /// DeviantArt tells no time, and it was there at the first poll: it may be of any age.
    Undated,
    /// It was published more than [`NOTED`] before the watch wants posts.
    LongBefore,
    /// The watch's filter asks for tags, and DeviantArt has not told them yet: it is decided when it has.
    Tags,
}

/// What a watch makes of a post. `removed`: it is gone from DeviantArt; `folders`: those that it is known to be in.
#[must_use]
pub fn why(wish: &NewWatch, post: &Post, removed: bool, folders: &[FolderId]) -> Verdict {
    let here = match &wish.folder {
        None => post.artist == wish.artist,
        Some((folder, _)) => folders.contains(folder),
    };
    if !here {
        return Verdict::Passed(Passed::Elsewhere);
    }
    if !wish.what.wants(post.kind) {
        return Verdict::Passed(Passed::Kind);
    }
    let Some(published) = post.published_at else { return Verdict::Passed(Passed::Undated) };
    let early = wish.announce_from - published;
    if early > NOTED {
        Verdict::Passed(Passed::LongBefore)
    } else if early > TimeDelta::zero() {
        Verdict::Suppressed(Suppressed::BeforeWatch)
    } else if removed {
        Verdict::Suppressed(Suppressed::PostRemoved)
    } else if post.mature && !wish.mature {
        Verdict::Suppressed(Suppressed::MatureUnwanted)
    } else {
        match filtered(wish, post).map(|decision| decision.ruling) {
            None | Some(Ruling::Passes) => Verdict::Wanted,
            Some(Ruling::Refuses) => Verdict::Suppressed(Suppressed::Filtered),
            Some(Ruling::Waits) => Verdict::Passed(Passed::Tags),
        }
    }
}

/// What a watch's filter makes of a post, and by which word; None: it has no filter.
#[must_use]
pub fn filtered<'w>(wish: &'w NewWatch, post: &Post) -> Option<Decision<'w>> {
    let folder: Vec<&str> = wish.folder.iter().map(|(_, name)| name.as_str()).collect();
    Some(wish.filter.as_ref()?.decide(post, &folder))
}

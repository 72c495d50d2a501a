//! Why a watch gets a post, or does not: the one rule for the fold, which decides by it, and for anybody who asks later.

use crate::filter::{Decision, Ruling};
use crate::id::{ArtistId, FolderId};
use crate::notification::Suppressed;
use crate::post::Post;
use crate::watch::NewWatch;
use chrono::TimeDelta;

/// A post that was published this long before its watch wants posts has a row that says so; for older ones the reason is computed when somebody
/// asks, or a first poll of a gallery would write a row for each work of years.
pub const NOTED: TimeDelta = TimeDelta::days(1);

/// A folder that a post is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: FolderId,
    /// The person or group that has it.
    pub owner: ArtistId,
}

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
    /// It is by another artist, or not in the watch's folder, or in none of its group's.
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

/// What a watch makes of a post. `removed`: it is gone from DeviantArt; `places`: the folders that it is known to be in.
#[must_use]
pub fn why(wish: &NewWatch, post: &Post, removed: bool, places: &[Place]) -> Verdict {
    if !is_here(wish, post, places) {
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

/// Whether the post is where the watch looks, whatever else it asks for.
#[must_use]
pub fn is_here(wish: &NewWatch, post: &Post, places: &[Place]) -> bool {
    match &wish.folder {
        Some((folder, _)) => places.iter().any(|place| place.folder == *folder),
        None if wish.group => places.iter().any(|place| place.owner == wish.artist),
        None => post.artist == wish.artist,
    }
}

/// What a watch's filter makes of a post, and by which word; None: it has no filter.
#[must_use]
pub fn filtered<'w>(wish: &'w NewWatch, post: &Post) -> Option<Decision<'w>> {
    let folder: Vec<&str> = wish.folder.iter().map(|(_, name)| name.as_str()).collect();
    Some(wish.filter.as_ref()?.decide(post, &folder))
}

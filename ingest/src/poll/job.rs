//! What one poll is asked to do.

use domain::budget::Lane;
use domain::clock::Timestamp;
use domain::id::FolderId;
use store::ingest::Source;

/// Polls take from this lane of the budget.
pub(super) const LANE: Lane = Lane::Poll;
/// Posts on a page of a gallery or folder.
pub(super) const PAGE: u32 = deviantart::GALLERY_PAGE;
/// Pages of one poll at most: a longer walk continues with the next poll, so that no source holds up the others for long.
pub(super) const PAGES: u32 = 20;

/// What to poll.
#[derive(Clone, Debug)]
pub struct Job {
    /// The source as it was left.
    pub source: Source,
    /// The artist's folders that somebody watches.
    pub folders: Vec<WatchedFolder>,
    /// From when on somebody wants the artist's posts.
    pub since: Timestamp,
    /// Read the list further down than the news asks for ([`crate::reconcile`]).
    pub reconcile: bool,
    /// How often the log lost events before they were folded, as far as this worker knows.
    pub losses: u64,
    /// Some watch's filter may ask for the tags of this artist's posts.
    pub tags: bool,
}

impl Job {
    /// Whether events of this source may have been lost since it was read whole.
    pub(super) fn doubtful(&self) -> bool {
        self.source.position.losses < self.losses
    }
}

/// A folder that somebody watches, with the position of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    pub id: FolderId,
    /// As the watch names it; the artist's folder list has the current name.
    pub name: String,
    /// Its size when it was read last.
    pub size: Option<u32>,
    /// Whether it was read in full.
    pub baselined: bool,
}

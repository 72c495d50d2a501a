//! Sources as the schedule knows them.

use chrono::TimeDelta;
use domain::id::ArtistId;
use store::ingest::SourceKind;

/// A source: one list of one artist.
pub type Key = (ArtistId, SourceKind);

/// What the schedule has to know of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The shortest time from the end of one poll to the next.
    pub interval: TimeDelta,
    /// Channels that wait for its posts.
    pub weight: u32,
    /// Requests of one poll: it has to be worth as many polls of others.
    pub cost: u32,
}

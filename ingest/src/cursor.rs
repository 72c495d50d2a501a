//! How far sources were read, and how late their posts were.

use domain::freshness::Freshness;
use domain::id::ArtistId;
pub use domain::source::{Backlog, Debt, Position};
use std::collections::BTreeMap;
use store::ingest::Source;

/// The artists with new posts, by name, those whose slowest posts took longest first: all of an artist's sources together.
#[must_use]
pub fn freshness_by_artist(sources: &[Source]) -> Vec<(String, Freshness)> {
    let mut artists: BTreeMap<ArtistId, (String, Freshness)> = BTreeMap::new();
    for source in sources {
        let freshness = &source.position.freshness;
        if freshness.posts() > 0 {
            artists.entry(source.artist).or_insert_with(|| (source.artist_name.clone(), Freshness::default())).1.merge(freshness);
        }
    }
    let mut artists: Vec<_> = artists.into_values().collect();
    let slow = |freshness: &Freshness| freshness.quantile(0.99).unwrap_or(0.0);
    artists.sort_by(|(_, one), (_, other)| slow(other).total_cmp(&slow(one)));
    artists
}

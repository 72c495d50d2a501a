//! How far a source was read. Kept as text in the source's row beside what the schedule learns.
//!
//! In the store the text is one JSON object: the position's fields, and `rates` with what [`crate::schedule`] learned. A running
//! worker keeps the position alone in [`Source::learned`], since a position that moved is saved at once and rates that moved are not:
//! [`parted`] when a row is read, [`joined`] when it is written.

use crate::freshness::Freshness;
use crate::schedule::memory::Learned;
use domain::clock::Timestamp;
use domain::id::{ArtistId, PostId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::ingest::Source;

/// The reading position of one source. It moves only after the events of a poll were accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// Publication time of the newest post that a whole poll has seen: pages are walked down to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_to: Option<Timestamp>,
    /// A walk that was longer than one poll may be, to be continued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backlog: Option<Backlog>,
    /// When the profile itself was read last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiled_at: Option<Timestamp>,
    /// When the source had its baseline: what is published later should be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When the list was read last down to `since` or a month back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciled_at: Option<Timestamp>,
    /// Losses of unfolded events that this source was read whole after; there may have been more since.
    #[serde(skip_serializing_if = "is_default")]
    pub losses: u64,
    /// Posts that its lists have named without describing them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub debts: Vec<Debt>,
    /// How late its posts were.
    #[serde(skip_serializing_if = "is_default")]
    pub freshness: Freshness,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A post that a list named without describing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    pub post: PostId,
    /// When it was named first.
    pub since: Timestamp,
    /// How often it was asked for without an answer.
    pub asked: u32,
    /// When it is asked for next.
    pub next: Timestamp,
    /// It was given up.
    pub lost: bool,
}

/// The rest of a walk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlog {
    /// Offset or cursor of the next page.
    pub at: String,
    /// Publication time down to which it has to be walked; None: to the end.
    pub down_to: Option<Timestamp>,
}

impl Cursor {
    /// The position in this row; a row without one, or with one that cannot be read, begins again.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        source.learned.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// Puts the position into the row.
    pub fn keep(&self, source: &mut Source) {
        source.learned = if *self == Self::default() { None } else { serde_json::to_string(self).ok() };
    }
}

/// The whole text of a row.
#[derive(Serialize)]
struct Text {
    #[serde(flatten)]
    position: Cursor,
    rates: Option<Learned>,
}

/// The learned rates in a row as it was read, if it has any that can be read.
#[must_use]
pub fn rates(row: &Source) -> Option<Learned> {
    #[derive(Deserialize)]
    struct Rates {
        rates: Learned,
    }
    serde_json::from_str::<Rates>(row.learned.as_deref()?).ok().map(|text| text.rates)
}

/// A row as it was read: the same with the position alone, and the learned rates.
#[must_use]
pub fn parted(mut row: Source) -> (Source, Option<Learned>) {
    let rates = rates(&row);
    Cursor::of(&row).keep(&mut row);
    (row, rates)
}

/// A row to be written: with position and rates.
#[must_use]
pub fn joined(mut row: Source, rates: Option<Learned>) -> Source {
    if rates.is_some() {
        row.learned = serde_json::to_string(&Text { position: Cursor::of(&row), rates }).ok();
    }
    row
}

/// The artists with new posts, by name, those whose slowest posts took longest first: all of an artist's sources together.
#[must_use]
pub fn freshness_by_artist(sources: &[Source]) -> Vec<(String, Freshness)> {
    let mut artists: BTreeMap<ArtistId, (String, Freshness)> = BTreeMap::new();
    for source in sources {
        let freshness = Cursor::of(source).freshness;
        if freshness.posts() > 0 {
            artists.entry(source.artist).or_insert_with(|| (source.artist_name.clone(), Freshness::default())).1.merge(&freshness);
        }
    }
    let mut artists: Vec<_> = artists.into_values().collect();
    let slow = |freshness: &Freshness| freshness.quantile(0.99).unwrap_or(0.0);
    artists.sort_by(|(_, one), (_, other)| slow(other).total_cmp(&slow(one)));
    artists
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::ingest::SourceKind;

    fn source(learned: Option<&str>) -> Source {
        Source {
            artist: ArtistId(uuid::Uuid::nil()),
            kind: SourceKind::Gallery,
            artist_name: "somebody".to_owned(),
            weight: 1,
            baselined: true,
            last_poll_at: None,
            next_poll_at: None,
            folder_size: None,
            failures: 0,
            trouble: None,
            learned: learned.map(str::to_owned),
        }
    }

    #[test]
    fn a_position_survives_its_row() {
        let cursor = Cursor {
            seen_to: Some(Timestamp::UNIX_EPOCH),
            backlog: Some(Backlog { at: "480".to_owned(), down_to: None }),
            since: Some(Timestamp::UNIX_EPOCH),
            ..Cursor::default()
        };
        let mut row = source(None);
        cursor.keep(&mut row);
        assert_eq!(Cursor::of(&row), cursor);
    }

    #[test]
    fn position_and_rates_share_a_row_and_neither_needs_the_other() {
        let cursor = Cursor { seen_to: Some(Timestamp::UNIX_EPOCH), ..Cursor::default() };
        let rates = Learned { since: -86_400.0, last_post: 0.1, posts: 1.7, sessions: [1.0, 0.3, -0.9] };
        let mut row = source(None);
        cursor.keep(&mut row);
        assert_eq!(parted(joined(row.clone(), Some(rates))), (row.clone(), Some(rates)));
        assert_eq!(parted(row.clone()), (row, None));
        assert_eq!(parted(joined(source(None), Some(rates))), (source(None), Some(rates)));
        let strange = source(Some(r#"{"seen_to":"1970-01-01T00:00:00Z","rates":{"since":"soon"}}"#));
        assert_eq!(Cursor::of(&parted(strange).0).seen_to, Some(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn unreadable_or_newer_text_begins_anew_or_is_read_as_far_as_known() {
        assert_eq!(Cursor::of(&source(Some("no json"))), Cursor::default());
        let newer = Cursor::of(&source(Some(r#"{"seen_to":"1970-01-01T00:00:00Z","rate":3}"#)));
        assert_eq!(newer.seen_to, Some(Timestamp::UNIX_EPOCH));
    }
}

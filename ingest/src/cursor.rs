//! How far a source was read. Kept as text in the source's row beside what the schedule learns.

use crate::freshness::Freshness;
use serde::{Deserialize, Serialize};
use shared::clock::Timestamp;
use shared::store::ingest::Source;

/// The reading position of one source. It moves only after the events of a look were accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// Publication time of the newest post that a whole look has seen: pages are walked down to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_to: Option<Timestamp>,
    /// A walk that was longer than one look may be, to be continued.
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
    /// How late its posts were.
    #[serde(skip_serializing_if = "is_default")]
    pub freshness: Freshness,
}

fn is_default(freshness: &Freshness) -> bool {
    *freshness == Freshness::default()
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
    /// The position in this row; a row without one, or with one that cannot be read, begins anew.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        source.learned.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// Puts the position into the row.
    pub fn keep(&self, source: &mut Source) {
        source.learned = if *self == Self::default() { None } else { serde_json::to_string(self).ok() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::ArtistId;
    use shared::store::ingest::SourceKind;

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
    fn unreadable_or_newer_text_begins_anew_or_is_read_as_far_as_known() {
        assert_eq!(Cursor::of(&source(Some("no json"))), Cursor::default());
        let newer = Cursor::of(&source(Some(r#"{"seen_to":"1970-01-01T00:00:00Z","rate":3}"#)));
        assert_eq!(newer.seen_to, Some(Timestamp::UNIX_EPOCH));
    }
}

//! An event with its identity and its time.

use super::fact::Event;
use super::storable;
use crate::clock::Timestamp;
use crate::id::EventId;

/// No revision is higher: every store keeps 63 bits.
pub const MOST_REVISIONS: u64 = i64::MAX.cast_unsigned();

/// An event with its identity and the time of the poll that saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Deterministic, from the event's natural key: retries collapse.
    pub id: EventId,
    /// When the poll that saw it was made; all events of one poll carry the same time (the fold's burst limit counts by it).
    pub observed_at: Timestamp,
    /// One more than the revision of the projected row (of the post or the artist) that the fact was compared with: of two facts about one
    /// thing the one with the higher revision holds, whatever the clocks say. None: written by a version that knew no revisions.
    pub rev: Option<u64>,
    /// What happened.
    pub event: Event,
}

impl Envelope {
    /// Wraps an event without a revision under the id of its natural key, as the versions before revisions did.
    #[must_use]
    pub fn new(mut event: Event, observed_at: Timestamp) -> Self {
        storable::make(&mut event);
        Self { id: EventId::of(&event.natural_key()), observed_at: crate::clock::micros(observed_at), rev: None, event }
    }

    /// Wraps an event that was compared with revision `rev - 1`. The revision is part of the id: a title that returns to its old words is a
    /// separate fact, while a retry of the same fact has the same id.
    #[must_use]
    pub fn revision(mut event: Event, observed_at: Timestamp, rev: u64) -> Self {
        storable::make(&mut event);
        let rev = rev.min(MOST_REVISIONS);
        let id = EventId::of(&format!("{}@{rev}", event.natural_key()));
        Self { id, observed_at: crate::clock::micros(observed_at), rev: Some(rev), event }
    }
}

//! Events: what ingest saw happen on DeviantArt. Public facts only, no Discord identifier, no secret (docs/architecture.md).
//!
//! This is a wire format that is kept forever: see [`codec`]. A new shape is a new version plus an upcaster.

pub mod codec;
mod envelope;
#[expect(missing_docs, reason = "strum derives into_str without a comment")]
mod fact;
mod hash;
mod storable;

pub use envelope::{Envelope, MOST_REVISIONS};
pub use fact::{About, Change, Event, Parts, Vanished};

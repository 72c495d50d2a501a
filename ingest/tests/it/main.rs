//! A worker against a simulated DeviantArt, a private store and an event log that can refuse.
#![expect(clippy::unwrap_used, reason = "tests")]

mod artists;
mod crew;
mod faults;
mod feed;
mod folder_cost;
mod folders;
mod galleries;
mod gone_folders;
mod groups;
mod groups_cost;
mod journals;
mod list_reads;
mod lists;
mod poisoned;
mod rates;
mod reconciliation;
mod revisions;
mod stage;
mod tags;
mod workers;

//! What was asked of the simulated DeviantArt, and waiting for it.

use super::limit::Usage;
use super::seen::Seen;
use super::world::World;
use std::time::{Duration, Instant};
use uuid::Uuid;

impl World {
    /// The requests so far, oldest first (the last 50,000).
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.with(|state| state.journal.all())
    }

    /// The requests so far whose path contains `part`.
    #[must_use]
    pub fn requests_to(&self, part: &str) -> Vec<Seen> {
        self.requests().into_iter().filter(|seen| seen.path.contains(part)).collect()
    }

    /// How many requests came so far.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.with(|state| state.journal.total())
    }

    /// Every access token that is known, for a search that must not find one.
    #[must_use]
    pub fn access_tokens(&self) -> Vec<String> {
        self.with(|state| state.auth.access_tokens())
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.with(|state| state.journal.clear());
    }

    /// What an application has done so far.
    #[must_use]
    pub fn usage(&self, client_id: &str) -> Usage {
        self.with(|state| state.usage(client_id))
    }

    /// When the first intact answer that carried this post left.
    #[must_use]
    pub fn served_at(&self, id: Uuid) -> Option<Instant> {
        self.with(|state| state.served.get(&id).copied())
    }

    /// Waits until this many requests came in all.
    pub async fn wait_for_requests(&self, count: u64, patience: Duration) -> bool {
        self.wait_until(patience, |world| world.request_count() >= count).await
    }

    /// Waits until an intact answer carried this post.
    pub async fn wait_until_served(&self, id: Uuid, patience: Duration) -> bool {
        self.wait_until(patience, |world| world.served_at(id).is_some()).await
    }
}

//! Watches that were removed recently and can still be restored.

use domain::id::GuildId;
use domain::watch::Watch;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How long a removal can be undone.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// Removals that are remembered, over all servers.
const MOST: usize = 500;

#[derive(Debug)]
struct Removal {
    guild: GuildId,
    at: Instant,
    watches: Vec<Watch>,
}

/// The removals of this process by the key that their button has. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Removals(Arc<Mutex<HashMap<Uuid, Removal>>>);

impl Removals {
    /// Remembers a removal; the key under which it can be undone.
    pub(super) fn put(&self, guild: GuildId, watches: Vec<Watch>) -> Uuid {
        self.put_back(guild, watches, Instant::now())
    }

    /// Remembers what could not be restored. It stays as old as it was.
    pub(super) fn put_back(&self, guild: GuildId, watches: Vec<Watch>, at: Instant) -> Uuid {
        let mut removals = self.0.lock();
        removals.retain(|_, removal| removal.at.elapsed() < KEPT);
        if removals.len() >= MOST
            && let Some(oldest) = removals.iter().min_by_key(|(_, removal)| removal.at).map(|(key, _)| *key)
        {
            removals.remove(&oldest);
        }
        let key = Uuid::new_v4();
        removals.insert(key, Removal { guild, at, watches });
        key
    }

    /// What was removed from this server under this key, and when; once.
    pub(super) fn take(&self, guild: GuildId, key: Uuid) -> Option<(Vec<Watch>, Instant)> {
        let mut removals = self.0.lock();
        let here = removals.get(&key).is_some_and(|removal| removal.guild == guild && removal.at.elapsed() < KEPT);
        if here { removals.remove(&key).map(|removal| (removal.watches, removal.at)) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_removal_is_undone_once_in_its_server_and_in_time() {
        let removals = Removals::default();
        let key = removals.put(GuildId(1), Vec::new());
        assert!(removals.take(GuildId(2), key).is_none(), "another server's");
        assert!(removals.take(GuildId(1), key).is_some() && removals.take(GuildId(1), key).is_none());
        let late = removals.put(GuildId(1), Vec::new());
        tokio::time::advance(KEPT).await;
        assert!(removals.take(GuildId(1), late).is_none());
        for _ in 0..2 * MOST {
            removals.put(GuildId(1), Vec::new());
        }
        assert_eq!(removals.0.lock().len(), MOST);
    }
}

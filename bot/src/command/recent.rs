//! What a button refers to by a key and that fits into no button: kept for as long as Discord lets the command be answered.

use domain::id::GuildId;
use domain::watch::Watch;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How long a thing is kept.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// Things that are kept, over all servers.
const MOST: usize = 500;

#[derive(Debug)]
struct Entry<T> {
    guild: GuildId,
    at: Instant,
    value: T,
}

/// Things of this process by the key that their button has, each of one server. Cheap to clone.
#[derive(Debug)]
pub struct Recent<T>(Arc<Mutex<HashMap<Uuid, Entry<T>>>>);

/// The removals of this process that can be undone.
pub type Removals = Recent<Vec<Watch>>;

/// Texts of forms that were refused, for the form that opens again.
pub type Forms = Recent<String>;

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Recent<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Clone> Recent<T> {
    /// Keeps this; the key under which it is found.
    pub(super) fn put(&self, guild: GuildId, value: T) -> Uuid {
        self.put_back(guild, value, Instant::now())
    }

    /// Keeps what is left of something. It stays as old as it was.
    pub(super) fn put_back(&self, guild: GuildId, value: T, at: Instant) -> Uuid {
        let mut entries = self.0.lock();
        entries.retain(|_, entry| entry.at.elapsed() < KEPT);
        if entries.len() >= MOST
            && let Some(oldest) = entries.iter().min_by_key(|(_, entry)| entry.at).map(|(key, _)| *key)
        {
            entries.remove(&oldest);
        }
        let key = Uuid::new_v4();
        entries.insert(key, Entry { guild, at, value });
        key
    }

    /// What this server has under this key, and since when; once.
    pub(super) fn take(&self, guild: GuildId, key: Uuid) -> Option<(T, Instant)> {
        let mut entries = self.0.lock();
        let here = entries.get(&key).is_some_and(|entry| entry.guild == guild && entry.at.elapsed() < KEPT);
        if here { entries.remove(&key).map(|entry| (entry.value, entry.at)) } else { None }
    }

    /// Forgets what this server has.
    pub(super) fn forget(&self, guild: GuildId) {
        self.0.lock().retain(|_, entry| entry.guild != guild);
    }

    /// What this server has under this key.
    pub(super) fn get(&self, guild: GuildId, key: Uuid) -> Option<T> {
        let entries = self.0.lock();
        entries.get(&key).filter(|entry| entry.guild == guild && entry.at.elapsed() < KEPT).map(|entry| entry.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_thing_is_taken_once_in_its_server_and_in_time() {
        let recent = Recent::default();
        let key = recent.put(GuildId(1), ());
        assert!(recent.take(GuildId(2), key).is_none() && recent.get(GuildId(2), key).is_none(), "another server's");
        assert!(recent.get(GuildId(1), key).is_some() && recent.take(GuildId(1), key).is_some() && recent.take(GuildId(1), key).is_none());
        let late = recent.put(GuildId(1), ());
        tokio::time::advance(KEPT).await;
        assert!(recent.get(GuildId(1), late).is_none() && recent.take(GuildId(1), late).is_none());
        for _ in 0..2 * MOST {
            recent.put(GuildId(1), ());
        }
        assert_eq!(recent.0.lock().len(), MOST);
    }
}

//! Which watch has lately mentioned which role: a burst of posts mentions it once.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{NotificationId, RoleId, WatchId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A watch does not mention a role again for so long.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Mentions that are remembered; those that no longer count are forgotten first.
const REMEMBERED: usize = 50_000;

/// What a message mentions, and for which posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub notification: NotificationId,
    pub watch: WatchId,
    /// When ingest saw the post: posts of one poll have the same.
    pub observed_at: Timestamp,
}

/// Shared by all attempts of one process. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Mentions {
    lasts: Arc<Mutex<HashMap<(WatchId, RoleId), Last>>>,
    /// Watches that the store was asked about, and whether a former process sent something for them lately.
    before: Arc<Mutex<HashMap<WatchId, bool>>>,
    began: Instant,
}

impl Default for Mentions {
    fn default() -> Self {
        Self { lasts: Arc::default(), before: Arc::default(), began: Instant::now() }
    }
}

#[derive(Clone, Copy, Debug)]
struct Last {
    mention: Mention,
    /// The host's uptime.
    at: Duration,
}

impl Last {
    fn counts(&self, now: Duration) -> bool {
        now.saturating_sub(self.at) < EVERY
    }
}

impl Mentions {
    /// How far back to ask the store what this watch was sent; None: this process knows by itself.
    pub fn asks(&self, watch: WatchId) -> Option<TimeDelta> {
        let young = self.began.elapsed() < EVERY && !self.before.lock().contains_key(&watch);
        young.then(|| TimeDelta::from_std(EVERY).unwrap_or_default())
    }

    /// What the store said: a message was sent then, which may have mentioned the role.
    pub fn learn(&self, watch: WatchId, sent: bool) {
        self.before.lock().insert(watch, sent);
    }

    /// A former process may have mentioned it less than [`EVERY`] ago.
    fn was_mentioned(&self, watch: WatchId) -> bool {
        self.began.elapsed() < EVERY && self.before.lock().get(&watch) == Some(&true)
    }

    /// Whether this message may mention the role. The message that did may again: an attempt is repeated. `now`: the host's uptime.
    pub fn take(&self, role: RoleId, mention: Mention, now: Duration) -> bool {
        let before = self.was_mentioned(mention.watch);
        let mut lasts = self.lasts.lock();
        let key = (mention.watch, role);
        if let Some(last) = lasts.get(&key) {
            if last.mention.notification == mention.notification {
                return true;
            }
            if last.counts(now) || last.mention.observed_at == mention.observed_at {
                return false;
            }
        }
        if before {
            return false;
        }
        if lasts.len() >= REMEMBERED {
            lasts.retain(|_, last| last.counts(now));
        }
        if lasts.len() >= REMEMBERED {
            lasts.clear();
        }
        lasts.insert(key, Last { mention, at: now });
        true
    }

    /// This message was not sent and will not be soon: the next one may mention instead.
    pub fn give_back(&self, watch: WatchId, notification: NotificationId) {
        self.lasts.lock().retain(|(by, _), last| *by != watch || last.mention.notification != notification);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const FANS: RoleId = RoleId(7);
    const NOW: Duration = Duration::from_secs(1_000);

    fn mention(notification: u128, watch: u128, poll: i64) -> Mention {
        Mention {
            notification: NotificationId(Uuid::from_u128(notification)),
            watch: WatchId(Uuid::from_u128(watch)),
            observed_at: chrono::DateTime::from_timestamp(poll, 0).unwrap(),
        }
    }

    #[test]
    fn a_watch_mentions_a_role_once_in_ten_minutes_and_once_a_poll() {
        let mentions = Mentions::default();
        assert!(mentions.take(FANS, mention(1, 1, 5), NOW));
        assert!(!mentions.take(FANS, mention(2, 1, 5), NOW), "the same poll");
        assert!(!mentions.take(FANS, mention(3, 1, 9), NOW + EVERY - Duration::from_secs(1)), "too soon");
        assert!(!mentions.take(FANS, mention(4, 1, 5), NOW + EVERY * 2), "the same poll, however late");
        assert!(mentions.take(FANS, mention(5, 2, 5), NOW), "another watch");
        assert!(mentions.take(RoleId(8), mention(6, 1, 5), NOW), "another role");
        assert!(mentions.take(FANS, mention(7, 1, 9), NOW + EVERY));
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_former_process_sent_counts_for_as_long() {
        let mentions = Mentions::default();
        let (muted, free) = (mention(1, 1, 5).watch, mention(1, 2, 5).watch);
        assert_eq!(mentions.asks(muted), Some(TimeDelta::minutes(10)));
        mentions.learn(muted, true);
        mentions.learn(free, false);
        assert_eq!(mentions.asks(muted), None);
        assert!(!mentions.take(FANS, mention(1, 1, 5), NOW) && mentions.take(FANS, mention(1, 2, 5), NOW));
        tokio::time::advance(EVERY).await;
        assert!(mentions.take(FANS, mention(1, 1, 5), NOW + EVERY) && mentions.asks(mention(1, 3, 5).watch).is_none());
    }

    #[test]
    fn an_attempt_that_is_repeated_mentions_again_and_what_is_not_sent_leaves_it_to_the_next() {
        let mentions = Mentions::default();
        assert!(mentions.take(FANS, mention(1, 1, 5), NOW) && mentions.take(FANS, mention(1, 1, 5), NOW));
        mentions.give_back(mention(2, 1, 5).watch, mention(2, 1, 5).notification);
        assert!(!mentions.take(FANS, mention(2, 1, 5), NOW), "it was not its own");
        mentions.give_back(mention(1, 1, 5).watch, mention(1, 1, 5).notification);
        assert!(mentions.take(FANS, mention(2, 1, 5), NOW));
    }
}

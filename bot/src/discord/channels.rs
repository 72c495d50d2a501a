//! What is known of channels: whose thread they are and whether they are age-restricted. Fed by gateway events, and asked of
//! Discord when the last word is older than a minute: a connection may be dead without knowing it, and a mature post in the
//! wrong channel cannot be called back.

use crate::gateway::ChannelNews;
use shared::id::{ChannelId, GuildId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How old a word about a channel may be to decide on.
pub const FRESH_FOR: Duration = Duration::from_secs(60);

/// More channels than this are not remembered.
const CAPACITY: usize = 50_000;

/// What the mature gate has to know of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelInfo {
    pub id: ChannelId,
    pub guild: Option<GuildId>,
    /// The channel's own flag. A thread has none: its parent decides (Discord's documentation, "Threads").
    pub nsfw: bool,
    /// For a thread, the channel that it belongs to; None for every other channel (whose parent is only a category).
    pub thread_parent: Option<ChannelId>,
}

/// Shared knowledge of channels. Cheap to clone; never blocks for long.
#[derive(Clone, Debug, Default)]
pub struct Channels(Arc<Mutex<HashMap<ChannelId, (ChannelInfo, Instant)>>>);

impl Channels {
    /// A gateway event told of a channel, a thread or a guild.
    pub fn note(&self, news: ChannelNews) {
        match news {
            ChannelNews::Seen { guild, channel, thread_of, age_restricted } => {
                self.put(ChannelInfo { id: channel, guild: Some(guild), nsfw: age_restricted, thread_parent: thread_of });
            }
            ChannelNews::Gone(channel) => {
                self.known().remove(&channel);
            }
            ChannelNews::GuildGone(guild) => self.known().retain(|_, (info, _)| info.guild != Some(guild)),
        }
    }

    /// Discord's word of now, from an event or an answer.
    pub fn put(&self, info: ChannelInfo) {
        let mut known = self.known();
        if known.len() >= CAPACITY && !known.contains_key(&info.id) {
            known.retain(|_, (_, at)| at.elapsed() < FRESH_FOR);
            if known.len() >= CAPACITY {
                known.clear();
            }
        }
        known.insert(info.id, (info, Instant::now()));
    }

    /// What is known and fresh enough to decide on.
    #[must_use]
    pub fn fresh(&self, channel: ChannelId) -> Option<ChannelInfo> {
        self.known().get(&channel).filter(|(_, at)| at.elapsed() < FRESH_FOR).map(|(info, _)| *info)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<ChannelId, (ChannelInfo, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(id: u64, nsfw: bool) -> ChannelInfo {
        ChannelInfo { id: ChannelId(id), guild: Some(GuildId(1)), nsfw, thread_parent: None }
    }

    #[tokio::test(start_paused = true)]
    async fn knowledge_ages() {
        let channels = Channels::default();
        channels.put(info(1, true));
        assert_eq!(channels.fresh(ChannelId(1)), Some(info(1, true)));
        tokio::time::advance(FRESH_FOR).await;
        assert_eq!(channels.fresh(ChannelId(1)), None);
    }

    #[tokio::test]
    async fn events_replace_and_remove_what_was_known() {
        let channels = Channels::default();
        channels.put(info(1, true));
        channels.put(info(2, true));
        let guild = GuildId(1);
        channels.note(ChannelNews::Seen { guild, channel: ChannelId(1), thread_of: None, age_restricted: false });
        assert_eq!(channels.fresh(ChannelId(1)), Some(info(1, false)));
        channels.note(ChannelNews::Gone(ChannelId(1)));
        assert_eq!(channels.fresh(ChannelId(1)), None);
        channels.note(ChannelNews::GuildGone(guild));
        assert_eq!(channels.fresh(ChannelId(2)), None);
    }
}

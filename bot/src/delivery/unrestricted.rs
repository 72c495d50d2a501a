//! Channels of which the gateway told that they are no longer age-restricted, until their messages were looked at.

use domain::id::{ChannelId, GuildId};
use parking_lot::Mutex;
use std::collections::HashSet;
use tokio::sync::Notify;

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct Unrestricted {
    channels: Mutex<HashSet<(GuildId, ChannelId)>>,
    told: Notify,
}

impl Unrestricted {
    /// Has the messages in this channel and in its threads looked at.
    pub fn tell(&self, guild: GuildId, channel: ChannelId) {
        self.channels.lock().insert((guild, channel));
        self.told.notify_one();
    }

    /// Returns when there is something to look at.
    pub async fn told(&self) {
        self.told.notified().await;
    }

    /// Has what is still listed looked at once more.
    pub fn again(&self) {
        self.told.notify_one();
    }

    /// The channels whose messages still need a look.
    pub fn channels(&self) -> Vec<(GuildId, ChannelId)> {
        self.channels.lock().iter().copied().collect()
    }

    /// The messages of this channel were looked at.
    pub fn done(&self, guild: GuildId, channel: ChannelId) {
        self.channels.lock().remove(&(guild, channel));
    }
}

//! What the bot reads and writes: guilds, watches, channel states, audit, and the state of notifications.
//! Every query on a guild's data takes the guild.

use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::id::{ArtistId, ChannelId, GuildId, NotificationId, WatchId};
use crate::notification::{Due, Settlement};
use crate::post::{ArtistRef, Folder};
use crate::watch::{NewWatch, Watch};

/// The answer to adding a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddWatch {
    Added(Watch),
    /// This channel already has a watch with the same artist, folder and kinds.
    Duplicate(Watch),
    TooMany {
        limit: u32,
    },
}

/// A page of a guild's watches, sorted by artist name, then channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchPage {
    pub watches: Vec<Watch>,
    pub total: u32,
}

/// A channel that does not take messages. A healthy channel has no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChannel {
    pub guild: GuildId,
    pub channel: ChannelId,
    /// In words for a moderator.
    pub reason: String,
    pub since: Timestamp,
    /// When the guild was told.
    pub told_at: Option<Timestamp>,
    /// When it is to be tried next.
    pub probe_at: Timestamp,
}

/// A lease that this process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Rises with every change of owner: the fencing token.
    pub epoch: u64,
}

impl Store {
    /// Adds a watch unless the channel has the same one or the guild has `limit` already; writes the audit row with it.
    pub async fn add_watch(&self, wish: &NewWatch, limit: u32) -> Result<AddWatch, StoreError> {
        todo!()
    }

    /// Removes a watch of this guild; pending notifications of it become `suppressed(watch_removed)`. None: no such watch here.
    pub async fn remove_watch(&self, guild: GuildId, watch: WatchId, now: Timestamp) -> Result<Option<Watch>, StoreError> {
        todo!()
    }

    pub async fn watch(&self, guild: GuildId, watch: WatchId) -> Result<Option<Watch>, StoreError> {
        todo!()
    }

    /// `channel`: only this channel's.
    pub async fn watches(&self, guild: GuildId, channel: Option<ChannelId>, offset: u32, limit: u32) -> Result<WatchPage, StoreError> {
        todo!()
    }

    /// Known artists whose name begins with this (ignoring case); for autocomplete.
    pub async fn search_artists(&self, prefix: &str, limit: u32) -> Result<Vec<ArtistRef>, StoreError> {
        todo!()
    }

    /// A known artist by name, ignoring case.
    pub async fn artist_by_name(&self, name: &str) -> Result<Option<(ArtistRef, crate::post::ArtistKind)>, StoreError> {
        todo!()
    }

    /// The artist's known folders, in the artist's order.
    pub async fn folders_of(&self, artist: ArtistId) -> Result<Vec<Folder>, StoreError> {
        todo!()
    }

    pub async fn guild_joined(&self, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }

    /// Marks the guild as left (its data is kept for 30 days); `forget_left_guilds` erases later.
    pub async fn guild_left(&self, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }

    /// Erases everything of guilds that left before this time. Returns how many.
    pub async fn forget_left_guilds(&self, before: Timestamp) -> Result<u32, StoreError> {
        todo!()
    }

    pub async fn audit(&self, guild: GuildId, now: Timestamp, action: &str, detail: &str) -> Result<(), StoreError> {
        todo!()
    }

    /// Notifications in state pending or sending with `due_at <= now`, whose channel is not in `busy`, oldest first within a
    /// channel, at most `per_channel` for each channel and `limit` in all.
    pub async fn due_notifications(
        &self,
        now: Timestamp,
        busy: &[ChannelId],
        per_channel: u32,
        limit: u32,
    ) -> Result<Vec<Due>, StoreError> {
        todo!()
    }

    pub async fn notification(&self, id: NotificationId) -> Result<Option<Due>, StoreError> {
        todo!()
    }

    /// When the next pending notification becomes due, if any waits.
    pub async fn next_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }

    /// Applies outcomes in one transaction; each is absolute, a repeat changes nothing, and `Sent` is never overwritten.
    pub async fn settle(&self, outcomes: &[(NotificationId, Settlement)], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }

    /// Marks pending rows as sending (a try begins).
    pub async fn mark_sending(&self, ids: &[NotificationId], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }

    /// All pending notifications of a channel become held.
    pub async fn hold_channel(&self, channel: ChannelId, reason: &str, now: Timestamp) -> Result<u32, StoreError> {
        todo!()
    }

    /// A channel healed: its held notifications become pending, expired (older than `oldest`) or suppressed (catch-up policy).
    pub async fn release_channel(&self, channel: ChannelId, oldest: Timestamp, now: Timestamp) -> Result<u32, StoreError> {
        todo!()
    }

    pub async fn broken_channels(&self) -> Result<Vec<BrokenChannel>, StoreError> {
        todo!()
    }

    pub async fn save_broken_channel(&self, channel: &BrokenChannel) -> Result<(), StoreError> {
        todo!()
    }

    pub async fn delete_broken_channel(&self, channel: ChannelId) -> Result<(), StoreError> {
        todo!()
    }

    /// Takes or renews the lease `name` for `owner`; None while another owner's is younger than `ttl`.
    pub async fn lease(
        &self,
        name: &str,
        owner: uuid::Uuid,
        ttl: std::time::Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, StoreError> {
        todo!()
    }

    /// Gives the lease back at a clean stop, so that a standby takes over at once.
    pub async fn release_lease(&self, name: &str, owner: uuid::Uuid) -> Result<(), StoreError> {
        todo!()
    }
}

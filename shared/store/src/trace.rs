//! What an operator asks about one artist or one server, and what waits. Each query follows an index and has a limit, so that it costs
//! the same however much is stored.

use super::bot_rows::watch_from;
use super::column::{Col, Stored};
use super::entity::{channel_state, guild, notification, watch};
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, WatchId};
use domain::notification::State;
use domain::watch::NewWatch;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

pub use super::history::{ArtistTrace, Care, History, NotificationTrace, PostTrace, SHOWN, SourceTrace};
pub use super::tried::Attempt;

/// Rows of a list are counted up to this.
pub const COUNTED: u64 = 1_000;

/// How many there are, up to [`COUNTED`]; more than that are "more than".
pub type Counted = u64;

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Notifications in each of the states that are not final, by its word.
    pub states: BTreeMap<&'static str, Counted>,
    /// The pending notification that is due the longest.
    pub oldest_due: Option<Timestamp>,
    /// Channels that take no messages.
    pub broken: Counted,
}

/// A channel that takes no messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChannel {
    /// The channel.
    pub channel: ChannelId,
    /// Its server.
    pub guild: GuildId,
    /// Why, in words for a moderator.
    pub reason: String,
    /// When it was first seen to be so.
    pub since: Timestamp,
}

/// A watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchTrace {
    /// The watch.
    pub id: WatchId,
    /// Its server.
    pub guild: GuildId,
    /// Its channel.
    pub channel: ChannelId,
    /// The artist.
    pub artist: ArtistId,
    /// The artist's name when it was added.
    pub artist_name: String,
    /// The word of what it wants.
    pub what: String,
    /// The folder's name, if it is of one.
    pub folder: Option<String>,
    /// Posts published before this are not announced.
    pub announce_from: Timestamp,
    /// Since when it is paused, if it is.
    pub paused_at: Option<Timestamp>,
    /// All that it asks for; None: a later version wrote it in other words.
    pub wish: Option<NewWatch>,
}

impl OpsStore {
    /// What waits to be sent, and which channels take nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting(&self) -> Result<Waiting, StoreError> {
        use notification::Column::{DueAt, Id, State as Is};
        let mut waiting = Waiting::default();
        for state in [State::Pending, State::Sending, State::Held] {
            let rows = notification::Entity::find().select_only().column(Id).filter(Is.eq(state.into_str())).limit(COUNTED + 1);
            let ids: Vec<Col<NotificationId>> = rows.into_tuple().all(self.read()).await?;
            waiting.states.insert(state.into_str(), ids.len() as u64);
        }
        let oldest = notification::Entity::find().select_only().column(DueAt).filter(Is.eq(State::Pending.into_str()));
        let oldest: Option<Col<Timestamp>> = oldest.order_by_asc(DueAt).limit(1).into_tuple().one(self.read()).await?;
        waiting.oldest_due = oldest.map(Col::get);
        let broken = channel_state::Entity::find().select_only().column(channel_state::Column::ChannelId).limit(COUNTED + 1);
        let broken: Vec<Col<ChannelId>> = broken.into_tuple().all(self.read()).await?;
        waiting.broken = broken.len() as u64;
        Ok(waiting)
    }

    /// Some of the channels that take no messages: of one server, or of all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn broken_channels(&self, guild: Option<GuildId>, limit: u64) -> Result<Vec<BrokenChannel>, StoreError> {
        let rows = channel_state::Entity::find().order_by_asc(channel_state::Column::ChannelId).limit(limit);
        let rows = match guild {
            Some(guild) => rows.filter(channel_state::Column::GuildId.eq(Col(guild))),
            None => rows,
        };
        let broken = |row: channel_state::Model| BrokenChannel {
            channel: row.channel_id.0,
            guild: row.guild_id.0,
            reason: row.reason,
            since: row.since.0,
        };
        Ok(rows.rows(self.read()).await?.into_iter().map(broken).collect())
    }

    /// The watches of an artist, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watches_of_artist(&self, artist: ArtistId) -> Result<Vec<WatchTrace>, StoreError> {
        let rows = watch::Entity::find().filter(watch::Column::ArtistId.eq(Col(artist))).order_by_asc(watch::Column::Id).limit(SHOWN);
        Ok(rows.rows(self.read()).await?.into_iter().map(watch_trace).collect())
    }

    /// The watches of a server, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watches_of_guild(&self, guild: GuildId) -> Result<Vec<WatchTrace>, StoreError> {
        let rows = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(guild))).order_by_asc(watch::Column::Id).limit(SHOWN);
        Ok(rows.rows(self.read()).await?.into_iter().map(watch_trace).collect())
    }

    /// Since when the bot is in a server, and since when no longer; None: it never was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn guild_trace(&self, id: GuildId) -> Result<Option<(Timestamp, Option<Timestamp>)>, StoreError> {
        let row = guild::Entity::find_by_id(Col(id)).row(self.read()).await?;
        Ok(row.map(|row| (row.joined_at.0, row.left_at.map(Col::get))))
    }
}

fn watch_trace(row: watch::Model) -> WatchTrace {
    let wish = watch_from(row.clone()).ok().map(|watch| watch.wish);
    WatchTrace {
        id: row.id.0,
        guild: row.guild_id.0,
        channel: row.channel_id.0,
        artist: row.artist_id.0,
        artist_name: row.artist_name,
        what: row.what.0.into_raw(),
        folder: row.folder_name,
        announce_from: row.announce_from.0,
        paused_at: row.paused_at.map(Col::get),
        wish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use uuid::Uuid;

    #[tokio::test]
    async fn no_question_of_the_page_scans_or_sorts_a_table() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let id = Uuid::nil();
        let mut plans = Vec::new();
        let pending = notification::Entity::find().select_only().column(notification::Column::DueAt);
        let pending = pending.filter(notification::Column::State.eq("pending"));
        plans.push(plan(&store, &pending.order_by_asc(notification::Column::DueAt).limit(1)).await);
        plans.push(plan(&store, &watch::Entity::find().filter(watch::Column::ArtistId.eq(id)).limit(SHOWN)).await);
        plans.push(plan(&store, &watch::Entity::find().filter(watch::Column::GuildId.eq(1)).limit(SHOWN)).await);
        for plan in plans {
            assert!(plan.starts_with("SEARCH") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}

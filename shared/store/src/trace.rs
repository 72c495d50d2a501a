//! What an operator asks about one post, one artist or one server, and what waits. Each query follows an index and has a limit, so that it costs
//! the same however much is stored.

use super::column::{Col, Stored};
use super::entity::{artist, channel_state, guild, notification, post, source, watch};
use crate::artists::name_key;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId, WatchId};
use domain::notification::State;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Rows of a list are counted up to this.
pub const COUNTED: u64 = 1_000;
/// Rows of a list that are shown.
pub const SHOWN: u64 = 100;

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

/// What the projection knows of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostTrace {
    /// The post.
    pub id: PostId,
    /// Who made it.
    pub artist: ArtistId,
    /// The word of its kind.
    pub kind: String,
    /// Its title: hostile text.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// When it was published, by DeviantArt's clock.
    pub published_at: Option<Timestamp>,
    /// When it was first seen; None: by a version that did not note it, or as part of a first poll.
    pub first_seen_at: Option<Timestamp>,
    /// Mature, or not known not to be.
    pub mature: bool,
    /// When it was seen to be removed, if it is.
    pub removed: bool,
    /// When it was last confirmed gone.
    pub removed_at: Option<Timestamp>,
}

/// What became of a post for one watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationTrace {
    /// Its watch.
    pub watch: WatchId,
    /// Its server.
    pub guild: GuildId,
    /// Its channel.
    pub channel: ChannelId,
    /// The word of its state.
    pub state: String,
    /// Why it is there, in words.
    pub reason: Option<String>,
    /// When the event was observed that it comes from.
    pub observed_at: Timestamp,
    /// Not to be sent before this.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// The message, once it is sent.
    pub message: Option<MessageId>,
    /// When the row last changed.
    pub updated_at: Timestamp,
}

/// What is known of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtistTrace {
    /// The artist.
    pub id: ArtistId,
    /// The name that was told last.
    pub name: String,
    /// Why nothing of theirs can be seen, if so.
    pub vanished: Option<String>,
}

/// A list that is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTrace {
    /// The word of its kind.
    pub kind: String,
    /// Whether it was read as a whole once: what stood there before is not announced.
    pub baselined: bool,
    /// When it was polled last.
    pub last_poll_at: Option<Timestamp>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words.
    pub trouble: Option<String>,
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

    /// A post by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn post_trace(&self, id: PostId) -> Result<Option<PostTrace>, StoreError> {
        Ok(post::Entity::find_by_id(Col(id)).row(self.read()).await?.map(post_trace))
    }

    /// The post of this artist at one of these addresses.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn post_at(&self, artist: ArtistId, urls: &[String]) -> Result<Option<PostTrace>, StoreError> {
        let rows = post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).filter(post::Column::Url.is_in(urls));
        Ok(rows.limit(1).row(self.read()).await?.map(post_trace))
    }

    /// The latest posts of an artist.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn latest_posts(&self, artist: ArtistId, limit: u64) -> Result<Vec<PostTrace>, StoreError> {
        let rows =
            post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).order_by_desc(post::Column::PublishedAt).limit(limit);
        Ok(rows.rows(self.read()).await?.into_iter().map(post_trace).collect())
    }

    /// What became of a post, one row for each watch, at most [`SHOWN`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notifications_of(&self, post: PostId) -> Result<Vec<NotificationTrace>, StoreError> {
        use notification::Column::{Id, PostId};
        let rows = notification::Entity::find().filter(PostId.eq(Col(post))).order_by_asc(Id).limit(SHOWN);
        let trace = |row: notification::Model| NotificationTrace {
            watch: row.watch_id.0,
            guild: row.guild_id.0,
            channel: row.channel_id.0,
            state: row.state.0.into_raw(),
            reason: row.reason,
            observed_at: row.observed_at.0,
            due_at: row.due_at.0,
            attempts: row.attempts.0,
            message: row.message_id.map(Col::get),
            updated_at: row.updated_at.0,
        };
        Ok(rows.rows(self.read()).await?.into_iter().map(trace).collect())
    }

    /// An artist by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist_trace(&self, id: ArtistId) -> Result<Option<ArtistTrace>, StoreError> {
        Ok(artist::Entity::find_by_id(Col(id)).row(self.read()).await?.map(artist_trace))
    }

    /// An artist by name; names are compared as DeviantArt compares them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist_called(&self, name: &str) -> Result<Option<ArtistTrace>, StoreError> {
        let rows = artist::Entity::find().filter(artist::Column::NameKey.eq(name_key(name))).limit(1);
        Ok(rows.row(self.read()).await?.map(artist_trace))
    }

    /// The lists of an artist that are polled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sources_of(&self, artist: ArtistId) -> Result<Vec<SourceTrace>, StoreError> {
        let rows = source::Entity::find().filter(source::Column::ArtistId.eq(Col(artist))).order_by_asc(source::Column::Kind).limit(SHOWN);
        let trace = |row: source::Model| SourceTrace {
            kind: row.kind.0.into_raw(),
            baselined: row.baselined,
            last_poll_at: row.last_poll_at.map(Col::get),
            failures: row.failures.0,
            trouble: row.trouble,
        };
        Ok(rows.rows(self.read()).await?.into_iter().map(trace).collect())
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

fn post_trace(row: post::Model) -> PostTrace {
    PostTrace {
        id: row.id.0,
        artist: row.artist_id.0,
        kind: row.kind.0.into_raw(),
        title: row.title,
        url: row.url,
        published_at: row.published_at.map(Col::get),
        first_seen_at: row.first_seen_at.map(Col::get),
        mature: row.mature,
        removed: row.removed,
        removed_at: row.removed_at.map(Col::get),
    }
}

fn artist_trace(row: artist::Model) -> ArtistTrace {
    ArtistTrace { id: row.id.0, name: row.name, vanished: row.vanished.filter(|_| !row.returned) }
}

fn watch_trace(row: watch::Model) -> WatchTrace {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectionTrait, QueryTrait, Statement};
    use uuid::Uuid;

    /// What SQLite would do for this query.
    async fn plan(store: &crate::pool::Store, query: &impl QueryTrait) -> String {
        let backend = store.connection().get_database_backend();
        let mut statement = query.build(backend);
        statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let rows = store.connection().query_all_raw(Statement { ..statement }).await.unwrap();
        rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn no_question_of_the_page_scans_or_sorts_a_table() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let id = Uuid::nil();
        let mut plans = Vec::new();
        let pending = notification::Entity::find().select_only().column(notification::Column::DueAt);
        let pending = pending.filter(notification::Column::State.eq("pending"));
        plans.push(plan(&store, &pending.order_by_asc(notification::Column::DueAt).limit(1)).await);
        let of_post = notification::Entity::find().filter(notification::Column::PostId.eq(id));
        plans.push(plan(&store, &of_post.limit(SHOWN)).await);
        let latest = post::Entity::find().filter(post::Column::ArtistId.eq(id)).order_by_desc(post::Column::PublishedAt).limit(9);
        plans.push(plan(&store, &latest).await);
        let at = post::Entity::find().filter(post::Column::ArtistId.eq(id)).filter(post::Column::Url.is_in(["x"])).limit(1);
        plans.push(plan(&store, &at).await);
        plans.push(plan(&store, &artist::Entity::find().filter(artist::Column::NameKey.eq("x")).limit(1)).await);
        plans.push(plan(&store, &source::Entity::find().filter(source::Column::ArtistId.eq(id)).limit(SHOWN)).await);
        plans.push(plan(&store, &watch::Entity::find().filter(watch::Column::ArtistId.eq(id)).limit(SHOWN)).await);
        plans.push(plan(&store, &watch::Entity::find().filter(watch::Column::GuildId.eq(1)).limit(SHOWN)).await);
        for plan in plans {
            assert!(plan.starts_with("SEARCH") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}

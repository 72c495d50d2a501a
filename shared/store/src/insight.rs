//! What a guild asks about its own posts: their titles, which posts a message announced, how late they came, what waits. Each query follows an
//! index and has a limit.

use super::column::Col;
use super::entity::{notification, post, projection};
use super::projection::LIVE;
use super::server_time;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::pool::Store;
use crate::read::Rows;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId, WatchId};
use domain::notification::State;
use domain::post::PostKind;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashMap;
use std::time::Duration;

/// Ids in one IN list.
const CHUNK: usize = 100;
/// Titles that one question gets.
const TITLES: usize = 500;
/// Delays that one question gets: a week of a large server.
const DELAYS: usize = 5_000;
/// Waiting messages are counted up to this; more than that are "more than".
pub const COUNTED: u64 = 1_000;
/// Posts of one message: more than a message can list.
const LISTED: u64 = 600;

/// A post as a menu shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The post.
    pub post: PostId,
    /// Whose it is.
    pub artist: ArtistId,
    /// What it is.
    pub kind: PostKind,
    /// Its title: hostile text, or empty.
    pub title: String,
    /// When it was published; None: DeviantArt does not tell.
    pub published_at: Option<Timestamp>,
}

/// Messages that are still to come, each up to [`COUNTED`] and one more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// They wait for their turn or their next attempt, or are being sent.
    pub waiting: u64,
    /// They wait for the hour of a digest, or for the end of quiet hours.
    pub later: u64,
    /// They are held.
    pub held: u64,
}

impl BotStore {
    /// The titles of what these artists have published since then, and of what these watches got a row for since then; the latest first. For
    /// watches of folders, whose posts are by others.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn titles(&self, artists: &[ArtistId], watches: &[WatchId], since: Timestamp) -> Result<Vec<Title>, StoreError> {
        let mut found = HashMap::new();
        for artists in artists.chunks(CHUNK) {
            found.extend(self.titles_where(published(artists, since)).await?);
        }
        for watches in watches.chunks(CHUNK) {
            let posts = noted(watches, since).select_only().column(notification::Column::PostId).limit(TITLES as u64);
            let posts: Vec<Option<Col<PostId>>> = posts.into_tuple().all(self.read()).await?;
            let posts: Vec<PostId> = posts.into_iter().flatten().map(Col::get).collect();
            for posts in posts.chunks(CHUNK) {
                found.extend(self.titles_where(these(posts)).await?);
            }
        }
        let mut found: Vec<Title> = found.into_values().collect();
        found.sort_by_key(|title| (std::cmp::Reverse(title.published_at), title.post));
        found.truncate(TITLES);
        Ok(found)
    }

    /// The titles of these posts, the latest first.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn titles_of(&self, posts: &[PostId]) -> Result<Vec<Title>, StoreError> {
        let mut found = HashMap::new();
        for posts in posts.chunks(CHUNK) {
            found.extend(self.titles_where(these(posts)).await?);
        }
        let mut found: Vec<Title> = found.into_values().collect();
        found.sort_by_key(|title| (std::cmp::Reverse(title.published_at), title.post));
        Ok(found)
    }

    async fn titles_where(&self, which: Select<post::Entity>) -> Result<HashMap<PostId, Title>, StoreError> {
        use post::Column::{ArtistId as Artist, Id, Kind, PublishedAt, Title as Named};
        type Row = (Col<PostId>, Col<ArtistId>, Col<PostKind>, String, Option<Col<Timestamp>>);
        let rows = which.select_only().columns([Id, Artist, Kind, Named, PublishedAt]).order_by_desc(PublishedAt).limit(TITLES as u64);
        let rows: Vec<Row> = rows.into_tuple().all(self.read()).await?;
        let title = |(post, artist, kind, title, published_at): Row| {
            let published_at = published_at.map(Col::get);
            (post.0, Title { post: post.0, artist: artist.0, kind: kind.0, title, published_at })
        };
        Ok(rows.into_iter().map(title).collect())
    }

    /// The posts that a message announced, as far as this guild's outbox knows it; none: it is no message of ours.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn posts_of_message(&self, guild: GuildId, channel: ChannelId, message: MessageId) -> Result<Vec<PostId>, StoreError> {
        let rows = sent_as(&self.0, guild, channel, message).await?;
        let (cards, digests): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.post_id.is_some());
        let mut posts: Vec<PostId> = cards.iter().filter_map(|row| row.post_id).map(Col::get).collect();
        // Of earlier versions: a message that stands for the posts of a poll beyond ten.
        let digests: Vec<Col<NotificationId>> = digests.iter().map(|row| row.id).collect();
        if !digests.is_empty() {
            let counted = notification::Entity::find().filter(notification::Column::DigestId.is_in(digests)).limit(LISTED);
            let counted = counted.select_only().column(notification::Column::PostId);
            let counted: Vec<Option<Col<PostId>>> = counted.into_tuple().all(self.read()).await?;
            posts.extend(counted.into_iter().flatten().map(Col::get));
        }
        Ok(posts)
    }

    /// From publication to message, of what these watches brought since then; at most some thousand, the latest. What had to wait for its channel or
    /// for a pause is left out.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn delays(&self, watches: &[WatchId], since: Timestamp) -> Result<Vec<TimeDelta>, StoreError> {
        let mut sent: Vec<(PostId, Timestamp)> = Vec::new();
        for watches in watches.chunks(CHUNK) {
            use notification::Column::{DeliverableAt, ObservedAt, PostId as Post, State as Status, UpdatedAt};
            // Wrapped, or PostgreSQL would search the index of states too, for all that was ever sent.
            let is_sent = Expr::col(Status).if_null("").eq(State::Sent.into_str());
            let rows = noted(watches, since).filter(is_sent).filter(DeliverableAt.is_null());
            let rows = rows.select_only().columns([Post, UpdatedAt]).order_by_desc(ObservedAt).limit((DELAYS - sent.len()) as u64);
            let rows: Vec<(Option<Col<PostId>>, Col<Timestamp>)> = rows.into_tuple().all(self.read()).await?;
            sent.extend(rows.into_iter().filter_map(|(post, at)| Some((post?.0, at.0))));
        }
        let posts: Vec<PostId> = sent.iter().map(|(post, _)| *post).collect();
        let mut published = HashMap::new();
        for posts in posts.chunks(CHUNK) {
            let rows = these(posts).select_only().columns([post::Column::Id, post::Column::PublishedAt]);
            let rows: Vec<(Col<PostId>, Option<Col<Timestamp>>)> = rows.into_tuple().all(self.read()).await?;
            published.extend(rows.into_iter().filter_map(|(post, at)| Some((post.0, at?.0))));
        }
        let delay = |(post, at): (PostId, Timestamp)| Some((at - *published.get(&post)?).max(TimeDelta::zero()));
        Ok(sent.into_iter().filter_map(delay).collect())
    }

    /// What these channels of this guild still have to get.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn open_in(&self, guild: GuildId, channels: &[ChannelId], now: Timestamp) -> Result<Open, StoreError> {
        let (mut coming, mut held, mut later) = (0, 0, 0);
        for channels in channels.chunks(CHUNK) {
            for (states, count) in [(&[State::Pending, State::Sending][..], &mut coming), (&[State::Held][..], &mut held)] {
                let left = (COUNTED + 1).saturating_sub(*count);
                let rows = still_open(guild, channels, states).select_only().column(notification::Column::Id);
                let rows = rows.column(notification::Column::DeliverableAt).limit(left);
                let rows: Vec<(Col<NotificationId>, Option<Col<Timestamp>>)> = rows.into_tuple().all(self.read()).await?;
                *count += rows.len() as u64;
                if !states.contains(&State::Held) {
                    later += rows.iter().filter(|(_, at)| at.is_some_and(|at| at.0 > now)).count() as u64;
                }
            }
        }
        Ok(Open { waiting: coming - later, later, held })
    }

    /// How long ago somebody last folded the log, by the database's clock; None: nobody ever did.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn fold_silent(&self) -> Result<Option<Duration>, StoreError> {
        let row = projection::Entity::find_by_id(LIVE.to_owned()).row(self.read()).await?;
        let Some(beat) = row.and_then(|row| row.heartbeat_at.0.time()) else { return Ok(None) };
        // After the row: no beat lies in the future then.
        Ok(Some((server_time::now(&self.0).await? - beat).to_std().unwrap_or_default()))
    }
}

/// The rows of this guild that a message settled.
pub(crate) async fn sent_as(
    store: &Store,
    guild: GuildId,
    channel: ChannelId,
    message: MessageId,
) -> Result<Vec<notification::Model>, StoreError> {
    let rows = brought_by(message).rows(store.read()).await?;
    let ours = |row: &notification::Model| row.guild_id.0 == guild && row.channel_id.0 == channel && row.state.0 == Ok(State::Sent);
    Ok(rows.into_iter().filter(ours).collect())
}

fn published(artists: &[ArtistId], since: Timestamp) -> Select<post::Entity> {
    let rows = post::Entity::find().filter(post::Column::ArtistId.is_in(artists.iter().copied().map(Col)));
    rows.filter(post::Column::PublishedAt.gte(Col(since)))
}

fn these(posts: &[PostId]) -> Select<post::Entity> {
    post::Entity::find().filter(post::Column::Id.is_in(posts.iter().copied().map(Col)))
}

fn noted(watches: &[WatchId], since: Timestamp) -> Select<notification::Entity> {
    let rows = notification::Entity::find().filter(notification::Column::WatchId.is_in(watches.iter().copied().map(Col)));
    rows.filter(notification::Column::ObservedAt.gte(Col(since)))
}

/// By the message alone, which has an index; whose it is, is compared afterwards.
fn brought_by(message: MessageId) -> Select<notification::Entity> {
    notification::Entity::find().filter(notification::Column::MessageId.eq(Col(message))).limit(LISTED)
}

fn still_open(guild: GuildId, channels: &[ChannelId], states: &[State]) -> Select<notification::Entity> {
    use notification::Column::{ChannelId as Channel, GuildId as Guild, State as Status};
    let rows = notification::Entity::find().filter(Channel.is_in(channels.iter().copied().map(Col)));
    // By channel and state: the index of a guild's rows would read all that it was ever sent.
    let guild = Expr::col(Guild).add(0).eq(Expr::val(Col(guild)));
    rows.filter(Status.is_in(states.iter().map(|state| state.into_str()))).filter(guild)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use uuid::Uuid;

    #[tokio::test]
    async fn no_question_of_a_guild_scans_a_table() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (one, since) = (Uuid::nil(), Timestamp::UNIX_EPOCH);
        let plans = [
            (plan(&store, &published(&[ArtistId(one)], since)).await, "post_artist (artist_id=? AND published_at>?)"),
            (plan(&store, &noted(&[WatchId(one)], since)).await, "notification_watch (watch_id=? AND observed_at>?)"),
            (plan(&store, &brought_by(MessageId(1))).await, "notification_message (message_id=?)"),
            (
                plan(&store, &still_open(GuildId(1), &[ChannelId(1)], &[State::Held])).await,
                "notification_channel (channel_id=? AND state=?)",
            ),
            (plan(&store, &these(&[PostId(one)])).await, "(id=?)"),
        ];
        for (plan, index) in plans {
            assert!(plan.starts_with("SEARCH") && plan.contains(index), "{plan}");
        }
    }
}

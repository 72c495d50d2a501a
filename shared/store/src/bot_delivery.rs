//! The outbox as the sender sees it: what is due.

use super::artists::artist_ref;
use super::bot_rows::{ping_from, watch_from};
use super::column::Col;
use super::entity::{artist, guild_settings, notification, post, watch};
use super::languages::languages_of;
use super::outbox::{CHUNK, doubt_of, due_now, known};
use super::places::{self, InGroup};
use super::projection::rows::{PostRow, post_from};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::pool::Store;
use crate::read::{Rows, cell};
use chrono::TimeDelta;
use domain::care::Cared;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId, RoleId, WatchId};
use domain::language::Language;
use domain::notification::{Due, State, Subject, Suppressed};
use domain::post::ArtistRef;
use domain::watch::{Ping, Watch};
use domain::zone::Zone;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::str::FromStr;

/// The outbox' table, as errors name it.
pub(super) const OUTBOX: &str = "notification";
/// Rows of one burst that are read.
const BURST: u64 = 512;
/// For longer than this nothing waits for its hour, or for its channel.
const WAITED: TimeDelta = TimeDelta::days(40);

impl BotStore {
    /// One notification in whatever state.
    pub async fn notification(&self, id: NotificationId) -> Result<Option<Due>, StoreError> {
        Ok(self.load_due(&[Col(id)]).await?.into_iter().next())
    }

    /// These notifications in whatever state, in this order; those that are gone are left out.
    pub async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<Due>, StoreError> {
        self.load_due(&ids.iter().copied().map(Col).collect::<Vec<_>>()).await
    }

    /// Whether a message was sent for this watch since then, by the host's clock.
    pub async fn sent_since(&self, watch: WatchId, since: Timestamp) -> Result<bool, StoreError> {
        let sent = notification::Entity::find()
            .filter(notification::Column::WatchId.eq(Col(watch)))
            .filter(notification::Column::State.eq(State::Sent.into_str()))
            // Older ones are not worth the reading: the index has them by this time.
            .filter(notification::Column::ObservedAt.gte(Col(since - TimeDelta::days(1))))
            .filter(notification::Column::UpdatedAt.gte(Col(since)));
        Ok(sent.row(self.read()).await?.is_some())
    }

    /// Notifications that this watch was to get since this moment, and that are in this channel or may be; of those of one message one.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn sent_of_burst(&self, watch: WatchId, channel: ChannelId, since: Timestamp) -> Result<Vec<NotificationId>, StoreError> {
        use notification::Column::{ChannelId as Channel, DeliverableAt, ObservedAt, State as Status, WatchId as Of};
        let together = Expr::col(DeliverableAt).if_null(Expr::col(ObservedAt)).eq(Col(since));
        let sent = Status.is_in([State::Sent, State::Sending].map(|state| state.into_str()));
        let rows = notification::Entity::find().filter(Of.eq(Col(watch))).filter(ObservedAt.gte(Col(since - WAITED)));
        let rows = rows.filter(Channel.eq(Col(channel))).filter(together).filter(sent).limit(BURST).rows(self.read()).await?;
        let mut messages = HashSet::new();
        let first = |row: &notification::Model| row.message_id.is_none_or(|message| message.0.0 == 0 || messages.insert(message.0));
        Ok(rows.into_iter().filter(first).map(|row| row.id.0).collect())
    }

    /// When each watch of this guild was last told of a post, whatever became of it; those are missing that never were.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn last_brought(&self, guild: GuildId) -> Result<HashMap<WatchId, Timestamp>, StoreError> {
        use notification::Column::{ObservedAt, WatchId as Of};
        let watches = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(guild))).select_only().column(watch::Column::Id);
        let mut last = HashMap::new();
        // A search in the index for each, however much it brought.
        for id in watches.into_tuple::<Col<WatchId>>().all(self.read()).await? {
            let newest = notification::Entity::find().filter(Of.eq(id)).order_by_desc(ObservedAt).limit(1);
            let at: Option<Col<Timestamp>> = newest.select_only().column(ObservedAt).into_tuple().one(self.read()).await?;
            last.extend(at.map(|at| (id.0, at.0)));
        }
        Ok(last)
    }

    pub(super) async fn load_due(&self, ids: &[Col<NotificationId>]) -> Result<Vec<Due>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let found = notification::Entity::find().filter(notification::Column::Id.is_in(chunk.to_vec())).apart(self.read()).await?;
            rows.extend(found.into_iter().map(|row| readable(row, ids.len())).collect::<Result<Vec<_>, _>>()?.into_iter().flatten());
        }
        let place: HashMap<Col<NotificationId>, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        rows.sort_by_key(|row| place.get(&row.id).copied());

        let mut around = Around::default();
        for chunk in rows.chunks(CHUNK) {
            around.load(&self.0, chunk).await?;
        }
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            due.extend(readable(self.due(row, &around).await, ids.len())?);
        }
        Ok(due)
    }

    async fn due(&self, row: notification::Model, around: &Around) -> Result<Due, StoreError> {
        let state = known(&row)?;
        let (watch, odd_watch) = match around.watch(row.watch_id.0) {
            Ok(watch) => (watch, None),
            Err(problem) => (None, Some(problem)),
        };
        let known =
            around.artists.get(&row.artist_id.0).and_then(|row| row.clone().ok()).map(artist_ref).filter(|artist| !artist.name.is_empty());
        let artist = known.unwrap_or_else(|| ArtistRef {
            id: row.artist_id.0,
            name: watch.as_ref().map_or_else(String::new, |watch| watch.wish.artist_name.clone()),
            icon: None,
        });
        let (subject, post_removed, published_at) = match (odd_watch, row.post_id) {
            (Some(odd), _) => (Subject::Lost { artist, unreadable: Some(odd) }, false, None),
            (None, Some(post)) => around.card(post.0, artist),
            (None, None) => {
                let (count, posts) = self.digest_of(row.id).await?;
                let published_at = posts.iter().filter_map(|row| row.post.published_at).min();
                // Whether its channel is age-restricted is not asked for a digest: mature posts are only counted.
                let named = posts.into_iter().filter(|row| !row.post.mature && !row.removed()).map(|row| row.post).collect();
                (Subject::Digest { artist, count, posts: named }, false, published_at)
            }
        };
        let observed_at = row.observed_at.0;
        let doubt = doubt_of(&row);
        let open = matches!(state, State::Pending | State::Sending | State::Held);
        Ok(Due {
            id: row.id.0,
            watch,
            guild: row.guild_id.0,
            channel: row.channel_id.0,
            group_folder: around.group_folder(&row),
            subject,
            post_removed,
            also_ping: around.also_ping(row.post_id, row.channel_id),
            state,
            observed_at,
            deliverable_at: row.deliverable_at.map_or(observed_at, Col::get),
            zone: around.zones.get(&row.guild_id.0).copied().unwrap_or_default(),
            due_at: row.due_at.0,
            attempts: row.attempts.0,
            doubt,
            published_at,
            language: around.languages.get(&row.guild_id.0).copied().unwrap_or_default(),
            mature_channel: around.mature_channels.get(&row.guild_id.0).copied(),
            veiled: open && doubt.is_some() && row.care == Some(Col(Ok(Cared::Veiled))),
        })
    }

    /// How many posts are in a digest, and those that can be read, the oldest first.
    async fn digest_of(&self, digest: Col<NotificationId>) -> Result<(u32, Vec<PostRow>), StoreError> {
        let cards = notification::Entity::find().filter(notification::Column::DigestId.eq(digest));
        let cards = cards.select_only().column(notification::Column::PostId).into_tuple::<Option<Col<PostId>>>();
        let cards: Vec<Option<Col<PostId>>> = cards.all(self.read()).await?;
        let count = u32::try_from(cards.len()).unwrap_or(u32::MAX);
        let mut posts = Vec::new();
        for ids in cards.into_iter().flatten().collect::<Vec<_>>().chunks(CHUNK) {
            let rows = post::Entity::find().filter(post::Column::Id.is_in(ids.to_vec())).apart(self.read()).await?;
            posts.extend(rows.into_iter().filter_map(|row| row.and_then(post_from).ok()));
        }
        posts.sort_by_key(|row| (row.post.published_at, row.post.id));
        Ok((count, posts))
    }

    /// Notifications that wait for their next attempt become due now: all, or the `most` that were due soonest. Returns how many.
    pub async fn retry_now(&self, now: Timestamp, most: Option<u32>) -> Result<u32, StoreError> {
        use notification::Column::{Attempts, DueAt, Id, State as Status};
        self.write(move |tx| {
            Box::pin(async move {
                let waits = Status.eq(State::Pending.into_str()).and(Attempts.gt(0)).and(DueAt.gt(Col(now)));
                let mut update = due_now(now).filter(waits.clone());
                if let Some(most) = most {
                    let soonest = notification::Entity::find().filter(waits).order_by_asc(DueAt).limit(u64::from(most));
                    let ids: Vec<_> = soonest.rows(tx).await?.into_iter().map(|row| row.id).collect();
                    update = update.filter(Id.is_in(ids));
                }
                Ok(u32::try_from(update.exec(tx).await?.rows_affected).unwrap_or(u32::MAX))
            })
        })
        .await
    }
}

/// A row, or what is wrong with it.
type Readable<T> = Result<T, String>;

/// What was read, if it could be. One odd row of several is passed over, for it must not stop all deliveries; asked for alone it is an error.
fn readable<T>(read: Result<T, StoreError>, asked: usize) -> Result<Option<T>, StoreError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error @ StoreError::Inconsistent { .. }) if asked > 1 => {
            tracing::error!(%error, "a notification is passed over");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Rows by their keys, the unreadable ones with what is wrong.
fn by_key<M, K: Eq + Hash + FromStr>(rows: Vec<Result<M, StoreError>>, key: fn(&M) -> K) -> Result<HashMap<K, Readable<M>>, StoreError> {
    let mut found = HashMap::new();
    for row in rows {
        match row {
            Ok(row) => {
                found.insert(key(&row), Ok(row));
            }
            Err(error @ StoreError::Inconsistent { .. }) => {
                if let StoreError::Inconsistent { row, .. } = &error
                    && let Ok(key) = row.parse()
                {
                    found.insert(key, Err(error.to_string()));
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The rows around notifications: their watches, posts and artists, by id.
#[derive(Default)]
struct Around {
    watches: HashMap<WatchId, Readable<watch::Model>>,
    posts: HashMap<PostId, Readable<post::Model>>,
    artists: HashMap<ArtistId, Readable<artist::Model>>,
    /// Roles that watches want mentioned whose post another one of their channel brings, the oldest watch first.
    left: HashMap<(PostId, ChannelId), Vec<Ping>>,
    languages: HashMap<GuildId, Language>,
    /// The time zones of servers that have watches with hours.
    zones: HashMap<GuildId, Zone>,
    /// Where servers want mature posts of watches that have them there.
    mature_channels: HashMap<GuildId, ChannelId>,
    /// The folders of posts for watches of whole groups.
    group_folders: HashMap<InGroup, String>,
}

impl Around {
    async fn load(&mut self, store: &Store, rows: &[notification::Model]) -> Result<(), StoreError> {
        let watches: HashSet<_> = rows.iter().map(|row| row.watch_id).collect();
        let watches = watch::Entity::find().filter(watch::Column::Id.is_in(watches)).apart(store.read()).await?;
        self.watches.extend(by_key(watches, |row| row.id.0)?);
        self.load_settings(store).await?;
        let posts: HashSet<_> = rows.iter().filter_map(|row| row.post_id).collect();
        let found = post::Entity::find().filter(post::Column::Id.is_in(posts.clone())).apart(store.read()).await?;
        self.posts.extend(by_key(found, |row| row.id.0)?);
        let artists: HashSet<_> = rows.iter().map(|row| row.artist_id).collect();
        let artists = artist::Entity::find().filter(artist::Column::Id.is_in(artists)).apart(store.read()).await?;
        self.artists.extend(by_key(artists, |row| row.id.0)?);
        self.load_group_folders(store, rows).await?;
        self.languages.extend(languages_of(store, rows.iter().map(|row| row.guild_id).collect()).await?);
        self.load_left(store, &posts).await
    }

    /// Few watches are of whole groups: where none is, nothing is read.
    async fn load_group_folders(&mut self, store: &Store, rows: &[notification::Model]) -> Result<(), StoreError> {
        let wanted: HashSet<InGroup> = rows.iter().filter_map(|row| self.in_group(row)).collect();
        if !wanted.is_empty() {
            self.group_folders.extend(places::folder_names(store, &wanted).await?);
        }
        Ok(())
    }

    /// The post of this row, if its watch is of a whole group, and that group.
    fn in_group(&self, row: &notification::Model) -> Option<InGroup> {
        let watch = self.watches.get(&row.watch_id.0)?.as_ref().ok().filter(|watch| watch.whole_group == Some(true))?;
        Some((row.post_id?.0, watch.artist_id.0))
    }

    fn group_folder(&self, row: &notification::Model) -> Option<String> {
        self.group_folders.get(&self.in_group(row)?).cloned()
    }

    /// Few watches have hours, or another channel for mature posts: where none has, nothing is read.
    async fn load_settings(&mut self, store: &Store) -> Result<(), StoreError> {
        let concerned = |row: &&watch::Model| row.rhythm.is_some() || row.quiet.is_some() || row.mature_way.is_some();
        let guilds: HashSet<_> = self.watches.values().flatten().filter(concerned).map(|row| row.guild_id).collect();
        if guilds.is_empty() {
            return Ok(());
        }
        let settings = guild_settings::Entity::find().filter(guild_settings::Column::GuildId.is_in(guilds)).rows(store.read()).await?;
        self.mature_channels.extend(settings.iter().filter_map(|row| Some((row.guild_id.0, row.mature_channel?.0))));
        self.zones.extend(settings.into_iter().filter_map(|row| Some((row.guild_id.0, row.zone?.0.ok()?))));
        Ok(())
    }

    async fn load_left(&mut self, store: &Store, posts: &HashSet<Col<PostId>>) -> Result<(), StoreError> {
        let of = |column: notification::Column| Expr::col((notification::Entity, column));
        let mut left = Query::select();
        left.expr_as(of(notification::Column::PostId), "post_id").expr_as(of(notification::Column::ChannelId), "channel_id");
        left.expr_as(Expr::col((watch::Entity, watch::Column::PingRole)), "ping_role");
        left.expr_as(Expr::col((watch::Entity, watch::Column::PingRight)), "ping_right").from(notification::Entity);
        left.inner_join(
            watch::Entity,
            Expr::col((watch::Entity, watch::Column::Id)).equals((notification::Entity, notification::Column::WatchId)),
        );
        left.and_where(of(notification::Column::PostId).is_in(posts.iter().copied()));
        left.and_where(of(notification::Column::State).eq(State::Suppressed.into_str()));
        left.and_where(of(notification::Column::Reason).eq(Suppressed::SameChannel.into_str()));
        left.and_where(Expr::col((watch::Entity, watch::Column::PingRole)).is_not_null());
        left.order_by((watch::Entity, watch::Column::CreatedAt), sea_orm::Order::Asc);
        for row in store.read().query_all(&left).await? {
            let (post, channel) = (cell::<Col<PostId>>(&row, OUTBOX, "post_id")?, cell::<Col<ChannelId>>(&row, OUTBOX, "channel_id")?);
            let (role, right) = (cell::<Col<RoleId>>(&row, "watch", "ping_role")?, cell(&row, "watch", "ping_right")?);
            self.left.entry((post.0, channel.0)).or_default().push(ping_from(role.0, right));
        }
        Ok(())
    }

    /// None: it was removed. An error says what is wrong with its row.
    fn watch(&self, watch: WatchId) -> Readable<Option<Watch>> {
        let row = self.watches.get(&watch).cloned().transpose()?;
        row.map(watch_from).transpose().map_err(|error| error.to_string())
    }

    fn also_ping(&self, post: Option<Col<PostId>>, channel: Col<ChannelId>) -> Vec<Ping> {
        post.and_then(|post| self.left.get(&(post.0, channel.0)).cloned()).unwrap_or_default()
    }

    /// The card of this post, whether the post was removed, and when it was published.
    fn card(&self, post: PostId, artist: ArtistRef) -> (Subject, bool, Option<Timestamp>) {
        let row = match self.posts.get(&post).cloned().transpose() {
            Ok(Some(row)) => row,
            lost => return (Subject::Lost { artist, unreadable: lost.err() }, false, None),
        };
        let (removed, published_at) = (row.removed, row.published_at.map(Col::get));
        match post_from(row) {
            Ok(row) => (Subject::Card { post: Box::new(row.post), artist }, removed, published_at),
            Err(error) => (Subject::Lost { artist, unreadable: Some(error.to_string()) }, removed, published_at),
        }
    }
}

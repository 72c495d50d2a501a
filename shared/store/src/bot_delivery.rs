//! The outbox as the sender sees it: what is due, and what became of it. `sent` is never overwritten.

use super::artists::artist_ref;
use super::bot_rows::{ping_from, watch_from};
use super::convert::{at, count, inconsistent, time};
use super::entity::{artist, notification, post, watch};
use super::handover::{Takes, end_twins, hand_over};
use super::outbox::{CHUNK, doubt_of, due_now, is_doubtful, moved, settlement};
use super::projection::rows::{PostRow, post_from};
use super::sender::Mark;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::pool::Store;
use chrono::TimeDelta;
use domain::clock::{SKEW, Timestamp};
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, WatchId};
use domain::notification::{Doubt, Due, Settlement, State, Subject, Suppressed};
use domain::post::ArtistRef;
use domain::watch::Ping;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What may still be sent.
const OPEN: [&str; 2] = [State::Pending.into_str(), State::Sending.into_str()];

impl BotStore {
    /// Notifications in state pending or sending that are due, whose channel is not in `busy`, oldest first within a
    /// channel, at most `per_channel` for each channel and `limit` in all.
    pub async fn due_notifications(
        &self,
        now: Timestamp,
        busy: &[ChannelId],
        per_channel: u32,
        limit: u32,
    ) -> Result<Vec<Due>, StoreError> {
        use notification::Column::{ChannelId as Channel, DueAt, Id, State as Status};
        let mut lanes = Query::select();
        lanes
            .column(Id)
            .column(DueAt)
            .expr_as(Expr::cust(r#"ROW_NUMBER() OVER (PARTITION BY "channel_id" ORDER BY "observed_at", "due_at", "id")"#), "place");
        lanes.from(notification::Entity).and_where(Status.is_in(OPEN));
        lanes.and_where(is_due(now));
        // What may be in the channel already is looked for and settled, paused or not.
        lanes.and_where(notification::Column::WatchId.not_in_subquery(super::pauses::paused()).or(is_doubtful()));
        if !busy.is_empty() {
            lanes.and_where(Channel.is_not_in(busy.iter().map(|channel| channel.to_db())));
        }
        let mut query = Query::select();
        query.column("id").from_subquery(lanes, "lane").and_where(Expr::col("place").lte(i64::from(per_channel)));
        query.order_by("place", sea_orm::Order::Asc).order_by("due_at", sea_orm::Order::Asc).limit(u64::from(limit));
        let rows = self.read().query_all(&query).await?;
        let ids = rows.iter().map(|row| row.try_get::<Uuid>("", "id")).collect::<Result<Vec<_>, _>>()?;
        self.load_due(&ids).await
    }

    /// One notification in whatever state.
    pub async fn notification(&self, id: NotificationId) -> Result<Option<Due>, StoreError> {
        Ok(self.load_due(&[id.0]).await?.into_iter().next())
    }

    /// These notifications in whatever state, in this order; those that are gone are left out.
    pub async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<Due>, StoreError> {
        self.load_due(&ids.iter().map(|id| id.0).collect::<Vec<_>>()).await
    }

    /// Whether a message was sent for this watch since then, by the host's clock.
    pub async fn sent_since(&self, watch: WatchId, since: Timestamp) -> Result<bool, StoreError> {
        let sent = notification::Entity::find()
            .filter(notification::Column::WatchId.eq(watch.0))
            .filter(notification::Column::State.eq(State::Sent.into_str()))
            // Older ones are not worth the reading: the index has them by this time.
            .filter(notification::Column::ObservedAt.gte(at(since - TimeDelta::days(1))))
            .filter(notification::Column::UpdatedAt.gte(at(since)));
        Ok(sent.one(self.read()).await?.is_some())
    }

    /// When the next pending notification becomes due, if any waits.
    pub async fn next_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let next = notification::Entity::find().filter(notification::Column::State.eq(State::Pending.into_str()));
        Ok(next.order_by_asc(notification::Column::DueAt).one(self.read()).await?.map(|row| time(row.due_at)))
    }

    async fn load_due(&self, ids: &[Uuid]) -> Result<Vec<Due>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            rows.extend(notification::Entity::find().filter(notification::Column::Id.is_in(chunk.to_vec())).all(self.read()).await?);
        }
        let place: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        rows.sort_by_key(|row| place.get(&row.id).copied());

        let mut around = Around::default();
        for chunk in rows.chunks(CHUNK) {
            around.load(&self.0, chunk).await?;
        }
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.id;
            match self.due(row, &around).await {
                Ok(found) => due.push(found),
                // One odd row must not stop all deliveries; asked for alone it is an error.
                Err(error @ StoreError::Inconsistent { .. }) if ids.len() > 1 => {
                    tracing::error!(%error, notification = %id, "a notification is passed over");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(due)
    }

    async fn due(&self, row: notification::Model, around: &Around) -> Result<Due, StoreError> {
        let state =
            row.state.parse().map_err(|_| inconsistent("notification", "state", row.id, format!("unknown word {:?}", row.state)))?;
        let (watch, odd_watch) = match around.watches.get(&row.watch_id).cloned().map(watch_from).transpose() {
            Ok(watch) => (watch, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let known = around.artists.get(&row.artist_id).cloned().map(artist_ref).filter(|artist| !artist.name.is_empty());
        let artist = known.unwrap_or_else(|| ArtistRef {
            id: ArtistId(row.artist_id),
            name: watch.as_ref().map_or_else(String::new, |watch| watch.wish.artist_name.clone()),
            icon: None,
        });
        let (subject, post_removed, published_at) = match (odd_watch, row.post_id) {
            (Some(odd), _) => (Subject::Lost { artist, unreadable: Some(odd) }, false, None),
            (None, Some(post)) => around.card(post, artist),
            (None, None) => {
                let (count, posts) = self.digest_of(row.id).await?;
                let published_at = posts.iter().filter_map(|row| row.post.published_at).min();
                // Whether its channel is age-restricted is not asked for a digest: mature posts are only counted.
                let named = posts.into_iter().filter(|row| !row.post.mature && !row.removed()).map(|row| row.post).collect();
                (Subject::Digest { artist, count, posts: named }, false, published_at)
            }
        };
        let observed_at = time(row.observed_at);
        let doubt = doubt_of(&row, state);
        Ok(Due {
            id: NotificationId(row.id),
            watch,
            guild: GuildId::from_db(row.guild_id),
            channel: ChannelId::from_db(row.channel_id),
            subject,
            post_removed,
            also_ping: around.also_ping(row.post_id, row.channel_id),
            state,
            observed_at,
            deliverable_at: row.deliverable_at.map_or(observed_at, time),
            due_at: time(row.due_at),
            attempts: count(row.attempts),
            doubt,
            published_at,
        })
    }

    /// How many posts are in a digest, and those that can be read, the oldest first.
    async fn digest_of(&self, digest: Uuid) -> Result<(u32, Vec<PostRow>), StoreError> {
        let cards = notification::Entity::find().filter(notification::Column::DigestId.eq(digest));
        let cards: Vec<Option<Uuid>> = cards.select_only().column(notification::Column::PostId).into_tuple().all(self.read()).await?;
        let count = u32::try_from(cards.len()).unwrap_or(u32::MAX);
        let mut posts = Vec::new();
        for ids in cards.into_iter().flatten().collect::<Vec<_>>().chunks(CHUNK) {
            let rows = post::Entity::find().filter(post::Column::Id.is_in(ids.to_vec())).all(self.read()).await?;
            posts.extend(rows.into_iter().filter_map(|row| post_from(row).ok()));
        }
        posts.sort_by_key(|row| (row.post.published_at, row.post.id));
        Ok((count, posts))
    }

    /// Applies outcomes in one transaction; each is absolute, a repeat changes nothing, and `Sent` is never overwritten. What ends unsent
    /// leaves its post to the next watch of the channel that wants it.
    pub async fn settle(&self, outcomes: &[(NotificationId, Settlement)], now: Timestamp) -> Result<(), StoreError> {
        self.settle_marked(outcomes, None, now).await
    }

    /// [`settle`](Self::settle), with the note of the sender's start that the store has them.
    pub async fn settle_marked(
        &self,
        outcomes: &[(NotificationId, Settlement)],
        mark: Option<Mark>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let outcomes = outcomes.to_vec();
        self.write(move |tx| {
            let (outcomes, mark) = (outcomes.clone(), mark.clone());
            Box::pin(async move {
                if let Some(mark) = &mark {
                    super::sender::mark(tx, mark).await?;
                }
                let (mut ended, mut sent) = (Vec::new(), Vec::new());
                for (id, outcome) in &outcomes {
                    let changed = settlement(outcome, now).filter(notification::Column::Id.eq(id.0)).exec(tx).await?;
                    let over = matches!(outcome.leaves().0, State::Suppressed | State::Failed | State::Expired);
                    if over && changed.rows_affected > 0 {
                        ended.push(id.0);
                    }
                    if matches!(outcome, Settlement::Sent { .. }) && changed.rows_affected > 0 {
                        sent.push(id.0);
                    }
                }
                end_twins(tx, &sent, now).await?;
                hand_over(tx, &ended, &Takes::Pending, now).await?;
                Ok(())
            })
        })
        .await
    }

    /// Marks pending rows as sending: attempts began, the first of them then.
    pub async fn mark_sending(&self, ids: &[NotificationId], since: Doubt, now: Timestamp) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        self.write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                for chunk in ids.chunks(CHUNK) {
                    let doubt = Expr::col(notification::Column::DoubtAt).if_null(since.micros());
                    moved(State::Sending, None, now)
                        .col_expr(notification::Column::DoubtAt, doubt)
                        .filter(notification::Column::Id.is_in(chunk.to_vec()))
                        .filter(notification::Column::State.eq(State::Pending.into_str()))
                        .exec(tx)
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Notifications that wait for their next try become due now: all, or the `most` that were due soonest. Returns how many.
    pub async fn retry_now(&self, now: Timestamp, most: Option<u32>) -> Result<u32, StoreError> {
        use notification::Column::{Attempts, DueAt, Id, State as Status};
        self.write(move |tx| {
            Box::pin(async move {
                let waits = Status.eq(State::Pending.into_str()).and(Attempts.gt(0)).and(DueAt.gt(at(now)));
                let mut update = due_now(now).filter(waits.clone());
                if let Some(most) = most {
                    let soonest = notification::Entity::find().filter(waits).order_by_asc(DueAt).limit(u64::from(most));
                    let ids: Vec<Uuid> = soonest.all(tx).await?.into_iter().map(|row| row.id).collect();
                    update = update.filter(Id.is_in(ids));
                }
                Ok(u32::try_from(update.exec(tx).await?.rows_affected).unwrap_or(u32::MAX))
            })
        })
        .await
    }
}

/// The rows around notifications: their watches, posts and artists, by id.
#[derive(Default)]
struct Around {
    watches: HashMap<Uuid, watch::Model>,
    posts: HashMap<Uuid, post::Model>,
    artists: HashMap<Uuid, artist::Model>,
    /// Roles that watches want mentioned whose post another one of their channel brings, the oldest watch first.
    left: HashMap<(Uuid, i64), Vec<Ping>>,
}

impl Around {
    async fn load(&mut self, store: &Store, rows: &[notification::Model]) -> Result<(), StoreError> {
        let set = |id: fn(&notification::Model) -> Option<Uuid>| rows.iter().filter_map(id).collect::<HashSet<Uuid>>();
        let watches = watch::Entity::find().filter(watch::Column::Id.is_in(set(|row| Some(row.watch_id)))).all(store.read()).await?;
        self.watches.extend(watches.into_iter().map(|row| (row.id, row)));
        let posts = post::Entity::find().filter(post::Column::Id.is_in(set(|row| row.post_id))).all(store.read()).await?;
        self.posts.extend(posts.into_iter().map(|row| (row.id, row)));
        let artists = artist::Entity::find().filter(artist::Column::Id.is_in(set(|row| Some(row.artist_id)))).all(store.read()).await?;
        self.artists.extend(artists.into_iter().map(|row| (row.id, row)));
        self.load_left(store, &set(|row| row.post_id)).await
    }

    async fn load_left(&mut self, store: &Store, posts: &HashSet<Uuid>) -> Result<(), StoreError> {
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
            let place = (row.try_get("", "post_id")?, row.try_get("", "channel_id")?);
            self.left.entry(place).or_default().push(ping_from(row.try_get("", "ping_role")?, row.try_get("", "ping_right")?));
        }
        Ok(())
    }

    fn also_ping(&self, post: Option<Uuid>, channel: i64) -> Vec<Ping> {
        post.and_then(|post| self.left.get(&(post, channel)).cloned()).unwrap_or_default()
    }

    /// The card of this post, whether the post was removed, and when it was published.
    fn card(&self, post: Uuid, artist: ArtistRef) -> (Subject, bool, Option<Timestamp>) {
        let Some(row) = self.posts.get(&post).cloned() else { return (Subject::Lost { artist, unreadable: None }, false, None) };
        let (removed, published_at) = (row.removed, row.published_at.map(time));
        match post_from(row) {
            Ok(row) => (Subject::Card { post: Box::new(row.post), artist }, removed, published_at),
            Err(error) => (Subject::Lost { artist, unreadable: Some(error.to_string()) }, removed, published_at),
        }
    }
}

/// `due_at` has come by this clock. Other clocks do not make anybody wait: a new row that was to be sent at once is due, so is one that somebody has
/// begun, and one whose plan was made under a clock further ahead than clocks differ.
fn is_due(now: Timestamp) -> SimpleExpr {
    use notification::Column::{Attempts, DueAt, ObservedAt, State as Status, UpdatedAt};
    let ahead = at(now) + i64::try_from(SKEW.as_micros()).unwrap_or_default();
    let at_once = Attempts.eq(0).and(Expr::col(DueAt).lte(Expr::col(ObservedAt)));
    DueAt.lte(at(now)).or(at_once).or(Status.eq(State::Sending.into_str())).or(UpdatedAt.gt(ahead))
}

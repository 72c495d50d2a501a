//! What is due, fairly over the channels: one after the other in the order of their ids, round and round. A read costs what it returns, however
//! much waits: each step is one search in the index `notification_open`, which holds what may still be sent and nothing else.

use super::bot_delivery::OUTBOX;
use super::column::Col;
use super::entity::notification;
use super::outbox::{is_doubtful, is_open, open_words};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::cell;
use domain::clock::{SKEW, Timestamp};
use domain::id::{ChannelId, NotificationId};
use domain::notification::{Due, State};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, QueryResult, Statement};
use std::collections::HashSet;

/// Channels that are passed in one step.
const STEP: i64 = 64;
/// Channels that one read takes from.
const LANES: usize = 32;
/// How many channels each statement asks for: always the same number, so that the database plans it once.
const TOGETHER: usize = 8;

/// The latest that became due among which channels are looked for that a read in the channels' order has not come to.
const NEWEST: u64 = 64;

/// How many times of later rows are examined, in search of those that a wrong clock has put off.
const EARLY: u64 = 1_000;

/// How much is read at once, and of which channels.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The channels behind this one; None: from the first.
    pub after: Option<ChannelId>,
    /// Not these.
    pub busy: &'a [ChannelId],
    /// Of each channel.
    pub per_channel: u32,
    /// Rows of all channels together; at this limit, each channel gets its share.
    pub limit: u32,
}

impl<'a> Portion<'a> {
    /// Of the first channels.
    #[must_use]
    pub const fn of(busy: &'a [ChannelId], per_channel: u32, limit: u32) -> Self {
        Self { after: None, busy, per_channel, limit }
    }
}

/// What one read found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is due, each channel's first before any channel's second; within a channel the oldest first.
    pub due: Vec<Due>,
    /// Where to continue; None: no channel is left.
    pub next: Option<ChannelId>,
}

/// The place of something due. The times are stored microseconds: an impossible one is the trouble of its row alone.
struct Row {
    id: Col<NotificationId>,
    channel: ChannelId,
    observed_at: i64,
    due_at: i64,
}

impl BotStore {
    /// Notifications in state pending or sending that are due; with the first channels also what only a wrong clock has put off. Of a channel those
    /// are read that have been due for longest, and then ordered by when ingest saw their posts.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn due_notifications(&self, now: Timestamp, portion: Portion<'_>) -> Result<Found, StoreError> {
        let (channels, next) = self.channels_with_due(now, portion).await?;
        let mut due = self.due_in(&channels, portion.after.is_none(), (now, portion)).await?;
        if next.is_some() {
            // One post for thousands of channels must not keep the posts of others waiting until the channels' order comes to them.
            let mut newest = self.newest_channels(now, portion.busy).await?;
            newest.retain(|channel| !channels.contains(channel));
            let limit = portion.limit / 4;
            newest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            due.extend(self.due_in(&newest, false, (now, Portion { limit, ..portion })).await?);
        }
        Ok(Found { due, next })
    }

    /// As [`due_notifications`](Self::due_notifications), of the channels that became due last and are not busy: for a reader whose hands are full.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn newest_notifications(&self, now: Timestamp, portion: Portion<'_>) -> Result<Vec<Due>, StoreError> {
        let channels = self.newest_channels(now, portion.busy).await?;
        self.due_in(&channels, false, (now, portion)).await
    }

    /// What is due in these channels; `with_early`: also what only a wrong clock has put off.
    async fn due_in(
        &self,
        channels: &[ChannelId],
        with_early: bool,
        (now, portion): (Timestamp, Portion<'_>),
    ) -> Result<Vec<Due>, StoreError> {
        let shared = usize::try_from(portion.limit).unwrap_or(usize::MAX) / channels.len().clamp(1, LANES);
        let each = u32::try_from(shared).unwrap_or(u32::MAX).clamp(1, std::cmp::Ord::max(portion.per_channel, 1));
        let (backend, mut rows) = (self.read().get_database_backend(), Vec::new());
        for together in channels.chunks(TOGETHER) {
            rows.extend(self.places(&heads(backend, together, now, each)).await?);
        }
        if with_early {
            for early in [unseen(backend, now), early(backend, now)] {
                let early = self.places(&early).await?;
                rows.extend(early.into_iter().filter(|row| !portion.busy.contains(&row.channel)));
            }
            let mut known = HashSet::new();
            rows.retain(|row| known.insert(row.id));
        }
        rows.sort_by_key(|row| (row.channel, row.observed_at, row.due_at, row.id.0));
        let lanes = rows.into_iter().fold(Vec::<Vec<Row>>::new(), in_lanes);
        let each = usize::try_from(each).unwrap_or(usize::MAX);
        let mut placed: Vec<(usize, Row)> = lanes.into_iter().flat_map(|lane| lane.into_iter().take(each).enumerate()).collect();
        placed.sort_by_key(|(place, row)| (*place, row.due_at, row.id.0));
        let most = usize::try_from(portion.limit).unwrap_or(usize::MAX);
        let ids: Vec<_> = placed.into_iter().take(most).map(|(_, row)| row.id).collect();
        self.load_due(&ids).await
    }

    /// The channels of what became due last, but for the busy ones.
    async fn newest_channels(&self, now: Timestamp, busy: &[ChannelId]) -> Result<Vec<ChannelId>, StoreError> {
        use notification::Column::{ChannelId as Channel, DueAt};
        let mut newest = Query::select();
        newest.column(Channel).from(notification::Entity).and_where(is_open(self.read().get_database_backend()));
        newest.and_where(DueAt.lte(Col(now))).order_by(DueAt, sea_orm::Order::Desc).limit(NEWEST);
        let (mut channels, mut seen) = (Vec::new(), busy.iter().copied().collect::<HashSet<_>>());
        for row in self.read().query_all(&newest).await? {
            let channel = cell::<Col<ChannelId>>(&row, OUTBOX, "channel_id")?.0;
            if seen.insert(channel) && channels.len() < LANES {
                channels.push(channel);
            }
        }
        Ok(channels)
    }

    async fn places(&self, query: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        let rows = self.read().query_all(query).await?;
        let place = |row: &QueryResult| {
            Ok(Row {
                id: cell(row, OUTBOX, "id")?,
                channel: cell::<Col<ChannelId>>(row, OUTBOX, "channel_id")?.0,
                observed_at: cell(row, OUTBOX, "observed_at")?,
                due_at: cell(row, OUTBOX, "due_at")?,
            })
        };
        rows.iter().map(place).collect()
    }

    /// The next channels that have something due and are not busy, and where to continue.
    async fn channels_with_due(&self, now: Timestamp, portion: Portion<'_>) -> Result<(Vec<ChannelId>, Option<ChannelId>), StoreError> {
        let busy: HashSet<ChannelId> = portion.busy.iter().copied().collect();
        let most = LANES.min(usize::try_from(portion.limit).unwrap_or(LANES)).max(1);
        let (mut found, mut after) = (Vec::new(), portion.after);
        loop {
            let from = after.map_or(i64::MIN, |channel| channel.0.cast_signed());
            let rows = self.read().query_all_raw(channels(self.read().get_database_backend(), from)).await?;
            for row in &rows {
                let channel = cell::<Col<ChannelId>>(row, OUTBOX, "channel_id")?.0;
                let due_at = cell::<Option<i64>>(row, OUTBOX, "due_at")?;
                after = Some(channel);
                if due_at.is_some_and(|due_at| due_at <= now.timestamp_micros()) && !busy.contains(&channel) {
                    found.push(channel);
                    if found.len() >= most {
                        return Ok((found, after));
                    }
                }
            }
            if rows.len() < STEP as usize {
                return Ok((found, None));
            }
        }
    }

    /// When the next notification becomes due that may still be sent, if any waits.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn next_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut next = Query::select();
        next.column(notification::Column::DueAt).from(notification::Entity);
        next.and_where(is_open(self.read().get_database_backend()));
        next.order_by(notification::Column::DueAt, sea_orm::Order::Asc).limit(1);
        let row = self.read().query_one(&next).await?;
        Ok(row.map(|row| cell::<Col<Timestamp>>(&row, OUTBOX, "due_at")).transpose()?.map(Col::get))
    }
}

/// The channels behind this one with something open, a step's worth, each with the time when the first of it is due. A search for each, where
/// DISTINCT would read all their rows.
fn channels(backend: DbBackend, after: i64) -> Statement {
    let (next, first) = (open_words(backend, r#""next"."state""#), open_words(backend, r#""first"."state""#));
    let text = format!(
        r#"WITH RECURSIVE "lane" ("channel_id", "place") AS (SELECT CAST($1 AS BIGINT), CAST(0 AS BIGINT) UNION ALL
        SELECT (SELECT "next"."channel_id" FROM "notification" AS "next" WHERE {next} AND "next"."channel_id" > "lane"."channel_id"
        ORDER BY "next"."channel_id", "next"."due_at" LIMIT 1), "lane"."place" + 1
        FROM "lane" WHERE "lane"."channel_id" IS NOT NULL AND "lane"."place" < $2)
        SELECT "lane"."channel_id" AS "channel_id", (SELECT "first"."due_at" FROM "notification" AS "first" WHERE {first}
        AND "first"."channel_id" = "lane"."channel_id" ORDER BY "first"."due_at" LIMIT 1) AS "due_at"
        FROM "lane" WHERE "lane"."place" > 0 AND "lane"."channel_id" IS NOT NULL ORDER BY "lane"."place""#
    );
    Statement::from_sql_and_values(backend, text, [after.into(), STEP.into()])
}

/// What these channels have had due for longest. A part for each, as that is what all three databases answer with a search.
fn heads(backend: DbBackend, channels: &[ChannelId], now: Timestamp, each: u32) -> SelectStatement {
    use notification::Column::{ChannelId as Channel, DueAt, Id, ObservedAt, WatchId};
    let part = |channel: ChannelId| {
        let mut first = Query::select();
        first.columns([Id, Channel, ObservedAt, DueAt]).from(notification::Entity);
        first.and_where(is_open(backend)).and_where(Channel.eq(Col(channel))).and_where(DueAt.lte(Col(now)));
        // A message that may be in the channel already is looked for and settled, paused or not.
        first.and_where(WatchId.not_in_subquery(super::pauses::paused()).or(is_doubtful()));
        first.order_by(DueAt, sea_orm::Order::Asc).limit(u64::from(each));
        let mut part = Query::select();
        part.columns([Id, Channel, ObservedAt, DueAt]).from_subquery(first, "part");
        part
    };
    // A channel asked for twice is one of no use.
    let nobody = std::iter::repeat(ChannelId(0));
    let mut parts = channels.iter().copied().chain(nobody).take(TOGETHER.max(channels.len())).map(part);
    let mut all = parts.next().unwrap_or_else(Query::select);
    parts.for_each(|part| {
        all.union(UnionType::All, part);
    });
    all
}

/// What goes at once although its time lies ahead, because the clock of ingest's host does: it was never tried and never put off. However much waits
/// for its hour, what ingest has seen later than now is little.
fn unseen(backend: DbBackend, now: Timestamp) -> SelectStatement {
    use notification::Column::{Attempts, ChannelId as Channel, DeliverableAt, DueAt, Id, ObservedAt, WatchId};
    let mut unseen = Query::select();
    unseen.columns([Id, Channel, ObservedAt, DueAt]).from(notification::Entity);
    unseen.and_where(is_open(backend)).and_where(ObservedAt.gt(Col(now)));
    unseen.and_where(Attempts.eq(0)).and_where(DeliverableAt.is_null()).and_where(Expr::col(DueAt).lte(Expr::col(ObservedAt)));
    unseen.and_where(WatchId.not_in_subquery(super::pauses::paused()).or(is_doubtful()));
    unseen.order_by(ObservedAt, sea_orm::Order::Asc).limit(EARLY);
    unseen
}

/// What is due although its time lies ahead, because a clock was set back: what is being sent, and what was written later than it is now.
fn early(backend: DbBackend, now: Timestamp) -> SelectStatement {
    use notification::Column::{ChannelId as Channel, DueAt, Id, InDoubtSince, ObservedAt, State as Status, UpdatedAt, WatchId};
    let mut ahead = Query::select();
    ahead.columns([Id, Channel, ObservedAt, DueAt, Status, UpdatedAt, WatchId, InDoubtSince]).from(notification::Entity);
    ahead.and_where(is_open(backend)).and_where(DueAt.gt(Col(now)));
    ahead.order_by(DueAt, sea_orm::Order::Asc).limit(EARLY);
    let mut early = Query::select();
    early.columns([Id, Channel, ObservedAt, DueAt]).from_subquery(ahead, "ahead");
    let column = |column: notification::Column| Expr::col(column);
    let sending = column(Status).eq(State::Sending.into_str());
    early.and_where(sending.clone().or(column(UpdatedAt).gt(Col(now + SKEW))));
    let running = column(WatchId).not_in_subquery(super::pauses::paused());
    early.and_where(running.or(column(InDoubtSince).is_not_null()).or(sending));
    early
}

/// Rows in the order of their channels, each channel's together.
fn in_lanes(mut lanes: Vec<Vec<Row>>, row: Row) -> Vec<Vec<Row>> {
    match lanes.last_mut() {
        Some(lane) if lane.first().is_some_and(|first| first.channel == row.channel) => lane.push(row),
        _ => lanes.push(vec![row]),
    }
    lanes
}

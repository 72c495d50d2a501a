//! Counts for operators: the ops page, `doctor` and the demo. Those that are asked for while the service runs count up to a bound, so that they
//! cost the same with any number of rows.

use super::column::Col;
use super::entity::{artist, channel_state, notification, parked, parked_event, post, projection, watch};
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::pool::Store;
use crate::read::{Rows, cell};
use domain::clock::Timestamp;
use domain::id::LogId;
use domain::notification::State;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, IntoTableRef, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::BTreeMap;

/// Bounded counts end here: then there are this many, or more.
pub const COUNTED: u64 = 10_000;
/// Reasons are counted over this number of notifications of each state, those that were due last.
pub const REASONS_OF: u64 = 1_000;

/// Where the pipeline stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineStatus {
    /// The projection's log, its next offset to fold, its epoch and last heartbeat; None before the first fold.
    pub projection: Option<ProjectionStatus>,
    /// Notifications by state.
    pub notifications: BTreeMap<String, u64>,
    /// Notifications that are suppressed, failed, expired or held, by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Artists that the projection knows.
    pub artists: u64,
    /// Posts that it knows.
    pub posts: u64,
    /// Watches of all servers.
    pub watches: u64,
    /// Parked events.
    pub parked: u64,
    /// Channels that take no messages.
    pub broken_channels: u64,
}

/// One row of `projection`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionStatus {
    /// The log that is folded.
    pub log: LogId,
    /// The offset that is folded next.
    pub next_offset: u64,
    /// Rises with every change of owner.
    pub epoch: u64,
    /// The owner's last heartbeat, by the database's clock; None: it is no time.
    pub heartbeat_at: Option<Timestamp>,
}

impl OpsStore {
    /// Where the pipeline stands, with counts up to [`COUNTED`] and the reasons of the latest [`REASONS_OF`] of each state.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn pipeline_figures(&self) -> Result<PipelineStatus, StoreError> {
        let read = self.read();
        let projection = projection::Entity::find_by_id(super::projection::LIVE.to_owned()).row(read).await?;
        let parked_rows = first(parked::Entity, parked::Column::Id, parked::Column::DiscardedAt.is_null());
        let former = first(parked_event::Entity, parked_event::Column::LogOffset, Expr::cust("1 = 1"));
        let mut status = PipelineStatus {
            projection: projection.as_ref().map(projection_status),
            artists: self.count(first(artist::Entity, artist::Column::Id, Expr::cust("1 = 1"))).await?,
            posts: self.count(first(post::Entity, post::Column::Id, Expr::cust("1 = 1"))).await?,
            watches: self.count(first(watch::Entity, watch::Column::Id, Expr::cust("1 = 1"))).await?,
            parked: self.count(parked_rows).await? + self.count(former).await?,
            broken_channels: self.count(first(channel_state::Entity, channel_state::Column::ChannelId, Expr::cust("1 = 1"))).await?,
            ..PipelineStatus::default()
        };
        for state in STATES.map(|state| state.into_str()) {
            let of_state = notification::Column::State.eq(state);
            let n = self.count(first(notification::Entity, notification::Column::DueAt, of_state)).await?;
            if n > 0 {
                status.notifications.insert(state.to_owned(), n);
            }
            if n > 0 && EXPLAINED.iter().any(|explained| explained.into_str() == state) {
                for row in read.query_all(&latest_reasons(state)).await? {
                    let reason: String = cell(&row, "notification", "reason")?;
                    *status.reasons.entry(reason).or_default() += cell::<Col<u64>>(&row, "notification", "n")?.0;
                }
            }
        }
        Ok(status)
    }

    /// How many rows this finds.
    async fn count(&self, rows: SelectStatement) -> Result<u64, StoreError> {
        let mut count = Query::select();
        count.expr_as(Expr::cust("COUNT(*)"), "n").from_subquery(rows, "counted");
        let row = self.read().query_one(&count).await?;
        Ok(row.map(|row| cell::<Col<u64>>(&row, "a count", "n")).transpose()?.map_or(0, Col::get))
    }

    /// [`pipeline_figures`](Self::pipeline_figures) with whole counts, which read whole tables: for the demo and for tests.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn pipeline_status(&self) -> Result<PipelineStatus, StoreError> {
        let read = self.read();
        let projection = projection::Entity::find_by_id(super::projection::LIVE.to_owned()).row(read).await?;
        let mut by_state = Query::select();
        by_state.column(notification::Column::State).column(notification::Column::Reason).expr_as(Expr::cust("COUNT(*)"), "n");
        by_state.from(notification::Entity).add_group_by([Expr::col(notification::Column::State), Expr::col(notification::Column::Reason)]);
        let explained = EXPLAINED.map(|state| state.into_str());
        by_state.and_where(notification::Column::State.is_not_null());
        let mut status = PipelineStatus {
            projection: projection.as_ref().map(projection_status),
            artists: artist::Entity::find().count(read).await?,
            posts: post::Entity::find().count(read).await?,
            watches: watch::Entity::find().count(read).await?,
            parked: parked_total(&self.0).await?,
            broken_channels: channel_state::Entity::find().count(read).await?,
            ..PipelineStatus::default()
        };
        for row in read.query_all(&by_state).await? {
            let state: String = row.try_get("", "state")?;
            let n = cell::<Col<u64>>(&row, "notification", "n")?.0;
            if let Some(reason) = row.try_get::<Option<String>>("", "reason")?.filter(|_| explained.contains(&state.as_str())) {
                *status.reasons.entry(reason).or_default() += n;
            }
            *status.notifications.entry(state).or_default() += n;
        }
        Ok(status)
    }
}

/// Every state.
const STATES: [State; 7] = [State::Pending, State::Sending, State::Sent, State::Held, State::Suppressed, State::Failed, State::Expired];
/// States of which the reason is told.
const EXPLAINED: [State; 4] = [State::Suppressed, State::Failed, State::Expired, State::Held];

/// The first rows of a table in the order of an index, as many as are counted.
fn first(table: impl IntoTableRef, order: impl IntoColumnRef + Copy, which: SimpleExpr) -> SelectStatement {
    let mut rows = Query::select();
    rows.column(order).from(table).and_where(which).order_by(order, Order::Asc).limit(COUNTED);
    rows
}

/// The reasons of the notifications of this state that were due last, each with its count.
fn latest_reasons(state: &str) -> SelectStatement {
    use notification::Column::{DueAt, Reason, State as Status};
    let mut latest = Query::select();
    latest.column(Reason).from(notification::Entity).and_where(Status.eq(state)).order_by(DueAt, Order::Desc).limit(REASONS_OF);
    let mut reasons = Query::select();
    reasons.column(Reason).expr_as(Expr::cust("COUNT(*)"), "n").from_subquery(latest, "latest");
    reasons.and_where(Expr::col(Reason).is_not_null()).group_by_columns([Reason]);
    reasons
}

fn projection_status(row: &projection::Model) -> ProjectionStatus {
    let heartbeat_at = row.heartbeat_at.0.time();
    ProjectionStatus { log: row.log_id.0, next_offset: row.next_offset.0, epoch: row.epoch.0, heartbeat_at }
}

/// Also what an earlier version has parked and nobody has moved yet.
async fn parked_total(store: &Store) -> Result<u64, StoreError> {
    let waits = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null());
    Ok(waits.count(store.read()).await? + parked_event::Entity::find().count(store.read()).await?)
}

//! Counts for operators: the ops page, the demo and `doctor`.

use super::column::Col;
use super::entity::{artist, channel_state, notification, parked, parked_event, post, projection, watch};
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore};
use crate::pool::Store;
use crate::read::{Rows, cell};
use domain::clock::Timestamp;
use domain::id::LogId;
use domain::notification::State;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::BTreeMap;

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
    /// Counts over the whole store: a few full scans, so not for every second.
    pub async fn pipeline_status(&self) -> Result<PipelineStatus, StoreError> {
        let read = self.read();
        let projection = projection::Entity::find_by_id(super::projection::LIVE.to_owned()).row(read).await?;
        let mut by_state = Query::select();
        by_state.column(notification::Column::State).column(notification::Column::Reason).expr_as(Expr::cust("COUNT(*)"), "n");
        by_state.from(notification::Entity).add_group_by([Expr::col(notification::Column::State), Expr::col(notification::Column::Reason)]);
        let explained = [State::Suppressed, State::Failed, State::Expired, State::Held].map(|state| state.into_str());
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

fn projection_status(row: &projection::Model) -> ProjectionStatus {
    let heartbeat_at = row.heartbeat_at.0.time();
    ProjectionStatus { log: row.log_id.0, next_offset: row.next_offset.0, epoch: row.epoch.0, heartbeat_at }
}

/// Also what an earlier version has parked and nobody has moved yet.
async fn parked_total(store: &Store) -> Result<u64, StoreError> {
    let waits = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null());
    Ok(waits.count(store.read()).await? + parked_event::Entity::find().count(store.read()).await?)
}

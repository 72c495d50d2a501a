//! The writes that only the holder of the projection's epoch may do.

use super::batch::{Batch, Folded, LIVE};
use crate::convert::{big, whole};
use crate::entity::projection;
use crate::error::StoreError;
use crate::seat;
use crate::server_time::next_beat;
use domain::id::LogId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Says that the holder of this epoch lives. False: another projector has taken over.
pub(super) async fn beat(tx: &DatabaseTransaction, epoch: u64) -> Result<bool, StoreError> {
    seat::beat::<projection::Entity>(tx, LIVE, big(epoch)).await
}

/// Moves the place to `next`, if epoch, log and place are what the batch says; else says why not.
pub(super) async fn advance(tx: &DatabaseTransaction, batch: &Batch, next: u64) -> Result<Option<Folded>, StoreError> {
    let moved = projection::Entity::update_many()
        .col_expr(projection::Column::NextOffset, Expr::val(big(next)))
        .col_expr(projection::Column::HeartbeatAt, next_beat(projection::Column::HeartbeatAt, tx.get_database_backend()))
        .filter(projection::Column::Name.eq(LIVE))
        .filter(projection::Column::Epoch.eq(big(batch.epoch)))
        .filter(projection::Column::LogId.eq(batch.log.0))
        .filter(projection::Column::NextOffset.eq(big(batch.from)))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        return Ok(None);
    }
    let row = projection::Entity::find_by_id(LIVE.to_owned()).one(tx).await?;
    Ok(Some(match row {
        Some(row) if whole(row.epoch) == batch.epoch => Folded::OutOfPlace { next_offset: whole(row.next_offset), log: LogId(row.log_id) },
        _ => Folded::Fenced,
    }))
}

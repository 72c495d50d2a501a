//! The writes that only the holder of the projection's epoch may do.

use super::batch::{Batch, Folded, LIVE};
use crate::column::Col;
use crate::entity::projection;
use crate::error::StoreError;
use crate::read::Rows;
use crate::seat;
use crate::server_time::next_beat;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Beats for the holder of this epoch. False: another projector has taken over.
pub(super) async fn beat(tx: &DatabaseTransaction, epoch: u64) -> Result<bool, StoreError> {
    seat::beat::<projection::Entity>(tx, LIVE, epoch).await
}

/// Touches the projection's row, so that no fold commits before this transaction ends.
pub async fn hold_still(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    projection::Entity::update_many()
        .col_expr(projection::Column::NextOffset, Expr::col(projection::Column::NextOffset))
        .filter(projection::Column::Name.eq(LIVE))
        .exec(tx)
        .await?;
    Ok(())
}

/// Moves the place to `next`, if epoch, log and place are what the batch says; else says why not.
pub(super) async fn advance(tx: &DatabaseTransaction, batch: &Batch, next: u64) -> Result<Option<Folded>, StoreError> {
    let moved = projection::Entity::update_many()
        .col_expr(projection::Column::NextOffset, Expr::val(Col(next)))
        .col_expr(projection::Column::HeartbeatAt, next_beat(projection::Column::HeartbeatAt, tx.get_database_backend()))
        .filter(projection::Column::Name.eq(LIVE))
        .filter(projection::Column::Epoch.eq(Col(batch.epoch)))
        .filter(projection::Column::LogId.eq(Col(batch.log)))
        .filter(projection::Column::NextOffset.eq(Col(batch.from)))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        return Ok(None);
    }
    let row = projection::Entity::find_by_id(LIVE.to_owned()).row(tx).await?;
    Ok(Some(match row {
        Some(row) if row.epoch.0 == batch.epoch => Folded::OutOfPlace { next_offset: row.next_offset.0, log: row.log_id.0 },
        _ => Folded::Fenced,
    }))
}

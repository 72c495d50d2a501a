//! The projection's place in the log, and who may advance it. The epoch is the fencing token: every fold names it, and it rises with
//! every change of owner, so that a projector that was asleep while another took over can write nothing.

use super::batch::LIVE;
use super::checkpoint;
use crate::column::Col;
use crate::entity::projection;
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore, OpsStore, ProjectionStore};
use crate::loss;
use crate::pool::Store;
use crate::read::Rows;
use domain::id::LogId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

impl ProjectionStore {
    /// Puts the place to `next` in this log, also another one than before, because what lies between cannot be folded any more, and counts that
    /// loss. False: fenced off.
    ///
    /// # Errors
    /// The database failed.
    pub async fn move_projection(&self, epoch: u64, log: LogId, next: u64) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let moved = projection::Entity::update_many()
                    .col_expr(projection::Column::LogId, Expr::val(Col(log)))
                    .col_expr(projection::Column::NextOffset, Expr::val(Col(next)))
                    .filter(projection::Column::Name.eq(LIVE))
                    .filter(projection::Column::Epoch.eq(Col(epoch)))
                    .exec(tx)
                    .await?;
                let moved = moved.rows_affected == 1;
                if moved {
                    checkpoint::forget_from(tx, log, next).await?;
                    loss::count(tx).await?;
                }
                Ok(moved)
            })
        })
        .await
    }

    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }

    /// Where the projection stands, for the holder of this epoch. None: another projector has taken over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn place_under(&self, epoch: u64) -> Result<Option<(LogId, u64)>, StoreError> {
        let row = projection::Entity::find_by_id(LIVE.to_owned()).filter(projection::Column::Epoch.eq(Col(epoch)));
        Ok(row.row(self.read()).await?.map(|row| (row.log_id.0, row.next_offset.0)))
    }
}

impl IngestStore {
    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }
}

impl OpsStore {
    /// Where the projection stands; None before the first claim.
    ///
    /// # Errors
    /// The database failed.
    pub async fn projection_place(&self) -> Result<Option<(LogId, u64)>, StoreError> {
        place(&self.0).await
    }
}

async fn place(store: &Store) -> Result<Option<(LogId, u64)>, StoreError> {
    let row = projection::Entity::find_by_id(LIVE.to_owned()).row(store.read()).await?;
    Ok(row.map(|row| (row.log_id.0, row.next_offset.0)))
}

//! Losses: how often the projection moved on past events that it had not folded. Ingest reads its sources again after each.

use crate::column::Col;
use crate::entity::{lease, loss};
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore};
use crate::projection::LIVE;
use crate::read::Rows;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Versions before this table counted in the epoch of a lease of this name, and while versions are mixed they still do.
const FORMER: &str = "losses";

impl IngestStore {
    /// How often the projection moved on past events that it had not folded, ever. After each time, ingest polls again what they told.
    ///
    /// # Errors
    /// The database failed.
    pub async fn losses(&self) -> Result<u64, StoreError> {
        let now = loss::Entity::find_by_id(LIVE.to_owned()).row(self.read()).await?.map_or(0, |row| row.count.0);
        let former = lease::Entity::find_by_id(FORMER.to_owned()).row(self.read()).await?.map_or(0, |row| row.epoch.0);
        Ok(now + former)
    }
}

/// Counts one more.
pub(crate) async fn count(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    let counted = loss::Entity::update_many()
        .col_expr(loss::Column::Count, Expr::col(loss::Column::Count).add(1_i64))
        .filter(loss::Column::Projection.eq(LIVE))
        .exec(tx)
        .await?;
    if counted.rows_affected == 0 {
        let first = loss::ActiveModel { projection: Set(LIVE.to_owned()), count: Set(Col(1)) };
        loss::Entity::insert(first).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Beat;
    use crate::pool::Store;

    #[tokio::test]
    async fn losses_that_an_earlier_version_counted_still_count() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        assert_eq!(store.for_ingest().losses().await.unwrap(), 0);
        let former = lease::ActiveModel {
            name: Set(FORMER.to_owned()),
            owner: Set(uuid::Uuid::nil()),
            epoch: Set(Col(4)),
            renewed_at: Set(Col(Beat::default())),
            released_epoch: Set(None),
        };
        lease::Entity::insert(former).exec_without_returning(store.connection()).await.unwrap();
        assert_eq!(store.for_ingest().losses().await.unwrap(), 4);
        for counted in 5..7 {
            store.write(|tx| Box::pin(count(tx))).await.unwrap();
            assert_eq!(store.for_ingest().losses().await.unwrap(), counted);
        }
    }
}

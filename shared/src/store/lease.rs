//! Leases: who does what only one may do. Times come from the caller's clock; the epoch, not the clock, is what fences.

use super::bot::Lease;
use super::convert::{at, whole};
use super::entity::lease;
use super::{Store, StoreError};
use crate::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::time::Duration;
use uuid::Uuid;

impl Store {
    /// Takes or renews the lease `name` for `owner`; None while another owner's is younger than `ttl`.
    pub async fn lease(&self, name: &str, owner: Uuid, ttl: Duration, now: Timestamp) -> Result<Option<Lease>, StoreError> {
        let name = name.to_owned();
        let stale = at(now) - i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX);
        self.write(move |tx| {
            let name = name.clone();
            Box::pin(async move {
                let Some(row) = lease::Entity::find_by_id(name.clone()).one(tx).await? else {
                    let row = lease::ActiveModel { name: Set(name), owner: Set(owner), epoch: Set(1), renewed_at: Set(at(now)) };
                    lease::Entity::insert(row).exec_without_returning(tx).await?;
                    return Ok(Some(Lease { epoch: 1 }));
                };
                let mine = row.owner == owner && row.renewed_at > 0;
                // A holder whose clock is far ahead must not keep it for ever.
                let foreign = row.renewed_at > stale && row.renewed_at <= at(now) + (at(now) - stale);
                if !mine && foreign {
                    return Ok(None);
                }
                let epoch = if mine { row.epoch } else { row.epoch + 1 };
                let taken = lease::Entity::update_many()
                    .col_expr(lease::Column::Owner, Expr::val(owner))
                    .col_expr(lease::Column::Epoch, Expr::val(epoch))
                    .col_expr(lease::Column::RenewedAt, Expr::val(at(now)))
                    .filter(lease::Column::Name.eq(name))
                    .filter(lease::Column::Epoch.eq(row.epoch))
                    .exec(tx)
                    .await?;
                Ok((taken.rows_affected == 1).then(|| Lease { epoch: whole(epoch) }))
            })
        })
        .await
    }

    /// Gives the lease back at a clean stop, so that a standby takes over at once.
    pub async fn release_lease(&self, name: &str, owner: Uuid) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |tx| {
            let name = name.clone();
            Box::pin(async move {
                lease::Entity::update_many()
                    .col_expr(lease::Column::RenewedAt, Expr::val(0_i64))
                    .filter(lease::Column::Name.eq(name))
                    .filter(lease::Column::Owner.eq(owner))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

//! Leases: who does what only one may do. Those who share one ask [`Leases::now`] for the time, so that their own clocks may differ; the
//! epoch, not the clock, is what fences.

use super::convert::{at, time, whole};
use super::entity::lease;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle, ProjectionStore};
use crate::pool::Store;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use std::time::Duration;
use uuid::Uuid;

/// Microseconds since 1970 by the database server's clock. A file has its host's.
const SERVER_TIME: &str = "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) AS \"micros\"";
const FILE_TIME: &str = "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS \"micros\"";

/// A lease that this process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Rises with every change of owner: the fencing token.
    pub epoch: u64,
}

/// The leases, for every role that has work which only one process may do.
#[derive(Clone, Debug)]
pub struct Leases(Store);

impl BotStore {
    /// The leases.
    #[must_use]
    pub fn leases(&self) -> Leases {
        Leases(self.0.clone())
    }
}

impl ProjectionStore {
    /// The leases.
    #[must_use]
    pub fn leases(&self) -> Leases {
        Leases(self.0.clone())
    }
}

impl Handle for Leases {
    fn store(&self) -> &Store {
        &self.0
    }
}

impl Leases {
    /// The database's time: the one clock that all processes on this store share, however wrong the clocks of their hosts are.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        now(&self.0).await
    }

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

/// The database's time.
pub(crate) async fn now(store: &Store) -> Result<Timestamp, StoreError> {
    let backend = store.read().get_database_backend();
    let sql = if backend == DbBackend::Sqlite { FILE_TIME } else { SERVER_TIME };
    let row = store.read().query_one_raw(Statement::from_sql_and_values(backend, sql, [])).await?;
    let micros = row.map(|row| row.try_get("", "micros")).transpose()?;
    // Any time made up here would take or give away a lease.
    micros.map(time).ok_or_else(|| StoreError::Unavailable("the database did not tell its time".to_owned()))
}

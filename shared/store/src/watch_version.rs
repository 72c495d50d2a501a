//! The version of the list of watches: it rises in each transaction that changes what is watched, so that ingest reads the list only then.
//!
//! All such transactions write one row. People change watches a few times a minute, so they rarely meet there; those that do are repeated, as
//! any conflict is. Two versions of the program may work on one store, and the older one counts nothing: readers also read now and then.

use crate::column::Col;
use crate::entity::watch_version;
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore};
use crate::read::Rows;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{DatabaseTransaction, EntityTrait};

/// The one row.
const ALL: &str = "all";

impl IngestStore {
    /// The version of the watches: while it stays, [`watched_artists`](IngestStore::watched_artists) would tell the same, but for names of artists.
    /// Read it before them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn watches_version(&self) -> Result<u64, StoreError> {
        Ok(watch_version::Entity::find_by_id(ALL.to_owned()).row(self.read()).await?.map_or(0, |row| row.version.0))
    }
}

/// This transaction has changed which artists are watched, or how. Its last statement, so that the row is locked for a short time.
pub(crate) async fn rise(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    use watch_version::Column::{Scope, Version};
    let first = watch_version::ActiveModel { scope: Set(ALL.to_owned()), version: Set(Col(1)) };
    let next = Expr::col((watch_version::Entity, Version)).add(1_i64);
    let upsert = OnConflict::column(Scope).value(Version, next).to_owned();
    watch_version::Entity::insert(first).on_conflict(upsert).exec_without_returning(tx).await?;
    Ok(())
}

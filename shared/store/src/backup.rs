//! Backups of a store in a file: copying it while it is in use, the row that says when that was last done, and what a restored copy needs to
//! know of its past.

pub use super::column::Missed;
use super::column::{Col, Unsure};
use super::entity::{backup_restored, backup_taken, process, sender_start, watch};
use crate::error::StoreError;
use crate::handle::{BackupStore, BotStore, Handle, OpsStore};
use crate::read::Rows;
use crate::server_time;
use crate::watch_version;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use std::path::Path;
use std::time::Duration;

/// There is one row in each table.
const ROW: i64 = 1;

/// The last backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When the store was copied, by the database's clock.
    pub at: Timestamp,
    /// How long ago that was, by the same clock.
    pub age: Duration,
    /// Bytes of the archive.
    pub bytes: u64,
}

/// The backup that a store is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was taken.
    pub taken_at: Timestamp,
    /// When it was restored.
    pub at: Timestamp,
    /// What becomes of posts of the time between.
    pub missed: Missed,
}

impl BackupStore {
    /// Writes a copy of the whole store into this file, which must be empty or not there, as of one moment while others write. None: the
    /// store is on a server, which has its own commands for that.
    ///
    /// # Errors
    /// When the store cannot be read or the file not be written.
    pub async fn copy_into(&self, file: &Path) -> Result<Option<Timestamp>, StoreError> {
        // Of the writer's connections, since readers may write nowhere; in WAL mode nobody waits for it.
        let connection = self.store().connection();
        if connection.get_database_backend() != DbBackend::Sqlite {
            return Ok(None);
        }
        let moment = server_time::now(self.store()).await?;
        let path = file.to_str().ok_or_else(|| StoreError::Unavailable(format!("{} is no text in UTF-8", file.display()).into()))?;
        connection.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()])).await?;
        Ok(Some(moment))
    }

    /// What is damaged in a store in a file, in SQLite's words; empty: nothing.
    ///
    /// # Errors
    /// When it is no database, or cannot be read.
    pub async fn damage(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.store().connection();
        let rows = connection.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, "PRAGMA integrity_check", [])).await?;
        let found = rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// A backup of the store as it was then is complete.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_taken(&self, taken_at: Timestamp, bytes: u64) -> Result<(), StoreError> {
        self.write(move |tx| {
            let row = backup_taken::ActiveModel { id: Set(ROW), taken_at: Set(Col(taken_at)), bytes: Set(Col(bytes)) };
            Box::pin(async move {
                use backup_taken::Column::{Bytes, Id, TakenAt};
                let upsert = OnConflict::column(Id).update_columns([TakenAt, Bytes]).to_owned();
                backup_taken::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Tells a copy that it is one: that nobody knows what was sent since it was taken, and what happens to posts from then. The
    /// processes that ran when it was taken are forgotten.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_restored(&self, restored: Restored) -> Result<(), StoreError> {
        self.write(move |tx| {
            let row = backup_restored::ActiveModel {
                id: Set(ROW),
                taken_at: Set(Col(restored.taken_at)),
                restored_at: Set(Col(restored.at)),
                missed: Set(Col(restored.missed)),
            };
            Box::pin(async move {
                use backup_restored::Column::{Id, Missed as Word, RestoredAt, TakenAt};
                let upsert = OnConflict::column(Id).update_columns([TakenAt, RestoredAt, Word]).to_owned();
                backup_restored::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                process::Entity::delete_many().exec(tx).await?;
                let unsure = sender_start::Entity::update_many();
                unsure.col_expr(sender_start::Column::UnsureBefore, Expr::val(Col(Unsure::Start))).exec(tx).await?;
                if restored.missed == Missed::Skip {
                    let from = Col(restored.at);
                    let watches = watch::Entity::update_many().filter(watch::Column::AnnounceFrom.lt(from));
                    watches.col_expr(watch::Column::AnnounceFrom, Expr::val(from)).exec(tx).await?;
                    watch_version::rise(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

impl OpsStore {
    /// The last backup; None: there was none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_backup(&self) -> Result<Option<Taken>, StoreError> {
        let Some(row) = backup_taken::Entity::find_by_id(ROW).row(self.read()).await? else { return Ok(None) };
        let (taken, now) = (row.taken_at.0, server_time::now(&self.0).await?);
        Ok(Some(Taken { at: taken, age: (now - taken).to_std().unwrap_or_default(), bytes: row.bytes.0 }))
    }

    /// The backup that this store is from, if it is from one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn restored(&self) -> Result<Option<Restored>, StoreError> {
        restored(self).await
    }
}

impl BotStore {
    /// As [`OpsStore::restored`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn restored(&self) -> Result<Option<Restored>, StoreError> {
        restored(self).await
    }
}

async fn restored(handle: &impl Handle) -> Result<Option<Restored>, StoreError> {
    let row = backup_restored::Entity::find_by_id(ROW).row(handle.read()).await?;
    Ok(row.map(|row| Restored { taken_at: row.taken_at.0, at: row.restored_at.0, missed: row.missed.0 }))
}

#[cfg(test)]
#[path = "backup_tests.rs"]
mod tests;

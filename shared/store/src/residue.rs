//! What SQLite leaves of erased rows. `secure_delete` overwrites a cell that is deleted, but not the copies that stay in the unused part of a page
//! when its cells move to other pages: of 60 files with 400 rows each, 29 still held an erased id. Only writing the whole file again leaves nothing.
//!
//! The number of erasures since that was last done stands in the file's `user_version`
//! (<https://sqlite.org/pragma.html#pragma_user_version>), which changes with the transaction that erases: a kill in between forgets nothing.

use crate::StoreError;
use crate::pool::Store;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

/// Something is erased in this transaction.
pub(crate) async fn note(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    if tx.get_database_backend() == DbBackend::Sqlite {
        let erasures = erasures(tx).await?;
        set(tx, erasures.saturating_add(1)).await?;
    }
    Ok(())
}

impl Store {
    /// Leaves nothing of erased rows in SQLite's files: writes the database again where something was erased, and empties the
    /// write-ahead log, which still holds what was deleted. Writers wait meanwhile, about a second for 100 MiB. False: somebody else was reading,
    /// and it has to be tried again. Elsewhere the server forgets by itself.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`]; the database failed.
    pub async fn purge(&self) -> Result<bool, StoreError> {
        if self.patience().is_some() {
            return Ok(true);
        }
        let cleared = clear(self).await;
        let backend = self.connection().get_database_backend();
        let empty = Statement::from_sql_and_values(backend, "PRAGMA wal_checkpoint(TRUNCATE)", []);
        let answer = self.connection().query_one_raw(empty).await?;
        // Not before: where the file cannot be written again, at least the write-ahead log is empty.
        cleared?;
        // Its first column says whether something was in the way (sqlite.org/pragma.html#pragma_wal_checkpoint).
        Ok(answer.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or(0) == 0)
    }
}

/// Writes the whole file again if something was erased since that was last done.
async fn clear(store: &Store) -> Result<(), StoreError> {
    let connection = store.connection();
    let noted = erasures(connection).await?;
    if noted == 0 {
        return Ok(());
    }
    store.check_room().await?;
    tracing::info!("rewriting the store's file, because erased rows leave traces in it; everything that is written waits meanwhile");
    // Where an earlier version made the file, it gives free space back from now on.
    connection.execute_unprepared("PRAGMA auto_vacuum = INCREMENTAL").await?;
    connection.execute_unprepared("VACUUM").await?;
    store
        .write(move |tx| {
            Box::pin(async move {
                // What was erased meanwhile may be in the new file.
                if erasures(tx).await? == noted {
                    set(tx, 0).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn erasures(connection: &impl ConnectionTrait) -> Result<i32, StoreError> {
    let asked = Statement::from_sql_and_values(DbBackend::Sqlite, "PRAGMA user_version", []);
    let row = connection.query_one_raw(asked).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// A pragma takes no parameters.
async fn set(connection: &impl ConnectionTrait, erasures: i32) -> Result<(), StoreError> {
    connection.execute_unprepared(&format!("PRAGMA user_version = {erasures}")).await?;
    Ok(())
}

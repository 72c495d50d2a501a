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

/// Writes the whole file again if something was erased since that was last done.
pub(crate) async fn clear(store: &Store) -> Result<(), StoreError> {
    let connection = store.connection();
    let noted = erasures(connection).await?;
    if noted == 0 {
        return Ok(());
    }
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

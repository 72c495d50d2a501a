//! The space that a store in a file takes, and giving back what is free in it. A server does that by itself.
//!
//! SQLite keeps the pages of deleted rows for new ones. A file that was made for it ([`Space::gives_back`]) can move its last pages into free ones and
//! become shorter, some at a time. One of an earlier version cannot: [`Store::compact`] writes it as a whole, once.

use crate::error::StoreError;
use crate::pool::Store;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

/// Free pages that stay, 4 MiB of them: what is deleted today makes room for what comes tomorrow.
const SPARE: u64 = 1_024;
/// Pages of one step, a mebibyte: the writer is free again after some milliseconds.
const STEP: u64 = 256;

/// The space of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes of its pages.
    pub bytes: u64,
    /// Bytes of those among them that hold nothing.
    pub free: u64,
    /// Whether it becomes shorter when there is much free in it.
    pub gives_back: bool,
}

impl Store {
    /// The space that the file takes; None: the store is on a server.
    ///
    /// # Errors
    /// The database failed.
    pub async fn space(&self) -> Result<Option<Space>, StoreError> {
        if self.patience().is_some() {
            return Ok(None);
        }
        let db = &self.0.write;
        let page = number(db, "page_size").await?;
        let (pages, free) = (number(db, "page_count").await?, number(db, "freelist_count").await?);
        // 2: incremental (sqlite.org/pragma.html#pragma_auto_vacuum).
        let gives_back = number(db, "auto_vacuum").await? == 2;
        Ok(Some(Space { bytes: pages * page, free: free * page, gives_back }))
    }

    /// Gives back some of the free pages of the file. `all`: also those that are kept for new rows. Returns how many went; 0: there are no more, or the
    /// file does not give any back.
    ///
    /// # Errors
    /// The database failed.
    pub async fn give_back(&self, all: bool) -> Result<u64, StoreError> {
        if self.patience().is_some() {
            return Ok(0);
        }
        let db = &self.0.write;
        let free = number(db, "freelist_count").await?;
        let wanted = free.saturating_sub(if all { 0 } else { SPARE }).min(STEP);
        if wanted == 0 || number(db, "auto_vacuum").await? != 2 {
            return Ok(0);
        }
        // It works while its rows are read, though it has none.
        db.query_all_raw(pragma(db, &format!("incremental_vacuum({wanted})"))).await?;
        Ok(free.saturating_sub(number(db, "freelist_count").await?))
    }

    /// Writes the whole file afresh, without free space, so that it gives back by itself from now on. Nobody else may use it meanwhile. It takes
    /// about as long as to copy the file twice, and room for a copy on its disk and on that of SQLite's temporary files.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`]; the database failed, or somebody else uses the file. It is as it was then.
    pub async fn compact(&self) -> Result<(), StoreError> {
        self.check_room().await?;
        let db = &self.0.write;
        db.query_all_raw(pragma(db, "auto_vacuum = INCREMENTAL")).await?;
        db.execute_unprepared("VACUUM").await?;
        self.purge().await?;
        Ok(())
    }
}

pub(crate) fn pragma(db: &DatabaseConnection, what: &str) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), format!("PRAGMA {what}"), [])
}

async fn number(db: &DatabaseConnection, name: &str) -> Result<u64, DbErr> {
    let row = db.query_one_raw(pragma(db, name)).await?;
    let number = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or(0);
    Ok(u64::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A file that holds a mebibyte of rows; `old`: as an earlier version made it.
    async fn filled(file: &Path, old: bool) -> Store {
        if old {
            let url = format!("sqlite:{}?mode=rwc", file.display());
            let first = sea_orm::Database::connect(&url).await.unwrap();
            first.execute_unprepared("PRAGMA journal_mode = WAL; CREATE TABLE one (n INTEGER)").await.unwrap();
            first.close().await.unwrap();
        }
        let store = Store::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        let db = store.connection();
        db.execute_unprepared("CREATE TABLE filling (n INTEGER PRIMARY KEY, bytes BLOB)").await.unwrap();
        let rows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 12000) INSERT INTO filling SELECT n, zeroblob(1000) FROM c";
        db.execute_unprepared(rows).await.unwrap();
        store
    }

    async fn length(store: &Store, file: &Path) -> u64 {
        assert!(store.purge().await.unwrap());
        std::fs::metadata(file).unwrap().len()
    }

    #[tokio::test]
    async fn what_is_deleted_is_given_back_in_steps_but_for_what_is_spare() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("store.sqlite");
        let store = filled(&file, false).await;
        let whole = length(&store, &file).await;
        assert!(whole > 12_000_000 && store.space().await.unwrap().unwrap().gives_back);
        assert_eq!(store.give_back(true).await.unwrap(), 0, "nothing is free");
        store.connection().execute_unprepared("DELETE FROM filling WHERE n > 100").await.unwrap();
        assert_eq!(length(&store, &file).await, whole, "not by itself");
        assert_eq!(store.give_back(false).await.unwrap(), STEP);
        while store.give_back(false).await.unwrap() > 0 {}
        assert_eq!(store.space().await.unwrap().unwrap().free, SPARE * 4_096);
        while store.give_back(true).await.unwrap() > 0 {}
        let space = store.space().await.unwrap().unwrap();
        assert_eq!((space.free, length(&store, &file).await), (0, space.bytes));
        assert!(space.bytes < 400_000, "{space:?}");
        store.close().await;
    }

    #[tokio::test]
    async fn a_file_of_an_earlier_version_gives_back_once_it_was_compacted() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("store.sqlite");
        let store = filled(&file, true).await;
        store.connection().execute_unprepared("DELETE FROM filling WHERE n > 6000").await.unwrap();
        assert_eq!(store.give_back(true).await.unwrap(), 0);
        assert!(!store.space().await.unwrap().unwrap().gives_back);
        store.compact().await.unwrap();
        let space = store.space().await.unwrap().unwrap();
        assert_eq!((space.gives_back, space.free), (true, 0));
        assert_eq!(length(&store, &file).await, space.bytes);
        store.connection().execute_unprepared("DELETE FROM filling").await.unwrap();
        while store.give_back(true).await.unwrap() > 0 {}
        assert!(length(&store, &file).await < 100_000);
        store.close().await;
        let again = Store::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        assert!(again.space().await.unwrap().unwrap().gives_back);
        again.close().await;
    }

    #[tokio::test]
    async fn a_file_that_somebody_else_uses_is_not_compacted() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("store.sqlite");
        let store = filled(&file, true).await;
        let other = Store::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        other.connection().execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        assert!(store.compact().await.is_err());
        other.connection().execute_unprepared("ROLLBACK").await.unwrap();
        store.compact().await.unwrap();
        other.close().await;
        store.close().await;
    }
}

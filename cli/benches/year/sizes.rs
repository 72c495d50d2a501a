//! What each table takes, with its keys and indexes.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::BTreeMap;
use std::path::Path;
use store::Store;

/// Bytes of each table that has rows, in pages of the database.
pub async fn tables(store: &Store) -> BTreeMap<String, u64> {
    let db = store.connection();
    let backend = db.get_database_backend();
    let text = if backend == DbBackend::Sqlite {
        "SELECT m.tbl_name AS name, SUM(s.pgsize) AS bytes FROM dbstat('main') s JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = TRUE GROUP BY m.tbl_name"
    } else {
        // What was written twice is there twice until the server has tidied up.
        db.execute_unprepared("VACUUM FULL").await.unwrap();
        "SELECT relname::text AS name, pg_total_relation_size(oid)::bigint AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    };
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, text, [])).await.unwrap();
    let cell = |row: &sea_orm::QueryResult| (row.try_get::<String>("", "name").unwrap(), row.try_get::<i64>("", "bytes").unwrap());
    rows.iter().map(cell).map(|(name, bytes)| (name, u64::try_from(bytes).unwrap())).collect()
}

/// Bytes of the files in a directory.
pub fn directory(dir: &Path) -> u64 {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().metadata().unwrap());
    files.filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
}

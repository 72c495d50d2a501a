//! Writes what a fold decided: multi-row inserts of what is new, absolute upserts of what was there, and inserts that change nothing when
//! the row is there.

use super::batch::{Changes, Loaded, Revised, Tables};
use super::rows::{artist_model, folder_model, post_folder_model, post_model};
use crate::column::Col;
use crate::entity::{artist, chore, folder, notification, post, post_folder};
use crate::error::StoreError;
use domain::clock::Timestamp;
use parking_lot::Mutex;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn,
    QueryFilter, Statement, Value,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows in one statement. A batch is cut into powers of two, so that there are few different statements, each prepared once and found again.
const MOST: usize = 1024;
/// The same on SQLite: a statement that is kept prepared takes a KiB and a half a row there.
const MOST_ON_SQLITE: usize = 128;

/// What becomes of a row that is in the table already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Meets {
    /// None is: the load of the same transaction did not find it, and the claim keeps other writers out. PostgreSQL needs a third more time
    /// for a row that might conflict.
    Nothing,
    /// It takes the new values.
    Replaced,
    /// It stays as it is.
    Kept,
}

/// Writes what follows from `loaded`, but for what is parked. Returns how many notifications are new.
pub async fn write(tx: &DatabaseTransaction, tables: Tables, loaded: &Loaded, changes: Changes) -> Result<u64, StoreError> {
    let (known, new) = changes.artists.into_iter().partition(|row| loaded.artists.contains_key(&row.id));
    for (rows, meets) in [(new, Meets::Nothing), (known, Meets::Replaced)] {
        let rows: Vec<_> = Vec::into_iter(rows).map(artist_model).collect();
        insert::<artist::Entity>(tx, tables.artist(), &rows, meets).await?;
    }
    let folders: Vec<_> = changes.folders.into_iter().map(folder_model).collect();
    insert::<folder::Entity>(tx, tables.folder(), &folders, Meets::Replaced).await?;
    let (known, new) = changes.posts.into_iter().partition(|row| loaded.posts.contains_key(&row.post.id));
    for (rows, meets) in [(new, Meets::Nothing), (known, Meets::Replaced)] {
        let rows: Vec<_> = Vec::into_iter(rows).map(post_model).collect();
        insert::<post::Entity>(tx, tables.post(), &rows, meets).await?;
    }
    let places: Vec<_> = changes.post_folders.into_iter().map(post_folder_model).collect();
    insert::<post_folder::Entity>(tx, tables.post_folder(), &places, Meets::Replaced).await?;
    if tables == Tables::Fresh {
        // A rebuild has no handle on the outbox, nor on what was sent.
        return Ok(0);
    }
    let chores: Vec<_> = changes.revised.into_iter().map(chore_model).collect();
    insert::<chore::Entity>(tx, "chore", &chores, Meets::Replaced).await?;
    let again: Vec<_> = changes.notifications.iter().map(|new| new.id).filter(|id| loaded.lost.contains(id)).map(Col).collect();
    for ids in again.chunks(MOST) {
        notification::Entity::delete_many().filter(notification::Column::Id.is_in(ids.to_vec())).exec(tx).await?;
    }
    let rows: Vec<_> = changes.notifications.into_iter().map(notification::Model::from).collect();
    insert::<notification::Entity>(tx, "notification", &rows, Meets::Kept).await
}

/// Inserts rows; the primary key tells which are there already. Returns how many were written.
async fn insert<E>(tx: &DatabaseTransaction, table: &'static str, rows: &[E::Model], meets: Meets) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
{
    let backend = tx.get_database_backend();
    let most = if backend == DbBackend::Sqlite { MOST_ON_SQLITE } else { MOST };
    let (mut rest, mut affected) = (rows, 0);
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(most.min(1 << rest.len().ilog2()));
        let text = text::<E>(backend, table, chunk.len(), meets)?;
        let values = chunk.iter().flat_map(|row| E::Column::iter().map(|column| row.get(column))).collect::<Vec<Value>>();
        affected += tx.execute_raw(Statement::from_sql_and_values(backend, &*text, values)).await?.rows_affected();
        rest = later;
    }
    Ok(affected)
}

/// What a statement's text depends on: whether it is for SQLite, the table, the rows, and what they meet.
type Statements = (bool, &'static str, usize, Meets);

/// The text of such a statement for this number of rows. Made once for each size: to make it again for each thousand rows took as long as the
/// database needed for them.
fn text<E: EntityTrait>(backend: DbBackend, table: &'static str, rows: usize, meets: Meets) -> Result<Arc<str>, StoreError> {
    static TEXTS: Mutex<BTreeMap<Statements, Arc<str>>> = Mutex::new(BTreeMap::new());
    let place = (backend == DbBackend::Sqlite, table, rows, meets);
    if let Some(text) = TEXTS.lock().get(&place) {
        return Ok(Arc::clone(text));
    }
    let mut insert = Query::insert();
    insert.into_table(table).columns(E::Column::iter().map(|column| column.as_str()));
    for _ in 0..rows {
        let row = E::Column::iter().map(|_| Expr::val(0));
        insert.values(row).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    }
    let key: Vec<&str> = E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect();
    let mut conflict = OnConflict::columns(key.iter().copied());
    match meets {
        Meets::Nothing => {}
        Meets::Kept => {
            insert.on_conflict(conflict.do_nothing().to_owned());
        }
        Meets::Replaced => {
            let others = E::Column::iter().map(|column| column.as_str()).filter(|name| !key.contains(name));
            insert.on_conflict(conflict.update_columns(others).to_owned());
        }
    }
    let text: Arc<str> = backend.build(&insert).sql.into();
    TEXTS.lock().insert(place, Arc::clone(&text));
    Ok(text)
}

/// Due at once, whatever any clock says.
fn chore_model(revised: Revised) -> chore::Model {
    let Revised { post, event, urgent } = revised;
    chore::Model { post_id: Col(post), event_id: Col(event), urgent, due_at: Col(Timestamp::UNIX_EPOCH), tries: Col(0) }
}

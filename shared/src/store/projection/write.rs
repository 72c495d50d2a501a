//! Writes what a fold decided: multi-row absolute upserts, and inserts that change nothing when the row is there.

use super::rows::{artist_model, folder_model, post_folder_model, post_model};
use super::{Changes, Incoming, Tables};
use crate::clock::Timestamp;
use crate::notification::{NewNotification, State, Suppressed};
use crate::store::StoreError;
use crate::store::convert::{at, big};
use crate::store::entity::{artist, folder, notification, parked_event, post, post_folder};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, Statement, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows in one statement; the widest has 22 values, and SQLite takes 32,766. A batch is cut into powers of two, so that there are few
/// different statements, each prepared once and found again.
const MOST: usize = 512;

/// Returns how many notifications are new.
pub async fn write(
    tx: &DatabaseTransaction,
    tables: Tables,
    changes: Changes,
    entries: &[Incoming],
    now: Timestamp,
) -> Result<u64, StoreError> {
    use artist::Column as A;
    use folder::Column as F;
    use post::Column as P;
    let artists: Vec<_> = changes.artists.into_iter().map(artist_model).collect();
    upsert::<artist::Entity>(
        tx,
        tables.artist(),
        &artists,
        &[A::Id],
        &A::iter().filter(|column| !matches!(column, A::Id)).collect::<Vec<_>>(),
    )
    .await?;
    let folders: Vec<_> = changes.folders.into_iter().map(folder_model).collect();
    upsert::<folder::Entity>(
        tx,
        tables.folder(),
        &folders,
        &[F::Id],
        &F::iter().filter(|column| !matches!(column, F::Id)).collect::<Vec<_>>(),
    )
    .await?;
    let posts: Vec<_> = changes.posts.into_iter().map(post_model).collect();
    upsert::<post::Entity>(tx, tables.post(), &posts, &[P::Id], &P::iter().filter(|column| !matches!(column, P::Id)).collect::<Vec<_>>())
        .await?;
    let places: Vec<_> = changes.post_folders.into_iter().map(post_folder_model).collect();
    let key = [post_folder::Column::PostId, post_folder::Column::FolderId];
    upsert::<post_folder::Entity>(tx, tables.post_folder(), &places, &key, &[post_folder::Column::OwnerId, post_folder::Column::SeenAt])
        .await?;
    if tables == Tables::Fresh {
        // A rebuild has no handle on the outbox.
        return Ok(0);
    }
    for chunk in entries.iter().filter_map(|entry| Some((entry, changes.parked.get(&entry.offset)?))).collect::<Vec<_>>().chunks(200) {
        let rows = chunk.iter().map(|(entry, error)| parked_row(entry, error, now));
        let again = OnConflict::column(parked_event::Column::LogOffset).do_nothing().to_owned();
        parked_event::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
    }
    let rows: Vec<_> = changes.notifications.into_iter().map(notification_model).collect();
    upsert::<notification::Entity>(tx, "notification", &rows, &[notification::Column::Id], &[]).await
}

/// Inserts rows; an existing row takes the new values of `update`, or stays as it is when that is empty.
async fn upsert<E>(
    tx: &DatabaseTransaction,
    table: &'static str,
    rows: &[E::Model],
    key: &[E::Column],
    update: &[E::Column],
) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
{
    let backend = tx.get_database_backend();
    let (mut rest, mut affected) = (rows, 0);
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(MOST.min(1 << rest.len().ilog2()));
        let text = text::<E>(backend, table, chunk.len(), key, update)?;
        let values = chunk.iter().flat_map(|row| E::Column::iter().map(|column| row.get(column))).collect::<Vec<Value>>();
        affected += tx.execute_raw(Statement::from_sql_and_values(backend, &*text, values)).await?.rows_affected();
        rest = later;
    }
    Ok(affected)
}

/// The text of such a statement for so many rows. Made once for each size: to make it again for each thousand rows took as long as the
/// database needed for them.
fn text<E: EntityTrait>(
    backend: DbBackend,
    table: &'static str,
    rows: usize,
    key: &[E::Column],
    update: &[E::Column],
) -> Result<Arc<str>, StoreError> {
    static TEXTS: Mutex<BTreeMap<(bool, &'static str, usize), Arc<str>>> = Mutex::new(BTreeMap::new());
    let place = (backend == DbBackend::Sqlite, table, rows);
    if let Some(text) = TEXTS.lock().unwrap_or_else(PoisonError::into_inner).get(&place) {
        return Ok(Arc::clone(text));
    }
    let mut insert = Query::insert();
    insert.into_table(table).columns(E::Column::iter().map(|column| column.as_str()));
    for _ in 0..rows {
        let row = E::Column::iter().map(|_| Expr::val(0));
        insert.values(row).map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    }
    let mut conflict = OnConflict::columns(key.iter().copied());
    if update.is_empty() {
        conflict.do_nothing();
    } else {
        conflict.update_columns(update.iter().copied());
    }
    let text: Arc<str> = backend.build(insert.on_conflict(conflict)).sql.into();
    TEXTS.lock().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&text));
    Ok(text)
}

fn parked_row(entry: &Incoming, error: &str, now: Timestamp) -> parked_event::ActiveModel {
    parked_event::ActiveModel {
        log_offset: Set(big(entry.offset)),
        event_id: Set(entry.event.as_ref().ok().map(|envelope| envelope.id.0)),
        lane: Set(entry.lane.map(|lane| lane.0)),
        payload: Set(entry.payload.clone()),
        error: Set(error.to_owned()),
        parked_at: Set(at(now)),
    }
}

fn notification_model(new: NewNotification) -> notification::Model {
    let state = if new.suppressed.is_some() { State::Suppressed } else { State::Pending };
    notification::Model {
        id: new.id.0,
        watch_id: new.watch.0,
        guild_id: new.guild.to_db(),
        channel_id: new.channel.to_db(),
        artist_id: new.artist.0,
        post_id: new.post.map(|id| id.0),
        state: state.as_str().to_owned(),
        reason: new.suppressed.map(Suppressed::as_str).map(str::to_owned),
        digest_id: new.digest.map(|id| id.0),
        observed_at: at(new.observed_at),
        due_at: at(new.due_at),
        attempts: 0,
        first_try_at: None,
        message_id: None,
        updated_at: at(new.observed_at),
    }
}

impl Tables {
    pub(super) const fn artist(self) -> &'static str {
        if matches!(self, Self::Live) { "artist" } else { "fresh_artist" }
    }

    pub(super) const fn folder(self) -> &'static str {
        if matches!(self, Self::Live) { "folder" } else { "fresh_folder" }
    }

    pub(super) const fn post(self) -> &'static str {
        if matches!(self, Self::Live) { "post" } else { "fresh_post" }
    }

    pub(super) const fn post_folder(self) -> &'static str {
        if matches!(self, Self::Live) { "post_folder" } else { "fresh_post_folder" }
    }
}

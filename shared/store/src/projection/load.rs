//! Loads the rows that a batch touches: one IN list per table and a few hundred ids.

use super::batch::{Incoming, Loaded, Tables, Touched};
use super::rows::{self, Existing};
use crate::bot_rows::watch_from;
use crate::column::{Col, Stored, Word};
use crate::entity::{artist, folder, notification, parked, post, post_folder, watch};
use crate::error::StoreError;
use crate::read::{Rows, cell, model};
use crate::refused;
use crate::retention;
use domain::id::{ArtistId, ChannelId, FolderId, NotificationId, PostId, WatchId};
use domain::notification::{State, Suppressed, carries};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// The outbox' table, as errors name it.
const OUTBOX: &str = "notification";
/// Ids in one IN list.
const CHUNK: usize = 1024;
pub async fn load(tx: &DatabaseTransaction, tables: Tables, entries: &[Incoming]) -> Result<Loaded, StoreError> {
    let touched = touched(entries);
    let mut loaded = Loaded { refused: refused::among(tx, &touched.lanes).await?, ..Loaded::default() };
    for ids in lists(touched.lanes.iter().copied()).filter(|_| tables == Tables::Live) {
        let waits = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null());
        let rows = waits.filter(parked::Column::Lane.is_in(ids)).select_only().column(parked::Column::Lane).distinct();
        let rows: Vec<Option<Col<ArtistId>>> = rows.into_tuple().all(tx).await?;
        loaded.parked_lanes.extend(rows.into_iter().flatten().map(Col::get));
    }
    for ids in lists(touched.artists.iter().copied()) {
        for row in select::<artist::Entity>(tx, tables.artist(), artist::Column::Id, ids).await? {
            loaded.artists.insert(row.id.0, rows::artist_from(row));
        }
    }
    for ids in lists(touched.profiled.iter().copied()) {
        let found = select::<folder::Entity>(tx, tables.folder(), folder::Column::OwnerId, ids).await?;
        loaded.folders.extend(found.into_iter().map(rows::folder_from));
    }
    for ids in lists(touched.posts.iter().copied()) {
        for row in select::<post::Entity>(tx, tables.post(), post::Column::Id, ids.clone()).await? {
            loaded.posts.insert(row.id.0, rows::post_from(row)?);
        }
        for row in select::<post_folder::Entity>(tx, tables.post_folder(), post_folder::Column::PostId, ids).await? {
            loaded.post_folders.entry(row.post_id.0).or_default().push(rows::post_folder_from(row));
        }
    }
    if tables == Tables::Live {
        load_announcements(tx, &touched, &mut loaded).await?;
    }
    Ok(loaded)
}

/// Watches, and where there are any, the notifications that already exist around them.
async fn load_announcements(tx: &DatabaseTransaction, touched: &Touched, loaded: &mut Loaded) -> Result<(), StoreError> {
    // A post that is new may have been put into folders before.
    let known = || loaded.post_folders.values().flatten();
    let folders: HashSet<FolderId> = touched.folders.iter().copied().chain(known().map(|place| place.folder)).collect();
    // A watch of a whole group wants what is in any folder of that group.
    let artists: HashSet<ArtistId> = touched.authors.iter().copied().chain(known().map(|place| place.owner)).collect();
    let mut seen = HashSet::new();
    let by_artist = lists(artists.into_iter()).map(|ids| watch::Column::ArtistId.is_in(ids));
    let by_folder = lists(folders.into_iter()).map(|ids| watch::Column::FolderId.is_in(ids));
    for these in by_artist.chain(by_folder).collect::<Vec<_>>() {
        for row in watch::Entity::find().filter(these).rows(tx).await? {
            if seen.insert(row.id) {
                loaded.watches.push(watch_from(row)?);
            }
        }
    }
    if loaded.watches.is_empty() {
        return Ok(());
    }
    for ids in lists(touched.posts.iter().copied()) {
        let mut query = Query::select();
        query.columns([notification::Column::Id, notification::Column::WatchId, notification::Column::ChannelId]);
        query.columns([notification::Column::PostId, notification::Column::State, notification::Column::Reason]);
        query.from(notification::Entity).and_where(notification::Column::PostId.is_in(ids));
        for row in tx.query_all(&query).await? {
            let (id, state, reason) = (
                cell::<Col<NotificationId>>(&row, OUTBOX, "id")?.0,
                cell::<Col<Word<State>>>(&row, OUTBOX, "state")?.0,
                cell::<Option<String>>(&row, OUTBOX, "reason")?,
            );
            if reason.as_deref() == Some(Suppressed::PostLost.into_str()) {
                // It ended because its post was lost; that post is here again.
                loaded.lost.insert(id);
                continue;
            }
            loaded.notifications.push(Existing {
                id,
                watch: cell::<Col<WatchId>>(&row, OUTBOX, "watch_id")?.0,
                channel: cell::<Col<ChannelId>>(&row, OUTBOX, "channel_id")?.0,
                post: cell::<Col<PostId>>(&row, OUTBOX, "post_id")?.0,
                // What ended unsent leaves the post to the next watch. A state of a later version is believed to carry it.
                announces: state.map_or(true, |state| carries(state, reason.as_deref())),
            });
        }
    }
    // After the rows: one that is missing above went after this was written.
    loaded.forgotten = retention::forgotten(tx).await?;
    Ok(())
}

/// All columns of the rows whose `column` is one of `ids`, from the live or the fresh table.
async fn select<E: EntityTrait>(
    tx: &DatabaseTransaction,
    table: &'static str,
    column: E::Column,
    ids: Vec<Col<impl Stored>>,
) -> Result<Vec<E::Model>, StoreError> {
    let mut query: SelectStatement = Query::select();
    query.columns(E::Column::iter()).from(table).and_where(Expr::col(column).is_in(ids));
    let rows = tx.query_all(&query).await?;
    rows.iter().map(|row| model::<E>(row, table)).collect()
}

/// Lists of ids in key order, so that the database walks its index once. Each is filled up to a power of two with its last id: then there
/// are few different statements, each prepared once and found again.
fn lists<T: Copy + Ord>(ids: impl Iterator<Item = T>) -> impl Iterator<Item = Vec<Col<T>>> {
    let mut rest: Vec<Col<T>> = ids.map(Col).collect();
    rest.sort_unstable();
    std::iter::from_fn(move || {
        let last = *rest.get(rest.len().min(CHUNK).checked_sub(1)?)?;
        let later = rest.split_off(rest.len().min(CHUNK));
        let mut list = std::mem::replace(&mut rest, later);
        list.resize(list.len().next_power_of_two(), last);
        Some(list)
    })
}

/// Every row that these entries may change is of these.
pub fn touched(entries: &[Incoming]) -> Touched {
    let mut touched = Touched::default();
    for entry in entries {
        touched.lanes.extend(entry.lane);
        let Ok(envelope) = &entry.event else { continue };
        let parts = envelope.event.parts();
        touched.artists.extend(parts.artist);
        touched.profiled.extend(parts.artist.filter(|_| parts.folders.is_some()));
        touched.posts.extend(parts.post);
        touched.folders.extend(parts.folder);
        touched.authors.extend(parts.owner);
        // A post whose tags become known may be what a filter waited for.
        if parts.is_news || parts.content.is_some_and(|post| post.tags_known) {
            touched.authors.extend(parts.content.map(|post| post.artist));
        }
    }
    touched
}

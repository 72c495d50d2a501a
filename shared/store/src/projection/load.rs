//! Loads the rows that a batch touches: one IN list per table and a few hundred ids.

use super::batch::{Incoming, Loaded, Tables, Touched};
use super::rows::{self, Existing};
use crate::bot_rows::watch_from;
use crate::entity::{artist, folder, notification, parked, post, post_folder, watch};
use crate::error::StoreError;
use domain::id::{ArtistId, ChannelId, NotificationId, PostId, WatchId};
use domain::notification::{Suppressed, carries};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// Ids in one IN list.
const CHUNK: usize = 1024;
pub async fn load(tx: &DatabaseTransaction, tables: Tables, entries: &[Incoming]) -> Result<Loaded, StoreError> {
    let touched = touched(entries);
    let mut loaded = Loaded::default();
    for ids in lists(touched.lanes.iter().map(|id| id.0)).filter(|_| tables == Tables::Live) {
        let waits = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null());
        let rows = waits.filter(parked::Column::Lane.is_in(ids)).select_only().column(parked::Column::Lane).distinct();
        let rows: Vec<Option<Uuid>> = rows.into_tuple().all(tx).await?;
        loaded.parked_lanes.extend(rows.into_iter().flatten().map(ArtistId));
    }
    for ids in lists(touched.artists.iter().map(|id| id.0)) {
        for row in select::<artist::Entity>(tx, tables.artist(), artist::Column::Id, ids).await? {
            loaded.artists.insert(ArtistId(row.id), rows::artist_from(row));
        }
    }
    for ids in lists(touched.profiled.iter().map(|id| id.0)) {
        let found = select::<folder::Entity>(tx, tables.folder(), folder::Column::OwnerId, ids).await?;
        loaded.folders.extend(found.into_iter().map(rows::folder_from));
    }
    for ids in lists(touched.posts.iter().map(|id| id.0)) {
        for row in select::<post::Entity>(tx, tables.post(), post::Column::Id, ids.clone()).await? {
            loaded.posts.insert(PostId(row.id), rows::post_from(row)?);
        }
        for row in select::<post_folder::Entity>(tx, tables.post_folder(), post_folder::Column::PostId, ids).await? {
            loaded.post_folders.entry(PostId(row.post_id)).or_default().push(rows::post_folder_from(row));
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
    let known = loaded.post_folders.values().flatten().map(|place| place.folder);
    let folders: HashSet<Uuid> = touched.folders.iter().copied().chain(known).map(|id| id.0).collect();
    let mut seen = HashSet::new();
    for (column, ids) in lists(touched.authors.iter().map(|id| id.0))
        .map(|ids| (watch::Column::ArtistId, ids))
        .chain(lists(folders.into_iter()).map(|ids| (watch::Column::FolderId, ids)))
        .collect::<Vec<_>>()
    {
        for row in watch::Entity::find().filter(column.is_in(ids)).all(tx).await? {
            if seen.insert(row.id) {
                loaded.watches.push(watch_from(row)?);
            }
        }
    }
    if loaded.watches.is_empty() {
        return Ok(());
    }
    for ids in lists(touched.posts.iter().map(|id| id.0)) {
        let mut query = Query::select();
        query.columns([notification::Column::Id, notification::Column::WatchId, notification::Column::ChannelId]);
        query.columns([notification::Column::PostId, notification::Column::State, notification::Column::Reason]);
        query.from(notification::Entity).and_where(notification::Column::PostId.is_in(ids));
        for row in tx.query_all(&query).await? {
            let (state, reason): (String, Option<String>) = (row.try_get("", "state")?, row.try_get("", "reason")?);
            if reason.as_deref() == Some(Suppressed::PostLost.into_str()) {
                // It ended because its post was lost; that post is here again.
                loaded.lost.insert(NotificationId(row.try_get("", "id")?));
                continue;
            }
            loaded.notifications.push(Existing {
                id: NotificationId(row.try_get("", "id")?),
                watch: WatchId(row.try_get("", "watch_id")?),
                channel: ChannelId::from_db(row.try_get("", "channel_id")?),
                post: PostId(row.try_get("", "post_id")?),
                // What ended unsent leaves the post to whoever reaches it next. A state of a later version is believed to carry it.
                announces: state.parse().map_or(true, |state| carries(state, reason.as_deref())),
            });
        }
    }
    Ok(())
}

/// All columns of the rows whose `column` is one of `ids`, from the live or the fresh table.
async fn select<E>(tx: &DatabaseTransaction, table: &'static str, column: E::Column, ids: Vec<Uuid>) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: FromQueryResult,
{
    let mut query: SelectStatement = Query::select();
    query.columns(E::Column::iter()).from(table).and_where(Expr::col(column).is_in(ids));
    let rows = tx.query_all(&query).await?;
    Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// Lists of ids in key order, so that the database walks its index once. Each is filled up to a power of two with its last id: then there
/// are few different statements, each prepared once and found again.
fn lists(ids: impl Iterator<Item = Uuid>) -> impl Iterator<Item = Vec<Uuid>> {
    let mut rest: Vec<Uuid> = ids.collect();
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
        if parts.is_news {
            touched.authors.extend(parts.content.map(|post| post.artist));
        }
    }
    touched
}

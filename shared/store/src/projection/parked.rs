//! Events that wait for a repair, each under its own id: what is parked later can never fall under another one's key.

use super::batch::{Fold, Incoming, LIVE, Tables};
use super::checkpoint::Mark;
use super::{fence, load, write};
use crate::column::Col;
use crate::entity::{parked, parked_event, projection};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId, LogId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// The namespace of the ids of parked events. Never change it: the same record is parked once.
const NAMESPACE: Uuid = Uuid::from_u128(0x2f3c_8a51_9f0e_5c1b_8d7a_64e0_91b2_77c3);
/// Rows in one statement.
const CHUNK: usize = 200;

/// An event that waits for a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Its own id.
    pub id: Uuid,
    /// The log and the place in it that it came from.
    pub log: LogId,
    /// Its place in that log.
    pub offset: u64,
    /// None when not even that can be read.
    pub event: Option<EventId>,
    /// The artist whose later events wait behind it.
    pub lane: Option<ArtistId>,
    /// The record as it was in the log.
    pub payload: Vec<u8>,
    /// Why it was parked, or why it could not be folded later.
    pub error: String,
    /// When it was parked.
    pub parked_at: Timestamp,
}

/// What became of a parked event that was to be folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unparked {
    /// It is folded and no longer parked.
    Folded,
    /// It still cannot be folded, and why; it stays.
    Refused(String),
    /// It was no longer parked.
    Gone,
    /// Another projector has taken over.
    Fenced,
}

/// A parked event to fold again.
#[derive(Clone, Debug)]
pub struct Repair {
    /// Of the [`Parked`] event.
    pub id: Uuid,
    /// What it says to this version.
    pub entry: Incoming,
    /// Of the process that holds the projection.
    pub epoch: u64,
}

impl ProjectionStore {
    /// Parked events behind this one, by their place in their log, at most `limit`; from the first when `after` is None.
    ///
    /// # Errors
    /// The database failed.
    pub async fn parked_events(&self, after: Option<(u64, Uuid)>, limit: u32) -> Result<Vec<Parked>, StoreError> {
        let mut rows = parked::Entity::find().filter(parked::Column::DiscardedAt.is_null());
        if let Some((offset, id)) = after {
            let same = Condition::all().add(parked::Column::LogOffset.eq(Col(offset))).add(parked::Column::Id.gt(id));
            rows = rows.filter(Condition::any().add(parked::Column::LogOffset.gt(Col(offset))).add(same));
        }
        let rows = rows.order_by_asc(parked::Column::LogOffset).order_by_asc(parked::Column::Id).limit(u64::from(limit));
        Ok(rows.rows(self.read()).await?.into_iter().map(from).collect())
    }

    /// Folds one parked event and takes it out of the park; the place in the log stays.
    ///
    /// # Errors
    /// The database failed; when the error is about the data, the event still cannot be stored and stays parked.
    pub async fn unpark(&self, repair: Repair, fold: &Fold) -> Result<Unparked, StoreError> {
        let Repair { id, entry, epoch } = repair;
        let (entries, fold) = (Arc::new(vec![entry]), Arc::clone(fold));
        self.write(move |tx| {
            let (entries, fold) = (Arc::clone(&entries), Arc::clone(&fold));
            Box::pin(async move {
                if !fence::beat(tx, epoch).await? {
                    return Ok(Unparked::Fenced);
                }
                let waits = parked::Entity::find_by_id(id).filter(parked::Column::DiscardedAt.is_null());
                if waits.row(tx).await?.is_none() {
                    return Ok(Unparked::Gone);
                }
                let mut loaded = load::load(tx, Tables::Live, &entries).await?;
                loaded.parked_lanes.clear();
                let changes = fold(&loaded, &entries);
                if let Some((_, why)) = changes.parked.first_key_value() {
                    return Ok(Unparked::Refused(why.clone()));
                }
                parked::Entity::delete_by_id(id).exec(tx).await?;
                write::write(tx, Tables::Live, &loaded, changes).await?;
                Ok(Unparked::Folded)
            })
        })
        .await
    }

    /// Notes why a parked event still cannot be folded.
    ///
    /// # Errors
    /// The database failed.
    pub async fn still_parked(&self, id: Uuid, why: &str) -> Result<(), StoreError> {
        let why = why.to_owned();
        self.write(move |tx| {
            let noted = parked::Entity::update_many().col_expr(parked::Column::Error, Expr::val(why.clone()));
            let noted = noted.filter(parked::Column::Id.eq(id));
            Box::pin(async move { Ok(noted.exec(tx).await.map(|_| ())?) })
        })
        .await
    }

    /// Gives a parked event up for good: it is never folded, and what waits behind it may be. False: it was not parked.
    ///
    /// # Errors
    /// The database failed.
    pub async fn discard_parked(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let gone = parked::Entity::update_many()
                    .col_expr(parked::Column::DiscardedAt, Expr::val(Col(now)))
                    .filter(parked::Column::Id.eq(id))
                    .filter(parked::Column::DiscardedAt.is_null())
                    .exec(tx)
                    .await?;
                Ok(gone.rows_affected == 1)
            })
        })
        .await
    }

    /// Which records of this log within these offsets are parked or were discarded: a fold of the log leaves them out. Those that a version
    /// before parked count too: until a projector has claimed the projection they are where that version put them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn parked_among(&self, log: LogId, first: u64, next: u64) -> Result<HashSet<(u64, Mark)>, StoreError> {
        let rows = within(log, first, next).select_only().column(parked::Column::LogOffset).column(parked::Column::Mark);
        let rows: Vec<(Col<u64>, Col<Mark>)> = rows.into_tuple().all(self.read()).await?;
        let mut found: HashSet<_> = rows.into_iter().map(|(offset, mark)| (offset.0, mark.0)).collect();
        let former = parked_event::Entity::find().filter(parked_event::Column::LogOffset.gte(Col(first)));
        let former = former.filter(parked_event::Column::LogOffset.lt(Col(next))).rows(self.read()).await?;
        found.extend(former.into_iter().map(|row| (row.log_offset.0, Mark::of(&row.payload))));
        Ok(found)
    }
}

fn within(log: LogId, first: u64, next: u64) -> sea_orm::Select<parked::Entity> {
    let rows = parked::Entity::find().filter(parked::Column::LogId.eq(Col(log)));
    rows.filter(parked::Column::LogOffset.gte(Col(first))).filter(parked::Column::LogOffset.lt(Col(next)))
}

fn from(row: parked::Model) -> Parked {
    Parked {
        id: row.id,
        log: row.log_id.0,
        offset: row.log_offset.0,
        event: row.event_id.map(Col::get),
        lane: row.lane.map(Col::get),
        payload: row.payload,
        error: row.error,
        parked_at: row.parked_at.0,
    }
}

/// The same record of the same log has the same id, however often it is parked.
fn id_of(log: LogId, offset: u64, mark: Mark) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{log}:{offset}:{}", mark.0).as_bytes())
}

fn row(log: LogId, entry: &Incoming, error: &str, now: Timestamp) -> parked::ActiveModel {
    let mark = Mark::of(&entry.payload);
    parked::ActiveModel {
        id: Set(id_of(log, entry.offset, mark)),
        log_id: Set(Col(log)),
        log_offset: Set(Col(entry.offset)),
        mark: Set(Col(mark)),
        event_id: Set(entry.event.as_ref().ok().map(|envelope| Col(envelope.id))),
        lane: Set(entry.lane.map(Col)),
        payload: Set(entry.payload.clone()),
        error: Set(error.to_owned()),
        parked_at: Set(Col(now)),
        discarded_at: Set(None),
    }
}

/// Parks those of the entries that are named here, with the reason.
pub(super) async fn park(
    tx: &DatabaseTransaction,
    log: LogId,
    reasons: &BTreeMap<u64, String>,
    entries: &[Incoming],
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = entries.iter().filter_map(|entry| Some(row(log, entry, reasons.get(&entry.offset)?, now))).collect();
    insert(tx, rows).await
}

/// Which of these entries were discarded: of a log that is folded again from an earlier place.
pub(super) async fn discarded(tx: &DatabaseTransaction, log: LogId, entries: &[Incoming]) -> Result<HashSet<u64>, StoreError> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(HashSet::new()) };
    let rows = within(log, first.offset, last.offset + 1).filter(parked::Column::DiscardedAt.is_not_null()).rows(tx).await?;
    let marks: HashSet<_> = rows.into_iter().map(|row| (row.log_offset.0, row.mark.0)).collect();
    let known = entries.iter().filter(|entry| !marks.is_empty() && marks.contains(&(entry.offset, Mark::of(&entry.payload))));
    Ok(known.map(|entry| entry.offset).collect())
}

/// Moves what a version before parked into the table of this one.
pub(crate) async fn adopt(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    let rows = parked_event::Entity::find().rows(tx).await?;
    if rows.is_empty() {
        return Ok(());
    }
    // They are of the log that was folded until now.
    let log = projection::Entity::find_by_id(LIVE.to_owned()).row(tx).await?.map_or(LogId(Uuid::nil()), |row| row.log_id.0);
    let moved = rows.into_iter().map(|old| {
        let mark = Mark::of(&old.payload);
        parked::ActiveModel {
            id: Set(id_of(log, old.log_offset.0, mark)),
            log_id: Set(Col(log)),
            log_offset: Set(old.log_offset),
            mark: Set(Col(mark)),
            event_id: Set(old.event_id),
            lane: Set(old.lane),
            payload: Set(old.payload),
            error: Set(old.error),
            parked_at: Set(old.parked_at),
            discarded_at: Set(None),
        }
    });
    insert(tx, moved.collect()).await?;
    parked_event::Entity::delete_many().exec(tx).await?;
    Ok(())
}

/// Gives the parked events of a log their places in its copy, and the ids that go with them.
pub(super) async fn relocate(
    tx: &DatabaseTransaction,
    (former, log): (LogId, LogId),
    offsets: &BTreeMap<u64, u64>,
) -> Result<(), StoreError> {
    let of_former = || parked::Column::LogId.eq(Col(former));
    let rows = parked::Entity::find().filter(of_former()).rows(tx).await?;
    parked::Entity::delete_many().filter(of_former()).exec(tx).await?;
    let moved = rows.into_iter().map(|row| {
        let (place, mark) = (offsets.get(&row.log_offset.0), row.mark.0);
        let mut moved = parked::ActiveModel::from(row);
        // A record that cannot be read any more is not in the copy; what is known of it stays.
        if let Some(&offset) = place {
            (moved.id, moved.log_id, moved.log_offset) = (Set(id_of(log, offset, mark)), Set(Col(log)), Set(Col(offset)));
        }
        moved
    });
    insert(tx, moved.collect()).await
}

async fn insert(tx: &DatabaseTransaction, mut rows: Vec<parked::ActiveModel>) -> Result<(), StoreError> {
    while !rows.is_empty() {
        let later = rows.split_off(rows.len().min(CHUNK));
        let again = OnConflict::column(parked::Column::Id).do_nothing().to_owned();
        parked::Entity::insert_many(std::mem::replace(&mut rows, later)).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(())
}

//! Artists who were erased. The log still tells of them what it told before, and an operator may have them served again: from where on a fold takes
//! what it tells.

use super::column::Col;
use super::entity::{erased, projection};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::projection::LIVE;
use crate::read::Rows;
use domain::id::{ArtistId, LogId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An artist who was erased is served again: what the log told before this stays out, also what was not folded yet when they were erased.
pub(crate) async fn served_again(tx: &DatabaseTransaction, artist: ArtistId) -> Result<(), StoreError> {
    if erased::Entity::find_by_id(Col(artist)).row(tx).await?.is_some() { note(tx, artist).await } else { Ok(()) }
}

/// Notes that this artist is erased: of what the projection has folded until now, a later fold takes nothing.
pub(crate) async fn note(tx: &DatabaseTransaction, artist: ArtistId) -> Result<(), StoreError> {
    // A store that follows no log yet has folded nothing.
    let Some(row) = projection::Entity::find_by_id(LIVE.to_owned()).row(tx).await? else { return Ok(()) };
    let noted = erased::ActiveModel { artist_id: Set(Col(artist)), log_id: Set(row.log_id), next_offset: Set(row.next_offset) };
    let again = OnConflict::column(erased::Column::ArtistId).update_columns([erased::Column::LogId, erased::Column::NextOffset]).to_owned();
    erased::Entity::insert(noted).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// The offsets of the log that the projection follows, before which it tells of artists what is erased. They are few, and most of the time there are
/// none.
pub(crate) async fn before(db: &impl ConnectionTrait) -> Result<HashMap<ArtistId, u64>, StoreError> {
    let rows = erased::Entity::find().rows(db).await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let log = projection::Entity::find_by_id(LIVE.to_owned()).row(db).await?.map(|row| row.log_id);
    Ok(rows.into_iter().filter(|row| Some(row.log_id) == log).map(|row| (row.artist_id.0, row.next_offset.0)).collect())
}

/// Whether an entry of this artist at this place is erased, by [`before`].
pub(crate) fn is_erased(before: &HashMap<ArtistId, u64>, lane: Option<ArtistId>, offset: u64) -> bool {
    lane.is_some_and(|lane| before.get(&lane).is_some_and(|before| offset < *before))
}

/// Says the same of a copy of the log. `offsets`: places in the former log, and in the copy; of one that is missing, the copy has nothing before it.
pub(crate) async fn relocate(
    tx: &DatabaseTransaction,
    (former, log): (LogId, LogId),
    offsets: &BTreeMap<u64, u64>,
) -> Result<(), StoreError> {
    for row in erased::Entity::find().filter(erased::Column::LogId.eq(Col(former))).rows(tx).await? {
        let next = offsets.get(&row.next_offset.0).copied().unwrap_or_default();
        erased::Entity::update_many()
            .col_expr(erased::Column::LogId, Expr::val(Col(log)))
            .col_expr(erased::Column::NextOffset, Expr::val(Col(next)))
            .filter(erased::Column::ArtistId.eq(row.artist_id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

impl ProjectionStore {
    /// Stands for the artists who were erased, without naming them: it changes when one more is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn erased_mark(&self) -> Result<String, StoreError> {
        let rows = erased::Entity::find().rows(self.read()).await?;
        let mut told: Vec<String> = rows.iter().map(|row| format!("{} {} {}", row.artist_id.0, row.log_id.0, row.next_offset.0)).collect();
        told.sort_unstable();
        Ok(Sha256::digest(told.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whether each of these entries of the log that the projection follows is erased: its artist was, after it was folded.
    ///
    /// # Errors
    /// The database failed.
    pub async fn are_erased(&self, entries: impl IntoIterator<Item = (Option<ArtistId>, u64)>) -> Result<Vec<bool>, StoreError> {
        let before = before(self.read()).await?;
        Ok(entries.into_iter().map(|(lane, offset)| is_erased(&before, lane, offset)).collect())
    }

    /// The places in this log before which it tells of artists what is erased.
    ///
    /// # Errors
    /// The database failed.
    pub async fn erased_offsets(&self, log: LogId) -> Result<BTreeSet<u64>, StoreError> {
        let rows = erased::Entity::find().filter(erased::Column::LogId.eq(Col(log))).rows(self.read()).await?;
        Ok(rows.into_iter().map(|row| row.next_offset.0).collect())
    }
}

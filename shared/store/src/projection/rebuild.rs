//! Folding the log afresh, beside the live tables: into `fresh_*`, which then replace the live ones or are compared with them.
//! Nothing here loads watches or writes notifications, so nothing here can send anything.
//!
//! Whatever writes to the fresh tables, or from them, names the epoch of the run's term: one that was asleep while another run took over writes
//! nothing.

use super::batch::{Fold, Incoming, LIVE, Tables};
use super::unlike::{Cursor, Unlike, adopt, carry_over, count};
use super::{fence, load, write};
use crate::column::Col;
use crate::entity::{lease, projection};
use crate::erased;
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::loss;
use crate::read::Rows;
use crate::refused;
use crate::retention;
use crate::seat::{self, FRESH};
use crate::shrink;
use domain::id::{ArtistId, LogId};
use sea_orm::sea_query::Query;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows that are cleared in one transaction.
const CLEARED: u64 = 4_000;

/// The answer to a switch or a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared<T> {
    /// Both stood at the same place.
    Done(T),
    /// The live projection is elsewhere: fold on to here, then ask again.
    Moved {
        /// Where the live projection is.
        next_offset: u64,
        /// In which log.
        log: LogId,
    },
}

/// What the fresh tables hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refolded {
    /// The log that they were folded from.
    pub log: LogId,
    /// The first offset of it that they do not hold.
    pub next_offset: u64,
    /// Some of its records are damaged: the store no longer has what they told once such rows are the live ones. A run says so with its first
    /// portion, so that a run that is killed has said it, and with its last, when the store lacks all of it.
    pub lost: bool,
}

/// Rows that only one side has, or has otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The live table.
    pub table: &'static str,
    /// In the live table and not, or otherwise, in the fresh one.
    pub only_live: u64,
    /// The reverse.
    pub only_fresh: u64,
}

impl ProjectionStore {
    /// Empties the fresh tables, some thousand rows in one transaction, and tells how far that is.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn clear_fresh(&self, epoch: u64, mut told: impl FnMut(Cursor) + Send) -> Result<(), StoreError> {
        let mut cursor = Some(Cursor::default());
        while let Some(at) = cursor {
            cursor = self.write(move |tx| Box::pin(clear_some(tx, epoch, at))).await?;
            cursor.iter().copied().for_each(&mut told);
        }
        Ok(())
    }

    /// Folds entries into the fresh tables. Where the live ones have shrunk posts, these are as small from the beginning, but for what a message
    /// still needs. Returns those of the entries' artists who are not served: nothing of theirs is folded.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn fold_fresh(&self, epoch: u64, entries: Arc<Vec<Incoming>>, fold: &Fold) -> Result<BTreeSet<ArtistId>, StoreError> {
        let fold = Arc::clone(fold);
        self.write(move |tx| {
            let (entries, fold) = (Arc::clone(&entries), Arc::clone(&fold));
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                let entries = served(tx, &entries).await?;
                let loaded = load::load(tx, Tables::Fresh, &entries).await?;
                let mut changes = fold(&loaded, &entries);
                if let Some(before) = retention::shrunk_before(tx).await? {
                    // By no clock: what happened since then to a message is recent enough. Shrinking looks at it again in its next run.
                    let needed = shrink::needed(tx, &changes.old(before), before).await?;
                    changes.shrink(before, &needed);
                }
                write::write(tx, Tables::Fresh, &loaded, changes).await?;
                Ok(loaded.refused.into_iter().collect())
            })
        })
        .await
    }

    /// Puts the fresh rows of one portion in place of the live ones, if the live projection stands exactly at `next_offset`, and
    /// counts the loss, if there is one, so that ingest polls again what the damaged records told.
    /// The live projector keeps its own epoch: it waits for this transaction and then folds the next event into the new rows.
    /// The fresh rows stay, to be cleared while nobody waits.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn carry_over_fresh(&self, epoch: u64, fresh: Refolded, portion: Arc<Unlike>) -> Result<Compared<()>, StoreError> {
        self.write(move |tx| {
            let portion = Arc::clone(&portion);
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                if let Some(elsewhere) = hold(tx, fresh.log, fresh.next_offset).await? {
                    return Ok(elsewhere);
                }
                take_live(tx, &portion).await?;
                carry_over(tx, &portion).await?;
                if fresh.lost {
                    loss::count(tx).await?;
                }
                Ok(Compared::Done(()))
            })
        })
        .await
    }

    /// Counts the rows of one portion that live and fresh tables do not share, if the live projection stands exactly at `next_offset`. The live
    /// projector waits meanwhile. An empty list: no difference.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn count_unlike(&self, epoch: u64, fresh: Refolded, portion: Arc<Unlike>) -> Result<Compared<Vec<Difference>>, StoreError> {
        self.write(move |tx| {
            let portion = Arc::clone(&portion);
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                if let Some(elsewhere) = hold(tx, fresh.log, fresh.next_offset).await? {
                    return Ok(elsewhere);
                }
                take_live(tx, &portion).await?;
                let counts = count(tx, &portion).await?.into_iter();
                let differences = counts.map(|(table, only_live, only_fresh)| Difference { table, only_live, only_fresh });
                Ok(Compared::Done(differences.filter(|found| found.only_live + found.only_fresh > 0).collect()))
            })
        })
        .await
    }
}

/// The entries without what is erased.
async fn served(tx: &DatabaseTransaction, entries: &Arc<Vec<Incoming>>) -> Result<Arc<Vec<Incoming>>, StoreError> {
    let erased = erased::before(tx).await?;
    let is_erased = |entry: &Incoming| erased::is_erased(&erased, entry.lane, entry.offset);
    if !entries.iter().any(is_erased) {
        return Ok(Arc::clone(entries));
    }
    Ok(Arc::new(entries.iter().filter(|entry| !is_erased(entry)).cloned().collect()))
}

/// Of artists of whom something was left out, the fresh tables get the live rows of this portion: what is stored of them stays as it is, whatever a
/// fold of the log would make of it.
async fn take_live(tx: &DatabaseTransaction, portion: &Unlike) -> Result<(), StoreError> {
    let refused = refused::artists(tx).await?;
    adopt(tx, &portion.of_artists(tx, &refused).await?).await
}

pub(super) async fn hold_fresh(tx: &DatabaseTransaction, epoch: u64) -> Result<(), StoreError> {
    seat::hold::<lease::Entity>(tx, FRESH, epoch).await
}

/// Deletes the next rows. Where those behind them begin; None: there are no more.
async fn clear_some(tx: &DatabaseTransaction, epoch: u64, at: Cursor) -> Result<Option<Cursor>, StoreError> {
    hold_fresh(tx, epoch).await?;
    let Some(pair) = at.pair() else { return Ok(None) };
    // By their keys: a search for any rows passes again and again over those that PostgreSQL has not tidied away yet.
    let end = at.further(tx, pair.fresh, CLEARED).await?;
    tx.execute(Query::delete().from_table(pair.fresh).and_where(at.until(pair.key, end))).await?;
    Ok(at.behind(end))
}

/// Touches the projection's row, so that no fold commits before this transaction ends; says so when it stands elsewhere.
pub(super) async fn hold<T>(tx: &DatabaseTransaction, log: LogId, next_offset: u64) -> Result<Option<Compared<T>>, StoreError> {
    fence::hold_still(tx).await?;
    let row = projection::Entity::find_by_id(LIVE.to_owned()).row(tx).await?;
    Ok(match row {
        Some(row) if (row.log_id, row.next_offset) == (Col(log), Col(next_offset)) => None,
        Some(row) => Some(Compared::Moved { next_offset: row.next_offset.0, log: row.log_id.0 }),
        None => Some(Compared::Moved { next_offset: 0, log }),
    })
}

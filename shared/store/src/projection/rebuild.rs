//! Folding the log afresh, beside the live tables: into `fresh_*`, which then replace the live ones or are compared with them.
//! Nothing here loads watches or writes notifications, so nothing here can send anything.
//!
//! Whatever writes to the fresh tables, or from them, names the epoch of the run's term: one that was asleep while another run took over writes
//! nothing.

use super::batch::{Fold, Incoming, LIVE, Tables};
use super::unlike::{PAIRS, Pair, Unlike, carry_over, columns};
use super::{load, write};
use crate::column::Col;
use crate::entity::{lease, projection};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use crate::loss;
use crate::read::{Rows, cell};
use crate::seat::{self, FRESH};
use domain::id::LogId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::sync::Arc;

/// Keys whose rows are cleared in one transaction.
const CLEARED: u64 = 5_000;

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
    /// Some of its records are damaged: the store no longer has what they told once these rows are the live ones.
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
    /// Empties the fresh tables, some thousand rows in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn clear_fresh(&self, epoch: u64) -> Result<(), StoreError> {
        for pair in &PAIRS {
            while self.write(move |tx| Box::pin(clear_some(tx, epoch, pair))).await? {}
        }
        Ok(())
    }

    /// Folds entries into the fresh tables.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn fold_fresh(&self, epoch: u64, entries: Arc<Vec<Incoming>>, fold: &Fold) -> Result<(), StoreError> {
        let fold = Arc::clone(fold);
        self.write(move |tx| {
            let (entries, fold) = (Arc::clone(&entries), Arc::clone(&fold));
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                let loaded = load::load(tx, Tables::Fresh, &entries).await?;
                let changes = fold(&loaded, &entries);
                write::write(tx, Tables::Fresh, &loaded, changes).await?;
                Ok(())
            })
        })
        .await
    }

    /// Replaces the live rows that may be unlike the fresh ones in one transaction, if the live projection stands exactly at `next_offset`, and
    /// counts the loss, if there is one, so that ingest polls again what the damaged records told.
    /// The live projector keeps its own epoch: it waits for this transaction and then folds the next event into the new rows.
    /// The fresh rows stay, to be cleared while nobody waits.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; the database failed.
    pub async fn switch_to_fresh(&self, epoch: u64, fresh: Refolded, unlike: Arc<Unlike>) -> Result<Compared<()>, StoreError> {
        self.write_long(move |tx| {
            let unlike = Arc::clone(&unlike);
            Box::pin(async move {
                hold_fresh(tx, epoch).await?;
                if let Some(elsewhere) = hold(tx, fresh.log, fresh.next_offset).await? {
                    return Ok(elsewhere);
                }
                carry_over(tx, &unlike).await?;
                if fresh.lost {
                    loss::count(tx).await?;
                }
                Ok(Compared::Done(()))
            })
        })
        .await
    }

    /// Compares live and fresh rows in one transaction, if the live projection stands exactly at `next_offset`. The live projector
    /// waits meanwhile. An empty list: no difference.
    ///
    /// # Errors
    /// The database failed.
    pub async fn compare_with_fresh(&self, log: LogId, next_offset: u64) -> Result<Compared<Vec<Difference>>, StoreError> {
        self.write_long(move |tx| {
            Box::pin(async move {
                if let Some(elsewhere) = hold(tx, log, next_offset).await? {
                    return Ok(elsewhere);
                }
                let mut differences = Vec::new();
                for pair in &PAIRS {
                    let (live, fresh) = (pair.live, pair.fresh);
                    let difference = Difference {
                        table: live,
                        only_live: missing(tx, live, live, fresh).await?,
                        only_fresh: missing(tx, live, fresh, live).await?,
                    };
                    if difference.only_live + difference.only_fresh > 0 {
                        differences.push(difference);
                    }
                }
                Ok(Compared::Done(differences))
            })
        })
        .await
    }
}

async fn hold_fresh(tx: &DatabaseTransaction, epoch: u64) -> Result<(), StoreError> {
    seat::hold::<lease::Entity>(tx, FRESH, epoch).await
}

/// Deletes the rows of some keys; false: there are no more.
async fn clear_some(tx: &DatabaseTransaction, epoch: u64, pair: &Pair) -> Result<bool, StoreError> {
    hold_fresh(tx, epoch).await?;
    let mut keys = Query::select();
    keys.distinct().column(pair.key).from(pair.fresh).limit(CLEARED);
    let mut delete = Query::delete();
    delete.from_table(pair.fresh).and_where(Expr::col(pair.key).in_subquery(keys));
    Ok(tx.execute(&delete).await?.rows_affected() > 0)
}

/// Touches the projection's row, so that no fold commits before this transaction ends; says so when it stands elsewhere.
async fn hold<T>(tx: &DatabaseTransaction, log: LogId, next_offset: u64) -> Result<Option<Compared<T>>, StoreError> {
    projection::Entity::update_many()
        .col_expr(projection::Column::NextOffset, Expr::col(projection::Column::NextOffset))
        .filter(projection::Column::Name.eq(LIVE))
        .exec(tx)
        .await?;
    let row = projection::Entity::find_by_id(LIVE.to_owned()).row(tx).await?;
    Ok(match row {
        Some(row) if (row.log_id, row.next_offset) == (Col(log), Col(next_offset)) => None,
        Some(row) => Some(Compared::Moved { next_offset: row.next_offset.0, log: row.log_id.0 }),
        None => Some(Compared::Moved { next_offset: 0, log }),
    })
}

/// How many rows of `here` are not the same in `there`.
async fn missing(tx: &DatabaseTransaction, table: &'static str, here: &'static str, there: &'static str) -> Result<u64, StoreError> {
    let all = |from: &'static str| -> SelectStatement {
        let mut select = Query::select();
        select.columns(columns(table).iter().map(Alias::new)).from(from);
        select
    };
    let mut both = all(here);
    both.union(UnionType::Except, all(there));
    let mut counted = Query::select();
    counted.expr_as(Expr::cust("COUNT(*)"), "n").from_subquery(both, "difference");
    let row = tx.query_one(&counted).await?;
    row.map_or(Ok(0), |row| Ok(cell::<Col<u64>>(&row, table, "n")?.0))
}

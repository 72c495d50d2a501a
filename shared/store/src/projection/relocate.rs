//! Following a copy of the log, which holds the same events at other offsets.

use super::batch::LIVE;
use super::checkpoint::{self, Checkpoint};
use super::{home, parked};
use crate::column::Col;
use crate::entity::{parked as waiting, parked_event, projection};
use crate::erased;
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use domain::clock::Timestamp;
use domain::id::LogId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the store needs to know to follow a copy of its log.
#[derive(Clone, Debug)]
pub struct Relocated {
    /// The log that it was folded from.
    pub former: LogId,
    /// Where it stood there.
    pub former_next: u64,
    /// The copy.
    pub log: LogId,
    /// The same place in the copy.
    pub next: u64,
    /// Where the copy is, in words without secrets.
    pub place: String,
    /// Of what was folded, in the copy.
    pub checkpoints: Vec<Checkpoint>,
    /// Offsets of parked events in the former log, and in the copy.
    pub parked: BTreeMap<u64, u64>,
    /// Places in the former log before which artists are erased, and in the copy.
    pub erased: BTreeMap<u64, u64>,
    /// The former log had lost its beginning, so that the copy lacks events that were folded.
    pub trimmed: bool,
    /// By the host's clock.
    pub now: Timestamp,
}

impl ProjectionStore {
    /// Where this log has events that are parked or were discarded.
    ///
    /// # Errors
    /// The database failed.
    pub async fn parked_offsets(&self, log: LogId) -> Result<BTreeSet<u64>, StoreError> {
        let rows = waiting::Entity::find().filter(waiting::Column::LogId.eq(Col(log))).select_only().column(waiting::Column::LogOffset);
        let mut found: Vec<Col<u64>> = rows.into_tuple().all(self.read()).await?;
        let former = parked_event::Entity::find().select_only().column(parked_event::Column::LogOffset);
        found.extend(former.into_tuple::<Col<u64>>().all(self.read()).await?);
        Ok(found.into_iter().map(Col::get).collect())
    }

    /// Follows the copy from now on, in one step; a former projector is fenced off. False: the store is no longer where it was
    /// when the copy was compared, and nothing was changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn relocate(&self, to: Relocated) -> Result<bool, StoreError> {
        let to = Arc::new(to);
        self.write(move |tx| {
            let to = Arc::clone(&to);
            Box::pin(async move {
                parked::adopt(tx).await?;
                let next_epoch = || Expr::col(projection::Column::Epoch).add(1_i64);
                let moved = projection::Entity::update_many()
                    .col_expr(projection::Column::LogId, Expr::val(Col(to.log)))
                    .col_expr(projection::Column::NextOffset, Expr::val(Col(to.next)))
                    .col_expr(projection::Column::Epoch, next_epoch())
                    .col_expr(projection::Column::ReleasedEpoch, next_epoch())
                    .filter(projection::Column::Name.eq(LIVE))
                    .filter(projection::Column::LogId.eq(Col(to.former)))
                    .filter(projection::Column::NextOffset.eq(Col(to.former_next)))
                    .exec(tx)
                    .await?;
                if moved.rows_affected != 1 {
                    return Ok(false);
                }
                checkpoint::replace(tx, to.log, &to.checkpoints).await?;
                parked::relocate(tx, (to.former, to.log), &to.parked).await?;
                erased::relocate(tx, (to.former, to.log), &to.erased).await?;
                home::note(tx, to.log, &to.place, to.now).await?;
                if to.trimmed {
                    home::note(tx, home::TRIMMED, "the trimmed beginning of a log that was moved", to.now).await?;
                }
                Ok(true)
            })
        })
        .await
    }
}

#[cfg(test)]
#[path = "relocate_tests.rs"]
mod tests;

//! Taking out what is old (docs/retention.md): settled notifications with what is known of their attempts, and audit rows, some hundred in one
//! short transaction. What is not settled stays, however old it is.
//!
//! Before the first row goes it is written down from when on everything is still there. The fold reads that after the notifications of a batch: a row
//! that it misses went after the time was written, so the fold knows not to offer the post again ([`domain::keep::may_offer`]).

use super::column::Col;
use super::entity::{audit, notification, retention};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle, OpsStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::NotificationId;
use domain::notification::State;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// Rows in one transaction.
const BATCH: u64 = 250;
/// The states in which nothing is to come any more.
const SETTLED: [State; 4] = [State::Sent, State::Suppressed, State::Failed, State::Expired];

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::AsRefStr, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum What {
    /// Settled notifications.
    Notifications,
    /// What was changed in servers.
    Audit,
    /// What cards need of old posts ([`BotStore::shrink_posts`]).
    Detail,
}

/// A run that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// When it ended, by the clock of who did it.
    pub at: Timestamp,
    /// When the next one begins.
    pub next_at: Timestamp,
    /// Rows that it took out.
    pub rows: u64,
}

/// How far retention is with something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The word of what it is about; a later version may have others.
    pub what: String,
    /// What is older may be gone.
    pub before: Timestamp,
    /// The last run; None: the first one is not over.
    pub last: Option<Run>,
}

impl BotStore {
    /// Writes down that what is from before this may be gone from now on. It never goes back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn begin_forgetting(&self, what: What, before: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(begin(tx, what, before))).await
    }

    /// Takes out some of the notifications that are settled and from before this. Returns how many went: 0: there are no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_notifications(&self, before: Timestamp) -> Result<u64, StoreError> {
        for state in SETTLED {
            let gone = self.write(move |tx| Box::pin(forget_settled(tx, state, before))).await?;
            if gone > 0 {
                return Ok(gone);
            }
        }
        Ok(0)
    }

    /// Takes out some of the audit rows from before this. Returns how many went: 0: there are no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_audit(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let ids: Vec<Uuid> = old_audit(before).select_only().column(audit::Column::Id).into_tuple().all(tx).await?;
                if ids.is_empty() {
                    return Ok(0);
                }
                Ok(audit::Entity::delete_many().filter(audit::Column::Id.is_in(ids)).exec(tx).await?.rows_affected)
            })
        })
        .await
    }

    /// Notes a run that is over, for those who look.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_retention(&self, what: What, run: Run) -> Result<(), StoreError> {
        self.write(move |tx| Box::pin(note(tx, what, run))).await
    }
}

impl OpsStore {
    /// How far retention is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn retention(&self) -> Result<Vec<Standing>, StoreError> {
        let rows = retention::Entity::find().order_by_asc(retention::Column::What).rows(self.read()).await?;
        let run = |row: &retention::Model| Some(Run { at: row.ran_at?.0, next_at: row.next_at?.0, rows: row.rows.0 });
        Ok(rows.into_iter().map(|row| Standing { last: run(&row), before: row.before.0, what: row.what }).collect())
    }
}

/// What became of posts before this may be gone; None: everything is there.
pub(crate) async fn forgotten(tx: &DatabaseTransaction) -> Result<Option<Timestamp>, StoreError> {
    let row = retention::Entity::find_by_id(What::Notifications.as_ref()).row(tx).await?;
    Ok(row.map(|row| row.before.0))
}

/// Posts whose content is from before this may be shrunk; None: none is.
pub(crate) async fn shrunk_before(tx: &impl ConnectionTrait) -> Result<Option<Timestamp>, StoreError> {
    let row = retention::Entity::find_by_id(What::Detail.as_ref()).row(tx).await?;
    Ok(row.map(|row| row.before.0))
}

pub(crate) async fn begin(tx: &DatabaseTransaction, what: What, before: Timestamp) -> Result<(), StoreError> {
    let first = retention::ActiveModel {
        what: Set(what.as_ref().to_owned()),
        before: Set(Col(before)),
        ran_at: Set(None),
        next_at: Set(None),
        rows: Set(Col(0)),
    };
    let there = OnConflict::column(retention::Column::What).do_nothing().to_owned();
    retention::Entity::insert(first).on_conflict(there).exec_without_returning(tx).await?;
    let later = retention::Entity::update_many().col_expr(retention::Column::Before, Expr::val(Col(before)));
    later.filter(retention::Column::What.eq(what.as_ref())).filter(retention::Column::Before.lt(Col(before))).exec(tx).await?;
    Ok(())
}

pub(crate) async fn note(tx: &DatabaseTransaction, what: What, run: Run) -> Result<(), StoreError> {
    retention::Entity::update_many()
        .col_expr(retention::Column::RanAt, Expr::val(Col(run.at)))
        .col_expr(retention::Column::NextAt, Expr::val(Col(run.next_at)))
        .col_expr(retention::Column::Rows, Expr::val(Col(run.rows)))
        .filter(retention::Column::What.eq(what.as_ref()))
        .exec(tx)
        .await?;
    Ok(())
}

/// By the time at which they were due, which has an index; a row that a wrong clock made due before it was observed stays.
fn old(state: State, before: Timestamp) -> Select<notification::Entity> {
    use notification::Column::{DueAt, ObservedAt, State as Is};
    let rows = notification::Entity::find().filter(Is.eq(state.into_str())).filter(DueAt.lt(Col(before)));
    rows.filter(ObservedAt.lt(Col(before))).order_by_asc(DueAt).limit(BATCH)
}

fn old_audit(before: Timestamp) -> Select<audit::Entity> {
    audit::Entity::find().filter(audit::Column::At.lt(Col(before))).order_by_asc(audit::Column::At).limit(BATCH)
}

async fn forget_settled(tx: &DatabaseTransaction, state: State, before: Timestamp) -> Result<u64, StoreError> {
    let ids = old(state, before).select_only().column(notification::Column::Id).into_tuple();
    let ids: Vec<Col<NotificationId>> = ids.all(tx).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let these = notification::Entity::delete_many().filter(notification::Column::Id.is_in(ids));
    Ok(these.filter(notification::Column::State.eq(state.into_str())).exec(tx).await?.rows_affected)
}

#[cfg(test)]
#[path = "retention_tests.rs"]
mod tests;

//! Rows of the outbox: how each change of a notification is written, by any role. `sent` is never overwritten.

use super::column::{Col, Wait};
use super::entity::notification;
use crate::error::StoreError;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::notification::{Doubt, Hold, Settlement, State};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, UpdateMany};

/// Ids in one IN list.
pub(super) const CHUNK: usize = 500;

/// What may still be sent, in the words of the indexes of that: a database takes an index of some rows only for a query that says the same, and a
/// parameter could be anything. COALESCE keeps SQLite from a search for each of the two states in another index, which it would prefer, and would
/// keep PostgreSQL from knowing how many rows there are.
pub(super) fn open_words(backend: DbBackend, column: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("COALESCE({column}, '') IN ('pending', 'sending')"),
        _ => format!("{column} IN ('pending', 'sending')"),
    }
}

/// [`open_words`] as a condition.
pub(super) fn is_open(backend: DbBackend) -> SimpleExpr {
    Expr::cust(open_words(backend, r#""state""#))
}

/// The state of a row.
///
/// # Errors
/// A later version wrote it.
pub(super) fn known(row: &notification::Model) -> Result<State, StoreError> {
    row.state.0.clone().map_err(|word| StoreError::unknown_word("notification", "state", row.id.0, &word))
}

/// What a held row waits for; versions before there were kinds of holds wrote nothing.
pub(super) fn held_for(hold: Hold) -> Option<Col<Wait>> {
    (hold != Hold::Channel).then_some(Col(Wait::Hold(hold)))
}

/// Whether an attempt may have arrived, and since when. One has begun while the state says so, whatever else was written.
pub(super) fn doubt_of(row: &notification::Model) -> Option<Doubt> {
    match row.state.0 {
        Ok(State::Sending) => Some(row.in_doubt_since.map_or(Doubt::UNDATED, Col::get)),
        _ => row.in_doubt_since.map(Col::get),
    }
}

/// [`doubt_of`] as a condition: an attempt may have arrived.
pub(super) fn is_doubtful() -> SimpleExpr {
    use notification::Column::{InDoubtSince, State as Status};
    InDoubtSince.is_not_null().or(Status.eq(State::Sending.into_str()))
}

/// Becomes this.
pub(super) fn moved(state: State, reason: Option<String>, now: Timestamp) -> UpdateMany<notification::Entity> {
    notification::Entity::update_many()
        .col_expr(notification::Column::State, Expr::val(state.into_str()))
        .col_expr(notification::Column::Reason, Expr::val(reason))
        .col_expr(notification::Column::UpdatedAt, Expr::val(Col(now)))
}

/// The update that makes a row pending and due now. The version before reads from the two times whether an attempt may have arrived: where it
/// did not, both move together.
pub(super) fn due_now(now: Timestamp) -> UpdateMany<notification::Entity> {
    use notification::Column::{DueAt, FirstTryAt};
    let certain = Expr::case(Expr::col(FirstTryAt).eq(Expr::col(DueAt)), Expr::val(Col(now))).finally(Expr::col(FirstTryAt));
    moved(State::Pending, None, now).col_expr(DueAt, Expr::val(Col(now))).col_expr(FirstTryAt, certain.into())
}

/// The update for one outcome, without its id. What may be tried again applies only to what is still open; a verdict applies to all
/// but `sent`.
pub(super) fn settlement(outcome: &Settlement, now: Timestamp) -> UpdateMany<notification::Entity> {
    use notification::Column::{Attempts, DueAt, FirstTryAt, InDoubtSince, MessageId, State as Status};
    let open = [State::Pending.into_str(), State::Sending.into_str(), State::Held.into_str()];
    let final_word = |update: UpdateMany<notification::Entity>| update.filter(Status.ne(State::Sent.into_str()));
    match outcome {
        Settlement::Sent { message, at: when } => final_word(moved(State::Sent, None, *when).col_expr(MessageId, Expr::val(Col(*message)))),
        Settlement::Retry { due_at, doubt, attempts, reason } => moved(State::Pending, Some(reason.clone()), now)
            .col_expr(DueAt, Expr::val(Col(*due_at)))
            .col_expr(InDoubtSince, Expr::val(doubt.map(Col)))
            .col_expr(FirstTryAt, Expr::val(Col(*due_at - TimeDelta::microseconds(i64::from(doubt.is_some())))))
            .col_expr(Attempts, Expr::val(Col(*attempts)))
            .filter(Status.is_in(open)),
        Settlement::Held { hold, reason, doubt, until } => {
            let mut update = held(*hold, reason.clone(), now).col_expr(InDoubtSince, Expr::val(doubt.map(Col)));
            if let Some(until) = until {
                update = update.col_expr(DueAt, Expr::val(Col(*until)));
            }
            if doubt.is_some() {
                let due = until.map_or_else(|| Expr::col(DueAt), |until| Expr::val(Col(until)));
                update = update.col_expr(FirstTryAt, due.sub(1));
            }
            update.filter(Status.is_in(open))
        }
        Settlement::Suppressed { reason } => final_word(moved(State::Suppressed, Some(reason.into_str().to_owned()), now)),
        Settlement::Failed { reason, attempts } => {
            final_word(moved(State::Failed, Some(reason.clone()), now).col_expr(Attempts, Expr::val(Col(*attempts))))
        }
        Settlement::Expired { reason } => final_word(moved(State::Expired, Some(reason.clone()), now)),
    }
}

/// Becomes held.
pub(super) fn held(hold: Hold, reason: String, now: Timestamp) -> UpdateMany<notification::Entity> {
    moved(State::Held, Some(reason), now).col_expr(notification::Column::HeldFor, Expr::val(held_for(hold)))
}

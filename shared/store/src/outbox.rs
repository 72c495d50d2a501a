//! Rows of the outbox: how each change of a notification is written, whoever makes it. `sent` is never overwritten.

use super::convert::at;
use super::entity::notification;
use domain::clock::Timestamp;
use domain::notification::{Doubt, Hold, Settlement, State};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

/// Ids in one IN list.
pub(super) const CHUNK: usize = 500;
/// What `held_for` says of a notification whose watch is paused.
pub(super) const PAUSED: &str = "paused";

/// Whether a try may have arrived. Rows of versions before `doubt_at` say so by host times, which tell no more than that.
pub(super) fn doubt_of(row: &notification::Model, state: State) -> Option<Doubt> {
    let undated = match state {
        State::Sending => true,
        State::Pending | State::Held => row.attempts > 0 && row.first_try_at.is_some_and(|first| first < row.due_at),
        _ => false,
    };
    row.doubt_at.map(Doubt::from_micros).or(undated.then_some(Doubt::UNDATED))
}

/// [`doubt_of`] as a condition: a try may have arrived.
pub(super) fn is_doubtful() -> SimpleExpr {
    use notification::Column::{Attempts, DoubtAt, DueAt, FirstTryAt, State as Status};
    let undated = Attempts.gt(0).and(FirstTryAt.is_not_null()).and(Expr::col(FirstTryAt).lt(Expr::col(DueAt)));
    DoubtAt.is_not_null().or(Status.eq(State::Sending.into_str())).or(undated)
}

/// Becomes this.
pub(super) fn moved(state: State, reason: Option<String>, now: Timestamp) -> UpdateMany<notification::Entity> {
    notification::Entity::update_many()
        .col_expr(notification::Column::State, Expr::val(state.into_str()))
        .col_expr(notification::Column::Reason, Expr::val(reason))
        .col_expr(notification::Column::UpdatedAt, Expr::val(at(now)))
}

/// The update that makes a row pending and due now. Versions before `doubt_at` read from the two times whether a try may have arrived: where it did
/// not, both move together.
pub(super) fn due_now(now: Timestamp) -> UpdateMany<notification::Entity> {
    use notification::Column::{DueAt, FirstTryAt};
    let certain = Expr::case(Expr::col(FirstTryAt).eq(Expr::col(DueAt)), Expr::val(at(now))).finally(Expr::col(FirstTryAt));
    moved(State::Pending, None, now).col_expr(DueAt, Expr::val(at(now))).col_expr(FirstTryAt, certain.into())
}

/// The update for one outcome, without its id. What may be tried again applies only to what is still open; a verdict applies to all
/// but `sent`.
pub(super) fn settlement(outcome: &Settlement, now: Timestamp) -> UpdateMany<notification::Entity> {
    use notification::Column::{Attempts, DoubtAt, DueAt, FirstTryAt, MessageId, State as Status};
    let value = |number: i64| -> SimpleExpr { Expr::val(number) };
    let open = [State::Pending.into_str(), State::Sending.into_str(), State::Held.into_str()];
    let final_word = |update: UpdateMany<notification::Entity>| update.filter(Status.ne(State::Sent.into_str()));
    match outcome {
        Settlement::Sent { message, at: when } => final_word(moved(State::Sent, None, *when).col_expr(MessageId, value(message.to_db()))),
        Settlement::Retry { due_at, doubt, attempts, reason } => moved(State::Pending, Some(reason.clone()), now)
            .col_expr(DueAt, value(at(*due_at)))
            .col_expr(DoubtAt, Expr::val(doubt.map(Doubt::micros)))
            .col_expr(FirstTryAt, value(at(*due_at) - i64::from(doubt.is_some())))
            .col_expr(Attempts, value(i64::from(*attempts)))
            .filter(Status.is_in(open)),
        Settlement::Held { hold, reason, doubt, until } => {
            let mut update = held(*hold, reason.clone(), now).col_expr(DoubtAt, Expr::val(doubt.map(Doubt::micros)));
            if let Some(until) = until {
                update = update.col_expr(DueAt, value(at(*until)));
            }
            if doubt.is_some() {
                let due = until.map_or_else(|| Expr::col(DueAt), |until| value(at(until)));
                update = update.col_expr(FirstTryAt, due.sub(1));
            }
            update.filter(Status.is_in(open))
        }
        Settlement::Suppressed { reason } => final_word(moved(State::Suppressed, Some(reason.into_str().to_owned()), now)),
        Settlement::Failed { reason, attempts } => {
            final_word(moved(State::Failed, Some(reason.clone()), now).col_expr(Attempts, value(i64::from(*attempts))))
        }
        Settlement::Expired { reason } => final_word(moved(State::Expired, Some(reason.clone()), now)),
    }
}

/// Becomes held.
pub(super) fn held(hold: Hold, reason: String, now: Timestamp) -> UpdateMany<notification::Entity> {
    moved(State::Held, Some(reason), now).col_expr(notification::Column::HeldFor, Expr::val(hold.word().map(str::to_owned)))
}

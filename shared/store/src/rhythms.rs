//! What waits for an hour, because its watch posts digests or has quiet hours. When it is due is written with it; a change of what that depends on
//! has it decided again. So does a change of where mature posts go, for those that are held.

use super::column::{Col, Wait};
use super::entity::notification;
use super::outbox::{due_now, is_doubtful, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use domain::clock::Timestamp;
use domain::id::{GuildId, NotificationId, WatchId};
use domain::notification::{Hold, State};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter};

/// Whose settings changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    Guild(GuildId),
    Watch(WatchId),
}

impl Whose {
    fn notifications(self) -> SimpleExpr {
        match self {
            Self::Guild(guild) => notification::Column::GuildId.eq(Col(guild)),
            Self::Watch(watch) => notification::Column::WatchId.eq(Col(watch)),
        }
    }
}

impl BotStore {
    /// It is not sent before `until`, from when on its age counts. What is being sent, or may be in its channel already, stays as it is.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn wait_until(&self, id: NotificationId, until: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        use notification::Column::{DeliverableAt, DueAt, FirstTryAt, Id, State as Status};
        self.write(move |tx| {
            Box::pin(async move {
                // The two times move together, as in `due_now`.
                let certain = Expr::case(Expr::col(FirstTryAt).eq(Expr::col(DueAt)), Expr::val(Col(until))).finally(Expr::col(FirstTryAt));
                let update = moved(State::Pending, None, now)
                    .col_expr(DueAt, Expr::val(Col(until)))
                    .col_expr(DeliverableAt, Expr::val(Col(until)))
                    .col_expr(FirstTryAt, certain.into());
                let waits = Status.eq(State::Pending.into_str()).and(is_doubtful().not());
                update.filter(Id.eq(Col(id))).filter(waits).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

/// What is held because it is mature becomes due: the sender decides by what is set now where it goes.
pub(super) async fn enter_again(tx: &DatabaseTransaction, whose: Whose, now: Timestamp) -> Result<(), StoreError> {
    use notification::Column::{HeldFor, State as Status};
    let held = Status.eq(State::Held.into_str()).and(HeldFor.eq(Col(Wait::Hold(Hold::Mature))));
    due_now(now).filter(whose.notifications()).filter(held).filter(is_doubtful().not()).exec(tx).await?;
    Ok(())
}

/// What waits for its hour becomes due: the sender decides about it by what is set now.
pub(super) async fn decide_again(tx: &DatabaseTransaction, whose: Whose, now: Timestamp) -> Result<(), StoreError> {
    use notification::Column::{DeliverableAt, DueAt, State as Status};
    let put_off = Status.eq(State::Pending.into_str()).and(DueAt.gt(Col(now))).and(DeliverableAt.gt(Col(now)));
    due_now(now).filter(whose.notifications()).filter(put_off).filter(is_doubtful().not()).exec(tx).await?;
    Ok(())
}

//! The store's side of the sender's starts, and which messages it knows.

use super::column::Col;
pub use super::column::Unsure;
use super::entity::{notification, sender_start};
use super::outbox::doubt_of;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::{Rows, cell};
use domain::id::{ChannelId, MessageId, NotificationId};
use domain::notification::{Doubt, Due, State};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use std::collections::HashSet;
use uuid::Uuid;

/// There is one sender.
const ROW: i64 = 1;

/// The latest start of a sender on this store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderStart {
    /// One more with each start.
    pub number: u64,
    /// Whose journal it works with.
    pub owner: Uuid,
    /// Outcomes of attempts since the start.
    pub outcomes: u64,
    /// The last of them.
    pub newest: Option<NotificationId>,
    /// It ended cleanly: the store has everything.
    pub closed: bool,
    /// Of posts published before this time nobody knows whether they were sent, because store and journal disagreed.
    pub unsure_before: Option<Unsure>,
}

/// What a start of the sender tells the store with its outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The start's number.
    pub number: u64,
    /// Whose journal it works with.
    pub owner: Uuid,
    /// Outcomes since the start.
    pub outcomes: u64,
    /// The last of them.
    pub newest: NotificationId,
}

impl BotStore {
    /// The latest start, if there was one.
    pub async fn sender_start(&self) -> Result<Option<SenderStart>, StoreError> {
        let row = sender_start::Entity::find_by_id(ROW).row(self.read()).await?;
        Ok(row.map(|row| SenderStart {
            number: row.number.0,
            owner: row.owner,
            outcomes: row.outcomes.0,
            newest: row.newest.map(Col::get),
            closed: row.closed,
            unsure_before: row.unsure_before.map(Col::get),
        }))
    }

    /// Records a start, which is the latest from now on.
    pub async fn begin_sender_start(&self, start: &SenderStart) -> Result<(), StoreError> {
        let row = sender_start::ActiveModel {
            id: Set(ROW),
            number: Set(Col(start.number)),
            owner: Set(start.owner),
            outcomes: Set(Col(start.outcomes)),
            newest: Set(start.newest.map(Col)),
            closed: Set(start.closed),
            unsure_before: Set(start.unsure_before.map(Col)),
        };
        self.write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                use sender_start::Column::{Closed, Id, Newest, Number, Outcomes, Owner, UnsureBefore};
                let upsert = OnConflict::column(Id).update_columns([Number, Owner, Outcomes, Newest, Closed, UnsureBefore]).to_owned();
                sender_start::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Records the time before which nobody knows what was sent. Changes nothing when another start is the latest.
    pub async fn sender_unsure_before(&self, number: u64, owner: Uuid, before: Option<Unsure>) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(Col(number)));
                update = update.filter(sender_start::Column::Owner.eq(owner));
                update.col_expr(sender_start::Column::UnsureBefore, Expr::val(before.map(Col))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Records that this start ended cleanly. Changes nothing when another one is the latest.
    pub async fn close_sender_start(&self, number: u64, owner: Uuid) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(Col(number)));
                update = update.filter(sender_start::Column::Owner.eq(owner));
                update.col_expr(sender_start::Column::Closed, Expr::val(true)).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Which of these messages of a channel are known to be other notifications' than this one.
    pub async fn known_messages(
        &self,
        channel: ChannelId,
        except: NotificationId,
        messages: &[MessageId],
    ) -> Result<HashSet<MessageId>, StoreError> {
        use notification::Column::{ChannelId as Channel, Id, MessageId as Message};
        let mut query = Query::select();
        query.column(Message).from(notification::Entity).and_where(Channel.eq(Col(channel))).and_where(Id.ne(Col(except)));
        query.and_where(Message.is_in(messages.iter().copied().map(Col)));
        let rows = self.read().query_all(&query).await?;
        rows.iter().map(|row| Ok(cell::<Col<MessageId>>(row, "notification", "message_id")?.0)).collect()
    }

    /// Others of its burst that wait in the same channel, and of which nobody knows when or whether they were sent: what may have been one message
    /// with this notification. None for one without a watch.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn in_doubt_with(&self, due: &Due) -> Result<Vec<NotificationId>, StoreError> {
        use notification::Column::{ChannelId as Channel, Id, State as Status, WatchId as Of};
        let Some(watch) = &due.watch else { return Ok(Vec::new()) };
        let open = [State::Pending, State::Sending, State::Held].map(|state| state.into_str());
        let rows = notification::Entity::find().filter(Of.eq(Col(watch.id))).filter(Channel.eq(Col(due.channel)));
        let rows = rows.filter(Status.is_in(open)).filter(Id.ne(Col(due.id))).rows(self.read()).await?;
        let of_burst = |row: &notification::Model| row.deliverable_at.unwrap_or(row.observed_at).0 == due.deliverable_at;
        Ok(rows.iter().filter(|row| of_burst(row) && doubt_of(row) == Some(Doubt::UNDATED)).map(|row| row.id.0).collect())
    }
}

pub(super) async fn mark(tx: &DatabaseTransaction, mark: &Mark) -> Result<(), DbErr> {
    let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(Col(mark.number)));
    update = update.filter(sender_start::Column::Owner.eq(mark.owner));
    update
        .col_expr(sender_start::Column::Outcomes, Expr::val(Col(mark.outcomes)))
        .col_expr(sender_start::Column::Newest, Expr::val(Col(mark.newest)))
        .exec(tx)
        .await?;
    Ok(())
}

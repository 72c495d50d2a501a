//! The store's side of the sender's starts, and which messages it knows.

use super::convert::{at, big, time, whole};
use super::entity::{notification, sender_start};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use domain::clock::Timestamp;
use domain::id::{ChannelId, MessageId, NotificationId};
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
    /// Outcomes of tries since the start.
    pub outcomes: u64,
    /// The last of them.
    pub newest: Option<NotificationId>,
    /// It ended in order: the store has everything.
    pub closed: bool,
    /// By Discord's clock: what was published before, nobody knows whether it was sent, because store and journal did not tell the same.
    /// [`Timestamp::MAX_UTC`]: everything before that start, whose time is not known yet.
    pub unsure_before: Option<Timestamp>,
}

/// What a start of the sender tells the store with its outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub number: u64,
    pub owner: Uuid,
    pub outcomes: u64,
    pub newest: NotificationId,
}

impl BotStore {
    /// The latest start, if there was one.
    pub async fn sender_start(&self) -> Result<Option<SenderStart>, StoreError> {
        let row = sender_start::Entity::find_by_id(ROW).one(self.read()).await?;
        Ok(row.map(|row| SenderStart {
            number: whole(row.number),
            owner: row.owner,
            outcomes: whole(row.outcomes),
            newest: row.newest.map(NotificationId),
            closed: row.closed,
            unsure_before: row.unsure_before.map(|micros| if micros == i64::MAX { Timestamp::MAX_UTC } else { time(micros) }),
        }))
    }

    /// A start begins, and nobody else's is the latest any more.
    pub async fn begin_sender_start(&self, start: &SenderStart) -> Result<(), StoreError> {
        let row = sender_start::ActiveModel {
            id: Set(ROW),
            number: Set(big(start.number)),
            owner: Set(start.owner),
            outcomes: Set(big(start.outcomes)),
            newest: Set(start.newest.map(|id| id.0)),
            closed: Set(start.closed),
            unsure_before: Set(start.unsure_before.map(|before| if before == Timestamp::MAX_UTC { i64::MAX } else { at(before) })),
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

    /// The time before which nobody knows is known now. Changes nothing when another start is the latest.
    pub async fn sender_unsure_before(&self, number: u64, owner: Uuid, before: Option<Timestamp>) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(big(number)));
                update = update.filter(sender_start::Column::Owner.eq(owner));
                update.col_expr(sender_start::Column::UnsureBefore, Expr::val(before.map(at))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// This start ended in order. Changes nothing when another one is the latest.
    pub async fn close_sender_start(&self, number: u64, owner: Uuid) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(big(number)));
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
        query.column(Message).from(notification::Entity).and_where(Channel.eq(channel.to_db())).and_where(Id.ne(except.0));
        query.and_where(Message.is_in(messages.iter().map(|message| message.to_db())));
        let rows = self.read().query_all(&query).await?;
        rows.iter().map(|row| Ok(MessageId::from_db(row.try_get("", "message_id")?))).collect()
    }
}

pub(super) async fn mark(tx: &DatabaseTransaction, mark: &Mark) -> Result<(), DbErr> {
    let mut update = sender_start::Entity::update_many().filter(sender_start::Column::Number.eq(big(mark.number)));
    update = update.filter(sender_start::Column::Owner.eq(mark.owner));
    update
        .col_expr(sender_start::Column::Outcomes, Expr::val(big(mark.outcomes)))
        .col_expr(sender_start::Column::Newest, Expr::val(mark.newest.0))
        .exec(tx)
        .await?;
    Ok(())
}

//! How the sender records that attempts began, and what became of them. `sent` is never overwritten.
//!
//! A message is on its way while moderators move, remove and pause watches. Until the store knows of the attempt, such a command takes its
//! notification for one that merely waits, and another watch of the channel takes the post over. So an attempt that may have arrived calls its
//! notification back to the channel that it went to.

use super::column::Col;
use super::digest::take_back;
use super::entity::{notification, watch};
use super::follow::follow;
use super::handover::{Id, Takes, end_twins, hand_over, left};
use super::outbox::{CHUNK, moved, settlement};
use super::sender::Mark;
use super::tried;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::care::{Cared, Rendering};
use domain::clock::Timestamp;
use domain::id::{ChannelId, NotificationId};
use domain::notification::{Doubt, Settlement, State, Suppressed};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// What became of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The notification.
    pub id: NotificationId,
    /// The channel that it was tried in. None: nobody knows.
    pub channel: Option<ChannelId>,
    /// What became of it there.
    pub settlement: Settlement,
    /// What its message shows, where that is known and it was sent.
    pub shown: Option<Rendering>,
    /// It was sent without picture and text, or may have been, as its channel is not age-restricted: the care for sent messages finds it that way.
    pub veiled: bool,
}

impl Outcome {
    /// Whether another watch must not bring the post to that channel as well.
    const fn may_be_there(&self) -> bool {
        match &self.settlement {
            Settlement::Sent { .. } => true,
            Settlement::Retry { doubt, .. } | Settlement::Held { doubt, .. } => doubt.is_some(),
            Settlement::Suppressed { .. } | Settlement::Failed { .. } | Settlement::Expired { .. } => false,
        }
    }

    async fn apply(&self, tx: &DatabaseTransaction, now: Timestamp) -> Result<bool, StoreError> {
        if self.is_outdated(tx).await? {
            return Ok(false);
        }
        let mut update = settlement(&self.settlement, now).filter(notification::Column::Id.eq(Col(self.id)));
        if let Some(tried) = tried::after(tx, self.id, &self.settlement, now).await? {
            update = update.col_expr(notification::Column::Tried, Expr::val(tried));
        }
        if let (Settlement::Sent { .. }, Some(shown)) = (&self.settlement, self.shown) {
            update = update.col_expr(notification::Column::Shown, Expr::val(shown.to_string()));
        }
        if self.may_be_there() {
            let care = self.veiled.then(|| Cared::Veiled.into_str());
            update = update.col_expr(notification::Column::Care, Expr::val(care));
        }
        if let Some(channel) = self.channel {
            // What moved on without having been sent is the new channel's business.
            update = update.filter(notification::Column::ChannelId.eq(Col(channel)));
        }
        Ok(update.exec(tx).await?.rows_affected > 0)
    }

    /// Whether it ends because its watch was gone, and somebody has brought that back since: then it is still wanted.
    async fn is_outdated(&self, tx: &DatabaseTransaction) -> Result<bool, StoreError> {
        if !matches!(self.settlement, Settlement::Suppressed { reason: Suppressed::WatchRemoved }) {
            return Ok(false);
        }
        let Some(row) = notification::Entity::find_by_id(Col(self.id)).row(tx).await? else { return Ok(false) };
        Ok(watch::Entity::find_by_id(row.watch_id).row(tx).await?.is_some())
    }
}

impl BotStore {
    /// [`settle_marked`](Self::settle_marked) for outcomes whose channel nobody knows.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn settle(&self, outcomes: &[(NotificationId, Settlement)], now: Timestamp) -> Result<(), StoreError> {
        let outcome = |(id, settlement): &(NotificationId, Settlement)| Outcome {
            id: *id,
            channel: None,
            settlement: settlement.clone(),
            shown: None,
            veiled: false,
        };
        self.settle_marked(&outcomes.iter().map(outcome).collect::<Vec<_>>(), None, now).await
    }

    /// Applies outcomes in one transaction, with the note of the sender's start that the store has them. Each outcome is absolute, a repeat
    /// changes nothing, and `Sent` is never overwritten. What ends unsent leaves its post to the next watch of the channel that wants it; what
    /// may be in its channel belongs to that channel again, wherever its watch moved meanwhile; what waits and certainly was not posted goes
    /// after its watch.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn settle_marked(&self, outcomes: &[Outcome], mark: Option<Mark>, now: Timestamp) -> Result<(), StoreError> {
        let outcomes = outcomes.to_vec();
        self.write(move |tx| {
            let (outcomes, mark) = (outcomes.clone(), mark.clone());
            Box::pin(async move {
                if let Some(mark) = &mark {
                    super::sender::mark(tx, mark).await?;
                }
                let (mut ended, mut brought, mut waits) = (Vec::new(), Vec::new(), Vec::new());
                for outcome in &outcomes {
                    let (id, mut changed) = (Col(outcome.id), outcome.apply(tx, now).await?);
                    if let (false, true, Some(channel)) = (changed, outcome.may_be_there(), outcome.channel)
                        && !call_back(tx, &[id], channel, now).await?.is_empty()
                    {
                        changed = outcome.apply(tx, now).await?;
                        brought.push(id);
                    }
                    match outcome.settlement.leaves().0 {
                        State::Sent if changed => brought.push(id),
                        State::Suppressed | State::Failed | State::Expired if changed => ended.push(id),
                        State::Pending | State::Held if changed && !outcome.may_be_there() => waits.push(id),
                        _ => {}
                    }
                }
                brought_by(tx, &brought, now).await?;
                hand_over(tx, &ended, &Takes::Pending, now).await?;
                if !waits.is_empty() {
                    follow(tx, notification::Column::Id.is_in(waits), now).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Marks pending rows as sending: attempts in this channel began, the first of them then.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn mark_sending(&self, ids: &[NotificationId], channel: ChannelId, since: Doubt, now: Timestamp) -> Result<(), StoreError> {
        let ids: Vec<_> = ids.iter().copied().map(Col).collect();
        self.write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                for chunk in ids.chunks(CHUNK) {
                    if mark(tx, chunk, (channel, since), now).await? < chunk.len() {
                        let back = call_back(tx, chunk, channel, now).await?;
                        if !back.is_empty() {
                            mark(tx, &back, (channel, since), now).await?;
                            brought_by(tx, &back, now).await?;
                        }
                    }
                }
                Ok(())
            })
        })
        .await
    }
}

/// Returns how many there were to mark.
async fn mark(tx: &DatabaseTransaction, ids: &[Id], (channel, since): (ChannelId, Doubt), now: Timestamp) -> Result<usize, StoreError> {
    let doubt = Expr::col(notification::Column::InDoubtSince).if_null(Col(since));
    let marked = moved(State::Sending, None, now)
        .col_expr(notification::Column::InDoubtSince, doubt)
        .filter(notification::Column::Id.is_in(ids.to_vec()))
        .filter(notification::Column::ChannelId.eq(Col(channel)))
        .filter(notification::Column::State.eq(State::Pending.into_str()))
        .exec(tx)
        .await?;
    Ok(usize::try_from(marked.rows_affected).unwrap_or(usize::MAX))
}

/// Attempts in this channel may have brought these. Those that left it meanwhile, or were left to another watch, are pending there again;
/// returns them. In the channel that they went to, the next watch takes over.
async fn call_back(tx: &DatabaseTransaction, ids: &[Id], channel: ChannelId, now: Timestamp) -> Result<Vec<Id>, StoreError> {
    let rows = notification::Entity::find().filter(notification::Column::Id.is_in(ids.to_vec())).rows(tx).await?;
    let mut gone = Vec::new();
    for row in rows.into_iter().filter(|row| has_left(row, channel)) {
        // A digest whose posts all went their own way has nothing left to tell.
        if row.post_id.is_some() || !take_back(tx, &[row.id], now).await?.is_empty() {
            gone.push(row);
        }
    }
    let back: Vec<Id> = gone.iter().map(|row| row.id).collect();
    if back.is_empty() {
        return Ok(back);
    }
    let update = moved(State::Pending, None, now).col_expr(notification::Column::ChannelId, Expr::val(Col(channel)));
    update.filter(notification::Column::Id.is_in(back.clone())).exec(tx).await?;
    left(tx, gone.iter().filter(|row| row.channel_id.0 != channel), &Takes::Pending, now).await?;
    Ok(back)
}

/// These are in their channel, or may be: no other watch brings their posts there.
async fn brought_by(tx: &DatabaseTransaction, ids: &[Id], now: Timestamp) -> Result<(), StoreError> {
    let digests = end_twins(tx, ids, now).await?;
    if !digests.is_empty() {
        let cards = take_back(tx, &digests, now).await?;
        end_twins(tx, &cards, now).await?;
    }
    Ok(())
}

/// Whether this row belonged to the channel when the attempt began there, and does not now.
fn has_left(row: &notification::Model, channel: ChannelId) -> bool {
    let left = [Suppressed::WatchRemoved, Suppressed::SameChannel].map(|reason| reason.into_str());
    match row.state.0 {
        Ok(State::Suppressed) => row.reason.as_deref().is_some_and(|reason| left.contains(&reason)),
        Ok(State::Pending | State::Sending | State::Held) => row.channel_id.0 != channel,
        _ => false,
    }
}

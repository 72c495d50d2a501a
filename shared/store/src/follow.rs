//! What goes after its watch to another channel: what it has to bring when it moves, and what an attempt kept in the old channel until it was
//! certain that nothing had been posted there.

use super::column::Col;
use super::entity::{notification, watch};
use super::handover::{Id, Takes, hand_over};
use super::outbox::{CHUNK, doubt_of, moved};
use crate::error::StoreError;
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::notification::{State, Suppressed};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Of these notifications, those that wait in a channel that their watch has left, and certainly were not sent: they go after it.
pub(super) async fn follow(tx: &DatabaseTransaction, which: impl IntoCondition, now: Timestamp) -> Result<(), StoreError> {
    let open = notification::Column::State.is_in([State::Pending.into_str(), State::Held.into_str()]);
    let mut rows = notification::Entity::find().filter(which).filter(open).rows(tx).await?;
    rows.retain(|row| doubt_of(row).is_none());
    let watches: HashSet<_> = rows.iter().map(|row| row.watch_id).collect();
    let mut places = HashMap::new();
    for ids in watches.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let found = watch::Entity::find().filter(watch::Column::Id.is_in(ids.to_vec())).rows(tx).await?;
        places.extend(found.into_iter().map(|watch| (watch.id, watch.channel_id.0)));
    }
    let mut goes = BTreeMap::<ChannelId, Vec<&notification::Model>>::new();
    for row in &rows {
        if let Some(to) = places.get(&row.watch_id).filter(|to| **to != row.channel_id.0) {
            goes.entry(*to).or_default().push(row);
        }
    }
    for (to, rows) in goes {
        let cards = take_out(tx, &rows, now).await?;
        enter(tx, &cards, to, now).await?;
    }
    Ok(())
}

/// Takes these out of their channel, where the next watch that wants a post takes over. Returns the cards, with those that digests counted: a
/// digest of an earlier version is not made again, and its posts go along one by one.
pub(super) async fn take_out(tx: &DatabaseTransaction, goes: &[&notification::Model], now: Timestamp) -> Result<Vec<Id>, StoreError> {
    let digests: Vec<Id> = goes.iter().filter(|row| row.post_id.is_none()).map(|row| row.id).collect();
    let mut cards: Vec<Id> = goes.iter().filter(|row| row.post_id.is_some()).map(|row| row.id).collect();
    for digests in digests.chunks(CHUNK) {
        let counted = notification::Entity::find().filter(notification::Column::DigestId.is_in(digests.to_vec()));
        let counted = counted.filter(notification::Column::Reason.eq(Suppressed::InDigest.into_str()));
        cards.extend(counted.select_only().column(notification::Column::Id).into_tuple::<Id>().all(tx).await?);
    }
    // The cards that a digest counts end with it.
    let ended: Vec<Id> = goes.iter().map(|row| row.id).collect();
    for ids in ended.chunks(CHUNK) {
        let why = Suppressed::WatchRemoved.into_str().to_owned();
        moved(State::Suppressed, Some(why), now).filter(notification::Column::Id.is_in(ids.to_vec())).exec(tx).await?;
    }
    hand_over(tx, &ended, &Takes::Pending, now).await?;
    Ok(cards)
}

/// Puts these cards into a channel, as if another watch had brought them until now: then it is their turn, unless the channel has them or gets
/// them from another one. Returns how many messages come.
pub(super) async fn enter(tx: &DatabaseTransaction, cards: &[Id], to: ChannelId, now: Timestamp) -> Result<u32, StoreError> {
    for ids in cards.chunks(CHUNK) {
        let left = moved(State::Suppressed, Some(Suppressed::SameChannel.into_str().to_owned()), now);
        let left = left.col_expr(notification::Column::ChannelId, Expr::val(Col(to)));
        left.filter(notification::Column::Id.is_in(ids.to_vec())).exec(tx).await?;
    }
    hand_over(tx, cards, &Takes::Pending, now).await
}

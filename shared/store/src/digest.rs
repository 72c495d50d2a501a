//! Digests of earlier versions: one message for the posts of a poll beyond ten. Each post has a row too, `suppressed(in_digest)`, which goes its
//! own way when the digest ends unsent or its watch moves.

use super::entity::notification;
use super::handover::{Id, Takes, left};
use super::outbox::{CHUNK, doubt_of, moved};
use crate::error::StoreError;
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::notification::{State, Suppressed};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// The messages of these digests may be in their channel, although the store took the digests for ones that merely waited: their posts belong to
/// them again, as far as they certainly were not posted otherwise. Where a post had gone to another channel, the next watch takes over. Returns
/// the rows of the posts that these digests count now. A repeat changes nothing.
pub(super) async fn take_back(tx: &DatabaseTransaction, digests: &[Id], now: Timestamp) -> Result<Vec<Id>, StoreError> {
    let rows = notification::Entity::find().filter(notification::Column::Id.is_in(digests.to_vec()));
    let mut counted = Vec::new();
    for digest in rows.filter(notification::Column::PostId.is_null()).rows(tx).await? {
        let cards = notification::Entity::find().filter(notification::Column::DigestId.eq(digest.id)).rows(tx).await?;
        let cards: Vec<_> = cards.into_iter().filter(comes_back).collect();
        let ids: Vec<Id> = cards.iter().map(|card| card.id).collect();
        for ids in ids.chunks(CHUNK) {
            let back = moved(State::Suppressed, Some(Suppressed::InDigest.into_str().to_owned()), now)
                .col_expr(notification::Column::ChannelId, Expr::val(digest.channel_id));
            back.filter(notification::Column::Id.is_in(ids.to_vec())).exec(tx).await?;
        }
        left(tx, cards.iter().filter(|card| card.channel_id != digest.channel_id), &Takes::Pending, now).await?;
        counted.extend(ids);
    }
    Ok(counted)
}

/// Whether no message of this post's own can be in any channel, and nobody ended it for good.
fn comes_back(card: &notification::Model) -> bool {
    let reasons = [Suppressed::InDigest, Suppressed::WatchRemoved, Suppressed::SameChannel].map(|reason| reason.into_str());
    let open = match card.state.0 {
        Ok(State::Pending | State::Held) => true,
        Ok(State::Suppressed) => card.reason.as_deref().is_some_and(|reason| reasons.contains(&reason)),
        _ => false,
    };
    open && doubt_of(card).is_none()
}

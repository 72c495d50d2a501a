//! What goes after its watch to another channel: what it has to bring when it moves, and what an attempt kept in the old channel until it was
//! certain that nothing had been posted there.

use super::column::Col;
use super::entity::{guild_settings, notification, post, watch};
use super::handover::{Id, Takes, hand_over};
use super::outbox::{CHUNK, doubt_of, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, NotificationId, PostId, WatchId};
use domain::notification::{State, Suppressed};
use domain::watch::MatureWay;
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};

impl BotStore {
    /// What waits in a channel where it does not belong any more, and certainly was not posted there, goes where it belongs: after its watch, or as
    /// a mature post into its server's channel for these, and back. (post, channel) stays unique.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn go_home(&self, ids: &[NotificationId], now: Timestamp) -> Result<(), StoreError> {
        let ids: Vec<_> = ids.iter().copied().map(Col).collect();
        self.write(move |tx| {
            let ids = ids.clone();
            Box::pin(async move { follow(tx, notification::Column::Id.is_in(ids), now).await })
        })
        .await
    }
}

/// Of these notifications, those that wait in a channel where they do not belong, and certainly were not sent: they go where they belong.
pub(super) async fn follow(tx: &DatabaseTransaction, which: impl IntoCondition, now: Timestamp) -> Result<(), StoreError> {
    let open = notification::Column::State.is_in([State::Pending.into_str(), State::Held.into_str()]);
    let mut rows = notification::Entity::find().filter(which).filter(open).rows(tx).await?;
    rows.retain(|row| doubt_of(row).is_none());
    let watches: HashSet<_> = rows.iter().map(|row| row.watch_id).collect();
    let mut homes = HashMap::new();
    for ids in watches.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let found = watch::Entity::find().filter(watch::Column::Id.is_in(ids.to_vec())).rows(tx).await?;
        homes.extend(found.into_iter().map(|watch| (watch.id, watch)));
    }
    let elsewhere = Elsewhere::of(tx, &rows, &homes).await?;
    let mut goes = BTreeMap::<ChannelId, Vec<&notification::Model>>::new();
    for row in &rows {
        let home = homes.get(&row.watch_id).map(|watch| elsewhere.channel(row).unwrap_or(watch.channel_id.0));
        if let Some(to) = home.filter(|to| *to != row.channel_id.0) {
            goes.entry(to).or_default().push(row);
        }
    }
    for (to, rows) in goes {
        let cards = take_out(tx, &rows, now).await?;
        enter(tx, &cards, to, now).await?;
    }
    Ok(())
}

/// Mature posts that belong into their server's channel for these.
struct Elsewhere {
    channels: HashMap<Col<GuildId>, ChannelId>,
    posts: HashSet<Col<PostId>>,
    watches: HashSet<Col<WatchId>>,
}

impl Elsewhere {
    async fn of(
        tx: &DatabaseTransaction,
        rows: &[notification::Model],
        homes: &HashMap<Col<WatchId>, watch::Model>,
    ) -> Result<Self, StoreError> {
        let there = |watch: &&watch::Model| watch.mature_way == Some(Col(MatureWay::Channel));
        let watches: HashSet<_> = homes.values().filter(there).map(|watch| watch.id).collect();
        let theirs: Vec<_> = rows.iter().filter(|row| watches.contains(&row.watch_id)).collect();
        let (mut channels, mut posts) = (HashMap::new(), HashSet::new());
        for rows in theirs.chunks(CHUNK) {
            let guilds: HashSet<_> = rows.iter().map(|row| row.guild_id).collect();
            let set = guild_settings::Entity::find().filter(guild_settings::Column::GuildId.is_in(guilds)).rows(tx).await?;
            channels.extend(set.into_iter().filter_map(|row| Some((row.guild_id, row.mature_channel?.0))));
            let mature = post::Entity::find().filter(post::Column::Id.is_in(rows.iter().filter_map(|row| row.post_id)));
            let mature = mature.filter(post::Column::Mature.eq(true)).select_only().column(post::Column::Id);
            posts.extend(mature.into_tuple::<Col<PostId>>().all(tx).await?);
        }
        Ok(Self { channels, posts, watches })
    }

    fn channel(&self, row: &notification::Model) -> Option<ChannelId> {
        let theirs = self.watches.contains(&row.watch_id) && row.post_id.is_some_and(|post| self.posts.contains(&post));
        self.channels.get(&row.guild_id).copied().filter(|_| theirs)
    }
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

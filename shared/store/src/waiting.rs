//! What waits for the channels of one guild that do not take everything.

use super::bot::audit_row;
use super::column::{Col, Wait};
use super::entity::{audit, channel_hold, channel_state, notification};
use super::holds::{BrokenChannel, takes_nothing, takes_some};
use super::outbox::{CHUNK, doubt_of, moved};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::{Rows, cell};
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, WatchId};
use domain::notification::{Due, Hold, State, Suppressed};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};

/// A channel that does not take everything, and how many messages wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The channel.
    pub channel: BrokenChannel,
    /// Held messages.
    pub messages: u32,
}

impl BotStore {
    /// The channels of this guild that do not take everything, the one that has not for longest first.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn waiting(&self, guild: GuildId) -> Result<Vec<Waiting>, StoreError> {
        let all = channel_state::Entity::find().filter(channel_state::Column::GuildId.eq(Col(guild))).rows(self.read()).await?;
        let some = channel_hold::Entity::find().filter(channel_hold::Column::GuildId.eq(Col(guild))).rows(self.read()).await?;
        let mut broken: Vec<BrokenChannel> = all.into_iter().map(takes_nothing).chain(some.into_iter().map(takes_some)).collect();
        if broken.is_empty() {
            return Ok(Vec::new());
        }
        broken.sort_by_key(|row| (row.since, row.channel, row.hold));
        let channels: BTreeSet<_> = broken.iter().map(|row| Col(row.channel)).collect();
        let held = self.held_of(guild, &channels.into_iter().collect::<Vec<_>>()).await?;
        let waiting = |channel: BrokenChannel| {
            let messages = held.get(&(channel.channel, channel.hold)).copied().unwrap_or(0);
            Waiting { channel, messages }
        };
        Ok(broken.into_iter().map(waiting).collect())
    }

    /// How many messages wait for these watches of this guild, for whatever reason.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn waiting_of(&self, guild: GuildId, watches: &[WatchId]) -> Result<u32, StoreError> {
        let open = [State::Pending, State::Held].map(|state| state.into_str());
        let mut sum = 0_u64;
        for ids in watches.chunks(CHUNK) {
            let waits = notification::Entity::find()
                .filter(notification::Column::WatchId.is_in(ids.iter().copied().map(Col)))
                .filter(notification::Column::GuildId.eq(Col(guild)))
                .filter(notification::Column::State.is_in(open));
            sum += waits.count(self.read()).await?;
        }
        Ok(u32::try_from(sum).unwrap_or(u32::MAX))
    }

    /// What is held until this channel takes messages, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn held_in(&self, channel: ChannelId, limit: u64) -> Result<Vec<Due>, StoreError> {
        let held = notification::Entity::find().filter(notification::Column::ChannelId.eq(Col(channel)));
        let held = held.filter(notification::Column::State.eq(State::Held.into_str())).filter(notification::Column::HeldFor.is_null());
        let rows = held.order_by_asc(notification::Column::DueAt).limit(limit).rows(self.read()).await?;
        self.notifications(&rows.iter().map(|row| row.id.0).collect::<Vec<_>>()).await
    }

    /// Drops what waits for a channel of this guild to take it: it ends as `suppressed(dropped)`, also for the other watches of the channel that
    /// want the same posts. What may be in the channel already is left to the sender. Returns how many messages were dropped.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn drop_waiting(&self, guild: GuildId, channel: ChannelId, now: Timestamp) -> Result<u32, StoreError> {
        self.write(move |tx| Box::pin(drop_waiting(tx, guild, channel, now))).await
    }

    /// How many notifications are held in these channels of this guild, by channel and by what they wait for.
    async fn held_of(&self, guild: GuildId, channels: &[Col<ChannelId>]) -> Result<HashMap<(ChannelId, Hold), u32>, StoreError> {
        use notification::Column::{ChannelId as Channel, GuildId as Guild, HeldFor, State as Status};
        let mut counts = HashMap::new();
        for channels in channels.chunks(CHUNK) {
            let mut held = Query::select();
            held.columns([Channel, HeldFor]).expr_as(Expr::cust("COUNT(*)"), "n").from(notification::Entity);
            held.and_where(Channel.is_in(channels.iter().copied()));
            held.and_where(Expr::col(Guild).eq(Col(guild))).and_where(Expr::col(Status).eq(State::Held.into_str()));
            held.and_where(HeldFor.is_null().or(HeldFor.ne(Col(Wait::Paused))));
            held.group_by_columns([Channel, HeldFor]);
            for row in self.read().query_all(&held).await? {
                let hold = match cell::<Option<Col<Wait>>>(&row, "notification", "held_for")? {
                    None => Hold::Channel,
                    Some(Col(Wait::Hold(hold))) => hold,
                    Some(Col(Wait::Paused)) => continue,
                };
                let channel = cell::<Col<ChannelId>>(&row, "notification", "channel_id")?.0;
                *counts.entry((channel, hold)).or_default() += cell::<Col<u32>>(&row, "notification", "n")?.0;
            }
        }
        Ok(counts)
    }
}

async fn drop_waiting(tx: &DatabaseTransaction, guild: GuildId, channel: ChannelId, now: Timestamp) -> Result<u32, StoreError> {
    use notification::Column::{ChannelId as Channel, DigestId, GuildId as Guild, HeldFor, Id, PostId, Reason, State as Status};
    let here = || Condition::all().add(Channel.eq(Col(channel))).add(Guild.eq(Col(guild)));
    // Where nothing at all is taken, what has just been folded waits too.
    let closed = channel_state::Entity::find_by_id(Col(channel)).filter(channel_state::Column::GuildId.eq(Col(guild))).row(tx).await?;
    let states: &[State] = if closed.is_some() { &[State::Held, State::Pending] } else { &[State::Held] };
    // What is pending may say what it was held for before.
    let for_this = Status.ne(State::Held.into_str()).or(HeldFor.is_null()).or(HeldFor.ne(Col(Wait::Paused)));
    let waits = here().add(Status.is_in(states.iter().map(|state| state.into_str()))).add(for_this);
    let rows = notification::Entity::find().filter(waits).rows(tx).await?;
    let certain = |row: &notification::Model| doubt_of(row).is_none();
    let dropped: Vec<notification::Model> = rows.into_iter().filter(certain).collect();
    let ids: Vec<_> = dropped.iter().map(|row| row.id).collect();
    let mut posts: Vec<_> = dropped.iter().filter_map(|row| row.post_id).collect();
    let gone = |which: Condition| moved(State::Suppressed, Some(Suppressed::Dropped.into_str().to_owned()), now).filter(which);
    for ids in ids.chunks(CHUNK) {
        let counted = Condition::all().add(DigestId.is_in(ids.to_vec())).add(Reason.eq(Suppressed::InDigest.into_str()));
        let cards = notification::Entity::find().filter(counted.clone()).select_only().column(PostId);
        posts.extend(cards.into_tuple::<Option<Col<domain::id::PostId>>>().all(tx).await?.into_iter().flatten());
        gone(counted).exec(tx).await?;
        gone(Condition::all().add(Id.is_in(ids.to_vec()))).exec(tx).await?;
    }
    for posts in posts.chunks(CHUNK) {
        let left = here().add(PostId.is_in(posts.to_vec())).add(Status.eq(State::Suppressed.into_str()));
        gone(left.add(Reason.eq(Suppressed::SameChannel.into_str()))).exec(tx).await?;
    }
    if !ids.is_empty() {
        let detail = format!("channel {channel}: {} waiting messages", ids.len());
        audit::Entity::insert(audit_row(guild, now, "waiting messages dropped", &detail)).exec_without_returning(tx).await?;
    }
    Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
}

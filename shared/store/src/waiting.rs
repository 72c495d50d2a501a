//! What waits for the channels of one guild that do not take everything.

use super::convert::count;
use super::entity::{channel_hold, channel_state, notification};
use super::holds::{BrokenChannel, takes_nothing, takes_some};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use domain::id::{ChannelId, GuildId};
use domain::notification::{Hold, State};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// A channel that does not take everything, and how many messages wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
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
        let all = channel_state::Entity::find().filter(channel_state::Column::GuildId.eq(guild.to_db())).all(self.read()).await?;
        let some = channel_hold::Entity::find().filter(channel_hold::Column::GuildId.eq(guild.to_db())).all(self.read()).await?;
        let mut broken: Vec<BrokenChannel> = all.into_iter().map(takes_nothing).chain(some.into_iter().map(takes_some)).collect();
        if broken.is_empty() {
            return Ok(Vec::new());
        }
        broken.sort_by_key(|row| (row.since, row.channel, row.hold));
        let held = self.held_of(guild).await?;
        let waiting = |channel: BrokenChannel| {
            let messages = held.get(&(channel.channel, channel.hold)).copied().unwrap_or(0);
            Waiting { channel, messages }
        };
        Ok(broken.into_iter().map(waiting).collect())
    }

    /// How many notifications of this guild are held, by channel and by what they wait for.
    async fn held_of(&self, guild: GuildId) -> Result<HashMap<(ChannelId, Hold), u32>, StoreError> {
        use notification::Column::{ChannelId as Channel, GuildId as Guild, HeldFor, State as Status};
        let mut held = Query::select();
        held.columns([Channel, HeldFor]).expr_as(Expr::cust("COUNT(*)"), "n").from(notification::Entity);
        held.and_where(Expr::col(Guild).eq(guild.to_db())).and_where(Expr::col(Status).eq(State::Held.into_str()));
        held.and_where(HeldFor.is_null().or(HeldFor.ne(super::outbox::PAUSED)));
        held.group_by_columns([Channel, HeldFor]);
        let mut counts = HashMap::new();
        for row in self.read().query_all(&held).await? {
            let held_for: Option<String> = row.try_get("", "held_for")?;
            let key = (ChannelId::from_db(row.try_get("", "channel_id")?), Hold::from_word(held_for.as_deref()));
            *counts.entry(key).or_default() += count(row.try_get("", "n")?);
        }
        Ok(counts)
    }
}

//! Which messages of announcement channels were published to those who follow the channel, and which were left unpublished.

use super::care::{SentMessage, sent_after};
use super::column::Col;
use super::entity::{notification, post, publication};
use super::guilds;
use super::insight::sent_as;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::care::Cared;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, MessageId};
use domain::notification::State;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashSet;

/// Rows that one transaction takes out.
const BATCH: u64 = 250;
/// Ids in one IN list.
const CHUNK: usize = 100;

fn left(guild: GuildId, channels: &[ChannelId], since: Timestamp) -> Select<publication::Entity> {
    let rows = publication::Entity::find().filter(publication::Column::GuildId.eq(Col(guild)));
    let rows = rows.filter(publication::Column::Published.eq(false)).filter(publication::Column::At.gte(Col(since)));
    rows.filter(publication::Column::ChannelId.is_in(channels.iter().copied().map(Col)))
}

impl BotStore {
    /// Messages that were sent after this one and of which nothing is noted, whatever channel they are in, and behind which to continue; None: these
    /// were the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unnoted_after(&self, after: MessageId) -> Result<(Vec<SentMessage>, Option<MessageId>), StoreError> {
        let rows = sent_after(after).rows(self.read()).await?;
        let last = rows.last().filter(|_| rows.len() as u64 == super::care::PAGE).and_then(|row| row.message_id).map(Col::get);
        let sent = |row: &notification::Model| {
            let message = row.message_id.map(Col::get).filter(|message| row.state.0 == Ok(State::Sent) && message.0 != 0)?;
            Some(SentMessage { guild: row.guild_id.0, channel: row.channel_id.0, message })
        };
        let mut found: Vec<SentMessage> = rows.iter().filter_map(sent).collect();
        found.dedup();
        let mut noted = HashSet::new();
        for some in found.chunks(CHUNK) {
            let these = publication::Entity::find().filter(publication::Column::MessageId.is_in(some.iter().map(|sent| Col(sent.message))));
            noted.extend(these.rows(self.read()).await?.into_iter().map(|row| row.message_id.0));
        }
        found.retain(|sent| !noted.contains(&sent.message));
        Ok((found, last))
    }

    /// Whether a post of this message is mature by now, and shown openly, as far as is known: one of several is enough.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shows_mature(&self, sent: &SentMessage) -> Result<bool, StoreError> {
        let rows = sent_as(&self.0, sent.guild, sent.channel, sent.message).await?;
        let veiled = |row: &notification::Model| matches!(&row.care, Some(Col(Ok(Cared::Veiled))));
        let open = rows.iter().filter(|row| !veiled(row)).filter_map(|row| row.post_id);
        let mature = post::Entity::find().filter(post::Column::Id.is_in(open)).filter(post::Column::Mature.eq(true));
        Ok(mature.count(self.read()).await? > 0)
    }

    /// Notes that a message was published, or was left unpublished. What was published stays so.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_publication(&self, sent: SentMessage, published: bool, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                if !guilds::is_known(tx, sent.guild).await? {
                    return Ok(());
                }
                use publication::Column::{At, MessageId as Message, Published};
                let row = publication::ActiveModel {
                    message_id: Set(Col(sent.message)),
                    guild_id: Set(Col(sent.guild)),
                    channel_id: Set(Col(sent.channel)),
                    published: Set(published),
                    at: Set(Col(now)),
                };
                let mut there = OnConflict::column(Message);
                let there = if published { there.update_columns([Published, At]) } else { there.do_nothing() }.to_owned();
                publication::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// How many messages of these channels were left unpublished since then.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unpublished(&self, guild: GuildId, channels: &[ChannelId], since: Timestamp) -> Result<u64, StoreError> {
        let mut count = 0;
        for some in channels.chunks(CHUNK) {
            count += left(guild, some, since).count(self.read()).await?;
        }
        Ok(count)
    }

    /// Takes out some of what was noted before this. Returns how many rows went; 0: there are no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_publications(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                use publication::Column::{At, MessageId as Message};
                let old = publication::Entity::find().filter(At.lt(Col(before))).order_by_asc(At).limit(BATCH);
                let ids: Vec<Col<MessageId>> = old.select_only().column(Message).into_tuple().all(tx).await?;
                if ids.is_empty() {
                    return Ok(0);
                }
                Ok(publication::Entity::delete_many().filter(Message.is_in(ids)).exec(tx).await?.rows_affected)
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use crate::pool::Store;

    #[tokio::test]
    async fn what_was_left_unpublished_is_counted_by_channel_and_forgotten() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (bot, guild, at) = (store.for_bot(), GuildId(1), Timestamp::from_timestamp(1_790_000_000, 0).unwrap());
        bot.guild_joined(guild, at).await.unwrap();
        let sent = |channel: u64, message: u64| SentMessage { guild, channel: ChannelId(channel), message: MessageId(message) };
        for (message, published) in [(sent(5, 1), true), (sent(5, 2), false), (sent(6, 3), false), (sent(6, 3), true), (sent(5, 1), false)]
        {
            bot.note_publication(message, published, at).await.unwrap();
        }
        let stranger = SentMessage { guild: GuildId(2), ..sent(5, 4) };
        bot.note_publication(stranger, false, at).await.unwrap();
        let count = async |channels: &[u64], since| {
            bot.unpublished(guild, &channels.iter().copied().map(ChannelId).collect::<Vec<_>>(), since).await.unwrap()
        };
        assert_eq!((count(&[5, 6], at).await, count(&[6], at).await), (1, 0));
        assert_eq!(count(&[5], at + chrono::TimeDelta::seconds(1)).await, 0);
        assert_eq!(bot.forget_publications(at + chrono::TimeDelta::seconds(1)).await.unwrap(), 3);
        let asked = plan(&store, &left(guild, &[ChannelId(5)], at)).await;
        assert!(asked.contains("publication_guild"), "{asked}");
    }
}

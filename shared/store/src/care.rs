//! Care for messages that were sent: which posts changed, which messages show them, and what was done to these.
//!
//! The projector notes a chore for each post that looks otherwise than before, in the transaction of the fold. The bot ends it once every message
//! that shows the post is as it should be. A chore that is noted again meanwhile names another event, so that neither its end nor a delay applies to it.
//!
//! A channel that is no longer age-restricted changes no post: for the mature posts that it shows, the bot itself notes chores.

use super::column::Col;
use super::entity::{chore, notification, post};
use super::insight::sent_as;
use super::outbox::doubt_of;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::care::{Cared, Rendering};
use domain::clock::Timestamp;
use domain::id::{ChannelId, EventId, GuildId, MessageId, NotificationId, PostId};
use domain::notification::{Due, State};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Notifications of one post that are read at once.
pub(crate) const PAGE: u64 = 500;
/// Ids in one IN list, rows in one INSERT.
const CHUNK: usize = 100;

/// A post that changed: the messages that show it need a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chore {
    /// The post.
    pub post: PostId,
    /// The event that changed it last.
    pub event: EventId,
    /// The post is mature.
    pub urgent: bool,
    /// How often it was put off.
    pub tries: u32,
}

/// A message that was sent for a post, and perhaps for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SentMessage {
    /// Its server.
    pub guild: GuildId,
    /// Its channel.
    pub channel: ChannelId,
    /// The message.
    pub message: MessageId,
}

/// Some of the messages that show a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// Those that are there, as far as is known.
    pub messages: Vec<SentMessage>,
    /// A message that shows the post as it was may still be on its way.
    pub open: bool,
    /// Where to continue; None: these were the last.
    pub next: Option<NotificationId>,
}

/// A message that shows a mature post openly, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bared {
    /// The message.
    pub sent: SentMessage,
    /// The post.
    pub post: PostId,
}

/// A post of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The notification, with the post as it is now.
    pub due: Due,
    /// What the message shows; None: not recorded.
    pub shown: Option<Rendering>,
    /// What was done to the message last because of this post.
    pub care: Option<Cared>,
}

/// What was done to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treated {
    /// Each of its notifications, with what was done because of its post; None: nothing.
    pub members: Vec<(NotificationId, Option<Cared>)>,
    /// What the message shows now; None: what it showed before.
    pub shown: Option<Rendering>,
    /// Why, in words.
    pub note: Option<String>,
}

fn due(urgent: bool, now: Timestamp) -> Select<chore::Entity> {
    let rows = chore::Entity::find().filter(chore::Column::Urgent.eq(urgent)).filter(chore::Column::DueAt.lte(Col(now)));
    rows.order_by_asc(chore::Column::DueAt)
}

fn of_post(post: PostId, after: Option<NotificationId>) -> Select<notification::Entity> {
    let rows = notification::Entity::find().filter(notification::Column::PostId.eq(Col(post)));
    let rows = match after {
        Some(after) => rows.filter(notification::Column::Id.gt(Col(after))),
        None => rows,
    };
    rows.order_by_asc(notification::Column::Id).limit(PAGE)
}

/// What was sent after this message, the oldest first.
pub(super) fn sent_after(after: MessageId) -> Select<notification::Entity> {
    let rows = notification::Entity::find().filter(notification::Column::MessageId.gt(Col(after)));
    rows.order_by_asc(notification::Column::MessageId).limit(PAGE)
}

/// What was sent in this channel after this message.
fn sent_in(channel: ChannelId, after: MessageId) -> Select<notification::Entity> {
    let rows = notification::Entity::find().filter(notification::Column::ChannelId.eq(Col(channel)));
    rows.filter(notification::Column::State.eq(State::Sent.into_str())).filter(notification::Column::MessageId.gt(Col(after)))
}

/// The message and its post, where it shows that openly.
fn shown(row: &notification::Model) -> Option<Bared> {
    let hidden = |care: Cared| care.ends() || matches!(care, Cared::Veiled | Cared::Struck);
    let open = row.state.0 == Ok(State::Sent) && !row.care.as_ref().is_some_and(|care| care.0.as_ref().is_ok_and(|care| hidden(*care)));
    let message = row.message_id.as_ref().map(|message| message.0).filter(|message| open && message.0 != 0)?;
    Some(Bared { sent: SentMessage { guild: row.guild_id.0, channel: row.channel_id.0, message }, post: row.post_id.as_ref()?.0 })
}

impl BotStore {
    /// Mature posts that messages of this channel behind `after` show openly.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn bared_in(&self, channel: ChannelId, after: MessageId) -> Result<Vec<Bared>, StoreError> {
        let rows = sent_in(channel, after).rows(self.read()).await?;
        self.mature(rows.iter().filter_map(shown).collect()).await
    }

    /// Posts of which a message to this channel has begun, and nobody knows yet what became of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn on_their_way_to(&self, channel: ChannelId) -> Result<Vec<PostId>, StoreError> {
        let begun = notification::Entity::find().filter(notification::Column::ChannelId.eq(Col(channel)));
        let begun = begun.filter(notification::Column::State.eq(State::Sending.into_str())).limit(PAGE);
        Ok(begun.rows(self.read()).await?.into_iter().filter_map(|row| Some(row.post_id?.0)).collect())
    }

    /// Mature posts that messages behind `after` show openly, in all servers, and behind which message to continue; None: these were the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn bared_after(&self, after: MessageId) -> Result<(Vec<Bared>, Option<MessageId>), StoreError> {
        let rows = sent_after(after).rows(self.read()).await?;
        let last = rows.last().filter(|_| rows.len() as u64 == PAGE).and_then(|row| row.message_id.as_ref()).map(|last| last.0);
        // A message for several posts may have more rows behind the page's end: it is read once more, unless it fills the page.
        let next = last.map(|last| if after.0 < last.0 - 1 { MessageId(last.0 - 1) } else { last });
        Ok((self.mature(rows.iter().filter_map(shown).collect()).await?, next))
    }

    /// Those whose posts are mature now.
    async fn mature(&self, mut all: Vec<Bared>) -> Result<Vec<Bared>, StoreError> {
        let ids: HashSet<PostId> = all.iter().map(|one| one.post).collect();
        let (ids, mut mature) = (ids.into_iter().collect::<Vec<_>>(), HashSet::new());
        for chunk in ids.chunks(CHUNK) {
            let these = post::Entity::find().filter(post::Column::Id.is_in(chunk.iter().copied().map(Col)));
            let rows = these.filter(post::Column::Mature.eq(true)).rows(self.read()).await?;
            mature.extend(rows.into_iter().map(|row| row.id.0));
        }
        all.retain(|one| mature.contains(&one.post));
        Ok(all)
    }

    /// Has the messages of these mature posts looked at, at once, whatever chores there are.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn look_after(&self, posts: &HashSet<PostId>) -> Result<(), StoreError> {
        use chore::Column::{DueAt, EventId as Event, PostId as Post, Tries, Urgent};
        let chore = |post: &PostId| chore::ActiveModel {
            post_id: Set(Col(*post)),
            event_id: Set(Col(EventId(Uuid::new_v4()))),
            urgent: Set(true),
            due_at: Set(Col(Timestamp::UNIX_EPOCH)),
            tries: Set(Col(0)),
        };
        let chores: Vec<chore::ActiveModel> = posts.iter().map(chore).collect();
        for chunk in chores.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            self.write(move |tx| {
                let there = OnConflict::column(Post).update_columns([Event, Urgent, DueAt, Tries]).to_owned();
                let insert = chore::Entity::insert_many(chunk.clone()).on_conflict(there);
                Box::pin(async move {
                    insert.exec_without_returning(tx).await?;
                    Ok(())
                })
            })
            .await?;
        }
        Ok(())
    }

    /// Chores that are due, those of mature posts or the others, at most `limit`, the longest due first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn chores(&self, urgent: bool, now: Timestamp, limit: u64) -> Result<Vec<Chore>, StoreError> {
        let rows = due(urgent, now).limit(limit).rows(self.read()).await?;
        let chore = |row: chore::Model| Chore { post: row.post_id.0, event: row.event_id.0, urgent: row.urgent, tries: row.tries.0 };
        Ok(rows.into_iter().map(chore).collect())
    }

    /// Messages that show this post, in all servers: those of the notifications behind `after`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn messages_of(&self, post: PostId, after: Option<NotificationId>) -> Result<Messages, StoreError> {
        // One question for both: what is on its way in its answer is sent in the next one.
        let rows = of_post(post, after).rows(self.read()).await?;
        let mut found = Messages { next: rows.last().filter(|_| rows.len() as u64 == PAGE).map(|row| row.id.0), ..Messages::default() };
        for row in &rows {
            let waits = matches!(row.state.0, Ok(State::Pending | State::Sending));
            found.open |= waits || matches!(row.state.0, Ok(State::Held)) && doubt_of(row).is_some();
            let there =
                row.state.0 == Ok(State::Sent) && !row.care.as_ref().is_some_and(|care| care.0.as_ref().is_ok_and(|care| care.ends()));
            let message = row.message_id.map(Col::get).filter(|message| there && message.0 != 0);
            found.messages.extend(message.map(|message| SentMessage { guild: row.guild_id.0, channel: row.channel_id.0, message }));
        }
        Ok(found)
    }

    /// The posts of a message as they are now, in the order of their ids. What cannot be read is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn members_of(&self, sent: &SentMessage) -> Result<Vec<Member>, StoreError> {
        let rows = sent_as(&self.0, sent.guild, sent.channel, sent.message).await?;
        let ids: Vec<NotificationId> = rows.iter().map(|row| row.id.0).collect();
        let rows: HashMap<NotificationId, notification::Model> = rows.into_iter().map(|row| (row.id.0, row)).collect();
        let due = self.notifications(&ids).await?;
        let member = |due: Due| {
            let row = rows.get(&due.id)?;
            let shown = row.shown.as_deref().and_then(|shown| shown.parse().ok());
            Some(Member { shown, care: row.care.clone().and_then(|care| care.0.ok()), due })
        };
        Ok(due.into_iter().filter_map(member).collect())
    }

    /// Notes what was done to a message of this server.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note_care(&self, guild: GuildId, treated: &Treated, now: Timestamp) -> Result<(), StoreError> {
        use notification::Column::{Care, CareNote, CaredAt, GuildId as Guild, Id, Shown};
        let treated = treated.clone();
        self.write(move |tx| {
            let treated = treated.clone();
            Box::pin(async move {
                for (id, cared) in treated.members {
                    let mut update = notification::Entity::update_many().filter(Id.eq(Col(id))).filter(Guild.eq(Col(guild)));
                    if let Some(shown) = treated.shown {
                        update = update.col_expr(Shown, Expr::val(shown.to_string()));
                    }
                    if let Some(cared) = cared {
                        update = update.col_expr(Care, Expr::val(cared.into_str()));
                        update = update.col_expr(CareNote, Expr::val(treated.note.clone())).col_expr(CaredAt, Expr::val(Col(now)));
                    }
                    if cared.is_some() || treated.shown.is_some() {
                        update.exec(tx).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// The chore is done; one that was noted since then stays.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn end_chore(&self, chore: &Chore) -> Result<(), StoreError> {
        let (post, event) = (chore.post, chore.event);
        self.write(move |tx| {
            Box::pin(async move {
                let rows = chore::Entity::delete_many().filter(chore::Column::PostId.eq(Col(post)));
                rows.filter(chore::Column::EventId.eq(Col(event))).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// The chore is due again then; one that was noted since stays as it is.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_off(&self, chore: &Chore, due_at: Timestamp) -> Result<(), StoreError> {
        let (post, event, tries) = (chore.post, chore.event, chore.tries.saturating_add(1));
        self.write(move |tx| {
            Box::pin(async move {
                let rows = chore::Entity::update_many().filter(chore::Column::PostId.eq(Col(post)));
                let rows = rows.filter(Expr::col(chore::Column::EventId).eq(Expr::val(Col(event))));
                let rows = rows.col_expr(chore::Column::DueAt, Expr::val(Col(due_at)));
                rows.col_expr(chore::Column::Tries, Expr::val(Col(tries))).exec(tx).await?;
                Ok(())
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

    async fn migrated() -> Store {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        store
    }

    #[tokio::test]
    async fn no_question_of_the_care_scans_a_table() {
        let store = migrated().await;
        let chores = plan(&store, &due(true, Timestamp::UNIX_EPOCH).limit(9)).await;
        assert!(chores.contains("chore_due (urgent=? AND due_at<?)") && !chores.contains("B-TREE"), "{chores}");
        let messages = plan(&store, &of_post(PostId(Uuid::nil()), Some(NotificationId(Uuid::nil())))).await;
        assert!(messages.starts_with("SEARCH") && messages.contains("notification_post (post_id=?"), "{messages}");
        let walk = plan(&store, &sent_after(MessageId(7))).await;
        assert!(walk.contains("notification_message (message_id>?)") && !walk.contains("B-TREE"), "{walk}");
        let channel = plan(&store, &sent_in(ChannelId(7), MessageId(7))).await;
        assert!(channel.starts_with("SEARCH") && channel.contains("notification_channel (channel_id=? AND state=?)"), "{channel}");
    }

    #[tokio::test]
    async fn a_chore_that_is_noted_again_is_neither_ended_nor_put_off_by_the_old_one() {
        let store = migrated().await;
        let (bot, post, now) = (store.for_bot(), PostId(Uuid::from_u128(1)), Timestamp::UNIX_EPOCH);
        let noted = |event: u128| chore::Model {
            post_id: Col(post),
            event_id: Col(EventId(Uuid::from_u128(event))),
            urgent: false,
            due_at: Col(now),
            tries: Col(0),
        };
        let note = async |event| {
            let row: chore::ActiveModel = noted(event).into();
            let there = sea_orm::sea_query::OnConflict::column(chore::Column::PostId)
                .update_columns([chore::Column::EventId, chore::Column::DueAt, chore::Column::Tries])
                .to_owned();
            chore::Entity::insert(row).on_conflict(there).exec_without_returning(store.connection()).await.unwrap();
        };
        note(1).await;
        let [old] = bot.chores(false, now, 9).await.unwrap().try_into().unwrap();
        assert_eq!(bot.chores(true, now, 9).await.unwrap(), []);
        note(2).await;
        bot.end_chore(&old).await.unwrap();
        bot.put_off(&old, now + chrono::TimeDelta::days(1)).await.unwrap();
        let [new] = bot.chores(false, now, 9).await.unwrap().try_into().unwrap();
        assert_eq!((new.event, new.tries), (EventId(Uuid::from_u128(2)), 0));
        bot.put_off(&new, now + chrono::TimeDelta::days(1)).await.unwrap();
        assert_eq!(bot.chores(false, now, 9).await.unwrap(), []);
        let [later] = bot.chores(false, now + chrono::TimeDelta::days(1), 9).await.unwrap().try_into().unwrap();
        assert_eq!(later.tries, 1);
        bot.end_chore(&later).await.unwrap();
        assert_eq!(bot.chores(false, now + chrono::TimeDelta::days(2), 9).await.unwrap(), []);
    }
}

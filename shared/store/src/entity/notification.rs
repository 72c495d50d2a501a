//! One row per message that a watch is to get: the outbox. The projector inserts, the bot moves the state.

use crate::column::{Col, Wait, Word};
use domain::care::Cared;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId, WatchId};
use domain::notification::{Doubt, NewNotification, State};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<NotificationId>,
    pub watch_id: Col<WatchId>,
    pub guild_id: Col<GuildId>,
    pub channel_id: Col<ChannelId>,
    pub artist_id: Col<ArtistId>,
    pub post_id: Option<Col<PostId>>,
    pub state: Col<Word<State>>,
    pub reason: Option<String>,
    pub digest_id: Option<Col<NotificationId>>,
    pub observed_at: Col<Timestamp>,
    pub due_at: Col<Timestamp>,
    pub attempts: Col<u32>,
    /// Written for versions that read from it: before `due_at` while an attempt is in doubt.
    pub first_try_at: Option<Col<Timestamp>>,
    pub message_id: Option<Col<MessageId>>,
    pub updated_at: Col<Timestamp>,
    /// Since when a message may be in the channel unconfirmed, by Discord's clock; null: certainly none is.
    #[sea_orm(column_name = "doubt_at")]
    pub in_doubt_since: Option<Col<Doubt>>,
    /// When it was last released; null: it counts from `observed_at`.
    pub deliverable_at: Option<Col<Timestamp>>,
    /// What a held one waits for; null: a channel that takes nothing.
    pub held_for: Option<Col<Wait>>,
    /// JSON: the latest attempts that failed.
    pub tried: Option<String>,
    /// What its message shows ([`domain::care::Rendering`]); null: not recorded.
    pub shown: Option<String>,
    /// What was done to its message last because of its post.
    pub care: Option<Col<Word<Cared>>>,
    /// Why, in words.
    pub care_note: Option<String>,
    pub cared_at: Option<Col<Timestamp>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A row that was just folded.
impl From<NewNotification> for Model {
    fn from(new: NewNotification) -> Self {
        let state = if new.suppressed.is_some() { State::Suppressed } else { State::Pending };
        Self {
            id: Col(new.id),
            watch_id: Col(new.watch),
            guild_id: Col(new.guild),
            channel_id: Col(new.channel),
            artist_id: Col(new.artist),
            post_id: new.post.map(Col),
            state: Col(Ok(state)),
            reason: new.suppressed.map(|reason| reason.into_str().to_owned()),
            digest_id: new.digest.map(Col),
            observed_at: Col(new.observed_at),
            due_at: Col(new.due_at),
            attempts: Col(0),
            first_try_at: None,
            message_id: None,
            updated_at: Col(new.observed_at),
            in_doubt_since: None,
            deliverable_at: None,
            held_for: None,
            tried: None,
            shown: None,
            care: None,
            care_note: None,
            cared_at: None,
        }
    }
}

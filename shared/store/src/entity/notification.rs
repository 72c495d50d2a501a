//! One row per message that a watch is to get: the outbox. The projector inserts, the bot moves the state.

use crate::column::{Col, Wait, Word};
use domain::care::Cared;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId, WatchId};
use domain::notification::{Doubt, State};
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
    /// When it was last released; null: since `observed_at`.
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

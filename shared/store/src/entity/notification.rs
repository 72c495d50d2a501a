//! One row per message that a watch is to get: the outbox. The projector inserts, the bot moves the state.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub watch_id: Uuid,
    pub guild_id: i64,
    pub channel_id: i64,
    pub artist_id: Uuid,
    pub post_id: Option<Uuid>,
    pub state: String,
    pub reason: Option<String>,
    pub digest_id: Option<Uuid>,
    pub observed_at: i64,
    pub due_at: i64,
    pub attempts: i64,
    /// For versions before `doubt_at`: before `due_at` while a try is in doubt.
    pub first_try_at: Option<i64>,
    pub message_id: Option<i64>,
    pub updated_at: i64,
    /// By Discord's clock; 0: nobody knows since when.
    pub doubt_at: Option<i64>,
    /// When it was last released; null: since `observed_at`.
    pub deliverable_at: Option<i64>,
    /// What a held one waits for; null: a channel that takes nothing.
    pub held_for: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Who watches whom. `folder_key` is the folder's id or empty, so that the unique index also holds where there is no folder.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "watch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub guild_id: i64,
    pub channel_id: i64,
    pub artist_id: Uuid,
    pub artist_name: String,
    pub what: String,
    pub folder_id: Option<Uuid>,
    pub folder_name: Option<String>,
    pub folder_key: String,
    pub mature: bool,
    pub ping_role: Option<i64>,
    /// Whether whoever added the watch had the right to mention any role in the channel; None: not recorded.
    pub ping_right: Option<bool>,
    pub catch_up: String,
    pub announce_from: i64,
    pub created_at: i64,
    /// By Discord's clock; None: it is not paused.
    pub paused_at: Option<i64>,
    /// By Discord's clock; None: until somebody resumes it.
    pub paused_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

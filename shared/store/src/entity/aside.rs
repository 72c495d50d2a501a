//! Listeners of another system whose server the bot is not in. The import inserts, the bot removes.

use crate::column::{Col, Word};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId};
use domain::watch::What;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "aside")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub guild_id: Col<GuildId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Col<ChannelId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Col<ArtistId>,
    /// The folder's id or empty, as with watches.
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub what: Col<Word<What>>,
    pub artist_name: String,
    pub folder_id: Option<Col<FolderId>>,
    pub folder_name: Option<String>,
    pub mature: bool,
    pub ping_role: Option<Col<RoleId>>,
    /// What of the time before is announced; an unknown word means nothing of it.
    pub begins: String,
    /// Up to when the other system announced; None: not known.
    pub since: Option<Col<Timestamp>>,
    /// Posts that the other system announced, by commas.
    pub announced: String,
    pub kept_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

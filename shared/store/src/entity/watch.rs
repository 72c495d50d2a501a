//! Which channel watches which artist. `folder_key` is the folder's id or empty, so that the unique index also holds where there is no folder.

use crate::column::{Col, Word};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, RoleId, WatchId};
use domain::watch::{CatchUp, MatureWay, Style, What};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "watch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<WatchId>,
    pub guild_id: Col<GuildId>,
    pub channel_id: Col<ChannelId>,
    pub artist_id: Col<ArtistId>,
    pub artist_name: String,
    pub what: Col<Word<What>>,
    pub folder_id: Option<Col<FolderId>>,
    pub folder_name: Option<String>,
    pub folder_key: String,
    /// All folders of the group that the artist is; None: not so.
    pub whole_group: Option<bool>,
    pub mature: bool,
    /// Where wanted mature posts go; None: into its channel where that is age-restricted.
    pub mature_way: Option<Col<MatureWay>>,
    pub ping_role: Option<Col<RoleId>>,
    /// Whether the moderator who added the watch had the right to mention any role in the channel; None: not recorded.
    pub ping_right: Option<bool>,
    pub catch_up: Col<CatchUp>,
    /// None: as cards.
    pub style: Option<Col<Style>>,
    /// As it was typed; None where the style is no line.
    pub template: Option<String>,
    pub announce_from: Col<Timestamp>,
    pub created_at: Col<Timestamp>,
    /// By Discord's clock; None: it is not paused.
    pub paused_at: Option<Col<Timestamp>>,
    /// By Discord's clock; None: until somebody resumes it.
    pub paused_until: Option<Col<Timestamp>>,
    /// As it was typed; None: it lets everything through.
    pub filter: Option<String>,
    /// How often it posts digests ([`domain::rhythm::Digest`]); None: each post at once.
    pub rhythm: Option<String>,
    /// When it is quiet ([`domain::rhythm::Quiet`]); None: never.
    pub quiet: Option<String>,
    /// Which options are as the server's defaults ([`domain::inherit::Inherited`]), whose values the other columns have; None: none.
    pub inherits: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! What ingest polls and what it learned about it. `kind` is gallery, posts, profile or folder:ID.

use crate::column::Col;
use crate::source_kind::SourceKind;
use domain::clock::Timestamp;
use domain::id::ArtistId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Col<ArtistId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Col<SourceKind>,
    pub artist_name: String,
    pub weight: Col<u32>,
    pub baselined: bool,
    pub last_poll_at: Option<Col<Timestamp>>,
    pub next_poll_at: Option<Col<Timestamp>>,
    pub folder_size: Option<Col<u32>>,
    pub failures: Col<u32>,
    pub trouble: Option<String>,
    pub learned: Option<String>,
    /// When the schedule will probably poll it next, as of its last save.
    pub expected_at: Option<Col<Timestamp>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Artists who were erased, and where the projection stood then.

use crate::column::Col;
use domain::id::{ArtistId, LogId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erased")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Col<ArtistId>,
    pub log_id: Col<LogId>,
    /// What the log told of the artist before this offset is erased.
    pub next_offset: Col<u64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

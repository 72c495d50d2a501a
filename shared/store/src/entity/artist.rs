//! Artists, folded from the log. `named_*` and `profiled_*` say which event told last; the highest revision wins, in whatever order they come.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId};
use domain::post::ArtistKind;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artist")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<ArtistId>,
    pub name: String,
    pub name_key: String,
    pub icon: Option<String>,
    pub kind: Col<ArtistKind>,
    pub named_at: Col<Timestamp>,
    pub named_event: Col<EventId>,
    pub profiled_at: Col<Timestamp>,
    pub profiled_event: Col<EventId>,
    pub vanished: Option<String>,
    pub vanish_epoch: Col<u32>,
    pub returned: bool,
    pub rev: Option<Col<u64>>,
    pub named_rev: Option<Col<u64>>,
    pub profiled_rev: Option<Col<u64>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

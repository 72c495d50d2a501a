//! Artists, folded from the log. `named_*` and `profiled_*` say which event told last; the highest revision wins, in whatever order they come.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artist")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_key: String,
    pub icon: Option<String>,
    pub kind: String,
    pub named_at: i64,
    pub named_event: Uuid,
    pub profiled_at: i64,
    pub profiled_event: Uuid,
    pub vanished: Option<String>,
    pub vanish_epoch: i64,
    pub returned: bool,
    pub rev: Option<i64>,
    pub named_rev: Option<i64>,
    pub profiled_rev: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

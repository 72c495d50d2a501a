//! What ingest polls and what it learned about it. `kind` is gallery, posts, profile or folder:ID.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub artist_name: String,
    pub weight: i64,
    pub baselined: bool,
    pub last_poll_at: Option<i64>,
    pub next_poll_at: Option<i64>,
    pub folder_size: Option<i64>,
    pub failures: i64,
    pub trouble: Option<String>,
    pub learned: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Posts, folded from the log. The revisions are null until an event that has one tells of the post.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub artist_id: Uuid,
    pub kind: String,
    pub title: String,
    pub url: Option<String>,
    pub published_at: Option<i64>,
    pub mature: bool,
    pub preview_url: Option<String>,
    pub preview_width: Option<i64>,
    pub preview_height: Option<i64>,
    pub thumbnail_url: Option<String>,
    pub thumbnail_width: Option<i64>,
    pub thumbnail_height: Option<i64>,
    pub excerpt: Option<String>,
    pub tags: String,
    pub locked: Option<String>,
    pub content_at: i64,
    pub content_event: Uuid,
    pub first_seen_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub removed_at: Option<i64>,
    pub removed: bool,
    pub rev: Option<i64>,
    pub content_rev: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Posts, folded from the log. The revisions are null until an event that has one tells of the post.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId, PostId};
use domain::post::PostKind;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<PostId>,
    pub artist_id: Col<ArtistId>,
    pub kind: Col<PostKind>,
    pub title: String,
    pub url: Option<String>,
    pub published_at: Option<Col<Timestamp>>,
    pub mature: bool,
    pub preview_url: Option<String>,
    pub preview_width: Option<Col<u32>>,
    pub preview_height: Option<Col<u32>>,
    pub thumbnail_url: Option<String>,
    pub thumbnail_width: Option<Col<u32>>,
    pub thumbnail_height: Option<Col<u32>>,
    pub excerpt: Option<String>,
    pub tags: String,
    pub locked: Option<String>,
    pub content_at: Col<Timestamp>,
    pub content_event: Col<EventId>,
    pub first_seen_at: Option<Col<Timestamp>>,
    pub seen_at: Option<Col<Timestamp>>,
    pub removed_at: Option<Col<Timestamp>>,
    pub removed: bool,
    pub rev: Option<Col<u64>>,
    pub content_rev: Option<Col<u64>>,
    /// None: DeviantArt was not asked for the tags.
    pub tags_known: Option<bool>,
    /// None: the post is whole. Else it was shrunk, and this is the number at the end of its address; 0: it had none.
    pub shrunk: Option<Col<u64>>,
    /// It is the first of several pictures; None: as far as is known it is not.
    pub several: Option<bool>,
    /// How many seconds a video takes, where that was told.
    pub seconds: Option<Col<u32>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

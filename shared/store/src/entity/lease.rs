//! Who does what only one may do.

use crate::column::{Beat, Col};
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub owner: Uuid,
    pub epoch: Col<u64>,
    /// Only ever compared with itself, and higher with every beat.
    pub renewed_at: Col<Beat>,
    /// The epoch whose owner gave it back.
    pub released_epoch: Option<Col<u64>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

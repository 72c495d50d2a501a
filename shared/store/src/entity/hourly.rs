//! What each process counted in each hour.

use crate::column::Col;
use domain::clock::EpochHour;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hourly")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: Col<EpochHour>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub process: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub what: String,
    /// JSON.
    pub figures: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Whether whoever added a watch had the right to mention any role in its channel. Null: not recorded.

use crate::table::{Column, Type::Bool, add_columns, drop_columns, may};
use sea_orm_migration::prelude::*;

pub struct Migration;

const WATCH: [Column; 1] = [may("ping_right", Bool)];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0022_ping_right_additive"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "watch", &WATCH).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "watch", &WATCH).await
    }
}

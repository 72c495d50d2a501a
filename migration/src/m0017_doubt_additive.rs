//! Since when a message of a notification may be in its channel unconfirmed, by Discord's clock. Until now that was read from host times
//! (`first_try_at` before `due_at`), which are kept for older versions that run beside this one.

use crate::table::{Column, Type::Big, add_columns, drop_columns, may};
use sea_orm_migration::prelude::*;

const COLUMNS: [Column; 1] = [may("doubt_at", Big)];

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0017_doubt_additive"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "notification", &COLUMNS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "notification", &COLUMNS).await
    }
}

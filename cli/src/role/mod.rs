//! One file per role: from configuration and backends to a running role.

pub mod bot;
pub mod health;
pub mod ingest;
pub mod ops;
pub mod ops_page;
pub mod projector;
mod recent;

//! One file per role: from configuration and backends to a running role.

pub mod archive;
pub mod bot;
mod bounded;
pub mod clock;
pub mod delays;
pub mod details;
pub mod fleet;
pub mod health;
pub mod ingest;
pub mod ops;
pub mod process;
pub mod projector;
mod recent;
mod turning;
pub mod watchdog;

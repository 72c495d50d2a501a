//! Commands for operators, one file each. They work beside a running service unless their help says otherwise.

pub mod adopt;
pub mod backup;
pub mod carry;
pub mod doctor;
pub mod erase;
mod findings;
pub mod health;
pub mod import;
mod incoming;
pub mod log;
mod log_archive;
pub mod migrate;
pub mod parked;
mod progress;
pub mod projection;
mod question;
mod right_clock;
pub mod schedule;
pub mod settings;
pub mod setup;
pub mod spool;
mod waiting;
pub mod why;

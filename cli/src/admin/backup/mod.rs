//! `deviantcord backup` and `deviantcord restore`: one file that holds what a data directory needs to come back, and the way back.
//!
//! The bot's journal is opened first, then the store is copied, then the spool and the log are opened: what moves from the journal to the store
//! or from the spool to the log meanwhile is there twice, which every settlement and every fold survives, and never lost. What names a process (`worker`, `bot.owner`, locks) stays out, and so
//! does the watching account's token.

mod archive;
pub mod manifest;
mod names;
mod put_back;
pub mod restore;
mod rotate;
pub mod take;

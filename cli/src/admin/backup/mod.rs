//! `deviantcord backup` and `deviantcord restore`: one file that holds what a data directory needs to come back, and the way back.
//!
//! The store is copied first, then the spool, then the log, then the bot's journal: what moves from one to the next meanwhile is there twice,
//! which every fold and every settlement survives, and never lost. What names a process (`worker`, `bot.owner`, locks) stays out, and so
//! does the watching account's token.

mod archive;
pub mod manifest;
mod names;
mod put_back;
pub mod restore;
mod rotate;
pub mod take;

//! What the parts of an archive are called. The two journals are called so in the data directory too.

/// Events that wait for the log.
pub const SPOOL: &str = "spool";
/// The bot's journal.
pub const BOT: &str = "bot";
/// The event log.
pub const LOG: &str = "log";
/// The store's file.
pub const STORE: &str = "store.sqlite";

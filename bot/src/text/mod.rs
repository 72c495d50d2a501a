//! What users read: one function per message. The words stand in the Fluent files of each language (`bot/locales`, see [`crate::language`]).
//!
//! What users or artists wrote is escaped here, where it enters a message.

pub(crate) mod broken;
pub(crate) mod card;
pub(crate) mod care;
pub(crate) mod channels;
pub(crate) mod file;
pub(crate) mod filter;
#[cfg(test)]
pub(crate) mod for_tests;
pub(crate) mod forget;
mod format;
pub(crate) mod help;
pub(crate) mod list;
pub(crate) mod moving;
pub(crate) mod panel;
pub(crate) mod pause;
pub(crate) mod place;
pub(crate) mod preview;
pub(crate) mod removal;
pub(crate) mod settings;
pub(crate) mod several;
pub(crate) mod status;
pub(crate) mod template;
pub(crate) mod times;
pub(crate) mod trouble;
pub(crate) mod unsure;
pub(crate) mod watch;
pub(crate) mod why;

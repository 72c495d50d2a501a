//! Every word that users read: one function per message, so that a language is one more set of functions. English.

pub(crate) mod card;

//! In which language users read: the languages, the one that holds at the moment, and the words in each.
//!
//! The words stand in Fluent files, `bot/locales/LANGUAGE/*.ftl`, and are part of the program. Functions in [`crate::text`] put them together.

mod catalogue;
mod current;

pub(crate) use catalogue::{Words, keyed, keyed_in, message, word};
#[cfg(test)]
pub(crate) use catalogue::{files, keys};
pub(crate) use current::{scope, with};
pub use domain::language::Language;

/// A message with its arguments, in the language that holds: `say!("key", name = value)`.
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::message($key, vec![$((stringify!($name), $crate::language::Words::from($value))),*])
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests;

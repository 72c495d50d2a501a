//! What is said when everything of a server is erased.

use super::format::bold;
use crate::language::{say, word};

pub(crate) fn title() -> &'static str {
    word("forget-title")
}

pub(crate) fn field() -> &'static str {
    word("forget-field")
}

pub(crate) fn placeholder() -> &'static str {
    word("forget-placeholder")
}

pub(crate) fn type_again() -> &'static str {
    word("forget-type-again")
}

pub(crate) fn no_name() -> String {
    say!("forget-no-name")
}

pub(crate) fn other_name(name: &str) -> String {
    say!("forget-other-name", name = bold(name))
}

pub(crate) fn hidden(count: u32) -> String {
    say!("forget-hidden", count = count)
}

pub(crate) fn erased(watches: usize) -> String {
    say!("forget-erased", count = watches)
}

pub(crate) fn nothing() -> String {
    say!("forget-nothing")
}

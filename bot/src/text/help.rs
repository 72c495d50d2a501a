//! The words of `/help`.

use super::format::{bold, yes};
use crate::language::{say, word};

pub(crate) fn title() -> &'static str {
    word("help-title")
}

/// Each as a message mentions the command.
pub(crate) fn walk_through(watch: &str, watches: &str, unwatch: &str) -> String {
    say!("help-walk-through", watch = watch.to_owned(), watches = watches.to_owned(), unwatch = unwatch.to_owned())
}

/// `command`: as a message mentions it.
pub(crate) fn command(command: &str, description: &str) -> String {
    say!("help-command", command = command.to_owned(), description = description.to_owned())
}

/// A command that is used on a message.
pub(crate) fn message_command(name: &str) -> String {
    say!("help-message-command", name = name.to_owned())
}

pub(crate) fn option(name: &str, description: &str, required: bool) -> String {
    say!("help-option", name = format!("`{name}`"), description = description.to_owned(), required = yes(required))
}

pub(crate) fn no_topic(topic: &str) -> String {
    say!("help-no-topic", topic = bold(topic))
}

//! The words of `/help`.

use super::format::bold;

pub(crate) const fn title() -> &'static str {
    "New posts from DeviantArt, in your channels"
}

/// Each as a message mentions the command.
pub(crate) fn walk_through(watch: &str, watches: &str, unwatch: &str) -> String {
    format!(
        "1\\. Go to the channel that should get the posts, use {watch} and type an artist's name.\n\
         2\\. From then on, every new post by that artist appears there, once and soon.\n\
         3\\. {watches} lists what you watch, {unwatch} ends it.\n\n\
         Mature posts only go to age-restricted channels. You set who may use these commands in \
         Server Settings \u{203a} Integrations; at first, everybody with Manage Server may."
    )
}

/// `command`: as a message mentions it.
pub(crate) fn command(command: &str, description: &str) -> String {
    format!("{command}: {description}.")
}

/// A command that is used on a message.
pub(crate) fn message_command(name: &str) -> String {
    format!("**{name}**: right-click one of my cards (on a phone, hold it), then Apps.")
}

pub(crate) fn option(name: &str, description: &str, required: bool) -> String {
    let mark = if required { "" } else { " (optional)" };
    format!("`{name}`{mark}: {description}")
}

pub(crate) fn no_topic(topic: &str) -> String {
    format!("There's no command {}. Use `/help` without a topic to see all.", bold(topic))
}

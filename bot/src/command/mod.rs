//! Slash commands, one file each.
//!
//! Every command is answered at once with a deferred, ephemeral answer: Discord waits 3 s, a look-up at DeviantArt may take longer.
//! Discord itself enforces who may use a command (Manage Server by default, what the server's integration settings say otherwise);
//! it does not for buttons, so their handlers check again.

mod answer;
mod artist;
mod choice;
pub(crate) mod clicks;
mod component;
mod context;
mod error;
mod folder;
pub(crate) mod galleries;
mod help;
pub(crate) mod limits;
mod pause;
mod place;
mod removal;
pub(crate) mod removals;
mod report;
mod sight;
mod similar;
pub(crate) mod spelling;
mod suggest;
mod unwatch;
mod watch;
mod watches;
pub(crate) mod when;

pub use clicks::Clicks;
pub(crate) use component::clicked;
pub(crate) use error::Error;
pub use galleries::Galleries;
pub use limits::LookUps;
pub use removals::Removals;
pub(crate) use report::on_error;

use context::Data;

/// All commands, as they are registered and as `/help` lists them.
pub(crate) fn all() -> Vec<poise::Command<Data, Error>> {
    vec![watch::watch(), watches::watches(), unwatch::unwatch(), pause::pause(), pause::resume(), help::help()]
}

/// The names of all commands.
#[must_use]
pub fn names() -> Vec<String> {
    all().into_iter().map(|command| command.name.into_owned()).collect()
}

#[cfg(test)]
mod tests;

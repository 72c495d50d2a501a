//! Slash commands, one file each.
//!
//! Every command is answered at once with a deferred, ephemeral answer: Discord waits 3 s, a look-up at DeviantArt may take longer.
//! Discord itself enforces who may use a command (Manage Server by default, what the server's integration settings say otherwise);
//! it does not for buttons, so their handlers check again.

mod adding;
mod answer;
mod artist;
mod asked;
mod blank;
mod channels;
mod choice;
pub(crate) mod clicks;
mod component;
mod context;
mod draft;
mod error;
mod export;
mod filter;
mod fix;
mod folder;
mod forget;
mod form;
pub(crate) mod galleries;
mod help;
mod hours;
pub(crate) mod ids;
mod import;
mod knob;
mod latest;
pub(crate) mod limits;
mod lines;
mod lists;
mod localize;
mod moving;
pub(crate) mod often;
mod options;
mod page;
mod pages;
mod panel;
mod pause;
mod place;
pub(crate) mod plan;
pub(crate) mod portable;
mod preview;
pub(crate) mod recent;
mod removal;
pub(crate) mod repeat;
mod report;
mod settings;
mod several;
mod sight;
mod similar;
pub(crate) mod spelling;
mod split;
mod status;
mod suggest;
mod times;
mod trial;
pub(crate) mod tried;
mod unwatch;
mod watch;
mod watches;
pub(crate) mod when;
mod why;
pub(crate) mod wish;
mod words;

pub use clicks::Clicks;
pub(crate) use component::{clicked, repeated};
pub(crate) use error::Error;
pub(crate) use form::submitted;
pub use galleries::Galleries;
pub use ids::CommandIds;
pub use limits::{LookUps, Tests};
pub(crate) use localize::registered;
pub use portable::Imports;
pub use recent::{Forms, Removals};
pub use repeat::Repeats;
pub(crate) use report::on_error;
pub use tried::Trials;
pub use wish::Drafts;

use context::Data;
use serenity::all::{InstallationContext, InteractionContext, Permissions};

/// All commands, as they are registered and as `/help` lists them.
pub(crate) fn all() -> Vec<poise::Command<Data, Error>> {
    let all = [
        watch::command(),
        watches::watches(),
        panel::edit(),
        unwatch::unwatch(),
        pause::pause(),
        pause::resume(),
        moving::move_watches(),
        channels::channels(),
        why::why(),
        status::status(),
        settings::settings(),
        export::export(),
        import::import(),
        forget::forget(),
        preview::preview(),
        trial::test_watch(),
        filter::filter(),
        help::help(),
        panel::change_this(),
        why::why_here(),
    ];
    all.into_iter().map(for_moderators).map(in_all_channels).map(localize::localized).collect()
}

/// Who may use a command unless a server's settings say otherwise, and where: members with Manage Server, in servers.
fn for_moderators(mut command: poise::Command<Data, Error>) -> poise::Command<Data, Error> {
    command.guild_only = true;
    command.default_member_permissions = Permissions::MANAGE_GUILD;
    command.install_context = Some(vec![InstallationContext::Guild]);
    command.interaction_context = Some(vec![InteractionContext::Guild]);
    command
}

/// An option that is a channel is one that posts can go to.
fn in_all_channels(mut command: poise::Command<Data, Error>) -> poise::Command<Data, Error> {
    command
        .parameters
        .iter_mut()
        .filter_map(|option| option.channel_types.as_mut())
        .for_each(|types| *types = std::borrow::Cow::Borrowed(&place::TAKING));
    command
}

/// The text of `docs/commands.md`.
#[must_use]
pub fn page() -> String {
    page::of(&all())
}

/// The names of all commands.
#[must_use]
pub fn names() -> Vec<String> {
    all().into_iter().map(|command| command.context_menu_name.unwrap_or(command.name).into_owned()).collect()
}

#[cfg(test)]
mod tests;

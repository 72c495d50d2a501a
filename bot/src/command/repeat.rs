//! Commands that failed for a reason that may pass: a button carries the same out once more, as the member who clicks may then.

use super::recent::Recent;
use domain::id::GuildId;
use parking_lot::Mutex;
use serenity::all::{CommandInteraction, ComponentInteraction};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// The commands of this process that a button carries out once more. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    kept: Recent<CommandInteraction>,
    /// The clicks whose commands are being carried out: their answers take the place of the clicked messages.
    running: Arc<Mutex<HashSet<u64>>>,
}

impl Repeats {
    /// Keeps this command; the id of the button that carries it out once more. None: it was not used in a server.
    pub(super) fn keep(&self, command: &CommandInteraction) -> Option<String> {
        let guild = GuildId(command.guild_id?.get());
        let key = self.kept.put(guild, command.clone());
        Some(format!("v1.again.{}.{key}", command.data.name))
    }

    /// The command under this key as the member who clicked uses it now; once.
    pub(super) fn take(&self, key: Uuid, click: &ComponentInteraction) -> Option<CommandInteraction> {
        let (mut command, _) = self.kept.take(GuildId(click.guild_id?.get()), key)?;
        (command.id, command.token) = (click.id, click.token.clone());
        (command.user, command.member) = (click.user.clone(), click.member.clone().map(Box::new));
        (command.app_permissions, command.locale) = (click.app_permissions, click.locale.clone());
        // With what the member may do there now.
        (command.channel, command.guild_locale) = (click.channel.clone(), click.guild_locale.clone());
        // What the member may do elsewhere is asked for again.
        command.data.resolved.channels.values_mut().for_each(|channel| channel.permissions = None);
        self.running.lock().insert(click.id.get());
        Some(command)
    }

    /// Whether this interaction is a click whose command is being carried out.
    pub(super) fn runs(&self, interaction: u64) -> bool {
        self.running.lock().contains(&interaction)
    }

    /// The command of this click was carried out.
    pub(crate) fn done(&self, interaction: u64) {
        self.running.lock().remove(&interaction);
    }

    /// Forgets what this server has.
    pub(super) fn forget(&self, guild: GuildId) {
        self.kept.forget(guild);
    }
}

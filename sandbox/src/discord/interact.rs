//! People who use commands, components and modals, and what they get to see.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thiserror::Error;

use super::components;
use super::interactions::{Ack, Interaction};
use super::message::{Message, User};
use super::options_of::{Given, OptionError, Resolver};
use super::permission;
use super::render;
use super::reply::{Reply, ReplyKind, custom_ids};
use super::state::{Account, State};
use super::world::World;

impl World {
    /// People who use commands and components.
    #[must_use]
    pub fn interact(&self) -> Interact {
        Interact::new(self.clone())
    }
}

/// Why an interaction came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InteractError {
    /// Nobody is connected.
    #[error("no gateway session is attached to the simulated Discord; wait for the bot to connect first")]
    NoSession,
    /// The command is not registered.
    #[error("the command `{0}` is not registered; known are: {1}")]
    UnknownCommand(String, String),
    /// The client would not have let the person send this.
    #[error("the client would not send this: {0}")]
    Refused(String),
    /// No such message, or it is gone.
    #[error("there is no such message to interact with")]
    UnknownMessage,
    /// The message or modal has no such component, or it is disabled.
    #[error("there is no usable component `{0}` there; known are: {1}")]
    UnknownComponent(String, String),
    /// "The application did not respond".
    #[error("the application did not respond within {0:?}")]
    NoAnswer(Duration),
}

impl From<OptionError> for InteractError {
    fn from(error: OptionError) -> Self {
        Self::Refused(error.0)
    }
}

/// A message that a component is used on: its id, a [`Message`] or a [`Reply`].
#[derive(Debug, Clone, Copy)]
pub struct Target(u64);

impl From<u64> for Target {
    fn from(id: u64) -> Self {
        Self(id)
    }
}
impl From<&Message> for Target {
    fn from(message: &Message) -> Self {
        Self(message.id)
    }
}
impl From<&Reply> for Target {
    fn from(reply: &Reply) -> Self {
        Self(reply.message.unwrap_or(0))
    }
}

/// Who uses a command, and where. Made of the guild, the channel and the person.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'a> {
    guild: u64,
    channel: u64,
    user: &'a User,
}

impl<'a, G: Into<u64>> From<(G, u64, &'a User)> for Seat<'a> {
    fn from((guild, channel, user): (G, u64, &'a User)) -> Self {
        Self { guild: guild.into(), channel, user }
    }
}

/// People who use commands and components.
#[derive(Clone)]
pub struct Interact {
    world: World,
}

impl Interact {
    pub(crate) fn new(world: World) -> Self {
        Self { world }
    }

    /// Uses a slash command (`"watch"`, or `"group sub"`) with options as `{"artist": "somebody", "channel": 123}` and
    /// waits for what comes. Whether the command is shown to the person by default is not asked: a guild may override
    /// that, so a bot must check again.
    ///
    /// # Errors
    /// When the client would not send it, nobody is connected, or no answer comes in time.
    pub async fn slash<'a>(&self, seat: impl Into<Seat<'a>>, command: &str, options: Value) -> Result<Reply, InteractError> {
        let token = self.command(2, seat.into(), command, Given { values: &options, focused: None })?;
        self.reply(&token).await
    }

    /// Types into an option that completes; `options` holds what was filled in so far, `focused` among it.
    ///
    /// # Errors
    /// As [`Self::slash`].
    pub async fn autocomplete<'a>(
        &self,
        seat: impl Into<Seat<'a>>,
        command: &str,
        options: Value,
        focused: &str,
    ) -> Result<Reply, InteractError> {
        let token = self.command(4, seat.into(), command, Given { values: &options, focused: Some(focused) })?;
        self.reply(&token).await
    }

    /// Uses a message command: right-click on a message, Apps.
    ///
    /// # Errors
    /// As [`Self::slash`]; also when there is no such message.
    pub async fn on_message(&self, user: &User, on: impl Into<Target>, command: &str) -> Result<Reply, InteractError> {
        let token = {
            let mut state = self.world.inner.state();
            let message = state.messages.get(on.into().0).filter(|message| !message.deleted).ok_or(InteractError::UnknownMessage)?;
            let (channel, id, body) = (message.channel, message.id.to_string(), message.value());
            let guild = state.channels.get(&channel).map_or(0, |channel| channel.guild);
            let Some(definition) = state.commands.find(guild, command).filter(|found| found["type"] == 3) else {
                return Err(InteractError::UnknownCommand(command.to_owned(), String::new()));
            };
            let data = json!({
                "id": definition["id"], "name": definition["name"], "type": 3, "target_id": id, "resolved": { "messages": { (id.clone()): body } },
            });
            send(&mut state, user, Start { kind: 2, guild, channel, name: command.to_owned(), source: None }, data)?
        };
        self.reply(&token).await
    }

    /// Presses a button.
    ///
    /// # Errors
    /// As [`Self::slash`]; also when the message has no such button.
    pub async fn click(&self, user: &User, on: impl Into<Target>, custom_id: &str) -> Result<Reply, InteractError> {
        self.component(user, on.into(), custom_id, None).await
    }

    /// Chooses in a select menu; ids of channels, roles and users as text.
    ///
    /// # Errors
    /// As [`Self::click`].
    pub async fn select(&self, user: &User, on: impl Into<Target>, custom_id: &str, values: &[&str]) -> Result<Reply, InteractError> {
        self.component(user, on.into(), custom_id, Some(values)).await
    }

    /// Sends a use of a component that the message does not have, which no client does: `data` is the interaction's, as a forger would write it.
    ///
    /// # Errors
    /// As [`Self::slash`]; also when there is no such message.
    pub async fn forge(&self, user: &User, on: impl Into<Target>, data: Value) -> Result<Reply, InteractError> {
        let source = on.into().0;
        let token = {
            let mut state = self.world.inner.state();
            let found = state.messages.get(source).filter(|message| !message.deleted);
            let channel = found.map(|message| message.channel).ok_or(InteractError::UnknownMessage)?;
            let guild = state.channels.get(&channel).map_or(0, |channel| channel.guild);
            let name = data["custom_id"].as_str().unwrap_or_default().to_owned();
            send(&mut state, user, Start { kind: 3, guild, channel, name, source: Some(source) }, data)?
        };
        self.reply(&token).await
    }

    /// Fills in the modal of a reply and sends it; what is not named keeps its value.
    ///
    /// # Errors
    /// As [`Self::slash`]; also when the reply is no modal or a text breaks the modal's own limits.
    pub async fn modal(&self, user: &User, reply: &Reply, fields: &[(&str, &str)]) -> Result<Reply, InteractError> {
        let modal = reply.modal.as_ref().ok_or_else(|| InteractError::Refused("the reply is no modal".to_owned()))?;
        let data = json!({ "custom_id": modal["custom_id"], "components": super::options_of::fill(&modal["components"], fields)? });
        let name = modal["custom_id"].as_str().unwrap_or("").to_owned();
        let token = {
            let mut state = self.world.inner.state();
            let (guild, channel, source) = state
                .interactions
                .get(&reply.token)
                .map(|opened| (opened.guild, opened.channel, opened.source))
                .ok_or(InteractError::UnknownMessage)?;
            let start = Start { kind: 5, guild, channel, name, source };
            send(&mut state, user, start, data)?
        };
        self.reply(&token).await
    }

    /// Looks at an earlier reply again: edits and follow-ups that came since.
    #[must_use]
    pub fn again(&self, reply: &Reply) -> Reply {
        let state = self.world.inner.state();
        state.interactions.get(&reply.token).and_then(|found| seen(&state, found)).unwrap_or_else(|| reply.clone())
    }

    fn command(&self, kind: u64, seat: Seat<'_>, command: &str, given: Given<'_>) -> Result<String, InteractError> {
        let Seat { guild, channel, user } = seat;
        let mut state = self.world.inner.state();
        let mut words = command.split(' ');
        let name = words.next().unwrap_or(command);
        let Some(definition) = state.commands.find(guild, name).cloned() else {
            let known: Vec<String> = state.commands.all().iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect();
            return Err(InteractError::UnknownCommand(name.to_owned(), known.join(", ")));
        };
        let mut resolver = Resolver::new(&state, guild, user);
        let options = resolver.options(&definition["options"], &words.collect::<Vec<_>>(), given)?;
        let mut data = json!({ "id": definition["id"], "name": definition["name"], "type": 1, "options": options });
        if let Some(resolved) = resolver.finish() {
            data["resolved"] = resolved;
        }
        if definition["guild_id"].is_string() {
            data["guild_id"] = definition["guild_id"].clone();
        }
        let start = Start { kind, guild, channel, name: command.to_owned(), source: None };
        send(&mut state, user, start, data)
    }

    async fn component(&self, user: &User, on: Target, custom_id: &str, values: Option<&[&str]>) -> Result<Reply, InteractError> {
        let token = {
            let mut state = self.world.inner.state();
            let message = state.messages.get(on.0).filter(|message| !message.deleted).ok_or(InteractError::UnknownMessage)?;
            let (channel, body) = (message.channel, message.value());
            let guild = state.channels.get(&channel).map_or(0, |channel| channel.guild);
            let usable = components::find(&body["components"], custom_id).filter(|found| !found["disabled"].as_bool().unwrap_or(false));
            let Some(component) = usable else {
                let mut known = Vec::new();
                custom_ids(&body["components"], &mut known);
                return Err(InteractError::UnknownComponent(custom_id.to_owned(), known.join(", ")));
            };
            let mut data = json!({ "custom_id": custom_id, "component_type": component["type"], "id": component["id"] });
            if let Some(values) = values {
                super::options_of::check_selection(component, values)?;
                data["values"] = json!(values);
                let mut resolver = Resolver::new(&state, guild, user);
                resolver.selected(component["type"].as_u64().unwrap_or(0), values)?;
                if let Some(resolved) = resolver.finish() {
                    data["resolved"] = resolved;
                }
            }
            let start = Start { kind: 3, guild, channel, name: custom_id.to_owned(), source: Some(on.0) };
            send(&mut state, user, start, data)?
        };
        self.reply(&token).await
    }

    /// Waits for the first answer, then for what a deferred one promised.
    async fn reply(&self, token: &str) -> Result<Reply, InteractError> {
        let options = &self.world.inner.options;
        let deadline = options.interaction_deadline;
        let state_of = |world: &World| world.inner.state().interactions.get(token).cloned();
        // A callback that arrives in time may still be at work when the deadline passes.
        let acked = |world: &World| state_of(world).is_none_or(|found| found.ack.is_some());
        let patience = deadline + Duration::from_millis(250);
        if tokio::time::timeout(patience, self.world.wait_until("an answer to an interaction", acked)).await.is_err() && !acked(&self.world)
        {
            return Err(InteractError::NoAnswer(deadline));
        }
        let settled = |world: &World| {
            state_of(world).is_none_or(|found| {
                let updating = found.ack.as_ref().is_some_and(|ack| ack.kind == 6);
                !found.pending || found.original_deleted || (updating && !found.followups.is_empty())
            })
        };
        // When nothing comes the reply says so by `pending`.
        let _pending = tokio::time::timeout(options.interaction_patience, self.world.wait_until("a deferred answer", settled)).await;
        let state = self.world.inner.state();
        state.interactions.get(token).and_then(|found| seen(&state, found)).ok_or(InteractError::NoAnswer(deadline))
    }
}

/// The parts of an interaction that differ between kinds.
struct Start {
    kind: u64,
    guild: u64,
    channel: u64,
    name: String,
    source: Option<u64>,
}

/// Keeps the interaction and sends INTERACTION_CREATE; answers its token.
fn send(state: &mut State, user: &User, start: Start, data: Value) -> Result<String, InteractError> {
    let Start { kind, guild, channel, name, source } = start;
    let attached = |session: &super::gateway::sessions::Session| session.outlet.is_some() && session.has(guild);
    if !state.sessions.all.values().any(attached) {
        return Err(InteractError::NoSession);
    }
    let shown = state.channel(channel).map_err(|_| InteractError::Refused(format!("there is no channel {channel}")))?;
    if shown.guild != guild {
        return Err(InteractError::Refused(format!("channel {channel} is not in guild {guild}")));
    }
    let mut shown = render::channel(state, shown);
    shown["permissions"] = state.user_permissions(channel, user).to_string().into();
    state.accounts.entry(user.id).or_insert_with(|| Account { id: user.id, name: user.name.clone(), bot: false, takes_dms: true });
    let id = state.snowflake();
    let token = format!("sandbox-interaction-{id:x}");
    let found = state.guilds.get(&guild);
    let member = found.map(|found| {
        let mut member = render::member(state, found, user.id);
        member["permissions"] = state.user_permissions(channel, user).to_string().into();
        member
    });
    let locale = found.map_or("en-US", |found| found.locale.as_str());
    let mut body = json!({
        "id": id.to_string(), "application_id": state.application.to_string(), "type": kind, "token": token, "version": 1,
        "guild_id": guild.to_string(), "guild": { "id": guild.to_string(), "locale": locale, "features": [] }, "guild_locale": locale,
        "channel_id": channel.to_string(), "channel": shown, "member": member, "locale": user.locale,
        "app_permissions": state.permissions(channel, state.bot).to_string(), "entitlements": [], "entitlement_sku_ids": [],
        "authorizing_integration_owners": { "0": guild.to_string() }, "context": 0, "attachment_size_limit": 10_485_760, "data": data,
    });
    if let Some(message) = source.and_then(|source| state.messages.get(source)) {
        body["message"] = message.value();
    }
    state.interactions.add(Interaction {
        id,
        token: token.clone(),
        kind,
        guild,
        channel,
        user: user.clone(),
        name,
        at: Instant::now(),
        source,
        ack: None,
        original: None,
        pending: false,
        original_deleted: false,
        followups: Vec::new(),
        choices: Vec::new(),
        modal: None,
    });
    state.sessions.dispatch("INTERACTION_CREATE", &body, guild, 0);
    Ok(token)
}

fn seen(state: &State, interaction: &Interaction) -> Option<Reply> {
    let Ack { kind, after, ephemeral } = interaction.ack.clone()?;
    let original = interaction.original.and_then(|id| state.messages.get(id)).filter(|message| !message.deleted);
    let raw = original.map_or(Value::Null, |message| message.value());
    let followups: Vec<Message> = interaction.followups.iter().filter_map(|id| state.messages.get(*id)).map(Message::of).collect();
    Some(Reply {
        kind: match kind {
            4 => ReplyKind::Message,
            5 => ReplyKind::Deferred,
            6 => ReplyKind::DeferredUpdate,
            7 => ReplyKind::Update,
            8 => ReplyKind::Choices,
            9 => ReplyKind::Modal,
            other => ReplyKind::Other(other),
        },
        acked_in: after,
        pending: interaction.pending,
        ephemeral,
        message: original.map(|message| message.id),
        content: raw["content"].as_str().unwrap_or("").to_owned(),
        embeds: raw["embeds"].clone(),
        components: raw["components"].clone(),
        choices: interaction.choices.clone(),
        modal: interaction.modal.clone(),
        followups,
        raw,
        token: interaction.token.clone(),
    })
}

impl State {
    /// What a person may do in a channel: the person's own bits, changed by an overwrite for them.
    pub fn user_permissions(&self, channel: u64, user: &User) -> u64 {
        let Some(found) = self.channels.get(&channel) else { return 0 };
        let holder = found.parent.filter(|_| found.kind.is_thread()).and_then(|id| self.channels.get(&id)).unwrap_or(found);
        let base = permission::base(false, user.permissions, std::iter::empty());
        permission::in_channel(base, &holder.overwrites, found.guild, &[], user.id)
    }
}

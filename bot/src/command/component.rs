//! Clicks on buttons. Discord checks nobody's permission for them, so everything is checked here, at every click: who clicked, where, and
//! whether they may still do it. What a button shows is scoped by the guild of the click, never by what its id says.

use super::answer::{self, Answer};
use super::channels::{self, Act};
use super::choice::Choice;
use super::clicks::Turn;
use super::context::Data;
use super::draft::{self, Step};
use super::error::Error;
use super::fix::Fix;
use super::form::Form;
use super::knob::Knob;
use super::moving::{self, Route};
use super::panel::{self, Chosen};
use super::place::{self, may_look};
use super::settings::{self, Dial};
use super::sight::{self, Asker};
use super::watches::{self, Filter};
use super::wish::Wished;
use super::{filter, import, pause, preview, removal, status, why};
use crate::discord::failure::describe;
use crate::discord::picture::Role;
use crate::text;
use domain::id::{ChannelId, MessageId, WatchId};
use serenity::all::{
    ButtonStyle, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, CreateActionRow, CreateButton,
    CreateInteractionResponse, GuildId,
};
use uuid::Uuid;

/// What a button of ours asks for. What changes something is limited to what the clicker sees and may do at that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Show this page (counted from 0) of the list.
    Watches(u32, Filter),
    /// Remove these watches.
    Remove(Choice),
    Pause(Choice),
    Resume(Choice),
    /// Bring back what was removed under this key.
    Undo(Uuid),
    /// Open the panel of the watch that was chosen.
    Open,
    /// Turn a knob of a watch's panel.
    Panel(WatchId, Knob),
    /// Something about channels that take nothing.
    Channels(Act),
    /// Move watches.
    Move(Route),
    /// Tell of the post of this message that was chosen.
    Why(ChannelId, MessageId),
    /// Show this page (counted from 0) of how the server's artists are checked.
    Status(u32),
    /// Show how the latest post of this watch would look.
    Preview(WatchId),
    /// Try to add a watch again, with one thing changed.
    Draft(Uuid, Step),
    /// Turn a dial of the server's settings.
    Settings(Dial),
    /// Add what a file named.
    Import(Uuid),
    /// Open a form.
    Form(Form),
    /// Show this page of what a filter lets through.
    Trial(Uuid, usize),
    /// Carry out the command of this name that is kept under this key, once more.
    Again(String, Uuid),
}

impl Action {
    /// From the button's `custom_id`; None for what this version does not make.
    pub(super) fn parse(id: &str) -> Option<Self> {
        match id.split('.').collect::<Vec<_>>().as_slice() {
            // Buttons of earlier versions have no filter.
            ["v1", "watches", page] => page.parse().ok().map(|page| Self::Watches(page, Filter::default())),
            ["v1", "watches", page, filter] => Some(Self::Watches(page.parse().ok()?, Filter::parse(filter)?)),
            ["v1", "remove", choice] => Choice::parse(choice).map(Self::Remove),
            ["v1", "pause", choice] => Choice::parse(choice).map(Self::Pause),
            ["v1", "resume", choice] => Choice::parse(choice).map(Self::Resume),
            ["v1", "undo", key] => key.parse().ok().map(Self::Undo),
            ["v1", "open"] => Some(Self::Open),
            ["v1", "panel", watch, knob] => Some(Self::Panel(watch.parse().ok()?, Knob::parse(knob)?)),
            ["v1", "channels", act @ ..] => Act::parse(act).map(Self::Channels),
            ["v1", "move", route @ ..] => Route::parse(route).map(Self::Move),
            ["v1", "why", channel, message] => Some(Self::Why(ChannelId(channel.parse().ok()?), MessageId(message.parse().ok()?))),
            ["v1", "status", page] => page.parse().ok().map(Self::Status),
            ["v1", "preview", watch] => watch.parse().ok().map(Self::Preview),
            ["v1", "draft", key, step @ ..] => Some(Self::Draft(key.parse().ok()?, Step::parse(step)?)),
            ["v1", "settings", dial] => Dial::parse(dial).map(Self::Settings),
            ["v1", "import", key] => key.parse().ok().map(Self::Import),
            ["v1", "trial", key, page] => Some(Self::Trial(key.parse().ok()?, page.parse().ok()?)),
            ["v1", "again", command, key] => Some(Self::Again((*command).to_owned(), key.parse().ok()?)),
            ["v1", "form", form @ ..] => Form::parse(form).map(Self::Form),
            _ => None,
        }
    }

    /// The command that it belongs to.
    fn command(&self) -> &str {
        match self {
            Self::Watches(..) => "watches",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
            Self::Remove(_) | Self::Undo(_) => "unwatch",
            Self::Open | Self::Panel(..) => "edit",
            Self::Channels(_) => "channels",
            Self::Move(_) => "move",
            Self::Why(..) => "why",
            Self::Status(_) => "status",
            Self::Preview(_) => "preview",
            Self::Draft(..) => "watch",
            Self::Settings(_) => "settings",
            Self::Import(_) => "import",
            Self::Form(form) => form.command(),
            Self::Trial(..) => "filter",
            Self::Again(command, _) => command,
        }
    }
}

/// Answers a click, whatever it is.
pub(crate) async fn clicked(discord: &serenity::all::Context, data: &Data, click: &ComponentInteraction) {
    let outcome = match authorised(data, click) {
        Ok((guild, Action::Form(form))) => {
            let first = form.open(data, &Asker::of_click(guild, click)).await;
            click.create_response(discord, first).await
        }
        Ok((_, Action::Again(command, _))) => {
            // A click before this one has it carried out, and is answered; or it is kept no longer, and what stands there may be its answer.
            let old = || Answer::text(text::list::old_button_of(&data.command_ids.mention(&command))).into_message();
            let first = begin(data, click).map_or(CreateInteractionResponse::Acknowledge, |_| CreateInteractionResponse::Message(old()));
            click.create_response(discord, first).await
        }
        Ok((guild, action)) => return act(discord, data, click, guild, action).await,
        Err(refusal) => {
            let response = CreateInteractionResponse::Message(Answer::text(refusal).into_message());
            click.create_response(discord, response).await
        }
    };
    if let Err(error) = outcome {
        tracing::warn!(error = describe(&error), "a click could not be answered");
    }
}

/// The command that this click has carried out once more, and its turn. None: it is another click, or that is not to be done.
pub(crate) fn repeated(data: &Data, click: &ComponentInteraction) -> Option<(CommandInteraction, Turn)> {
    let Ok((_, Action::Again(_, key))) = authorised(data, click) else { return None };
    let turn = begin(data, click)?;
    Some((data.repeats.take(key, click)?, turn))
}

fn begin(data: &Data, click: &ComponentInteraction) -> Option<Turn> {
    data.clicks.begin(click.message.id.get(), &click.data.custom_id, format!("{:?}", click.data.kind))
}

fn authorised(data: &Data, click: &ComponentInteraction) -> Result<(GuildId, Action), String> {
    let guild = click.guild_id.ok_or_else(text::trouble::guild_only)?;
    let action = Action::parse(&click.data.custom_id).ok_or_else(text::list::old_button)?;
    let asked_by = sight::asked_by(&click.message);
    let command = data.command_ids.mention(action.command());
    if asked_by.is_some_and(|user| user != click.user.id) {
        return Err(text::list::not_yours(&command));
    }
    // Both by Discord's clock.
    let age = click.id.created_at().unix_timestamp() - click.message.id.created_at().unix_timestamp();
    let permissions = click.member.as_ref().and_then(|member| member.permissions);
    match asked_by {
        asker if may_look(asker.is_some(), age, permissions) => Ok((guild, action)),
        Some(_) => Err(text::list::old_button_of(&command)),
        None => Err(text::trouble::not_allowed()),
    }
}

/// What was chosen in a menu. Discord sends roles and channels along.
fn chosen(click: &ComponentInteraction) -> Chosen {
    let resolved = &click.data.resolved;
    match &click.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => Chosen { values: values.clone(), ..Chosen::default() },
        ComponentInteractionDataKind::RoleSelect { values } => {
            let role = values.first().map(|id| match resolved.roles.get(id) {
                Some(role) => place::role(role),
                None => Role { id: id.get(), permissions: 0, mentionable: false, managed: false },
            });
            Chosen { role, ..Chosen::default() }
        }
        ComponentInteractionDataKind::ChannelSelect { values } => {
            let told = |id: &serenity::all::ChannelId| resolved.channels.get(id).map(Wished::from);
            let channel = values.first().map(|id| told(id).unwrap_or_else(|| Wished::of(ChannelId(id.get()))));
            Chosen { channel, ..Chosen::default() }
        }
        _ => Chosen::default(),
    }
}

/// The button that was clicked, where the same click may work later; a menu's choice cannot be repeated by a button.
fn again(click: &ComponentInteraction, fixes: &[Fix]) -> Vec<CreateActionRow> {
    let label = fixes.iter().find_map(|fix| match fix {
        Fix::Again => Some(text::watch::again()),
        Fix::Check => Some(text::watch::check()),
        _ => None,
    });
    match (label, &click.data.kind) {
        (Some(label), ComponentInteractionDataKind::Button) => {
            let button = CreateButton::new(click.data.custom_id.as_str()).label(label).style(ButtonStyle::Secondary);
            vec![CreateActionRow::Buttons(vec![button])]
        }
        _ => Vec::new(),
    }
}

async fn act(discord: &serenity::all::Context, data: &Data, click: &ComponentInteraction, guild: GuildId, action: Action) {
    if let Err(error) = click.create_response(discord, CreateInteractionResponse::Acknowledge).await {
        return tracing::warn!(error = describe(&error), "a click could not be answered");
    }
    let Some(turn) = begin(data, click) else { return };
    let asker = Asker::of_click(guild, click);
    let (command, chosen) = (action.command().to_owned(), chosen(click));
    let outcome = match action {
        Action::Watches(page, filter) => watches::show(data, asker, page, filter).await,
        Action::Remove(choice) => removal::remove_all(data, asker, choice).await,
        Action::Pause(choice) => pause::paused(data, asker, choice).await,
        Action::Resume(choice) => pause::resumed(data, asker, choice).await,
        Action::Undo(key) => removal::undo(data, asker, key).await,
        Action::Open => match chosen.values.first().and_then(|id| id.parse().ok()) {
            Some(watch) => panel::show(data, &asker, watch, None).await,
            None => Err(Error::Old),
        },
        Action::Panel(watch, knob) => panel::turn(data, asker, (watch, knob), chosen).await,
        Action::Channels(act) => channels::act(data, asker, act, chosen).await,
        Action::Move(route) => moving::go(data, &asker, route).await,
        Action::Why(channel, message) => why::chosen(data, asker, (channel, message), chosen).await,
        Action::Status(page) => status::show(data, asker, page).await,
        Action::Settings(dial) => settings::turn(data, &asker, dial, chosen).await,
        Action::Import(key) => {
            import::add(data, &asker, key, import::Progress { application: click.application_id, token: &click.token }).await
        }
        Action::Preview(watch) => preview::of_watch(data, &asker, watch).await,
        Action::Trial(key, page) => filter::page(data, &asker, key, page),
        Action::Draft(key, step) => draft::step(data, &asker, (key, step), chosen).await,
        // Answered already, each in its own way.
        Action::Form(_) | Action::Again(..) => return,
    };
    let answer = match outcome {
        Ok(answer) => answer,
        Err(error) => {
            // The answer may show the same button, and that can be clicked before Discord has confirmed the answer.
            drop(turn);
            error.log(&command);
            match error.answer_of(&data.command_ids.mention(&command)) {
                None => return,
                Some(text) => Answer::text(text).rows(again(click, &error.fixes())),
            }
        }
    };
    if let Err(error) = answer::replace(data.places.rest(), click.application_id, &click.token, answer).await {
        tracing::warn!(%error, "a click could not be answered");
    }
}

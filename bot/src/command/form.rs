//! Forms (modals): where somebody types text. Discord takes one only as the first answer, so it is opened at once, and everything is checked when
//! it is sent.

use super::answer::{self, Answer};
use super::blank::{self, Blank};
use super::context::Data;
use super::error::Error;
use super::place::may_look;
use super::sight::{self, Asker};
use super::{draft, filter, forget, panel, settings, times};
use crate::discord::failure::describe;
use crate::text;
use domain::id::WatchId;
use serenity::all::{
    ActionRowComponent, CreateInteractionResponse, CreateInteractionResponseMessage, CreateModal, GuildId, ModalInteraction,
};

/// A form of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The server's name, before everything of it is erased.
    Forget,
    /// A filter or a template.
    Text(Blank),
    /// The quiet hours of this watch; None: of the server's watches.
    Quiet(Option<WatchId>),
}

impl Form {
    /// From the parts of a component's id, or of the form's.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        match parts {
            ["forget"] => Some(Self::Forget),
            ["quiet"] => Some(Self::Quiet(None)),
            ["quiet", watch] => watch.parse().ok().map(Some).map(Self::Quiet),
            text => Blank::parse(text).map(Self::Text),
        }
    }

    /// The command that it belongs to.
    pub(super) const fn command(&self) -> &'static str {
        match self {
            Self::Forget => "forget",
            Self::Text(blank) => blank.command(),
            Self::Quiet(Some(_)) => "edit",
            Self::Quiet(None) => "settings",
        }
    }

    /// As Discord is to show it.
    async fn modal(&self, data: &Data, asker: &Asker) -> Result<CreateModal, Error> {
        match self {
            Self::Forget => Ok(forget::modal()),
            Self::Text(blank) => blank.modal(data, asker).await,
            Self::Quiet(watch) => times::modal(data, asker, *watch).await,
        }
    }

    /// The first answer to a click that asks for it: the form, or why there is none.
    pub(super) async fn open(&self, data: &Data, asker: &Asker) -> CreateInteractionResponse {
        match self.modal(data, asker).await {
            Ok(modal) => CreateInteractionResponse::Modal(modal),
            Err(error) => {
                error.log(self.command());
                let text = error.answer_of(&data.command_ids.mention(self.command()));
                CreateInteractionResponse::Message(Answer::text(text.unwrap_or_default()).into_message())
            }
        }
    }
}

/// What was typed into the field with this id; None: Discord did not send it in a form that can be read.
fn typed(sent: &ModalInteraction, field: &str) -> Option<String> {
    let fields = sent.data.components.iter().flat_map(|row| &row.components);
    let mut text = fields.filter_map(|one| match one {
        ActionRowComponent::InputText(text) if text.custom_id == field => text.value.clone(),
        _ => None,
    });
    text.next_back()
}

/// Answers a form that was sent, whatever it is.
pub(crate) async fn submitted(discord: &serenity::all::Context, data: &Data, sent: &ModalInteraction) {
    let first = match read(data, sent) {
        Ok((guild, form)) => {
            // A form that a button opened changes the button's message, another one gets a new message.
            let first = match &sent.message {
                Some(_) => CreateInteractionResponse::Acknowledge,
                None => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
            };
            match sent.create_response(discord, first).await {
                Ok(()) => return act(data, sent, guild, form).await,
                failed => failed,
            }
        }
        Err(refusal) => sent.create_response(discord, CreateInteractionResponse::Message(Answer::text(refusal).into_message())).await,
    };
    if let Err(error) = first {
        tracing::warn!(error = describe(&error), "a form could not be answered");
    }
}

fn read(data: &Data, sent: &ModalInteraction) -> Result<(GuildId, Form), String> {
    let guild = sent.guild_id.ok_or_else(text::trouble::guild_only)?;
    let parts: Vec<&str> = sent.data.custom_id.split('.').collect();
    let form = match parts.as_slice() {
        ["v1", "form", form @ ..] => Form::parse(form),
        _ => None,
    };
    let form = form.ok_or_else(text::list::old_button)?;
    let command = data.command_ids.mention(form.command());
    match sent.message.as_deref().and_then(sight::asked_by) {
        Some(asker) if asker != sent.user.id => return Err(text::list::not_yours(&command)),
        _ => {}
    }
    // Both by Discord's clock. What a button opened may have been open for long.
    let sent_at = sent.id.created_at().unix_timestamp();
    let age = sent.message.as_ref().map_or(0, |message| sent_at - message.id.created_at().unix_timestamp());
    match may_look(true, age, sent.member.as_ref().and_then(|member| member.permissions)) {
        true => Ok((guild, form)),
        false => Err(text::list::old_button_of(&command)),
    }
}

async fn act(data: &Data, sent: &ModalInteraction, guild: GuildId, form: Form) {
    let asker = Asker::of_form(guild, sent);
    let outcome = match form {
        Form::Forget => forget::erase(data, &asker, &typed(sent, forget::NAME).unwrap_or_default()).await,
        Form::Quiet(watch) => match typed(sent, blank::TEXT) {
            None => Err(Error::Refused(text::trouble::not_understood())),
            Some(typed) => match watch {
                Some(watch) => panel::set_quiet(data, &asker, watch, &typed).await,
                None => settings::set_quiet(data, &asker, &typed).await,
            },
        },
        Form::Text(blank) => match (blank, typed(sent, blank::TEXT)) {
            // Nothing typed would take away what is there.
            (_, None) => Err(Error::Refused(text::trouble::not_understood())),
            (Blank::Watch(watch, _), Some(typed)) => panel::set_filter(data, &asker, watch, typed).await,
            (Blank::Template(watch, _), Some(typed)) => panel::set_template(data, &asker, watch, typed).await,
            (Blank::Draft(key), Some(typed)) => draft::with_filter(data, &asker, key, typed).await,
            (Blank::Trial(key), Some(typed)) => filter::again(data, &asker, key, typed).await,
        },
    };
    let answer = match outcome {
        Ok(answer) => answer,
        Err(error) => {
            error.log(form.command());
            match error.answer_of(&data.command_ids.mention(form.command())) {
                Some(text) => Answer::text(text),
                None => return,
            }
        }
    };
    if let Err(error) = answer::replace(data.places.rest(), sent.application_id, &sent.token, answer).await {
        tracing::warn!(%error, "a form could not be answered");
    }
}

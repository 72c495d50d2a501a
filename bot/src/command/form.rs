//! Forms (modals): where somebody types text. Discord takes one only as the first answer, so it is opened at once, and everything is checked when
//! it is sent.

use super::answer::{self, Answer};
use super::context::Data;
use super::forget;
use super::sight::{self, Asker};
use crate::discord::failure::describe;
use crate::text;
use serenity::all::{
    ActionRowComponent, CreateInteractionResponse, CreateInteractionResponseMessage, CreateModal, GuildId, ModalInteraction,
};

/// A form of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The server's name, before everything of it is erased.
    Forget,
}

impl Form {
    /// From the parts of a component's id, or of the form's.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        match parts {
            ["forget"] => Some(Self::Forget),
            _ => None,
        }
    }

    /// The command that it belongs to.
    pub(super) const fn command(&self) -> &'static str {
        match self {
            Self::Forget => "forget",
        }
    }

    /// As Discord is to show it.
    pub(super) fn modal(&self) -> CreateModal {
        match self {
            Self::Forget => forget::modal(),
        }
    }
}

/// What was typed into the field with this id; "" where nothing was.
fn typed(sent: &ModalInteraction, field: &str) -> String {
    let fields = sent.data.components.iter().flat_map(|row| &row.components);
    let text = fields.filter_map(|one| match one {
        ActionRowComponent::InputText(text) if text.custom_id == field => text.value.clone(),
        _ => None,
    });
    text.last().unwrap_or_default()
}

/// Answers a form that was sent, whatever it is.
pub(crate) async fn submitted(discord: &serenity::all::Context, data: &Data, sent: &ModalInteraction) {
    let first = match read(sent) {
        Ok((guild, form)) => {
            // A form that a button opened changes the button's message, another one gets a message of its own.
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

fn read(sent: &ModalInteraction) -> Result<(GuildId, Form), String> {
    let guild = sent.guild_id.ok_or_else(text::trouble::guild_only)?;
    let parts: Vec<&str> = sent.data.custom_id.split('.').collect();
    let form = match parts.as_slice() {
        ["v1", "form", form @ ..] => Form::parse(form),
        _ => None,
    };
    let form = form.ok_or_else(text::list::old_button)?;
    match sent.message.as_deref().and_then(sight::asked_by) {
        Some(asker) if asker != sent.user.id => Err(text::list::not_yours()),
        _ => Ok((guild, form)),
    }
}

async fn act(data: &Data, sent: &ModalInteraction, guild: GuildId, form: Form) {
    let asker = Asker::of_form(guild, sent);
    let outcome = match form {
        Form::Forget => forget::erase(data, &asker, &typed(sent, forget::NAME)).await,
    };
    let answer = match outcome {
        Ok(answer) => answer,
        Err(error) => {
            error.log(form.command());
            match error.answer() {
                Some(text) => Answer::text(text),
                None => return,
            }
        }
    };
    if let Err(error) = answer::replace(data.places.rest(), sent.application_id, &sent.token, answer).await {
        tracing::warn!(%error, "a form could not be answered");
    }
}

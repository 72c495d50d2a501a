//! How commands answer: ephemeral, pinging nobody, and again when Discord loses the answer.

use super::context::Context;
use super::error::Error;
use crate::discord::answer::Answer as Reply;
use crate::discord::classify::{self, Meaning};
use crate::discord::failure::Failure;
use crate::discord::rest::Rest;
use domain::retry::Schedule;
use serde_json::Value;
use serenity::all::{
    ApplicationId, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateEmbed, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateModal, EditInteractionResponse,
};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Discord's limit for a message's own text.
const CONTENT: usize = 2000;

/// Discord waits 3 s for the first answer; between two tries of it, and for all of them.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
const FIRST_PATIENCE: Duration = Duration::from_millis(2500);
/// For so long an answer is tried to be given: Discord takes it for 15 minutes, and a look-up may have taken some of them.
const ANSWERABLE: Duration = Duration::from_secs(14 * 60);
/// Between two tries of giving an answer.
const TRIES: Schedule = Schedule::Exponential { first: Duration::from_millis(500), max: Duration::from_secs(30), attempts: None };
/// Further tries of an answer with a file.
const FILE_TRIES: u32 = 4;
/// Answers that may wait for their next try; one more is given up.
static WAITING: Semaphore = Semaphore::const_new(500);

/// An answer: a line or two as text, a list as an embed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    text: Option<String>,
    embed: Option<CreateEmbed>,
    rows: Vec<CreateActionRow>,
}

impl Answer {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        // Only a defence: every message's parts are cut before. A hard cut may leave half an escape, which is ugly, not dangerous.
        if text.encode_utf16().count() > CONTENT {
            let mut left = CONTENT - 1;
            text = text
                .chars()
                .take_while(|c| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some())
                .chain(['\u{2026}'])
                .collect();
        }
        Self { text: Some(text), ..Self::default() }
    }

    pub(crate) fn embed(embed: CreateEmbed) -> Self {
        Self { embed: Some(embed), ..Self::default() }
    }

    /// Words above the embed.
    pub(crate) fn note(self, note: Option<String>) -> Self {
        match note {
            Some(note) => Self { text: Self::text(note).text, ..self },
            None => self,
        }
    }

    pub(crate) fn rows(self, rows: Vec<CreateActionRow>) -> Self {
        Self { rows, ..self }
    }

    /// One more row of buttons, or menu, below the others.
    pub(crate) fn below(mut self, row: CreateActionRow) -> Self {
        self.rows.push(row);
        self
    }

    /// As the first answer.
    pub(crate) fn into_message(self) -> CreateInteractionResponseMessage {
        let mut message = CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new());
        if let Some(text) = self.text {
            message = message.content(text);
        }
        if let Some(embed) = self.embed {
            message = message.embed(embed);
        }
        if !self.rows.is_empty() {
            message = message.components(self.rows);
        }
        message
    }

    /// In place of the deferred answer, or of what a clicked message showed.
    pub(crate) fn into_edit(self) -> EditInteractionResponse {
        let edit = EditInteractionResponse::new()
            .allowed_mentions(CreateAllowedMentions::new())
            .content(self.text.unwrap_or_default())
            .components(self.rows);
        match self.embed {
            Some(embed) => edit.embed(embed),
            // Else what the message showed before would stay below the words.
            None => edit.embeds(Vec::new()),
        }
    }
}

/// Defers: Discord then waits up to 15 minutes for the answer, which only the asking user sees.
pub(crate) async fn defer(ctx: Context<'_>) -> Result<(), Error> {
    let deferred = match ctx.framework.user_data.repeats.runs(ctx.interaction.id.get()) {
        // The answer takes the place of the message with the button.
        true => CreateInteractionResponse::Acknowledge,
        false => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
    };
    first(ctx, deferred).await
}

/// Opens a form, which is a first answer.
pub(crate) async fn open(ctx: Context<'_>, modal: CreateModal) -> Result<(), Error> {
    first(ctx, CreateInteractionResponse::Modal(modal)).await
}

/// The first answer, for which Discord waits 3 s: tried again when Discord failed over it, as long as there is time.
async fn first(ctx: Context<'_>, response: CreateInteractionResponse) -> Result<(), Error> {
    let began = Instant::now();
    let mut tried = false;
    while let Err(error) = ctx.interaction.create_response(ctx.framework.serenity_context, response.clone()).await {
        match classify::of_serenity(&error) {
            // The try whose answer was lost arrived.
            Some(Meaning::Acknowledged) if tried => break,
            Some(Meaning::Acknowledged | Meaning::Content | Meaning::Over) => return Err(Error::discord(error)),
            _ if began.elapsed() + FIRST_PAUSE >= FIRST_PATIENCE => return Err(Error::discord(error)),
            _ => tokio::time::sleep(FIRST_PAUSE).await,
        }
        tried = true;
    }
    ctx.has_sent_initial_response.store(true, Ordering::SeqCst);
    Ok(())
}

/// Answers, whether deferred or not.
pub(crate) async fn send(ctx: Context<'_>, answer: Answer) -> Result<(), Error> {
    if ctx.has_sent_initial_response.load(Ordering::SeqCst) {
        let interaction = ctx.interaction;
        replace(ctx.framework.user_data.places.rest(), interaction.application_id, &interaction.token, answer).await?;
    } else {
        first(ctx, CreateInteractionResponse::Message(answer.into_message())).await?;
    }
    Ok(())
}

/// Answers with a file, in place of the deferred answer.
pub(crate) async fn send_file(ctx: Context<'_>, text: String, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
    let edit = Answer::text(text).into_edit().new_attachment(CreateAttachment::bytes(bytes, name));
    let mut tries = 0;
    while let Err(error) = ctx.interaction.edit_response(ctx.framework.serenity_context, edit.clone()).await {
        let never = matches!(classify::of_serenity(&error), Some(Meaning::Content | Meaning::Over));
        if never || tries >= FILE_TRIES {
            return Err(Error::discord(error));
        }
        tries += 1;
        tokio::time::sleep(TRIES.jittered(tries).unwrap_or_default()).await;
    }
    Ok(())
}

/// As [`replace`], once: for what is soon replaced anyway.
pub(super) async fn replace_once(rest: &Rest, application: ApplicationId, token: &str, answer: Answer) -> Result<(), Error> {
    let body = serde_json::to_value(answer.into_edit()).map_err(|error| Error::Discord(error.to_string()))?;
    match next(&rest.edit_answer(application.get(), token, &body).await, 0) {
        Next::Given => Ok(()),
        Next::Over(why) | Next::Again(why, _) => Err(Error::Discord(why)),
    }
}

/// Puts it in place of the deferred answer, or of what a clicked message showed. Discord sometimes fails over that edit once (500, 10015, 429:
/// discord-api-docs#7448, #7220) while what the command did is done, so it is repeated as long as an answer can be given.
pub(super) async fn replace(rest: &Rest, application: ApplicationId, token: &str, answer: Answer) -> Result<(), Error> {
    let mut body = serde_json::to_value(answer.into_edit()).map_err(|error| Error::Discord(error.to_string()))?;
    write_ids_as_text(&mut body);
    let began = Instant::now();
    let mut waiting = None;
    for failures in 0.. {
        let reply = rest.edit_answer(application.get(), token, &body).await;
        let (why, wait) = match next(&reply, failures) {
            Next::Given => return Ok(()),
            Next::Over(why) => return Err(Error::Discord(why)),
            Next::Again(why, wait) => (why, wait),
        };
        if waiting.is_none() {
            waiting = WAITING.try_acquire().ok();
        }
        if waiting.is_none() || began.elapsed() + wait >= ANSWERABLE {
            return Err(Error::Discord(why));
        }
        tracing::debug!(why, ?wait, "an answer could not be given, trying again");
        tokio::time::sleep(wait).await;
    }
    Ok(())
}

/// The library writes what is selected in a menu of channels or roles as numbers, and Discord documents text.
fn write_ids_as_text(body: &mut Value) {
    match body {
        Value::Object(object) => {
            for (name, value) in object {
                if name == "default_values" {
                    let ids = value.as_array_mut().into_iter().flatten().filter_map(|one| one.get_mut("id"));
                    ids.filter(|id| id.is_u64()).for_each(|id| *id = id.to_string().into());
                } else {
                    write_ids_as_text(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(write_ids_as_text),
        _ => {}
    }
}

/// What a try of giving an answer came to.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Given,
    /// Never.
    Over(String),
    Again(String, Duration),
}

fn next(reply: &Result<Reply, Failure>, failures: u32) -> Next {
    let pause = TRIES.jittered(failures).unwrap_or_default();
    match reply {
        Err(failure) => Next::Again(failure.to_string(), pause),
        Ok(reply) => match classify::meaning(reply) {
            Meaning::Done => Next::Given,
            Meaning::Content | Meaning::Over => Next::Over(reply.sentence()),
            _ => Next::Again(reply.sentence(), pause.max(reply.retry_after().unwrap_or_default())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::answer::RateHeaders;
    use serde_json::json;

    #[test]
    fn an_answer_without_an_embed_takes_the_one_before_away() {
        let json = serde_json::to_value(Answer::text("gone").into_edit()).unwrap();
        assert_eq!((&json["content"], &json["embeds"]), (&json!("gone"), &json!([])));
    }

    #[test]
    fn ids_that_are_selected_are_written_as_text() {
        let mut body = json!({"components": [{"components": [{"default_values": [{"id": u64::MAX, "type": "role"}], "id": 7}]}]});
        write_ids_as_text(&mut body);
        let menu = &body["components"][0]["components"][0];
        assert_eq!((&menu["default_values"][0]["id"], &menu["id"]), (&json!(u64::MAX.to_string()), &json!(7)));
    }

    #[test]
    fn only_what_can_never_be_given_is_given_up() {
        let reply = |status, code: u64| Ok(Reply { status, rate: RateHeaders::default(), body: Some(json!({ "code": code })) });
        assert_eq!(next(&reply(200, 0), 0), Next::Given);
        for (status, code) in [(500, 0), (404, 10_015), (403, 40_333), (404, 10_008)] {
            assert!(matches!(next(&reply(status, code), 0), Next::Again(..)), "{status} {code}");
        }
        for (status, code) in [(400, 50_035), (401, 50_027), (404, 10_062)] {
            assert!(matches!(next(&reply(status, code), 0), Next::Over(_)), "{status} {code}");
        }
        let limited = Reply { status: 429, rate: RateHeaders::default(), body: Some(json!({"retry_after": 7.0})) };
        assert!(matches!(next(&Ok(limited), 0), Next::Again(_, wait) if wait == Duration::from_secs(7)));
        assert!(matches!(next(&Err(Failure::Timeout), 3), Next::Again(..)));
    }
}

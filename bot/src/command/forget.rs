//! `/forget`: erases everything of this server, after its name is typed.

use super::answer::{self, Answer, send};
use super::context::{Context, Data, ask, watches_changed, watches_of};
use super::error::Error;
use super::sight::{Asker, Sight};
use crate::delivery::Hint;
use crate::discord::permission::{self, allows};
use crate::text;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, CreateInputText, CreateModal, InputTextStyle};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Of the form, and of the button that opens it.
pub(super) const FORM: &str = "v1.form.forget";
/// The form's field.
pub(super) const NAME: &str = "name";
/// Characters that Discord allows in a server's name.
const LONGEST: u16 = 100;
/// How long Discord may take to tell the server's name.
const PATIENCE: Duration = Duration::from_secs(5);

/// Erase everything that this bot knows of this server
#[poise::command(slash_command)]
pub(crate) async fn forget(ctx: Context<'_>) -> Result<(), Error> {
    match may(&Asker::of_command(ctx.interaction)?) {
        true => answer::open(ctx, modal()).await,
        false => send(ctx, Answer::text(text::trouble::not_allowed())).await,
    }
}

/// Manage Server, whatever the server's own settings say of the command: this cannot be undone.
fn may(asker: &Asker) -> bool {
    asker.here_may().is_some_and(|bits| allows(bits, permission::ADMINISTRATOR) || allows(bits, permission::MANAGE_GUILD))
}

/// The form that asks for the server's name.
pub(super) fn modal() -> CreateModal {
    let field = CreateInputText::new(InputTextStyle::Short, text::forget::field(), NAME)
        .placeholder(text::forget::placeholder())
        .max_length(LONGEST);
    CreateModal::new(FORM, text::forget::title()).components(vec![CreateActionRow::InputText(field)])
}

/// Erases everything if this is the server's name.
pub(super) async fn erase(data: &Data, asker: &Asker, typed: &str) -> Result<Answer, Error> {
    if !may(asker) {
        return Err(Error::Refused(text::trouble::not_allowed()));
    }
    let guild = asker.guild();
    let Some(name) = name(data, asker).await else { return Ok(again(text::forget::no_name())) };
    if !is_same(&name, typed) {
        return Ok(again(text::forget::other_name(&name)));
    }
    // Nobody removes what they cannot see.
    let watches = ask(watches_of(data, guild)).await?;
    let all = watches.len();
    let hidden = Sight::fetched(data, asker.clone(), &watches).await.of(watches).hidden;
    if hidden > 0 {
        return Err(Error::Refused(text::forget::hidden(hidden)));
    }
    // No deadline: once begun, it has to be done.
    let known = data.store.forget_guild(guild).await.map_err(Error::Store)?;
    data.removals.forget(guild);
    data.drafts.forget(guild);
    data.imports.forget(guild);
    data.forms.forget(guild);
    data.trials.forget(guild);
    data.repeats.forget(guild);
    data.delivery.hint(Hint::Erased(guild));
    watches_changed(data).await;
    tracing::info!(watches = all, "everything of a server was erased");
    Ok(Answer::text(if known { text::forget::erased(all) } else { text::forget::nothing() }))
}

fn again(text: String) -> Answer {
    let button = CreateButton::new(FORM).label(text::forget::type_again()).style(ButtonStyle::Secondary);
    Answer::text(text).rows(vec![CreateActionRow::Buttons(vec![button])])
}

/// As Discord knows it now.
async fn name(data: &Data, asker: &Asker) -> Option<String> {
    let stop = CancellationToken::new();
    let asked = tokio::time::timeout(PATIENCE, data.places.rest().guild(asker.guild(), &stop));
    let answer = asked.await.ok()?.ok().filter(|answer| answer.status == 200)?;
    answer.body?.get("name")?.as_str().map(str::to_owned)
}

/// Phones change capitals and spaces.
fn is_same(name: &str, typed: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    !plain(typed).is_empty() && plain(name) == plain(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_a_phone_writes_it_and_nothing_is_no_name() {
        assert!(is_same("Art  Guild", " art guild ") && is_same("Ärzte", "ärzte"));
        assert!(!is_same("Art Guild", "Art") && !is_same("", "") && !is_same("  ", " "));
    }
}

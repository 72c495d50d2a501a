//! `/unwatch`: an artist's posts no longer come.

use super::answer::{Answer, defer, send};
use super::choice::{Choice, of_text};
use super::context::Context;
use super::error::Error;
use super::sight::{self, Asker};
use super::{removal, suggest};

/// Stop posting an artist's posts
#[poise::command(slash_command)]
pub(crate) async fn unwatch(
    ctx: Context<'_>,
    #[description = "Which to remove: choose from the list, or type an artist's name or a #channel"]
    #[autocomplete = "suggest::watches_and_groups"]
    #[max_length = 100]
    watch: String,
) -> Result<(), Error> {
    defer(ctx).await?;
    let answer = remove(ctx, watch.trim()).await?;
    send(ctx, answer).await
}

/// One watch goes at once; several are asked about first.
async fn remove(ctx: Context<'_>, wish: &str) -> Result<Answer, Error> {
    let data = ctx.framework.user_data;
    let asker = Asker::of_command(ctx.interaction)?;
    let seen = sight::seen(data, asker.clone()).await?;
    let choice = of_text(wish, &seen)?;
    let found = choice.of(&seen);
    match (choice, found.len()) {
        // Named by its channel or chosen as a group: asked about even when it is one.
        (Choice { channel: Some(_), .. }, _) | (_, 2..) => removal::question(choice, &seen),
        _ => removal::remove(data, &asker, found, seen.hidden).await,
    }
}

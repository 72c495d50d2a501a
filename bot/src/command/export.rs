//! `/export`: this server's watches as a file.

use super::answer::{self, Answer, defer, send};
use super::context::Context;
use super::error::Error;
use super::portable;
use super::sight::{self, Asker};
use crate::text;

/// The file's name.
const FILE: &str = "watches.json";

/// Get this server's watches as a file
#[poise::command(slash_command)]
pub(crate) async fn export(ctx: Context<'_>) -> Result<(), Error> {
    defer(ctx).await?;
    let seen = sight::seen(ctx.framework.user_data, Asker::of_command(ctx.interaction)?).await?;
    if seen.watches.is_empty() {
        return send(ctx, Answer::text(text::file::nothing_to_export(seen.hidden))).await;
    }
    let said = text::file::exported(seen.watches.len(), seen.hidden);
    answer::send_file(ctx, said, FILE, portable::write(&seen.watches)).await
}

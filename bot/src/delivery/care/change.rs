//! Asks Discord to change or to remove a message.

use super::super::context::{Context, Guard};
use crate::discord::answer::Answer;
use crate::discord::ask::{delete_route, edit_route};
use crate::discord::classify::{Meaning, meaning};
use crate::discord::limiter::Route;
use crate::discord::rest::Failure;
use serde_json::Value;
use std::time::Duration;
use store::care::SentMessage;

/// How often the same is asked where Discord only said to wait.
const TRIES: u32 = 3;

/// What may wait keeps nobody else from the channels that are free for longer than this.
const PATIENCE: Duration = Duration::from_millis(500);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Done,
    /// The message is not there.
    Missing,
    /// Discord takes no more edits of messages older than an hour for now.
    Slow,
    /// It is never done, for this reason.
    Never(String),
    /// It may be done later.
    Later(String),
    /// Its channel takes none for so long, while others may.
    Busy(Duration),
    /// The sender stops; nothing is noted.
    Stopped,
}

/// How urgent an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// A picture has to go.
    Urgent,
    /// Everything else: new posts and urgent edits go first.
    Calm,
}

/// Whether it begins a post of a forum, which has its id.
const fn begins_post(sent: &SentMessage) -> bool {
    sent.channel.0 == sent.message.0
}

/// Edits the message, or removes it where there is no body. `sent`: with the channel or thread that it is in.
pub(super) async fn change(ctx: &Context, guard: &Guard, sent: &SentMessage, body: Option<&Value>, rank: Rank) -> Said {
    let mut woken = false;
    for _ in 0..TRIES {
        let route = if body.is_some() { edit_route(sent.channel) } else { delete_route(sent.channel) };
        if let Some(wait) = ctx.rest.rests_for(&route).filter(|wait| rank == Rank::Calm && *wait > PATIENCE) {
            return Said::Busy(wait);
        }
        let Some(answer) = ask((ctx, guard), sent, body, (rank, route)).await else { return Said::Stopped };
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return Said::Later(failure.to_string()),
        };
        match meaning(&answer) {
            Meaning::Done => return Said::Done,
            Meaning::Known => return Said::Missing,
            Meaning::Slow => return Said::Slow,
            // Its route rests now, and the next place comes after that.
            Meaning::Wait => {}
            // The posts of a forum are archived as soon as nobody answers.
            Meaning::Archived if (rank == Rank::Urgent || begins_post(sent)) && !woken => {
                woken = true;
                match ctx.rest.unarchive(sent.channel, &guard.stop).await {
                    Ok(answer) if rank == Rank::Calm && meaning(&answer) == Meaning::Forbidden => return Said::Never(answer.sentence()),
                    Ok(_) => {}
                    Err(_) => return Said::Later("the archived thread could not be woken".to_owned()),
                }
            }
            Meaning::Archived if rank == Rank::Calm => return Said::Never(answer.sentence()),
            Meaning::Gone if begins_post(sent) => return Said::Missing,
            Meaning::Gone | Meaning::Content => return Said::Never(answer.sentence()),
            _ => return Said::Later(answer.sentence()),
        }
    }
    Said::Later("Discord lets no change through at present".to_owned())
}

/// One request. None: the sender stops.
async fn ask(
    (ctx, guard): (&Context, &Guard),
    sent: &SentMessage,
    body: Option<&Value>,
    (rank, route): (Rank, Route),
) -> Option<Result<Answer, Failure>> {
    let permit = match rank {
        Rank::Urgent => ctx.rest.permit(route, &guard.stop).await,
        Rank::Calm => ctx.rest.spare_permit(route, &guard.stop).await,
    };
    // The last check: the lease may have been lost while the place was waited for.
    let permit = permit.ok().filter(|_| guard.may_send())?;
    Some(match body {
        Some(body) => ctx.rest.edit_message(permit, sent.channel, sent.message, body).await,
        None => ctx.rest.delete_message(permit, sent.channel, sent.message).await,
    })
}

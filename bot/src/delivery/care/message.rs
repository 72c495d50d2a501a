//! Looks at the messages that show a post, and makes each what it should be.

use super::super::context::{Context, Guard};
use super::super::entry::{self, Closed};
use super::super::task::order;
use super::change::{Rank, Said, change};
use super::decide::{Act, Case, Edit, is_bare};
use crate::discord::time::created;
use domain::care::{CARED_FOR, Cared, Deleted, Rendering};
use domain::clock::Timestamp;
use domain::id::{ChannelId, MessageId, NotificationId, PostId};
use domain::notification::Subject;
use futures_util::{StreamExt, TryStreamExt, stream};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::time::Duration;
use store::StoreError;
use store::care::{Chore, Member, SentMessage, Treated};

/// Messages of one post that are changed at the same time.
const TOGETHER: usize = 2;

/// What is left of a chore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    /// Look again after this long at least.
    Again(Duration),
    /// The sender stops.
    Stopped,
}

impl Left {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Stopped, _) | (_, Self::Stopped) => Self::Stopped,
            (Self::Again(one), Self::Again(other)) => Self::Again(one.max(other)),
            (Self::Again(wait), Self::Nothing) | (Self::Nothing, Self::Again(wait)) => Self::Again(wait),
            (Self::Nothing, Self::Nothing) => Self::Nothing,
        }
    }
}

/// Makes every message that shows this post what it should be.
pub(super) async fn all(ctx: &Context, guard: &Guard, chore: &Chore) -> Result<Left, StoreError> {
    let Ok(_) = guard.life.start(&guard.stop).await else { return Ok(Left::Again(ctx.tuning.care)) };
    let Some(now) = ctx.rest.discord_now() else { return Ok(Left::Again(ctx.tuning.care)) };
    let (mut left, mut after) = (Left::Nothing, None);
    loop {
        let page = ctx.store.messages_of(chore.post, after).await?;
        if page.open {
            // A message that is on its way may show the post as it was.
            left = left.and(Left::Again(ctx.tuning.care));
        }
        let young = page.messages.into_iter().filter(|sent| now - created(sent.message.0) <= CARED_FOR);
        let each = stream::iter(young).map(|sent| one(ctx, guard, sent, chore)).buffer_unordered(TOGETHER);
        left = each.try_fold(left, async |left, one| Ok(left.and(one))).await?;
        after = page.next;
        if after.is_none() || left == Left::Stopped {
            return Ok(left);
        }
    }
}

async fn one(ctx: &Context, guard: &Guard, sent: SentMessage, chore: &Chore) -> Result<Left, StoreError> {
    // Of two changes at the same time the older could arrive last.
    let Some(_turn) = Turn::take(&ctx.tended, sent.message) else { return Ok(Left::Again(ctx.tuning.care)) };
    let mut members = ctx.store.members_of(&sent).await?;
    members.sort_by_key(|member| (order(&member.due), member.due.id));
    let home = match entry::forum(ctx, (sent.guild, sent.channel), guard).await {
        Ok(true) => SentMessage { channel: ChannelId(sent.message.0), ..sent },
        // Of a channel that may not be seen the change itself will tell more.
        Ok(false) | Err(Closed::Refused(_) | Closed::Foreign | Closed::Unrestricted) => sent,
        Err(Closed::NotNow(_)) => return Ok(Left::Again(ctx.tuning.care)),
    };
    let restricted = match restricted(ctx, guard, &sent, &members).await {
        Ok(restricted) => restricted,
        Err(wait) => return Ok(Left::Again(wait)),
    };
    let deleted = match members.iter().any(|member| member.due.post_removed) {
        true => ctx.store.guild_settings(sent.guild).await?.deleted.unwrap_or_default(),
        false => Deleted::default(),
    };
    let case = Case { members: &members, restricted, deleted, changed: chore.post };
    let act = Act::of(&case);
    let work = Work { ctx, guard, sent: &sent, home: &home, concerned: case.concerned(), members: &members };
    match act {
        Act::Keep => Ok(Left::Nothing),
        Act::Remove(cared) => work.remove(cared).await,
        Act::Edit(edit) => work.edit(edit).await,
    }
}

/// Whether mature posts may be shown there; asked only where it matters. Err: look again after this.
async fn restricted(ctx: &Context, guard: &Guard, sent: &SentMessage, members: &[Member]) -> Result<bool, Duration> {
    let mature = |member: &Member| matches!(&member.due.subject, Subject::Card { post, .. } if post.mature);
    if !members.iter().any(mature) {
        return Ok(false);
    }
    match entry::restricted(ctx, (sent.guild, sent.channel), guard).await {
        Ok(restricted) => Ok(restricted),
        // What may not be seen is not known to be restricted; the change itself will tell more.
        Err(Closed::Refused(_) | Closed::Foreign | Closed::Unrestricted) => Ok(false),
        Err(Closed::NotNow(_)) => Err(ctx.tuning.care),
    }
}

/// The right to change one message; given back when it is dropped.
struct Turn<'a>(&'a Mutex<HashSet<MessageId>>, MessageId);

impl<'a> Turn<'a> {
    /// None: somebody has it.
    fn take(tended: &'a Mutex<HashSet<MessageId>>, message: MessageId) -> Option<Self> {
        tended.lock().insert(message).then(|| Self(tended, message))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().remove(&self.1);
    }
}

struct Work<'a> {
    ctx: &'a Context,
    guard: &'a Guard,
    sent: &'a SentMessage,
    /// The same, with the channel or thread that it is in: of a forum's post its thread.
    home: &'a SentMessage,
    concerned: Vec<NotificationId>,
    members: &'a [Member],
}

impl Work<'_> {
    async fn edit(&self, edit: Edit) -> Result<Left, StoreError> {
        let rank = if edit.must { Rank::Urgent } else { Rank::Calm };
        let Edit { body, begun, treated, must } = edit;
        if let Some(begun) = begun {
            self.ctx.store.note_care(self.sent.guild, &begun, self.now()).await?;
        }
        match change(self.ctx, self.guard, self.home, Some(&body), rank).await {
            Said::Done => self.note(treated, Left::Nothing).await,
            // It cannot be edited, and what it shows may not stay.
            Said::Slow | Said::Never(_) if must => self.remove(Cared::RemovedMature).await,
            Said::Slow => {
                self.concerns(
                    Cared::Waits,
                    "Discord takes few edits of messages older than an hour",
                    Left::Again(self.ctx.tuning.slow_edits),
                )
                .await
            }
            // Not asked again for the same.
            Said::Never(why) => self.refused(why, treated.shown).await,
            other => self.otherwise(other).await,
        }
    }

    async fn remove(&self, cared: Cared) -> Result<Left, StoreError> {
        let rank = if cared == Cared::RemovedMature { Rank::Urgent } else { Rank::Calm };
        match change(self.ctx, self.guard, self.home, None, rank).await {
            Said::Done => {
                let members = self.members.iter().map(|member| (member.due.id, Some(cared))).collect();
                self.note(Treated { members, shown: None, note: None }, Left::Nothing).await
            }
            Said::Never(why) => self.refused(why, None).await,
            other => self.otherwise(other).await,
        }
    }

    async fn otherwise(&self, said: Said) -> Result<Left, StoreError> {
        let again = Left::Again(self.ctx.tuning.care);
        match said {
            Said::Stopped => Ok(Left::Stopped),
            Said::Busy(wait) => Ok(Left::Again(wait)),
            Said::Missing => {
                let members = self.members.iter().map(|member| (member.due.id, Some(Cared::Missing))).collect();
                self.note(Treated { members, shown: None, note: None }, Left::Nothing).await
            }
            Said::Slow => self.concerns(Cared::Waits, "Discord takes no change of it at present", again).await,
            Said::Later(why) => self.concerns(Cared::Waits, &why, again).await,
            Said::Done | Said::Never(_) => Ok(Left::Nothing),
        }
    }

    async fn refused(&self, why: String, shown: Option<Rendering>) -> Result<Left, StoreError> {
        tracing::warn!(message = %self.sent.message, why, "a sent message cannot be changed");
        let members = self.each(Cared::Refused);
        self.note(Treated { members, shown, note: Some(why) }, Left::Nothing).await
    }

    async fn concerns(&self, cared: Cared, why: &str, left: Left) -> Result<Left, StoreError> {
        tracing::debug!(message = %self.sent.message, why, "a sent message cannot be changed yet");
        let members = self.each(cared);
        self.note(Treated { members, shown: None, note: Some(why.to_owned()) }, left).await
    }

    /// All members, of which those that the change is about get this word: but for those that the message shows bare, which has to be known.
    fn each(&self, cared: Cared) -> Vec<(NotificationId, Option<Cared>)> {
        let word = |member: &Member| (self.concerned.contains(&member.due.id) && !is_bare(member)).then_some(cared);
        self.members.iter().map(|member| (member.due.id, word(member))).collect()
    }

    async fn note(&self, treated: Treated, left: Left) -> Result<Left, StoreError> {
        let words: Vec<Cared> = treated.members.iter().filter_map(|(_, cared)| *cared).collect();
        let word = words.iter().copied().find(|word| *word != Cared::Edited).or_else(|| words.first().copied()).unwrap_or(Cared::Edited);
        metrics::counter!("deviantcord_message_care_total", "outcome" => word.into_str()).increment(1);
        if !matches!(word, Cared::Waits) {
            tracing::info!(message = %self.sent.message, channel = %self.sent.channel, outcome = word.into_str(), "looked after a sent message");
        }
        self.ctx.store.note_care(self.sent.guild, &treated, self.now()).await?;
        Ok(left)
    }

    fn now(&self) -> Timestamp {
        domain::clock::micros(self.ctx.clock.now())
    }
}

/// For logs.
pub(super) fn about(post: PostId) -> tracing::Span {
    tracing::info_span!("care", %post)
}

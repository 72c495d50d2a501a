//! A channel's messages, read backwards as far as somebody needs them.

use super::own::Own;
use super::sighting::{Sighting, Stop};
use crate::discord::answer::{Answer, snowflake};
use crate::discord::classify::{self, Class};
use crate::discord::rest::{Failure, Rest};
use crate::discord::time::created;
use crate::text::unsure::Why;
use domain::clock::{Clock, Timestamp};
use domain::id::ChannelId;
use serde_json::Value;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Messages in a page, and the most pages that are read. A page of 50 messages with embeds stays below the limit for an answer.
const PAGE: usize = 50;
const PAGES: usize = 20;
/// How long a refusal to read the history counts.
const CLOSED_FOR: Duration = Duration::from_secs(60);

/// Who reads, and whose messages count.
pub(super) struct Reader<'a> {
    pub rest: &'a Rest,
    pub clock: &'a dyn Clock,
    /// The bot's own user id.
    pub me: u64,
    pub stop: &'a CancellationToken,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The newest first.
    own: Vec<Own>,
    pages: usize,
    /// The oldest message that was read.
    oldest: Option<u64>,
    /// Everything since then was read, as long as it is not [`whole`](Self::whole).
    floor: Option<Timestamp>,
    /// There is nothing older.
    whole: bool,
    /// At this uptime Discord showed the bot nothing.
    closed: Option<Duration>,
}

impl Reading {
    /// The bot's own messages.
    pub fn own(&self) -> impl Iterator<Item = &Own> {
        self.own.iter()
    }

    /// In place of what was read before: everything since then.
    pub fn found(&mut self, own: Vec<Own>, since: Timestamp) {
        (self.own, self.floor) = (own, Some(since));
    }

    /// Whether everything since then was read.
    pub fn covers(&self, from: Timestamp) -> bool {
        self.whole || self.floor.is_some_and(|floor| floor <= from)
    }

    /// Reads on until everything since `from` was read.
    ///
    /// # Errors
    /// It cannot be, or not now.
    pub async fn back_to(&mut self, reader: &Reader<'_>, channel: ChannelId, from: Timestamp) -> Result<(), Sighting> {
        while !self.covers(from) {
            if self.closed.is_some_and(|at| reader.clock.uptime().saturating_sub(at) < CLOSED_FOR) {
                return Err(may_not_read());
            }
            if self.pages >= PAGES {
                return Err(Sighting::Impossible(Why::Many(PAGE * PAGES)));
            }
            let answer = match reader.rest.messages(channel, self.oldest, reader.stop).await {
                Ok(answer) if answer.status == 200 => answer,
                other => return Err(refused(other, channel)),
            };
            let Some(messages) = answer.body.as_ref().and_then(Value::as_array) else {
                return Err(Sighting::Later(Stop::Reason("Discord's list of messages is not a list".to_owned())));
            };
            // Without the right to read the history Discord answers with an empty list, not with an error.
            if messages.is_empty() && self.oldest.is_none() {
                self.nothing_visible(reader, channel, from).await?;
            }
            self.take(messages, reader.me);
        }
        Ok(())
    }

    fn take(&mut self, messages: &[Value], me: u64) {
        self.pages += 1;
        self.own.extend(messages.iter().filter_map(|message| Own::read(message, me)));
        match messages.iter().filter_map(|message| snowflake(message.get("id")?)).min() {
            Some(oldest) => {
                // The last page is a short one; one that leads nowhere is the last too.
                self.whole |= messages.len() < PAGE || self.oldest.is_some_and(|before| oldest >= before);
                (self.oldest, self.floor) = (Some(oldest), Some(created(oldest)));
            }
            None => self.whole |= self.oldest.is_some(),
        }
    }

    /// An empty list may mean an empty channel. The channel's own word on its latest message decides: if that is older than what is looked for,
    /// nothing was posted since.
    async fn nothing_visible(&mut self, reader: &Reader<'_>, channel: ChannelId, from: Timestamp) -> Result<(), Sighting> {
        let answer = match reader.rest.channel(channel, reader.stop).await {
            Ok(answer) if answer.status == 200 => answer,
            other => return Err(refused(other, channel)),
        };
        match answer.body.as_ref().and_then(|body| body.get("last_message_id")) {
            Some(Value::Null) => self.whole = true,
            Some(id) if snowflake(id).is_some_and(|id| created(id) < from) => self.floor = Some(from),
            _ => {
                self.closed = Some(reader.clock.uptime());
                return Err(may_not_read());
            }
        }
        Ok(())
    }
}

fn may_not_read() -> Sighting {
    Sighting::Impossible(Why::Hidden)
}

pub(super) fn refused(answer: Result<Answer, Failure>, channel: ChannelId) -> Sighting {
    match classify::message(&answer, channel) {
        Class::Broken { reason, .. } => Sighting::Impossible(Why::Unread(reason)),
        _ => Sighting::Later(Stop::of(answer, channel)),
    }
}

//! What is found out about messages that may have been sent before, or why nothing can be found out now.

use crate::discord::answer::Answer;
use crate::discord::classify::{self, Class, Trouble};
use crate::discord::rest::Failure;
use crate::text::unsure::Why;
use domain::id::{ChannelId, MessageId, NotificationId};
use std::time::Duration;

/// Why nothing can be found out now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The sender stops.
    Stopped,
    /// It has to wait, and that is all.
    Wait(Duration),
    Reason(String),
}

impl Stop {
    /// What an answer means that is not the one that was asked for.
    pub fn of(answer: Result<Answer, Failure>, channel: ChannelId) -> Self {
        if matches!(answer, Err(Failure::Stopped)) {
            return Self::Stopped;
        }
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        match classify::message(&answer, channel) {
            Class::RateLimited { after, .. } => Self::Wait(after),
            Class::Transient(Trouble { reason, .. }) => Self::Reason(reason),
            _ => Self::Reason(format!("Discord could not be asked what was sent before (status {status})")),
        }
    }
}

/// What the channel's messages say about a message that may be among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    /// There is no need to search: Discord still knows the nonce of anything that was sent, or nothing can have been sent.
    Covered,
    Found {
        message: MessageId,
        /// Others of its burst, for which the message stands as well.
        with: Vec<NotificationId>,
    },
    /// Of several posts for one message, some are there already, in other messages.
    Partly,
    /// Everything that matters was read, and the message is not there.
    Absent,
    /// The bot may not read the messages, or there are too many.
    Impossible(Why),
    /// Not now.
    Later(Stop),
}

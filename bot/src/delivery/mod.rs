//! Delivery: one active sender, a lane per channel, intents before and outcomes after each send.

use shared::id::{ChannelId, GuildId};

/// How the gateway tells the sender that something may have healed. Cheap to clone; never blocks.
#[derive(Clone, Debug)]
pub struct Handle(tokio::sync::mpsc::UnboundedSender<Hint>);

/// What may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A channel, its permissions or its age restriction changed.
    Channel(ChannelId),
    /// Roles or membership of a guild changed, or the guild became available.
    Guild(GuildId),
}

impl Handle {
    /// A handle, and the end where its hints arrive.
    #[must_use]
    pub fn channel() -> (Self, tokio::sync::mpsc::UnboundedReceiver<Hint>) {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Tells the sender; a stopped sender does not mind.
    pub fn hint(&self, hint: Hint) {
        let _ = self.0.send(hint);
    }
}

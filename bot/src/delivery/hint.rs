//! How the gateway tells the sender that something may have healed.

use domain::id::{ChannelId, GuildId};
use tokio::sync::mpsc;

/// Hints that may wait. Further ones are lost, and the slow timers do their work.
const HINTS: usize = 4_096;

/// Where hints go in. Cheap to clone; never blocks.
#[derive(Clone, Debug)]
pub struct Handle(mpsc::Sender<Hint>);

/// What may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A channel, its permissions or its age restriction changed.
    Channel(ChannelId),
    /// A channel of this server is no longer age-restricted, and with it its threads: mature posts may not stay there.
    Unrestricted(GuildId, ChannelId),
    /// Roles or membership of a guild changed, or the guild became available.
    Guild(GuildId),
    /// Everything of a guild was erased from the store: it sends, probes and keeps nothing of it any more.
    Erased(GuildId),
}

impl Handle {
    /// A handle, and the end where its hints arrive.
    #[must_use]
    pub fn channel() -> (Self, mpsc::Receiver<Hint>) {
        let (tx, rx) = mpsc::channel(HINTS);
        (Self(tx), rx)
    }

    /// Tells the sender. A stopped or busy sender loses the hint.
    pub fn hint(&self, hint: Hint) {
        let _ = self.0.try_send(hint);
    }
}

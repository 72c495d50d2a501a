//! Delivery: one active sender, a lane per channel, intents before and outcomes after each send (docs/architecture.md).
//!
//! [`Sender`] is one loop that owns all decisions about order ([`lanes`]) and hands each message to a task of its own (`attempt`).
//! A message is sent at most once per notification: the nonce makes Discord recognise a repetition for a few minutes, the
//! journal ([`record`]) remembers across a crash what was begun, and what is in doubt for longer is looked for in the channel
//! before anything is sent (`lookup`). So is what was published before this start, which may be one on a backup (`life`).

mod attempt;
mod broken;
mod context;
mod gate;
mod history;
mod holds;
mod home;
mod journal;
mod judge;
pub mod lanes;
mod life;
mod lookup;
mod notice;
mod outage;
mod own;
mod ping;
pub mod record;
mod recover;
mod sender;
mod settle;
mod status;
mod task;
mod unsure;
mod work;

pub use context::Tuning;
pub use recover::{Settled, settle_journal};
pub use sender::Sender;
pub use status::{Status, StatusBoard};

use domain::id::{ChannelId, GuildId};
use tokio::sync::mpsc;

/// Hints that may wait; one more is lost, and the slow timers do its work.
const HINTS: usize = 4_096;

/// How the gateway tells the sender that something may have healed. Cheap to clone; never blocks.
#[derive(Clone, Debug)]
pub struct Handle(mpsc::Sender<Hint>);

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
    pub fn channel() -> (Self, mpsc::Receiver<Hint>) {
        let (tx, rx) = mpsc::channel(HINTS);
        (Self(tx), rx)
    }

    /// Tells the sender; a stopped or busy sender does not mind.
    pub fn hint(&self, hint: Hint) {
        let _ = self.0.try_send(hint);
    }
}

/// Why the sender cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the bot's journal in {dir} cannot be used: {problem}")]
    Journal { dir: String, problem: String },
    #[error("the bot's journal is damaged beyond use, a restart opens it anew: {0}")]
    Poisoned(String),
    #[error(transparent)]
    Rest(#[from] crate::discord::rest::RestError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

//! What shards tell, and what Discord answered about them.

use super::budget::Turn;
use super::error::Error;
use super::plan::Plan;
use super::protocol::{Ready, Refusal};
use tokio::sync::oneshot;

/// What a shard tells. In the order in which it happened.
#[derive(Debug)]
pub(super) enum Happening {
    /// It wants to begin a session, and waits for its turn. `counted`: the session is written down already.
    Begin { counted: bool, grant: oneshot::Sender<Turn> },
    /// It has its turn.
    LetIn,
    /// A new session. Boxed: it is rare and large.
    Ready(Box<Ready>),
    /// The session continues; everything that was missed came before this.
    Resumed,
    /// A heartbeat was acknowledged.
    Alive,
    /// An event, with the whole frame.
    Event { name: String, frame: String },
    /// Something that is no frame, or an event without which the session cannot continue.
    Unread(&'static str),
    /// The connection is gone.
    Lost,
    /// Discord's edge refused to open one.
    Refused,
    /// It is over: it was told to end, it broke, or Discord refused it.
    Ended(Option<Refusal>),
    /// What Discord answered when it was asked how many shards it wants.
    Asked(Box<Result<Plan, Error>>),
}

/// A happening of a shard, by its line.
pub(super) type Report = (u32, Happening);

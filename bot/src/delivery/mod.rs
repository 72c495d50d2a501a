//! Delivery: one active sender, a lane per channel, intents before and outcomes after each send (docs/architecture.md).
//!
//! [`Sender`] takes the lease. Under it one loop (`dispatch`) owns the order of messages ([`lanes`]) and hands each to its own task
//! (`attempt`), which does what a pure function decides from one answer to the next (`decide`).
//!
//! What is due of one artist, watch and poll when its channel's turn comes goes as one message (`gather`), which is attempted, looked for and
//! settled as a whole; where it cannot be, each of its posts goes alone.
//!
//! A message is sent at most once per notification: the nonce makes Discord recognise a repetition for a few minutes, the journal
//! ([`record`]) remembers across a crash which attempts had begun, and what is in doubt for longer is looked for in the channel before
//! anything is sent (`lookup`). So is what was published before this start, which may be one on a backup (`life`).

mod announced;
mod attempt;
mod broken;
mod care;
mod conclude;
mod context;
mod decide;
mod dispatch;
mod entry;
mod error;
mod gate;
mod gather;
mod hint;
mod history;
mod holds;
mod janitor;
mod journal;
mod judge;
mod keeper;
pub mod lanes;
mod life;
mod lookup;
mod mentions;
mod notice;
mod outage;
mod own;
mod ping;
mod publish;
mod reads;
pub mod record;
mod recover;
mod recovered;
mod register;
mod regroup;
mod resume;
mod sender;
mod settle;
mod sighting;
mod status;
mod task;
mod telling;
mod threads;
mod unrestricted;
mod unsure;

pub use context::Tuning;
pub use error::Error;
pub use hint::{Handle, Hint};
pub use recover::{Settled, purge_journal, settle_journal};
pub use sender::Sender;
pub use status::{Status, StatusBoard};

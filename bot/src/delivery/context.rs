//! What every attempt works with.

use super::announced::Announced;
use super::journal::Journal;
use super::judge::Judge;
use super::life::Life;
use super::mentions::Mentions;
use super::register::Register;
use super::settle::Settler;
use super::status::StatusBoard;
use super::unrestricted::Unrestricted;
use crate::discord::{Places, Rest};
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::id::MessageId;
use domain::leadership::{GUARDED_POLLS, Term};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use store::{BotStore, StoreError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The sender's figures. The defaults are those of production; tests shorten the waits.
#[derive(Clone, Debug)]
pub struct Tuning {
    /// Messages in flight in all.
    pub slots: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// The slow timer: how long a lost hint costs at most.
    pub look_every: Duration,
    /// How long the sender believes that it leads after its last beat; a standby follows a tenth of that later.
    pub lease: Duration,
    /// How long a nonce is trusted to be remembered by Discord ("the past few minutes").
    pub nonce_trust: TimeDelta,
    /// For how long after a request whose answer was lost Discord may still carry it out: a post of a forum, which has no nonce, is not looked for
    /// before.
    pub lingers: Duration,
    /// The wait before the second try at once after a broken connection.
    pub quick: Duration,
    /// The first rest after a ban that names no wait.
    pub ban_pause: Duration,
    /// A message that is refused without a reason that we know counts as rejected when that lasts this long (and happens often enough)
    /// while other messages are taken.
    pub reject_after: Duration,
    /// The wait before the second look at a channel that refused a message.
    pub second_look: Duration,
    /// How long a channel is held before its guild is told.
    pub tell_after: Duration,
    /// Every try failed for this long: an outage, whose end makes everything due at once.
    pub outage: Duration,
    /// The wait between two tries of some waiting message during an outage; it grows with the outage, up to ten times that.
    pub scout: Duration,
    /// The wait before the next try when the journal takes no intents.
    pub journal_rest: Duration,
    /// The first wait before a broken channel is probed by itself.
    pub probe: Duration,
    /// The least time between two probes of one channel.
    pub probe_gap: Duration,
    /// The wait before a sent message that could not be changed is looked at again; it grows with each.
    pub care: Duration,
    /// The least such wait where Discord takes no more edits of messages older than an hour.
    pub slow_edits: Duration,
    /// How long a new sender lets the gateway tell of servers before it looks whether mature posts are where they may no longer be.
    pub walk_after: Duration,
    /// How long a stop waits for what is in flight.
    pub stop: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            slots: 32,
            request_timeout: Duration::from_secs(15),
            look_every: Duration::from_secs(1),
            // A standby polls ten times as often, so it takes over within 12 s of the last beat.
            lease: Duration::from_secs(10),
            nonce_trust: TimeDelta::minutes(2),
            // Twice as long as the request itself is waited for.
            lingers: Duration::from_secs(30),
            quick: Duration::from_millis(400),
            ban_pause: Duration::from_secs(600),
            reject_after: Duration::from_secs(30 * 60),
            second_look: Duration::from_secs(15),
            tell_after: Duration::from_secs(300),
            outage: Duration::from_secs(5),
            scout: Duration::from_secs(60),
            journal_rest: Duration::from_secs(1),
            probe: Duration::from_secs(300),
            probe_gap: Duration::from_secs(2),
            care: Duration::from_secs(5),
            slow_edits: Duration::from_secs(600),
            walk_after: Duration::from_secs(60),
            stop: Duration::from_secs(8),
        }
    }
}

impl Tuning {
    /// The time between two polls of the lease by a standby.
    pub(super) fn poll(&self) -> Duration {
        self.lease / GUARDED_POLLS
    }

    /// The time between two beats of the active sender.
    pub(super) fn beat(&self) -> Duration {
        self.poll() * 2
    }
}

pub(super) struct Context {
    pub store: BotStore,
    pub clock: Arc<dyn Clock>,
    pub rest: Rest,
    pub places: Places,
    pub journal: Journal,
    pub settler: Settler,
    pub board: StatusBoard,
    pub tuning: Tuning,
    pub judge: Judge,
    pub mentions: Mentions,
    pub register: Register,
    /// Sent messages that are being changed.
    pub tended: Mutex<HashSet<MessageId>>,
    /// Channels that are no longer age-restricted, whose messages are still to be looked at.
    pub unrestricted: Unrestricted,
    /// Messages waiting to be published.
    pub announced: Announced,
    /// Something was erased, and its bytes still have to leave the disk.
    pub erased: Notify,
}

impl Context {
    /// The store could not be used; said once.
    pub fn store_trouble(&self, error: &StoreError) {
        if self.board.error(format!("the store cannot be used: {error}")) {
            tracing::warn!(%error, "the store cannot be used; trying again every second");
        }
    }
}

/// The right to send: a term that is valid, and no stop.
#[derive(Clone)]
pub(super) struct Guard {
    /// Cancelled by the stop and by the end of the term.
    pub stop: CancellationToken,
    /// What is known of other lives, and of this one's beginning.
    pub life: Arc<Life>,
    /// The term in which this life sends.
    pub term: Term,
}

impl Guard {
    pub fn may_send(&self) -> bool {
        !self.stop.is_cancelled() && self.term.is_valid()
    }
}

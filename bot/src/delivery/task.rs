//! A notification in the sender's hands.

use super::lanes::{Kind, Waiting};
use shared::clock::Timestamp;
use shared::notification::{Due, State, Subject};
use tokio::time::Instant;

/// A notification with what is known about its tries.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub due: Due,
    /// When `due` was read from the store.
    pub read_at: Instant,
    /// Send the plain form: Discord refused the card.
    pub plain: bool,
    /// Discord refuses it while it takes others: it goes after the others of its channel.
    pub aside: bool,
    /// When its channel first refused it.
    pub refused_since: Option<Instant>,
    /// The second try at once was used.
    pub quick: bool,
    /// The archived thread was woken.
    pub woken: bool,
    /// When the first try began whose outcome nobody knows. None: certainly nothing was posted.
    pub unknown_since: Option<Timestamp>,
    /// Open records in the journal.
    pub records: Vec<u64>,
    /// The store may say that it is being sent.
    pub marked: bool,
}

impl Task {
    /// A row of the store. A row that says "sending" was left so by a sender that is gone. A waiting row with tries says by its first try's
    /// time whether one of them may have arrived: see [`Task::retry_mark`].
    pub fn from_store(due: Due) -> Self {
        let unknown_since = match (due.state, due.first_try_at) {
            (State::Sending, first) => Some(first.unwrap_or(due.observed_at)),
            (State::Pending, Some(first)) if due.attempts > 0 && first < due.due_at => Some(first),
            _ => None,
        };
        let marked = due.state == State::Sending;
        Self {
            due,
            read_at: Instant::now(),
            plain: false,
            aside: false,
            refused_since: None,
            quick: false,
            woken: false,
            unknown_since,
            records: Vec::new(),
            marked,
        }
    }

    /// What `first_try_at` of a retry has to be, so that the next reader knows: the first try that may have arrived lies before the
    /// time at which it is due again; if there was none, both times are the same.
    pub fn retry_mark(&self, due_at: Timestamp) -> Timestamp {
        self.unknown_since.unwrap_or(due_at)
    }

    pub fn waiting(self) -> Waiting<Self> {
        let published = match &self.due.subject {
            Subject::Card { post, .. } => post.published_at.unwrap_or(self.due.observed_at),
            // A digest counts what did not get a card: it comes after the cards of its poll.
            Subject::Digest { .. } => Timestamp::MAX_UTC,
        };
        let tried = self.due.attempts > 0 || self.unknown_since.is_some();
        Waiting {
            id: self.due.id,
            channel: self.due.channel,
            order: if self.aside { (Timestamp::MAX_UTC, self.due.observed_at) } else { (self.due.observed_at, published) },
            kind: if tried { Kind::Retry } else { Kind::Fresh },
            value: self,
        }
    }
}

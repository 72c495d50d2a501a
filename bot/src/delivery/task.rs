//! A notification in the sender's hands.

use super::lanes::{Kind, Waiting};
use domain::clock::Timestamp;
use domain::notification::{Doubt, Due, State, Subject};
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
    /// A try has begun whose outcome nobody knows. None: certainly none of those that are known has posted anything.
    pub doubt: Option<Doubt>,
    /// Open records in the journal.
    pub records: Vec<u64>,
    /// The store may say that it is being sent.
    pub marked: bool,
}

impl Task {
    /// A row of the store.
    pub fn from_store(due: Due) -> Self {
        let (doubt, marked) = (due.doubt, due.state == State::Sending);
        Self {
            due,
            read_at: Instant::now(),
            plain: false,
            aside: false,
            refused_since: None,
            quick: false,
            woken: false,
            doubt,
            records: Vec::new(),
            marked,
        }
    }

    pub fn waiting(self) -> Waiting<Self> {
        let published = match &self.due.subject {
            Subject::Card { post, .. } => post.published_at.unwrap_or(self.due.observed_at),
            // A digest counts what did not get a card: it comes after the cards of its poll.
            Subject::Digest { .. } | Subject::Lost { .. } => Timestamp::MAX_UTC,
        };
        let tried = self.due.attempts > 0 || self.doubt.is_some();
        Waiting {
            id: self.due.id,
            channel: self.due.channel,
            order: if self.aside { (Timestamp::MAX_UTC, self.due.observed_at) } else { (self.due.observed_at, published) },
            kind: if tried { Kind::Retry } else { Kind::Fresh },
            value: self,
        }
    }
}

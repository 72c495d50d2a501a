//! A notification in the sender's hands, and the message that it becomes.

use super::lanes::{Kind, Waiting};
use crate::card;
use domain::clock::Timestamp;
use domain::notification::{Doubt, Due, State, Subject};
use domain::post::Post;
use serde_json::Value;
use tokio::time::Instant;

/// Whether it still has to be sent, as far as its row says. Else it was settled, or erased with its guild.
pub(super) fn is_open(due: &Due) -> bool {
    matches!(due.state, State::Pending | State::Sending)
}

/// A notification with what is known about its attempts.
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
    /// It was tried again at once after a broken connection.
    pub quick: bool,
    /// The archived thread was woken.
    pub woken: bool,
    /// An attempt has begun whose outcome nobody knows. None: certainly none of the known attempts has posted anything.
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

    /// The request's body, as serenity writes it: with nonce and allowed mentions. None: there is nothing to send, or it cannot be written.
    pub fn body(&self, plain: bool) -> Option<Value> {
        if matches!(self.due.subject, Subject::Lost { .. }) {
            return None;
        }
        let body = serde_json::to_value(card::message(&self.due, plain)).ok()?;
        debug_assert!(body.get("allowed_mentions").is_some(), "a message without allowed_mentions would ping from its text");
        debug_assert!(body.get("enforce_nonce").and_then(Value::as_bool) == Some(true));
        Some(body)
    }

    pub fn waiting(self) -> Waiting<Self> {
        let (published, number) = match &self.due.subject {
            Subject::Card { post, .. } => (post.published_at.unwrap_or(self.due.observed_at), number(post)),
            // A digest counts what did not get a card: it comes after the cards of its poll.
            Subject::Digest { .. } | Subject::Lost { .. } => (Timestamp::MAX_UTC, 0),
        };
        let tried = self.due.attempts > 0 || self.doubt.is_some();
        Waiting {
            id: self.due.id,
            channel: self.due.channel,
            order: if self.aside { (Timestamp::MAX_UTC, self.due.observed_at, 0) } else { (self.due.observed_at, published, number) },
            kind: if tried { Kind::Retry } else { Kind::Fresh },
            value: self,
        }
    }
}

/// DeviantArt's times are whole seconds. Its numbers grow, so that they keep a page's order within one.
fn number(post: &Post) -> u64 {
    post.url.as_deref().and_then(card::post_number).and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
}

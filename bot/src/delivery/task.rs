//! A message in the sender's hands: the notification that it stands for, or several of one artist, watch and poll.

use super::lanes::{Kind, Waiting};
use crate::card::batch::{self, Form};
use crate::card::{self, batch_nonce, nonce, plain_nonce};
use crate::discord::ask::post_route;
use crate::discord::limiter::Route;
use crate::discord::rest::send_route;
use crate::language;
use domain::care::{Form as Shape, Rendering};
use domain::clock::Timestamp;
use domain::id::{NotificationId, WatchId};
use domain::notification::{Doubt, Due, State, Subject};
use domain::post::Post;
use serde_json::Value;
use serenity::all::MessageFlags;
use serenity::builder::CreateMessage;
use std::sync::Arc;
use tokio::time::Instant;

/// Whether it still has to be sent, as far as its row says. Else it was settled, or erased with its guild.
pub(super) fn is_open(due: &Due) -> bool {
    matches!(due.state, State::Pending | State::Sending)
}

/// The body of the request for this notification alone, as serenity writes it: with nonce and allowed mentions. None: there is nothing to
/// send, or it cannot be written.
pub(super) fn body(due: &Due, plain: bool, silent: bool) -> Option<Value> {
    if matches!(due.subject, Subject::Lost { .. }) {
        return None;
    }
    written(card::message(due, plain), silent)
}

fn written(message: CreateMessage, silent: bool) -> Option<Value> {
    let message = if silent { message.flags(MessageFlags::SUPPRESS_NOTIFICATIONS) } else { message };
    let body = serde_json::to_value(message).ok()?;
    debug_assert!(body.get("allowed_mentions").is_some(), "a message without allowed_mentions would ping from its text");
    debug_assert!(body.get("enforce_nonce").and_then(Value::as_bool) == Some(true));
    Some(body)
}

/// What one poll brings to one watch: since when it was deliverable.
pub(super) type Burst = (WatchId, Timestamp);

/// What a message for several brings beside its first notification.
#[derive(Clone, Debug)]
pub(super) struct Others {
    pub due: Vec<Due>,
    pub form: Form,
    /// Gathered for a forum, where posts go one by one.
    pub posts: bool,
    /// The body that was sent first: every further attempt sends exactly this.
    pub body: Option<Arc<Value>>,
}

/// A message with what is known about its attempts.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// Its notification; of several the first.
    pub due: Due,
    /// None: it stands for that one alone.
    pub others: Option<Others>,
    /// When `due` was read from the store.
    pub read_at: Instant,
    /// Its channel is a forum: the message begins a post.
    pub forum: bool,
    /// What the post is tagged with.
    pub tag: Option<u64>,
    /// Send the plain form: Discord refused the card.
    pub plain: bool,
    /// Discord refuses it while it takes others: it goes after the others of its channel.
    pub aside: bool,
    /// It goes alone: as one of several it could not be sent.
    pub apart: bool,
    /// When its channel first refused it.
    pub refused_since: Option<Instant>,
    /// It comes without a sound.
    pub silent: bool,
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
    /// What the message shows that was sent last; None: nobody knows which attempt arrived.
    pub shown: Option<Rendering>,
    /// Whichever attempt arrived, its message shows neither pictures nor texts.
    pub veils: bool,
    /// Its burst, of which nobody has counted what an earlier life posted in this forum.
    pub uncounted: Option<Burst>,
}

impl Task {
    /// A row of the store.
    pub fn from_store(due: Due) -> Self {
        let (doubt, marked, veils) = (due.doubt, due.state == State::Sending, due.veiled);
        Self {
            due,
            others: None,
            read_at: Instant::now(),
            forum: false,
            tag: None,
            plain: false,
            aside: false,
            apart: false,
            refused_since: None,
            silent: false,
            quick: false,
            woken: false,
            doubt,
            records: Vec::new(),
            marked,
            shown: None,
            veils,
            uncounted: None,
        }
    }

    /// Whether a row of it, read again, still is for the lane that has it: `/move` may have taken it to another channel, whose lane sends it.
    pub fn is_still(&self, row: &Due) -> bool {
        is_open(row) && row.channel == self.due.channel
    }

    /// Whether one of its posts belongs in another channel by now: its watch moved, or the post is mature and goes elsewhere.
    pub fn has_moved(&self) -> bool {
        self.members().any(|due| due.home().is_some_and(|home| home != due.channel))
    }

    /// Whether all of it may enter a channel that is not age-restricted without pictures and texts; not where it was begun with them.
    pub fn may_be_veiled(&self) -> bool {
        self.members().all(|due| due.may_be_veiled() && (due.veiled || !self.has_begun()))
    }

    /// Shows neither pictures nor texts, or does again; a message for several that was begun stays as it is.
    pub fn veil(&mut self, veiled: bool) {
        if !self.has_begun() {
            self.due.veiled = veiled;
            self.others.iter_mut().flat_map(|others| &mut others.due).for_each(|due| due.veiled = veiled);
        }
    }

    fn has_begun(&self) -> bool {
        self.others.as_ref().is_some_and(|others| others.body.is_some())
    }

    /// A message for several that was sent before with this body; None: there is nothing to send.
    pub fn sent_before(rows: Vec<Due>, body: Arc<Value>, doubt: Option<Doubt>) -> Option<Self> {
        let mut rows = rows.into_iter();
        let first = Self::from_store(rows.next()?);
        let others = Others { due: rows.collect(), form: Form::Cards, posts: false, body: Some(body) };
        Some(Self { others: Some(others), doubt, marked: true, ..first })
    }

    /// Its rows as they are now, all of them.
    pub fn read_again(&mut self, rows: Vec<Due>) {
        let veiled = self.due.veiled;
        let mut rows = rows.into_iter().map(|due| Due { veiled, ..due });
        if let Some(first) = rows.next() {
            (self.due, self.read_at) = (first, Instant::now());
        }
        if let Some(others) = &mut self.others {
            others.due = rows.collect();
        }
    }

    /// Whether, once this attempt was made too, each that may have arrived shows neither pictures nor texts.
    pub const fn will_veil(&self) -> bool {
        self.due.veiled && (self.doubt.is_none() || self.veils)
    }

    /// This is what is sent: so is any further attempt of a message for several. Of an attempt in doubt nobody knows whether its body was the same.
    pub fn keep(&mut self, request: &Value) {
        let body = card::message_of(request);
        let style = self.due.watch.as_ref().map(|watch| watch.wish.style).unwrap_or_default();
        let form = card::form_of(style, self.others.as_ref().map(|others| others.form), self.plain, body);
        let print = match form {
            // Without the roles that it mentions.
            Shape::Line => card::fingerprint(&serde_json::json!(language::with(self.due.language, || card::text_of(&self.due, form)))),
            _ => card::fingerprint(body.get("embeds").unwrap_or(&Value::Null)),
        };
        self.shown = self.doubt.is_none().then_some(Rendering { form, print });
        self.veils = self.will_veil();
        if let Some(others) = &mut self.others {
            others.body.get_or_insert_with(|| Arc::new(request.clone()));
        }
    }

    /// Whether its message is for several.
    pub const fn is_batch(&self) -> bool {
        self.others.is_some()
    }

    /// Whether it is a message for several that was made before its channel was known as a forum, and was not sent.
    pub fn is_no_post(&self) -> bool {
        self.forum && self.others.as_ref().is_some_and(|others| !others.posts && others.body.is_none())
    }

    /// What its message brings, in the order of the message.
    pub fn members(&self) -> impl Iterator<Item = &Due> {
        std::iter::once(&self.due).chain(self.others.iter().flat_map(|others| &others.due))
    }

    pub fn ids(&self) -> Vec<NotificationId> {
        self.members().map(|due| due.id).collect()
    }

    /// Its notifications alone, each as its own task. Certainly nothing was posted.
    pub fn alone(self) -> Vec<Self> {
        let (read_at, marked) = (self.read_at, self.marked);
        let others = self.others.map(|others| others.due).unwrap_or_default();
        let single = |due| Self { read_at, marked, apart: true, doubt: None, ..Self::from_store(due) };
        std::iter::once(self.due).chain(others).map(single).collect()
    }

    /// When the first of its posts was published. None: nobody knows of one of them.
    pub fn published_at(&self) -> Option<Timestamp> {
        self.members().map(|due| due.published_at).min().flatten()
    }

    /// Whether one of its posts is mature.
    pub fn is_mature(&self) -> bool {
        self.members().any(Due::is_mature)
    }

    /// The body of the next request: of a message for several the one that was sent before, if any.
    pub fn body(&self) -> Option<Value> {
        let Some(others) = &self.others else { return Some(self.asked(body(&self.due, self.plain, self.silent)?)) };
        if let Some(body) = &others.body {
            return Some(Value::clone(body));
        }
        Some(self.asked(written(batch::message(&self.members().collect::<Vec<_>>(), others.form)?, self.silent)?))
    }

    /// The request that brings this message to its channel.
    fn asked(&self, message: Value) -> Value {
        match (self.forum, self.members().count()) {
            (false, _) => message,
            (true, 1) => card::post(&card::post_name(&self.due, self.plain), message, self.tag),
            (true, count) => card::post(&card::list_name(&self.due, count), message, self.tag),
        }
    }

    /// The route of that request.
    pub fn route(&self) -> Route {
        if self.forum { post_route(self.due.channel) } else { send_route(self.due.channel) }
    }

    /// Its nonce.
    pub fn nonce(&self) -> String {
        match (self.is_batch(), self.plain) {
            (true, _) => batch_nonce(&self.ids()),
            (false, true) => plain_nonce(self.due.id),
            (false, false) => nonce(self.due.id),
        }
    }

    /// Whether one message still holds what it brings: a row that was read again may have a longer title.
    pub fn fits(&self) -> bool {
        let Some(others) = &self.others else { return true };
        others.body.is_some() || batch::fitting(&self.members().collect::<Vec<_>>(), others.form) == 1 + others.due.len()
    }

    pub fn waiting(self) -> Waiting<Self> {
        let (observed, published, number) = order(&self.due);
        let tried = self.due.attempts > 0 || self.doubt.is_some();
        Waiting {
            id: self.due.id,
            channel: self.due.channel,
            artist: match &self.due.subject {
                Subject::Card { artist, .. } => Some(artist.id),
                Subject::Digest { .. } | Subject::Lost { .. } => None,
            },
            order: if self.aside { (Timestamp::MAX_UTC, observed, 0) } else { (observed, published, number) },
            kind: if tried { Kind::Retry } else { Kind::Fresh },
            value: self,
        }
    }
}

/// Its place in its lane, and in a message for several.
pub(super) fn order(due: &Due) -> (Timestamp, Timestamp, u64) {
    match &due.subject {
        Subject::Card { post, .. } => (due.observed_at, post.published_at.unwrap_or(due.observed_at), number(post)),
        // A digest tells what did not get a card: it comes after the cards of its poll.
        Subject::Digest { .. } | Subject::Lost { .. } => (due.observed_at, Timestamp::MAX_UTC, 0),
    }
}

/// DeviantArt's times are whole seconds. Its numbers grow, so that they keep a page's order within one.
fn number(post: &Post) -> u64 {
    post.url.as_deref().and_then(card::post_number).and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
}

//! Messages, indexed by channel and nonce, bounded.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::shown::Shown;

/// One message as the sandbox remembers it. The body is kept as text: a tree of values takes several times the room.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: u64,
    pub channel: u64,
    pub author: u64,
    pub nonce: Option<Nonce>,
    /// The message object of the API, without its nonce.
    pub raw: Box<str>,
    /// What the request said about mentions.
    pub allowed_mentions: Option<Box<str>>,
    /// What it shows: see [`Shown`](super::shown::Shown).
    pub shown: Vec<Shown>,
    pub ephemeral: bool,
    pub edited: bool,
    pub deleted: bool,
    pub at: Instant,
}

impl Stored {
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.raw).unwrap_or(Value::Null)
    }
}

/// A nonce keeps the type it was sent with; 7 and "7" are the same for uniqueness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Nonce {
    Text(Box<str>),
    Number(i64),
}

impl Nonce {
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.as_str().into())),
            Value::Number(number) => number.as_i64().map(Self::Number),
            _ => None,
        }
    }
    pub fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(&**text),
            Self::Number(number) => Value::from(*number),
        }
    }
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Which part of a channel's history is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Newest,
    /// Older than this message.
    Before(u64),
    /// Newer than this message.
    After(u64),
    /// Half of them older, the rest this one and newer ones.
    Around(u64),
}

pub(crate) struct Messages {
    keep: usize,
    window: Duration,
    all: BTreeMap<u64, Stored>,
    /// Ids per channel, oldest first; ephemeral messages are not listed.
    by_channel: HashMap<u64, VecDeque<u64>>,
    nonces: HashMap<(u64, String), (Instant, u64)>,
    /// Nonces in the order of their age, to forget them.
    ageing: VecDeque<(Instant, (u64, String))>,
    /// Messages that were ever created, ephemeral ones left out.
    pub created: u64,
    /// What these showed when they were created.
    pub posts: u64,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
}

impl Messages {
    pub fn new(keep: usize, window: Duration) -> Self {
        Self {
            keep: keep.max(1),
            window,
            all: BTreeMap::new(),
            by_channel: HashMap::new(),
            nonces: HashMap::new(),
            ageing: VecDeque::new(),
            created: 0,
            posts: 0,
            first: None,
            last: None,
        }
    }

    pub fn add(&mut self, message: Stored) {
        if !message.ephemeral {
            self.by_channel.entry(message.channel).or_default().push_back(message.id);
            self.created += 1;
            self.posts += u64::try_from(message.shown.len()).unwrap_or(u64::MAX);
            self.first.get_or_insert(message.at);
            self.last = Some(message.at);
        }
        if let Some(nonce) = &message.nonce {
            let key = (message.author, nonce.text());
            self.nonces.insert(key.clone(), (message.at, message.id));
            self.ageing.push_back((message.at, key));
        }
        self.all.insert(message.id, message);
        while self.all.len() > self.keep {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((id, message)) = self.all.pop_first() else { return };
        if let Some(ids) = self.by_channel.get_mut(&message.channel)
            && ids.front() == Some(&id)
        {
            ids.pop_front();
        }
    }

    /// The message that this author created with this nonce within the window.
    pub fn by_nonce(&mut self, author: u64, nonce: &Nonce, now: Instant) -> Option<u64> {
        while let Some((at, key)) = self.ageing.front()
            && now.saturating_duration_since(*at) > self.window
        {
            if self.nonces.get(key).is_some_and(|(newest, _)| newest == at) {
                self.nonces.remove(key);
            }
            self.ageing.pop_front();
        }
        self.nonces.get(&(author, nonce.text())).map(|(_, id)| *id)
    }

    /// Forgets the nonces when this is longer than they are remembered.
    pub fn age(&mut self, by: Duration) {
        if by >= self.window {
            self.nonces.clear();
            self.ageing.clear();
        }
    }

    pub fn get(&self, id: u64) -> Option<&Stored> {
        self.all.get(&id)
    }

    /// A message of this channel that still exists.
    pub fn live(&self, channel: u64, id: u64) -> Option<&Stored> {
        self.all.get(&id).filter(|message| message.channel == channel && !message.deleted)
    }

    pub fn get_mut(&mut self, id: u64) -> Option<&mut Stored> {
        self.all.get_mut(&id)
    }

    /// Every message of a channel, oldest first, deleted ones too.
    pub fn of_channel(&self, channel: u64) -> impl DoubleEndedIterator<Item = &Stored> {
        self.by_channel.get(&channel).into_iter().flatten().filter_map(|id| self.all.get(id))
    }

    /// Every message that is or was visible to a channel, oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.all.values().filter(|message| !message.ephemeral)
    }

    /// Up to `limit` ids of what still exists in a channel, newest first, as the history is paged.
    pub fn page(&self, channel: u64, limit: usize, part: Part) -> Vec<u64> {
        let Some(ids) = self.by_channel.get(&channel) else { return Vec::new() };
        let live = |id: &&u64| self.all.get(*id).is_some_and(|message| !message.deleted);
        // Only what is shown is read: a channel may hold tens of thousands of messages.
        let older = |end: usize, limit: usize| ids.range(..end).rev().filter(live).take(limit).copied().collect::<Vec<u64>>();
        let newer = |start: usize, limit: usize| {
            let mut page: Vec<u64> = ids.range(start..).filter(live).take(limit).copied().collect();
            page.reverse();
            page
        };
        match part {
            Part::Before(before) => older(ids.partition_point(|id| *id < before), limit),
            Part::After(after) => newer(ids.partition_point(|id| *id <= after), limit),
            Part::Around(around) => {
                let middle = ids.partition_point(|id| *id < around);
                let before = older(middle, limit / 2);
                let mut page = newer(middle, limit - before.len());
                page.extend(before);
                page
            }
            Part::Newest => older(ids.len(), limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: u64, nonce: Option<&str>, at: Instant) -> Stored {
        Stored {
            id,
            channel: 1,
            author: 9,
            nonce: nonce.map(|nonce| Nonce::Text(nonce.into())),
            raw: "{}".into(),
            allowed_mentions: None,
            shown: Vec::new(),
            ephemeral: false,
            edited: false,
            deleted: false,
            at,
        }
    }

    #[test]
    fn pages_leave_out_what_was_deleted_and_what_was_forgotten() {
        let mut messages = Messages::new(6, Duration::from_secs(1));
        let now = Instant::now();
        for id in 1..=8 {
            messages.add(message(id, None, now));
        }
        messages.get_mut(6).unwrap().deleted = true;
        assert_eq!(messages.page(1, 3, Part::Newest), [8, 7, 5]);
        assert_eq!(messages.page(1, 9, Part::Newest), [8, 7, 5, 4, 3], "1 and 2 were too many");
        assert_eq!(messages.page(1, 2, Part::Before(7)), [5, 4]);
        assert_eq!(messages.page(1, 2, Part::After(4)), [7, 5]);
        assert_eq!(messages.page(1, 3, Part::Around(5)), [7, 5, 4]);
        assert!(messages.page(2, 3, Part::Newest).is_empty());
    }

    #[test]
    fn a_nonce_is_forgotten_after_its_window_and_not_before() {
        let mut messages = Messages::new(10, Duration::from_secs(5));
        let start = Instant::now();
        let nonce = Nonce::Text("n".into());
        messages.add(message(1, Some("n"), start));
        messages.add(message(2, Some("n"), start + Duration::from_secs(3)));
        assert_eq!(messages.by_nonce(9, &nonce, start + Duration::from_secs(6)), Some(2), "the younger use keeps it");
        assert_eq!(messages.by_nonce(8, &nonce, start + Duration::from_secs(6)), None, "another author's nonce is another");
        assert_eq!(messages.by_nonce(9, &Nonce::Number(1), start), None);
        assert_eq!(messages.by_nonce(9, &nonce, start + Duration::from_secs(9)), None);
        assert!(messages.nonces.is_empty() && messages.ageing.is_empty());
    }
}

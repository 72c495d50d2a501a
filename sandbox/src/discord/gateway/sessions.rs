//! Gateway sessions: sequence numbers, the buffer for RESUME, and who listens.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;
use tokio::sync::mpsc;

use super::shards::{Shards, Storm};
use crate::odd::Edit;

/// Intent bit GUILDS: guilds, channels, roles, threads.
pub(crate) const GUILDS: u64 = 1;
/// Intent bit GUILD_MESSAGES.
pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
/// Intent bit DIRECT_MESSAGES.
pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;

/// Events kept for a session that is away, and frames that may wait for a slow one.
const BUFFER: usize = 4096;

/// What a connection is told to do.
#[derive(Debug)]
pub(crate) enum Order {
    Send(String),
    /// Op 7, then the connection is closed.
    Reconnect,
    /// Op 9 with whether the session may be resumed.
    InvalidSession(bool),
    /// The TCP connection ends without a closing handshake.
    Drop,
    /// Closes with this code.
    Close(u16),
}

#[derive(Debug)]
pub(crate) struct Session {
    pub intents: u64,
    pub shard: (u64, u64),
    pub seq: u64,
    pub resumes: u64,
    pub missed: VecDeque<(u64, String)>,
    pub outlet: Option<mpsc::Sender<Order>>,
    /// Tells the connection that owns the session from one that it was taken from.
    pub owner: u64,
}

/// What a test may know of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// The session's id.
    pub id: String,
    /// The intents of its IDENTIFY.
    pub intents: u64,
    /// Shard number and count.
    pub shard: (u64, u64),
    /// Sequence number of the last event.
    pub seq: u64,
    /// How often it was resumed.
    pub resumes: u64,
    /// Whether a connection is attached now.
    pub connected: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub all: BTreeMap<String, Session>,
    pub identifies: u64,
    pub heartbeats: u64,
    pub silent: bool,
    pub connections: u64,
    /// IDENTIFYs, also those that a storm refused.
    pub asked: u64,
    pub storm: Option<Storm>,
    /// Connections that a storm refused.
    pub refused: u64,
    /// What `session_start_limit` says is left; None: as many as were not used.
    pub remaining: Option<u64>,
    /// Changes of events, by their name, and how many more times.
    pub edits: Vec<(String, Edit, u64)>,
    pub shards: Shards,
    next: u64,
}

impl Sessions {
    pub fn open(&mut self, intents: u64, shard: (u64, u64), outlet: mpsc::Sender<Order>, owner: u64) -> String {
        self.next += 1;
        self.identifies += 1;
        self.shards.twice += u64::from(self.all.values().any(|other| other.shard == shard && other.outlet.is_some()));
        let id = format!("{:032x}", u128::from(self.next) << 64 | u128::from(owner) << 16 | 0x5a5a);
        let session = Session { intents, shard, seq: 0, resumes: 0, missed: VecDeque::new(), outlet: Some(outlet), owner };
        self.all.insert(id.clone(), session);
        // A session that is away can be resumed for a few minutes only; here, until many others came after it.
        while self.all.len() > 256 {
            let Some(oldest) = self.all.iter().find(|(_, session)| session.outlet.is_none()).map(|(id, _)| id.clone()) else { break };
            self.all.remove(&oldest);
        }
        id
    }

    /// Sends one event to one session.
    pub fn push(&mut self, id: &str, event: &str, data: &str) {
        let data = self.edited(event, data.to_owned());
        if let Some(session) = self.all.get_mut(id) {
            session.push(event, &data);
        }
    }

    /// An event's data as they are sent.
    fn edited(&mut self, event: &str, data: String) -> String {
        let mut bytes = data.into_bytes();
        for (_, edit, times) in self.edits.iter_mut().filter(|(name, _, times)| name == event && *times > 0) {
            *times -= 1;
            edit.apply(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Sends an event to every session that asked for it and whose shard has the guild.
    pub fn dispatch(&mut self, event: &str, data: &Value, guild: u64, intent: u64) {
        if self.all.is_empty() {
            return;
        }
        let text = self.edited(event, data.to_string());
        for session in self.all.values_mut() {
            if (intent == 0 || session.intents & intent != 0) && session.has(guild) {
                session.push(event, &text);
            }
        }
    }

    /// Gives an order to every attached connection of these shards.
    pub fn order(&mut self, of: impl Fn((u64, u64)) -> bool, order: impl Fn() -> Order) -> usize {
        let mut told = 0;
        for session in self.all.values_mut().filter(|session| of(session.shard)) {
            if let Some(outlet) = &session.outlet {
                told += usize::from(outlet.try_send(order()).is_ok());
            }
        }
        told
    }

    pub fn detach(&mut self, owner: u64) {
        for session in self.all.values_mut().filter(|session| session.owner == owner) {
            session.outlet = None;
        }
    }

    pub fn info(&self) -> Vec<SessionInfo> {
        let info = |(id, session): (&String, &Session)| SessionInfo {
            id: id.clone(),
            intents: session.intents,
            shard: session.shard,
            seq: session.seq,
            resumes: session.resumes,
            connected: session.outlet.is_some(),
        };
        self.all.iter().map(info).collect()
    }
}

impl Session {
    /// Guild 0 stands for direct messages, which go to shard 0.
    pub fn has(&self, guild: u64) -> bool {
        (guild >> 22) % self.shard.1.max(1) == self.shard.0
    }

    fn push(&mut self, event: &str, data: &str) {
        self.seq += 1;
        let frame = format!(r#"{{"op":0,"s":{},"t":"{event}","d":{data}}}"#, self.seq);
        self.missed.push_back((self.seq, frame.clone()));
        while self.missed.len() > BUFFER {
            self.missed.pop_front();
        }
        if let Some(outlet) = &self.outlet
            && outlet.try_send(Order::Send(frame)).is_err()
        {
            // Too slow or gone: it may come back with RESUME.
            self.outlet = None;
        }
    }
}

pub(crate) fn channel() -> (mpsc::Sender<Order>, mpsc::Receiver<Order>) {
    mpsc::channel(BUFFER * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(orders: &mut mpsc::Receiver<Order>) -> Vec<String> {
        let mut frames = Vec::new();
        while let Ok(Order::Send(frame)) = orders.try_recv() {
            frames.push(frame);
        }
        frames
    }

    #[test]
    fn an_event_reaches_the_shard_of_its_guild_and_those_who_asked() {
        let mut sessions = Sessions::default();
        let (first, mut first_orders) = channel();
        let (second, mut second_orders) = channel();
        sessions.open(GUILDS, (0, 2), first, 1);
        sessions.open(GUILDS, (1, 2), second, 2);
        sessions.dispatch("GUILD_CREATE", &Value::Null, 1 << 22, GUILDS);
        sessions.dispatch("MESSAGE_CREATE", &Value::Null, 1 << 22, GUILD_MESSAGES);
        sessions.dispatch("INTERACTION_CREATE", &Value::Null, 2 << 22, 0);
        assert_eq!(frames(&mut first_orders), [r#"{"op":0,"s":1,"t":"INTERACTION_CREATE","d":null}"#]);
        assert_eq!(frames(&mut second_orders), [r#"{"op":0,"s":1,"t":"GUILD_CREATE","d":null}"#]);
    }

    #[test]
    fn a_session_that_is_away_misses_nothing_within_bounds() {
        let mut sessions = Sessions::default();
        let (outlet, _gone) = channel();
        let id = sessions.open(GUILDS, (0, 1), outlet, 7);
        sessions.detach(7);
        for _ in 0..BUFFER + 5 {
            sessions.dispatch("CHANNEL_UPDATE", &Value::Null, 0, GUILDS);
        }
        let session = &sessions.all[&id];
        assert_eq!((session.missed.len(), session.missed.front().map(|(seq, _)| *seq)), (BUFFER, Some(6)));
        assert!(!sessions.info()[0].connected);
    }
}

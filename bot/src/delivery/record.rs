//! What the bot's journal holds, in plain fields that never change their order: an old journal must be readable for ever. A new
//! shape is a new variant at the end. Pure.

use chrono::DateTime;
use domain::clock::Timestamp;
use domain::id::{ChannelId, MessageId, NotificationId};
use domain::notification::{Doubt, Hold, Settlement};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// The version of [`Record`]: it grows by variants only, so this never changes.
pub(super) const SCHEMA: u16 = 1;

/// One record of the journal. Frozen: append variants only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    IntentV1(IntentV1),
    OutcomeV1(OutcomeV1),
}

/// A message is about to be sent. Frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentV1 {
    pub notification: [u8; 16],
    pub channel: u64,
    pub nonce: String,
    /// Microseconds since 1970, by Discord's clock. (By the host's until 2026-11.)
    pub at: i64,
    pub attempt: u32,
    /// The plain form instead of the card.
    pub plain: bool,
}

/// What became of it. Frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeV1 {
    pub notification: [u8; 16],
    /// 1 sent, 2 retry, 3 held, 4 suppressed, 5 failed, 6 expired.
    pub kind: u8,
    /// Sent: the message, 0 where it is not known. Retry and held: since when a try is in doubt by Discord's clock, in microseconds since
    /// 1970; 1: nobody knows since when; 0: nothing is in doubt (or, of a retry of versions before 2026-11, `first_try_at` before `due_at` says
    /// that something is).
    pub message: u64,
    /// Microseconds since 1970: when it was sent.
    pub at: i64,
    pub due_at: i64,
    pub first_try_at: i64,
    /// Tries so far. Of what is held: 1 when only its being mature is in the way, 0 when its channel takes nothing.
    pub attempts: u32,
    pub reason: String,
}

impl Record {
    /// False for an outcome of a kind that only a later version knows.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::OutcomeV1(outcome) if outcome.settlement().is_none())
    }
}

fn time(micros: i64) -> Timestamp {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

impl IntentV1 {
    #[must_use]
    pub fn id(&self) -> NotificationId {
        NotificationId(Uuid::from_bytes(self.notification))
    }

    #[must_use]
    pub fn at(&self) -> Timestamp {
        time(self.at)
    }
}

impl OutcomeV1 {
    #[must_use]
    pub fn id(&self) -> NotificationId {
        NotificationId(Uuid::from_bytes(self.notification))
    }

    /// As it goes into the journal.
    #[must_use]
    pub fn new(id: NotificationId, settlement: &Settlement) -> Self {
        let mut record = Self {
            notification: *id.0.as_bytes(),
            kind: 0,
            message: 0,
            at: 0,
            due_at: 0,
            first_try_at: 0,
            attempts: 0,
            reason: String::new(),
        };
        match settlement {
            Settlement::Sent { message, at } => {
                (record.kind, record.message, record.at) = (1, message.0, at.timestamp_micros());
            }
            Settlement::Retry { due_at, doubt, attempts, reason } => {
                (record.kind, record.attempts, record.reason) = (2, *attempts, reason.clone());
                (record.due_at, record.message) = (due_at.timestamp_micros(), doubted(*doubt));
                record.first_try_at = record.due_at - i64::from(doubt.is_some());
            }
            Settlement::Held { hold, reason, doubt, until } => {
                (record.kind, record.reason, record.message) = (3, reason.clone(), doubted(*doubt));
                record.due_at = until.map_or(0, |until| until.timestamp_micros());
                record.attempts = u32::from(*hold == Hold::Mature);
            }
            Settlement::Suppressed { reason } => (record.kind, record.reason) = (4, reason.into_str().to_owned()),
            Settlement::Failed { reason, attempts } => {
                (record.kind, record.attempts, record.reason) = (5, *attempts, reason.clone());
            }
            Settlement::Expired { reason } => (record.kind, record.reason) = (6, reason.clone()),
        }
        record
    }

    /// The reverse of [`new`](Self::new); None for a kind that this version does not know.
    #[must_use]
    pub fn settlement(&self) -> Option<Settlement> {
        let reason = self.reason.clone();
        Some(match self.kind {
            1 => Settlement::Sent { message: MessageId(self.message), at: time(self.at) },
            2 => {
                let before = (self.first_try_at < self.due_at).then_some(Doubt::UNDATED);
                Settlement::Retry { due_at: time(self.due_at), doubt: self.doubt().or(before), attempts: self.attempts, reason }
            }
            3 => Settlement::Held {
                hold: if self.attempts == 1 { Hold::Mature } else { Hold::Channel },
                reason,
                doubt: self.doubt(),
                until: (self.due_at > 0).then(|| time(self.due_at)),
            },
            4 => Settlement::Suppressed { reason: reason.parse().ok()? },
            5 => Settlement::Failed { reason, attempts: self.attempts },
            6 => Settlement::Expired { reason },
            _ => return None,
        })
    }

    fn doubt(&self) -> Option<Doubt> {
        match self.message {
            0 => None,
            1 => Some(Doubt::UNDATED),
            micros => Some(Doubt::from_micros(i64::try_from(micros).unwrap_or_default())),
        }
    }
}

fn doubted(doubt: Option<Doubt>) -> u64 {
    doubt.map_or(0, |doubt| u64::try_from(doubt.micros()).unwrap_or_default().max(1))
}

/// What a journal says after a crash.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Known outcomes that the store may not have yet, with the records that they settle.
    pub outcomes: Vec<(NotificationId, Settlement, Vec<u64>)>,
    /// Tries whose outcome nobody knows, oldest first.
    pub unknown: Vec<Unknown>,
    /// Records of a later version: left where they are.
    pub unreadable: usize,
}

/// A try whose outcome nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub id: NotificationId,
    pub channel: ChannelId,
    /// The first of the tries without outcome.
    pub doubt: Doubt,
    pub records: Vec<u64>,
}

/// Reads pending records, in the order in which they were written: the last word on each notification counts.
#[must_use]
pub fn fold(records: Vec<(u64, Record)>) -> Recovered {
    enum Last {
        Outcome(Settlement),
        Unknown { channel: ChannelId, doubt: Doubt },
    }
    let mut order = Vec::new();
    let mut by_id: HashMap<NotificationId, (Last, Vec<u64>)> = HashMap::new();
    let mut recovered = Recovered::default();
    for (number, record) in records {
        let (id, last) = match record {
            Record::IntentV1(intent) => {
                let id = intent.id();
                // Several intents in a row (a quick second try, the plain form): the oldest one tells how long ago it began.
                let begun = Doubt::since(intent.at());
                let doubt = match by_id.get(&id) {
                    Some((Last::Unknown { doubt, .. }, _)) => begun.min(*doubt),
                    _ => begun,
                };
                (id, Last::Unknown { channel: ChannelId(intent.channel), doubt })
            }
            Record::OutcomeV1(outcome) => match outcome.settlement() {
                Some(settlement) => (outcome.id(), Last::Outcome(settlement)),
                None => {
                    recovered.unreadable += 1;
                    continue;
                }
            },
        };
        match by_id.get_mut(&id) {
            Some((known, numbers)) => {
                *known = last;
                numbers.push(number);
            }
            None => {
                order.push(id);
                by_id.insert(id, (last, vec![number]));
            }
        }
    }
    for id in order {
        match by_id.remove(&id) {
            Some((Last::Outcome(settlement), numbers)) => recovered.outcomes.push((id, settlement, numbers)),
            Some((Last::Unknown { channel, doubt }, records)) => recovered.unknown.push(Unknown { id, channel, doubt, records }),
            None => {}
        }
    }
    recovered
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;

/// A record as an operator reads it: `deviantcord spool show`.
#[must_use]
pub fn describe(entry: &journal_spool::Entry) -> serde_json::Value {
    use serde_json::json;
    match journal_spool::decode_entry::<Record>(entry, SCHEMA) {
        Ok(Record::IntentV1(intent)) => json!({
            "record": "intent", "notification": intent.id().to_string(), "channel": intent.channel.to_string(), "attempt": intent.attempt,
            "at": intent.at().to_rfc3339(), "plain": intent.plain, "reason": "a message whose outcome is not known yet",
        }),
        Ok(Record::OutcomeV1(outcome)) => json!({
            "record": "outcome", "notification": outcome.id().to_string(), "settlement": format!("{:?}", outcome.settlement()),
            "reason": "an outcome that the store does not have yet",
        }),
        Err(error) => json!({ "reason": format!("unreadable: {error}") }),
    }
}

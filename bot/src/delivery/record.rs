//! What the bot's journal holds, in plain fields that never change their order: an old journal must be readable forever. A new
//! shape is a new variant at the end. Pure.

use chrono::DateTime;
use domain::clock::Timestamp;
use domain::id::{MessageId, NotificationId};
use domain::notification::{Doubt, Hold, Settlement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of [`Record`]: it grows by variants only, so this never changes.
pub(super) const SCHEMA: u16 = 1;

/// One record of the journal. Frozen: append variants only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    IntentV1(IntentV1),
    OutcomeV1(OutcomeV1),
    BatchIntentV1(BatchIntentV1),
    BatchOutcomeV1(BatchOutcomeV1),
    /// As [`IntentV1`](Self::IntentV1): whichever attempt arrived, its message shows neither picture nor text.
    VeiledIntentV1(IntentV1),
    /// As [`BatchIntentV1`](Self::BatchIntentV1), in the same way.
    VeiledBatchIntentV1(BatchIntentV1),
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

/// One message for several notifications is about to be sent. Frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchIntentV1 {
    /// In the order of their posts in the message.
    pub notifications: Vec<[u8; 16]>,
    pub channel: u64,
    /// Microseconds since 1970, by Discord's clock.
    pub at: i64,
    pub attempt: u32,
    /// The request's body as JSON, nonce included: every attempt sends exactly this.
    pub body: Vec<u8>,
}

/// What became of the notifications of one message: each outcome as if it stood alone. Frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchOutcomeV1 {
    pub outcomes: Vec<OutcomeV1>,
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
        match self {
            Self::IntentV1(_) | Self::BatchIntentV1(_) | Self::VeiledIntentV1(_) | Self::VeiledBatchIntentV1(_) => true,
            Self::OutcomeV1(outcome) => outcome.settlement().is_some(),
            Self::BatchOutcomeV1(batch) => batch.settlements().is_some(),
        }
    }
}

pub(super) fn time(micros: i64) -> Timestamp {
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

impl BatchIntentV1 {
    #[must_use]
    pub fn ids(&self) -> Vec<NotificationId> {
        self.notifications.iter().map(|id| NotificationId(Uuid::from_bytes(*id))).collect()
    }

    #[must_use]
    pub fn at(&self) -> Timestamp {
        time(self.at)
    }
}

impl BatchOutcomeV1 {
    /// As they go into the journal.
    #[must_use]
    pub fn new(outcomes: &[(NotificationId, Settlement)]) -> Self {
        Self { outcomes: outcomes.iter().map(|(id, settlement)| OutcomeV1::new(*id, settlement)).collect() }
    }

    /// The reverse of [`new`](Self::new); None when one is of a kind that this version does not know.
    #[must_use]
    pub fn settlements(&self) -> Option<Vec<(NotificationId, Settlement)>> {
        self.outcomes.iter().map(|outcome| Some((outcome.id(), outcome.settlement()?))).collect()
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

/// A record as an operator reads it: `deviantcord spool show`.
#[must_use]
pub fn describe(entry: &journal_spool::Entry) -> serde_json::Value {
    use serde_json::json;
    match journal_spool::decode_entry::<Record>(entry, SCHEMA) {
        Ok(Record::IntentV1(intent) | Record::VeiledIntentV1(intent)) => json!({
            "record": "intent", "notification": intent.id().to_string(), "channel": intent.channel.to_string(), "attempt": intent.attempt,
            "at": intent.at().to_rfc3339(), "plain": intent.plain, "reason": "a message whose outcome is not known yet",
        }),
        Ok(Record::OutcomeV1(outcome)) => json!({
            "record": "outcome", "notification": outcome.id().to_string(), "settlement": format!("{:?}", outcome.settlement()),
            "reason": "an outcome that the store does not have yet",
        }),
        Ok(Record::BatchIntentV1(intent) | Record::VeiledBatchIntentV1(intent)) => json!({
            "record": "intent", "notifications": intent.ids().iter().map(ToString::to_string).collect::<Vec<_>>(),
            "channel": intent.channel.to_string(), "attempt": intent.attempt, "at": intent.at().to_rfc3339(),
            "reason": "a message for several posts whose outcome is not known yet",
        }),
        Ok(Record::BatchOutcomeV1(batch)) => json!({
            "record": "outcome", "notifications": batch.outcomes.iter().map(|outcome| outcome.id().to_string()).collect::<Vec<_>>(),
            "settlement": format!("{:?}", batch.settlements()), "reason": "outcomes that the store does not have yet",
        }),
        Err(error) => json!({ "reason": format!("unreadable: {error}") }),
    }
}

//! What a journal says after a crash. Pure.

use super::record::{BatchIntentV1, IntentV1, OutcomeV1, Record};
use domain::id::{ChannelId, NotificationId};
use domain::notification::{Doubt, Settlement};
use std::collections::HashMap;

/// What a journal says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Recovered {
    /// Known outcomes that the store may not have yet.
    pub outcomes: Vec<Ended>,
    /// Attempts whose outcome nobody knows, oldest first.
    pub unknown: Vec<Unknown>,
    /// Records of a later version: left where they are.
    pub unreadable: usize,
}

/// Outcomes of one message, and the records that they settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Where it was tried: its intents tell.
    pub channel: Option<ChannelId>,
    pub outcomes: Vec<(NotificationId, Settlement)>,
    /// The message shows neither pictures nor texts, as its newest intent says.
    pub veiled: bool,
    pub records: Vec<u64>,
}

/// An attempt whose outcome nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// What its message brings and nothing has settled since.
    pub ids: Vec<NotificationId>,
    /// Where it was tried.
    pub channel: Option<ChannelId>,
    /// The first of the attempts without outcome.
    pub doubt: Doubt,
    /// Of a message for several: the body that was sent. None when some of them were settled since: it is not sent again.
    pub body: Option<Vec<u8>>,
    /// It is a message for several notifications.
    pub batch: bool,
    /// It shows neither pictures nor texts, as the newest of its intents says.
    pub veiled: bool,
    pub records: Vec<u64>,
}

/// The last word on the notifications of one message.
enum Word {
    Outcomes(Vec<(NotificationId, Settlement)>),
    Unknown { doubt: Doubt, body: Option<Vec<u8>> },
}

struct Message {
    ids: Vec<NotificationId>,
    /// As its newest intent says; None: there is none.
    channel: Option<ChannelId>,
    /// As its newest intent says; false: there is none.
    veiled: bool,
    word: Word,
    records: Vec<u64>,
}

/// Reads pending records, in the order in which they were written: the last word on each notification counts.
#[must_use]
pub(super) fn fold(records: Vec<(u64, Record)>) -> Recovered {
    let mut messages: Vec<Message> = Vec::new();
    let mut latest: HashMap<NotificationId, usize> = HashMap::new();
    let mut unreadable = 0;
    for (number, record) in records {
        let intent = intent_of(&record);
        let Some((ids, word)) = word(record) else {
            unreadable += 1;
            continue;
        };
        let known = ids.first().and_then(|id| latest.get(id)).copied();
        let known = known.filter(|at| messages[*at].ids == ids && ids.iter().all(|id| latest.get(id) == Some(at)));
        match known {
            Some(at) => messages[at].says(word, intent, number),
            None => {
                latest.extend(ids.iter().map(|id| (*id, messages.len())));
                let (channel, veiled) = intent.map_or((None, false), |(channel, veiled)| (Some(channel), veiled));
                messages.push(Message { ids, channel, veiled, word, records: vec![number] });
            }
        }
    }
    let mut recovered = Recovered { unreadable, ..Recovered::default() };
    for (at, message) in messages.into_iter().enumerate() {
        let is_latest = |id: &NotificationId| latest.get(id) == Some(&at);
        let Message { ids, channel, veiled, word, records } = message;
        match word {
            Word::Outcomes(outcomes) => {
                let outcomes = outcomes.into_iter().filter(|(id, _)| is_latest(id)).collect();
                recovered.outcomes.push(Ended { channel, outcomes, veiled, records });
            }
            Word::Unknown { doubt, body } => {
                let open: Vec<NotificationId> = ids.iter().copied().filter(is_latest).collect();
                let (batch, body) = (body.is_some(), body.filter(|_| open.len() == ids.len()));
                recovered.unknown.push(Unknown { ids: open, channel, doubt, body, batch, veiled, records });
            }
        }
    }
    recovered
}

/// None: an outcome of a kind that only a later version knows.
fn word(record: Record) -> Option<(Vec<NotificationId>, Word)> {
    let unknown = |at, body| Word::Unknown { doubt: Doubt::since(at), body };
    Some(match record {
        Record::IntentV1(intent) | Record::VeiledIntentV1(intent) => (vec![IntentV1::id(&intent)], unknown(intent.at(), None)),
        Record::BatchIntentV1(intent) | Record::VeiledBatchIntentV1(intent) => {
            (BatchIntentV1::ids(&intent), unknown(intent.at(), Some(intent.body)))
        }
        Record::OutcomeV1(outcome) => (vec![OutcomeV1::id(&outcome)], Word::Outcomes(vec![(outcome.id(), outcome.settlement()?)])),
        Record::BatchOutcomeV1(batch) => {
            let outcomes = batch.settlements()?;
            (outcomes.iter().map(|(id, _)| *id).collect(), Word::Outcomes(outcomes))
        }
    })
}

/// Its channel, and whether it is veiled. An outcome tells neither.
const fn intent_of(record: &Record) -> Option<(ChannelId, bool)> {
    match record {
        Record::IntentV1(intent) => Some((ChannelId(intent.channel), false)),
        Record::VeiledIntentV1(intent) => Some((ChannelId(intent.channel), true)),
        Record::BatchIntentV1(intent) => Some((ChannelId(intent.channel), false)),
        Record::VeiledBatchIntentV1(intent) => Some((ChannelId(intent.channel), true)),
        Record::OutcomeV1(_) | Record::BatchOutcomeV1(_) => None,
    }
}

impl Message {
    /// Several intents in a row (a quick second attempt, the plain form): the oldest one tells how long ago it began.
    fn says(&mut self, mut word: Word, intent: Option<(ChannelId, bool)>, number: u64) {
        if let (Word::Unknown { doubt: before, .. }, Word::Unknown { doubt, .. }) = (&self.word, &mut word) {
            *doubt = (*doubt).min(*before);
        }
        self.word = word;
        if let Some((channel, veiled)) = intent {
            (self.channel, self.veiled) = (Some(channel), veiled);
        }
        self.records.push(number);
    }
}

#[cfg(test)]
#[path = "recovered_tests.rs"]
mod tests;

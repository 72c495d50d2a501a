//! Records as AMQP messages and back.

use crate::genesis::{self, Genesis};
use crate::port::Entry;
use amqprs::channel::ConsumerMessage;
use amqprs::{BasicProperties, FieldName, FieldTable, FieldValue};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::event::codec::CONTENT_TYPE;
use domain::id::LogId;

/// Which log a record was written to: a stream whose genesis was trimmed away is still known by it.
const LOG: &str = "deviantcord-log";
/// Milliseconds since 1970; AMQP's own timestamp has seconds.
const AT: &str = "deviantcord-at";
/// The broker tells a record's offset in this header.
const OFFSET: &str = "x-stream-offset";

/// A message ready to publish: made by the caller that appends, so that the one task that publishes has little left to do.
pub(super) struct Record {
    pub(super) properties: BasicProperties,
    pub(super) body: Vec<u8>,
}

/// A record as the stream holds it.
pub(super) struct Delivered {
    pub(super) tag: u64,
    pub(super) entry: Entry,
    /// The log that it says it belongs to.
    pub(super) log: Option<LogId>,
    kind: Option<String>,
}

pub(super) fn field(name: &str) -> FieldName {
    // Our own constants, all short.
    FieldName::try_from(name).unwrap_or_default()
}

/// A short text as a field's value.
pub(super) fn text(text: &str) -> FieldValue {
    text.try_into().map_or(FieldValue::V, FieldValue::S)
}

/// The properties in this log of the message with this id, an event's or the log's own.
pub(super) fn properties(id: &str, kind: &'static str, log: LogId) -> BasicProperties {
    let now = SystemClock.now();
    let mut headers = FieldTable::new();
    headers.insert(field(LOG), text(&log.to_string()));
    headers.insert(field(AT), FieldValue::l(now.timestamp_millis()));
    BasicProperties::default()
        .with_content_type(CONTENT_TYPE)
        .with_message_type(kind)
        .with_message_id(id)
        .with_timestamp(u64::try_from(now.timestamp()).unwrap_or_default())
        .with_persistence(true)
        .with_headers(headers)
        .finish()
}

impl Delivered {
    /// None: the message has no offset, so it comes from no stream.
    pub(super) fn of(message: ConsumerMessage) -> Option<Self> {
        let (deliver, properties) = (message.deliver?, message.basic_properties?);
        let headers = properties.headers()?;
        let number = |name: &str| match headers.get(&field(name)) {
            Some(FieldValue::l(number)) => Some(*number),
            _ => None,
        };
        let offset = u64::try_from(number(OFFSET)?).ok()?;
        let seconds = || properties.timestamp().and_then(|seconds| Timestamp::from_timestamp(i64::try_from(seconds).ok()?, 0));
        let appended_at = number(AT).and_then(Timestamp::from_timestamp_millis).or_else(seconds).unwrap_or_default();
        let log = match headers.get(&field(LOG)) {
            Some(FieldValue::S(text)) => text.as_ref().parse().ok(),
            _ => None,
        };
        let kind = properties.message_type().cloned();
        Some(Self { tag: deliver.delivery_tag(), entry: Entry { offset, appended_at, payload: message.content? }, log, kind })
    }

    /// Whether it says which log this is, and is no event.
    pub(super) fn is_genesis(&self) -> bool {
        self.kind.as_deref() == Some(genesis::KIND)
    }

    /// What this record, the first one kept, says about its log. None: nothing, so it is a stream of somebody else.
    pub(super) fn genesis(&self) -> Option<Genesis> {
        if self.is_genesis() {
            return serde_json::from_slice(&self.entry.payload).ok();
        }
        self.log.map(Genesis::bare)
    }
}

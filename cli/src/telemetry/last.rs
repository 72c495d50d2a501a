//! The last warnings and errors of this process, for the ops page: as they stand in the log, without secrets.

use super::redact;
use domain::clock::{Clock, SystemClock, Timestamp};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::fmt::{Debug, Write};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

/// Lines that are kept.
const MOST: usize = 12;
/// Characters of a line that are kept.
const LONGEST: usize = 300;

static LINES: Mutex<VecDeque<Complaint>> = Mutex::new(VecDeque::new());

/// A warning or an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// By this host's clock.
    pub at: Timestamp,
    pub error: bool,
    pub text: String,
}

/// The last ones, the latest first.
#[must_use]
pub fn lines() -> Vec<Complaint> {
    LINES.lock().iter().rev().cloned().collect()
}

/// Keeps them.
pub struct Last;

impl<S: Subscriber> Layer<S> for Last {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() > Level::WARN {
            return;
        }
        let mut words = Words::default();
        event.record(&mut words);
        let said = format!("{}{}", words.message, words.fields);
        let text: String = redact(&said).chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        let line = Complaint { at: SystemClock.now(), error: *event.metadata().level() == Level::ERROR, text };
        let mut lines = LINES.lock();
        if lines.len() >= MOST {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

/// An event as words.
#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let written = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
        // A value that cannot be written is left out of the page; the log has it.
        written.unwrap_or_default();
    }
}

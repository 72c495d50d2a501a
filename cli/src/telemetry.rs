//! Logs: readable message and dotted fields, no secrets.
//!
//! Libraries log what they please: at their lower levels whole requests, buffers, and keys in their arguments. So whatever `RUST_LOG` says,
//! nothing of theirs below `info` is written, and no span of theirs ([`is_allowed`]); and everything that is written passes [`redact`]: Discord
//! tokens, bearer values, passwords in URLs, interaction and webhook tokens, and the values of secret-looking keys never reach the output.

mod last;
mod redact;

pub use last::{Complaint, lines as last_lines};
pub use redact::redact;

use serde::Deserialize;
use std::io::{self, Write};
use tracing::Metadata;
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What libraries may log unless `RUST_LOG` says otherwise. Those named here log requests, statements or headers at their lower levels;
/// serenity and poise also warn of what they repair by themselves or of what the gateway tells in its own words.
const LIBRARIES: &str = "serenity=error,poise=error,amqprs=warn,sqlx=warn,sqlx::postgres::notice=error,sea_orm=warn,hyper=warn,reqwest=warn,h2=warn,tungstenite=warn";

/// Our crates: their targets may be logged at any level. A test compares them with the workspace.
const OURS: [&str; 15] = [
    "bot",
    "cli",
    "coordination",
    "deviantart",
    "deviantcord",
    "domain",
    "eventlog",
    "ingest",
    "journal_spool",
    "migration",
    "projector",
    "sandbox",
    "store",
    "testbed",
    "testkit",
];

/// Whether this may be logged at all, whatever the filter says.
fn is_allowed(what: &Metadata<'_>) -> bool {
    let krate = what.target().split("::").next().unwrap_or_default();
    // A library's question whether a line would be written is neither event nor span.
    OURS.contains(&krate) || !what.is_span() && *what.level() <= tracing::Level::INFO
}

/// How lines look: `log.format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line, for collectors.
    Json,
}

impl Format {
    /// This format, unless the variable `RUST_LOG_FORMAT` (the sister of `RUST_LOG`) says `human` or `json`.
    #[must_use]
    pub fn or_env(self) -> Self {
        match std::env::var("RUST_LOG_FORMAT").as_deref() {
            Ok("json") => Self::Json,
            Ok("human") => Self::Human,
            _ => self,
        }
    }
}

/// The least important lines that are logged: `log.level`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

impl Level {
    /// The filter that `RUST_LOG` would have to say for this level.
    #[must_use]
    pub fn filter(self) -> String {
        let level = match self {
            // Nothing that a library may say above it is less than an error.
            Self::Error => return "error".to_owned(),
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        };
        format!("{level},{LIBRARIES}")
    }
}

/// Logs cannot be set up twice in one process.
#[derive(Debug, thiserror::Error)]
#[error("logs are already set up in this process")]
pub struct AlreadySet;

/// Sets up logs on standard error. `RUST_LOG` and `RUST_LOG_FORMAT` win over what is configured.
///
/// # Errors
/// When the process has a subscriber already.
pub fn init(format: Format, level: Level) -> Result<(), AlreadySet> {
    let filter = filter(std::env::var("RUST_LOG").ok().as_deref(), level);
    // Also gathers what libraries write through the `log` crate.
    subscriber(format.or_env(), filter, io::stderr).try_init().map_err(|_| AlreadySet)
}

/// A subscriber that redacts; for [`init`] and for tests that read what is logged.
pub fn subscriber<W>(format: Format, filter: EnvFilter, writer: W) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(Redacting(writer));
    let layer = match format {
        Format::Human => {
            let colours = std::io::IsTerminal::is_terminal(&io::stderr()) && std::env::var_os("NO_COLOR").is_none();
            layer.with_ansi(colours).boxed()
        }
        Format::Json => layer.json().flatten_event(true).boxed(),
    };
    // Filters of the whole subscriber, not of this layer: a layer's own forgets that an event was let through when another is asked about before
    // it is written, as happens where a field's value logs something while it is made.
    Box::new(tracing_subscriber::registry().with(filter_fn(is_allowed)).with(filter).with(last::Last).with(layer))
}

/// The filter that this text asks for; that of the level when there is none or it cannot be read.
#[must_use]
pub fn filter(text: Option<&str>, level: Level) -> EnvFilter {
    match text.filter(|text| !text.trim().is_empty()).map(EnvFilter::try_new) {
        Some(Ok(filter)) => filter,
        _ => EnvFilter::new(level.filter()),
    }
}

struct Redacting<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Redacting<W> {
    type Writer = Line<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { inner: self.0.make_writer(), held: Vec::new() }
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        Line { inner: self.0.make_writer_for(meta), held: Vec::new() }
    }
}

/// Holds one event's text until it is whole, so that no secret slips through between two writes.
struct Line<W: Write> {
    inner: W,
    held: Vec<u8>,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.held.is_empty() {
            let text = String::from_utf8_lossy(&self.held);
            let result = self.inner.write_all(redact(&text).as_bytes());
            self.held.clear();
            result?;
        }
        self.inner.flush()
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        // Nobody is left to tell that the log itself cannot be written.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests;

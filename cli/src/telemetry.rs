//! Logs: readable message and dotted fields, no secrets.
//!
//! Libraries log what they please: at their lower levels whole requests, buffers, and keys in their arguments. So whatever `RUST_LOG` says,
//! nothing of theirs below `info` is written, and no span of theirs ([`is_allowed`]); and everything that is written passes [`redact`]: Discord
//! tokens, bearer values, passwords in URLs, interaction and webhook tokens, and the values of secret-looking keys never reach the output.

mod redact;

pub use redact::redact;

use std::io::{self, Write};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What is logged when `RUST_LOG` says nothing. The libraries named here log requests, statements or headers at their lower levels;
/// serenity and poise also warn of what they repair by themselves or of what the gateway tells in its own words.
pub const DEFAULT_FILTER: &str = "info,serenity=error,poise=error,amqprs=warn,sqlx=warn,sqlx::postgres::notice=error,sea_orm=warn,hyper=warn,reqwest=warn,h2=warn,tungstenite=warn";

/// Our crates: their targets may be logged at any level.
const OURS: [&str; 10] = ["bot", "cli", "deviantcord", "ingest", "journal_spool", "migration", "projector", "sandbox", "shared", "testbed"];

/// Whether this may be logged at all, whatever the filter says.
fn is_allowed(what: &Metadata<'_>) -> bool {
    let krate = what.target().split("::").next().unwrap_or_default();
    OURS.contains(&krate) || what.is_event() && *what.level() <= Level::INFO
}

/// How lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line, for collectors.
    Json,
}

impl Format {
    /// `human` or `json`, as the variable `RUST_LOG_FORMAT` (the sister of `RUST_LOG`) says it; anything else is human.
    #[must_use]
    pub fn from_env() -> Self {
        match std::env::var("RUST_LOG_FORMAT").as_deref() {
            Ok("json") => Self::Json,
            _ => Self::Human,
        }
    }
}

/// Logs cannot be set up twice in one process.
#[derive(Debug, thiserror::Error)]
#[error("logs are already set up in this process")]
pub struct AlreadySet;

/// Sets up logs on standard error; `RUST_LOG` overrides [`DEFAULT_FILTER`].
///
/// # Errors
/// When the process has a subscriber already.
pub fn init(format: Format) -> Result<(), AlreadySet> {
    init_to(format, io::stderr)
}

/// [`init`] with another place to write to.
///
/// # Errors
/// As [`init`].
pub fn init_to<W>(format: Format, writer: W) -> Result<(), AlreadySet>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // Also gathers what libraries write through the `log` crate.
    subscriber(format, filter(std::env::var("RUST_LOG").ok().as_deref()), writer).try_init().map_err(|_| AlreadySet)
}

/// A subscriber that redacts; for [`init`] and for tests that look at what is logged.
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
    Box::new(tracing_subscriber::registry().with(filter_fn(is_allowed)).with(filter).with(layer))
}

/// The filter that this text asks for; the default one when there is none or it cannot be read.
#[must_use]
pub fn filter(text: Option<&str>) -> EnvFilter {
    match text.filter(|text| !text.trim().is_empty()).map(EnvFilter::try_new) {
        Some(Ok(filter)) => filter,
        _ => EnvFilter::new(DEFAULT_FILTER),
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

//! Where the sender stands, for the ops page, the demo and `doctor`.

use domain::turns::Turns;
use parking_lot::Mutex;
use serde::Serialize;
use std::sync::Arc;

/// Names of events that are kept.
const UNREAD: usize = 32;

/// A snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Whether this process is the active sender; a standby is not.
    pub lease_held: bool,
    /// Messages on their way to Discord.
    pub in_flight: usize,
    /// Messages in memory that wait for their turn.
    pub waiting: usize,
    /// Outcomes that the store does not have yet; the journal has them.
    pub unsettled: usize,
    /// Since the start of the process.
    pub sent: u64,
    /// Tries that are repeated, since the start of the process.
    pub retries: u64,
    pub suppressed: u64,
    pub held: u64,
    pub failed: u64,
    pub expired: u64,
    /// How long all sending rests, in milliseconds, when it does (a global rate limit, a refused token, what looks like a ban).
    pub paused_for_ms: Option<u64>,
    pub broken_channels: usize,
    /// The last thing that went wrong, in words.
    pub last_error: Option<String>,
    /// Why nothing can be sent now; None: healthy.
    pub failing: Option<String>,
    /// Whether Discord refuses the bot token.
    pub token_refused: bool,
    /// Gateway sessions that may still be begun today, as Discord said last; None: it was not asked yet.
    pub sessions_left: Option<u64>,
    /// Why slash commands do not work now; None: they do, or another process takes them.
    pub no_commands: Option<String>,
    /// Shards of Discord's gateway that this process holds; 0: another process takes commands.
    pub shards: u32,
    /// How many of them have a connection.
    pub shards_up: u32,
    /// Which shards have had none for long, while others work: their servers' commands do not come in.
    pub lost_shards: Option<String>,
    /// Events of Discord's gateway that could not be read, since the start of the process.
    pub unread_events: u64,
    /// Their names.
    pub unread: std::collections::BTreeSet<String>,
}

/// Where the sender writes its status and others read it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct StatusBoard(Arc<Mutex<Status>>, Turns);

impl StatusBoard {
    /// The status of now.
    #[must_use]
    pub fn snapshot(&self) -> Status {
        self.0.lock().clone()
    }

    /// The turns of the sender's loop.
    #[must_use]
    pub const fn turns(&self) -> &Turns {
        &self.1
    }

    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut Status) -> T) -> T {
        change(&mut self.0.lock())
    }

    /// Notes whether commands can come in, which is the gateway's part.
    pub(crate) fn commands(&self, trouble: Option<String>) {
        self.update(|status| status.no_commands = trouble);
    }

    /// Notes how many shards are up, and of how many.
    pub(crate) fn shards(&self, up: u32, of: u32) {
        self.update(|status| {
            (status.shards_up, status.shards) = (up, of);
            if of == 0 {
                status.lost_shards = None;
            }
        });
    }

    /// Notes which shards are down while others work.
    pub(crate) fn lost_shards(&self, trouble: Option<String>) {
        self.update(|status| status.lost_shards = trouble);
    }

    /// Notes how many gateway sessions may still be begun today.
    pub(crate) fn sessions_left(&self, left: u64) {
        self.update(|status| status.sessions_left = Some(left));
    }

    /// Counts an event of the gateway that could not be read; returns whether it is the first of its name.
    pub(crate) fn unread(&self, name: &str) -> bool {
        self.update(|status| {
            status.unread_events += 1;
            status.unread.len() < UNREAD && status.unread.insert(name.chars().take(40).collect())
        })
    }

    /// Notes an error; returns whether it is another one than before, so that it is logged once.
    pub(crate) fn error(&self, text: impl Into<String>) -> bool {
        let text = text.into();
        self.update(|status| {
            let news = status.last_error.as_ref() != Some(&text);
            status.last_error = Some(text);
            news
        })
    }
}

//! One life of the sender: from taking the lease to giving it up. Every one may begin on a backup, so it knows nothing of what was sent before.
//!
//! What helps where a channel's history cannot be read: a number for each start, and the newest outcome, kept in the store and beside the
//! bot's journal. When the two disagree one of them is from a backup. (When both are, they agree: then only the history tells.)

use super::context::{Context, Guard};
use super::history::{Reading, Stop};
use super::lookup::Moment;
use domain::clock::Timestamp;
use domain::id::{ChannelId, NotificationId};
use parking_lot::{Mutex, MutexGuard};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::sender::{Mark, SenderStart};
use store::{BotStore, StoreError};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// Channels whose messages are remembered, and messages of this life that are.
const CHANNELS: usize = 8_192;
const CLAIMED: usize = 50_000;

/// The data directory's side, in a file beside the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    /// The latest start that the store was told of.
    number: u64,
    /// A start that the store may have been told of.
    next: u64,
    outcomes: u64,
    newest: Option<NotificationId>,
    /// Microseconds since 1970, by Discord's clock: see [`SenderStart::unsure_before`].
    unsure_before: Option<i64>,
}

/// Why store and journal do not tell the same.
fn disagreement(store: Option<&SenderStart>, note: Option<&Note>, owner: Uuid, journal: &HashSet<NotificationId>) -> Option<&'static str> {
    let (store, note) = match (store, note) {
        // Before the first start that was counted.
        (None, None) => return None,
        (None, Some(_)) => return Some("the store knows of no start of the bot"),
        (Some(store), None) if store.owner == owner => return Some("the data directory knows of no start of the bot"),
        (Some(store), note) => (store, note.cloned().unwrap_or_default()),
    };
    if store.owner != owner {
        return match store.closed && note.number < store.number {
            true => None,
            false => Some("another sender did not end in order, and its outcomes may be in its journal alone"),
        };
    }
    if store.number != note.number && store.number != note.next {
        return Some("the store and the data directory were last used by different starts of the bot");
    }
    let same = store.number != note.number || (store.outcomes, store.newest) == (note.outcomes, note.newest);
    let on_its_way = store.outcomes > note.outcomes && store.newest.is_some_and(|newest| journal.contains(&newest));
    (!same && !on_its_way).then_some("the store and the data directory do not have the same newest outcome")
}

/// Keeps both sides. Cheap to clone.
#[derive(Clone)]
pub(super) struct Register(Arc<Inner>);

struct Inner {
    store: BotStore,
    path: PathBuf,
    owner: Uuid,
    /// What the file says, or is to say when it is written next.
    note: Mutex<Option<Note>>,
}

impl Register {
    /// Reads the file beside this journal.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub async fn open(store: BotStore, dir: &Path, owner: Uuid) -> std::io::Result<Self> {
        let path = dir.with_extension("start");
        let note = match tokio::fs::read(&path).await {
            // A damaged one is as good as one of a backup: it agrees with nothing.
            Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new(Inner { store, path, owner, note: Mutex::new(note) })))
    }

    fn note(&self) -> MutexGuard<'_, Option<Note>> {
        self.0.note.lock()
    }

    /// Counts a new start. Returns before when nobody knows what was sent.
    async fn begin(&self, journal: &HashSet<NotificationId>) -> Result<Option<Timestamp>, RegisterError> {
        let (store, note) = (self.0.store.sender_start().await?, self.note().clone());
        let disagreement = disagreement(store.as_ref(), note.as_ref(), self.0.owner, journal);
        let before = store.as_ref().and_then(|store| store.unsure_before);
        let noted = note.as_ref().and_then(|note| note.unsure_before);
        let noted = noted.map(|micros| Timestamp::from_timestamp_micros(micros).unwrap_or(Timestamp::MAX_UTC));
        if let Some(why) = disagreement {
            tracing::warn!(
                why,
                "the bot's store and data directory do not belong together, as after a restore: what was published before this start is sent \
                 only where the channel's history shows that it was not; elsewhere it is held"
            );
        }
        // Until Discord has told its time: everything that was published before this start.
        let unsure_before = if disagreement.is_some() { Some(Timestamp::MAX_UTC) } else { before.max(noted) };
        let mut note = note.unwrap_or_default();
        note.next = store.as_ref().map_or(0, |store| store.number).max(note.number).max(note.next) + 1;
        note.unsure_before = unsure_before.map(|time| if time == Timestamp::MAX_UTC { i64::MAX } else { time.timestamp_micros() });
        self.save(&note).await?;
        let start = SenderStart { number: note.next, owner: self.0.owner, outcomes: 0, newest: None, closed: false, unsure_before };
        self.0.store.begin_sender_start(&start).await?;
        (note.number, note.outcomes, note.newest) = (note.next, 0, None);
        self.save(&note).await?;
        Ok(unsure_before)
    }

    /// What to tell the store with these outcomes, the last of which is `newest`; None before the first start.
    pub fn mark(&self, outcomes: usize, newest: NotificationId) -> Option<Mark> {
        let note = self.note();
        let note = note.as_ref().filter(|note| note.number > 0)?;
        let outcomes = note.outcomes + u64::try_from(outcomes).unwrap_or_default();
        Some(Mark { number: note.number, owner: self.0.owner, outcomes, newest })
    }

    /// The store has these outcomes. To be [`saved`](Self::sync) before the journal forgets them.
    pub fn marked(&self, mark: &Mark) {
        if let Some(note) = self.note().as_mut().filter(|note| note.number == mark.number) {
            (note.outcomes, note.newest) = (mark.outcomes, Some(mark.newest));
        }
    }

    /// Writes down what was [`marked`](Self::marked).
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn sync(&self) -> std::io::Result<()> {
        let note = self.note().clone();
        match note {
            Some(note) => write(self.0.path.clone(), note).await,
            None => Ok(()),
        }
    }

    async fn save(&self, note: &Note) -> std::io::Result<()> {
        write(self.0.path.clone(), note.clone()).await?;
        *self.note() = Some(note.clone());
        Ok(())
    }

    /// After somebody else settled this journal: what the store has is what the journal had.
    ///
    /// # Errors
    /// The store or the file cannot be used.
    pub async fn catch_up(&self) -> Result<(), RegisterError> {
        let Some(store) = self.0.store.sender_start().await? else { return Ok(()) };
        let note = self.note().clone();
        if let Some(mut note) = note.filter(|note| store.owner == self.0.owner && store.number == note.number) {
            (note.outcomes, note.newest) = (store.outcomes, store.newest);
            self.save(&note).await?;
        }
        Ok(())
    }

    /// The time of this start is known now.
    async fn unsure_before(&self, before: Option<Timestamp>) -> Result<(), RegisterError> {
        let Some(mut note) = self.note().clone() else { return Ok(()) };
        self.0.store.sender_unsure_before(note.number, self.0.owner, before).await?;
        note.unsure_before = before.map(|time| time.timestamp_micros());
        Ok(self.save(&note).await?)
    }

    /// This start ended in order: the store has every outcome, and no try is in doubt that it does not know.
    ///
    /// # Errors
    /// The store cannot be used.
    pub async fn close(&self) -> Result<(), StoreError> {
        let number = self.note().as_ref().map(|note| note.number);
        match number {
            Some(number) => self.0.store.close_sender_start(number, self.0.owner).await,
            None => Ok(()),
        }
    }
}

/// Why a start could not be counted.
#[derive(Debug, thiserror::Error)]
pub(super) enum RegisterError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the file beside the bot's journal cannot be written: {0}")]
    File(#[from] std::io::Error),
}

/// Whole or not at all, and on the disk when it returns.
async fn write(path: PathBuf, note: Note) -> std::io::Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        use std::io::Write;
        let new = path.with_extension("start.new");
        let mut file = std::fs::File::create(&new)?;
        file.write_all(&serde_json::to_vec(&note)?)?;
        file.sync_all()?;
        std::fs::rename(&new, &path)?;
        match path.parent() {
            Some(dir) => std::fs::File::open(dir)?.sync_all(),
            None => Ok(()),
        }
    });
    written.await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

/// What this life knows.
pub(super) struct Life {
    register: Register,
    /// Discord's time at its beginning, and the bot's own user id: asked for before the first message.
    began: OnceCell<(Timestamp, u64)>,
    unsure_before: Mutex<Option<Timestamp>>,
    past: Mutex<HashMap<ChannelId, Arc<tokio::sync::Mutex<Reading>>>>,
    claimed: Mutex<HashSet<u64>>,
    told: Mutex<HashSet<ChannelId>>,
}

impl Life {
    pub fn new(register: Register) -> Self {
        let unsure_before = Mutex::new(Some(Timestamp::MAX_UTC));
        let (began, past, claimed, told) = (OnceCell::new(), Mutex::default(), Mutex::default(), Mutex::default());
        Self { register, began, unsure_before, past, claimed, told }
    }

    /// Counts this start. `journal`: notifications whose outcomes are in the journal and may be in the store.
    ///
    /// # Errors
    /// The store or the file cannot be used; nothing is lost by trying again.
    pub async fn begin(&self, journal: &HashSet<NotificationId>) -> Result<(), RegisterError> {
        let unsure_before = self.register.begin(journal).await?;
        *self.unsure_before.lock() = unsure_before;
        Ok(())
    }

    async fn began(&self, ctx: &Context, guard: &Guard) -> Result<(Timestamp, u64), Stop> {
        let asking = || async {
            let answer = match ctx.rest.me(&guard.stop).await {
                Ok(answer) if answer.status == 200 => answer,
                other => return Err(Stop::of(other, ChannelId(0))),
            };
            let me = answer.id("id").ok_or_else(|| Stop::Reason("Discord does not tell who we are".to_owned()))?;
            let start = ctx.rest.discord_now().ok_or_else(|| Stop::Reason("Discord does not tell its time".to_owned()))?;
            let unsure = *self.unsure_before.lock();
            if unsure == Some(Timestamp::MAX_UTC) {
                let unsure = Some(domain::clock::micros(start));
                self.register.unsure_before(unsure).await.map_err(|error| Stop::Reason(error.to_string()))?;
                *self.unsure_before.lock() = unsure;
            }
            Ok((start, me))
        };
        self.began.get_or_try_init(asking).await.copied()
    }

    /// The bot's own user id.
    pub async fn me(&self, ctx: &Context, guard: &Guard) -> Result<u64, Stop> {
        Ok(self.began(ctx, guard).await?.1)
    }

    /// Now, and when this life began.
    pub async fn moment(&self, ctx: &Context, guard: &Guard) -> Result<Moment, Stop> {
        let (start, _) = self.began(ctx, guard).await?;
        Ok(Moment { start, now: ctx.rest.discord_now().unwrap_or(start), trust: ctx.tuning.nonce_trust })
    }

    /// Whether what was published then may be sent where nothing tells what was sent before.
    pub fn agrees_on(&self, published: Option<Timestamp>) -> bool {
        let unsure = *self.unsure_before.lock();
        unsure.is_none_or(|before| published.is_some_and(|published| published >= before))
    }

    /// What earlier lives left in this channel; read once.
    pub fn past(&self, channel: ChannelId) -> Arc<tokio::sync::Mutex<Reading>> {
        let mut past = self.past.lock();
        if past.len() >= CHANNELS && !past.contains_key(&channel) {
            past.clear();
        }
        Arc::clone(past.entry(channel).or_default())
    }

    /// The channel's permissions have changed.
    pub fn read_again(&self, channel: ChannelId) {
        self.past.lock().remove(&channel);
    }

    /// This message belongs to a notification; false: to another one already.
    pub fn claim(&self, message: u64) -> bool {
        let mut claimed = self.claimed.lock();
        if claimed.len() >= CLAIMED {
            // The store has long had the outcomes of all of them.
            claimed.clear();
        }
        claimed.insert(message)
    }

    /// True once for each channel.
    pub fn tells(&self, channel: ChannelId) -> bool {
        self.told.lock().insert(channel)
    }
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;

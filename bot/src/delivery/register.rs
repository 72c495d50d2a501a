//! The count of the sender's starts, and the newest outcome: in the store, and in a file beside the bot's journal. When the two disagree, one
//! of them is from a backup. (When both are, they agree: then only a channel's history shows what was sent.)

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::NotificationId;
use parking_lot::{Mutex, MutexGuard};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::backup::Missed;
use store::sender::{Mark, SenderStart, Unsure};
use store::{BotStore, StoreError};
use uuid::Uuid;

/// DeviantArt tells the time of a publication in whole seconds, by its own clock.
const SKEW: TimeDelta = TimeDelta::minutes(2);

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

/// Why store and journal do not agree.
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
    pub async fn begin(&self, journal: &HashSet<NotificationId>) -> Result<Option<Unsure>, RegisterError> {
        let (store, note) = (self.0.store.sender_start().await?, self.note().clone());
        let disagreement = disagreement(store.as_ref(), note.as_ref(), self.0.owner, journal);
        let before = store.as_ref().and_then(|store| store.unsure_before);
        let noted = note.as_ref().and_then(|note| note.unsure_before);
        let noted = noted.map(Unsure::from_micros);
        if let Some(why) = disagreement {
            tracing::warn!(
                why,
                "the bot's store and data directory do not belong together, as after a restore: what was published before this start is sent \
                 only where the channel's history shows that it was not; elsewhere it is held"
            );
        }
        // Until Discord has told its time: everything that was published before this start.
        let unsure_before = if disagreement.is_some() { Some(Unsure::Start) } else { before.max(noted) };
        let mut note = note.unwrap_or_default();
        note.next = store.as_ref().map_or(0, |store| store.number).max(note.number).max(note.next) + 1;
        note.unsure_before = unsure_before.map(Unsure::micros);
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

    /// Between when and when posts were published that are sent although they may have been sent before: the operator who restored the
    /// store from a backup wanted it so.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn announced_anyway(&self) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let restored = self.0.store.restored().await?;
        Ok(restored.filter(|restored| restored.missed == Missed::Announce).map(|restored| (restored.taken_at - SKEW, restored.at)))
    }

    /// The time of this start is known now.
    pub async fn unsure_before(&self, before: Option<Unsure>) -> Result<(), RegisterError> {
        let Some(mut note) = self.note().clone() else { return Ok(()) };
        self.0.store.sender_unsure_before(note.number, self.0.owner, before).await?;
        note.unsure_before = before.map(Unsure::micros);
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

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;

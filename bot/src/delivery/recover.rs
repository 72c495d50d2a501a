//! What an earlier life left in the journal, on its way to the store: at the sender's start, and for a command that only settles.

use super::error::Error;
use super::journal::Journal;
use super::record::{OutcomeV1, Record};
use super::recovered::{Ended, Recovered, Unknown, fold};
use super::register::Register;
use super::settle::{self, Job, Outcomes, Settler};
use super::status::StatusBoard;
use super::task::is_open;
use domain::cause::Cause;
use domain::clock::Clock;
use domain::id::NotificationId;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use store::BotStore;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What is in a journal.
pub(super) struct Found {
    pub outcomes: usize,
    /// Tries whose outcome nobody knows, oldest first.
    pub unknown: Vec<Unknown>,
    /// Records that this version cannot read; they were set aside.
    pub unreadable: usize,
}

/// Hands the outcomes in the journal to the settler; they are in the store when it was flushed. Applied again they change nothing.
pub(super) async fn hand_over(journal: &Journal, settler: &Settler) -> Result<Found, Error> {
    let (records, damaged) = journal.pending().await?;
    let Recovered { outcomes, unknown, unreadable } = fold(records);
    let count = outcomes.iter().map(|ended| ended.outcomes.len()).sum();
    let found = Found { outcomes: count, unknown, unreadable: unreadable + damaged };
    tell_aside(found.unreadable);
    if found.outcomes > 0 || !found.unknown.is_empty() {
        tracing::info!(outcomes = found.outcomes, unknown = found.unknown.len(), "recovering from the journal");
    }
    for ended in outcomes {
        let Ended { channel, outcomes, veiled, records } = ended;
        settler.push(Job::Outcomes(Outcomes { channel, outcomes, shown: None, veiled, records })).await;
    }
    Ok(found)
}

/// The journal had this many records that nobody can read.
pub(super) fn tell_aside(records: usize) {
    if records > 0 {
        tracing::error!(records, "the journal has records that this version cannot read; they were set aside (`deviantcord spool ls`)");
    }
}

/// Notifications whose outcomes are in a journal: the store may have them, and may have them as its newest.
pub(super) fn outcomes(records: &[(u64, Record)]) -> HashSet<NotificationId> {
    let mut found = HashSet::new();
    for (_, record) in records {
        match record {
            Record::OutcomeV1(outcome) => found.extend([outcome.id()]),
            Record::BatchOutcomeV1(batch) => found.extend(batch.outcomes.iter().map(OutcomeV1::id)),
            Record::IntentV1(_) | Record::BatchIntentV1(_) | Record::VeiledIntentV1(_) | Record::VeiledBatchIntentV1(_) => {}
        }
    }
    found
}

/// The owner's name for the lease, made once and kept beside the journal.
pub(super) async fn owner(dir: &Path) -> Result<Uuid, Error> {
    let path = dir.with_extension("owner");
    match tokio::fs::read_to_string(&path).await {
        Ok(text) => {
            if let Ok(owner) = text.trim().parse() {
                return Ok(owner);
            }
            tracing::warn!(path = %path.display(), "the owner file is damaged, making a new one");
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(dir, error)),
    }
    let owner = Uuid::new_v4();
    tokio::fs::write(&path, owner.to_string()).await.map_err(|error| unusable(dir, error))?;
    Ok(owner)
}

/// A file beside the journal cannot be read or written.
pub(super) fn unusable(dir: &Path, error: std::io::Error) -> Error {
    Error::Journal { dir: dir.display().to_string(), problem: Cause::because("a file beside it", error) }
}

/// Takes the contents of finished records off the disk, in a journal that no sender works on.
///
/// # Errors
/// When the journal cannot be used, as when a sender works on it.
pub async fn purge_journal(dir: &Path) -> Result<(), Error> {
    let journal = Journal::open(dir).await?;
    let purged = journal.purge().await;
    journal.close().await;
    purged
}

/// What became of a journal that was settled without a sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Outcomes that the store has now.
    pub outcomes: usize,
    /// Outcomes that it refuses; they stay. And records that this version cannot read; they were set aside.
    pub left: usize,
    /// Messages that were begun, and only Discord knows whether they arrived. They stay for a sender, which asks.
    pub unknown: usize,
}

/// Brings the outcomes in this journal into the store, and sends nothing. For a journal that no sender works on; a sender on another one does
/// not mind: a message that was sent stays so, whatever another process says about it. Waits for a store that is away; may be dropped.
///
/// # Errors
/// When the journal cannot be used, or the store cannot be read.
pub async fn settle_journal(store: &BotStore, clock: Arc<dyn Clock>, dir: &Path) -> Result<Settled, Error> {
    let journal = Journal::open(dir).await?;
    let stop = CancellationToken::new();
    let _stopped = stop.clone().drop_guard();
    // Nobody waits for the ids of what is settled.
    let (settled, _) = mpsc::unbounded_channel();
    let register = Register::open(store.clone(), dir, owner(dir).await?).await.map_err(|error| unusable(dir, error))?;
    let (board, register_of_worker) = (StatusBoard::default(), register.clone());
    let worker = settle::Worker { store: store.clone(), journal: journal.clone(), register: register_of_worker, clock, board, settled };
    let (settler, task) = settle::start(worker, stop.clone());
    let found = hand_over(&journal, &settler).await?;
    settler.flush().await;
    stop.cancel();
    if let Err(error) = task.await {
        tracing::error!(%error, "the task that records outcomes ended abnormally; the journal has them still");
    }
    let mut unknown = 0;
    for try_ in found.unknown {
        match store.notifications(&try_.ids).await?.iter().filter(|due| is_open(due)).count() {
            0 => journal.ack(try_.records).await?,
            open => unknown += open,
        }
    }
    let refused: usize = fold(journal.pending().await?.0).outcomes.iter().map(|ended| ended.outcomes.len()).sum();
    journal.close().await;
    if refused == 0
        && let Err(error) = register.catch_up().await
    {
        tracing::warn!(%error, "the next start of the bot will take the store and this data directory for those of different times");
    }
    Ok(Settled { outcomes: found.outcomes.saturating_sub(refused), left: refused + found.unreadable, unknown })
}

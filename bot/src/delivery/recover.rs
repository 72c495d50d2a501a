//! What an earlier life left in the journal, on its way to the store: at the sender's start, and for whoever only settles.

use super::Error;
use super::journal::Journal;
use super::record::{Recovered, Unknown, fold};
use super::settle::{self, Job, Settler};
use super::status::StatusBoard;
use shared::clock::Clock;
use shared::notification::{Due, State};
use shared::store::Store;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

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
    let found = Found { outcomes: outcomes.len(), unknown, unreadable: unreadable + damaged };
    if found.unreadable > 0 {
        tracing::error!(
            records = found.unreadable,
            "the journal has records that this version cannot read; they were set aside (`deviantcord spool ls`)"
        );
    }
    if found.outcomes > 0 || !found.unknown.is_empty() {
        tracing::info!(outcomes = found.outcomes, unknown = found.unknown.len(), "recovering from the journal");
    }
    for (id, settlement, records) in outcomes {
        settler.push(Job::Outcome { id, settlement, records }).await;
    }
    Ok(found)
}

/// Whether somebody still has to find out what became of a try without outcome. Else it was settled since, or erased with its guild.
pub(super) fn is_open(due: &Due) -> bool {
    matches!(due.state, State::Pending | State::Sending)
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
/// not mind: a message that was sent stays so, whoever says what about it. Waits for a store that is away; may be dropped.
///
/// # Errors
/// When the journal cannot be used, or the store cannot be read.
pub async fn settle_journal(store: &Store, clock: Arc<dyn Clock>, dir: &Path) -> Result<Settled, Error> {
    let journal = Journal::open(dir).await?;
    let stop = CancellationToken::new();
    let _stopped = stop.clone().drop_guard();
    // Nobody waits for the ids of what is settled.
    let (settled, _) = mpsc::unbounded_channel();
    let worker = settle::Worker { store: store.clone(), journal: journal.clone(), clock, board: StatusBoard::default(), settled };
    let (settler, task) = settle::start(worker, stop.clone());
    let found = hand_over(&journal, &settler).await?;
    settler.flush().await;
    stop.cancel();
    if let Err(error) = task.await {
        tracing::error!(%error, "the task that records outcomes ended abnormally; the journal has them still");
    }
    let mut unknown = 0;
    for try_ in found.unknown {
        match store.notification(try_.id).await? {
            Some(due) if is_open(&due) => unknown += 1,
            _ => journal.ack(try_.records).await?,
        }
    }
    let refused = fold(journal.pending().await?.0).outcomes.len();
    journal.close().await;
    Ok(Settled { outcomes: found.outcomes.saturating_sub(refused), left: refused + found.unreadable, unknown })
}

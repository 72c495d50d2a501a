//! Takes out of the store what is old: settled notifications, audit rows, and what cards need of old posts (docs/retention.md). The process that sends
//! does it.

use crate::discord::Places;
use crate::retention::discord_now;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::keep::CARED;
use std::time::Duration;
use store::retention::{Run, What};
use store::shrink::{Old, Place};
use store::{BotStore, StoreError};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// From the beginning of a term to the first run: a start has other things to do.
const FIRST: Duration = Duration::from_secs(120);
/// From one run to the next.
const EVERY: Duration = Duration::from_secs(6 * 3600);
/// The same where the last run left something to do, or could not work.
const AGAIN: Duration = Duration::from_secs(60);
/// The pause between two transactions, so that others get their turn.
const PAUSE: Duration = Duration::from_millis(100);
/// Rows that one run takes out of one table.
const MOST: u64 = 100_000;

/// What it takes to forget.
pub(crate) struct Forgetting {
    store: BotStore,
    places: Places,
    kept: Kept,
}

/// For how long what is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    /// What became of posts, and what was changed in servers.
    keep: TimeDelta,
    /// What cards need of posts.
    detail: TimeDelta,
}

impl Kept {
    pub(crate) fn days(keep: u32, detail: u32) -> Self {
        Self { keep: TimeDelta::days(i64::from(keep)), detail: TimeDelta::days(i64::from(detail)) }
    }

    const fn of(self, what: What) -> TimeDelta {
        match what {
            What::Notifications | What::Audit => self.keep,
            What::Detail => self.detail,
        }
    }
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// Nothing old is left.
    Done,
    /// There is more.
    More,
    /// This process no longer sends.
    Stopped,
}

impl Forgetting {
    pub(crate) fn new(store: BotStore, places: Places, kept: Kept) -> Self {
        Self { store, places, kept }
    }

    /// Works every few hours while this process is the one that sends, until `stop`.
    pub(crate) async fn run(self, mut leads: watch::Receiver<bool>, stop: CancellationToken) {
        loop {
            let led = stop.run_until_cancelled(leads.wait_for(|leads| *leads)).await.is_some_and(|led| led.is_ok());
            if !led {
                return;
            }
            let over = stop.child_token();
            let term = async {
                let mut wait = FIRST;
                while over.run_until_cancelled(tokio::time::sleep(wait)).await.is_some() {
                    wait = self.round(&over).await;
                }
            };
            let mut seen = leads.clone();
            tokio::select! {
                () = term => {}
                // Also when the sender has ended. Between two transactions, and in one that then ends by itself.
                _ = seen.wait_for(|leads| !*leads) => over.cancel(),
            }
        }
    }

    /// One run over everything; returns when the next is due.
    async fn round(&self, over: &CancellationToken) -> Duration {
        // Discord's time: a wrong clock of this host must not take out anything.
        let Some(now) = discord_now(&self.places, over).await else { return AGAIN };
        let mut wait = EVERY;
        for what in [What::Notifications, What::Audit, What::Detail] {
            match forget(&self.store, what, now, self.kept.of(what), over).await {
                Ok(Ended::Done) => {}
                Ok(Ended::More) => wait = AGAIN,
                Ok(Ended::Stopped) => return AGAIN,
                Err(error) => {
                    tracing::warn!(%error, "old rows cannot be taken out of the store or shrunk now; trying again in a minute");
                    wait = AGAIN;
                }
            }
        }
        if let Err(error) = self.forget_aside(now, over).await {
            tracing::warn!(%error, "listeners that the import kept aside long ago cannot be taken out now; trying again in a minute");
            wait = AGAIN;
        }
        wait
    }

    /// Listeners whose servers did not invite the bot in all that time.
    async fn forget_aside(&self, now: Timestamp, over: &CancellationToken) -> Result<(), StoreError> {
        let Some(before) = now.checked_sub_signed(self.kept.keep) else { return Ok(()) };
        let mut listeners = 0;
        loop {
            match self.store.forget_aside(before).await? {
                0 => break,
                gone => listeners += gone,
            }
            if over.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_none() {
                break;
            }
        }
        if listeners > 0 {
            tracing::info!(listeners, "took listeners out that the import kept aside for servers which never invited the bot");
        }
        Ok(())
    }
}

/// Takes out what is older than `keep`, up to [`MOST`] rows.
async fn forget(store: &BotStore, what: What, now: Timestamp, keep: TimeDelta, over: &CancellationToken) -> Result<Ended, StoreError> {
    let Some(before) = now.checked_sub_signed(keep) else { return Ok(Ended::Done) };
    store.begin_forgetting(what, before).await?;
    let (mut rows, mut walk) = (0, Walk { before, cared: now - CARED, after: None });
    let ended = loop {
        let (gone, done) = walk.step(store, what).await?;
        rows += gone;
        metrics::counter!("deviantcord_retention_rows_total", "what" => what.as_ref().to_owned()).increment(gone);
        if done {
            break Ended::Done;
        }
        if rows >= MOST {
            break Ended::More;
        }
        if over.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_none() {
            break Ended::Stopped;
        }
    };
    let wait = if ended == Ended::Done { EVERY } else { AGAIN };
    store.note_retention(what, Run { at: now, next_at: now + wait, rows }).await?;
    if rows > 0 {
        tracing::info!(rows, retention = what.as_ref(), before = %before, "took out of the store, or shrank, rows that are older than they are kept");
    }
    Ok(ended)
}

/// A run on its way.
struct Walk {
    before: Timestamp,
    cared: Timestamp,
    /// The last post that was looked at: what stays whole is passed once in a run.
    after: Option<Place>,
}

impl Walk {
    /// One transaction. Returns the rows of which it took something out, and whether nothing is left.
    async fn step(&mut self, store: &BotStore, what: What) -> Result<(u64, bool), StoreError> {
        let gone = match what {
            What::Notifications => store.forget_notifications(self.before).await?,
            What::Audit => store.forget_audit(self.before).await?,
            What::Detail => {
                let old = Old { before: self.before, cared: self.cared };
                let shrunk = store.shrink_posts(old, self.after).await?;
                self.after = shrunk.next;
                return Ok((shrunk.posts, shrunk.next.is_none()));
            }
        };
        Ok((gone, gone == 0))
    }
}

#[cfg(test)]
#[path = "forgetting_tests.rs"]
mod tests;

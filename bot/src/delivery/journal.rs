//! The bot's journal: intents before sends, outcomes after them. One spool of [`Record`]s.

use super::error::Error;
use super::record::{BatchIntentV1, BatchOutcomeV1, IntentV1, OutcomeV1, Record, SCHEMA};
use domain::cause::Cause;
use domain::id::NotificationId;
use domain::notification::Settlement;
use journal_spool::{AppendError, Health, PutError, Spool, SpoolOptions};
use std::path::{Path, PathBuf};

/// Records that are read in one go.
const PAGE: usize = 1_024;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Journal {
    spool: Spool<Record>,
    dir: PathBuf,
}

/// Puts back what an earlier version could not read and this one can. Applied late it changes nothing that is settled.
fn bring_back(spool: &Spool<Record>) {
    match spool.bring_back(Record::is_known) {
        Ok(done) if done.brought + done.left == 0 => {}
        Ok(done) => {
            tracing::warn!(
                records.back = done.brought,
                records.aside = done.left,
                "records of the bot's journal were set aside by an earlier run (`deviantcord spool ls`)"
            );
        }
        Err(error) => tracing::error!(%error, "records that were set aside cannot be put back now; the next start tries again"),
    }
}

impl Journal {
    /// Opens it, or makes it.
    pub async fn open(dir: &Path) -> Result<Self, Error> {
        let dir = dir.to_owned();
        let failed = |problem: Cause| Error::Journal { dir: dir.display().to_string(), problem };
        let path = dir.clone();
        let opened = tokio::task::spawn_blocking(move || {
            Spool::open(path, SpoolOptions { schema: SCHEMA, ..SpoolOptions::default() }).inspect(|(spool, _)| bring_back(spool))
        })
        .await;
        match opened {
            Ok(Ok((spool, report))) => {
                if !report.gaps.is_empty() || report.quarantined > 0 {
                    tracing::error!(?report, "the bot's journal was damaged; what could be read was kept");
                }
                Ok(Self { spool, dir })
            }
            Ok(Err(error)) => Err(failed(Cause::of(error))),
            Err(error) => Err(failed(Cause::of(error))),
        }
    }

    fn failed(&self, problem: Cause) -> Error {
        Error::Journal { dir: self.dir.display().to_string(), problem }
    }

    /// Durable when it returns. `veiled`: the message shows neither picture nor text, whichever attempt arrived.
    pub async fn intent(&self, intent: IntentV1, veiled: bool) -> Result<u64, Error> {
        self.put(if veiled { Record::VeiledIntentV1(intent) } else { Record::IntentV1(intent) }).await
    }

    /// As [`intent`](Self::intent), of a message for several.
    pub async fn batch_intent(&self, intent: BatchIntentV1, veiled: bool) -> Result<u64, Error> {
        self.put(if veiled { Record::VeiledBatchIntentV1(intent) } else { Record::BatchIntentV1(intent) }).await
    }

    /// The outcomes of one message. Durable when it returns.
    pub async fn outcomes(&self, outcomes: &[(NotificationId, Settlement)]) -> Result<u64, Error> {
        self.put(match outcomes {
            [(id, settlement)] => Record::OutcomeV1(OutcomeV1::new(*id, settlement)),
            several => Record::BatchOutcomeV1(BatchOutcomeV1::new(several)),
        })
        .await
    }

    async fn put(&self, record: Record) -> Result<u64, Error> {
        self.spool.put(&record).await.map_err(|error| match error {
            PutError::Append(AppendError::Poisoned(problem)) => Error::Poisoned(Cause::of(problem)),
            other => self.failed(Cause::of(other)),
        })
    }

    /// Forgets records.
    pub async fn ack(&self, numbers: Vec<u64>) -> Result<(), Error> {
        self.spool.ack(&numbers).await.map(|_| ()).map_err(|error| self.failed(Cause::of(error)))
    }

    /// Removes from the disk the contents of forgotten records.
    pub async fn purge(&self) -> Result<(), Error> {
        let gone = self.spool.purge().await.map_err(|error| self.failed(Cause::of(error)))?;
        tracing::debug!(records = gone, "finished records of the bot's journal were taken off the disk");
        Ok(())
    }

    /// What is not forgotten, in the order in which it was written, and how many records were set aside because they cannot be read.
    pub async fn pending(&self) -> Result<(Vec<(u64, Record)>, usize), Error> {
        let spool = self.spool.clone();
        let read = tokio::task::spawn_blocking(move || {
            let (mut records, mut unreadable) = (Vec::new(), Vec::new());
            let mut page = spool.pending(PAGE)?;
            while let Some(last) = page.last().map(|item| item.offset) {
                for item in page {
                    match item.value {
                        Ok(record) if record.is_known() => records.push((item.offset, record)),
                        Ok(_) => unreadable.push(item.offset),
                        Err(error) => {
                            unreadable.push(item.offset);
                            tracing::error!(%error, offset = item.offset, "a record of the bot's journal cannot be read");
                        }
                    }
                }
                page = spool.pending_after(last, PAGE)?;
            }
            // Each in its own file, so that it holds up no segment; where the disk does not take it now, the next start tries again.
            for offset in &unreadable {
                if let Err(error) = spool.set_aside(&[*offset]) {
                    tracing::error!(%error, offset, "a record that cannot be read stays in the bot's journal");
                }
            }
            Ok::<_, journal_spool::ReadError>((records, unreadable.len()))
        });
        match read.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(self.failed(Cause::of(error))),
            Err(error) => Err(self.failed(Cause::of(error))),
        }
    }

    /// Returns once the journal accepts nothing more until a restart.
    pub async fn lost(&self) -> Error {
        let mut health = self.spool.watch_health();
        let found = health.wait_for(|health| matches!(health, Health::Poisoned(_))).await.map(|health| health.clone());
        match found {
            Ok(Health::Poisoned(problem)) => Error::Poisoned(problem.into()),
            _ => std::future::pending().await,
        }
    }

    /// Records a clean end.
    pub async fn close(&self) {
        if let Err(error) = self.spool.close().await {
            tracing::warn!(%error, "the bot's journal could not be closed in order; the next start checks it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal_spool::inspect;

    fn intent(n: u8) -> IntentV1 {
        IntentV1 { notification: [n; 16], channel: 1, nonce: "n".to_owned(), at: 5, attempt: 1, plain: false }
    }

    #[tokio::test]
    async fn a_record_of_a_later_version_is_set_aside_frees_its_segment_and_is_tried_again() {
        let kept = tempfile::tempdir().unwrap();
        let place = kept.path().join("bot");
        let later = SpoolOptions { schema: SCHEMA + 1, ..SpoolOptions::default() };
        let (spool, _) = Spool::<Record>::open(&place, later).unwrap();
        spool.put(&Record::IntentV1(intent(1))).await.unwrap();
        spool.close().await.unwrap();
        drop(spool);
        let journal = Journal::open(&place).await.unwrap();
        let mut outcome = OutcomeV1::new(NotificationId(uuid::Uuid::from_u128(7)), &Settlement::held("r".to_owned()));
        outcome.kind = 77;
        journal.put(Record::OutcomeV1(outcome)).await.unwrap();
        let known = journal.intent(intent(2), true).await.unwrap();
        let (records, aside) = journal.pending().await.unwrap();
        assert_eq!((records.iter().map(|(number, _)| *number).collect::<Vec<_>>(), aside), (vec![known], 2));
        assert_eq!((journal.spool.pending_count(), journal.spool.stats().aside), (1, 2));
        journal.close().await;
        drop(journal);
        // The next start finds neither readable, and leaves both where they are.
        let journal = Journal::open(&place).await.unwrap();
        assert_eq!((journal.pending().await.unwrap().1, inspect::aside(&place).unwrap().len()), (0, 2));
    }
}

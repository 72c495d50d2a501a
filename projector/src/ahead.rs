//! Reading ahead of the fold: while the store takes one batch, a task of its own reads and decodes the next.

use crate::error::Error;
use crate::incoming::rising;
use eventlog::{LogError, LogReader};
use store::projection::Incoming;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Decoded batches that wait for the store; one more may be in the task's hands.
const WAITING: usize = 1;

/// A reader whose entries come decoded, in batches. Dropping it ends its task; what that has read is read again by the next reader.
pub struct Ahead {
    batches: mpsc::Receiver<Result<Vec<Incoming>, Error>>,
    task: AbortOnDropHandle<()>,
}

impl Ahead {
    /// Reads batches of at most `batch` entries, whose offsets must rise from `expected` on.
    #[must_use]
    pub fn new(reader: Box<dyn LogReader>, expected: u64, batch: usize) -> Self {
        let (sender, batches) = mpsc::channel(WAITING);
        Self { batches, task: AbortOnDropHandle::new(tokio::spawn(read(reader, expected, batch, sender))) }
    }

    /// The next batch; waits when there is none. Cancel-safe. After an error there is nothing more.
    ///
    /// # Errors
    /// The log failed, or its offsets do not rise.
    ///
    /// # Panics
    /// When decoding did.
    pub async fn next(&mut self) -> Result<Vec<Incoming>, Error> {
        if let Some(batch) = self.batches.recv().await {
            return batch;
        }
        match (&mut self.task).await {
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            _ => Err(LogError::Closed.into()),
        }
    }
}

async fn read(mut reader: Box<dyn LogReader>, mut expected: u64, batch: usize, batches: mpsc::Sender<Result<Vec<Incoming>, Error>>) {
    loop {
        let read = match reader.next(batch).await {
            Ok(entries) => rising(entries, expected),
            Err(error) => Err(error.into()),
        };
        expected = read.iter().flatten().last().map_or(expected, |entry| entry.offset + 1);
        let over = read.is_err();
        if batches.send(read).await.is_err() || over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ahead;
    use crate::error::Error;
    use domain::id::LogId;
    use eventlog::{Entry, LogError, LogReader};
    use std::collections::VecDeque;

    /// Gives these batches of offsets, then an error, or panics.
    struct Script {
        batches: VecDeque<Vec<u64>>,
        panics: bool,
    }

    #[async_trait::async_trait]
    impl LogReader for Script {
        fn log(&self) -> LogId {
            LogId(uuid::Uuid::nil())
        }

        async fn next(&mut self, _: usize) -> Result<Vec<Entry>, LogError> {
            assert!(!self.panics || !self.batches.is_empty(), "the script is over");
            let batch = self.batches.pop_front().ok_or(LogError::Gap { from: 0, to: 9 })?;
            Ok(batch
                .into_iter()
                .map(|offset| Entry { offset, appended_at: domain::clock::Timestamp::UNIX_EPOCH, payload: Vec::new() })
                .collect())
        }
    }

    fn ahead(batches: &[&[u64]], panics: bool) -> Ahead {
        Ahead::new(Box::new(Script { batches: batches.iter().map(|batch| batch.to_vec()).collect(), panics }), 1, 9)
    }

    async fn offsets(ahead: &mut Ahead) -> Result<Vec<u64>, Error> {
        Ok(ahead.next().await?.into_iter().map(|entry| entry.offset).collect())
    }

    #[tokio::test]
    async fn what_was_read_before_an_error_comes_before_it() {
        let mut ahead = ahead(&[&[1, 2], &[5], &[6, 9], &[10]], false);
        for batch in [vec![1, 2], vec![5], vec![6, 9], vec![10]] {
            assert_eq!(offsets(&mut ahead).await.unwrap(), batch);
        }
        assert!(matches!(ahead.next().await, Err(Error::Log(LogError::Gap { to: 9, .. }))));
        assert!(matches!(ahead.next().await, Err(Error::Log(LogError::Closed))), "nothing comes after an error");
    }

    #[tokio::test]
    async fn offsets_that_do_not_rise_from_batch_to_batch_are_an_error() {
        let mut ahead = ahead(&[&[1, 2], &[2, 3]], false);
        assert_eq!(offsets(&mut ahead).await.unwrap(), [1, 2]);
        assert!(matches!(ahead.next().await, Err(Error::Missing { expected: 3, found: 2 })));
    }

    #[tokio::test]
    #[should_panic(expected = "the script is over")]
    async fn a_panic_of_the_reader_is_not_swallowed() {
        let mut ahead = ahead(&[&[1]], true);
        assert_eq!(offsets(&mut ahead).await.unwrap(), [1]);
        drop(ahead.next().await);
    }
}

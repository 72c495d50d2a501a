//! Reading the log beside the process that writes it, page by page: for `deviantcord log` and `doctor`. Changes nothing.

mod disk;

use crate::port::{Bounds, Entry, EventLog, LogError, LogReader};
use crate::rabbit::RabbitLog;
pub use disk::DiskFollower;
use domain::cause::Cause;
use domain::id::LogId;
use std::time::Duration;

/// A stream that delivers nothing for this long beyond its known end has nothing more for now.
const QUIET: Duration = Duration::from_millis(300);

/// A log that others write.
pub enum Follower {
    /// On this machine's disk.
    Disk(DiskFollower),
    /// On a broker.
    Stream(StreamFollower),
}

/// A log on a broker, and where it is being read.
pub struct StreamFollower {
    log: RabbitLog,
    /// The log reached up to here when it was asked.
    end: u64,
    reading: Option<(u64, Box<dyn LogReader>)>,
}

impl From<RabbitLog> for StreamFollower {
    fn from(log: RabbitLog) -> Self {
        Self { log, end: 0, reading: None }
    }
}

impl Follower {
    /// Which log it is.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn identity(&self) -> Result<LogId, LogError> {
        match self {
            Self::Disk(log) => log.identity(),
            Self::Stream(stream) => stream.log.identity().await,
        }
    }

    /// The logs that it was copied from, oldest first.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        match self {
            Self::Disk(log) => log.continues(),
            Self::Stream(stream) => stream.log.continues().await,
        }
    }

    /// What is damaged in it, in words; reads every record of a log on disk. A broker checks its own files.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub async fn damage(&self) -> Result<Vec<String>, LogError> {
        match self {
            Self::Disk(log) => {
                let log = log.clone();
                let reading = tokio::task::spawn_blocking(move || log.damage()).await;
                reading.map_err(|error| LogError::Unavailable(Cause::because("the reading task ended", error)))?
            }
            Self::Stream(_) => Ok(Vec::new()),
        }
    }

    /// The kept range.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn bounds(&mut self) -> Result<Bounds, LogError> {
        match self {
            Self::Disk(log) => log.bounds(),
            Self::Stream(stream) => {
                let bounds = stream.log.bounds().await?;
                stream.end = bounds.next;
                Ok(bounds)
            }
        }
    }

    /// At most `max` entries from this offset on; none when there are none yet.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn read(&mut self, from: u64, max: usize) -> Result<Vec<Entry>, LogError> {
        match self {
            Self::Disk(log) => log.read(from, max),
            Self::Stream(stream) => stream.read(from, max).await,
        }
    }
}

impl StreamFollower {
    async fn read(&mut self, from: u64, max: usize) -> Result<Vec<Entry>, LogError> {
        let mut reader = match self.reading.take() {
            Some((at, reader)) if at == from => reader,
            _ => self.log.read(from).await?,
        };
        let entries = if from < self.end {
            reader.next(max).await?
        } else {
            tokio::time::timeout(QUIET, reader.next(max)).await.unwrap_or_else(|_| Ok(Vec::new()))?
        };
        self.reading = Some((entries.last().map_or(from, |entry| entry.offset + 1), reader));
        Ok(entries)
    }
}

//! The event log for commands that only read it: beside the process that writes it on disk, or on its broker.

use crate::backends;
use crate::config::Config;
use anyhow::{Context, Result};
use domain::id::LogId;
use eventlog::follow::Follower;
use eventlog::rabbit::Missing;
use eventlog::{Bounds, Entry, EventLog, LogReader, Place, RabbitLog};
use std::time::Duration;

/// A stream that delivers nothing for this long beyond its known end has nothing more for now.
const QUIET: Duration = Duration::from_millis(300);

/// Either log, page by page.
pub enum Source {
    Disk(Follower),
    Stream {
        log: RabbitLog,
        /// The log reached up to here when it was asked.
        end: u64,
        reading: Option<(u64, Box<dyn LogReader>)>,
    },
}

impl Source {
    /// Opens the configured log for reading.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub async fn open(config: &Config) -> Result<Self> {
        match backends::log_place(config)? {
            Place::Disk(dir) => Ok(Self::Disk(Follower::open(&dir)?)),
            Place::Stream(address) => {
                let log = backends::open_stream(address, Missing::Look).await?;
                Ok(Self::Stream { log, end: 0, reading: None })
            }
        }
    }

    /// Which log it is.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn identity(&self) -> Result<LogId> {
        match self {
            Self::Disk(follower) => Ok(follower.identity()?),
            Self::Stream { log, .. } => Ok(log.identity().await?),
        }
    }

    /// What is damaged in it, in words; reads every record of a log on disk. A broker checks its own files.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub async fn damage(&self) -> Result<Vec<String>> {
        match self {
            Self::Disk(follower) => {
                let follower = follower.clone();
                Ok(tokio::task::spawn_blocking(move || follower.damage()).await??)
            }
            Self::Stream { .. } => Ok(Vec::new()),
        }
    }

    /// The kept range.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn bounds(&mut self) -> Result<Bounds> {
        match self {
            Self::Disk(follower) => Ok(follower.bounds()?),
            Self::Stream { log, end, .. } => {
                let bounds = log.bounds().await?;
                *end = bounds.next;
                Ok(bounds)
            }
        }
    }

    /// At most `max` entries from this offset on; none when there are none yet.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn read(&mut self, from: u64, max: usize) -> Result<Vec<Entry>> {
        let (log, end, reading) = match self {
            Self::Disk(follower) => return Ok(follower.read(from, max)?),
            Self::Stream { log, end, reading } => (log, *end, reading),
        };
        let mut reader = match reading.take() {
            Some((at, reader)) if at == from => reader,
            _ => log.read(from).await?,
        };
        let entries = if from < end {
            reader.next(max).await?
        } else {
            match tokio::time::timeout(QUIET, reader.next(max)).await {
                Ok(entries) => entries.context("the event log cannot be read further")?,
                Err(_) => Vec::new(),
            }
        };
        *reading = Some((entries.last().map_or(from, |entry| entry.offset + 1), reader));
        Ok(entries)
    }
}

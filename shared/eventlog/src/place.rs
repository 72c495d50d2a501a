//! From a URL to the place of a log, and what can be asked of it without opening the log for writing.

use crate::disk;
use crate::follow::{DiskFollower, Follower};
use crate::port::{EventLog, LogError};
use crate::rabbit::{Address, AddressError, Missing, NO_LOG, RabbitLog};
use domain::id::LogId;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a log URL says that the log is.
pub enum Place {
    /// `disk:` is the directory `log` in the data directory, `disk:PATH` another one.
    Disk(PathBuf),
    /// `amqp://` or `amqps://`: a RabbitMQ stream.
    Stream(Address),
}

impl Place {
    /// Reads a URL; touches nothing but the certificates that it names.
    ///
    /// # Errors
    /// Says what is wrong with it without repeating it: it may hold a password.
    pub fn parse(url: &str, data_dir: &Path) -> Result<Self, PlaceError> {
        match url.split_once(':') {
            Some(("disk", "")) => Ok(Self::Disk(data_dir.join("log"))),
            Some(("disk", path)) => Ok(Self::Disk(PathBuf::from(path))),
            Some(("amqp" | "amqps", _)) => Ok(Self::Stream(Address::parse(url)?)),
            _ => Err(PlaceError::Unknown),
        }
    }

    /// The directory that the log has on this machine; None: a server keeps it.
    #[must_use]
    pub fn local_files(&self) -> Option<&Path> {
        match self {
            Self::Disk(dir) => Some(dir),
            Self::Stream(_) => None,
        }
    }

    /// Whether the first start will find what it needs here, in words; signs in nowhere.
    ///
    /// # Errors
    /// Says what does not answer.
    pub async fn probe(&self) -> Result<String, LogError> {
        match self {
            Self::Disk(dir) if dir.exists() => Ok(format!("{} is there", dir.display())),
            Self::Disk(dir) => Ok(format!("{} will be made by the first start", dir.display())),
            Self::Stream(address) => address.greet().await.map_err(|why| LogError::Unavailable(why.into())),
        }
    }

    /// Opens the log for reading beside the process that writes it; makes none.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub async fn follow(self) -> Result<Follower, LogError> {
        match self {
            Self::Disk(dir) => Ok(Follower::Disk(DiskFollower::open(&dir)?)),
            Self::Stream(address) => Ok(Follower::Stream(RabbitLog::open(address, Missing::Look).await?.into())),
        }
    }

    /// Which log is here; None: there is none. Makes none.
    ///
    /// # Errors
    /// When nobody can tell now.
    pub async fn find(self) -> Result<Option<LogId>, LogError> {
        match self {
            Self::Disk(dir) => Ok(DiskFollower::open(&dir).and_then(|log| log.identity()).ok()),
            Self::Stream(address) => match RabbitLog::open(address, Missing::Look).await {
                Ok(log) => log.identity().await.map(Some),
                Err(LogError::Unavailable(why)) if why.to_string().contains(NO_LOG) => Ok(None),
                Err(error) => Err(error),
            },
        }
    }
}

/// In words without secrets, as [`EventLog::place`] tells it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(dir) => f.write_str(&disk::place(dir)),
            Self::Stream(address) => address.fmt(f),
        }
    }
}

/// Why a URL names no log.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Its scheme is none of ours.
    #[error("log.url must begin with disk:, amqp:// or amqps://")]
    Unknown,
    /// It names a broker, wrongly.
    #[error("log.url {0}")]
    Stream(#[from] AddressError),
}

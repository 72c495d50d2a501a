//! From a URL to the place of a log.

use crate::rabbit::{Address, AddressError};
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

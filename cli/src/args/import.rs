//! Watches that come from elsewhere.

use clap::{Args, Subcommand};
use std::fmt;
use std::num::NonZeroU8;
use std::path::PathBuf;
use std::str::FromStr;

/// `deviantcord settings …`.
#[derive(Debug, Subcommand)]
pub enum Settings {
    /// Write guilds, watches and channels that take no messages as one JSON document to standard output.
    Export,
    /// Add what a document has and the store has not. Imported watches announce what is published from then on, and by --catch-up what was
    /// published since the export.
    Import {
        /// The document; - is standard input.
        file: PathBuf,
        /// What becomes of posts that were published since the export: `all` and `newest=N` announce them, but for posts older than a week;
        /// `digest` keeps them back for a while and lists many in one message; `none` announces none.
        #[arg(long, value_name = "HOW", default_value_t = CatchUp::None)]
        catch_up: CatchUp,
    },
}

/// `deviantcord import …`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Import the listeners of DeviantCord 3 or 4 from its PostgreSQL, which is only read.
    Deviantcord4(ImportDeviantcord4),
}

/// `deviantcord import deviantcord4`.
#[derive(Debug, Args)]
pub struct ImportDeviantcord4 {
    /// URL of the old database, such as postgres://user:password@host/database.
    #[arg(long, value_name = "URL", env = "DEVIANTCORD_IMPORT_FROM", hide_env_values = true)]
    pub from: String,
    /// Only print what would be done, and how many posts would be announced.
    #[arg(long)]
    pub dry_run: bool,
    /// What becomes of posts that were published since the old system announced something: `all` and `newest=N` announce them, but for
    /// posts older than a week; `digest` keeps them back for a while and lists many in one message; `none` announces none.
    #[arg(long, value_name = "HOW", default_value_t = CatchUp::All)]
    pub catch_up: CatchUp,
    /// A directory with what the old system could not send: failed_jobs/*.json, notification-failover.
    #[arg(long, value_name = "DIR")]
    pub failed_jobs: Option<PathBuf>,
    /// Write a line of JSON for each row of the old database into this file.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// `--catch-up`: what a watch that comes from elsewhere announces of what was published before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// Everything.
    All,
    /// The newest N posts of each watch.
    Newest(NonZeroU8),
    /// Everything, after a while and together.
    Digest,
    /// Nothing.
    None,
}

/// One page of DeviantArt's lists has no more posts.
const MOST: u8 = 24;

impl FromStr for CatchUp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "all" => Ok(Self::All),
            None if text == "digest" => Ok(Self::Digest),
            None if text == "none" => Ok(Self::None),
            Some(("newest", count)) => match count.parse::<NonZeroU8>() {
                Ok(count) if count.get() <= MOST => Ok(Self::Newest(count)),
                _ => Err(format!("newest= takes a whole number from 1 to {MOST}, such as newest=3")),
            },
            _ => Err("it is all, newest=N, digest or none, such as newest=3".to_owned()),
        }
    }
}

impl fmt::Display for CatchUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Newest(count) => write!(f, "newest={count}"),
            Self::Digest => f.write_str("digest"),
            Self::None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_ways_are_understood_and_nothing_else() {
        for text in ["all", "newest=1", "newest=24", "digest", "none"] {
            assert_eq!(text.parse::<CatchUp>().map(|how| how.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "newest", "newest=", "newest=0", "newest=25", "newest=-1", "all=3", "older=3", "All"] {
            assert!(text.parse::<CatchUp>().unwrap_err().contains("newest="), "{text}");
        }
    }
}

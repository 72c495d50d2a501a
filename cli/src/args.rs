//! The command line.

use crate::config::Listen;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Posts what artists publish on DeviantArt into Discord channels: once, soon, and only where it may go.
#[derive(Debug, Parser)]
#[command(name = "deviantcord", version, arg_required_else_help = true)]
pub struct Args {
    /// Configuration file (default: deviantcord.toml in this directory, if it is there).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service: all roles, or those that are named.
    Run(Run),
    /// Show the product with a simulated DeviantArt and Discord; needs no account and no set-up.
    Demo(Demo),
    /// Check configuration, log, store, cache, DeviantArt and Discord, and say what to do.
    Doctor,
    /// Ask the running process how it is; for health checks. The exit code is 0 when all is well.
    Health(Health),
    /// Bring the store's schema up to date and end; `run` does it too, this is for several processes that start at once.
    Migrate,
    /// What waits in the spool, and pushing it out now.
    #[command(subcommand)]
    Spool(Spool),
    /// The event log, readable.
    #[command(subcommand)]
    Log(Log),
    /// Fold the whole log afresh and switch to the result; sends nothing. With the log on disk, stop the service first.
    Rebuild,
    /// Fold the whole log afresh and compare with the live tables. With the log on disk, stop the service first.
    Verify,
    /// Events that could not be folded: look at them, fold them again, give them up.
    #[command(subcommand)]
    Parked(Parked),
    /// The same as `parked replay`.
    ReplayParked,
    /// Set up what is optional.
    #[command(subcommand)]
    Setup(Setup),
    /// The scheduler alone, over a recorded or invented history.
    #[command(subcommand)]
    Schedule(Schedule),
    /// Take over watches from another system.
    #[command(subcommand)]
    Import(Import),
}

/// `deviantcord health`.
#[derive(Clone, Copy, Debug, ClapArgs)]
#[group(multiple = false)]
pub struct Health {
    /// Ask only whether the process is alive, which a restart would mend.
    #[arg(long)]
    pub live: bool,
    /// Ask only whether the process can do its work.
    #[arg(long)]
    pub ready: bool,
}

/// `deviantcord run`.
#[derive(Debug, ClapArgs)]
pub struct Run {
    /// A role to run; may be given several times. Default: all.
    #[arg(long = "role", value_enum, value_name = "ROLE")]
    pub roles: Vec<Role>,
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
pub enum Role {
    /// Watch DeviantArt, append events to the log.
    Ingest,
    /// Fold the log into the store.
    Projector,
    /// Slash commands and delivery on Discord.
    Bot,
    /// Health and status over HTTP.
    Ops,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ops, Self::Projector, Self::Bot, Self::Ingest];

    /// The word of the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Projector => "projector",
            Self::Bot => "bot",
            Self::Ops => "ops",
        }
    }
}

/// `deviantcord demo`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Demo {
    /// Run the story without a page, print a table, and exit with 0 (all as expected) or 1.
    #[arg(long)]
    pub headless: bool,
    /// Serve recorded DeviantArt answers from this directory instead of the invented artists.
    #[arg(long, value_name = "DIR")]
    pub fixtures: Option<PathBuf>,
    /// Where the page listens; another free port is taken if this one is in use.
    #[arg(long, default_value = "127.0.0.1:8191", value_name = "ADDRESS")]
    pub listen: Listen,
}

/// `deviantcord spool …`.
#[derive(Debug, Subcommand)]
pub enum Spool {
    /// Count what waits, by spool: how many, how old, why.
    Ls,
    /// Show the waiting records.
    Show {
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Check the spool's files; changes nothing.
    Check,
    /// Append what waits to the event log now.
    Replay,
    /// Write the waiting records as JSON lines to standard output.
    Export,
}

/// `deviantcord parked …`.
#[derive(Debug, Subcommand)]
pub enum Parked {
    /// Count what is parked, by reason, and by artist.
    Ls,
    /// Show the parked events, oldest first.
    Show {
        /// Only this one: its id, or the beginning of it.
        id: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Fold the parked events again, after an update that knows them or a repair; beside a running service too.
    Replay,
    /// Give up an event that no version will ever read, so that what waits behind it can be folded. It stays in the log.
    Discard {
        /// Its id, as `parked show` prints it, or the beginning of it.
        id: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Write the parked events as JSON lines to standard output.
    Export,
}

/// `deviantcord setup …`.
#[derive(Debug, Subcommand)]
pub enum Setup {
    /// Let a DeviantArt account watch the artists for us, so that new deviations are noticed within a minute. Opens no page by
    /// itself: it prints an address to open in a browser, and waits until you have agreed there.
    DeviantartAccount {
        /// Where the browser comes back to. http://ADDRESS/callback must be among the redirect addresses in the application's
        /// settings at DeviantArt, exactly so.
        #[arg(long, default_value = "127.0.0.1:8192", value_name = "ADDRESS")]
        listen: Listen,
    },
}

/// `deviantcord import …`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// The listeners of a DeviantCord 3 or 4 PostgreSQL; it is only read.
    Deviantcord4(ImportDeviantcord4),
}

/// `deviantcord import deviantcord4`.
#[derive(Debug, ClapArgs)]
pub struct ImportDeviantcord4 {
    /// The old database, such as postgres://user:password@host/database.
    #[arg(long, value_name = "URL", env = "DEVIANTCORD_IMPORT_FROM", hide_env_values = true)]
    pub from: String,
    /// Only tell what would be done.
    #[arg(long)]
    pub dry_run: bool,
}

/// `deviantcord log …`.
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Print events as they are appended (Ctrl-C ends).
    Tail {
        /// Begin this many events before the end.
        #[arg(long, default_value_t = 10)]
        last: u64,
        /// Stop at the end instead of waiting for more.
        #[arg(long)]
        no_follow: bool,
    },
    /// Print one event in full.
    Show {
        /// Its offset.
        offset: u64,
    },
    /// Go on with the log that log.url names, or a new one there, because the one that the store is folded from is gone for good. Asks twice.
    Adopt {
        /// Answer a question with yes; twice answers both.
        #[arg(long, action = clap::ArgAction::Count)]
        yes: u8,
    },
    /// Write events as JSON lines to standard output.
    Export {
        /// First offset (default: the first that is kept).
        #[arg(long)]
        from: Option<u64>,
    },
}

/// `deviantcord schedule …`.
#[derive(Debug, Subcommand)]
pub enum Schedule {
    /// Run the scheduler over a trace and write whom it looked at when.
    Replay(Replay),
}

/// `deviantcord schedule replay`.
#[derive(Debug, ClapArgs)]
pub struct Replay {
    /// The trace, JSON lines, plain or .gz.
    #[arg(long, value_name = "FILE")]
    pub trace: PathBuf,
    /// Requests a minute.
    #[arg(long, value_name = "N", value_parser = positive)]
    pub rpm: f64,
    /// Where the log of requests goes, JSON lines; compressed if its name ends in .gz.
    #[arg(long, value_name = "FILE")]
    pub log: PathBuf,
    /// Shortest time between two looks at an artist, as ingest.min_interval.
    #[arg(long, value_name = "SECONDS", default_value_t = ingest::Options::default().min_interval.as_secs_f64(), value_parser = positive)]
    pub min_interval: f64,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number <= 1e9 => Ok(number),
        _ => Err("a number above 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}

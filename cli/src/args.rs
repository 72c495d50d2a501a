//! The command line.

mod archive;
mod erase;
mod import;

pub use archive::{FromArchive, Refold};
pub use erase::{Erase, Refuse, Served};
pub use import::{CatchUp, Import, ImportDeviantcord4, Settings};

use crate::config::{Listen, Role};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Announces what artists publish on DeviantArt in Discord channels.
#[derive(Debug, Parser)]
#[command(name = "deviantcord", version, long_version = crate::version::text(), arg_required_else_help = true)]
pub struct Args {
    /// Configuration file (default: deviantcord.toml in the working directory, else /etc/deviantcord/deviantcord.toml, if there is one).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service: all roles, or the named ones.
    Run(Run),
    /// Try it with a simulated DeviantArt and Discord; needs no account and no setup.
    Demo(Demo),
    /// Check configuration, log, store, cache, DeviantArt and Discord, and say what to fix.
    Doctor(Doctor),
    /// Ask the running service for its health; the exit code is 0 if it is healthy.
    Health(Health),
    /// Migrate the store's schema and exit. `run` does so too; use this before several processes start at once.
    Migrate(Migrate),
    /// Tell what became of a post: its way through the system with every verdict, attempt and reason.
    Why {
        /// Its address at DeviantArt, or its id.
        post: String,
    },
    /// Copy everything that the service keeps into one file, while it runs or not.
    Backup(Backup),
    /// Put a backup back; the service must not run.
    Restore(Restore),
    /// Move the store, the event log or both to another place; the service must not run. The old places stay as they are.
    Move(Move),
    /// Inspect the spool, or append its records now.
    #[command(subcommand)]
    Spool(Spool),
    /// Read the event log.
    #[command(subcommand)]
    Log(Log),
    /// Rebuild the projection from the log; sends nothing. With a log on disk, stop the service first.
    Rebuild(Refold),
    /// Compare the projection with a rebuilt one. With a log on disk, stop the service first.
    Verify(Refold),
    /// Inspect, replay or discard events that could not be folded.
    #[command(subcommand)]
    Parked(Parked),
    /// The same as `parked replay`.
    ReplayParked,
    /// Carry what servers have set from one store to another.
    #[command(subcommand)]
    Settings(Settings),
    /// Erase everything that the store has of a server or an artist. Asks twice.
    #[command(subcommand)]
    Erase(Erase),
    /// Decide which servers and artists are not served.
    #[command(subcommand)]
    Refuse(Refuse),
    /// Set up the service: checks the three secrets, writes the configuration, and shows how the bot gets into a server.
    Setup(Setup),
    /// Print what a shell needs to complete this program's commands.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Run the scheduler alone over a recorded or generated trace.
    #[command(subcommand)]
    Schedule(Schedule),
    /// Import watches from another system.
    #[command(subcommand)]
    Import(Import),
}

/// `deviantcord backup`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Backup {
    /// The file to write. It holds everything but the secrets, and only its owner may read it.
    pub file: PathBuf,
    /// Keep this many backups: FILE is the newest, FILE.1 the one before. Without it, a FILE that is there is refused.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub keep: Option<u32>,
}

/// `deviantcord restore`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Restore {
    /// A file that `deviantcord backup` wrote. What is in the data directory goes aside.
    pub file: PathBuf,
    /// What becomes of posts that were published since the backup was taken.
    #[arg(long, value_enum, value_name = "HOW", default_value_t = MissedPosts::Check)]
    pub missed: MissedPosts,
}

/// `deviantcord migrate`.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Migrate {
    /// Only say what would be done, and whether older versions can go on afterwards; changes nothing.
    #[arg(long)]
    pub plan: bool,
    /// Also write the store's file afresh, without free space, so that it gives free space back from then on; the service must not run. Needs room
    /// for a copy on the file's disk, and on that of SQLite's temporary files.
    #[arg(long, conflicts_with = "plan")]
    pub compact: bool,
}

/// `deviantcord move`.
#[derive(Clone, Debug, ClapArgs)]
#[group(required = true, multiple = true)]
pub struct Move {
    /// Where the store goes: an empty place, as store.url would name it. A password is better in the environment.
    #[arg(long, value_name = "URL", env = "DEVIANTCORD_MOVE_STORE", hide_env_values = true)]
    pub store: Option<String>,
    /// Where the event log goes: an empty place, as log.url would name it.
    #[arg(long, value_name = "URL", env = "DEVIANTCORD_MOVE_LOG", hide_env_values = true)]
    pub log: Option<String>,
}

/// `--missed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissedPosts {
    /// Send each only where the bot's own messages show that it was not sent.
    #[value(alias = "look")]
    Check,
    /// Announce none of them.
    Skip,
    /// Announce all, also those that were announced before.
    Announce,
}

/// `deviantcord doctor`.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Doctor {
    /// Print one JSON document instead of lines.
    #[arg(long)]
    pub json: bool,
}

/// `deviantcord health`.
#[derive(Clone, Copy, Debug, ClapArgs)]
#[group(multiple = false)]
pub struct Health {
    /// Ask only whether the process is alive; a restart fixes it if not.
    #[arg(long)]
    pub live: bool,
    /// Ask only whether the process can do its work.
    #[arg(long)]
    pub ready: bool,
}

/// `deviantcord run`.
#[derive(Debug, ClapArgs)]
pub struct Run {
    /// A role to run; may be repeated (default: all).
    #[arg(long = "role", value_enum, value_name = "ROLE")]
    pub roles: Vec<Role>,
}

/// `deviantcord demo`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Demo {
    /// Play the story without a page, print a table, and exit with 0 (as expected) or 1.
    #[arg(long)]
    pub headless: bool,
    /// Serve recorded DeviantArt answers from this directory instead of invented artists.
    #[arg(long, value_name = "DIR")]
    pub fixtures: Option<PathBuf>,
    /// Address of the page; another free port is used if this one is taken.
    #[arg(long, default_value = "127.0.0.1:8191", value_name = "ADDRESS")]
    pub listen: Listen,
}

/// `deviantcord spool …`.
#[derive(Debug, Subcommand)]
pub enum Spool {
    /// Count the waiting records of each spool, with their age and the reason.
    Ls,
    /// Show the waiting records.
    Show {
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Check the spool's files; changes nothing.
    Check,
    /// Append the waiting records to the event log now.
    Replay,
    /// Write the waiting records as JSON lines to standard output.
    Export,
}

/// `deviantcord parked …`.
#[derive(Debug, Subcommand)]
pub enum Parked {
    /// Count parked events by reason and by artist.
    Ls,
    /// Show the parked events, oldest first.
    Show {
        /// Show only the event with this id, or with an id that starts like this.
        id: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Fold the parked events again, after an update or a repair; the service may be running.
    Replay,
    /// Give up an event that no version can fold, so that later ones can be. It stays in the log.
    Discard {
        /// Its id, as `parked show` prints it, or the start of it.
        id: String,
        /// Do not ask for confirmation.
        #[arg(long)]
        yes: bool,
    },
    /// Write the parked events as JSON lines to standard output.
    Export,
}

/// `deviantcord setup`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Setup {
    #[command(subcommand)]
    pub what: Option<SetUp>,
    #[command(flatten)]
    pub first: FirstSetup,
}

/// The answers to the questions of the first set-up.
#[derive(Debug, ClapArgs)]
pub struct FirstSetup {
    /// The bot's token. Better in the environment than here, where other users of this machine see it.
    #[arg(long, value_name = "TOKEN", env = "DEVIANTCORD_DISCORD__TOKEN", hide_env_values = true)]
    pub discord_token: Option<String>,
    /// The id of the application at DeviantArt.
    #[arg(long, value_name = "ID", env = "DEVIANTCORD_DEVIANTART__CLIENT_ID")]
    pub client_id: Option<String>,
    /// Its secret; better in the environment, too.
    #[arg(long, value_name = "SECRET", env = "DEVIANTCORD_DEVIANTART__CLIENT_SECRET", hide_env_values = true)]
    pub client_secret: Option<String>,
    /// Where the service keeps its data; a relative path is relative to the configuration file (default: data beside the file, or
    /// /var/lib/deviantcord/data when the file is in /etc or a unit is written, which keeps its data there).
    #[arg(long, value_name = "DIR", conflicts_with = "unit")]
    pub data_dir: Option<PathBuf>,
    /// Replace the configuration file if it is there.
    #[arg(long)]
    pub replace: bool,
    /// Ask nothing: what no flag says is missing, or no.
    #[arg(long)]
    pub no_input: bool,
    /// Do not wait until the bot is in a server.
    #[arg(long)]
    pub no_wait: bool,
    /// How long to wait for that.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub wait: u64,
    /// Write a systemd unit into this directory.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "/etc/systemd/system")]
    pub unit: Option<PathBuf>,
}

/// `deviantcord setup …`.
#[derive(Debug, Subcommand)]
pub enum SetUp {
    /// Let a DeviantArt account watch the artists, so that new deviations are seen within a minute. Prints an address to open
    /// in a browser, and waits until you have agreed there.
    DeviantartAccount {
        /// Where the browser returns to. The application's settings at DeviantArt must list exactly http://ADDRESS/callback as a
        /// redirect address.
        #[arg(long, default_value = "127.0.0.1:8192", value_name = "ADDRESS")]
        listen: Listen,
    },
}

/// `deviantcord log …`.
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Print events as they are appended (Ctrl-C ends).
    Tail {
        /// Start this many events before the end.
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
    /// Keep a snapshot of the projection in log.archive, and move the log's events before it there. A running service does so by itself; with a log on
    /// disk, stop it first.
    Snapshot,
    /// Continue with the log at log.url, or a new one there, because the log that the store was folded from is lost. Asks twice.
    Adopt {
        /// Answer a question with yes; repeat it to answer both.
        #[arg(long, action = clap::ArgAction::Count)]
        yes: u8,
    },
    /// Write events with their offsets as JSON lines to standard output; the last line says how many there were.
    Export {
        /// First offset (default: the first in the log).
        #[arg(long)]
        from: Option<u64>,
    },
    /// Write what `log export` wrote into the log at log.url, where none may be yet; the service must not run.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// `deviantcord schedule …`.
#[derive(Debug, Subcommand)]
pub enum Schedule {
    /// Run the scheduler over a trace and write its polls.
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
    /// Where to write the polls, as JSON lines; compressed if the name ends in .gz.
    #[arg(long, value_name = "FILE")]
    pub log: PathBuf,
    /// Shortest time between two polls of an artist, as ingest.min_interval.
    #[arg(long, value_name = "SECONDS", default_value_t = ingest::Options::default().min_interval.as_secs_f64(), value_parser = positive)]
    pub min_interval: f64,
}

/// Writes a shell's completions to standard output.
#[must_use]
pub fn completions(shell: clap_complete::Shell) -> std::process::ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut <Args as clap::CommandFactory>::command(), "deviantcord", &mut script);
    print!("{}", String::from_utf8_lossy(&script));
    std::process::ExitCode::SUCCESS
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

//! `deviantcord parked ls|show|replay|discard|export`: events that could not be folded, and later ones of their artists. All of it works beside
//! a running service: the store holds them, the log is not touched.

use crate::args::Parked as Command;
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use anyhow::{Context, Result, bail};
use domain::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::Path;
use std::process::ExitCode;
use store::Store;
use store::projection::Parked;

/// Events read at once.
const PAGE: u32 = 500;
/// The shortest beginning of an id that names an event.
const SHORTEST: usize = 4;

/// Runs the command.
///
/// # Errors
/// When the store cannot be used, or no such event is parked.
pub async fn run(file: Option<&Path>, command: Command) -> Result<ExitCode> {
    let config = Config::load(file)?;
    data_dir::check(&config.data_dir)?;
    if backends::store_file(&config).is_some_and(|file| !file.exists()) {
        bail!("there is no store yet; the first start creates it");
    }
    let store = backends::connect_store(&config).await?;
    if !migration::is_current(store.connection()).await? {
        bail!("the store is of an older version; `deviantcord migrate` brings it up to date");
    }
    match command {
        Command::Ls => ls(&store).await,
        Command::Show { id, limit } => show(&store, id.as_deref(), limit).await,
        Command::Replay => replay(&config, &store).await,
        Command::Discard { id, yes } => discard(&store, &id, yes).await,
        Command::Export => export(&store).await,
    }
}

async fn ls(store: &Store) -> Result<ExitCode> {
    let (mut reasons, mut artists, mut count) = (BTreeMap::<String, u64>::new(), BTreeSet::new(), 0_u64);
    each(store, |parked| {
        count += 1;
        *reasons.entry(parked.error.clone()).or_default() += 1;
        artists.extend(parked.lane);
        Ok(true)
    })
    .await?;
    if count == 0 {
        say("nothing is parked")?;
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{count} events of {} artists are parked", artists.len()))?;
    for (reason, count) in reasons {
        say(&format!("  {count:>6}  {}", reason))?;
    }
    say("after an update or a repair, `deviantcord parked replay` folds them; `deviantcord parked discard ID` gives one up for good")?;
    Ok(ExitCode::SUCCESS)
}

async fn show(store: &Store, id: Option<&str>, limit: usize) -> Result<ExitCode> {
    if let Some(id) = id {
        let parked = named(store, id).await?;
        say(&serde_json::to_string_pretty(&describe(&parked))?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut left = limit;
    each(store, |parked| {
        let Some(rest) = left.checked_sub(1) else { return Ok(false) };
        left = rest;
        let lane = parked.lane.map_or_else(|| "artist unknown".to_owned(), |lane| format!("artist {lane}"));
        say(&format!("{}  offset {}  {lane}  since {}", parked.id, parked.offset, parked.parked_at.format("%Y-%m-%d %H:%M:%S")))?;
        say(&format!("      {}", parked.error))?;
        Ok(true)
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}

async fn replay(config: &Config, store: &Store) -> Result<ExitCode> {
    crate::telemetry::init(config.log.format, config.log.level)?;
    let cache = backends::open_cache(config)?;
    let report = projector::replay_parked(&store.for_projection(), cache.as_ref(), &SystemClock).await?;
    say(&format!("{} parked events folded, {} left", report.folded, report.left))?;
    Ok(if report.left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn discard(store: &Store, id: &str, yes: bool) -> Result<ExitCode> {
    let parked = named(store, id).await?;
    say(&serde_json::to_string_pretty(&describe(&parked))?)?;
    if !yes {
        print!("this event will never be folded; type yes to give it up: ");
        std::io::stdout().flush()?;
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        if line.trim() != "yes" {
            bail!("nothing was changed; in a script, use --yes");
        }
    }
    if !store.for_projection().discard_parked(parked.id, SystemClock.now()).await? {
        bail!("another process has folded or discarded it");
    }
    say("discarded; it stays in the log. `deviantcord parked replay` folds the events that waited behind it")?;
    Ok(ExitCode::SUCCESS)
}

async fn export(store: &Store) -> Result<ExitCode> {
    each(store, |parked| {
        say(&describe(parked).to_string())?;
        Ok(true)
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}

/// Shows them one by one, in the order in which a replay takes them, as long as `look` wants more.
async fn each(store: &Store, mut look: impl FnMut(&Parked) -> Result<bool>) -> Result<()> {
    let mut after = None;
    loop {
        let page = store.for_projection().parked_events(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.offset, last.id));
        for parked in &page {
            if !look(parked)? {
                return Ok(());
            }
        }
    }
}

/// The one event whose id begins so.
async fn named(store: &Store, id: &str) -> Result<Parked> {
    let id = id.to_lowercase();
    if id.len() < SHORTEST {
        bail!("give at least {SHORTEST} characters of the event's id, as `deviantcord parked show` prints it");
    }
    let (mut found, mut more) = (None, false);
    each(store, |parked| {
        if parked.id.to_string().starts_with(&id) {
            more |= found.is_some();
            found = Some(parked.clone());
        }
        Ok(!more)
    })
    .await?;
    if more {
        bail!("several parked events have an id that starts with {id}; give more characters");
    }
    found.with_context(|| format!("no parked event has an id that starts with {id}; see `deviantcord parked show`"))
}

fn describe(parked: &Parked) -> Value {
    let payload = serde_json::from_slice::<Value>(&parked.payload);
    json!({
        "id": parked.id.to_string(), "log": parked.log.to_string(), "offset": parked.offset,
        "event": parked.event.map(|id| id.to_string()), "artist": parked.lane.map(|id| id.to_string()),
        "parked_at": parked.parked_at.to_rfc3339(), "reason": parked.error,
        "payload": payload.unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&parked.payload).into_owned())),
    })
}

/// Prints it; artist text loses its control characters before it reaches a terminal. A reader that went away (`| head`) is no error.
fn say(line: &str) -> Result<()> {
    let line: String = line.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

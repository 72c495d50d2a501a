//! What `doctor` says of the archive of the event log.

use crate::backends;
use crate::config::Config;
use anyhow::{Result, anyhow};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock};
use domain::id::LogId;
use eventlog::follow::Follower;
use projector::{Due, Standing};
use store::Store;

/// How it stands; None: there is none, and none is needed.
pub async fn finding(config: &Config, store: &Store) -> Option<Result<String>> {
    match look(config, store).await {
        Ok(None) => None,
        // Who has no archive has chosen so: it is told, and alarms nobody.
        Ok(Some(standing)) if config.log.archive.is_none() => standing.forgone().map(Ok),
        Ok(Some(standing)) => Some(match standing.trouble() {
            Some(trouble) => Err(anyhow!("{trouble}; `deviantcord log snapshot` takes one")),
            None => Ok(told(&standing)),
        }),
        // What is wrong with the log itself has its own finding.
        Err(_) if config.log.archive.is_none() => None,
        Err(error) => Some(Err(error)),
    }
}

async fn look(config: &Config, store: &Store) -> Result<Option<Standing>> {
    let mut log = backends::follow_log(config).await?;
    let stored: Option<LogId> = store.for_ops().projection_place().await?.map(|(log, _)| log);
    if stored != Some(log.identity().await?) {
        return Ok(None);
    }
    let (bounds, every) = (log.bounds().await?, TimeDelta::milliseconds((config.log.snapshot_every * 3_600_000.0) as i64));
    let standing = Standing::look(&store.for_projection(), config.log.archive.as_deref(), bounds, (SystemClock.now(), every)).await?;
    let Some(mut standing) = standing else { return Ok(None) };
    if let (Follower::Stream(_), Some((first, last))) = (&log, standing.ends()) {
        let (first, last) = (log.read(first, 1).await?, log.read(last, 1).await?);
        standing.margin = first.first().zip(last.first()).map(|(first, last)| last.appended_at - first.appended_at);
    }
    Ok(Some(standing))
}

fn told(standing: &Standing) -> String {
    let newest = match standing.newest {
        Some((next, taken_at)) => format!("the newest snapshot ends at {next}, taken at {}", taken_at.format("%Y-%m-%d %H:%M UTC")),
        None => "no snapshot was taken yet".to_owned(),
    };
    let due = match standing.due {
        None => "",
        Some(Due::None | Due::Old) => "; the next one is due: a running service takes it, or `deviantcord log snapshot`",
        Some(Due::Erased) => {
            "; it may name artists who were erased, and the next one is due: a running service takes it, or `deviantcord log snapshot`"
        }
    };
    format!("the log begins at {}; {newest}{due}", standing.first)
}

//! The event log, copied to another place, and the store told to follow the copy.

use super::file::File;
use crate::admin::progress::Bar;
use crate::backends;
use crate::config::Config;
use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use domain::clock::{Clock, SystemClock};
use domain::id::LogId;
use eventlog::follow::Follower;
use eventlog::successor::{self, Source};
use eventlog::{Entry, LogError, Place, Successor};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;
use store::projection::checkpoint::{Checkpoint, Mark, Slots};
use store::projection::relocate::Relocated;

/// Records read at once: a log on disk looks for its beginning each time.
const PAGE: usize = 5_000;

/// Copies the log at `log.url` to this URL; the store follows the copy from then on.
///
/// # Errors
/// When the new place holds something else, or one of the logs or the store fails; the same command resumes.
pub async fn carry(config: &Config, store: &Store, url: &str) -> Result<()> {
    let place = Place::parse(url, &config.data_dir).context("the URL of --log cannot be used")?;
    let mut log = backends::follow_log(config).await.context("the event log at log.url cannot be read")?;
    let (former, mut continues) = (log.identity().await?, log.continues().await?);
    if let Some((stored, _)) = store.for_ops().projection_place().await?.filter(|(stored, _)| *stored != former) {
        let there = Place::parse(url, &config.data_dir)?.find().await.ok().flatten();
        if there == Some(stored) {
            println!("log: the store follows the copy at {place} already");
            return Ok(());
        }
        bail!("log.url names event log {former}, and the store is folded from {stored}; correct log.url, nothing was changed");
    }
    continues.push(former);
    let bounds = log.bounds().await?;
    let mut source = Followed { log, next: 0 };
    copy(store, &mut source, To { place, continues, total: bounds.next - bounds.first }).await
}

/// Writes the events of a file into the log at `log.url`; a store that was folded from the exported log follows it from then on.
///
/// # Errors
/// As [`carry`].
pub async fn import(config: &Config, store: &Store, file: &mut File) -> Result<()> {
    let place = backends::log_place(config)?;
    let end = file.end().clone();
    if !end.whole {
        bail!("the file was exported with --from and lacks the beginning of its log; export all of it, nothing was changed");
    }
    if let Some((stored, _)) = store.for_ops().projection_place().await?.filter(|(stored, _)| *stored != end.log) {
        if backends::find_log(config).await.ok().flatten() == Some(stored) {
            println!("log: the store follows the log at {place} already");
            return Ok(());
        }
        bail!("the file holds event log {}, and the store is folded from {stored}; nothing was changed", end.log);
    }
    copy(store, file, To { place, continues: [end.continues, vec![end.log]].concat(), total: end.events }).await
}

/// Where a copy goes.
struct To {
    place: Place,
    /// The source, and before it those that it continues itself.
    continues: Vec<LogId>,
    /// Records of the source, at most.
    total: u64,
}

async fn copy(store: &Store, source: &mut dyn Source, to: To) -> Result<()> {
    let Some(&former) = to.continues.last() else { return Ok(()) };
    let told = to.place.to_string();
    let copy = Successor::open(to.place, &to.continues).await?;
    let mut bar = Bar::new("events", to.total);
    let interrupted = "the copy is not complete; run the command again, which resumes it";
    let events = copy.fill(source, &mut |done| bar.left(to.total.saturating_sub(done))).await.context(interrupted)?;
    bar.end(to.total.saturating_sub(events));
    let projection = store.for_projection();
    let stands = projection.projection_place().await?.filter(|(log, _)| *log == former);
    let mut known = Known {
        folded: stands.map_or(0, |(_, next)| next),
        wanted: projection.parked_offsets(former).await?,
        last: projection.last_checkpoint(former).await?,
        next: copy.log().bounds().await?.first,
        slots: Slots::default(),
        parked: BTreeMap::new(),
    };
    let same = successor::compare(source, copy.log(), &mut |entry, offset| known.note(entry, offset)).await?;
    let log = copy.log().identity().await?;
    if let Some((_, former_next)) = stands {
        if let Some(last) = known.last {
            bail!(
                "event {}, which the store has folded, is not in the source; start the service once on the old place, then run this again",
                last.offset
            );
        }
        let (next, checkpoints, parked, place) = (known.next, known.slots.into_checkpoints(), known.parked, copy.log().place());
        let now = SystemClock.now();
        if !projection.relocate(Relocated { former, former_next, log, next, place, checkpoints, parked, now }).await? {
            bail!("the store has moved on meanwhile; stop the service, then run this again");
        }
    }
    copy.close().await;
    println!(
        "log: {} events are the same in both places (SHA-256 {}); the copy at {told} is log {log} and continues {former}",
        same.events, same.sha256
    );
    Ok(())
}

/// What the store knows of the former log, on its way into offsets of the copy.
struct Known {
    /// What lies before this in the former log is folded.
    folded: u64,
    wanted: BTreeSet<u64>,
    /// The record that was folded last; None: it was found, or is not known.
    last: Option<Checkpoint>,
    /// The place behind what is folded, in the copy.
    next: u64,
    slots: Slots,
    parked: BTreeMap<u64, u64>,
}

impl Known {
    fn note(&mut self, entry: &Entry, offset: u64) {
        if self.wanted.contains(&entry.offset) {
            self.parked.insert(entry.offset, offset);
        }
        if entry.offset < self.folded {
            self.next = offset + 1;
            self.slots.note(offset, &entry.payload);
            self.last = self.last.filter(|last| last.offset != entry.offset || last.mark != Mark::of(&entry.payload));
        }
    }
}

/// A log that nobody writes to.
struct Followed {
    log: Follower,
    next: u64,
}

#[async_trait]
impl Source for Followed {
    async fn rewind(&mut self) -> Result<(), LogError> {
        self.next = self.log.bounds().await?.first;
        Ok(())
    }

    async fn page(&mut self) -> Result<Vec<Entry>, LogError> {
        let entries = self.log.read(self.next, PAGE).await?;
        self.next = entries.last().map_or(self.next, |entry| entry.offset + 1);
        Ok(entries)
    }
}

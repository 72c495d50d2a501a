//! The event log, copied to another place, and the store told to follow the copy.

use super::file::File;
use super::idle;
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

/// Copies the log at `log.url` to this URL; the store follows the copy from then on. `used` is the store that processes say they use.
///
/// # Errors
/// When the new place holds something else, somebody uses the old one, what the log has lost was not folded yet, or one of the logs or the store
/// fails; the same command resumes.
pub async fn carry(config: &Config, used: &Store, store: &Store, url: &str) -> Result<()> {
    let place = Place::parse(url, &config.data_dir).context("the URL of --log cannot be used")?;
    let mut log = backends::follow_log(config).await.context("the event log at log.url cannot be read")?;
    let (former, mut continues) = (log.identity().await?, log.continues().await?);
    let stands = store.for_ops().projection_place().await?;
    if let Some((stored, _)) = stands.filter(|(stored, _)| *stored != former) {
        let there = Place::parse(url, &config.data_dir)?.find().await.ok().flatten();
        if there == Some(stored) {
            println!("log: the store follows the copy at {place} already");
            return Ok(());
        }
        bail!("log.url names event log {former}, and the store is folded from {stored}; correct log.url, nothing was changed");
    }
    let bounds = log.bounds().await?;
    let total = bounds.next - bounds.first;
    // The projector counts a loss where it passes over a damaged record, and the copy has none to pass over.
    if stands.map_or(bounds.first, |(_, next)| next) < bounds.next && !log.damage().await?.is_empty() {
        bail!(
            "the log is damaged, and not all of it is folded; start the service once on the old place, so that it reads the sources again, then run this again; nothing was changed"
        );
    }
    let genesis = u64::from(bounds.first == 0 && !continues.is_empty());
    continues.push(former);
    let mut source = Followed { log, next: 0 };
    let events = copy(store, &mut source, To { place, continues, total, trimmed: bounds.first > 1, used }).await?;
    // Only on disk every number is a record.
    let damaged = total.saturating_sub(events + genesis);
    if damaged > 0 && matches!(source.log, Follower::Disk(_)) {
        println!(
            "log: {damaged} records are damaged in the old place, so the copy lacks them; `deviantcord doctor` names them while log.url is as it is"
        );
    }
    Ok(())
}

/// Writes the events of a file into the log at `log.url`; a store that was folded from the exported log follows it from then on.
///
/// # Errors
/// As [`carry`].
pub async fn import(config: &Config, store: &Store, file: &mut File) -> Result<()> {
    let place = backends::log_place(config)?;
    let end = file.end().clone();
    if !end.whole {
        bail!(
            "the file lacks the beginning of its log; export all of it, or use `deviantcord move --log` if the log itself has lost it; nothing was changed"
        );
    }
    if let Some((stored, _)) = store.for_ops().projection_place().await?.filter(|(stored, _)| *stored != end.log) {
        if backends::find_log(config).await.ok().flatten() == Some(stored) {
            println!("log: the store follows the log at {place} already");
            return Ok(());
        }
        bail!("the file holds event log {}, and the store is folded from {stored}; nothing was changed", end.log);
    }
    let continues = [end.continues, vec![end.log]].concat();
    copy(store, file, To { place, continues, total: end.events, trimmed: false, used: store }).await.map(drop)
}

/// Where a copy goes.
struct To<'a> {
    place: Place,
    /// The source, and before it those that it continues itself.
    continues: Vec<LogId>,
    /// Records of the source, at most.
    total: u64,
    /// The source has lost its beginning.
    trimmed: bool,
    /// Where processes that may write to the source are known.
    used: &'a Store,
}

/// How many events both have then.
async fn copy(store: &Store, source: &mut dyn Source, to: To<'_>) -> Result<u64> {
    let Some(&former) = to.continues.last() else { return Ok(0) };
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
        erased: projection.erased_offsets(former).await?.into_iter().map(|before| (before, 0)).collect(),
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
        if let Err(refused) = unchanged(source, to.used).await {
            copy.close().await;
            return Err(refused);
        }
        let (next, checkpoints, place) = (known.next, known.slots.into_checkpoints(), copy.log().place());
        let (parked, erased, trimmed, now) = (known.parked, known.erased, to.trimmed, SystemClock.now());
        let to = Relocated { former, former_next, log, next, place, checkpoints, parked, erased, trimmed, now };
        if !projection.relocate(to).await? {
            bail!("the store has moved on meanwhile; stop the service, then run this again");
        }
    }
    copy.close().await;
    println!(
        "log: {} events are the same in both places (SHA-256 {}); the copy at {told} is log {log} and continues {former}",
        same.events, same.sha256
    );
    Ok(same.events)
}

/// Whether the source, which was read to its end, is still all there is: what somebody appends after the switch would be in neither place.
async fn unchanged(source: &mut dyn Source, used: &Store) -> Result<()> {
    idle::check(used).await?;
    if !source.page().await?.is_empty() {
        bail!("the log has grown meanwhile; stop the process that writes to it, then run this again, which copies the rest");
    }
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
    /// Places before which artists are erased, and in the copy.
    erased: BTreeMap<u64, u64>,
}

impl Known {
    fn note(&mut self, entry: &Entry, offset: u64) {
        if self.wanted.contains(&entry.offset) {
            self.parked.insert(entry.offset, offset);
        }
        for (before, place) in &mut self.erased {
            if entry.offset < *before {
                *place = offset + 1;
            }
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

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;

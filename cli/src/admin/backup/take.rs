//! `deviantcord backup FILE`: takes one, beside the running service or without it.

use super::archive::Writer;
use super::manifest::{self, Manifest};
use super::names::{BOT, LOG, SPOOL, STORE, directory_of};
use super::rotate;
use crate::admin::progress::Bar;
use crate::args::Backup;
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use crate::role::ingest::spool_dir;
use anyhow::{Context, Result, bail};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock, Timestamp};
use journal_spool::Snapshot;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::ExitCode;
use store::Store;
use tempfile::NamedTempFile;

/// What unfinished files are called, in the directory of the backup.
const UNFINISHED: &str = ".deviantcord-backup-";
/// An unfinished file that nobody has written to for so long belongs to a backup that was killed.
const ABANDONED: TimeDelta = TimeDelta::hours(6);
/// Attempts to open a store and a log that belong together. Snapshots are hours apart.
const TRIES: u32 = 3;
/// What an operator does where the store is not a file.
const ELSEWHERE: &str = "the store is on a server, whose own commands copy it while it is in use: on PostgreSQL `pg_dump --format=custom --file=FILE --dbname=URL` (and `pg_restore`), on CockroachDB `BACKUP INTO 'nodelocal://1/deviantcord'` in its SQL shell (and `RESTORE`); nothing was written";

/// Takes a backup.
///
/// # Errors
/// What is missing or went wrong; no file was written or replaced then.
pub async fn run(file: Option<&Path>, args: Backup) -> Result<ExitCode> {
    let config = Config::load(file)?;
    if backends::store_file(&config).is_none() {
        bail!(ELSEWHERE);
    }
    data_dir::check(&config.data_dir)?;
    let _reading = data_dir::reading(&config.data_dir)?;
    if args.keep.is_none() && args.file.exists() {
        bail!("{}", is_there(&args.file));
    }
    let dir = directory_of(&args.file).to_owned();
    remove_abandoned(&dir, SystemClock.now())?;
    let archive = unfinished(&dir)?;
    let store = backends::connect_store(&config).await?;
    if !migration::is_current(store.connection()).await? {
        bail!("the store's schema is not this version's; start the service once, or run `deviantcord migrate`, then take the backup");
    }
    let (manifest, sources) = gather(&config, &store, &dir).await?;
    if manifest.log.kept && manifest.log.id.is_some() && sources.log.files().is_empty() {
        bail!("there is no event log at {}, and the store was folded from one; `deviantcord doctor` says more", manifest.log.place);
    }
    let (taken_at, told) = (manifest.taken_at, args.file.display().to_string());
    let archive = tokio::task::spawn_blocking(move || sources.write(manifest, archive, &told)).await??;
    let bytes = put_in_place(archive, &args.file, args.keep)?;
    store.for_backup().note_taken(taken_at, bytes).await.with_context(|| {
        format!("{} is complete, but the store could not be told, so that it counts as never taken", args.file.display())
    })?;
    println!("{}: {bytes} bytes, the service as it was at {}", args.file.display(), taken_at.format("%Y-%m-%d %H:%M:%S UTC"));
    Ok(ExitCode::SUCCESS)
}

fn unfinished(dir: &Path) -> Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(dir).with_context(|| format!("{} cannot be written", dir.display()))
}

/// Opens everything that goes into the archive, in the order that matters (see the module's parent). Meanwhile a snapshot of the projection may be
/// taken, behind which the log removes events that the copy of the store has not folded: then all of it is opened again.
async fn gather(config: &Config, store: &Store, dir: &Path) -> Result<(Manifest, Sources)> {
    let mut tries = TRIES;
    loop {
        let (bot, copy) = (snapshot(&config.data_dir.join(BOT))?, unfinished(dir)?);
        let manifest = describe(config, store, copy.path()).await?;
        let sources = Sources::open(config, manifest.log.kept, copy, bot)?;
        let Some(first) = sources.log.first().filter(|first| manifest.log.id.is_some() && *first > manifest.log.folded) else {
            return Ok((manifest, sources));
        };
        tries -= 1;
        if tries == 0 {
            bail!(
                "the event log begins at {first}, and the store has folded only what comes before {}: a backup would lack what lies between; the service folds it from log.archive, so start it, and take the backup when `deviantcord doctor` finds no lag; nothing was written",
                manifest.log.folded
            );
        }
    }
}

/// Copies the store, and says what the archive will be about. What the log holds is asked before, so it is not too much.
async fn describe(config: &Config, store: &Store, copy: &Path) -> Result<Manifest> {
    let place = backends::log_place(config)?;
    let folded = store.for_ops().projection_place().await?;
    let mut schema: Vec<String> = migration::names().map(str::to_owned).collect();
    schema.extend(migration::additions(store.connection()).await?);
    let taken_at = store
        .for_backup()
        .copy_into(copy)
        .await
        .context("the store cannot be copied; is there space for a copy of it?")?
        .context(ELSEWHERE)?;
    let log = manifest::Log {
        id: folded.map(|(log, _)| log),
        folded: folded.map_or(0, |(_, next)| next),
        kept: place.local_files().is_some(),
        place: place.to_string(),
    };
    let program = env!("CARGO_PKG_VERSION").to_owned();
    Ok(Manifest { format: manifest::FORMAT, program, data_dir: data_dir::VERSION, schema, taken_at, log, files: Vec::new() })
}

/// Everything that goes into the archive, held open.
struct Sources {
    store: NamedTempFile,
    spool: Snapshot,
    log: Snapshot,
    bot: Snapshot,
}

impl Sources {
    fn open(config: &Config, with_log: bool, store: NamedTempFile, bot: Snapshot) -> Result<Self> {
        let spool = snapshot(&spool_dir(config))?;
        let place = backends::log_place(config)?;
        let log = match place.local_files().filter(|_| with_log) {
            Some(dir) => snapshot(dir)?,
            None => Snapshot::default(),
        };
        Ok(Self { store, spool, log, bot })
    }

    fn write(self, manifest: Manifest, archive: NamedTempFile, told: &str) -> Result<NamedTempFile> {
        let store = self.store.reopen()?;
        let bytes = store.metadata()?.len();
        let all = [(SPOOL, &self.spool), (LOG, &self.log), (BOT, &self.bot)];
        let total = bytes + all.iter().map(|(_, snapshot)| snapshot.bytes()).sum::<u64>();
        let (mut bar, mut left) = (Bar::new(told, total), total);
        let time = u64::try_from(manifest.taken_at.timestamp()).unwrap_or_default();
        let whole = format!("{told} cannot be written");
        let mut writer = Writer::new(archive, time).context(whole.clone())?;
        writer.add(STORE, bytes, Told { inner: store, bar: &mut bar, left: &mut left }).context(whole.clone())?;
        for (name, snapshot) in all {
            for file in snapshot.files() {
                let content = Told { inner: file.reader(), bar: &mut bar, left: &mut left };
                writer.add(&format!("{name}/{}", file.name()), file.bytes(), content).context(whole.clone())?;
            }
        }
        let archive = writer.finish(manifest).context(whole.clone())?;
        archive.as_file().sync_all().context(whole)?;
        bar.end(0);
        Ok(archive)
    }
}

fn snapshot(dir: &Path) -> Result<Snapshot> {
    if !dir.exists() {
        return Ok(Snapshot::default());
    }
    Snapshot::of(dir).with_context(|| format!("{} cannot be copied", dir.display()))
}

/// Shows how much is left to read.
struct Told<'a, 'b, R> {
    inner: R,
    bar: &'a mut Bar<'b>,
    left: &'a mut u64,
}

impl<R: Read> Read for Told<'_, '_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buf)?;
        *self.left = self.left.saturating_sub(count as u64);
        self.bar.left(*self.left);
        Ok(count)
    }
}

/// Gives the complete archive its name, and where some are kept its forerunners theirs. Without `keep` no other file is touched, nor one that
/// has come into its place since. Its length in bytes.
fn put_in_place(archive: NamedTempFile, file: &Path, keep: Option<u32>) -> Result<u64> {
    let there = |path: &Path| path.exists();
    let bytes = archive.as_file().metadata()?.len();
    let cannot = || format!("{} cannot be written", file.display());
    if let Some(keep) = keep {
        for (from, to) in rotate::shifts(file, keep, &there) {
            std::fs::rename(&from, &to).with_context(|| format!("{} cannot be renamed to {}", from.display(), to.display()))?;
        }
        archive.persist(file).with_context(cannot)?;
        for path in rotate::surplus(file, keep, &there) {
            std::fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    } else if let Err(error) = archive.persist_noclobber(file) {
        let why = if error.error.kind() == ErrorKind::AlreadyExists { is_there(file) } else { cannot() };
        return Err(error.error).context(why);
    }
    let dir = directory_of(file);
    std::fs::File::open(dir)?.sync_all().with_context(|| format!("{} cannot be written", dir.display()))?;
    Ok(bytes)
}

fn is_there(file: &Path) -> String {
    format!("{} is there already; name another file, or say with --keep how many backups to keep", file.display())
}

/// Removes what backups that were killed have left in this directory; one that is being taken writes to its own.
fn remove_abandoned(dir: &Path, now: Timestamp) -> Result<()> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("{} cannot be read", dir.display()))?;
    for entry in entries {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        // One that is gone by now is another backup's that has just ended.
        let Ok(written) = entry.metadata().and_then(|meta| meta.modified()) else { continue };
        if now - Timestamp::from(written) > ABANDONED {
            let path = entry.path();
            std::fs::remove_file(&path)
                .with_context(|| format!("{} is left from a backup that was killed, and cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(dir: &Path) -> NamedTempFile {
        tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(dir).unwrap()
    }

    #[test]
    fn without_keep_no_other_file_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["b.1", "b.2", "b.3"] {
            std::fs::write(at(name), name).unwrap();
        }
        put_in_place(archive(dir.path()), &at("b"), None).unwrap();
        std::fs::write(at("b"), "somebody's").unwrap();
        let said = format!("{:#}", put_in_place(archive(dir.path()), &at("b"), None).unwrap_err());
        assert!(said.contains("is there already"), "{said}");
        let content = |name: &str| std::fs::read_to_string(at(name)).unwrap();
        assert_eq!(["b", "b.1", "b.2", "b.3"].map(content), ["somebody's", "b.1", "b.2", "b.3"]);
        put_in_place(archive(dir.path()), &at("b"), Some(2)).unwrap();
        assert_eq!((content("b").as_str(), content("b.1").as_str(), at("b.2").exists()), ("", "somebody's", false));
    }

    #[test]
    fn what_a_killed_backup_left_is_removed_and_what_is_being_written_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (left, other) = (dir.path().join(".deviantcord-backup-x"), dir.path().join("backup"));
        std::fs::write(&left, "").unwrap();
        std::fs::write(&other, "").unwrap();
        let now = SystemClock.now();
        remove_abandoned(dir.path(), now).unwrap();
        assert!(left.exists());
        remove_abandoned(dir.path(), now + ABANDONED + TimeDelta::minutes(1)).unwrap();
        assert!(!left.exists() && other.exists());
    }
}

//! `deviantcord backup FILE`: takes one, beside the running service or without it.

use super::archive::Writer;
use super::manifest::{self, Manifest};
use super::names::{BOT, LOG, SPOOL, STORE};
use super::rotate;
use crate::admin::progress::Bar;
use crate::args::Backup;
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use crate::role::ingest::spool_dir;
use anyhow::{Context, Result, bail};
use journal_spool::Snapshot;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Store;
use tempfile::NamedTempFile;

/// What unfinished files are called, in the directory of the backup.
const UNFINISHED: &str = ".deviantcord-backup-";
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
    if args.keep.is_none() && args.file.exists() {
        bail!("{} is there already; name another file, or say with --keep how many backups to keep", args.file.display());
    }
    let dir = args.file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let unfinished =
        || tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&dir).with_context(|| format!("{} cannot be written", dir.display()));
    let (copy, archive) = (unfinished()?, unfinished()?);

    let store = backends::connect_store(&config).await?;
    if !migration::is_current(store.connection()).await? {
        bail!("the store's schema is not this version's; start the service once, or run `deviantcord migrate`, then take the backup");
    }
    let manifest = describe(&config, &store, copy.path()).await?;
    let sources = Sources::open(&config, manifest.log.kept, copy)?;
    if manifest.log.kept && manifest.log.id.is_some() && sources.log.files().is_empty() {
        bail!("there is no event log at {}, and the store was folded from one; `deviantcord doctor` says more", manifest.log.place);
    }
    let (taken_at, told) = (manifest.taken_at, args.file.display().to_string());
    let archive = tokio::task::spawn_blocking(move || sources.write(manifest, archive, &told)).await??;
    let bytes = put_in_place(archive, &args.file, args.keep.unwrap_or(1))?;
    store.for_backup().note_taken(taken_at, bytes).await.with_context(|| {
        format!("{} is complete, but the store could not be told, so that it counts as never taken", args.file.display())
    })?;
    println!("{}: {bytes} bytes, the service as it was at {}", args.file.display(), taken_at.format("%Y-%m-%d %H:%M:%S UTC"));
    Ok(ExitCode::SUCCESS)
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
    /// After the store was copied; the order matters (see the module's parent).
    fn open(config: &Config, with_log: bool, store: NamedTempFile) -> Result<Self> {
        let spool = snapshot(&spool_dir(config))?;
        let place = backends::log_place(config)?;
        let log = match place.local_files().filter(|_| with_log) {
            Some(dir) => snapshot(dir)?,
            None => Snapshot::default(),
        };
        let bot = snapshot(&config.data_dir.join(BOT))?;
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

/// Gives the complete archive its name, and its forerunners theirs. Its length in bytes.
fn put_in_place(archive: NamedTempFile, file: &Path, keep: u32) -> Result<u64> {
    let there = |path: &Path| path.exists();
    let bytes = archive.as_file().metadata()?.len();
    for (from, to) in rotate::shifts(file, keep, &there) {
        std::fs::rename(&from, &to).with_context(|| format!("{} cannot be renamed to {}", from.display(), to.display()))?;
    }
    archive.persist(file).with_context(|| format!("{} cannot be written", file.display()))?;
    let surplus: Vec<PathBuf> = rotate::surplus(file, keep, &there);
    for path in surplus {
        std::fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(dir)?.sync_all().with_context(|| format!("{} cannot be written", dir.display()))?;
    Ok(bytes)
}

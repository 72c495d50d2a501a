//! `deviantcord restore FILE`: verifies everything, then puts it into its places.

use super::archive;
use super::manifest::Manifest;
use super::names::{BOT, LOG, SPOOL, STORE};
use super::put_back::{self, Move, beside, waiting};
use crate::admin::progress::Bar;
use crate::admin::right_clock;
use crate::args::{MissedPosts, Restore};
use crate::backends;
use crate::config::{Config, Role};
use crate::data_dir::{self, DataDir};
use crate::role::ingest::spool_dir;
use anyhow::{Context, Result, bail};
use domain::clock::Timestamp;
use domain::id::LogId;
use journal_spool::inspect;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Store;
use store::backup::{Missed, Restored};

/// Space that has to be left on the disk beside what is unpacked, in bytes.
const SPARE: u64 = 64 << 20;

/// Restores a backup.
///
/// # Errors
/// What is wrong with the backup or with the place for it: nothing was changed then, but for what says otherwise.
pub async fn run(file: Option<&Path>, args: Restore) -> Result<ExitCode> {
    let config = Config::load(file)?;
    let places = Places::of(&config)?;
    let manifest = verified(&args.file).await?;
    fits(&config, &places, &manifest).await?;
    if args.missed == MissedPosts::Skip {
        // Watches announce from this machine's time on.
        right_clock::check(&config).await?;
    }

    let moves = places.moves(manifest.log.kept);
    put_back::check_places(&moves)?;
    let owner = owner(&config.data_dir)?;

    // From here on something is written.
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).chain(["admin"]).collect();
    let directory = DataDir::open_any(&config.data_dir, &roles)?.without_backups()?;
    put_back::clear(&moves)?;
    unpack(&args.file, &places, manifest.bytes()).await?;
    let restored = prepare(&places, &manifest, args.missed).await?;
    put_back::check_closed(&moves)?;
    if let Some(owner) = owner {
        give_away(&config.data_dir, &moves, owner)?;
    }
    directory.restoring()?;
    let moment = restored.at.format("%Y%m%dT%H%M%S.%6fZ").to_string();
    let aside = put_back::run(&moves, &moment).context("the restore is not complete; run the command again")?;
    directory.restored()?;
    println!("{}", summary(&manifest, restored, &config.data_dir));
    if let Some(dir) = aside.first().and_then(|path| path.parent()) {
        if let Some((user, group)) = owner {
            std::os::unix::fs::lchown(dir, Some(user), Some(group))
                .with_context(|| format!("{} cannot be given to user {user}", dir.display()))?;
        }
        println!("What was there before is in {}; remove it when all is well.", dir.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Where everything belongs.
struct Places {
    store: PathBuf,
    /// None: a broker keeps the log.
    log: Option<PathBuf>,
    spool: PathBuf,
    bot: PathBuf,
}

impl Places {
    fn of(config: &Config) -> Result<Self> {
        let Some(store) = backends::store_file(config) else {
            bail!(
                "store.url names a server, and a backup holds a store in a file; set store.url to sqlite: (the server's own backups come back by the server's own commands)"
            );
        };
        let log = backends::log_place(config)?.local_files().map(Path::to_owned);
        Ok(Self { store, log, spool: spool_dir(config), bot: config.data_dir.join(BOT) })
    }

    /// Where an entry of the archive is unpacked.
    fn unpacked(&self, name: &str) -> Result<PathBuf> {
        if name == STORE {
            return Ok(waiting(&self.store));
        }
        let (top, rest) = name.split_once('/').unwrap_or((name, ""));
        let place = match (top, &self.log) {
            (LOG, Some(log)) => log,
            (SPOOL, _) => &self.spool,
            (BOT, _) => &self.bot,
            _ => bail!("there is no place for {name}"),
        };
        Ok(waiting(place).join(rest))
    }

    fn moves(&self, with_log: bool) -> Vec<Move> {
        let goes = |place: PathBuf| Move { place, new: None };
        let mut start = self.bot.as_os_str().to_owned();
        start.push(".start");
        let replaced = |path: &Path| Move { place: path.to_owned(), new: Some(waiting(path)) };
        let log = self.log.as_deref().filter(|_| with_log).map(replaced);
        // The count of the bot's starts belongs to what was there.
        let mut moves: Vec<Move> = beside(&self.store).map(goes).into_iter().chain([goes(PathBuf::from(start))]).collect();
        moves.extend([replaced(&self.store), replaced(&self.spool), replaced(&self.bot)]);
        moves.extend(log);
        moves
    }
}

async fn verified(file: &Path) -> Result<Manifest> {
    let path = file.to_owned();
    let manifest = tokio::task::spawn_blocking(move || {
        let (total, mut read) = (std::fs::metadata(&path).map_or(0, |meta| meta.len()), 0);
        let mut bar = Bar::new("verified (bytes)", total);
        archive::verify(&path, &mut |bytes| {
            read += bytes;
            bar.left(total.saturating_sub(read));
        })
    })
    .await??;
    let known: Vec<&str> = migration::names().collect();
    manifest.check(data_dir::VERSION, &known).with_context(|| format!("{} is refused", file.display()))?;
    Ok(manifest)
}

/// Whether this backup belongs here, and nobody is in the way. Reads only.
async fn fits(config: &Config, places: &Places, manifest: &Manifest) -> Result<()> {
    if let Some((role, pid)) = Role::ALL.iter().find_map(|role| Some((role, data_dir::owner(&config.data_dir, role.as_str())?))) {
        bail!(
            "data_dir {} is in use by process {pid} (role {}); stop it first, nothing was changed",
            config.data_dir.display(),
            role.as_str()
        );
    }
    match (manifest.log.kept, &places.log) {
        (true, None) => {
            bail!("the backup holds its event log, and log.url names a broker; set log.url to disk: for the restore, nothing was changed")
        }
        (false, Some(_)) => bail!(
            "the backup's event log is on a broker ({}), and log.url names a disk; set log.url to that broker, nothing was changed",
            manifest.log.place
        ),
        _ => {}
    }
    if let Some((wanted, found)) = manifest.log.id.zip(other_log(config, places).await?).filter(|(wanted, found)| wanted != found) {
        bail!(
            "the backup belongs to event log {wanted}, and what is here belongs to log {found}; restore into an empty data_dir, or move what is here away, nothing was changed"
        );
    }
    let free = free(&config.data_dir)?;
    if free < manifest.bytes().saturating_add(SPARE) {
        bail!(
            "the backup needs {} bytes and {SPARE} to spare, and the disk of {} has {free}; free some, nothing was changed",
            manifest.bytes(),
            config.data_dir.display()
        );
    }
    Ok(())
}

/// Which log is here by now, or which one the store that is here was folded from.
async fn other_log(config: &Config, places: &Places) -> Result<Option<LogId>> {
    if places.log.as_deref().is_none_or(Path::exists)
        && let Some(found) = backends::find_log(config).await?
    {
        return Ok(Some(found));
    }
    if !places.store.exists() {
        return Ok(None);
    }
    // One that cannot be read is as good as none: it goes aside.
    let Ok(store) = backends::connect_store(config).await else { return Ok(None) };
    Ok(store.for_ops().projection_place().await.ok().flatten().map(|(log, _)| log))
}

/// The data directory, or the nearest one above it that is there.
fn nearest(data_dir: &Path) -> &Path {
    data_dir.ancestors().find(|path| path.exists()).filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The user and group that everything must belong to, where root restores for a service that does not run as root. Others can give nothing
/// away, and need not.
fn owner(data_dir: &Path) -> Result<Option<(u32, u32)>> {
    let there = nearest(data_dir);
    let found = std::fs::metadata(there).with_context(|| format!("{} cannot be read", there.display()))?;
    Ok(Some((found.uid(), found.gid())).filter(|(user, _)| rustix::process::geteuid().is_root() && *user != 0))
}

/// Gives what was unpacked to the owner of the data directory, with what root has made there: the locks, among others.
fn give_away(data_dir: &Path, moves: &[Move], owner: (u32, u32)) -> Result<()> {
    for new in moves.iter().filter_map(|one| one.new.as_deref()) {
        put_back::give(new, owner)?;
    }
    let locks = Role::ALL.iter().map(|role| role.as_str()).chain(["admin"]).map(|role| data_dir.join(format!("{role}.lock")));
    for made in locks.chain([data_dir.join("VERSION"), data_dir.to_owned()]) {
        let cannot = || format!("{} cannot be given to user {}", made.display(), owner.0);
        if std::fs::symlink_metadata(&made).with_context(cannot)?.uid() == 0 {
            std::os::unix::fs::lchown(&made, Some(owner.0), Some(owner.1)).with_context(cannot)?;
        }
    }
    Ok(())
}

/// Bytes that may still be written where the data directory is, or will be.
fn free(data_dir: &Path) -> Result<u64> {
    let there = nearest(data_dir);
    let found = rustix::fs::statvfs(there).with_context(|| format!("{} cannot be asked for its free space", there.display()))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

async fn unpack(file: &Path, places: &Places, total: u64) -> Result<()> {
    tokio::task::block_in_place(|| {
        let (mut bar, mut left) = (Bar::new("unpacked (bytes)", total), total);
        archive::unpack(file, &|name| places.unpacked(name), &mut |bytes| {
            left = left.saturating_sub(bytes);
            bar.left(left);
        })?;
        bar.end(0);
        Ok(())
    })
}

/// Verifies what was unpacked by its own rules, and tells the store what it is.
async fn prepare(places: &Places, manifest: &Manifest, missed: MissedPosts) -> Result<Restored> {
    let journals = [Some(&places.spool), Some(&places.bot), places.log.as_ref().filter(|_| manifest.log.kept)];
    for journal in journals.into_iter().flatten().map(|place| waiting(place)).filter(|place| place.exists()) {
        let report = inspect::check(&journal, true).with_context(|| format!("the backup's {} cannot be read", journal.display()))?;
        if !report.is_sound() {
            // Damage that was there when the backup was taken is no reason to lose the rest too.
            println!("warning: {} was damaged when the backup was taken: {:?} {:?}", journal.display(), report.gaps, report.findings);
        }
    }
    let store =
        Store::connect(&format!("sqlite:{}", waiting(&places.store).display())).await.context("the backup's store cannot be opened")?;
    let outcome = told(&store, manifest, missed).await;
    store.close().await;
    let restored = outcome?;
    agrees(places, manifest)?;
    Ok(restored)
}

async fn told(store: &Store, manifest: &Manifest, missed: MissedPosts) -> Result<Restored> {
    let damage = store.for_backup().damage().await.context("the backup's store cannot be read")?;
    if !damage.is_empty() {
        bail!("the backup's store is damaged: {}; nothing was put into its place", damage.join("; "));
    }
    migration::up(store.connection()).await.context("the backup's store cannot be brought up to date")?;
    let missed = match missed {
        MissedPosts::Check => Missed::Check,
        MissedPosts::Skip => Missed::Skip,
        MissedPosts::Announce => Missed::Announce,
    };
    let now = store.for_ops().now().await?;
    let restored = Restored { taken_at: manifest.taken_at, at: now, missed };
    store.for_backup().note_restored(restored).await.context("the backup's store cannot be told that it was restored")?;
    store.for_backup().note_taken(manifest.taken_at, manifest.bytes()).await?;
    Ok(restored)
}

/// The log that was unpacked must be the one that the store was folded from, and reach as far.
fn agrees(places: &Places, manifest: &Manifest) -> Result<()> {
    let (Some(id), Some(log)) = (manifest.log.id, places.log.as_ref().filter(|_| manifest.log.kept)) else { return Ok(()) };
    let report = inspect::check(waiting(log), false)?;
    if report.id != Some(*id.0.as_bytes()) || report.bounds.end < manifest.log.folded {
        bail!("the backup's store and event log do not belong together; nothing was put into its place");
    }
    Ok(())
}

fn summary(manifest: &Manifest, restored: Restored, data_dir: &Path) -> String {
    let time = |at: Timestamp| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let missed = match restored.missed {
        Missed::Check => "is looked for among the bot's own messages before it is sent",
        Missed::Skip => "is not announced",
        Missed::Announce => "is announced, also where it was announced before",
    };
    format!(
        "{} is the service as it was at {} again. What was published until now ({}) and since then {missed}. Start it: `deviantcord run`",
        data_dir.display(),
        time(manifest.taken_at),
        time(restored.at)
    )
}

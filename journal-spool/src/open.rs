//! Opening: lock, look, repair, report.

use crate::acks;
use crate::format::{self, Footer, Place, State};
use crate::scan;
use crate::shared::{Positions, Progress, Shared};
use crate::state::StateFile;
use crate::survey::{Segment, Survey, io_error, probe, survey};
use crate::types::{Health, OpenError, Options, RecoveryPolicy, RecoveryReport, StateFound};
use crate::vfs::{Locking, OpenHow, Vfs, read_full_at, write_all_at};
use crate::writer::Writer;
use parking_lot::{Mutex, RwLock};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;
use tokio::sync::watch;

/// Looks after everything that the survey found and gives the writer and what it shares.
pub(crate) fn open(vfs: Arc<dyn Vfs>, dir: &Path, options: Options) -> Result<(Writer, Arc<Shared>, RecoveryReport), OpenError> {
    let started = Instant::now();
    check(&options)?;
    vfs.prepare_dir(dir, options.dir_mode, options.create).map_err(|e| match e.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory => OpenError::Unsafe { why: e.to_string(), path: dir.to_owned() },
        _ => io_error("prepare", dir)(e),
    })?;
    probe(&*vfs, dir)?;
    let lock_path = dir.join("LOCK");
    let held = match vfs.lock(&lock_path).map_err(io_error("lock", &lock_path))? {
        Locking::Held(held) => held,
        Locking::Busy { pid } => return Err(OpenError::Locked { pid, path: dir.to_owned() }),
    };
    let mut found = survey(&*vfs, dir, false)?;
    if options.recovery == RecoveryPolicy::Strict && !(found.gaps.is_empty() && found.foreign.is_empty()) {
        let what = format!("missing offsets {:?}, foreign files {:?}", found.gaps, found.foreign);
        return Err(OpenError::Corrupt { what, path: dir.to_owned() });
    }
    let (mut state, state_found) = take_state(&vfs, dir, &found)?;
    let uuid = state.get().uuid;
    found.uuid = Some(uuid);
    let mut report = RecoveryReport {
        state: state_found,
        gaps: found.gaps.clone(),
        torn_bytes: found.torn_bytes,
        unreadable_bytes: found.unreadable,
        foreign: found.foreign.clone(),
        segments: found.segments.len(),
        ..RecoveryReport::default()
    };
    for segment in found.segments.iter_mut().filter(|s| !s.sealed) {
        make_durable(&*vfs, dir, Place { uuid, base: segment.base }, segment)?;
    }
    quarantine(&*vfs, dir, &options, &found.bad, &mut report);
    if !found.stale.is_empty() {
        // What was read may be in the page cache only: the decision must be on disk before it is acted on.
        state.store(|_| {}).map_err(io_error("write", &dir.join("STATE")))?;
        for name in &found.stale {
            vfs.unlink(&dir.join(name)).map_err(io_error("delete", &dir.join(name)))?;
        }
    }
    vfs.sync_dir(dir).map_err(io_error("sync", dir))?;
    let (pending, ack_bytes) = acks::pending(&*vfs, dir, &found);
    let bytes = found.segments.iter().map(|s| s.bytes).sum::<u64>() + ack_bytes;
    let shared = Arc::new(Shared {
        vfs,
        dir: dir.to_owned(),
        uuid,
        options,
        segments: RwLock::new(found.segments),
        progress: watch::Sender::new(Progress { end: found.end, closed: false }),
        health: watch::Sender::new(Health::Ok),
        pending: Mutex::new(pending),
        positions: Mutex::new(Positions::default()),
        bytes: AtomicU64::new(bytes),
        appended: AtomicU64::new(0),
        groups: AtomicU64::new(0),
        damaged_reads: AtomicU64::new(0),
    });
    report.reopened_in = started.elapsed();
    log(dir, &report);
    let writer = Writer::new(shared.clone(), state, found.end, found.max_ms, held);
    Ok((writer, shared, report))
}

fn check(options: &Options) -> Result<(), OpenError> {
    let bad = |text: &str| Err(OpenError::Options(text.to_owned()));
    if options.max_record_bytes > format::HARD_MAX_RECORD {
        return bad("max_record_bytes may be 16 MiB at most");
    }
    if options.segment_bytes < 256 || options.max_group_bytes == 0 || options.queue_bytes < 1024 {
        return bad("segment_bytes below 256, max_group_bytes of 0 or queue_bytes below 1024 make no journal");
    }
    Ok(())
}

fn take_state(vfs: &Arc<dyn Vfs>, dir: &Path, found: &Survey) -> Result<(StateFile, StateFound), OpenError> {
    let path = dir.join("STATE");
    if let Some(known) = &found.state.newest {
        let file = StateFile::open(vfs.clone(), dir, known.clone()).map_err(io_error("open", &path))?;
        let how = match (found.state.bad_slots, known.clean) {
            (0, true) => StateFound::Clean,
            (0, false) => StateFound::Unclean,
            _ => StateFound::OneSlot,
        };
        return Ok((file, how));
    }
    let uuid = found.uuid.map_or_else(|| vfs.random_id(), Ok).map_err(io_error("make an identity for", dir))?;
    let state = State {
        uuid,
        generation: 1,
        next_offset: found.end,
        low_water: found.first,
        max_append_ms: found.max_ms,
        clean: found.segments.is_empty(),
    };
    let file = StateFile::create(vfs.clone(), dir, state).map_err(io_error("write", &path))?;
    let fresh = !found.state.exists && found.segments.is_empty();
    Ok((file, if fresh { StateFound::Fresh } else { StateFound::Rebuilt }))
}

/// After a kill the tail may be in the page cache only. When its sync fails, a new file takes its place.
fn make_durable(vfs: &dyn Vfs, dir: &Path, place: Place, segment: &mut Segment) -> Result<(), OpenError> {
    let path = dir.join(format::segment_name(segment.base));
    let file = vfs.open(&path, OpenHow::Read).map_err(io_error("open", &path))?;
    let Err(why) = file.sync_data() else { return Ok(()) };
    tracing::error!(error = %why, path = %path.display(), "fdatasync failed; the segment is written again");
    let again = || -> io::Result<(u64, u64)> {
        let scan = scan::scan(&*file, place, segment.data_end, segment.end);
        let mut data = vec![0; usize::try_from(segment.data_end).unwrap_or(0)];
        read_full_at(&*file, &mut data, 0)?;
        data[..format::SEGMENT_HEADER].copy_from_slice(&format::encode_segment_header(place, vfs.now_ms()));
        let footer = Footer { count: scan.count, last: scan.end - 1, data_end: segment.data_end, max_ms: scan.max_ms, chain: scan.chain };
        data.extend_from_slice(&format::encode_footer(place, &footer));
        let fresh = dir.join("segment.new");
        match vfs.unlink(&fresh) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let new = vfs.open(&fresh, OpenHow::CreateNew)?;
        write_all_at(&*new, &data, 0)?;
        new.sync_data()?;
        vfs.rename(&fresh, &path)?;
        vfs.sync_dir(dir)?;
        Ok((data.len() as u64, scan.end))
    };
    let (bytes, end) = again().map_err(io_error("write again", &path))?;
    (segment.bytes, segment.end, segment.sealed) = (bytes, end, true);
    Ok(())
}

/// Copies damaged ranges aside, within bounds. Never fails the open: the damage is reported either way.
fn quarantine(vfs: &dyn Vfs, dir: &Path, options: &Options, bad: &[(u64, Range<u64>)], report: &mut RecoveryReport) {
    if bad.is_empty() {
        return;
    }
    let aside = dir.join("quarantine");
    let there = vfs.prepare_dir(&aside, options.dir_mode, true).and_then(|()| vfs.list(&aside)).unwrap_or_default();
    let (mut files, mut bytes) = (there.len(), there.iter().map(|i| i.len).sum::<u64>());
    for (base, range) in bad {
        let len = range.end - range.start;
        let name = format!("{base:020}.{}.{len}.damaged", range.start);
        if there.iter().any(|i| i.name == name) {
            continue;
        }
        if files >= options.quarantine_files || bytes + len > options.quarantine_bytes {
            report.quarantine_skipped += 1;
            continue;
        }
        let copied = (|| {
            let from = vfs.open(&dir.join(format::segment_name(*base)), OpenHow::Read)?;
            let mut src = scan::Source::new(&*from, range.end);
            let data = src.bytes(range.start, len).to_vec();
            let to = vfs.open(&aside.join(&name), OpenHow::CreateNew)?;
            write_all_at(&*to, &data, 0)?;
            to.sync_data()
        })();
        match copied {
            Ok(()) => (report.quarantined, files, bytes) = (report.quarantined + 1, files + 1, bytes + len),
            Err(e) => {
                report.quarantine_skipped += 1;
                tracing::warn!(error = %e, file = name, "could not copy a damaged range to quarantine/");
            }
        }
    }
    let _ = vfs.sync_dir(&aside);
}

fn log(dir: &Path, report: &RecoveryReport) {
    let dir = dir.display();
    if report.gaps.is_empty() && report.foreign.is_empty() && report.unreadable_bytes == 0 && report.state != StateFound::Rebuilt {
        tracing::info!(%dir, state = ?report.state, segments = report.segments, torn_bytes = report.torn_bytes, "journal opened");
    } else {
        tracing::error!(%dir, ?report, "journal opened, but records are damaged or missing");
    }
}

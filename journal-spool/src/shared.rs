//! What the writer thread publishes and everybody reads.

use crate::format::SEGMENT_HEADER;
use crate::ranges::Ranges;
use crate::survey::Segment;
use crate::types::{Health, Options};
use crate::vfs::Vfs;
use parking_lot::{Mutex, RwLock};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// How far the log is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    pub end: u64,
    pub closed: bool,
}

pub(crate) struct Shared {
    pub vfs: Arc<dyn Vfs>,
    pub dir: PathBuf,
    pub uuid: [u8; 16],
    pub options: Options,
    pub segments: RwLock<Vec<Segment>>,
    pub progress: watch::Sender<Progress>,
    pub health: watch::Sender<Health>,
    /// Offsets that nobody acknowledged; only a spool uses it.
    pub pending: Mutex<Ranges>,
    pub positions: Mutex<Positions>,
    pub bytes: AtomicU64,
    pub appended: AtomicU64,
    pub groups: AtomicU64,
    pub damaged_reads: AtomicU64,
}

impl Shared {
    pub(crate) fn end(&self) -> u64 {
        self.progress.borrow().end
    }

    pub(crate) fn first(&self) -> u64 {
        let segments = self.segments.read();
        segments.first().map_or_else(|| self.end(), |s| s.base)
    }

    /// The segment that holds this offset or would have held it, and the base of the one after.
    pub(crate) fn segment_of(&self, offset: u64) -> Option<(Segment, Option<u64>)> {
        let segments = self.segments.read();
        let after = segments.partition_point(|s| s.base <= offset);
        let found = segments.get(after.checked_sub(1)?)?.clone();
        Some((found, segments.get(after).map(|s| s.base)))
    }

    pub(crate) fn count(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }

    pub(crate) fn set_health(&self, health: Health) {
        self.health.send_if_modified(|now| {
            let changed = *now != health;
            if changed {
                match &health {
                    Health::Ok => tracing::info!(dir = %self.dir.display(), "the journal takes appends again"),
                    Health::Closed => tracing::debug!(dir = %self.dir.display(), "the journal is closed"),
                    bad => tracing::error!(dir = %self.dir.display(), health = ?bad, "the journal does not take appends"),
                }
                *now = health;
            }
            changed
        });
    }
}

/// Where records begin, so that a read need not scan its segment: every 64 KiB one for good, and the last few exactly.
#[derive(Default)]
pub(crate) struct Positions {
    sparse: BTreeMap<u64, (u64, u64)>,
    recent: VecDeque<(u64, u64, u64)>,
}

const SPARSE_BYTES: u64 = 64 << 10;
const SPARSE_MAX: usize = 100_000;

impl Positions {
    /// The best known place at or before this offset in its segment.
    pub(crate) fn before(&self, base: u64, offset: u64) -> u64 {
        if let Some(&(_, _, pos)) = self.recent.iter().find(|&&(o, b, _)| o == offset && b == base) {
            return pos;
        }
        match self.sparse.range(..=offset).next_back() {
            Some((_, &(b, pos))) if b == base => pos,
            _ => SEGMENT_HEADER as u64,
        }
    }

    /// Notes that the record at `offset` begins (or will begin) at `pos`.
    pub(crate) fn note(&mut self, base: u64, offset: u64, pos: u64) {
        if self.recent.len() == 8 {
            self.recent.pop_front();
        }
        self.recent.push_back((offset, base, pos));
        let known = self.before_sparse(base, offset);
        if pos >= known + SPARSE_BYTES {
            if self.sparse.len() >= SPARSE_MAX {
                self.sparse.clear();
            }
            self.sparse.insert(offset, (base, pos));
        }
    }

    fn before_sparse(&self, base: u64, offset: u64) -> u64 {
        self.sparse.range(..=offset).next_back().filter(|(_, at)| at.0 == base).map_or(SEGMENT_HEADER as u64, |(_, at)| at.1)
    }

    /// Forgets what lies below a deleted segment's end.
    pub(crate) fn forget_below(&mut self, offset: u64) {
        self.sparse = self.sparse.split_off(&offset);
        self.recent.retain(|&(o, _, _)| o >= offset);
    }
}

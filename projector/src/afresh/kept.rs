//! Writing a snapshot of what a run has folded, and what follows: older ones go, and the log's old events go into the archive.

use super::report::{Kept, Progress, Stage};
use super::run::blocking;
use super::snapshot::{self, Header, Made, Snapshot};
use super::work::Work;
use crate::error::Error;
use domain::clock::{Clock, SystemClock};
use eventlog::archive::{Archive, Problem, Writer};
use std::cmp::Reverse;
use store::projection::snapshot::Row;
use store::projection::unlike::Cursor;

/// Snapshots that are kept: where the newest one cannot be read, the one before it serves.
const KEPT: usize = 2;

impl<P: FnMut(Progress) + Send> Work<'_, P> {
    /// Writes the fresh tables, which stand still, as a snapshot. `erased`: stands for the artists who were erased when they were begun.
    pub(super) async fn keep(&mut self, archive: &Archive, erased: String) -> Result<Kept, Error> {
        archive.tidy()?;
        if self.mirrors {
            self.parked.extend(self.run.store.parked_before(self.log, self.next).await?);
        }
        // The live tables may have what the log cannot tell any more.
        let damaged = if self.mirrors { 0 } else { self.report.damaged };
        let made = Made { last: self.last_folded().await?, erased: erased.clone(), damaged };
        let header = Header::of(self.log, self.next, SystemClock.now(), made);
        let mut writer = archive.begin_snapshot(self.next, &header)?;
        for (offset, payload) in &self.parked {
            snapshot::put_parked(&mut writer, *offset, payload)?;
        }
        let (mut cursor, mut rows) = (Some(Cursor::default()), 0);
        while let Some(at) = cursor {
            let (page, then) = self.run.store.fresh_rows(at).await?;
            rows += page.len() as u64;
            writer = blocking(move || put(writer, &page)).await??;
            cursor = then;
            self.tell(Stage::Writing(at));
        }
        // Nobody else has written to the tables meanwhile.
        self.run.beat().await?;
        if self.run.store.erased_mark().await? != erased {
            return Err(Error::Erased);
        }
        let (file, log, next) = (archive.snapshot(self.next), self.log, self.next);
        let written = file.clone();
        blocking(move || {
            writer.finish(&written)?;
            Snapshot::check(&written, log, next)
        })
        .await??;
        self.tell(Stage::Kept);
        let older = archive.clone();
        let removed = blocking(move || retire(&older, next, &erased)).await??;
        self.tell(Stage::Kept);
        let (target, progress) = (self.target, &mut *self.progress);
        let told: &mut (dyn FnMut(u64) + Send) = &mut |next_offset| progress(Progress { next_offset, target, stage: Stage::Archiving });
        let archived = archive.keep_events(self.run.log, next, told).await?;
        Ok(Kept { file, rows, removed, archived })
    }
}

fn put(mut writer: Writer, rows: &[Row]) -> Result<Writer, Error> {
    rows.iter().try_for_each(|row| snapshot::put_row(&mut writer, row))?;
    Ok(writer)
}

/// Removes the snapshots that are no longer needed, now that there is one at `newest`: damaged ones, those that may name artists who were erased, and all
/// but the newest. Returns how many went.
fn retire(archive: &Archive, newest: u64, erased: &str) -> Result<u64, Error> {
    let mut offsets = archive.snapshots()?;
    offsets.sort_unstable_by_key(|next| Reverse(*next));
    let (mut kept, mut gone) = (0, Vec::new());
    for next in offsets {
        match Snapshot::open(&archive.snapshot(next)) {
            // An older version of the program does not judge it.
            Err(error) if matches!(error.problem, Problem::Newer) => {}
            Ok((_, header)) if header.refused == erased && next > newest => {}
            Ok((_, header)) if header.refused == erased && kept < KEPT => kept += 1,
            Err(error) if matches!(error.problem, Problem::Refused(_)) => return Err(error.into()),
            _ => gone.push(next),
        }
    }
    archive.remove_snapshots(&gone)?;
    Ok(gone.len() as u64)
}

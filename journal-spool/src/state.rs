//! The `STATE` file: two slots written in turn, the newest one that verifies counts.

use crate::format::{SLOT, SlotFound, State, decode_slot, encode_slot};
use crate::vfs::{OpenHow, Vfs, VfsFile, read_full_at, write_all_at};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What reading it gave.
#[derive(Clone, Debug)]
pub(crate) struct StateRead {
    pub exists: bool,
    pub newest: Option<State>,
    pub bad_slots: usize,
    pub newer: Option<u16>,
}

pub(crate) fn read(vfs: &dyn Vfs, dir: &Path) -> io::Result<StateRead> {
    let mut out = StateRead { exists: false, newest: None, bad_slots: 0, newer: None };
    let file = match vfs.open(&dir.join("STATE"), OpenHow::Read) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(out),
        other => other?,
    };
    out.exists = true;
    for slot in 0..2 {
        let mut b = [0; SLOT];
        // A slot that cannot be read is a bad slot: the other one may serve.
        let n = read_full_at(&*file, &mut b, (slot * SLOT) as u64).unwrap_or(0);
        match decode_slot(&b[..n]) {
            SlotFound::Good(state) => {
                if out.newest.as_ref().is_none_or(|s| s.generation < state.generation) {
                    out.newest = Some(state);
                }
            }
            SlotFound::Newer(format) => out.newer = Some(format),
            // The second slot of a log that was never used is empty.
            SlotFound::Bad if b.iter().all(|&x| x == 0) && n == SLOT => {}
            SlotFound::Bad => out.bad_slots += 1,
        }
    }
    Ok(out)
}

/// The open file.
pub(crate) struct StateFile {
    vfs: Arc<dyn Vfs>,
    dir: PathBuf,
    file: Option<Arc<dyn VfsFile>>,
    current: State,
}

impl StateFile {
    /// Takes over a state that was read, from the file that is there.
    pub(crate) fn open(vfs: Arc<dyn Vfs>, dir: &Path, current: State) -> io::Result<Self> {
        let file = vfs.open(&dir.join("STATE"), OpenHow::ReadWrite)?;
        Ok(Self { vfs, dir: dir.to_owned(), file: Some(file), current })
    }

    /// Writes a new file.
    pub(crate) fn create(vfs: Arc<dyn Vfs>, dir: &Path, state: State) -> io::Result<Self> {
        let mut this = Self { vfs, dir: dir.to_owned(), file: None, current: state.clone() };
        this.replace(state)?;
        Ok(this)
    }

    pub(crate) fn get(&self) -> &State {
        &self.current
    }

    /// Changes it durably. A file whose sync failed once is replaced by a new one and never synced again.
    pub(crate) fn store(&mut self, change: impl FnOnce(&mut State)) -> io::Result<()> {
        let mut next = self.current.clone();
        change(&mut next);
        next.generation += 1;
        let Some(file) = self.file.clone() else { return self.replace(next) };
        let at = (next.generation % 2) * SLOT as u64;
        if let Err(e) = write_all_at(&*file, &encode_slot(&next), at) {
            tracing::warn!(error = %e, "could not write the journal's STATE, writing a new one");
            return self.replace(next);
        }
        if let Err(e) = file.sync_data() {
            tracing::warn!(error = %e, "could not sync the journal's STATE, writing a new one");
            self.file = None;
            return self.replace(next);
        }
        self.current = next;
        Ok(())
    }

    fn replace(&mut self, next: State) -> io::Result<()> {
        let (fresh, path) = (self.dir.join("STATE.new"), self.dir.join("STATE"));
        match self.vfs.unlink(&fresh) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let file = self.vfs.open(&fresh, OpenHow::CreateNew)?;
        let mut both = vec![0; 2 * SLOT];
        let at = (next.generation % 2) as usize * SLOT;
        both[at..at + SLOT].copy_from_slice(&encode_slot(&next));
        write_all_at(&*file, &both, 0)?;
        file.sync_data()?;
        self.vfs.rename(&fresh, &path)?;
        self.file = Some(file);
        self.vfs.sync_dir(&self.dir)?;
        self.current = next;
        Ok(())
    }
}

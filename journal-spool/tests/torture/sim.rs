//! A filesystem in memory that knows what is durable: a cache view, a disk view, and what lies between the two.

use journal_spool::{DirItem, ItemKind, Locking, OpenHow, Vfs, VfsFile};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Clone, Debug)]
pub enum Op {
    Write(u64, Vec<u8>),
    SetLen(u64),
}

#[derive(Clone, Debug, Default)]
pub struct Inode {
    pub cache: Vec<u8>,
    pub disk: Vec<u8>,
    /// What was done since the last sync.
    pub dirty: Vec<Op>,
}

#[derive(Clone, Debug)]
pub enum NameOp {
    Link(String, usize),
    Unlink(String),
    Rename(String, String),
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub inodes: Vec<Inode>,
    pub names: BTreeMap<String, usize>,
    pub disk_names: BTreeMap<String, usize>,
    pub name_ops: Vec<NameOp>,
    pub dirs: BTreeSet<String>,
    pub clock: u64,
    pub ids: u8,
    /// What the program under test confirmed so far; the test writes it, pictures carry it.
    pub confirmed: Vec<u64>,
    pub acked: Vec<u64>,
    pub ack_sent: Vec<u64>,
    pub low_water: u64,
    // faults
    pub capacity: Option<u64>,
    pub syncs: u64,
    /// Which file syncs fail, counted from 1.
    pub fail_syncs: BTreeSet<u64>,
    pub fail_names: bool,
    pub short_writes: bool,
    pub bad_reads: Vec<(String, Range<u64>)>,
    /// File syncs on a handle whose sync had failed before.
    pub violations: u64,
    pub turn: u64,
}

#[derive(Clone, Default)]
pub struct Sim {
    world: Arc<Mutex<World>>,
    film: Arc<Mutex<Option<Vec<World>>>>,
    locked: Arc<AtomicBool>,
}

struct SimFile {
    sim: Sim,
    ino: usize,
    writable: bool,
    failed: AtomicBool,
}

struct Unlock(Arc<AtomicBool>);
impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

fn key(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn errno(n: i32) -> io::Error {
    io::Error::from_raw_os_error(n)
}
const ENOENT: i32 = 2;
const EIO: i32 = 5;
const EEXIST: i32 = 17;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;

pub fn apply(data: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write(pos, bytes) => {
            let end = *pos as usize + bytes.len();
            if data.len() < end {
                data.resize(end, 0);
            }
            data[*pos as usize..end].copy_from_slice(bytes);
        }
        Op::SetLen(len) => data.resize(*len as usize, 0),
    }
}

impl Sim {
    pub fn of(world: World) -> Self {
        Self { world: Arc::new(Mutex::new(world)), ..Self::default() }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// From now on a picture of the world is taken before each call.
    pub fn record(&self) {
        *self.film.lock().unwrap() = Some(Vec::new());
    }

    pub fn pictures(&self) -> Vec<World> {
        let mut film = self.film.lock().unwrap().take().unwrap_or_default();
        film.push(self.world().clone());
        film
    }

    pub fn vfs(&self) -> Arc<dyn Vfs> {
        Arc::new(self.clone())
    }

    fn enter(&self) -> MutexGuard<'_, World> {
        let world = self.world();
        if let Some(film) = self.film.lock().unwrap().as_mut() {
            film.push(world.clone());
        }
        world
    }
}

impl World {
    pub fn file(&self, name: &str) -> &Vec<u8> {
        &self.inodes[self.names[name]].cache
    }

    /// Puts these bytes on the disk under this name.
    pub fn put(&mut self, name: &str, data: Vec<u8>) {
        self.inodes.push(Inode { cache: data.clone(), disk: data, dirty: Vec::new() });
        self.names.insert(name.to_owned(), self.inodes.len() - 1);
        self.disk_names.insert(name.to_owned(), self.inodes.len() - 1);
    }

    pub fn remove(&mut self, name: &str) -> Vec<u8> {
        self.disk_names.remove(name);
        let ino = self.names.remove(name).unwrap();
        self.inodes[ino].cache.clone()
    }

    pub fn list(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    /// The same directory after everything reached the disk and the machine restarted.
    pub fn settled(&self) -> World {
        let mut out = World { clock: self.clock, dirs: self.dirs.clone(), ids: self.ids, ..World::default() };
        for (name, &ino) in &self.names {
            out.put(name, self.inodes[ino].cache.clone());
        }
        out
    }

    fn used(&self) -> u64 {
        self.names.values().map(|&i| self.inodes[i].cache.len() as u64).sum()
    }

    fn room(&self) -> u64 {
        self.capacity.map_or(u64::MAX >> 1, |cap| cap.saturating_sub(self.used()))
    }
}

impl Vfs for Sim {
    fn prepare_dir(&self, dir: &Path, _mode: u32, create: bool) -> io::Result<()> {
        let mut world = self.enter();
        if create {
            world.dirs.insert(key(dir));
        }
        if world.dirs.contains(&key(dir)) { Ok(()) } else { Err(errno(ENOENT)) }
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirItem>> {
        let world = self.enter();
        let prefix = format!("{}/", key(dir));
        let inside = world.names.iter().filter_map(|(n, &i)| Some((n.strip_prefix(&prefix)?, i))).filter(|(n, _)| !n.contains('/'));
        let item = |(n, i): (&str, usize)| DirItem { name: n.to_owned(), kind: ItemKind::File, len: world.inodes[i].cache.len() as u64 };
        Ok(inside.map(item).collect())
    }

    fn open(&self, path: &Path, how: OpenHow) -> io::Result<Arc<dyn VfsFile>> {
        let mut world = self.enter();
        let found = world.names.get(&key(path)).copied();
        let ino = match (how, found) {
            (OpenHow::CreateNew, Some(_)) => return Err(errno(EEXIST)),
            (OpenHow::CreateNew, None) if world.fail_names => return Err(errno(EROFS)),
            (OpenHow::CreateNew, None) => {
                world.inodes.push(Inode::default());
                let ino = world.inodes.len() - 1;
                world.names.insert(key(path), ino);
                world.name_ops.push(NameOp::Link(key(path), ino));
                ino
            }
            (_, None) => return Err(errno(ENOENT)),
            (_, Some(ino)) => ino,
        };
        Ok(Arc::new(SimFile { sim: self.clone(), ino, writable: how != OpenHow::Read, failed: AtomicBool::new(false) }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.enter();
        let ino = world.names.remove(&key(from)).ok_or_else(|| errno(ENOENT))?;
        world.names.insert(key(to), ino);
        world.name_ops.push(NameOp::Rename(key(from), key(to)));
        Ok(())
    }

    fn unlink(&self, path: &Path) -> io::Result<()> {
        let mut world = self.enter();
        world.names.remove(&key(path)).ok_or_else(|| errno(ENOENT))?;
        world.name_ops.push(NameOp::Unlink(key(path)));
        Ok(())
    }

    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        let mut world = self.enter();
        world.disk_names = world.names.clone();
        world.name_ops.clear();
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Locking> {
        if self.locked.swap(true, Ordering::SeqCst) {
            return Ok(Locking::Busy { pid: 1 });
        }
        let mut world = self.enter();
        if !world.names.contains_key(&key(path)) {
            world.inodes.push(Inode::default());
            let ino = world.inodes.len() - 1;
            world.names.insert(key(path), ino);
            world.name_ops.push(NameOp::Link(key(path), ino));
        }
        Ok(Locking::Held(Box::new(Unlock(self.locked.clone()))))
    }

    fn free_bytes(&self, _dir: &Path) -> io::Result<u64> {
        Ok(self.world().room())
    }

    fn now_ms(&self) -> u64 {
        self.world().clock
    }

    fn random_id(&self) -> io::Result<[u8; 16]> {
        let mut world = self.world();
        world.ids += 1;
        Ok([0xA0 + world.ids; 16])
    }
}

impl VfsFile for SimFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.sim.world().inodes[self.ino].cache.len() as u64)
    }

    fn read_at(&self, buf: &mut [u8], pos: u64) -> io::Result<usize> {
        let world = self.sim.world();
        let data = &world.inodes[self.ino].cache;
        let stop = (pos + buf.len() as u64).min(data.len() as u64);
        if pos >= stop {
            return Ok(0);
        }
        let bad = |(name, range): &(String, Range<u64>)| world.names.get(name) == Some(&self.ino) && range.start < stop && pos < range.end;
        if world.bad_reads.iter().any(bad) {
            return Err(errno(EIO));
        }
        let n = (stop - pos) as usize;
        buf[..n].copy_from_slice(&data[pos as usize..stop as usize]);
        Ok(n)
    }

    fn write_at(&self, buf: &[u8], pos: u64) -> io::Result<usize> {
        assert!(self.writable, "written through a read handle");
        let mut world = self.sim.enter();
        let mut buf = buf;
        if world.short_writes {
            world.turn += 1;
            match world.turn % 3 {
                0 => return Err(io::ErrorKind::Interrupted.into()),
                1 => buf = &buf[..buf.len().min(1 + (world.turn as usize * 13) % 40)],
                _ => {}
            }
        }
        let len = world.inodes[self.ino].cache.len() as u64;
        let growth = (pos + buf.len() as u64).saturating_sub(len);
        if growth > world.room() {
            let fits = buf.len() as u64 - (growth - world.room()).min(buf.len() as u64);
            if fits == 0 {
                return Err(errno(ENOSPC));
            }
            buf = &buf[..fits as usize];
        }
        let op = Op::Write(pos, buf.to_vec());
        apply(&mut world.inodes[self.ino].cache, &op);
        world.inodes[self.ino].dirty.push(op);
        Ok(buf.len())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut world = self.sim.enter();
        let op = Op::SetLen(len);
        apply(&mut world.inodes[self.ino].cache, &op);
        world.inodes[self.ino].dirty.push(op);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut world = self.sim.enter();
        world.syncs += 1;
        if self.failed.load(Ordering::SeqCst) {
            world.violations += 1;
        }
        let nth = world.syncs;
        let fails = world.fail_syncs.contains(&nth);
        let inode = &mut world.inodes[self.ino];
        let dirty = std::mem::take(&mut inode.dirty);
        if fails {
            // The pages stay readable, count as clean, and never reach the disk.
            self.failed.store(true, Ordering::SeqCst);
            return Err(errno(EIO));
        }
        for op in &dirty {
            apply(&mut inode.disk, op);
        }
        Ok(())
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(self.sim.world().names.values().any(|&i| i == self.ino))
    }
}

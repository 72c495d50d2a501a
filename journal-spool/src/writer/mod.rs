//! The one thread that writes. Whatever was queued while the last fdatasync ran goes into the next group.

mod purge;
mod retire;
mod segment;

use crate::acks::AckFile;
use crate::format::{self, Place, Stamp};
use crate::shared::Shared;
use crate::state::StateFile;
use crate::survey::Segment;
use crate::types::{AppendError, Health, Poison, Record, SyncPolicy};
use crate::vfs::{VfsFile, is_full, write_all_at};
use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

pub(crate) type Answer<T> = oneshot::Sender<Result<T, AppendError>>;

pub(crate) enum Request {
    Append(Append),
    Ack { offsets: Vec<u64>, answer: Answer<u64> },
    Retain { low_water: u64, answer: Answer<u64> },
    Purge { answer: Answer<u64> },
    Close { answer: Answer<()> },
}

pub(crate) struct Append {
    pub records: Vec<Record>,
    /// Bytes of its frames.
    pub bytes: u64,
    pub answer: Answer<Range<u64>>,
    /// Its share of the queue, given back when it is answered.
    pub permit: Option<OwnedSemaphorePermit>,
}

struct Active {
    file: Arc<dyn VfsFile>,
    place: Place,
    /// One past the last durable record.
    pos: u64,
    count: u64,
    chain: u32,
    max_ms: u64,
    /// Whether the list of segments has it.
    listed: bool,
}

#[derive(Clone, Copy)]
enum Full {
    /// The configured bound; this many bytes were refused.
    Cap { need: u64 },
    /// The disk.
    Disk,
}

pub(crate) struct Writer {
    shared: Arc<Shared>,
    state: StateFile,
    active: Option<Active>,
    next: u64,
    last_ms: u64,
    poisoned: Option<Poison>,
    full: Option<Full>,
    failing: bool,
    looked: Option<Instant>,
    has_reserve: bool,
    /// It was given up and is not made again yet.
    owes_reserve: bool,
    ack_files: HashMap<u64, AckFile>,
    buf: Vec<u8>,
    lock: Option<Box<dyn Any + Send + Sync>>,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, state: StateFile, next: u64, last_ms: u64, lock: Box<dyn Any + Send + Sync>) -> Self {
        Self {
            shared,
            state,
            active: None,
            next,
            last_ms,
            poisoned: None,
            full: None,
            failing: false,
            looked: None,
            has_reserve: false,
            owes_reserve: false,
            ack_files: HashMap::new(),
            buf: Vec::new(),
            lock: Some(lock),
        }
    }

    pub(crate) fn run(mut self, requests: &Receiver<Request>) {
        self.ensure_reserve();
        let mut closing = None;
        while closing.is_none() {
            let Some(group) = self.next_group(requests) else { break };
            let (mut appends, mut acks) = (Vec::new(), Vec::new());
            let (mut low, mut purges) = (None, Vec::new());
            for request in group {
                match request {
                    Request::Append(append) => appends.push(append),
                    Request::Ack { offsets, answer } => acks.push((offsets, answer)),
                    Request::Retain { low_water, answer } => low.get_or_insert_with(Vec::new).push((low_water, answer)),
                    Request::Purge { answer } => purges.push(answer),
                    Request::Close { answer } => closing = Some(answer),
                }
            }
            if !appends.is_empty() {
                self.commit(appends);
            }
            if !acks.is_empty() {
                self.acknowledge(acks);
            }
            for (low_water, answer) in low.into_iter().flatten() {
                let _ = answer.send(self.retain(low_water));
            }
            for answer in purges {
                let _ = answer.send(self.purge());
            }
        }
        let result = self.shut();
        self.shared.progress.send_modify(|p| p.closed = true);
        if self.poisoned.is_none() {
            self.shared.set_health(Health::Closed);
        }
        self.lock = None;
        if let Some(answer) = closing {
            let _ = answer.send(result);
        }
    }

    /// Waits for requests; `None` when nobody can send any more. Looks after a full disk meanwhile.
    fn next_group(&mut self, requests: &Receiver<Request>) -> Option<Vec<Request>> {
        let first = loop {
            if self.full.is_none() && !self.failing {
                break requests.recv().ok()?;
            }
            match requests.recv_timeout(self.shared.options.full_retry) {
                Ok(request) => break request,
                Err(RecvTimeoutError::Timeout) => self.look_again(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let mut size = size_of_request(&first);
        let mut last = matches!(first, Request::Close { .. });
        let mut group = vec![first];
        let patience = match self.shared.options.sync {
            SyncPolicy::Group { max_delay } => Some(Instant::now() + max_delay),
            SyncPolicy::Always | SyncPolicy::Os => None,
        };
        while !last && size < self.shared.options.max_group_bytes as u64 {
            let wait = patience.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
            let more = if wait.is_zero() { requests.try_recv().ok() } else { requests.recv_timeout(wait).ok() };
            let Some(more) = more else { break };
            size += size_of_request(&more);
            last = matches!(more, Request::Close { .. });
            group.push(more);
        }
        Some(group)
    }

    /// Writes a group and answers everybody in it.
    fn commit(&mut self, appends: Vec<Append>) {
        if self.full.is_some() && self.looked.is_none_or(|at| at.elapsed() >= self.shared.options.full_retry) {
            self.look_again();
        }
        let mut group = Vec::with_capacity(appends.len());
        let (cap, mut used) = (self.shared.options.max_total_bytes, self.used());
        for append in appends {
            let refusal = if let Some(why) = &self.poisoned {
                Some(AppendError::Poisoned(why.clone()))
            } else if matches!(self.full, Some(Full::Disk)) {
                Some(self.full_error())
            } else if used + append.bytes > cap {
                self.set_full(Full::Cap { need: append.bytes });
                Some(AppendError::Full { used, cap })
            } else {
                None
            };
            match refusal {
                Some(e) => drop(append.answer.send(Err(e))),
                None => {
                    used += append.bytes;
                    group.push(append);
                }
            }
        }
        if group.is_empty() {
            return;
        }
        let first = self.next;
        match self.write_group(&group) {
            Ok(()) => {
                let mut at = first;
                for append in group {
                    let range = at..at + append.records.len() as u64;
                    at = range.end;
                    drop(append.permit);
                    let _ = append.answer.send(Ok(range));
                }
            }
            Err(e) => {
                for append in group {
                    let _ = append.answer.send(Err(e.clone()));
                }
            }
        }
    }

    fn write_group(&mut self, group: &[Append]) -> Result<(), AppendError> {
        let mut active = match self.take_active() {
            Ok(active) => active,
            Err(e) => return Err(self.refuse(e)),
        };
        let ms = self.shared.vfs.now_ms().max(self.last_ms);
        let sealed_form = self.encode(group, active.place, ms, active.chain);
        let written = write_all_at(&*active.file, &self.buf, active.pos);
        if let Err(e) = written {
            // Nothing of a group that was refused may stay: cut it off, or give this log up.
            if let Err(cut) = active.file.set_len(active.pos) {
                return Err(self.poison(format!("a write failed ({e}) and could not be undone ({cut})"), Some(cut)));
            }
            self.active = Some(active);
            return Err(self.refuse(e));
        }
        let mut chain = sealed_form;
        if self.shared.options.sync != SyncPolicy::Os
            && let Err(e) = active.file.sync_data()
        {
            tracing::error!(error = %e, base = active.place.base, "fdatasync failed; the group goes to a new segment");
            // This file is never synced again: what it lost looks clean to the kernel.
            drop(active);
            (active, chain) = self.write_elsewhere(group, ms, &e)?;
        }
        match active.file.is_linked() {
            Ok(true) => {}
            Ok(false) => return Err(self.poison("the segment was deleted while it was written".to_owned(), None)),
            Err(e) => return Err(self.poison(format!("the segment cannot be looked at: {e}"), Some(e))),
        }
        let records = group.iter().map(|a| a.records.len() as u64).sum::<u64>();
        active.pos += self.buf.len() as u64;
        active.count += records;
        active.chain = chain;
        active.max_ms = ms;
        self.last_ms = ms;
        self.publish(active, records);
        Ok(())
    }

    /// Makes a durable group visible.
    fn publish(&mut self, mut active: Active, records: u64) {
        let (first, end, base) = (self.next, self.next + records, active.place.base);
        self.next = end;
        {
            let mut segments = self.shared.segments.write();
            if !active.listed {
                segments.push(Segment { base, end: first, data_end: format::SEGMENT_HEADER as u64, bytes: 0, sealed: false });
                Shared::count(&self.shared.bytes, format::SEGMENT_HEADER as u64);
                active.listed = true;
            }
            if let Some(segment) = segments.last_mut() {
                (segment.end, segment.data_end, segment.bytes) = (end, active.pos, active.pos);
            }
        }
        self.shared.positions.lock().note(base, end, active.pos);
        self.shared.pending.lock().insert(first..end);
        Shared::count(&self.shared.bytes, self.buf.len() as u64);
        Shared::count(&self.shared.appended, records);
        Shared::count(&self.shared.groups, 1);
        self.active = Some(active);
        self.shared.progress.send_modify(|p| p.end = end);
        if self.failing || self.full.is_some() {
            self.failing = false;
            if self.full.is_none() {
                self.shared.set_health(Health::Ok);
            }
        }
    }

    /// Fills the buffer with the group's frames; gives the chain after them.
    fn encode(&mut self, group: &[Append], place: Place, ms: u64, mut chain: u32) -> u32 {
        self.buf.clear();
        // Group limits bound the buffer; one very large group must not keep its memory forever.
        self.buf.shrink_to(8 << 20);
        for (offset, record) in (self.next..).zip(group.iter().flat_map(|a| &a.records)) {
            let stamp = Stamp { offset, first: self.next, append_ms: ms };
            let crc = format::encode_record(&mut self.buf, place, stamp, record);
            chain = format::chain(chain, crc);
        }
        chain
    }

    fn write_elsewhere(&mut self, group: &[Append], ms: u64, why: &io::Error) -> Result<(Active, u32), AppendError> {
        let again = (|| {
            let active = self.create_segment(self.next)?;
            let chain = self.encode(group, active.place, ms, active.chain);
            write_all_at(&*active.file, &self.buf, active.pos)?;
            active.file.sync_data()?;
            Ok((active, chain))
        })();
        again.map_err(|e: io::Error| {
            if is_full(&e) {
                return self.refuse(e);
            }
            self.poison(format!("fdatasync failed ({why}), and then a new segment: {e}"), Some(e))
        })
    }

    fn used(&self) -> u64 {
        self.shared.bytes.load(Ordering::Relaxed)
    }

    fn poison(&mut self, words: String, source: Option<io::Error>) -> AppendError {
        self.active = None;
        self.shared.set_health(Health::Poisoned(words.clone()));
        let poison = Poison::new(words, source);
        self.poisoned = Some(poison.clone());
        AppendError::Poisoned(poison)
    }

    /// What a failed write means to the caller and to the health.
    fn refuse(&mut self, error: io::Error) -> AppendError {
        if is_full(&error) {
            self.give_up_reserve();
            self.set_full(Full::Disk);
            return self.full_error();
        }
        self.failing = true;
        self.shared.set_health(Health::Failing(error.to_string()));
        AppendError::Io(Arc::new(error))
    }

    fn full_error(&self) -> AppendError {
        let used = self.used();
        let cap = match self.full {
            Some(Full::Disk) => used + self.shared.vfs.free_bytes(&self.shared.dir).unwrap_or(0),
            _ => self.shared.options.max_total_bytes,
        };
        AppendError::Full { used, cap }
    }

    fn set_full(&mut self, full: Full) {
        self.full = Some(full);
        self.looked = Some(Instant::now());
        if let AppendError::Full { used, cap } = self.full_error() {
            self.shared.set_health(Health::Full { used, cap });
        }
    }

    /// Whether there is space again, or the disk works again.
    fn look_again(&mut self) {
        self.looked = Some(Instant::now());
        let free = self.shared.vfs.free_bytes(&self.shared.dir).unwrap_or(0);
        let options = &self.shared.options;
        let enough = match self.full {
            Some(Full::Cap { need }) => self.used() + need <= options.max_total_bytes,
            // The space of the reserve itself is no news.
            Some(Full::Disk) => free > (4 << 10) + if self.owes_reserve { options.reserve_bytes } else { 0 },
            None => true,
        };
        if !enough || self.poisoned.is_some() {
            return;
        }
        if self.owes_reserve && !self.ensure_reserve() {
            return;
        }
        if self.failing || matches!(self.full, Some(Full::Disk)) {
            // Health must not say Ok before a write has worked.
            match self.take_active() {
                Ok(active) => self.active = Some(active),
                Err(e) => {
                    self.refuse(e);
                    return;
                }
            }
        }
        (self.full, self.failing) = (None, false);
        self.shared.set_health(Health::Ok);
    }
}

fn size_of_request(request: &Request) -> u64 {
    match request {
        Request::Append(append) => append.bytes,
        Request::Ack { offsets, .. } => (offsets.len() * format::ACK) as u64,
        Request::Retain { .. } | Request::Purge { .. } | Request::Close { .. } => 0,
    }
}

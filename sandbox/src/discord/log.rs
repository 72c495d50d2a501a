//! What was asked of REST: every request, bounded.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use serde_json::Value;

/// One request that REST has answered, or not answered.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When it arrived.
    pub at: Instant,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path without `/api/v10`, without query.
    pub path: String,
    /// The query as it came, without `?`.
    pub query: String,
    /// The body, when it was JSON.
    pub body: Option<Value>,
    /// The status that was sent; 0 when the connection was dropped without an answer.
    pub status: u16,
    /// Discord's code of the error, when the answer was one.
    pub code: Option<u32>,
}

/// Numbers of requests since the start, kept even when the requests are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// All requests.
    pub total: u64,
    /// By the status that was sent; 0 counts dropped connections.
    pub by_status: BTreeMap<u16, u64>,
    /// By Discord's code of the error.
    pub by_code: BTreeMap<u32, u64>,
}

pub(crate) struct Entry {
    pub at: Instant,
    pub method: String,
    pub path: String,
    pub query: String,
    pub body: Box<[u8]>,
    pub status: u16,
    pub code: Option<u32>,
}

pub(crate) struct RequestLog {
    keep: usize,
    kept: VecDeque<Entry>,
    pub counts: Counts,
}

impl RequestLog {
    pub fn new(keep: usize) -> Self {
        Self { keep, kept: VecDeque::new(), counts: Counts::default() }
    }

    pub fn keeps(&self) -> bool {
        self.keep > 0
    }

    pub fn count(&mut self, status: u16, code: Option<u32>) {
        self.counts.total += 1;
        *self.counts.by_status.entry(status).or_default() += 1;
        if let Some(code) = code {
            *self.counts.by_code.entry(code).or_default() += 1;
        }
    }

    pub fn add(&mut self, entry: Entry) {
        self.kept.push_back(entry);
        while self.kept.len() > self.keep {
            self.kept.pop_front();
        }
    }

    pub fn seen(&self) -> Vec<Seen> {
        let seen = |entry: &Entry| Seen {
            at: entry.at,
            method: entry.method.clone(),
            path: entry.path.clone(),
            query: entry.query.clone(),
            body: serde_json::from_slice(&entry.body).ok(),
            status: entry.status,
            code: entry.code,
        };
        self.kept.iter().map(seen).collect()
    }

    pub fn clear(&mut self) {
        self.kept.clear();
        self.counts = Counts::default();
    }
}

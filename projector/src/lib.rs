//! Folds the event log into the store: a pure fold inside one transaction per batch.
//!
//! [`fold`] decides (synchronous, no clock, no I/O); the store loads and writes around it in one transaction; [`run`] keeps it going;
//! [`rebuild`](afresh::rebuild) and [`verify`](afresh::verify) fold the log afresh, beside the live tables; [`replay_parked`](parked::replay)
//! folds what had to be set aside.

pub mod afresh;
mod claim;
mod error;
pub mod fold;
mod folding;
mod guard;
mod incoming;
mod opening;
pub mod parked;
mod run;
mod witness;

pub use afresh::{Progress, Report, rebuild, verify};
pub use error::Error;
pub use incoming::incoming;
pub use parked::replay as replay_parked;
pub use run::{run, run_settling};

use coordination::Cache;
use domain::clock::Clock;
use domain::turns::Turns;
use eventlog::EventLog;
use std::sync::Arc;
use store::Store;

/// What the projector works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    pub log: Arc<dyn EventLog>,
    pub cache: Arc<dyn Cache>,
    pub clock: Arc<dyn Clock>,
}

/// How it works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Events folded in one transaction at most.
    pub batch: usize,
    /// The turns of the loop that folds.
    pub turns: Turns,
}

//! Folds the event log into the store: a pure fold inside one transaction per batch.
//!
//! [`fold`] decides (synchronous, no clock, no I/O); the store loads and writes around it in one transaction; [`run`] keeps it going:
//! `claim` (who folds), `tail` (following the log, which `ahead` reads), `apply` (a batch into the store), each step's error an `Interrupt`;
//! [`rebuild`](afresh::rebuild) and [`verify`](afresh::verify) fold the log afresh, beside the live tables; [`replay_parked`](parked::replay)
//! folds what had to be set aside.

pub mod afresh;
mod ahead;
mod apply;
mod claim;
mod deps;
mod error;
pub mod fold;
mod guard;
mod incoming;
mod interrupt;
mod loss;
pub mod parked;
mod projector;
mod run;
mod tail;
mod whole;
mod witness;

pub use afresh::{Began, Begin, Behind, Due, Progress, Report, Stage, Standing};
pub use afresh::{keep, rebuild, rebuild_from, verify, verify_from};
pub use ahead::Ahead;
pub use deps::{Deps, Options};
pub use error::Error;
pub use incoming::incoming;
pub use parked::replay as replay_parked;
pub use run::{run, run_settling};

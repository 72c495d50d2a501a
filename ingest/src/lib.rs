//! Watches DeviantArt and appends what changed to the event log. The only part of the system that polls.
//!
//! [`watchlist`] says which sources the watches need, [`assign`] which of them are this worker's, [`schedule`] which is polled
//! next; [`poll`] polls it and [`diff`] turns the answer into events; [`publish`] appends them, and only then does the source's
//! position ([`cursor`]) move. [`reconcile`] has lists read further down now and then, to count what regular polls miss, and
//! [`freshness`](domain::freshness) keeps how late posts were. [`worker`] is the loop around all that.
//! [`feed`], if an account is set up, hastens what it reveals.

pub mod assign;
pub mod brake;
pub mod compared;
pub mod cursor;
mod deps;
pub mod diff;
pub mod feed;
mod matched;
pub mod memory;
pub mod poll;
pub mod publish;
pub mod reconcile;
pub mod schedule;
pub mod sources;
pub mod status;
pub mod vital;
pub mod watchlist;
pub mod worker;

pub use deps::{Deps, Error, Options};
pub use matched::MatchedLog;

use tokio_util::sync::CancellationToken;

/// Works until `stop` is cancelled: what is under way then is finished, within a few seconds.
///
/// # Errors
/// When it has to stop and the process should restart.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    run_with(deps, options, stop, status::Handle::default()).await
}

/// [`run`], with a view into what the worker is doing.
///
/// # Errors
/// As [`run`].
pub async fn run_with(deps: Deps, options: Options, stop: CancellationToken, status: status::Handle) -> Result<(), Error> {
    loop {
        match worker::Worker::new(deps.clone(), options.clone(), status.clone()).run(stop.clone()).await? {
            worker::End::Stopped => return Ok(()),
            worker::End::ClockSetBack => status.start_over(),
        }
    }
}

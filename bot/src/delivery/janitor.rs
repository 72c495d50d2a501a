//! Takes off the disk what is over: a journal keeps the bytes of finished records, and SQLite's write-ahead log those of deleted rows. So an
//! erased server leaves nothing there.

use super::context::Context;
use domain::retry::Doubling;
use std::sync::Arc;
use std::time::Duration;

/// An attempt that had begun when its server was erased is over by then.
pub(super) const SETTLED: Duration = Duration::from_secs(60);
/// How often it is done anyway: an operator erases from another process, and a standby's journal tells of messages that it once sent.
const EVERY: Duration = Duration::from_secs(600);

/// What could not be cleaned: somebody else was reading, or the disk is full. A file that finds no room is not written again and again.
const AGAIN: Doubling = Doubling::new(Duration::from_secs(1), Duration::from_secs(3600));

/// Cleans at once, once more when what was under way is over, and in the same way whenever something was erased; what fails is tried again soon.
/// Until it is dropped.
pub(super) async fn run(ctx: Arc<Context>) {
    // Of an earlier life.
    let (mut erased, mut failures) = (true, 0);
    loop {
        let clean = clean(&ctx).await;
        failures = if clean { 0 } else { failures + 1 };
        let rest = match (clean, erased) {
            (false, _) => AGAIN.planned(failures - 1),
            (true, true) => SETTLED,
            (true, false) => EVERY,
        };
        erased = tokio::select! {
            () = ctx.erased.notified() => true,
            () = tokio::time::sleep(rest) => erased && !clean,
        };
    }
}

/// False: not everything could be cleaned now.
async fn clean(ctx: &Context) -> bool {
    // What is settled is finished only when the store has it.
    ctx.settler.flush().await;
    let journal = ctx.journal.purge().await.inspect_err(|error| {
        tracing::warn!(%error, "finished records cannot be taken off the disk now; trying again soon");
    });
    let store = ctx.store.purge().await.inspect_err(|error| {
        tracing::debug!(%error, "the store's write-ahead log cannot be emptied now; trying again soon");
    });
    journal.is_ok() && store.unwrap_or(false)
}

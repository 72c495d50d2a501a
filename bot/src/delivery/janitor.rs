//! Takes off the disk what is over: a journal keeps the bytes of finished records, and SQLite's write-ahead log those of deleted rows. So an
//! erased server leaves nothing there.

use super::context::Context;
use std::sync::Arc;
use std::time::Duration;

/// An attempt that had begun when its server was erased is over by then.
pub(super) const SETTLED: Duration = Duration::from_secs(60);
/// How often it is done anyway: an operator erases from another process, and a standby's journal tells of messages that it once sent.
const EVERY: Duration = Duration::from_secs(600);

/// Cleans at once, again after a minute, and in the same way whenever something was erased; what fails is tried again. Until it is dropped.
pub(super) async fn run(ctx: Arc<Context>) {
    // Of an earlier life.
    let mut erased = true;
    loop {
        let clean = clean(&ctx).await;
        let rest = if erased || !clean { SETTLED } else { EVERY };
        erased = tokio::select! {
            () = ctx.erased.notified() => true,
            () = tokio::time::sleep(rest) => false,
        };
    }
}

/// False: not everything could be cleaned now.
async fn clean(ctx: &Context) -> bool {
    // What is settled is finished only when the store has it.
    ctx.settler.flush().await;
    let journal = ctx.journal.purge().await.inspect_err(|error| {
        tracing::warn!(%error, "finished records cannot be taken off the disk now; trying again in a minute");
    });
    let store = ctx.store.purge().await.inspect_err(|error| {
        tracing::debug!(%error, "the store's write-ahead log cannot be emptied now; trying again in a minute");
    });
    journal.is_ok() && store.unwrap_or(false)
}

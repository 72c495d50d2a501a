//! Waiting for a condition instead of for a time.

use std::time::Duration;
use tokio::time::Instant;

/// How long a condition may take to come true. Generous: it only ends tests that would hang.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// The pause between two checks of the condition.
const STEP: Duration = Duration::from_millis(10);

/// Waits until the condition holds.
///
/// # Panics
/// It did not within [`PATIENCE`]; `what` says what was waited for.
pub async fn until(what: &str, condition: impl AsyncFnMut() -> bool) {
    until_or(what, condition, async || String::new()).await;
}

/// [`until`] that says more when it gives up.
///
/// # Panics
/// The condition did not hold within [`PATIENCE`]; `state` says what there was instead.
pub async fn until_or(what: &str, mut condition: impl AsyncFnMut() -> bool, state: impl AsyncFn() -> String) {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await {
        if Instant::now() >= deadline {
            panic!("gave up waiting for this: {what}\n{}", state().await);
        }
        tokio::time::sleep(STEP).await;
    }
}

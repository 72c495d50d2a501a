//! Waiting for what the story tells.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// How long a condition may take to come true before the story gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two checks of the condition.
const STEP: Duration = Duration::from_millis(25);

/// Waits until the condition holds.
///
/// # Errors
/// It did not within [`PATIENCE`], or nobody can tell.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await? {
        if Instant::now() > deadline {
            bail!("waited {} s for {what}", PATIENCE.as_secs());
        }
        tokio::time::sleep(STEP).await;
    }
    Ok(())
}

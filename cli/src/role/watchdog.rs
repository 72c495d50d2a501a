//! Whether the loops of this process turn, and the word about it to systemd: READY when the roles have begun, WATCHDOG while no loop hangs,
//! STOPPING at the end. Where no systemd waits for it, the word goes nowhere.

use super::health::Health;
use anyhow::Result;
use sd_notify::NotifyState;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often the loops are looked at. systemd wants to hear of it at least twice in `WatchdogSec`.
const EVERY: Duration = Duration::from_secs(5);
/// A start that continues gets this much more time whenever systemd is told of it, in us.
const STARTING: u32 = 60_000_000;

/// Looks at the loops until `stop`; `started` is cancelled when the roles have begun.
///
/// # Errors
/// None: that systemd cannot be told is no reason to end.
pub async fn run(health: Health, started: CancellationToken, stop: CancellationToken) -> Result<()> {
    let (mut ready, mut hung) = (false, Vec::new());
    while !stop.is_cancelled() {
        if !ready && started.is_cancelled() {
            tell(NotifyState::Ready);
            ready = true;
        } else if !ready {
            tell(NotifyState::ExtendTimeoutUsec(STARTING));
        }
        let hangs = health.hanging(Instant::now());
        if hangs.is_empty() {
            tell(NotifyState::Watchdog);
        } else if hangs != hung {
            tracing::error!(loops = hangs.join(","), "a loop of this process hangs: a supervisor that asks for it restarts the process");
        }
        hung = hangs;
        tokio::select! {
            () = stop.cancelled() => {}
            () = started.cancelled(), if !ready => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    tell(NotifyState::Stopping);
    Ok(())
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(false, &[state]) {
        tracing::debug!(%error, "systemd cannot be told how this process is");
    }
}

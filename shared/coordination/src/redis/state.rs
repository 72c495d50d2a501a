//! What is known of the server.

use domain::episode::Episode;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The longest that one operation takes, its connection included.
pub(super) const PATIENCE: Duration = Duration::from_millis(1500);

#[derive(Default)]
pub(super) struct State {
    /// The last operation failed: the log says once that the cache is gone, and once that it is back.
    pub lost: Episode,
    /// It did not answer in time, and the prober has not heard from it since.
    pub silent: AtomicBool,
}

impl State {
    pub fn answered(&self) {
        if self.lost.ends() {
            tracing::info!("the cache answers again");
        }
    }
}

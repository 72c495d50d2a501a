//! Role projector.

use super::health::Health;
use crate::backends::Backends;
use crate::config::Config;
use anyhow::Result;
use domain::turns::Turns;
use projector::{Deps, Options};
use tokio_util::sync::CancellationToken;

/// Events folded in one transaction at most: enough to amortise the commit, small enough to stay short. A power of two: new rows are one statement then.
const BATCH: usize = 512;

/// The role as a future that owns what it needs. `settled` is cancelled when the start cannot fail for what it finds any more.
pub fn open(
    config: &Config,
    backends: &Backends,
    health: &Health,
    settled: CancellationToken,
    stop: CancellationToken,
) -> impl Future<Output = Result<()>> + Send + 'static {
    let deps = Deps {
        store: backends.store.for_projection(),
        log: backends.log.clone(),
        cache: backends.cache.clone(),
        clock: backends.clock.clone(),
        archive: config.log.archive.clone(),
    };
    let turns = Turns::default();
    health.watch("projector", turns.clone());
    async move { Ok(projector::run_settling(deps, Options { batch: BATCH, turns }, settled, stop).await?) }
}

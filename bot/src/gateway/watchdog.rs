//! Notices when a shard stays dead: serenity reconnects by itself, but a runner that was lost for good is nobody's business there.

use serenity::gateway::ConnectionStage;
use serenity::gateway::ShardManager;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Returns when some shard, or all, have not been connected for `limit`.
pub(super) async fn dead(shards: Arc<ShardManager>, limit: Duration) {
    let mut alive = Instant::now();
    loop {
        tokio::time::sleep((limit / 10).min(Duration::from_secs(5))).await;
        // The lock is the runners' own; if it cannot be had, they hang.
        let connected = match tokio::time::timeout(limit, shards.runners.lock()).await {
            Ok(runners) => !runners.is_empty() && runners.values().all(|runner| runner.stage == ConnectionStage::Connected),
            Err(_) => false,
        };
        if connected {
            alive = Instant::now();
        } else if alive.elapsed() >= limit {
            return;
        }
    }
}

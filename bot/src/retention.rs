//! Erases what belongs to guilds that the bot left long ago, in case nobody invites it back.

use shared::clock::Clock;
use shared::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a left guild's rows are kept.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// How often is looked.
const LOOK: Duration = Duration::from_secs(6 * 3600);

/// Looks at the start and then every few hours, until `stop`.
pub(crate) async fn run(store: Store, clock: Arc<dyn Clock>, stop: CancellationToken) {
    loop {
        match store.forget_left_guilds(clock.now() - GRACE).await {
            Ok(0) => {}
            Ok(guilds) => tracing::info!(guilds, "erased what belonged to guilds that the bot left more than 30 days ago"),
            Err(error) => tracing::warn!(%error, "guilds that the bot left cannot be erased now, trying again later"),
        }
        if stop.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_none() {
            return;
        }
    }
}

//! Erases what belongs to guilds that the bot left long ago, in case nobody invites it back.

use domain::clock::Clock;
use std::sync::Arc;
use std::time::Duration;
use store::BotStore;
use tokio_util::sync::CancellationToken;

/// How long a left guild's rows are kept.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// How often is looked.
const LOOK: Duration = Duration::from_secs(6 * 3600);

/// Looks at the start and then every few hours, until `stop`.
pub(crate) async fn run(store: BotStore, clock: Arc<dyn Clock>, stop: CancellationToken) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::{ManualClock, Timestamp};
    use domain::id::GuildId;
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    use store::Store;

    async fn guilds(store: &Store) -> Vec<i64> {
        let ask = Statement::from_sql_and_values(DbBackend::Sqlite, "SELECT id FROM guild ORDER BY id", []);
        let rows = store.connection().query_all_raw(ask).await.unwrap();
        rows.iter().map(|row| row.try_get("", "id").unwrap()).collect()
    }

    #[tokio::test]
    async fn guilds_that_were_left_over_a_month_ago_are_erased_and_the_others_kept() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let day = |days| Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(days);
        store.for_bot().guild_joined(GuildId(1), day(0)).await.unwrap();
        store.for_bot().guild_left(GuildId(2), day(0)).await.unwrap();
        store.for_bot().guild_left(GuildId(3), day(2)).await.unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(store.for_bot(), Arc::new(ManualClock::at(day(31))), stop.clone()));
        while guilds(&store).await.len() == 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
        task.await.unwrap();
        assert_eq!(guilds(&store).await, [1, 3]);
    }
}

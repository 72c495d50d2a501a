//! What every command works with: its context, and the store with a deadline.

use super::error::Error;
use crate::gateway::deps::Deps;
use domain::id::GuildId;
use domain::watch::Watch;
use std::future::Future;
use std::time::Duration;
use store::StoreError;

/// What commands work with.
pub(crate) type Data = Deps;
/// A slash command's context.
pub(crate) type Context<'a> = poise::ApplicationContext<'a, Data, Error>;

/// A stuck database must not keep a moderator waiting: the answer is then "try again", within the 3 s in which Discord itself would give up.
pub(super) const STORE_PATIENCE: Duration = Duration::from_millis(2500);
/// Autocomplete cannot be deferred and is worthless when late.
pub(super) const AUTOCOMPLETE_PATIENCE: Duration = Duration::from_millis(1500);
/// Discord's limit of choices in an autocomplete answer.
pub(super) const MAX_CHOICES: u32 = 25;

/// More watches than any server has.
const MOST_WATCHES: u32 = 20_000;

/// All watches of a server.
pub(super) async fn watches_of(data: &Data, guild: GuildId) -> Result<Vec<Watch>, StoreError> {
    Ok(data.store.watches(guild, None, 0, MOST_WATCHES).await?.watches)
}

/// Asks the store with a deadline.
pub(super) async fn ask<T>(question: impl Future<Output = Result<T, StoreError>>) -> Result<T, Error> {
    tokio::time::timeout(STORE_PATIENCE, question).await.map_err(|_| Error::StoreSlow)?.map_err(Error::Store)
}

/// Asks the store for autocomplete: what does not come in time, or fails, is no suggestion.
pub(super) async fn suggest<T: Default>(question: impl Future<Output = Result<T, StoreError>>) -> T {
    match tokio::time::timeout(AUTOCOMPLETE_PATIENCE, question).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the store could not be asked for autocomplete");
            T::default()
        }
        Err(_) => {
            tracing::warn!("the store did not answer in time for autocomplete");
            T::default()
        }
    }
}

/// Tells ingest that the set of watched artists changed; a lost hint costs it a slow timer's period.
pub(super) async fn watches_changed(data: &Data) {
    if let Err(error) = data.cache.publish(coordination::topic::WATCHES, "").await {
        tracing::warn!(%error, "could not hint that the watches changed; ingest notices on its timer");
    }
}

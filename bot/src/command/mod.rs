//! Slash commands, one file each.
//!
//! Every command is answered at once with a deferred, ephemeral answer: Discord waits 3 s, a look-up at DeviantArt may take longer.
//! Discord itself enforces who may use a command (Manage Server by default, what the server's integration settings say otherwise);
//! it does not for buttons, so their handlers check again.

mod answer;
mod artist;
mod component;
mod error;
mod folder;
mod help;
mod limits;
mod place;
mod similar;
mod spelling;
mod unwatch;
mod watch;
mod watches;

pub(crate) use component::clicked;
pub(crate) use error::{Error, on_error};
pub use limits::LookUps;
pub(crate) use spelling::Unclear;

use std::future::Future;
use std::time::Duration;
use store::StoreError;

/// What commands work with.
pub(crate) type Data = crate::gateway::Deps;
/// A slash command's context.
pub(crate) type Context<'a> = poise::ApplicationContext<'a, Data, Error>;

/// All commands, as they are registered and as `/help` lists them.
pub(crate) fn all() -> Vec<poise::Command<Data, Error>> {
    vec![watch::watch(), unwatch::unwatch(), watches::watches(), help::help()]
}

/// A stuck database must not keep a moderator waiting: the answer is then "try again", within the 3 s in which Discord itself would give up.
const STORE_PATIENCE: Duration = Duration::from_millis(2500);
/// Autocomplete cannot be deferred and is worthless when late.
const AUTOCOMPLETE_PATIENCE: Duration = Duration::from_millis(1500);
/// Discord's limit of choices in an autocomplete answer.
const MAX_CHOICES: u32 = 25;

/// Asks the store with a deadline.
async fn ask<T>(question: impl Future<Output = Result<T, StoreError>>) -> Result<T, Error> {
    tokio::time::timeout(STORE_PATIENCE, question).await.map_err(|_| Error::StoreSlow)?.map_err(Error::Store)
}

/// Asks the store for autocomplete: what does not come in time, or fails, is no suggestion.
async fn suggest<T: Default>(question: impl Future<Output = Result<T, StoreError>>) -> T {
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
async fn watches_changed(data: &Data) {
    if let Err(error) = data.cache.publish(coordination::topic::WATCHES, "").await {
        tracing::warn!(%error, "could not hint that the watches changed; ingest notices on its timer");
    }
}

#[cfg(test)]
mod tests;

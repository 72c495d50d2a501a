//! Erases what belongs to guilds that the bot left long ago, in case nobody invites it back.

use crate::delivery::{Handle, Hint};
use crate::discord::Places;
use crate::discord::places::Unknown;
use domain::clock::Timestamp;
use std::time::Duration;
use store::{BotStore, StoreError};
use tokio_util::sync::CancellationToken;

/// How long a left guild's rows are kept.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// How often is looked for such guilds.
const EVERY: Duration = Duration::from_secs(6 * 3600);
/// The wait before the next try where one came to nothing.
const RETRY: Duration = Duration::from_secs(60);

/// What it takes to erase.
pub(crate) struct Retention {
    pub store: BotStore,
    pub places: Places,
    pub delivery: Handle,
}

impl Retention {
    /// Works at the start and then every few hours, until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) {
        loop {
            let wait = match self.round(&stop).await {
                Ok(true) => EVERY,
                Ok(false) => RETRY,
                Err(error) => {
                    tracing::warn!(%error, "guilds that the bot left cannot be erased now, trying again later");
                    RETRY
                }
            };
            if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
                return;
            }
        }
    }

    /// False: Discord has not told everything that this depends on.
    async fn round(&self, stop: &CancellationToken) -> Result<bool, StoreError> {
        // Discord's time: a wrong clock of this host must not erase anything.
        let Some(now) = discord_now(&self.places, stop).await else { return Ok(false) };
        let (mut erased, mut all) = (0_u32, true);
        for guild in self.store.left_guilds(now - GRACE).await? {
            // The bot may have been invited back while it was not running, so Discord is asked first.
            match self.places.guild(guild, stop).await {
                Ok(_) => self.store.guild_joined(guild, now).await?,
                Err(Unknown::NotThere) => {
                    erased += u32::from(self.store.forget_left_guild(guild, now - GRACE).await?);
                    self.delivery.hint(Hint::Erased(guild));
                }
                Err(Unknown::Hidden | Unknown::Later(_)) => all = false,
            }
        }
        if erased > 0 {
            tracing::info!(guilds = erased, "erased what belonged to guilds that the bot left more than 30 days ago");
        }
        Ok(all)
    }
}

/// Discord's time, which is asked for if it is not known yet; None: Discord does not tell it now.
pub(crate) async fn discord_now(places: &Places, stop: &CancellationToken) -> Option<Timestamp> {
    let rest = places.rest();
    if rest.discord_now().is_none() {
        rest.me(stop).await.ok()?;
    }
    rest.discord_now()
}

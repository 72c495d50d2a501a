//! What the store is told of servers, in order and beside the events: a store that does not answer must not hold them up.

use crate::discord::Rest;
use domain::clock::{Clock, Timestamp};
use domain::id::GuildId;
use std::sync::Arc;
use std::time::Duration;
use store::BotStore;
use tokio::sync::mpsc;

/// For one note: the next session tells again who is there.
const PATIENCE: Duration = Duration::from_secs(10);
/// Notes that may wait; a start brings one for each server.
const WAITING: usize = 8_192;

/// A note.
#[derive(Debug)]
pub(super) enum Note {
    /// With Discord's word for its language, if it came.
    Joined(GuildId, Option<String>),
    /// Discord's word for its language.
    Speaks(GuildId, String),
    Left(GuildId),
    /// The servers of one shard: those that are missing were left while nobody listened.
    Present {
        guilds: Vec<GuildId>,
        shard: u64,
        shards: u64,
    },
}

/// Where notes go. Cheap to clone.
#[derive(Clone)]
pub(super) struct Notes(mpsc::Sender<Note>);

impl Notes {
    /// Somebody writes as long as there is a clone.
    pub(super) fn new(store: BotStore, clock: Arc<dyn Clock>, rest: Rest, max_watches: u32) -> Self {
        let (notes, mut waiting) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            while let Some(note) = waiting.recv().await {
                // Discord's time, by which it is decided how long a server that was left is kept.
                let now = rest.discord_now().unwrap_or_else(|| clock.now());
                let joined = if let Note::Joined(guild, _) = &note { Some(*guild) } else { None };
                write(&store, now, note).await;
                if let Some(guild) = joined {
                    invited(&store, guild, max_watches, now).await;
                }
            }
        });
        Self(notes)
    }

    pub(super) fn add(&self, note: Note) {
        if self.0.try_send(note).is_err() {
            tracing::warn!("the store falls behind what Discord reports of servers; the next session reports it again");
        }
    }

    #[cfg(test)]
    pub(super) fn kept() -> (Self, mpsc::Receiver<Note>) {
        let (notes, waiting) = mpsc::channel(WAITING);
        (Self(notes), waiting)
    }
}

/// Listeners that another system's import kept aside for this server become watches.
async fn invited(store: &BotStore, guild: GuildId, max_watches: u32, now: Timestamp) {
    let (mut watches, mut waiting) = (0, 0);
    loop {
        match tokio::time::timeout(PATIENCE, store.take_from_aside(guild, max_watches, now)).await {
            Ok(Ok(invited)) => {
                watches += invited.watches;
                waiting = invited.waiting;
                if !invited.more {
                    break;
                }
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, %guild, "what the import kept aside for a server cannot become watches now; the next session tries again");
                break;
            }
            Err(_) => {
                tracing::warn!(%guild, "what the import kept aside for a server did not become watches in time; the next session tries again");
                break;
            }
        }
    }
    if watches > 0 {
        tracing::info!(%guild, watches, "the bot was invited: what the import kept aside for this server is watched now");
    }
    if waiting > 0 {
        tracing::warn!(
            %guild,
            "this server has as many watches as discord.max_watches allows; some that the import kept aside wait until the bot starts with a larger limit"
        );
    }
}

async fn write(store: &BotStore, now: Timestamp, note: Note) {
    let written = async {
        match note {
            Note::Joined(guild, locale) => {
                store.guild_present(guild, now).await?;
                match locale {
                    Some(locale) => store.guild_speaks(guild, &locale).await,
                    None => Ok(()),
                }
            }
            Note::Speaks(guild, locale) => store.guild_speaks(guild, &locale).await,
            Note::Left(guild) => store.guild_left(guild, now).await,
            // Discord's documentation, "Sharding": shard_id = (guild_id >> 22) % num_shards.
            Note::Present { guilds, shard, shards } => {
                let gone = store.guilds_present(&guilds, |guild| (guild.0 >> 22) % shards == shard, now).await?;
                for guild in gone {
                    tracing::info!(%guild, "removed from a server while not connected");
                }
                Ok(())
            }
        }
    };
    match tokio::time::timeout(PATIENCE, written).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "the store could not note what Discord reported of a server; the next session reports it again")
        }
        Err(_) => tracing::warn!("the store did not note in time what Discord reported of a server; the next session reports it again"),
    }
}

//! What the store is told of servers, in order and beside the events: a store that does not answer must not hold them up.

use super::deps::Deps;
use crate::discord::Picture;
use domain::clock::Timestamp;
use domain::episode::Episode;
use domain::id::GuildId;
use std::collections::HashSet;
use std::time::Duration;
use store::{BotStore, StoreError};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

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
    pub(super) fn new(deps: &Deps, look_aside: Duration) -> Self {
        let (notes, waiting) = mpsc::channel(WAITING);
        let writer = Writer { deps: deps.clone(), full: HashSet::new(), trouble: Episode::default() };
        tokio::spawn(writer.run(waiting, look_aside));
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

/// Who writes the notes.
struct Writer {
    deps: Deps,
    /// Servers of which it was logged that they have as many watches as they may.
    full: HashSet<GuildId>,
    /// The store does not answer what is asked about listeners that were kept aside.
    trouble: Episode,
}

impl Writer {
    async fn run(mut self, mut waiting: mpsc::Receiver<Note>, look_aside: Duration) {
        let mut look = tokio::time::interval(look_aside);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                note = waiting.recv() => match note {
                    Some(note) => self.take(note).await,
                    None => return,
                },
                _ = look.tick() => self.look_aside().await,
            }
        }
    }

    /// Discord's time, by which it is decided how long a server that was left is kept.
    fn now(&self) -> Timestamp {
        self.deps.places.rest().discord_now().unwrap_or_else(|| self.deps.clock.now())
    }

    async fn take(&mut self, note: Note) {
        let joined = if let Note::Joined(guild, _) = &note { Some(*guild) } else { None };
        write(&self.deps.store, self.now(), note).await;
        if let Some(guild) = joined {
            // The next look comes back to what fails here.
            self.adopt(guild).await;
        }
    }

    /// Adopts what was kept aside after the server's invitation was noted: an import asks Discord once a run, and a store may have been away.
    async fn look_aside(&mut self) {
        let mut after = None;
        loop {
            let Some(guilds) = self.ask(self.deps.store.guilds_aside(after)).await else { return };
            let Some(last) = guilds.last() else { return };
            after = Some(*last);
            for guild in guilds {
                if is_there(self.deps.picture(), guild) && !self.adopt(guild).await {
                    return;
                }
            }
        }
    }

    /// Listeners that another system's import kept aside for this server become watches. False: the store did not answer.
    async fn adopt(&mut self, guild: GuildId) -> bool {
        let (mut watches, mut waiting) = (0, 0);
        let answered = loop {
            let turn = self.deps.store.take_from_aside(guild, self.deps.max_watches, self.now());
            match self.ask(turn).await {
                Some(invited) => {
                    (watches, waiting) = (watches + invited.watches, invited.waiting);
                    if !invited.more {
                        break true;
                    }
                }
                None => break false,
            }
        };
        if watches > 0 {
            tracing::info!(%guild, watches, "the bot was invited: what the import kept aside for this server is watched now");
        }
        if waiting == 0 {
            self.full.remove(&guild);
        } else if self.full.insert(guild) {
            tracing::warn!(
                %guild,
                "this server has as many watches as discord.max_watches allows; what else the import kept aside waits until it may have more"
            );
        }
        answered
    }

    /// The store's answer; None when none came in time. It is asked again with the next look.
    async fn ask<T>(&self, question: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let answer = tokio::time::timeout(PATIENCE, question).await;
        let trouble = match answer {
            Ok(Ok(answer)) => {
                self.trouble.ends();
                return Some(answer);
            }
            Ok(Err(error)) => Some(error),
            Err(_) => None,
        };
        if self.trouble.begins() {
            let error = trouble.map_or_else(|| "no answer in time".to_owned(), |error| domain::cause::chain(&error));
            tracing::warn!(error, "what an import kept aside cannot become watches now; trying again twice a minute");
        }
        None
    }
}

/// Whether the bot is in this server, as far as the gateway of this process tells.
fn is_there(picture: &Picture, guild: GuildId) -> bool {
    picture.guild(guild).is_some()
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

//! What the gateway reports, passed on: to the store, to the sender, to what is known of channels.

use super::{ChannelNews, Deps};
use crate::command;
use crate::delivery::Hint;
use serenity::all::{Context, FullEvent, GuildChannel, Interaction};
use shared::id::{ChannelId, GuildId};
use std::time::Duration;

/// For a note in the store: a gateway event must not wait for ever, and the next start tells again who is there.
const STORE_PATIENCE: Duration = Duration::from_secs(10);

/// Handles one event; failures are logged here.
pub(super) async fn handle(discord: &Context, deps: &Deps, event: &FullEvent) {
    match event {
        FullEvent::InteractionCreate { interaction: Interaction::Component(click) } => command::clicked(discord, deps, click).await,
        FullEvent::Ready { data_about_bot } => {
            deps.board.commands(None);
            let (guilds, shard) = (data_about_bot.guilds.len(), data_about_bot.shard.map_or(0, |shard| shard.id.0));
            tracing::info!(guilds, shard, "connected to Discord");
            let present: Vec<GuildId> = data_about_bot.guilds.iter().map(|guild| GuildId(guild.id.get())).collect();
            // Discord's documentation, "Sharding": shard_id = (guild_id >> 22) % num_shards.
            let (shard, shards) = data_about_bot.shard.map_or((0, 1), |shard| (u64::from(shard.id.0), u64::from(shard.total.max(1))));
            note("guilds left meanwhile", async {
                for guild in deps.store.guilds_present(&present, |guild| (guild.0 >> 22) % shards == shard, deps.clock.now()).await? {
                    tracing::info!(%guild, "removed from a server while not connected");
                    (deps.channels)(ChannelNews::GuildGone(guild));
                }
                Ok(())
            })
            .await;
        }
        FullEvent::Resume { .. } => tracing::info!("the connection to Discord was resumed"),
        FullEvent::GuildCreate { guild, .. } => {
            let id = GuildId(guild.id.get());
            for channel in guild.channels.values().chain(&guild.threads) {
                (deps.channels)(seen(channel));
            }
            deps.delivery.hint(Hint::Guild(id));
            note("guild joined", deps.store.guild_joined(id, deps.clock.now())).await;
        }
        FullEvent::GuildDelete { incomplete, .. } => {
            let id = GuildId(incomplete.id.get());
            (deps.channels)(ChannelNews::GuildGone(id));
            // `unavailable` means an outage at Discord; only its absence means that the bot was removed.
            if !incomplete.unavailable {
                tracing::info!(guild = %id, "removed from a server");
                note("guild left", deps.store.guild_left(id, deps.clock.now())).await;
            }
        }
        FullEvent::ChannelCreate { channel } => changed(deps, channel),
        FullEvent::ChannelUpdate { new, .. } => changed(deps, new),
        FullEvent::ThreadCreate { thread } => changed(deps, thread),
        FullEvent::ThreadUpdate { new, .. } => changed(deps, new),
        FullEvent::ChannelDelete { channel, .. } => gone(deps, channel.id),
        FullEvent::ThreadDelete { thread, .. } => gone(deps, thread.id),
        FullEvent::GuildRoleCreate { new } => deps.delivery.hint(Hint::Guild(GuildId(new.guild_id.get()))),
        FullEvent::GuildRoleUpdate { new, .. } => deps.delivery.hint(Hint::Guild(GuildId(new.guild_id.get()))),
        FullEvent::GuildRoleDelete { guild_id, .. } => deps.delivery.hint(Hint::Guild(GuildId(guild_id.get()))),
        FullEvent::GuildUpdate { new_data, .. } => deps.delivery.hint(Hint::Guild(GuildId(new_data.id.get()))),
        // Without the members intent, Discord tells of the bot itself only: its roles changed.
        FullEvent::GuildMemberUpdate { event, .. } => deps.delivery.hint(Hint::Guild(GuildId(event.guild_id.get()))),
        _ => {}
    }
}

fn seen(channel: &GuildChannel) -> ChannelNews {
    ChannelNews::Seen {
        guild: GuildId(channel.guild_id.get()),
        channel: ChannelId(channel.id.get()),
        thread_of: channel.thread_metadata.and(channel.parent_id).map(|parent| ChannelId(parent.get())),
        age_restricted: channel.nsfw,
    }
}

fn changed(deps: &Deps, channel: &GuildChannel) {
    (deps.channels)(seen(channel));
    deps.delivery.hint(Hint::Channel(ChannelId(channel.id.get())));
}

fn gone(deps: &Deps, channel: serenity::all::ChannelId) {
    let id = ChannelId(channel.get());
    (deps.channels)(ChannelNews::Gone(id));
    deps.delivery.hint(Hint::Channel(id));
}

async fn note(what: &'static str, write: impl Future<Output = Result<(), shared::store::StoreError>>) {
    match tokio::time::timeout(STORE_PATIENCE, write).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(what, %error, "the store could not note what Discord reported"),
        Err(_) => tracing::warn!(what, "the store did not note in time what Discord reported"),
    }
}

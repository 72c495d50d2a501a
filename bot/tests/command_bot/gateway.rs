//! The connection itself: registration, resume, what guild events do, how it ends.

use crate::rig::{Rig, patience};
use bot::delivery::Hint;
use bot::discord::ChannelInfo;
use bot::gateway::{Error, Patience};
use sandbox::discord::{ChannelKind, Dose, Fault, Where};
use serde_json::json;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

fn registrations(rig: &Rig) -> usize {
    rig.world.requests().iter().filter(|seen| seen.method == "PUT" && seen.path.ends_with("/commands")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_once_and_only_when_they_changed() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.world.wait_until("the first registration", |_| registrations(&rig) == 1).await?;
    rig.disconnect().await?;
    rig.connect(patience()).await?;
    let looked = |world: &sandbox::discord::World| {
        world.requests().iter().filter(|seen| seen.method == "GET" && seen.path.ends_with("/commands") && seen.status == 200).count() >= 2
    };
    rig.world.wait_until("a second look at the commands", looked).await?;
    // The second connection answers, so it is past its start.
    rig.slash("help", json!({})).await?;
    assert_eq!(registrations(&rig), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_answer_after_a_reconnect_and_after_a_new_session() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    for reconnect in ["op 7", "dropped", "invalid session"] {
        let before = rig.world.gateway().sessions();
        match reconnect {
            "op 7" => rig.world.gateway().reconnect(),
            "dropped" => rig.world.gateway().drop_connections(),
            _ => rig.world.gateway().invalid_session(false),
        };
        let changed = |world: &sandbox::discord::World| {
            let now = world.gateway().sessions();
            now.iter().any(|session| session.connected) && format!("{now:?}") != format!("{before:?}")
        };
        rig.world.wait_until("a fresh connection", changed).await?;
        if reconnect == "invalid session" {
            rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
        }
        let text = rig.slash("watches", json!({})).await?.text();
        assert!(text.contains("/watch"), "{reconnect}: {text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_channels_and_guilds_is_passed_on() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let guild = domain::id::GuildId(rig.guild.0);
    let channel = rig.add_channel("new", ChannelKind::Text).await?;
    rig.world.set_nsfw(channel, true);
    let id = domain::id::ChannelId(channel);
    rig.hint(Hint::Channel(id)).await?;
    let thread = domain::id::ChannelId(rig.world.add_thread(channel, "thread"));
    rig.hint(Hint::Channel(thread)).await?;
    let known = |id| rig.deps.picture().fresh(guild, id);
    let of = |id, nsfw, thread_parent: Option<_>| {
        let kind = if thread_parent.is_some() { 11 } else { 0 };
        ChannelInfo { id, guild: Some(guild), nsfw, thread_parent, kind, wants: None }
    };
    assert_eq!((known(id), known(thread)), (Some(of(id, true, None)), Some(of(thread, false, Some(id)))));
    rig.world.add_role(rig.guild, "role", 0);
    rig.hint(Hint::Guild(guild)).await?;
    rig.world.delete_channel(channel);
    rig.hint(Hint::Channel(id)).await?;
    let picture = rig.deps.picture().clone();
    assert_eq!(picture.fresh(guild, id), None);
    assert!(picture.guild(guild).is_some());
    rig.world.guild_unavailable(rig.guild);
    rig.world.wait_until("the outage to be known", |_| picture.guild(guild).is_none()).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guild_that_is_left_is_forgotten_and_one_in_an_outage_is_not() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.plant("Somebody", rig.channel).await?;
    let outage = rig.world.add_guild("Outage");
    rig.hint(Hint::Guild(domain::id::GuildId(outage.0))).await?;
    rig.deps.store.guild_joined(domain::id::GuildId(outage.0), rig.deps.clock.now()).await?;
    rig.world.guild_unavailable(outage);
    rig.world.remove_bot(rig.guild);
    let later = rig.deps.clock.now() + chrono::TimeDelta::days(1);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
    let mut left = Vec::new();
    while left.is_empty() {
        assert!(tokio::time::Instant::now() < deadline, "the guild was not marked as left");
        left = rig.store.for_bot().left_guilds(later).await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(left, [domain::id::GuildId(rig.guild.0)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_ends_with_a_clear_error() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    rig.deps.token = "wrong.token.value".to_owned().into();
    rig.deps.places = crate::rig::places(rig.deps.api_url.as_str(), "wrong.token.value")?;
    let ended = bot::gateway::run(rig.deps.clone(), CancellationToken::new());
    let error = tokio::time::timeout(Duration::from_secs(60), ended).await?.unwrap_err();
    assert!(matches!(error, Error::InvalidToken), "{error:?}");
    assert!(error.to_string().contains("discord.token") && !error.to_string().contains("wrong.token"), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_it_in_time_even_when_discord_is_silent() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.world.gateway().stop_acking_heartbeats(true);
    rig.disconnect().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_discords_that_never_comes_is_given_up() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    let looks = |world: &sandbox::discord::World| {
        world.requests().iter().filter(|seen| seen.method == "GET" && seen.path.ends_with("/commands") && seen.status == 200).count()
    };
    let before = looks(&rig.world);
    let silence = Fault::Stall(Duration::from_secs(600));
    let silence = rig.world.faults().inject(Where::Path("/commands".to_owned()), silence, Dose::Times(1));
    rig.connect(patience()).await?;
    rig.world.wait_until("the commands to be looked at again", |world| looks(world) > before).await?;
    assert_eq!(rig.world.faults().fired_by(silence), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_stays_dead_ends_with_an_error() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    // Discord takes the connection and then says nothing.
    rig.world.faults().slow_gateway(Duration::from_secs(600));
    let patience = Patience { dead_after: Duration::from_secs(2), ..patience() };
    let ended = bot::gateway::run_with(rig.deps.clone(), patience, CancellationToken::new());
    let error = tokio::time::timeout(Duration::from_secs(60), ended).await?.unwrap_err();
    assert!(matches!(error, Error::Dead(_)), "{error:?}");
    Ok(())
}

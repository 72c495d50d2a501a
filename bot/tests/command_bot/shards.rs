//! Several shards: each has its own servers, its own sessions and its own fate.

use crate::rig::{Rig, patience};
use bot::gateway::{Deps, Patience};
use domain::id::GuildId as Guild;
use sandbox::discord::{ChannelKind, GuildId, Storm, World};
use serde_json::json;
use std::num::NonZeroU16;
use std::time::Duration;
use tokio::time::Instant;

/// A server whose shard among two, four, eight or sixteen has this number, with a channel.
fn server(world: &World, number: u64) -> (GuildId, u64) {
    let id = |part: u64| ((1 << 40) + number) << 22 | part;
    world.plan_ids((1..=4).map(id));
    let guild = world.add_guild(&format!("Server of shard {number}"));
    (guild, world.add_channel(guild, "art", ChannelKind::Text))
}

/// The shards that are connected, in order.
fn connected(world: &World) -> Vec<(u64, u64)> {
    let mut shards: Vec<_> = world.gateway().sessions().iter().filter(|session| session.connected).map(|session| session.shard).collect();
    shards.sort_unstable();
    shards
}

async fn until_connected(world: &World, of: u64) -> anyhow::Result<()> {
    let all: Vec<_> = (0..of).map(|number| (number, of)).collect();
    Ok(world.wait_until(&format!("{of} shards"), |world| connected(world) == all).await?)
}

/// So many shards, each with a server.
async fn rig(shards: u64, change: impl FnOnce(&mut Deps, &World)) -> anyhow::Result<(Rig, Vec<(GuildId, u64)>)> {
    let mut servers = Vec::new();
    let rig = Rig::start_with(|deps, world| {
        world.gateway().shards(shards, 1);
        servers = (0..shards).map(|number| server(world, number)).collect();
        change(deps, world);
    })
    .await?;
    Ok((rig, servers))
}

/// A command in this server is answered; how long that took.
async fn answer(rig: &Rig, server: (GuildId, u64), what: &str) -> Duration {
    let asked = Instant::now();
    let reply = rig.world.interact().slash((server.0, server.1, &rig.moderator), "help", json!({})).await;
    let reply = reply.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(reply.ephemeral && !reply.pending, "{what}: {reply:?}");
    assert_eq!(rig.world.interaction_mistakes(), (0, 0), "{what}");
    asked.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_shards_begin_no_faster_than_discord_allows_and_each_is_counted() -> anyhow::Result<()> {
    let (mut rig, servers) = rig(8, |_, _| ()).await?;
    // Those of the quick start are all in before the pace holds: one on its way would count as too fast.
    until_connected(&rig.world, 8).await?;
    rig.disconnect().await?;
    rig.world.gateway().pace(2, Duration::from_millis(250));
    rig.connect_blindly(Patience { identify_gap: Duration::from_secs(2), ..patience() }).await?;
    until_connected(&rig.world, 8).await?;
    for (number, server) in servers.iter().enumerate() {
        answer(&rig, *server, &format!("shard {number}")).await;
    }
    let (asked, day) = (rig.world.gateway().asked().0, rig.deps.clock.now() - chrono::TimeDelta::days(1));
    let counted = rig.store.for_bot().gateway_starts(day).await?;
    assert!(counted.len() as u64 >= asked && asked >= 8, "each was written down before it was begun: {asked}, {counted:?}");
    assert_eq!(rig.world.gateway().mistakes(), (0, 0), "too fast, or two sessions of a shard");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_let_in_too_fast_is_refused_and_comes_back() -> anyhow::Result<()> {
    let (mut rig, _servers) = rig(4, |_, _| ()).await?;
    rig.disconnect().await?;
    rig.world.gateway().pace(2, Duration::from_millis(250));
    rig.connect_blindly(Patience { identify_gap: Duration::ZERO, ..patience() }).await?;
    until_connected(&rig.world, 4).await?;
    let (too_fast, twice) = rig.world.gateway().mistakes();
    assert!(too_fast > 0 && twice == 0, "{too_fast}, {twice}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_that_is_refused_or_dead_leaves_the_others_their_commands() -> anyhow::Result<()> {
    let (mut rig, servers) = rig(4, |_, _| ()).await?;
    for storm in [Storm::Silent, Storm::Invalid, Storm::Close(4004), Storm::Close(4010), Storm::Close(4012), Storm::Close(4014)] {
        // Its own client, so that no pause of one storm's is another's.
        rig.disconnect().await?;
        rig.begin(Patience { dead_after: Duration::from_secs(2), identify_gap: Duration::ZERO, ..patience() });
        until_connected(&rig.world, 4).await?;
        rig.world.gateway().storm_shard(3, Some(storm.clone()));
        let code = if let Storm::Close(code) = storm { code } else { 4009 };
        assert_eq!(rig.world.gateway().close_shard((3, 4), code), 1, "{storm:?}");
        let lost = |_: &World| rig.deps.board.snapshot().lost_shards.is_some();
        rig.world.wait_until("the loss to be told", lost).await?;
        let status = rig.deps.board.snapshot();
        let told = status.lost_shards.unwrap();
        assert!(told.starts_with("shard 3 of 4 of Discord's gateway has had no connection since"), "{storm:?}: {told}");
        assert_eq!((status.shards_up, status.shards, status.no_commands), (3, 4, None), "{storm:?}");
        // Longer than all of them together may be dead.
        let later = Instant::now() + Duration::from_millis(2_500);
        while Instant::now() < later {
            for (number, server) in servers.iter().enumerate().take(3) {
                answer(&rig, *server, &format!("shard {number} beside {storm:?}")).await;
            }
        }
        let picture = rig.deps.picture();
        assert!(picture.guild(Guild(servers[0].0.0)).is_some() && picture.guild(Guild(servers[3].0.0)).is_none(), "{storm:?}");
        rig.world.gateway().storm_shard(3, None);
        until_connected(&rig.world, 4).await?;
        answer(&rig, servers[3], &format!("after {storm:?}")).await;
        rig.world.wait_until("the loss to be over", |_| rig.deps.board.snapshot().lost_shards.is_none()).await?;
    }
    assert_eq!(rig.world.gateway().mistakes().1, 0, "two sessions of a shard");
    rig.disconnect().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_grew_too_large_shards_at_once() -> anyhow::Result<()> {
    let (mut rig, _) = rig(1, |_, _| ()).await?;
    let servers = [server(&rig.world, 2), server(&rig.world, 3)];
    rig.hint(bot::delivery::Hint::Guild(Guild(servers[1].0.0))).await?;
    let before = rig.world.gateway().asked().0;
    rig.world.gateway().shards(2, 2);
    let closed = Instant::now();
    rig.world.gateway().close(4011);
    until_connected(&rig.world, 2).await?;
    for server in servers {
        answer(&rig, server, "after 4011").await;
    }
    assert!(closed.elapsed() < Duration::from_secs(10), "{:?}", closed.elapsed());
    assert_eq!(rig.world.gateway().asked().0, before + 2, "no session is begun that Discord would refuse");
    let board = rig.deps.board.clone();
    rig.world.wait_until("both to be shown", |_| (board.snapshot().shards_up, board.snapshot().shards) == (2, 2)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_larger_fleet_takes_over_the_living_shards_work_and_none_answers_twice() -> anyhow::Result<()> {
    let (mut rig, servers) = rig(2, |_, _| ()).await?;
    until_connected(&rig.world, 2).await?;
    rig.disconnect().await?;
    rig.begin(Patience { identify_gap: Duration::from_millis(700), ..patience() });
    until_connected(&rig.world, 2).await?;
    rig.world.gateway().shards(4, 1);
    assert_eq!(rig.world.gateway().close_shard((0, 2), 4011), 1);
    let (mut seen, mut after, began) = (Vec::new(), 0, Instant::now());
    while after < 5 {
        assert!(began.elapsed() < Duration::from_secs(60), "{seen:?}");
        answer(&rig, servers[1], "the shard that lived").await;
        let now = connected(&rig.world);
        after += u32::from(now.len() == 4 && now.iter().all(|(_, of)| *of == 4));
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    let beside = |shards: &Vec<(u64, u64)>| shards.contains(&(1, 2)) && shards.iter().any(|(_, of)| *of == 4);
    assert!(seen.iter().any(beside), "the old one stays until those with its servers are up: {seen:?}");
    answer(&rig, servers[0], "the shard that was closed").await;
    assert_eq!(rig.world.gateway().mistakes().1, 0, "two sessions of a shard");
    assert!(rig.deps.picture().guild(Guild(servers[1].0.0)).is_some(), "what the new shard told stays");
    rig.disconnect().await
}

/// Kilobytes of memory that this process has resident.
fn resident() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_shards_as_are_configured_on_one_thread_and_each_is_small() -> anyhow::Result<()> {
    const MANY: u16 = 64;
    let (mut rig, servers) = rig(2, |_, _| ()).await?;
    until_connected(&rig.world, 2).await?;
    let few = resident()?;
    rig.disconnect().await?;
    rig.deps.shards = NonZeroU16::new(MANY);
    rig.connect_blindly(Patience { identify_gap: Duration::ZERO, ..patience() }).await?;
    until_connected(&rig.world, MANY.into()).await?;
    for server in servers {
        answer(&rig, server, "many shards").await;
    }
    let names = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry.unwrap().path().join("comm")).unwrap_or_default();
    let threads = std::fs::read_dir("/proc/self/task")?.map(names).filter(|name| name.trim() == "gateway").count();
    assert_eq!(threads, 1);
    // Both ends of each connection are in this process.
    let each = resident()?.saturating_sub(few) / u64::from(MANY - 2);
    println!("{each} KiB for each shard and its other end");
    assert!(each < 512, "{each} KiB for each shard");
    Ok(())
}

//! Row F25 of the fault matrix (`just chaos F25`): storms at the gateway while messages flow.
#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::StatusBoard;
use delivery_support::Bench;
use sandbox::discord::{Options, Storm, World};
use serde_json::json;
use std::time::{Duration, Instant};
use testbed::chaos;
use tokio_util::sync::CancellationToken;

fn connected(world: &World) -> usize {
    world.gateway().sessions().iter().filter(|session| session.connected).count()
}

/// What each part of the storm does to new connections, and to the one that there is.
fn strike(world: &World, part: usize) {
    let gateway = world.gateway();
    let (storm, _struck) = match part % 5 {
        0 => (Storm::Invalid, gateway.invalid_session(false)),
        1 => (Storm::Close(4003), gateway.close(4003)),
        2 => (Storm::Refuse(502, None), gateway.drop_connections()),
        3 => (Storm::Close(4009), gateway.close(4009)),
        _ => (Storm::Invalid, gateway.reconnect()),
    };
    gateway.storm(Some(storm));
}

#[tokio::test(flavor = "multi_thread")]
async fn f25_gateway_storms_neither_hold_messages_up_nor_double_answers() {
    let (seed, length) = (chaos::seed(), chaos::scale(Duration::from_secs(20), Duration::from_secs(230)));
    let bench = Bench::new(Options::load()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let deps = bot::Deps { store: bench.store.for_bot(), cache: bench.cache.clone(), deviantart: None, clock: bench.clock.clone() };
    let board = StatusBoard::default();
    let bot = bot::Bot::open(deps, bench.options("journal"), board.clone()).await.unwrap();
    let stop = CancellationToken::new();
    let running = tokio::spawn(bot.run(stop.clone()));
    bench.world.gateway().wait_for_session().await.unwrap();
    let registered = |world: &World| bot::command::names().iter().all(|name| world.commands().iter().any(|known| known["name"] == **name));
    bench.world.wait_until("registered commands", registered).await.unwrap();

    let (began, mut planted, mut part) = (Instant::now(), 0_u32, 0);
    while began.elapsed() < length {
        if began.elapsed() >= length / 5 * part {
            strike(&bench.world, part as usize);
            part += 1;
        }
        bench.plant(&watch, planted).await;
        bench.hint().await;
        planted += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let identifies = bench.world.gateway().asked().0;
    bench.world.gateway().storm(None);
    bench.until_count("sent", planted as usize).await;
    let calm = Instant::now();
    // A day's budget makes it wait the longer, the more sessions came to nothing.
    for _ in 0..10 {
        if bench.world.wait_until("a session", |world| connected(world) == 1).await.is_ok() {
            break;
        }
    }
    let back = calm.elapsed();
    let moderator = bench.world.moderator();
    let reply = bench.world.interact().slash((bench.guild, channel.0, &moderator), "help", json!({})).await.unwrap();
    assert!(!reply.pending && reply.ephemeral, "{reply:?}");
    assert_eq!((connected(&bench.world), bench.world.interaction_mistakes()), (1, (0, 0)), "one client, which answers once");
    assert!(identifies < 40, "{identifies}");
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(connected(&bench.world), 0, "gone with the bot");

    let expected: Vec<String> = (0..planted).map(|n| format!("Picture {n}")).collect();
    let slowest = slowest(&bench, &expected).await;
    let note = format!(
        "{} s of op 9, 4003, 4009, 502: {identifies} IDENTIFYs, one session afterwards, back {:.1} s after the end; slowest message {slowest:.1} s",
        length.as_secs(),
        back.as_secs_f64()
    );
    chaos::Row::of_sets("F25", seed, expected.clone(), expected, bench.titles(channel)).note(note).finish();
}

/// The longest time from a post's being seen to its message, in seconds.
async fn slowest(bench: &Bench, expected: &[String]) -> f64 {
    use sea_orm::{ConnectionTrait, Statement};
    assert!(!expected.is_empty());
    let connection = bench.store.connection();
    let sql = "SELECT MAX(updated_at - observed_at) AS slowest FROM notification WHERE state = 'sent'";
    let row = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [])).await.unwrap().unwrap();
    row.try_get::<i64>("", "slowest").unwrap() as f64 / 1e6
}

/// A server on each of eight shards, with a channel.
fn servers(world: &World) -> Vec<(sandbox::discord::GuildId, u64)> {
    let server = |number: u64| {
        world.plan_ids((1..=4).map(|part| ((1 << 40) + number) << 22 | part));
        let guild = world.add_guild(&format!("Server of shard {number}"));
        (guild, world.add_channel(guild, "art", sandbox::discord::ChannelKind::Text))
    };
    (0..8).map(server).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_shards_each_falls_alone_and_posts_and_other_commands_go_on() {
    let bench = Bench::new(Options::load()).await;
    let (channel, gateway) = (bench.channel("art"), bench.world.gateway());
    let (watch, servers) = (bench.watch(channel).await, servers(&bench.world));
    gateway.shards(8, 1);
    // A little less than Discord's 5 s: a busy machine delays what was sent in time.
    gateway.pace(4, Duration::from_secs(4));
    // One never gets a session, one is slow.
    gateway.storm_shard(7, Some(Storm::Silent));
    gateway.slow_shard(6, Duration::from_millis(150));
    let deps = bot::Deps { store: bench.store.for_bot(), cache: bench.cache.clone(), deviantart: None, clock: bench.clock.clone() };
    let board = StatusBoard::default();
    let bot = bot::Bot::open(deps, bench.options("journal"), board.clone()).await.unwrap();
    let stop = CancellationToken::new();
    let running = tokio::spawn(bot.run(stop.clone()));
    bench.world.wait_until("seven shards", |world| connected(world) == 7).await.unwrap();
    let registered = |world: &World| bot::command::names().iter().all(|name| world.commands().iter().any(|known| known["name"] == **name));
    bench.world.wait_until("registered commands", registered).await.unwrap();

    let moderator = bench.world.moderator();
    let (mut planted, mut slowest) = (0_u32, Duration::ZERO);
    for (turn, code) in (4000_u16..=4014).enumerate() {
        let fallen = turn as u64 % 6;
        assert_eq!(gateway.close_shard((fallen, 8), code), 1, "{code}");
        bench.plant(&watch, planted).await;
        bench.hint().await;
        planted += 1;
        for (number, (guild, channel)) in servers.iter().enumerate().filter(|(number, _)| *number != 7 && *number as u64 != fallen) {
            let asked = Instant::now();
            let reply = bench.world.interact().slash((*guild, *channel, &moderator), "help", json!({})).await;
            let reply = reply.unwrap_or_else(|error| panic!("shard {number} after {code} on shard {fallen}: {error}"));
            assert!(!reply.pending && reply.ephemeral, "{reply:?}");
            slowest = slowest.max(asked.elapsed());
        }
        bench.until_count("sent", planted as usize).await;
        // It is back before the next one falls.
        let back = |world: &World| world.gateway().sessions().iter().any(|one| one.connected && one.shard == (fallen, 8));
        bench.world.wait_until(&format!("shard {fallen} after {code}"), back).await.unwrap();
    }
    assert!(slowest < Duration::from_millis(1_500), "{slowest:?}");
    assert_eq!((gateway.mistakes(), bench.world.interaction_mistakes()), ((0, 0), (0, 0)), "too fast, twice; answered twice");
    let all_but_one = |_: &World| (board.snapshot().shards_up, board.snapshot().shards, board.snapshot().no_commands) == (7, 8, None);
    bench.world.wait_until("the board to show seven of eight", all_but_one).await.unwrap();
    let begun = bench.store.for_bot().gateway_starts(bench.now() - chrono::TimeDelta::days(1)).await.unwrap().len() as u64;
    assert!(begun >= gateway.asked().0 && begun < 60, "{begun} written down, {} begun", gateway.asked().0);
    bench.assert_once(channel, 0..planted);
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(connected(&bench.world), 0, "gone with the bot");
}

//! F20: what can happen to the store of the embedded profile. Its random kills are in `kill.rs`.

use crate::support::{Filler, Harness, Service, Tmpfs, looked_at, until};
use crate::{artists, shown};
use domain::clock::{Clock, SystemClock};
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, PostId};
use domain::post::{ArtistRef, Post, PostKind};
use eventlog::{DiskLog, EventLog};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use sea_orm::{ConnectionTrait, Statement};
use std::time::{Duration, Instant};
use store::Store;
use testbed::chaos;
use uuid::Uuid;

async fn pragma(store: &Store, name: &str) -> String {
    let connection = store.connection();
    let ask = Statement::from_sql_and_values(connection.get_database_backend(), format!("PRAGMA {name}"), []);
    let row = connection.query_one_raw(ask).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string())).unwrap()
}

/// Sound, and kept as the design says: WAL, synced with every commit.
async fn assert_sound(store: &Store) {
    let found = [pragma(store, "integrity_check").await, pragma(store, "journal_mode").await, pragma(store, "synchronous").await];
    assert_eq!(found, ["ok", "wal", "2"]);
}

fn row(seed: u64, world: &discord::World, published: Vec<String>) -> chaos::Row {
    chaos::Row::of_sets("F20", seed, published.clone(), published, shown(world))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_a_database_that_another_program_locks_delays_and_loses_nothing() {
    let (seed, rounds) = (chaos::seed(), chaos::scale(2, 20));
    let harness = Harness::start(discord::Options::load()).await;
    let names = artists(&harness, 3).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let mut service = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    let foreign = harness.store().await;
    let mut published = Vec::new();
    for round in 0..rounds {
        foreign.connection().execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        published.extend(names.iter().map(|name| deviantart.publish(name, NewPost::image(format!("Locked {round}"))).url));
        // Longer than SQLite's own patience of five seconds.
        tokio::time::sleep(Duration::from_secs(7)).await;
        foreign.connection().execute_unprepared("ROLLBACK").await.unwrap();
        until(&harness, "its cards", async || world.post_count() >= published.len() as u64).await;
        assert!(!service.has_ended(), "{}", harness.output());
    }
    service.terminate();
    assert!(service.wait().await.success());
    assert_sound(&foreign).await;
    row(seed, &world, published)
        .note(format!("locked by another program {rounds} times for 7 s; integrity_check ok, WAL, synchronous FULL"))
        .finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_a_full_disk_under_the_database_too_delays_and_loses_nothing() {
    let seed = chaos::seed();
    let mut harness = Harness::start(discord::Options::load()).await;
    let disk = harness.place.path().join("data");
    let Some(_mounted) = Tmpfs::mount(&disk, "64m") else { return };
    harness.set("DEVIANTCORD_DATA_DIR", disk.to_str().unwrap());
    std::fs::set_permissions(&disk, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let names = artists(&harness, 3).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let mut service = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    let publish = |title: &str| names.iter().map(|name| deviantart.publish(name, NewPost::image(title)).url).collect::<Vec<_>>();
    let mut published = publish("While there was space");
    until(&harness, "the first cards", async || world.post_count() >= 3).await;
    let filler = Filler::start(&disk.join("filler"));
    published.extend(publish("While the disk was full"));
    until(&harness, "the log to say so", async || harness.output().to_lowercase().contains("full")).await;
    assert!(!service.has_ended(), "the service waits instead of ending:\n{}", harness.output());
    drop(filler);
    let space = Instant::now();
    until(&harness, "the cards", async || world.post_count() >= published.len() as u64).await;
    let resumed = space.elapsed();
    service.terminate();
    assert!(service.wait().await.success());
    assert_sound(&harness.store().await).await;
    let note = format!(
        "log, journal and database on a full disk; the cards {:.1} s after there was space; integrity_check ok",
        resumed.as_secs_f64()
    );
    row(seed, &world, published).note(note).finish();
}

/// The log's events, as another life of the service had left them.
async fn fill_log(harness: &Harness, count: u128) {
    let log = DiskLog::open(&harness.data_dir().join("log")).await.unwrap();
    let now = SystemClock.now() - chrono::TimeDelta::days(2);
    let events: Vec<Envelope> = (0..count)
        .map(|n| {
            let artist = ArtistRef { id: ArtistId(Uuid::from_u128(n % 50 + 1)), name: format!("Old{}", n % 50), icon: None };
            let post = Post {
                kind: PostKind::Image,
                title: format!("Old {n}"),
                published_at: Some(now),
                ..Post::unknown(PostId(Uuid::from_u128(0x100_0000 + n)), artist.id)
            };
            Envelope::new(Event::PostPublished { artist, post }, now)
        })
        .collect();
    for events in events.chunks(500) {
        log.append(events).await.unwrap();
    }
    log.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_a_rebuild_that_is_killed_again_and_again_sends_nothing_and_leaves_the_store_whole() {
    let (seed, old, kills) = (chaos::seed(), chaos::scale(5_000, 200_000), chaos::scale(10, 60));
    let mut dice = StdRng::seed_from_u64(seed);
    let harness = Harness::start(discord::Options::load()).await;
    let names = artists(&harness, 3).await;
    fill_log(&harness, old).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let service = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    let published: Vec<String> = names.iter().map(|name| deviantart.publish(name, NewPost::image("Before the rebuild")).url).collect();
    until(&harness, "the cards", async || world.post_count() >= 3).await;
    let stop = async |mut service: Service| {
        service.terminate();
        assert!(service.wait().await.success());
    };
    stop(service).await;
    let asked = world.limits().requests;
    let mut killed = 0;
    for _ in 0..kills {
        let store = harness.store().await;
        // The lease of the one that was killed has run out.
        store.connection().execute_unprepared("DELETE FROM lease WHERE name = 'fresh'").await.unwrap();
        store.close().await;
        let mut rebuild = harness.service(&["rebuild"]);
        tokio::time::sleep(Duration::from_millis(dice.random_range(30..1_500))).await;
        killed += u32::from(!rebuild.has_ended());
        rebuild.kill();
    }
    let store = harness.store().await;
    store.connection().execute_unprepared("DELETE FROM lease WHERE name = 'fresh'").await.unwrap();
    assert_sound(&store).await;
    assert!(harness.service(&["rebuild"]).wait().await.success(), "{}", harness.output());
    assert!(harness.service(&["verify"]).wait().await.success(), "the tables are those of a cold fold:\n{}", harness.output());
    assert_eq!(store.for_ops().pipeline_status().await.unwrap().posts, u64::try_from(old).unwrap() + 3);
    let mine = world.limits().requests - asked;
    let service = harness.run();
    until(&harness, "it to run again", async || harness.output().matches("this process is the active sender").count() >= 2).await;
    stop(service).await;
    row(seed, &world, published)
        .note(format!("{killed} kills of `rebuild` over {old} events; {mine} requests to Discord by rebuilding; integrity_check ok"))
        .finish();
    assert_eq!(mine, 0);
}

//! F23: a backup is put back, of everything or of the store alone, when Discord has forgotten what it was sent.

use crate::support::{Harness, Service, looked_at, until};
use crate::{artists, shown};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::path::Path;
use std::time::Duration;
use testbed::chaos;

/// How long Discord knows a nonce here, and how much of its time passes with each restore: longer than that, and than the bot trusts it.
const NONCES: Duration = Duration::from_secs(150);
const PASSED: Duration = Duration::from_secs(180);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

/// What is kept of the store: the database and what belongs to it.
fn store_files(dir: &Path) -> Vec<std::path::PathBuf> {
    let all = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("deviantcord.sqlite"))).collect()
}

async fn stop(mut service: Service) {
    service.terminate();
    assert!(service.wait().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f23_a_backup_that_is_put_back_announces_nothing_twice_and_loses_nothing() {
    let (seed, rounds) = (chaos::seed(), chaos::scale(4, 30));
    let mut dice = StdRng::seed_from_u64(seed);
    let harness = Harness::start(discord::Options { nonce_window: NONCES, ..discord::Options::load() }).await;
    let names = artists(&harness, 4).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    let (data, backup) = (harness.data_dir(), harness.place.path().join("backup"));
    let mut published = Vec::new();
    let mut service = harness.run();
    until(&harness, "the first looks", async || looked_at(&deviantart, &names)).await;
    let mut publish = |title: String| published.extend(names.iter().map(|name| deviantart.publish(name, NewPost::image(&*title)).url));
    let arrived = async |count: usize| {
        until(&harness, "every post", async || world.post_count() >= count as u64).await;
        let store = harness.store().await;
        until(&harness, "every outcome", async || {
            let states = store.for_ops().pipeline_status().await.map(|status| status.notifications);
            states.is_ok_and(|states| states.get("sent") == Some(&(count as u64)) && states.len() == 1)
        })
        .await;
        store.close().await;
    };
    let (mut whole, mut lives_lost, mut count) = (0, 0, 0);
    for round in 0..rounds {
        publish(format!("{round}, in the backup"));
        count += names.len();
        arrived(count).await;
        stop(service).await;
        copy(&data, &backup);
        service = harness.run();
        let more = dice.random_range(1..3);
        for number in 0..more {
            publish(format!("{round}, lost {number}"));
            count += names.len();
        }
        arrived(count).await;
        // A machine that dies takes no leave.
        if dice.random_bool(0.5) {
            stop(service).await
        } else {
            drop(service)
        }
        lives_lost += more;
        if round % 2 == 0 {
            whole += 1;
            std::fs::remove_dir_all(&data).unwrap();
            std::fs::rename(&backup, &data).unwrap();
        } else {
            store_files(&data).iter().for_each(|file| std::fs::remove_file(file).unwrap());
            for file in store_files(&backup) {
                std::fs::copy(&file, data.join(file.file_name().unwrap())).unwrap();
            }
            std::fs::remove_dir_all(&backup).unwrap();
        }
        world.advance_clock(PASSED);
        deviantart.advance_clock(PASSED);
        publish(format!("{round}, while it was down"));
        count += names.len();
        service = harness.run();
        arrived(count).await;
    }
    stop(service).await;
    let row = chaos::Row::of_sets("F23", seed, published.clone(), published, shown(&world));
    row.note(format!(
        "{whole} times the whole directory put back, {} times the store alone; {} posts announced in lives that the backup knows nothing of",
        rounds - whole,
        lives_lost * names.len()
    ))
    .finish();
}

//! F16 where the log is on a broker: nobody answers at its address, and the disk of the spool is full.

use crate::support::{Filler, Harness, Tmpfs, looked_at, until};
use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use std::process::Stdio;
use std::time::Instant;
use testbed::chaos;

/// The titles that wait in the spool, as the operator sees them.
fn spooled(harness: &Harness) -> String {
    let output = harness.command(&["spool", "show"]).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f16_a_full_spool_before_a_dead_broker_holds_the_work_back_and_resumes_by_itself() {
    let seed = chaos::seed();
    let mut harness = Harness::start(discord::Options::load()).await;
    let disk = harness.place.path().join("disk");
    let Some(_mounted) = Tmpfs::mount(&disk, "8m") else { return };
    // Accepts connections and says nothing, as a broker that hangs.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    harness.set("DEVIANTCORD_LOG__URL", &format!("amqp://nobody:nothing@{address}/%2f"));
    harness.set("DEVIANTCORD_DATA_DIR", disk.join("data").to_str().unwrap());
    let database = format!("sqlite:{}", harness.place.path().join("elsewhere.sqlite").display());
    harness.set("DEVIANTCORD_STORE__URL", &database);
    let store = store::Store::connect(&database).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let deviantart = harness.deviantart.world();
    let mut service = harness.run();
    until(&harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;
    deviantart.publish("Somebody", NewPost::image("While there was space"));
    until(&harness, "it to wait in the spool", async || spooled(&harness).contains("While there was space")).await;

    let filler = Filler::start(&disk.join("filler"));
    deviantart.publish("Somebody", NewPost::image("While the disk was full"));
    until(&harness, "the log to say so", async || harness.output().to_lowercase().contains("full")).await;
    assert!(!spooled(&harness).contains("While the disk was full"), "what is not kept is not accepted");
    assert!(!service.has_ended(), "the service waits instead of ending:\n{}", harness.output());
    drop(filler);
    let space = Instant::now();
    until(&harness, "the next look to bring it", async || spooled(&harness).contains("While the disk was full")).await;
    let resumed = space.elapsed();
    service.terminate();
    assert!(service.wait().await.success());
    let shown = spooled(&harness);
    let titles = ["While there was space", "While the disk was full"];
    let found = titles.iter().flat_map(|title| std::iter::repeat_n(*title, shown.matches(title).count()));
    let row = chaos::Row::of_sets("F16", seed, titles, titles, found);
    let note = format!(
        "stream profile, broker silent, disk full: refused, the cursor stayed; accepted {:.1} s after there was space (bar: 2 s)",
        resumed.as_secs_f64()
    );
    row.note(note).finish();
    assert!(resumed.as_secs() < 20, "resumed after {resumed:?}");
}

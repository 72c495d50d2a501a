//! One picture of all processes: whichever of them is asked knows of the others.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use sandbox::discord;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::fleet::{Fleet, Member};
use support::mix::Mix;
use support::{Harness, until};

/// A role that died must be told after at most this long (issue 14); a busy machine gets three times as much.
const BAR: Duration = Duration::from_secs(30);

/// What this command of an operator says, asked at the ops member's page, and whether it calls that well.
fn ask(harness: &Harness, ops: &Member, args: &[&str]) -> (bool, String) {
    let mut command = harness.command(args);
    command.env("DEVIANTCORD_DATA_DIR", &ops.data_dir).envs(ops.env.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let output = command.stdout(Stdio::piped()).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_processes_make_the_service_unwell_for_every_process_that_is_asked() {
    let mix = Mix::cluster();
    let harness = Harness::on(&mix, discord::Options::load()).await;
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut fleet = Fleet { members: ["ingest", "projector", "bot", "ops"].map(|role| Member::new(&harness, role, 1)).into() };
    fleet.member("ops-1").env.push(("DEVIANTCORD_OPS__LISTEN".to_owned(), listen.to_string()));
    fleet.start_all(&harness);
    let asks = |fleet: &mut Fleet, args: &[&str]| ask(&harness, fleet.member("ops-1"), args);
    until(&harness, "the service to be well", async || asks(&mut fleet, &["health"]).0).await;
    let (_, doctor) = asks(&mut fleet, &["doctor"]);
    for role in ["ingest", "projector", "bot", "ops"] {
        assert!(doctor.contains(&format!("{role} on ")), "doctor names {role}: {doctor}");
    }

    fleet.member("bot-1").kill();
    fleet.member("ingest-1").kill();
    let killed = Instant::now();
    until(&harness, "health to name both roles", async || {
        let (well, said) = asks(&mut fleet, &["health"]);
        !well && ["role ingest: no process runs it", "role bot: no process runs it", "bot on "].iter().all(|words| said.contains(words))
    })
    .await;
    let took = killed.elapsed();
    println!("two of four processes were killed; from then to an unwell service: {took:.1?} (bar {BAR:?})");
    assert!(took < BAR * 3);
    let (well, doctor) = asks(&mut fleet, &["doctor", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&doctor).unwrap();
    assert_eq!(found["well"], false);
    let of_bot = |finding: &serde_json::Value| finding["check"] == "role bot" && finding["verdict"] != "ok";
    assert!(found["findings"].as_array().unwrap().iter().any(of_bot), "{doctor}");
    assert!(!well && doctor.contains("no process runs it"), "{doctor}");
    // The page's own process lives and lacks nothing: a restart of it would mend nothing.
    assert_eq!(asks(&mut fleet, &["health", "--live"]), (true, "alive\n".to_owned()));
    assert_eq!(asks(&mut fleet, &["health", "--ready"]), (true, "ready\n".to_owned()));

    fleet.member("bot-1").start(&harness);
    fleet.member("ingest-1").start(&harness);
    let started = Instant::now();
    until(&harness, "the service to be well again", async || asks(&mut fleet, &["health"]).0).await;
    println!("they were started again; from then to a well service: {:.1?} (bar {BAR:?})", started.elapsed());
    // A clean stop leaves nobody behind who would be missed by name, and the role is missed at once.
    fleet.member("bot-1").stop(&harness).await;
    until(&harness, "the role to be missed", async || {
        let (_, said) = asks(&mut fleet, &["health"]);
        said.contains("role bot: no process runs it") && !said.contains("has said nothing")
    })
    .await;
    fleet.member("bot-1").start(&harness);
    fleet.stop(&harness).await;
    assert_eq!(harness.store().await.for_ops().processes().await.unwrap(), [], "they took their rows with them");
    mix.assert_portable();
}

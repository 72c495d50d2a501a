//! What surrounds the process: the terminal, pipes, paths, other clients of its page, its own log at its most talkative.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::watch::What;
use rustix::process::Signal;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;
use store::Store;
use support::{Harness, Service, looked_at, until};

/// A harness whose service can be asked how it is, and the port of its page.
async fn harness() -> (Harness, u16) {
    let mut harness = Harness::start(discord::Options::default()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("localhost:{port}"));
    (harness, port)
}

fn is_well(harness: &Harness) -> bool {
    harness.command(&["health"]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

async fn sent_one(harness: &Harness, service: &Service) -> Store {
    let store = harness.store().await;
    let channel = harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    until(harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;
    deviantart.publish("Somebody", NewPost::image("A post"));
    until(harness, "the card", async || discord.messages(channel).len() == 1).await;
    assert!(service.id() > 0);
    store
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clean_stop_leaves_a_database_file_that_is_whole_by_itself() {
    for signal in [Signal::TERM, Signal::HUP] {
        let (harness, _) = harness().await;
        let mut service = harness.run();
        sent_one(&harness, &service).await.close().await;
        service.send(signal);
        assert!(service.wait().await.success(), "{signal:?} is a clean stop:\n{}", harness.output());
        assert!(harness.output().contains("stopped"), "{}", harness.output());
        let file = harness.data_dir().join("deviantcord.sqlite");
        assert!(!file.with_extension("sqlite-wal").exists(), "nothing is left beside it after {signal:?}");
        let copy = harness.place.path().join("copy.sqlite");
        std::fs::copy(&file, &copy).unwrap();
        let store = Store::connect(&format!("sqlite:{}", copy.display())).await.unwrap();
        let status = store.for_ops().pipeline_status().await.unwrap();
        assert_eq!((status.watches, status.notifications.get("sent")), (1, Some(&1)));
    }
}

/// As under nohup: a user who ignores the signal wants the service to outlive the terminal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hangup_that_is_ignored_stays_ignored() {
    let (harness, _) = harness().await;
    let run = harness.command(&["run"]);
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$0\" run"]).arg(run.get_program()).current_dir(harness.place.path()).env_clear();
    nohup.envs(run.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let log = std::fs::File::create(harness.log_file()).unwrap();
    let mut service = Service::of(nohup.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap());
    until(&harness, "it to run", async || is_well(&harness)).await;
    service.send(Signal::HUP);
    sent_one(&harness, &service).await;
    service.terminate();
    assert!(service.wait().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reading_what_a_command_says_is_no_panic() {
    let (harness, _) = harness().await;
    for command in ["doctor", "spool ls", "log export", "health", "run --role nobody"] {
        let args: Vec<&str> = command.split(' ').collect();
        let mut child = harness.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Both pipes are closed before it says its first word.
        drop((child.stdout.take(), child.stderr.take()));
        let status = child.wait().unwrap();
        assert_ne!(status.code(), Some(101), "{command} panicked");
        assert!(status.code().is_some(), "{command} was killed: {status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relative_data_dir_lies_beside_the_configuration_file() {
    let (harness, _) = harness().await;
    std::fs::create_dir(harness.place.path().join("etc")).unwrap();
    std::fs::write(harness.place.path().join("etc/deviantcord.toml"), "data_dir = \"kept\"\n").unwrap();
    let mut run = harness.command(&["--config", "etc/deviantcord.toml", "run"]);
    run.env_remove("DEVIANTCORD_DATA_DIR");
    let mut service = Service::of(run.spawn().unwrap());
    until(&harness, "it to run", async || is_well(&harness)).await;
    service.terminate();
    assert!(service.wait().await.success());
    assert!(harness.place.path().join("etc/kept/deviantcord.sqlite").exists());
    assert!(!harness.place.path().join("kept").exists());
}

/// Half a request, and then nothing.
fn half_a_request(port: u16) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: ").unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_say_half_a_sentence_hold_up_nobody() {
    let (harness, port) = harness().await;
    let run = harness.command(&["run"]);
    // A soft limit as systems have it, which the process raises.
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -S -n 256; exec \"$0\" run"]).arg(run.get_program()).current_dir(harness.place.path()).env_clear();
    limited.envs(run.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let log = std::fs::File::create(harness.log_file()).unwrap();
    let mut service = Service::of(limited.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap());
    until(&harness, "it to run", async || is_well(&harness)).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", service.id())).unwrap();
    let files: Vec<&str> = limits.lines().find(|line| line.starts_with("Max open files")).unwrap().split_whitespace().collect();
    assert_eq!(files[3], files[4], "soft and hard limit: {limits}");

    let open = || std::fs::read_dir(format!("/proc/{}/fd", service.id())).unwrap().count();
    let before = open();
    let flood: Vec<TcpStream> = (0..600).map(|_| half_a_request(port)).collect();
    assert!(is_well(&harness), "health is answered all the same");
    // All of them were taken before that question was, and most are gone though their time is not over.
    assert!(open() < before + 300, "{} of {} are held", open() - before, flood.len());
    drop(sent_one(&harness, &service).await);
    // And those that are left are told to go.
    until(&harness, "the half requests to end", async || open() < before + 30).await;
    let mut last = flood.into_iter().next_back().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    assert!(matches!(last.read(&mut [0; 64]), Ok(0) | Err(_)));
    service.terminate();
    assert!(service.wait().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_wrong_is_named_by_health_and_doctor() {
    let (mut harness, _) = harness().await;
    // Nobody sends here, and nobody is expected to.
    harness.set("DEVIANTCORD_OPS__EXPECT__BOT", "0");
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let off = |seconds: i64| harness.deviantart.world().quirks(move |quirks| quirks.date_offset = seconds);
    off(7_500);
    let mut service = harness.service(&["run", "--role", "ingest", "--role", "projector", "--role", "ops"]);
    let says = || harness.said_in(&harness.data_dir(), &["health"]);
    until(&harness, "health to name it", async || says().contains("this machine's clock is 2 h 5 min behind DeviantArt's: correct it"))
        .await;
    assert!(harness.said_in(&harness.data_dir(), &["doctor"]).lines().any(|line| line.starts_with("ok    clock")), "Discord's agrees");
    // Both say the same: it is this machine's.
    harness.discord.world().advance_clock(Duration::from_secs(7_440));
    let found = harness.said_in(&harness.data_dir(), &["doctor"]);
    let both = |line: &str| {
        line.starts_with("FAIL  clock") && line.contains("behind DeviantArt's and") && line.contains("behind Discord's: correct it")
    };
    assert!(found.lines().any(both), "{found}");
    off(0);
    until(&harness, "health to be content", async || is_well(&harness)).await;
    service.terminate();
    assert!(service.wait().await.success());
    off(-180);
    harness.set("DEVIANTCORD_DISCORD__API_URL", "http://127.0.0.1:9");
    let found = harness.said_in(&harness.data_dir(), &["doctor"]);
    assert!(found.lines().any(|line| line.starts_with("FAIL  clock") && line.contains("ahead of DeviantArt's")), "{found}");
}

/// What a secret may look like in a dump.
fn dumps(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let each = |format: fn(&u8) -> String, between: &str| bytes.iter().map(format).collect::<Vec<_>>().join(between);
    vec![secret.to_owned(), each(|byte| format!("{byte:02x}"), ""), each(|byte| format!("{byte:02x}"), " "), each(u8::to_string, ", ")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_most_talkative_log_holds_no_secret() {
    let (mut harness, _) = harness().await;
    harness.set("RUST_LOG", "trace,serenity=trace,tungstenite=trace,hyper=trace,reqwest=trace,h2=trace,sqlx=trace");
    let service = &mut harness.run();
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let channel = discord.add_channel(harness.guild, "art", discord::ChannelKind::Text);
    deviantart.add_artist("Somebody");
    until(&harness, "the commands", async || !discord.commands().is_empty()).await;
    let moderator = discord.moderator();
    discord.interact().slash((harness.guild, channel, &moderator), "watch", json!({ "artist": "somebody" })).await.unwrap();
    until(&harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;
    deviantart.publish("Somebody", NewPost::image("A post"));
    until(&harness, "the card", async || discord.messages(channel).len() == 1).await;
    service.terminate();
    assert!(service.wait().await.success());
    let output = harness.output();
    assert!(output.contains("TRACE") || output.contains("DEBUG"), "it was talkative: {output}");
    let access = deviantart.access_tokens();
    assert!(!access.is_empty(), "DeviantArt gave a token");
    let fixed = [discord::Options::default().token, "sandbox-secret".to_owned(), "sandbox-interaction-".to_owned()];
    for secret in fixed.iter().chain(&access) {
        for dump in dumps(secret) {
            assert!(!output.contains(&dump), "{secret} is in the log as {dump}");
        }
    }
    let library = |line: &&str| {
        ["serenity", "tungstenite", "hyper", "reqwest", "sqlx", "sea_orm", "amqprs", "redis", "mio", "h2"]
            .iter()
            .any(|name| line.contains(&format!(" {name}::")))
    };
    assert_eq!(output.lines().filter(|line| line.contains("TRACE") || line.contains("DEBUG")).find(library), None);
}

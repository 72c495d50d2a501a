//! What a process says of itself when something is wrong around it: `deviantcord health`, and what its log says.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::watch::What;
use parking_lot::Mutex;
use sandbox::deviantart::{Fault, NewPost};
use sandbox::discord::{self, Dose, Storm, Where};
use sandbox::fault::When;
use sandbox::odd::Odd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use support::{Harness, until};

/// A harness whose service can be asked how it is.
async fn harness() -> Harness {
    let mut harness = Harness::start(discord::Options::default()).await;
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    harness.set("DEVIANTCORD_OPS__LISTEN", &listen.to_string());
    harness
}

/// What `deviantcord health` says, and whether it calls that well.
fn health(harness: &Harness) -> (bool, String) {
    let output = harness.command(&["health"]).stdout(std::process::Stdio::piped()).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_discord_refuses_is_named_and_nothing_else_is_said_about_it() {
    let mut harness = harness().await;
    harness.set("DEVIANTCORD_DISCORD__TOKEN", "canary.of-a.wrong-token");
    let mut service = harness.run();
    until(&harness, "health to name it", async || {
        let (well, said) = health(&harness);
        !well && said.contains("Discord") && said.contains("check discord.token")
    })
    .await;
    service.terminate();
    assert!(service.wait().await.success());
    let output = harness.output();
    assert!(!output.contains("canary"), "the token is in the log: {output}");
    assert!(!output.contains("owners"), "a library's own worries help nobody: {output}");
}

/// An address that takes what is posted to it; the bodies so far.
async fn receiver() -> (String, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let app = axum::Router::new().fallback(async move |body: String| notes.lock().push(body));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (format!("http://{address}/canary-of-an-address"), heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_is_told_once_of_a_refused_token_also_after_a_restart_and_called_while_all_is_well() {
    let mut harness = harness().await;
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let ((alerts, told), (ping, called)) = (receiver().await, receiver().await);
    harness.set("DEVIANTCORD_OPS__ALERT_URL", &alerts);
    harness.set("DEVIANTCORD_OPS__PING_URL", &ping);
    let mut service = harness.run();
    until(&harness, "a call while all is well", async || called.lock().len() == 1).await;
    service.terminate();
    assert!(service.wait().await.success());
    harness.set("DEVIANTCORD_DISCORD__TOKEN", "canary.of-a.wrong-token");
    let mut service = harness.run();
    until(&harness, "the alert", async || !told.lock().is_empty()).await;
    service.terminate();
    assert!(service.wait().await.success());
    let mut service = harness.run();
    until(&harness, "health to name it again", async || health(&harness).1.contains("check discord.token")).await;
    // What is wrong now begins later than what was told: once it is told, the first one would have been told a second time.
    harness.deviantart.world().set_credentials(Vec::new());
    harness.deviantart.world().forget_tokens();
    until(&harness, "another alert", async || told.lock().len() > 1).await;
    service.terminate();
    assert!(service.wait().await.success());
    let told = told.lock().clone();
    assert!(told[0].contains("token_refused") && told[1].contains("credential_refused") && told.len() == 2, "{told:#?}");
    assert!(!harness.output().contains("canary"), "an address or the token is in the log");
}

/// A server of ntfy, as far as publishing goes: the topic, the headers that it shows, and the text of each message.
async fn ntfy() -> (String, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let publish = async move |request: axum::extract::Request| {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 4096).await.unwrap();
        let shown = ["title", "priority", "tags"].map(|name| head.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned());
        notes.lock().push(format!("{} {} {shown:?} {}", head.method, head.uri, String::from_utf8_lossy(&body)));
    };
    let app = axum::Router::new().fallback(publish);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (format!("ntfy+http://{address}/canary-of-a-topic"), heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_is_told_through_ntfy_with_title_priority_and_what_to_do() {
    let mut harness = harness().await;
    let (topic, told) = ntfy().await;
    harness.set("DEVIANTCORD_OPS__ALERT_URL", &topic);
    harness.set("DEVIANTCORD_DISCORD__TOKEN", "canary.of-a.wrong-token");
    let mut service = harness.run();
    until(&harness, "the alert", async || told.lock().iter().any(|said| said.contains("discord.token"))).await;
    service.terminate();
    assert!(service.wait().await.success());
    let told = told.lock().clone();
    let said = told.iter().find(|said| said.contains("discord.token")).unwrap();
    assert!(said.starts_with("POST /canary-of-a-topic [\"") && said.contains("\"high\", \"warning\"]"), "{said}");
    assert!(said.contains("deviantcord doctor") || said.contains("deviantcord health"), "{said}");
    assert!(!harness.output().contains("canary"), "the topic or the token is in the log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_while_log_and_spool_take_no_writes_and_it_goes_on_by_itself() {
    let harness = harness().await;
    let store = harness.store().await;
    let mut service = harness.run();
    until(&harness, "the service to be well", async || health(&harness).0).await;
    // Permission bits do not bind root; this does. Neither has a file open for records yet.
    let dirs = ["log", "spool"].map(|name| harness.data_dir().join(name));
    let Some(refusing) = dirs.iter().map(|dir| Unwritable::make(dir)).collect::<Option<Vec<_>>>() else { return };
    let channel = harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    deviantart.publish("Somebody", NewPost::image("While nothing could be written"));
    until(&harness, "health to say so", async || !health(&harness).0).await;
    let (_, said) = health(&harness);
    println!("health: {said}");
    assert!(said.contains("event log") || said.contains("spool"), "{said}");
    assert!(!service.has_ended(), "it waits instead of ending:\n{}", harness.output());
    assert_eq!(discord.post_count(), 0, "an event that was not accepted is not announced");

    drop(refusing);
    until(&harness, "the card", async || discord.messages(channel).len() == 1).await;
    until(&harness, "the service to be well again", async || health(&harness).0).await;
    service.terminate();
    assert!(service.wait().await.success());
    assert_eq!((discord.post_count(), discord.duplicates().len()), (1, 0));
}

/// Each in turn is told, with its cause, while everything else works; and it is no longer told once it is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_polls_and_gateway_are_red_while_they_do_not_work() {
    let mut harness = harness().await;
    harness.set("DEVIANTCORD_DEVIANTART__EDGE_REST", "1");
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let told = async |cause: &str| until(&harness, cause, async || matches!(health(&harness), (false, said) if said.contains(cause))).await;
    let is_well = async || until(&harness, "the service to be well", async || health(&harness).0).await;

    let refused = discord.faults().inject(Where::Path("/commands".to_owned()), discord::Fault::ServerError(500), Dose::Always);
    let mut service = harness.run();
    told("the slash commands could not be registered").await;
    discord.faults().remove(refused);
    is_well().await;

    for (fault, cause) in
        [(Fault::Odd(Odd::edge_challenge()), "its edge refuses this address"), (Fault::Unavailable, ", the last one because ")]
    {
        let rule = deviantart.faults().set(fault, When::Always);
        told(cause).await;
        deviantart.faults().remove(rule);
        is_well().await;
    }

    discord.gateway().storm(Some(Storm::Refuse(502, None)));
    discord.gateway().drop_connections();
    told("shard 0 of 1 of Discord's gateway has had no connection").await;
    discord.gateway().storm(None);
    is_well().await;
    service.terminate();
    assert!(service.wait().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deviantart_secret_that_is_wrong_is_told_before_anybody_watches() {
    let mut harness = harness().await;
    harness.set("DEVIANTCORD_DEVIANTART__CLIENT_SECRET", "canary-wrong");
    let mut service = harness.run();
    let asked = |args: &[&str]| {
        let output = harness.command(args).stdout(std::process::Stdio::piped()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    until(&harness, "it to be not ready, with the reason", async || {
        let (ready, said) = asked(&["health", "--ready"]);
        !ready && said.contains("DeviantArt credential: number 1 is out of use")
    })
    .await;
    assert!(asked(&["health", "--live"]).0, "a restart would not mend it");
    service.terminate();
    assert!(service.wait().await.success());
    let output = harness.output();
    assert!(output.contains("DeviantArt refuses this credential") && !output.contains("canary"), "{output}");
    assert!(harness.deviantart.world().requests_to("placebo").is_empty(), "nothing is asked but the token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_other_machines_can_reach_asks_for_its_token_and_answers_to_its_own_names() {
    let mut harness = harness().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("0.0.0.0:{port}"));
    let refused = harness.said_in(&harness.data_dir(), &["run"]);
    assert!(refused.contains("ops.token is not set") && refused.lines().count() == 1, "{refused}");
    harness.set("DEVIANTCORD_OPS__TOKEN", "canary-0123456789");
    let mut service = harness.run();
    until(&harness, "the service to be well, asked with the token", async || health(&harness).0).await;
    let client = reqwest::Client::new();
    let ask = async |path: &str, header: Option<(&str, &str)>| {
        let request = client.get(format!("http://127.0.0.1:{port}{path}"));
        let request = header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.unwrap()
    };
    for path in ["/", "/health", "/readyz", "/metrics", "/status.json", "/page.js", "/nowhere"] {
        assert_eq!(ask(path, None).await.status().as_u16(), 401, "{path}");
        assert_eq!(ask(path, Some(("authorization", "Bearer canary-012345678"))).await.status().as_u16(), 401, "{path}");
    }
    assert_eq!(ask("/healthz", None).await.status().as_u16(), 200);
    let bearer = Some(("authorization", "Bearer canary-0123456789"));
    let page = ask("/", bearer).await;
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (page.status().as_u16(), header("x-content-type-options"), header("x-frame-options")),
        (200, "nosniff".into(), "DENY".into())
    );
    assert!(!header("content-security-policy").contains("unsafe"));
    assert_eq!(ask("/nowhere", bearer).await.status().as_u16(), 404);
    assert_eq!(ask("/status.json", Some(("host", "evil.example"))).await.status().as_u16(), 421);
    service.terminate();
    assert!(service.wait().await.success());
    assert!(!harness.output().contains("canary"), "the token is in the log");
}

/// systemd's side of `Type=notify`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_hears_that_the_service_is_ready_and_turns_and_stops() {
    let harness = harness().await;
    let path = harness.place.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_nonblocking(true).unwrap();
    let mut command = harness.command(&["run"]);
    command.env("NOTIFY_SOCKET", &path);
    let mut service = support::Service::of(command.spawn().unwrap());
    let mut heard = String::new();
    let mut hears = |word: &str| {
        let mut bytes = [0; 1024];
        while let Ok(length) = socket.recv(&mut bytes) {
            heard.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
        heard.contains(word)
    };
    until(&harness, "READY", async || hears("READY=1")).await;
    until(&harness, "WATCHDOG", async || hears("WATCHDOG=1")).await;
    service.terminate();
    assert!(service.wait().await.success());
    assert!(hears("STOPPING=1"));
}

/// A directory in which nothing can be made, as on a file system that has become read-only.
struct Unwritable(PathBuf);

impl Unwritable {
    fn make(dir: &Path) -> Option<Self> {
        let made = Self(dir.to_owned());
        if !made.set("+i") || std::fs::write(dir.join("probe"), "").is_ok() {
            println!("skipped: this needs root and a file system with the immutable attribute (chattr +i)");
            return None;
        }
        Some(made)
    }

    fn set(&self, attribute: &str) -> bool {
        Command::new("chattr").arg(attribute).arg(&self.0).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Unwritable {
    fn drop(&mut self) {
        self.set("-i");
    }
}

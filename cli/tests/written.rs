//! What an earlier version wrote opens, migrates, verifies clean and sends nothing twice: a data directory, and another with its store on
//! PostgreSQL, kept under `cli/tests/written`. Each holds posts in every state that a run brings about, held and pending notifications, an
//! intent without outcome in the bot's journal whose message did arrive, a spooled event, and a parked one.
//!
//! `write_what_this_binary_writes` made them and makes more: a version that changes a format is written down before the change. For two minutes
//! after it the open intent trusts its nonce, which the planted message does not have; from then on the tests hold.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::clock::{Clock, SystemClock};
use domain::event::{Envelope, Event, codec};
use domain::id::{ArtistId, PostId};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::What;
use eventlog::disk::DiskLog;
use eventlog::spooled::{DESTINATION, Spooled, SpooledLog};
use journal_spool::{Record, Spool, SpoolOptions};
use sandbox::deviantart::{NewPost, Published};
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Where};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::mix::Mix;
use support::{Harness, looked_at, until};

/// Artists, each with a channel, by what becomes of their posts.
const ARTISTS: [&str; 6] = ["Open", "Forbidden", "Refused", "Mature", "Waiting", "Doubtful"];
/// What must not be copied with a directory, and what only its first process had.
const NOT_KEPT: [&str; 4] = ["worker", "bot.owner", "reserve", "LOCK"];

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/written")
}

/// Every directory that some version wrote.
fn written() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(kept()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// For its owner's eyes alone, as the program demands and git does not keep.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() {
            copy(&path, &target);
        } else if !NOT_KEPT.contains(&name.as_str()) && !name.ends_with(".lock") {
            std::fs::copy(&path, &target).unwrap();
            std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------- reading

/// The two vendors as they were when the directory was written; the message whose answer never came is in its channel.
async fn world_of(directory: &Path, mix: &Mix) -> (Harness, Value) {
    let mut harness = Harness::start(Options::load()).await;
    let manifest: Value = serde_json::from_slice(&std::fs::read(directory.join("manifest.json")).unwrap()).unwrap();
    let id = |value: &Value| value.as_u64().unwrap();
    let discord = harness.discord.world();
    discord.plan_ids(manifest["guild"].as_array().unwrap().iter().map(id));
    harness.guild = discord.add_guild("Test guild");
    for artist in manifest["artists"].as_array().unwrap() {
        let name = artist["name"].as_str().unwrap();
        harness.deviantart.world().add_artist_as(name, artist["id"].as_str().unwrap().parse().unwrap());
        discord.plan_ids([id(&artist["channel"])]);
        assert_eq!(discord.add_channel(harness.guild, &name.to_lowercase(), ChannelKind::Text), id(&artist["channel"]));
    }
    copy(&directory.join("data_dir"), &harness.data_dir());
    if let Some(postgres) = &mix.postgres {
        let name = directory.file_name().unwrap().to_str().unwrap().replace(['-', '.'], "_");
        harness.set("DEVIANTCORD_STORE__URL", &postgres.restore(&name, &directory.join("store.sql")));
    }
    let doubtful = &manifest["doubtful"];
    let body = json!({"embeds": [{"url": doubtful["url"], "title": doubtful["title"]}]});
    let channel = format!("{}/api/v10/channels/{}/messages", harness.discord.url(), doubtful["channel"]);
    let client = reqwest::Client::new();
    let request = client.post(channel).header("authorization", format!("Bot {}", Options::default().token));
    request.json(&body).send().await.unwrap().error_for_status().unwrap();
    (harness, manifest)
}

fn verified(harness: &Harness) {
    let said = harness.said_in(&harness.data_dir(), &["verify"]);
    assert!(said.contains("the projection matches the log"), "{said}");
}

async fn opens_and_sends_nothing_twice(directory: &Path, mix: &Mix) {
    let (harness, manifest) = world_of(directory, mix).await;
    let said = harness.said_in(&harness.data_dir(), &["verify"]);
    assert!(said.contains("the projection matches the log"), "{}: {said}", directory.display());
    let store = harness.store().await;
    let before = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!(before.parked, manifest["parked"].as_u64().unwrap());
    let mut service = harness.run();
    let open = async |state: &str| store.for_ops().pipeline_status().await.unwrap().notifications.get(state).copied().unwrap_or(0);
    until(&harness, "the spooled event to be folded", async || store.for_ops().pipeline_status().await.unwrap().posts > before.posts).await;
    until(&harness, "every notification to be decided", async || open("pending").await + open("sending").await == 0).await;
    service.terminate();
    assert!(service.wait().await.success(), "{}", harness.output());
    let messages = harness.discord.world().all_messages();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let links: Vec<String> = messages.iter().flat_map(|message| message.shown()).map(|post| post.link).collect();
    for link in &links {
        *shown.entry(link).or_default() += 1;
    }
    assert!(shown.iter().all(|(link, times)| link.is_empty() || *times == 1), "{shown:#?}");
    for sent in manifest["sent"].as_array().unwrap() {
        assert!(!shown.contains_key(sent.as_str().unwrap()), "{sent} was sent by the version that wrote the directory");
    }
    verified(&harness);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_directory_of_an_earlier_version_opens_and_sends_nothing_twice() {
    let found: Vec<PathBuf> = written().into_iter().filter(|path| !path.join("store.sql").exists()).collect();
    assert!(!found.is_empty());
    for directory in found {
        opens_and_sends_nothing_twice(&directory, &Mix::embedded()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_on_postgresql_of_an_earlier_version_opens_and_sends_nothing_twice() {
    let mix = Mix::postgres();
    let found: Vec<PathBuf> = written().into_iter().filter(|path| path.join("store.sql").exists()).collect();
    assert!(!found.is_empty());
    for directory in found {
        opens_and_sends_nothing_twice(&directory, &mix).await;
    }
}

// ---------------------------------------------------------------------------------------------------------------- writing

/// A post that only the spool knows.
fn spooled(artist: ArtistId) -> Spooled {
    let post = Post {
        kind: PostKind::Image,
        title: "Spooled".to_owned(),
        url: Some("https://www.deviantart.com/open/art/Spooled-1234567".to_owned()),
        published_at: Some(SystemClock.now()),
        ..Post::unknown(PostId(uuid::Uuid::new_v4()), artist)
    };
    let artist = ArtistRef { id: artist, name: "Open".to_owned(), icon: None };
    let envelope = Envelope::new(Event::PostPublished { artist, post }, SystemClock.now());
    Spooled {
        destination: DESTINATION.to_owned(),
        key: envelope.event.lane().to_string(),
        event_id: envelope.id.to_string(),
        payload: codec::encode(&envelope).unwrap(),
        reason: "the log took nothing".to_owned(),
        attempts: 1,
    }
}

async fn write(mix: &Mix, name: &str) {
    let harness = Harness::on(mix, Options::load()).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let guild = vec![harness.guild.0, harness.guild.0 + 1, harness.guild.0 + 2];
    let store = harness.store().await;
    let mut channels = BTreeMap::new();
    for artist in ARTISTS {
        channels.insert(artist, harness.watched_artist(&store, artist, What::Everything).await);
    }
    let poll_of = async |names: &[&str]| until(&harness, "the first polls", async || looked_at(&deviantart, names)).await;
    let states = async |state: &str| store.for_ops().pipeline_status().await.unwrap().notifications.get(state).copied().unwrap_or(0);

    // Sent, a burst with its digest, revised; held, failed, suppressed.
    discord.faults().forbid_channel(channels["Forbidden"], 50_013);
    discord.faults().inject(Where::Channel(channels["Refused"]), Fault::Refused(400, 50_035), Dose::Always);
    let mut service = harness.run();
    poll_of(&ARTISTS).await;
    let mut sent: Vec<String> = Vec::new();
    for number in 0..3 {
        sent.push(deviantart.publish("Open", NewPost::image(format!("Sent {number}"))).url);
    }
    until(&harness, "three posts", async || discord.post_count_in(channels["Open"]) == 3).await;
    for number in 0..14 {
        sent.push(deviantart.publish("Open", NewPost::image(format!("Burst {number}"))).url);
    }
    deviantart.publish("Forbidden", NewPost::image("Held"));
    deviantart.publish("Refused", NewPost::image("Failed"));
    deviantart.publish("Mature", NewPost::image("Suppressed").mature());
    for (state, least) in [("sent", 4), ("held", 1), ("failed", 1), ("suppressed", 1)] {
        until(&harness, state, async || states(state).await >= least).await;
    }
    until(&harness, "nothing open", async || states("pending").await + states("sending").await == 0).await;
    // Begun, committed, never answered.
    discord.faults().inject(Where::Channel(channels["Doubtful"]), Fault::StallAfterCommit(Duration::from_secs(600)), Dose::Always);
    let doubtful: Published = deviantart.publish("Doubtful", NewPost::image("Doubtful"));
    until(&harness, "the message whose answer never comes", async || discord.messages(channels["Doubtful"]).len() == 1).await;
    service.kill();

    // An event that no version knows; then pending ones, folded while no bot runs.
    let unknown = format!(
        r#"{{"id":"{}","observed_at":"2026-01-01T00:00:00Z","type":"PostPublished.v9","data":{{"post":{{"artist":"{}"}}}}}}"#,
        uuid::Uuid::new_v4(),
        uuid::Uuid::new_v4()
    );
    append_raw(&harness.data_dir().join("log"), unknown.into_bytes()).await;
    let mut service = harness.service(&["run", "--role", "ingest", "--role", "projector"]);
    until(&harness, "the parked event", async || store.for_ops().pipeline_status().await.unwrap().parked == 1).await;
    let pending = deviantart.publish("Waiting", NewPost::image("Pending"));
    // The doubtful one is open too.
    until(&harness, "a pending notification", async || states("pending").await + states("sending").await >= 2).await;
    service.terminate();
    assert!(service.wait().await.success());

    let open = store.for_bot().watches(domain::id::GuildId(harness.guild.0), None, 0, 100).await.unwrap().watches;
    let ids: BTreeMap<String, ArtistId> = open.iter().map(|watch| (watch.wish.artist_name.clone(), watch.wish.artist)).collect();
    let options = SpoolOptions { schema: 1, journal: SpooledLog::options() };
    let (spool, _) = Spool::<Spooled>::open(harness.data_dir().join("spool"), options).unwrap();
    spool.put(&spooled(ids["Open"])).await.unwrap();
    spool.close().await.unwrap();
    drop(store);

    let to = kept().join(name);
    copy(&harness.data_dir(), &to.join("data_dir"));
    if let Some(postgres) = &mix.postgres {
        let database = harness.store_url().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
        std::fs::write(to.join("store.sql"), postgres.dump(&database)).unwrap();
    }
    let artists: Vec<Value> =
        ARTISTS.iter().map(|name| json!({"name": name, "id": ids[*name].to_string(), "channel": channels[name]})).collect();
    let manifest = json!({
        "guild": guild, "artists": artists, "sent": sent, "pending": [pending.url], "parked": 1,
        "doubtful": {"url": doubtful.url, "title": doubtful.title, "channel": channels["Doubtful"]},
    });
    std::fs::write(to.join("manifest.json"), serde_json::to_string_pretty(&manifest).unwrap() + "\n").unwrap();
}

/// A record in the stopped log as only another version writes it.
async fn append_raw(dir: &Path, payload: Vec<u8>) {
    let (journal, _) = journal_spool::Journal::open(dir, DiskLog::options()).unwrap();
    let record = Record { codec: journal_spool::codec::JSON, schema: 1, id: [9; 8], payload };
    journal.append(vec![record]).await.unwrap();
    journal.close().await.unwrap();
}

/// `DEVIANTCORD_BIN=… DEVIANTCORD_WRITTEN=2026-11 cargo nextest run -p cli --run-ignored only -E 'test(write_what_this_binary_writes)'`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into the sources"]
async fn write_what_this_binary_writes() {
    let name = std::env::var("DEVIANTCORD_WRITTEN").unwrap();
    write(&Mix::embedded(), &format!("{name}-embedded")).await;
    write(&Mix::postgres(), &format!("{name}-postgresql")).await;
}

/// Posts of each turn; earlier versions folded more than ten of one poll into a digest.
const TURN: u64 = 8;

/// The older version makes everything; then each takes over from the other, stopped in order or killed while posts are on their way. Only a
/// bot that stopped in order is rolled back.
async fn take_turns(mix: &Mix, older: &Path) -> testbed::chaos::Row {
    let mut harness = Harness::on(mix, Options::default()).await;
    let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
    let channel = discord.add_channel(harness.guild, "art", ChannelKind::Text);
    deviantart.add_artist("Somebody");
    let mut planted = Vec::new();
    let turns = [(true, false), (false, false), (true, false), (true, true), (false, true), (false, false), (true, true), (false, false)];
    for (turn, (is_older, is_killed)) in turns.into_iter().enumerate() {
        harness.binary = is_older.then(|| older.to_owned());
        let mut service = harness.run();
        if turn == 0 {
            until(&harness, "the commands", async || !discord.commands().is_empty()).await;
            let moderator = discord.moderator();
            let asked = discord.interact().slash((harness.guild, channel, &moderator), "watch", json!({ "artist": "somebody" })).await;
            assert!(asked.unwrap().text().contains("Somebody"));
            until(&harness, "the first look", async || looked_at(&deviantart, &["Somebody"])).await;
        }
        let before = discord.post_count();
        for number in 0..TURN {
            let title = format!("Turn {turn}, {number}");
            deviantart.publish("Somebody", NewPost::image(&title));
            planted.push(title);
        }
        if is_killed {
            until(&harness, "sending to begin", async || discord.post_count() > before).await;
            service.kill();
            continue;
        }
        until(&harness, "all posts so far", async || discord.post_count() >= planted.len() as u64).await;
        service.terminate();
        assert!(service.wait().await.success(), "turn {turn}: {}", harness.output());
    }
    let said = harness.said_in(&harness.data_dir(), &["verify"]);
    assert!(harness.command(&["verify"]).status().unwrap().success(), "{said}");
    let shown = discord.messages(channel).into_iter().flat_map(|message| message.shown()).map(|post| post.title);
    let row = testbed::chaos::Row::of_sets("F22", testbed::chaos::seed(), planted.clone(), planted, shown);
    row.note(format!(
        "two binaries in turns over one data directory, {}: the newer took over three times, the older twice; three kills; verify clean",
        mix.name
    ))
}

/// `just upgrade COMMIT` builds that commit's program first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the program of an older version"]
async fn f22_an_older_version_and_this_one_take_turns_and_neither_loses_or_doubles_a_post() {
    let older = PathBuf::from(std::env::var_os("DEVIANTCORD_OLDER_BIN").unwrap());
    for mix in [Mix::embedded(), Mix::postgres()] {
        take_turns(&mix, &older).await.finish();
    }
}

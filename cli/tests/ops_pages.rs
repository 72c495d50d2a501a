//! The pages of role ops: complete without JavaScript, escaped, bounded, and the same story as `deviantcord why`.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::discord;
use sea_orm::ConnectionTrait;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::{Harness, until};
use uuid::Uuid;

const HOSTILE: &str = "<script>alert(1)</script>\" onload='x' \u{202e}";

/// The status and the text at this path.
async fn ask(port: u16, path: &str) -> (u16, String) {
    let asked = Instant::now();
    let answer = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let shown: String = path.chars().take(60).collect();
    println!("{shown}: {status}, {} bytes, {:.1?} (bar 100 ms)", text.len(), asked.elapsed());
    (status, text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_tell_everything_without_javascript_and_nothing_hostile_gets_through() {
    let mut harness = Harness::start(discord::Options::default()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("127.0.0.1:{port}"));
    let store = harness.store().await;
    let channel = harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let mut service = harness.run();
    let world = harness.deviantart.world();
    until(&harness, "a first poll", async || support::looked_at(&world, &["Somebody"])).await;
    world.publish("Somebody", NewPost::image("Read with the first list"));
    until(&harness, "the first card", async || harness.discord.world().messages(channel).len() == 1).await;
    let hostile = world.publish("Somebody", NewPost::image(HOSTILE));
    until(&harness, "the card", async || harness.discord.world().messages(channel).len() == 2).await;

    until(&harness, "the first page to say that posts arrive", async || ask(port, "/").await.1.contains("<h1 class=\"good\">Posts arrive"))
        .await;
    let (_, front) = ask(port, "/").await;
    for part in
        ["What is wrong and what to do", "From DeviantArt to Discord", "How late posts were", "<svg", "Processes", "DeviantArt credentials"]
    {
        assert!(front.contains(part), "{part}: {front}");
    }
    assert!(!front.contains("style=") && !front.contains("<script>") && front.contains("<noscript>"), "nothing inline: {front}");
    let id = hostile.deviationid.to_string();
    until(&harness, "the post's page to say that it was sent", async || ask(port, &format!("/post/{id}")).await.1.contains("sent, ")).await;
    let (status, page) = ask(port, &format!("/post/{id}")).await;
    assert!(status == 200 && page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");

    // The command says the same, by id and by address.
    let why = |what: &str| {
        let output = harness.command(&["why", what]).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        (output.status.success(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
    };
    let (found, by_id) = why(&id);
    assert!(found && by_id.contains("seen by a poll") && by_id.contains(": sent, "), "{by_id}");
    let link = by_id.lines().nth(1).unwrap().to_owned();
    assert_eq!(why(&format!("{link}?from=somewhere")), (true, by_id));
    let (_, found) = ask(port, &format!("/find?q={link}")).await;
    assert!(found.contains("&lt;script&gt;") && found.contains(": sent, "), "{found}");
    until(&harness, "the lists that were polled to be saved", async || {
        let (found, said) = why("https://www.deviantart.com/Somebody/art/Never-1");
        found && said.contains("not known") && said.contains("gallery: polled, and this post was not on it")
    })
    .await;
    assert!(!why("nonsense").0 && why("nonsense").1.lines().count() == 1);

    // Artists and servers lead to each other.
    let (_, artist) = ask(port, "/find?q=somebody").await;
    assert!(artist.contains("<h1>Somebody</h1>") && artist.contains(&format!("../post/{id}")), "{artist}");
    let (_, guild) = ask(port, &format!("/guild/{}", harness.guild.0)).await;
    assert!(guild.contains("Somebody") && guild.contains("The bot has been in it since"), "{guild}");

    let long = "x".repeat(6_000);
    for (path, wanted) in [
        (format!("/post/{}", Uuid::new_v4()), 404),
        (format!("/artist/{}", Uuid::new_v4()), 404),
        ("/guild/123456789012345678".to_owned(), 404),
        ("/find?q=nobody-of-this-name".to_owned(), 404),
        ("/post/%3Cscript%3E".to_owned(), 400),
        ("/post/%ff%fe".to_owned(), 400),
        ("/artist/..%2f..%2fetc".to_owned(), 400),
        ("/guild/-1".to_owned(), 400),
        ("/guild/99999999999999999999999".to_owned(), 400),
        (format!("/guild/{long}"), 400),
        (format!("/find?q={long}"), 400),
        ("/find".to_owned(), 400),
        ("/find?q=%00".to_owned(), 400),
    ] {
        let (status, text) = ask(port, &path).await;
        assert_eq!(status, wanted, "{path}: {text}");
        assert!(text.len() < 10_000 && !text.contains("<script>"), "{path}");
    }
    service.terminate();
    assert!(service.wait().await.success());
}

/// What the first page asks the store for is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_says_what_the_store_does_not_tell() {
    let mut harness = Harness::start(discord::Options::default()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("127.0.0.1:{port}"));
    let store = harness.store().await;
    let mut service = harness.service(&["run", "--role", "ops"]);
    until(&harness, "the ops role", async || reqwest::get(format!("http://127.0.0.1:{port}/healthz")).await.is_ok()).await;
    let (_, front) = ask(port, "/").await;
    assert!(front.contains("No new post in the last 24 hours") && !front.contains("cannot be read"), "{front}");
    for table in ["hourly", "alert", "channel_state"] {
        store.connection().execute_unprepared(&format!("ALTER TABLE {table} RENAME TO {table}_gone")).await.unwrap();
    }
    until(&harness, "the page to say so", async || ask(port, "/").await.1.contains("Not known: the store cannot be read.")).await;
    let (_, front) = ask(port, "/").await;
    assert!(front.contains("only what this process knows of itself") && !front.contains("No new post"), "{front}");
    service.terminate();
    assert!(service.wait().await.success());
}

/// How many artists there are, each with a watch, a source, two posts and their messages.
const ARTISTS: u32 = 100_000;
/// Rows as SQLite makes them fastest.
const MANY: [&str; 5] = [
    "INSERT INTO artist (id, name, name_key, kind, named_at, named_event, profiled_at, profiled_event, vanish_epoch, returned) \
     WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ARTISTS) \
     SELECT randomblob(16), 'Artist-' || n, 'artist-' || n, 'person', 0, zeroblob(16), 0, zeroblob(16), 0, 1 FROM n",
    "INSERT INTO source (artist_id, kind, artist_name, weight, baselined, failures) SELECT id, 'gallery', name, 1, 1, 0 FROM artist",
    "INSERT INTO watch (id, guild_id, channel_id, artist_id, artist_name, what, folder_key, mature, catch_up, announce_from, created_at) \
     SELECT randomblob(16), rowid % 1000 + 1, rowid % 5000 + 1, id, name, 'everything', '', 0, 'all', 0, rowid FROM artist",
    "INSERT INTO post (id, artist_id, kind, title, published_at, mature, tags, content_at, content_event, first_seen_at, removed) \
     SELECT randomblob(16), artist.id, 'image', 'Post', artist.rowid, 0, '[]', 0, zeroblob(16), 0, 0 FROM artist, (SELECT 1 UNION ALL SELECT 2)",
    "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, post_id, state, observed_at, due_at, attempts, updated_at) \
     SELECT randomblob(16), watch.id, guild_id, channel_id, watch.artist_id, post.id, 'sent', post.rowid, post.rowid, 1, post.rowid \
     FROM watch JOIN post ON post.artist_id = watch.artist_id",
];

/// How long the pages take, cold and warm; `DEVIANTCORD_CHAOS=release` (`just pages`) holds them to 200 ms.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_are_as_quick_with_a_hundred_thousand_artists() {
    let mut harness = Harness::start(discord::Options::default()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    harness.set("DEVIANTCORD_OPS__LISTEN", &format!("127.0.0.1:{port}"));
    let store = harness.store().await;
    for rows in MANY {
        store.connection().execute_unprepared(&rows.replace("ARTISTS", &ARTISTS.to_string())).await.unwrap();
    }
    let artist = store.for_operator().artists_named("Artist-77777").await.unwrap().remove(0).id;
    store.close().await;
    let mut service = harness.service(&["run", "--role", "ops"]);
    until(&harness, "the ops role", async || reqwest::get(format!("http://127.0.0.1:{port}/healthz")).await.is_ok()).await;
    let paths = ["/".to_owned(), format!("/artist/{artist}"), "/guild/77".to_owned(), "/find?q=artist-77777".to_owned()];
    let mut slowest = Duration::ZERO;
    for round in 0..3 {
        for path in &paths {
            let began = Instant::now();
            let (status, text) = ask(port, path).await;
            assert!(status == 200 && text.len() < 200_000, "{path}: {status}, {} bytes", text.len());
            // The first look at a file that was just written waits for the disk.
            if round > 0 {
                slowest = slowest.max(began.elapsed());
            }
        }
        // Longer than answers are remembered.
        tokio::time::sleep(Duration::from_secs(6)).await;
    }
    println!("{ARTISTS} artists: the slowest of {} pages took {slowest:.1?} (bar 200 ms)", paths.len() * 2);
    assert!(!testbed::chaos::release() || slowest < Duration::from_millis(200), "{slowest:?}");
    service.terminate();
    assert!(service.wait().await.success());
}

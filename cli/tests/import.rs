//! `deviantcord import deviantcord4` from a real PostgreSQL with the old schema.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use domain::clock::{Clock, SystemClock};
use domain::id::GuildId;
use domain::watch::What;
use sandbox::deviantart::{Fault, NewPost, Published};
use sandbox::discord;
use sandbox::fault::When;
use std::collections::HashSet;
use support::{Harness, Service, until};
use testbed::Postgres;

/// The columns that an import needs, with a gallery, a folder, a journal and a status listener, and rows that cannot be imported.
const OLD: &str = "CREATE SCHEMA deviantcord;
CREATE TABLE deviantcord.deviation_listeners (serverid bigint, artist text, folderid text, foldertype text, foldername text, channelid bigint,
  ping_role boolean, roles numeric[], created timestamp, last_update timestamp, hybrid boolean, inverse boolean, mature boolean, disabled boolean,
  last_ids text[], last_hybrids text[], shard_id bigint, rowid bigint);
CREATE TABLE deviantcord.journal_listeners (artist text, dc_uuid text, last_ids text[], serverid bigint, channelid bigint, mature boolean, rowid bigint);
CREATE TABLE deviantcord.status_listeners (id bigint, artist text, dc_uuid text, last_ids text[], serverid bigint, channelid bigint, rowid bigint);
INSERT INTO deviantcord.deviation_listeners (serverid, artist, folderid, foldertype, foldername, channelid, ping_role, roles, last_update, inverse, mature, disabled, last_ids, rowid) VALUES
  (7, 'SOMEBODY', '', 'all-folder', NULL, 70, true, '{77}', now(), true, true, false, '{5AB4F9B2-0000-4000-8000-000000000001}', 1),
  (7, 'SOMEBODY', 'FOLDER', 'regular', 'SKETCHES', 71, false, NULL, NULL, false, false, NULL, NULL, 2),
  (7, 'SOMEBODY', '5AB4F9B2-0000-4000-8000-00000000000F', 'regular', 'GONE', 71, false, NULL, NULL, false, false, NULL, NULL, 7),
  (7, 'NOBODY', NULL, 'all-folder', NULL, 70, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3),
  (7, 'SOMEBODY', NULL, 'all-folder', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4),
  (7, 'SOMEBODY', NULL, 'all-folder', NULL, 72, NULL, NULL, NULL, NULL, NULL, true, NULL, 5),
  (7, 'SOME-GROUP', NULL, 'all-folder', NULL, 73, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6);
INSERT INTO deviantcord.journal_listeners VALUES ('SOMEBODY', 'x', '{}', 7, 70, true, 1);
INSERT INTO deviantcord.status_listeners VALUES (1, 'SOMEBODY', 'x', '{123}', 8, 80, 1);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_become_watches_once_and_a_dry_run_changes_nothing() {
    let old = Postgres::start();
    let server = old.url("postgres");
    let harness = Harness::start(discord::Options::default()).await;
    harness.deviantart.world().add_artist("Somebody");
    let folder = harness.deviantart.world().add_folder("Somebody", "Sketches");
    old.administer(&OLD.replace("FOLDER", &folder.to_string().to_uppercase()));
    harness.deviantart.world().add_group("Some-Group");
    let mut refused = harness.command(&["import", "deviantcord4", "--from", &server]);
    refused.env("DEVIANTCORD_DEVIANTART__CLIENT_SECRET", "wrong").env_remove("DEVIANTCORD_DISCORD__TOKEN");
    assert!(!refused.status().unwrap().success(), "{}", harness.output());
    let output = harness.output();
    assert!(output.contains("client secret") || output.contains("client_secret"), "{output}");
    assert!(!output.contains("does not know the artist"), "nobody's fault but the secret's: {output}");
    std::fs::remove_dir_all(harness.data_dir()).unwrap();
    let import = |arguments: &[&str]| {
        let mut all = vec!["import", "deviantcord4", "--from", &server];
        all.extend(arguments);
        let mut command = harness.command(&all);
        // The ids of these channels were made up.
        command.env_remove("DEVIANTCORD_DISCORD__TOKEN");
        async move { tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap() }
    };
    assert!(import(&["--dry-run"]).await.success(), "{}", harness.output());
    assert!(!harness.data_dir().exists(), "a dry run makes nothing");
    assert!(import(&[]).await.success(), "{}", harness.output());
    assert!(import(&[]).await.success(), "{}", harness.output());

    let store = harness.store().await;
    let seven = store.for_bot().watches(GuildId(7), None, 0, 10).await.unwrap().watches;
    let mut wishes: Vec<String> = seven
        .iter()
        .map(|watch| {
            let wish = &watch.wish;
            let folder = wish.folder.as_ref().map(|(_, name)| name.as_str());
            format!(
                "{} {} {:?} {:?} {} {:?}",
                wish.channel,
                wish.artist_name,
                wish.what,
                folder,
                wish.mature,
                wish.ping.map(|ping| ping.role.0)
            )
        })
        .collect();
    // Those of one moment come in any order.
    wishes.sort();
    assert_eq!(
        wishes,
        [
            "70 Somebody Deviations None true Some(77)",
            "70 Somebody Journals None true None",
            "71 Somebody Deviations Some(\"Sketches\") false None",
        ]
    );
    assert_eq!(store.for_bot().watches(GuildId(8), None, 0, 10).await.unwrap().total, 1);
    let reasons = store.for_ops().pipeline_status().await.unwrap().reasons;
    assert_eq!(reasons.get("announced_before"), Some(&1), "what the old system announced is not announced again");
    let output = harness.output();
    for told in [
        "left out: DeviantArt does not know the artist",
        "left out: it names no channel",
        "left out: disabled",
        "left out: it is a group",
        "already there",
        "would be imported",
        "left out: DeviantArt does not know the folder",
    ] {
        assert!(output.contains(told), "{told:?} is not in {output}");
    }
}

/// Everything that a table without foreign keys and a poller without care leave behind. GUILD, ART, FOREIGN, GONE stand for ids.
const DIRTY: &str = "CREATE SCHEMA deviantcord;
CREATE TABLE deviantcord.deviation_listeners (serverid bigint, artist text, folderid text, foldertype text, foldername text, channelid bigint,
  ping_role boolean, roles numeric[], created timestamp, last_update timestamp, hybrid boolean, inverse boolean, mature boolean, disabled boolean,
  last_ids text[], last_hybrids text[], shard_id bigint, rowid bigint);
CREATE TABLE deviantcord.journal_listeners (artist text, dc_uuid text, last_ids text[], serverid bigint, channelid bigint, mature boolean, rowid bigint);
INSERT INTO deviantcord.deviation_listeners (serverid, artist, folderid, foldertype, channelid, ping_role, roles, last_ids, last_hybrids, rowid) VALUES
  (GUILD, NULL, NULL, 'all-folder', ART, false, NULL, NULL, NULL, 1),
  (NULL, 'SOMEBODY', NULL, 'all-folder', ART, false, NULL, NULL, NULL, 2),
  (GUILD, 'SOMEBODY', '', 'regular', ART, false, NULL, NULL, NULL, 3),
  (GUILD, 'SOMEBODY', NULL, NULL, ART, false, NULL, NULL, NULL, 4),
  (GUILD, 'SOMEBODY', NULL, 'all-folder', FOREIGN, false, NULL, NULL, NULL, 5),
  (GUILD, 'SOMEBODY', NULL, 'all-folder', GONE, false, NULL, NULL, NULL, 6),
  (GUILD, E'SOME\\x1b[31mBODY', NULL, 'all-folder', ART, false, NULL, NULL, NULL, 7),
  (GUILD, 'SOMEBODY', NULL, 'all-folder', ART, true, '{99999999999999999999999}', '{5AB4F9B2-0000-4000-8000-000000000001}',
    '{5AB4F9B2-0000-4000-8000-000000000002}', 8);
INSERT INTO deviantcord.journal_listeners VALUES ('SOMEBODY', 'x', NULL, GUILD, ART, NULL, 1);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dirty_database_is_imported_row_by_row_and_nothing_is_widened_or_crosses_servers() {
    let harness = Harness::start(discord::Options::default()).await;
    let world = harness.discord.world();
    let art = world.add_channel(harness.guild, "art", discord::ChannelKind::Text);
    let foreign = world.add_channel(world.add_guild("Another guild"), "theirs", discord::ChannelKind::Text);
    let ids = [("GUILD", harness.guild.0), ("ART", art), ("FOREIGN", foreign), ("GONE", 12_345)];
    let old = Postgres::start();
    old.administer(&ids.iter().fold(DIRTY.to_owned(), |sql, (name, id)| sql.replace(name, &id.to_string())));
    harness.deviantart.world().add_artist("Somebody");
    harness.deviantart.world().faults().set_on("user/", Fault::Unavailable, When::Next(1));
    let mut command = harness.command(&["import", "deviantcord4", "--from", &old.url("postgres")]);
    let status = tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap();
    let output = harness.output();
    assert!(status.success(), "{output}");
    for told in [
        "deviation_listeners row 1: left out: it names no artist",
        "deviation_listeners row 2: left out: it names no server",
        "deviation_listeners row 3: left out: it is for one folder",
        "deviation_listeners row 4: left out: it is for one folder",
        "left out: its channel belongs to another server",
        "left out: its channel no longer exists",
        "SOME\u{fffd}[31mBODY: left out: DeviantArt does not know the artist",
        "imported without its ping",
        "skipping table status_listeners, which cannot be read",
    ] {
        assert!(output.contains(told), "{told:?} is not in {output}");
    }
    assert!(!output.contains('\u{1b}') || !output.contains("\u{1b}[31mBODY"), "no control characters of others");
    let store = harness.store().await;
    let watches = store.for_bot().watches(GuildId(harness.guild.0), None, 0, 10).await.unwrap();
    assert_eq!((watches.total, watches.watches.iter().all(|watch| watch.wish.channel.0 == art)), (2, true), "{watches:?}");
    assert_eq!(
        store.for_ops().pipeline_status().await.unwrap().reasons.get("announced_before"),
        Some(&2),
        "both ends of the folder were announced"
    );
}

/// A gallery and a journal listener, of which the old system tells up to where it announced; one post was queued there, and one job failed.
const MISSED: &str = "CREATE SCHEMA deviantcord;
CREATE TABLE deviantcord.deviation_listeners (serverid bigint, artist text, folderid text, foldertype text, foldername text, channelid bigint,
  ping_role boolean, roles numeric[], created timestamp, last_update timestamp, hybrid boolean, inverse boolean, mature boolean, disabled boolean,
  last_ids text[], last_hybrids text[], shard_id bigint, rowid bigint);
CREATE TABLE deviantcord.journal_listeners (artist text, dc_uuid text, last_ids text[], serverid bigint, channelid bigint, mature boolean, rowid bigint);
CREATE TABLE deviantcord.deviation_notifications (channelid bigint, artist text, link text, image text);
CREATE TABLE deviantcord.server_config (serverid bigint, prefix text, required_role bigint, server_language text, rowid bigint);
INSERT INTO deviantcord.deviation_listeners (serverid, artist, foldertype, channelid, ping_role, roles, last_update, last_ids, rowid) VALUES
  (7, 'KIM', 'all-folder', 70, true, '{77,78}', 'LAST', '{QUEUED,SENT}', 1),
  (7, 'KIM', 'all-folder', 70, false, NULL, 'LAST', NULL, 2);
INSERT INTO deviantcord.journal_listeners VALUES ('KIM', 'x', '{JOURNAL}', 7, 70, true, 1);
INSERT INTO deviantcord.deviation_notifications VALUES (70, 'KIM', 'LINK', NULL), (71, 'KIM', 'LINK', NULL);
INSERT INTO deviantcord.server_config VALUES (7, '!', 99, 'de', 1), (8, '!', NULL, 'en', 2);";

/// Table, row and verdict of each line of a report.
fn verdicts(report: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(report).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    lines.map(|line| [&line["table"], &line["row"], &line["verdict"]].map(|value| value.as_str().unwrap().to_owned()).join(" ")).collect()
}

/// Kim's posts, and a database that has announced some of them: the post that it has queued, and the journal that it announced last.
fn missed(harness: &Harness, old: &Postgres) -> [Published; 2] {
    let world = harness.deviantart.world();
    world.add_artist("Kim");
    let at = |hours: i64| SystemClock.now() - chrono::TimeDelta::hours(hours);
    let sent = world.publish("Kim", NewPost::image("sent").at(at(30)));
    let queued = world.publish("Kim", NewPost::image("queued").at(at(20)));
    world.publish("Kim", NewPost::image("missed").at(at(10)));
    let journal = world.publish("Kim", NewPost::journal("announced").at(at(9)));
    world.publish("Kim", NewPost::journal("missed too").at(at(8)));
    let words = [
        ("LAST", at(15).format("%Y-%m-%d %H:%M:%S").to_string()),
        ("QUEUED", queued.deviationid.to_string().to_uppercase()),
        ("SENT", sent.deviationid.to_string().to_uppercase()),
        ("JOURNAL", journal.deviationid.to_string().to_uppercase()),
        ("LINK", queued.url.clone()),
    ];
    old.administer(&words.iter().fold(MISSED.to_owned(), |sql, (word, value)| sql.replace(word, value)));
    [queued, journal]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_old_system_missed_is_announced_by_choice_and_every_row_has_its_verdict() {
    let harness = Harness::start(discord::Options::default()).await;
    let old = Postgres::start();
    let [queued, journal] = missed(&harness, &old);
    let jobs = harness.place.path().join("old");
    std::fs::create_dir_all(jobs.join("failed_jobs")).unwrap();
    std::fs::write(jobs.join("failed_jobs/job-1.json"), "{\"channelid\": 70, \"artist\": \"KIM\", \"link\": \"https://elsewhere/1\"}")
        .unwrap();
    let report = harness.place.path().join("report.jsonl");
    let import = async |extra: &[&str]| {
        let server = old.url("postgres");
        let (jobs, report) = (jobs.display().to_string(), report.display().to_string());
        let mut arguments = vec!["import", "deviantcord4", "--from", &server, "--failed-jobs", &jobs, "--report", &report];
        arguments.extend(extra);
        let mut command = harness.command(&arguments);
        command.env_remove("DEVIANTCORD_DISCORD__TOKEN");
        assert!(tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap().success(), "{}", harness.output());
    };
    for (how, said) in [
        ("none", "--catch-up none: 0 posts would be announced in 0 channels"),
        ("newest=1", "--catch-up newest=1: 2 posts would be announced in 1 channels"),
        ("all", "--catch-up all: 3 posts would be announced in 1 channels"),
    ] {
        import(&["--dry-run", "--catch-up", how]).await;
        assert!(harness.output().contains(said), "{said}: {}", harness.output());
    }
    assert!(!harness.data_dir().exists());
    import(&[]).await;
    assert!(!harness.data_dir().join("import.jsonl").exists(), "everything is settled");
    let verdicts = verdicts(&report);
    let unsent = format!("2 ({})", queued.url.trim_start_matches("https://www.").to_lowercase());
    assert_eq!(
        verdicts,
        [
            "deviation_listeners 1 imported".to_owned(),
            "deviation_listeners 2 told".to_owned(),
            "journal_listeners 1 imported".to_owned(),
            "deviation_notifications 1 announced".to_owned(),
            format!("deviation_notifications {unsent} left_out"),
            "failed_jobs failed_jobs/job-1.json (elsewhere/1) left_out".to_owned(),
            "server_config 1 told".to_owned(),
            "server_config 2 there".to_owned(),
        ]
    );
    for told in [
        "with one of its roles",
        "already there, and differs: it pings role 77",
        "language de",
        "asked for role 99",
        "8 rows read, 8 verdicts",
    ] {
        assert!(harness.output().contains(told), "{told:?} is not in {}", harness.output());
    }
    let store = harness.store().await;
    let from: Vec<_> = store.for_bot().watches(GuildId(7), None, 0, 10).await.unwrap().watches;
    let from = |what: What| from.iter().find(|watch| watch.wish.what == what).unwrap().wish.announce_from.timestamp();
    assert_eq!((from(What::Deviations), from(What::Journals)), (queued.published_at.timestamp(), journal.published_at.timestamp()));
    let reasons = store.for_ops().pipeline_status().await.unwrap().reasons;
    assert_eq!(reasons.get("announced_before"), Some(&2), "the post that was sent, and the journal; not the one that was queued");
}

/// The old bot was in a server that the new one is not in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_of_a_server_without_the_bot_wait_and_nobody_is_polled_for_them_until_it_is_invited() {
    let harness = Harness::start(discord::Options::default()).await;
    let (world, deviantart) = (harness.discord.world(), harness.deviantart.world());
    let away = world.add_guild("Without the bot");
    let channel = world.add_channel(away, "art", discord::ChannelKind::Text);
    world.remove_bot(away);
    let guild = GuildId(away.0);
    deviantart.add_artist("Kim");
    let old = Postgres::start();
    let (schema, _) = OLD.split_once("INSERT").unwrap();
    let at = |hours: i64| SystemClock.now() - chrono::TimeDelta::hours(hours);
    let sent = deviantart.publish("Kim", NewPost::image("sent").at(at(30)));
    let missed = deviantart.publish("Kim", NewPost::image("missed").at(at(10)));
    old.administer(&format!(
        "{schema}INSERT INTO deviantcord.deviation_listeners (serverid, artist, foldertype, channelid, last_update, last_ids, rowid) VALUES
        ({guild}, 'KIM', 'all-folder', {channel}, '{}', '{{{}}}', 1);",
        at(30).format("%Y-%m-%d %H:%M:%S"),
        sent.deviationid
    ));
    let server = old.url("postgres");
    let import = async |extra: &[&str]| {
        let mut arguments = vec!["import", "deviantcord4", "--from", &server, "--catch-up", "all"];
        arguments.extend(extra);
        let mut command = harness.command(&arguments);
        assert!(tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap().success(), "{}", harness.output());
    };
    import(&["--dry-run"]).await;
    assert!(harness.output().contains("would be kept aside until the bot is invited to its server"), "{}", harness.output());
    import(&[]).await;
    import(&[]).await;
    for told in ["kept aside until the bot is invited to its server", "already kept aside", "1 rows read, 1 verdicts"] {
        assert!(harness.output().contains(told), "{told:?} is not in {}", harness.output());
    }

    let store = harness.store().await;
    let watches = async || store.for_bot().watches(guild, None, 0, 9).await.unwrap().total;
    let mut service = harness.run();
    // A watch that is added later is polled first: what waits has had its chance.
    harness.watched_artist(&store, "other", What::Deviations).await;
    until(&harness, "another artist's first look", async || support::looked_at(&deviantart, &["other".to_owned()])).await;
    assert_eq!((watches().await, support::looked_at(&deviantart, &["Kim".to_owned()])), (0, false));
    world.invite_bot(away);
    until(&harness, "the watch", async || watches().await == 1).await;
    until(&harness, "what was missed", async || world.post_count() == 1).await;
    deviantart.publish("Kim", NewPost::image("new"));
    until(&harness, "what is new", async || world.post_count() == 2).await;
    service.terminate();
    assert!(service.wait().await.success());
    let links: Vec<String> = world.all_messages().into_iter().flat_map(|message| message.shown()).map(|post| post.link).collect();
    assert!(links.contains(&missed.url) && !links.contains(&sent.url), "{links:?}");
}

/// `DEVIANTCORD_CHAOS=release` (`just import`): the whole bar.
fn size() -> (usize, usize, usize) {
    if std::env::var("DEVIANTCORD_CHAOS").is_ok_and(|how| how == "release") { (5_000, 2_000, 20) } else { (150, 60, 4) }
}

/// Rows of the old database, and what has to become of them.
struct Generated {
    rows: Vec<String>,
    /// Names that DeviantArt has to be asked for.
    names: HashSet<String>,
    /// Artist and channel of each watch.
    watches: HashSet<(usize, usize)>,
}

impl Generated {
    /// One in ten artists has a name that nobody has; one listener in eight has a duplicate; one in seven has an oddity.
    fn new(listeners: usize, artists: usize) -> Self {
        let mut all = Self { rows: Vec::new(), names: HashSet::new(), watches: HashSet::new() };
        for number in 0..listeners {
            let (artist, channel) = (number % artists, 100 + number / artists * 7 / 8);
            let name = format!("ARTIST-{artist}");
            let [mut server, mut named, mut kind] = ["7".to_owned(), format!("'{name}'"), "'all-folder'".to_owned()];
            let [mut to, mut roles, mut off] = [channel.to_string(), "NULL".to_owned(), "NULL".to_owned()];
            match number % 50 {
                1 => to = "NULL".to_owned(),
                8 => named = "NULL".to_owned(),
                15 => server = "NULL".to_owned(),
                22 => kind = "'regular'".to_owned(),
                29 => off = "true".to_owned(),
                36 => roles = "'{99999999999999999999999}'".to_owned(),
                // No name of DeviantArt's, so nobody is asked.
                43 => named = format!("E'ARTIST\\x1b[31m-{artist}'"),
                _ => {}
            }
            if !matches!(number % 50, 1 | 8 | 15 | 22 | 29 | 43) {
                all.names.insert(name);
                if artist % 10 != 0 {
                    all.watches.insert((artist, channel));
                }
            }
            all.rows.push(format!("({server}, {named}, {kind}, {to}, true, {roles}, {off}, now(), {number})"));
        }
        all
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_again_and_again_asks_almost_nothing_twice_and_ends_with_every_row() {
    let (listeners, artists, kills) = size();
    let mut harness = Harness::start(discord::Options::default()).await;
    harness.set("DEVIANTCORD_DISCORD__MAX_WATCHES", "10000");
    let world = harness.deviantart.world();
    for number in (0..artists).filter(|number| number % 10 != 0) {
        world.add_artist(&format!("Artist-{number}"));
    }
    let old = Postgres::start();
    let generated = Generated::new(listeners, artists);
    let (schema, _) = OLD.split_once("INSERT").unwrap();
    old.administer(schema);
    // No argument of a program is longer than 128 KiB.
    for rows in generated.rows.chunks(500) {
        old.administer(&format!(
            "INSERT INTO deviantcord.deviation_listeners (serverid, artist, foldertype, channelid, ping_role, roles, disabled, last_update, rowid) \
             VALUES {};",
            rows.join(",")
        ));
    }
    world.faults().set_on("user/profile", Fault::Unavailable, When::Chance(0.03));
    let server = old.url("postgres");
    let start = || {
        let mut command = harness.command(&["import", "deviantcord4", "--from", &server]);
        command.env_remove("DEVIANTCORD_DISCORD__TOKEN");
        Service::of(command.spawn().unwrap())
    };
    let answers = harness.data_dir().join("import.jsonl");
    let kept = || std::fs::read_to_string(&answers).unwrap_or_default().lines().filter(|line| !line.is_empty()).count();
    let names = generated.names.len();
    for kill in 1..=kills {
        world.faults().set_on("user/profile", Fault::Throttle, When::Next(1));
        let mut import = start();
        until(&harness, "some answers", async || kept() >= names * kill / (kills + 1)).await;
        import.kill();
    }
    let seen = |statuses: &[u16]| world.requests_to("user/profile/").iter().filter(|seen| statuses.contains(&seen.status)).count();
    let mut import = start();
    assert!(import.wait().await.success(), "{}", harness.output());
    let (asked, throttled, unavailable) = (seen(&[200, 400]), seen(&[429]), seen(&[503]));
    let repeated = asked - names;
    println!(
        "{listeners} listeners, {artists} artists, {kills} kills, {throttled} answers 429 and {unavailable} 503: {asked} look-ups of {names} names, \
         {repeated} of them repeated"
    );
    assert!(throttled >= kills, "{throttled} answers were 429");
    assert!(repeated <= (names / 100).max(kills), "{repeated} of {names} look-ups were repeated");
    assert!(harness.output().contains(&format!("{listeners} rows read, {listeners} verdicts")), "{}", harness.output());
    assert!(!answers.exists());
    let store = harness.store().await;
    let total = async || store.for_bot().watches(GuildId(7), None, 0, 1).await.unwrap().total;
    let before = total().await;
    assert_eq!(before as usize, generated.watches.len(), "every listener that can be one is a watch, once");
    assert!(start().wait().await.success());
    assert_eq!(total().await, before, "a second run changes nothing");
}

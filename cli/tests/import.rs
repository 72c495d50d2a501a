//! `deviantcord import deviantcord4` from a real PostgreSQL with the old schema.

mod support;

use domain::id::GuildId;
use sandbox::deviantart::Fault;
use sandbox::discord;
use sandbox::fault::When;
use support::Harness;
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
  (7, 'SOMEBODY', '5AB4F9B2-0000-4000-8000-00000000000F', 'regular', 'SKETCHES', 71, false, NULL, NULL, false, false, NULL, NULL, 2),
  (7, 'NOBODY', NULL, 'all-folder', NULL, 70, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3),
  (7, 'SOMEBODY', NULL, 'all-folder', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4),
  (7, 'SOMEBODY', NULL, 'all-folder', NULL, 72, NULL, NULL, NULL, NULL, NULL, true, NULL, 5),
  (7, 'SOME-GROUP', NULL, 'all-folder', NULL, 73, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6);
INSERT INTO deviantcord.journal_listeners VALUES ('SOMEBODY', 'x', '{}', 7, 70, true, 1);
INSERT INTO deviantcord.status_listeners VALUES (1, 'SOMEBODY', 'x', '{123}', 8, 80, 1);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_become_watches_once_and_a_dry_run_changes_nothing() {
    let old = Postgres::start();
    old.administer(OLD);
    let server = old.url("postgres");
    let harness = Harness::start(discord::Options::default()).await;
    harness.deviantart.world().add_artist("Somebody");
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
            "71 Somebody Deviations Some(\"SKETCHES\") false None",
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

use super::*;
use chrono::TimeDelta;
use domain::care::Deleted;
use domain::defaults::Defaults;
use domain::id::{ChannelId, FolderId, GuildId, RoleId};
use domain::inherit::Inherited;
use domain::notification::Hold;
use domain::rhythm::Rhythm;
use domain::watch::{CatchUp as Policy, Style, What};
use domain::watch::{Pause, Ping};
use store::Store;
use store::bot::BrokenChannel;
use uuid::Uuid;

async fn store() -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

fn wish(number: u128, at: Timestamp) -> NewWatch {
    NewWatch::new(GuildId(1 << 60), ChannelId(2), ArtistId(Uuid::from_u128(number)), format!("artist {number}"), at)
}

/// What the command does with a document that it has read.
async fn bring(store: &BotStore, document: &Document, how: CatchUp, now: Timestamp) -> String {
    let rows = document.rows(now).unwrap();
    let begun = begin(&rows.watches, how, document.exported_at, None, now).await.unwrap();
    import(store, &rows, &begun, how).await.unwrap()
}

#[tokio::test]
async fn what_one_store_exports_another_imports_and_announces_from_then_on() {
    let (old, new) = (store().await.for_bot(), store().await.for_bot());
    let now = domain::clock::micros(SystemClock.now());
    let long_ago = now - TimeDelta::days(90);
    old.guild_joined(GuildId(1 << 60), long_ago).await.unwrap();
    old.guild_joined(GuildId(7), long_ago).await.unwrap();
    old.add_watch(&NewWatch { guild: GuildId(7), ..wish(9, long_ago) }, 10).await.unwrap();
    old.guild_left(GuildId(7), now).await.unwrap();
    let full = wish(1, long_ago)
        .what(What::Deviations)
        .folder((FolderId(Uuid::from_u128(5)), "Comics".to_owned()))
        .mature(true)
        .mature_way(domain::watch::MatureWay::Veiled)
        .ping(Ping { role: RoleId(u64::MAX >> 1), by_right: true })
        .filter(domain::filter::Filter::parse("cat -#ai").unwrap())
        .style(Style::Compact)
        .catch_up(Policy::NEWEST)
        .rhythm(Rhythm { digest: "daily 09".parse().ok(), quiet: "22:00-08:00 silently".parse().ok() });
    let full = NewWatch { paused: Some(Pause { since: long_ago, until: Some(now) }), ..full };
    let heir = NewWatch { inherits: Inherited::all(), ..wish(4, long_ago) };
    old.add_watch(&heir, 10).await.unwrap();
    for wish in [full.clone(), wish(2, long_ago), wish(3, long_ago)] {
        old.add_watch(&wish, 10).await.unwrap();
    }
    let broken = BrokenChannel {
        channel: ChannelId(2),
        hold: Hold::Channel,
        guild: GuildId(1 << 60),
        reason: "Missing Access".to_owned(),
        since: long_ago,
        told_at: None,
        probe_at: now,
    };
    old.save_broken_channel(&broken).await.unwrap();
    old.save_broken_channel(&BrokenChannel { channel: ChannelId(8), guild: GuildId(7), ..broken.clone() }).await.unwrap();

    let set = GuildSettings {
        notices: Some(ChannelId(5)),
        watches: Defaults {
            what: Some(What::Journals),
            mature: Some(false),
            mature_way: Some(domain::watch::MatureWay::Veiled),
            ping: Some(RoleId(6)),
            style: Some(Style::Link),
            rhythm: "hourly".parse().ok(),
            quiet: "22:00-08:00 silently".parse().ok(),
            catch_up: Some(Policy::Skip),
        },
        deleted: Some(Deleted::Remove),
        language: Some(domain::language::Language::Portuguese),
        zone: "Europe/Berlin".parse().ok(),
        mature_channel: Some(ChannelId(8)),
    };
    old.save_guild_settings(GuildId(1 << 60), set, now).await.unwrap();
    old.save_guild_settings(GuildId(7), set, now).await.unwrap();

    let document = export(&old, now).await.unwrap();
    let text = serde_json::to_string(&document).unwrap();
    let back: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(back, document);
    new.add_watch(&wish(3, long_ago), 10).await.unwrap();
    let said = bring(&new, &back, CatchUp::None, now).await;
    assert!(said.starts_with("3 watches added, 1 were there already"), "{said}");
    let found = new.watches_after(None, 10).await.unwrap();
    let first = found.iter().find(|watch| watch.wish.artist == full.artist).unwrap();
    assert_eq!(first.wish, full.announce_from(now), "all settings, and nothing from before the import");
    let heir = found.iter().find(|watch| watch.wish.artist == heir.artist).unwrap();
    assert_eq!((heir.wish.inherits, heir.wish.what, heir.wish.style), (Inherited::all(), What::Journals, Style::Link));
    assert_eq!(new.guilds_after(None, 10).await.unwrap().len(), 1, "guilds that were left stay behind");
    assert_eq!(new.broken_channels().await.unwrap().len(), 1);
    assert_eq!(new.all_guild_settings().await.unwrap(), [(GuildId(1 << 60), set)]);
    let again = bring(&new, &back, CatchUp::None, now).await;
    assert!(again.starts_with("0 watches added, 4 were there already"), "{again}");
}

#[test]
fn a_document_that_is_wrong_is_refused_as_a_whole() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("settings.json");
    let refused = |text: &str| {
        std::fs::write(&file, text).unwrap();
        format!("{:#}", read(&file).and_then(|document| document.rows(Timestamp::UNIX_EPOCH).map(drop)).unwrap_err())
    };
    assert!(refused("no JSON").contains("no JSON"));
    assert!(refused("{}").contains("no export of settings"));
    assert!(refused(r#"{"format": 2}"#).contains("newer version"));
    let with = |watch: &str| {
        format!(
            r#"{{"format":1,"program":"1","exported_at":"2026-01-01T00:00:00Z","guilds":[],"channels":[],"watches":[{{"guild":"1","channel":"2",
            "artist":"00000000-0000-0000-0000-000000000001","artist_name":"a","folder":null,"mature":false,"ping":null,"catch_up":"all",
            "created_at":"2026-01-01T00:00:00Z","paused":null,{watch}}}]}}"#
        )
    };
    assert!(refused(&with(r#""what":"paintings""#)).contains("watch 1: unknown variant `paintings`"));
    let good = with(r#""what":"everything""#);
    assert!(refused(&good.replace(r#""guild":"1""#, r#""guild":"one""#)).contains("is no id"));
    std::fs::write(&file, good).unwrap();
    assert_eq!(read(&file).unwrap().rows(Timestamp::UNIX_EPOCH).unwrap().watches.len(), 1);
}

#[tokio::test]
async fn by_choice_imported_watches_announce_what_was_published_since_the_export() {
    let old = store().await.for_bot();
    let now = domain::clock::micros(SystemClock.now());
    let exported_at = now - TimeDelta::days(2);
    old.add_watch(&wish(1, now - TimeDelta::days(90)), 10).await.unwrap();
    let paused = Some(Pause { since: exported_at, until: None });
    old.add_watch(&NewWatch { paused, ..wish(2, now - TimeDelta::days(90)) }, 10).await.unwrap();
    let document = export(&old, exported_at).await.unwrap();
    for (how, from) in [(CatchUp::None, now), (CatchUp::All, exported_at), (CatchUp::Digest, exported_at)] {
        let new = store().await.for_bot();
        bring(&new, &document, how, now).await;
        for watch in new.watches_after(None, 10).await.unwrap() {
            let was_paused = watch.wish.artist == wish(2, now).artist;
            assert_eq!(watch.wish.announce_from, from, "{how}");
            match watch.wish.paused {
                None => assert!(!was_paused && how != CatchUp::Digest),
                Some(pause) => assert_eq!((pause.until.is_some(), was_paused), (!was_paused, pause.until.is_none()), "{how}"),
            }
        }
    }
}

#[test]
fn a_document_of_a_version_without_defaults_is_read_as_it_was_meant() {
    let text = r#"{"format":1,"program":"0.2.0","exported_at":"2026-01-01T00:00:00Z","guilds":[],"channels":[],"watches":[{"guild":"1","channel":"2",
        "artist":"00000000-0000-0000-0000-000000000001","artist_name":"a","what":"deviations","folder":null,"mature":true,"mature_way":"veiled",
        "ping":["7",true],"style":"compact","catch_up":"newest","created_at":"2026-01-01T00:00:00Z","paused":null,"filter":"cat -#ai",
        "rhythm":{"digest":"daily 09","quiet":"22:00-08:00 silently"}}],"settings":[{"guild":"1","notices":null,"what":"journals","mature":false,
        "ping":null,"deleted":null,"zone":"Europe/Berlin"}]}"#;
    let document: Document = serde_json::from_str(text).unwrap();
    let at = Timestamp::UNIX_EPOCH;
    let rows = document.rows(at).unwrap();
    let created_at = "2026-01-01T00:00:00Z".parse().unwrap();
    let expected = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::from_u128(1)), "a", created_at)
        .what(What::Deviations)
        .mature(true)
        .mature_way(domain::watch::MatureWay::Veiled)
        .ping(Ping { role: RoleId(7), by_right: true })
        .style(Style::Compact)
        .catch_up(Policy::NEWEST)
        .filter(domain::filter::Filter::parse("cat -#ai").unwrap())
        .rhythm(Rhythm { digest: "daily 09".parse().ok(), quiet: "22:00-08:00 silently".parse().ok() });
    assert_eq!(rows.watches, [expected.announce_from(at)]);
    let watches = Defaults { what: Some(What::Journals), mature: Some(false), ..Defaults::default() };
    let settings = GuildSettings { watches, zone: "Europe/Berlin".parse().ok(), ..GuildSettings::default() };
    assert_eq!(rows.settings, [(GuildId(1), settings)]);
}

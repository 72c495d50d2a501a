use super::*;
use chrono::TimeDelta;
use domain::care::Deleted;
use domain::watch::{CatchUp, Style, What};
use store::Store;
use uuid::Uuid;

async fn store() -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

fn wish(number: u128, at: Timestamp) -> NewWatch {
    NewWatch::new(GuildId(1 << 60), ChannelId(2), ArtistId(Uuid::from_u128(number)), format!("artist {number}"), at)
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
        .ping(Ping { role: RoleId(u64::MAX >> 1), by_right: true })
        .filter(domain::filter::Filter::parse("cat -#ai").unwrap())
        .style(Style::Compact)
        .catch_up(CatchUp::Newest);
    let full = NewWatch { paused: Some(Pause { since: long_ago, until: Some(now) }), ..full };
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
        what: Some(What::Journals),
        mature: Some(false),
        ping: Some(RoleId(6)),
        deleted: Some(Deleted::Remove),
    };
    old.save_guild_settings(GuildId(1 << 60), set, now).await.unwrap();
    old.save_guild_settings(GuildId(7), set, now).await.unwrap();

    let document = export(&old, now).await.unwrap();
    let text = serde_json::to_string(&document).unwrap();
    let back: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(back, document);
    new.add_watch(&wish(3, long_ago), 10).await.unwrap();
    let said = import(&new, back.rows(now).unwrap()).await.unwrap();
    assert!(said.starts_with("2 watches added, 1 were there already"), "{said}");
    let found = new.watches_after(None, 10).await.unwrap();
    let first = found.iter().find(|watch| watch.wish.artist == full.artist).unwrap();
    assert_eq!(first.wish, full.announce_from(now), "all settings, and nothing from before the import");
    assert_eq!(new.guilds_after(None, 10).await.unwrap().len(), 1, "guilds that were left stay behind");
    assert_eq!(new.broken_channels().await.unwrap().len(), 1);
    assert_eq!(new.all_guild_settings().await.unwrap(), [(GuildId(1 << 60), set)]);
    let again = import(&new, back.rows(now).unwrap()).await.unwrap();
    assert!(again.starts_with("0 watches added, 3 were there already"), "{again}");
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
    assert!(refused(&with(r#""what":"paintings""#)).contains("watch 1: nothing is called \"paintings\""));
    let good = with(r#""what":"everything""#);
    assert!(refused(&good.replace(r#""guild":"1""#, r#""guild":"one""#)).contains("is no id"));
    std::fs::write(&file, good).unwrap();
    assert_eq!(read(&file).unwrap().rows(Timestamp::UNIX_EPOCH).unwrap().watches.len(), 1);
}

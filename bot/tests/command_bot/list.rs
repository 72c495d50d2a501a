//! `/watches`, `/unwatch`, `/help`, buttons and autocomplete.

use crate::rig::{Rig, button};
use domain::id::{ArtistId, ChannelId, FolderId, GuildId};
use domain::watch::NewWatch;
use sandbox::discord::{ChannelKind, ReplyKind};
use sea_orm::ConnectionTrait;
use serde_json::json;

/// Adds watches of invented artists directly.
async fn fill(rig: &Rig, guild: u64, channel: u64, count: u128) -> anyhow::Result<()> {
    let now = rig.deps.clock.now();
    for number in 0..count {
        let wish = NewWatch::new(
            GuildId(guild),
            ChannelId(channel),
            ArtistId(uuid::Uuid::from_u128(1000 + number)),
            format!("Artist{number:03}"),
            now,
        );
        rig.store.for_bot().add_watch(&wish, 1000).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_says_how_to_begin() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    assert!(rig.slash("watches", json!({})).await?.text().contains("/watch"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_pages() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    fill(&rig, rig.guild.0, rig.channel, 23).await?;
    let first = rig.slash("watches", json!({})).await?;
    assert!(first.text().contains("Artist000") && first.text().contains("Page 1 of 3"), "{}", first.text());
    assert!(!first.text().contains("Artist010"));
    let click = rig.world.interact();
    let second = click.click(&rig.moderator, &first, &button(&first, "Next")).await?;
    assert!(matches!(second.kind, ReplyKind::Update | ReplyKind::DeferredUpdate), "{:?}", second.kind);
    assert!(second.text().contains("Artist010") && second.text().contains("Page 2 of 3"), "{}", second.text());
    let third = click.click(&rig.moderator, &second, &button(&second, "Next")).await?;
    assert!(third.text().contains("Artist022") && third.text().contains("Page 3 of 3"), "{}", third.text());
    let back = click.click(&rig.moderator, &third, &button(&third, "Previous")).await?;
    assert!(back.text().contains("Page 2 of 3"));
    let beyond = rig.slash("watches", json!({ "page": 99 })).await?;
    assert!(beyond.text().contains("Page 3 of 3"));
    for id in first.custom_ids().iter().chain(&second.custom_ids()) {
        assert!(id.len() <= 100);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_is_checked_again() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    fill(&rig, rig.guild.0, rig.channel, 23).await?;
    let list = rig.slash("watches", json!({})).await?;
    let next = button(&list, "Next");
    let member = rig.world.member();
    let foreign = rig.world.interact().click(&member, &list, &next).await?;
    assert!(foreign.ephemeral && foreign.text().contains("somebody else"), "{}", foreign.text());
    assert!(!foreign.text().contains("Artist"));
    let still = rig.world.interact().click(&rig.moderator, &list, &next).await?;
    assert!(still.text().contains("Page 2 of 3"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_was_let_use_the_command_can_turn_its_pages() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    fill(&rig, rig.guild.0, rig.channel, 23).await?;
    // Without Manage Server: Discord lets them use it because the server's integration settings say so.
    let member = rig.world.member();
    let list = rig.world.interact().slash((rig.guild, rig.channel, &member), "watches", json!({})).await?;
    let second = rig.world.interact().click(&member, &list, &button(&list, "Next")).await?;
    assert!(second.text().contains("Page 2 of 3"), "{}", second.text());
    let other = rig.world.interact().click(&rig.moderator, &second, &button(&second, "Next")).await?;
    assert!(other.text().contains("somebody else"), "{}", other.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_no_longer_exists_is_the_last_one() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    fill(&rig, rig.guild.0, rig.channel, 11).await?;
    let list = rig.slash("watches", json!({})).await?;
    let last = rig.watches(rig.guild).await?.pop().unwrap();
    rig.store.for_bot().remove_watch(GuildId(rig.guild.0), last.id, rig.deps.clock.now()).await?;
    let shown = rig.world.interact().click(&rig.moderator, &list, &button(&list, "Next")).await?;
    assert!(shown.text().contains("Artist000") && shown.text().contains("10 watches"), "{}", shown.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_never_sees_anothers_watches() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let other = rig.world.add_guild("Other");
    let elsewhere = rig.world.add_channel(other, "art", ChannelKind::Text);
    fill(&rig, other.0, elsewhere, 3).await?;
    assert!(!rig.slash("watches", json!({})).await?.text().contains("Artist"));
    assert!(rig.complete("unwatch", json!({ "watch": "" }), "watch").await?.is_empty());
    let theirs = rig.watches(other).await?.remove(0);
    for wish in [theirs.id.to_string(), theirs.wish.artist_name] {
        let text = rig.slash("unwatch", json!({ "watch": wish })).await?.text();
        assert!(text.contains("/watches"), "{text}");
    }
    assert_eq!(rig.watches(other).await?.len(), 3);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_is_removed_by_choice_or_name() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    fill(&rig, rig.guild.0, rig.channel, 30).await?;
    let all = rig.complete("unwatch", json!({ "watch": "" }), "watch").await?;
    assert_eq!(all.len(), 25);
    let some = rig.complete("unwatch", json!({ "watch": "artist007" }), "watch").await?;
    assert_eq!(some.len(), 1);
    assert!(some[0]["name"].as_str().unwrap().contains("#art"), "{some:?}");
    let text = rig.slash("unwatch", json!({ "watch": some[0]["value"] })).await?.text();
    assert!(text.contains("Removed") && text.contains("Artist007"), "{text}");
    let text = rig.slash("unwatch", json!({ "watch": some[0]["value"] })).await?.text();
    assert!(text.contains("no such watch"), "{text}");
    let text = rig.slash("unwatch", json!({ "watch": "ARTIST008" })).await?.text();
    assert!(text.contains("Removed"), "{text}");
    assert_eq!(rig.watches(rig.guild).await?.len(), 28);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn help_mentions_every_command_so_that_a_click_begins_it() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.world.wait_until("the ids of the commands", |_| rig.deps.command_ids.known("watch")).await?;
    let text = rig.slash("help", json!({})).await?.text();
    for command in rig.world.commands() {
        let (name, id) = (command["name"].as_str().unwrap(), command["id"].as_str().unwrap());
        let mention = if command["type"] == 3 { format!("**{name}**") } else { format!("</{name}:{id}>") };
        assert!(text.contains(&mention), "{mention} in {text}");
    }
    let text = rig.slash("help", json!({ "topic": "/Watch" })).await?.text();
    assert!(text.contains("`artist`") && text.contains("(optional)") && text.contains("</watch:"), "{text}");
    let text = rig.slash("help", json!({ "topic": "change this watch" })).await?.text();
    assert!(text.contains("then Apps"), "{text}");
    let text = rig.slash("help", json!({ "topic": "cooking" })).await?.text();
    assert!(text.contains("no command **cooking**"), "{text}");
    assert!(rig.complete("help", json!({ "topic": "watch" }), "topic").await?.len() >= 3);
    Ok(())
}

#[test]
fn the_page_of_the_commands_is_not_stale() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/commands.md");
    if std::env::var_os("DEVIANTCORD_WRITE_PAGES").is_some() {
        std::fs::write(&file, bot::command::page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), bot::command::page(), "docs/commands.md is stale: just commands-page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_of_a_deleted_folder_is_marked_while_it_is_gone() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let now = rig.deps.clock.now();
    let (artist, folder) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    let (guild, channel) = (GuildId(rig.guild.0), ChannelId(rig.channel));
    let wish = NewWatch::new(guild, channel, ArtistId(artist), "Foxglove", now).folder((FolderId(folder), "Comics".to_owned()));
    rig.store.for_bot().add_watch(&wish, 1000).await?;
    let sql = async |text: String| rig.store.connection().execute_unprepared(&text).await.map(drop);
    let row = |id: uuid::Uuid, gone: bool| {
        let (id, artist) = (id.simple(), artist.simple());
        format!("INSERT INTO folder (id, owner_id, name, position, gone) VALUES (x'{id}', x'{artist}', 'Comics', 0, {gone})")
    };
    sql(row(folder, true)).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("deleted this folder") && !text.contains("new one"), "{text}");
    sql(row(uuid::Uuid::from_u128(3), false)).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("has a new one of that name"), "{text}");
    sql("UPDATE folder SET gone = false".to_owned()).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("Comics") && !text.contains("deleted"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_of_a_folder_that_no_list_ever_named_is_marked_once_ingest_is_sure() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let (artist, folder) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    let (guild, channel) = (GuildId(rig.guild.0), ChannelId(rig.channel));
    let wish = NewWatch::new(guild, channel, ArtistId(artist), "Foxglove", rig.deps.clock.now());
    rig.store.for_bot().add_watch(&wish.folder((FolderId(folder), "Comics".to_owned())), 1000).await?;
    let trouble = async |text: &str| {
        let insert = format!(
            "INSERT INTO source (artist_id, kind, artist_name, weight, baselined, failures, trouble) \
             VALUES (x'{}', 'folder:{folder}', 'Foxglove', 1, false, 0, '{text}') ON CONFLICT DO UPDATE SET trouble = '{text}'",
            artist.simple()
        );
        rig.store.connection().execute_unprepared(&insert).await.map(drop)
    };
    trouble(store::ingest::FOLDER_MISSING).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("Comics") && !text.contains("deleted"), "one refusal may be stray: {text}");
    assert_eq!(rig.store.for_bot().untold_folders().await?, []);
    trouble(store::ingest::FOLDER_GONE).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("deleted this folder"), "{text}");
    // It is told once, however often the sender sweeps.
    let told = rig.store.for_bot().untold_folders().await?;
    assert_eq!(told.iter().map(|gone| (gone.folder.0, gone.folder_name.as_str())).collect::<Vec<_>>(), [(folder, "Comics")]);
    rig.store.for_bot().save_folders_told(guild, &[FolderId(folder)], rig.deps.clock.now()).await?;
    rig.store.for_bot().forget_returned_folders().await?;
    assert_eq!(rig.store.for_bot().untold_folders().await?, []);
    Ok(())
}

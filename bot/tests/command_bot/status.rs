//! `/status`: whether everything works for this server, and when each artist is checked.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::clock::ManualClock;
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::Settlement;
use domain::post::Post;
use domain::watch::NewWatch;
use insta::assert_snapshot;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;
use std::sync::Arc;
use store::bot::AddWatch;
use store::care::SentMessage;
use store::ingest::{Source, SourceKind};
use testkit::{plant, sample};

/// A bot whose clock stands a while after the samples.
async fn start() -> anyhow::Result<Rig> {
    Rig::start_with(|deps, _| deps.clock = Arc::new(ManualClock::at(sample::at(5_000)))).await
}

fn source(artist: ArtistId, kind: SourceKind, failures: u32) -> Source {
    Source {
        artist,
        kind,
        artist_name: String::new(),
        weight: 1,
        baselined: true,
        last_poll_at: Some(sample::at(4_900)),
        next_poll_at: None,
        expected_at: Some(sample::at(5_100)),
        folder_size: None,
        failures,
        trouble: None,
        position: domain::source::Position::default(),
        rates: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_watches_hears_how_to_begin() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    assert!(rig.slash("status", json!({})).await?.text().contains("Use `/watch`"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn how_things_stand_is_told_for_what_the_asker_sees() -> anyhow::Result<()> {
    let mut rig = start().await?;
    let secret = rig.add_channel("hidden", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    let mut watches = Vec::new();
    for channel in [rig.channel, secret] {
        let wish = NewWatch { guild: GuildId(rig.guild.0), ..sample::watch(channel) };
        let AddWatch::Added(watch) = rig.store.for_bot().add_watch(&wish, 100).await? else { anyhow::bail!("not added") };
        watches.push(watch);
    }
    plant::artist(&rig.store, &sample::artist(0)).await?;
    let sources = [source(sample::artist_id(0), SourceKind::Gallery, 0), source(sample::artist_id(0), SourceKind::Posts, 1)];
    rig.store.for_ingest().save_sources(&sources).await?;
    for n in 0..4 {
        let post = sample::post(n);
        let rows = watches.iter().map(|watch| plant::card(watch, &post, sample::at(20))).collect();
        plant::post(&rig.store, &sample::artist(0), &post, sample::at(20), rows).await?;
        // The last one is still to come; in the hidden channel all were late.
        for (watch, second) in watches.iter().zip([30 + i64::try_from(n)? * 100, 4_000]) {
            let at = sample::at(second);
            let outcome = match n {
                3 => Settlement::held("Missing Access (code 50001)".to_owned()),
                _ => Settlement::Sent { message: MessageId(100 + n as u64), at },
            };
            rig.store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), outcome)], at).await?;
        }
    }
    assert_snapshot!(rig.slash("status", json!({})).await?.text(), @r"
    How things stand in this server
    **DeviantArt**: ⚠️ checks of 1 of 1 artist fail at present; I keep trying
    **Discord**: ✅ takes my posts
    **This bot**: ✅ works
    **Speed**: of 3 posts in the last 7 days, half came within 3 minutes of being published, all within 4 minutes
    **Waiting**: 1 held for a channel or a paused watch

    • **Artist0**: gallery checked <t:1700004900:R>, next <t:1700005100:R>; journals and statuses ⚠️ last check failed, before that checked <t:1700004900:R>, next <t:1700005100:R>
    *1 more watch is in a channel that you can't see.*
    1 artist
    ");
    // What waited comes.
    rig.store
        .for_bot()
        .settle(
            &[(
                NotificationId::card(watches[0].id, Post { ..sample::post(3) }.id),
                Settlement::Sent { message: MessageId(7), at: sample::at(40) },
            )],
            sample::at(40),
        )
        .await?;
    let text = rig.slash("status", json!({})).await?.text();
    assert!(text.contains("4 posts") && text.contains("**Waiting**: nothing"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_artists_come_in_pages() -> anyhow::Result<()> {
    let rig = start().await?;
    for number in 0..12 {
        rig.plant(&format!("Artist{number:02}"), rig.channel).await?;
    }
    let first = rig.slash("status", json!({})).await?;
    assert!(first.text().contains("Artist09") && !first.text().contains("Artist10"), "{}", first.text());
    assert!(
        first.text().contains("Page 1 of 2 \u{b7} 12 artists") && first.text().contains("12 artists have yet to be checked"),
        "{}",
        first.text()
    );
    let (act, next) = (rig.world.interact(), button(&first, "Next"));
    let foreign = act.click(&rig.world.member(), &first, &next).await?;
    assert!(foreign.text().contains("somebody else") && !foreign.text().contains("Artist"), "{}", foreign.text());
    let second = act.click(&rig.moderator, &first, &next).await?;
    assert!(second.text().contains("Artist11") && second.text().contains("Page 2 of 2"), "{}", second.text());
    assert!(rig.slash("status", json!({ "page": 99 })).await?.text().contains("Page 2 of 2"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_stayed_unpublished_are_counted_where_the_asker_sees_them() -> anyhow::Result<()> {
    let mut rig = start().await?;
    let news = rig.add_channel("news", ChannelKind::News).await?;
    let secret = rig.add_channel("hidden", ChannelKind::News).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    for channel in [news, secret] {
        rig.plant("SomeBody", channel).await?;
    }
    let none = rig.slash("status", json!({})).await?.text();
    assert!(!none.contains("unpublished"), "{none}");
    let week = chrono::TimeDelta::days(7);
    let now = rig.deps.clock.now();
    let noted = [(news, false, now), (news, false, now), (news, true, now), (news, false, now - week * 2), (secret, false, now)];
    for (n, (channel, published, at)) in (1..).zip(noted) {
        let sent = SentMessage { guild: GuildId(rig.guild.0), channel: ChannelId(channel), message: MessageId(n) };
        rig.store.for_bot().note_publication(sent, published, at).await?;
    }
    let told = rig.slash("status", json!({})).await?.text();
    let line = told.lines().find(|line| line.contains("unpublished")).unwrap_or_default();
    assert_snapshot!(line, @"**Announcements**: 2 messages of the last 7 days stayed unpublished; Discord publishes 10 of a channel in an hour");
    rig.moderator = rig.moderator.clone().with_locale("de");
    let told = rig.slash("status", json!({})).await?.text();
    let line = told.lines().find(|line| line.contains('2') && line.starts_with("**An")).unwrap_or_default();
    assert_snapshot!(line, @"**Ankündigungen**: 2 Nachrichten der letzten 7 Tage blieben unveröffentlicht; Discord veröffentlicht je Kanal 10 in der Stunde");
    Ok(())
}

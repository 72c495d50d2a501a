//! `/pause`, `/resume`, and what the list shows of it.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use chrono::TimeDelta;
use domain::id::ChannelId;
use domain::watch::Watch;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;

async fn paused(rig: &Rig) -> anyhow::Result<Vec<String>> {
    let watches = rig.watches(rig.guild).await?.into_iter().filter(|watch| watch.wish.paused.is_some());
    Ok(watches.map(|watch: Watch| watch.wish.artist_name).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_watch_is_paused_and_resumed() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("One", rig.channel).await?;
    rig.plant("Two", rig.channel).await?;
    let reply = rig.slash("pause", json!({ "watch": "one", "for": "2h" })).await?;
    assert!(reply.text().contains("Paused until <t:") && reply.text().contains("**One**"), "{}", reply.text());
    assert_eq!(paused(&rig).await?, ["One"]);
    let pause = rig.watches(rig.guild).await?[0].wish.paused.unwrap();
    assert_eq!(pause.until, Some(pause.since + TimeDelta::hours(2)));
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("paused until <t:") && list.contains("Two"), "{list}");
    let list = rig.slash("watches", json!({ "only": 1 })).await?.text();
    assert!(list.contains("One") && !list.contains("Two"), "{list}");
    let back = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Resume")).await?.text();
    assert!(back.contains("Resumed") && back.contains("Nothing was waiting"), "{back}");
    assert!(paused(&rig).await?.is_empty());
    let again = rig.slash("resume", json!({ "watch": "one" })).await?.text();
    assert!(again.contains("None of these is paused"), "{again}");
    let list = rig.slash("watches", json!({ "only": 1 })).await?.text();
    assert!(list.contains("No watch fits that"), "{list}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn some_are_paused_by_artist_or_channel_and_all_by_nothing() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    for (artist, channel) in [("One", rig.channel), ("Two", rig.channel), ("One", other)] {
        rig.plant(artist, channel).await?;
    }
    let suggested = rig.complete("pause", json!({ "artist": "o" }), "artist").await?;
    assert_eq!(suggested.len(), 2, "{suggested:?}");
    for (options, count) in [
        (json!({ "artist": "ONE" }), 2),
        (json!({ "artist": "one", "channel": other }), 1),
        (json!({ "channel": other }), 1),
        (json!({ "watch": format!("<#{}>", rig.channel) }), 2),
        (json!({}), 3),
    ] {
        rig.slash("pause", options.clone()).await?;
        assert_eq!(paused(&rig).await?.len(), count, "{options}");
        let text = rig.slash("resume", options).await?.text();
        assert!(text.contains("Resumed") && paused(&rig).await?.is_empty(), "{text}");
    }
    for (options, says) in [
        (json!({ "watch": "nobody" }), "no watch of **nobody**"),
        (json!({ "for": "soon" }), "can't tell which time **soon** is"),
        (json!({ "for": "2020-01-01" }), "is in the past"),
        (json!({ "artist": "two", "channel": other }), "no such watch"),
    ] {
        let text = rig.slash("pause", options).await?.text();
        assert!(text.contains(says), "{text}");
    }
    assert!(paused(&rig).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_watches_stay_and_only_who_may_post_there_resumes() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    for (artist, channel) in [("Open", rig.channel), ("Secret", secret), ("News", news)] {
        rig.plant(artist, channel).await?;
    }
    let reply = rig.slash("pause", json!({})).await?;
    let text = reply.text();
    assert!(text.contains("2 watches") && text.contains("1 watch stays as it is") && !text.contains("Secret"), "{text}");
    assert_eq!(paused(&rig).await?, ["News", "Open"]);
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    let other = rig.world.interact().click(&rig.world.member(), &reply, &button(&reply, "Resume")).await?;
    assert!(other.text().contains("somebody else"), "{}", other.text());
    let text = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Resume")).await?.text();
    assert!(text.contains("Resumed: **Open**") && text.contains("1 watch stays paused"), "{text}");
    assert_eq!(paused(&rig).await?, ["News"]);
    let text = rig.slash("resume", json!({ "watch": "news" })).await?.text();
    assert!(text.contains("You can't write in"), "{text}");
    assert_eq!(paused(&rig).await?, ["News"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_filtered_list_keep_the_filter() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for number in 0..24 {
        rig.plant(&format!("Artist{number:02}"), rig.channel).await?;
    }
    for number in 0..12 {
        rig.slash("pause", json!({ "watch": format!("artist{number:02}") })).await?;
    }
    let first = rig.slash("watches", json!({ "only": 1 })).await?;
    assert!(first.text().contains("Page 1 of 2 \u{b7} 12 watches"), "{}", first.text());
    let second = rig.world.interact().click(&rig.moderator, &first, &button(&first, "Next")).await?;
    assert!(second.text().contains("Page 2 of 2") && second.text().contains("Artist11"), "{}", second.text());
    assert!(!second.text().contains("Artist12"), "{}", second.text());
    let one = rig.slash("watches", json!({ "artist": "artist03", "channel": rig.channel })).await?.text();
    assert!(one.contains("Artist03") && one.contains("1 watch"), "{one}");
    Ok(())
}

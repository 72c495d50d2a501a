//! Answers that say what is true: a watch that would add nothing, and why a look-up has to wait.

use crate::rig::Rig;
use domain::watch::What;
use sandbox::deviantart::Fault;
use sandbox::fault::When;
use serde_json::json;

/// How addresses of DeviantArt's own pages begin, written out here: the table that the bot reads may lack one.
const PATHS: [&str; 36] = [
    "tag",
    "topic",
    "search",
    "browse",
    "popular",
    "newest",
    "whats-hot",
    "undiscovered",
    "daily-deviations",
    "watch",
    "feed",
    "home",
    "notifications",
    "messages",
    "notes",
    "settings",
    "account",
    "users",
    "join",
    "login",
    "logout",
    "about",
    "developers",
    "forum",
    "groups",
    "shop",
    "prints",
    "core-membership",
    "dreamup",
    "studio",
    "submit",
    "stash",
    "gallery",
    "favourites",
    "posts",
    "journals",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_deviantarts_is_watched_even_when_somebody_has_its_name() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for path in PATHS {
        rig.art.add_artist(path);
        for typed in [
            format!("https://www.deviantart.com/{path}"),
            format!("<https://deviantart.com/{path}/fox?q=1>"),
            format!("look: deviantart.com/{path}"),
        ] {
            let text = rig.slash("watch", json!({ "artist": typed })).await?.text();
            assert!(!text.contains("will now appear"), "{typed}: {text}");
        }
    }
    assert_eq!(rig.watches(rig.guild).await?, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_that_adds_nothing_to_another_says_so() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let folder = rig.art.add_folder("SomeBody", "Best");
    rig.slash("watch", json!({ "artist": "SomeBody" })).await?;
    for wish in [json!({ "artist": "SomeBody", "what": 2 }), json!({ "artist": "SomeBody", "folder": folder.to_string() })] {
        let text = rig.slash("watch", wish).await?.text();
        assert!(text.contains(&format!("<#{}> already gets everything by **SomeBody**", rig.channel)), "{text}");
    }
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    // It mentions somebody that the other does not.
    let role = rig.world.add_role(rig.guild, "fans", 0);
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "what": 2, "ping": role })).await?.text();
    assert!(text.contains("will now appear"), "{text}");
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "what": 2, "ping": role })).await?.text();
    assert!(text.contains("already gets this"), "{text}");
    let other = rig.add_channel("other", sandbox::discord::ChannelKind::Text).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "what": 2, "channel": other })).await?.text();
    assert!(text.contains("will now appear"), "another channel gets none of it yet: {text}");
    let watches = rig.watches(rig.guild).await?;
    assert_eq!(watches.iter().filter(|watch| watch.wish.what == What::Journals).count(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn deviantart_asks_to_slow_down_only_when_it_did() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.faults().set(Fault::Throttle, When::Next(2));
    // The third is not even asked: the pause that DeviantArt wanted lasts too long for somebody who waits.
    for _ in 0..3 {
        let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
        assert!(text.contains("DeviantArt has asked this bot to slow down"), "{text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_own_limit_is_told_as_such() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let mut text = String::new();
    // An unknown name counts as three look-ups.
    for number in 0..8 {
        text = rig.slash("watch", json!({ "artist": format!("nobody{number}") })).await?.text();
    }
    assert!(text.contains("You've looked up many artists in the last minute") && text.contains("seconds"), "{text}");
    assert!(!text.contains("DeviantArt"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_turned_away_is_told_as_such() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.faults().set(Fault::EdgeBlock, When::Always);
    let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
    assert!(text.contains("DeviantArt is turning this bot away") && !text.contains("slow down"), "{text}");
    Ok(())
}

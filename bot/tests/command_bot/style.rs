//! How a watch shows its posts: the option, the panel, the list, the preview and the test.

use crate::filters::filled;
use crate::rig::{Rig, button};
use domain::watch::Style;
use insta::assert_snapshot;
use sandbox::deviantart::NewPost;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_style_is_chosen_shown_and_changed() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    let added = rig.slash("watch", json!({ "artist": "somebody", "style": 2 })).await?;
    assert_eq!(rig.watches(rig.guild).await?[0].wish.style, Style::Link);
    let seen = rig.world.interact().click(&rig.moderator, &added, &button(&added, "Preview")).await?;
    let (note, link) = seen.content.split_once('\n').unwrap();
    assert_eq!(note, "This is how the latest post would look. Only you can see this.");
    assert!(link.starts_with("https://www.deviantart.com/") && seen.embeds == json!([]), "{}", seen.raw);
    rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    let sent = &rig.world.messages(rig.channel)[0];
    assert_eq!(sent.content, format!("\u{1f9ea} **Test**: this is how new posts will look here.\n{link}"));
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains(" \u{b7} link only"), "{list}");
    let panel = rig.slash("edit", json!({ "watch": "SomeBody" })).await?;
    assert_snapshot!(panel.text().replace(&rig.channel.to_string(), "CHANNEL"), @"
    This watch
    Artist: **SomeBody**
    Posts: everything · as the server
    Channel: <#CHANNEL>
    Mature posts: left out · as the server
    Mentions: nobody · as the server
    Style: link only
    Now: posting
    ");
    let (act, who) = (rig.world.interact(), &rig.moderator);
    let styles = act.click(who, &panel, &button(&panel, "Style and times")).await?;
    let menu = styles.custom_ids().into_iter().find(|id| id.ends_with(".style")).unwrap();
    button(&styles, "Back");
    let changed = act.select(who, &styles, &menu, &["compact"]).await?;
    assert_snapshot!(changed.text().replace(&rig.channel.to_string(), "CHANNEL"), @"
    ✅ Changed. It holds for what comes from now on.
    This watch
    Artist: **SomeBody**
    Posts: everything · as the server
    Channel: <#CHANNEL>
    Mature posts: left out · as the server
    Mentions: nobody · as the server
    Style: compact
    Now: posting
    ");
    assert_eq!(rig.watches(rig.guild).await?[0].wish.style, Style::Compact);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_typed_refused_with_its_place_and_used() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox @everyone"));
    rig.slash("watch", json!({ "artist": "somebody" })).await?;
    let (act, who) = (rig.world.interact(), &rig.moderator);
    let form = rig.panel("SomeBody", &["Style and times", "Own line"]).await?;
    assert_eq!(filled(&form), "");
    let wrong = act.modal(who, &form, &[("text", "new: {titel} {url}")]).await?;
    assert_snapshot!(wrong.text(), @r"
    Between the braces I only know `{artist}`, `{title}`, `{kind}`, `{folder}`, `{url}`, `{tags}`.
    `new: ▶{titel}◀ {url}`
    This would be right: `**{title}** ({kind}) {url}`
    ");
    assert_eq!(rig.watches(rig.guild).await?[0].wish.template, None);
    let form = act.click(who, &wrong, &button(&wrong, "Edit")).await?;
    assert_eq!(filled(&form), "new: {titel} {url}");
    let panel = act.modal(who, &form, &[("text", "New {kind}: {title} by {artist}")]).await?;
    assert_snapshot!(panel.text().replace(&rig.channel.to_string(), "CHANNEL"), @r"
    ✅ From now on each post appears as a line: `New {kind}: {title} by {artist}`. The post's address follows at its end.
    This watch
    Artist: **SomeBody**
    Posts: everything · as the server
    Channel: <#CHANNEL>
    Mature posts: left out · as the server
    Mentions: nobody · as the server
    Style: `New {kind}: {title} by {artist}`
    Now: posting
    ");
    rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    let sent = rig.world.messages(rig.channel).remove(0);
    let (words, address) = sent.content.rsplit_once(" <").unwrap();
    assert_snapshot!(words, @r"
    🧪 **Test**: this is how new posts will look here.
    New Artwork: Fox ＠everyone by SomeBody
    ");
    assert!(address.starts_with("https://www.deviantart.com/") && address.ends_with('>'), "{address}");
    assert_eq!(sent.embeds, json!([]));
    assert!(rig.slash("watches", json!({})).await?.text().contains(" \u{b7} own line"));
    let form = rig.panel("SomeBody", &["Style and times", "Own line"]).await?;
    assert_eq!(filled(&form), "New {kind}: {title} by {artist}");
    let panel = act.modal(who, &form, &[("text", " ")]).await?;
    assert!(panel.text().contains("appear as cards"), "{}", panel.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.style, Style::Card);
    Ok(())
}

//! Filters: of a watch, in the form, and tried out.

use crate::rig::{Rig, button};
use domain::clock::{Clock as _, SystemClock};
use domain::filter::Filter;
use insta::assert_snapshot;
use sandbox::deviantart::NewPost;
use sandbox::discord::{Reply, ReplyKind};
use serde_json::json;

async fn filter_of(rig: &Rig) -> anyhow::Result<Option<String>> {
    let watch = rig.watches(rig.guild).await?.remove(0);
    Ok(watch.wish.filter.map(|filter| filter.text().to_owned()))
}

/// What a form is filled with.
pub(crate) fn filled(form: &Reply) -> String {
    assert_eq!(form.kind, ReplyKind::Modal);
    let modal = form.modal.as_ref().unwrap();
    modal["components"][0]["components"][0]["value"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_is_added_with_a_filter_and_shows_it() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let added = rig.slash("watch", json!({ "artist": "somebody", "filter": "cat OR dog -is:ai" })).await?.text();
    assert_snapshot!(added.replace(&rig.channel.to_string(), "CHANNEL"), @r"
    ✅ New posts by **SomeBody** will now appear in <#CHANNEL>: artworks, journals and status updates. Only those that `cat OR dog -is:ai` lets through. Mature posts are left out because <#CHANNEL> is not age-restricted.
    You'll get new posts from now on. `/unwatch` stops them.
    ");
    assert_eq!(filter_of(&rig).await?.as_deref(), Some("cat OR dog -is:ai"));
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("only `cat OR dog -is:ai`"), "{list}");
    let panel = rig.slash("edit", json!({ "watch": "somebody" })).await?.text();
    assert!(panel.contains("Filter: `cat OR dog -is:ai`"), "{panel}");
    // It brings only some posts, so one that brings the rest is no repetition.
    let journals = rig.slash("watch", json!({ "artist": "somebody", "what": 2 })).await?.text();
    assert!(journals.contains('\u{2705}'), "{journals}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_filter_is_marked_and_its_form_adds_the_watch() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let refused = rig.slash("watch", json!({ "artist": "somebody", "filter": "cat \"two words" })).await?;
    assert_snapshot!(refused.text(), @r#"
    The quotation mark has no partner.
    `cat ▶"two words◀`
    This would be right: `"work in progress"`
    "#);
    assert!(rig.watches(rig.guild).await?.is_empty());
    let (who, act) = (&rig.moderator, rig.world.interact());
    let form = act.click(who, &refused, &button(&refused, "Edit")).await?;
    assert_eq!(filled(&form), "cat \"two words");
    let again = act.modal(who, &form, &[("text", "cat -")]).await?;
    assert!(again.text().contains("`cat \u{25b6}-\u{25c0}`"), "{}", again.text());
    let form = act.click(who, &again, &button(&again, "Edit")).await?;
    let added = act.modal(who, &form, &[("text", "cat -dog")]).await?;
    assert!(added.text().contains("`cat -dog` lets through"), "{}", added.text());
    assert_eq!(filter_of(&rig).await?.as_deref(), Some("cat -dog"));
    let folder = rig.slash("watch", json!({ "artist": "somebody", "filter": "folder:best" })).await?.text();
    assert_snapshot!(folder, @"DeviantArt doesn't say which folder a new post of a whole gallery is in. To get only a folder, choose it with `folder` when you use `/watch`.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panels_form_sets_changes_and_removes_the_filter() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let panel = rig.slash("edit", json!({ "watch": "somebody" })).await?;
    let form = act.click(who, &panel, &button(&panel, "Filter")).await?;
    assert_eq!(filled(&form), "");
    let panel = act.modal(who, &form, &[("text", "cat -is:ai")]).await?;
    assert_snapshot!(panel.text().replace(&rig.channel.to_string(), "CHANNEL"), @r"
    ✅ From now on only posts that `cat -is:ai` lets through appear.
    This watch
    Artist: **SomeBody**
    Posts: everything
    Filter: `cat -is:ai`
    Channel: <#CHANNEL>
    Mature posts: left out
    Mentions: nobody
    Now: posting
    ");
    assert_eq!(filter_of(&rig).await?.as_deref(), Some("cat -is:ai"));
    let form = act.click(who, &panel, &button(&panel, "Filter")).await?;
    assert_eq!(filled(&form), "cat -is:ai");
    let wrong = act.modal(who, &form, &[("text", "kind:picture")]).await?;
    assert_snapshot!(wrong.text(), @r"
    That is no kind of post. The kinds are: artwork, literature, video, journal, status, poll.
    `▶kind:picture◀`
    This would be right: `kind:artwork`
    ");
    assert_eq!(filter_of(&rig).await?.as_deref(), Some("cat -is:ai"), "what was there stays");
    let form = act.click(who, &wrong, &button(&wrong, "Edit")).await?;
    assert_eq!(filled(&form), "kind:picture");
    let panel = act.modal(who, &form, &[("text", " ")]).await?;
    assert!(panel.text().contains("there is no filter") && filter_of(&rig).await?.is_none(), "{}", panel.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_checked_again_when_it_is_sent() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let act = rig.world.interact();
    let panel = rig.slash("edit", json!({ "watch": "somebody" })).await?;
    let open = button(&panel, "Filter");
    let form = act.click(&rig.moderator, &panel, &open).await?;
    let stranger = act.modal(&rig.world.member(), &form, &[("text", "cat")]).await?;
    assert!(stranger.text().contains("somebody else"), "{}", stranger.text());
    let stranger = act.click(&rig.world.member(), &panel, &open).await?;
    assert!(stranger.kind != ReplyKind::Modal && stranger.text().contains("somebody else"), "{}", stranger.text());
    rig.slash("unwatch", json!({ "watch": "somebody" })).await?;
    let gone = act.modal(&rig.moderator, &form, &[("text", "cat")]).await?;
    assert!(gone.text().contains("no such watch"), "{}", gone.text());
    let gone = act.click(&rig.moderator, &panel, &open).await;
    assert!(gone.is_err() || gone.is_ok_and(|reply| reply.text().contains("no such watch")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_is_tried_on_the_last_posts_in_pages() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    for n in 0..10 {
        let post = NewPost::image(format!("Fox {n}")).at(SystemClock.now() - chrono::TimeDelta::minutes(n));
        rig.art.publish("SomeBody", if n % 2 == 0 { post.tag("wip") } else { post });
    }
    let first = rig.slash("filter", json!({ "artist": "somebody", "text": "fox -#wip" })).await?;
    let text = first.text();
    assert!(text.contains("5 of the last 10 posts pass") && text.contains("Page 1 of 2"), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains('\u{b7}') && line.contains("Fox")).collect();
    assert_eq!(lines.len(), 8, "{text}");
    assert!(lines[0].contains("\u{274c} [Fox 0](https://www.deviantart.com/") && lines[0].ends_with("by `-#wip`"), "{}", lines[0]);
    assert!(lines[1].contains("\u{2705} [Fox 1](") && lines[1].ends_with("by `fox`"), "{}", lines[1]);
    let (who, act) = (&rig.moderator, rig.world.interact());
    let second = act.click(who, &first, &button(&first, "Next")).await?;
    assert!(second.text().contains("Page 2 of 2") && second.text().contains("Fox 9"), "{}", second.text());
    let form = act.click(who, &second, &button(&second, "Edit")).await?;
    assert_eq!(filled(&form), "fox -#wip");
    let wrong = act.modal(who, &form, &[("text", "fox OR")]).await?;
    assert!(wrong.text().contains("`fox \u{25b6}OR\u{25c0}`"), "{}", wrong.text());
    let form = act.click(who, &wrong, &button(&wrong, "Edit")).await?;
    let other = act.modal(who, &form, &[("text", "-/fox [0-4]/")]).await?;
    assert!(other.text().contains("5 of the last 10 posts pass") && other.text().contains("nothing leaves it out"), "{}", other.text());
    let nobody = rig.slash("filter", json!({ "artist": "nobody-here", "text": "fox" })).await?.text();
    assert!(nobody.contains("couldn't find"), "{nobody}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_of_a_gallery_counts_as_a_look_up() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    for n in 0..50 {
        rig.art.publish("SomeBody", NewPost::image(format!("Fox {n}")));
    }
    // One for the name and three for the pages: five times are twenty.
    for _ in 0..5 {
        let text = rig.slash("filter", json!({ "artist": "somebody", "text": "fox" })).await?.text();
        assert!(text.contains("50 of the last 50 posts pass"), "{text}");
    }
    let asked = rig.art.request_count();
    let text = rig.slash("filter", json!({ "artist": "somebody", "text": "fox" })).await?.text();
    assert!(!text.contains("posts pass"), "{text}");
    assert_eq!(rig.art.request_count(), asked, "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_filter_are_suggested() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for (command, option) in [("watch", "filter"), ("filter", "text")] {
        let choices = rig.complete(command, json!({ "artist": "somebody", (option): "cat -is:a" }), option).await?;
        let values: Vec<&str> = choices.iter().filter_map(|choice| choice["value"].as_str()).collect();
        assert_eq!(values, ["cat -is:ai"], "{command}");
    }
    assert!(Filter::parse("cat -is:ai").is_ok());
    Ok(())
}

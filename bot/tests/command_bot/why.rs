//! `/why`, and **Why is this here?** on a card: what became of a post, for each watch that the asker may know of.

use crate::rig::Rig;
use bot::delivery::Hint;
use chrono::TimeDelta;
use domain::clock::{ManualClock, Timestamp};
use domain::id::{ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::Settlement;
use domain::post::Post;
use domain::watch::{NewWatch, Watch, What};
use insta::assert_snapshot;
use sandbox::discord::{ChannelKind, Overwrite, Reply, permission};
use serde_json::json;
use std::sync::Arc;
use store::bot::AddWatch;
use store::ingest::{Source, SourceKind};
use store::retention::What as Kept;
use testkit::{plant, sample};

/// A bot whose clock stands a while after the samples.
async fn start() -> anyhow::Result<Rig> {
    Rig::start_with(|deps, _| deps.clock = Arc::new(ManualClock::at(sample::at(5_000)))).await
}

/// A watch of artist 0 in this channel, since second 0.
async fn watch(rig: &Rig, channel: u64, change: impl FnOnce(NewWatch) -> NewWatch) -> anyhow::Result<Watch> {
    let wish = NewWatch { guild: GuildId(rig.guild.0), ..sample::watch(channel) };
    match rig.store.for_bot().add_watch(&change(wish), 100).await? {
        AddWatch::Added(watch) => Ok(watch),
        other => anyhow::bail!("{other:?}"),
    }
}

/// A post of artist 0 that was published at second 10 and seen at second 50, with a row for each of these watches.
async fn publish(rig: &Rig, n: u128, watches: &[&Watch]) -> anyhow::Result<Post> {
    let post = Post { published_at: Some(sample::at(10)), ..sample::post(n) };
    plant::artist(&rig.store, &sample::artist(0)).await?;
    let rows = watches.iter().map(|watch| plant::card(watch, &post, sample::at(50))).collect();
    plant::post(&rig.store, &sample::artist(0), &post, sample::at(50), rows).await?;
    Ok(post)
}

async fn settle(rig: &Rig, watch: &Watch, post: &Post, outcome: Settlement, at: Timestamp) -> anyhow::Result<()> {
    Ok(rig.store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), outcome)], at).await?)
}

async fn sent(rig: &Rig, watch: &Watch, post: &Post, message: u64) -> anyhow::Result<()> {
    settle(rig, watch, post, Settlement::Sent { message: MessageId(message), at: sample::at(60) }, sample::at(60)).await
}

/// A channel that only administrators see.
async fn hidden(rig: &mut Rig) -> anyhow::Result<u64> {
    let channel = rig.add_channel("hidden", ChannelKind::Text).await?;
    rig.world.overwrite(channel, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(channel))).await?;
    Ok(channel)
}

/// What is seen, with names for the numbers that differ from run to run, and the menu's choices.
fn told(rig: &Rig, reply: &Reply, names: &[(u64, &str)]) -> String {
    let mut text = reply.text().replace(&rig.guild.0.to_string(), "SERVER").replace(&rig.channel.to_string(), "ART");
    for (id, name) in names {
        text = text.replace(&id.to_string(), name);
    }
    let rows = reply.components.as_array().into_iter().flatten().flat_map(|row| row["components"].as_array().into_iter().flatten());
    for part in rows {
        match part["options"].as_array() {
            Some(options) => options.iter().for_each(|option| text += &format!("\n({})", option["label"].as_str().unwrap_or_default())),
            None => text += &format!("\n[{}]", part["label"].as_str().unwrap_or_default()),
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_explained_for_each_watch_that_the_asker_sees() -> anyhow::Result<()> {
    let mut rig = start().await?;
    let (secret, journals, late) =
        (hidden(&mut rig).await?, rig.add_channel("b", ChannelKind::Text).await?, rig.add_channel("c", ChannelKind::Text).await?);
    let (open, covert) = (watch(&rig, rig.channel, |wish| wish).await?, watch(&rig, secret, |wish| wish).await?);
    watch(&rig, journals, |wish| wish.what(What::Journals)).await?;
    watch(&rig, late, |wish| NewWatch { created_at: sample::at(90), ..wish }).await?;
    let post = publish(&rig, 1, &[&open, &covert]).await?;
    let failed = |attempts, reason: &str| Settlement::Retry { due_at: sample::at(58), doubt: None, attempts, reason: reason.to_owned() };
    settle(&rig, &open, &post, failed(1, "Missing *Access* (code 50001)"), sample::at(52)).await?;
    settle(&rig, &open, &post, failed(2, "connection closed"), sample::at(55)).await?;
    sent(&rig, &open, &post, 77).await?;
    sent(&rig, &covert, &post, 78).await?;
    let names = [(journals, "B"), (late, "C")];
    let by_link = rig.slash("why", json!({ "post": post.url.clone().unwrap() })).await?;
    assert_snapshot!(told(&rig, &by_link, &names), @r"
    Picture 1
    ✅ It was posted in <#ART>.
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: posted <t:1700000060:R> ([message](https://discord.com/channels/SERVER/ART/77)).
    ↳ A try <t:1700000052:R> failed: Missing \*Access\* \(code 50001\)
    ↳ A try <t:1700000055:R> failed: connection closed
    • **Artist0**, journals → <#B>: this watch wants journals only.
    • **Artist0**, everything → <#C>: this watch was added after I had seen the post.
    *1 more watch is in a channel that you can't see.*
    ");
    for other in ["Picture 1".to_owned(), "picture".to_owned(), post.id.to_string(), format!("<{}?q=1>", post.url.clone().unwrap())] {
        assert_eq!(rig.slash("why", json!({ "post": other })).await?.text(), by_link.text(), "{other}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_watch_without_a_message_says_why_and_can_be_changed() -> anyhow::Result<()> {
    let rig = start().await?;
    let one = watch(&rig, rig.channel, |wish| wish).await?;
    let post = publish(&rig, 1, &[&one]).await?;
    let held = Settlement::held("Missing Access (code 50001)".to_owned());
    settle(&rig, &one, &post, held, sample::at(55)).await?;
    let waits = rig.slash("why", json!({ "post": "Picture 1" })).await?;
    assert_snapshot!(told(&rig, &waits, &[]), @r"
    Picture 1
    ⏸️ It waits for <#ART>, and comes by itself when it can.
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: it waits, because the channel takes no messages of mine (Discord says: Missing Access \(code 50001\)); `/channels` helps.
    ↳ A try <t:1700000055:R> failed: Missing Access \(code 50001\)
    [Change]
    ");
    settle(&rig, &one, &post, Settlement::Failed { reason: "Invalid Form Body (code 50035)".to_owned(), attempts: 3 }, sample::at(70))
        .await?;
    let gone = rig.slash("why", json!({ "post": "Picture 1" })).await?;
    assert_snapshot!(told(&rig, &gone, &[]), @r"
    Picture 1
    It wasn't posted in <#ART>: I gave it up, because it couldn't be posted (Invalid Form Body \(code 50035\)).
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: I gave it up, because it couldn't be posted (Invalid Form Body \(code 50035\)).
    ↳ A try <t:1700000055:R> failed: Missing Access \(code 50001\)
    ↳ A try <t:1700000070:R> failed: Invalid Form Body \(code 50035\)
    [Change]
    ");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_what_only_others_watch() -> anyhow::Result<()> {
    let mut rig = start().await?;
    let secret = hidden(&mut rig).await?;
    let elsewhere = rig.world.add_guild("Other");
    let there = rig.world.add_channel(elsewhere, "art", ChannelKind::Text);
    let theirs = NewWatch { guild: GuildId(elsewhere.0), ..sample::watch(there) };
    let AddWatch::Added(theirs) = rig.store.for_bot().add_watch(&theirs, 100).await? else { anyhow::bail!("not added") };
    let post = publish(&rig, 1, &[&theirs]).await?;
    sent(&rig, &theirs, &post, 77).await?;
    let link = post.url.clone().unwrap();
    let unknown = link.replace("Picture-1", "Another-2");
    let mut answers = Vec::new();
    for asked in [link.as_str(), &unknown, "Picture 1", &post.id.to_string()] {
        let reply = rig.slash("why", json!({ "post": asked })).await?;
        answers.push(told(&rig, &reply, &[]));
    }
    assert_snapshot!(answers.join("\n"), @r"
    No watch that you can see here is for **Artist0**, so nothing was posted.
    No watch that you can see here is for **Artist0**, so nothing was posted.
    I know no recent post called **Picture 1** by somebody who is watched here. Paste the post's link instead.
    No watch that you can see here is for this post's artist, so nothing was posted.
    ");
    assert!(rig.complete("why", json!({ "post": "" }), "post").await?.is_empty());
    // The same where this server watches the artist in a channel that the asker cannot see.
    let covert = watch(&rig, secret, |wish| wish).await?;
    plant::notifications(&rig.store, vec![plant::card(&covert, &post, sample::at(50))]).await?;
    answers.clear();
    for asked in [link.as_str(), &unknown, "Picture 1", &post.id.to_string()] {
        let reply = rig.slash("why", json!({ "post": asked })).await?;
        answers.push(told(&rig, &reply, &[]));
    }
    assert_snapshot!(answers.join("\n"), @r"
    No watch that you can see here is for **Artist0**, so nothing was posted. 1 watch is in a channel that you can't see.
    No watch that you can see here is for **Artist0**, so nothing was posted. 1 watch is in a channel that you can't see.
    I know no recent post called **Picture 1** by somebody who is watched here. Paste the post's link instead.
    No watch that you can see here is for this post's artist, so nothing was posted. 1 watch is in a channel that you can't see.
    ");
    assert!(rig.complete("why", json!({ "post": "" }), "post").await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_are_suggested_the_newest_first_and_no_two_alike() -> anyhow::Result<()> {
    let rig = start().await?;
    let one = watch(&rig, rig.channel, |wish| wish).await?;
    plant::artist(&rig.store, &sample::artist(0)).await?;
    let posts = [("Sunset", 10), ("Sunset", 90_000), ("", 20), ("Moon", 30), ("Of another time", -40 * 86_400)];
    for (n, (title, second)) in posts.into_iter().enumerate() {
        let post = Post { title: title.to_owned(), published_at: Some(sample::at(second)), ..sample::post(n as u128) };
        plant::post(&rig.store, &sample::artist(0), &post, sample::at(second), vec![plant::card(&one, &post, sample::at(second))]).await?;
    }
    let names =
        |choices: Vec<serde_json::Value>| choices.iter().map(|choice| choice["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_snapshot!(names(rig.complete("why", json!({ "post": "" }), "post").await?).join("\n"), @r"
    Sunset · Artist0 · 2023-11-15
    Moon · Artist0
    Untitled · Artist0
    Sunset · Artist0 · 2023-11-14
    ");
    assert_snapshot!(names(rig.complete("why", json!({ "post": "SUN" }), "post").await?).join("\n"), @r"
    Sunset · Artist0 · 2023-11-15
    Sunset · Artist0 · 2023-11-14
    ");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_says_why_it_is_here_and_another_message_is_no_card() -> anyhow::Result<()> {
    let rig = start().await?;
    let one = watch(&rig, rig.channel, |wish| wish).await?;
    let (card, batch, other) =
        (rig.world.say(rig.channel, "a card"), rig.world.say(rig.channel, "two cards"), rig.world.say(rig.channel, "hello"));
    let first = publish(&rig, 1, &[&one]).await?;
    sent(&rig, &one, &first, card).await?;
    let (second, third) = (publish(&rig, 2, &[&one]).await?, publish(&rig, 3, &[&one]).await?);
    sent(&rig, &one, &second, batch).await?;
    sent(&rig, &one, &third, batch).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let reply = act.on_message(who, card, "Why is this here?").await?;
    assert!(reply.ephemeral);
    assert_snapshot!(told(&rig, &reply, &[(card, "MESSAGE")]), @r"
    Picture 1
    ✅ It was posted in <#ART>.
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: posted <t:1700000060:R> ([message](https://discord.com/channels/SERVER/ART/MESSAGE)).
    [Change]
    ");
    let reply = act.on_message(who, batch, "Why is this here?").await?;
    assert_snapshot!(told(&rig, &reply, &[(batch, "MESSAGE")]), @r"
    Picture 2
    ✅ It was posted in <#ART>.
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: posted <t:1700000060:R> ([message](https://discord.com/channels/SERVER/ART/MESSAGE)), together with 1 other post in one message.
    [Change]
    (Picture 2)
    (Picture 3)
    ");
    let menu = format!("v1.why.{}.{batch}", rig.channel);
    let chosen = act.select(who, &reply, &menu, &[&third.id.to_string()]).await?;
    assert!(chosen.text().contains("Picture 3") && !chosen.text().contains("Picture 2"), "{}", chosen.text());
    let foreign = act.select(&rig.world.member(), &chosen, &menu, &[&second.id.to_string()]).await?;
    assert!(foreign.text().contains("somebody else") && !foreign.text().contains("Picture"), "{}", foreign.text());
    let none = act.on_message(who, other, "Why is this here?").await?;
    assert_snapshot!(told(&rig, &none, &[]), @"I announced no post in that message. Use this on a message in which I did.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_never_came_is_explained_by_the_checks_of_its_artist() -> anyhow::Result<()> {
    let rig = start().await?;
    watch(&rig, rig.channel, |wish| wish).await?;
    plant::artist(&rig.store, &sample::artist(0)).await?;
    let source = |kind, failures| Source {
        artist: sample::artist_id(0),
        kind,
        artist_name: "Artist0".to_owned(),
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
    };
    let link = "https://www.deviantart.com/artist0/art/Not-there-9";
    let never = rig.slash("why", json!({ "post": link })).await?;
    assert_snapshot!(told(&rig, &never, &[]), @r"
    I haven't seen this post
    I haven't checked **Artist0** yet; that happens within minutes of the first watch.
    ");
    let behind = Source { expected_at: Some(sample::at(5_000) - TimeDelta::seconds(1)), ..source(SourceKind::Posts, 0) };
    rig.store.for_ingest().save_sources(&[source(SourceKind::Gallery, 0), behind, source(SourceKind::Profile, 9)]).await?;
    let checked = rig.slash("why", json!({ "post": link })).await?;
    assert_snapshot!(told(&rig, &checked, &[]), @r"
    I haven't seen this post
    I checked **Artist0**, and it wasn't there: it is newer than my last check, was removed, or not everybody may see it.
    • Gallery: checked <t:1700004900:R>, next <t:1700005100:R>
    • Journals and status updates: checked <t:1700004900:R>, the next is due now
    ");
    rig.store.for_ingest().save_sources(&[source(SourceKind::Gallery, 2)]).await?;
    let failed = rig.slash("why", json!({ "post": link })).await?;
    assert_snapshot!(told(&rig, &failed, &[]), @r"
    I haven't seen this post
    My last checks of **Artist0** failed, so I may not have seen it yet; I keep trying.
    • Gallery: checked <t:1700004900:R>, the last 2 checks failed, next <t:1700005100:R>
    • Journals and status updates: checked <t:1700004900:R>, the next is due now
    ");
    for (asked, says) in [
        ("https://www.deviantart.com/artist0", "shows no post"),
        ("https://fav.me/d123", "only the post's number"),
        ("Nothing like it", "no recent post called **Nothing like it**"),
    ] {
        let text = rig.slash("why", json!({ "post": asked })).await?.text();
        assert!(text.contains(says), "{text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_a_post_longer_ago_than_it_is_kept_is_not_guessed() -> anyhow::Result<()> {
    let rig = start().await?;
    let one = watch(&rig, rig.channel, |wish| wish).await?;
    let post = publish(&rig, 1, &[&one]).await?;
    let card = rig.world.say(rig.channel, "a card");
    sent(&rig, &one, &post, card).await?;
    let bot = rig.store.for_bot();
    bot.begin_forgetting(Kept::Notifications, sample::at(4_000)).await?;
    while bot.forget_notifications(sample::at(4_000)).await? > 0 {}
    let reply = rig.slash("why", json!({ "post": "Picture 1" })).await?;
    assert_snapshot!(told(&rig, &reply, &[]), @r"
    Picture 1
    It is so old that I no longer know whether it was posted in <#ART>.
    An artwork by **Artist0**, published <t:1700000010:f>. I saw it <t:1700000050:R> and matched it with the watches.
    • **Artist0**, everything → <#ART>: it is so old that I no longer know what became of it.
    [Change]
    ");
    let act = rig.world.interact();
    let here = || act.on_message(&rig.moderator, card, "Why is this here?");
    assert!(here().await?.text().contains("I announced no post in that message"), "it is younger than what is kept");
    bot.begin_forgetting(Kept::Notifications, domain::clock::Clock::now(&domain::clock::SystemClock)).await?;
    let text = here().await?.text();
    assert_snapshot!(text, @"That message is so old that I no longer know which post it shows. Use `/why` with the post's link.");
    Ok(())
}

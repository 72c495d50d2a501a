//! `/move`: says what would move and what cannot, and moves on a click, with what waits.

use crate::rig::{Rig, button, row, state};
use bot::delivery::Hint;
use domain::id::ChannelId;
use domain::watch::Watch;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;

async fn in_channel(rig: &Rig, channel: u64) -> anyhow::Result<Vec<Watch>> {
    Ok(rig.watches(rig.guild).await?.into_iter().filter(|watch| watch.wish.channel.0 == channel).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_move_with_what_waits_for_them() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let to = rig.add_channel("to", ChannelKind::Text).await?;
    for (artist, channel) in [("One", rig.channel), ("Two", rig.channel), ("Two", to)] {
        rig.plant(artist, channel).await?;
    }
    let one = in_channel(&rig, rig.channel).await?.remove(0);
    let held = row(&rig, &one, "held", None).await?;
    let sent = row(&rig, &one, "sent", Some(77)).await?;
    let asked = rig.slash("move", json!({ "from": format!("<#{}>", rig.channel), "to": to })).await?;
    let text = asked.text();
    assert!(text.contains("Move 1 watch from") && text.contains("1 message that waits goes along"), "{text}");
    assert!(text.contains("already gets the same: **Two**"), "{text}");
    assert_eq!(in_channel(&rig, to).await?.len(), 1, "nothing moves before the click");
    let moved = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Move")).await?.text();
    assert!(moved.contains("Moved 1 watch") && moved.contains("The message that waited goes along"), "{moved}");
    assert_eq!(in_channel(&rig, to).await?.len(), 2);
    assert_eq!((state(&rig, held).await?.0.as_str(), state(&rig, sent).await?.0.as_str()), ("pending", "sent"));
    assert_eq!(rig.store.for_bot().notification(held).await?.unwrap().channel, ChannelId(to));
    let again = rig.slash("move", json!({ "from": "art", "to": to })).await?.text();
    assert!(again.contains("Nothing can move"), "{again}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn from_is_understood_in_every_form_and_nonsense_is_refused() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let to = rig.add_channel("to", ChannelKind::Text).await?;
    rig.plant("One", rig.channel).await?;
    let offered = rig.complete("move", json!({ "from": "ar" }), "from").await?;
    assert_eq!(offered.len(), 1, "{offered:?}");
    assert_eq!(offered[0]["name"], "#art (1 watch)");
    for from in [offered[0]["value"].as_str().unwrap().to_owned(), "#art".to_owned(), "ART".to_owned(), rig.channel.to_string()] {
        let text = rig.slash("move", json!({ "from": from, "to": to })).await?.text();
        assert!(text.contains("Move 1 watch"), "{from}: {text}");
    }
    for (options, says) in [
        (json!({ "from": "nowhere", "to": to }), "I don't know which channel"),
        (json!({ "from": "art", "to": rig.channel }), "post there already"),
        (json!({ "from": "to", "to": rig.channel }), "no such watch"),
        (json!({ "from": "art", "to": to, "artist": "Nobody" }), "no watch of **Nobody**"),
    ] {
        let text = rig.slash("move", options).await?.text();
        assert!(text.contains(says), "{text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_moves_into_a_channel_where_they_may_not_write() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let (news, secret) = (rig.add_channel("news", ChannelKind::Text).await?, rig.add_channel("secret", ChannelKind::Text).await?);
    rig.plant("One", rig.channel).await?;
    rig.plant("Hidden", secret).await?;
    let asked = rig.slash("move", json!({ "from": "art", "to": news })).await?;
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.world.overwrite(secret, Overwrite::of_member(rig.moderator.id, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    let late = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Move")).await?.text();
    assert!(late.contains("You can't write"), "the right is checked at the click: {late}");
    let text = rig.slash("move", json!({ "from": "art", "to": news })).await?.text();
    assert!(text.contains("You can't write"), "{text}");
    for from in [format!("<#{secret}>"), "secret".to_owned()] {
        let text = rig.slash("move", json!({ "from": from, "to": rig.channel })).await?.text();
        assert!(text.contains("no such watch") && !text.contains("Hidden"), "{text}");
    }
    assert_eq!((in_channel(&rig, rig.channel).await?.len(), in_channel(&rig, secret).await?.len()), (1, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_that_may_work_later_keeps_its_button() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    rig.plant("One", rig.channel).await?;
    let asked = rig.slash("move", json!({ "from": "art", "to": news })).await?;
    rig.world.set_bot_permissions(news, permission::VIEW_CHANNEL);
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    let refused = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Move")).await?;
    assert!(refused.text().contains("I need"), "{}", refused.text());
    rig.world.reset_bot_permissions(news);
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    let moved = rig.world.interact().click(&rig.moderator, &refused, &button(&refused, "Check again")).await?.text();
    assert!(moved.contains("Moved 1 watch"), "{moved}");
    assert_eq!(in_channel(&rig, news).await?.len(), 1);
    Ok(())
}

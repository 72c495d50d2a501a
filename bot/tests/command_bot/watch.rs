//! `/watch`: what it adds, and what it says when it cannot.

use crate::rig::Rig;
use bot::delivery::Hint;
use chrono::TimeDelta;
use domain::clock::{Clock, ManualClock, SystemClock};
use domain::watch::{GRACE, What};
use sandbox::deviantart::Fault;
use sandbox::discord::{ChannelKind, Overwrite, ReplyKind, permission};
use sandbox::fault::When;
use serde_json::json;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn an_artist_is_watched_from_now_on() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let mut hints = rig.cache.subscribe(coordination::topic::WATCHES).await?;
    let reply = rig.slash("watch", json!({ "artist": "somebody" })).await?;
    assert_eq!(reply.kind, ReplyKind::Deferred);
    let text = reply.text();
    for part in ["SomeBody", &format!("<#{}>", rig.channel), "from now on", "not age-restricted", "/unwatch"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let watches = rig.watches(rig.guild).await?;
    let [watch] = watches.as_slice() else { panic!("{watches:?}") };
    assert_eq!((watch.wish.channel.0, watch.wish.artist_name.as_str(), watch.wish.what), (rig.channel, "SomeBody", What::Everything));
    assert_eq!((watch.wish.mature, watch.wish.ping, &watch.wish.folder), (false, None, &None));
    assert_eq!(watch.wish.created_at - watch.wish.announce_from, GRACE);
    assert!(tokio::time::timeout(std::time::Duration::from_secs(30), hints.next()).await?.is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_begins_by_discords_clock_whatever_the_hosts_says() -> anyhow::Result<()> {
    for hours in [2, -24] {
        let real = SystemClock.now();
        let wrong = Arc::new(ManualClock::at(real + TimeDelta::hours(hours)));
        let rig = Rig::start_with(|deps, _| deps.clock = wrong).await?;
        rig.art.add_artist("SomeBody");
        rig.slash("watch", json!({ "artist": "somebody" })).await?;
        let wish = rig.watches(rig.guild).await?.remove(0).wish;
        // Snowflakes have whole milliseconds.
        let begun = wish.announce_from + GRACE + TimeDelta::milliseconds(1);
        assert!((real..=SystemClock.now() + TimeDelta::milliseconds(1)).contains(&begun), "{hours} h off: {begun}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_options_count() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let other = rig.add_channel("adult", ChannelKind::News).await?;
    rig.world.set_nsfw(other, true);
    rig.hint(Hint::Channel(domain::id::ChannelId(other))).await?;
    let role = rig.world.add_role(rig.guild, "fans", 0);
    let reply =
        rig.slash("watch", json!({ "artist": "https://www.deviantart.com/somebody", "what": 2, "channel": other, "ping": role })).await?;
    let text = reply.text();
    assert!(text.contains("journals") && text.contains(&format!("<@&{role}>")) && text.contains("Mature posts are included"), "{text}");
    let watch = rig.watches(rig.guild).await?.remove(0);
    assert_eq!((watch.wish.channel.0, watch.wish.what, watch.wish.mature), (other, What::Journals, true));
    assert_eq!(watch.wish.ping.unwrap().role.0, role);
    assert!(rig.world.all_messages().is_empty(), "a command posts nothing that others see");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_named_by_name_id_or_address() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let best = rig.art.add_folder("SomeBody", "Best Works");
    let fan = rig.art.add_folder("SomeBody", "Fan Art");
    rig.slash("watch", json!({ "artist": "https://www.deviantart.com/somebody/gallery/812/best-works" })).await?;
    rig.slash("watch", json!({ "artist": "somebody", "folder": fan.to_string() })).await?;
    let again = rig.slash("watch", json!({ "artist": "somebody", "folder": "BEST WORKS" })).await?.text();
    assert!(again.contains("already gets this"), "{again}");
    let mut folders: Vec<_> = rig.watches(rig.guild).await?.iter().map(|watch| watch.wish.folder.clone().unwrap().0.0).collect();
    folders.sort();
    let mut expected = vec![best, fan];
    expected.sort();
    assert_eq!(folders, expected);
    let near = rig.slash("watch", json!({ "artist": "somebody", "folder": "best wrks" })).await?.text();
    assert!(near.contains("Did you mean") && near.contains("Best Works"), "{near}");
    let clash = rig.slash("watch", json!({ "artist": "somebody", "folder": "Fan Art", "what": 2 })).await?.text();
    assert!(clash.contains("Folders only hold deviations"), "{clash}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_need_a_folder() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_group("FineGroup");
    rig.art.add_folder("FineGroup", "Featured");
    let member = sandbox::deviantart::NewPost::image("One");
    rig.art.publish_into_group("member", "FineGroup", "Featured", member);
    let reply = rig.slash("watch", json!({ "artist": "FineGroup" })).await?;
    assert!(reply.text().contains("is a group") && reply.raw.to_string().contains("Featured"), "{}", reply.raw);
    assert!(rig.watches(rig.guild).await?.is_empty());
    let text = rig.slash("watch", json!({ "artist": "FineGroup", "folder": "featured" })).await?.text();
    assert!(text.contains("folder **Featured**"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn artists_that_cannot_be_watched_are_explained() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for name in ["Sleeper", "Hidden"] {
        rig.art.add_artist(name);
    }
    rig.art.deactivate("Sleeper")?;
    rig.art.block("Hidden")?;
    let cases = [
        ("nobodyhere", "couldn't find **nobodyhere** on DeviantArt"),
        ("nobodyhere", "<https://www.deviantart.com/nobodyhere>"),
        ("Sleeper", "deactivated"),
        ("Hidden", "can't be watched"),
        ("two words", "isn't a name that DeviantArt uses"),
        ("https://example.com/x", "isn't a DeviantArt address"),
    ];
    for (artist, part) in cases {
        let text = rig.slash("watch", json!({ "artist": artist })).await?.text();
        assert!(text.contains(part), "{artist}: {text}");
    }
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_permissions_are_named_one_by_one() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let target = rig.add_channel("target", ChannelKind::Text).await?;
    let cases: [(u64, &[&str], &[&str]); 3] = [
        (
            permission::VIEW_CHANNEL | permission::SEND_MESSAGES,
            &["Embed Links", "Read Message History"],
            &["Send Messages", "View Channel"],
        ),
        (
            permission::VIEW_CHANNEL | permission::READ_MESSAGE_HISTORY,
            &["Embed Links", "Send Messages"],
            &["View Channel", "Read Message History"],
        ),
        (0, &["View Channel", "Send Messages", "Embed Links", "Read Message History"], &["Threads"]),
    ];
    for (bits, named, unnamed) in cases {
        rig.world.set_bot_permissions(target, bits);
        rig.hint(Hint::Channel(domain::id::ChannelId(target))).await?;
        let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": target })).await?.text();
        for name in named {
            assert!(text.contains(&format!("**{name}**")), "{name} in {text}");
        }
        for name in unnamed {
            assert!(!text.contains(&format!("**{name}**")), "{name} in {text}");
        }
    }
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_have_a_permission_and_age_restriction_of_their_own_kind() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let parent = rig.add_channel("parent", ChannelKind::Text).await?;
    let thread = rig.world.add_thread(parent, "thread");
    rig.hint(Hint::Channel(domain::id::ChannelId(thread))).await?;
    rig.world.set_bot_permissions(parent, permission::VIEW_CHANNEL | permission::SEND_MESSAGES | permission::EMBED_LINKS);
    rig.hint(Hint::Channel(domain::id::ChannelId(parent))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": thread })).await?.text();
    assert!(text.contains("**Send Messages in Threads**") && !text.contains("**Send Messages**"), "{text}");
    rig.world.reset_bot_permissions(parent);
    rig.hint(Hint::Channel(domain::id::ChannelId(parent))).await?;
    rig.world.set_nsfw(parent, true);
    rig.hint(Hint::Channel(domain::id::ChannelId(parent))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": thread, "mature": true })).await?.text();
    assert!(text.contains("Mature posts are included"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_the_moderator_cannot_see_is_refused() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let hidden = rig.add_channel("hidden", ChannelKind::Text).await?;
    rig.world.overwrite(hidden, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(domain::id::ChannelId(hidden))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": hidden })).await?.text();
    assert!(text.contains("You can't see"), "{text}");
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_need_an_age_restricted_channel() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "mature": true })).await?.text();
    assert!(text.contains("isn't age-restricted"), "{text}");
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_is_never_pinged() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "ping": rig.guild.0 })).await?.text();
    assert!(text.contains("never mention everyone"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_and_too_many_are_refused() -> anyhow::Result<()> {
    let rig = Rig::start_with(|deps, _| deps.max_watches = 1).await?;
    rig.art.add_artist("SomeBody");
    rig.art.add_artist("Other");
    rig.slash("watch", json!({ "artist": "SomeBody" })).await?;
    let text = rig.slash("watch", json!({ "artist": "SOMEBODY" })).await?.text();
    assert!(text.contains("already gets this"), "{text}");
    let text = rig.slash("watch", json!({ "artist": "Other" })).await?.text();
    assert!(text.contains("1 watch, the most it can have") && text.contains("/unwatch"), "{text}");
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_deviantart_is_told_as_such() -> anyhow::Result<()> {
    for (fault, part) in [
        (Fault::ServerError, "can't be reached right now"),
        (Fault::BadGateway, "can't be reached right now"),
        (Fault::EdgeBlock, "turning this bot away"),
        (Fault::Throttle, "slow down"),
    ] {
        let rig = Rig::start().await?;
        rig.art.add_artist("SomeBody");
        rig.art.faults().set(fault.clone(), When::Always);
        let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
        assert!(text.contains(part) && text.contains("try again"), "{fault:?}: {text}");
        assert!(rig.watches(rig.guild).await?.is_empty());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_store_is_told_in_time() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.store.clone().close().await;
    for (command, options) in
        [("watch", json!({ "artist": "SomeBody" })), ("watches", json!({})), ("unwatch", json!({ "watch": "SomeBody" }))]
    {
        let text = rig.slash(command, options).await?.text();
        assert!(text.contains("temporarily unavailable"), "{command}: {text}");
    }
    assert!(rig.complete("watch", json!({ "artist": "So" }), "artist").await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_channel_needs_connect() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let voice = rig.add_channel("voice", ChannelKind::Voice).await?;
    let may = permission::VIEW_CHANNEL | permission::SEND_MESSAGES | permission::EMBED_LINKS | permission::READ_MESSAGE_HISTORY;
    rig.world.set_bot_permissions(voice, may);
    rig.hint(Hint::Channel(domain::id::ChannelId(voice))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": voice })).await?.text();
    assert!(text.contains("**Connect**") && !text.contains("**Send Messages**"), "{text}");
    rig.world.set_bot_permissions(voice, may | permission::CONNECT);
    rig.hint(Hint::Channel(domain::id::ChannelId(voice))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": voice })).await?.text();
    assert!(text.contains("will now appear"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_in_time_out_says_so() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let until = rig.deps.clock.now() + chrono::TimeDelta::hours(1);
    rig.world.time_out_bot(rig.guild, Some(u64::try_from(until.timestamp_millis())?));
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
    assert!(text.contains("time-out") && text.contains(&format!("<t:{}:f>", until.timestamp())), "{text}");
    assert!(!text.contains("Grant"), "{text}");
    rig.world.time_out_bot(rig.guild, None);
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
    assert!(text.contains("will now appear"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_thread_without_the_bot_says_how_to_add_it() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let thread = rig.world.add_private_thread(rig.channel, "secret");
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": thread })).await?.text();
    assert!(text.contains("private thread") && text.contains("Mention me there"), "{text}");
    let known = rig.world.add_thread(rig.channel, "archived");
    rig.world.archive_thread(known);
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": known })).await?.text();
    assert!(text.contains("will now appear"), "an archived thread is asked for: {text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_without_the_bot_lead_to_its_invitation() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    // Invited with the scope `applications.commands` alone: interactions come, the gateway never names the server.
    rig.world.remove_bot(rig.guild);
    let picture = rig.deps.picture().clone();
    rig.world.wait_until("the bot to be gone", |_| picture.guild(domain::id::GuildId(rig.guild.0)).is_none()).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
    assert!(text.contains("oauth2/authorize?client_id=") && text.contains(&format!("guild_id={}", rig.guild.0)), "{text}");
    assert!(text.contains("scope=bot+applications.commands") && text.contains("then try again"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_askers_rights_count_where_the_posts_go() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let news = rig.add_channel("news", ChannelKind::News).await?;
    let thread = rig.world.add_thread(news, "below");
    rig.hint(Hint::Channel(domain::id::ChannelId(thread))).await?;
    let (write, threads) = (permission::SEND_MESSAGES, permission::SEND_MESSAGES_IN_THREADS);
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, write | threads | permission::MANAGE_CHANNELS));
    rig.hint(Hint::Channel(domain::id::ChannelId(news))).await?;
    for target in [news, thread] {
        let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": target })).await?.text();
        assert!(text.contains("You can't write in"), "{text}");
    }
    // May mention everybody here, but not there.
    rig.moderator.permissions |= permission::MENTION_EVERYONE;
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, permission::MENTION_EVERYONE));
    rig.hint(Hint::Channel(domain::id::ChannelId(news))).await?;
    let role = rig.world.add_role(rig.guild, "fans", 0);
    rig.world.set_mentionable(rig.guild, role, false);
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": news, "ping": role })).await?.text();
    assert!(text.contains(&format!("You can't mention <@&{role}> in <#{news}>")), "{text}");
    assert!(rig.watches(rig.guild).await?.is_empty());
    // While everybody may mention it, the watch keeps whether the asker could without that.
    rig.world.set_mentionable(rig.guild, role, true);
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    rig.slash("watch", json!({ "artist": "SomeBody", "channel": news, "ping": role })).await?;
    rig.slash("watch", json!({ "artist": "SomeBody", "ping": role })).await?;
    for watch in rig.watches(rig.guild).await? {
        assert_eq!(watch.wish.ping.unwrap().by_right, watch.wish.channel.0 != news, "{watch:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_gone_is_told_in_the_list() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let role = rig.world.add_role(rig.guild, "fans", 0);
    rig.slash("watch", json!({ "artist": "SomeBody", "ping": role })).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains(&format!("<@&{role}>")), "{text}");
    rig.world.delete_role(rig.guild, role);
    let (picture, guild) = (rig.deps.picture().clone(), domain::id::GuildId(rig.guild.0));
    rig.world.wait_until("the role to be gone", |_| picture.guild(guild).is_some_and(|known| known.role(role).is_none())).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("its role is gone") && !text.contains(&format!("<@&{role}>")), "{text}");
    rig.hint(Hint::Guild(guild)).await?;
    Ok(())
}

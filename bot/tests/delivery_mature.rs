//! Mature posts whose watch has them without picture and text, or in the channel that its server has for them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::Hint;
use delivery_support::Bench;
use domain::care::Cared;
use domain::id::{ChannelId, GuildId, NotificationId};
use domain::post::{Picture, Post};
use domain::template::Template;
use domain::watch::{MatureWay, Style, Watch};
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Where};
use sandbox::odd::Odd;
use store::change::{Change, Changed};
use store::guild_settings::GuildSettings;
use testkit::plant;

/// A mature picture with a picture and a text.
fn drawn(bench: &Bench, n: u32) -> Post {
    let url = format!("https://images-wixmp-x.wixmp.com/f/u/drawn{n}.jpg");
    Post {
        preview: Some(Picture { url, width: 800, height: 600 }),
        excerpt: Some(format!("secret {n}")),
        ..bench.picture(n, true, bench.now())
    }
}

async fn plant(bench: &Bench, watch: &Watch, post: &Post) -> NotificationId {
    let (now, card) = (bench.now(), plant::card(watch, post, bench.now()));
    let id = card.id;
    plant::post(&bench.store, &bench.artist, post, now, vec![card]).await.unwrap();
    id
}

/// The server's channel for mature posts.
async fn adult(bench: &Bench) -> ChannelId {
    let channel = bench.channel("adult");
    bench.world.set_nsfw(channel.0, true);
    set(bench, Some(channel)).await;
    channel
}

async fn set(bench: &Bench, channel: Option<ChannelId>) {
    let settings = GuildSettings { mature_channel: channel, ..GuildSettings::default() };
    bench.store.for_bot().save_guild_settings(GuildId(bench.guild.0), settings, bench.now()).await.unwrap();
}

/// Everything that a channel's messages show.
fn text(bench: &Bench, channel: ChannelId) -> String {
    let messages = bench.world.messages(channel.0).into_iter().filter(|message| !message.deleted);
    messages.map(|message| format!("{}\n{}\n", message.content, serde_json::json!(message.embeds))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mature_post_goes_to_the_servers_channel_once_however_many_watches_want_it() {
    let bench = Bench::new(Options::default()).await;
    let (first, second, adult) = (bench.channel("first"), bench.channel("second"), adult(&bench).await);
    let elsewhere = |wish: &mut domain::watch::NewWatch| wish.mature_way = MatureWay::Channel;
    let watches = [bench.watch_with(first, elsewhere).await, bench.watch_with(second, elsewhere).await, bench.watch(adult).await];
    let (mature, now) = (drawn(&bench, 1), bench.now());
    let cards: Vec<_> = watches.iter().map(|watch| plant::card(watch, &mature, now)).collect();
    let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
    plant::post(&bench.store, &bench.artist, &mature, now, cards).await.unwrap();
    let open = bench.plant(&watches[0], 2).await;
    let sender = bench.sender().await;
    bench.until(open, "sent").await;
    bench.until_count("suppressed", 2).await;
    bench.until_count("sent", 2).await;
    for id in ids {
        let (state, reason) = bench.state(id).await;
        assert!(state == "sent" || reason.as_deref() == Some("same_channel"), "{state} {reason:?}");
    }
    bench.assert_once(adult, [1]);
    bench.assert_once(first, [2]);
    bench.assert_once(second, []);
    assert!(text(&bench, adult).contains("drawn1"), "with its picture");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_while_that_channel_is_not_age_restricted_and_goes_where_the_watch_says_then() {
    let bench = Bench::new(Options::default()).await;
    let (art, adult) = (bench.channel("art"), adult(&bench).await);
    bench.world.set_nsfw(adult.0, false);
    let watch = bench.watch_with(art, |wish| wish.mature_way = MatureWay::Channel).await;
    let id = plant(&bench, &watch, &drawn(&bench, 1)).await;
    let sender = bench.sender().await;
    let why = bench.until(id, "held").await.unwrap();
    assert!(why.contains("age-restricted"), "{why}");
    assert!(!text(&bench, art).contains("Picture") && !text(&bench, adult).contains("Picture"));
    // Another channel takes over.
    let other = bench.channel("other");
    bench.world.set_nsfw(other.0, true);
    set(&bench, Some(other)).await;
    bench.hint().await;
    bench.until(id, "sent").await;
    bench.assert_pictures(other, [1]);
    // Without any, it waits where its watch posts.
    set(&bench, None).await;
    let id = plant(&bench, &watch, &drawn(&bench, 2)).await;
    bench.hint().await;
    bench.until(id, "held").await;
    let change = Change::Mature(true, MatureWay::Veiled);
    let changed = bench.store.for_bot().change_watch(GuildId(bench.guild.0), watch.id, change, bench.now()).await.unwrap();
    assert!(matches!(changed, Changed::Done(_)));
    bench.hint().await;
    bench.until(id, "sent").await;
    // Where the server is told of problems.
    bench.assert_pictures(art, [2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_veiled_post_shows_neither_picture_nor_text_in_any_style_unless_the_channel_is_age_restricted() {
    let bench = Bench::new(Options::default()).await;
    let sender = bench.sender().await;
    for (n, style) in (1..).zip([Style::Card, Style::Compact, Style::Link]) {
        let channel = ChannelId(bench.world.add_channel(bench.guild, &format!("open{n}"), ChannelKind::Text));
        let watch = bench
            .watch_with(channel, |wish| {
                (wish.mature_way, wish.style) = (MatureWay::Veiled, style);
            })
            .await;
        // Two at once go together.
        for post in [drawn(&bench, 10 * n), drawn(&bench, 10 * n + 1)] {
            plant(&bench, &watch, &post).await;
        }
        bench.until_count("sent", usize::try_from(4 * n - 2).unwrap()).await;
        let shown = text(&bench, channel);
        assert!(
            !shown.contains("drawn") && !shown.contains("secret") && shown.contains(&format!("Picture {}", 10 * n)),
            "{style:?}: {shown}"
        );
        assert!(!bench.world.messages(channel.0).iter().any(|message| message.content.contains("https://")), "{style:?}: {shown}");
        bench.world.set_nsfw(channel.0, true);
        sender.places.picture().outdated(channel);
        sender.handle.hint(Hint::Channel(channel));
        for post in [drawn(&bench, 10 * n + 2), drawn(&bench, 10 * n + 3)] {
            plant(&bench, &watch, &post).await;
        }
        bench.until_count("sent", usize::try_from(4 * n).unwrap()).await;
        let shown = text(&bench, channel);
        assert!(style == Style::Link || shown.contains(&format!("drawn{}", 10 * n + 2)), "{style:?}: {shown}");
    }
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_without_its_picture_is_known_for_it_also_as_a_plain_link() {
    let bench = Bench::new(Options::default()).await;
    let art = bench.channel("art");
    let watch = bench.watch_with(art, |wish| wish.mature_way = MatureWay::Veiled).await;
    let rejects = Where::Saying("\"embeds\":[{".to_owned());
    bench.world.faults().inject(rejects, Fault::Odd(Odd::discord(400, 50_035, "Invalid Form Body")), Dose::Times(1));
    let posts = [drawn(&bench, 1), drawn(&bench, 2)];
    let sender = bench.sender().await;
    for post in &posts {
        let id = plant(&bench, &watch, post).await;
        bench.hint().await;
        bench.until(id, "sent").await;
    }
    let bot = bench.store.for_bot();
    for post in &posts {
        let message = bot.messages_of(post.id, None).await.unwrap().messages.remove(0);
        let members = bot.members_of(&message).await.unwrap();
        assert_eq!(members.iter().map(|member| member.care).collect::<Vec<_>>(), [Some(Cared::Veiled)]);
    }
    sender.stop().await;
    // The walk at a start looks at everything that shows a mature post openly.
    let other = bench.channel("other");
    bench.world.set_nsfw(other.0, true);
    let open = plant(&bench, &bench.watch(other).await, &drawn(&bench, 3)).await;
    let sender = bench.sender().await;
    bench.until(open, "sent").await;
    sender.stop().await;
    bench.world.set_nsfw(other.0, false);
    let sender = bench.sender().await;
    testkit::until("the open picture went", async || !text(&bench, other).contains("drawn3")).await;
    assert_eq!(bench.world.messages(art.0).iter().filter(|message| !message.deleted).count(), 2, "nothing permitted went");
    sender.stop().await;
}

/// A sender dies before its answer is noted, or the answer is lost until long after: what is found later stays what it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_without_its_picture_stays_known_for_it_when_its_answer_is_lost() {
    for style in [Style::Link, Style::Line, Style::Card] {
        let bench = Bench::new(Options::default()).await;
        let art = bench.channel("art");
        let watch = bench
            .watch_with(art, |wish| {
                (wish.mature_way, wish.style) = (MatureWay::Veiled, style);
                wish.template = (style == Style::Line).then(|| Template::parse("{title} {url}").unwrap());
            })
            .await;
        // Nothing ever answers a message, and so the sender is killed while one is on its way; in the second round it lives.
        for killed in [true, false] {
            let fault = Fault::DropAfterCommit;
            let lost = bench.world.faults().inject(Where::CreateMessage, fault, if killed { Dose::Always } else { Dose::Times(2) });
            let id = plant(&bench, &watch, &drawn(&bench, if killed { 1 } else { 2 })).await;
            let sender = bench.sender().await;
            testkit::until("the answer was lost", async || bench.world.faults().fired_by(lost) > 0).await;
            if killed {
                sender.kill().await;
            } else {
                testkit::until("it is tried later", async || bench.state(id).await.0 == "pending").await;
                sender.stop().await;
            }
            bench.world.faults().clear();
            // Discord no longer knows the nonce.
            bench.world.advance_clock(std::time::Duration::from_secs(3_600));
            let sender = bench.sender().await;
            testkit::until("it is found", async || {
                bench.retry_now().await;
                bench.hint().await;
                bench.state(id).await.0 == "sent"
            })
            .await;
            let bot = bench.store.for_bot();
            let post = drawn(&bench, if killed { 1 } else { 2 }).id;
            let message = bot.messages_of(post, None).await.unwrap().messages.remove(0);
            let care: Vec<_> = bot.members_of(&message).await.unwrap().iter().map(|member| member.care).collect();
            assert_eq!(care, [Some(Cared::Veiled)], "{style:?}, killed: {killed}");
            sender.stop().await;
        }
        let messages = bench.world.messages(art.0);
        assert_eq!(messages.iter().filter(|message| !message.deleted).count(), 2, "{style:?}: each once, and none removed");
    }
}

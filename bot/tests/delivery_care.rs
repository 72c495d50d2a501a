//! Messages that were sent follow their posts.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::Hint;
use bot::discord::picture::{Channel, Guild};
use delivery_support::Bench;
use domain::care::Deleted;
use domain::id::{ChannelId, GuildId};
use domain::post::{Picture, Post};
use domain::watch::{Style, Watch};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::discord::{Dose, Fault, Gate, Message, Options, Where};
use std::time::{Duration, Instant};
use store::guild_settings::GuildSettings;
use testbed::chaos;
use testkit::{plant, until};

/// Edits and removals of messages, and nothing else, have this in their path.
const CARE: &str = "/messages/";

async fn bench() -> Bench {
    let mut bench = Bench::new(Options::default()).await;
    (bench.tuning.care, bench.tuning.slow_edits) = (Duration::from_millis(50), Duration::from_millis(300));
    bench
}

/// Picture `n` with a picture and a text.
fn drawn(bench: &Bench, n: u32) -> Post {
    let url = format!("https://images-wixmp-x.wixmp.com/f/u/drawn{n}.jpg");
    Post {
        preview: Some(Picture { url, width: 800, height: 600 }),
        excerpt: Some(format!("secret {n}")),
        ..bench.picture(n, false, bench.now())
    }
}

/// Plants and sends these for the watch, as one poll brings them.
async fn send(bench: &Bench, watch: &Watch, posts: &[Post]) {
    let (now, before) = (bench.now(), bench.count("sent").await);
    for post in posts {
        plant::post(&bench.store, &bench.artist, post, now, vec![plant::card(watch, post, now)]).await.unwrap();
    }
    bench.until_count("sent", usize::try_from(before).unwrap() + posts.len()).await;
}

async fn revise(bench: &Bench, post: &Post) {
    plant::revised(&bench.store, post).await.unwrap();
}

/// Waits until every chore is done.
async fn done(bench: &Bench) {
    until("nothing is left to be looked after", async || bench.chores().await == 0).await;
}

/// What was done last because of each post, in the order of the posts.
async fn cared(bench: &Bench) -> Vec<String> {
    use sea_orm::{ConnectionTrait, Statement};
    let connection = bench.store.connection();
    let sql = "SELECT COALESCE(care, '') AS care FROM notification ORDER BY post_id";
    let rows = connection.query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [])).await.unwrap();
    rows.iter().map(|row| row.try_get("", "care").unwrap()).collect()
}

fn one(bench: &Bench, channel: ChannelId) -> Message {
    let [message] = bench.world.messages(channel.0).try_into().unwrap();
    message
}

fn edits(bench: &Bench) -> usize {
    bench.bodies("PATCH", CARE).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_becomes_mature_loses_its_picture_where_it_may_not_be() {
    let bench = bench().await;
    let (open, restricted) = (bench.channel("open"), bench.channel("restricted"));
    bench.world.set_nsfw(restricted.0, true);
    let sender = bench.sender().await;
    let (first, second) = (bench.watch(open).await, bench.watch(restricted).await);
    let post = drawn(&bench, 1);
    let now = bench.now();
    let cards = vec![plant::card(&first, &post, now), plant::card(&second, &post, now)];
    plant::post(&bench.store, &bench.artist, &post, now, cards).await.unwrap();
    bench.until_count("sent", 2).await;
    let saw = Instant::now();
    revise(&bench, &Post { mature: true, ..post.clone() }).await;
    done(&bench).await;
    assert!(saw.elapsed() < Duration::from_secs(60));
    let bare = one(&bench, open).embeds.to_string();
    assert!(!bare.contains("drawn1") && !bare.contains("secret 1") && bare.contains("Picture 1"), "{bare}");
    let whole = one(&bench, restricted).embeds.to_string();
    assert!(whole.contains("drawn1") && whole.contains("Mature"), "{whole}");
    // No longer mature: it stays as it is.
    revise(&bench, &post).await;
    done(&bench).await;
    assert!(!one(&bench, open).embeds.to_string().contains("drawn1"));
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_no_longer_age_restricted_keeps_no_picture() {
    let mut bench = bench().await;
    bench.tuning.walk_after = Duration::from_millis(50);
    let (first, second, other) = (bench.channel("first"), bench.channel("second"), bench.channel("other"));
    for channel in [first, second, other] {
        bench.world.set_nsfw(channel.0, true);
    }
    let thread = ChannelId(bench.world.add_thread(first.0, "thread"));
    let sender = bench.sender().await;
    let mature = |n: u32| Post { mature: true, ..drawn(&bench, n) };
    let mut sent = Vec::new();
    for (n, channel) in (1..).zip([first, thread, second, other]) {
        let watch = bench.watch_with(channel, |wish| wish.mature = true).await;
        send(&bench, &watch, &[mature(n)]).await;
        if channel == first {
            send(&bench, &watch, &[drawn(&bench, 9)]).await;
        }
        sent.push((n, channel));
    }
    let pictures = || sent.iter().filter(|(n, place)| shows(&bench, *place, *n)).map(|(_, place)| *place).collect::<Vec<_>>();
    assert_eq!(pictures(), [first, thread, second, other]);
    // While the gateway is connected, it tells.
    let in_guild = GuildId(bench.guild.0);
    bench.world.set_nsfw(first.0, false);
    for channel in [first, thread] {
        sender.places.picture().outdated(channel);
    }
    let channels = vec![picture_of(first, 0, 0), picture_of(thread, 11, first.0)];
    sender.places.picture().told(0, Guild::new(in_guild, 1, None, channels, Vec::new()));
    sender.handle.hint(Hint::Unrestricted(in_guild, first));
    until("the pictures are gone", async || pictures() == [second, other]).await;
    assert!(shows(&bench, first, 9), "a safe post stays");
    // Nobody told: the next sender finds it.
    sender.stop().await;
    bench.world.set_nsfw(second.0, false);
    let sender = bench.sender().await;
    until("the picture is gone", async || pictures() == [other]).await;
    done(&bench).await;
    assert_eq!((edits(&bench), cared(&bench).await), (3, ["veiled", "veiled", "veiled", "", ""].map(str::to_owned).to_vec()));
    sender.stop().await;
}

/// Its channel loses the age restriction after the last check, while Discord has not answered yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_mature_message_on_its_way_while_its_channel_opens_keeps_no_picture() {
    let mut bench = bench().await;
    // The walk over all channels would find it hours later.
    bench.tuning.walk_after = Duration::from_secs(6 * 3_600);
    let (channel, in_guild) = (bench.channel("art"), GuildId(bench.guild.0));
    bench.world.set_nsfw(channel.0, true);
    let watch = bench.watch_with(channel, |wish| wish.mature = true).await;
    let (gate, faults) = (Gate::closed(), bench.world.faults());
    let gated = faults.inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Times(1));
    let (post, now) = (Post { mature: true, ..drawn(&bench, 1) }, bench.now());
    plant::post(&bench.store, &bench.artist, &post, now, vec![plant::card(&watch, &post, now)]).await.unwrap();
    let sender = bench.sender().await;
    until("the message is on its way", async || faults.fired_by(gated) == 1).await;
    bench.world.set_nsfw(channel.0, false);
    sender.places.picture().outdated(channel);
    sender.places.picture().told(0, Guild::new(in_guild, 1, None, vec![picture_of(channel, 0, 0)], Vec::new()));
    sender.handle.hint(Hint::Unrestricted(in_guild, channel));
    until("its post is to be looked after", async || bench.chores().await == 1).await;
    gate.open();
    bench.until_count("sent", 1).await;
    done(&bench).await;
    assert!(!shows(&bench, channel, 1));
    assert_eq!(cared(&bench).await, ["veiled"]);
    sender.stop().await;
}

/// Whether a message there shows the picture of this post.
fn shows(bench: &Bench, channel: ChannelId, n: u32) -> bool {
    let messages = bench.world.messages(channel.0);
    messages.iter().any(|message| !message.deleted && message.embeds.to_string().contains(&format!("drawn{n}.jpg")))
}

/// A channel as the gateway tells of it.
fn picture_of(id: ChannelId, kind: u8, parent: u64) -> Channel {
    Channel { id: id.0, parent, name: "".into(), overwrites: None, kind, nsfw: false, wants: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_title_is_shown_and_nothing_is_edited_twice() {
    let (bench, channel, watch) = bench().await.staged().await;
    let sender = bench.sender().await;
    let post = drawn(&bench, 1);
    send(&bench, &watch, std::slice::from_ref(&post)).await;
    // Nothing that a card shows: the fingerprint tells.
    revise(&bench, &post).await;
    done(&bench).await;
    assert_eq!(edits(&bench), 0);
    let renamed = Post { title: "A new title".to_owned(), ..post };
    for _ in 0..2 {
        revise(&bench, &renamed).await;
        done(&bench).await;
    }
    assert_eq!((edits(&bench), one(&bench, channel).embeds[0]["title"].clone()), (1, "A new title".into()));
    assert_eq!(cared(&bench).await, ["edited"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_several_is_rendered_as_a_whole() {
    let (bench, channel, watch) = bench().await.staged().await;
    let posts: Vec<Post> = (1..=3).map(|n| drawn(&bench, n)).collect();
    let now = bench.now();
    for post in &posts {
        plant::post(&bench.store, &bench.artist, post, now, vec![plant::card(&watch, post, now)]).await.unwrap();
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    revise(&bench, &Post { mature: true, ..posts[1].clone() }).await;
    revise(&bench, &Post { title: "Another".to_owned(), ..posts[2].clone() }).await;
    done(&bench).await;
    let embeds = one(&bench, channel).embeds.to_string();
    assert!(embeds.contains("drawn1") && !embeds.contains("drawn2") && embeds.contains("drawn3") && embeds.contains("Another"), "{embeds}");
    // Whichever of the two was looked at first has changed both.
    assert_eq!(cared(&bench).await[..2], ["", "veiled"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_is_treated_as_the_server_wants() {
    let bench = bench().await;
    let (channel, guild) = (bench.channel("art"), GuildId(bench.guild.0));
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    for (n, deleted) in (1..).zip([Deleted::StrikeOut, Deleted::Remove, Deleted::Leave]) {
        let settings = GuildSettings { deleted: Some(deleted), ..GuildSettings::default() };
        bench.store.for_bot().save_guild_settings(guild, settings, bench.now()).await.unwrap();
        let post = drawn(&bench, n);
        send(&bench, &watch, std::slice::from_ref(&post)).await;
        plant::removed(&bench.store, &post).await.unwrap();
        done(&bench).await;
    }
    let messages = bench.world.messages(channel.0);
    assert!(
        messages[0].embeds[0]["title"] == "~~Picture 1~~" && !messages[0].embeds.to_string().contains("drawn1"),
        "{:?}",
        messages[0].embeds
    );
    assert_eq!([messages[0].deleted, messages[1].deleted, messages[2].deleted], [false, true, false]);
    assert!(messages[2].embeds.to_string().contains("drawn3"));
    assert_eq!(cared(&bench).await, ["struck", "removed_gone", ""]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_a_post_that_becomes_mature_is_removed() {
    let bench = bench().await;
    let channel = bench.channel("art");
    let watch = bench.watch_with(channel, |wish| wish.style = Style::Link).await;
    let sender = bench.sender().await;
    let post = drawn(&bench, 1);
    send(&bench, &watch, std::slice::from_ref(&post)).await;
    revise(&bench, &Post { mature: true, ..post }).await;
    done(&bench).await;
    assert!(one(&bench, channel).deleted);
    assert_eq!(cared(&bench).await, ["removed_mature"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_message_waits_for_its_title_and_is_removed_for_its_picture() {
    let (bench, channel, watch) = bench().await.staged().await;
    let sender = bench.sender().await;
    let posts: Vec<Post> = (1..=6).map(|n| drawn(&bench, n)).collect();
    for post in &posts {
        send(&bench, &watch, std::slice::from_ref(post)).await;
    }
    bench.world.advance_clock(Duration::from_secs(2 * 3_600));
    // The vendor takes three such edits in twenty seconds.
    for post in &posts[..3] {
        revise(&bench, &Post { title: format!("{} again", post.title), ..post.clone() }).await;
    }
    done(&bench).await;
    revise(&bench, &Post { title: "Picture 4 again".to_owned(), ..posts[3].clone() }).await;
    until("the title waits", async || cared(&bench).await[3] == "waits").await;
    revise(&bench, &Post { mature: true, ..posts[4].clone() }).await;
    until("the picture is gone", async || cared(&bench).await[4] == "removed_mature").await;
    assert!(bench.world.messages(channel.0)[4].deleted);
    bench.world.advance_clock(Duration::from_secs(3_600));
    done(&bench).await;
    assert_eq!(bench.world.messages(channel.0)[3].embeds[0]["title"], "Picture 4 again");
    assert_eq!(sender.status().paused_for_ms, None, "it is no ban");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_may_not_be_reached_ends_quietly_or_waits() {
    let bench = bench().await;
    let (channel, hidden) = (bench.channel("art"), bench.channel("hidden"));
    let (watch, there) = (bench.watch(channel).await, bench.watch(hidden).await);
    let sender = bench.sender().await;
    let (post, other) = (drawn(&bench, 1), drawn(&bench, 2));
    send(&bench, &watch, std::slice::from_ref(&post)).await;
    send(&bench, &there, std::slice::from_ref(&other)).await;
    bench.world.delete_message(one(&bench, channel).id);
    revise(&bench, &Post { title: "New".to_owned(), ..post }).await;
    done(&bench).await;
    let odd = bench.world.faults().inject(Where::Path(CARE.to_owned()), Fault::Refused(403, 50_001), Dose::Always);
    revise(&bench, &Post { title: "New".to_owned(), ..other.clone() }).await;
    until("it waits", async || cared(&bench).await == ["missing", "waits"]).await;
    bench.world.faults().remove(odd);
    bench.world.faults().inject(Where::Path(CARE.to_owned()), Fault::BadGateway, Dose::Times(2));
    done(&bench).await;
    assert_eq!(cared(&bench).await, ["missing", "edited"]);
    // A watch that was removed leaves its messages, and they are looked after.
    bench.lose_watch(&there).await;
    revise(&bench, &Post { mature: true, ..other.clone() }).await;
    done(&bench).await;
    assert!(!one(&bench, hidden).embeds.to_string().contains("drawn2"));
    // A server of which everything was erased has nothing to look after.
    bench.store.for_operator().erase_guild(GuildId(bench.guild.0)).await.unwrap();
    let before = edits(&bench);
    revise(&bench, &Post { title: "Newer".to_owned(), ..other }).await;
    done(&bench).await;
    assert_eq!(edits(&bench), before);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_weeks_after_it_was_sent_a_message_stays_as_it_is() {
    let (bench, _, watch) = bench().await.staged().await;
    let sender = bench.sender().await;
    let post = drawn(&bench, 1);
    send(&bench, &watch, std::slice::from_ref(&post)).await;
    sender.stop().await;
    bench.world.advance_clock(Duration::from_secs(15 * 86_400));
    let sender = bench.sender().await;
    revise(&bench, &Post { title: "New".to_owned(), ..post }).await;
    done(&bench).await;
    assert_eq!(edits(&bench), 0);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_post_is_not_delayed_by_200_pending_edits() {
    let bench = bench().await;
    let sender = bench.sender().await;
    let mut posts = Vec::new();
    for number in 0..20 {
        let watch = bench.watch(bench.channel(&format!("art-{number}"))).await;
        let ten: Vec<Post> = (0..10).map(|n| drawn(&bench, number * 10 + n)).collect();
        let now = bench.now();
        for (post, age) in ten.iter().zip(0..) {
            // Each in a separate message.
            let seen = now - chrono::TimeDelta::seconds(age);
            plant::post(&bench.store, &bench.artist, post, seen, vec![plant::card(&watch, post, seen)]).await.unwrap();
        }
        posts.extend(ten);
    }
    bench.until_count("sent", 200).await;
    let fresh = bench.watch(bench.channel("fresh")).await;
    for post in &posts {
        revise(&bench, &Post { title: format!("{} again", post.title), ..post.clone() }).await;
    }
    until("the edits have begun", async || edits(&bench) > 0).await;
    let began = Instant::now();
    let id = bench.plant(&fresh, 9_000).await;
    bench.hint().await;
    bench.until(id, "sent").await;
    let waited = began.elapsed();
    assert!(bench.chores().await > 0, "all edits were done before");
    assert!(waited < Duration::from_secs(1), "{waited:?}");
    done(&bench).await;
    let shown = bench.world.all_messages().into_iter().flat_map(|message| delivery_support::titles(&message));
    assert_eq!(shown.filter(|title| title.ends_with("again")).count(), 200);
    sender.stop().await;
}

/// Senders that are killed between the edit and its record, while posts become mature, get titles, vanish and come back.
#[tokio::test(flavor = "multi_thread")]
async fn f29_kills_among_edits_leave_no_picture_where_it_may_not_be() {
    const POSTS: u32 = 8;
    let (seed, kills) = (chaos::seed(), chaos::scale(6, 300));
    let mut dice = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new(Options::load()).await;
    (bench.tuning.care, bench.tuning.lease) = (Duration::from_millis(20), Duration::from_secs(1));
    bench.tuning.look_every = Duration::from_millis(20);
    bench.world.faults().seed(seed);
    let (open, restricted) = (bench.channel("open"), bench.channel("restricted"));
    bench.world.set_nsfw(restricted.0, true);
    let watches = [bench.watch(open).await, bench.watch(restricted).await];
    let mut posts: Vec<(Post, bool)> = (0..POSTS).map(|n| (drawn(&bench, n), false)).collect();
    let mut sender = bench.sender().await;
    let now = bench.now();
    for (post, _) in &posts {
        let cards = watches.iter().map(|watch| plant::card(watch, post, now)).collect();
        plant::post(&bench.store, &bench.artist, post, now, cards).await.unwrap();
    }
    bench.until_count("sent", 2 * POSTS as usize).await;
    let lost = bench.world.faults().inject(Where::Path(CARE.to_owned()), Fault::DropAfterCommit, Dose::Share(0.2));
    for kill in 0..kills {
        for _ in 0..3 {
            let (post, gone) = &mut posts[dice.random_range(0..POSTS as usize)];
            match dice.random_range(0..4) {
                0 => post.mature = !post.mature,
                // What is gone gets no title that anybody could see.
                1 if !*gone => post.title = format!("Title {kill}"),
                1 => {}
                _ => *gone = !*gone,
            }
            match gone {
                true => plant::removed(&bench.store, post).await.unwrap(),
                false => revise(&bench, post).await,
            }
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..120))).await;
        sender.kill().await;
        sender = bench.sender().await;
    }
    done(&bench).await;
    let shown = |channel: ChannelId| {
        let messages = bench.world.messages(channel.0).into_iter().filter(|message| !message.deleted);
        messages.map(|message| message.embeds.to_string()).collect::<Vec<_>>().join("\n")
    };
    let right = |n: usize, channel: ChannelId| {
        let ((post, gone), text) = (&posts[n], shown(channel));
        let picture = text.contains(&format!("drawn{n}.jpg"));
        text.contains(post.title.as_str()) && !(picture && (*gone || post.mature && channel == open))
    };
    let all: Vec<_> = (0..posts.len()).flat_map(|n| [open, restricted].map(|channel| (n, channel))).collect();
    let found = all.iter().copied().filter(|(n, channel)| right(*n, *channel));
    let note = format!(
        "{kills} kills among edits, {} answers lost after the edit; every card as it should be, no picture where it may not be",
        bench.world.faults().fired_by(lost)
    );
    chaos::Row::of_sets("F29", seed, all.clone(), all.clone(), found).note(note).finish();
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

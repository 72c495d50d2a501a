//! Forums: a post for each deviation, once, whatever becomes of the answer.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery_support;

use bot::delivery::Hint;
use chrono::TimeDelta;
use delivery_support::{Bench, ping};
use domain::care::Deleted;
use domain::id::{ChannelId, GuildId};
use domain::post::{Picture, Post};
use domain::watch::{Style, Watch};
use sandbox::discord::permission::{EMBED_LINKS, MEMBER, READ_MESSAGE_HISTORY, SEND_MESSAGES};
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, Options, Rates, Scope, Where};
use std::time::Duration;
use store::guild_settings::GuildSettings;
use testkit::{plant, until};

/// A bench whose forum is watched. What was asked for is looked for after a moment.
async fn staged() -> (Bench, ChannelId, Watch) {
    let mut bench = Bench::new(Options { rates: Rates::wide(), ..Options::default() }).await;
    bench.tuning.lingers = Duration::from_millis(100);
    (bench.tuning.care, bench.tuning.slow_edits) = (Duration::from_millis(50), Duration::from_millis(300));
    let forum = bench.forum("gallery");
    let watch = bench.watch(forum).await;
    (bench, forum, watch)
}

/// Requests that make posts.
fn made(bench: &Bench) -> Vec<serde_json::Value> {
    bench.bodies("POST", "/threads")
}

fn names(bench: &Bench, forum: ChannelId) -> Vec<String> {
    bench.world.posts(forum.0).into_iter().map(|post| post.name).collect()
}

/// Plants these as one poll brings them.
async fn burst(bench: &Bench, watch: &Watch, numbers: std::ops::Range<u32>) {
    let now = bench.now();
    for n in numbers {
        bench.plant_at(watch, n, false, now).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_deviation_is_a_post_with_its_card_and_pings_in_its_first_message() {
    let (bench, forum, watch) = staged().await;
    let role = bench.world.add_role(bench.guild, "fans", 0);
    let other = bench.forum("pinging");
    let pinging = bench.watch_with(other, |wish| wish.ping = Some(ping(role, false))).await;
    let media = ChannelId(bench.world.add_channel(bench.guild, "media", ChannelKind::Media));
    let shown = bench.watch(media).await;
    let sender = bench.sender().await;
    burst(&bench, &watch, 1..4).await;
    burst(&bench, &pinging, 11..13).await;
    burst(&bench, &shown, 21..22).await;
    bench.hint().await;
    bench.until_count("sent", 6).await;
    assert_eq!(names(&bench, forum), ["Picture 1", "Picture 2", "Picture 3"]);
    assert_eq!(names(&bench, media), ["Picture 21"]);
    assert_eq!(bench.forum_titles(forum), ["Picture 1", "Picture 2", "Picture 3"]);
    let pings: Vec<usize> =
        bench.world.posts(other.0).iter().map(|post| bench.world.message(post.id).unwrap().mention_roles.len()).collect();
    assert_eq!(pings, [1, 0], "a burst pings once");
    for body in made(&bench) {
        assert!(body["message"]["allowed_mentions"]["parse"].is_array() && body["message"].get("nonce").is_none(), "{body}");
    }
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_ten_of_one_poll_the_rest_is_listed_in_a_post() {
    let (bench, forum, watch) = staged().await;
    burst(&bench, &watch, 1..26).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 25).await;
    let expected: Vec<String> = (1..=10).map(|n| format!("Picture {n}")).chain(["15 new posts by Painter".to_owned()]).collect();
    assert_eq!(names(&bench, forum), expected);
    assert_eq!(bench.forum_titles(forum), (1..=25).map(|n| format!("Picture {n}")).collect::<Vec<_>>());
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_in_the_middle_of_a_burst_makes_no_more_posts_than_one_life() {
    let (bench, forum, watch) = staged().await;
    let now = bench.now();
    for n in 1..7 {
        bench.plant_at(&watch, n, false, now).await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 6).await;
    sender.stop().await;
    // The rest of the same poll, and another poll, of which this forum has nothing.
    for n in 7..26 {
        bench.plant_at(&watch, n, false, now).await;
    }
    burst(&bench, &watch, 31..33).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 27).await;
    let expected = (1..=10).map(|n| format!("Picture {n}")).chain(["15 new posts by Painter".to_owned()]);
    assert_eq!(names(&bench, forum), expected.chain([31, 32].map(|n| format!("Picture {n}"))).collect::<Vec<_>>());
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_nobody_told_of_is_asked_for_before_anything_is_sent() {
    let (bench, forum, watch) = staged().await;
    // No gateway tells of it, and Discord fails over the first question.
    let fault = bench.world.faults().inject(Where::Path(format!("/channels/{forum}")), Fault::ServerError(500), Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    until("it is sent", async || {
        bench.retry_now().await;
        bench.hint().await;
        bench.state(id).await.0 == "sent"
    })
    .await;
    assert_eq!(bench.world.faults().fired_by(fault), 1);
    assert_eq!((names(&bench, forum), made(&bench).len()), (vec!["Picture 1".to_owned()], 1));
    assert_eq!(bench.bodies("POST", &format!("/channels/{forum}/messages")).len(), 0, "it was not taken for a channel");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_links_of_a_forum_that_nobody_told_of_are_ten_posts_and_a_list() {
    let (bench, _, _) = staged().await;
    let forum = bench.forum("links");
    let watch = bench.watch_with(forum, |wish| wish.style = Style::Link).await;
    burst(&bench, &watch, 1..14).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 13).await;
    let expected: Vec<String> = (1..=10).map(|n| format!("Picture {n}")).chain(["3 new posts by Painter".to_owned()]).collect();
    assert_eq!(names(&bench, forum), expected);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_list_does_not_hold_is_listed_in_a_second_one() {
    let (bench, forum, watch) = staged().await;
    burst(&bench, &watch, 1..151).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 150).await;
    let mut titles = bench.forum_titles(forum);
    titles.sort_by_key(|title| title.trim_start_matches("Picture ").parse::<u32>().unwrap());
    assert_eq!(titles, (1..=150).map(|n| format!("Picture {n}")).collect::<Vec<_>>());
    let posts = names(&bench, forum).len();
    assert!((12..20).contains(&posts), "{posts}");
    sender.stop().await;
}

/// What happens between the lost answer and the look.
async fn lost(meanwhile: impl Fn(&Bench, ChannelId)) {
    let (mut bench, forum, watch) = staged().await;
    bench.tuning.lingers = Duration::from_millis(400);
    bench.world.faults().inject(Where::StartThread, Fault::DropAfterCommit, Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.world.wait_until("the post is made", |world| world.posts(forum.0).len() == 1).await.unwrap();
    meanwhile(&bench, forum);
    bench.until(id, "sent").await;
    assert_eq!((names(&bench, forum).len(), made(&bench).len()), (1, 1));
    // It is known by its own id.
    assert_eq!(bench.message_of(id).await, bench.world.posts(forum.0)[0].id);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_answer_was_lost_is_found_open_archived_renamed_or_bare() {
    lost(|_, _| {}).await;
    lost(|bench, forum| bench.world.archive_thread(bench.world.posts(forum.0)[0].id)).await;
    lost(|bench, forum| bench.world.rename_channel(bench.world.posts(forum.0)[0].id, "A moderator's name")).await;
    lost(|bench, forum| bench.world.suppress_embeds(bench.world.posts(forum.0)[0].id)).await;
    lost(|bench, forum| bench.world.delete_message(bench.world.posts(forum.0)[0].id)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_discord_carries_out_after_the_client_gave_up_makes_no_second_post() {
    let (mut bench, forum, watch) = staged().await;
    bench.tuning.request_timeout = Duration::from_millis(300);
    bench.tuning.lingers = Duration::from_millis(1_500);
    let gate = Gate::closed();
    let fault = bench.world.faults().inject(Where::StartThread, Fault::Gate(gate.clone()), Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    until("the request has arrived", async || bench.world.faults().fired_by(fault) == 1).await;
    until("the client has given up", async || sender.status().last_error.is_some()).await;
    gate.open();
    bench.until(id, "sent").await;
    assert_eq!(names(&bench, forum), ["Picture 1"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_on_a_backup_finds_the_posts_of_the_lost_life() {
    let (bench, forum, watch) = staged().await;
    let mut ids = Vec::new();
    for n in 1..4 {
        ids.push(bench.plant_at(&watch, n, false, bench.now() - TimeDelta::minutes(20)).await);
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    sender.stop().await;
    bench.world.archive_thread(bench.world.posts(forum.0)[1].id);
    for id in &ids {
        bench.forget_outcome(*id).await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", 3).await;
    assert_eq!(names(&bench, forum), ["Picture 1", "Picture 2", "Picture 3"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_for_is_held_and_the_forum_is_told() {
    let (bench, forum, watch) = staged().await;
    bench.world.set_bot_permissions(forum.0, MEMBER & !READ_MESSAGE_HISTORY);
    bench.world.faults().inject(Where::StartThread, Fault::DropAfterCommit, Dose::Times(1));
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    let reason = bench.until(id, "held").await.unwrap();
    assert!(reason.contains("unknown whether it was sent"), "{reason}");
    bench.world.wait_until("the forum is told", |world| world.posts(forum.0).len() == 2).await.unwrap();
    assert_eq!(names(&bench, forum), ["Picture 1", "Some posts are held back"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_rests_delays_no_other_channel() {
    let (bench, forum, watch) = staged().await;
    let elsewhere = bench.watch(bench.channel("text")).await;
    bench.world.faults().inject(Where::StartThread, Fault::RateLimited(Scope::User, Duration::from_secs(2)), Dose::Times(1));
    let late = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    until("the forum rests", async || !made(&bench).is_empty()).await;
    let id = bench.plant(&elsewhere, 2).await;
    bench.hint().await;
    bench.until(id, "sent").await;
    assert_ne!(bench.state(late).await.0, "sent");
    bench.until(late, "sent").await;
    assert_eq!(names(&bench, forum), ["Picture 1"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_wants_a_tag_gets_the_one_that_fits() {
    let (bench, forum, watch) = staged().await;
    bench.world.set_tags(forum.0, &["Rules", "Artworks", "News"], &["News"], true);
    let sender = bench.sender().await;
    bench.plant(&watch, 1).await;
    bench.hint().await;
    bench.until_count("sent", 1).await;
    assert_eq!(bench.world.posts(forum.0)[0].tags, ["Artworks"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_tag_fits_posts_are_held_the_guild_is_told_and_a_new_tag_heals() {
    let (bench, forum, watch) = staged().await;
    let lobby = bench.channel("lobby");
    bench.world.set_tags(forum.0, &["Rules"], &[], true);
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    let reason = bench.until(id, "held").await.unwrap();
    assert!(reason.contains("A tag is required"), "{reason}");
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    let told = bench.world.messages(lobby.0).remove(0).content;
    assert!(told.contains("every post needs a tag") && told.contains("DeviantArt"), "{told}");
    bench.world.set_tags(forum.0, &["Rules", "DeviantArt"], &[], true);
    sender.handle.hint(Hint::Channel(forum));
    bench.until(id, "sent").await;
    assert_eq!(bench.world.posts(forum.0)[0].tags, ["DeviantArt"]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_without_the_right_to_post_is_held_until_it_is_there() {
    let (bench, forum, watch) = staged().await;
    bench.world.set_bot_permissions(forum.0, MEMBER & !SEND_MESSAGES & !EMBED_LINKS);
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "held").await;
    bench.world.reset_bot_permissions(forum.0);
    sender.handle.hint(Hint::Channel(forum));
    bench.until(id, "sent").await;
    assert_eq!(names(&bench, forum), ["Picture 1"]);
    sender.stop().await;
}

/// Picture `n` with a picture.
fn drawn(bench: &Bench, n: u32) -> Post {
    let url = format!("https://images-wixmp-x.wixmp.com/f/u/drawn{n}.jpg");
    Post { preview: Some(Picture { url, width: 800, height: 600 }), ..bench.picture(n, false, bench.now()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_of_a_post_follows_its_deviation_also_when_it_is_archived() {
    let (bench, forum, watch) = staged().await;
    let (sender, now) = (bench.sender().await, bench.now());
    let posts: Vec<Post> = (1..5).map(|n| drawn(&bench, n)).collect();
    for post in &posts {
        plant::post(&bench.store, &bench.artist, post, now, vec![plant::card(&watch, post, now)]).await.unwrap();
    }
    bench.hint().await;
    bench.until_count("sent", 4).await;
    let ids: Vec<u64> = bench.world.posts(forum.0).iter().map(|post| post.id).collect();
    bench.world.archive_thread(ids[0]);
    bench.world.archive_thread(ids[1]);
    bench.world.delete_channel(ids[3]);
    let settings = GuildSettings { deleted: Some(Deleted::Remove), ..GuildSettings::default() };
    bench.store.for_bot().save_guild_settings(GuildId(bench.guild.0), settings, now).await.unwrap();
    plant::revised(&bench.store, &Post { mature: true, ..posts[0].clone() }).await.unwrap();
    plant::revised(&bench.store, &Post { title: "Renamed".to_owned(), ..posts[1].clone() }).await.unwrap();
    plant::removed(&bench.store, &posts[2]).await.unwrap();
    plant::revised(&bench.store, &Post { title: "Nobody sees it".to_owned(), ..posts[3].clone() }).await.unwrap();
    until("every message was looked after", async || bench.chores().await == 0).await;
    let shown = |id: u64| bench.world.message(id).unwrap();
    assert!(!shown(ids[0]).embeds.to_string().contains("drawn1"), "the picture is gone");
    assert_eq!(shown(ids[1]).embeds[0]["title"], "Renamed");
    assert!(shown(ids[2]).deleted);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_thread_wakes_for_a_message_and_a_locked_one_is_held_and_told() {
    let (bench, _, _) = staged().await;
    let text = bench.channel("text");
    let [asleep, locked] = ["asleep", "locked"].map(|name| ChannelId(bench.world.add_thread(text.0, name)));
    let watches = [bench.watch(asleep).await, bench.watch(locked).await];
    bench.world.archive_thread(asleep.0);
    bench.world.lock_thread(locked.0);
    let (woken, held) = (bench.plant(&watches[0], 1).await, bench.plant(&watches[1], 2).await);
    let sender = bench.sender().await;
    bench.until(woken, "sent").await;
    assert_eq!(bench.world.is_archived(asleep.0), Some(false));
    let reason = bench.until(held, "held").await.unwrap();
    assert!(reason.contains("locked"), "{reason}");
    bench.world.wait_until("the guild is told", |world| world.messages(text.0).len() == 1).await.unwrap();
    bench.world.open_thread(locked.0);
    sender.handle.hint(Hint::Channel(locked));
    bench.until(held, "sent").await;
    bench.assert_pictures(locked, [2]);
    sender.stop().await;
}

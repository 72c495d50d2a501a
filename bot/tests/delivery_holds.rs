//! What is kept for a channel that does not take it, for how long, who brings it in the end, and what the guild is told.

mod delivery_support;

use bot::delivery::Hint;
use bot::discord::ChannelInfo;
use chrono::TimeDelta;
use delivery_support::{Bench, ping};
use domain::id::{ChannelId, FolderId, GuildId};
use domain::notification::Settlement;
use domain::watch::CatchUp;
use sandbox::discord::permission::{MEMBER, VIEW_CHANNEL};
use sandbox::discord::{Dose, Fault, Options, Overwrite, Where};
use sandbox::odd::Odd;
use std::time::Duration;
use testkit::until;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_for_weeks_is_delivered_when_the_channel_heals() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL);
    let kept = bench.plant_at(&watch, 1, false, bench.now() - TimeDelta::days(29)).await;
    let sender = bench.sender().await;
    bench.until(kept, "held").await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(kept, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_delivered_for_a_day_goes_by_its_watch_s_policy() {
    let bench = Bench::new(Options::default()).await;
    let mut ids = Vec::new();
    for (n, catch_up) in [(10, CatchUp::All), (20, CatchUp::NEWEST), (30, CatchUp::Skip)] {
        let channel = bench.channel("art");
        let watch = bench.watch_with(channel, |wish| wish.catch_up = catch_up).await;
        let old = bench.plant_at(&watch, n, false, bench.now() - TimeDelta::hours(30)).await;
        let newer = bench.plant_at(&watch, n + 1, false, bench.now() - TimeDelta::hours(26)).await;
        ids.push((channel, old, newer));
    }
    let sender = bench.sender().await;
    let [(all, first, second), (newest, passed, last), (_, skipped, skipped_too)] = ids[..] else { panic!("three channels") };
    bench.until(first, "sent").await;
    bench.until(second, "sent").await;
    bench.until(last, "sent").await;
    for id in [passed, skipped, skipped_too] {
        assert_eq!(bench.until(id, "suppressed").await.as_deref(), Some("catch_up"));
    }
    bench.assert_once(all, [10, 11]);
    bench.assert_once(newest, [21]);
    assert_eq!(bench.count("expired").await, 0);
    sender.stop().await;
}

/// Of a channel that was deleted, for one: nothing else would ever end it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_to_the_end_ends_and_the_guild_is_told() {
    let bench = Bench::new(Options::default()).await;
    let lobby = bench.channel("lobby");
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let id = bench.plant_at(&watch, 1, false, bench.now() - TimeDelta::days(31)).await;
    bench.settle(id, Settlement::held("Unknown Channel".to_owned())).await;
    let sender = bench.sender().await;
    let reason = bench.until(id, "expired").await.unwrap();
    assert!(reason.contains("30 days") && reason.contains("Unknown Channel"), "{reason}");
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    let told = bench.world.messages(lobby.0).remove(0).content;
    assert!(told.contains("1 post could not be delivered for 30 days"), "{told}");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_watch_that_carries_a_post_is_removed_the_next_one_brings_it() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let (first, second) = (bench.watch_with(channel, |wish| wish.mature = false).await, bench.watch_with(channel, in_part).await);
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL);
    let carried = bench.plant(&first, 1).await;
    let left = bench.plant_left(&second, 1, bench.now()).await;
    let sender = bench.sender().await;
    bench.until(carried, "held").await;
    bench.store.for_bot().remove_watch(GuildId(bench.guild.0), first.id, bench.now()).await.unwrap();
    assert_eq!(bench.state(carried).await, ("suppressed".to_owned(), Some("watch_removed".to_owned())));
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(left, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_that_comes_back_has_the_posts_of_its_digest_again_in_one_message() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let (card, digest) = (bench.plant(&watch, 100).await, bench.plant_digest(&watch, 7, bench.now()).await);
    let store = bench.store.for_bot();
    let removed = store.remove_watch(GuildId(bench.guild.0), watch.id, bench.now()).await.unwrap().unwrap();
    assert_eq!(bench.state(digest).await, ("suppressed".to_owned(), Some("watch_removed".to_owned())));
    store.restore_watch(&removed, None, 10, bench.now()).await.unwrap();
    let sender = bench.sender().await;
    bench.until(card, "sent").await;
    bench.until_count("sent", 8).await;
    bench.assert_once(channel, std::iter::once(100).chain(9_000..9_007));
    assert_eq!(bench.world.messages(channel.0).len(), 2);
    sender.stop().await;
}

/// Another watch of the same channel may not have the same kinds.
fn in_part(wish: &mut domain::watch::NewWatch) {
    wish.what = domain::watch::What::Deviations;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_watch_skips_the_next_one_of_the_channel_brings() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let first = bench.watch_with(channel, |wish| wish.catch_up = CatchUp::Skip).await;
    let second = bench.watch_with(channel, in_part).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL);
    let skipped = bench.plant(&first, 1).await;
    let left = bench.plant_left(&second, 1, bench.now()).await;
    let sender = bench.sender().await;
    bench.until(skipped, "held").await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(left, "sent").await;
    assert_eq!(bench.state(skipped).await, ("suppressed".to_owned(), Some("catch_up".to_owned())));
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_posts_of_a_digest_that_ends_unsent_are_brought_by_the_next_watch() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let (first, second) = (bench.watch(channel).await, bench.watch_with(channel, in_part).await);
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL);
    let now = bench.now();
    let digest = bench.plant_digest(&first, 3, now).await;
    for n in 0..3 {
        bench.plant_left(&second, 9_000 + n, now).await;
    }
    let sender = bench.sender().await;
    bench.until(digest, "held").await;
    bench.store.for_bot().remove_watch(GuildId(bench.guild.0), first.id, bench.now()).await.unwrap();
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until_count("sent", 3).await;
    bench.assert_once(channel, 9_000..9_003);
    assert_eq!(bench.world.messages(channel.0).len(), 1);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_pings_the_roles_of_all_watches_for_which_it_stands() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let roles: Vec<u64> = ["one", "two"].iter().map(|name| bench.world.add_role(bench.guild, name, 0)).collect();
    let first = bench.watch_with(channel, |wish| wish.ping = Some(ping(roles[0], false))).await;
    let second =
        bench.watch_with(channel, |wish| (wish.ping, wish.what) = (Some(ping(roles[1], false)), domain::watch::What::Deviations)).await;
    bench.plant_left(&second, 1, bench.now()).await;
    let id = bench.plant(&first, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "sent").await;
    let content = bench.world.messages(channel.0).remove(0).content;
    assert!(roles.iter().all(|role| content.contains(&format!("<@&{role}>"))), "{content}");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_wait_while_their_channel_is_not_age_restricted_and_others_do_not() {
    let bench = Bench::new(Options::default()).await;
    let lobby = bench.channel("lobby");
    let channel = bench.channel("adult");
    bench.world.set_nsfw(channel.0, true);
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    let note = |age_restricted| {
        bench.world.set_nsfw(channel.0, age_restricted);
        let guild = Some(GuildId(bench.guild.0));
        sender.places.picture().put(ChannelInfo { id: channel, guild, nsfw: age_restricted, thread_parent: None, kind: 0, wants: None });
    };
    note(false);
    let mature = bench.plant_at(&watch, 1, true, bench.now()).await;
    let tame = bench.plant(&watch, 2).await;
    bench.until(mature, "held").await;
    bench.until(tame, "sent").await;
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    let told = bench.world.messages(lobby.0).remove(0).content;
    assert!(told.contains(&format!("<#{channel}>: not age-restricted")), "{told}");
    note(true);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(mature, "sent").await;
    bench.assert_once(channel, [2, 1]);
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    sender.stop().await;
}

/// The log lost its end, and the projection was built again without the post.
#[tokio::test(flavor = "multi_thread")]
async fn a_notification_whose_post_is_lost_ends_with_a_reason() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let lost = bench.plant(&watch, 1).await;
    let unreadable = bench.plant(&watch, 2).await;
    let good = bench.plant(&watch, 3).await;
    bench.settle(lost, Settlement::held("Missing Access".to_owned())).await;
    bench.lose_picture(1).await;
    bench.garble_picture(2).await;
    let sender = bench.sender().await;
    assert_eq!(bench.until(lost, "suppressed").await.as_deref(), Some("post_lost"));
    let reason = bench.until(unreadable, "failed").await.unwrap();
    assert!(reason.contains("cannot be read"), "{reason}");
    bench.until(good, "sent").await;
    bench.assert_once(channel, [3]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_that_break_together_are_told_in_one_notice_that_names_no_hidden_one() {
    let mut bench = Bench::new(Options::default()).await;
    bench.tuning.tell_after = Duration::from_secs(2);
    let lobby = bench.channel("lobby");
    let mut last = None;
    let channels: Vec<ChannelId> = (0..26).map(|n| bench.channel(&format!("art-{n}"))).collect();
    let hidden = channels[7];
    bench.world.overwrite(hidden.0, Overwrite::of_role(bench.guild.0, 0, VIEW_CHANNEL));
    for (n, channel) in channels.iter().enumerate() {
        let watch = bench.watch(*channel).await;
        bench.world.set_bot_permissions(channel.0, if n % 2 == 0 { VIEW_CHANNEL } else { 0 });
        last = Some(bench.plant(&watch, n as u32).await);
    }
    let sender = bench.sender().await;
    bench.until_count("held", 26).await;
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    until("all channels count as told", async || sender.status().broken_channels == 26).await;
    let told = bench.world.messages(lobby.0).remove(0).content;
    assert!(!told.contains(&hidden.to_string()), "{told}");
    assert!(told.contains("1 channel that not everybody here can see"), "{told}");
    assert_eq!(told.matches("<#").count(), 20, "{told}");
    assert!(told.contains("5 more"), "{told}");
    // One that breaks later the same day has to wait for tomorrow's.
    let later = bench.channel("later");
    let watch = bench.watch(later).await;
    bench.world.set_bot_permissions(later.0, MEMBER & !sandbox::discord::permission::SEND_MESSAGES);
    let id = bench.plant(&watch, 90).await;
    bench.until(id, "held").await;
    sender.stop().await;
    assert_eq!(bench.world.message_count(), 1, "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_cannot_be_woken_is_held_and_told() {
    let bench = Bench::new(Options::default()).await;
    let lobby = bench.channel("lobby");
    let parent = bench.channel("art");
    let thread = ChannelId(bench.world.add_thread(parent.0, "thread"));
    bench.world.archive_thread(thread.0);
    let full = Odd::discord(400, 160_006, "Maximum number of active threads reached");
    // Writing there wakes it as well.
    let messages = bench.world.faults().inject(Where::Path(format!("/channels/{thread}/messages")), Fault::Odd(full.clone()), Dose::Always);
    let id = bench.world.faults().inject(Where::Saying("archived".to_owned()), Fault::Odd(full), Dose::Always);
    let watch = bench.watch(thread).await;
    let post = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    let reason = bench.until(post, "held").await.unwrap();
    assert!(reason.contains("160006"), "{reason}");
    let written = bench.world.faults().fired_by(messages);
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    // A probe does not take an archived thread for a well one.
    sender.handle.hint(Hint::Channel(thread));
    until("it was tried to wake it", async || bench.world.faults().fired_by(id) >= 1).await;
    assert_eq!(bench.world.faults().fired_by(messages), written, "not by writing");
    assert_eq!(bench.state(post).await.0, "held");
    bench.world.faults().clear();
    sender.handle.hint(Hint::Channel(thread));
    bench.until(post, "sent").await;
    bench.assert_once(thread, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guild_is_told_once_that_a_watched_folder_is_gone() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let folder = FolderId(Uuid::from_u128(0xf0));
    let watch = bench.watch_with(channel, |wish| wish.folder = Some((folder, "Comics".to_owned()))).await;
    for (id, gone) in [(folder.0, true), (Uuid::from_u128(0xf1), false)] {
        let values = [id.into(), watch.wish.artist.0.into(), gone.into()];
        bench.sql("INSERT INTO folder (id, owner_id, name, position, gone) VALUES (?, ?, 'Comics', 0, ?)", values).await;
    }
    let sender = bench.sender().await;
    bench.world.wait_until("the guild is told", |world| world.messages(channel.0).len() == 1).await.unwrap();
    let told = bench.world.messages(channel.0).remove(0).content;
    assert!(told.contains("deleted the folder **Comics**") && told.contains("`/watch` for the new one"), "{told}");
    assert!(!told.contains("cannot be delivered"), "{told}");
    while !bench.store.for_bot().untold_folders().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    sender.stop().await;

    let sender = bench.sender().await;
    let watch = bench.watch(channel).await;
    let post = bench.plant(&watch, 1).await;
    bench.until(post, "sent").await;
    assert_eq!(bench.world.messages(channel.0).len(), 2, "the post, and nothing told again");
    sender.stop().await;
}

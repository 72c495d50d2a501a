//! Channels that break and heal, and mature posts.

mod delivery_support;

use bot::delivery::Hint;
use bot::discord::ChannelInfo;
use delivery_support::{Bench, ping};
use domain::clock::{Clock, SystemClock};
use domain::defaults::Ground;
use domain::id::{ChannelId, GuildId};
use domain::notification::Settlement;
use domain::watch::{CatchUp, Pause, What};
use sandbox::discord::permission::{MEMBER, MENTION_EVERYONE, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL};
use sandbox::discord::{Dose, Fault, Gate, Options, Where};
use std::time::Duration;
use store::change::Moved;
use testkit::until;

/// The channels, and those who move watches there.
const BY_RIGHT: Ground = Ground { age_restricted: false, by_right: true };

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_permission_is_held_told_of_once_and_healed() {
    let bench = Bench::new(Options::default()).await;
    let lobby = bench.channel("lobby");
    let channel = bench.channel("art");
    let other = bench.channel("other");
    let watch = bench.watch(channel).await;
    let other_watch = bench.watch(other).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    let first = bench.plant(&watch, 1).await;
    let second = bench.plant(&watch, 2).await;
    let elsewhere = bench.plant(&other_watch, 3).await;
    let sender = bench.sender().await;
    bench.until(first, "held").await;
    bench.until(second, "held").await;
    bench.until(elsewhere, "sent").await;
    bench.world.wait_until("the guild is told", |world| world.messages(lobby.0).len() == 1).await.unwrap();
    let told = bench.world.messages(lobby.0).remove(0);
    assert!(told.content.contains(&format!("<#{channel}>")), "{}", told.content);
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap().len(), 1);

    // Two attempts and the probe before the notice. A hint while nothing has changed costs one more probe, and does no harm.
    assert!(bench.world.limits().invalid <= 3, "{:?}", bench.world.limits());
    let refused = bench.world.limits().invalid + 1;
    sender.handle.hint(Hint::Guild(GuildId(bench.guild.0)));
    until("the hint led to a probe", async || bench.world.limits().invalid == refused).await;
    let third = bench.plant(&watch, 4).await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(third, "sent").await;
    bench.until(first, "sent").await;
    bench.until(second, "sent").await;
    bench.assert_once(channel, [1, 2, 4]);
    assert_eq!(bench.world.messages(lobby.0).len(), 1, "told once");
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    assert_eq!(bench.world.limits().invalid, refused);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_channel_is_remembered_over_a_restart() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.set_bot_permissions(channel.0, 0);
    let first = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(first, "held").await;
    sender.stop().await;
    bench.world.clear_requests();
    let sender = bench.sender().await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Guild(GuildId(bench.guild.0)));
    bench.until(first, "sent").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

/// A sender that ended between the verdict and the note of the channel.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_for_a_channel_that_nobody_wrote_down_is_sent() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    let first = bench.plant(&watch, 1).await;
    let held = Settlement::held("Missing Access".to_owned());
    bench.store.for_bot().settle(&[(first, held)], SystemClock.now()).await.unwrap();
    let sender = bench.sender().await;
    bench.until(first, "sent").await;
    bench.assert_once(channel, [1]);
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catch_up_policy_decides_what_a_healed_channel_gets() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch_with(channel, |wish| wish.catch_up = CatchUp::Skip).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL);
    let first = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(first, "held").await;
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    assert_eq!(bench.until(first, "suppressed").await.as_deref(), Some("catch_up"));
    let next = bench.plant(&watch, 2).await;
    bench.until(next, "sent").await;
    bench.assert_once(channel, [2]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_watch_is_sent_nothing_until_its_pause_ends_also_over_a_restart() {
    let bench = Bench::new(Options::default()).await;
    let (channel, other) = (bench.channel("art"), bench.channel("other"));
    let (watch, free) = (bench.watch(channel).await, bench.watch(other).await);
    let sender = bench.sender().await;
    let pause = |until| Pause { since: bench.now(), until };
    let store = bench.store.for_bot();
    store.pause_watches(watch.wish.guild, &[watch.id], pause(None), bench.now()).await.unwrap();
    let first = bench.plant(&watch, 1).await;
    bench.until(first, "held").await;
    sender.stop().await;
    let (second, elsewhere) = (bench.plant(&watch, 2).await, bench.plant(&free, 3).await);
    let sender = bench.sender().await;
    bench.until(second, "held").await;
    bench.until(elsewhere, "sent").await;
    assert!(bench.titles(channel).is_empty());
    store.pause_watches(watch.wish.guild, &[watch.id], pause(Some(bench.now())), bench.now()).await.unwrap();
    bench.until(first, "sent").await;
    bench.until(second, "sent").await;
    bench.assert_once(channel, [1, 2]);
    assert_eq!(store.watch(watch.wish.guild, watch.id).await.unwrap().unwrap().wish.paused, None);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_channel_is_held_and_not_asked_again() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.delete_channel(channel.0);
    let ids = [bench.plant(&watch, 1).await, bench.plant(&watch, 2).await, bench.plant(&watch, 3).await];
    let sender = bench.sender().await;
    for id in ids {
        let reason = bench.until(id, "held").await.unwrap();
        assert!(reason.contains("Unknown Channel"), "{reason}");
    }
    let path = format!("/channels/{channel}/messages");
    let tries = bench.world.requests().iter().filter(|request| request.path.contains(&path)).count();
    assert!(tries <= 3, "{tries} tries at a channel that is gone");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mature_post_goes_only_where_it_may() {
    let bench = Bench::new(Options::default()).await;
    let open = bench.channel("open");
    let adult = bench.channel("adult");
    bench.world.set_nsfw(adult.0, true);
    let thread = ChannelId(bench.world.add_thread(adult.0, "thread"));
    let open_thread = ChannelId(bench.world.add_thread(open.0, "open thread"));
    let mut ids = Vec::new();
    for (n, channel) in [open, adult, thread, open_thread].into_iter().enumerate() {
        let watch = bench.watch(channel).await;
        ids.push(bench.plant_at(&watch, n as u32, true, bench.now()).await);
    }
    let sender = bench.sender().await;
    for id in [ids[0], ids[3]] {
        assert!(bench.until(id, "held").await.unwrap().contains("not age-restricted"));
    }
    bench.until(ids[1], "sent").await;
    bench.until(ids[2], "sent").await;
    bench.assert_once(adult, [1]);
    bench.assert_once(thread, [2]);
    assert_eq!(
        bench.world.all_messages().iter().filter(|message| message.embeds.as_array().is_some_and(|embeds| !embeds.is_empty())).count(),
        2
    );
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guild_is_told_where_it_wants_to_be_told() {
    let bench = Bench::new(Options::default()).await;
    let (lobby, log, broken) = (bench.channel("lobby"), bench.channel("log"), bench.channel("broken"));
    let watch = bench.watch(broken).await;
    let settings = store::guild_settings::GuildSettings { notices: Some(log), ..Default::default() };
    bench.store.for_bot().save_guild_settings(watch.wish.guild, settings, bench.now()).await.unwrap();
    bench.world.set_bot_permissions(broken.0, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    testkit::until("the guild is told", async || !bench.world.messages(log.0).is_empty()).await;
    assert_eq!(bench.world.messages(lobby.0).len(), 0);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_gateway_tells_of_age_restriction_counts_at_once() {
    let bench = Bench::new(Options::default()).await;
    bench.channel("lobby");
    let channel = bench.channel("adult");
    bench.world.set_nsfw(channel.0, true);
    let watch = bench.watch(channel).await;
    let sender = bench.sender().await;
    let first = bench.plant_at(&watch, 1, true, bench.now()).await;
    bench.until(first, "sent").await;
    bench.world.set_nsfw(channel.0, false);
    let guild = GuildId(bench.guild.0);
    sender.places.picture().put(ChannelInfo { id: channel, guild: Some(guild), nsfw: false, thread_parent: None, kind: 0, wants: None });
    let second = bench.plant_at(&watch, 2, true, bench.now()).await;
    bench.until(second, "held").await;
    bench.assert_once(channel, [1]);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_cannot_be_seen_gets_no_mature_post() {
    let bench = Bench::new(Options::default()).await;
    let parent = bench.channel("adult");
    bench.world.set_nsfw(parent.0, true);
    let watch = bench.watch(parent).await;
    bench.world.set_bot_permissions(parent.0, MEMBER & !VIEW_CHANNEL & !SEND_MESSAGES);
    let id = bench.plant_at(&watch, 1, true, bench.now()).await;
    let sender = bench.sender().await;
    bench.until(id, "held").await;
    assert_eq!(bench.world.messages(parent.0).len(), 0);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_never_posts_in_another_servers_channel() {
    let bench = Bench::new(Options::default()).await;
    let other = bench.world.add_guild("Others");
    let theirs = ChannelId(bench.world.add_channel(other, "theirs", sandbox::discord::ChannelKind::Text));
    let thread = ChannelId(bench.world.add_thread(theirs.0, "their thread"));
    let own = bench.channel("own");
    let mut ids = Vec::new();
    for (n, channel) in [theirs, thread, own].into_iter().enumerate() {
        let watch = bench.watch(channel).await;
        ids.push(bench.plant(&watch, n as u32).await);
    }
    let sender = bench.sender().await;
    for id in &ids[..2] {
        let reason = bench.until(*id, "failed").await.unwrap();
        assert!(reason.contains("another server"), "{reason}");
    }
    bench.until(ids[2], "sent").await;
    assert_eq!(bench.world.message_count(), 1);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_mentioned_only_while_it_may_be() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let other = bench.world.add_guild("Others");
    let (fans, gone, closed) = (bench.world.add_role(bench.guild, "fans", 0), 77, bench.world.add_role(bench.guild, "closed", 0));
    let foreign = bench.world.add_role(other, "foreign", 0);
    bench.world.set_mentionable(bench.guild, closed, false);
    let sender = bench.sender().await;
    // Who the bot is comes with the gateway's greeting.
    sender.places.picture().session(0, Some(Options::default().application_id));
    for (n, (role, mentioned)) in [(fans, true), (gone, false), (closed, false), (foreign, false)].into_iter().enumerate() {
        let thread = ChannelId(bench.world.add_thread(channel.0, &format!("thread {n}")));
        let watch = bench.watch_with(thread, |wish| wish.ping = Some(ping(role, false))).await;
        let id = bench.plant(&watch, n as u32).await;
        bench.hint().await;
        bench.until(id, "sent").await;
        let message = bench.world.messages(thread.0).remove(0);
        assert_eq!(message.content.contains(&format!("<@&{role}>")), mentioned, "{role}: {}", message.content);
    }
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bots_own_right_mentions_no_role_for_somebody_who_may_not() {
    let bench = Bench::new(Options::default()).await;
    let channel = bench.channel("art");
    let role = bench.world.add_role(bench.guild, "staff", 0);
    bench.world.set_mentionable(bench.guild, role, false);
    bench.world.set_bot_permissions(channel.0, MEMBER | MENTION_EVERYONE);
    let sender = bench.sender().await;
    sender.places.picture().session(0, Some(Options::default().application_id));
    for (n, by_right) in [(0, false), (1, true)] {
        let thread = ChannelId(bench.world.add_thread(channel.0, &format!("thread {n}")));
        let watch = bench.watch_with(thread, |wish| wish.ping = Some(ping(role, by_right))).await;
        let id = bench.plant(&watch, n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
        let message = bench.world.messages(thread.0).remove(0);
        assert_eq!(message.content.contains(&format!("<@&{role}>")), by_right, "{}", message.content);
    }
    // Versions before this one did not record it.
    let thread = ChannelId(bench.world.add_thread(channel.0, "old"));
    let watch = bench.watch_with(thread, |wish| wish.ping = Some(ping(role, true))).await;
    bench.sql("UPDATE watch SET ping_right = NULL WHERE id = ?", [watch.id.0.into()]).await;
    let id = bench.plant(&watch, 2).await;
    bench.hint().await;
    bench.until(id, "sent").await;
    assert_eq!(bench.world.messages(thread.0).remove(0).content, "");
    sender.stop().await;
}

/// The channel that it leaves is not blocked by what its sender has in hand, and the other one gets that.
#[tokio::test(flavor = "multi_thread")]
async fn a_watch_that_moves_under_a_running_sender_blocks_no_channel() {
    let bench = Bench::new(Options::default()).await;
    let (old, new) = (bench.channel("old"), bench.channel("new"));
    let stays = bench.watch(old).await;
    let goes = bench.watch_with(old, |wish| wish.what = What::Deviations).await;
    let gate = Gate::closed();
    let gated = bench.world.faults().inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Always);
    let first = bench.plant(&stays, 1).await;
    let along = bench.plant(&goes, 2).await;
    let sender = bench.sender().await;
    until("the first is on its way", async || bench.world.faults().fired_by(gated) == 1).await;
    // What waits behind it in the lane is then read again before it is sent.
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let moved = bench.store.for_bot().move_watch((goes.wish.guild, goes.id), new, BY_RIGHT, bench.now()).await.unwrap();
    assert!(matches!(moved, Moved::Done { messages: 1, .. }), "{moved:?}");
    bench.world.faults().remove(gated);
    gate.open();
    bench.until(first, "sent").await;
    bench.until(along, "sent").await;
    bench.assert_once(new, [2]);
    let next = bench.plant(&stays, 3).await;
    bench.until(next, "sent").await;
    bench.assert_once(old, [1, 3]);
    sender.stop().await;
}

/// The store knows of the attempt, and the old channel refuses it after the move; or nothing arrived there, as the channel's history shows later.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_its_old_channel_does_not_have_follows_a_watch_that_moves_meanwhile() {
    for refused in [true, false] {
        let bench = Bench::new(Options::load()).await;
        let (old, new) = (bench.channel("old"), bench.channel("new"));
        let goes = bench.watch(old).await;
        let (gate, faults) = (Gate::closed(), bench.world.faults());
        let gated = faults.inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Times(1));
        let id = bench.plant(&goes, 1).await;
        let sender = bench.sender().await;
        until("the message is on its way", async || faults.fired_by(gated) == 1).await;
        bench.until(id, "sending").await;
        let moved = bench.store.for_bot().move_watch((goes.wish.guild, goes.id), new, BY_RIGHT, bench.now()).await.unwrap();
        assert!(matches!(moved, Moved::Done { messages: 0, .. }), "{moved:?}");
        let sender = if refused {
            bench.world.set_bot_permissions(old.0, VIEW_CHANNEL);
            gate.open();
            sender
        } else {
            sender.kill().await;
            faults.clear();
            bench.world.advance_clock(Duration::from_secs(600));
            bench.sender().await
        };
        bench.until(id, "sent").await;
        bench.assert_once(new, [1]);
        bench.assert_once(old, []);
        sender.stop().await;
    }
}

/// Its watch moves or goes while the first attempt is on its way and the store does not know of it; another watch of the channel wants the post
/// too. The answer comes, or is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_on_its_way_is_brought_by_nobody_else_when_its_watch_moves_or_goes() {
    for (moves, lost) in [(true, false), (true, true), (false, false), (false, true)] {
        let bench = Bench::new(Options::default()).await;
        let (old, new) = (bench.channel("old"), bench.channel("new"));
        let goes = bench.watch_with(old, |wish| wish.what = What::Deviations).await;
        let stays = bench.watch(old).await;
        let (gate, faults) = (Gate::closed(), bench.world.faults());
        let gated = faults.inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Times(1));
        if lost {
            faults.inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(2));
        }
        let seen = bench.now();
        let carried = bench.plant_at(&goes, 1, false, seen).await;
        let left = bench.plant_left(&stays, 1, seen).await;
        let sender = bench.sender().await;
        until("the message is on its way", async || faults.fired_by(gated) == 1).await;
        bench.until(carried, "sending").await;
        // As in a store that was too slow to hear of the attempt before the command.
        bench.sql("UPDATE notification SET state = 'pending', doubt_at = NULL WHERE id = ?", [carried.0.into()]).await;
        match moves {
            true => drop(bench.store.for_bot().move_watch((goes.wish.guild, goes.id), new, BY_RIGHT, bench.now()).await.unwrap()),
            false => drop(bench.store.for_bot().remove_watch(goes.wish.guild, goes.id, bench.now()).await.unwrap()),
        }
        assert_eq!(bench.state(left).await.0, "pending");
        gate.open();
        let next = bench.plant(&stays, 2).await;
        if lost {
            let known = async || bench.state(left).await.0 == "suppressed";
            until("the store knows that it may have arrived", known).await;
            bench.retry_now().await;
            bench.hint().await;
        }
        bench.until(carried, "sent").await;
        bench.until(next, "sent").await;
        assert_eq!(bench.state(left).await.1.as_deref(), Some("same_channel"));
        bench.assert_once(old, [1, 2]);
        bench.assert_once(new, []);
        sender.stop().await;
    }
}

//! Odd answers of Discord: what each may cost, and which channel.

mod delivery_support;

use bot::delivery::Hint;
use delivery_support::Bench;
use domain::id::{ChannelId, GuildId};
use domain::watch::Watch;
use sandbox::discord::permission::{READ_MESSAGE_HISTORY, VIEW_CHANNEL};
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, Message, Options, Where, World};
use sandbox::odd::{Edit, Odd};
use std::time::Duration;
use testkit::until;

/// A bench whose pause after a ban is as long as in production: a test that runs into it does not end.
async fn bench() -> Bench {
    let mut bench = Bench::new(Options { keep_requests: 100_000, ..Options::load() }).await;
    bench.tuning.ban_pause = Duration::from_secs(600);
    bench
}

/// Channels with `posts` posts each: post `n` of channel `c` has number `100 * c + n`.
async fn house(bench: &Bench, channels: u32, posts: u32) -> Vec<ChannelId> {
    let mut made = Vec::new();
    for c in 0..channels {
        let channel = bench.channel(&format!("art-{c}"));
        let watch = bench.watch(channel).await;
        for n in 0..posts {
            bench.plant(&watch, 100 * c + n).await;
        }
        made.push(channel);
    }
    made
}

/// The card of post `n`, and not its plain link.
fn card(n: u32) -> Where {
    Where::Saying(format!("\"title\":\"Picture {n}\""))
}

fn plain_link(message: &Message) -> bool {
    message.embeds.as_array().is_none_or(Vec::is_empty)
}

/// Card and plain link of post `n`.
fn anything_about(n: u32) -> Where {
    Where::Saying(format!("/art/Picture-{n}\""))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_edge_for_one_card_sets_that_card_aside_and_nothing_else() {
    for page in [Odd::html(403), Odd::html(429), Odd::edge_limit(600), Odd::html(401)] {
        let bench = bench().await;
        let poison = bench.world.faults().inject(anything_about(0), Fault::Odd(page.clone()), Dose::Always);
        let channels = house(&bench, 3, 10).await;
        let sender = bench.sender().await;
        bench.until_count("sent", 29).await;
        assert_eq!(sender.status().paused_for_ms, None, "{page:?}: everything rests because of one card");
        bench.assert_once(channels[0], 1..10);
        bench.world.faults().remove(poison);
        if page != Odd::edge_limit(600) {
            bench.until_count("sent", 30).await;
        }
        assert_eq!(bench.world.duplicates(), []);
        sender.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_named_codes_give_up_a_card() {
    let odd = [
        Odd::html(400),
        Odd::empty(400),
        Odd::json(400, &serde_json::json!([])),
        Odd::discord(400, 0, "400: Bad Request"),
        Odd::discord(400, 99_999, "a code of tomorrow"),
        Odd::discord(403, 40_333, "internal network error"),
        Odd::discord(403, 0, "403: Forbidden"),
        Odd::discord(403, 40_004, "Send messages has been temporarily disabled"),
        Odd::discord(404, 0, "404: Not Found"),
        Odd::discord(401, 0, "401: Unauthorized"),
        Odd::html(404),
        Odd::html(405),
        Odd::empty(418),
        Odd::html(302).with("location", "https://discord.com/"),
        Odd::html(520),
        Odd::empty(204),
    ];
    let bench = bench().await;
    for n in 0..odd.len() as u32 {
        // Twice: a card that was given up goes as a plain link, and that is refused too.
        bench.world.faults().inject(anything_about(n), Fault::Odd(odd[n as usize].clone()), Dose::Times(2));
        let watch = bench.watch(bench.channel(&format!("art-{n}"))).await;
        bench.plant(&watch, n).await;
    }
    let sender = bench.sender().await;
    bench.until_count("sent", odd.len()).await;
    let links: Vec<_> = bench.world.all_messages().into_iter().filter(plain_link).collect();
    assert!(links.is_empty(), "went as plain links: {links:?}");
    assert_eq!(bench.world.duplicates(), []);
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), [], "a channel is held");
    assert_eq!(sender.status().paused_for_ms, None);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_code_gives_up_the_card_and_keeps_the_link() {
    let bench = bench().await;
    bench.world.faults().inject(card(0), Fault::Odd(Odd::discord(403, 240_000, "filtered link")), Dose::Always);
    let channels = house(&bench, 1, 2).await;
    let sender = bench.sender().await;
    bench.until_count("sent", 2).await;
    let messages = bench.world.messages(channels[0].0);
    assert!(plain_link(&messages[0]) && messages[0].content.contains("/art/Picture-0"), "{messages:?}");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_is_believed_when_the_bot_itself_is_refused_too() {
    let bench = bench().await;
    let ban = bench.world.faults().inject(Where::Anywhere, Fault::EdgeBan, Dose::Always);
    house(&bench, 6, 2).await;
    let sender = bench.sender().await;
    until("everything rests", async || sender.status().paused_for_ms.is_some_and(|wait| wait > 500_000)).await;
    let asked = bench.world.requests();
    assert!(asked.iter().any(|request| request.path == "/users/@me"), "{asked:?}");
    let status = sender.status();
    assert!(status.failing.as_deref().is_some_and(|why| why.contains("address")), "{status:?}");
    bench.world.faults().remove(ban);
    sender.stop().await;
    assert_eq!(bench.count("failed").await, 0);
}

/// Plants posts and lets them be sent, and makes what waits for its next try due, until it holds.
async fn in_the_meantime(bench: &Bench, watch: &Watch, mut holds: impl AsyncFnMut() -> bool) {
    for n in 1..200 {
        let id = bench.plant(watch, n).await;
        bench.hint().await;
        bench.until(id, "sent").await;
        if holds().await {
            return;
        }
        bench.retry_now().await;
    }
    panic!("did not happen while 200 messages were sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_discord_goes_on_refusing_goes_as_a_link_and_a_link_that_it_refuses_fails() {
    let mut bench = bench().await;
    bench.tuning.reject_after = Duration::from_millis(100);
    let faults = bench.world.faults();
    faults.inject(card(900), Fault::Odd(Odd::html(400)), Dose::Always);
    faults.inject(anything_about(901), Fault::Odd(Odd::html(403)), Dose::Always);
    let watch = bench.watch(bench.channel("art")).await;
    let (card, link) = (bench.plant(&watch, 900).await, bench.plant(&watch, 901).await);
    let sender = bench.sender().await;
    in_the_meantime(&bench, &watch, async || bench.state(card).await.0 == "sent" && bench.state(link).await.0 == "failed").await;
    let shown = bench.world.all_messages();
    let as_link: Vec<_> = shown.iter().filter(|message| plain_link(message)).collect();
    assert!(as_link.len() == 1 && as_link[0].content.contains("/art/Picture-900"), "{as_link:?}");
    let reason = bench.state(link).await.1.unwrap_or_default();
    assert!(reason.contains("went on refusing"), "{reason}");
    assert_eq!(bench.world.duplicates(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_refused_for_a_moment_is_not_held() {
    let mut bench = bench().await;
    bench.tuning.second_look = Duration::from_millis(300);
    let lobby = bench.channel("lobby");
    let channels = house(&bench, 2, 3).await;
    let moment = bench.world.faults().inject(Where::Channel(channels[0].0), Fault::Refused(403, 50_001), Dose::Times(1));
    let sender = bench.sender().await;
    bench.until_count("sent", 6).await;
    assert_eq!(bench.world.faults().fired_by(moment), 1);
    assert_eq!((sender.status().held, bench.world.messages(lobby.0).len()), (0, 0));
    bench.assert_once(channels[0], 0..3);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guilds_that_refuse_at_once_hold_no_channel() {
    let mut bench = bench().await;
    bench.tuning.second_look = Duration::from_millis(500);
    // All eight are refused together: on a busy machine the first channel's second attempt would come before the third server's first one.
    let gate = Gate::closed();
    let gated = bench.world.faults().inject(Where::CreateMessage, Fault::Gate(gate.clone()), Dose::Always);
    let incident = bench.world.faults().inject(Where::CreateMessage, Fault::Refused(403, 50_013), Dose::Always);
    for n in 0..8 {
        let guild = bench.world.add_guild(&format!("Guild {n}"));
        let channel = ChannelId(bench.world.add_channel(guild, "art", ChannelKind::Text));
        let watch = bench.watch_with(channel, |wish| wish.guild = GuildId(guild.0)).await;
        bench.plant(&watch, n).await;
    }
    let sender = bench.sender().await;
    until("a message of each server is on its way", async || bench.world.faults().fired_by(gated) == 8).await;
    gate.open();
    until("each channel was tried again and again", async || bench.world.faults().fired_by(incident) >= 24).await;
    bench.world.faults().remove(incident);
    bench.until_count("sent", 8).await;
    assert_eq!(sender.status().held, 0);
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guild_is_told_only_when_its_channel_stays_broken() {
    let mut bench = bench().await;
    bench.tuning.tell_after = Duration::from_secs(3_600);
    let lobby = bench.channel("lobby");
    let channel = bench.channel("art");
    let watch = bench.watch(channel).await;
    bench.world.set_bot_permissions(channel.0, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    let id = bench.plant(&watch, 1).await;
    let sender = bench.sender().await;
    bench.until(id, "held").await;
    // A probe in between finds it as it was.
    bench.world.clear_requests();
    sender.handle.hint(Hint::Channel(channel));
    let typing = format!("/channels/{channel}/typing");
    let probed = |world: &World| world.requests().iter().any(|request| request.path == typing);
    bench.world.wait_until("a probe", probed).await.unwrap();
    bench.world.reset_bot_permissions(channel.0);
    sender.handle.hint(Hint::Channel(channel));
    bench.until(id, "sent").await;
    assert_eq!(bench.world.messages(lobby.0).len(), 0, "told of what healed by itself");
    sender.stop().await;
}

/// Makes what waits for its next try wait for two hours.
async fn postpone(bench: &Bench) {
    let far = (bench.now() + chrono::TimeDelta::hours(2)).timestamp_micros();
    bench.sql("UPDATE notification SET due_at = ?, first_try_at = CASE WHEN first_try_at = due_at THEN ? ELSE first_try_at END WHERE state = 'pending' AND attempts > 0", [far.into(), far.into()]).await;
}

/// Two channels with an older post each that failed in an outage and is due in two hours.
async fn outage(bench: &Bench) -> (delivery_support::Running, Vec<ChannelId>) {
    let faults = bench.world.faults();
    let down = faults.inject(Where::CreateMessage, Fault::ServerError(503), Dose::Always);
    let channels = house(bench, 2, 2).await;
    let sender = bench.sender().await;
    // Four tries each at least: the next is seconds away.
    until("all failed often enough", async || faults.fired_by(down) >= 16 && sender.status().retries >= 12).await;
    bench.until_count("pending", 4).await;
    postpone(bench).await;
    faults.remove(down);
    (sender, channels)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_success_after_an_outage_makes_every_retry_due() {
    let mut bench = bench().await;
    bench.tuning.scout = Duration::from_secs(3_600);
    let (sender, channels) = outage(&bench).await;
    let elsewhere = bench.channel("elsewhere");
    let watch = bench.watch(elsewhere).await;
    bench.plant(&watch, 900).await;
    bench.until_count("sent", 5).await;
    bench.assert_once(channels[0], 0..2);
    bench.assert_once(channels[1], 100..102);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_that_nothing_new_ends_is_noticed_by_a_single_try() {
    let mut bench = bench().await;
    bench.tuning.scout = Duration::from_millis(300);
    let (sender, channels) = outage(&bench).await;
    bench.until_count("sent", 4).await;
    bench.assert_once(channels[0], 0..2);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wait_that_the_edge_names_is_kept() {
    let bench = bench().await;
    let ban = bench.world.faults().inject(Where::Anywhere, Fault::Odd(Odd::edge_limit(3_600)), Dose::Always);
    house(&bench, 3, 2).await;
    let sender = bench.sender().await;
    until("everything rests for an hour", async || sender.status().paused_for_ms.is_some_and(|wait| wait > 3_500_000)).await;
    bench.hint().await;
    bench.until_count("pending", 6).await;
    assert!(bench.world.faults().fired_by(ban) <= 7, "each message once at most, and the witness");
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_arrived_under_lost_answers_does_not_go_as_a_link_too() {
    let mut bench = bench().await;
    bench.tuning.reject_after = Duration::from_millis(100);
    // Discord takes the card each time, knows its nonce, and the answer arrives without an id.
    let no_id = Edit::json("no_id", |body| body["id"] = serde_json::Value::Null);
    let fault = bench.world.faults().inject(card(900), Fault::Edit(no_id), Dose::Always);
    let watch = bench.watch(bench.channel("art")).await;
    let id = bench.plant(&watch, 900).await;
    let sender = bench.sender().await;
    in_the_meantime(&bench, &watch, async || bench.state(id).await.0 == "sent").await;
    assert!(bench.world.faults().fired_by(fault) >= 5);
    let about = |message: &Message| format!("{} {}", message.content, message.embeds).contains("/art/Picture-900");
    assert_eq!(bench.world.all_messages().iter().filter(|message| about(message)).count(), 1, "the card and its link");
    sender.stop().await;
}

/// One odd answer, whichever it is, is no verdict: the card arrives once, as a card, and neither its channel nor anything else waits for long.
#[tokio::test(flavor = "multi_thread")]
async fn every_odd_answer_of_the_table_costs_one_attempt_and_nothing_else() {
    let (bench, channel, watch) = bench().await.staged().await;
    let sender = bench.sender().await;
    let oddities = sandbox::discord::oddities();
    let count = u32::try_from(oddities.len()).unwrap();
    for (n, (name, odd)) in (0_u32..).zip(oddities) {
        let id = bench.world.faults().inject(Where::CreateMessage, odd, Dose::Times(1));
        let post = bench.plant(&watch, n).await;
        bench.hint().await;
        until(&format!("{name} is the answer"), async || bench.world.faults().fired_by(id) == 1).await;
        let sent = async || {
            bench.retry_now().await;
            bench.hint().await;
            bench.state(post).await.0 == "sent"
        };
        until(&format!("the card after {name}"), sent).await;
        let status = sender.status();
        assert_eq!((status.paused_for_ms, status.held, status.failing), (None, 0, None), "{name}");
    }
    bench.assert_once(channel, 0..count);
    assert!(!bench.world.messages(channel.0).iter().any(plain_link), "a card went as a link");
    assert_eq!(bench.store.for_bot().broken_channels().await.unwrap(), []);
    sender.stop().await;
}

//! Odd answers of Discord: what each may cost, and whom.

mod delivery_support;

use delivery_support::{Bench, eventually};
use sandbox::discord::{Dose, Fault, Message, Options, Where};
use sandbox::odd::Odd;
use shared::id::ChannelId;
use shared::watch::Watch;
use std::time::Duration;

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
    assert_eq!(bench.store.broken_channels().await.unwrap(), [], "a channel is held");
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
    eventually("everything rests", || sender.status().paused_for_ms.is_some_and(|wait| wait > 500_000)).await;
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
        let now = bench.now().timestamp_micros();
        let due = "UPDATE notification SET first_try_at = CASE WHEN first_try_at = due_at THEN ? ELSE first_try_at END, due_at = ? \
                   WHERE state = 'pending' AND attempts > 0";
        bench.sql(due, [now.into(), now.into()]).await;
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

//! Form limits, rate limits and faults over REST.

mod discord_support;

use std::time::Duration;

use discord_support::desk;
use reqwest::Method;
use sandbox::discord::{Dose, Fault, Options, Rate, Rates, Scope, Where};
use serde_json::{Value, json};

fn wide() -> Options {
    Options { rates: Rates::wide(), ..Options::default() }
}

/// The place of the first form error, dotted.
fn place(errors: &Value) -> String {
    let mut path = Vec::new();
    let mut node = errors;
    while let Some((name, child)) = node.as_object().and_then(|fields| fields.iter().find(|(name, _)| *name != "_errors")) {
        path.push(name.clone());
        node = child;
    }
    path.join(".")
}

#[tokio::test]
async fn every_documented_length_is_enforced_where_it_is_broken() {
    let desk = desk(wide()).await;
    let path = format!("/channels/{}/messages", desk.channel);
    let long = |length: usize| "é".repeat(length);
    let embed = |embed: Value| json!({ "embeds": [embed] });
    let button = |custom_id: String, label: String| json!({ "content": "x", "components": [{ "type": 1, "components": [{ "type": 2, "style": 1, "custom_id": custom_id, "label": label }] }] });
    let cases = [
        (json!({ "content": long(2000) }), json!({ "content": long(2001) }), "content"),
        (json!({ "content": "x", "nonce": long(25) }), json!({ "content": "x", "nonce": long(26) }), "nonce"),
        (embed(json!({ "title": long(256) })), embed(json!({ "title": long(257) })), "embeds.0.title"),
        (embed(json!({ "description": long(4096) })), embed(json!({ "description": long(4097) })), "embeds.0.description"),
        (embed(json!({ "footer": { "text": long(2048) } })), embed(json!({ "footer": { "text": long(2049) } })), "embeds.0.footer.text"),
        (embed(json!({ "author": { "name": long(256) } })), embed(json!({ "author": { "name": long(257) } })), "embeds.0.author.name"),
        (
            embed(json!({ "fields": [{ "name": long(256), "value": long(1024) }] })),
            embed(json!({ "fields": [{ "name": long(257), "value": "v" }] })),
            "embeds.0.fields.0.name",
        ),
        (
            embed(json!({ "fields": vec![json!({ "name": "n", "value": "v" }); 25] })),
            embed(json!({ "fields": vec![json!({ "name": "n", "value": "v" }); 26] })),
            "embeds.0.fields",
        ),
        (
            embed(json!({ "title": "t", "url": "https://example.com/a" })),
            embed(json!({ "title": "t", "url": "javascript://example.com" })),
            "embeds.0.url",
        ),
        (
            embed(json!({ "image": { "url": "https://example.com/a.png" } })),
            embed(json!({ "image": { "url": "not a link" } })),
            "embeds.0.image.url",
        ),
        (embed(json!({ "title": "t", "color": 0xff_ffff })), embed(json!({ "title": "t", "color": 0x100_0000 })), "embeds.0.color"),
        (
            embed(json!({ "title": "t", "timestamp": "2026-11-22T18:00:00Z" })),
            embed(json!({ "title": "t", "timestamp": "yesterday" })),
            "embeds.0.timestamp",
        ),
        (json!({ "embeds": vec![json!({ "title": "t" }); 10] }), json!({ "embeds": vec![json!({ "title": "t" }); 11] }), "embeds"),
        (
            json!({ "embeds": [{ "description": long(4000) }, { "description": long(2000) }] }),
            json!({ "embeds": [{ "description": long(4000) }, { "description": long(2001) }] }),
            "embeds",
        ),
        (button(long(100), "l".to_owned()), button(long(101), "l".to_owned()), "components.0.components.0.custom_id"),
        (button("c".to_owned(), long(80)), button("c".to_owned(), long(81)), "components.0.components.0.label"),
        (
            json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "roles": ["1"] } }),
            json!({ "content": "x", "allowed_mentions": { "parse": ["roles"], "roles": ["1"] } }),
            "allowed_mentions",
        ),
    ];
    for (right, wrong, where_broken) in cases {
        let taken = desk.post(&path, right).await;
        assert_eq!(taken.status, 200, "{where_broken} at its limit: {}", taken.text);
        let refused = desk.post(&path, wrong).await;
        assert_eq!((refused.status, refused.code()), (400, 50035), "{where_broken}: {}", refused.text);
        assert_eq!(place(&refused.body["errors"]), where_broken);
    }
    for empty in [json!({}), json!({ "content": "  \n" }), json!({ "embeds": [] }), json!({ "embeds": [{ "color": 5 }] })] {
        assert_eq!(desk.post(&path, empty).await.code(), 50006);
    }
    let broken =
        desk.http.post(format!("{}/api/v10{path}", desk.server.url())).header("authorization", format!("Bot {}", desk.server.token()));
    assert_eq!(broken.body("{").send().await.unwrap().json::<Value>().await.unwrap()["code"], 50109);
}

#[tokio::test]
async fn buckets_tell_their_figures_and_refuse_with_the_time_to_wait() {
    let rates = Rates { create_message: Rate::new(2, Duration::from_secs(2)), ..Rates::default() };
    let desk = desk(Options { rates, ..Options::default() }).await;
    let first = desk.say(desk.channel, "1").await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), ("2", "1"));
    assert!(!first.header("x-ratelimit-bucket").is_empty() && !first.header("x-ratelimit-reset").is_empty());
    desk.say(desk.channel, "2").await;
    let refused = desk.say(desk.channel, "3").await;
    assert_eq!((refused.status, refused.header("x-ratelimit-scope"), &refused.body["global"]), (429, "user", &json!(false)));
    assert_eq!(refused.header("x-ratelimit-bucket"), first.header("x-ratelimit-bucket"));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    let wait = refused.body["retry_after"].as_f64().unwrap();
    tokio::time::sleep(Duration::from_secs_f64(wait)).await;
    assert_eq!(desk.say(desk.channel, "3").await.status, 200, "after the told time the bucket is open");
    assert_eq!((desk.world.limits().refused, desk.world.limits().invalid), ([1, 0, 0], 1));
}

#[tokio::test]
async fn storms_pause_their_scope_and_the_ban_speaks_no_json() {
    let rates = Rates { invalid: Rate::new(3, Duration::from_secs(600)), ban: Duration::from_secs(600), ..Rates::default() };
    let desk = desk(Options { rates, ..Options::default() }).await;
    let other = desk.world.add_channel(desk.guild, "other", sandbox::discord::ChannelKind::Text);
    let faults = desk.world.faults();
    faults.inject(Where::CreateMessage, Fault::RateLimited(Scope::Shared, Duration::from_secs(30)), Dose::Times(1));
    let shared = desk.say(desk.channel, "1").await;
    assert_eq!((shared.status, shared.header("x-ratelimit-scope")), (429, "shared"));
    assert_eq!(desk.say(desk.channel, "1").await.status, 429, "the pause is real");
    assert_eq!(desk.say(other, "1").await.status, 200, "but only for its resource");
    assert_eq!(desk.world.limits().invalid, 0, "a shared limit does not count as invalid");

    faults.inject(Where::Anywhere, Fault::RateLimited(Scope::Global, Duration::from_secs(30)), Dose::Times(1));
    let global = desk.say(other, "2").await;
    assert_eq!((global.header("x-ratelimit-global"), &global.body["global"]), ("true", &json!(true)));
    assert_eq!(desk.get("/users/@me").await.status, 429);
    assert_eq!(desk.world.limits().ignored_pauses(Duration::ZERO), 1);
    desk.get("/users/@me").await;
    desk.get("/users/@me").await;
    let banned = desk.get("/users/@me").await;
    assert_eq!((banned.status, banned.body.clone(), banned.header("retry-after")), (429, Value::Null, ""));
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_found_again_by_its_nonce() {
    let desk = desk(Options::default()).await;
    let faults = desk.world.faults();
    let lost = faults.inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(1));
    let path = format!("/channels/{}/messages", desk.channel);
    let body = json!({ "content": "once", "nonce": "abc", "enforce_nonce": true });
    assert!(desk.try_call(Method::POST, &path, Some(body.clone())).await.is_err(), "the client sees a broken connection");
    assert_eq!((desk.world.message_count(), faults.fired_by(lost)), (1, 1));
    assert_eq!(desk.post(&path, body).await.status, 200);
    assert_eq!(desk.world.message_count(), 1);

    faults.inject(Where::CreateMessage, Fault::DropBefore, Dose::Times(1));
    assert!(desk.try_call(Method::POST, &path, Some(json!({ "content": "never" }))).await.is_err());
    assert_eq!(desk.world.message_count(), 1, "nothing was done");
    assert_eq!(desk.world.request_counts().by_status.get(&0), Some(&2));
}

#[tokio::test]
async fn servers_fail_in_their_own_words_and_recover() {
    let desk = desk(Options::default()).await;
    let faults = desk.world.faults();
    faults.inject(Where::Anywhere, Fault::ServerError(503), Dose::Times(1));
    faults.inject(Where::Anywhere, Fault::BadGateway, Dose::Times(1));
    faults.inject(Where::Channel(desk.channel), Fault::EdgeBan, Dose::Times(1));
    let json = desk.say(desk.channel, "1").await;
    assert_eq!((json.status, json.body.is_object()), (503, true));
    let html = desk.say(desk.channel, "1").await;
    assert!(html.status == 502 && html.text.contains("<html>"));
    assert_eq!(desk.say(desk.channel, "1").await.body, Value::Null);
    let forbidden = faults.forbid_channel(desk.channel, 50013);
    assert_eq!(desk.say(desk.channel, "1").await.code(), 50013);
    faults.remove(forbidden);
    faults.revoke_token(true);
    assert_eq!(desk.say(desk.channel, "1").await.status, 401);
    faults.revoke_token(false);
    let stalled = faults.inject(Where::CreateMessage, Fault::Stall(Duration::from_secs(3600)), Dose::Always);
    let path = format!("/channels/{}/messages", desk.channel);
    let call = desk.try_call(Method::POST, &path, Some(json!({ "content": "1" })));
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    faults.remove(stalled);
    assert_eq!((desk.say(desk.channel, "1").await.status, desk.world.message_count()), (200, 1));
}

#[tokio::test]
async fn what_was_asked_is_remembered_within_bounds() {
    let desk = desk(Options { keep_requests: 2, ..wide() }).await;
    for number in 0..5 {
        desk.say(desk.channel, &format!("m{number}")).await;
    }
    let seen = desk.world.requests();
    let texts: Vec<_> = seen.iter().map(|one| one.body.as_ref().unwrap()["content"].clone()).collect();
    assert_eq!((texts, desk.world.request_counts().total), (vec![json!("m3"), json!("m4")], 5));
    desk.say(desk.channel, "m4").await;
    let twice = desk.world.duplicates();
    assert_eq!((twice.len(), twice[0].subject.as_str(), twice[0].messages.len()), (1, "m4", 2));
    assert!(desk.world.messages_per_second() > 0.0);
}

#[tokio::test]
async fn messages_older_than_an_hour_take_few_edits() {
    let rates = Rates { old_edits: Rate::new(2, Duration::from_secs(60)), ..Rates::wide() };
    let desk = desk(Options { rates, ..Options::default() }).await;
    let sent = desk.post(&format!("/channels/{}/messages", desk.channel), json!({ "content": "hello" })).await;
    let path = format!("/channels/{}/messages/{}", desk.channel, sent.body["id"].as_str().unwrap_or_default());
    for n in 0..3 {
        assert_eq!(desk.patch(&path, json!({ "content": format!("young {n}") })).await.status, 200);
    }
    desk.world.advance_clock(Duration::from_secs(3_700));
    for n in 0..2 {
        assert_eq!(desk.patch(&path, json!({ "content": format!("old {n}") })).await.status, 200);
    }
    let refused = desk.patch(&path, json!({ "content": "too much" })).await;
    assert_eq!((refused.status, refused.code()), (429, 30_046));
    desk.world.advance_clock(Duration::from_secs(61));
    assert_eq!(desk.patch(&path, json!({ "content": "later" })).await.status, 200);
}

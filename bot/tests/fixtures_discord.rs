//! Every request body that the bot sends, judged by the vendor's own OpenAPI document.
//! Needs `DEVIANTCORD_FIXTURES`, the directory that holds `discord/openapi.json`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod card_support;
mod delivery_support;
#[path = "command_bot/rig.rs"]
#[expect(dead_code, reason = "this file uses a part of what the tests of commands need")]
mod rig;

use domain::id::{MessageId, NotificationId};
use domain::notification::Settlement;
use domain::post::{ArtistRef, Post};
use domain::watch::Style;
use jsonschema::Validator;
use rig::Rig;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{plant, sample};

/// The document, or None with a printed line when there is none.
fn document() -> Option<Value> {
    let Ok(directory) = std::env::var("DEVIANTCORD_FIXTURES") else {
        println!("skipped: DEVIANTCORD_FIXTURES is not set");
        return None;
    };
    let path = std::path::Path::new(&directory).join("discord/openapi.json");
    // Tests run in the package's directory; the variable may be relative to the workspace's.
    let path = if path.is_absolute() || path.exists() { path } else { std::path::Path::new("..").join(path) };
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

/// A validator for a schema of the document, with no more of the document than it refers to.
fn validator(document: &Value, schema: &Value) -> Validator {
    let (mut needed, mut open) = (BTreeSet::new(), Vec::new());
    references(schema, &mut open);
    while let Some(name) = open.pop() {
        if needed.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut open);
        }
    }
    let schemas: Map<String, Value> =
        needed.into_iter().map(|name| (name.clone(), document["components"]["schemas"][&name].clone())).collect();
    assert!(schemas.values().all(Value::is_object), "a reference leads nowhere");
    let mut root = schema.clone();
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    root["components"] = json!({ "schemas": schemas });
    jsonschema::validator_for(&root).unwrap()
}

fn references(tree: &Value, found: &mut Vec<String>) {
    match tree {
        Value::Array(all) => all.iter().for_each(|one| references(one, found)),
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()).map(str::to_owned));
            fields.values().for_each(|one| references(one, found));
        }
        _ => {}
    }
}

/// The schema of a request's body by the document's template of its path.
fn schema<'a>(document: &'a Value, method: &str, template: &str) -> &'a Value {
    let schema = &document["paths"][template][method.to_lowercase()]["requestBody"]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "the document has no body for {method} {template}");
    schema
}

/// The requests of the flows, by what the document calls them.
fn template(method: &str, path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("PUT", ["applications", _, "commands"]) => Some("/applications/{application_id}/commands"),
        ("POST", ["interactions", _, _, "callback"]) => Some("/interactions/{interaction_id}/{interaction_token}/callback"),
        ("PATCH", ["webhooks", _, _, "messages", "@original"]) => Some("/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
        ("POST", ["channels", _, "messages"]) => Some("/channels/{channel_id}/messages"),
        ("PATCH", ["channels", _, "messages", _]) => Some("/channels/{channel_id}/messages/{message_id}"),
        _ => None,
    }
}

/// The document's types of channels end with forums (15); the vendor's page on channels has media channels (16) too.
fn without_media(tree: &mut Value) {
    match tree {
        Value::Array(all) => all.iter_mut().for_each(without_media),
        Value::Object(fields) => {
            if let Some(types) = fields.get_mut("channel_types").and_then(Value::as_array_mut) {
                types.retain(|kind| *kind != 16);
            }
            fields.values_mut().for_each(without_media);
        }
        _ => {}
    }
}

fn judge(validator: &Validator, what: &str, body: &Value) {
    let errors: Vec<String> = validator.iter_errors(body).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{body:#}");
    lengths(what, body);
}

/// The documented limits that the document's schemas are too wide for (a message's text, the sum over embeds), everywhere in a body.
fn lengths(what: &str, tree: &Value) {
    let length = |value: &Value| value.as_str().map_or(0, |text| text.encode_utf16().count());
    if let Some(fields) = tree.as_object() {
        for (key, limit) in [("content", 2000), ("title", 256), ("custom_id", 100), ("label", 80), ("nonce", 25)] {
            assert!(fields.get(key).map_or(0, length) <= limit, "{what}: {key} is longer than {limit}: {tree}");
        }
        let of_embed = |embed: &Value| {
            let parts = [&embed["title"], &embed["description"], &embed["author"]["name"], &embed["footer"]["text"]];
            let fields = embed["fields"].as_array().into_iter().flatten().map(|field| length(&field["name"]) + length(&field["value"]));
            parts.into_iter().map(length).sum::<usize>() + fields.sum::<usize>()
        };
        let embeds = fields.get("embeds").and_then(Value::as_array).into_iter().flatten();
        assert!(embeds.map(of_embed).sum::<usize>() <= 6000, "{what}: {tree}");
        fields.values().for_each(|one| lengths(what, one));
    }
    if let Some(all) = tree.as_array() {
        all.iter().for_each(|one| lengths(what, one));
    }
}

fn own_line(style: Style) -> Option<domain::template::Template> {
    (style == Style::Line).then(|| domain::template::Template::parse("{artist} {title} {kind} {folder} {url} {tags}").unwrap())
}

#[test]
fn every_card_is_a_valid_message() {
    let Some(document) = document() else { return };
    let validator = validator(&document, schema(&document, "POST", "/channels/{channel_id}/messages"));
    let styles = [Style::Card, Style::Compact, Style::Link, Style::Line];
    let kinds = || card_support::every_kind().into_iter();
    for ((name, mut due), style) in kinds().flat_map(|kind| styles.map(|style| (kind.clone(), style))) {
        for plain in [false, true] {
            if let Some(watch) = &mut due.watch {
                watch.wish.style = style;
                watch.wish.template = own_line(style);
            }
            let body = serde_json::to_value(bot::card::message(&due, plain)).unwrap();
            assert!(body["allowed_mentions"]["parse"].is_array(), "{name}: mentions are not settled");
            judge(&validator, name, &body);
        }
    }
}

#[test]
fn every_message_for_several_posts_is_valid() {
    let Some(document) = document() else { return };
    let validator = validator(&document, schema(&document, "POST", "/channels/{channel_id}/messages"));
    for count in [2, 3, 10, 11, 40, 500] {
        for (form, body) in card_support::batches(&card_support::burst(count)) {
            judge(&validator, &format!("{form:?} of {count}"), &body);
        }
    }
}

#[test]
fn every_post_of_a_forum_is_valid() {
    let Some(document) = document() else { return };
    let validator = validator(&document, &json!({ "$ref": "#/components/schemas/CreateForumThreadRequest" }));
    let styles = [Style::Card, Style::Compact, Style::Link, Style::Line];
    let kinds = || card_support::every_kind().into_iter();
    for ((name, mut due), style) in kinds().flat_map(|kind| styles.map(|style| (kind.clone(), style))) {
        for plain in [false, true] {
            if let Some(watch) = &mut due.watch {
                watch.wish.style = style;
                watch.wish.template = own_line(style);
            }
            let message = serde_json::to_value(bot::card::message(&due, plain)).unwrap();
            let body = bot::card::post(&bot::card::post_name(&due, plain), message, Some(7));
            assert!(body["message"]["allowed_mentions"]["parse"].is_array(), "{name}: mentions are not settled");
            judge(&validator, name, &body);
        }
    }
    let posts = card_support::burst(40);
    for (form, message) in card_support::batches(&posts) {
        judge(&validator, &format!("{form:?}"), &bot::card::post(&bot::card::list_name(&posts[0], 40), message, None));
    }
    assert!(!validator.is_valid(&json!({ "name": "x".repeat(101), "message": {} })), "the judge can say no");
}

#[test]
fn the_judge_can_say_no() {
    let Some(document) = document() else { return };
    let validator = validator(&document, schema(&document, "POST", "/channels/{channel_id}/messages"));
    for wrong in
        [json!({ "embeds": [{ "title": "x".repeat(257) }] }), json!({ "allowed_mentions": { "parse": ["all"] } }), json!({ "content": 7 })]
    {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

/// Cards, lines and lists whose posts became mature, got long titles or vanished, and a link whose post vanished.
#[tokio::test(flavor = "multi_thread")]
async fn every_edit_of_a_message_that_was_sent_is_valid() -> anyhow::Result<()> {
    let Some(document) = document() else { return Ok(()) };
    let mut bench =
        delivery_support::Bench::new(sandbox::discord::Options { rates: sandbox::discord::Rates::wide(), ..Default::default() }).await;
    bench.world.clear_requests();
    bench.tuning.care = std::time::Duration::from_millis(20);
    let (mut number, now) = (0, bench.now());
    for (style, count) in
        [Style::Card, Style::Compact, Style::Link, Style::Line].into_iter().flat_map(|style| [1, 4, 14].map(|count| (style, count)))
    {
        let watch =
            bench.watch_with(bench.channel(&format!("art-{number}")), |wish| (wish.style, wish.template) = (style, own_line(style))).await;
        for _ in 0..count {
            number += 1;
            let post = bench.picture(number, false, now);
            plant::post(&bench.store, &bench.artist, &post, now, vec![plant::card(&watch, &post, now)]).await?;
        }
    }
    let sender = bench.sender().await;
    bench.until_count("sent", number as usize).await;
    for n in 1..=number {
        let post = bench.picture(n, false, now);
        match n % 3 {
            0 => plant::removed(&bench.store, &post).await?,
            1 => plant::revised(&bench.store, &Post { title: "*long* ".repeat(100), ..post }).await?,
            _ => plant::revised(&bench.store, &Post { mature: true, ..post }).await?,
        }
    }
    testkit::until("every message was looked after", async || bench.chores().await == 0).await;
    let (template, mut judged) = ("/channels/{channel_id}/messages/{message_id}", 0);
    let validator = validator(&document, schema(&document, "PATCH", template));
    for body in bench.bodies("PATCH", "/messages/") {
        judge(&validator, "an edit", &body);
        assert_eq!(body["allowed_mentions"]["parse"], json!([]), "{body}");
        judged += 1;
    }
    assert!(judged >= 7, "{judged}");
    sender.stop().await;
    Ok(())
}

/// A message with two posts is explained, by its title and from the message.
async fn explained(rig: &Rig) -> anyhow::Result<()> {
    let (watch, now) = (rig.watches(rig.guild).await?.remove(0), rig.deps.clock.now());
    let card = rig.world.say(rig.channel, "two cards");
    for n in 0..2 {
        let post = Post { artist: watch.wish.artist, published_at: Some(now), ..sample::post(n) };
        let artist = ArtistRef { id: post.artist, name: watch.wish.artist_name.clone(), icon: None };
        plant::post(&rig.store, &artist, &post, now, vec![plant::card(&watch, &post, now)]).await?;
        let sent = Settlement::Sent { message: MessageId(card), at: now };
        rig.store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), sent)], now).await?;
    }
    rig.complete("why", json!({ "post": "pic" }), "post").await?;
    let shown = rig.slash("why", json!({ "post": "Picture 1" })).await?;
    assert!(shown.text().contains("It was posted"), "{}", shown.text());
    rig.world.interact().on_message(&rig.moderator, card, "Why is this here?").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_an_interaction_is_valid() -> anyhow::Result<()> {
    let Some(document) = document() else { return Ok(()) };
    let rig = Rig::start().await?;
    for number in 0..12 {
        let name = format!("Artist{number}");
        rig.art.add_artist(&name);
        rig.slash("watch", json!({ "artist": name })).await?;
    }
    rig.slash("watch", json!({ "artist": "nobodyhere" })).await?;
    rig.slash("watch", json!({ "artist": "Artist1", "mature": true })).await?;
    let list = rig.slash("watches", json!({})).await?;
    let list = rig.world.interact().click(&rig.moderator, &list, "v1.watches.1.all").await?;
    rig.world.interact().click(&rig.world.member(), &list, "v1.watches.0.all").await?;
    rig.complete("unwatch", json!({ "watch": "artist" }), "watch").await?;
    rig.complete("watch", json!({ "artist": "Art" }), "artist").await?;
    rig.complete("watch", json!({ "artist": "Artist1", "folder": "" }), "folder").await?;
    rig.slash("unwatch", json!({ "watch": "Artist3" })).await?;
    rig.slash("help", json!({})).await?;
    rig.slash("edit", json!({ "watch": "Artist4" })).await?;
    rig.slash("pause", json!({ "artist": "Artist5", "for": "2h" })).await?;
    rig.slash("resume", json!({ "artist": "Artist5" })).await?;
    rig.slash("channels", json!({})).await?;
    rig.slash("status", json!({})).await?;
    rig.slash("why", json!({ "post": "https://www.deviantart.com/Artist1/art/Not-there-9" })).await?;
    explained(&rig).await?;

    let mut validators: BTreeMap<(String, &str), Validator> = BTreeMap::new();
    let mut judged: BTreeMap<&str, usize> = BTreeMap::new();
    for seen in rig.world.requests() {
        let Some(mut body) = seen.body else { continue };
        // The document says integer; the vendor's page on application commands, and what Discord answers, say text.
        for command in body.as_array_mut().into_iter().flatten() {
            let bits = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
            command["default_member_permissions"] = bits.unwrap().into();
        }
        without_media(&mut body);
        let what = format!("{} {}", seen.method, seen.path.split('/').take(3).collect::<Vec<_>>().join("/"));
        let template = template(&seen.method, &seen.path).unwrap_or_else(|| panic!("a request that nobody judges: {what}"));
        let validator = validators
            .entry((seen.method.clone(), template))
            .or_insert_with(|| validator(&document, schema(&document, &seen.method, template)));
        judge(validator, &what, &body);
        *judged.entry(template).or_default() += 1;
        for message in [&body, &body["data"]] {
            if message.get("content").is_some() || message.get("embeds").is_some() {
                assert_eq!(message["allowed_mentions"]["parse"], json!([]), "{what}: {body}");
            }
        }
    }
    assert!(judged.len() >= 3 && judged.values().sum::<usize>() > 30, "{judged:?}");
    Ok(())
}

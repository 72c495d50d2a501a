//! The simulated Discord's answers against the vendor's OpenAPI document.
//!
//! Runs when `DEVIANTCORD_FIXTURES` names the directory of fixtures.
#![expect(clippy::unwrap_used, reason = "tests")]

mod discord_support;

use std::path::Path;

use discord_support::{Desk, desk};
use jsonschema::Validator;
use sandbox::discord::{ChannelKind, Options, Overwrite, Rates};
use serde_json::{Value, json};

/// The document, when there is one.
fn document() -> Option<Value> {
    let Ok(fixtures) = std::env::var("DEVIANTCORD_FIXTURES") else {
        println!("skipped: DEVIANTCORD_FIXTURES is not set");
        return None;
    };
    let text = std::fs::read_to_string(Path::new(&fixtures).join("discord/openapi.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// A validator of one schema of the document.
fn schema(document: &Value, schema: &Value) -> Validator {
    let mut root = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "components": { "schemas": document["components"]["schemas"] } });
    root["allOf"] = json!([schema]);
    jsonschema::options().build(&root).unwrap()
}

fn named(document: &Value, name: &str) -> Validator {
    schema(document, &json!({ "$ref": format!("#/components/schemas/{name}") }))
}

fn check(validator: &Validator, what: &str, body: &Value) {
    let errors: Vec<String> = validator.iter_errors(body).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{body:#}");
}

fn card() -> Value {
    json!({
        "content": "<@&1> new", "nonce": "n", "enforce_nonce": true, "flags": 4096,
        "allowed_mentions": { "parse": [] },
        "embeds": [{
            "title": "T", "url": "https://www.deviantart.com/a/art/t-1", "description": "D", "color": 5, "timestamp": "2026-11-22T18:00:00Z",
            "author": { "name": "A", "url": "https://www.deviantart.com/a", "icon_url": "https://a.deviantart.net/avatars/a.png" },
            "footer": { "text": "F", "icon_url": "https://example.com/f.png" }, "image": { "url": "https://example.com/i.png" },
            "thumbnail": { "url": "https://example.com/t.png" }, "fields": [{ "name": "n", "value": "v" }],
        }],
        "components": [
            { "type": 1, "components": [
                { "type": 2, "style": 1, "label": "one", "custom_id": "one" }, { "type": 2, "style": 5, "label": "two", "url": "https://example.com" },
            ] },
            { "type": 1, "components": [{ "type": 3, "custom_id": "three", "options": [{ "label": "l", "value": "v" }] }] },
            { "type": 1, "components": [{ "type": 8, "custom_id": "four", "channel_types": [0, 5] }] },
        ],
    })
}

async fn dressed_desk() -> Desk {
    let desk = desk(Options { rates: Rates::wide(), ..Options::default() }).await;
    desk.world.add_role(desk.guild, "fans", 8);
    desk.world.overwrite(desk.channel, Overwrite::of_role(desk.guild.0, 1, 2));
    desk
}

#[tokio::test]
async fn messages_fit_the_document() {
    let Some(document) = document() else { return };
    let desk = dressed_desk().await;
    let (message, request) = (named(&document, "MessageResponse"), named(&document, "MessageCreateRequest"));
    check(&request, "the request of this test", &card());
    let made = desk.post(&format!("/channels/{}/messages", desk.channel), card()).await;
    assert_eq!(made.status, 200, "{}", made.text);
    check(&message, "a created message", &made.body);
    let path = format!("/channels/{}/messages/{}", desk.channel, made.body["id"].as_str().unwrap());
    check(&message, "a fetched message", &desk.get(&path).await.body);
    check(&message, "an edited message", &desk.patch(&path, json!({ "content": "new" })).await.body);
    let replying = json!({ "content": "x", "message_reference": { "message_id": made.body["id"] } });
    check(&message, "a reply", &desk.post(&format!("/channels/{}/messages", desk.channel), replying).await.body);
}

#[tokio::test]
async fn channels_guilds_and_people_fit_the_document() {
    let Some(document) = document() else { return };
    let desk = dressed_desk().await;
    let channel = named(&document, "GuildChannelResponse");
    for kind in [ChannelKind::Text, ChannelKind::News, ChannelKind::Forum, ChannelKind::Voice] {
        let id = desk.world.add_channel(desk.guild, "x", kind);
        check(&channel, "a channel", &desk.get(&format!("/channels/{id}")).await.body);
    }
    let forum = desk.world.add_channel(desk.guild, "forum", ChannelKind::Forum);
    desk.world.set_tags(forum, &["Art"], &[], true);
    let tagged = desk.get(&format!("/channels/{forum}")).await.body;
    check(&channel, "a forum with tags", &tagged);
    let request = json!({ "name": "n", "applied_tags": [tagged["available_tags"][0]["id"]], "message": { "content": "c" } });
    check(&named(&document, "CreateForumThreadRequest"), "the request of this test", &request);
    let post = desk.post(&format!("/channels/{forum}/threads"), request).await.body;
    check(&named(&document, "CreatedThreadResponse"), "a post", &post);
    check(&named(&document, "MessageResponse"), "its message", &post["message"]);
    desk.world.archive_thread(desk.world.posts(forum)[0].id);
    let archived = desk.get(&format!("/channels/{forum}/threads/archived/public")).await.body;
    check(&named(&document, "ThreadsResponse"), "archived threads", &archived);
    let thread = desk.world.add_thread(desk.channel, "t");
    check(&named(&document, "ThreadResponse"), "a thread", &desk.get(&format!("/channels/{thread}")).await.body);
    let guild = format!("/guilds/{}", desk.guild.0);
    check(&named(&document, "GuildWithCountsResponse"), "a guild", &desk.get(&format!("{guild}?with_counts=true")).await.body);
    check(&named(&document, "ThreadsResponse"), "active threads", &desk.get(&format!("{guild}/threads/active")).await.body);
    for channel_body in desk.get(&format!("{guild}/channels")).await.body.as_array().unwrap() {
        check(&channel, "a listed channel", channel_body);
    }
    for role in desk.get(&format!("{guild}/roles")).await.body.as_array().unwrap() {
        check(&named(&document, "GuildRoleResponse"), "a role", role);
    }
    let me = desk.get("/users/@me").await.body;
    check(&named(&document, "UserPIIResponse"), "the bot", &me);
    let member = desk.get(&format!("{guild}/members/{}", me["id"].as_str().unwrap())).await.body;
    check(&named(&document, "GuildMemberResponse"), "the bot's member", &member);
    check(&named(&document, "PrivateApplicationResponse"), "the application", &desk.get("/applications/@me").await.body);
    check(&named(&document, "GatewayBotResponse"), "the gateway", &desk.get("/gateway/bot").await.body);
    check(&named(&document, "MyGuildResponse"), "own guilds", &desk.get("/users/@me/guilds").await.body[0]);
    let person = desk.world.member();
    let dm = desk.call(reqwest::Method::POST, "/users/@me/channels", Some(json!({ "recipient_id": person.id.to_string() }))).await.body;
    check(&named(&document, "PrivateChannelResponse"), "a direct message channel", &dm);
}

#[tokio::test]
async fn commands_and_errors_fit_the_document() {
    let Some(document) = document() else { return };
    let desk = dressed_desk().await;
    let application = desk.get("/applications/@me").await.body["id"].as_str().unwrap().to_owned();
    let commands = json!([{
        "name": "watch", "description": "Watch an artist", "default_member_permissions": "32", "contexts": [0], "integration_types": [0],
        "name_localizations": { "de": "beobachten" }, "description_localizations": { "de": "Einem Künstler folgen" },
        "options": [
            { "type": 3, "name": "artist", "description": "Artist", "required": true, "autocomplete": true, "max_length": 20 },
            { "type": 7, "name": "channel", "description": "Where", "channel_types": [0, 5, 11] },
            { "type": 8, "name": "ping", "description": "Role to ping" },
        ],
    }]);
    let answer = desk.call(reqwest::Method::PUT, &format!("/applications/{application}/commands"), Some(commands)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    check(&named(&document, "ApplicationCommandResponse"), "a command", &answer.body[0]);
    let error = desk.get("/channels/1").await.body;
    check(&named(&document, "ErrorResponse"), "an error", &error);
    let form = desk.say(desk.channel, &"x".repeat(2001)).await;
    // The document gives the inner codes as numbers; the vendor's reference page and the real service give words.
    assert_eq!(form.body["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    let mut outer = form.body;
    outer["errors"] = json!({ "content": { "_errors": [] } });
    check(&named(&document, "ErrorResponse"), "a form error", &outer);
    desk.world.faults().inject(
        sandbox::discord::Where::Anywhere,
        sandbox::discord::Fault::RateLimited(sandbox::discord::Scope::User, std::time::Duration::from_secs(1)),
        sandbox::discord::Dose::Times(1),
    );
    let mut limited = desk.get("/users/@me").await.body;
    // The document wants a code; the vendor's page on rate limits has it for some limits only, and bots see none.
    limited["code"] = 0.into();
    check(&named(&document, "RatelimitedResponse"), "a 429", &limited);
}

/// Answers commands with a button, buttons by changing their message.
struct Button;

#[serenity::async_trait]
impl serenity::all::EventHandler for Button {
    async fn interaction_create(&self, ctx: serenity::all::Context, interaction: serenity::all::Interaction) {
        use serenity::all::{
            CreateButton, CreateInteractionResponse as Response, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
            Interaction,
        };
        let body = CreateInteractionResponseMessage::new().content("press").button(CreateButton::new("b").label("B"));
        match interaction {
            Interaction::Command(command) => command.create_response(&ctx, Response::Message(body)).await.unwrap(),
            Interaction::Component(pressed) => {
                pressed.create_response(&ctx, Response::UpdateMessage(body)).await.unwrap();
                pressed.create_followup(&ctx, CreateInteractionResponseFollowup::new().content("more")).await.unwrap();
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn answers_to_interactions_fit_the_document() {
    let Some(document) = document() else { return };
    let desk = dressed_desk().await;
    let http = serenity::all::HttpBuilder::new(desk.server.token()).proxy(desk.server.url()).ratelimiter_disabled(true).build();
    let builder = serenity::client::ClientBuilder::new_with_http(http, serenity::all::GatewayIntents::GUILDS);
    let mut client = builder.event_handler(Button).await.unwrap();
    let task = tokio::spawn(async move { client.start().await.unwrap() });
    desk.world.gateway().wait_for_session().await.unwrap();
    let application = desk.get("/applications/@me").await.body["id"].as_str().unwrap().to_owned();
    desk.post(&format!("/applications/{application}/commands"), json!({ "name": "go", "description": "goes" })).await;
    let (people, person, message) = (desk.world.interact(), desk.world.member(), named(&document, "MessageResponse"));
    let reply = people.slash((desk.guild, desk.channel, &person), "go", json!({})).await.unwrap();
    check(&message, "an answer to a command", &reply.raw);
    let pressed = people.click(&person, &reply, "b").await.unwrap();
    check(&message, "a message changed by its button", &pressed.raw);
    desk.world.wait_for_messages(2).await.unwrap();
    check(&message, "a follow-up to a button", &people.again(&pressed).followups[0].raw);
    task.abort();
}

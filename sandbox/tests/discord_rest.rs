//! Messages, nonces, permissions, threads and look-ups over REST.

mod discord_support;

use std::time::Duration;

use discord_support::desk;
use sandbox::discord::permission::{
    EMBED_LINKS, MANAGE_THREADS, MEMBER, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL,
};
use sandbox::discord::{ChannelKind, Dose, Fault, Options, Overwrite, Where};
use sandbox::odd::{Edit, Odd};
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_is_created_read_changed_and_deleted() {
    let desk = desk(Options::default()).await;
    let channel = desk.channel;
    let made = desk.post(&format!("/channels/{channel}/messages"), json!({ "content": " hello ", "nonce": "n1" })).await;
    assert_eq!((made.status, made.body["content"].as_str(), made.body["nonce"].as_str()), (200, Some("hello"), Some("n1")));
    let id = made.body["id"].as_str().unwrap().to_owned();
    let path = format!("/channels/{channel}/messages/{id}");

    let read = desk.get(&path).await;
    assert_eq!((read.status, read.body["content"].as_str()), (200, Some("hello")));
    assert!(read.body["nonce"].is_null(), "a message that is fetched again has lost its nonce");

    let changed = desk.patch(&path, json!({ "embeds": [{ "title": "T", "url": "https://example.com/1" }] })).await;
    assert_eq!((changed.status, changed.body["content"].as_str()), (200, Some("hello")), "what an edit does not name stays");
    assert!(changed.body["edited_timestamp"].is_string());

    assert_eq!(desk.delete(&path).await.status, 204);
    let gone = desk.get(&path).await;
    assert_eq!((gone.status, gone.code()), (404, 10008));
    let seen = desk.world.messages(channel);
    assert_eq!((seen.len(), seen[0].edited, seen[0].deleted), (1, true, true));
}

#[tokio::test]
async fn the_same_nonce_makes_one_message_within_the_window() {
    let desk = desk(Options { nonce_window: Duration::from_millis(1500), ..Options::default() }).await;
    let other = desk.world.add_channel(desk.guild, "other", ChannelKind::Text);
    let send = async |channel: u64, text: &str, enforce: bool| {
        desk.post(&format!("/channels/{channel}/messages"), json!({ "content": text, "nonce": "same", "enforce_nonce": enforce })).await
    };
    let first = send(desk.channel, "one", true).await;
    let again = send(desk.channel, "two", true).await;
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(again.body["content"], "one", "the existing message is answered");
    let elsewhere = send(other, "three", true).await;
    assert_eq!(first.body["id"], elsewhere.body["id"], "a nonce is unique per author, not per channel");
    assert_eq!(desk.world.message_count(), 1);

    desk.world.delete_message(first.body["id"].as_str().unwrap().parse().unwrap());
    let deleted = send(desk.channel, "four", true).await;
    assert_eq!((deleted.status, deleted.code()), (404, 10008));

    let unforced = send(desk.channel, "five", false).await;
    assert_ne!(first.body["id"], unforced.body["id"], "without enforce_nonce a nonce is only an echo");
    tokio::time::sleep(Duration::from_millis(1600)).await;
    let later = send(desk.channel, "six", true).await;
    assert_ne!(unforced.body["id"], later.body["id"]);
    assert_eq!(desk.world.message_count(), 3);
}

#[tokio::test]
async fn permissions_decide_as_in_the_vendors_table() {
    let desk = desk(Options { rates: sandbox::discord::Rates::wide(), ..Options::default() }).await;
    let channel = desk.channel;
    let embed = json!({ "embeds": [{ "title": "T" }] });
    let both = json!({ "content": "text", "embeds": [{ "title": "T" }] });
    let path = format!("/channels/{channel}/messages");
    for (bits, body, status, code) in [
        (MEMBER, &both, 200, 0),
        (0, &both, 403, 50001),
        (SEND_MESSAGES, &both, 403, 50001),
        (VIEW_CHANNEL, &both, 403, 50013),
        (VIEW_CHANNEL | SEND_MESSAGES, &embed, 403, 50013),
        (VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS, &embed, 200, 0),
    ] {
        desk.world.set_bot_permissions(channel, bits);
        let answer = desk.post(&path, body.clone()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "with bits {bits:#x}");
    }
    desk.world.set_bot_permissions(channel, VIEW_CHANNEL | SEND_MESSAGES);
    let stripped = desk.post(&path, both).await;
    assert_eq!(
        (stripped.status, stripped.body["embeds"].as_array().map(Vec::len)),
        (200, Some(0)),
        "embeds are dropped without EMBED_LINKS"
    );

    assert_eq!(desk.get(&format!("{path}?limit=5")).await.body, json!([]), "no history without READ_MESSAGE_HISTORY");
    desk.world.set_bot_permissions(channel, VIEW_CHANNEL | READ_MESSAGE_HISTORY);
    assert_eq!(desk.get(&format!("{path}?limit=2")).await.body.as_array().map(Vec::len), Some(2));
    desk.world.reset_bot_permissions(channel);
    assert_eq!(desk.say(channel, "again").await.status, 200);

    desk.world.set_guild_permissions(desk.guild, 0);
    assert_eq!(desk.say(channel, "hidden").await.code(), 50001);
    desk.world.overwrite(channel, Overwrite::of_role(desk.guild.0, MEMBER, 0));
    assert_eq!(desk.say(channel, "everyone may").await.status, 200, "an overwrite of the everyone role");
    desk.world.remove_bot(desk.guild);
    let outside = desk.say(channel, "outside").await;
    assert_eq!((outside.status, outside.code()), (403, 50001));
    assert_eq!(desk.get(&format!("/guilds/{}", desk.guild.0)).await.code(), 50001);
}

#[tokio::test]
async fn unknown_things_and_wrong_tokens_are_told_apart() {
    let desk = desk(Options::default()).await;
    for (path, status, code) in [
        ("/channels/1", 404, 10003),
        ("/channels/1/messages", 404, 10003),
        ("/guilds/1", 404, 10004),
        ("/users/1", 404, 10013),
        ("/channels/abc", 400, 50035),
        ("/nothing", 404, 0),
    ] {
        let answer = desk.get(path).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{path}");
    }
    desk.world.delete_channel(desk.channel);
    assert_eq!(desk.say(desk.channel, "gone").await.code(), 10003);
    let url = format!("{}/api/v10/users/@me", desk.server.url());
    for token in ["Bot wrong", desk.server.token()] {
        let answer = desk.http.get(&url).header("authorization", token).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 401, "with {token}");
    }
    assert_eq!(desk.http.get(format!("{}/api/v10/gateway", desk.server.url())).send().await.unwrap().status().as_u16(), 200);
    assert_eq!(desk.world.limits().invalid, 2);
}

#[tokio::test]
async fn history_is_paged_newest_first() {
    let desk = desk(Options { rates: sandbox::discord::Rates::wide(), ..Options::default() }).await;
    let mut ids = Vec::new();
    for number in 0..7 {
        ids.push(desk.say(desk.channel, &format!("m{number}")).await.body["id"].as_str().unwrap().to_owned());
    }
    let page = async |query: String| {
        let answer = desk.get(&format!("/channels/{}/messages?{query}", desk.channel)).await;
        answer.body.as_array().unwrap().iter().map(|message| message["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(page("limit=2".to_owned()).await, ["m6", "m5"]);
    assert_eq!(page(format!("limit=2&before={}", ids[3])).await, ["m2", "m1"]);
    assert_eq!(page(format!("limit=2&after={}", ids[3])).await, ["m5", "m4"]);
    assert_eq!(page(format!("limit=3&around={}", ids[3])).await, ["m4", "m3", "m2"]);
    assert_eq!(desk.get(&format!("/channels/{}/messages?limit=101", desk.channel)).await.code(), 50035);
}

#[tokio::test]
async fn threads_wake_up_unless_they_are_locked_and_have_no_age_mark() {
    let desk = desk(Options::default()).await;
    desk.world.set_nsfw(desk.channel, true);
    let thread = desk.world.add_thread(desk.channel, "sketches");
    let seen = desk.get(&format!("/channels/{thread}")).await.body;
    assert!(seen.get("nsfw").is_none(), "a thread has no age restriction");
    assert_eq!(seen["parent_id"], desk.channel.to_string());
    assert_eq!(desk.get(&format!("/channels/{}", desk.channel)).await.body["nsfw"], true);

    let message = desk.say(thread, "in a thread").await;
    let path = format!("/channels/{thread}/messages/{}", message.body["id"].as_str().unwrap());
    desk.world.archive_thread(thread);
    let edit = desk.patch(&path, json!({ "content": "changed" })).await;
    assert_eq!((edit.status, edit.code()), (400, 50083), "nothing but sending works in an archived thread");
    assert_eq!(desk.say(thread, "wake up").await.status, 200);
    assert_eq!(desk.world.is_archived(thread), Some(false));

    desk.world.lock_thread(thread);
    assert_eq!(desk.say(thread, "locked").await.code(), 160_005);
    assert_eq!(desk.patch(&format!("/channels/{thread}"), json!({ "archived": false })).await.code(), 50013);
    desk.world.set_bot_permissions(desk.channel, MEMBER | MANAGE_THREADS);
    assert_eq!(desk.patch(&format!("/channels/{thread}"), json!({ "archived": false, "locked": false })).await.status, 200);
    desk.world.set_bot_permissions(desk.channel, MEMBER & !SEND_MESSAGES_IN_THREADS);
    assert_eq!(desk.say(thread, "no right").await.code(), 50013, "a thread takes its parent's overwrites");
    assert_eq!(desk.get(&format!("/guilds/{}/threads/active", desk.guild.0)).await.body["threads"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_forum_takes_posts_whose_first_message_has_the_id_of_the_thread() {
    let desk = desk(Options::default()).await;
    let forum = desk.world.add_channel(desk.guild, "forum", ChannelKind::Forum);
    assert_eq!(desk.say(forum, "text").await.code(), 50008);
    assert_eq!(desk.post(&format!("/channels/{forum}/typing"), json!({})).await.code(), 50024);
    let path = format!("/channels/{forum}/threads");
    let message = json!({ "content": "first" });
    let post = desk.post(&path, json!({ "name": " A post ", "message": message })).await;
    assert_eq!((post.status, post.body["message"]["content"].as_str()), (201, Some("first")));
    assert_eq!(
        (post.body["id"].as_str(), post.body["parent_id"].as_str()),
        (post.body["message"]["id"].as_str(), Some(&*forum.to_string()))
    );
    let id = post.body["id"].as_str().unwrap();
    assert_eq!(desk.get(&format!("/channels/{id}/messages/{id}")).await.body["content"], "first");
    for (body, code) in [
        (json!({ "name": "  ", "message": message }), 50035),
        (json!({ "name": "x".repeat(101), "message": message }), 50035),
        (json!({ "name": "x" }), 50035),
        (json!({ "name": "x", "message": {} }), 50006),
        (json!({ "name": "x", "message": message, "applied_tags": ["7"] }), 10087),
        (json!({ "name": "x", "message": message, "applied_tags": ["1", "2", "3", "4", "5", "6"] }), 50035),
    ] {
        assert_eq!(desk.post(&path, body.clone()).await.code(), code, "{body}");
    }
    desk.world.set_bot_permissions(forum, MEMBER & !SEND_MESSAGES);
    assert_eq!(desk.post(&path, json!({ "name": "x", "message": message })).await.code(), 50013);
}

#[tokio::test]
async fn a_forum_may_want_tags_and_keep_some_for_moderators() {
    let desk = desk(Options::default()).await;
    let forum = desk.world.add_channel(desk.guild, "gallery", ChannelKind::Media);
    desk.world.set_tags(forum, &["Art", "Staff"], &["Staff"], true);
    let known = desk.get(&format!("/channels/{forum}")).await.body;
    assert_eq!((known["type"].as_u64(), known["flags"].as_u64()), (Some(16), Some(1 << 4)));
    let path = format!("/channels/{forum}/threads");
    let tagged = |tags: Value| json!({ "name": "x", "message": { "content": "y" }, "applied_tags": tags });
    assert_eq!(desk.post(&path, tagged(json!([]))).await.code(), 40067);
    assert_eq!(desk.post(&path, tagged(json!([known["available_tags"][1]["id"]]))).await.code(), 50013);
    let post = desk.post(&path, tagged(json!([known["available_tags"][0]["id"]]))).await;
    assert_eq!((post.status, post.body["applied_tags"][0].as_str()), (201, known["available_tags"][0]["id"].as_str()));
    assert_eq!(desk.world.posts(forum)[0].tags, ["Art"]);
    // What an earlier test of a message shows twice is once here: in two channels of one forum.
    desk.post(&path, tagged(json!([known["available_tags"][0]["id"]]))).await;
    assert_eq!(desk.world.duplicates().len(), 1, "two posts of one forum show the same");
}

#[tokio::test]
async fn archived_threads_are_listed_in_pages_the_latest_first() {
    let desk = desk(Options::default()).await;
    let forum = desk.world.add_channel(desk.guild, "forum", ChannelKind::Forum);
    for n in 0..5 {
        desk.post(&format!("/channels/{forum}/threads"), json!({ "name": format!("p{n}"), "message": { "content": "x" } })).await;
    }
    for post in desk.world.posts(forum).iter().take(4) {
        desk.world.archive_thread(post.id);
        // Two that are archived at the same time stand on one page or not at all.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let path = format!("/channels/{forum}/threads/archived/public");
    let names = |body: &Value| -> Vec<String> {
        body["threads"].as_array().unwrap().iter().map(|thread| thread["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = desk.get(&format!("{path}?limit=3")).await.body;
    assert_eq!((names(&first), first["has_more"].as_bool()), (["p3", "p2", "p1"].map(str::to_owned).to_vec(), Some(true)));
    let before = first["threads"][2]["thread_metadata"]["archive_timestamp"].as_str().unwrap().replace("+00:00", "Z");
    let second = desk.get(&format!("{path}?limit=3&before={before}")).await.body;
    assert_eq!((names(&second), second["has_more"].as_bool()), (vec!["p0".to_owned()], Some(false)));
    let active = desk.get(&format!("/guilds/{}/threads/active", desk.guild.0)).await.body;
    assert_eq!(names(&active), ["p4"]);
    desk.world.set_bot_permissions(forum, MEMBER & !READ_MESSAGE_HISTORY);
    assert_eq!(desk.get(&path).await.code(), 50013);
}

#[tokio::test]
async fn announcements_can_be_crossposted_once() {
    let desk = desk(Options::default()).await;
    let news = desk.world.add_channel(desk.guild, "news", ChannelKind::News);
    let made = desk.say(news, "hear").await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/channels/{news}/messages/{made}/crosspost");
    assert_eq!(desk.post(&path, json!({})).await.body["flags"], 1);
    assert_eq!(desk.post(&path, json!({})).await.code(), 40033);
    let plain = desk.say(desk.channel, "plain").await.body["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.post(&format!("/channels/{}/messages/{plain}/crosspost", desk.channel), json!({})).await.code(), 50024);
}

#[tokio::test]
async fn mentions_ping_only_what_is_allowed() {
    let desk = desk(Options::default()).await;
    let role = desk.world.add_role(desk.guild, "fans", 0);
    let path = format!("/channels/{}/messages", desk.channel);
    let text = format!("<@&{role}> @everyone");
    for (mentions, roles) in
        [(json!({ "parse": [] }), vec![]), (json!({ "parse": [], "roles": [role.to_string()] }), vec![role]), (json!(null), vec![role])]
    {
        desk.post(&path, json!({ "content": text, "allowed_mentions": mentions })).await;
        let last = desk.world.messages(desk.channel).pop().unwrap();
        assert_eq!((last.mention_roles, last.mention_everyone), (roles, false), "with {mentions}");
    }
    desk.world.set_guild_permissions(desk.guild, MEMBER | sandbox::discord::permission::MENTION_EVERYONE);
    desk.post(&path, json!({ "content": text })).await;
    assert!(desk.world.messages(desk.channel).pop().unwrap().mention_everyone, "without allowed_mentions everything pings");
}

#[tokio::test]
async fn the_bot_finds_itself_its_guilds_and_its_member() {
    let desk = desk(Options::default()).await;
    let me = desk.get("/users/@me").await.body;
    let application = desk.get("/applications/@me").await.body;
    assert_eq!(me["id"], application["id"]);
    assert_eq!(desk.get("/users/@me/guilds").await.body[0]["id"], desk.guild.0.to_string());
    let member = desk.get(&format!("/guilds/{}/members/{}", desk.guild.0, me["id"].as_str().unwrap())).await.body;
    assert_eq!(member["roles"].as_array().map(Vec::len), Some(1));
    let stranger = desk.world.member();
    assert_eq!(desk.get(&format!("/guilds/{}/members/{}", desk.guild.0, stranger.id)).await.code(), 10007);
    let dm = desk.post("/users/@me/channels", json!({ "recipient_id": stranger.id.to_string() })).await.body["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(desk.say(dm, "hello").await.status, 200);
    desk.world.set_takes_dms(stranger.id, false);
    assert_eq!(desk.say(dm, "hello").await.code(), 50007);
}

#[tokio::test]
async fn commands_are_checked_and_keep_their_ids() {
    let desk = desk(Options::default()).await;
    let application = desk.get("/applications/@me").await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/applications/{application}/commands");
    let put = async |commands: serde_json::Value| desk.call(reqwest::Method::PUT, &path, Some(commands)).await;
    let command = |name: &str, options: serde_json::Value| json!({ "name": name, "description": "does it", "options": options });
    let option = |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
    for (wrong, place) in [
        (command("Watch", json!([])), "name"),
        (command(&"w".repeat(33), json!([])), "name"),
        (json!({ "name": "w", "description": "d".repeat(101) }), "description"),
        (command("w", json!([option("a", false), option("b", true)])), "options"),
        (command("w", json!([option("a", true), option("a", true)])), "options"),
        (command("w", (0..26).map(|number| option(&format!("o{number}"), true)).collect()), "options"),
        (json!({ "name": "w", "description": "d", "name_localizations": { "xx": "w" } }), "name_localizations"),
    ] {
        let answer = put(json!([wrong])).await;
        assert!(answer.code() == 50035 && !answer.body["errors"]["0"][place].is_null(), "{place}: {}", answer.text);
    }
    assert_eq!(put(json!([command("w", json!([])), command("w", json!([]))])).await.code(), 50035, "names are unique");
    let first = put(json!([command("watch", json!([])), command("help", json!([]))])).await.body;
    let second = put(json!([command("watch", json!([option("artist", true)]))])).await.body;
    assert_eq!((second.as_array().map(Vec::len), &first[0]["id"]), (Some(1), &second[0]["id"]));
    assert_ne!(first[0]["version"], second[0]["version"]);
    assert_eq!(desk.world.commands().len(), 1);
    let one = format!("{path}/{}", second[0]["id"].as_str().unwrap());
    assert_eq!(desk.patch(&one, json!({ "description": "changed" })).await.body["description"], "changed");
    assert_eq!((desk.delete(&one).await.status, desk.delete(&one).await.code()), (204, 10063));
}

#[tokio::test]
async fn odd_answers_are_for_the_requests_that_they_name() {
    let desk = desk(Options::default()).await;
    let path = format!("/channels/{}/messages", desk.channel);
    let faults = desk.world.faults();
    faults.inject(Where::Saying("poison".to_owned()), Fault::Odd(Odd::html(403)), Dose::Always);
    assert_eq!(desk.post(&path, json!({ "content": "poison" })).await.status, 403);
    assert_eq!(desk.post(&path, json!({ "content": "plain" })).await.status, 200);
    faults.inject(Where::CreateMessage, Fault::Odd(Odd::discord(403, 40_333, "internal network error")), Dose::Times(1));
    let refused = desk.post(&path, json!({ "content": "plain" })).await;
    assert_eq!((refused.status, refused.code()), (403, 40_333));
    faults.inject(Where::CreateMessage, Fault::Edit(Edit::json("no_id", |body| body["id"] = serde_json::Value::Null)), Dose::Times(1));
    let edited = desk.post(&path, json!({ "content": "kept" })).await;
    assert!(edited.status == 200 && edited.body["id"].is_null(), "the message is there, its id did not arrive");
    assert_eq!(desk.world.messages(desk.channel).len(), 2);
}

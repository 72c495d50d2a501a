//! Events, interactions and answers of Discord's with something odd in them: everything else continues.

use crate::rig::{Rig, patience};
use sandbox::discord::{Dose, Fault, Gate, Where, World};
use sandbox::odd::Edit;
use serde_json::{Value, json};

type Change = fn(&mut Value);

/// What was seen, or could be: new numbers of enumerations, missing, added and wrong-typed fields of no importance.
const SERVERS: [(&str, Change); 10] = [
    ("thread of hundreds", |guild| {
        let member = json!({"user_id": "0", "flags": "new", "join_timestamp": null});
        let id = (guild["id"].as_str().unwrap().parse::<u64>().unwrap() + 1).to_string();
        let thread = json!({"id": id, "type": 11, "parent_id": "0", "owner_id": "0", "members": vec![member; 300]});
        guild["threads"] = json!([thread]);
    }),
    ("emoji without a name", |guild| guild["emojis"] = json!([{"id": null, "name": null}])),
    ("new levels", |guild| {
        for field in ["verification_level", "nsfw_level", "premium_tier", "mfa_level", "explicit_content_filter"] {
            guild[field] = json!(99);
        }
    }),
    ("nothing optional", |guild| {
        guild.as_object_mut().unwrap().retain(|field, _| ["id", "channels", "roles", "members"].contains(&field.as_str()))
    }),
    ("no threads", |guild| guild["threads"] = Value::Null),
    ("wrong types", |guild| {
        for field in ["joined_at", "large", "member_count", "voice_states", "presences", "stage_instances", "name", "features"] {
            guild[field] = json!({"new": [1]});
        }
    }),
    ("a channel of a new kind", |guild| guild["channels"].as_array_mut().unwrap().push(json!({"id": "77", "type": 250, "flags": "new"}))),
    ("a channel without an id", |guild| guild["channels"].as_array_mut().unwrap().push(json!({"type": 0}))),
    ("an unreadable role", |guild| guild["roles"].as_array_mut().unwrap().push(json!({"id": "78", "colors": null}))),
    ("another member first", |guild| {
        let mut members = vec![json!({"user": null}), json!("new")];
        members.extend(guild["members"].as_array().unwrap().iter().cloned());
        guild["members"] = members.into();
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_odd_value_in_a_servers_event_keeps_its_commands_from_working() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    for (n, (name, change)) in SERVERS.into_iter().enumerate() {
        rig.disconnect().await?;
        rig.world.gateway().edit("GUILD_CREATE", Edit::json("odd", change), 1);
        rig.connect(patience()).await?;
        assert!(rig.deps.picture().guild(domain::id::GuildId(rig.guild.0)).is_some(), "{name}: not read from the event");
        let artist = format!("Artist{n}");
        rig.art.add_artist(&artist);
        let text = rig.slash("watch", json!({ "artist": artist })).await?.text();
        assert!(text.contains("will now appear"), "{name}: {text}");
    }
    assert_eq!(rig.deps.board.snapshot().unread_events, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_the_gateway_does_not_tell_of_is_asked_for_once() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.disconnect().await?;
    rig.world.gateway().edit("GUILD_CREATE", Edit::json("nothing", |guild| *guild = Value::Null), 1);
    rig.connect_blindly(patience()).await?;
    rig.world.wait_until("the event to be counted", |_| rig.deps.board.snapshot().unread_events == 1).await?;
    rig.world.clear_requests();
    let path = format!("/guilds/{}", rig.guild.0);
    // Nobody is answered before all three have come so far.
    let gate = Gate::closed();
    rig.world.faults().inject(Where::Path(path.clone()), Fault::Gate(gate.clone()), Dose::Always);
    let watch = |artist: &'static str| rig.slash("watch", json!({ "artist": artist }));
    let opened = async {
        let deferred = |world: &World| world.requests().iter().filter(|seen| seen.path.ends_with("/callback")).count() == 3;
        rig.world.wait_until("all three to be worked on", deferred).await?;
        for _ in 0..3 {
            rig.complete("unwatch", json!({ "watch": "S" }), "watch").await?;
        }
        gate.open();
        anyhow::Ok(())
    };
    let (first, second, third, opened) = tokio::join!(watch("SomeBody"), watch("SomeBody"), watch("nobody"), opened);
    opened?;
    let texts = [first?.text(), second?.text(), third?.text()];
    assert!(texts.iter().any(|text| text.contains("will now appear")), "{texts:?}");
    let asked = rig.world.requests().iter().filter(|seen| seen.path.ends_with(&path)).count();
    assert_eq!(asked, 1);
    let status = rig.deps.board.snapshot();
    assert!(status.unread.contains("GUILD_CREATE"), "{:?}", status.unread);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_odd_value_in_an_answer_about_a_server_keeps_its_commands_from_working() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    rig.world.gateway().edit("GUILD_CREATE", Edit::json("nothing", |guild| *guild = Value::Null), 1);
    rig.world.faults().inject(Where::Path("/guilds/".to_owned()), Fault::Edit(Edit::json("odd", oddly)), Dose::Always);
    rig.connect_blindly(patience()).await?;
    rig.art.add_artist("SomeBody");
    let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
    assert!(text.contains("will now appear"), "{text}");
    Ok(())
}

/// Adds something new to every object, and turns what decides nothing into another type.
fn oddly(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(oddly);
            list.push(json!({"new": true}));
        }
        Value::Object(fields) => {
            for (field, inside) in fields.iter_mut() {
                match field.as_str() {
                    "name" | "topic" | "position" | "flags" | "color" | "colors" | "features" | "nsfw_level" | "joined_at" => {
                        *inside = json!([1])
                    }
                    _ if inside.is_object() => oddly(inside),
                    "roles" if inside[0].is_object() => oddly(inside),
                    _ => {}
                }
            }
            fields.insert("new".to_owned(), json!({"new": null}));
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_greeting_is_a_greeting() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let odd: [(&str, Change); 4] = [
        ("no name", |ready| ready["user"]["username"] = Value::Null),
        ("new fields", |ready| {
            ready["v"] = json!("11");
            ready["guilds"][0]["unavailable"] = json!("yes");
            ready["application"]["flags"] = json!("new");
            ready["auth"] = json!({});
        }),
        ("no application", |ready| drop(ready.as_object_mut().unwrap().remove("application"))),
        ("no session", |ready| ready["session_id"] = json!(7)),
    ];
    for (name, change) in odd {
        rig.disconnect().await?;
        rig.world.gateway().edit("READY", Edit::json("odd", change), 1);
        let sessions = rig.world.gateway().asked().0;
        rig.connect(patience()).await?;
        let text = rig.slash("watches", json!({})).await?.text();
        assert!(text.contains("/watch"), "{name}: {text}");
        assert_eq!(rig.world.gateway().asked().0, sessions + 1, "{name}: no second session is begun for want of a better greeting");
    }
    let read = rig.deps.board.snapshot().unread;
    assert!(read.contains("READY"), "a session that cannot be resumed is told: {read:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_interaction_is_answered_whatever_is_in_it() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let done: [(&str, Change); 7] = [
        ("a user without a name", |body| body["member"]["user"]["username"] = Value::Null),
        ("a new context", |body| body["context"] = json!("new")),
        ("no entitlements", |body| drop(body.as_object_mut().unwrap().remove("entitlements"))),
        ("new entitlements", |body| body["entitlements"] = json!([{"id": null}])),
        ("an odd channel", |body| body["channel"]["thread_metadata"] = json!({"archived": "no"})),
        ("a version of another type", |body| body["version"] = json!("two")),
        ("an odd locale", |body| body["locale"] = json!(null)),
    ];
    for (name, change) in done {
        rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("odd", change), 1);
        let text = rig.slash("watch", json!({ "artist": "SomeBody" })).await?.text();
        assert!(text.contains("will now appear") || text.contains("already gets this"), "{name}: {text}");
    }
    let told: [(&str, Change); 3] = [
        ("a new type", |body| body["type"] = json!(99)),
        ("a new kind of command", |body| body["data"]["type"] = json!(4)),
        ("no data", |body| body["data"] = Value::Null),
    ];
    for (name, change) in told {
        rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("odd", change), 1);
        let text = rig.slash("watches", json!({})).await?.text();
        assert!(text.contains("does not understand"), "{name}: {text}");
    }
    assert!(rig.deps.board.snapshot().unread.contains("INTERACTION_CREATE"));
    // An option of a type that an older version of the command had.
    let older: [Change; 2] = [
        |body| {
            body["data"]["options"] =
                json!([{ "name": "artist", "type": 3, "value": "Other" }, { "name": "mature", "type": 3, "value": "yes" }])
        },
        |body| body["data"]["options"] = json!([{ "name": "artist", "type": 4, "value": 7 }]),
    ];
    for change in older {
        rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("odd", change), 1);
        let text = rig.slash("watch", json!({ "artist": "Other" })).await?.text();
        assert!(text.contains("This command has changed"), "{text}");
    }
    Ok(())
}

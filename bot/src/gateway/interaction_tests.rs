use super::*;

fn person() -> Value {
    json!({"id": "30", "username": "m", "discriminator": "0", "global_name": null, "avatar": null, "public_flags": 0})
}

fn command() -> Value {
    json!({
        "id": "10", "application_id": "11", "type": 2, "token": "secret", "version": 1, "guild_id": "12", "channel_id": "13",
        "channel": {"id": "13", "type": 0, "name": "art", "permissions": "2147483647"},
        "member": {"user": person(), "roles": ["5"], "deaf": false, "mute": false, "flags": 0, "joined_at": "2020-01-01T00:00:00+00:00",
                   "permissions": "32"},
        "app_permissions": "1024", "locale": "de", "guild_locale": "de", "entitlements": [], "authorizing_integration_owners": {"0": "12"},
        "context": 0, "attachment_size_limit": 1,
        "data": {
            "id": "14", "name": "watch", "type": 1,
            "options": [{"name": "artist", "type": 3, "value": "loish"}, {"name": "channel", "type": 7, "value": "15"},
                        {"name": "ping", "type": 8, "value": "16"}],
            "resolved": {
                "channels": {"15": {"id": "15", "type": 11, "name": "t", "permissions": "3072", "parent_id": "13", "thread_metadata": {
                    "archived": false, "auto_archive_duration": 60, "archive_timestamp": "2020-01-01T00:00:00+00:00", "locked": false}}},
                "roles": {"16": {"id": "16", "name": "r", "color": 0, "colors": {"primary_color": 0}, "hoist": false, "position": 1,
                                 "permissions": "0", "managed": false, "mentionable": true, "flags": 0}},
            },
        },
    })
}

fn click() -> Value {
    let mut click = command();
    click["type"] = json!(3);
    click["data"] = json!({"custom_id": "v1.watches.1", "component_type": 2, "id": 1});
    click["message"] = message(&json!({"id": "40", "channel_id": "13"}));
    click
}

fn form() -> Value {
    let mut form = click();
    form["type"] = json!(5);
    let input = json!({"type": 4, "id": 2, "custom_id": "text", "value": "cat"});
    form["data"] = json!({"custom_id": "v1.filter.1", "components": [{"type": 1, "id": 1, "components": [input]}]});
    form
}

/// Every value in it, by its way.
fn ways(value: &Value, way: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    if let Value::Object(fields) = value {
        for (field, inside) in fields {
            way.push(field.clone());
            all.push(way.clone());
            ways(inside, way, all);
            way.pop();
        }
    }
}

fn changed(whole: &Value, way: &[String], change: impl Fn(&mut Map<String, Value>, &str)) -> Value {
    let mut whole = whole.clone();
    let (last, way) = way.split_last().unwrap();
    change(at(&mut whole, way).unwrap().as_object_mut().unwrap(), last);
    whole
}

#[test]
fn what_can_be_read_whole_is_left_alone() {
    for whole in [command(), click(), form()] {
        assert!(interaction(&whole).unwrap().without.is_empty());
    }
}

#[test]
fn no_missing_added_or_wrong_part_keeps_a_command_from_its_answer() {
    let odd = [Value::Null, json!("new"), json!(77), json!(-1), json!({"new": []}), json!([{}])];
    for whole in [command(), click(), form()] {
        let mut all = Vec::new();
        ways(&whole, &mut Vec::new(), &mut all);
        assert!(all.len() > 40);
        // What it is, whose it is, and what it is about: without these nothing can be done but to say so.
        let about = |way: &[String]| ["id", "token", "type", "data", "data.name", "data.custom_id"].contains(&way.join(".").as_str());
        for way in all {
            let mut cases: Vec<Value> =
                odd.iter().map(|odd| changed(&whole, &way, |fields, last| drop(fields.insert(last.to_owned(), odd.clone())))).collect();
            cases.push(changed(&whole, &way, |fields, last| drop(fields.remove(last))));
            for case in cases {
                let read = interaction(&case);
                assert!(read.is_some() || about(&way), "{way:?} in {case}");
                if !["id", "token"].contains(&way.join(".").as_str()) {
                    assert!(address(&case).is_some(), "{case}");
                }
            }
        }
    }
}

#[test]
fn one_part_that_does_not_fit_leaves_its_neighbours() {
    let mut odd = command();
    odd["data"]["resolved"]["channels"]["15"]["thread_metadata"]["auto_archive_duration"] = json!("soon");
    odd["member"]["user"]["username"] = Value::Null;
    let read = interaction(&odd).unwrap();
    let Interaction::Command(command) = read.interaction else { panic!("{:?}", read.interaction) };
    let channel = command.data.resolved.channels.values().next().unwrap();
    assert_eq!((channel.id.get(), channel.parent_id.unwrap().get(), channel.permissions.unwrap().bits()), (15, 13, 3072));
    assert_eq!(command.member.unwrap().permissions.unwrap().bits(), 32);
    assert_eq!(command.data.options.len(), 3);
    assert_eq!(command.data.resolved.roles.len(), 1);
    assert!(read.without.iter().any(|way| way.contains("thread_metadata")), "{:?}", read.without);
}

#[test]
fn what_was_typed_is_read_whatever_else_a_form_tells() {
    let mut odd = form();
    odd["member"]["user"]["username"] = Value::Null;
    odd["message"] = json!({"id": "40", "new": 1});
    let read = interaction(&odd).unwrap();
    let Interaction::Modal(sent) = read.interaction else { panic!("{:?}", read.interaction) };
    let serenity::all::ActionRowComponent::InputText(input) = &sent.data.components[0].components[0] else { panic!("no text") };
    assert_eq!((input.value.as_deref(), sent.message.as_ref().map(|message| message.id.get())), (Some("cat"), Some(40)));
}

#[test]
fn what_is_not_known_is_answered_all_the_same() {
    for kind in [0, 5, 6, 99] {
        let mut odd = command();
        odd["type"] = json!(kind);
        odd["data"] = json!({"new": true});
        assert!(interaction(&odd).is_none(), "{kind}");
        let address = address(&odd).unwrap();
        assert_eq!(apology(&address, "words")["data"]["content"], "words");
    }
    let mut autocomplete = command();
    autocomplete["type"] = json!(4);
    assert_eq!(apology(&address(&autocomplete).unwrap(), "words"), json!({"type": 8, "data": {"choices": []}}));
}

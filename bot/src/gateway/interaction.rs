//! Interactions as Discord sends them: read whole where serenity can, else without the parts that it cannot. Pure.
//!
//! One value that the library does not know (a new number of an enumeration, a required field that is missing) makes it refuse the whole
//! interaction, and the user sees "The application did not respond". So the rest is put together around a skeleton that it can read, part by
//! part; what does not fit is left out. Code that needs it says so in words.

use crate::discord::picture::read;
use serde_json::{Map, Value, json};
use serenity::all::Interaction;

/// How many parts are tried; an interaction has some hundred.
const TRIES: u32 = 1_500;
/// How deep the parts of parts are looked at.
const DEPTH: usize = 8;
/// Parts that are named in the log.
const NAMED: usize = 4;

/// What it takes to answer an interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub id: u64,
    pub token: String,
    /// Discord's number of the interaction's type; 4: an autocomplete, which takes no text.
    pub kind: u64,
    /// The bot's application.
    pub application: Option<u64>,
}

/// Where to answer an interaction; None: it cannot be answered.
pub(crate) fn address(raw: &Value) -> Option<Address> {
    let token = raw.get("token").and_then(Value::as_str).filter(|token| !token.is_empty())?;
    Some(Address {
        id: read::id(raw, "id")?,
        token: token.to_owned(),
        kind: raw.get("type").and_then(Value::as_u64).unwrap_or(0),
        application: read::id(raw, "application_id"),
    })
}

/// An interaction that can be dispatched, and the parts that it had to do without.
#[derive(Debug)]
pub(crate) struct Readable {
    pub interaction: Interaction,
    pub without: Vec<String>,
}

/// Reads an interaction. None: it is of no kind that is known, or says nothing of what it is about.
pub(crate) fn interaction(raw: &Value) -> Option<Readable> {
    if let Some(interaction) = decode(raw) {
        return Some(Readable { interaction, without: Vec::new() });
    }
    let whole = skeleton(raw)?;
    decode(&whole)?;
    let mut fitting = Fitting { whole, tries: TRIES, without: Vec::new() };
    for (field, value) in raw.as_object()? {
        fitting.fit(&mut vec![field.clone()], value);
    }
    let interaction = decode(&fitting.whole)?;
    Some(Readable { interaction, without: fitting.without })
}

/// The only test that counts: serenity's own. Not its type's tree of borrowed parts: it reads from text as it would from the gateway.
fn decode(raw: &Value) -> Option<Interaction> {
    serde_json::from_value(raw.clone()).ok()
}

/// An interaction that is put together.
struct Fitting {
    /// Can be decoded, before and after each part.
    whole: Value,
    tries: u32,
    without: Vec<String>,
}

impl Fitting {
    /// Takes over this part, or as much of it as fits.
    fn fit(&mut self, path: &mut Vec<String>, part: &Value) {
        if self.replace(path, part.clone()) {
            return;
        }
        let inside = match part {
            Value::Object(fields) if path.len() < DEPTH && self.replace(path, stand_in(path, part)) => {
                for (field, value) in fields {
                    path.push(field.clone());
                    self.fit(path, value);
                    path.pop();
                }
                true
            }
            Value::Array(items) if path.len() < DEPTH && self.replace(path, json!([])) => {
                for item in items {
                    self.append(path, item);
                }
                true
            }
            _ => false,
        };
        if !inside && self.without.len() < NAMED {
            // Names come from outside.
            let name: String = path.join(".").chars().filter(|c| c.is_ascii_graphic()).take(80).collect();
            self.without.push(name);
        }
    }

    fn append(&mut self, path: &[String], item: &Value) {
        let Some(list) = at(&mut self.whole, path).and_then(|list| list.as_array_mut()) else { return };
        let index = list.len();
        list.push(item.clone());
        if self.decodes() {
            return;
        }
        if let Some(list) = at(&mut self.whole, path).and_then(|list| list.as_array_mut()) {
            list.truncate(index);
        }
        if self.without.len() < NAMED {
            self.without.push(format!("{}.{index}", path.join(".").chars().filter(char::is_ascii_graphic).take(80).collect::<String>()));
        }
    }

    /// Puts a value in its place if the whole can still be decoded.
    fn replace(&mut self, path: &[String], value: Value) -> bool {
        let Some((last, way)) = path.split_last() else { return false };
        let Some(fields) = at(&mut self.whole, way).and_then(Value::as_object_mut) else { return false };
        let before = fields.insert(last.clone(), value);
        if self.decodes() {
            return true;
        }
        if let Some(fields) = at(&mut self.whole, way).and_then(Value::as_object_mut) {
            match before {
                Some(before) => fields.insert(last.clone(), before),
                None => fields.remove(last),
            };
        }
        false
    }

    fn decodes(&mut self) -> bool {
        self.tries = self.tries.saturating_sub(1);
        self.tries > 0 && decode(&self.whole).is_some()
    }
}

fn at<'a>(whole: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(whole, |part, field| part.get_mut(field))
}

/// The least that serenity takes for an interaction of this kind.
fn skeleton(raw: &Value) -> Option<Value> {
    let address = address(raw)?;
    let field = |name: &str| raw.get("data").and_then(|data| data.get(name));
    let data = match address.kind {
        2 | 4 => json!({"id": "1", "name": field("name")?.as_str()?, "type": 1}),
        3 => json!({"custom_id": field("custom_id")?.as_str()?, "component_type": 2}),
        5 => json!({"custom_id": field("custom_id")?.as_str()?, "components": []}),
        _ => return None,
    };
    let mut whole = json!({
        "id": address.id.to_string(), "application_id": address.application.unwrap_or(1).to_string(), "type": address.kind, "token": address.token,
        "version": 1, "channel_id": read::id(raw, "channel_id").unwrap_or(1).to_string(), "locale": "en-US", "entitlements": [],
        "authorizing_integration_owners": {}, "attachment_size_limit": 0, "data": data,
    });
    if address.kind == 3 || address.kind == 5 && raw.get("message").is_some() {
        whole["message"] = message(raw.get("message").unwrap_or(&Value::Null));
    }
    Some(whole)
}

/// What stands for an object that does not fit, until its parts are tried.
fn stand_in(path: &[String], part: &Value) -> Value {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["member"] | ["data", "resolved", "members", _] => member(part),
        [.., "user" | "author"] | ["data", "resolved", "users", _] => user(part),
        ["channel"] | ["data", "resolved", "channels", _] => json!({"id": text_id(part), "type": 0}),
        ["data", "resolved", "roles", _] => role(part),
        ["message"] => message(part),
        // What it is about is in the skeleton already.
        ["data"] => {
            let mut data = Map::new();
            for field in ["id", "name", "type", "target_id", "custom_id", "component_type", "values"] {
                data.extend(part.get(field).map(|value| (field.to_owned(), value.clone())));
            }
            Value::Object(data)
        }
        _ => json!({}),
    }
}

fn text_id(object: &Value) -> String {
    read::id(object, "id").unwrap_or(1).to_string()
}

fn user(object: &Value) -> Value {
    json!({"id": text_id(object), "username": "", "discriminator": "0", "global_name": null, "avatar": null})
}

fn member(object: &Value) -> Value {
    json!({"user": user(object.get("user").unwrap_or(&Value::Null)), "roles": [], "deaf": false, "mute": false, "flags": 0, "joined_at": null})
}

fn role(object: &Value) -> Value {
    json!({
        "id": text_id(object), "name": "", "color": 0, "colors": {"primary_color": 0}, "hoist": false, "managed": false, "mentionable": false,
        "permissions": "0", "position": 0, "flags": 0,
    })
}

fn message(object: &Value) -> Value {
    json!({
        "id": text_id(object), "channel_id": read::id(object, "channel_id").unwrap_or(1).to_string(), "author": user(&Value::Null), "content": "",
        "timestamp": "2015-01-01T00:00:00.000000+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "pinned": false, "type": 0,
    })
}

/// The body of an answer to what could not be dispatched: words, or an empty list of choices.
pub(crate) fn apology(address: &Address, text: &str) -> Value {
    match address.kind {
        4 => json!({"type": 8, "data": {"choices": []}}),
        _ => json!({"type": 4, "data": {"content": text, "flags": 64, "allowed_mentions": {"parse": []}}}),
    }
}

#[cfg(test)]
#[path = "interaction_tests.rs"]
mod tests;

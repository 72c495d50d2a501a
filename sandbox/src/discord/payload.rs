//! The documented limits of a message, and what of it is kept.
//!
//! Figures: vendor pages "Message" (embed limits, allowed mentions, nonce) and "Components". Lengths are counted in
//! Unicode scalar values.

use serde_json::{Map, Value, json};

use super::components;
use super::error::{ApiError, Form, check_url};

/// Flag of a message that only the invoking user sees.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Flag of a message made of components only.
pub(crate) const COMPONENTS_V2: u64 = 1 << 15;
/// Flags that a bot may set: suppress embeds, suppress notifications, voice message, components.
const SETTABLE: u64 = 1 << 2 | 1 << 12 | 1 << 13 | COMPONENTS_V2;

/// The part of a message that a request sets, in the form in which it is answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub content: Option<String>,
    pub embeds: Option<Vec<Value>>,
    pub components: Option<Value>,
    pub flags: Option<u64>,
    pub allowed_mentions: Option<Value>,
}

impl Draft {
    /// Reads and checks a request body: create, edit, callback data or follow-up.
    pub fn read(body: &Value, ephemeral_allowed: bool) -> Result<Self, ApiError> {
        let Some(fields) = body.as_object() else { return Err(ApiError::invalid_json()) };
        let mut form = Form::default();
        let content = text(&mut form, fields, "content", "content", 2000).map(|content| content.trim().to_owned());
        let embeds = embeds(&mut form, fields);
        let flags = match fields.get("flags") {
            None | Some(Value::Null) => None,
            Some(flags) => flags.as_u64().or_else(|| {
                form.add("flags", "NUMBER_TYPE_COERCE", "Value is not int.");
                None
            }),
        };
        let kept = if ephemeral_allowed { SETTABLE | EPHEMERAL } else { SETTABLE };
        let flags = flags.map(|flags| flags & kept);
        let newer = flags.unwrap_or(0) & COMPONENTS_V2 != 0;
        let components = match fields.get("components") {
            None => None,
            Some(Value::Null) => Some(json!([])),
            Some(tree) => Some(components::read(&mut form, tree, newer)),
        };
        if newer && (content.as_deref().is_some_and(|content| !content.is_empty()) || embeds.as_ref().is_some_and(|list| !list.is_empty()))
        {
            form.add(
                "",
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                "The 'content' and 'embeds' fields cannot be used with components V2",
            );
        }
        let allowed_mentions = fields.get("allowed_mentions").filter(|value| !value.is_null()).cloned();
        if let Some(mentions) = &allowed_mentions {
            check_mentions(&mut form, mentions);
        }
        nonce(&mut form, fields);
        form.finish()?;
        Ok(Self { content, embeds, components, flags, allowed_mentions })
    }

    /// Whether nothing of it would be seen.
    pub fn is_empty(&self) -> bool {
        self.content.as_deref().unwrap_or("").is_empty()
            && self.embeds.as_ref().is_none_or(Vec::is_empty)
            && self.components.as_ref().and_then(Value::as_array).is_none_or(Vec::is_empty)
    }
}

/// An optional text field, noted when it is too long or not a text.
fn text(form: &mut Form, fields: &Map<String, Value>, name: &str, path: &str, most: usize) -> Option<String> {
    match fields.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            if text.chars().count() > most {
                form.too_long(path, most);
            }
            Some(text.clone())
        }
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => {
            form.add(path, "BASE_TYPE_BAD_TYPE", "Value is not a string.");
            None
        }
    }
}

fn nonce(form: &mut Form, fields: &Map<String, Value>) {
    match fields.get("nonce") {
        None | Some(Value::Null) => {}
        Some(Value::String(nonce)) if nonce.chars().count() <= 25 => {}
        Some(Value::String(_)) => form.too_long("nonce", 25),
        Some(Value::Number(number)) if number.is_i64() => {}
        Some(_) => form.add("nonce", "BASE_TYPE_BAD_TYPE", "Value is not a string or int64."),
    }
}

fn check_mentions(form: &mut Form, mentions: &Value) {
    if !mentions.is_object() {
        return form.add("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    }
    let parse: Vec<&str> = mentions["parse"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (index, kind) in parse.iter().enumerate() {
        if !["users", "roles", "everyone"].contains(kind) {
            form.choices(&format!("allowed_mentions.parse.{index}"), "'users', 'roles', 'everyone'");
        }
    }
    for list in ["users", "roles"] {
        let ids = mentions[list].as_array().map_or(0, Vec::len);
        if ids > 100 {
            form.too_long(&format!("allowed_mentions.{list}"), 100);
        }
        if ids > 0 && parse.contains(&list) {
            let message = format!("parse:[\"{list}\"] and {list}: [ids...] are mutually exclusive.");
            form.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", &message);
        }
    }
}

/// The embeds in the form in which Discord answers them, or none when the field is absent.
fn embeds(form: &mut Form, fields: &Map<String, Value>) -> Option<Vec<Value>> {
    let list = match fields.get("embeds")? {
        Value::Null => return Some(Vec::new()),
        Value::Array(list) => list,
        _ => {
            form.add("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return None;
        }
    };
    if list.len() > 10 {
        form.too_long("embeds", 10);
    }
    let mut total = 0;
    let mut kept = Vec::new();
    for (index, embed) in list.iter().enumerate() {
        let path = format!("embeds.{index}");
        let Some(fields) = embed.as_object() else {
            form.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let embed = one_embed(form, fields, &path, &mut total);
        // An embed without any visible part is dropped, as an empty message is refused.
        if embed.len() > 1 {
            kept.push(Value::Object(embed));
        }
    }
    if total > 6000 {
        form.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    Some(kept)
}

fn one_embed(form: &mut Form, fields: &Map<String, Value>, path: &str, total: &mut usize) -> Map<String, Value> {
    let mut kept = Map::from_iter([("type".to_owned(), Value::from("rich"))]);
    for (name, most) in [("title", 256), ("description", 4096)] {
        if let Some(text) = sized(form, fields, name, &format!("{path}.{name}"), most, total) {
            kept.insert(name.to_owned(), text.into());
        }
    }
    if let Some(url) = url(form, fields, "url", &format!("{path}.url"), false) {
        kept.insert("url".to_owned(), url);
    }
    match fields.get("color") {
        None | Some(Value::Null) => {}
        Some(color) => match color.as_u64() {
            Some(number) if number <= 0xff_ffff => {
                // A colour alone shows nothing, but it stays on an embed that shows something.
                kept.insert("color".to_owned(), color.clone());
            }
            Some(_) => form.add(&format!("{path}.color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215."),
            None => form.add(&format!("{path}.color"), "NUMBER_TYPE_COERCE", "Value is not int."),
        },
    }
    if let Some(time) = fields.get("timestamp").filter(|value| !value.is_null()) {
        match time.as_str().and_then(|time| chrono::DateTime::parse_from_rfc3339(time).ok()) {
            Some(time) => {
                let text = time.to_utc().format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string();
                kept.insert("timestamp".to_owned(), text.into());
            }
            None => form.add(&format!("{path}.timestamp"), "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601."),
        }
    }
    if let Some(footer) = part(fields, "footer") {
        let path = format!("{path}.footer");
        let text = sized(form, footer, "text", &format!("{path}.text"), 2048, total);
        let icon = url(form, footer, "icon_url", &format!("{path}.icon_url"), true);
        if text.is_some() || icon.is_some() {
            kept.insert("footer".to_owned(), object([("text", Some(text.unwrap_or_default().into())), ("icon_url", icon)]));
        }
    }
    if let Some(author) = part(fields, "author") {
        let path = format!("{path}.author");
        match sized(form, author, "name", &format!("{path}.name"), 256, total) {
            Some(name) => {
                let link = url(form, author, "url", &format!("{path}.url"), false);
                let icon = url(form, author, "icon_url", &format!("{path}.icon_url"), true);
                kept.insert("author".to_owned(), object([("name", Some(name.into())), ("url", link), ("icon_url", icon)]));
            }
            None => form.required(&format!("{path}.name")),
        }
    }
    for name in ["image", "thumbnail"] {
        if let Some(image) = part(fields, name)
            && let Some(link) = url(form, image, "url", &format!("{path}.{name}.url"), true)
        {
            kept.insert(name.to_owned(), object([("url", Some(link))]));
        }
    }
    if let Some(list) = fields.get("fields").and_then(Value::as_array).filter(|list| !list.is_empty()) {
        kept.insert("fields".to_owned(), rows(form, list, path, total));
    }
    if kept.len() == 2 && kept.contains_key("color") {
        kept.remove("color");
    }
    kept
}

/// The fields of an embed.
fn rows(form: &mut Form, list: &[Value], path: &str, total: &mut usize) -> Value {
    if list.len() > 25 {
        form.too_long(&format!("{path}.fields"), 25);
    }
    let mut rows = Vec::new();
    for (index, field) in list.iter().enumerate() {
        let path = format!("{path}.fields.{index}");
        let empty = Map::new();
        let field = field.as_object().unwrap_or(&empty);
        let mut texts = Vec::new();
        for (name, most) in [("name", 256), ("value", 1024)] {
            match sized(form, field, name, &format!("{path}.{name}"), most, total) {
                Some(text) => texts.push(text),
                None => form.required(&format!("{path}.{name}")),
            }
        }
        let inline = field.get("inline").and_then(Value::as_bool).unwrap_or(false);
        rows.push(json!({ "name": texts.first(), "value": texts.get(1), "inline": inline }));
    }
    rows.into()
}

fn part<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    fields.get(name).and_then(Value::as_object)
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

/// A text that counts towards the 6000 of all embeds together; empty counts as absent.
fn sized(form: &mut Form, fields: &Map<String, Value>, name: &str, path: &str, most: usize, total: &mut usize) -> Option<String> {
    let text = text(form, fields, name, path, most)?.trim().to_owned();
    *total += text.chars().count();
    (!text.is_empty()).then_some(text)
}

/// A link; pictures may also name an attachment.
fn url(form: &mut Form, fields: &Map<String, Value>, name: &str, path: &str, picture: bool) -> Option<Value> {
    let link = text(form, fields, name, path, 2048).filter(|link| !link.is_empty())?;
    check_url(form, &link, path, picture);
    Some(link.into())
}

//! The documented limits of a message, and what of it is kept.
//!
//! Figures: vendor pages "Message" (embed limits, allowed mentions, nonce) and "Components". Lengths are counted in
//! Unicode scalar values.

use serde_json::{Map, Value, json};

use super::error::{ApiError, Form};
use super::{components, embed};

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
    /// Files that were attached, as they are shown.
    pub attachments: Option<Vec<Value>>,
}

impl Draft {
    /// Reads and checks a request body: create, edit, callback data or follow-up.
    pub fn read(body: &Value, ephemeral_allowed: bool) -> Result<Self, ApiError> {
        let Some(fields) = body.as_object() else { return Err(ApiError::invalid_json()) };
        let mut form = Form::default();
        let content = form.text(fields, "content", "content", 2000).map(|content| content.trim().to_owned());
        let embeds = embed::read(&mut form, fields);
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
        Ok(Self { content, embeds, components, flags, allowed_mentions, attachments: None })
    }

    /// Whether nothing of it would be seen.
    pub fn is_empty(&self) -> bool {
        self.content.as_deref().unwrap_or("").is_empty()
            && self.embeds.as_ref().is_none_or(Vec::is_empty)
            && self.attachments.is_none()
            && self.components.as_ref().and_then(Value::as_array).is_none_or(Vec::is_empty)
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

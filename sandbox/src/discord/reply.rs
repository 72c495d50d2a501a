//! What a person sees after an interaction.

use std::time::Duration;

use serde_json::Value;

use super::message::Message;

/// What kind of first answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// A message, at once.
    Message,
    /// A message after "thinking".
    Deferred,
    /// A component's message was changed at once.
    Update,
    /// A component's message was promised to change.
    DeferredUpdate,
    /// Choices of an autocomplete.
    Choices,
    /// A modal.
    Modal,
    /// Another callback type.
    Other(u64),
}

/// What a person sees after an interaction.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Kind of the first answer.
    pub kind: ReplyKind,
    /// How long the first answer took; the limit is 3 s.
    pub acked_in: Duration,
    /// Whether the promised message never came ("thinking" until the end of the wait).
    pub pending: bool,
    /// Whether only this person sees it.
    pub ephemeral: bool,
    /// Id of the message that answers, or that was changed.
    pub message: Option<u64>,
    /// Text of that message.
    pub content: String,
    /// Embeds of that message.
    pub embeds: Value,
    /// Components of that message.
    pub components: Value,
    /// Choices of an autocomplete, as `{name, value}`.
    pub choices: Vec<Value>,
    /// The modal.
    pub modal: Option<Value>,
    /// Further messages, oldest first.
    pub followups: Vec<Message>,
    /// The whole message object.
    pub raw: Value,
    pub(super) token: String,
}

impl Reply {
    /// Everything that can be read in it: text, embeds, follow-ups. For assertions on wording.
    #[must_use]
    pub fn text(&self) -> String {
        let mut all = vec![self.content.clone()];
        collect(&self.embeds, &mut all);
        for message in &self.followups {
            all.push(message.content.clone());
            collect(&message.embeds, &mut all);
        }
        all.retain(|part| !part.is_empty());
        all.join("\n")
    }

    /// The custom ids of its components, in order.
    #[must_use]
    pub fn custom_ids(&self) -> Vec<String> {
        let mut found = Vec::new();
        custom_ids(&self.components, &mut found);
        found
    }
}

pub(super) fn custom_ids(tree: &Value, found: &mut Vec<String>) {
    match tree {
        Value::Array(list) => list.iter().for_each(|child| custom_ids(child, found)),
        Value::Object(fields) => {
            found.extend(fields.get("custom_id").and_then(Value::as_str).map(str::to_owned));
            for name in ["components", "component", "accessory"] {
                if let Some(child) = fields.get(name) {
                    custom_ids(child, found);
                }
            }
        }
        _ => {}
    }
}

fn collect(embeds: &Value, all: &mut Vec<String>) {
    for embed in embeds.as_array().into_iter().flatten() {
        let parts = [&embed["author"]["name"], &embed["title"], &embed["description"], &embed["footer"]["text"]];
        all.extend(parts.into_iter().filter_map(Value::as_str).map(str::to_owned));
        for field in embed["fields"].as_array().into_iter().flatten() {
            all.extend([&field["name"], &field["value"]].into_iter().filter_map(Value::as_str).map(str::to_owned));
        }
    }
}

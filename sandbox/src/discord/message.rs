//! People and messages, as a test sees them.

use std::time::Instant;

use serde_json::Value;

use crate::discord::shown::{Shown, shown};
use crate::discord::store::{Nonce, Stored};

/// A person who uses commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Account id.
    pub id: u64,
    /// Account name.
    pub name: String,
    /// What the person may do in the guild where a command is used (bits of [`crate::discord::permission`]).
    pub permissions: u64,
    /// Language of the person's client, for instance `en-US` or `de`.
    pub locale: String,
}

impl User {
    /// The same person with another language.
    #[must_use]
    pub fn with_locale(mut self, locale: &str) -> Self {
        locale.clone_into(&mut self.locale);
        self
    }
}

/// A message as it is now.
#[derive(Debug, Clone)]
pub struct Message {
    /// Message id.
    pub id: u64,
    /// Channel or thread.
    pub channel: u64,
    /// Account that wrote it.
    pub author: u64,
    /// Text.
    pub content: String,
    /// Array of embeds as answered (trimmed, with their type).
    pub embeds: Value,
    /// Array of components.
    pub components: Value,
    /// Flag bits.
    pub flags: u64,
    /// The nonce of its creation.
    pub nonce: Option<String>,
    /// `allowed_mentions` of the request that made or last changed it.
    pub allowed_mentions: Option<Value>,
    /// Roles that it pinged.
    pub mention_roles: Vec<u64>,
    /// Whether it pinged everyone.
    pub mention_everyone: bool,
    /// When it was created.
    pub at: Instant,
    /// Whether it was changed.
    pub edited: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Whether only one person sees it.
    pub ephemeral: bool,
    /// The whole message object of the API.
    pub raw: Value,
}

impl Message {
    /// The posts that it shows now: by embeds and by the lines of a list, else by its text.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown> {
        shown(&self.raw)
    }

    pub(crate) fn of(stored: &Stored) -> Self {
        let raw = stored.value();
        let roles = raw["mention_roles"].as_array().into_iter().flatten();
        Self {
            id: stored.id,
            channel: stored.channel,
            author: stored.author,
            content: raw["content"].as_str().unwrap_or("").to_owned(),
            embeds: raw["embeds"].clone(),
            components: raw["components"].clone(),
            flags: raw["flags"].as_u64().unwrap_or(0),
            nonce: stored.nonce.as_ref().map(Nonce::text),
            allowed_mentions: stored.allowed_mentions.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            mention_roles: roles.filter_map(|role| role.as_str()?.parse().ok()).collect(),
            mention_everyone: raw["mention_everyone"].as_bool().unwrap_or(false),
            at: stored.at,
            edited: stored.edited,
            deleted: stored.deleted,
            ephemeral: stored.ephemeral,
            raw,
        }
    }
}

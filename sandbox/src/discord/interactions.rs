//! Interactions that were sent to the bot, and what came back for each.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::message::User;

/// How long a token can be used for follow-ups.
pub(crate) const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// Interactions that are remembered.
const KEEP: usize = 20_000;

/// The first answer to an interaction.
#[derive(Debug, Clone)]
pub(crate) struct Ack {
    /// Callback type: 1 pong, 4 message, 5 deferred message, 6 deferred update, 7 update, 8 choices, 9 modal.
    pub kind: u64,
    pub after: Duration,
    pub ephemeral: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub id: u64,
    pub token: String,
    /// 2 command, 3 component, 4 autocomplete, 5 modal.
    pub kind: u64,
    pub guild: u64,
    pub channel: u64,
    pub user: User,
    /// The command's name, or the custom id.
    pub name: String,
    pub at: Instant,
    /// The message whose component was used.
    pub source: Option<u64>,
    pub ack: Option<Ack>,
    /// The message that answers to `@original`.
    pub original: Option<u64>,
    /// A deferred answer still shows "thinking".
    pub pending: bool,
    pub original_deleted: bool,
    pub followups: Vec<u64>,
    pub choices: Vec<Value>,
    pub modal: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Interactions {
    by_token: HashMap<String, Interaction>,
    order: VecDeque<String>,
    /// Callbacks that came after the deadline.
    pub late: u64,
    /// Callbacks that came a second time.
    pub double: u64,
}

impl Interactions {
    pub fn add(&mut self, interaction: Interaction) {
        self.order.push_back(interaction.token.clone());
        self.by_token.insert(interaction.token.clone(), interaction);
        while self.order.len() > KEEP {
            if let Some(oldest) = self.order.pop_front() {
                self.by_token.remove(&oldest);
            }
        }
    }

    pub fn get(&self, token: &str) -> Option<&Interaction> {
        self.by_token.get(token)
    }

    pub fn get_mut(&mut self, token: &str) -> Option<&mut Interaction> {
        self.by_token.get_mut(token)
    }
}

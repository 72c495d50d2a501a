//! Discord's ids of the commands: with them, `/help` mentions commands so that a click begins them.

use parking_lot::RwLock;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The ids by name, as soon as Discord has told them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct CommandIds(Arc<RwLock<HashMap<String, u64>>>);

impl CommandIds {
    /// Takes over Discord's list of the registered commands.
    pub(crate) fn learn(&self, registered: &Value) {
        let one = |command: &Value| {
            let id = command.get("id")?.as_str()?.parse().ok()?;
            Some((command.get("name")?.as_str()?.to_owned(), id))
        };
        let ids: HashMap<String, u64> = registered.as_array().into_iter().flatten().filter_map(one).collect();
        if !ids.is_empty() {
            *self.0.write() = ids;
        }
    }

    /// Whether Discord has told the id of this command.
    #[must_use]
    pub fn known(&self, name: &str) -> bool {
        self.0.read().contains_key(name)
    }

    /// The command as a message mentions it: clickable once its id is known.
    pub(super) fn mention(&self, name: &str) -> String {
        match self.0.read().get(name) {
            // Those that are used on a message cannot be mentioned.
            _ if name.contains(' ') => format!("**{name}**"),
            Some(id) => format!("</{name}:{id}>"),
            None => format!("`/{name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_command_is_clickable_once_discord_has_told_its_id() {
        let ids = CommandIds::default();
        assert_eq!((ids.mention("watch"), ids.mention("Change this watch")), ("`/watch`".to_owned(), "**Change this watch**".to_owned()));
        ids.learn(&json!([{ "id": "12", "name": "watch" }, { "name": "odd" }, { "id": "x", "name": "odd" }, 7]));
        assert_eq!((ids.mention("watch"), ids.mention("odd")), ("</watch:12>".to_owned(), "`/odd`".to_owned()));
        ids.learn(&json!(null));
        assert_eq!(ids.mention("watch"), "</watch:12>");
    }
}

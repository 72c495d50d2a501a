//! From what a person typed to the options of an interaction, as a Discord client makes them.

use serde_json::{Map, Value, json};

use super::message::User;
use super::render;
use super::state::State;

/// The client would have refused this.
#[derive(Debug)]
pub(crate) struct OptionError(pub String);

fn refuse<T>(why: String) -> Result<T, OptionError> {
    Err(OptionError(why))
}

/// What was typed.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub values: &'a Value,
    pub focused: Option<&'a str>,
}

/// Turns typed values into options and remembers the objects that ids stand for.
pub(crate) struct Resolver<'a> {
    state: &'a State,
    guild: u64,
    user: &'a User,
    resolved: Map<String, Value>,
}

impl<'a> Resolver<'a> {
    pub fn new(state: &'a State, guild: u64, user: &'a User) -> Self {
        Self { state, guild, user, resolved: Map::new() }
    }

    /// The object `resolved`, when there is something in it.
    pub fn finish(self) -> Option<Value> {
        (!self.resolved.is_empty()).then_some(Value::Object(self.resolved))
    }

    /// The options for a definition; `words` are the names of the group and subcommand that remain.
    pub fn options(&mut self, definitions: &Value, words: &[&str], given: Given<'_>) -> Result<Value, OptionError> {
        let definitions = definitions.as_array().map_or(&[][..], Vec::as_slice);
        if let Some((word, words)) = words.split_first() {
            let Some(sub) = definitions.iter().find(|one| one["name"] == *word) else { return refuse(format!("no subcommand `{word}`")) };
            let options = self.options(&sub["options"], words, given)?;
            return Ok(json!([{ "name": word, "type": sub["type"], "options": options }]));
        }
        // A list is taken as it is: the form that a client sends.
        if given.values.is_array() {
            return Ok(given.values.clone());
        }
        let empty = Map::new();
        let values = given.values.as_object().unwrap_or(&empty);
        if let Some(name) = values.keys().find(|name| !definitions.iter().any(|one| one["name"] == name.as_str())) {
            return refuse(format!("the command has no option `{name}`"));
        }
        let mut options = Vec::new();
        for definition in definitions {
            let name = definition["name"].as_str().unwrap_or("");
            let focused = given.focused == Some(name);
            match values.get(name).filter(|value| !value.is_null()) {
                Some(value) => options.push(self.option(definition, name, value, focused)?),
                None if definition["required"].as_bool().unwrap_or(false) && given.focused.is_none() => {
                    return refuse(format!("the option `{name}` is required"));
                }
                None => {}
            }
        }
        if let Some(focused) = given.focused {
            let completes = definitions.iter().any(|one| one["name"] == focused && one["autocomplete"].as_bool().unwrap_or(false));
            if !completes || !values.contains_key(focused) {
                return refuse(format!("the option `{focused}` does not complete, or is not among the values"));
            }
        }
        Ok(options.into())
    }

    fn option(&mut self, definition: &Value, name: &str, value: &Value, focused: bool) -> Result<Value, OptionError> {
        let kind = definition["type"].as_u64().unwrap_or(0);
        let value = match kind {
            3 => Self::text(definition, name, value)?,
            4 | 10 if focused => value.clone(),
            4 | 10 => Self::number(definition, name, value)?,
            5 if value.is_boolean() => value.clone(),
            11 => {
                let id = number_of(value);
                let Some((id, body)) = id.and_then(|id| Some((id, self.state.files.render(id)?))) else {
                    return refuse(format!("the option `{name}` takes the id of a file, not {value}"));
                };
                self.put("attachments", id.to_string(), body);
                id.to_string().into()
            }
            6..=9 => {
                let Some(id) = number_of(value) else { return refuse(format!("the option `{name}` takes an id, not {value}")) };
                self.resolve(kind, id, name)?;
                if kind == 7 {
                    self.channel_type(definition, name, id)?;
                }
                id.to_string().into()
            }
            _ => return refuse(format!("the option `{name}` does not take {value}")),
        };
        let choices = definition["choices"].as_array().map_or(&[][..], Vec::as_slice);
        if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == value) {
            return refuse(format!("{value} is not among the choices of `{name}`"));
        }
        let mut option = json!({ "name": name, "type": kind, "value": value });
        if focused {
            option["focused"] = true.into();
        }
        Ok(option)
    }

    fn text(definition: &Value, name: &str, value: &Value) -> Result<Value, OptionError> {
        let Some(text) = value.as_str() else { return refuse(format!("the option `{name}` takes a text, not {value}")) };
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let (least, most) = (definition["min_length"].as_u64().unwrap_or(0), definition["max_length"].as_u64().unwrap_or(6000));
        if (least..=most).contains(&length) {
            Ok(value.clone())
        } else {
            refuse(format!("the option `{name}` takes {least} to {most} characters"))
        }
    }

    fn number(definition: &Value, name: &str, value: &Value) -> Result<Value, OptionError> {
        let Some(number) = value.as_f64() else { return refuse(format!("the option `{name}` takes a number, not {value}")) };
        let below = definition["min_value"].as_f64().is_some_and(|least| number < least);
        let above = definition["max_value"].as_f64().is_some_and(|most| number > most);
        if below || above { refuse(format!("{number} is out of the range of `{name}`")) } else { Ok(value.clone()) }
    }

    fn channel_type(&self, definition: &Value, name: &str, id: u64) -> Result<(), OptionError> {
        let kinds = definition["channel_types"].as_array().map_or(&[][..], Vec::as_slice);
        let kind = self.state.channels.get(&id).map_or(0, |channel| channel.kind.number());
        if kinds.is_empty() || kinds.iter().any(|one| *one == kind) {
            Ok(())
        } else {
            refuse(format!("the option `{name}` does not take a channel of type {kind}"))
        }
    }

    fn resolve(&mut self, kind: u64, id: u64, name: &str) -> Result<(), OptionError> {
        let key = id.to_string();
        let state = self.state;
        // The ids of other guilds resolve too: a forged request is the bot's to refuse, not the sandbox's.
        let role = state.guilds.get(&self.guild).and_then(|guild| Some((guild, guild.roles.iter().find(|role| role.id == id)?)));
        if let Some(channel) = state.channels.get(&id).filter(|_| kind == 7) {
            let mut body = render::channel(state, channel);
            body["permissions"] = state.user_permissions(id, self.user).to_string().into();
            body["app_permissions"] = state.permissions(id, state.bot).to_string().into();
            self.put("channels", key, body);
        } else if let Some((guild, role)) = role.filter(|_| kind == 8 || kind == 9) {
            let body = render::role(guild, role);
            self.put("roles", key, body);
        } else if let Some(account) = state.accounts.get(&id).filter(|_| kind == 6 || kind == 9) {
            self.put("users", key.clone(), render::user(account));
            if let Some(guild) = state.guilds.get(&self.guild).filter(|guild| guild.members.contains_key(&id)) {
                let mut member = render::member_without_user(guild, id);
                member["permissions"] = state.guild_permissions(guild.id, id).to_string().into();
                self.put("members", key, member);
            }
        } else {
            return refuse(format!("nothing of the right kind has the id {id} of `{name}`"));
        }
        Ok(())
    }

    fn put(&mut self, table: &str, key: String, body: Value) {
        let entry = self.resolved.entry(table).or_insert_with(|| json!({}));
        entry[key] = body;
    }

    /// Resolves what was chosen in a select menu of users (5), roles (6), mentionables (7) or channels (8).
    pub fn selected(&mut self, component: u64, values: &[&str]) -> Result<(), OptionError> {
        let kind = match component {
            5 => 6,
            6 => 8,
            7 => 9,
            8 => 7,
            _ => return Ok(()),
        };
        for value in values {
            let Ok(id) = value.parse() else { return refuse(format!("`{value}` is no id")) };
            self.resolve(kind, id, "select")?;
        }
        Ok(())
    }
}

fn number_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// Whether a client would let these values be chosen.
pub(crate) fn check_selection(component: &Value, values: &[&str]) -> Result<(), OptionError> {
    let count = u64::try_from(values.len()).unwrap_or(u64::MAX);
    let (least, most) = (component["min_values"].as_u64().unwrap_or(1), component["max_values"].as_u64().unwrap_or(1));
    if !(least..=most).contains(&count) {
        return refuse(format!("the menu takes {least} to {most} values"));
    }
    if let Some(options) = component["options"].as_array()
        && let Some(value) = values.iter().find(|value| !options.iter().any(|option| option["value"] == **value))
    {
        return refuse(format!("`{value}` is not in the menu"));
    }
    Ok(())
}

/// The components of a modal as they are submitted.
pub(crate) fn fill(tree: &Value, fields: &[(&str, &str)]) -> Result<Value, OptionError> {
    let mut used = Vec::new();
    let filled = fill_tree(tree, fields, &mut used)?;
    match fields.iter().find(|(name, _)| !used.contains(&(*name).to_owned())) {
        Some((name, _)) => refuse(format!("the modal has no field `{name}`")),
        None => Ok(filled),
    }
}

fn fill_tree(tree: &Value, fields: &[(&str, &str)], used: &mut Vec<String>) -> Result<Value, OptionError> {
    if let Some(list) = tree.as_array() {
        return list.iter().map(|child| fill_tree(child, fields, used)).collect::<Result<Vec<_>, _>>().map(Value::from);
    }
    let mut body = json!({ "type": tree["type"], "id": tree["id"].as_u64().unwrap_or(1) });
    for name in ["components", "component"] {
        if !tree[name].is_null() {
            body[name] = fill_tree(&tree[name], fields, used)?;
        }
    }
    if let Some(name) = tree["custom_id"].as_str() {
        let value = fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value).or(tree["value"].as_str()).unwrap_or("");
        let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
        let required = tree["required"].as_bool().unwrap_or(true);
        let (least, most) = (tree["min_length"].as_u64().unwrap_or(u64::from(required)), tree["max_length"].as_u64().unwrap_or(4000));
        if (required || length > 0) && !(least..=most).contains(&length) {
            return refuse(format!("the field `{name}` takes {least} to {most} characters"));
        }
        used.push(name.to_owned());
        body["custom_id"] = name.into();
        body["value"] = value.into();
    }
    Ok(body)
}

//! The application's registered commands.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::error::{ApiError, Form};

/// Registered commands; key 0 holds the global ones.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    sets: HashMap<u64, Vec<Value>>,
}

impl Registry {
    pub fn list(&self, guild: u64) -> Vec<Value> {
        self.sets.get(&guild).cloned().unwrap_or_default()
    }

    /// Every registered command, global ones first.
    pub fn all(&self) -> Vec<Value> {
        let mut scopes: Vec<&u64> = self.sets.keys().collect();
        scopes.sort();
        scopes.into_iter().flat_map(|scope| self.list(*scope)).collect()
    }

    /// The command of this name that a user of the guild gets: the guild's own before the global one.
    pub fn find(&self, guild: u64, name: &str) -> Option<&Value> {
        [guild, 0].iter().filter_map(|scope| self.sets.get(scope)).flatten().find(|command| command["name"] == name)
    }

    pub fn get(&self, guild: u64, id: &str) -> Option<&Value> {
        self.sets.get(&guild)?.iter().find(|command| command["id"] == id)
    }

    /// Puts commands in; with `replace` the others of the scope go. The same name and type keeps its id.
    pub fn put(&mut self, guild: u64, commands: Vec<Value>, replace: bool) {
        let set = self.sets.entry(guild).or_default();
        let mut old = if replace { std::mem::take(set) } else { Vec::new() };
        for mut command in commands {
            let same = |other: &Value| other["name"] == command["name"] && other["type"] == command["type"];
            if let Some(found) = old.iter().position(same) {
                command["id"] = old.remove(found)["id"].take();
            }
            match set.iter_mut().find(|other| other["name"] == command["name"] && other["type"] == command["type"]) {
                Some(other) => {
                    command["id"] = other["id"].take();
                    *other = command;
                }
                None => set.push(command),
            }
        }
    }

    pub fn delete(&mut self, guild: u64, id: &str) -> bool {
        let Some(set) = self.sets.get_mut(&guild) else { return false };
        let before = set.len();
        set.retain(|command| command["id"] != id);
        set.len() < before
    }
}

/// What Discord gives a command that is registered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Registration {
    pub id: u64,
    pub version: u64,
    pub application: u64,
    /// 0: everywhere.
    pub guild: u64,
}

/// Checks one command and gives it the fields of the answer. `path` is empty or the index in a bulk request.
pub(crate) fn read(command: &Value, path: &str, given: Registration) -> Result<Value, ApiError> {
    let Registration { id, version, application, guild } = given;
    let mut form = Form::default();
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let Some(fields) = command.as_object() else { return Err(ApiError::invalid_json()) };
    let kind = fields.get("type").and_then(Value::as_u64).unwrap_or(1);
    let name = fields.get("name").and_then(Value::as_str).unwrap_or("");
    check_name(&mut form, name, &at("name"), kind == 1);
    for (locale, name) in fields.get("name_localizations").and_then(Value::as_object).into_iter().flatten() {
        check_locale(&mut form, locale, &at("name_localizations"));
        check_name(&mut form, name.as_str().unwrap_or(""), &at(&format!("name_localizations.{locale}")), kind == 1);
    }
    let description = fields.get("description").and_then(Value::as_str).unwrap_or("");
    if kind == 1 {
        check_description(&mut form, description, &at("description"));
    }
    for (locale, text) in fields.get("description_localizations").and_then(Value::as_object).into_iter().flatten() {
        check_locale(&mut form, locale, &at("description_localizations"));
        check_description(&mut form, text.as_str().unwrap_or(""), &at(&format!("description_localizations.{locale}")));
    }
    let mut size = name.chars().count() + description.chars().count();
    check_options(&mut form, fields.get("options"), &at("options"), &mut size);
    if size > 8000 {
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
    form.finish()?;
    let mut body = json!({
        "id": id.to_string(), "application_id": application.to_string(), "version": version.to_string(), "type": kind, "name": name,
        "description": description, "default_member_permissions": permissions(fields),
        "name_localizations": fields.get("name_localizations"), "description_localizations": fields.get("description_localizations"),
        "nsfw": fields.get("nsfw").and_then(Value::as_bool).unwrap_or(false),
    });
    if guild == 0 {
        body["contexts"] = fields.get("contexts").cloned().unwrap_or(Value::Null);
        body["integration_types"] = fields.get("integration_types").filter(|types| !types.is_null()).cloned().unwrap_or_else(|| json!([0]));
        body["dm_permission"] = fields.get("dm_permission").filter(|value| !value.is_null()).cloned().unwrap_or(Value::Bool(true));
    } else {
        body["guild_id"] = guild.to_string().into();
    }
    if let Some(options) = fields.get("options").filter(|options| options.as_array().is_some_and(|list| !list.is_empty())) {
        body["options"] = without_nulls(options);
    }
    Ok(body)
}

fn permissions(fields: &Map<String, Value>) -> Value {
    match fields.get("default_member_permissions") {
        Some(Value::Number(bits)) => bits.to_string().into(),
        Some(bits) => bits.clone(),
        None => Value::Null,
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(without_nulls).collect::<Vec<_>>().into(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn check_name(form: &mut Form, name: &str, path: &str, strict: bool) {
    let length = name.chars().count();
    if length == 0 || length > 32 {
        form.bad_length(path, 1, 32);
    } else if strict && !name.chars().all(|c| (c.is_alphanumeric() || c == '-' || c == '_' || c == '\'') && !c.is_uppercase()) {
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn check_description(form: &mut Form, text: &str, path: &str) {
    let length = text.chars().count();
    if length == 0 || length > 100 {
        form.bad_length(path, 1, 100);
    }
}

fn check_locale(form: &mut Form, locale: &str, path: &str) {
    const LOCALES: &str =
        "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko ar he";
    if !LOCALES.split(' ').any(|known| known == locale) {
        form.choices(&format!("{path}.{locale}"), "the vendor's locales");
    }
}

fn check_options(form: &mut Form, options: Option<&Value>, path: &str, size: &mut usize) {
    let Some(options) = options.and_then(Value::as_array) else { return };
    if options.len() > 25 {
        form.too_long(path, 25);
    }
    let mut optional_seen = false;
    let mut names = Vec::new();
    for (index, option) in options.iter().enumerate() {
        let path = format!("{path}.{index}");
        let name = option["name"].as_str().unwrap_or("");
        check_name(form, name, &format!("{path}.name"), true);
        let description = option["description"].as_str().unwrap_or("");
        check_description(form, description, &format!("{path}.description"));
        *size += name.chars().count() + description.chars().count();
        let kind = option["type"].as_u64().unwrap_or(0);
        if !(1..=11).contains(&kind) {
            form.choices(&format!("{path}.type"), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
        }
        if names.contains(&name) {
            form.add(&path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
        }
        names.push(name);
        let required = option["required"].as_bool().unwrap_or(false);
        if required && optional_seen {
            form.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
        }
        optional_seen |= kind > 2 && !required;
        let choices = option["choices"].as_array().map_or(&[][..], Vec::as_slice);
        if choices.len() > 25 {
            form.too_long(&format!("{path}.choices"), 25);
        }
        if !choices.is_empty() && option["autocomplete"].as_bool().unwrap_or(false) {
            form.add(&path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Autocomplete and choices are mutually exclusive");
        }
        for (at, choice) in choices.iter().enumerate() {
            let name = choice["name"].as_str().map_or(0, |name| name.chars().count());
            if name == 0 || name > 100 {
                form.bad_length(&format!("{path}.choices.{at}.name"), 1, 100);
            }
            if choice["value"].as_str().is_some_and(|value| value.chars().count() > 100) {
                form.too_long(&format!("{path}.choices.{at}.value"), 100);
            }
            *size += name + choice["value"].as_str().map_or(0, |value| value.chars().count());
        }
        check_options(form, option.get("options"), &format!("{path}.options"), size);
    }
}

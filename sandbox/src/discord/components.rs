//! Limits of message components, and their answered form.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::error::Form;
use super::error::check_url;

/// Action row.
pub(crate) const ROW: u64 = 1;
/// Button.
pub(crate) const BUTTON: u64 = 2;
/// Select of given texts; 5 to 8 are the selects of users, roles, mentionables and channels.
pub(crate) const STRING_SELECT: u64 = 3;

struct Walk<'a> {
    form: &'a mut Form,
    next: u64,
    custom_ids: HashSet<String>,
}

/// Checks the tree and gives every component the id that Discord gives it.
pub(crate) fn read(form: &mut Form, tree: &Value, newer: bool) -> Value {
    let Some(list) = tree.as_array() else {
        form.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        return Value::Array(Vec::new());
    };
    let mut walk = Walk { form, next: 1, custom_ids: HashSet::new() };
    if !newer && list.len() > 5 {
        walk.form.bad_length("components", 1, 5);
    }
    let kept: Vec<Value> = list
        .iter()
        .enumerate()
        .map(|(index, component)| {
            let path = format!("components.{index}");
            if !newer && component["type"].as_u64() != Some(ROW) {
                walk.form.choices(&format!("{path}.type"), "1");
            }
            walk.component(component, &path)
        })
        .collect();
    if newer && walk.next > 41 {
        walk.form.bad_length("components", 1, 40);
    }
    Value::Array(kept)
}

impl Walk<'_> {
    fn component(&mut self, component: &Value, path: &str) -> Value {
        let Some(fields) = component.as_object() else {
            self.form.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return Value::Null;
        };
        let mut kept = fields.clone();
        let kind = component["type"].as_u64().unwrap_or(0);
        if kept.get("id").and_then(Value::as_u64).unwrap_or(0) == 0 {
            kept.insert("id".to_owned(), self.next.into());
        }
        self.next += 1;
        match kind {
            ROW => self.row(component, path),
            BUTTON => self.button(fields, path),
            STRING_SELECT | 5..=8 => self.select(&mut kept, kind, path),
            4 | 9..=18 => {}
            _ => self.form.choices(&format!("{path}.type"), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18"),
        }
        for name in ["components"] {
            if let Some(children) = component[name].as_array() {
                let children: Vec<Value> =
                    children.iter().enumerate().map(|(index, child)| self.component(child, &format!("{path}.{name}.{index}"))).collect();
                kept.insert(name.to_owned(), children.into());
            }
        }
        for name in ["component", "accessory"] {
            if component[name].is_object() {
                let child = self.component(&component[name], &format!("{path}.{name}"));
                kept.insert(name.to_owned(), child);
            }
        }
        Value::Object(kept)
    }

    fn row(&mut self, row: &Value, path: &str) {
        let children = row["components"].as_array().map_or(&[][..], Vec::as_slice);
        let path = format!("{path}.components");
        if children.is_empty() || children.len() > 5 {
            self.form.bad_length(&path, 1, 5);
        }
        let buttons = children.iter().filter(|child| child["type"].as_u64() == Some(BUTTON)).count();
        if buttons != children.len() && children.len() > 1 {
            self.form.add(&path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
        }
    }

    fn button(&mut self, fields: &Map<String, Value>, path: &str) {
        let style = fields.get("style").and_then(Value::as_u64).unwrap_or(0);
        let custom_id = fields.get("custom_id").and_then(Value::as_str);
        let label = fields.get("label").and_then(Value::as_str).unwrap_or("");
        if label.chars().count() > 80 {
            self.form.too_long(&format!("{path}.label"), 80);
        }
        match style {
            1..=4 => {
                self.custom_id(custom_id, path);
                if label.is_empty() && fields.get("emoji").is_none_or(Value::is_null) {
                    self.form.add(path, "BUTTON_COMPONENT_INVALID_LABEL_OR_EMOJI", "A button must have a label or an emoji");
                }
            }
            5 => match fields.get("url").and_then(Value::as_str) {
                Some(link) => {
                    if link.chars().count() > 512 {
                        self.form.too_long(&format!("{path}.url"), 512);
                    }
                    check_url(self.form, link, &format!("{path}.url"), false);
                    if custom_id.is_some() {
                        self.form.add(
                            path,
                            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                            "A custom id and url cannot both be specified",
                        );
                    }
                }
                None => self.form.add(path, "BUTTON_COMPONENT_URL_REQUIRED", "A url is required"),
            },
            6 => {}
            _ => self.form.choices(&format!("{path}.style"), "1, 2, 3, 4, 5, 6"),
        }
    }

    fn select(&mut self, kept: &mut Map<String, Value>, kind: u64, path: &str) {
        self.custom_id(kept.get("custom_id").and_then(Value::as_str), path);
        for (name, default) in [("min_values", 1), ("max_values", 1)] {
            let value = kept.get(name).and_then(Value::as_u64);
            if value.is_some_and(|value| value > 25) {
                self.form.add(&format!("{path}.{name}"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 25.");
            }
            if value.is_none() {
                kept.insert(name.to_owned(), default.into());
            }
        }
        if kept.get("placeholder").and_then(Value::as_str).is_some_and(|text| text.chars().count() > 150) {
            self.form.too_long(&format!("{path}.placeholder"), 150);
        }
        if kind != STRING_SELECT {
            return;
        }
        let options = kept.get("options").and_then(Value::as_array).cloned().unwrap_or_default();
        if options.is_empty() || options.len() > 25 {
            self.form.bad_length(&format!("{path}.options"), 1, 25);
        }
        let mut values = HashSet::new();
        for (index, option) in options.iter().enumerate() {
            let path = format!("{path}.options.{index}");
            for name in ["label", "value"] {
                match option[name].as_str().unwrap_or("") {
                    "" => self.form.required(&format!("{path}.{name}")),
                    text if text.chars().count() > 100 => self.form.too_long(&format!("{path}.{name}"), 100),
                    _ => {}
                }
            }
            if option["description"].as_str().is_some_and(|text| text.chars().count() > 100) {
                self.form.too_long(&format!("{path}.description"), 100);
            }
            if !values.insert(option["value"].as_str().unwrap_or("").to_owned()) {
                self.form.add(
                    &format!("{path}.value"),
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used",
                );
            }
        }
    }

    fn custom_id(&mut self, custom_id: Option<&str>, path: &str) {
        let path = format!("{path}.custom_id");
        match custom_id.unwrap_or("") {
            "" => self.form.required(&path),
            id if id.chars().count() > 100 => self.form.bad_length(&path, 1, 100),
            id => {
                if !self.custom_ids.insert(id.to_owned()) {
                    self.form.add(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
                }
            }
        }
    }
}

/// The component with this custom id, wherever it is in the tree.
pub(crate) fn find<'a>(tree: &'a Value, custom_id: &str) -> Option<&'a Value> {
    match tree {
        Value::Array(list) => list.iter().find_map(|child| find(child, custom_id)),
        Value::Object(fields) => {
            if fields.get("custom_id").and_then(Value::as_str) == Some(custom_id) {
                return Some(tree);
            }
            ["components", "component", "accessory"].iter().filter_map(|name| fields.get(*name)).find_map(|child| find(child, custom_id))
        }
        _ => None,
    }
}

//! Embeds of a message: the documented limits, and what of them is kept.
//!
//! Figures: vendor page "Message", section "Embed Limits".

use serde_json::{Map, Value, json};

use super::error::{Form, check_url};

/// Characters of all embeds of a message together.
const MOST_TOGETHER: usize = 6000;

/// The embeds in the form in which Discord answers them, or none when the field is absent.
pub(crate) fn read(form: &mut Form, fields: &Map<String, Value>) -> Option<Vec<Value>> {
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
    let mut reader = Reader { form, total: 0 };
    let mut kept = Vec::new();
    for (index, embed) in list.iter().enumerate() {
        let path = format!("embeds.{index}");
        let Some(fields) = embed.as_object() else {
            reader.form.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let embed = reader.embed(fields, &path);
        // An embed without any visible part is dropped, as an empty message is refused.
        if embed.len() > 1 {
            kept.push(Value::Object(embed));
        }
    }
    if reader.total > MOST_TOGETHER {
        form.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    Some(kept)
}

/// Reads the embeds of one message.
struct Reader<'a> {
    form: &'a mut Form,
    /// Characters of all embeds so far.
    total: usize,
}

impl Reader<'_> {
    fn embed(&mut self, fields: &Map<String, Value>, path: &str) -> Map<String, Value> {
        let mut kept = Map::from_iter([("type".to_owned(), Value::from("rich"))]);
        for (name, most) in [("title", 256), ("description", 4096)] {
            let text = self.counted(fields, name, path, most).map(Value::from);
            keep(&mut kept, name, text);
        }
        keep(&mut kept, "url", self.url(fields, "url", path, false));
        keep(&mut kept, "color", self.color(fields, path));
        keep(&mut kept, "timestamp", self.timestamp(fields, path));
        keep(&mut kept, "footer", part(fields, "footer").and_then(|footer| self.footer(footer, &format!("{path}.footer"))));
        keep(&mut kept, "author", part(fields, "author").and_then(|author| self.author(author, &format!("{path}.author"))));
        for name in ["image", "thumbnail"] {
            let image = part(fields, name).and_then(|image| self.url(image, "url", &format!("{path}.{name}"), true));
            keep(&mut kept, name, image.map(|link| object([("url", Some(link))])));
        }
        if let Some(list) = fields.get("fields").and_then(Value::as_array).filter(|list| !list.is_empty()) {
            kept.insert("fields".to_owned(), self.rows(list, path));
        }
        // A colour alone shows nothing, but it stays on an embed that shows something.
        if kept.len() == 2 && kept.contains_key("color") {
            kept.remove("color");
        }
        kept
    }

    fn color(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Value> {
        let color = fields.get("color").filter(|color| !color.is_null())?;
        let path = format!("{path}.color");
        match color.as_u64() {
            Some(number) if number <= 0xff_ffff => return Some(color.clone()),
            Some(_) => self.form.add(&path, "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215."),
            None => self.form.add(&path, "NUMBER_TYPE_COERCE", "Value is not int."),
        }
        None
    }

    fn timestamp(&mut self, fields: &Map<String, Value>, path: &str) -> Option<Value> {
        let time = fields.get("timestamp").filter(|value| !value.is_null())?;
        let parsed = time.as_str().and_then(|time| chrono::DateTime::parse_from_rfc3339(time).ok());
        if parsed.is_none() {
            self.form.add(&format!("{path}.timestamp"), "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601.");
        }
        parsed.map(|time| time.to_utc().format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string().into())
    }

    fn footer(&mut self, footer: &Map<String, Value>, path: &str) -> Option<Value> {
        let text = self.counted(footer, "text", path, 2048);
        let icon = self.url(footer, "icon_url", path, true);
        (text.is_some() || icon.is_some()).then(|| object([("text", Some(text.unwrap_or_default().into())), ("icon_url", icon)]))
    }

    fn author(&mut self, author: &Map<String, Value>, path: &str) -> Option<Value> {
        let Some(name) = self.counted(author, "name", path, 256) else {
            self.form.required(&format!("{path}.name"));
            return None;
        };
        let (link, icon) = (self.url(author, "url", path, false), self.url(author, "icon_url", path, true));
        Some(object([("name", Some(name.into())), ("url", link), ("icon_url", icon)]))
    }

    /// The fields of an embed.
    fn rows(&mut self, list: &[Value], path: &str) -> Value {
        if list.len() > 25 {
            self.form.too_long(&format!("{path}.fields"), 25);
        }
        let mut rows = Vec::new();
        for (index, field) in list.iter().enumerate() {
            let path = format!("{path}.fields.{index}");
            let empty = Map::new();
            let field = field.as_object().unwrap_or(&empty);
            let mut texts = Vec::new();
            for (name, most) in [("name", 256), ("value", 1024)] {
                match self.counted(field, name, &path, most) {
                    Some(text) => texts.push(text),
                    None => self.form.required(&format!("{path}.{name}")),
                }
            }
            let inline = field.get("inline").and_then(Value::as_bool).unwrap_or(false);
            rows.push(json!({ "name": texts.first(), "value": texts.get(1), "inline": inline }));
        }
        rows.into()
    }

    /// The text `name` of the part at `path`, which counts towards the limit of all embeds together; empty counts as absent.
    fn counted(&mut self, fields: &Map<String, Value>, name: &str, path: &str, most: usize) -> Option<String> {
        let text = self.form.text(fields, name, &format!("{path}.{name}"), most)?.trim().to_owned();
        self.total += text.chars().count();
        (!text.is_empty()).then_some(text)
    }

    /// The link `name` of the part at `path`; pictures may also name an attachment.
    fn url(&mut self, fields: &Map<String, Value>, name: &str, path: &str, picture: bool) -> Option<Value> {
        let path = format!("{path}.{name}");
        let link = self.form.text(fields, name, &path, 2048).filter(|link| !link.is_empty())?;
        check_url(self.form, &link, &path, picture);
        Some(link.into())
    }
}

fn keep(kept: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        kept.insert(name.to_owned(), value);
    }
}

fn part<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    fields.get(name).and_then(Value::as_object)
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

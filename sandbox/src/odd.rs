//! Odd answers: what real vendors sent, or could send, that no rule of theirs foretells.
//!
//! Two forms. [`Odd`] replaces an answer: status, headers, raw bytes. [`Edit`] changes the right answer before it leaves, so that one field of
//! one item can be wrong while everything else is right. Both vendors take both, as a fault that is selected by request and strikes the first
//! n times or always. Each vendor has one table of them, `oddities`, which the tests play row by row; a new oddity is a new row.

use serde_json::{Value, json};
use std::fmt;
use std::sync::Arc;

/// An answer in place of the right one; nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The HTTP status.
    pub status: u16,
    /// Headers, `content-type` among them.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body, uncompressed.
    pub body: Vec<u8>,
}

impl Odd {
    /// A page of a proxy in front of the vendor.
    #[must_use]
    pub fn html(status: u16) -> Self {
        let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
        Self::empty(status).with("content-type", "text/html; charset=UTF-8").saying(body)
    }

    /// A JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::empty(status).with("content-type", "application/json").saying(body.to_string())
    }

    /// A status without a body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with another body.
    #[must_use]
    pub fn saying(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// DeviantArt's edge asks a browser to prove itself: 202, nothing in it (AWS WAF's challenge action).
    #[must_use]
    pub fn edge_challenge() -> Self {
        Self::empty(202).with("x-amzn-waf-action", "challenge").with("content-type", "text/html; charset=UTF-8")
    }

    /// Discord's edge limits this address: 429 as a page, with the seconds to wait.
    #[must_use]
    pub fn edge_limit(seconds: u64) -> Self {
        Self::html(429).with("retry-after", &seconds.to_string())
    }

    /// One of Discord's JSON errors.
    #[must_use]
    pub fn discord(status: u16, code: u32, message: &str) -> Self {
        Self::json(status, &json!({"code": code, "message": message}))
    }
}

type Change = dyn Fn(&mut Vec<u8>) + Send + Sync;

/// A change of the right answer's bytes. Two edits are equal when their names are.
#[derive(Clone)]
pub struct Edit {
    name: &'static str,
    change: Arc<Change>,
}

impl Edit {
    /// Changes the answer's JSON; an answer that is none stays as it is.
    #[must_use]
    pub fn json(name: &'static str, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::bytes(name, move |body| {
            if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
                change(&mut value);
                *body = value.to_string().into_bytes();
            }
        })
    }

    /// Changes the answer's bytes, for what no JSON library writes.
    #[must_use]
    pub fn bytes(name: &'static str, change: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self { name, change: Arc::new(change) }
    }

    /// Changes the first item of `results` only: one bad item on a page of good ones.
    #[must_use]
    pub fn first_result(name: &'static str, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::json(name, move |body| {
            if let Some(item) = body.get_mut("results").and_then(|results| results.get_mut(0)) {
                change(item);
            }
        })
    }

    /// A page says that there is more, and not where.
    #[must_use]
    pub fn no_next_offset() -> Self {
        Self::json("no_next_offset", |body| {
            if let Some(fields) = body.as_object_mut().filter(|fields| fields.contains_key("next_offset")) {
                fields.insert("has_more".to_owned(), Value::Bool(true));
                fields.insert("next_offset".to_owned(), Value::Null);
            }
        })
    }

    /// A page says that it is the last one, whatever comes behind it.
    #[must_use]
    pub fn says_that_it_ends() -> Self {
        Self::json("says_that_it_ends", |body| {
            if let Some(fields) = body.as_object_mut().filter(|fields| fields.contains_key("next_offset")) {
                fields.insert("has_more".to_owned(), Value::Bool(false));
                fields.insert("next_offset".to_owned(), Value::Null);
            }
        })
    }

    /// The first item of a list tells its id and two fields that say nothing.
    #[must_use]
    pub fn three_fields() -> Self {
        Self::first_result("three_fields", |item| {
            *item = json!({"deviationid": item["deviationid"], "printid": null, "is_deleted": false});
        })
    }

    /// The entries of `deviation/metadata` have no list of tags, which is not the same as an empty one.
    #[must_use]
    pub fn no_tags() -> Self {
        Self::json("no_tags", |body| {
            let entries = body.get_mut("metadata").and_then(Value::as_array_mut);
            entries.into_iter().flatten().filter_map(Value::as_object_mut).for_each(|entry| {
                entry.remove("tags");
            });
        })
    }

    /// Replaces every `from` in the bytes by `to`: plant a marker in a title, and have it leave as half a surrogate pair (`\ud83d`).
    #[must_use]
    pub fn replaced(from: &'static str, to: &'static str) -> Self {
        Self::bytes("replaced", move |body| *body = String::from_utf8_lossy(body).replace(from, to).into_bytes())
    }

    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn apply(&self, body: &mut Vec<u8>) {
        (self.change)(body);
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Edit").field(&self.name).finish()
    }
}

impl PartialEq for Edit {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Edit {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_changes_one_item_and_leaves_its_neighbours() {
        let mut body = json!({"results": [{"a": 1}, {"a": 2}], "next_offset": 2, "has_more": true}).to_string().into_bytes();
        Edit::first_result("a", |item| item["a"] = Value::Null).apply(&mut body);
        Edit::no_next_offset().apply(&mut body);
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(value, json!({"results": [{"a": null}, {"a": 2}], "next_offset": null, "has_more": true}));
        let mut page = b"<html>".to_vec();
        Edit::no_next_offset().apply(&mut page);
        assert_eq!(page, b"<html>");
    }
}

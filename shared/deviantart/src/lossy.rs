//! JSON that is not quite JSON: one bad string or item costs itself and not the answer around it.
//!
//! An answer is read as it is. Where that fails, its strings are mended (half a surrogate pair, bytes that are no UTF-8, raw control characters,
//! escapes that JSON does not know), and where that does not help, its `results` are read one by one. An answer that breaks off stays unreadable: it
//! is asked for again.

use super::told;
use serde_json::Value;

/// The answer in these bytes. `endpoint` is for the log.
///
/// # Errors
/// No JSON at all, or an answer that breaks off: what is wrong with the bytes as they came.
pub fn value(bytes: &[u8], endpoint: &'static str) -> Result<Value, serde_json::Error> {
    let error = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !matches!(bytes.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'[')) {
        return Err(error);
    }
    let mended = mend(&String::from_utf8_lossy(bytes));
    if let Ok(value) = serde_json::from_str(&mended) {
        if told::first(&(endpoint, mended.len(), "mended")) {
            tracing::warn!(endpoint, %error, "an answer holds text that is no JSON; it is read without that");
        }
        return Ok(value);
    }
    item_by_item(&mended, endpoint).ok_or(error)
}

/// The same JSON with strings that every reader takes.
fn mend(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut rest, mut inside) = (json, false);
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '"' => {
                inside = !inside;
                out.push('"');
            }
            '\\' if inside => {
                taken = escape(rest, &mut out);
            }
            c if inside && c.is_control() => out.push(' '),
            c => out.push(c),
        }
        rest = &rest[taken..];
    }
    out
}

/// Writes the escape at the start of `rest`, mended; returns how long it was.
fn escape(rest: &str, out: &mut String) -> usize {
    match rest.as_bytes().get(1) {
        Some(b'u') => match (unit(rest), unit(rest.get(6..).unwrap_or_default())) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => {
                out.push_str(&rest[..12]);
                12
            }
            (Some(0xd800..=0xdfff), _) => {
                out.push('\u{fffd}');
                6
            }
            (Some(_), _) => {
                out.push_str(&rest[..6]);
                6
            }
            (None, _) => {
                out.push('\u{fffd}');
                2
            }
        },
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
            out.push_str(&rest[..2]);
            2
        }
        // The backslash goes, what follows it stays.
        _ => 1,
    }
}

/// The UTF-16 unit of a `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// The answer with those of its `results` that can be read; None: it has no such list, or breaks off.
fn item_by_item(json: &str, endpoint: &'static str) -> Option<Value> {
    let list = list(json)?;
    let rest = format!("{}[]{}", &json[..list.start], &json[list.end..]);
    let mut answer: Value = serde_json::from_str(&rest).ok()?;
    let results = list.items.iter().map(|(from, to)| match serde_json::from_str(&json[*from..*to]) {
        Ok(item) => item,
        Err(error) => {
            if told::first(&(endpoint, &json[*from..*to])) {
                tracing::warn!(endpoint, %error, "an item of an answer cannot be read and is left out");
            }
            Value::Null
        }
    });
    let results = results.collect();
    answer.as_object_mut()?.insert("results".to_owned(), Value::Array(results));
    Some(answer)
}

/// Where the list is and its items are.
struct List {
    start: usize,
    end: usize,
    items: Vec<(usize, usize)>,
}

/// Finds the list `results` of the outermost object. Walks without recursion: the depth of an item is nobody's limit.
fn list(json: &str) -> Option<List> {
    let mut walk = Walk { bytes: json.as_bytes(), at: 0 };
    let (mut depth, mut key) = (0_u32, None);
    loop {
        match walk.next()? {
            Token::Text(text) if depth == 1 => key = Some(text),
            Token::Open(b'[') if depth == 1 && key.as_deref() == Some(b"results") => return walk.items(),
            Token::Open(_) => depth += 1,
            Token::Close => depth = depth.checked_sub(1)?,
            Token::Comma if depth == 1 => key = None,
            Token::Text(_) | Token::Comma => {}
        }
    }
}

enum Token {
    Text(Vec<u8>),
    Open(u8),
    Close,
    Comma,
}

struct Walk<'j> {
    bytes: &'j [u8],
    /// Behind the last token.
    at: usize,
}

impl Walk<'_> {
    /// The next mark or string; numbers and words are passed over.
    fn next(&mut self) -> Option<Token> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            return Some(match byte {
                b'"' => Token::Text(self.text()?),
                b'{' | b'[' => Token::Open(byte),
                b'}' | b']' => Token::Close,
                b',' => Token::Comma,
                _ => continue,
            });
        }
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let from = self.at;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(self.bytes[from..self.at - 1].to_vec());
                }
                _ => self.at += 1,
            }
        }
    }

    /// The items of the list that was opened just now.
    fn items(mut self) -> Option<List> {
        let start = self.at - 1;
        let (mut items, mut from, mut depth) = (Vec::new(), self.at, 0_u32);
        loop {
            match self.next()? {
                Token::Open(_) => depth += 1,
                Token::Close if depth > 0 => depth -= 1,
                Token::Comma if depth == 0 => {
                    items.push((from, self.at - 1));
                    from = self.at;
                }
                Token::Close => {
                    if !self.bytes[from..self.at - 1].iter().all(u8::is_ascii_whitespace) {
                        items.push((from, self.at - 1));
                    }
                    return Some(List { start, end: self.at, items });
                }
                Token::Text(_) | Token::Comma => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::value;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(bytes: &[u8]) -> Value {
        value(bytes, "test").unwrap()
    }

    #[test]
    fn strings_are_mended_and_good_ones_stay() {
        let body = r#"{"a":"half \ud83d of","b":"\ud83d\ude00","c":"\udc00\ud83dx","d":"\q","e":"\u00zz","f":"\\ud83d","g":"\""}"#;
        let expected = json!({"a": "half \u{fffd} of", "b": "\u{1f600}", "c": "\u{fffd}\u{fffd}x", "d": "q", "e": "\u{fffd}00zz", "f": "\\ud83d", "g": "\""});
        assert_eq!(read(body.as_bytes()), expected);
        assert_eq!(read(b"{\"a\":\"\xff\x01\"}"), json!({"a": "\u{fffd} "}));
    }

    #[test]
    fn an_item_that_cannot_be_read_costs_itself() {
        let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
        let body =
            format!(r#"{{"x":{{"results":[7]}},"results": [ {{"a":"],"}}, {deep}, {{"n":1e999}}, {{"b":[1,{{}}]}} ],"next_offset":24}}"#);
        let expected = json!({"x": {"results": [7]}, "results": [{"a": "],"}, null, null, {"b": [1, {}]}], "next_offset": 24});
        assert_eq!(read(body.as_bytes()), expected);
    }

    #[test]
    fn what_breaks_off_or_is_no_json_stays_unreadable() {
        for body in [&b""[..], b"<html>", b"{\"results\":[{\"a\":1},{\"b\"", b"{\"results\":[1,2]", b"{\"a\":nonsense}"] {
            assert!(value(body, "test").is_err(), "{}", String::from_utf8_lossy(body));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = value(&bytes, "test");
        }

        #[test]
        fn what_looks_like_json_is_read_or_refused(text in r#"\{"results":[\[\]\{\}",:\\ud83c0-9a-z ]{0,80}"#) {
            let _ = value(text.as_bytes(), "test");
        }
    }
}

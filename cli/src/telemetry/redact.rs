//! What a secret looks like in a line of log. Hand-written scans instead of regular expressions: each rule is a few lines, and a line
//! without any of the marks is passed on as it is.

use std::borrow::Cow;

/// What stands in a secret's place.
const HIDDEN: &str = "[hidden]";
/// Keys whose values are secrets, in JSON, in forms, in query strings and in Debug output.
const KEYS: [&str; 7] = ["client_secret", "access_token", "refresh_token", "discord_token", "bot_token", "password", "authorization"];

/// The text without the secrets in it.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for rule in [url_password as fn(&str) -> Option<String>, scheme_value, path_token, key_value, quoted_token, bot_token] {
        if let Some(changed) = rule(&text) {
            text = Cow::Owned(changed);
        }
    }
    text
}

/// `://user:password@host` and `://token@host`: the whole of what stands before the `@` goes.
fn url_password(text: &str) -> Option<String> {
    replace_after(text, &["://"], |after| {
        let authority =
            after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>')).unwrap_or(after.len());
        // A password may itself hold a slash or an `@`; then it ends at the last `@` of the word.
        let word = after.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')).unwrap_or(after.len());
        let at = after[..word].rfind('@').filter(|at| after[..authority].contains('@') || after[..*at].contains(':'))?;
        Some((0, at))
    })
}

/// `Bearer x`, `Bot x`, `Basic x`.
fn scheme_value(text: &str) -> Option<String> {
    replace_after(text, &["bearer ", "bot ", "basic "], |after| {
        let end = token_end(after);
        // Short words follow "bot " in ordinary sentences.
        (end >= 16).then_some((0, end))
    })
    .or_else(|| replace_after(text, &["bearer "], |after| Some((0, token_end(after))).filter(|(_, end)| *end > 0)))
}

/// `/interactions/<id>/<token>` and `/webhooks/<id>/<token>`.
fn path_token(text: &str) -> Option<String> {
    replace_after(text, &["/interactions/", "/webhooks/"], |after| {
        let digits = after.find(|c: char| !c.is_ascii_digit())?;
        let token = after[digits..].strip_prefix('/').filter(|_| digits > 0)?;
        let end = token_end(token);
        (end > 0).then_some((digits + 1, digits + 1 + end))
    })
}

/// `key=value`, `key: value`, `"key":"value"`, `key: Some("value")`.
fn key_value(text: &str) -> Option<String> {
    replace_after(text, &KEYS, value)
}

/// `token: "value"`, `"token":"value"`, as interactions have it. Only in quotation marks: the bare word stands in ordinary sentences.
fn quoted_token(text: &str) -> Option<String> {
    replace_after(text, &["token"], |after| value(after).filter(|(start, _)| after[..*start].ends_with(['"', '\''])))
}

/// Where the value is of the key that ends here.
fn value(after: &str) -> Option<(usize, usize)> {
    let mut start = 0;
    let quoted = after.starts_with(['"', '\\', '\'']);
    start += after.find(|c| !matches!(c, '"' | '\\' | '\'')).filter(|_| quoted).unwrap_or(0);
    let separator = after[start..].chars().next().filter(|c| matches!(c, '=' | ':'))?;
    start += separator.len_utf8();
    start += after[start..].len() - after[start..].trim_start_matches([' ', '"', '\\', '\'']).len();
    if let Some(inner) = after[start..].strip_prefix("Some(") {
        start += 5 + (inner.len() - inner.trim_start_matches(['"', '\\']).len());
    }
    let value = &after[start..];
    let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\\' | '\'' | '&' | ',' | ')' | '}')).unwrap_or(value.len());
    (end > 0 && value[..end] != *HIDDEN).then_some((start, start + end))
}

/// Discord's own tokens: three parts of base64url with dots between, the first being an id in base64, wherever they stand.
fn bot_token(text: &str) -> Option<String> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut out: Option<String> = None;
    let mut done = 0;
    for word in text.split(|c: char| !part(c)).filter(|word| word.len() >= 50) {
        let parts: Vec<&str> = word.trim_matches('.').split('.').collect();
        let [id, stamp, mac] = parts[..] else { continue };
        if (17..=30).contains(&id.len()) && (5..=8).contains(&stamp.len()) && mac.len() >= 25 {
            // A sub-slice of `text`, so its place is the difference of the addresses' offsets.
            let Some(at) = text[done..].find(word).map(|at| at + done) else { continue };
            let out = out.get_or_insert_default();
            out.push_str(&text[done..at]);
            out.push_str(HIDDEN);
            done = at + word.len();
        }
    }
    out.map(|mut out| {
        out.push_str(&text[done..]);
        out
    })
}

fn token_end(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '=')) || c == '/')
        .unwrap_or(text.len())
}

/// Hides, after every occurrence of a mark (lower case, found in any case), the range that `secret` finds in what follows it.
fn replace_after(text: &str, marks: &[&str], secret: impl Fn(&str) -> Option<(usize, usize)>) -> Option<String> {
    // ASCII lower case keeps every byte's place.
    let lower = text.to_ascii_lowercase();
    let mut out: Option<String> = None;
    let (mut copied, mut from) = (0, 0);
    while let Some(after) = marks.iter().filter_map(|mark| Some(lower[from..].find(mark)? + from + mark.len())).min() {
        from = after;
        if let Some((start, end)) = secret(&text[after..]) {
            let out = out.get_or_insert_default();
            out.push_str(&text[copied..after + start]);
            out.push_str(HIDDEN);
            copied = after + end;
            from = copied;
        }
    }
    out.map(|mut out| {
        out.push_str(&text[copied..]);
        out
    })
}

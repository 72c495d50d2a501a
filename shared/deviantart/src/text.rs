//! Plain text out of what DeviantArt sends as text: HTML, or the newer editors' JSON markup.

use super::lossy;
use serde_json::Value;

/// Characters that an excerpt keeps.
pub const EXCERPT: usize = 500;
/// Characters of markup that are read at most.
const INPUT: usize = 64 * 1024;

/// The beginning of a text as plain text: HTML or the editors' JSON in, at most [`EXCERPT`] characters out. None when nothing is left.
#[must_use]
pub fn excerpt(source: &str) -> Option<String> {
    match lossy::value(source.as_bytes(), "markup") {
        Ok(markup @ (Value::Object(_) | Value::Array(_))) => of_markup(&markup),
        // Markup that breaks off: its brackets are no text.
        Err(_) if source.trim_start().starts_with('{') && source.contains("\"type\":") => None,
        _ => plain(&strip_html(source)),
    }
}

/// The same out of the editors' markup itself, which some answers hold as JSON and not as text.
#[must_use]
pub fn of_markup(markup: &Value) -> Option<String> {
    let mut text = String::new();
    collect(markup, &mut text);
    plain(&text)
}

fn plain(text: &str) -> Option<String> {
    let tidy = tidy(text);
    (!tidy.is_empty()).then(|| cut(&tidy, EXCERPT))
}

/// Text out of HTML: tags dropped, breaks and paragraph ends as line ends, character references resolved. A tag that never ends
/// is dropped with all that follows it.
fn strip_html(html: &str) -> String {
    let end = html.char_indices().nth(INPUT).map_or(html.len(), |(at, _)| at);
    let mut rest = &html[..end];
    let mut text = String::new();
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(tag) = rest.strip_prefix('<') {
            if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
                text.push('<');
                rest = tag;
                continue;
            }
            let Some(end) = tag.find('>') else { return text };
            let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect::<String>().to_ascii_lowercase();
            rest = &tag[end + 1..];
            match name.as_str() {
                "br" | "br/" | "/p" | "/div" | "/li" | "/h1" | "/h2" | "/h3" | "/blockquote" | "hr" => text.push('\n'),
                "script" | "style" => rest = rest.find(&format!("</{name}")).map_or("", |close| &rest[close..]),
                _ => {}
            }
        } else {
            let (character, length) = reference(rest);
            text.push(character);
            rest = &rest[length..];
        }
    }
    text.push_str(rest);
    text
}

/// The character that a reference at the start of `text` stands for, and the reference's length; a lone ampersand is itself.
fn reference(text: &str) -> (char, usize) {
    let name = text[1..].split(';').next().unwrap_or_default();
    if name.is_empty() || name.len() > 8 || !text[1 + name.len()..].starts_with(';') {
        return ('&', 1);
    }
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "hellip" => Some('…'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        "lsquo" => Some('‘'),
        "rsquo" => Some('’'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        _ => name.strip_prefix('#').and_then(|number| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }),
    };
    found.map_or(('&', 1), |character| (character, name.len() + 2))
}

/// Gathers the `text` of every node in reading order; a paragraph or block ends its line. The depth is bounded by the JSON parser.
fn collect(node: &Value, text: &mut String) {
    if text.len() > INPUT {
        return;
    }
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| collect(node, text)),
        Value::Object(fields) => {
            if let Some(Value::String(words)) = fields.get("text") {
                text.push_str(words);
            }
            for part in ["document", "blocks", "content", "children"] {
                if let Some(inner) = fields.get(part) {
                    collect(inner, text);
                }
            }
            let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
            let mention = kind.to_ascii_lowercase().ends_with("mention");
            if let Some(name) = fields.get("attrs").filter(|_| mention).and_then(mentioned) {
                text.push('@');
                text.push_str(name);
            }
            let inline = mention || kind == "text";
            let line_end = kind == "hardBreak";
            if line_end || (!inline && (fields.contains_key("content") || fields.contains_key("text"))) {
                text.push('\n');
            }
        }
        _ => {}
    }
}

/// Which user a mention names: the editor keeps the user beside it, and no text.
fn mentioned(attributes: &Value) -> Option<&str> {
    let places = ["/user/username", "/username", "/label", "/name"];
    let name = places.iter().find_map(|place| attributes.pointer(place)?.as_str())?;
    Some(name.trim_start_matches('@')).filter(|name| !name.is_empty())
}

/// Spaces and line ends in ordinary measure: runs of blanks are one, at most one empty line in a row, no control characters.
fn tidy(text: &str) -> String {
    let mut lines = Vec::new();
    let mut blank = true;
    for line in text.lines() {
        let line = line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        lines.push(line);
    }
    lines.join("\n").trim().to_owned()
}

/// At most `max` characters, cut between words where one ends near, with an ellipsis when something was cut.
fn cut(text: &str, max: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max) else { return text.to_owned() };
    let keep = text.char_indices().nth(max - 1).map_or(end, |(at, _)| at);
    let head = &text[..keep];
    let head = match head.rfind(char::is_whitespace) {
        Some(at) if head.len() - at < 60 => &head[..at],
        _ => head,
    };
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn html_becomes_plain_text() {
        let html = "Hello <b>there</b>&nbsp;&amp; you<br /><br /><br>next &#8212; <script>evil()</script>line &lt;3 &unknown; a < b";
        assert_eq!(excerpt(html).as_deref(), Some("Hello there & you\n\nnext — line <3 &unknown; a < b"));
        assert_eq!(excerpt("<p> </p>"), None);
        assert_eq!(excerpt("text <img src=\"never closed"), Some("text".to_owned()));
    }

    #[test]
    fn the_editors_markup_becomes_plain_text() {
        let tiptap = r#"{"version":1,"document":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"One "},{"type":"text","text":"line"}]},{"type":"paragraph","content":[{"type":"text","text":"Two"}]}]}}"#;
        assert_eq!(excerpt(tiptap).as_deref(), Some("One line\nTwo"));
        let draft = r#"{"blocks":[{"key":"a","text":"First","type":"unstyled"},{"text":"Second"}],"entityMap":{}}"#;
        assert_eq!(excerpt(draft).as_deref(), Some("First\nSecond"));
    }

    #[test]
    fn a_mention_is_told_by_its_name() {
        let tiptap = r#"{"version":1,"document":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"For "},{"type":"da-mention","attrs":{"user":{"userId":7,"username":"Mara"}}},{"type":"text","text":" and "},{"type":"mention","attrs":{"id":"x","label":"@kim"}},{"type":"mention","attrs":{}},{"type":"text","text":"."}]}]}}"#;
        assert_eq!(excerpt(tiptap).as_deref(), Some("For @Mara and @kim."));
    }

    #[test]
    fn markup_that_is_not_quite_json_is_read_and_what_breaks_off_is_no_text() {
        let half = r#"{"document":{"type":"doc","content":[{"type":"text","text":"half \ud83d of it"}]}}"#;
        assert_eq!(excerpt(half).as_deref(), Some("half \u{fffd} of it"));
        assert_eq!(excerpt(&half[..60]), None);
        assert_eq!(excerpt("{curly} words").as_deref(), Some("{curly} words"));
    }

    #[test]
    fn a_number_is_text_and_not_markup() {
        assert_eq!(excerpt("2026"), Some("2026".to_owned()));
        assert_eq!(excerpt("\"quoted\""), Some("\"quoted\"".to_owned()));
    }

    proptest! {
        #[test]
        fn any_text_stays_within_the_limit_and_without_control_characters(source in "(?s).{0,3000}") {
            if let Some(text) = excerpt(&source) {
                prop_assert!(text.chars().count() <= EXCERPT);
                prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            }
        }

        #[test]
        fn markup_like_input_never_panics(source in "[<>&;#xbr/\"a é]{0,200}") {
            let _ = excerpt(&source);
        }
    }
}

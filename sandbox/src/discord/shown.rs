//! What a message shows: a post for each embed, and one for each line of a list.

use serde_json::Value;

/// One post of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Title of the embed or of the line; else the message's text.
    pub title: String,
    /// Address of the embed or of the line; else the message's text.
    pub link: String,
}

impl Shown {
    /// What a message with this body shows, as requests and answers have it.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "for the chains of iterators of tests")]
    pub fn of(message: Value) -> Vec<Self> {
        shown(&message)
    }
}

/// What this message object shows. A message without embeds shows its text.
pub(crate) fn shown(message: &Value) -> Vec<Shown> {
    let content = message["content"].as_str().unwrap_or("");
    let embeds = message["embeds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |value: &Value| value.as_str().unwrap_or(content).to_owned();
    let mut found: Vec<Shown> = Vec::new();
    for embed in embeds {
        let lines: Vec<Shown> = embed["description"].as_str().unwrap_or("").lines().filter_map(line).collect();
        match lines.is_empty() {
            true => found.push(Shown { title: of(&embed["title"]), link: of(&embed["url"]) }),
            false => found.extend(lines),
        }
    }
    if embeds.is_empty() && !content.is_empty() {
        found.push(Shown { title: content.to_owned(), link: content.to_owned() });
    }
    found
}

/// A line that is a masked link and nothing else.
fn line(line: &str) -> Option<Shown> {
    let (title, link) = line.strip_prefix('[')?.strip_suffix(')')?.split_once("](http")?;
    Some(Shown { title: title.replace('\\', ""), link: format!("http{link}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn embeds_and_the_lines_of_a_list_are_posts() {
        let list = "[One \\(1\\)](https://a/1)\n[Two](https://a/2)";
        let message =
            json!({"content": "<@&7>", "embeds": [{"title": "T", "url": "https://a/0"}, {"title": "And 2 more", "description": list}]});
        let links: Vec<_> = shown(&message).into_iter().map(|post| (post.title, post.link)).collect();
        let expected = [("T", "https://a/0"), ("One (1)", "https://a/1"), ("Two", "https://a/2")];
        assert_eq!(links, expected.map(|(title, link)| (title.to_owned(), link.to_owned())));
        assert_eq!(shown(&json!({"content": "x", "embeds": []})).len(), 1);
        assert_eq!(shown(&json!({"content": "", "embeds": []})).len(), 0);
    }
}

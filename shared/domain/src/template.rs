//! Templates: the one line that a watch writes of each post, in a moderator's words with fields such as `{title}`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Characters of a template at most.
pub const MOST: usize = 200;

/// What a template can name. Each at most once, which bounds what a line becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The artist's name.
    Artist,
    /// The post's title; of a status its first words.
    Title,
    /// What kind of post it is.
    Kind,
    /// The folder that the watch is of.
    Folder,
    /// The post's address on DeviantArt.
    Url,
    /// The post's first tags.
    Tags,
}

impl Field {
    /// As it stands between braces.
    #[must_use]
    pub const fn word(self) -> &'static str {
        <Self as strum::VariantNames>::VARIANTS[self as usize]
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it was typed.
    Text(String),
    /// What is put in for each post.
    Field(Field),
}

/// A template as it was typed, and its parts. Two are equal when their texts are. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    text: Arc<str>,
    parts: Arc<[Part]>,
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what:?} at bytes {place:?}")]
pub struct Problem {
    /// What is wrong.
    pub what: Wrong,
    /// Where in the text, in bytes; never empty unless the text is.
    pub place: Range<usize>,
}

/// What can be wrong with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has more than [`MOST`] characters: this many.
    TooLong(usize),
    /// It has more than one line.
    Lines,
    /// A brace without its partner.
    OpenBrace,
    /// Between braces stands nothing that a template can name.
    UnknownField,
    /// A field stands in it twice.
    Twice,
    /// It has neither the title nor the address: its reader could not tell which post it is about.
    NoPost,
}

impl Wrong {
    /// A template that does it right.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::TooLong(_) | Self::Lines | Self::OpenBrace => "{artist}: {title} {url}",
            Self::UnknownField | Self::Twice => "**{title}** ({kind}) {url}",
            Self::NoPost => "{artist} has something new: {url}",
        }
    }
}

/// Everything that can stand between braces.
#[must_use]
pub const fn fields() -> &'static [&'static str] {
    <Field as strum::VariantNames>::VARIANTS
}

impl Template {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// What is wrong with it, and where in `text`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |what, place| Err(Problem { what, place });
        let length = text.chars().count();
        if let Some((from, _)) = text.char_indices().nth(MOST) {
            return wrong(Wrong::TooLong(length), from..text.len());
        }
        if let Some(at) = text.find(['\n', '\r']) {
            return wrong(Wrong::Lines, at..text.len());
        }
        let (mut parts, mut seen, mut at) = (Vec::new(), Vec::new(), 0);
        while let Some(open) = text[at..].find(['{', '}']).map(|found| at + found) {
            let close = text[open..].find('}').map(|found| open + found).filter(|close| *close > open);
            let Some(close) = close else { return wrong(Wrong::OpenBrace, open..text.len()) };
            let place = open..close + 1;
            let Ok(field) = text[open + 1..close].trim().to_ascii_lowercase().parse::<Field>() else {
                return wrong(Wrong::UnknownField, place);
            };
            if seen.contains(&field) {
                return wrong(Wrong::Twice, place);
            }
            if open > at {
                parts.push(Part::Text(text[at..open].to_owned()));
            }
            seen.push(field);
            parts.push(Part::Field(field));
            at = place.end;
        }
        if at < text.len() {
            parts.push(Part::Text(text[at..].to_owned()));
        }
        if !seen.iter().any(|field| matches!(field, Field::Title | Field::Url)) {
            return wrong(Wrong::NoPost, 0..text.len());
        }
        Ok(Self { text: text.into(), parts: parts.into() })
    }

    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether this field stands in it.
    #[must_use]
    pub fn names(&self, field: Field) -> bool {
        self.parts.contains(&Part::Field(field))
    }

    /// Its pieces, in their order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// Whether a template that was stored asks for tags, told by its text alone; errs on the side of yes.
#[must_use]
pub fn may_need_tags(text: &str) -> bool {
    text.to_ascii_lowercase().contains("tags")
}

impl TryFrom<String> for Template {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text)
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.text().to_owned()
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Template {}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Template").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_text_and_fields() {
        let template = Template::parse("**{ Title }** by {artist}!").unwrap();
        let text = |text: &str| Part::Text(text.to_owned());
        assert_eq!(template.parts(), [text("**"), Part::Field(Field::Title), text("** by "), Part::Field(Field::Artist), text("!")]);
        assert_eq!(template, Template::parse(template.text()).unwrap());
        assert!([Field::Artist, Field::Tags].iter().all(|field| field.word().parse() == Ok(*field)));
        assert_eq!(fields(), ["artist", "title", "kind", "folder", "url", "tags"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, what, part) in [
            ("new: {titel} {url}", Wrong::UnknownField, "{titel}"),
            ("{title} {artist", Wrong::OpenBrace, "{artist"),
            ("{title} a}", Wrong::OpenBrace, "}"),
            ("{url} {url}", Wrong::Twice, "{url}"),
            ("{title}\nmore", Wrong::Lines, "\nmore"),
            ("hello {artist}", Wrong::NoPost, "hello {artist}"),
            ("{{title}}", Wrong::UnknownField, "{{title}"),
        ] {
            let problem = Template::parse(text).unwrap_err();
            assert_eq!((problem.what, &text[problem.place]), (what, part));
            assert!(Template::parse(problem.what.example()).is_ok());
        }
        let long = Template::parse(&format!("{{title}}{}", "\u{e4}".repeat(200))).unwrap_err();
        assert_eq!((long.what, long.place), (Wrong::TooLong(207), 393..407));
        assert_eq!(Template::parse("").unwrap_err().what, Wrong::NoPost);
    }
}

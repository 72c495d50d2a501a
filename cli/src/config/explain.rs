//! What is wrong with a configuration, in words for somebody who writes a file. No value is ever repeated: it may be a secret in the wrong
//! place, and its writer knows where to look.

use figment::error::{Actual, Kind};

/// Figment's error as one line with the key and its origin.
pub fn explain(error: &figment::Error) -> String {
    error
        .clone()
        .into_iter()
        .map(|one| {
            let key = if one.path.is_empty() { String::new() } else { format!(" (key {})", one.path.join(".")) };
            let origin = one.metadata.as_ref().map_or_else(String::new, |metadata| match &metadata.source {
                Some(source) => format!(" in {source}"),
                None => format!(" in {}", metadata.name),
            });
            format!("{}{key}{origin}", what(&one.kind))
        })
        .collect::<Vec<_>>()
        .join("; ")
}

fn what(kind: &Kind) -> String {
    match kind {
        Kind::UnknownField(name, known) => format!("there is no key {name}; the keys are {}", known.join(", ")),
        Kind::InvalidType(found, wanted) => format!("found {} where {wanted} is wanted", a(found)),
        Kind::InvalidValue(found, wanted) => format!("found {} that cannot be used; it must be {wanted}", a(found)),
        Kind::Unsupported(found) | Kind::UnsupportedKey(found, _) => format!("{} cannot be used here", a(found)),
        Kind::UnknownVariant(_, known) => format!("the value must be one of {}", known.join(", ")),
        Kind::ISizeOutOfRange(_) | Kind::USizeOutOfRange(_) => "the number is out of range".to_owned(),
        // The file's parser draws the line with an arrow below it; its first and last lines say where and what.
        Kind::Message(text) if text.contains('\n') => {
            let told: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('|')).collect();
            told.join(": ")
        }
        // Of our own words, or of a parser's that does not quote.
        Kind::Message(text) => unquoted(text),
        other => other.to_string(),
    }
}

/// What kind of value it is.
fn a(found: &Actual) -> &'static str {
    match found {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number",
        Actual::Str(_) | Actual::Char(_) | Actual::Bytes(_) => "a text",
        Actual::Map => "a section",
        Actual::Seq => "a list",
        _ => "something else",
    }
}

/// The text without what stands between quotation marks.
fn unquoted(text: &str) -> String {
    let kept = text.split('"').enumerate().map(|(number, part)| if number % 2 == 0 { part } else { "…" });
    kept.collect::<Vec<_>>().join("\"")
}

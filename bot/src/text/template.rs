//! What is said of templates.

use super::filter::marked;
use super::format::{join, sentences};
use crate::language::{say, word};
use domain::template::{Field, MOST, Problem, Template, Wrong, fields};

pub(crate) fn button() -> &'static str {
    word("template-button")
}

/// At most 45 characters, as the next one.
pub(crate) fn form() -> &'static str {
    word("template-form")
}

pub(crate) fn label() -> &'static str {
    word("template-label")
}

/// One that is right.
pub(crate) const fn placeholder() -> &'static str {
    Wrong::Lines.example()
}

/// In full.
pub(super) fn whole(template: &Template) -> String {
    super::filter::code(template.text(), MOST + 10)
}

/// As it is typed.
fn code(field: &str) -> String {
    format!("`{{{field}}}`")
}

/// What is wrong, the place between two marks, and a template that does it right.
pub(crate) fn problem(typed: &str, problem: &Problem) -> String {
    let why = match problem.what {
        Wrong::TooLong(length) => say!("template-too-long", length = length, most = MOST),
        Wrong::Lines => say!("template-lines"),
        Wrong::OpenBrace => say!("template-open-brace"),
        Wrong::UnknownField => say!("template-unknown-field", fields = join(fields().iter().copied().map(code))),
        Wrong::Twice => say!("template-twice"),
        Wrong::NoPost => say!("template-no-post", title = code(Field::Title.word()), url = code(Field::Url.word())),
    };
    let example = format!("`{}`", problem.what.example());
    format!("{why}\n`{}`\n{}", marked(typed, &problem.place), say!("filter-right", example = example))
}

pub(crate) fn set(template: &Template) -> String {
    let address = if template.names(Field::Url) { String::new() } else { say!("template-address") };
    sentences([say!("template-set", template = whole(template)), address])
}

pub(crate) fn unset() -> String {
    say!("template-unset")
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn the_place_that_is_wrong_is_marked() {
        let wrong = |typed: &str| problem(typed, &Template::parse(typed).unwrap_err());
        assert_snapshot!(wrong("new: {titel} {url}"), @r"
        Between the braces I only know `{artist}`, `{title}`, `{kind}`, `{folder}`, `{url}`, `{tags}`.
        `new: ▶{titel}◀ {url}`
        This would be right: `**{title}** ({kind}) {url}`
        ");
        for odd in ["{title", "{title} {title}", "by {artist}", "{title}\nx", &"x".repeat(201)] {
            assert!(wrong(odd).lines().next().is_some_and(|why| why.ends_with('.')), "{odd}");
        }
        assert!(form().chars().count() <= 45 && label().chars().count() <= 45 && Template::parse(placeholder()).is_ok());
    }
}

//! From what a moderator typed to the parts of a filter.

use super::limits::{MOST, REGEXES};
use super::problem::{Problem, What};
use super::term::{Clause, Item, Term};
use super::text;
use regex::RegexBuilder;
use std::ops::Range;

/// Bytes that a compiled regular expression may take: its size is what a match costs at each character. Room for two `\w+`, which are tables of
/// all the world's letters; the worst of this size takes a fifth of a millisecond for a title (`cargo run --release -p domain --example filter_cost`).
const REGEX_SIZE: usize = 128 * 1024;
/// How deep its groups may be.
const REGEX_DEPTH: u32 = 20;

/// Reads a filter: clauses that all have to hold.
pub(super) fn parse(text: &str) -> Result<Vec<Clause>, Problem> {
    let length = text.chars().count();
    if length > MOST {
        let from = text.char_indices().nth(MOST).map_or(text.len(), |(at, _)| at);
        return Err(Problem { what: What::TooLong(length), place: from..text.len() });
    }
    let mut reader = Reader { text, at: 0, regexes: 0 };
    let (mut clauses, mut or) = (Vec::<Clause>::new(), None);
    while let Some(start) = reader.next_start() {
        if let Some(place) = reader.or() {
            if or.is_some() || clauses.is_empty() {
                return Err(Problem { what: What::LoneOr, place });
            }
            or = Some(place);
            continue;
        }
        let item = reader.item(start)?;
        match (or.take(), clauses.last_mut()) {
            (Some(_), Some(clause)) => clause.items.push(item),
            _ => clauses.push(Clause { items: vec![item] }),
        }
    }
    match or {
        Some(place) => Err(Problem { what: What::LoneOr, place }),
        None if clauses.is_empty() => Err(Problem { what: What::Empty, place: 0..text.len() }),
        None => Ok(clauses),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    regexes: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character if it is one of these.
    fn take(&mut self, is: impl Fn(char) -> bool) -> bool {
        let Some(c) = self.peek().filter(|c| is(*c)) else { return false };
        self.at += c.len_utf8();
        true
    }

    /// Where the next part begins.
    fn next_start(&mut self) -> Option<usize> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        (!self.rest().is_empty()).then_some(self.at)
    }

    /// Takes everything up to the next white space.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        self.at += word.len();
        word
    }

    fn or(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.word() == "OR" {
            return Some(start..self.at);
        }
        self.at = start;
        None
    }

    fn item(&mut self, start: usize) -> Result<Item, Problem> {
        let negated = self.take(is_minus);
        if negated && self.peek().is_none_or(|c| c.is_whitespace() || is_minus(c)) {
            self.word();
            return Err(Problem { what: What::LoneMinus, place: start..self.at });
        }
        let term = self.term(start)?;
        Ok(Item { term, negated, place: start..self.at })
    }

    fn term(&mut self, start: usize) -> Result<Term, Problem> {
        if self.take(is_quote) {
            let phrase = self.quoted(start)?;
            return self.words(phrase, start);
        }
        if self.take(|c| c == '/') {
            return self.regex(start);
        }
        if self.take(|c| matches!(c, '#' | '\u{ff03}')) {
            let name = if self.take(is_quote) { self.quoted(start)? } else { self.word() };
            let (tag, open) = (text::tag(name), name.ends_with('*'));
            return if tag.is_empty() { Err(self.problem(What::LoneHash, start)) } else { Ok(Term::Tag { tag, open }) };
        }
        let (from, word) = (self.at, self.word());
        match word.split_once([':', '\u{ff1a}']) {
            // A smiley, or a time.
            Some((field, value)) if field.chars().all(char::is_alphabetic) && !field.is_empty() && !value.is_empty() => {
                self.field((field, value), from, start)
            }
            _ => self.words(word, start),
        }
    }

    /// `kind:`, `is:` or `folder:`; `from`: where the field begins, behind a minus.
    fn field(&mut self, (field, value): (&str, &'t str), from: usize, start: usize) -> Result<Term, Problem> {
        match field.to_lowercase().as_str() {
            "kind" => value.to_lowercase().parse().map(Term::Kind).map_err(|_| self.problem(What::UnknownKind, start)),
            "is" => match value.to_lowercase().as_str() {
                "ai" => Ok(Term::Ai),
                "mature" => Ok(Term::Mature),
                "locked" => Ok(Term::Locked),
                _ => Err(self.problem(What::UnknownIs, start)),
            },
            "folder" => {
                let mut name = value;
                if value.starts_with(is_quote) {
                    self.at = from + field.len();
                    self.take(|c| matches!(c, ':' | '\u{ff1a}'));
                    self.take(is_quote);
                    name = self.quoted(start)?;
                }
                let words = text::needle(name);
                if words.is_empty() { Err(self.problem(What::NoWord, start)) } else { Ok(Term::Folder(words)) }
            }
            _ => Err(self.problem(What::UnknownField, start)),
        }
    }

    /// Up to the closing quotation mark, behind which a part ends.
    fn quoted(&mut self, start: usize) -> Result<&'t str, Problem> {
        let rest = self.rest();
        let Some((length, mark)) = rest.char_indices().find(|(_, c)| is_quote(*c)) else {
            self.at = self.text.len();
            return Err(self.problem(What::OpenQuote, start));
        };
        self.at += length + mark.len_utf8();
        Ok(rest.get(..length).unwrap_or_default())
    }

    fn words(&self, text: &str, start: usize) -> Result<Term, Problem> {
        let open = text.ends_with('*');
        let words = text::needle(text.strip_suffix('*').unwrap_or(text));
        match words.iter().any(|c| c.is_alphanumeric() || !c.is_ascii()) {
            true => Ok(Term::Words { words, open }),
            false => Err(self.problem(What::NoWord, start)),
        }
    }

    fn regex(&mut self, start: usize) -> Result<Term, Problem> {
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.char_indices().find(|(_, c)| {
            let ends = *c == '/' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let Some((end, _)) = end else {
            self.at = self.text.len();
            return Err(self.problem(What::OpenRegex, start));
        };
        self.at += end + 1;
        // `\/` is a slash; the engine takes no escape that it does not need.
        let pattern = rest.get(..end).unwrap_or_default().replace("\\/", "/");
        self.regexes += 1;
        if self.regexes > REGEXES {
            return Err(self.problem(What::LargeRegex, start));
        }
        let mut builder = RegexBuilder::new(&pattern);
        builder.case_insensitive(true).size_limit(REGEX_SIZE).dfa_size_limit(REGEX_SIZE).nest_limit(REGEX_DEPTH);
        match builder.build() {
            Ok(_) if pattern.is_empty() => Err(self.problem(What::OpenRegex, start)),
            Ok(regex) => Ok(Term::Regex(Box::new(regex))),
            Err(regex::Error::CompiledTooBig(_)) => Err(self.problem(What::LargeRegex, start)),
            Err(error) => Err(self.problem(What::BadRegex(last_line(&error.to_string())), start)),
        }
    }

    const fn problem(&self, what: What, start: usize) -> Problem {
        Problem { what, place: start..self.at }
    }
}

/// What the engine says at the end of several lines: the sentence itself.
fn last_line(error: &str) -> String {
    let line = error.lines().last().unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}

/// Phones put typographic marks where somebody types plain ones.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' | '\u{300c}' | '\u{300d}')
}

const fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

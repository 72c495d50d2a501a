//! The bot's own messages as a channel's history shows them, and which notification one of them is. Pure.
//!
//! Discord repeats a nonce only in the answer to the creation, so the card itself is compared.

use super::task::body;
use crate::card::{is_test, post_name, post_number, text_of};
use crate::discord::answer::snowflake;
use crate::discord::time::created;
use crate::language;
use domain::care::Form;
use domain::clock::Timestamp;
use domain::language::Language;
use domain::notification::{Due, Subject};
use domain::watch::Style;
use serde_json::Value;

/// One of the bot's own messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    pub id: u64,
    /// What its post of a forum is called.
    pub name: Option<String>,
    content: String,
    cards: Vec<Card>,
    /// What it lists by title and link.
    lines: Vec<Line>,
}

/// What tells cards apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Card {
    url: String,
    title: String,
    text: String,
    /// When the post was published.
    of: Option<Timestamp>,
}

/// One post of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    url: String,
}

/// What a notification's message looks like, in each of its forms and in every language: its server may have changed its language since it was sent.
#[derive(Debug)]
pub(super) struct Wanted {
    cards: Vec<Card>,
    /// Its plain form, and the line of its watch's template.
    plain: Vec<String>,
    /// What a post of a forum that begins with it is called.
    names: Vec<String>,
    /// Earlier versions gave it another text.
    any_text: bool,
}

/// How sure it is that a message is the wanted one, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// A card of the same post.
    Same,
    /// The same words.
    Alike,
    /// A card whose embed somebody has removed: whichever it was.
    Bare,
}

impl Own {
    /// Reads a message of the history; None: somebody else's, an answer to a command, or a test, which stands for no notification.
    pub fn read(message: &Value, me: u64) -> Option<Self> {
        let id = snowflake(message.get("id")?)?;
        let author = snowflake(message.get("author")?.get("id")?)?;
        let ours = author == me && message.get("type").and_then(Value::as_u64).unwrap_or(0) == 0;
        (ours && !is_test(&text(message, "content"))).then(|| Self {
            id,
            name: None,
            content: text(message, "content"),
            cards: embeds(message).map(Card::read).collect(),
            lines: embeds(message).flat_map(listed).chain(linked(&text(message, "content"))).collect(),
        })
    }

    /// The same as the first message of a post with this name.
    pub fn of_post(self, name: String) -> Self {
        Self { name: Some(name), ..self }
    }

    /// The first message of a post, which somebody has removed.
    pub const fn bare(id: u64, name: String) -> Self {
        Self { id, name: Some(name), content: String::new(), cards: Vec::new(), lines: Vec::new() }
    }

    pub fn at(&self) -> Timestamp {
        created(self.id)
    }

    /// Whether this can be the wanted message, or the one that brings it with others.
    pub fn fit(&self, wanted: &Wanted) -> Option<Fit> {
        if !wanted.cards.is_empty() {
            let of_card = |there: &Card| wanted.cards.iter().filter_map(|ours| there.fit(ours, wanted.any_text)).min();
            let of_line = |there: &Line| wanted.cards.iter().filter_map(|ours| there.fit(ours)).min();
            let fits = self.cards.iter().filter_map(of_card).chain(self.lines.iter().filter_map(of_line));
            if let Some(fit) = fits.min() {
                // What stands beside others is not taken for another post: each has its own place.
                let several = self.cards.len() + self.lines.len() > 1;
                return Some(if several { Fit::Same } else { fit });
            }
            if self.cards.is_empty() && only_pings(&self.content) {
                return match &self.name {
                    None => Some(Fit::Bare),
                    // Its name tells which it was.
                    Some(name) => wanted.names.contains(name).then_some(Fit::Alike),
                };
            }
        }
        // Discord adds embeds to links, so embeds of a plain message say nothing.
        let content = without_pings(&self.content);
        wanted.plain.iter().any(|plain| !plain.is_empty() && content == without_pings(plain)).then_some(Fit::Alike)
    }
}

impl Line {
    fn fit(&self, ours: &Card) -> Option<Fit> {
        // The artist may have changed the title since, and the address with it; not its number.
        post_number(&self.url).filter(|number| Some(*number) == post_number(&ours.url)).map(|_| Fit::Same)
    }
}

impl Card {
    fn read(embed: &Value) -> Self {
        let of = embed.get("timestamp").and_then(Value::as_str).and_then(|time| chrono::DateTime::parse_from_rfc3339(time).ok());
        let (url, title, text) = (text(embed, "url"), text(embed, "title"), text(embed, "description"));
        Self { url, title, text, of: of.map(|time| time.to_utc()) }
    }

    fn fit(&self, ours: &Self, any_text: bool) -> Option<Fit> {
        match (post_number(&self.url), post_number(&ours.url)) {
            (there, Some(ours)) if there == Some(ours) => Some(Fit::Same),
            (_, None) if self.is_like(ours, any_text) => Some(Fit::Alike),
            _ => None,
        }
    }

    /// For cards without a post's address: statuses of one artist have the same title, and differ in time and words.
    fn is_like(&self, ours: &Self, any_text: bool) -> bool {
        let seconds = |time: Option<Timestamp>| time.map(|time| time.timestamp());
        let same_time = self.of.is_none() || ours.of.is_none() || seconds(self.of) == seconds(ours.of);
        let same_text = any_text || self.text == ours.text || (!ours.url.is_empty() && self.of.is_some() && ours.of.is_some());
        self.url == ours.url && self.title == ours.title && same_time && same_text
    }
}

impl Wanted {
    /// What this notification looks like when it goes alone.
    ///
    /// The watch may have had another style when it was sent: a card stands for all of them, since each shows the post's address.
    pub fn of(due: &Due) -> Self {
        let mut due = due.clone();
        if let Some(watch) = &mut due.watch {
            watch.wish.style = Style::Card;
        }
        let (mut cards, mut plain, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for language in Language::OFFERED {
            due.language = language;
            let card = body(&due, false, false).as_ref().and_then(|body| embeds(body).next().map(Card::read));
            cards.extend(card.filter(|card| !cards.contains(card)));
            names.extend([false, true].map(|plain| post_name(&due, plain)));
            let words = body(&due, true, false).map(|body| text(&body, "content"));
            let line = language::with(language, || text_of(&due, Form::Line));
            for words in words.into_iter().chain(line) {
                if !plain.contains(&words) {
                    plain.push(words);
                }
            }
        }
        Self { cards, plain, names, any_text: matches!(due.subject, Subject::Digest { .. }) }
    }
}

fn embeds(message: &Value) -> impl Iterator<Item = &Value> {
    message.get("embeds").and_then(Value::as_array).into_iter().flatten()
}

/// The posts that this embed lists: links whose text is escaped, as no text of an artist is.
fn listed(embed: &Value) -> impl Iterator<Item = Line> {
    let text = embed.get("description").and_then(Value::as_str).unwrap_or_default();
    text.lines().filter_map(|line| {
        let (_, url) = line.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
        Some(Line { url: url.to_owned() })
    })
}

/// The posts to which a message's own text links: what an artist wrote links to nothing.
fn linked(content: &str) -> Vec<Line> {
    let addresses = content.match_indices("https://").filter_map(|(at, _)| content[at..].split([' ', '\n', ')', '>']).next());
    addresses.filter(|url| post_number(url).is_some()).map(|url| Line { url: url.to_owned() }).collect()
}

fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// Nothing, or the ping of a role: all that a card has beside its embed.
fn only_pings(content: &str) -> bool {
    without_pings(content).is_empty()
}

/// The text behind the pings of roles with which it begins. Which roles a message pings is decided when it is sent, not when it is looked for.
fn without_pings(content: &str) -> &str {
    let mut rest = content.trim();
    while let Some((id, behind)) = rest.strip_prefix("<@&").and_then(|rest| rest.split_once('>')) {
        if id.is_empty() || !id.bytes().all(|digit| digit.is_ascii_digit()) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;

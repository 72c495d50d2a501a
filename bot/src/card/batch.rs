//! Several posts of one artist become one message: cards as far as Discord takes them, then a list of the rest by title and link. Pure.

use super::clean::Lines;
use super::embed::{author, colour, footer, gallery, place_of};
use super::escape::{markdown, units};
use super::line::line;
use super::nonce::batch_nonce;
use super::piece::Piece;
use super::ping;
use crate::language::{self, Language};
use crate::text;
use domain::notification::Due;
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::Watch;
use serenity::builder::{CreateEmbed, CreateMessage};

/// Embeds that Discord takes in one message.
const EMBEDS: usize = 10;
/// UTF-16 units that Discord takes in all embeds of one message together.
const TEXT: usize = 6_000;
/// UTF-16 units that Discord takes in one description.
const DESCRIPTION: usize = 4_096;
/// UTF-16 units of the cards of a message that cannot hold everything: the rest of it is for the list.
const CARDS: usize = 2_000;

/// How a message shows its posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As cards; what is too much for them is listed.
    Cards,
    /// All listed: the cards before it were enough, or the posts are old.
    List,
}

/// How many posts a message shows in which way: first the cards, then the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    cards: usize,
    lines: usize,
}

impl Plan {
    const fn posts(self) -> usize {
        self.cards + self.lines
    }
}

/// The lengths of what a message could show, in UTF-16 units.
struct Sizes {
    cards: Vec<usize>,
    /// None: it cannot be listed.
    lines: Vec<Option<usize>>,
    /// Everything around the lines.
    heading: usize,
}

/// How many of these posts, from the first on, one message brings; at least one. In the language of their server.
#[must_use]
pub fn fitting(posts: &[&Due], form: Form) -> usize {
    language::with(language_of(posts), || plan(&sizes(&pieces(posts)), form).posts())
}

/// The server may have changed its language since the first of them was read: one message has one language.
fn language_of(posts: &[&Due]) -> Language {
    posts.first().map(|due| due.language).unwrap_or_default()
}

/// The message for all of these posts of one artist and watch, in this order; with its own nonce, and in the language of their server. None: one
/// message does not hold them.
#[must_use]
pub fn message(posts: &[&Due], form: Form) -> Option<CreateMessage> {
    let first = posts.first()?;
    let embeds = language::with(language_of(posts), || whole(&pieces(posts), form))?;
    let ids: Vec<_> = posts.iter().map(|due| due.id).collect();
    let (message, content) = ping::begin(first, batch_nonce(&ids));
    let message = message.embeds(embeds);
    Some(if content.is_empty() { message } else { message.content(content) })
}

/// What a message that was sent shows now of all of its posts. Titles may have grown: what no longer has room as cards is listed, and what cannot be
/// listed is counted.
pub(super) fn again(posts: &[Piece<'_>], form: Form) -> Vec<CreateEmbed> {
    let posts: Vec<Option<Piece<'_>>> = posts.iter().cloned().map(Some).collect();
    if let Some(embeds) = whole(&posts, form).or_else(|| whole(&posts, Form::List)) {
        return embeds;
    }
    // The lines in whose place the number stands are longer than it.
    let named = plan(&sizes(&posts), Form::List).posts().saturating_sub(2).max(1);
    let (named, rest) = posts.split_at(named.min(posts.len()));
    let mut embeds = whole(named, Form::List).or_else(|| whole(&named[..1], Form::Cards)).unwrap_or_default();
    let rest = text::card::digest_rest(u32::try_from(rest.len()).unwrap_or(u32::MAX), false);
    embeds.push(CreateEmbed::new().colour(colour(PostKind::Other)).description(rest));
    embeds
}

fn pieces<'a>(posts: &[&'a Due]) -> Vec<Option<Piece<'a>>> {
    posts.iter().map(|due| Piece::of(due)).collect()
}

/// The embeds that show all of these. None: one message does not hold them.
fn whole(posts: &[Option<Piece<'_>>], form: Form) -> Option<Vec<CreateEmbed>> {
    let first = posts.first()?.as_ref()?.due;
    let plan = plan(&sizes(posts), form);
    if plan.posts() != posts.len() {
        return None;
    }
    let (carded, listed) = posts.split_at(plan.cards);
    let mut embeds = carded.iter().map(|post| Some(post.as_ref()?.embed())).collect::<Option<Vec<_>>>()?;
    let lines = listed.iter().map(|post| post.as_ref()?.line()).collect::<Option<Vec<_>>>()?;
    embeds.extend(list(first, &lines, plan.cards > 0));
    Some(embeds)
}

/// A digest of earlier versions: as many of its posts as fit, by title and link, and the number of all.
pub(super) fn digest(artist: &ArtistRef, count: u32, posts: &[Post], watch: Option<&Watch>) -> CreateEmbed {
    let embed = super::embed::digest(artist, count, watch);
    let lines: Vec<String> = posts.iter().filter_map(line).collect();
    let named = pages(&lines.iter().map(|line| Some(units(line))).collect::<Vec<_>>(), 1, DESCRIPTION / 2).iter().sum();
    let rest = count.saturating_sub(u32::try_from(named).unwrap_or(u32::MAX));
    let mut text = lines[..named].join("\n");
    if rest > 0 {
        text.push_str(&text::card::digest_rest(rest, named > 0));
    }
    embed.description(text)
}

fn sizes(posts: &[Option<Piece<'_>>]) -> Sizes {
    let cards = posts.iter().map(|post| post.as_ref().map_or(TEXT + 1, |post| size(&post.embed()))).collect();
    let lines = posts.iter().map(|post| post.as_ref().and_then(Piece::line).map(|line| units(&line))).collect();
    let first = posts.iter().flatten().next();
    let heading = first.map_or(0, |first| list(first.due, &vec![String::new(); posts.len()], false).iter().map(size).sum());
    Sizes { cards, lines, heading }
}

fn plan(sizes: &Sizes, form: Form) -> Plan {
    let count = sizes.cards.len();
    let within = |cards: usize, limit: usize| sizes.cards[..cards].iter().sum::<usize>() <= limit;
    let lines_after = |cards: usize| -> usize {
        let used: usize = sizes.cards[..cards].iter().sum();
        pages(&sizes.lines[cards..], EMBEDS - cards, TEXT.saturating_sub(used + sizes.heading)).iter().sum()
    };
    if form == Form::Cards && count <= EMBEDS && within(count, TEXT) {
        return Plan { cards: count, lines: 0 };
    }
    let whole = match form {
        Form::Cards => (1..EMBEDS.min(count)).rev().find(|cards| within(*cards, TEXT) && lines_after(*cards) == count - cards),
        Form::List => None,
    };
    let cards = whole.unwrap_or_else(|| match form {
        Form::Cards => (1..EMBEDS.min(count)).rev().find(|cards| within(*cards, CARDS)).unwrap_or(1),
        Form::List => 0,
    });
    let plan = Plan { cards, lines: lines_after(cards) };
    if plan.cards + plan.lines == 0 { Plan { cards: count.min(1), lines: 0 } } else { plan }
}

/// How many lines go into each of at most `embeds` descriptions, of `budget` units together. Ends before a line that cannot be listed.
fn pages(lines: &[Option<usize>], embeds: usize, budget: usize) -> Vec<usize> {
    let (mut pages, mut used, mut all) = (Vec::new(), 0, 0);
    for line in lines.iter().map_while(|line| *line) {
        // A line break ends each line.
        let line = line + 1;
        let turns = pages.is_empty() || used + line > DESCRIPTION;
        if all + line > budget || turns && pages.len() == embeds {
            break;
        }
        if turns {
            pages.push(0);
            used = 0;
        }
        if let Some(page) = pages.last_mut() {
            *page += 1;
        }
        (used, all) = (used + line, all + line);
    }
    pages
}

/// The embeds that list these lines. `more`: cards of the same message precede them.
fn list(due: &Due, lines: &[String], more: bool) -> Vec<CreateEmbed> {
    let artist = due.subject.artist();
    let (count, name) = (u32::try_from(lines.len()).unwrap_or(u32::MAX), markdown(&artist.name, Lines::One, 64, 150));
    let heading = if more { text::card::more_title(count, &name) } else { text::card::list_title(count, &name) };
    let mut rest = lines;
    let mut embeds = Vec::new();
    let pages = pages(&lines.iter().map(|line| Some(units(line))).collect::<Vec<_>>(), EMBEDS, TEXT);
    for page in pages {
        let (now, later) = rest.split_at(page);
        rest = later;
        let mut embed = CreateEmbed::new().colour(colour(PostKind::Other)).description(now.join("\n"));
        if embeds.is_empty() {
            embed = embed.author(author(artist)).title(&heading);
            if let Some(url) = gallery(artist, due.watch.as_ref()) {
                embed = embed.url(url);
            }
        }
        if later.is_empty() {
            embed = embed.footer(footer(&text::card::digest_footer(place_of(due.watch.as_ref(), None).as_deref())));
        }
        embeds.push(embed);
    }
    embeds
}

/// What Discord counts of an embed.
fn size(embed: &CreateEmbed) -> usize {
    let Ok(embed) = serde_json::to_value(embed) else { return TEXT + 1 };
    let parts = [&embed["title"], &embed["description"], &embed["author"]["name"], &embed["footer"]["text"]];
    parts.into_iter().filter_map(|part| part.as_str()).map(units).sum()
}

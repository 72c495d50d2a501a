//! Several posts of one artist become one message: cards as far as Discord takes them, then a list of the rest by title and link. Pure.

use super::clean::Lines;
use super::embed::{author, card, colour, compact, folder_of, footer, gallery, title};
use super::escape::{markdown, units};
use super::nonce::batch_nonce;
use super::{link, ping};
use crate::text;
use domain::notification::{Due, Subject};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::{Style, Watch};
use serenity::builder::{CreateEmbed, CreateMessage};

/// Embeds that Discord takes in one message.
const EMBEDS: usize = 10;
/// UTF-16 units that Discord takes in all embeds of one message together.
const TEXT: usize = 6_000;
/// UTF-16 units that Discord takes in one description.
const DESCRIPTION: usize = 4_096;
/// UTF-16 units of the cards of a message that cannot hold everything: the rest of it is for the list.
const CARDS: usize = 2_000;
/// UTF-16 units of a title in the list, as shown and with its escapes.
const LINE_SHOWN: usize = 100;
const LINE_TITLE: usize = 200;
/// A post with a longer address gets a card.
const LINE_LINK: usize = 600;

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

/// The lengths of what a message could show, in UTF-16 units.
struct Sizes {
    cards: Vec<usize>,
    /// None: it cannot be listed.
    lines: Vec<Option<usize>>,
    /// Everything around the lines.
    heading: usize,
}

/// How many of these posts, from the first on, one message brings; at least one.
#[must_use]
pub fn fitting(posts: &[&Due], form: Form) -> usize {
    let plan = plan(&sizes(posts), form);
    plan.cards + plan.lines
}

/// The message for all of these posts of one artist and watch, in this order; with its own nonce. None: one message does not hold them.
#[must_use]
pub fn message(posts: &[&Due], form: Form) -> Option<CreateMessage> {
    let first = posts.first()?;
    let plan = plan(&sizes(posts), form);
    if plan.cards + plan.lines != posts.len() {
        return None;
    }
    let (carded, listed) = posts.split_at(plan.cards);
    let mut embeds = carded.iter().map(|due| card_of(due)).collect::<Option<Vec<_>>>()?;
    let lines = listed.iter().map(|due| line_of(due)).collect::<Option<Vec<_>>>()?;
    embeds.extend(list(first, &lines, plan.cards > 0));
    let ids: Vec<_> = posts.iter().map(|due| due.id).collect();
    let (message, content) = ping::begin(first, batch_nonce(&ids));
    let message = message.embeds(embeds);
    Some(if content.is_empty() { message } else { message.content(content) })
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

fn sizes(posts: &[&Due]) -> Sizes {
    let cards = posts.iter().map(|due| card_of(due).map_or(TEXT + 1, |embed| size(&embed))).collect();
    let lines = posts.iter().map(|due| line_of(due).map(|line| units(&line))).collect();
    let heading = posts.first().map_or(0, |due| list(due, &vec![String::new(); posts.len()], false).iter().map(size).sum());
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
            embed = embed.footer(footer(&text::card::digest_footer(folder_of(due.watch.as_ref()))));
        }
        embeds.push(embed);
    }
    embeds
}

fn card_of(due: &Due) -> Option<CreateEmbed> {
    match &due.subject {
        Subject::Card { post, artist } => Some(match due.watch.as_ref().map(|watch| watch.wish.style) {
            Some(Style::Compact) => compact(post, artist, due.watch.as_ref()),
            _ => card(post, artist, due.watch.as_ref()),
        }),
        Subject::Digest { .. } | Subject::Lost { .. } => None,
    }
}

fn line_of(due: &Due) -> Option<String> {
    if let Subject::Card { post, .. } = &due.subject { line(post) } else { None }
}

/// Title and link. None: it has no address, or one that is too long here.
fn line(post: &Post) -> Option<String> {
    let url = post.url.as_deref().and_then(link::allowed).filter(|url| link::post_number(url).is_some())?;
    let url = url.replace('(', "%28").replace(')', "%29");
    // Brackets would end the link's text.
    let shown = |text: &str| markdown(&text.replace('[', "(").replace(']', ")"), Lines::One, LINE_SHOWN, LINE_TITLE);
    let words = match post.kind {
        PostKind::Status => post.excerpt.as_deref().map(shown).filter(|words| !words.is_empty()),
        _ => Some(shown(&post.title)).filter(|words| !words.is_empty()),
    };
    (units(&url) <= LINE_LINK).then(|| format!("[{}]({url})", words.unwrap_or_else(|| title(post))))
}

/// What Discord counts of an embed.
fn size(embed: &CreateEmbed) -> usize {
    let Ok(embed) = serde_json::to_value(embed) else { return TEXT + 1 };
    let parts = [&embed["title"], &embed["description"], &embed["author"]["name"], &embed["footer"]["text"]];
    parts.into_iter().filter_map(|part| part.as_str()).map(units).sum()
}

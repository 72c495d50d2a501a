//! A poll of a list that is in the order of time: the gallery, or the posts feed.

use super::author::with_author;
use super::context::{Failure, Round};
use super::findings::{Ending, Poll, arrivals};
use super::reread::Reread;
use super::walk::{Down, List, Walk};
use super::{debts, missing};
use crate::cursor::{Backlog, Position};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::event::Event;
use domain::id::PostId;
use store::ingest::SourceKind;

/// Polls of the gallery without news for one of the folder list: a twenty-fourth of the requests.
const POLLS_PER_LIST: u32 = 24;

/// What was read of a list so far, and where that leaves its position.
struct Reading {
    items: Vec<Listed>,
    /// Posts that are named only.
    named: Vec<PostId>,
    known: Known,
    /// Why a page further down could not be read.
    cut: Option<ApiError>,
    /// Items of the regular walk from the top.
    top: usize,
    next: Position,
    reread: Reread,
}

pub(super) async fn poll(round: &Round<'_>, list: List) -> Result<Poll, Failure> {
    let cursor = round.job.source.position.clone();
    let mut reading = read(round, list, &cursor).await?;
    let is_known = |post, known: &Known| known.contains_key(&post);
    let settled = debts::settle(round, &reading.named, is_known, &mut reading.next.debts).await?;
    let described = round.of_artist(settled.items).unwrap_or_default();
    reading.known.extend(round.context.known_of(&described).await?);
    reading.items.extend(described);
    let Reading { items, known, cut, top, mut next, reread, .. } = reading;
    let mut events = diff::posts(&items, &known);
    let appeared = arrivals(&events, &known, cursor.since, |post| reread.found(post));
    let news = events.iter().any(|event| matches!(event, Event::PostPublished { .. }));
    // News does not wait for questions about what is missing; the next poll asks.
    if round.job.source.baselined && !news {
        let top = items.get(..top).unwrap_or_default();
        events.extend(missing::events(round, top, |kind| list.should_show(kind)).await?);
    }
    let mut poll = round.found(events);
    poll.arrivals = appeared;
    poll.lost = settled.lost;
    poll.extra = reread.requests();
    poll.first_page = round.first_page(&items);
    // An empty page is no baseline: it may be a gap of the API.
    poll.source.baselined |= !items.is_empty();
    if next.backlog.is_some() {
        poll.ending = Ending::More;
    }
    if let Some(error) = cut {
        poll.cut_short(round.job, &error);
    }
    reread.note(&mut next, poll.source.baselined, round.now);
    poll.source.position = next;
    if list == List::Gallery && wants_folder_list(round, news) || round.doubts_icon(&items) {
        poll.effects.hasten.push(SourceKind::Profile);
    }
    let author = round.author(&items);
    Ok(with_author(poll, author))
}

/// Walks from the top to what was seen, and then one of: down the rest of a long walk, or on to what regular polls may have missed.
async fn read(round: &Round<'_>, list: List, cursor: &Position) -> Result<Reading, Failure> {
    let down = Down::to_news(round, cursor);
    let top = list.walk(round, None, down).await?;
    let (unread, rest, pages) = (top.unread(), top.rest.clone(), top.pages);
    let mut reading = Reading {
        top: top.items.len(),
        items: top.items,
        named: top.named,
        known: top.known,
        cut: top.cut,
        next: cursor.clone(),
        reread: Reread::new(round, cursor),
    };
    if let Some(seen_to) = diff::newest(&reading.items, round.now) {
        reading.next.seen_to = cursor.seen_to.max(Some(seen_to));
    }
    if let Some(at) = unread {
        tracing::warn!(name = round.job.source.artist_name, ?list, pages, "more new posts than one poll reads; the next poll continues");
        // A walk that was under way is within this one's reach or is found again from its end.
        let down_to = cursor.backlog.as_ref().map_or(down.to, |backlog| backlog.down_to);
        reading.next.backlog = Some(Backlog { at, down_to });
    } else if let Some(backlog) = &cursor.backlog {
        let deep = list.walk(round, Some(list.resume(&backlog.at)), Down::to_end_of(backlog.down_to)).await?;
        reading.next.backlog = deep.unread().map(|at| Backlog { at, down_to: backlog.down_to });
        reading.add(deep);
        // A cursor may expire; then the whole way is walked again.
        if list == List::Posts
            && let Some(ApiError::Rejected(why)) = &reading.cut
        {
            tracing::warn!(
                name = round.job.source.artist_name,
                why,
                "the kept place in the posts feed is refused; reading from the top again"
            );
            (reading.next.seen_to, reading.next.backlog, reading.cut) = (backlog.down_to, None, None);
        }
    } else if let Some(at) = reading.reread.goes_on(&reading.items, rest) {
        let deep = list.walk(round, Some(at), reading.reread.down(list)).await?;
        reading.reread.read(&reading.items, deep.pages, deep.cut.is_none());
        reading.add(deep);
    }
    Ok(reading)
}

impl Reading {
    fn add(&mut self, deep: Walk) {
        self.items.extend(deep.items);
        self.named.extend(deep.named);
        self.known.extend(deep.known);
        self.cut = self.cut.take().or(deep.cut);
    }
}

/// One request for the folder list serves all watched folders, when there is news, and rarely when there is none: an older work
/// may have been moved in.
fn wants_folder_list(round: &Round<'_>, news: bool) -> bool {
    let artist = round.job.source.artist;
    !round.job.folders.is_empty() && (news || round.context.memory().notes.poll_without_list(artist) >= POLLS_PER_LIST)
}

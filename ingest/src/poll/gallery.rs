//! `gallery/all`: newest first, pinned posts may lead.

use super::reread::Reread;
use super::{
    Context, Ending, Failure, Job, Look, PAGE, PAGES, arrivals, author, debts, doubts_icon, first_page, missing, of_artist, seen,
    with_author,
};
use crate::cursor::{Backlog, Cursor};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::event::Event;
use domain::id::PostId;
use domain::post::List;
use store::ingest::{KnownArtist, SourceKind};

/// Looks at the gallery without news for one at the folder list: a twenty-fourth of the requests.
const LOOKS_PER_LIST: u32 = 24;

pub(super) async fn look(context: &Context, job: &Job, known: Option<&KnownArtist>, now: Timestamp) -> Result<Look, Failure> {
    let cursor = Cursor::of(&job.source);
    let mut next = cursor.clone();
    let mut reread = Reread::new(context, job, &cursor, now);
    let down = Down::to_news(job, &cursor);
    let top = walk(context, job, 0, down).await?;
    let mut known_posts = top.known;
    let (mut items, mut named) = (top.items, top.named);
    let mut cut = top.cut;
    let end_of_top = items.clone();
    if let Some(seen_to) = diff::newest(&items, now) {
        next.seen_to = cursor.seen_to.max(Some(seen_to));
    }
    if let Some(at) = top.rest.filter(|_| !top.done) {
        tracing::warn!(name = job.source.artist_name, pages = top.pages, "more new posts than one look reads; the next look goes on");
        // A walk that was under way is within this one's reach or is found again from its end.
        let down_to = cursor.backlog.as_ref().map_or(down.to, |backlog| backlog.down_to);
        next.backlog = Some(Backlog { at: at.to_string(), down_to });
    } else if let Some(backlog) = cursor.backlog {
        // One page of overlap: a deletion since moved everything up.
        let from = backlog.at.parse::<u32>().unwrap_or(0).saturating_sub(PAGE).max(PAGE);
        let deep = walk(context, job, from, Down { to: backlog.down_to, on: true, all: true, pages: PAGES }).await?;
        next.backlog = deep.rest.filter(|_| !deep.done).map(|at| Backlog { at: at.to_string(), down_to: backlog.down_to });
        cut = cut.or(deep.cut);
        known_posts.extend(deep.known);
        named.extend(deep.named);
        items.extend(deep.items);
    } else if let Some(at) = reread.goes_on(&items, top.rest) {
        let deep = walk(context, job, at, reread.down()).await?;
        reread.read(&items, deep.pages, deep.cut.is_none());
        cut = cut.or(deep.cut);
        known_posts.extend(deep.known);
        named.extend(deep.named);
        items.extend(deep.items);
    }
    let settled = debts::settle(context, job, &named, |post, known| known.contains_key(&post), &mut next.debts).await?;
    let described = of_artist(job, settled.items).unwrap_or_default();
    known_posts.extend(context.known_of(&described).await?);
    items.extend(described);
    let mut events = diff::posts(&items, &known_posts);
    let appeared = arrivals(&events, &known_posts, cursor.since, |post| reread.found(post));
    let news = events.iter().any(|event| matches!(event, Event::PostPublished { .. }));
    // News does not wait for questions about what is missing; the next look asks.
    if job.source.baselined && !news {
        events.extend(missing::events(context, job, &end_of_top, |kind| kind.list() == List::Gallery).await?);
    }
    let mut look = seen(job, known, events, now);
    look.arrivals = appeared;
    look.lost = settled.lost;
    look.extra = reread.requests();
    look.first_page = first_page(job, &items, now);
    // An empty page is no baseline: it may be a gap of the API.
    look.source.baselined |= !items.is_empty();
    if next.backlog.is_some() {
        look.ending = Ending::More;
    }
    if let Some(error) = cut {
        look.cut_short(job, &error);
    }
    reread.note(&mut next, look.source.baselined, now);
    next.keep(&mut look.source);
    if wants_list(context, job, news) || doubts_icon(context, known, &items) {
        look.hasten.push(SourceKind::Profile);
    }
    Ok(with_author(look, author(job, known, &items)))
}

/// One request for the folder list serves all watched folders, when there is news, and rarely when there is none: an older work
/// may have been moved in.
fn wants_list(context: &Context, job: &Job, news: bool) -> bool {
    !job.folders.is_empty() && (news || context.memory().look_without_list(job.source.artist) >= LOOKS_PER_LIST)
}

/// How far a walk goes.
#[derive(Clone, Copy)]
pub(super) struct Down {
    /// Everything older than this was seen.
    pub(super) to: Option<Timestamp>,
    /// False: only as far as the times on the pages tell where that is.
    pub(super) on: bool,
    /// Read on behind the list's end as it states it, until what is known is met.
    pub(super) all: bool,
    /// At most.
    pub(super) pages: u32,
}

impl Down {
    /// To what was seen last; where nothing was seen yet, to the first post that somebody wants: an artist may publish more than a page before
    /// the first look.
    pub(super) fn to_news(job: &Job, cursor: &Cursor) -> Self {
        Self { to: cursor.seen_to.or(Some(job.since)), on: job.source.baselined, all: true, pages: PAGES }
    }
}

struct Walk {
    items: Vec<Listed>,
    /// Posts that are named only.
    named: Vec<PostId>,
    known: Known,
    /// Where the list goes on.
    rest: Option<u32>,
    /// Everything further down was seen before, or was not asked for.
    done: bool,
    /// Pages asked for.
    pages: u32,
    /// Why a page further down could not be read; the list goes on there.
    cut: Option<ApiError>,
}

/// Reads pages; what was read is kept when a page below the list's top cannot be. Time decides and not the first known post: pinned
/// posts lead, and a post may be known from a folder while others around it are not.
async fn walk(context: &Context, job: &Job, from: u32, down: Down) -> Result<Walk, Failure> {
    let client = &context.deps.deviantart;
    let mut walk = Walk { items: Vec::new(), named: Vec::new(), known: Known::new(), rest: None, done: false, pages: 0, cut: None };
    let mut at = from;
    while walk.pages < down.pages {
        let page = client.gallery_all(super::LANE, &job.source.artist_name, at, PAGE).await;
        walk.pages += 1;
        let page = match page {
            Ok(page) => page,
            Err(error) if at > 0 => {
                (walk.rest, walk.done, walk.cut) = (Some(at), false, Some(error));
                break;
            }
            Err(error) => return Err(error.into()),
        };
        let (rest, past) = (page.rest(at, PAGE), page.past.filter(|past| *past > at));
        walk.named.extend(debts::news(job, &page.items, &page.stubs));
        let tells_nothing = page.items.is_empty() && !page.stubs.is_empty();
        let items = of_artist(job, page.items)?;
        walk.known.extend(context.known_of(&items).await?);
        walk.done = reached(&items, &walk.known, down.to) || tells_nothing || !(down.on || diff::reaches_to(&items).is_some());
        walk.items.extend(items);
        // What is known ends a walk, not the list's word that nothing follows: behind that, an empty page does.
        walk.rest = rest.or(past.filter(|_| down.all && !walk.done));
        match walk.rest {
            Some(next) if !walk.done => at = next,
            _ => break,
        }
    }
    Ok(walk)
}

/// Whether everything below this page was seen before.
fn reached(page: &[Listed], known: &Known, down_to: Option<Timestamp>) -> bool {
    let is_known = |item: &Listed| known.contains_key(&item.post.id);
    match (diff::reaches_to(page), down_to) {
        (Some(end), Some(down_to)) => end < down_to || (end == down_to && page.last().is_some_and(is_known)),
        // Without times only the ids can tell. A page whose items are all hidden tells nothing.
        _ => !page.is_empty() && page.last().is_some_and(is_known),
    }
}

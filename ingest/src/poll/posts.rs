//! `user/profile/posts`: journals, statuses and polls in one feed, by cursor. The feed is known to name the same page for ever
//! and to end with an empty cursor.

use super::gallery::Down;
use super::reread::Reread;
use super::{
    Context, Ending, Failure, Job, Look, PAGES, arrivals, author, debts, doubts_icon, first_page, missing, of_artist, seen, with_author,
};
use crate::cursor::{Backlog, Cursor};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::id::PostId;
use domain::post::PostKind;
use std::collections::HashSet;
use store::ingest::{KnownArtist, SourceKind};

pub(super) async fn look(context: &Context, job: &Job, known: Option<&KnownArtist>, now: Timestamp) -> Result<Look, Failure> {
    let cursor = Cursor::of(&job.source);
    let mut next = cursor.clone();
    let mut reread = Reread::new(context, job, &cursor, now);
    let down = Down::to_news(job, &cursor);
    let top = walk(context, job, None, down, reached).await?;
    let mut known_posts = top.known;
    let (mut items, mut named) = (top.items, top.named);
    let mut cut = top.cut;
    let top_items = items.clone();
    if let Some(seen_to) = diff::newest(&items, now) {
        next.seen_to = cursor.seen_to.max(Some(seen_to));
    }
    if let Some(at) = top.rest.clone().filter(|_| !top.done) {
        tracing::warn!(name = job.source.artist_name, pages = top.pages, "more new journals than one look reads; the next look goes on");
        let down_to = cursor.backlog.as_ref().map_or(down.to, |backlog| backlog.down_to);
        next.backlog = Some(Backlog { at, down_to });
    } else if let Some(backlog) = cursor.backlog {
        let deep = walk(context, job, Some(backlog.at), Down { to: backlog.down_to, on: true, all: true, pages: PAGES }, reached).await?;
        known_posts.extend(deep.known);
        named.extend(deep.named);
        items.extend(deep.items);
        // A cursor may expire; then the whole way is walked again.
        if let Some(ApiError::Rejected(why)) = &deep.cut {
            tracing::warn!(name = job.source.artist_name, why, "the kept place in the posts feed is refused; reading from the top again");
            next.seen_to = backlog.down_to;
            next.backlog = None;
        } else {
            next.backlog = deep.rest.filter(|_| !deep.done).map(|at| Backlog { at, down_to: backlog.down_to });
            cut = cut.or(deep.cut);
        }
    } else if let Some(at) = reread.goes_on(&items, top.rest) {
        // Here known posts do not end the walk: what was missed is below them.
        let by_time = |page: &[Listed], _: &Known, to| older(page, to);
        let deep = walk(context, job, Some(at), reread.down(), by_time).await?;
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
    // News does not wait for questions about what is missing; the next look asks.
    if job.source.baselined && events.is_empty() {
        // Statuses are often missing from the feed (docs/deviantart-api.md, section 5.2), so only journals are asked for.
        events.extend(missing::events(context, job, &top_items, |kind| kind == PostKind::Journal).await?);
    }
    let mut look = seen(job, known, events, now);
    look.arrivals = appeared;
    look.lost = settled.lost;
    look.extra = reread.requests();
    look.first_page = first_page(job, &items, now);
    look.source.baselined |= !items.is_empty();
    if next.backlog.is_some() {
        look.ending = Ending::More;
    }
    if let Some(error) = cut {
        look.cut_short(job, &error);
    }
    reread.note(&mut next, look.source.baselined, now);
    next.keep(&mut look.source);
    if doubts_icon(context, known, &items) {
        look.hasten.push(SourceKind::Profile);
    }
    Ok(with_author(look, author(job, known, &items)))
}

struct Walk {
    items: Vec<Listed>,
    /// Posts that are named only.
    named: Vec<PostId>,
    known: Known,
    /// The cursor where the list goes on.
    rest: Option<String>,
    /// Everything further down was seen before, or was not asked for.
    done: bool,
    /// Pages asked for.
    pages: u32,
    /// Why a page further down could not be read; the list goes on there.
    cut: Option<ApiError>,
}

/// Tells of a page, what is known of it and the time to walk down to, whether everything below was seen.
type Reached = fn(&[Listed], &Known, Option<Timestamp>) -> bool;

/// So many pages in a row that say nothing new are a feed that loops. One or two may come of posts that were published during the walk and moved
/// everything down.
const LOOP: u32 = 3;

async fn walk(context: &Context, job: &Job, from: Option<String>, down: Down, reached: Reached) -> Result<Walk, Failure> {
    let client = &context.deps.deviantart;
    let mut walk = Walk { items: Vec::new(), named: Vec::new(), known: Known::new(), rest: None, done: false, pages: 0, cut: None };
    let mut cursors: HashSet<String> = from.iter().cloned().collect();
    let (mut read, mut repeated) = (HashSet::new(), 0);
    let mut at = from;
    while walk.pages < down.pages {
        let page = client.posts(super::LANE, &job.source.artist_name, at.as_deref()).await;
        walk.pages += 1;
        let page = match page {
            Ok(page) => page,
            Err(error) if at.is_some() => {
                (walk.rest, walk.done, walk.cut) = (at, false, Some(error));
                break;
            }
            Err(error) => return Err(error.into()),
        };
        walk.named.extend(debts::news(job, &page.items, &page.stubs));
        let tells_nothing = page.items.is_empty() && !page.stubs.is_empty();
        let items = of_artist(job, page.items)?;
        let known = context.known_of(&items).await?;
        let new = items.iter().filter(|item| read.insert(item.post.id)).count();
        repeated = if new == 0 { repeated + 1 } else { 0 };
        walk.done =
            reached(&items, &known, down.to) || repeated == LOOP || tells_nothing || !(down.on || diff::reaches_to(&items).is_some());
        walk.known.extend(known);
        walk.items.extend(items);
        walk.rest = page.next.filter(|next| cursors.insert(next.clone()));
        match &walk.rest {
            Some(next) if !walk.done => at = Some(next.clone()),
            _ => break,
        }
    }
    Ok(walk)
}

/// Whether everything below this page was seen before: its end is older than what was seen. Known posts alone prove it only where times are
/// missing: a look that was cut short may have left what is below them unread.
fn reached(page: &[Listed], known: &Known, down_to: Option<Timestamp>) -> bool {
    let all_known = || page.iter().all(|item| known.contains_key(&item.post.id));
    match (diff::reaches_to(page), down_to) {
        (Some(end), Some(down_to)) => end < down_to || (end == down_to && all_known()),
        _ => all_known(),
    }
}

fn older(page: &[Listed], down_to: Option<Timestamp>) -> bool {
    matches!((diff::reaches_to(page), down_to), (Some(end), Some(down_to)) if end < down_to)
}

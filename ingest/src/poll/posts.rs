//! `user/profile/posts`: journals, statuses and polls in one feed, by cursor. The feed is known to name the same page for ever
//! and to end with an empty cursor.

use super::gallery::Down;
use super::reread::Reread;
use super::{Context, Ending, Failure, Job, Look, PAGES, arrivals, author, doubts_icon, first_page, missing, of_artist, seen, with_author};
use crate::cursor::{Backlog, Cursor};
use crate::diff::{self, Known};
use shared::clock::Timestamp;
use shared::deviantart::Error as ApiError;
use shared::deviantart::model::Listed;
use shared::post::PostKind;
use shared::store::ingest::{KnownArtist, SourceKind};
use std::collections::HashSet;

pub(super) async fn look(context: &Context, job: &Job, known: Option<&KnownArtist>, now: Timestamp) -> Result<Look, Failure> {
    let cursor = Cursor::of(&job.source);
    let mut next = cursor.clone();
    let mut reread = Reread::new(context, job, &cursor, now);
    let down = Down::to_news(job, &cursor);
    let top = walk(context, job, None, down, reached).await?;
    let mut known_posts = top.known;
    let mut items = top.items;
    let top_items = items.clone();
    if let Some(seen_to) = diff::newest(&items, now) {
        next.seen_to = cursor.seen_to.max(Some(seen_to));
    }
    if let Some(at) = top.rest.clone().filter(|_| !top.done) {
        tracing::warn!(name = job.source.artist_name, pages = PAGES, "more new journals than one look reads; the next look goes on");
        let down_to = cursor.backlog.as_ref().map_or(down.to, |backlog| backlog.down_to);
        next.backlog = Some(Backlog { at, down_to });
    } else if let Some(backlog) = cursor.backlog {
        next.backlog = None;
        match walk(context, job, Some(backlog.at), Down { to: backlog.down_to, on: true, pages: PAGES }, reached).await {
            Ok(deep) => {
                next.backlog = deep.rest.filter(|_| !deep.done).map(|at| Backlog { at, down_to: backlog.down_to });
                known_posts.extend(deep.known);
                items.extend(deep.items);
            }
            // A cursor may expire; then the whole way is walked again.
            Err(Failure::Api(ApiError::Rejected(why))) => {
                tracing::warn!(
                    name = job.source.artist_name,
                    why,
                    "the kept place in the posts feed is refused; reading from the top again"
                );
                next.seen_to = backlog.down_to;
            }
            Err(failure) => return Err(failure),
        }
    } else if let Some(at) = reread.goes_on(&items, top.rest) {
        // Here known posts do not end the walk: what was missed is below them.
        let by_time = |page: &[Listed], _: &Known, _: &[Listed], to| older(page, to);
        let deep = walk(context, job, Some(at), reread.down(), by_time).await?;
        reread.read(&items, deep.pages);
        known_posts.extend(deep.known);
        items.extend(deep.items);
    }
    let mut events = diff::posts(&items, &known_posts);
    let appeared = arrivals(&events, &known_posts, cursor.since, |post| reread.found(post));
    // News does not wait for questions about what is missing; the next look asks.
    if job.source.baselined && events.is_empty() {
        // Statuses are often missing from the feed (facts, section 5.2), so only journals are asked for.
        events.extend(missing::events(context, job, &top_items, |kind| kind == PostKind::Journal).await?);
    }
    let mut look = seen(job, known, events, now);
    look.arrivals = appeared;
    look.extra = reread.requests();
    look.first_page = first_page(job, &items, now);
    look.source.baselined |= !items.is_empty();
    if next.backlog.is_some() {
        look.ending = Ending::More;
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
    known: Known,
    /// The cursor where the list goes on.
    rest: Option<String>,
    /// Everything further down was seen before, or was not asked for.
    done: bool,
    pages: u32,
}

/// Tells of a page, what is known of it, the pages before it and the time to walk down to, whether everything below was seen.
type Reached = fn(&[Listed], &Known, &[Listed], Option<Timestamp>) -> bool;

async fn walk(context: &Context, job: &Job, from: Option<String>, down: Down, reached: Reached) -> Result<Walk, Failure> {
    let client = &context.deps.deviantart;
    let mut walk = Walk { items: Vec::new(), known: Known::new(), rest: None, done: false, pages: 0 };
    let mut cursors: HashSet<String> = from.iter().cloned().collect();
    let mut at = from;
    while walk.pages < down.pages {
        let page = client.posts(super::LANE, &job.source.artist_name, at.as_deref()).await?;
        let items = of_artist(job, page.items)?;
        walk.pages += 1;
        let known = context.known_of(&items).await?;
        walk.done = reached(&items, &known, &walk.items, down.to) || !(down.on || diff::reaches_to(&items).is_some());
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

/// Whether everything below this page was seen before: only known posts on it, or its end is older than what was seen.
fn reached(page: &[Listed], known: &Known, before: &[Listed], down_to: Option<Timestamp>) -> bool {
    let seen = |item: &Listed| known.contains_key(&item.post.id) || before.iter().any(|other| other.post.id == item.post.id);
    older(page, down_to) || page.iter().all(seen)
}

fn older(page: &[Listed], down_to: Option<Timestamp>) -> bool {
    matches!((diff::reaches_to(page), down_to), (Some(end), Some(down_to)) if end < down_to)
}

//! The walk down a list that is in the order of time, newest first: `gallery/all`, where pinned posts may lead and a page begins at an
//! offset; and `user/profile/posts`, where it begins at a cursor, the same page may come forever, and an empty cursor is the end.

use super::context::{Failure, Round};
use super::debts;
use super::job::{LANE, PAGE, PAGES};
use crate::cursor::Position;
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::{Listed, Stub};
use domain::clock::Timestamp;
use domain::id::PostId;
use domain::post::PostKind;
use std::collections::HashSet;

/// This many pages in a row without news are a feed that loops. One or two may come of posts that were published during the walk and moved
/// everything down.
const LOOP: u32 = 3;

/// A list in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Gallery,
    Posts,
}

/// Where a page begins: an offset or a cursor, as text.
pub(super) type Place = String;

/// How far a walk goes.
#[derive(Clone, Copy)]
pub(super) struct Down {
    /// Everything older than this was seen.
    pub(super) to: Option<Timestamp>,
    /// False: only as far as the times on the pages tell where that is.
    pub(super) on: bool,
    /// Read on behind the list's end as it states it, until what is known is met.
    pub(super) all: bool,
    /// Known posts at the end of a page say that what is below them was seen.
    pub(super) to_known: bool,
    /// At most.
    pub(super) pages: u32,
}

impl Down {
    /// To what was seen last; where nothing was seen yet, to the first post that somebody wants: an artist may publish more than a page before
    /// the first poll.
    pub(super) fn to_news(round: &Round<'_>, cursor: &Position) -> Self {
        let to = cursor.seen_to.or(Some(round.job.since));
        Self { to, on: round.job.source.baselined, all: true, to_known: true, pages: PAGES }
    }

    /// The rest of a walk that was longer than a poll may be.
    pub(super) const fn to_end_of(to: Option<Timestamp>) -> Self {
        Self { to, on: true, all: true, to_known: true, pages: PAGES }
    }
}

/// What a walk has read.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) items: Vec<Listed>,
    /// Posts that are named only.
    pub(super) named: Vec<PostId>,
    pub(super) known: Known,
    /// Where the list continues.
    pub(super) rest: Option<Place>,
    /// Everything further down was seen before, or was not asked for.
    pub(super) done: bool,
    /// Pages asked for.
    pub(super) pages: u32,
    /// Why a page further down could not be read; the list continues there.
    pub(super) cut: Option<ApiError>,
}

impl Walk {
    /// Where the list continues, if the walk ended before its goal.
    pub(super) fn unread(&self) -> Option<Place> {
        self.rest.clone().filter(|_| !self.done)
    }
}

/// A page of either list.
struct Page {
    items: Vec<Listed>,
    stubs: Vec<Stub>,
    /// Where the list continues, as it says.
    rest: Option<Place>,
    /// Behind the page's last entry.
    past: Option<Place>,
}

impl List {
    /// Reads pages from here on (None: the top); what was read is kept when a page below the list's top cannot be. Time decides and not the
    /// first known post: pinned posts lead, and a post may be known from a folder while others around it are not.
    pub(super) async fn walk(self, round: &Round<'_>, from: Option<Place>, down: Down) -> Result<Walk, Failure> {
        let mut walk = Walk::default();
        let mut places: HashSet<Place> = from.iter().cloned().collect();
        let (mut read, mut repeated) = (HashSet::new(), 0);
        let mut at = from;
        while walk.pages < down.pages {
            let page = self.page(round, at.as_deref()).await;
            walk.pages += 1;
            let page = match page {
                Ok(page) => page,
                Err(error) if at.is_some() => {
                    (walk.rest, walk.done, walk.cut) = (at, false, Some(error));
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            walk.named.extend(debts::news(round.job, &page.items, &page.stubs));
            let tells_nothing = page.items.is_empty() && !page.stubs.is_empty();
            let items = round.of_artist(page.items)?;
            let known = round.context.known_of(&items).await?;
            let new = items.iter().filter(|item| read.insert(item.post.id)).count();
            repeated = if new == 0 { repeated + 1 } else { 0 };
            walk.done = self.reached(&items, &known, down)
                || self.loops(repeated)
                || tells_nothing
                || !(down.on || diff::reaches_to(&items).is_some());
            walk.known.extend(known);
            walk.items.extend(items);
            // What is known ends a walk, not the list's word that nothing follows: behind that, an empty page does.
            let rest = page.rest.or(page.past.filter(|_| down.all && !walk.done));
            walk.rest = rest.filter(|next| places.insert(next.clone()));
            match walk.unread() {
                Some(next) => at = Some(next),
                None => break,
            }
        }
        Ok(walk)
    }

    async fn page(self, round: &Round<'_>, at: Option<&str>) -> Result<Page, ApiError> {
        let (client, name) = (&round.context.deps.deviantart, &round.job.source.artist_name);
        match self {
            Self::Gallery => {
                let at = at.map_or(0, offset);
                let page = client.gallery_all(LANE, name, at, PAGE).await?;
                let rest = page.rest(at, PAGE).map(|next| next.to_string());
                let past = page.past.filter(|past| *past > at).map(|past| past.to_string());
                Ok(Page { items: page.items, stubs: page.stubs, rest, past })
            }
            Self::Posts => {
                let page = client.posts(LANE, name, at).await?;
                Ok(Page { items: page.items, stubs: page.stubs, rest: page.next, past: None })
            }
        }
    }

    /// Whether everything below this page was seen before: its end is older than what was seen. In the gallery a known post at the page's end
    /// says so as well, where times do not tell. In the feed the whole page has to be known: a poll that was cut short may have left what is
    /// below unread.
    fn reached(self, page: &[Listed], known: &Known, down: Down) -> bool {
        let is_known = |item: &Listed| known.contains_key(&item.post.id);
        let to_known = || {
            down.to_known
                && match self {
                    // A page whose items are all hidden tells nothing.
                    Self::Gallery => page.last().is_some_and(is_known),
                    Self::Posts => page.iter().all(is_known),
                }
        };
        match (diff::reaches_to(page), down.to) {
            (Some(end), Some(down_to)) => end < down_to || (end == down_to && to_known()),
            _ => to_known(),
        }
    }

    /// Offsets only grow; a cursor may lead in a circle.
    fn loops(self, repeated: u32) -> bool {
        self == Self::Posts && repeated == LOOP
    }

    /// Where to resume a walk that stopped here. In the gallery with one page of overlap: a deletion since moved everything up.
    pub(super) fn resume(self, at: &str) -> Place {
        match self {
            Self::Gallery => offset(at).saturating_sub(PAGE).max(PAGE).to_string(),
            Self::Posts => at.to_owned(),
        }
    }

    /// Whether the list should show posts of this kind. Statuses are often missing from the feed (docs/deviantart-api.md, section 5.2).
    pub(super) fn should_show(self, kind: PostKind) -> bool {
        match self {
            Self::Gallery => kind.list() == domain::post::List::Gallery,
            Self::Posts => matches!(kind, PostKind::Journal),
        }
    }
}

fn offset(at: &str) -> u32 {
    at.parse().unwrap_or(0)
}

//! The part of a poll that reads on where the news ends, to find what regular polls missed.

use super::context::Round;
use super::walk::{Down, List};
use crate::cursor::Position;
use crate::diff;
use chrono::TimeDelta;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::id::PostId;
use std::collections::HashSet;

/// Pages of one re-read at most: beyond 240 posts a list's past is not recent.
const PAGES: u32 = 10;

pub(super) struct Reread {
    /// The list is read down to here; None: the source has no baseline yet.
    down_to: Option<Timestamp>,
    /// This poll may read on.
    admitted: bool,
    /// A mark is due even if no request is needed for it.
    due: bool,
    /// The regular part of the poll, if it was read on from there.
    regular: Option<HashSet<PostId>>,
    requests: u32,
    /// The whole of it was read.
    whole: bool,
}

impl Reread {
    pub(super) fn new(round: &Round<'_>, cursor: &Position) -> Self {
        let Round { context, job, now, .. } = *round;
        let old = |distance: TimeDelta| cursor.reconciled_at.is_none_or(|last| now - last >= distance);
        Self {
            down_to: cursor.since.map(|since| since.max(now - context.pace.recent())),
            admitted: job.reconcile,
            due: old(context.pace.reconcile()),
            regular: None,
            requests: 0,
            whole: false,
        }
    }

    /// After the regular part: where to read on, if that is needed and admitted.
    pub(super) fn goes_on<At>(&mut self, items: &[Listed], rest: Option<At>) -> Option<At> {
        let down_to = self.down_to?;
        self.whole = rest.is_none() || diff::reaches_to(items).is_some_and(|end| end < down_to);
        rest.filter(|_| self.admitted && !self.whole)
    }

    /// How far to read on. In the feed known posts do not end that: what was missed is below them.
    pub(super) fn down(&self, list: List) -> Down {
        Down { to: self.down_to, on: true, all: false, to_known: list == List::Gallery, pages: PAGES }
    }

    /// It was read on below these, to the end or not.
    pub(super) fn read(&mut self, regular: &[Listed], requests: u32, whole: bool) {
        self.regular = Some(regular.iter().map(|item| item.post.id).collect());
        self.requests = requests;
        self.whole = whole;
    }

    /// Whether only the re-read named this post.
    pub(super) fn found(&self, post: PostId) -> bool {
        self.regular.as_ref().is_some_and(|regular| !regular.contains(&post))
    }

    pub(super) const fn requests(&self) -> u32 {
        self.requests
    }

    /// Notes in the position what was read. A list that every poll reads whole is marked only now and then: the mark is written.
    pub(super) fn note(&self, next: &mut Position, baselined: bool, now: Timestamp) {
        if !baselined {
            return;
        }
        if next.since.is_none() {
            next.since = Some(now);
            next.reconciled_at = Some(now);
        } else if self.requests > 0 || self.whole && self.due {
            // Also when a page could not be read: its turn is over, and others have theirs.
            next.reconciled_at = Some(now);
        }
    }
}

//! Which posts of a batch no longer look as they did: messages that show them may have to be changed.

use domain::id::{EventId, PostId};
use std::collections::{BTreeMap, HashMap};
use store::projection::rows::PostRow;
use store::projection::{Loaded, Revised};

/// Those that were there before this batch and look otherwise after it. What is new in it was not sent before.
pub(super) fn revised(loaded: &Loaded, posts: &BTreeMap<PostId, PostRow>, told: &HashMap<PostId, EventId>) -> Vec<Revised> {
    let changed = |(id, row): (&PostId, &PostRow)| {
        let before = loaded.posts.get(id).filter(|before| before.first_seen_at.is_some())?;
        let event = told.get(id).copied().filter(|_| !before.looks_like(row))?;
        Some(Revised { post: *id, event, urgent: row.post.mature })
    };
    posts.iter().filter_map(changed).collect()
}

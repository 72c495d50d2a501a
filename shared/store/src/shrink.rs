//! Leaving of old posts what detection and explanations need ([`PostRow::shrink`]): some hundred in one short transaction (docs/retention.md).
//!
//! No event is folded while rows change, so none is lost under a row that was read before it; a walk that finds nothing holds nobody up. A row is taken out and put in again: SQLite would leave the
//! page of a row that only becomes shorter almost empty.

use super::column::Col;
use super::entity::{chore, notification, post, watch};
use super::projection::fence;
use super::projection::rows::{PostRow, post_from, post_model};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, PostId};
use domain::notification::State;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashSet;

/// Posts of one transaction.
const BATCH: u64 = 250;
/// Ids in one IN list.
const ASKED: usize = 1024;
/// Posts of a watched artist that stay whole however old they are: moderators look at their cards.
pub const NEWEST: u64 = 3;

/// Which posts are shrunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Old {
    /// Those that were first seen, and whose content was told, before this.
    pub before: Timestamp,
    /// A post stays whole while one of its notifications has changed since this: its message may be edited.
    pub cared: Timestamp,
}

/// A post in the order in which they are gone through.
pub type Place = (Timestamp, PostId);

/// What one transaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// Posts that it shrank.
    pub posts: u64,
    /// Where the next one continues; None: there are no more.
    pub next: Option<Place>,
}

impl BotStore {
    /// Shrinks some of the old posts behind this place. A post stays whole while a message about it waits or may be edited, and while it is
    /// one of the [`NEWEST`] of an artist who is watched.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn shrink_posts(&self, old: Old, after: Option<Place>) -> Result<Shrunk, StoreError> {
        let (seen, next) = look(self.read(), old, after).await?;
        if seen.is_empty() {
            return Ok(Shrunk { posts: 0, next });
        }
        self.write(move |tx| Box::pin(shrink(tx, old, after))).await
    }
}

async fn shrink(tx: &DatabaseTransaction, old: Old, after: Option<Place>) -> Result<Shrunk, StoreError> {
    fence::hold_still(tx).await?;
    let (rows, next) = look(tx, old, after).await?;
    let ids: Vec<Col<PostId>> = rows.iter().map(|row| Col(row.post.id)).collect();
    if !ids.is_empty() {
        post::Entity::delete_many().filter(post::Column::Id.is_in(ids.clone())).exec(tx).await?;
        let rows = rows.into_iter().map(|mut row| {
            row.shrink();
            post::ActiveModel::from(post_model(row))
        });
        post::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(Shrunk { posts: ids.len() as u64, next })
}

/// Some of the posts behind this place that are to be shrunk, and where the next ones are.
async fn look(db: &impl ConnectionTrait, old: Old, after: Option<Place>) -> Result<(Vec<PostRow>, Option<Place>), StoreError> {
    let found = whole(old.before, after).apart(db).await?;
    let more = found.len() as u64 == BATCH;
    let mut rows = Vec::new();
    let mut next = None;
    for row in found {
        let place = |row: &post::Model| (row.content_at.0, row.id.0);
        match row.and_then(|row| Ok((place(&row), post_from(row)?))) {
            Ok((at, row)) => {
                next = Some(at);
                rows.push(row);
            }
            // It stays; what needs it reports what is wrong with it.
            Err(error @ StoreError::Inconsistent { .. }) => tracing::debug!(%error, "a post that cannot be read is not shrunk"),
            Err(error) => return Err(error),
        }
    }
    rows.retain(|row| row.first_seen_at.is_none_or(|seen| seen < old.before));
    let kept = kept(db, &rows, old.cared).await?;
    rows.retain(|row| !kept.contains(&row.post.id));
    // A batch in which nothing can be read does not end the walk, nor repeat it: the next run begins in front again.
    Ok((rows, next.filter(|_| more)))
}

/// In the order of an index that holds nothing else.
fn whole(before: Timestamp, after: Option<Place>) -> Select<post::Entity> {
    use post::Column::{ContentAt, Id, Shrunk as Is};
    let rows = post::Entity::find().filter(Is.is_null()).filter(ContentAt.lt(Col(before)));
    let rows = match after {
        Some((at, id)) => rows.filter(ContentAt.gte(Col(at))).filter(Condition::any().add(ContentAt.gt(Col(at))).add(Id.gt(Col(id)))),
        None => rows,
    };
    rows.order_by_asc(ContentAt).order_by_asc(Id).limit(BATCH)
}

/// Which of these stay whole.
async fn kept(db: &impl ConnectionTrait, rows: &[PostRow], cared: Timestamp) -> Result<HashSet<PostId>, StoreError> {
    let ids: Vec<PostId> = rows.iter().map(|row| row.post.id).collect();
    let mut kept = needed(db, &ids, cared).await?;
    if ids.is_empty() {
        return Ok(kept);
    }
    let artists: HashSet<Col<ArtistId>> = rows.iter().map(|row| Col(row.post.artist)).collect();
    let watched = watch::Entity::find().filter(watch::Column::ArtistId.is_in(artists)).select_only();
    let watched: Vec<Col<ArtistId>> = watched.column(watch::Column::ArtistId).distinct().into_tuple().all(db).await?;
    for artist in watched {
        let newest: Vec<Col<PostId>> = newest(artist).into_tuple().all(db).await?;
        kept.extend(newest.into_iter().map(Col::get));
    }
    Ok(kept)
}

/// Which of these a message still needs in whole: it waits, or has changed since `cared`, or is to follow a change of the post.
pub(crate) async fn needed(db: &impl ConnectionTrait, posts: &[PostId], cared: Timestamp) -> Result<HashSet<PostId>, StoreError> {
    let mut needed = HashSet::new();
    for ids in posts.chunks(ASKED) {
        let ids: Vec<Col<PostId>> = ids.iter().copied().map(Col).collect();
        let told: Vec<Option<Col<PostId>>> = open(ids.clone(), cared).into_tuple().all(db).await?;
        needed.extend(told.into_iter().flatten().map(Col::get));
        let chores = chore::Entity::find().filter(chore::Column::PostId.is_in(ids)).rows(db).await?;
        needed.extend(chores.into_iter().map(|row| row.post_id.0));
    }
    Ok(needed)
}

/// The posts among these about which a message waits, or may be edited.
fn open(ids: Vec<Col<PostId>>, cared: Timestamp) -> Select<notification::Entity> {
    use notification::Column::{PostId as Post, State as Status, UpdatedAt};
    let waits = [State::Pending, State::Sending, State::Held].map(|state| state.into_str());
    // Wrapped, or a database would search its index of states for all that waits anywhere.
    let waits = Expr::col(Status).if_null("").is_in(waits);
    let rows = notification::Entity::find().filter(Post.is_in(ids)).filter(waits.or(UpdatedAt.gte(Col(cared))));
    rows.select_only().column(Post).distinct()
}

fn newest(artist: Col<ArtistId>) -> Select<post::Entity> {
    use post::Column::{ArtistId as Artist, Id, PublishedAt, Removed};
    let rows = post::Entity::find().filter(Artist.eq(artist)).filter(PublishedAt.is_not_null()).filter(Removed.eq(false));
    rows.select_only().column(Id).order_by_desc(PublishedAt).limit(NEWEST)
}

#[cfg(test)]
#[path = "shrink_tests.rs"]
mod tests;

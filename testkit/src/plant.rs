//! Rows that a test finds in a store, written as a projector writes them: through [`fold`](store::ProjectionStore::fold), with the test in the place of the fold.

use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, LogId, NotificationId};
use domain::notification::{NewNotification, Suppressed};
use domain::post::{ArtistKind, ArtistRef, Post};
use domain::watch::Watch;
use std::sync::Arc;
use store::leadership::Seized;
use store::projection::rows::{ArtistRow, FolderRow, PostRow, Told};
use store::projection::{Batch, Changes, Fold, Folded, Incoming, Loaded, Revised};
use store::{Store, StoreError};
use uuid::Uuid;

/// Plants an artist without folders.
///
/// # Errors
/// The database failed.
pub async fn artist(store: &Store, artist: &ArtistRef) -> Result<(), StoreError> {
    profiled(store, artist, ArtistKind::Person).await
}

/// Plants a group without folders.
///
/// # Errors
/// The database failed.
pub async fn group(store: &Store, group: &ArtistRef) -> Result<(), StoreError> {
    profiled(store, group, ArtistKind::Group).await
}

async fn profiled(store: &Store, artist: &ArtistRef, kind: ArtistKind) -> Result<(), StoreError> {
    let row = ArtistRow { name: artist.name.clone(), icon: artist.icon.clone(), kind, ..ArtistRow::unknown(artist.id) };
    let event = Event::ArtistProfiled { artist: artist.clone(), kind, folders: Vec::new() };
    let changes = Changes { artists: vec![row], ..Changes::default() };
    write(store, event, Timestamp::UNIX_EPOCH, Arc::new(move |_, _| changes.clone())).await
}

/// Plants a post, unless it is there, and what watches are told of it.
///
/// # Errors
/// The database failed.
pub async fn post(
    store: &Store,
    artist: &ArtistRef,
    post: &Post,
    observed_at: Timestamp,
    notifications: Vec<NewNotification>,
) -> Result<(), StoreError> {
    let event = Event::PostPublished { artist: artist.clone(), post: post.clone() };
    let row = PostRow {
        post: post.clone(),
        rev: None,
        content: Told::NEVER,
        first_seen_at: Some(observed_at),
        seen_at: Some(observed_at),
        removed_at: None,
        shrunk: None,
    };
    let fold = move |loaded: &Loaded, _: &[Incoming]| {
        let posts = if loaded.posts.contains_key(&row.post.id) { Vec::new() } else { vec![row.clone()] };
        Changes { posts, notifications: notifications.clone(), ..Changes::default() }
    };
    write(store, event, observed_at, Arc::new(fold)).await
}

/// DeviantArt no longer has this post, which was [planted](post).
///
/// # Errors
/// The database failed.
pub async fn removed(store: &Store, post: &Post) -> Result<(), StoreError> {
    let (event, id) = (Event::PostRemoved { artist: post.artist, post: post.id }, post.id);
    let gone = move |loaded: &Loaded, entries: &[Incoming]| {
        let row = loaded.posts.get(&id).cloned().map(|row| PostRow { removed_at: row.seen_at, ..row });
        change(row, entries)
    };
    write(store, event, Timestamp::UNIX_EPOCH, Arc::new(gone)).await
}

/// This post, which was [planted](post), is like this now; and it is there.
///
/// # Errors
/// The database failed.
pub async fn revised(store: &Store, post: &Post) -> Result<(), StoreError> {
    let (event, post) = (Event::PostRevised { post: post.clone(), changes: Vec::new() }, post.clone());
    let changed = move |loaded: &Loaded, entries: &[Incoming]| {
        let row = loaded.posts.get(&post.id).cloned().map(|row| PostRow { post: post.clone(), removed_at: None, ..row });
        change(row, entries)
    };
    write(store, event, Timestamp::UNIX_EPOCH, Arc::new(changed)).await
}

/// A changed post, and that messages may have to follow it.
fn change(row: Option<PostRow>, entries: &[Incoming]) -> Changes {
    let event = entries.iter().find_map(|entry| Some(entry.event.as_ref().ok()?.id));
    let revised = row.as_ref().zip(event).map(|(row, event)| Revised { post: row.post.id, event, urgent: row.post.mature });
    Changes { posts: row.into_iter().collect(), revised: revised.into_iter().collect(), ..Changes::default() }
}

/// Plants an artist's folders, as given.
///
/// # Errors
/// The database failed.
pub async fn folders(store: &Store, folders: Vec<FolderRow>) -> Result<(), StoreError> {
    let changes = Changes { folders, ..Changes::default() };
    write(store, silence(), Timestamp::UNIX_EPOCH, Arc::new(move |_, _| changes.clone())).await
}

/// Plants notifications as they are, whatever they are about.
///
/// # Errors
/// The database failed.
pub async fn notifications(store: &Store, notifications: Vec<NewNotification>) -> Result<(), StoreError> {
    let changes = Changes { notifications, ..Changes::default() };
    write(store, silence(), Timestamp::UNIX_EPOCH, Arc::new(move |_, _| changes.clone())).await
}

/// An event that nobody has to know anything for.
const fn silence() -> Event {
    Event::ArtistReturned { artist: ArtistId(Uuid::nil()), epoch: 1 }
}

/// The pending message about a post for this watch, due at once.
#[must_use]
pub fn card(watch: &Watch, post: &Post, observed_at: Timestamp) -> NewNotification {
    let id = NotificationId::card(watch.id, post.id);
    NewNotification { post: Some(post.id), ..pending(id, watch, observed_at) }
}

/// A card that the watch's digest of this poll counts.
#[must_use]
pub fn counted(watch: &Watch, post: &Post, observed_at: Timestamp) -> NewNotification {
    let digest = Some(digest(watch, observed_at).id);
    NewNotification { suppressed: Some(Suppressed::InDigest), digest, ..card(watch, post, observed_at) }
}

/// The watch's pending digest of this poll, due at once.
#[must_use]
pub fn digest(watch: &Watch, observed_at: Timestamp) -> NewNotification {
    pending(NotificationId::digest(watch.id, observed_at.timestamp_micros()), watch, observed_at)
}

fn pending(id: NotificationId, watch: &Watch, observed_at: Timestamp) -> NewNotification {
    NewNotification {
        id,
        watch: watch.id,
        guild: watch.wish.guild,
        channel: watch.wish.channel,
        artist: watch.wish.artist,
        post: None,
        suppressed: None,
        digest: None,
        observed_at,
        due_at: observed_at,
    }
}

/// Folds one event of a log that is nobody else's.
async fn write(store: &Store, event: Event, observed_at: Timestamp, fold: Fold) -> Result<(), StoreError> {
    let log = LogId(Uuid::nil());
    let store = store.for_projection();
    let Seized { log, next_offset, epoch, .. } = store.seize_projection(log, 0).await?;
    let envelope = Envelope::new(event, observed_at);
    let incoming = Incoming { offset: next_offset, payload: Vec::new(), lane: Some(envelope.event.lane()), event: Ok(envelope) };
    let batch = Batch { log, epoch, from: next_offset, entries: Arc::new(vec![incoming]), now: observed_at };
    match store.fold(&batch, &fold).await? {
        Folded::Done { .. } => Ok(()),
        other => Err(StoreError::Unavailable(format!("somebody else folds into this store: {other:?}").into())),
    }
}

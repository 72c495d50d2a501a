//! What the pages say, held against what is known, gives events. Pure.
//!
//! Detection is by sets of ids, never by order: pinned posts lead a gallery, and a folder is in the artist's order.

#[cfg(test)]
pub(crate) mod tests;

use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::event::{Change, Event};
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef, Folder, Post, PostKind, same_picture};
use std::collections::{HashMap, HashSet};
use store::ingest::{KnownArtist, KnownPost};

/// What is known of the posts on some pages.
pub type Known = HashMap<PostId, KnownPost>;

/// New and changed posts among these, oldest first, each once.
#[must_use]
pub fn posts(listed: &[Listed], known: &Known) -> Vec<Event> {
    oldest_first(listed).into_iter().filter_map(|item| post(item, known)).collect()
}

/// The same for a folder's pages, with the arrival in the folder after the post itself.
#[must_use]
pub fn folder(owner: ArtistId, folder: FolderId, name: &str, listed: &[Listed], known: &Known) -> Vec<Event> {
    let mut events = Vec::new();
    for item in oldest_first(listed) {
        let told = post(item, known);
        let arrives = is_new_in(folder, item.post.id, known);
        // A post that was shrunk, or may be before this is folded, is told in whole before its arrival is: filters and cards need it.
        let whole = known.get(&item.post.id).filter(|old| arrives && told.is_none() && (old.shrunk || old.fades));
        events.extend(told);
        events.extend(whole.map(|old| Event::PostRevised { post: retold(old, &item.post), changes: vec![Change::Other] }));
        if arrives {
            events.push(Event::PostFoldered { owner, post: item.post.id, folder, folder_name: name.to_owned() });
        }
    }
    events
}

/// Whether a post is not known to be in this folder.
#[must_use]
pub fn is_new_in(folder: FolderId, post: PostId, known: &Known) -> bool {
    known.get(&post).is_none_or(|known| !known.folders.contains(&folder))
}

fn post(item: &Listed, known: &Known) -> Option<Event> {
    let Some(old) = known.get(&item.post.id) else {
        return Some(Event::PostPublished { artist: item.artist.clone(), post: item.post.clone() });
    };
    if old.removed {
        // It is back. The same fact under the same id: nobody announces it again.
        return Some(Event::PostPublished { artist: item.artist.clone(), post: retold(old, &item.post) });
    }
    let changes = differs(old, &merged(&old.post, &item.post));
    (!changes.is_empty()).then(|| Event::PostRevised { post: retold(old, &item.post), changes })
}

/// By publication time, each id once; what has no time keeps its place in the reversed page order.
fn oldest_first(listed: &[Listed]) -> Vec<&Listed> {
    let mut seen = HashSet::new();
    let mut items: Vec<&Listed> = listed.iter().filter(|item| seen.insert(item.post.id)).collect();
    items.reverse();
    if items.iter().all(|item| item.post.published_at.is_some()) {
        items.sort_by_key(|item| item.post.published_at);
    }
    items
}

/// The new version of a post, as it is told. A post that was shrunk has lost its tags: they are unknown until somebody asks for them.
fn retold(old: &KnownPost, new: &Post) -> Post {
    let post = merged(&old.post, new);
    Post { tags_known: post.tags_known && (new.tags_known || !old.shrunk), ..post }
}

/// The new version of a post. Lists differ in what they tell, so what one does not tell stays as it was.
#[must_use]
pub fn merged(old: &Post, new: &Post) -> Post {
    let mut post = new.clone();
    let kept = |new: &mut Option<_>, old: &Option<_>| {
        if new.is_none() {
            new.clone_from(old);
        }
    };
    kept(&mut post.excerpt, &old.excerpt);
    kept(&mut post.url, &old.url);
    post.several |= old.several;
    post.seconds = post.seconds.or(old.seconds);
    post.published_at = post.published_at.or(old.published_at);
    if post.preview.is_none() && post.locked == old.locked {
        post.preview.clone_from(&old.preview);
    }
    if post.thumbnail.is_none() && post.locked == old.locked {
        post.thumbnail.clone_from(&old.thumbnail);
    }
    if !post.tags_known {
        post.tags.clone_from(&old.tags);
        post.tags_known = old.tags_known;
    }
    if post.title.is_empty() {
        post.title.clone_from(&old.title);
    }
    if post.kind == PostKind::Other {
        post.kind = old.kind;
    }
    post
}

/// A post's tags, and whether they are known: no tags and unknown tags are two things.
fn tags(post: &Post) -> (&[String], bool) {
    (&post.tags, post.tags_known)
}

/// What differs from what is known. Of a post that was shrunk only what is left of it is compared, so that a re-read does not tell of each.
#[must_use]
pub fn differs(known: &KnownPost, post: &Post) -> Vec<Change> {
    if known.shrunk { changes(&known.post.shrunk(), &post.shrunk()) } else { changes(&known.post, post) }
}

/// What differs in content. Signatures in image addresses are not content: they may be made again for every answer.
#[must_use]
pub fn changes(old: &Post, new: &Post) -> Vec<Change> {
    let same_pictures =
        same_picture(old.preview.as_ref(), new.preview.as_ref()) && same_picture(old.thumbnail.as_ref(), new.thumbnail.as_ref());
    let other = old.kind != new.kind || old.url != new.url || old.published_at != new.published_at || tags(old) != tags(new);
    [
        (old.title != new.title, Change::Title),
        (old.mature != new.mature, Change::Mature),
        (!same_pictures, Change::Preview),
        (old.excerpt != new.excerpt, Change::Excerpt),
        (old.locked != new.locked, Change::Locked),
        (other, Change::Other),
    ]
    .into_iter()
    .filter_map(|(differs, change)| differs.then_some(change))
    .collect()
}

/// What the projection should hold of an artist, if it does not: first sight, rename, new icon, other folders.
/// Sizes of folders change with every post and are no news.
#[must_use]
pub fn artist(known: Option<&KnownArtist>, artist: &ArtistRef, kind: ArtistKind, folders: &[Folder]) -> Option<Event> {
    let sizeless = |folders: &[Folder]| {
        let mut folders: Vec<Folder> = folders.iter().map(|folder| Folder { size: None, ..folder.clone() }).collect();
        folders.sort_by_key(|folder| folder.id);
        folders
    };
    let same = known.is_some_and(|known| known.artist == *artist && known.kind == kind && sizeless(&known.folders) == sizeless(folders));
    (!same).then(|| Event::ArtistProfiled { artist: artist.clone(), kind, folders: folders.to_vec() })
}

/// The publication time at the end of a newest-first page: the last item's, or of the nearest before it that has one.
#[must_use]
pub fn reaches_to(page: &[Listed]) -> Option<Timestamp> {
    page.iter().rev().find_map(|item| item.post.published_at)
}

/// The publication time of the newest post on these pages, not later than `now`.
#[must_use]
pub fn newest(listed: &[Listed], now: Timestamp) -> Option<Timestamp> {
    listed.iter().filter_map(|item| item.post.published_at).filter(|time| *time <= now).max()
}

/// Known posts that these newest-first pages should hold and do not: they are younger than the pages' end. No proof that they
/// are gone (hidden, filtered, a gap of the API): a reason to ask for them by id.
#[must_use]
pub fn missing(listed: &[Listed], recent: &[PostId], known: &Known, counts: impl Fn(PostKind) -> bool) -> Vec<PostId> {
    let Some(end) = reaches_to(listed) else { return Vec::new() };
    let listed: HashSet<PostId> = listed.iter().map(|item| item.post.id).collect();
    let should_be_there = |id: &&PostId| {
        known.get(id).is_some_and(|known| {
            !known.removed && counts(known.post.kind) && known.post.published_at.is_some_and(|published| published > end)
        })
    };
    recent.iter().filter(|id| !listed.contains(id)).filter(should_be_there).copied().collect()
}

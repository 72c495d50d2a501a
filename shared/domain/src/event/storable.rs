//! What every store can hold. PostgreSQL takes no U+0000, and an index no text of any length: one title would stop its artist's events for good.
//! Events are made storable when they are made and again when they are read, since the log is kept forever.

use super::fact::{Event, PartsMut};
use crate::post::{Folder, Picture, Post};

/// Characters of a title, a name or a tag; DeviantArt's own limits are far below.
const NAME: usize = 500;
/// Characters of an excerpt.
const EXCERPT: usize = 4000;
/// Bytes of an address: longer ones are left out, for half an address leads elsewhere.
const ADDRESS: usize = 2048;
const TAGS: usize = 200;
const FOLDERS: usize = 2000;

/// Makes every text of the event one that all stores can hold.
pub fn make(event: &mut Event) {
    let PartsMut { artist, post, changes, folders, name } = event.parts_mut();
    if let Some(artist) = artist {
        text(&mut artist.name, NAME);
        address(&mut artist.icon);
    }
    if let Some(post) = post {
        make_post(post);
    }
    if let Some(changes) = changes {
        changes.truncate(TAGS);
    }
    if let Some(folders) = folders {
        folders.truncate(FOLDERS);
        folders.iter_mut().for_each(|Folder { name, .. }| text(name, NAME));
    }
    if let Some(name) = name {
        text(name, NAME);
    }
}

fn make_post(post: &mut Post) {
    text(&mut post.title, NAME);
    address(&mut post.url);
    picture(&mut post.preview);
    picture(&mut post.thumbnail);
    if let Some(excerpt) = &mut post.excerpt {
        text(excerpt, EXCERPT);
    }
    if let Some(locked) = &mut post.locked {
        text(locked, NAME);
    }
    post.tags.truncate(TAGS);
    post.tags.iter_mut().for_each(|tag| text(tag, NAME));
}

fn text(text: &mut String, most: usize) {
    if text.contains('\0') {
        text.retain(|c| c != '\0');
    }
    if text.len() > most
        && let Some((end, _)) = text.char_indices().nth(most)
    {
        text.truncate(end);
    }
}

fn address(address: &mut Option<String>) {
    if address.as_ref().is_some_and(|address| !is_address(address)) {
        *address = None;
    }
}

fn picture(picture: &mut Option<Picture>) {
    if picture.as_ref().is_some_and(|picture| !is_address(&picture.url)) {
        *picture = None;
    }
}

fn is_address(text: &str) -> bool {
    text.len() <= ADDRESS && !text.contains('\0')
}

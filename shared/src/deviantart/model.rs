//! The API's answers, decoded tolerantly: everything may be missing, unknown fields are ignored.

use crate::post::{ArtistKind, ArtistRef, Folder, Post};

/// One deviation of a list, ready for the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub artist: ArtistRef,
    pub post: Post,
}

/// An offset page. Shorter than asked for does not mean the end: hidden items are filtered after paging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; None at the end (`has_more` false or `next_offset` null).
    pub next: Option<u32>,
}

/// A cursor page; `next` is None at the end and also when the API gives an empty cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorPage<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// `user/profile/{name}`. Groups have no profile: see `Client::resolve`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub artist: ArtistRef,
    pub kind: ArtistKind,
}

/// A folder with a few of its newest deviations' ids where they were preloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderListing {
    pub folder: Folder,
    pub preview: Vec<crate::id::PostId>,
}

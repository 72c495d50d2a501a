//! The API's answers, decoded tolerantly: everything may be missing, unknown fields are ignored.

use domain::post::{ArtistKind, ArtistRef, Folder, Post};

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
    /// Entries that tell no more than an id: to be asked for by it.
    pub stubs: Vec<Stub>,
    /// Where the next page begins; None at the end as the list states it. A list that says `has_more` and not where continues behind
    /// its last entry.
    pub next: Option<u32>,
    /// Behind the page's last entry; None: the page had none. For a reader who has not met what is known when the list says that it ends.
    pub past: Option<u32>,
}

impl<T> Page<T> {
    /// Where to read on behind a page that was asked for at `at`: where the list says, and behind a page of `full` entries in any case. A list
    /// that really ends there costs one request more; one that says so too early costs nothing else.
    #[must_use]
    pub fn rest(&self, at: u32, full: u32) -> Option<u32> {
        self.next.or_else(|| self.past.filter(|past| past.saturating_sub(at) >= full)).filter(|next| *next > at)
    }
}

/// A list entry that names a deviation and does not describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stub {
    pub post: domain::id::PostId,
    /// How many of the page's items stand before it.
    pub after: usize,
}

impl<T> Page<T> {
    /// A page of which nothing can be read; the list continues at `next`.
    #[must_use]
    pub const fn unread(next: u32) -> Self {
        Self { items: Vec::new(), stubs: Vec::new(), next: Some(next), past: Some(next) }
    }

    /// This page and the one behind it as one.
    #[must_use]
    pub fn followed_by(mut self, later: Self) -> Self {
        let before = self.items.len();
        self.stubs.extend(later.stubs.into_iter().map(|stub| Stub { after: stub.after + before, ..stub }));
        self.items.extend(later.items);
        self.next = later.next;
        self.past = later.past.or(self.past);
        self
    }
}

/// A cursor page; `next` is None at the end and also when the API gives an empty cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorPage<T> {
    pub items: Vec<T>,
    /// As in [`Page::stubs`].
    pub stubs: Vec<Stub>,
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
    pub preview: Vec<domain::id::PostId>,
    /// When the newest of those was published.
    pub newest: Option<domain::clock::Timestamp>,
}

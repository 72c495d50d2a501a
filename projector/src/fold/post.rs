//! What events tell of posts and the folders that they are in.

use super::State;
use shared::id::{ArtistId, FolderId, PostId};
use shared::post::{Post, PostKind};
use shared::store::projection::rows::{NEVER, PostFolderRow, PostRow, Told};

impl State<'_> {
    /// The row to change, from this batch, the store, or new. `post` fills a new row.
    fn post(&mut self, id: PostId, new: impl FnOnce() -> PostRow) -> &mut PostRow {
        let loaded = self.loaded;
        self.posts.entry(id).or_insert_with(|| loaded.posts.get(&id).cloned().unwrap_or_else(new))
    }

    /// The log knows the post from the first `PostPublished` on; only that one announces.
    pub(super) fn published(&mut self, post: &Post, told: Told) {
        let row = self.content(post, told);
        let new = row.first_seen_at.is_none();
        row.first_seen_at = Some(row.first_seen_at.map_or(told.0, |first| first.min(told.0)));
        if new {
            let row = row.clone();
            let loaded = self.loaded.post_folders.get(&post.id).into_iter().flatten().map(|place| place.folder);
            let places: Vec<FolderId> = loaded.chain(self.new_places.get(&post.id).into_iter().flatten().copied()).collect();
            self.announcer.published(&row, &places, told.0);
        }
    }

    pub(super) fn revised(&mut self, post: &Post, told: Told) {
        self.content(post, told);
    }

    /// Takes the content over when it is newer; either way the post was there at that time.
    fn content(&mut self, post: &Post, told: Told) -> &mut PostRow {
        let row =
            self.post(post.id, || PostRow { post: post.clone(), content: NEVER, first_seen_at: None, seen_at: None, removed_at: None });
        if told > row.content {
            row.post.clone_from(post);
            row.content = told;
        }
        row.seen_at = row.seen_at.max(Some(told.0));
        row
    }

    pub(super) fn removed(&mut self, artist: ArtistId, post: PostId, told: Told) {
        let row = self.post(post, || PostRow {
            post: unseen(artist, post),
            content: NEVER,
            first_seen_at: None,
            seen_at: None,
            removed_at: None,
        });
        row.removed_at = row.removed_at.max(Some(told.0));
    }

    /// A place that is new announces the post to the folder's watches, if the post is known; else its `PostPublished` will.
    pub(super) fn foldered(&mut self, owner: ArtistId, post: PostId, folder: FolderId, told: Told) {
        let loaded = self.loaded.post_folders.get(&post).into_iter().flatten().find(|place| place.folder == folder);
        if let Some(place) = self.places.get_mut(&(post, folder)) {
            place.seen_at = place.seen_at.min(told.0);
            return;
        }
        if let Some(place) = loaded {
            if told.0 < place.seen_at {
                self.places.insert((post, folder), PostFolderRow { seen_at: told.0, ..*place });
            }
            return;
        }
        self.places.insert((post, folder), PostFolderRow { post, folder, owner, seen_at: told.0 });
        self.new_places.entry(post).or_default().push(folder);
        let known = self.posts.get(&post).or_else(|| self.loaded.posts.get(&post));
        if let Some(row) = known.filter(|row| row.first_seen_at.is_some()).cloned() {
            self.announcer.foldered(&row, folder, told.0);
        }
    }
}

/// A post of which nothing is known but that it is gone.
fn unseen(artist: ArtistId, id: PostId) -> Post {
    Post {
        id,
        artist,
        kind: PostKind::Other,
        title: String::new(),
        url: None,
        published_at: None,
        mature: false,
        preview: None,
        thumbnail: None,
        excerpt: None,
        tags: Vec::new(),
        locked: None,
    }
}

//! What events tell of posts and the folders that they are in.

use super::State;
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::Post;
use domain::verdict::Place;
use store::projection::rows::{PostFolderRow, PostRow, Told};

impl State<'_> {
    /// The row to change, from this batch, the store, or new. `post` fills a new row.
    fn post(&mut self, id: PostId, new: impl FnOnce() -> PostRow) -> &mut PostRow {
        let loaded = self.loaded;
        self.posts.entry(id).or_insert_with(|| loaded.posts.get(&id).cloned().unwrap_or_else(new))
    }

    /// The log knows the post from the first `PostPublished` on; only that one announces. Whether it is news: no late repeat of what is known.
    pub(super) fn published(&mut self, post: &Post, told: Told) -> bool {
        let untagged = !self.row(post).post.tags_known;
        let news = self.content(post, told);
        let row = self.row(post);
        let new = row.first_seen_at.is_none();
        row.first_seen_at = Some(row.first_seen_at.map_or(told.at, |first| first.min(told.at)));
        if new {
            let (row, places) = (row.clone(), self.places_of(post.id));
            self.announcer.published(&row, &places, told.at);
        } else if untagged {
            self.tagged(post, told);
        }
        news
    }

    pub(super) fn revised(&mut self, post: &Post, told: Told) {
        let untagged = !self.row(post).post.tags_known;
        self.content(post, told);
        if untagged {
            self.tagged(post, told);
        }
    }

    /// Filters may have waited for the tags of a post that is announced already.
    fn tagged(&mut self, post: &Post, told: Told) {
        let row = self.row(post).clone();
        if row.post.tags_known && row.first_seen_at.is_some() {
            let places = self.places_of(post.id);
            self.announcer.tagged(&row, &places, told.at);
        }
    }

    /// The folders that a post is known to be in.
    fn places_of(&self, post: PostId) -> Vec<Place> {
        let place = |row: &PostFolderRow| Place { folder: row.folder, owner: row.owner };
        let loaded = self.loaded.post_folders.get(&post).into_iter().flatten().map(place);
        loaded.chain(self.new_places.get(&post).into_iter().flatten().copied()).collect()
    }

    fn row(&mut self, post: &Post) -> &mut PostRow {
        self.post(post.id, || nothing_known(post.clone()))
    }

    /// Takes over the content unless what is known ranks higher; either way the post was there at that time. True: its revision is higher than
    /// the known one, or neither has one.
    fn content(&mut self, post: &Post, told: Told) -> bool {
        let row = self.row(post);
        let old = row.content;
        // Two that were compared with the same row: who calls it mature is believed.
        let milder = told.rev.is_some() && told.rev == old.rev && row.post.mature && !post.mature;
        if told.replaces(&old) && !milder {
            row.post.clone_from(post);
            row.content = told;
            row.shrunk = None;
        }
        row.seen(told, old);
        told.rev > old.rev || (told.rev, old.rev) == (None, None)
    }

    pub(super) fn removed(&mut self, artist: ArtistId, post: PostId, told: Told) {
        self.post(post, || nothing_known(Post::unknown(post, artist))).gone(told);
    }

    /// A place that is new announces the post to the folder's watches, if the post is known; else its `PostPublished` will.
    pub(super) fn foldered(&mut self, owner: ArtistId, post: PostId, folder: FolderId, told: Told) {
        let loaded = self.loaded.post_folders.get(&post).into_iter().flatten().find(|place| place.folder == folder);
        if let Some(place) = self.places.get_mut(&(post, folder)) {
            place.seen_at = place.seen_at.min(told.at);
            return;
        }
        if let Some(place) = loaded {
            if told.at < place.seen_at {
                self.places.insert((post, folder), PostFolderRow { seen_at: told.at, ..*place });
            }
            return;
        }
        self.places.insert((post, folder), PostFolderRow { post, folder, owner, seen_at: told.at });
        let place = Place { folder, owner };
        self.new_places.entry(post).or_default().push(place);
        let known = self.posts.get(&post).or_else(|| self.loaded.posts.get(&post));
        if let Some(row) = known.filter(|row| row.first_seen_at.is_some()).cloned() {
            self.announcer.foldered(&row, place, told.at);
        }
    }
}

fn nothing_known(post: Post) -> PostRow {
    PostRow { post, rev: None, content: Told::NEVER, first_seen_at: None, seen_at: None, removed_at: None, shrunk: None }
}

//! What polls work with, what each of them is about, and why one fails.

use super::job::Job;
use crate::compared::Compared;
use crate::deps::Deps;
use crate::diff::Known;
use crate::memory::Memory;
use crate::schedule::pace::Pace;
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::id::{ArtistId, PostId};
use eventlog::LogError;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use store::StoreError;
use store::ingest::KnownArtist;

/// Posts that are compared with the projection at once.
const SETTLE: usize = 500;

/// What polls work with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub deps: Deps,
    pub pace: Pace,
    memory: Arc<Mutex<Memory>>,
    /// What the poll under way was compared with; each poll has its own.
    compared: Arc<Mutex<Compared>>,
}

impl Context {
    /// A context with an empty memory.
    #[must_use]
    pub fn new(deps: Deps, pace: Pace) -> Self {
        Self { deps, pace, memory: Arc::default(), compared: Arc::default() }
    }

    /// What this process appended lately. Never hold it over an await.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock()
    }

    /// The same context for one poll.
    pub(super) fn for_a_poll(&self) -> Self {
        Self { compared: Arc::default(), ..self.clone() }
    }

    pub(super) fn compared(&self) -> MutexGuard<'_, Compared> {
        self.compared.lock()
    }

    pub(super) async fn known(&self, ids: &[PostId]) -> Result<Known, Failure> {
        let projected = self.deps.store.known_posts(ids, self.deps.clock.now()).await?;
        let mut memory = self.memory();
        let known = memory.appended.over(ids, projected);
        self.compared().note(ids, &known, |id| memory.tried.post(id));
        Ok(known)
    }

    /// Forgets what the projection has caught up with, so that the memory holds only what is on its way there. Without it a post
    /// would stay until its artist is polled again.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settle(&self) -> Result<(), Failure> {
        loop {
            let ids = self.memory().appended.oldest(SETTLE);
            if ids.is_empty() {
                return Ok(());
            }
            let projected = self.deps.store.known_posts(&ids, self.deps.clock.now()).await?;
            self.memory().appended.over(&ids, projected);
            if self.memory().appended.holds_any(&ids) {
                // The projection lags, or an event is parked: the next turn compares again.
                return Ok(());
            }
        }
    }

    pub(super) async fn known_of(&self, listed: &[Listed]) -> Result<Known, Failure> {
        let ids: Vec<PostId> = listed.iter().map(|item| item.post.id).collect();
        self.known(&ids).await
    }

    /// The artist's newest known posts: `limit` of the projection, and as many appended since.
    pub(super) async fn recent(&self, artist: ArtistId, limit: u32) -> Result<Vec<PostId>, Failure> {
        let projected = self.deps.store.recent_posts(artist, limit).await?;
        Ok(self.memory().appended.recent_over(artist, projected, usize::try_from(limit).unwrap_or(usize::MAX)))
    }

    /// What is known of an artist: the projection, with what was appended since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist(&self, artist: ArtistId) -> Result<Option<KnownArtist>, StoreError> {
        let projected = self.deps.store.known_artist(artist).await?;
        Ok(self.memory().appended.artist_over(artist, projected))
    }
}

/// One poll under way: what it works with, what it is asked to do, and what was known of the artist when it began.
#[derive(Clone, Copy)]
pub(super) struct Round<'a> {
    pub(super) context: &'a Context,
    pub(super) job: &'a Job,
    pub(super) known: Option<&'a KnownArtist>,
    pub(super) now: Timestamp,
}

/// Why a poll gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("{0}")]
    Strange(String),
    #[error("the worker is stopping")]
    Stopped,
}

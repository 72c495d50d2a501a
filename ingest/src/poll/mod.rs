//! One look at one source: asks DeviantArt, holds the answer against what is known, and says what follows, as data.
//! Nothing is written here; [`crate::publish`] appends, and only then does the source's position count.

mod debts;
mod folder;
mod gallery;
mod missing;
mod posts;
mod profile;
mod reread;
mod vanish;

use crate::Deps;
use crate::compared::Compared;
use crate::cursor::Cursor;
use crate::diff::Known;
use crate::memory::Memory;
use crate::schedule::pace::Pace;
use chrono::SubsecRound;
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::budget::Lane;
use domain::clock::Timestamp;
use domain::event::Event;
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::ArtistKind;
use eventlog::LogError;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use store::StoreError;
use store::ingest::{KnownArtist, Source, SourceKind};

/// Polls take from this lane of the budget.
const LANE: Lane = Lane::Poll;
/// A page of a gallery or folder.
const PAGE: u32 = 24;
/// Pages of one look at most; a longer walk goes on with the next look, so that one source never holds up the others for long.
const PAGES: u32 = 20;

/// What a look works with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub deps: Deps,
    pub pace: Pace,
    memory: Arc<Mutex<Memory>>,
    /// What the look under way was held against; each look has its own.
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

    /// The same context for one look.
    fn for_a_look(&self) -> Self {
        Self { compared: Arc::default(), ..self.clone() }
    }

    fn compared(&self) -> MutexGuard<'_, Compared> {
        self.compared.lock()
    }

    async fn known(&self, ids: &[PostId]) -> Result<Known, Failure> {
        let projected = self.deps.store.known_posts(ids).await?;
        let mut memory = self.memory();
        let known = memory.over(ids, projected);
        self.compared().note(ids, &known, |id| memory.tried_post(id));
        Ok(known)
    }

    /// Forgets what the projection has caught up with, so that the memory holds only what is on its way there. Without it a post
    /// would stay until its artist is looked at again.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settle(&self) -> Result<(), Failure> {
        loop {
            let ids = self.memory().oldest(SETTLE);
            if ids.is_empty() {
                return Ok(());
            }
            let projected = self.deps.store.known_posts(&ids).await?;
            self.memory().over(&ids, projected);
            if self.memory().holds_any(&ids) {
                // The projection lags, or an event is parked: look again at the next turn.
                return Ok(());
            }
        }
    }

    async fn known_of(&self, listed: &[Listed]) -> Result<Known, Failure> {
        let ids: Vec<PostId> = listed.iter().map(|item| item.post.id).collect();
        self.known(&ids).await
    }

    /// The artist's newest known posts: `limit` of the projection, and as many appended since.
    async fn recent(&self, artist: ArtistId, limit: u32) -> Result<Vec<PostId>, Failure> {
        let projected = self.deps.store.recent_posts(artist, limit).await?;
        Ok(self.memory().recent_over(artist, projected, usize::try_from(limit).unwrap_or(usize::MAX)))
    }

    /// What is known of an artist: the projection, with what was appended since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artist(&self, artist: ArtistId) -> Result<Option<KnownArtist>, StoreError> {
        let projected = self.deps.store.known_artist(artist).await?;
        Ok(self.memory().artist_over(artist, projected))
    }
}

/// Posts that are compared with the projection at once.
const SETTLE: usize = 500;

/// What to look at.
#[derive(Clone, Debug)]
pub struct Job {
    /// The source as it was left.
    pub source: Source,
    /// The artist's folders that somebody watches.
    pub folders: Vec<WatchedFolder>,
    /// From when on somebody wants the artist's posts.
    pub since: Timestamp,
    /// Read the list further down than the news asks for ([`crate::reconcile`]).
    pub reconcile: bool,
    /// How often the log lost events before they were folded, as far as this worker knows.
    pub losses: u64,
}

impl Job {
    /// Whether events of this source may have been lost since it was read whole.
    fn doubtful(&self) -> bool {
        Cursor::of(&self.source).losses < self.losses
    }
}

/// A folder that somebody watches, with the position of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    pub id: FolderId,
    /// As the watch names it; the artist's folder list has the current name.
    pub name: String,
    /// Its size when it was read last.
    pub size: Option<u32>,
    /// Whether it was read in full.
    pub baselined: bool,
}

/// What a look found.
#[derive(Debug)]
pub struct Look {
    /// In the order in which they have to enter the log.
    pub events: Vec<Event>,
    /// When the first page was asked for; all events carry it.
    pub observed_at: Timestamp,
    /// The source as it is to be saved once the events are accepted.
    pub source: Source,
    /// The artist as known once the events are accepted.
    pub artist: Option<KnownArtist>,
    /// Sources of the same artist that should be looked at now.
    pub hasten: Vec<SourceKind>,
    pub ending: Ending,
    /// The posts that appeared since the source is watched.
    pub arrivals: Vec<Arrival>,
    /// Folders that need no look of their own: all that is new in them is told by these events, and this is their size now.
    pub settled: Vec<(FolderId, u32)>,
    /// Requests for a re-read.
    pub extra: u32,
    /// Posts that a list named and that were given up, since DeviantArt does not show them.
    pub lost: u32,
    /// A page below the list's top could not be read: what is there waits for another look.
    pub cut: bool,
    /// In the first look of a source, when everything on its page was published, be it known already or not.
    pub first_page: Vec<Timestamp>,
    /// What it was held against.
    pub compared: Compared,
}

/// A post that appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub published_at: Timestamp,
    /// Regular looks had missed it.
    pub missed: bool,
}

impl Look {
    /// Takes note of how late the posts are, now that their events were accepted, and of the losses that this look has made good.
    pub fn accepted(&mut self, job: &Job, at: Timestamp) {
        let mut cursor = Cursor::of(&self.source);
        // A walk that was under way took the place of reading the list whole; the next look does that.
        if job.doubtful() && !self.cut && self.ending != Ending::More && Cursor::of(&job.source).backlog.is_none() {
            cursor.losses = job.losses;
        } else if self.arrivals.is_empty() {
            return;
        }
        for arrival in &self.arrivals {
            cursor.freshness.add(at - arrival.published_at, arrival.missed);
        }
        cursor.keep(&mut self.source);
    }

    /// A page further down could not be read. The look counts, and what is missing is tried with the next one that is due: at once would be a loop
    /// where the page never comes.
    fn cut_short(&mut self, job: &Job, error: &ApiError) {
        self.cut = true;
        if self.ending == Ending::More {
            self.ending = Ending::Seen;
        }
        // The budget's and the worker's business, and no trouble of the source.
        if matches!(error, ApiError::Throttled | ApiError::EdgeRefused(_) | ApiError::NoToken(_)) {
            return;
        }
        let words = format!("a page further down cannot be read: {error}");
        if job.source.trouble.as_deref() != Some(&words) {
            tracing::warn!(name = job.source.artist_name, kind = ?job.source.kind, %error, "a page further down cannot be read; the next look tries it again");
        }
        self.source.trouble = Some(words);
    }
}

/// How a look ended, as far as the schedule and the other sources of the artist are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Seen, nothing left to read.
    Seen,
    /// Seen, and the next look goes on where this one stopped.
    More,
    /// The artist has a new name; everything is looked at again under it.
    Renamed(String),
    /// The artist cannot be looked at, in these words; `in_vain` looks before this one found the same.
    Vanished { trouble: String, in_vain: u32 },
    /// The artist no longer has this folder.
    Missing,
}

/// Why a look gave nothing.
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

/// Looks once.
///
/// # Errors
/// When nothing could be learned; the source stays as it was.
pub async fn look(context: &Context, job: &Job) -> Result<Look, Failure> {
    let context = context.for_a_look();
    let mut look = compared(&context, job).await?;
    look.compared = std::mem::take(&mut *context.compared());
    Ok(look)
}

async fn compared(context: &Context, job: &Job) -> Result<Look, Failure> {
    let observed_at = context.deps.clock.now();
    let known = context.artist(job.source.artist).await?;
    let rev = known.as_ref().map_or(0, |known| known.rev);
    context.compared().note_artist(rev.max(context.memory().tried_artist(job.source.artist)));
    let seen = match job.source.kind {
        SourceKind::Gallery => Box::pin(gallery::look(context, job, known.as_ref(), observed_at)).await,
        SourceKind::Posts => Box::pin(posts::look(context, job, known.as_ref(), observed_at)).await,
        SourceKind::Folder(folder) => Box::pin(folder::look(context, job, folder, known.as_ref(), observed_at)).await,
        SourceKind::Profile => Box::pin(profile::look(context, job, known.as_ref(), observed_at)).await,
    };
    match seen {
        Ok(look) if look.ending == Ending::Missing => Ok(look),
        Ok(look) => Ok(vanish::returned(context, look, known)),
        Err(Failure::Api(error)) if vanish::may_mean_it(job, known.as_ref(), &error) => {
            Box::pin(vanish::examine(context, job, known, error, observed_at)).await
        }
        // The name may belong to somebody else now: the artist is looked for as if the name were unknown.
        Err(Failure::Strange(told)) => {
            let unknown = ApiError::UserNotFound(job.source.artist_name.clone());
            match Box::pin(vanish::examine(context, job, known, unknown, observed_at)).await {
                Err(Failure::Api(ApiError::UserNotFound(_))) => Err(Failure::Strange(told)),
                other => other,
            }
        }
        Err(failure) => Err(failure),
    }
}

/// A look that found these events, with the source marked as seen.
fn seen(job: &Job, known: Option<&KnownArtist>, mut events: Vec<Event>, observed_at: Timestamp) -> Look {
    if job.source.baselined {
        events.iter_mut().for_each(|event| date(event, observed_at));
    }
    let mut source = job.source.clone();
    source.last_poll_at = Some(observed_at);
    source.failures = 0;
    source.trouble = None;
    Look {
        events,
        observed_at,
        source,
        artist: known.cloned(),
        hasten: Vec::new(),
        ending: Ending::Seen,
        arrivals: Vec::new(),
        settled: Vec::new(),
        extra: 0,
        lost: 0,
        cut: false,
        first_page: Vec::new(),
        compared: Compared::default(),
    }
}

/// What the first look of a source tells of its rate. Its posts may all be known: from a folder, from before its row was lost, or from
/// an earlier watch.
fn first_page(job: &Job, items: &[Listed], now: Timestamp) -> Vec<Timestamp> {
    let times = items.iter().map(|item| item.post.published_at.unwrap_or(now));
    if job.source.last_poll_at.is_none() { times.collect() } else { Vec::new() }
}

/// The new posts among these events that were published since the source is watched. Times on DeviantArt are whole seconds.
fn arrivals(events: &[Event], known: &Known, since: Option<Timestamp>, missed: impl Fn(PostId) -> bool) -> Vec<Arrival> {
    let Some(since) = since.map(|since| since.trunc_subsecs(0)) else { return Vec::new() };
    let arrival = |event: &Event| match event {
        // What is known is not new: it was removed and is back.
        Event::PostPublished { post, .. } if !known.contains_key(&post.id) => {
            let published_at = post.published_at.filter(|at| *at >= since)?;
            Some(Arrival { published_at, missed: missed(post.id) })
        }
        Event::PostPublished { .. } | Event::PostRevised { .. } | Event::PostFoldered { .. } | Event::PostRemoved { .. } => None,
        Event::ArtistProfiled { .. } | Event::ArtistVanished { .. } | Event::ArtistReturned { .. } => None,
    };
    events.iter().filter_map(arrival).collect()
}

/// A new post without a time, in a source that was read to its end before, appeared since: it gets the time of the look. In a first
/// look it may be of any age; it keeps no time and is never announced.
fn date(event: &mut Event, observed_at: Timestamp) {
    if let Event::PostPublished { post, .. } = event {
        post.published_at.get_or_insert(observed_at);
    }
}

/// Keeps the posts of this artist. Lists may answer about somebody else (a fall-back of the API), and what they say then must
/// not be announced as this artist's.
fn of_artist(job: &Job, items: Vec<Listed>) -> Result<Vec<Listed>, Failure> {
    let count = items.len();
    let (own, other): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.artist.id == job.source.artist);
    if let Some(stranger) = other.first() {
        tracing::warn!(
            artist = %job.source.artist, name = job.source.artist_name, kind = ?job.source.kind, other = %stranger.artist.id,
            left_out = other.len(), of = count, "a list named posts of another artist; they are left out"
        );
        if own.is_empty() {
            return Err(Failure::Strange(format!("DeviantArt answered with posts of {:?} instead", stranger.artist.name)));
        }
    }
    Ok(own)
}

/// Whether a page names an icon that the profile should be asked about.
fn doubts_icon(context: &Context, known: Option<&KnownArtist>, items: &[Listed]) -> bool {
    let Some(known) = known else { return false };
    let Some(author) = items.iter().map(|item| &item.artist).find(|author| author.id == known.artist.id) else { return false };
    match &author.icon {
        Some(icon) if known.artist.icon.as_ref() != Some(icon) => context.memory().doubt_icon(known.artist.id, icon),
        _ => false,
    }
}

/// First sight and renames, told by the author that a page names. The icon is left to the profile, the one place that is
/// compared for it, since lists may write it differently.
fn author(job: &Job, known: Option<&KnownArtist>, items: &[Listed]) -> Option<(Event, KnownArtist)> {
    let author = &items.iter().find(|item| item.artist.id == job.source.artist)?.artist;
    let next = match known {
        Some(known) if known.artist.name == author.name => return None,
        Some(known) => {
            let mut next = known.clone();
            next.artist.name.clone_from(&author.name);
            next
        }
        None => {
            KnownArtist { artist: author.clone(), kind: ArtistKind::Person, folders: Vec::new(), vanished: None, vanish_epoch: 0, rev: 0 }
        }
    };
    Some((profiled(&next), next))
}

fn profiled(artist: &KnownArtist) -> Event {
    Event::ArtistProfiled { artist: artist.artist.clone(), kind: artist.kind, folders: artist.folders.clone() }
}

/// Puts the author's event in front of the look's others, notices the new name and asks for the profile.
fn with_author(mut look: Look, author: Option<(Event, KnownArtist)>) -> Look {
    let Some((event, artist)) = author else { return look };
    let first_sight = look.artist.is_none();
    look.events.insert(0, event);
    if !artist.artist.name.eq_ignore_ascii_case(&look.source.artist_name) && look.ending == Ending::Seen {
        look.ending = Ending::Renamed(artist.artist.name.clone());
    }
    if !first_sight {
        look.hasten.push(SourceKind::Profile);
    }
    look.artist = Some(artist);
    look
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ArtistId, PostId};
    use domain::post::{ArtistRef, Post, PostKind};
    use uuid::Uuid;

    #[test]
    fn a_new_post_without_a_time_gets_that_of_the_look_and_others_keep_theirs() {
        let time = |second| chrono::DateTime::from_timestamp(second, 0).unwrap();
        let dated = |published_at| {
            let artist = ArtistRef { id: ArtistId(Uuid::nil()), name: "a".to_owned(), icon: None };
            let post = Post {
                id: PostId(Uuid::nil()),
                artist: artist.id,
                kind: PostKind::Image,
                title: String::new(),
                url: None,
                published_at,
                mature: false,
                preview: None,
                thumbnail: None,
                excerpt: None,
                tags: Vec::new(),
                locked: None,
            };
            let mut event = Event::PostPublished { artist, post };
            date(&mut event, time(9));
            let Event::PostPublished { post, .. } = event else { unreachable!() };
            post.published_at
        };
        assert_eq!(dated(None), Some(time(9)));
        assert_eq!(dated(Some(time(3))), Some(time(3)));
    }
}

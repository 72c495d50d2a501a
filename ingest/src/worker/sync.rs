//! Sources in step with watches and workers, and their rows in the store.

use super::Worker;
use crate::schedule::memory::rates_of;
use crate::schedule::{Key, Past, Spec};
use crate::watchlist;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::ArtistId;
use domain::post::{ArtistKind, List, PostKind};
use domain::source::Rates;
use domain::watch::WatchedArtist;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::StoreError;
use store::ingest::{Source, SourceKind};
use tokio::time::{Instant, timeout};

/// A log whose broker is away may not know at once which one it is; then the next turn asks again.
const LOG_PATIENCE: Duration = Duration::from_millis(500);

/// The history that rates are learned from when they are missing: three times the memory of a rate.
const HISTORY: TimeDelta = TimeDelta::days(90);

/// When artists published what.
type Published = HashMap<ArtistId, Vec<(PostKind, Timestamp)>>;

impl Worker {
    /// Reads the watches and sorts out the sources if anything changed.
    pub(super) async fn sync(&mut self) {
        self.heed_log().await;
        let lost = self.heed_losses().await;
        if let Err(error) = self.try_sync().await {
            self.resync = true;
            tracing::warn!(%error, "the list of watches cannot be read now; the last known one stays in use");
        }
        if lost {
            self.hasten_doubtful();
        }
    }

    /// The projector counts in the store how often it had to continue behind events that it had not folded. True: more often than was known.
    async fn heed_losses(&mut self) -> bool {
        let losses = match self.context.deps.store.losses().await {
            Ok(losses) => losses,
            Err(error) => {
                tracing::debug!(%error, "whether the log lost events cannot be read now; asking again");
                return false;
            }
        };
        let more = losses > self.losses;
        self.losses = losses;
        if more && self.listed.is_some() {
            self.context.memory().forget_appended();
        }
        more
    }

    /// Every source that was not read whole since the log lost events is polled now: its list down to where it began to be watched, or a month.
    fn hasten_doubtful(&mut self) {
        let now = self.context.deps.clock.now();
        let doubtful = |source: &Source| source.position.losses < self.losses;
        let keys: Vec<Key> = self.sources.all().filter(|(_, source)| doubtful(source)).map(|(key, _)| key).collect();
        if !keys.is_empty() {
            tracing::warn!(sources = keys.len(), "the event log lost events before they were folded; reading the sources again");
        }
        keys.into_iter().for_each(|key| self.schedule.hasten(key, now));
    }

    /// A log in the place of a lost one lacks what was appended to that and not folded yet. Without the memory of it, the next polls find
    /// whatever of it the projection does not know.
    async fn heed_log(&mut self) {
        let Ok(Ok(log)) = timeout(LOG_PATIENCE, self.context.deps.log.identity()).await else { return };
        if self.log.replace(log).is_some_and(|former| former != log) {
            tracing::warn!(%log, "the event log is another one; posts that the projection does not know are appended again");
            self.context.memory().forget_appended();
        }
    }

    async fn try_sync(&mut self) -> Result<(), StoreError> {
        // Before the watches: what changes while they are read is read again.
        let version = self.context.deps.store.watches_version().await?;
        self.status.change(|status| status.list_checks += 1);
        let fresh = |(seen, at): (u64, Instant)| seen == version && at.elapsed() < watchlist::RELIST;
        if !self.resync && self.listed.is_some_and(fresh) {
            return Ok(());
        }
        if self.resync {
            // Who takes over an artist reads on from the saved position.
            self.save(true).await;
        }
        self.status.change(|status| status.list_reads += 1);
        let listed = self.context.deps.store.watched_artists().await?;
        let watched: HashSet<ArtistId> = listed.iter().map(|watched| watched.artist).collect();
        let mine: HashMap<ArtistId, WatchedArtist> =
            listed.into_iter().filter(|watched| self.crew.is_mine(watched.artist)).map(|watched| (watched.artist, watched)).collect();
        // What polls have told is newer.
        self.kinds.retain(|artist, _| mine.contains_key(artist));
        for (artist, kind) in mine.values().filter_map(|watched| Some((watched.artist, watched.kind?))) {
            self.kinds.entry(artist).or_insert(kind);
        }
        let keys = |watched| watchlist::keys(watched, &self.kinds).into_iter().map(move |key| (key, watched));
        let desired: HashMap<Key, &WatchedArtist> = mine.values().flat_map(keys).collect();
        let first = self.listed.is_none();
        let rows = self.rows(first, &desired).await?;
        if first {
            self.recall_common().await?;
        }
        let published = self.published(&desired, &rows).await?;
        self.drop_unwanted(&desired, &rows, &watched);
        self.add_wanted(&desired, rows, &published);
        self.note_new_watches(&mine);
        self.wanted = mine;
        self.listed = Some((version, Instant::now()));
        self.resync = false;
        self.tell_size();
        Ok(())
    }

    /// The stored sources that matter now: all where somebody else may have had them, else those of artists that are new here.
    async fn rows(&self, first: bool, desired: &HashMap<Key, &WatchedArtist>) -> Result<Vec<Source>, StoreError> {
        let store = &self.context.deps.store;
        if first || self.resync {
            return store.sources().await;
        }
        let new: HashSet<ArtistId> = desired.keys().filter(|key| !self.sources.has(**key)).map(|key| key.0).collect();
        store.sources_of(&new.into_iter().collect::<Vec<_>>()).await
    }

    fn tell_size(&self) {
        let (artists, sources) = (self.wanted.len(), self.sources.len());
        tracing::debug!(artists, sources, "sources are in step with the watches");
        self.status.change(|status| (status.artists, status.sources) = (artists, sources));
    }

    /// The sources of one artist.
    pub(super) fn sources_of(&self, artist: ArtistId) -> Vec<Key> {
        let keys = self.wanted.get(&artist).map(|watched| watchlist::keys(watched, &self.kinds)).unwrap_or_default();
        keys.into_iter().filter(|key| self.sources.has(*key)).collect()
    }

    /// A poll told whether the artist is a person or a group. Where that is news, this artist's sources change, and nobody else's.
    pub(super) fn learn_kind(&mut self, artist: ArtistId, kind: ArtistKind) {
        let before = self.sources_of(artist);
        if self.kinds.insert(artist, kind) == Some(kind) {
            return;
        }
        let Some(watched) = self.wanted.get(&artist).cloned() else { return };
        let desired = watchlist::keys(&watched, &self.kinds);
        for key in before.into_iter().filter(|key| !desired.contains(key)) {
            self.forget(key);
            self.gone.insert(key);
            self.urgent = true;
        }
        let now = self.context.deps.clock.now();
        for key in desired {
            self.want(key, &watched, None, now);
        }
        self.tell_size();
    }

    fn drop_unwanted(&mut self, desired: &HashMap<Key, &WatchedArtist>, rows: &[Source], watched: &HashSet<ArtistId>) {
        let in_memory = self.sources.all().map(|(key, _)| key);
        let stored = rows.iter().map(|row| (row.artist, row.kind));
        let unwanted: HashSet<Key> = in_memory.chain(stored).filter(|key| !desired.contains_key(key)).collect();
        for key in unwanted {
            self.forget(key);
            // What another worker polls stays; rows that nobody wants are deleted by whose they would be.
            if self.crew.is_mine(key.0) && (self.wanted.contains_key(&key.0) || !watched.contains(&key.0) || self.listed.is_none()) {
                self.gone.insert(key);
                self.urgent = true;
            }
        }
    }

    /// This source is not polled here any more.
    fn forget(&mut self, key: Key) {
        self.schedule.remove(key);
        if let Some(source) = self.sources.remove(key) {
            self.status.change(|status| status.freshness.remove(&source.position.freshness));
        }
        self.dirty.remove(&key);
    }

    /// What an earlier run learned over all sources together.
    async fn recall_common(&mut self) -> Result<(), StoreError> {
        if let Some(common) = self.context.deps.store.schedule_state().await?
            && let Err(error) = self.schedule.recall(&common)
        {
            tracing::warn!(%error, "what the schedule had learned over all sources is of no use; it learns again");
        }
        Ok(())
    }

    /// What the schedule has learned over all sources together; of the sources it is in their rows.
    pub(super) async fn save_common(&self) {
        if self.schedule.is_empty() {
            return;
        }
        if let Err(error) = self.context.deps.store.save_schedule_state(self.schedule.common(), self.context.deps.clock.now()).await {
            tracing::warn!(%error, "what the schedule learned over all sources cannot be saved now; it is tried again");
        }
    }

    /// The posts of artists with sources that were polled and yet have nothing learned, or not all: rows of an older version.
    async fn published(&self, desired: &HashMap<Key, &WatchedArtist>, rows: &[Source]) -> Result<Published, StoreError> {
        let unlearned = |row: &&Source| {
            let key = (row.artist, row.kind);
            let posts = matches!(row.kind, SourceKind::Gallery | SourceKind::Posts);
            posts && row.last_poll_at.is_some() && desired.contains_key(&key) && !self.sources.has(key)
        };
        let rows = rows.iter().filter(unlearned).filter(|row| learned_whole(row).is_none());
        let artists: Vec<ArtistId> = rows.map(|row| row.artist).collect::<HashSet<_>>().into_iter().collect();
        self.context.deps.store.published_since(&artists, self.context.deps.clock.now() - HISTORY).await
    }

    fn add_wanted(&mut self, desired: &HashMap<Key, &WatchedArtist>, rows: Vec<Source>, published: &Published) {
        let now = self.context.deps.clock.now();
        let mut rows: HashMap<Key, Source> = rows.into_iter().map(|row| ((row.artist, row.kind), row)).collect();
        for (key, watched) in desired {
            let row = rows.remove(key).map(|row| {
                let posts = || history(*key, published).filter(|posts| row.rates.is_none() || !posts.is_empty());
                let again = || posts().map(|posts| rates_of(&posts, now));
                let rates = learned_whole(&row).or_else(again).or(row.rates);
                Source { rates, ..row }
            });
            self.want(*key, watched, row, now);
        }
    }

    /// This source is polled from now on, beginning from its row; or what is known of it has changed.
    fn want(&mut self, key: Key, watched: &WatchedArtist, row: Option<Source>, now: Timestamp) {
        self.gone.remove(&key);
        let spec = self.spec(key, watched, row.as_ref());
        if self.sources.change(key, |source| source.weight = watched.channels).is_some() {
            self.schedule.upsert(key, spec, Past::default(), now);
            return;
        }
        let source = row.unwrap_or_else(|| {
            self.dirty.insert(key);
            self.urgent = true;
            watchlist::fresh(watched, key.1)
        });
        self.status.change(|status| status.freshness.merge(&source.position.freshness));
        let past = Past { seen: source.last_poll_at, rests_until: source.next_poll_at, rates: source.rates, failures: source.failures };
        self.schedule.upsert(key, spec, past, now);
        // From here on the schedule has the rates: rates that moved are no reason to save the row.
        self.sources.insert(key, Source { weight: watched.channels, rates: None, ..source });
    }

    /// What the schedule has to know of a source; `row`: as it is stored, where it is not here yet.
    fn spec(&self, key: Key, watched: &WatchedArtist, row: Option<&Source>) -> Spec {
        // The list of a group that is watched whole tells of its folders.
        let has_folders = !watched.folders.is_empty() && !watched.group;
        let spec = self.context.pace.spec(key.1, self.kinds.get(&key.0).copied(), has_folders, watched.channels);
        let requests = self.sources.get(key).or(row).and_then(|source| source.position.list_requests);
        Spec { cost: requests.unwrap_or(1), ..spec }
    }

    /// A group's list has more or fewer pages than before: the schedule has to know what a poll of it costs.
    pub(super) fn price(&mut self, key: Key, now: Timestamp) {
        if let Some(watched) = self.wanted.get(&key.0).filter(|_| self.sources.has(key)) {
            self.schedule.upsert(key, self.spec(key, watched, None), Past::default(), now);
        }
    }

    /// One more channel wants an artist that is polled already: the one who asked sees at once what is new. And a new name that the
    /// projection learned from elsewhere is taken over.
    fn note_new_watches(&mut self, mine: &HashMap<ArtistId, WatchedArtist>) {
        let now = self.context.deps.clock.now();
        for (artist, watched) in mine {
            let Some(before) = self.wanted.get(artist) else { continue };
            if watched.channels > before.channels {
                self.schedule.hasten((*artist, SourceKind::Gallery), now);
                self.schedule.hasten((*artist, SourceKind::Posts), now);
                self.schedule.hasten((*artist, SourceKind::Group), now);
            }
            if watched.name != before.name {
                self.rename(*artist, &watched.name);
            }
        }
    }

    /// All sources of the artist ask under this name from now on.
    pub(super) fn rename(&mut self, artist: ArtistId, name: &str) {
        for key in self.sources_of(artist) {
            let renamed = |source: &mut Source| {
                let other = source.artist_name != name;
                if other {
                    name.clone_into(&mut source.artist_name);
                }
                other
            };
            if self.sources.change(key, renamed) == Some(true) {
                self.dirty.insert(key);
                self.urgent = true;
            }
        }
    }

    /// Writes what changed; `all`: also the times of polls without news.
    pub(super) async fn save(&mut self, all: bool) {
        if !(self.urgent || all) || (self.dirty.is_empty() && self.gone.is_empty()) {
            return;
        }
        let now = self.context.deps.clock.now();
        let rows: Vec<Source> = self
            .dirty
            .iter()
            .filter_map(|key| {
                let source = self.sources.get(*key)?.clone();
                let rests_until = self.schedule.rests_until(*key).filter(|_| source.last_poll_at.is_some() && !self.set_back);
                let expected_at = self.schedule.expected(*key, now).filter(|_| source.last_poll_at.is_some());
                Some(Source { next_poll_at: rests_until, expected_at, rates: self.schedule.rates(*key), ..source })
            })
            .collect();
        let gone: Vec<Key> = self.gone.iter().copied().collect();
        match self.write(&rows, &gone).await {
            Ok(()) => {
                self.dirty.clear();
                self.gone.clear();
                self.urgent = false;
            }
            Err(error) => {
                tracing::warn!(%error, rows = rows.len(), "the positions of sources cannot be saved now; they are kept and saved later")
            }
        }
    }

    async fn write(&self, rows: &[Source], gone: &[Key]) -> Result<(), StoreError> {
        if !rows.is_empty() {
            self.context.deps.store.save_sources(rows).await?;
        }
        if !gone.is_empty() {
            self.context.deps.store.delete_sources(gone).await?;
        }
        Ok(())
    }
}

/// What was learned of a source, unless an older version kept it, which learned less.
fn learned_whole(row: &Source) -> Option<Rates> {
    row.rates.filter(|rates| rates.habits.is_some())
}

/// Publications that the polls of this source would have seen.
fn history(key: Key, published: &Published) -> Option<Vec<Timestamp>> {
    let list = match key.1 {
        SourceKind::Gallery => List::Gallery,
        SourceKind::Posts => List::Posts,
        SourceKind::Profile | SourceKind::Folder(_) | SourceKind::Group | SourceKind::Later => return None,
    };
    Some(published.get(&key.0)?.iter().filter(|(kind, _)| kind.list() == list).map(|(_, time)| *time).collect())
}

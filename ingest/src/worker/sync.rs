//! Sources in step with watches and workers, and their rows in the store.

use super::Worker;
use crate::schedule::memory::rates_of;
use crate::schedule::{Key, Past};
use crate::watchlist;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::ArtistId;
use domain::post::{List, PostKind};
use domain::watch::WatchedArtist;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::StoreError;
use store::ingest::{Source, SourceKind};
use tokio::time::timeout;

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
        let doubtful = |source: &&Source| source.position.losses < self.losses;
        let keys: Vec<Key> = self.sources.values().filter(doubtful).map(|source| (source.artist, source.kind)).collect();
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
        let listed = self.context.deps.store.watched_artists().await?;
        if !self.resync && self.listed.as_ref() == Some(&listed) {
            return Ok(());
        }
        if self.resync {
            // Who takes over an artist reads on from the saved position.
            self.save(true).await;
        }
        let mine: HashMap<ArtistId, WatchedArtist> =
            listed.iter().filter(|watched| self.crew.is_mine(watched.artist)).map(|watched| (watched.artist, watched.clone())).collect();
        self.learn_kinds(&mine).await?;
        let desired: HashMap<Key, &WatchedArtist> = mine
            .values()
            .flat_map(|watched| {
                watchlist::kinds(watched, self.kinds.get(&watched.artist).copied()).into_iter().map(move |kind| (watched, kind))
            })
            .map(|(watched, kind)| ((watched.artist, kind), watched))
            .collect();
        let first = self.listed.is_none();
        let rows = if first || desired.keys().any(|key| !self.sources.contains_key(key)) {
            self.context.deps.store.sources().await?
        } else {
            Vec::new()
        };
        if first {
            self.recall_common().await?;
        }
        let published = self.published(&desired, &rows).await?;
        self.drop_unwanted(&desired, &rows, &listed);
        self.add_wanted(&desired, rows, &published);
        self.note_new_watches(&mine);
        self.wanted = mine;
        self.listed = Some(listed);
        self.resync = false;
        let (artists, sources) = (self.wanted.len(), self.sources.len());
        tracing::debug!(artists, sources, "sources are in step with the watches");
        self.status.change(|status| (status.artists, status.sources) = (artists, sources));
        Ok(())
    }

    /// Groups are told from persons before their sources are chosen; only folders can be watched of a group.
    async fn learn_kinds(&mut self, mine: &HashMap<ArtistId, WatchedArtist>) -> Result<(), StoreError> {
        for (artist, watched) in mine {
            if watched.folders.is_empty() || self.kinds.contains_key(artist) {
                continue;
            }
            // Thousands of answers of a slow database are progress, and no hanging loop.
            self.status.turns().turn();
            if let Some(known) = self.context.artist(*artist).await? {
                self.kinds.insert(*artist, known.kind);
            }
        }
        self.kinds.retain(|artist, _| mine.contains_key(artist));
        Ok(())
    }

    fn drop_unwanted(&mut self, desired: &HashMap<Key, &WatchedArtist>, rows: &[Source], listed: &[WatchedArtist]) {
        let in_memory = self.sources.keys().copied();
        let stored = rows.iter().map(|row| (row.artist, row.kind));
        let unwanted: HashSet<Key> = in_memory.chain(stored).filter(|key| !desired.contains_key(key)).collect();
        let watched: HashSet<ArtistId> = listed.iter().map(|watched| watched.artist).collect();
        for key in unwanted {
            self.schedule.remove(key);
            if let Some(source) = self.sources.remove(&key) {
                self.status.change(|status| status.freshness.remove(&source.position.freshness));
            }
            self.dirty.remove(&key);
            // What another worker polls stays; rows that nobody wants are deleted by whose they would be.
            if self.crew.is_mine(key.0) && (self.wanted.contains_key(&key.0) || !watched.contains(&key.0) || self.listed.is_none()) {
                self.gone.insert(key);
                self.urgent = true;
            }
        }
    }

    /// What an earlier run learned over all sources together.
    async fn recall_common(&mut self) -> Result<(), StoreError> {
        if let Some(common) = self.context.deps.store.schedule_state().await?
            && let Err(error) = self.schedule.recall(&common)
        {
            tracing::warn!(%error, "what the schedule had learned over all sources cannot be read; it learns again");
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

    /// The posts of artists with sources that were polled and yet have nothing learned: rows of an older version.
    async fn published(&self, desired: &HashMap<Key, &WatchedArtist>, rows: &[Source]) -> Result<Published, StoreError> {
        let unlearned = |row: &&Source| {
            let key = (row.artist, row.kind);
            let posts = matches!(row.kind, SourceKind::Gallery | SourceKind::Posts);
            posts && row.last_poll_at.is_some() && desired.contains_key(&key) && !self.sources.contains_key(&key)
        };
        let rows = rows.iter().filter(unlearned).filter(|row| row.rates.is_none());
        let artists: Vec<ArtistId> = rows.map(|row| row.artist).collect::<HashSet<_>>().into_iter().collect();
        self.context.deps.store.published_since(&artists, self.context.deps.clock.now() - HISTORY).await
    }

    fn add_wanted(&mut self, desired: &HashMap<Key, &WatchedArtist>, rows: Vec<Source>, published: &Published) {
        let now = self.context.deps.clock.now();
        let mut rows: HashMap<Key, Source> = rows.into_iter().map(|row| ((row.artist, row.kind), row)).collect();
        for (key, watched) in desired {
            self.gone.remove(key);
            let spec = self.context.pace.spec(key.1, self.kinds.get(&key.0).copied(), !watched.folders.is_empty(), watched.channels);
            if let Some(source) = self.sources.get_mut(key) {
                source.weight = watched.channels;
                self.schedule.upsert(*key, spec, Past::default(), now);
                continue;
            }
            let source = rows.remove(key).unwrap_or_else(|| {
                self.dirty.insert(*key);
                self.urgent = true;
                watchlist::fresh(watched, key.1)
            });
            self.status.change(|status| status.freshness.merge(&source.position.freshness));
            let rates = source.rates.or_else(|| history(*key, published).map(|posts| rates_of(&posts, now)));
            let past = Past { seen: source.last_poll_at, rests_until: source.next_poll_at, rates, failures: source.failures };
            self.schedule.upsert(*key, spec, past, now);
            // From here on the schedule has the rates: rates that moved are no reason to save the row.
            self.sources.insert(*key, Source { weight: watched.channels, rates: None, ..source });
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
            }
            if watched.name != before.name {
                self.rename(*artist, &watched.name);
            }
        }
    }

    /// All sources of the artist ask under this name from now on.
    pub(super) fn rename(&mut self, artist: ArtistId, name: &str) {
        for (key, source) in self.sources.iter_mut().filter(|(key, _)| key.0 == artist) {
            if source.artist_name != name {
                name.clone_into(&mut source.artist_name);
                self.dirty.insert(*key);
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
                let source = self.sources.get(key)?.clone();
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

/// Publications that the polls of this source would have seen.
fn history(key: Key, published: &Published) -> Option<Vec<Timestamp>> {
    let list = match key.1 {
        SourceKind::Gallery => List::Gallery,
        SourceKind::Posts => List::Posts,
        SourceKind::Profile | SourceKind::Folder(_) => return None,
    };
    Some(published.get(&key.0)?.iter().filter(|(kind, _)| kind.list() == list).map(|(_, time)| *time).collect())
}

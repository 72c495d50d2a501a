//! The watch feed, an accelerator that is off unless an account is set up: one request tells of the new deviations of all artists
//! that this account watches. What it reveals is polled at once, by the worker that has the artist.
//!
//! It adds to the polls by schedule and takes nothing away from them, so losing it (the endpoint was withdrawn for a week in 2024;
//! the authorization ends when nobody renews it) needs no switch-over: only the seconds that it saved are lost, and an alarm says so.

use crate::deps::Deps;
use crate::status::{Feed as State, Handle};
use crate::watchlist::RELIST;
use coordination::topic;
use deviantart::account::AccountFile;
use deviantart::model::Listed;
use deviantart::{Client, Error as ApiError, Watched};
use domain::clock::Timestamp;
use domain::id::{ArtistId, PostId};
use domain::retry::Doubling;
use domain::watch::WatchedArtist;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// After `stop` a turn may continue for this long.
const GRACE: Duration = Duration::from_secs(3);
/// Entries of a page of the feed, and of the list of watched artists.
const PAGE: u32 = 50;
/// Pages of the feed that are read while everything on them is new.
const PAGES: u32 = 5;
/// A post that stays unknown (the application's own poll does not show it) is pointed at so often.
const HINTS: u32 = 3;
/// Pages of the list of watched artists: 50 each, and DeviantArt's offset ends there.
const LIST_PAGES: u32 = 1000;
/// After the spam guard of `user/friends/watch`: nobody knows how long it lasts, so an hour, doubling to a day.
const GUARDS: Doubling = Doubling::new(Duration::from_hours(1), Duration::from_hours(24));

/// Why a turn ended early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the list of watched artists cannot be kept: {0}")]
    File(#[from] std::io::Error),
}

/// See the module's text.
pub struct Feed {
    deps: Deps,
    account: Client,
    file: Arc<AccountFile>,
    status: Handle,
    /// Between two polls of the feed.
    every: Duration,
    /// How often an unknown post was pointed at.
    hinted: HashMap<PostId, u32>,
    /// What is watched, by which version, and when it was read.
    wanted: Option<(u64, Instant, HashMap<ArtistId, WatchedArtist>)>,
    list: List,
}

/// The account's own list of watched artists, as far as known.
#[derive(Default)]
struct List {
    /// All artists that the account watches; None: not read yet.
    watches: Option<HashSet<ArtistId>>,
    /// Artists that it cannot watch.
    refused: HashSet<ArtistId>,
    /// Changes rest until then.
    rest_until: Option<Timestamp>,
    guard: Option<Duration>,
}

impl Feed {
    /// A reader that asks with `account` and keeps its list in this file.
    #[must_use]
    pub fn new(deps: Deps, account: Client, file: Arc<AccountFile>, every: Duration, status: Handle) -> Self {
        Self { deps, account, file, status, every, hinted: HashMap::new(), wanted: None, list: List::default() }
    }

    /// Reads the feed until `stop` is cancelled.
    pub async fn run(mut self, stop: CancellationToken) {
        tracing::info!("reading the watch feed");
        loop {
            // A turn is not cut off at once: it may be between the use of a refresh token and its successor's arrival on the disk.
            let left = async {
                stop.cancelled().await;
                tokio::time::sleep(GRACE).await;
            };
            tokio::select! {
                outcome = Box::pin(self.turn()) => match outcome {
                    Ok(()) => self.works(),
                    Err(failure) => self.failed(&failure),
                },
                () = left => return,
            }
            if stop.run_until_cancelled(tokio::time::sleep(self.every)).await.is_none() {
                return;
            }
        }
    }

    async fn turn(&mut self) -> Result<(), Failure> {
        // Before the watches: what changes while they are read is read again.
        let version = self.deps.store.watches_version().await?;
        let wanted = match self.wanted.take().filter(|(seen, at, _)| *seen == version && at.elapsed() < RELIST) {
            Some(known) => known,
            None => {
                let watched = self.deps.store.watched_artists().await?;
                (version, Instant::now(), watched.into_iter().map(|watched| (watched.artist, watched)).collect())
            }
        };
        let read = self.read(&wanted.2).await;
        let kept = if read.is_ok() { self.keep_list(&wanted.2).await } else { Ok(()) };
        self.wanted = Some(wanted);
        read.and(kept)
    }

    /// Points at the artists with posts that the log does not know yet.
    async fn read(&mut self, wanted: &HashMap<ArtistId, WatchedArtist>) -> Result<(), Failure> {
        let (mut offset, mut on_pages, mut artists) = (0, HashSet::new(), BTreeSet::new());
        for _ in 0..PAGES {
            let page = self.account.watch_feed(offset).await?;
            on_pages.extend(page.items.iter().map(|item| item.post.id));
            let rest = page.rest(offset, PAGE);
            let unknown = self.unknown(page.items, wanted).await?;
            artists.extend(unknown.news);
            match rest {
                Some(next) if unknown.all => offset = next,
                _ => break,
            }
        }
        self.hinted.retain(|post, _| on_pages.contains(post));
        for artist in artists {
            tracing::debug!(%artist, "the watch feed tells of something new");
            if let Err(error) = self.deps.cache.publish(topic::NEWS, &artist.to_string()).await {
                tracing::debug!(%error, "a hint of the watch feed is lost; the next turn repeats it");
            }
        }
        Ok(())
    }

    async fn unknown(&mut self, items: Vec<Listed>, wanted: &HashMap<ArtistId, WatchedArtist>) -> Result<Unknown, StoreError> {
        let ids: Vec<PostId> = items.iter().map(|item| item.post.id).collect();
        let known = self.deps.store.known_posts(&ids, self.deps.clock.now()).await?;
        let all = !items.is_empty() && known.is_empty();
        let mut news = Vec::new();
        for item in items.iter().filter(|item| wanted.contains_key(&item.artist.id) && !known.contains_key(&item.post.id)) {
            let hints = self.hinted.entry(item.post.id).or_default();
            *hints += 1;
            if *hints <= HINTS {
                news.push(item.artist.id);
            }
        }
        Ok(Unknown { news, all })
    }

    /// One step towards an account that watches the artists that the watches want: one call a turn, within the spam guard.
    async fn keep_list(&mut self, wanted: &HashMap<ArtistId, WatchedArtist>) -> Result<(), Failure> {
        let now = self.deps.clock.now();
        if self.list.rest_until.is_some_and(|until| now < until) {
            return Ok(());
        }
        let Some(kept) = self.file.load()? else { return Ok(()) };
        if self.list.watches.is_none() {
            self.list.watches = Some(self.whole_list(&kept.username).await?);
        }
        match self.list.step(wanted, &kept.watching) {
            Some(Step::Watch(artist, name)) => self.watch(artist, &name, now).await,
            Some(Step::Unwatch(artist, name)) => self.unwatch(artist, &name).await,
            None => Ok(()),
        }
    }

    async fn whole_list(&self, username: &str) -> Result<HashSet<ArtistId>, ApiError> {
        let (mut watches, mut offset) = (HashSet::new(), 0);
        for _ in 0..LIST_PAGES {
            let page = self.account.watched_by(username, offset).await?;
            watches.extend(page.items.iter().map(|artist| artist.id));
            let Some(next) = page.rest(offset, PAGE) else { break };
            offset = next;
        }
        Ok(watches)
    }

    async fn watch(&mut self, artist: ArtistId, name: &str, now: Timestamp) -> Result<(), Failure> {
        match self.account.watch(name).await? {
            Watched::Done => {
                self.list.guard = None;
                self.list.watches.get_or_insert_default().insert(artist);
                self.file.update(|watching| drop(watching.insert(artist, name.to_owned())))?;
            }
            Watched::TooFast => {
                let guard = GUARDS.after(self.list.guard);
                tracing::info!(minutes = guard.as_secs() / 60, "DeviantArt asks to watch artists more slowly; the list rests");
                self.list.guard = Some(guard);
                self.list.rest_until = Some(now + guard);
            }
            Watched::Refused(why) => {
                tracing::debug!(name, why, "the account cannot watch this artist; only the schedule polls there");
                self.list.refused.insert(artist);
            }
        }
        Ok(())
    }

    async fn unwatch(&mut self, artist: ArtistId, name: &str) -> Result<(), Failure> {
        if self.account.unwatch(name).await? != Watched::TooFast {
            self.list.watches.get_or_insert_default().remove(&artist);
            self.file.update(|watching| drop(watching.remove(&artist)))?;
        }
        Ok(())
    }

    fn works(&self) {
        let mut was_lost = false;
        self.status.change(|status| was_lost = matches!(std::mem::replace(&mut status.feed, State::Works), State::Lost(_)));
        if was_lost {
            tracing::info!("the watch feed answers again");
        }
    }

    fn failed(&self, failure: &Failure) {
        let words = failure.to_string();
        let mut first = false;
        self.status.change(|status| {
            first = !matches!(status.feed, State::Lost(_));
            status.feed = State::Lost(words.clone());
        });
        if first {
            tracing::error!(error = words, "the watch feed is lost; artists are polled by the schedule alone until it answers again");
        }
    }
}

struct Unknown {
    /// Artists to poll.
    news: Vec<ArtistId>,
    /// Nothing on the page is known, so more may be behind it.
    all: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Watch(ArtistId, String),
    Unwatch(ArtistId, String),
}

impl List {
    /// The next change: additions first. It unwatches only artists that it watches for us: the account may be somebody's own.
    fn step(&self, wanted: &HashMap<ArtistId, WatchedArtist>, ours: &BTreeMap<ArtistId, String>) -> Option<Step> {
        let watches = self.watches.as_ref()?;
        let missing = |watched: &&WatchedArtist| {
            (watched.gallery || !watched.folders.is_empty())
                && !watches.contains(&watched.artist)
                && !self.refused.contains(&watched.artist)
        };
        // The artists that most channels want come first.
        let first = wanted.values().filter(missing).max_by_key(|watched| (watched.channels, watched.artist));
        if let Some(watched) = first {
            return Some(Step::Watch(watched.artist, watched.name.clone()));
        }
        ours.iter().find(|(artist, _)| !wanted.contains_key(artist)).map(|(artist, name)| Step::Unwatch(*artist, name.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn artist(number: u128, channels: u32) -> (ArtistId, WatchedArtist) {
        let id = ArtistId(Uuid::from_u128(number));
        let name = format!("artist-{number}");
        (
            id,
            WatchedArtist {
                artist: id,
                name,
                gallery: true,
                posts: false,
                group: false,
                folders: Vec::new(),
                channels,
                since: Timestamp::UNIX_EPOCH,
                tags: false,
                kind: None,
            },
        )
    }

    #[test]
    fn the_list_follows_the_watches_and_leaves_the_accounts_own_alone() {
        let wanted = HashMap::from([artist(1, 1), artist(2, 9), artist(3, 5)]);
        let id = |number| ArtistId(Uuid::from_u128(number));
        let ours = BTreeMap::from([(id(7), "artist-7".to_owned())]);
        let mut list = List { watches: Some(HashSet::from([id(7), id(8)])), ..List::default() };
        let mut steps = Vec::new();
        while let Some(Step::Watch(artist, name)) = list.step(&wanted, &ours) {
            list.watches.get_or_insert_default().insert(artist);
            steps.push(name);
        }
        assert_eq!(steps, ["artist-2", "artist-3", "artist-1"], "those that most want come first");
        assert_eq!(list.step(&wanted, &ours), Some(Step::Unwatch(id(7), "artist-7".to_owned())));
        assert_eq!(list.step(&wanted, &BTreeMap::new()), None, "8 was watched before us");
        assert_eq!(List::default().step(&wanted, &ours), None, "nothing before the list is known");
    }
}

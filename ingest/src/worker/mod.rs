//! The loop of one worker: keeps the list of sources in step with the watches, keeps looks under way, and saves how far each
//! source was read, after the log has confirmed what was found.

mod finish;
mod sync;
mod withdrawn;
mod worst;

use crate::assign::{self, Crew};
use crate::brake::{Brake, Room};
use crate::cursor::Cursor;
use crate::deps::{Deps, Error, Options};
use crate::poll::{self, Context, Failure, Job, Poll};
use crate::reconcile::Reconciler;
use crate::schedule::pace::Pace;
use crate::schedule::{Key, Next, Schedule};
use crate::status::Handle;
use crate::{publish, watchlist};
use chrono::{SubsecRound, TimeDelta};
use coordination::{Listener, topic};
use domain::clock::{SKEW, Timestamp};
use domain::id::{ArtistId, LogId};
use domain::post::ArtistKind;
use domain::watch::WatchedArtist;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use store::ingest::{Source, SourceKind};
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Positions that moved are saved together after at most this time.
const SAVE: Duration = Duration::from_secs(1);
/// Times of looks without news are saved every so many of these.
const LAZY: u32 = 10;
/// The list of watches is read at least this often, and not more often than takes a fiftieth of the time.
const SYNC: Duration = Duration::from_secs(1);
const SYNC_SLOWEST: Duration = Duration::from_secs(30);
/// What the schedule learned over all sources together is saved every so many saves.
const COMMON: u32 = 300;
/// Looks a second that the schedule begins with, until it has measured them: the default budget's.
const RATE: f64 = 1.0;
/// After `stop` a look may ask on for this long; its events are appended in any case.
const GRACE: Duration = Duration::from_secs(3);
/// After this long the worker leaves whatever is under way: nothing of it was saved, so it is found again.
const LEAVE: Duration = Duration::from_secs(6);
/// The cache may take this long to answer a heartbeat.
const CACHE_PATIENCE: Duration = Duration::from_secs(2);

/// See the module's text.
pub struct Worker {
    context: Context,
    options: Options,
    status: Handle,
    crew: Crew,
    brake: Brake,
    schedule: Schedule,
    reconciler: Reconciler,
    sources: HashMap<Key, Source>,
    wanted: HashMap<ArtistId, WatchedArtist>,
    /// The list as it was read last, to notice that nothing changed.
    listed: Option<Vec<WatchedArtist>>,
    kinds: HashMap<ArtistId, ArtistKind>,
    /// Which endpoints are said to be gone.
    gone_claims: withdrawn::Claims,
    /// The log that looks were appended to.
    log: Option<LogId>,
    /// How often the log lost events before they were folded.
    losses: u64,
    /// The watches, the crew or the kinds changed: sort out the sources.
    resync: bool,
    /// The others should hear of this worker before its next heartbeat.
    tell: bool,
    /// Rows to save; `urgent`: at the next turn.
    dirty: BTreeSet<Key>,
    urgent: bool,
    /// Rows to delete.
    gone: BTreeSet<Key>,
    looks: JoinSet<(Key, Result<Poll, Failure>)>,
    under_way: HashMap<Id, Key>,
    hurry: CancellationToken,
    /// The latest time that the clock has shown.
    latest: Timestamp,
    /// It was set back far: what was planned means nothing any more.
    set_back: bool,
    /// The second in which this worker began (DeviantArt tells no less): what was published before was not its to see in time.
    begun: Timestamp,
}

/// Why a worker ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Stopped,
    /// All that it planned lies in a future that is further away now: another has to begin from what is stored.
    ClockSetBack,
}

impl Worker {
    /// A worker that has not begun.
    #[must_use]
    pub fn new(deps: Deps, options: Options, status: Handle) -> Self {
        let pace = Pace::new(options.min_interval);
        let now = deps.clock.now();
        Self {
            context: Context::new(deps, pace),
            crew: Crew::alone(options.worker),
            options,
            status,
            brake: Brake::default(),
            reconciler: Reconciler::new(pace.reconcile(), now),
            schedule: Schedule::new(pace.retry_cap(), RATE),
            sources: HashMap::new(),
            wanted: HashMap::new(),
            listed: None,
            kinds: HashMap::new(),
            gone_claims: withdrawn::Claims::default(),
            log: None,
            losses: 0,
            resync: true,
            tell: false,
            dirty: BTreeSet::new(),
            urgent: false,
            gone: BTreeSet::new(),
            looks: JoinSet::new(),
            under_way: HashMap::new(),
            hurry: CancellationToken::new(),
            latest: now,
            set_back: false,
            begun: now.trunc_subsecs(0),
        }
    }

    /// Works until `stop` is cancelled.
    ///
    /// # Errors
    /// When the log takes nothing any more.
    pub async fn run(mut self, stop: CancellationToken) -> Result<End, Error> {
        let cache = &self.context.deps.cache;
        let mut hints = Listener::start(Arc::clone(cache), topic::WATCHES).await;
        let mut news = Listener::start(Arc::clone(cache), topic::NEWS).await;
        self.beat().await;
        let mut beats = ticker(assign::BEAT);
        let mut saves = ticker(SAVE);
        let mut turn = 0_u32;
        let mut next_sync = Instant::now();
        tracing::info!(min_interval = ?self.options.min_interval, concurrency = self.options.concurrency, "watching DeviantArt");
        let result = loop {
            let now = self.context.deps.clock.now();
            if now + SKEW < self.latest {
                tracing::warn!(by_s = (self.latest - now).num_seconds(), "the clock was set back; planning all looks afresh");
                self.set_back = true;
                self.dirty.extend(self.sources.keys());
                break Ok(End::ClockSetBack);
            }
            self.latest = self.latest.max(now);
            self.status.turns().turn();
            let wake = self.fill();
            tokio::select! {
                biased;
                () = stop.cancelled() => break Ok(End::Stopped),
                Some(ended) = self.looks.join_next_with_id() => {
                    if let Err(error) = self.ended(ended) {
                        break Err(error);
                    }
                }
                _ = hints.next() => {
                    hints.clear();
                    next_sync = Instant::now();
                }
                artist = revealed(&mut news) => {
                    let now = self.context.deps.clock.now();
                    self.schedule.hasten((artist, SourceKind::Gallery), now);
                }
                () = tokio::time::sleep_until(next_sync) => {
                    let began = Instant::now();
                    self.sync().await;
                    next_sync = Instant::now() + (began.elapsed() * 50).clamp(SYNC, SYNC_SLOWEST);
                }
                _ = beats.tick() => {
                    self.beat().await;
                    if self.resync {
                        next_sync = Instant::now();
                    }
                }
                _ = saves.tick() => {
                    turn = turn.wrapping_add(1);
                    self.save(turn.is_multiple_of(LAZY)).await;
                    if turn.is_multiple_of(LAZY) {
                        self.note_ages();
                    }
                    if let Err(error) = self.context.settle().await {
                        tracing::debug!(%error, "what was appended lately is kept in memory until the store can be read");
                    }
                    if turn.is_multiple_of(COMMON) {
                        self.save_common().await;
                    }
                }
                () = sleep(wake) => {}
            }
            if std::mem::take(&mut self.tell) {
                self.beat().await;
            }
            if self.resync && self.listed.is_some() {
                next_sync = next_sync.min(Instant::now());
            }
        };
        self.status.turns().rest();
        self.leave().await;
        result
    }

    /// Starts looks while there is room, and tells how long there is nothing to start.
    fn fill(&mut self) -> Duration {
        let idle = TimeDelta::seconds(1);
        let now = self.context.deps.clock.now();
        let wait = loop {
            if let Some(until) = self.crew.resting(now) {
                break until - now;
            }
            match self.brake.room(self.options.concurrency, now) {
                Room::NoneUntil(until) => break until - now,
                Room::For(room) if self.looks.len() >= room => break idle,
                Room::For(_) => {}
            }
            match self.schedule.next(now) {
                Next::Look(key) => self.start(key, now),
                Next::Wait(until) => break until - now,
                Next::Idle => break idle,
            }
        };
        self.status.change(|status| status.in_flight = self.looks.len());
        // The wall clock may be set: never trust it for long.
        wait.clamp(TimeDelta::milliseconds(1), idle).to_std().unwrap_or(Duration::from_secs(1))
    }

    fn start(&mut self, key: Key, now: Timestamp) {
        let Some(source) = self.sources.get(&key).cloned() else {
            self.schedule.done(key, crate::schedule::Outcome::Postponed(now), now);
            self.schedule.remove(key);
            return;
        };
        let wanted = self.wanted.get(&key.0);
        let folders = watchlist::folders(wanted, key.0, &self.sources);
        let since = wanted.map_or(now, |wanted| wanted.since);
        let reconcile = self.reconciles(&source, now);
        let job = Job { source, folders, since, reconcile, losses: self.losses };
        let (context, hurry) = (self.context.clone(), self.hurry.clone());
        self.status.begins(now);
        let task = self.looks.spawn(async move { (key, work(&context, &job, &hurry).await) });
        self.under_way.insert(task.id(), key);
    }

    /// Whether a look at this source also reads its recent past. Only these lists are in the order of time.
    fn reconciles(&mut self, source: &Source, now: Timestamp) -> bool {
        let in_order = matches!(source.kind, SourceKind::Gallery | SourceKind::Posts);
        let cursor = Cursor::of(source);
        in_order
            && source.baselined
            && (cursor.losses < self.losses && source.trouble.is_none() || self.reconciler.admits(cursor.reconciled_at, now))
    }

    async fn beat(&mut self) {
        let now = self.context.deps.clock.now();
        let cache = self.context.deps.cache.clone();
        match timeout(CACHE_PATIENCE, self.crew.beat(cache.as_ref(), now)).await {
            Ok(Ok(changed)) => {
                if changed {
                    tracing::info!(workers = self.crew.live().len(), "the set of workers changed");
                }
                self.resync |= changed;
                // Those that rest ask nothing now but may soon, so it is the share in the work that counts.
                self.context.deps.deviantart.shared_by(self.crew.live().len());
            }
            Ok(Err(error)) => tracing::debug!(%error, "the other workers cannot be seen for now; the shares stay as they are"),
            Err(_) => tracing::debug!("the cache does not answer; the shares stay as they are"),
        }
        let workers = self.crew.live().len();
        self.status.change(|status| status.workers = workers);
    }

    async fn leave(&mut self) {
        tracing::info!(in_flight = self.looks.len(), "finishing the looks that are under way");
        let hurry = self.hurry.clone();
        let drain = async {
            while let Some(ended) = self.looks.join_next_with_id().await {
                if let Err(error) = self.ended(ended) {
                    tracing::debug!(%error, "a look could not be finished");
                }
            }
        };
        let cut = async {
            sleep(GRACE).await;
            hurry.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = drain => {}
            () = cut => {}
            () = sleep(LEAVE) => tracing::warn!("some looks did not end in time; what they found is found again"),
        }
        self.looks.shutdown().await;
        let last = async {
            self.save(true).await;
            self.save_common().await;
        };
        if timeout(CACHE_PATIENCE, last).await.is_err() {
            tracing::warn!("the positions could not be saved in time; a little is looked at twice");
        }
        let cache = self.context.deps.cache.clone();
        if let Ok(Err(error)) = timeout(CACHE_PATIENCE, self.crew.leave(cache.as_ref())).await {
            tracing::debug!(%error, "the other workers will notice by the heartbeat that this one left");
        }
    }
}

fn ticker(every: Duration) -> tokio::time::Interval {
    let mut ticker = interval(every);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticker
}

/// The next artist of which another process saw something new; cancel-safe.
async fn revealed(news: &mut Listener) -> ArtistId {
    loop {
        if let Ok(artist) = news.next().await.parse() {
            return artist;
        }
    }
}

/// One look with the append of what it found. Asking may be cut short; appending is not.
async fn work(context: &Context, job: &Job, hurry: &CancellationToken) -> Result<Poll, Failure> {
    let mut poll = match hurry.run_until_cancelled(Box::pin(poll::poll(context, job))).await {
        Some(poll) => poll?,
        None => return Err(Failure::Stopped),
    };
    publish::publish(context, &poll).await?;
    poll.accepted(job, context.deps.clock.now());
    Ok(poll)
}

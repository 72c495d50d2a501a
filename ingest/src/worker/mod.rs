//! The loop of one worker: keeps the list of sources in step with the watches, keeps polls under way, and saves how far each
//! source was read, after the log has confirmed what was found.

mod finish;
mod sync;
mod wake;
mod withdrawn;
mod worst;

use crate::assign::Crew;
use crate::brake::{Brake, Room};
use crate::deps::{Deps, Error, Options};
use crate::poll::{self, Context, Failure, Job, Poll};
use crate::reconcile::Reconciler;
use crate::schedule::pace::Pace;
use crate::schedule::{Key, Next, Schedule};
use crate::sources::Sources;
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
use tokio::task::Id;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use wake::{Alarms, Polls, Wake};

/// Times of polls without news are saved with one save in this many.
const LAZY: u32 = 10;
/// What the schedule learned over all sources together is saved with one save in this many.
const COMMON: u32 = 300;
/// Polls a second that the schedule begins with, until it has measured them: the default budget's.
const RATE: f64 = 1.0;
/// After `stop` a poll may keep asking for this long; its events are appended in any case.
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
    sources: Sources,
    wanted: HashMap<ArtistId, WatchedArtist>,
    /// Which version of the watches was read last, and when.
    listed: Option<(u64, Instant)>,
    kinds: HashMap<ArtistId, ArtistKind>,
    /// Which endpoints are said to be gone.
    gone_claims: withdrawn::Claims,
    /// The log that polls were appended to.
    log: Option<LogId>,
    /// How often the log lost events before they were folded.
    losses: u64,
    /// The crew changed, or the watches could not be read: sort out the sources, whatever the version of the watches.
    resync: bool,
    /// The others should hear of this worker before its next heartbeat.
    tell: bool,
    /// Rows to save; `urgent`: at the next turn.
    dirty: BTreeSet<Key>,
    urgent: bool,
    /// Rows to delete.
    gone: BTreeSet<Key>,
    polls: Polls,
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
            sources: Sources::default(),
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
            polls: Polls::new(),
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
    /// When the log no longer takes anything.
    pub async fn run(mut self, stop: CancellationToken) -> Result<End, Error> {
        let cache = &self.context.deps.cache;
        let watches = Listener::start(Arc::clone(cache), topic::WATCHES).await;
        let news = Listener::start(Arc::clone(cache), topic::NEWS).await;
        self.beat().await;
        tracing::info!(min_interval = ?self.options.min_interval, concurrency = self.options.concurrency, "watching DeviantArt");
        let end = self.work(Alarms::new(watches, news), &stop).await;
        self.status.turns().rest();
        self.leave().await;
        end
    }

    /// Polls, saves and listens until it is told to stop or the log fails.
    async fn work(&mut self, mut alarms: Alarms, stop: &CancellationToken) -> Result<End, Error> {
        loop {
            if self.was_set_back() {
                return Ok(End::ClockSetBack);
            }
            self.status.turns().turn();
            let idle = self.fill();
            match alarms.next(&mut self.polls, stop, idle).await {
                Wake::Stop => return Ok(End::Stopped),
                Wake::Ended(ended) => self.ended(*ended)?,
                Wake::Revealed(artist) => self.schedule.hasten((artist, SourceKind::Gallery), self.context.deps.clock.now()),
                Wake::Sync => {
                    let began = Instant::now();
                    self.sync().await;
                    alarms.synced(began.elapsed());
                }
                Wake::Beat => self.tell = true,
                Wake::Save(turn) => self.save_in_turn(turn).await,
                Wake::Due => {}
            }
            if std::mem::take(&mut self.tell) && self.beat().await {
                alarms.sync_soon();
            }
        }
    }

    /// Whether the clock was set back so far that nothing that was planned means anything any more.
    fn was_set_back(&mut self) -> bool {
        let now = self.context.deps.clock.now();
        self.set_back = now + SKEW < self.latest;
        if self.set_back {
            tracing::warn!(
                by_s = (self.latest - now).num_seconds(),
                "the clock was set back; planning all polls again from what is stored"
            );
            self.dirty.extend(self.sources.all().map(|(key, _)| key));
        }
        self.latest = self.latest.max(now);
        self.set_back
    }

    /// What is saved this time: the positions that moved, and less often what loses little by waiting.
    async fn save_in_turn(&mut self, turn: u32) {
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

    /// Starts polls while there is room, and tells how long there is nothing to start.
    fn fill(&mut self) -> Duration {
        let idle = TimeDelta::seconds(1);
        let now = self.context.deps.clock.now();
        let wait = loop {
            if let Some(until) = self.crew.resting(now) {
                break until - now;
            }
            match self.brake.room(self.options.concurrency, now) {
                Room::NoneUntil(until) => break until - now,
                Room::For(room) if self.polls.len() >= room => break idle,
                Room::For(_) => {}
            }
            match self.schedule.next(now) {
                Next::Poll(key) => self.start(key, now),
                Next::Wait(until) => break until - now,
                Next::Idle => break idle,
            }
        };
        self.status.change(|status| status.in_flight = self.polls.len());
        // The wall clock may be set: never trust it for long.
        wait.clamp(TimeDelta::milliseconds(1), idle).to_std().unwrap_or(Duration::from_secs(1))
    }

    fn start(&mut self, key: Key, now: Timestamp) {
        let Some(source) = self.sources.get(key).cloned() else {
            self.schedule.done(key, crate::schedule::Outcome::Postponed(now), now);
            self.schedule.remove(key);
            return;
        };
        let wanted = self.wanted.get(&key.0);
        let folders = watchlist::folders(wanted, key.0, &self.sources);
        let since = wanted.map_or(now, |wanted| wanted.since);
        let tags = wanted.is_some_and(|wanted| wanted.tags);
        let reconcile = self.reconciles(&source, now);
        let job = Job { source, folders, since, reconcile, losses: self.losses, tags };
        let (context, hurry) = (self.context.clone(), self.hurry.clone());
        self.status.begins(now);
        let task = self.polls.spawn(async move { (key, poll_and_publish(&context, &job, &hurry).await) });
        self.under_way.insert(task.id(), key);
    }

    /// Whether a poll of this source also reads its recent past. Only these lists are in the order of time.
    fn reconciles(&mut self, source: &Source, now: Timestamp) -> bool {
        let in_order = matches!(source.kind, SourceKind::Gallery | SourceKind::Posts);
        let position = &source.position;
        in_order
            && source.baselined
            && (position.losses < self.losses && source.trouble.is_none() || self.reconciler.admits(position.reconciled_at, now))
    }

    /// Says that this worker lives; true: the set of workers changed.
    async fn beat(&mut self) -> bool {
        let now = self.context.deps.clock.now();
        let mut other = false;
        let cache = self.context.deps.cache.clone();
        match timeout(CACHE_PATIENCE, self.crew.beat(cache.as_ref(), now)).await {
            Ok(Ok(changed)) => {
                if changed {
                    tracing::info!(workers = self.crew.live().len(), "the set of workers changed");
                }
                other = changed;
                // Those that rest ask nothing now but may soon, so it is the share in the work that counts.
                self.context.deps.deviantart.shared_by(self.crew.live().len());
            }
            Ok(Err(error)) => tracing::debug!(%error, "the other workers cannot be seen for now; the shares stay as they are"),
            Err(_) => tracing::debug!("the cache does not answer; the shares stay as they are"),
        }
        let workers = self.crew.live().len();
        self.status.change(|status| status.workers = workers);
        self.resync |= other;
        other
    }

    async fn leave(&mut self) {
        tracing::info!(in_flight = self.polls.len(), "finishing the polls that are under way");
        let hurry = self.hurry.clone();
        let drain = async {
            while let Some(ended) = self.polls.join_next_with_id().await {
                if let Err(error) = self.ended(ended) {
                    tracing::debug!(%error, "a poll could not be finished");
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
            () = sleep(LEAVE) => tracing::warn!("some polls did not end in time; the next ones find the same posts"),
        }
        self.polls.shutdown().await;
        let last = async {
            self.save(true).await;
            self.save_common().await;
        };
        if timeout(CACHE_PATIENCE, last).await.is_err() {
            tracing::warn!("the positions could not be saved in time; a few pages are read twice");
        }
        let cache = self.context.deps.cache.clone();
        if let Ok(Err(error)) = timeout(CACHE_PATIENCE, self.crew.leave(cache.as_ref())).await {
            tracing::debug!(%error, "the other workers will notice by the heartbeat that this one left");
        }
    }
}

/// One poll with the append of what it found. Asking may be cut short; appending is not.
async fn poll_and_publish(context: &Context, job: &Job, hurry: &CancellationToken) -> Result<Poll, Failure> {
    let mut poll = match hurry.run_until_cancelled(Box::pin(poll::poll(context, job))).await {
        Some(poll) => poll?,
        None => return Err(Failure::Stopped),
    };
    publish::publish(context, &poll).await?;
    // Not before: what was read and not appended is read again.
    if !poll.folders.is_empty() || !poll.gone_folders.is_empty() {
        context.deps.store.save_group_folders(job.source.artist, &poll.folders, &poll.gone_folders).await?;
    }
    poll.accepted(job, context.deps.clock.now());
    Ok(poll)
}

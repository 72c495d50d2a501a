//! What the tests play on.

use chrono::TimeDelta;
use coordination::memory::MemoryCache;
use coordination::{Cache, topic};
use deviantart::Client;
use deviantart::Limits;
use deviantart::account::{Account, AccountFile};
use deviantart::authorization::Authorization;
use domain::budget::Pauses;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::event::Event;
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, PostId};
use domain::watch::{NewWatch, What};
use eventlog::EventLog;
use eventlog::memory::MemoryLog;
use ingest::feed::Feed;
use ingest::status::{Handle, Status};
use ingest::{Deps, Options};
use sandbox::deviantart::{Artist, Options as DaOptions, RateModel, Server, World};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::Store;
use store::ingest::{Source, SourceKind};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// The machine's time.
pub fn now() -> Timestamp {
    SystemClock.now()
}

/// How long a client waits for more of an answer: quick to give up, so that tests of silence are quick.
const READ: Duration = Duration::from_millis(500);

/// A client's settings for this server.
fn options(server: &Server, read: Duration) -> (deviantart::Options, Limits) {
    let options = deviantart::Options {
        api_url: server.url().parse().unwrap(),
        client_id: "sandbox".to_owned(),
        client_secret: SecretString::from("sandbox-secret"),
        requests_per_second: 1000.0,
    };
    let defaults = Limits::default();
    let limits = Limits {
        timeouts: deviantart::http::Timeouts { read, ..defaults.timeouts },
        pauses: Pauses { first: Duration::from_millis(50), max: Duration::from_millis(200) },
        edge_rest: Duration::from_secs(2),
        retry_first: Duration::from_millis(10),
        retries: 1,
        ..defaults
    };
    (options, limits)
}

struct Worker {
    stop: CancellationToken,
    task: JoinHandle<Result<(), ingest::Error>>,
    handle: Handle,
    name: Uuid,
}

pub struct Stage {
    pub world: World,
    pub store: Store,
    pub log: Arc<MemoryLog>,
    pub cache: Arc<dyn Cache>,
    pub feed_every: Duration,
    /// Of the reader of the watch feed.
    pub feed_status: Handle,
    /// For files.
    pub place: tempfile::TempDir,
    client: Client,
    server: Option<Server>,
    workers: Vec<Worker>,
    interval: Duration,
    channel: AtomicU64,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with_interval(Duration::from_millis(60)).await
    }

    /// One whose client waits for answers that take this DeviantArt some time to write.
    pub async fn patient() -> Self {
        Self::with(Duration::from_millis(60), Duration::from_secs(30)).await
    }

    pub async fn with_interval(interval: Duration) -> Self {
        Self::with(interval, READ).await
    }

    async fn with(interval: Duration, read: Duration) -> Self {
        let server = Server::start(DaOptions { rate: RateModel::unlimited(), ..DaOptions::default() }).await.unwrap();
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new());
        let (options, limits) = options(&server, read);
        let client = Client::with_limits(options, limits, cache.clone(), Arc::new(SystemClock)).unwrap();
        let log = MemoryLog::new();
        let world = server.world();
        Self {
            world,
            store,
            log,
            cache,
            feed_every: Duration::from_millis(60),
            feed_status: Handle::default(),
            place: tempfile::tempdir().unwrap(),
            client,
            server: Some(server),
            workers: Vec::new(),
            interval,
            channel: AtomicU64::new(1),
        }
    }

    /// What a worker works with, at this clock's time.
    pub fn deps(&self, clock: Arc<dyn Clock>) -> Deps {
        Deps { store: self.store.for_ingest(), log: self.log.clone(), cache: self.cache.clone(), deviantart: self.client.clone(), clock }
    }

    /// Starts a worker, beside those that work already.
    pub fn start(&mut self) {
        self.start_with(self.client.clone(), Uuid::new_v4());
    }

    /// Starts a worker that comes to DeviantArt by this way, and rests for five minutes when the edge refuses it there.
    pub fn start_at(&mut self, way: &Server) {
        let (options, limits) = options(way, READ);
        let limits = Limits { edge_rest: Duration::from_secs(300), ..limits };
        self.start_with(Client::with_limits(options, limits, self.cache.clone(), Arc::new(SystemClock)).unwrap(), Uuid::new_v4());
    }

    /// Starts a worker with another idea of the time.
    pub fn start_in(&mut self, clock: Arc<dyn Clock>) {
        self.start_deps(self.deps(clock), Uuid::new_v4());
    }

    fn start_with(&mut self, client: Client, name: Uuid) {
        self.start_deps(Deps { deviantart: client, ..self.deps(Arc::new(SystemClock)) }, name);
    }

    fn start_deps(&mut self, deps: Deps, name: Uuid) {
        let options = Options { min_interval: self.interval, concurrency: 4, worker: name };
        let (stop, handle) = (CancellationToken::new(), Handle::default());
        let task = tokio::spawn(ingest::run_with(deps, options, stop.clone(), handle.clone()));
        self.workers.push(Worker { stop, task, handle, name });
    }

    /// Sets up an account that watches, and reads its feed until the returned token is cancelled.
    pub async fn read_feed(&self, name: &str) -> CancellationToken {
        let file = Arc::new(AccountFile::new(self.place.path().join("account.json")));
        self.authorize(&file, name).await;
        let client = self.account_client(&file);
        let feed = Feed::new(self.deps(Arc::new(SystemClock)), client, file, self.feed_every, self.feed_status.clone());
        let stop = CancellationToken::new();
        tokio::spawn(feed.run(stop.clone()));
        stop
    }

    /// What `deviantcord setup deviantart-account` does.
    pub async fn authorize(&self, file: &Arc<AccountFile>, name: &str) {
        let authorization = Authorization::new("http://127.0.0.1/callback".to_owned());
        let code = self.world.issue_code("sandbox", name, "browse feed user user.manage");
        let (token, username) = self.account_client(file).authorized(&authorization, &code).await.unwrap();
        file.save(&Account::new("sandbox".to_owned(), username, &token)).unwrap();
    }

    fn account_client(&self, file: &Arc<AccountFile>) -> Client {
        let (options, limits) = options(self.server.as_ref().unwrap(), READ);
        Client::for_account(options, file.clone(), limits, self.cache.clone(), Arc::new(SystemClock)).unwrap()
    }

    /// Asks the last worker to stop and waits for it.
    pub async fn stop(&mut self) {
        let Worker { stop, task, .. } = self.workers.pop().unwrap();
        stop.cancel();
        tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap().unwrap();
    }

    /// The worker is gone between two instructions, as after a kill of the process, and the memory cache with it.
    pub async fn kill(&mut self) {
        let Worker { task, .. } = self.workers.pop().unwrap();
        task.abort();
        let _ = task.await;
        self.cache = Arc::new(MemoryCache::new());
    }

    /// The oldest worker is gone as after a kill, and its heartbeat stays until it expires. Returns its name.
    pub async fn kill_oldest(&mut self) -> Uuid {
        let Worker { task, name, .. } = self.workers.remove(0);
        task.abort();
        let _ = task.await;
        name
    }

    /// Starts a worker under the name of one that is gone, as its restart in the same data directory does.
    pub fn start_again(&mut self, name: Uuid) {
        self.start_with(self.client.clone(), name);
    }

    /// What the workers do, oldest first.
    pub fn statuses(&self) -> Vec<Status> {
        self.workers.iter().map(|worker| worker.handle.status(now())).collect()
    }

    pub fn status(&self) -> Status {
        self.workers.last().unwrap().handle.status(now())
    }

    /// A new channel watches this artist.
    pub async fn watch(&self, artist: &Artist, what: What, folder: Option<(Uuid, &str)>) {
        self.watch_for(artist, folder, |wish| wish.what(what)).await;
    }

    /// A new channel watches this artist in its own way.
    pub async fn watch_for(&self, artist: &Artist, folder: Option<(Uuid, &str)>, how: impl FnOnce(NewWatch) -> NewWatch) {
        let now = SystemClock.now();
        let wish = NewWatch::new(
            GuildId(1),
            ChannelId(self.channel.fetch_add(1, Ordering::SeqCst)),
            ArtistId(artist.userid),
            artist.username.clone(),
            now,
        )
        .folder(folder.map(|(id, name)| (FolderId(id), name.to_owned())))
        .mature(true)
        .announce_from(now - TimeDelta::minutes(10));
        let wish = how(wish);
        self.store.for_bot().add_watch(&wish, 1000).await.unwrap();
        self.cache.publish(topic::WATCHES, "").await.unwrap();
    }

    /// The projector continues behind events that it had not folded.
    pub async fn lose(&self) {
        let log = self.log.identity().await.unwrap();
        let epoch = self.store.for_projection().seize_projection(log, 0).await.unwrap().epoch;
        assert!(self.store.for_projection().move_projection(epoch, log, 1).await.unwrap());
    }

    /// Waits until this is so.
    pub async fn until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let state = async || {
            let events: Vec<_> = self.log.events().into_iter().map(|envelope| envelope.event.natural_key()).collect();
            format!("{:?}; log: {events:#?}", self.status())
        };
        testkit::until_or(what, async || done(self), state).await;
    }

    /// Waits for this many more requests to paths that contain this.
    pub async fn polled(&self, path: &str, times: usize) {
        let before = self.world.requests_to(path).len();
        self.until(&format!("{times} more requests to {path}"), |stage| stage.world.requests_to(path).len() >= before + times).await;
    }

    /// Waits for the row of this source to become so.
    pub async fn until_source(&self, artist: &Artist, kind: SourceKind, what: &str, done: impl Fn(&Source) -> bool) -> Source {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let sources = self.store.for_ops().sources().await.unwrap();
            let source = sources.into_iter().find(|source| source.artist == ArtistId(artist.userid) && source.kind == kind);
            if let Some(source) = source.clone().filter(|source| done(source)) {
                return source;
            }
            assert!(tokio::time::Instant::now() < until, "waited too long until the source {what}: {source:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn log_events(&self) -> Vec<Event> {
        self.log.events().into_iter().map(|envelope| envelope.event).collect()
    }

    /// How often each post was published in the log.
    pub fn published(&self) -> HashMap<PostId, usize> {
        let mut counts = HashMap::new();
        for event in self.log_events() {
            if let Event::PostPublished { post, .. } = event {
                *counts.entry(post.id).or_default() += 1;
            }
        }
        counts
    }

    pub fn has(&self, post: Uuid) -> bool {
        self.published().contains_key(&PostId(post))
    }

    pub fn foldered(&self, folder: Uuid) -> Vec<Uuid> {
        let in_folder = |event| match event {
            Event::PostFoldered { post, folder: other, .. } if other == FolderId(folder) => Some(post.0),
            _ => None,
        };
        self.log_events().into_iter().filter_map(in_folder).collect()
    }

    /// Waits until the gallery has its baseline.
    pub async fn baselined(&self, artist: &Artist, kind: SourceKind) {
        self.until_source(artist, kind, "has its baseline", |source| source.baselined).await;
    }

    pub async fn outage(&mut self) {
        self.server.take().unwrap().stop().await;
    }
}

//! A simulated Discord, a store with planted notifications, and senders over them.
#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

use bot::delivery::{Handle, Sender, Status, StatusBoard, Tuning};
use chrono::TimeDelta;
use coordination::memory::MemoryCache;
use coordination::{Cache, topic};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, GuildId, NotificationId, PostId};
use domain::watch::{NewWatch, Ping, Watch};
use sandbox::discord::{ChannelKind, GuildId as SandboxGuild, Options as DiscordOptions, Server, World};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::bot::AddWatch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Bench {
    pub server: Server,
    pub world: World,
    pub guild: SandboxGuild,
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    pub clock: Arc<dyn Clock>,
    pub dir: tempfile::TempDir,
    pub tuning: Tuning,
    artist: ArtistId,
}

/// A sender at work.
pub struct Running {
    pub stop: CancellationToken,
    pub board: StatusBoard,
    pub handle: Handle,
    pub places: bot::discord::Places,
    task: JoinHandle<Result<(), bot::delivery::Error>>,
}

impl Running {
    /// Stops in order.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
    }

    /// Ends it as a crash does, as far as one process can.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    pub fn status(&self) -> Status {
        self.board.snapshot()
    }
}

/// Short waits where production has long ones.
pub fn tuning() -> Tuning {
    Tuning {
        quick: Duration::from_millis(20),
        ban_pause: Duration::from_millis(1_500),
        probe_gap: Duration::from_millis(50),
        second_look: Duration::from_millis(50),
        tell_after: Duration::ZERO,
        outage: Duration::from_millis(200),
        look_every: Duration::from_millis(200),
        lease: Duration::from_secs(5),
        ..Tuning::default()
    }
}

impl Bench {
    pub async fn new(options: DiscordOptions) -> Self {
        let server = Server::start(options).await.unwrap();
        let world = server.world();
        let guild = world.add_guild("Painters");
        let dir = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite:{}", dir.path().join("store.db").display())).await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let artist = ArtistId(Uuid::from_u128(0xa5));
        let bench = Self {
            server,
            world,
            guild,
            store,
            cache: Arc::new(MemoryCache::new()),
            clock: Arc::new(SystemClock),
            dir,
            tuning: tuning(),
            artist,
        };
        let zero = Uuid::nil();
        bench
            .sql(
                "INSERT INTO artist (id, name, name_key, kind, named_at, named_event, profiled_at, profiled_event, vanish_epoch, returned) \
                 VALUES (?, 'Painter', 'painter', 'person', 0, ?, 0, ?, 0, 0)",
                [artist.0.into(), zero.into(), zero.into()],
            )
            .await;
        bench
    }

    pub async fn sql<const N: usize>(&self, sql: &str, values: [Value; N]) {
        let connection = self.store.connection();
        connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await.unwrap();
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn channel(&self, name: &str) -> ChannelId {
        ChannelId(self.world.add_channel(self.guild, name, ChannelKind::Text))
    }

    pub fn options(&self, name: &str) -> bot::Options {
        bot::Options {
            token: self.server.token().to_owned().into(),
            api_url: self.server.url().parse().unwrap(),
            journal_dir: self.journal_dir(name),
            requests_per_second: 45.0,
            max_watches: 500,
        }
    }

    pub fn journal_dir(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub async fn sender(&self) -> Running {
        self.sender_with(self.options("journal")).await
    }

    pub async fn sender_with(&self, options: bot::Options) -> Running {
        let deps = bot::Deps { store: self.store.for_bot(), cache: self.cache.clone(), deviantart: None, clock: self.clock.clone() };
        let board = StatusBoard::default();
        let sender = loop {
            match Sender::open(&deps, &options, self.tuning.clone(), board.clone()).await {
                // A killed sender's writer needs a moment to let go.
                Err(bot::delivery::Error::Journal { problem, .. }) if problem.contains("in use") => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                opened => break opened.unwrap(),
            }
        };
        let (stop, handle, places) = (CancellationToken::new(), sender.handle(), sender.places());
        let task = tokio::spawn(sender.run(stop.clone()));
        Running { stop, board, handle, places, task }
    }

    pub async fn watch(&self, channel: ChannelId) -> Watch {
        self.watch_with(channel, |_| {}).await
    }

    pub async fn watch_with(&self, channel: ChannelId, change: impl FnOnce(&mut NewWatch)) -> Watch {
        let now = self.now();
        let mut wish = NewWatch::new(GuildId(self.guild.0), channel, self.artist, "Painter", now).mature(true);
        change(&mut wish);
        match self.store.for_bot().add_watch(&wish, 500).await.unwrap() {
            AddWatch::Added(watch) => watch,
            other => panic!("{other:?}"),
        }
    }

    /// Plants post number `n` and its notification, as the projector would.
    pub async fn plant(&self, watch: &Watch, n: u32) -> NotificationId {
        self.plant_at(watch, n, false, self.now()).await
    }

    pub async fn plant_at(&self, watch: &Watch, n: u32, mature: bool, observed: Timestamp) -> NotificationId {
        self.plant_seen(watch, n, mature, (observed, observed)).await
    }

    /// `observed` by the clock of ingest's host, `published` by DeviantArt's.
    pub async fn plant_seen(&self, watch: &Watch, n: u32, mature: bool, (observed, published): (Timestamp, Timestamp)) -> NotificationId {
        let post = PostId(Uuid::from_u128(0xb0_0000 + u128::from(n)));
        let published = published + TimeDelta::microseconds(i64::from(n));
        self.sql(
            "INSERT INTO post (id, artist_id, kind, title, url, published_at, mature, tags, content_at, content_event, removed) \
             VALUES (?, ?, 'image', ?, ?, ?, ?, '[]', 0, ?, 0) ON CONFLICT DO NOTHING",
            [
                post.0.into(),
                self.artist.0.into(),
                format!("Picture {n}").into(),
                format!("https://www.deviantart.com/painter/art/Picture-{n}").into(),
                published.timestamp_micros().into(),
                mature.into(),
                Uuid::nil().into(),
            ],
        )
        .await;
        let id = NotificationId::card(watch.id, post);
        self.insert(id, watch, Some(post), observed).await;
        id
    }

    /// Plants a digest of `count` posts.
    pub async fn plant_digest(&self, watch: &Watch, count: u32) -> NotificationId {
        let now = self.now();
        let id = NotificationId::digest(watch.id, now.timestamp_micros());
        for n in 0..count {
            let card = self.plant(watch, 9_000 + n).await;
            self.sql(
                "UPDATE notification SET state = 'suppressed', reason = 'in_digest', digest_id = ? WHERE id = ?",
                [id.0.into(), card.0.into()],
            )
            .await;
        }
        self.insert(id, watch, None, now).await;
        id
    }

    async fn insert(&self, id: NotificationId, watch: &Watch, post: Option<PostId>, observed: Timestamp) {
        let at = observed.timestamp_micros();
        self.sql(
            "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, post_id, state, observed_at, due_at, attempts, updated_at) \
             VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, 0, ?)",
            [
                id.0.into(),
                watch.id.0.into(),
                watch.wish.guild.to_db().into(),
                watch.wish.channel.to_db().into(),
                self.artist.0.into(),
                post.map(|post| post.0).into(),
                at.into(),
                at.into(),
                at.into(),
            ],
        )
        .await;
    }

    /// Tells the sender that something waits.
    pub async fn hint(&self) {
        self.cache.publish(topic::NOTIFICATIONS, "").await.unwrap();
    }

    /// State and reason of a notification.
    pub async fn state(&self, id: NotificationId) -> (String, Option<String>) {
        let connection = self.store.connection();
        let sql = "SELECT state, reason FROM notification WHERE id = ?";
        let found = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [id.0.into()])).await;
        let row = found.unwrap().unwrap();
        (row.try_get("", "state").unwrap(), row.try_get("", "reason").unwrap())
    }

    /// How many notifications are in this state.
    pub async fn count(&self, state: &str) -> i64 {
        let connection = self.store.connection();
        let sql = "SELECT count(*) AS n FROM notification WHERE state = ?";
        let found = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [state.into()])).await;
        found.unwrap().unwrap().try_get("", "n").unwrap()
    }

    pub async fn until(&self, id: NotificationId, state: &str) -> Option<String> {
        let mut last = (String::new(), None);
        for _ in 0..PATIENCE.as_millis() / 20 {
            last = self.state(id).await;
            if last.0 == state {
                return last.1;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the notification did not become {state}, it is {last:?}");
    }

    pub async fn until_count(&self, state: &str, count: usize) {
        let mut last = 0;
        for _ in 0..PATIENCE.as_millis() / 20 {
            last = self.count(state).await;
            if last == count as i64 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{last} notifications are {state}, not {count}");
    }

    /// The titles of a channel's messages that can be seen, oldest first.
    pub fn titles(&self, channel: ChannelId) -> Vec<String> {
        let messages = self.world.messages(channel.0).into_iter().filter(|message| !message.deleted);
        messages.map(|message| message.embeds[0]["title"].as_str().unwrap_or(&message.content).to_owned()).collect()
    }

    /// As [`assert_once`](Self::assert_once), whatever else was written in the channel.
    pub fn assert_pictures(&self, channel: ChannelId, numbers: impl IntoIterator<Item = u32>) {
        let expected: Vec<_> = numbers.into_iter().map(|n| format!("Picture {n}")).collect();
        let found: Vec<_> = self.titles(channel).into_iter().filter(|title| title.starts_with("Picture")).collect();
        assert_eq!(found, expected);
        assert_eq!(self.world.duplicates(), []);
    }

    /// Each planted post is there exactly once, in order.
    pub fn assert_once(&self, channel: ChannelId, numbers: impl IntoIterator<Item = u32>) {
        let expected: Vec<_> = numbers.into_iter().map(|n| format!("Picture {n}")).collect();
        assert_eq!(self.titles(channel), expected);
        assert_eq!(self.world.duplicates(), []);
    }
}

/// The role that a watch mentions; `by_right`: whoever added it may mention any role there.
pub fn ping(role: u64, by_right: bool) -> Ping {
    Ping { role: domain::id::RoleId(role), by_right }
}

/// Waits until it holds.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..PATIENCE.as_millis() / 20 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("did not happen: {what}");
}

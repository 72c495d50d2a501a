//! A simulated Discord, a store with planted notifications, and senders over them.
#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

use bot::delivery::{Handle, Sender, Status, StatusBoard, Tuning};
use chrono::TimeDelta;
use coordination::memory::MemoryCache;
use coordination::{Cache, topic};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, GuildId, MessageId, NotificationId, PostId};
use domain::leadership::GUARDED_POLLS;
use domain::notification::{NewNotification, Settlement, Suppressed};
use domain::post::{ArtistRef, Post};
use domain::watch::{NewWatch, Ping, Watch};
use sandbox::discord::{ChannelKind, GuildId as SandboxGuild, Message, Options as DiscordOptions, Server, World};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::bot::AddWatch;
use store::leadership::{Candidate, Leadership};
use testbed::chaos;
use testkit::{plant, sample};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub struct Bench {
    pub server: Server,
    pub world: World,
    pub guild: SandboxGuild,
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    pub clock: Arc<dyn Clock>,
    pub dir: tempfile::TempDir,
    pub tuning: Tuning,
    pub artist: ArtistRef,
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
        let artist = ArtistRef { id: ArtistId(Uuid::from_u128(0xa5)), name: "Painter".to_owned(), icon: None };
        plant::artist(&store, &artist).await.unwrap();
        let (cache, clock) = (Arc::new(MemoryCache::new()), Arc::new(SystemClock));
        Self { server, world, guild, store, cache, clock, dir, tuning: tuning(), artist }
    }

    /// What no method of the store does: rows of earlier versions and of backups, damage.
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

    pub fn forum(&self, name: &str) -> ChannelId {
        ChannelId(self.world.add_channel(self.guild, name, ChannelKind::Forum))
    }

    /// The titles of what the first messages of a forum's posts show, the oldest first.
    pub fn forum_titles(&self, forum: ChannelId) -> Vec<String> {
        let first = self.world.posts(forum.0).into_iter().filter_map(|post| self.world.message(post.id));
        first.filter(|message| !message.deleted).flat_map(|message| titles(&message)).collect()
    }

    /// The message that a notification was sent as.
    pub async fn message_of(&self, id: NotificationId) -> u64 {
        let connection = self.store.connection();
        let sql = "SELECT message_id FROM notification WHERE id = ?";
        let found = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [id.0.into()])).await;
        found.unwrap().unwrap().try_get::<i64>("", "message_id").unwrap().cast_unsigned()
    }

    pub fn options(&self, name: &str) -> bot::Options {
        bot::Options {
            token: self.server.token().to_owned().into(),
            api_url: self.server.url().parse().unwrap(),
            journal_dir: self.journal_dir(name),
            requests_per_second: 45.0,
            shards: None,
            max_watches: 500,
            keep_days: 400,
            detail_days: 60,
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
                Err(bot::delivery::Error::Journal { problem, .. }) if problem.to_string().contains("in use") => {
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

    /// With a channel, and a watch in it.
    pub async fn staged(self) -> (Self, ChannelId, Watch) {
        let channel = self.channel("art");
        let watch = self.watch(channel).await;
        (self, channel, watch)
    }

    pub async fn watch_with(&self, channel: ChannelId, change: impl FnOnce(&mut NewWatch)) -> Watch {
        let now = self.now();
        let mut wish = NewWatch::new(GuildId(self.guild.0), channel, self.artist.id, "Painter", now).mature(true);
        change(&mut wish);
        match self.store.for_bot().add_watch(&wish, 500).await.unwrap() {
            AddWatch::Added(watch) => watch,
            other => panic!("{other:?}"),
        }
    }

    /// Picture `n`.
    pub fn picture(&self, n: u32, mature: bool, published: Timestamp) -> Post {
        Post {
            id: PostId(Uuid::from_u128(0xb0_0000 + u128::from(n))),
            artist: self.artist.id,
            url: Some(format!("https://www.deviantart.com/painter/art/Picture-{n}")),
            published_at: Some(published + TimeDelta::microseconds(i64::from(n))),
            mature,
            ..sample::post(n.into())
        }
    }

    /// Plants picture `n` and its notification, as the projector would.
    pub async fn plant(&self, watch: &Watch, n: u32) -> NotificationId {
        self.plant_at(watch, n, false, self.now()).await
    }

    pub async fn plant_at(&self, watch: &Watch, n: u32, mature: bool, observed: Timestamp) -> NotificationId {
        self.plant_seen(watch, n, mature, (observed, observed)).await
    }

    /// `observed` by the clock of ingest's host, `published` by DeviantArt's.
    pub async fn plant_seen(&self, watch: &Watch, n: u32, mature: bool, (observed, published): (Timestamp, Timestamp)) -> NotificationId {
        let post = self.picture(n, mature, published);
        self.plant_all(&post, observed, vec![plant::card(watch, &post, observed)]).await
    }

    /// Plants picture `n`, which the fold leaves to another watch of the same channel.
    pub async fn plant_left(&self, watch: &Watch, n: u32, observed: Timestamp) -> NotificationId {
        let post = self.picture(n, false, observed);
        let left = NewNotification { suppressed: Some(Suppressed::SameChannel), ..plant::card(watch, &post, observed) };
        self.plant_all(&post, observed, vec![left]).await
    }

    /// Plants a digest of `count` pictures from number 9000 on.
    pub async fn plant_digest(&self, watch: &Watch, count: u32, observed: Timestamp) -> NotificationId {
        let mut last = None;
        for n in 0..count {
            let post = self.picture(9_000 + n, false, observed);
            self.plant_all(&post, observed, vec![plant::counted(watch, &post, observed)]).await;
            last = Some(post);
        }
        self.plant_all(&last.unwrap(), observed, vec![plant::digest(watch, observed)]).await
    }

    /// Returns the last of these notifications.
    async fn plant_all(&self, post: &Post, observed: Timestamp, notifications: Vec<NewNotification>) -> NotificationId {
        let id = notifications.last().unwrap().id;
        plant::post(&self.store, &self.artist, post, observed, notifications).await.unwrap();
        id
    }

    /// The outcome of a notification, as the sender records it.
    pub async fn settle(&self, id: NotificationId, outcome: Settlement) {
        self.store.for_bot().settle(&[(id, outcome)], self.now()).await.unwrap();
    }

    /// What waits for its next attempt is due now.
    pub async fn retry_now(&self) {
        self.store.for_bot().retry_now(self.now(), None).await.unwrap();
    }

    /// Somebody else sent it.
    pub async fn settle_sent(&self, id: NotificationId) {
        self.settle(id, Settlement::Sent { message: MessageId(5), at: self.now() }).await;
    }

    /// The store is put back to before any attempt to send it.
    pub async fn forget_outcome(&self, id: NotificationId) {
        let row = "UPDATE notification SET state = 'pending', message_id = NULL, attempts = 0, first_try_at = NULL, doubt_at = NULL, \
                   updated_at = observed_at, due_at = observed_at WHERE id = ?";
        self.sql(row, [id.0.into()]).await;
    }

    /// The projection was built again from a log that had lost this picture.
    pub async fn lose_picture(&self, n: u32) {
        self.sql("DELETE FROM post WHERE title = ?", [format!("Picture {n}").into()]).await;
    }

    /// This picture's row cannot be read.
    pub async fn garble_picture(&self, n: u32) {
        self.sql("UPDATE post SET tags = '{' WHERE title = ?", [format!("Picture {n}").into()]).await;
    }

    /// The watch is gone, and its notifications are not settled as they are when it is removed.
    pub async fn lose_watch(&self, watch: &Watch) {
        self.sql("DELETE FROM watch WHERE id = ?", [watch.id.0.into()]).await;
    }

    /// Another sender takes the lease.
    pub async fn steal_lease(&self, thief: Uuid) {
        self.leadership_of(thief).seize().await.unwrap();
    }

    pub fn leadership_of(&self, owner: Uuid) -> Leadership {
        let candidate = Candidate { owner, poll: self.tuning.lease / GUARDED_POLLS, clock: self.clock.clone() };
        self.store.for_bot().sender_leadership(candidate)
    }

    /// Sets the database's clock by this many hours: what it stamped before lies that much further back.
    pub async fn set_database_clock(&self, hours: i64) {
        self.sql("UPDATE lease SET renewed_at = renewed_at - ?", [(hours * 3_600_000_000).into()]).await;
    }

    /// How often the sender's lease has changed hands.
    pub async fn epoch(&self) -> i64 {
        let connection = self.store.connection();
        let sql = "SELECT epoch FROM lease WHERE name = 'sender'";
        let found = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [])).await;
        found.unwrap().unwrap().try_get("", "epoch").unwrap()
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

    /// How many posts are still to be looked after, because they changed after they were sent.
    pub async fn chores(&self) -> i64 {
        let connection = self.store.connection();
        let sql = "SELECT count(*) AS n FROM chore";
        let found = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, [])).await;
        found.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// The bodies of the requests of this method whose path has this in it.
    pub fn bodies(&self, method: &str, path: &str) -> Vec<serde_json::Value> {
        let requests = self.world.requests().into_iter().filter(|request| request.method == method && request.path.contains(path));
        requests.filter_map(|request| request.body).collect()
    }

    /// Waits until the notification is in this state; its reason then.
    pub async fn until(&self, id: NotificationId, state: &str) -> Option<String> {
        let is_so = async || self.state(id).await.0 == state;
        let instead = async || format!("it is {:?}", self.state(id).await);
        testkit::until_or(&format!("the notification becomes {state}"), is_so, instead).await;
        self.state(id).await.1
    }

    /// Waits until this many notifications are in this state.
    pub async fn until_count(&self, state: &str, count: usize) {
        testkit::until(&format!("{count} notifications become {state}"), async || self.count(state).await == count as i64).await;
    }

    /// The titles of what a channel's messages show that can be seen, oldest first.
    pub fn titles(&self, channel: ChannelId) -> Vec<String> {
        self.world.messages(channel.0).into_iter().filter(|message| !message.deleted).flat_map(|message| titles(&message)).collect()
    }

    /// Every message that can be seen, as its channel and title, once for each post.
    pub fn shown(&self) -> Vec<(u64, String)> {
        let messages = self.world.all_messages().into_iter().filter(|message| !message.deleted);
        messages.flat_map(|message| titles(&message).into_iter().map(move |title| (message.channel, title))).collect()
    }

    /// A last sender sends what is left of `planted`, each with channel and title, and the trial's row is written. `note` gets the number of messages.
    pub async fn finished(&self, trial: &'static str, seed: u64, planted: Vec<(u64, String)>, note: impl FnOnce(u64) -> String) {
        let sender = self.sender_with(self.options("one")).await;
        let until_all = async || {
            self.retry_now().await;
            self.count("sent").await == planted.len() as i64
        };
        testkit::until_or("every post is sent", until_all, async || format!("{:?}", sender.status())).await;
        let row = chaos::Row::of_sets(trial, seed, planted.clone(), planted, self.shown());
        row.note(note(self.world.message_count())).finish();
        sender.stop().await;
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

/// The titles of what a message shows; "" where it shows nothing.
pub fn titles(message: &Message) -> Vec<String> {
    let shown: Vec<String> = message.shown().into_iter().map(|post| post.title).collect();
    if shown.is_empty() { vec![String::new()] } else { shown }
}

/// The role that a watch mentions; `by_right`: the moderator who added it may mention any role there.
pub fn ping(role: u64, by_right: bool) -> Ping {
    Ping { role: domain::id::RoleId(role), by_right }
}

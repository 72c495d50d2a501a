//! The gateway half of the bot against the simulated Discord and DeviantArt, with serenity as the real client.

use anyhow::Context as _;
use bot::delivery::{Handle, Hint};
use bot::discord::limiter::Limiter;
use bot::discord::{Picture, Places, Rest};
use bot::gateway::{Deps, Patience};
use coordination::{Cache, MemoryCache};
use domain::clock::SystemClock;
use domain::id::{ArtistId, NotificationId, PostId};
use domain::watch::{NewWatch, Watch};
use sandbox::discord::{ChannelKind, GuildId, Reply, User, World};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running bot with one guild that has one text channel.
pub struct Rig {
    pub world: World,
    pub art: sandbox::deviantart::World,
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    pub guild: GuildId,
    pub channel: u64,
    pub moderator: User,
    pub deps: Deps,
    pub stop: CancellationToken,
    pub task: Option<JoinHandle<Result<(), bot::gateway::Error>>>,
    hints: Receiver<Hint>,
    _servers: (sandbox::discord::Server, sandbox::deviantart::Server),
}

impl Rig {
    /// Starts everything; the bot is connected, its commands are registered and it knows the guild.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(|_, _| ()).await
    }

    /// As [`start`](Self::start), with a change before the bot connects.
    pub async fn start_with(change: impl FnOnce(&mut Deps, &World)) -> anyhow::Result<Self> {
        let discord = sandbox::discord::Server::start(sandbox::discord::Options::default()).await?;
        let deviantart = sandbox::deviantart::Server::start(sandbox::deviantart::Options::default()).await?;
        let world = discord.world();
        let guild = world.add_guild("Guild");
        let channel = world.add_channel(guild, "art", ChannelKind::Text);
        let store = store().await?;
        let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new());
        let clock = Arc::new(SystemClock);
        let options = deviantart::Options {
            api_url: deviantart.url().parse()?,
            client_id: "sandbox".to_owned(),
            client_secret: "sandbox-secret".to_owned().into(),
            requests_per_second: 500.0,
        };
        let (delivery, hints) = Handle::channel();
        let mut deps = Deps {
            store: store.for_bot(),
            cache: Arc::clone(&cache),
            deviantart: Some(deviantart::Client::new(options, Arc::clone(&cache), clock.clone())?),
            clock,
            token: discord.token().to_owned().into(),
            api_url: discord.url().parse()?,
            shards: None,
            max_watches: 100,
            look_ups: std::sync::Arc::default(),
            galleries: bot::command::Galleries::default(),
            clicks: bot::command::Clicks::default(),
            removals: bot::command::Removals::default(),
            drafts: bot::command::Drafts::default(),
            imports: bot::command::Imports::default(),
            tests: bot::command::Tests::default(),
            forms: bot::command::Forms::default(),
            trials: bot::command::Trials::default(),
            repeats: bot::command::Repeats::default(),
            command_ids: bot::command::CommandIds::default(),
            delivery,
            places: places(&discord.url(), discord.token())?,
            board: bot::delivery::StatusBoard::default(),
        };
        change(&mut deps, &world);
        let moderator = world.moderator();
        let art = deviantart.world();
        let stop = CancellationToken::new();
        let mut rig =
            Self { world, art, store, cache, guild, channel, moderator, deps, stop, task: None, hints, _servers: (discord, deviantart) };
        rig.connect(patience()).await?;
        Ok(rig)
    }

    /// Starts the gateway (again) and waits until it is useful.
    pub async fn connect(&mut self, patience: Patience) -> anyhow::Result<()> {
        self.connect_blindly(patience).await?;
        self.hint(Hint::Guild(domain::id::GuildId(self.guild.0))).await
    }

    /// As [`connect`](Self::connect), whatever is told of the guild.
    pub async fn connect_blindly(&mut self, patience: Patience) -> anyhow::Result<()> {
        self.begin(patience);
        self.world.gateway().wait_for_session().await?;
        self.world.wait_until("registered commands", registered).await?;
        Ok(())
    }

    /// Starts the gateway (again), whatever becomes of it.
    pub fn begin(&mut self, patience: Patience) {
        self.stop = CancellationToken::new();
        self.task = Some(tokio::spawn(bot::gateway::run_with(self.deps.clone(), patience, self.stop.clone())));
    }

    /// Stops the gateway.
    pub async fn disconnect(&mut self) -> anyhow::Result<()> {
        self.stop.cancel();
        let task = self.task.take().context("not running")?;
        tokio::time::timeout(Duration::from_secs(30), task).await.context("the gateway did not stop")???;
        Ok(())
    }

    /// Waits until the gateway passed on this hint: what it knows of the guild or channel is then up to date.
    pub async fn hint(&mut self, wanted: Hint) -> anyhow::Result<()> {
        let wait = async { while self.hints.recv().await.is_some_and(|hint| hint != wanted) {} };
        tokio::time::timeout(PATIENCE, wait).await.with_context(|| format!("{wanted:?} did not come"))
    }

    /// A further channel, known to the bot.
    pub async fn add_channel(&mut self, name: &str, kind: ChannelKind) -> anyhow::Result<u64> {
        let channel = self.world.add_channel(self.guild, name, kind);
        self.hint(Hint::Channel(domain::id::ChannelId(channel))).await?;
        Ok(channel)
    }

    /// The moderator uses a command in the channel.
    pub async fn slash(&self, command: &str, options: Value) -> anyhow::Result<Reply> {
        let reply = self.world.interact().slash((self.guild, self.channel, &self.moderator), command, options).await?;
        anyhow::ensure!(reply.ephemeral && !reply.pending, "not ephemeral, or never answered: {reply:?}");
        Ok(reply)
    }

    /// The moderator opens the panel of this artist's watch and clicks these buttons, one after the other.
    pub async fn panel(&self, artist: &str, buttons: &[&str]) -> anyhow::Result<Reply> {
        let mut shown = self.slash("edit", serde_json::json!({ "watch": artist })).await?;
        for label in buttons {
            shown = self.world.interact().click(&self.moderator, &shown, &button(&shown, label)).await?;
        }
        Ok(shown)
    }

    /// The names of an autocomplete's choices.
    pub async fn complete(&self, command: &str, options: Value, focused: &str) -> anyhow::Result<Vec<Value>> {
        let reply = self.world.interact().autocomplete((self.guild, self.channel, &self.moderator), command, options, focused).await?;
        Ok(reply.choices)
    }

    /// A watch of an invented artist of this name, as somebody added it earlier.
    pub async fn plant(&self, artist: &str, channel: u64) -> anyhow::Result<()> {
        let (guild, channel) = (domain::id::GuildId(self.guild.0), domain::id::ChannelId(channel));
        let id = artist.bytes().fold(1, |id, byte| id * 31 + u128::from(byte));
        let wish = NewWatch::new(guild, channel, ArtistId(uuid::Uuid::from_u128(id)), artist, self.deps.clock.now());
        self.store.for_bot().add_watch(&wish, 1000).await?;
        Ok(())
    }

    /// All watches of a guild.
    pub async fn watches(&self, guild: GuildId) -> anyhow::Result<Vec<domain::watch::Watch>> {
        Ok(self.store.for_bot().watches(domain::id::GuildId(guild.0), None, 0, 100).await?.watches)
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Whether Discord has the commands that the bot has, and no others.
pub fn registered(world: &World) -> bool {
    let names = world.commands().iter().map(|command| command["name"].as_str().unwrap_or_default().to_owned()).collect::<BTreeSet<_>>();
    names == bot::command::names().into_iter().collect()
}

/// Short pauses where production has long ones.
pub fn patience() -> Patience {
    let short = Duration::from_millis(20);
    Patience { identify_gap: short, reconnect: short, look_aside: short, ..Patience::default() }
}

/// What is known of servers: nothing yet.
pub fn places(url: &str, token: &str) -> anyhow::Result<Places> {
    let limiter = Limiter::new(45.0, Duration::from_secs(600));
    let rest = Rest::new(&url.parse()?, &token.to_owned().into(), limiter, Duration::from_secs(10))?;
    Ok(Places::new(rest, Picture::default()))
}

/// A private store in memory, migrated.
async fn store() -> anyhow::Result<Store> {
    let store = Store::in_memory().await?;
    migration::up(store.connection()).await?;
    Ok(store)
}

/// The id of the button with this label.
pub fn button(reply: &Reply, label: &str) -> String {
    let rows = reply.components.as_array().unwrap().iter();
    let mut buttons = rows.flat_map(|row| row["components"].as_array().unwrap());
    let found = buttons.find(|button| button["label"] == label).unwrap_or_else(|| panic!("no {label} in {:?}", reply.components));
    found["custom_id"].as_str().unwrap().to_owned()
}

/// A notification of this watch in this state, for its own post.
pub async fn row(rig: &Rig, watch: &Watch, state: &str, message: Option<u64>) -> anyhow::Result<NotificationId> {
    let (post, connection) = (PostId(Uuid::new_v4()), rig.store.connection());
    let id = NotificationId::card(watch.id, post);
    let sql = "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, post_id, state, message_id, observed_at, due_at, attempts, \
               updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 1, 0, 1)";
    let (guild, channel) = (watch.wish.guild.to_db().into(), watch.wish.channel.to_db().into());
    let message = message.map(|message| domain::id::MessageId(message).to_db()).into();
    let values = [id.0.into(), watch.id.0.into(), guild, channel, watch.wish.artist.0.into(), post.0.into(), state.into(), message];
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await?;
    Ok(id)
}

/// How many notifications there are.
pub async fn notifications(rig: &Rig) -> anyhow::Result<i64> {
    let connection = rig.store.connection();
    let ask = "SELECT COUNT(*) AS rows FROM notification";
    let row = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), ask, [])).await?;
    Ok(row.context("no count")?.try_get("", "rows")?)
}

/// State and reason of a notification.
pub async fn state(rig: &Rig, id: NotificationId) -> anyhow::Result<(String, Option<String>)> {
    let connection = rig.store.connection();
    let ask = "SELECT state, reason FROM notification WHERE id = ?";
    let row = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), ask, [id.0.into()])).await?;
    let row = row.context("no such notification")?;
    Ok((row.try_get("", "state")?, row.try_get("", "reason")?))
}

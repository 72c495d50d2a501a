//! serenity itself as the client of the gateway: identify, resume, reconnect, invalid sessions, events.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sandbox::discord::{ChannelKind, Options, Server, World, permission};
use serde_json::json;
use serenity::all::{
    ChannelId, Client, Context, CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, EventHandler, GatewayIntents,
    Guild, GuildChannel, Http, HttpBuilder, Interaction, Nonce, PartialGuildChannel, Ready, ResumedEvent, Role, UnavailableGuild,
};
use serenity::async_trait;

/// What the client told of, in order.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn add(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }
    fn count(&self, what: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|one| one.starts_with(what)).count()
    }
    /// Waits until a line with this start was told so often.
    async fn wait(&self, what: &str, times: usize) {
        let until = tokio::time::Instant::now() + Duration::from_secs(60);
        while self.count(what) < times {
            assert!(tokio::time::Instant::now() < until, "no `{what}` among {:?}", self.0.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[async_trait]
impl EventHandler for Told {
    async fn ready(&self, _: Context, ready: Ready) {
        self.add(format!("ready as {} in {}", ready.user.name, ready.guilds.len()));
    }
    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.add("resumed".to_owned());
    }
    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.add(format!("guild {} with {} channels and {} threads", guild.name, guild.channels.len(), guild.threads.len()));
    }
    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        self.add(format!("guild gone, outage {}", guild.unavailable));
    }
    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, new: GuildChannel) {
        self.add(format!("channel {} nsfw {}", new.name, new.nsfw));
    }
    async fn channel_delete(&self, _: Context, channel: GuildChannel, _: Option<Vec<serenity::all::Message>>) {
        self.add(format!("channel gone {}", channel.name));
    }
    async fn thread_create(&self, _: Context, thread: GuildChannel) {
        self.add(format!("thread {}", thread.name));
    }
    async fn thread_delete(&self, _: Context, _: PartialGuildChannel, _: Option<GuildChannel>) {
        self.add("thread gone".to_owned());
    }
    async fn guild_role_update(&self, _: Context, _: Option<Role>, new: Role) {
        self.add(format!("role {}", new.name));
    }
    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        if let Interaction::Command(command) = interaction {
            self.add(format!("command {}", command.data.name));
            let message = CreateInteractionResponseMessage::new().content("pong").ephemeral(true);
            command.create_response(&ctx, CreateInteractionResponse::Message(message)).await.unwrap();
        }
    }
}

struct Bot {
    server: Server,
    world: World,
    told: Told,
    http: Arc<Http>,
    task: tokio::task::JoinHandle<Result<(), serenity::Error>>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn bot(options: Options, token: Option<&str>, intents: GatewayIntents) -> Bot {
    let server = Server::start(options).await.unwrap();
    let world = server.world();
    let guild = world.add_guild("Painters");
    let channel = world.add_channel(guild, "art", ChannelKind::Text);
    world.add_thread(channel, "sketches");
    let http = HttpBuilder::new(token.unwrap_or(server.token())).proxy(server.url()).ratelimiter_disabled(true);
    let http = http.application_id(serenity::all::ApplicationId::new(Options::default().application_id)).build();
    let told = Told::default();
    let mut client = serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(told.clone()).await.unwrap();
    let http = Arc::clone(&client.http);
    let task = tokio::spawn(async move { Client::start(&mut client).await });
    Bot { server, world, told, http, task }
}

async fn ready_bot() -> Bot {
    let bot = bot(Options::default(), None, GatewayIntents::GUILDS).await;
    bot.told.wait("guild Painters", 1).await;
    bot
}

/// Proves that the gateway carries commands and their answers now.
async fn ping(bot: &Bot) {
    let guild = bot.world.add_guild("Ping");
    let channel = bot.world.add_channel(guild, "here", ChannelKind::Text);
    let ping = serenity::all::CreateCommand::new("ping").description("answers");
    serenity::all::Command::create_global_command(&bot.http, ping).await.unwrap();
    let reply = bot.world.interact().slash((guild, channel, &bot.world.member()), "ping", json!({})).await.unwrap();
    assert_eq!((reply.content.as_str(), reply.ephemeral), ("pong", true));
    assert!(bot.world.messages(channel).is_empty(), "an ephemeral answer is in no channel");
}

#[tokio::test]
async fn serenity_connects_and_hears_of_every_change() {
    let bot = ready_bot().await;
    bot.told.wait("ready as DeviantCord in 1", 1).await;
    assert_eq!(bot.told.count("guild Painters with 1 channels and 1 threads"), 1);
    let guild = bot.world.add_guild("Writers");
    let channel = bot.world.add_channel(guild, "texts", ChannelKind::Text);
    bot.world.set_nsfw(channel, true);
    bot.told.wait("channel texts nsfw true", 1).await;
    bot.world.set_bot_permissions(channel, permission::VIEW_CHANNEL);
    bot.told.wait("channel texts nsfw true", 2).await;
    let role = bot.world.add_role(guild, "readers", 0);
    bot.world.set_role_permissions(guild, role, permission::VIEW_CHANNEL);
    bot.told.wait("role readers", 1).await;
    let thread = bot.world.add_thread(channel, "poems");
    bot.told.wait("thread poems", 1).await;
    bot.world.delete_channel(thread);
    bot.told.wait("thread gone", 1).await;
    bot.world.delete_channel(channel);
    bot.told.wait("channel gone texts", 1).await;
    bot.world.guild_unavailable(guild);
    bot.told.wait("guild gone, outage true", 1).await;
    bot.world.guild_available(guild);
    bot.told.wait("guild Writers", 2).await;
    bot.world.remove_bot(guild);
    bot.told.wait("guild gone, outage false", 1).await;
    bot.world.invite_bot(guild);
    bot.told.wait("guild Writers", 3).await;
    let session = bot.world.gateway().sessions().pop().unwrap();
    assert_eq!((session.intents, session.connected), (1, true));
}

#[tokio::test]
async fn a_message_of_serenity_with_a_nonce_is_made_once() {
    let bot = ready_bot().await;
    let channel = ChannelId::new(bot.world.add_channel(bot.world.add_guild("Nonces"), "art", ChannelKind::Text));
    let message = || CreateMessage::new().content("hello").nonce(Nonce::String("abcdefghijklmnopqrstuv".to_owned())).enforce_nonce(true);
    let first = channel.send_message(&bot.http, message()).await.unwrap();
    let again = channel.send_message(&bot.http, message()).await.unwrap();
    assert_eq!(first.id, again.id);
    assert!(matches!(first.nonce, Some(Nonce::String(nonce)) if nonce == "abcdefghijklmnopqrstuv"));
    assert_eq!(bot.world.messages(channel.get())[0].nonce.as_deref(), Some("abcdefghijklmnopqrstuv"));
    let history = channel.messages(&bot.http, serenity::all::GetMessages::new().limit(10)).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(bot.http.get_channel(channel).await.unwrap().guild().unwrap().name, "art");
}

#[tokio::test]
async fn op_7_and_a_broken_connection_are_resumed_with_what_was_missed() {
    let bot = ready_bot().await;
    ping(&bot).await;
    let guild = bot.world.add_guild("Missed");
    let channel = bot.world.add_channel(guild, "quiet", ChannelKind::Text);
    bot.told.wait("guild Missed", 1).await;

    assert_eq!(bot.world.gateway().reconnect(), 1);
    bot.told.wait("resumed", 1).await;
    ping(&bot).await;

    assert_eq!(bot.world.gateway().drop_connections(), 1);
    bot.world
        .wait_until("no connection", |world| !world.gateway().sessions().iter().any(|one| one.connected) || bot.told.count("resumed") > 1)
        .await
        .unwrap();
    bot.world.set_nsfw(channel, true);
    bot.told.wait("resumed", 2).await;
    bot.told.wait("channel quiet nsfw true", 1).await;
    ping(&bot).await;

    bot.world.gateway().close(4000);
    bot.told.wait("resumed", 3).await;
    ping(&bot).await;
    let session = bot.world.gateway().sessions().pop().unwrap();
    assert_eq!((session.resumes, bot.world.gateway().counts().0, bot.told.count("ready")), (3, 1, 1));
}

#[tokio::test]
async fn an_invalid_session_leads_to_a_new_one() {
    let bot = ready_bot().await;
    let old = bot.world.gateway().sessions().pop().unwrap().id;
    bot.world.gateway().invalid_session(false);
    bot.told.wait("ready", 2).await;
    let new = bot.world.gateway().sessions();
    assert!(new.len() == 1 && new[0].id != old, "{new:?} after {old}");
    ping(&bot).await;
}

#[tokio::test]
async fn an_invalid_session_that_is_resumable_is_resumed() {
    let bot = ready_bot().await;
    bot.world.gateway().invalid_session(true);
    bot.told.wait("resumed", 1).await;
    ping(&bot).await;
    assert_eq!(bot.told.count("ready"), 1);
}

#[tokio::test]
async fn a_zombie_connection_is_noticed_and_replaced() {
    let bot = bot(Options { heartbeat: Duration::from_millis(400), ..Options::default() }, None, GatewayIntents::GUILDS).await;
    bot.told.wait("guild Painters", 1).await;
    bot.world.wait_until("heartbeats", |world| world.gateway().counts().1 > 2).await.unwrap();
    bot.world.gateway().stop_acking_heartbeats(true);
    // serenity starts the shard afresh here; another client may resume.
    let replaced = |world: &World| world.gateway().counts().0 > 1 || world.gateway().sessions().iter().any(|one| one.resumes > 0);
    bot.world.wait_until("a new or resumed session", replaced).await.unwrap();
    bot.world.gateway().stop_acking_heartbeats(false);
    bot.told.wait("guild Painters", 2).await;
    ping(&bot).await;
}

#[tokio::test]
async fn a_wrong_token_and_a_privileged_intent_are_fatal() {
    let wrong = bot(Options::default(), Some("wrong.token.value"), GatewayIntents::GUILDS).await;
    let ended = tokio::time::timeout(Duration::from_secs(60), wrong_end(wrong)).await.unwrap();
    assert!(ended.contains("InvalidAuthentication") || ended.contains("401"), "{ended}");
    let nosy = bot(Options::default(), None, GatewayIntents::GUILDS | GatewayIntents::MESSAGE_CONTENT).await;
    let ended = tokio::time::timeout(Duration::from_secs(60), wrong_end(nosy)).await.unwrap();
    assert!(ended.contains("DisallowedGatewayIntents"), "{ended}");
}

async fn wrong_end(mut bot: Bot) -> String {
    let ended = (&mut bot.task).await.unwrap();
    format!("{ended:?}")
}

#[tokio::test]
async fn a_slow_gateway_only_delays() {
    let bot = ready_bot().await;
    bot.world.faults().slow_gateway(Duration::from_millis(200));
    ping(&bot).await;
    bot.server.world().faults().clear();
    ping(&bot).await;
}

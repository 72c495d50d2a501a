//! What poise needs to carry out a command without serenity's own gateway client.
//!
//! poise dispatches with a `serenity::Context`, and serenity makes one only around a websocket. So it gets one to ourselves, closed at once:
//! of the context, commands use nothing but its HTTP client. All of it happens on a runtime that ends with it, so that no task stays behind.

use super::deps::Deps;
use crate::command;
use futures_util::future::try_join;
use poise::FrameworkOptions;
use serenity::all::{
    Context, CreateAllowedMentions, FullEvent, GatewayIntents, GuildId, Http, Interaction, Shard, ShardId, ShardInfo, ShardManager,
    ShardManagerOptions, ShardMessenger, ShardRunner, ShardRunnerOptions, UserId,
};
use serenity::prelude::TypeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, RwLock};
use tracing::Instrument;

/// Carries out commands and clicks.
pub(super) struct Harness {
    context: Context,
    shards: Arc<ShardManager>,
    options: FrameworkOptions<Deps, command::Error>,
    deps: Deps,
}

impl Harness {
    /// Makes one around this HTTP client.
    pub(super) async fn new(http: Arc<Http>, deps: Deps) -> std::io::Result<Self> {
        let made = tokio::task::spawn_blocking(move || -> std::io::Result<_> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let made = runtime.block_on(context(http));
            runtime.shutdown_background();
            made
        });
        let (context, shards) = made.await.map_err(std::io::Error::other)??;
        let mut options = FrameworkOptions {
            commands: command::all(),
            on_error: |error| Box::pin(command::on_error(error)),
            allowed_mentions: Some(CreateAllowedMentions::new()),
            initialize_owners: false,
            ..FrameworkOptions::default()
        };
        poise::set_qualified_names(&mut options.commands);
        Ok(Self { context, shards, options, deps })
    }

    /// The HTTP client for interactions.
    pub(super) fn http(&self) -> &Arc<Http> {
        &self.context.http
    }

    /// The commands as Discord is to have them.
    pub(super) fn commands(&self) -> Vec<serenity::all::CreateCommand> {
        command::registered(&self.options.commands)
    }

    /// Carries out a command, an autocomplete, a click or a form. False: it is none of these.
    pub(super) async fn dispatch(&self, bot: UserId, interaction: Interaction) -> bool {
        match interaction {
            Interaction::Component(click) => match command::repeated(&self.deps, &click) {
                Some((command, _turn)) => {
                    let id = command.id.get();
                    self.carry_out(bot, Interaction::Command(command)).await;
                    self.deps.repeats.done(id);
                }
                None => {
                    let span = span("click", click.guild_id);
                    command::clicked(&self.context, &self.deps, &click).instrument(span).await;
                }
            },
            Interaction::Modal(sent) => {
                let span = span("form", sent.guild_id);
                command::submitted(&self.context, &self.deps, &sent).instrument(span).await;
            }
            interaction @ (Interaction::Command(_) | Interaction::Autocomplete(_)) => self.carry_out(bot, interaction).await,
            _ => return false,
        }
        true
    }

    async fn carry_out(&self, bot: UserId, interaction: Interaction) {
        let framework = poise::FrameworkContext {
            bot_id: bot,
            serenity_context: &self.context,
            options: &self.options,
            user_data: &self.deps,
            shard_manager: &self.shards,
        };
        let span = match &interaction {
            Interaction::Command(command) | Interaction::Autocomplete(command) => span(&command.data.name, command.guild_id),
            _ => tracing::Span::none(),
        };
        Box::pin(poise::dispatch_event(framework, FullEvent::InteractionCreate { interaction })).instrument(span).await;
    }
}

/// What a command or click logs belongs to it. A name comes from outside.
fn span(name: &str, guild: Option<GuildId>) -> tracing::Span {
    let name: String = name.chars().filter(|c| c.is_ascii_graphic()).take(32).collect();
    tracing::info_span!("command", name, guild = guild.map(GuildId::get))
}

async fn context(http: Arc<Http>) -> std::io::Result<(Context, Arc<ShardManager>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = Arc::new(Mutex::new(format!("ws://{}", listener.local_addr()?)));
    let answer = async {
        let (stream, _) = listener.accept().await?;
        tokio_tungstenite::accept_async(stream).await.map_err(std::io::Error::other)
    };
    let info = ShardInfo { id: ShardId(0), total: 1 };
    let ask = async { Shard::new(Arc::clone(&url), "", info, GatewayIntents::empty(), None).await.map_err(std::io::Error::other) };
    let (shard, _answered) = try_join(ask, answer).await?;
    let data = Arc::new(RwLock::new(TypeMap::new()));
    let (manager, _) = ShardManager::new(ShardManagerOptions {
        data: Arc::clone(&data),
        event_handlers: Vec::new(),
        raw_event_handlers: Vec::new(),
        framework: Arc::new(OnceLock::new()),
        shard_index: 0,
        shard_init: 0,
        shard_total: 0,
        ws_url: url,
        http: Arc::clone(&http),
        intents: GatewayIntents::empty(),
        presence: None,
    });
    let runner = ShardRunner::new(ShardRunnerOptions {
        data: Arc::clone(&data),
        event_handlers: Vec::new(),
        raw_event_handlers: Vec::new(),
        framework: None,
        manager: Arc::clone(&manager),
        shard,
        http: Arc::clone(&http),
    });
    Ok((Context { data, shard: ShardMessenger::new(&runner), shard_id: ShardId(0), http }, manager))
}

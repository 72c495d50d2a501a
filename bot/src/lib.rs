//! Talks to Discord: slash commands, cards, and their delivery. The only part of the system that does.
//!
//! [`Bot::run`] starts two things under one stop token: the sender ([`delivery`]), which needs nothing but Discord's REST
//! interface, and the gateway connection ([`gateway`]), which brings commands in and hints out. Both work in one process at a time, the
//! one with the sender's lease: Discord would give every command to every connection, and each would carry it out.

pub mod card;
mod check;
pub mod command;
pub mod delivery;
mod deps;
pub mod discord;
mod forgetting;
pub mod gateway;
mod language;
mod newcomer;
mod retention;
mod text;

pub use check::{CheckError, Places, Whose, check};
pub use deps::{Deps, Options};
pub use newcomer::{Identity, Newcomer, Server};

use domain::retry::Doubling;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Between a gateway connection that ended by itself and the next one.
const GATEWAY_REST: Doubling = Doubling::new(Duration::from_secs(5), Duration::from_secs(300));

/// The bot, opened: what can refuse has been asked, and Discord knows of nothing yet.
pub struct Bot {
    sender: delivery::Sender,
    gateway: gateway::Deps,
    kept: forgetting::Kept,
}

impl Bot {
    /// Opens the journal. The sender shows on `board` where it stands, for the ops page and the demo.
    ///
    /// # Errors
    /// When the journal cannot be used or the token is impossible.
    pub async fn open(deps: Deps, options: Options, board: delivery::StatusBoard) -> Result<Self, Error> {
        let sender = delivery::Sender::open(&deps, &options, delivery::Tuning::default(), board.clone()).await?;
        let gateway = gateway::Deps {
            store: deps.store,
            cache: deps.cache,
            deviantart: deps.deviantart,
            clock: deps.clock,
            token: options.token,
            api_url: options.api_url,
            shards: options.shards,
            max_watches: options.max_watches,
            look_ups: Arc::default(),
            galleries: command::Galleries::default(),
            clicks: command::Clicks::default(),
            removals: command::Removals::default(),
            drafts: command::Drafts::default(),
            imports: command::Imports::default(),
            tests: command::Tests::default(),
            forms: command::Forms::default(),
            trials: command::Trials::default(),
            repeats: command::Repeats::default(),
            command_ids: command::CommandIds::default(),
            delivery: sender.handle(),
            places: sender.places(),
            board,
        };
        let kept = forgetting::Kept::days(options.keep_days, options.detail_days);
        Ok(Self { sender, gateway, kept })
    }

    /// Works until `stop` is cancelled.
    ///
    /// # Errors
    /// When it cannot continue and the process should restart.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let Self { sender, gateway, kept } = self;
        // The sender's end, for whatever reason, ends the gateway too: a bot that answers commands but sends nothing would hide the fault.
        let gateway_stop = stop.child_token();
        let (store, places, delivery) = (gateway.store.clone(), gateway.places.clone(), gateway.delivery.clone());
        let retention = tokio::spawn(retention::Retention { store, places, delivery }.run(gateway_stop.clone()));
        let forgetting = forgetting::Forgetting::new(gateway.store.clone(), gateway.places.clone(), kept);
        let forgetting = tokio::spawn(forgetting.run(sender.leads(), gateway_stop.clone()));
        let gateway = tokio::spawn(gateway_while(sender.leads(), gateway, gateway_stop.clone()));
        let result = sender.run(stop).await;
        gateway_stop.cancel();
        if let Err(error) = gateway.await {
            tracing::error!(%error, "the gateway task ended abnormally");
        }
        if let Err(error) = retention.await {
            tracing::error!(%error, "the task that erases left guilds ended abnormally");
        }
        if let Err(error) = forgetting.await {
            tracing::error!(%error, "the task that takes old rows out of the store ended abnormally");
        }
        Ok(result?)
    }
}

/// Keeps the gateway whenever this process is the active one.
async fn gateway_while(mut leads: watch::Receiver<bool>, deps: gateway::Deps, stop: CancellationToken) {
    loop {
        let leading = tokio::select! {
            led = leads.wait_for(|leads| *leads) => led.is_ok(),
            () = stop.cancelled() => false,
        };
        if !leading {
            return;
        }
        let over = stop.child_token();
        let gateway = tokio::spawn(keep_gateway(deps.clone(), over.clone()));
        tokio::select! {
            // Also when the sender has ended.
            _ = leads.wait_for(|leads| !*leads) => {}
            () = stop.cancelled() => {}
        }
        over.cancel();
        if let Err(error) = gateway.await {
            tracing::error!(%error, "the gateway task ended abnormally");
        }
        deps.board.commands(None);
        deps.board.shards(0, 0);
        if !stop.is_cancelled() {
            tracing::info!("another process takes the commands now; the connection to Discord's gateway is closed");
        }
    }
}

/// Runs the gateway again, ever more slowly, when it ends by itself: messages are delivered meanwhile, and the moderators'
/// commands come back as soon as Discord takes the connection.
async fn keep_gateway(deps: gateway::Deps, stop: CancellationToken) {
    let mut attempt = 0;
    while !stop.is_cancelled() {
        let started = tokio::time::Instant::now();
        match gateway::run(deps.clone(), stop.clone()).await {
            Ok(()) if stop.is_cancelled() => return,
            Ok(()) => tracing::warn!("the gateway connection ended without being told to; connecting again"),
            Err(error) => {
                tracing::error!(%error, "slash commands do not work; connecting to the gateway again after a pause");
                deps.board.commands(Some(error.to_string()));
            }
        }
        if started.elapsed() > GATEWAY_REST.max {
            attempt = 0;
        }
        stop.run_until_cancelled(tokio::time::sleep(GATEWAY_REST.jittered(attempt))).await;
        attempt += 1;
    }
}

/// Why the bot cannot continue.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Delivery(#[from] delivery::Error),
}

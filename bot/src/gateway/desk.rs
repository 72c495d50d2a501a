//! Where the reports of all shards arrive, in order: permits for sessions, the picture's life, events, interactions.

use super::budget::Budget;
use super::deps::Deps;
use super::events::Events;
use super::harness::Harness;
use super::interaction::{self, Address};
use super::notes::{Note, Notes};
use super::protocol::{self, Ready};
use super::register;
use super::shard::{Happening, Report};
use super::troubles::Troubles;
use crate::discord::classify::Meaning;
use crate::discord::failure::describe;
use crate::text;
use domain::id::GuildId;
use serde_json::Value;
use serenity::all::{ApplicationId, InteractionId, UserId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Interactions that are carried out at a time; Discord tells the users of more that the bot did not answer.
const AT_ONCE: usize = 256;
/// A shard without a connection for so long is a trouble that people should hear of.
const TROUBLED: Duration = Duration::from_secs(45);
/// How often it is looked after.
const LOOK: Duration = Duration::from_millis(500);

/// The desk of one client.
pub(super) struct Desk {
    deps: Deps,
    harness: Arc<Harness>,
    budget: Arc<Budget>,
    events: Events,
    troubles: Troubles,
    room: Arc<Semaphore>,
    shards: u32,
    /// Since when which shard has no session.
    lost: HashMap<u32, Instant>,
    registering: bool,
    look: tokio::time::Interval,
    over: CancellationToken,
}

impl Desk {
    pub(super) fn new(deps: &Deps, harness: Harness, budget: Budget, shards: u32, over: CancellationToken) -> Self {
        let now = Instant::now();
        let events = Events {
            picture: deps.picture().clone(),
            delivery: deps.delivery.clone(),
            notes: Notes::new(deps.store.clone(), Arc::clone(&deps.clock), deps.places.rest().clone()),
            board: deps.board.clone(),
        };
        Self {
            deps: deps.clone(),
            harness: Arc::new(harness),
            budget: Arc::new(budget),
            events,
            troubles: Troubles::on(deps.board.clone()),
            room: Arc::new(Semaphore::new(AT_ONCE)),
            shards,
            lost: (0..shards).map(|shard| (shard, now)).collect(),
            registering: false,
            look: tokio::time::interval(LOOK),
            over,
        }
    }

    /// Takes a report. Never waits.
    pub(super) fn take(&mut self, (shard, happening): Report) {
        match happening {
            Happening::Begin(grant) => {
                let (budget, deps, over) = (Arc::clone(&self.budget), self.deps.clone(), self.over.clone());
                tokio::spawn(async move {
                    let permit = async {
                        // Discord's rest is everybody's.
                        let _stopped = deps.places.rest().ready(&over).await;
                        budget.permit(&deps, shard).await;
                    };
                    if over.run_until_cancelled(permit).await.is_some() {
                        let _gone = grant.send(());
                    }
                });
            }
            Happening::Ready(ready) => self.ready(shard, *ready),
            Happening::Resumed => {
                tracing::info!(shard, "the connection to Discord was resumed");
                self.deps.picture().alive(shard);
                self.connected(shard);
            }
            Happening::Alive => self.deps.picture().alive(shard),
            Happening::Event { name, frame } if name == "INTERACTION_CREATE" => self.interaction(&frame),
            Happening::Event { name, frame } => self.events.handle(shard, &name, &frame),
            Happening::Unread(what) => self.events.unread(what),
            Happening::Lost => {
                self.deps.picture().lost(shard);
                self.lost.entry(shard).or_insert_with(Instant::now);
            }
            // Whether the address is refused as a whole, a witness says.
            Happening::Refused => self.deps.places.rest().report(Meaning::Edge),
        }
    }

    fn ready(&mut self, shard: u32, ready: Ready) {
        let guilds = ready.guilds.as_ref().map(Vec::len);
        tracing::info!(?guilds, shard, "connected to Discord");
        if ready.session.is_none() {
            self.events.unread("READY");
        }
        self.deps.picture().session(shard, ready.user.or(ready.application));
        if let Some(guilds) = ready.guilds {
            let guilds = guilds.into_iter().map(GuildId).collect();
            self.events.notes.add(Note::Present { guilds, shard: u64::from(shard), shards: u64::from(self.shards) });
        }
        if let Some(application) = ready.application.or(ready.user) {
            self.register(application);
        }
        self.connected(shard);
    }

    /// Once a client. Not waited for: commands that are registered already work in the meantime.
    fn register(&mut self, application: u64) {
        self.harness.http().set_application_id(ApplicationId::new(application));
        if !std::mem::replace(&mut self.registering, true) {
            let rest = self.deps.places.rest().clone();
            let (commands, troubles) = ((self.harness.commands(), self.deps.command_ids.clone()), self.troubles.clone());
            tokio::spawn(register::keep_trying(rest, application, commands, troubles, self.over.clone()));
        }
    }

    fn connected(&mut self, shard: u32) {
        self.lost.remove(&shard);
        if self.lost.is_empty() {
            self.troubles.connection(None);
        }
    }

    /// Returns when some shard has had no session, or no answer to its heartbeats, for `limit`. Tells people before that.
    pub(super) async fn dead(&mut self, limit: Duration) {
        loop {
            self.look.tick().await;
            for shard in 0..self.shards {
                if !self.deps.picture().is_alive(shard) {
                    self.lost.entry(shard).or_insert_with(Instant::now);
                } else if self.lost.contains_key(&shard) {
                    self.connected(shard);
                }
            }
            let Some((shard, since)) = self.lost.iter().min_by_key(|(_, since)| **since) else { continue };
            let dead = since.elapsed();
            if dead >= TROUBLED.min(limit) {
                self.troubles.connection(Some(format!("shard {shard} of Discord's gateway has no connection")));
            }
            if dead >= limit {
                return;
            }
        }
    }

    fn interaction(&mut self, frame: &str) {
        let Some(raw) = protocol::data::<Value>(frame) else { return self.events.unread("INTERACTION_CREATE") };
        let Some(address) = interaction::address(&raw) else { return self.events.unread("INTERACTION_CREATE") };
        let Ok(room) = Arc::clone(&self.room).try_acquire_owned() else {
            tracing::warn!("too many commands at once; one is not answered");
            return;
        };
        if self.deps.picture().me().is_none()
            && let Some(application) = address.application
        {
            // READY did not say who we are, the interaction does.
            self.register(application);
        }
        let bot = self.deps.picture().me().or(address.application).unwrap_or(1);
        let (harness, events) = (Arc::clone(&self.harness), self.events.clone());
        tokio::spawn(async move {
            let _room = room;
            let Some(readable) = interaction::interaction(&raw) else {
                events.unread("INTERACTION_CREATE");
                return apologise(&harness, &address).await;
            };
            if !readable.without.is_empty() {
                events.unread("INTERACTION_CREATE");
                tracing::debug!(without = ?readable.without, "an interaction is read without the parts that are not understood");
            }
            let worker = Arc::clone(&harness);
            let carried = tokio::spawn(async move { worker.dispatch(UserId::new(bot), readable.interaction).await });
            match carried.await {
                Ok(true) => {}
                Ok(false) => apologise(&harness, &address).await,
                Err(error) => {
                    tracing::error!(%error, "a command ended abnormally");
                    apologise(&harness, &address).await;
                }
            }
        });
    }
}

/// A moderator who waits is told that this was not understood.
async fn apologise(harness: &Harness, address: &Address) {
    let body = interaction::apology(address, &text::trouble::not_understood());
    let id = InteractionId::new(address.id);
    let answered = harness.http().create_interaction_response(id, &address.token, &body, Vec::new()).await;
    if let Err(error) = answered {
        tracing::warn!(error = describe(&error), "an answer could not be given");
    }
}

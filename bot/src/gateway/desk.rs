//! Where the reports of all shards arrive, in order: permits for sessions, the picture's life, events, interactions.

use super::deps::{Deps, Patience};
use super::error::Error;
use super::events::Events;
use super::fleet::{Crew, Fleet};
use super::harness::Harness;
use super::interaction::{self, Address};
use super::notes::{Note, Notes};
use super::plan::Plan;
use super::protocol::{self, Ready};
use super::register;
use super::report::{Happening, Report};
use super::roll::Line;
use super::troubles::Troubles;
use crate::discord::classify::Meaning;
use crate::discord::failure::describe;
use crate::discord::picture::read::number;
use crate::language::{self, Language};
use crate::text;
use domain::id::GuildId;
use serde_json::Value;
use serenity::all::{ApplicationId, InteractionId, UserId};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Interactions that are carried out at a time; Discord tells the users of more that the bot did not answer.
const AT_ONCE: usize = 256;
/// Interactions that are remembered: while one fleet takes over from another, both are told of them.
const REMEMBERED: usize = 1_024;
/// How often the shards are looked after.
const LOOK: Duration = Duration::from_millis(500);

/// The desk of one client.
pub(super) struct Desk {
    deps: Deps,
    harness: Arc<Harness>,
    fleet: Fleet,
    events: Events,
    troubles: Troubles,
    room: Arc<Semaphore>,
    /// The latest interactions, which another shard may tell of too.
    taken: VecDeque<u64>,
    registering: bool,
    look: tokio::time::Interval,
    over: CancellationToken,
}

impl Desk {
    /// Starts the shards of this plan.
    pub(super) fn new(deps: &Deps, patience: Patience, harness: Harness, crew: Crew, plan: Plan) -> Self {
        let (over, troubles) = (crew.over.clone(), Troubles::on(deps.board.clone()));
        let events = Events {
            picture: deps.picture().clone(),
            delivery: deps.delivery.clone(),
            notes: Notes::new(deps, patience.look_aside),
            board: deps.board.clone(),
        };
        Self {
            deps: deps.clone(),
            harness: Arc::new(harness),
            fleet: Fleet::start(deps, patience, crew, plan, troubles.clone()),
            events,
            troubles,
            room: Arc::new(Semaphore::new(AT_ONCE)),
            taken: VecDeque::with_capacity(REMEMBERED),
            registering: false,
            look: tokio::time::interval(LOOK),
            over,
        }
    }

    /// Takes a report. Never waits.
    ///
    /// # Errors
    /// When the client cannot continue.
    pub(super) fn take(&mut self, (line, happening): Report) -> Result<(), Error> {
        match happening {
            Happening::Begin { counted, grant } => self.fleet.permit(line, counted, grant),
            Happening::LetIn => self.fleet.let_in(line),
            Happening::Ready(ready) => self.ready(line, *ready),
            Happening::Resumed => {
                tracing::info!(shard = self.fleet.numbers(line).map(|(shard, _)| shard), "the connection to Discord was resumed");
                self.deps.picture().alive(line);
                self.fleet.look();
            }
            Happening::Alive => self.deps.picture().alive(line),
            Happening::Event { name, frame } if name == "INTERACTION_CREATE" => self.interaction(&frame),
            Happening::Event { name, frame } => self.events.handle(line, &name, &frame),
            Happening::Unread(what) => self.events.unread(what),
            Happening::Lost => self.deps.picture().lost(line),
            // Whether the address is refused as a whole, a witness says.
            Happening::Refused => self.deps.places.rest().report(Meaning::Edge),
            Happening::Ended(refusal) => return self.fleet.ended(line, refusal),
            Happening::Asked(answer) => return self.fleet.answered(*answer),
        }
        Ok(())
    }

    fn ready(&mut self, line: Line, ready: Ready) {
        // A shard that was given up says nothing any more.
        let Some((shard, shards)) = self.fleet.numbers(line) else { return };
        let guilds = ready.guilds.as_ref().map(Vec::len);
        tracing::info!(?guilds, shard, of = shards, "connected to Discord");
        if ready.session.is_none() {
            self.events.unread("READY");
        }
        self.deps.picture().session(line, ready.user.or(ready.application));
        if let Some(guilds) = ready.guilds {
            let guilds = guilds.into_iter().map(GuildId).collect();
            self.events.notes.add(Note::Present { guilds, shard: u64::from(shard), shards: u64::from(shards) });
        }
        if let Some(application) = ready.application.or(ready.user) {
            self.register(application);
        }
        self.fleet.look();
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

    /// Looks after the shards, and returns when none has had a session, or an answer to its heartbeats, for `limit`.
    pub(super) async fn dead(&mut self, limit: Duration) -> Error {
        loop {
            self.look.tick().await;
            if let Err(error) = self.fleet.tend(limit) {
                return error;
            }
        }
    }

    /// Whether this interaction comes for the first time.
    fn is_new(&mut self, interaction: u64) -> bool {
        if self.taken.contains(&interaction) {
            return false;
        }
        if self.taken.len() == REMEMBERED {
            self.taken.pop_front();
        }
        self.taken.push_back(interaction);
        true
    }

    fn interaction(&mut self, frame: &str) {
        let Some(raw) = protocol::data::<Value>(frame) else { return self.events.unread("INTERACTION_CREATE") };
        let Some(address) = interaction::address(&raw) else { return self.events.unread("INTERACTION_CREATE") };
        if !self.is_new(address.id) {
            return;
        }
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
        // The asker's.
        let language = Language::of_locale(raw.get("locale").and_then(Value::as_str).unwrap_or_default());
        let speaks = speaks(&raw);
        let (harness, events) = (Arc::clone(&self.harness), self.events.clone());
        tokio::spawn(async move {
            let _room = room;
            let Some(readable) = interaction::interaction(&raw) else {
                events.unread("INTERACTION_CREATE");
                return language::scope(language, apologise(&harness, &address)).await;
            };
            if !readable.without.is_empty() {
                events.unread("INTERACTION_CREATE");
                tracing::debug!(without = ?readable.without, "an interaction is read without the parts that are not understood");
            }
            let worker = Arc::clone(&harness);
            let carried =
                tokio::spawn(language::scope(language, async move { worker.dispatch(UserId::new(bot), readable.interaction).await }));
            match carried.await {
                Ok(true) => {}
                Ok(false) => language::scope(language, apologise(&harness, &address)).await,
                Err(error) => {
                    tracing::error!(%error, "a command ended abnormally");
                    language::scope(language, apologise(&harness, &address)).await;
                }
            }
            // The command may have made the server one of which something is stored.
            if let Some(note) = speaks {
                events.notes.add(note);
            }
        });
    }
}

/// What a command, a click or a form tells of its server's language. Typing tells it too often.
fn speaks(raw: &Value) -> Option<Note> {
    let typing = raw.get("type").and_then(Value::as_u64) == Some(4);
    let guild = raw.get("guild_id").and_then(number).filter(|_| !typing)?;
    Some(Note::Speaks(GuildId(guild), raw.get("guild_locale")?.as_str()?.to_owned()))
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

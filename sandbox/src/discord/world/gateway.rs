//! The gateway's own switches.

use std::time::Duration;

use serde_json::Value;

use super::{Waited, World};
use crate::discord::gateway::sessions::{Order, SessionInfo};
use crate::discord::gateway::shards::Storm;
use crate::odd::Edit;

impl World {
    /// The gateway's own switches.
    #[must_use]
    pub fn gateway(&self) -> Gateway {
        Gateway { world: self.clone() }
    }
}

/// The gateway's switches.
pub struct Gateway {
    world: World,
}

impl Gateway {
    fn order(&self, order: impl Fn() -> Order) -> usize {
        self.world.change(|state| state.sessions.order(|_| true, order))
    }

    /// How many shards are recommended from now on, and how few are refused with 4011. Those that are attached stay so.
    pub fn shards(&self, recommended: u64, required: u64) {
        self.world.change(|state| (state.sessions.shards.recommended, state.sessions.shards.required) = (recommended, required));
    }

    /// `max_concurrency`, and the window in which that many may identify: Discord's is 5 s. Zero takes any pace, as a new world does, whose
    /// clients come and go faster than real ones.
    pub fn pace(&self, concurrency: u64, window: Duration) {
        self.world.change(|state| (state.sessions.shards.concurrency, state.sessions.shards.window) = (concurrency, window));
    }

    /// A storm over the shards of this number begins, or ends. Connections that are attached stay so.
    pub fn storm_shard(&self, shard: u64, storm: Option<Storm>) {
        self.world.change(|state| match storm {
            Some(storm) => _ = state.sessions.shards.storms.insert(shard, storm),
            None => _ = state.sessions.shards.storms.remove(&shard),
        });
    }

    /// Every frame of the shards of this number is sent this much later.
    pub fn slow_shard(&self, shard: u64, delay: Duration) {
        self.world.change(|state| _ = state.sessions.shards.delays.insert(shard, delay));
    }

    /// Closes the connections of this shard with this code; returns how many were closed.
    pub fn close_shard(&self, shard: (u64, u64), code: u16) -> usize {
        self.world.change(|state| state.sessions.order(|of| of == shard, || Order::Close(code)))
    }

    /// How many IDENTIFYs came too fast for `max_concurrency`, and how many sessions began beside another one of the same shard.
    #[must_use]
    pub fn mistakes(&self) -> (u64, u64) {
        let state = self.world.inner.state();
        (state.sessions.shards.too_fast, state.sessions.shards.twice)
    }

    /// Asks every connection to reconnect and resume (op 7); answers how many were told.
    pub fn reconnect(&self) -> usize {
        self.order(|| Order::Reconnect)
    }

    /// Tells every connection that its session is invalid (op 9).
    pub fn invalid_session(&self, resumable: bool) -> usize {
        self.order(|| Order::InvalidSession(resumable))
    }

    /// Ends every connection without a closing handshake.
    pub fn drop_connections(&self) -> usize {
        self.order(|| Order::Drop)
    }

    /// Closes every connection with this code.
    pub fn close(&self, code: u16) -> usize {
        self.order(|| Order::Close(code))
    }

    /// Whether heartbeats stay without an answer from now on: a zombie connection.
    pub fn stop_acking_heartbeats(&self, silent: bool) {
        self.world.change(|state| state.sessions.silent = silent);
    }

    /// A storm begins, or ends. Connections that are attached stay so.
    pub fn storm(&self, storm: Option<Storm>) {
        self.world.change(|state| state.sessions.storm = storm);
    }

    /// Changes the data of this event before it is sent, the next `times` times.
    pub fn edit(&self, event: &str, edit: Edit, times: u64) {
        self.world.change(|state| state.sessions.edits.push((event.to_owned(), edit, times)));
    }

    /// What `session_start_limit` says is left from now on.
    pub fn set_remaining(&self, remaining: Option<u64>) {
        self.world.change(|state| state.sessions.remaining = remaining);
    }

    /// How many IDENTIFYs came, whatever became of them, and how many connections a storm refused.
    #[must_use]
    pub fn asked(&self) -> (u64, u64) {
        let state = self.world.inner.state();
        (state.sessions.asked, state.sessions.refused)
    }

    /// Sends an event that nothing caused to every session of a shard with this guild.
    pub fn send(&self, event: &str, data: &Value, guild: impl Into<u64>) {
        let guild = guild.into();
        self.world.change(|state| state.sessions.dispatch(event, data, guild, 0));
    }

    /// The sessions, attached or resumable.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionInfo> {
        self.world.inner.state().sessions.info()
    }

    /// How often a client identified, and how many heartbeats came.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let state = self.world.inner.state();
        (state.sessions.identifies, state.sessions.heartbeats)
    }

    /// Waits until a session is attached.
    ///
    /// # Errors
    /// When a minute was not enough.
    pub async fn wait_for_session(&self) -> Result<(), Waited> {
        let attached = |world: &World| world.gateway().sessions().iter().any(|session| session.connected);
        self.world.wait_until("an attached gateway session", attached).await
    }
}

//! Switches that make the simulated Discord misbehave.

use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use tokio::sync::watch;

use super::ratelimit::Scope;
use crate::odd::{Edit, Odd};

/// Where requests wait until somebody opens it. Clones are the same gate.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// A closed one.
    #[must_use]
    pub fn closed() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Lets every request pass, also later ones.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Returns once it is open.
    pub(crate) async fn passed(&self) {
        // The sender is `self`, so that the wait cannot end early.
        let mut state = self.0.subscribe();
        let _open = state.wait_for(|open| *open).await;
    }
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The request is worked on this much later.
    Latency(Duration),
    /// The request is worked on once the gate is open; [`Faults::fired_by`] counts those that have come to it.
    Gate(Gate),
    /// A 5xx status with Discord's JSON body; nothing was done.
    ServerError(u16),
    /// The edge's HTML page with 502; nothing was done.
    BadGateway,
    /// The connection ends before anything was done.
    DropBefore,
    /// Everything is done and kept, then the connection ends without an answer.
    DropAfterCommit,
    /// Nothing is done and no answer comes for this long, then the connection ends.
    Stall(Duration),
    /// Everything is done and kept, then no answer comes for this long and the connection ends.
    StallAfterCommit(Duration),
    /// A 429 that starts a real pause of its scope.
    RateLimited(Scope, Duration),
    /// The status and code of an error of Discord's, for instance `(403, 50013)`.
    Refused(u16, u32),
    /// The edge's page of a ban: 429 without JSON and without headers.
    EdgeBan,
    /// This answer and no other; nothing was done.
    Odd(Odd),
    /// Everything is done and kept, and the right answer leaves changed.
    Edit(Edit),
}

/// Which requests it can hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// Every request of REST.
    Anywhere,
    /// Create Message in any channel.
    CreateMessage,
    /// Start Thread in any channel: a post in a forum.
    StartThread,
    /// Crosspost Message in any channel.
    Crosspost,
    /// Every request under this channel.
    Channel(u64),
    /// Interaction callbacks and follow-ups.
    Interactions,
    /// Requests whose path contains this text.
    Path(String),
    /// Requests whose body contains this text: one poisoned card.
    Saying(String),
}

/// How often it hits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dose {
    /// Every time.
    Always,
    /// This many times.
    Times(u64),
    /// This share of all times, from 0 to 1, by the seeded generator.
    Share(f64),
}

/// Names a fault that was switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultId(u64);

struct Switch {
    id: FaultId,
    place: Where,
    fault: Fault,
    dose: Dose,
    fired: u64,
}

struct Plan {
    rng: StdRng,
    next: u64,
    switches: Vec<Switch>,
    fired: u64,
    token_revoked: bool,
    gateway_delay: Duration,
}

/// The switchboard; clones share it.
#[derive(Clone)]
pub struct Faults(Arc<Mutex<Plan>>);

/// What shall happen to one request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fate {
    pub delay: Duration,
    pub gates: Vec<Gate>,
    pub first: Option<Fault>,
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Plan {
            rng: StdRng::seed_from_u64(1),
            next: 0,
            switches: Vec::new(),
            fired: 0,
            token_revoked: false,
            gateway_delay: Duration::ZERO,
        })))
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock()
    }

    /// Restarts the generator behind [`Dose::Share`].
    pub fn seed(&self, seed: u64) {
        self.plan().rng = StdRng::seed_from_u64(seed);
    }

    /// Switches a fault on. Of several that hit the same request the first one wins; latencies add up, and every gate counts.
    pub fn inject(&self, place: Where, fault: Fault, dose: Dose) -> FaultId {
        let mut plan = self.plan();
        plan.next += 1;
        let id = FaultId(plan.next);
        plan.switches.push(Switch { id, place, fault, dose, fired: 0 });
        id
    }

    /// Switches one fault off.
    pub fn remove(&self, id: FaultId) {
        self.plan().switches.retain(|switch| switch.id != id);
    }

    /// Switches everything off: faults, the revoked token and the slow gateway.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.switches.clear();
        plan.token_revoked = false;
        plan.gateway_delay = Duration::ZERO;
    }

    /// How often any fault has hit.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.plan().fired
    }

    /// How often this fault has hit; 0 once it is removed.
    #[must_use]
    pub fn fired_by(&self, id: FaultId) -> u64 {
        self.plan().switches.iter().find(|switch| switch.id == id).map_or(0, |switch| switch.fired)
    }

    /// This share of created messages is kept without the client hearing of it.
    pub fn drop_after_commit(&self, share: f64) -> FaultId {
        self.inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Share(share))
    }

    /// Every request under the channel is answered 403 with this code (50001 or 50013).
    pub fn forbid_channel(&self, channel: u64, code: u32) -> FaultId {
        self.inject(Where::Channel(channel), Fault::Refused(403, code), Dose::Always)
    }

    /// While revoked, REST answers 401 and a gateway IDENTIFY closes with 4004.
    pub fn revoke_token(&self, revoked: bool) {
        self.plan().token_revoked = revoked;
    }

    /// Every gateway frame is sent this much later.
    pub fn slow_gateway(&self, delay: Duration) {
        self.plan().gateway_delay = delay;
    }

    pub(crate) fn token_revoked(&self) -> bool {
        self.plan().token_revoked
    }

    pub(crate) fn gateway_delay(&self) -> Duration {
        self.plan().gateway_delay
    }

    pub(crate) fn decide(&self, hits: impl Fn(&Where) -> bool) -> Fate {
        let mut plan = self.plan();
        let mut fate = Fate::default();
        if plan.switches.is_empty() {
            return fate;
        }
        let Plan { rng, switches, fired, .. } = &mut *plan;
        for switch in switches.iter_mut().filter(|switch| hits(&switch.place)) {
            let delays = matches!(switch.fault, Fault::Latency(_) | Fault::Gate(_));
            if !delays && fate.first.is_some() {
                continue;
            }
            let strikes = match &mut switch.dose {
                Dose::Always => true,
                Dose::Times(0) => false,
                Dose::Times(left) => {
                    *left -= 1;
                    true
                }
                Dose::Share(share) => rng.random::<f64>() < *share,
            };
            if !strikes {
                continue;
            }
            switch.fired += 1;
            *fired += 1;
            match &switch.fault {
                Fault::Latency(latency) => fate.delay += *latency,
                Fault::Gate(gate) => fate.gates.push(gate.clone()),
                fault => fate.first = Some(fault.clone()),
            }
        }
        fate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_ends_and_a_seeded_share_repeats() {
        let faults = Faults::new();
        let id = faults.inject(Where::Anywhere, Fault::BadGateway, Dose::Times(2));
        let hits = (0..5).filter(|_| faults.decide(|_| true).first.is_some()).count();
        assert_eq!((hits, faults.fired_by(id)), (2, 2));
        faults.clear();
        faults.drop_after_commit(0.2);
        let run = || {
            faults.seed(7);
            (0..1000).map(|_| faults.decide(|place| *place == Where::CreateMessage).first.is_some()).collect::<Vec<_>>()
        };
        let first = run();
        assert_eq!(first, run());
        let share = first.iter().filter(|hit| **hit).count();
        assert!((150..250).contains(&share), "{share} of 1000");
    }
}

//! What the roles of this process report about themselves, for the ops page, `/health`, other processes and the demo.

use super::details::Details;
use super::turning::Loop;
use domain::turns::Turns;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// How a part fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// It waits because a vendor asked for that, and continues by itself: nobody has to look, and a restart would only make it worse.
    Resting,
    /// Somebody should look; the process can do its work meanwhile.
    Degraded,
    /// The process cannot do its work without it.
    Failing,
}

/// One thing that works or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// A short name, such as `event log`.
    pub name: Cow<'static, str>,
    /// Whether nobody has to look.
    pub ok: bool,
    pub state: State,
    /// What is the matter and what to do, or a figure when all is well.
    pub message: String,
}

impl Check {
    /// All is well.
    #[must_use]
    pub fn ok(name: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::of(State::Ok, name.into(), message.into())
    }

    /// It waits, as a vendor asked.
    #[must_use]
    pub fn resting(name: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::of(State::Resting, name.into(), message.into())
    }

    /// Somebody should look, and work continues.
    #[must_use]
    pub fn degraded(name: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::of(State::Degraded, name.into(), message.into())
    }

    /// Work stands still.
    #[must_use]
    pub fn failing(name: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::of(State::Failing, name.into(), message.into())
    }

    fn of(state: State, name: Cow<'static, str>, message: String) -> Self {
        Self { name, ok: state <= State::Resting, state, message }
    }
}

type Probe<T> = Arc<dyn Fn() -> Vec<T> + Send + Sync>;
type Tell = Arc<dyn Fn(&mut Details) + Send + Sync>;
/// A name and a value.
type Gauge = (&'static str, f64);

/// The probes of this process. Cheap to clone; a probe must not block.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<Probes>>);

#[derive(Default)]
struct Probes {
    checks: Vec<Probe<Check>>,
    gauges: Vec<Probe<Gauge>>,
    details: Vec<Tell>,
    loops: Vec<Loop>,
}

impl Health {
    /// Adds a probe.
    pub fn add(&self, probe: impl Fn() -> Vec<Check> + Send + Sync + 'static) {
        self.0.lock().checks.push(Arc::new(probe));
    }

    /// Adds a probe for gauges; several of the same name are added up.
    pub fn measure(&self, probe: impl Fn() -> Vec<Gauge> + Send + Sync + 'static) {
        self.0.lock().gauges.push(Arc::new(probe));
    }

    /// Adds a probe for what the ops page shows of this process.
    pub fn tell(&self, probe: impl Fn(&mut Details) + Send + Sync + 'static) {
        self.0.lock().details.push(Arc::new(probe));
    }

    /// Adds a loop that has to turn.
    pub fn watch(&self, name: &'static str, turns: Turns) {
        self.0.lock().loops.push(Loop::new(name, turns));
    }

    /// Looks at the loops; the names of those that hang.
    #[must_use]
    pub fn hanging(&self, now: Instant) -> Vec<&'static str> {
        self.0.lock().loops.iter_mut().filter_map(|one| one.look(now)).collect()
    }

    /// Asks all probes.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        let probes = self.0.lock().checks.clone();
        probes.iter().flat_map(|probe| probe()).collect()
    }

    /// What the ops page shows of this process.
    #[must_use]
    pub fn details(&self) -> Details {
        let probes = self.0.lock().details.clone();
        let mut details = Details::default();
        probes.iter().for_each(|probe| probe(&mut details));
        details
    }

    /// Reads all gauges.
    #[must_use]
    pub fn gauges(&self) -> BTreeMap<&'static str, f64> {
        let probes = self.0.lock().gauges.clone();
        let mut gauges = BTreeMap::new();
        probes.iter().flat_map(|probe| probe()).for_each(|(name, value)| *gauges.entry(name).or_default() += value);
        gauges
    }
}

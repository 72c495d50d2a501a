//! What the roles of this process report about themselves, for the ops page, `/health` and the demo.

use parking_lot::Mutex;
use serde::Serialize;
use std::sync::Arc;

/// One thing that works or does not.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// A short name, such as `event log`.
    pub name: &'static str,
    pub ok: bool,
    /// What is the matter and what to do, or a figure when all is well.
    pub message: String,
}

impl Check {
    /// All is well.
    #[must_use]
    pub fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, ok: true, message: message.into() }
    }

    /// Somebody should look.
    #[must_use]
    pub fn bad(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, ok: false, message: message.into() }
    }
}

type Probe = Arc<dyn Fn() -> Vec<Check> + Send + Sync>;

/// The probes of this process. Cheap to clone; a probe must not block.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<Vec<Probe>>>);

impl Health {
    /// Adds a probe.
    pub fn add(&self, probe: impl Fn() -> Vec<Check> + Send + Sync + 'static) {
        self.0.lock().push(Arc::new(probe));
    }

    /// Asks all probes.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        let probes = self.0.lock().clone();
        probes.iter().flat_map(|probe| probe()).collect()
    }
}

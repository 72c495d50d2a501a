//! What was seen of all processes at one moment, as the judge gets it.

use domain::cause::Cause;
use std::collections::BTreeMap;
use std::time::Duration;

/// What was seen at one moment.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// Why the store could not be read; then nothing else is known but this process's own figures.
    pub store_error: Option<Cause>,
    pub members: Vec<Member>,
    /// Roles that too few processes run, with what to say of each.
    pub missing: Vec<(String, String)>,
    /// For how long events have waited to be folded; None: it could not be seen.
    pub lag: Option<Duration>,
    /// What to say of the last backup if it is overdue; None: it is not, or none is expected.
    pub backup_overdue: Option<String>,
}

/// A process.
#[derive(Clone, Debug, Default)]
pub struct Member {
    pub name: String,
    pub roles: Vec<String>,
    /// Whether it has said lately that it is there.
    pub alive: bool,
    pub gauges: BTreeMap<String, f64>,
}

impl Member {
    /// What it measures under this name, if it does.
    #[must_use]
    pub fn gauge(&self, name: &str) -> Option<f64> {
        self.gauges.get(name).copied()
    }

    /// Whether it is there and runs this role.
    #[must_use]
    pub fn runs(&self, role: &str) -> bool {
        self.alive && self.roles.iter().any(|one| one == role)
    }
}

//! Section `ops`.

use super::Listen;
use super::role::Role;
use secrecy::SecretString;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Section `ops`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ops {
    /// Where health and status are served.
    pub listen: Listen,
    /// What readers have to bring; required where `listen` can be reached from other machines.
    pub token: Option<SecretString>,
    /// A file that holds the token.
    pub token_file: Option<PathBuf>,
    /// Further names by which the page may be asked for, as behind a reverse proxy.
    pub hosts: Vec<String>,
    /// How many processes are to run each role.
    pub expect: Expect,
    /// Who is told when something is wrong: a webhook of Discord, a topic of ntfy, or any address that takes JSON.
    pub alert_url: Option<SecretString>,
    /// A file that holds that address.
    pub alert_url_file: Option<PathBuf>,
    /// What is called each minute while all is well.
    pub ping_url: Option<SecretString>,
    /// A file that holds that address.
    pub ping_url_file: Option<PathBuf>,
    /// The last backup is overdue once it is older than this, in hours.
    pub backup_every: Option<f64>,
}

/// `ops.expect`: how many processes are to run each role; by default one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// Processes that poll DeviantArt.
    pub ingest: usize,
    /// Processes that fold the log; one works, the others stand by.
    pub projector: usize,
    /// Processes that talk to Discord; one works, the others stand by.
    pub bot: usize,
    /// Processes that serve health and the page.
    pub ops: usize,
}

impl Default for Ops {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8190)).into(),
            token: None,
            token_file: None,
            hosts: Vec::new(),
            expect: Expect::default(),
            alert_url: None,
            alert_url_file: None,
            ping_url: None,
            ping_url_file: None,
            backup_every: None,
        }
    }
}

impl Default for Expect {
    fn default() -> Self {
        Self { ingest: 1, projector: 1, bot: 1, ops: 1 }
    }
}

impl Expect {
    /// How many are to run this role.
    #[must_use]
    pub const fn of(&self, role: Role) -> usize {
        match role {
            Role::Ingest => self.ingest,
            Role::Projector => self.projector,
            Role::Bot => self.bot,
            Role::Ops => self.ops,
        }
    }
}

//! What the ops role works with, and what it remembers of its last questions.

use super::lag::Lag;
use super::page::picture::Picture;
use crate::config::Expect;
use crate::role::fleet::Seen;
use crate::role::health::Health;
use crate::role::process::Me;
use crate::role::recent::Recent;
use deviantart::Client;
use domain::cause::Cause;
use domain::clock::{Clock, Timestamp};
use eventlog::EventLog;
use parking_lot::Mutex;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::OpsStore;
use store::retention::Standing;
use store::status::PipelineStatus;
use tokio_util::sync::CancellationToken;

/// See the module's text.
#[derive(Clone)]
pub struct Deps {
    pub store: OpsStore,
    pub log: Arc<dyn EventLog>,
    /// Whose spending is shown.
    pub deviantart: Option<Client>,
    pub health: Health,
    /// The worker of role ingest, when it runs in this process.
    pub ingest: Option<ingest::status::Handle>,
    pub clock: Arc<dyn Clock>,
    /// This process among the others.
    pub me: Me,
    pub expect: Expect,
    /// The age from which the last backup is overdue; None: backups are not watched.
    pub backup_every: Option<Duration>,
    /// Whose disk is looked at.
    pub data_dir: PathBuf,
    /// Cancelled when every role of this process has begun.
    pub started: CancellationToken,
    pub asked: Asked,
}

/// What was asked last of store and log, which every health check and every open page would otherwise ask for itself.
#[derive(Clone, Default)]
pub struct Asked {
    pub(super) rows: Recent<Result<Rows, Cause>>,
    pub(super) figures: Recent<Figures>,
    pub(super) picture: Recent<Picture>,
    pub(super) pulse: Arc<Mutex<Pulse>>,
    pub(super) lag: Arc<Mutex<Lag>>,
}

/// All that the checks need of the store: a few rows.
#[derive(Clone)]
pub(super) struct Rows {
    /// When the projector's heartbeat was last seen to change; None before the first fold.
    pub(super) beat: Option<Instant>,
    pub(super) parked: bool,
    /// The offset that is folded next.
    pub(super) projected: Option<u64>,
    /// The other processes.
    pub(super) others: Vec<Seen>,
}

/// What the page shows of store and log: full scans of the one, and a further connection to the other if that is on a broker.
#[derive(Clone)]
pub(super) struct Figures {
    pub(super) log_end: Result<u64, Cause>,
    pub(super) pipeline: Result<PipelineStatus, Cause>,
    pub(super) last_backup: Option<u64>,
    pub(super) retention: Vec<Standing>,
}

/// The projector's heartbeat as it was last seen, and since when it is that. It is the time of the process that folds, whose clock need not agree with
/// ours, so all that counts is that it changes.
#[derive(Default)]
pub(super) struct Pulse(pub(super) Option<(Timestamp, Instant)>);

impl Pulse {
    /// Notes a look; since when the heartbeat is what it is. The first sight counts as a change.
    pub(super) fn note(&mut self, heartbeat: Timestamp, now: Instant) -> Instant {
        match self.0 {
            Some((seen, since)) if seen == heartbeat => since,
            _ => {
                self.0 = Some((heartbeat, now));
                now
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_heartbeat_is_judged_by_its_change_and_not_by_its_time() {
        let (start, mut pulse) = (Instant::now(), Pulse::default());
        let at = |seconds| start + Duration::from_secs(seconds);
        let beat = |seconds| Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(pulse.note(beat(1_000), at(0)), at(0), "the first sight, whatever time it is there");
        assert_eq!(pulse.note(beat(1_000), at(31)), at(0));
        assert_eq!(pulse.note(beat(1_001), at(40)), at(40));
        assert_eq!(pulse.note(beat(900), at(50)), at(50), "its clock was set back");
    }
}

//! This process's row in the store, by which others see that it is there and how it fares.

use super::delays;
use super::health::Health;
use anyhow::Result;
use domain::clock::{Clock, EpochHour, SystemClock, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use store::process::Report;
use store::{OpsStore, StoreError};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often the row is written.
const EVERY: Duration = Duration::from_secs(10);
/// Sooner than that after it could not be.
const AGAIN: Duration = Duration::from_secs(1);
/// A process that has not written its row for so long is not at work: two beats, and some time for the second.
pub const SILENT: Duration = Duration::from_secs(22);
/// Nobody waits for a process any more that has been silent for so long.
pub const FORGOTTEN: Duration = Duration::from_secs(3600);
/// The delays of each hour are written once in this number of beats, and kept for this number of hours.
const HOURS_EVERY: u32 = 6;
const HOURS_KEPT: i64 = 8 * 24;
/// What a stop may spend on each of its two last writes.
const LEAVING: Duration = Duration::from_secs(2);

/// Who this process is.
#[derive(Clone, Debug)]
pub struct Me {
    /// The same over its restarts.
    pub id: Uuid,
    /// The words of its roles.
    pub roles: Vec<&'static str>,
}

/// Writes the row until the process's other roles have ended, then removes it, unless records wait in the process's spools.
///
/// # Errors
/// None: a store that is away is waited for, and others see the silence.
pub async fn run(store: OpsStore, health: Health, me: Me, others_ended: CancellationToken) -> Result<()> {
    let host = host();
    let (mut started, mut told, mut hours) = (None, false, Hours::default());
    while !others_ended.is_cancelled() {
        let pause = match beat(&store, &health, (&me, &host), &mut started, Duration::ZERO).await {
            Ok(()) => {
                told = false;
                hours.beat(&store, me.id).await;
                EVERY
            }
            Err(error) => {
                if !told {
                    tracing::warn!(%error, "this process cannot tell the others that it is there: they will take it for silent");
                    told = true;
                }
                AGAIN
            }
        };
        tokio::select! {
            () = others_ended.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    if tokio::time::timeout(LEAVING, hours.save(&store, me.id)).await.is_err() {
        tracing::debug!("the delays of the last minute are not kept");
    }
    // What waits on this disk is remembered, whether or not the process comes back.
    let waits = records(&health.gauges()) > 0;
    let left = async {
        if !waits {
            return store.process_gone(me.id).await;
        }
        // Silent from now on: nothing that wants the store for itself has to wait for it.
        beat(&store, &health, (&me, &host), &mut started, SILENT + Duration::from_secs(1)).await
    };
    if !matches!(tokio::time::timeout(LEAVING, left).await, Ok(Ok(()))) {
        tracing::debug!("the row of this process stays in the store, until it is forgotten or the next start writes it again");
    }
    Ok(())
}

/// Records that wait in the spools that these gauges tell of.
fn records(gauges: &BTreeMap<&'static str, f64>) -> u64 {
    gauges.iter().filter(|(name, _)| name.starts_with("spool_records/")).map(|(_, records)| *records as u64).sum()
}

/// The name of this machine.
#[must_use]
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Writes the row as it would have been `ago`.
async fn beat(
    store: &OpsStore,
    health: &Health,
    (me, host): (&Me, &str),
    started: &mut Option<Timestamp>,
    ago: Duration,
) -> Result<(), StoreError> {
    let now = store.now().await? - ago;
    let gauges = health.gauges();
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    let report = Report {
        id: me.id,
        roles: me.roles.join(","),
        host: host.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: *started.get_or_insert(now),
        spool: records(&gauges),
        checks: json(serde_json::to_string(&health.checks())),
        gauges: json(serde_json::to_string(&gauges)),
        details: json(serde_json::to_string(&health.details())),
    };
    store.process_beat(report, now, FORGOTTEN).await
}

/// The delays of each hour, on their way into the store.
#[derive(Default)]
struct Hours {
    /// What was counted before this start was taken over.
    restored: bool,
    beats: u32,
}

impl Hours {
    /// Writes them once in [`HOURS_EVERY`] beats.
    async fn beat(&mut self, store: &OpsStore, me: Uuid) {
        if self.beats.is_multiple_of(HOURS_EVERY) {
            self.save(store, me).await;
        }
        self.beats = self.beats.wrapping_add(1);
    }

    async fn save(&mut self, store: &OpsStore, me: Uuid) {
        let hour = delays::hour_of(SystemClock.now().timestamp());
        if !self.restored {
            match store.hours(EpochHour(hour)).await {
                Ok(rows) => delays::restore(&rows, me),
                // Written now they would replace what is there.
                Err(error) => return tracing::debug!(%error, "the delays of this hour cannot be read yet"),
            }
            self.restored = true;
        }
        let rows = delays::remembered(me);
        if rows.is_empty() {
            return;
        }
        match store.note_hours(rows, EpochHour(hour - HOURS_KEPT)).await {
            Ok(()) => delays::written(hour),
            Err(error) => tracing::debug!(%error, "the delays of this hour are written later"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Store;

    #[tokio::test]
    async fn a_process_that_stops_is_remembered_for_what_waits_in_its_spool_only() {
        for (records, remembered) in [(0.0, vec![]), (2.0, vec![2])] {
            let store = Store::in_memory().await.unwrap();
            migration::up(store.connection()).await.unwrap();
            let health = Health::default();
            health.measure(move || vec![("spool_records/ingest", records)]);
            let stop = CancellationToken::new();
            stop.cancel();
            run(store.for_ops(), health, Me { id: Uuid::from_u128(1), roles: vec!["ingest"] }, stop).await.unwrap();
            let rows = store.for_ops().processes().await.unwrap();
            assert_eq!(rows.iter().map(|row| row.report.spool).collect::<Vec<_>>(), remembered);
            assert!(rows.iter().all(|row| row.silent > SILENT), "nobody takes it for a process at work");
        }
    }
}

//! What is read when somebody asks: boards, credentials, store, log and disk.

use super::catalog::{CREDENTIALS, ENDPOINTS, Kind, METRICS, REASONS, RETAINED};
use crate::role::health::State;
use crate::role::ops::deps::Deps;
use crate::role::ops::status::Status;
use deviantart::CredentialStatus;
use domain::budget::Lane;
use domain::clock::Timestamp;
use metrics::{counter, gauge};
use std::collections::BTreeMap;

/// What the names of the gauges on the boards lack.
const PREFIX: &str = "deviantcord_";

/// Puts all gauges to what they are now.
pub fn refresh(deps: &Deps, status: &Status) {
    gauge!("deviantcord_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    boards(&deps.health.gauges());
    credentials(&status.deviantart, deps.clock.now());
    pipeline(status);
    for role in ["ingest", "projector", "bot", "ops"] {
        let others = status.others.iter().filter(|other| other.alive && other.roles.iter().any(|one| one == role)).count();
        gauge!("deviantcord_processes", "role" => role).set((others + usize::from(deps.me.roles.contains(&role))) as f64);
    }
    for (state, word) in [(State::Ok, "ok"), (State::Resting, "resting"), (State::Degraded, "degraded"), (State::Failing, "failing")] {
        gauge!("deviantcord_checks", "state" => word).set(status.checks.iter().filter(|check| check.state == state).count() as f64);
    }
}

/// What the roles of this process show: `sources`, or `spool_records/bot` with the value of the one label.
fn boards(gauges: &BTreeMap<&'static str, f64>) {
    for (key, value) in gauges {
        let (short, label) = key.split_once('/').unwrap_or((key, ""));
        let known = METRICS.iter().find(|metric| metric.kind == Kind::Gauge && metric.name.strip_prefix(PREFIX) == Some(short));
        match known.map(|metric| (metric.name, metric.labels)) {
            Some((name, [])) => gauge!(name).set(*value),
            Some((name, [one])) => gauge!(name, one.name => label).set(*value),
            _ => {}
        }
    }
}

fn credentials(credentials: &[CredentialStatus], now: Timestamp) {
    let mut spent: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for credential in credentials {
        if let Some(number) = CREDENTIALS.get(credential.number.saturating_sub(1)) {
            let pause = credential.paused_until.map_or(0.0, |until| (until - now).as_seconds_f64().max(0.0));
            gauge!("deviantcord_deviantart_budget_requests_per_second", "credential" => *number).set(credential.rate.unwrap_or_default());
            gauge!("deviantcord_deviantart_budget_pause_seconds", "credential" => *number).set(pause);
            gauge!("deviantcord_deviantart_credential_refused", "credential" => *number)
                .set(f64::from(u8::from(credential.refused.is_some())));
        }
        for one in &credential.spent {
            let endpoint = ENDPOINTS.iter().find(|known| **known == one.endpoint).unwrap_or(&"other");
            let lane = if one.lane == Lane::Interactive { "lookup" } else { "poll" };
            for (outcome, count) in [("answered", one.answered), ("throttled", one.throttled), ("failed", one.failed)] {
                *spent.entry((endpoint, lane, outcome)).or_default() += count;
            }
        }
    }
    for ((endpoint, lane, outcome), count) in spent {
        let labels = [("endpoint", endpoint.to_owned()), ("lane", lane.to_owned()), ("outcome", outcome.to_owned())];
        counter!("deviantcord_deviantart_requests_total", &labels).absolute(count);
    }
}

fn pipeline(status: &Status) {
    let known = |name: &'static str, value: Option<u64>| {
        if let Some(value) = value {
            gauge!(name).set(value as f64);
        }
    };
    known("deviantcord_backup_timestamp_seconds", status.last_backup);
    for what in RETAINED {
        let last = status.retention.get(*what).and_then(|one| one.last_run).unwrap_or_default();
        gauge!("deviantcord_retention_run_timestamp_seconds", "what" => *what).set(last as f64);
    }
    known("deviantcord_log_end_offset", status.log_end);
    known("deviantcord_projection_next_offset", status.projected);
    known("deviantcord_projection_lag_events", status.lag);
    gauge!("deviantcord_projection_lag_seconds").set(status.lag_seconds as f64);
    gauge!("deviantcord_parked_events").set(status.parked_events as f64);
    gauge!("deviantcord_watches").set(status.watches as f64);
    gauge!("deviantcord_broken_channels").set(status.broken_channels as f64);
    let states = METRICS.iter().find(|metric| metric.name == "deviantcord_notifications").map_or(&[][..], |metric| metric.labels);
    for state in states.iter().flat_map(|label| label.values) {
        let count = status.notifications.get(*state).copied().unwrap_or(0);
        gauge!("deviantcord_notifications", "state" => *state).set(count as f64);
    }
    let mut named = 0;
    for reason in REASONS.iter().filter(|reason| **reason != "other") {
        let count = status.reasons.get(*reason).copied().unwrap_or(0);
        named += count;
        gauge!("deviantcord_notifications_unsent", "reason" => *reason).set(count as f64);
    }
    let all: u64 = status.reasons.values().sum();
    gauge!("deviantcord_notifications_unsent", "reason" => "other").set(all.saturating_sub(named) as f64);
}

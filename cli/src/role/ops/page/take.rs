//! Asks everybody for what the first page shows, at once. Nothing in it costs more the more is stored.

use super::picture::{Delays, Member, Picture, WEEK};
use crate::role::delays;
use crate::role::fleet::{self, Seen};
use crate::role::ops::alert::open_alerts;
use crate::role::ops::deps::Deps;
use crate::role::ops::status::{self, Found};
use domain::clock::EpochHour;
use store::hourly::Hour;

/// Broken channels that are shown.
const CHANNELS: u64 = 20;

/// Asks everybody.
pub async fn take(deps: &Deps) -> Picture {
    let now = deps.clock.now();
    let Found { checks, others, .. } = status::checks(deps).await;
    let mut picture = Picture { now, checks, processes: others.into_iter().map(Member::from).collect(), ..Picture::default() };
    picture.processes.insert(0, own(deps));
    let hour = delays::hour_of(now.timestamp());
    // What the store does not tell is missing on the page, and the check of the store says why.
    picture.waiting = deps.store.waiting().await.unwrap_or_default();
    picture.channels = deps.store.broken_channels(None, CHANNELS).await.unwrap_or_default();
    picture.alerts = open_alerts(&deps.store).await.unwrap_or_default();
    picture.delays = Delays::of(&hours(deps, hour).await, hour);
    picture.lag = status::distance(deps).await;
    picture
}

/// What the processes counted in the hours of a week: of this one what it has in memory, which the store gets a minute later.
async fn hours(deps: &Deps, hour: i64) -> Vec<Hour> {
    let own = delays::remembered(deps.me.id);
    let stale = |row: &Hour| own.iter().any(|one| (one.hour, one.process, &one.what) == (row.hour, row.process, &row.what));
    let mut rows = deps.store.hours(EpochHour(hour - WEEK)).await.unwrap_or_default();
    rows.retain(|row| !stale(row));
    rows.extend(own);
    rows
}

fn own(deps: &Deps) -> Member {
    Member {
        name: fleet::name(&deps.me.roles, &crate::role::process::host(), deps.me.id),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: None,
        silent: None,
        alive: true,
        checks: deps.health.checks(),
        gauges: deps.health.gauges().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        details: deps.health.details(),
    }
}

impl From<Seen> for Member {
    fn from(seen: Seen) -> Self {
        Self {
            name: seen.name,
            version: seen.version,
            started_at: Some(seen.started_at),
            silent: Some(seen.silent_seconds),
            alive: seen.alive,
            checks: seen.checks,
            gauges: seen.gauges,
            details: seen.details,
        }
    }
}

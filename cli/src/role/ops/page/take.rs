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
    // The page says what the store did not tell, and the check of the store why.
    picture.waiting = deps.store.waiting().await.ok();
    picture.channels = deps.store.broken_channels(None, CHANNELS).await.ok();
    picture.alerts = open_alerts(&deps.store).await.ok();
    let stored = deps.store.hours(EpochHour(hour - WEEK)).await.ok();
    picture.alone = stored.is_none();
    picture.delays = Delays::of(&hours(deps, stored.unwrap_or_default()), hour);
    picture.lag = status::distance(deps).await;
    picture
}

/// What the processes counted in the hours of a week: of this one what it has in memory, which the store gets a minute later.
fn hours(deps: &Deps, mut rows: Vec<Hour>) -> Vec<Hour> {
    let own = delays::remembered(deps.me.id);
    let stale = |row: &Hour| own.iter().any(|one| (one.hour, one.process, &one.what) == (row.hour, row.process, &row.what));
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

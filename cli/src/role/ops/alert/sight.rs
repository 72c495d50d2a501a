//! What can be seen of all processes now.

use super::view::{Member, Sight};
use crate::role::details::span;
use crate::role::fleet::{self, Seen};
use crate::role::ops::deps::Deps;
use crate::role::ops::status::{self, Found};
use chrono::TimeDelta;
use std::time::Duration;

/// What is seen, and whether it is this process that tells.
pub struct Seeing {
    pub sight: Sight,
    /// None: the store does not say who else is there.
    pub first: Option<bool>,
}

/// Asks the store and this process's own probes. `lag`: what was seen of it last.
pub async fn look(deps: &Deps, lag: Option<Duration>) -> Seeing {
    let Found { others, store_error, .. } = status::checks(deps).await;
    let first = store_error.is_none().then(|| is_first(deps, &others));
    let missing = fleet::missing_roles(&others, Some(&deps.me), &deps.expect).into_iter();
    let own = Member {
        name: fleet::name(&deps.me.roles, &crate::role::process::host(), deps.me.id),
        roles: deps.me.roles.iter().map(|role| (*role).to_owned()).collect(),
        alive: true,
        gauges: deps.health.gauges().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    let sight = Sight {
        missing: missing.map(|(role, check)| (role.as_str().to_owned(), check.message)).collect(),
        members: others.into_iter().map(member).chain([own]).collect(),
        store_error,
        lag,
        backup_overdue: overdue(deps).await,
    };
    Seeing { sight, first }
}

/// What to say of the last backup if it is overdue. A store that does not answer is told by others.
async fn overdue(deps: &Deps) -> Option<String> {
    let every = deps.backup_every?;
    match deps.store.last_backup().await.ok()? {
        None => Some("none was ever made".to_owned()),
        Some(taken) => (taken.age > every).then(|| {
            let age = TimeDelta::from_std(taken.age).unwrap_or(TimeDelta::MAX);
            format!("the last one was made {} ago", span(age))
        }),
    }
}

fn member(seen: Seen) -> Member {
    Member { name: seen.name, roles: seen.roles, alive: seen.alive, gauges: seen.gauges }
}

/// Of the ops processes that are there the one with the lowest id tells.
fn is_first(deps: &Deps, others: &[Seen]) -> bool {
    let ops = others.iter().filter(|other| other.alive && other.roles.iter().any(|role| role == "ops"));
    ops.map(|other| other.id).min().is_none_or(|lowest| deps.me.id < lowest)
}

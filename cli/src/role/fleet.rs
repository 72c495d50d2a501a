//! What the rows of all processes say, in words: roles that nobody runs, processes that fell silent, and what the others report.

use super::details::Details;
use super::health::{Check, State};
use super::process::{Me, SILENT};
use crate::config::{Expect, Role};
use domain::clock::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::process::Process;
use uuid::Uuid;

/// A process as the page and the checks show it.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// The same over its restarts.
    pub id: Uuid,
    /// `bot on host (1a2b)`: roles, host, and the beginning of its id, which tells it from others there.
    pub name: String,
    pub roles: Vec<String>,
    pub version: String,
    pub started_at: Timestamp,
    /// Since it last said that it is there, by the database's clock.
    pub silent_seconds: u64,
    /// Whether that is recent enough.
    pub alive: bool,
    /// Records that wait in its spools.
    pub spool: u64,
    pub checks: Vec<Check>,
    pub gauges: BTreeMap<String, f64>,
    pub details: Details,
}

impl Seen {
    fn runs(&self, role: Role) -> bool {
        self.roles.iter().any(|one| one == role.as_str())
    }
}

/// All processes but this one.
#[must_use]
pub fn others(rows: Vec<Process>, me: Option<&Me>) -> Vec<Seen> {
    rows.into_iter().filter(|row| me.is_none_or(|me| me.id != row.report.id)).map(Seen::from).collect()
}

impl From<Process> for Seen {
    fn from(Process { report, silent }: Process) -> Self {
        let roles: Vec<String> = report.roles.split(',').map(str::to_owned).collect();
        Self {
            id: report.id,
            name: name(&roles, &report.host, report.id),
            roles,
            version: report.version,
            started_at: report.started_at,
            silent_seconds: silent.as_secs(),
            alive: silent <= SILENT,
            spool: report.spool,
            // A version that words them differently is there all the same.
            checks: serde_json::from_str(&report.checks).unwrap_or_default(),
            gauges: serde_json::from_str(&report.gauges).unwrap_or_default(),
            details: serde_json::from_str(&report.details).unwrap_or_default(),
        }
    }
}

/// `bot on host (1a2b)`.
#[must_use]
pub fn name<S: AsRef<str>>(roles: &[S], host: &str, id: Uuid) -> String {
    let roles: Vec<&str> = roles.iter().map(AsRef::as_ref).collect();
    format!("{} on {host} ({})", roles.join("+"), &id.simple().to_string()[..4])
}

/// The roles that too few processes run, each with its check. `me` is the process that asks, with its roles; None: one that runs none.
#[must_use]
pub fn missing_roles(others: &[Seen], me: Option<&Me>, expect: &Expect) -> Vec<(Role, Check)> {
    let roles = [Role::Ingest, Role::Projector, Role::Bot, Role::Ops];
    roles.into_iter().filter_map(|role| Some((role, missing(role, live(role, others, me), expect.of(role))?))).collect()
}

/// How many processes run this role.
fn live(role: Role, others: &[Seen], me: Option<&Me>) -> usize {
    let own = me.is_some_and(|me| me.roles.contains(&role.as_str()));
    others.iter().filter(|other| other.alive && other.runs(role)).count() + usize::from(own)
}

/// The checks that these other processes call for. `me` is the process that asks, with its roles; None: one that runs none.
#[must_use]
pub fn checks(others: &[Seen], me: Option<&Me>, expect: &Expect) -> Vec<Check> {
    // Where nobody runs, the service is stopped: no role of it is missing.
    let runs = me.is_some() || others.iter().any(|other| other.alive);
    let missing = if runs { missing_roles(others, me, expect) } else { Vec::new() };
    let mut checks: Vec<Check> = missing.into_iter().map(|(_, check)| check).collect();
    let live = |role| live(role, others, me);
    // One that was replaced is missed by nobody, unless records wait in its spool.
    let missed =
        |other: &Seen| other.spool > 0 || Role::ALL.into_iter().any(|role| other.runs(role) && live(role) < expect.of(role).max(1));
    for other in others.iter().filter(|other| !other.alive && missed(other)) {
        let rest = match other.spool {
            0 => "If it was given up it is forgotten after an hour".to_owned(),
            records => format!(
                "{records} records wait in its spool: start it again with its data_dir, or run `deviantcord spool replay` there; otherwise it is forgotten after a week"
            ),
        };
        let message = format!(
            "{} has said nothing for {} s: is it dead, frozen, or cut off from the store? {rest}",
            other.name, other.silent_seconds
        );
        checks.push(Check::degraded("process", message));
    }
    for other in others.iter().filter(|other| other.alive) {
        for check in other.checks.iter().filter(|check| check.state != State::Ok) {
            checks.push(Check { message: format!("{}: {}", other.name, check.message), ..check.clone() });
        }
    }
    checks
}

/// What is missing while too few processes run this role.
fn missing(role: Role, live: usize, wanted: usize) -> Option<Check> {
    let name = format!("role {}", role.as_str());
    let without = match role {
        Role::Ingest => "DeviantArt is not polled",
        Role::Projector => "new posts wait in the event log",
        Role::Bot => "nothing is sent, and slash commands get no answer",
        Role::Ops => "nobody watches over the service",
    };
    let start = format!("start `deviantcord run --role {}`", role.as_str());
    match live {
        _ if live >= wanted => None,
        0 => Some(Check::failing(name, format!("no process runs it: {without}; {start}"))),
        _ => Some(Check::degraded(name, format!("{live} of {wanted} processes run it (ops.expect); {start} where one is missing"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use store::process::Report;
    use uuid::Uuid;

    fn row(roles: &str, silent: u64, checks: &[Check]) -> Process {
        let report = Report {
            id: Uuid::from_u128(0x1a2b << 112),
            roles: roles.to_owned(),
            host: "web".to_owned(),
            version: "1".to_owned(),
            started_at: Timestamp::UNIX_EPOCH,
            spool: 0,
            checks: serde_json::to_string(checks).unwrap(),
            gauges: "{}".to_owned(),
            details: String::new(),
        };
        Process { report, silent: Duration::from_secs(silent) }
    }

    fn said(rows: Vec<Process>, expect: &Expect) -> Vec<(String, State)> {
        let me = Me { id: Uuid::from_u128(7), roles: vec!["ops"] };
        let others = others(rows, Some(&me));
        checks(&others, Some(&me), expect).into_iter().map(|check| (format!("{}: {}", check.name, check.message), check.state)).collect()
    }

    #[test]
    fn a_role_that_nobody_runs_and_a_silent_process_are_told() {
        let all = || vec![row("ingest,projector", 3, &[]), row("bot", 9, &[])];
        assert_eq!(said(all(), &Expect::default()), []);
        let found = said(vec![row("ingest", 1, &[]), row("bot,projector", 23, &[])], &Expect::default());
        let begins: Vec<_> = found.iter().map(|(text, state)| (text.split(':').next().unwrap_or_default(), *state)).collect();
        assert_eq!(begins, [("role projector", State::Failing), ("role bot", State::Failing), ("process", State::Degraded)]);
        assert!(found[2].0.starts_with("process: bot+projector on web (1a2b) has said nothing for 23 s"), "{}", found[2].0);
        let two = Expect { ingest: 2, ..Expect::default() };
        assert!(said(all(), &two)[0].0.starts_with("role ingest: 1 of 2 processes run it"));
        let replaced = |spool| {
            let mut gone = row("bot", 99, &[]);
            gone.report.spool = spool;
            said(vec![row("ingest,projector", 3, &[]), row("bot", 9, &[]), gone], &Expect::default()).len()
        };
        assert_eq!((replaced(0), replaced(2)), (0, 1), "one that was replaced is missed for what waits in its spool only");
        let none = Expect { projector: 0, ..Expect::default() };
        assert_eq!(said(vec![row("ingest", 3, &[]), row("bot", 9, &[])], &none), []);
    }

    #[test]
    fn somebody_who_asks_from_outside_misses_no_role_of_a_service_that_is_stopped() {
        let outside = |rows| checks(&others(rows, None), None, &Expect::default());
        let mut waits = row("bot", 99, &[]);
        waits.report.spool = 2;
        let names: Vec<_> = outside(vec![waits.clone()]).into_iter().map(|check| check.name).collect();
        assert_eq!(names, ["process"], "what waits is told");
        let names: Vec<_> = outside(vec![waits, row("ingest", 3, &[])]).into_iter().map(|check| check.name).collect();
        assert_eq!(names, ["role projector", "role bot", "role ops", "process"]);
    }

    #[test]
    fn what_another_process_reports_is_told_with_its_name_and_a_rest_is_no_alarm() {
        let rests = Check::resting("DeviantArt", "its edge refuses this address");
        let rows = vec![row("ingest,projector", 3, &[rests, Check::ok("spool", "empty")]), row("bot", 9, &[])];
        let found = said(rows, &Expect::default());
        assert_eq!(found, [("DeviantArt: ingest+projector on web (1a2b): its edge refuses this address".to_owned(), State::Resting)]);
    }

    #[test]
    fn a_report_that_cannot_be_read_costs_its_checks_only() {
        let mut odd = row("bot", 1, &[]);
        odd.report.checks = "{".to_owned();
        assert!(Seen::from(odd).alive);
    }
}

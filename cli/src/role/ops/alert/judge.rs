//! Which conditions hold. Pure: what was seen and the time come in. It remembers only what a single sight cannot show: whether a spool drains,
//! what deliveries came to, how fast a disk fills.

use super::disks::Disks;
use super::kind::Kind;
use super::tallies::{Deliveries, Spools};
use super::view::{Member, Sight};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// For this long after a start nothing counts as over: too little is known yet.
const FRESH: Duration = Duration::from_secs(120);
/// Events that wait longer to be folded are late.
const LAG: Duration = Duration::from_secs(60);
/// Fewer gateway sessions than these are few.
const SESSIONS: f64 = 100.0;
/// A smaller share of free disk is little.
const DISK: f64 = 0.1;
/// Findings of one kind that are told one by one.
const EACH: usize = 8;

/// A condition that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// What it is about; empty: nothing in particular.
    pub subject: String,
    pub detail: String,
}

/// What holds, and what cannot be told now: that is neither begun nor over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub found: Vec<Finding>,
    pub unknown: BTreeSet<Kind>,
}

impl Findings {
    fn add(&mut self, kind: Kind, subject: impl Into<String>, detail: String) {
        if self.found.iter().filter(|one| one.kind == kind).count() < EACH {
            self.found.push(Finding { kind, subject: subject.into(), detail });
        }
    }

    /// Notes whether a condition about nobody in particular holds; None: that cannot be told.
    fn judge(&mut self, kind: Kind, verdict: Option<Option<String>>) {
        match verdict {
            Some(Some(detail)) => self.add(kind, "", detail),
            Some(None) => {}
            None => {
                self.unknown.insert(kind);
            }
        }
    }
}

/// See the module's text.
#[derive(Debug)]
pub struct Judge {
    begun: Instant,
    spools: Spools,
    deliveries: Deliveries,
    disks: Disks,
}

impl Judge {
    /// One that has seen nothing yet.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { begun: now, spools: Spools::default(), deliveries: Deliveries::new(now), disks: Disks::default() }
    }

    /// What this sight and those before come to.
    pub fn note(&mut self, sight: &Sight, now: Instant) -> Findings {
        let mut findings = Findings::default();
        let away = sight.store_error.as_ref().map(|error| format!("it says: {error}"));
        findings.judge(Kind::StoreAway, Some(away));
        if sight.store_error.is_some() {
            findings.unknown = super::kind::ALL.iter().map(|about| about.kind).filter(|kind| *kind != Kind::StoreAway).collect();
            return findings;
        }
        sight.missing.iter().for_each(|(role, detail)| findings.add(Kind::RoleMissing, role, detail.clone()));
        let late = |lag: Duration| (lag > LAG).then(|| format!("the oldest event has waited for {} s", lag.as_secs()));
        findings.judge(Kind::Lag, sight.lag.map(late));
        findings.judge(Kind::BackupOverdue, Some(sight.backup_overdue.clone()));
        findings.judge(Kind::LogUncovered, uncovered(sight));
        vendors(sight, &mut findings);
        self.spools.judge(sight, now).into_iter().for_each(|(subject, detail)| findings.add(Kind::SpoolStuck, subject, detail));
        if self.spools.undecided(now) {
            findings.unknown.insert(Kind::SpoolStuck);
        }
        let failing = self.deliveries.judge(sight, now);
        findings.judge(Kind::DeliveriesFailing, failing);
        self.disks(sight, now, &mut findings);
        if now.duration_since(self.begun) < FRESH {
            findings.unknown = super::kind::ALL.iter().map(|about| about.kind).collect();
        }
        findings
    }

    fn disks(&mut self, sight: &Sight, now: Instant, findings: &mut Findings) {
        for member in sight.members.iter().filter(|member| member.alive) {
            let (Some(bytes), Some(share)) = (member.gauge("data_dir_free_bytes"), member.gauge("data_dir_free_share")) else { continue };
            if share < DISK {
                let detail = format!("{} % of the disk of {} is free ({})", (share * 100.0).floor(), member.name, amount(bytes));
                findings.add(Kind::DiskLow, &member.name, detail);
            }
            match self.disks.note(&member.name, bytes, now) {
                None => {
                    findings.unknown.insert(Kind::DiskFills);
                }
                Some(None) => {}
                Some(Some(left)) => {
                    let days = left.as_secs_f64() / 86_400.0;
                    let detail = format!("the disk of {} has {} left, enough for {days:.1} days", member.name, amount(bytes));
                    findings.add(Kind::DiskFills, &member.name, detail);
                }
            }
        }
    }
}

/// Whether the event log loses what no snapshot holds, as those say who fold it; None: none of them does.
fn uncovered(sight: &Sight) -> Option<Option<String>> {
    let said: Vec<(&str, f64)> = sight
        .members
        .iter()
        .filter(|member| member.runs("projector"))
        .filter_map(|member| Some((member.name.as_str(), member.gauge("log_uncovered")?)))
        .collect();
    let one = said.iter().find(|(_, uncovered)| *uncovered > 0.0);
    (!said.is_empty()).then(|| one.map(|(name, _)| format!("{name} says so; its health tells the offsets")))
}

/// What the vendors refuse, as the live processes say.
fn vendors(sight: &Sight, findings: &mut Findings) {
    let running = |role: &'static str| sight.members.iter().filter(move |member| member.runs(role));
    let workers: Vec<&Member> = running("ingest").collect();
    let resting = workers.iter().filter(|worker| worker.gauge("ingest_resting").is_some_and(|rests| rests > 0.0)).count();
    let all = (resting == workers.len()).then(|| format!("{resting} of {resting} workers rest"));
    findings.judge(Kind::WorkersRefused, (!workers.is_empty()).then_some(all));

    let refused: BTreeSet<&str> = sight
        .members
        .iter()
        .filter(|member| member.alive)
        .flat_map(|member| &member.gauges)
        .filter_map(|(name, value)| name.strip_prefix("deviantart_credential_refused/").filter(|_| *value > 0.0))
        .collect();
    for number in refused {
        findings.add(Kind::CredentialRefused, number, format!("number {number} in the order of the configuration"));
    }
    let bots: Vec<&Member> = running("bot").collect();
    let token = bots.iter().find(|bot| bot.gauge("discord_token_refused").is_some_and(|refused| refused > 0.0));
    findings.judge(Kind::TokenRefused, (!bots.is_empty()).then(|| token.map(|bot| format!("{} says so", bot.name))));
    let left = bots.iter().filter_map(|bot| bot.gauge("gateway_sessions_left")).reduce(f64::min);
    findings.judge(Kind::SessionsLow, left.map(|left| (left < SESSIONS).then(|| format!("{left} are left today"))));
    if workers.is_empty() && bots.is_empty() {
        findings.unknown.insert(Kind::CredentialRefused);
    }
}

/// `12.3 GB`.
fn amount(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")];
    let (size, unit) = units.into_iter().find(|(size, _)| bytes >= *size).unwrap_or((1e3, "kB"));
    format!("{:.1} {unit}", bytes / size)
}

//! What was found becomes alerts, and alerts become messages: one when a condition begins, one when it is over. Pure: time comes in. What it
//! holds is kept in the store, so that a restart tells nothing twice.

use super::judge::{Finding, Findings};
use super::kind::Kind;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use store::alerts::AlertRow;
use uuid::Uuid;

/// A condition that has not been found for this long is over.
const CALM: TimeDelta = TimeDelta::seconds(30);
/// Messages within [`PERIOD`], at most.
pub const MOST: usize = 10;
/// See [`MOST`].
pub const PERIOD: TimeDelta = TimeDelta::hours(1);

/// A condition that holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    pub id: Uuid,
    pub kind: Kind,
    pub subject: String,
    pub detail: String,
    pub since: Timestamp,
    pub told_at: Option<Timestamp>,
    pub over_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

impl Alert {
    /// From the store; None: a newer version's kind, which it will close.
    #[must_use]
    pub fn of(row: AlertRow) -> Option<Self> {
        let AlertRow { id, kind, subject, detail, since, told_at, over_at, closed_at } = row;
        Some(Self { id, kind: Kind::of_word(&kind)?, subject, detail, since, told_at, over_at, closed_at })
    }

    /// For the store.
    #[must_use]
    pub fn row(&self) -> AlertRow {
        let Self { id, kind, subject, detail, since, told_at, over_at, closed_at } = self.clone();
        AlertRow { id, kind: kind.about().word.to_owned(), subject, detail, since, told_at, over_at, closed_at }
    }

    fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    fn is_about(&self, finding: &Finding) -> bool {
        self.kind == finding.kind && self.subject == finding.subject
    }
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub alert: Alert,
    /// How many messages wait that may not be sent within this hour.
    pub held_back: usize,
}

/// See the module's text.
#[derive(Debug, Default)]
pub struct Ledger {
    alerts: BTreeMap<Uuid, Alert>,
    /// Conditions that do not hold for long enough yet, with when they began.
    brewing: BTreeMap<(Kind, String), Timestamp>,
    /// Since when open alerts have not been found.
    calm: BTreeMap<Uuid, Timestamp>,
    /// Alerts that the store does not have as they are.
    unsaved: BTreeSet<Uuid>,
}

impl Ledger {
    /// Takes over what the store has; what it does not have yet stays.
    pub fn load(&mut self, rows: Vec<AlertRow>) {
        let unsaved = std::mem::take(&mut self.alerts).into_iter().filter(|(id, _)| self.unsaved.contains(id));
        let unsaved: Vec<(Uuid, Alert)> = unsaved.collect();
        self.alerts = rows.into_iter().filter_map(Alert::of).map(|alert| (alert.id, alert)).chain(unsaved).collect();
        let alerts = &self.alerts;
        self.calm.retain(|id, _| alerts.contains_key(id));
    }

    /// Notes what was found. `receiver`: somebody is told.
    pub fn note(&mut self, findings: &Findings, receiver: bool, now: Timestamp) {
        for finding in &findings.found {
            self.holds(finding, now);
        }
        self.brewing.retain(|(kind, subject), _| findings.found.iter().any(|one| one.kind == *kind && one.subject == *subject));
        let quiet = |alert: &Alert| {
            alert.is_open() && !findings.unknown.contains(&alert.kind) && !findings.found.iter().any(|finding| alert.is_about(finding))
        };
        let quiet: Vec<Uuid> = self.alerts.values().filter(|alert| quiet(alert)).map(|alert| alert.id).collect();
        for id in quiet {
            self.is_quiet(id, receiver, now);
        }
    }

    fn holds(&mut self, finding: &Finding, now: Timestamp) {
        if let Some(open) = self.alerts.values_mut().find(|alert| alert.is_open() && alert.is_about(finding)) {
            self.calm.remove(&open.id);
            // It was nearly over: one condition, told once.
            if open.over_at.take().is_some() {
                self.unsaved.insert(open.id);
            }
            return;
        }
        let key = (finding.kind, finding.subject.clone());
        let since = *self.brewing.entry(key).or_insert(now);
        let patience = TimeDelta::from_std(finding.kind.about().patience).unwrap_or_default();
        if now - since < patience {
            return;
        }
        let id = Uuid::new_v4();
        let Finding { kind, subject, detail } = finding.clone();
        self.alerts.insert(id, Alert { id, kind, subject, detail, since, told_at: None, over_at: None, closed_at: None });
        self.unsaved.insert(id);
    }

    fn is_quiet(&mut self, id: Uuid, receiver: bool, now: Timestamp) {
        let since = *self.calm.entry(id).or_insert(now);
        let Some(alert) = self.alerts.get_mut(&id).filter(|_| now - since >= CALM) else { return };
        let over_at = *alert.over_at.get_or_insert_with(|| {
            self.unsaved.insert(id);
            since
        });
        // Nobody heard of its beginning, so nobody waits to hear of its end.
        if alert.told_at.is_none() || !receiver {
            alert.closed_at = Some(over_at.max(now));
            self.unsaved.insert(id);
        }
    }

    /// The next message, if there is one and it may be sent now.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<Message> {
        let mut due: Vec<&Alert> = self.alerts.values().filter(|alert| alert.is_open()).collect();
        due.retain(|alert| alert.told_at.is_none() == alert.over_at.is_none());
        // What has begun before what is over, the oldest first.
        due.sort_by_key(|alert| (alert.over_at.is_some(), alert.since, alert.id));
        let left = MOST.saturating_sub(self.sent_since(now - PERIOD));
        let first = due.first().filter(|_| left > 0)?;
        Some(Message { alert: (*first).clone(), held_back: if left == 1 { due.len() - 1 } else { 0 } })
    }

    fn sent_since(&self, since: Timestamp) -> usize {
        let told = |alert: &Alert| {
            let began = alert.told_at.filter(|at| *at > since);
            let ended = alert.closed_at.filter(|at| alert.told_at.is_some() && *at > since);
            usize::from(began.is_some()) + usize::from(ended.is_some())
        };
        self.alerts.values().map(told).sum()
    }

    /// The message was accepted.
    pub fn told(&mut self, message: &Message, now: Timestamp) {
        let Some(alert) = self.alerts.get_mut(&message.alert.id) else { return };
        if message.alert.over_at.is_some() {
            alert.closed_at = Some(now);
        } else {
            alert.told_at = Some(now);
            // It may have ended while its beginning was on its way, when nobody had heard of it: now somebody waits to hear of its end.
            alert.closed_at = None;
        }
        self.unsaved.insert(alert.id);
    }

    /// What the store does not have as it is.
    #[must_use]
    pub fn unsaved(&self) -> Vec<Alert> {
        self.unsaved.iter().filter_map(|id| self.alerts.get(id)).cloned().collect()
    }

    /// The store has these as they were then.
    pub fn saved(&mut self, alerts: &[Alert]) {
        for alert in alerts.iter().filter(|alert| self.alerts.get(&alert.id) == Some(alert)) {
            self.unsaved.remove(&alert.id);
        }
    }
}

//! Every metric: its name, kind, meaning and labels. `docs/metrics.md` is made from it, and every series is there, at zero, from the start.
//!
//! To add one, give it a line here and use its name where it is counted; a test finds names that are on one side only. Names begin with
//! `deviantcord_`, count in base units (seconds, bytes), and counters end in `_total`. Labels are words of closed sets: never an artist, a
//! server or a channel.

use domain::care::Cared;
use domain::notification::{State, Suppressed};

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Counter,
    Gauge,
    /// With the upper bounds of its buckets.
    Histogram(&'static [f64]),
}

/// A label and all its values.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    pub name: &'static str,
    pub values: &'static [&'static str],
}

/// One line of the catalog.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub help: &'static str,
    pub labels: &'static [Label],
}

/// Credentials are numbered; more than these are not shown one by one.
pub const CREDENTIALS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8"];
/// The documented names, as the client of the applications counts them; the optional account's client is not counted.
pub const ENDPOINTS: &[&str] = &[
    "oauth2/token",
    "placebo",
    "gallery/all",
    "gallery/{folderid}",
    "gallery/folders",
    "user/profile/posts",
    "user/whois",
    "deviation/metadata",
    "other",
];
/// Reasons with a name of their own; what Discord answered is told by the store alone.
pub const REASONS: &[&str] = &[
    Suppressed::MatureUnwanted.into_str(),
    Suppressed::MatureChannel.into_str(),
    Suppressed::Filtered.into_str(),
    Suppressed::BeforeWatch.into_str(),
    Suppressed::SameChannel.into_str(),
    Suppressed::InDigest.into_str(),
    Suppressed::CatchUp.into_str(),
    Suppressed::Dropped.into_str(),
    Suppressed::WatchRemoved.into_str(),
    Suppressed::AnnouncedBefore.into_str(),
    Suppressed::PostRemoved.into_str(),
    Suppressed::PostLost.into_str(),
    "other",
];

const CARE: &[&str] = &[
    Cared::Edited.into_str(),
    Cared::Veiled.into_str(),
    Cared::Struck.into_str(),
    Cared::RemovedMature.into_str(),
    Cared::RemovedGone.into_str(),
    Cared::Missing.into_str(),
    Cared::Refused.into_str(),
    Cared::Waits.into_str(),
];
const STATES: &[&str] = &[
    State::Pending.into_str(),
    State::Sending.into_str(),
    State::Sent.into_str(),
    State::Held.into_str(),
    State::Suppressed.into_str(),
    State::Failed.into_str(),
    State::Expired.into_str(),
];
const ROLES: &[&str] = &["ingest", "projector", "bot", "ops"];
/// What is taken out of the store when it is old.
pub const RETAINED: &[&str] = &["notifications", "audit", "detail"];
const WHAT: Label = Label { name: "what", values: RETAINED };
const CREDENTIAL: Label = Label { name: "credential", values: CREDENTIALS };
const SPOOL: Label = Label { name: "spool", values: &["ingest", "bot"] };

/// From a quarter of a second to a week.
const DELAYS: &[f64] = &[0.25, 1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0, 604_800.0];
/// From a millisecond to the patience with a database.
const LATENCIES: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0];

const fn counter(name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, help, labels }
}

const fn gauge(name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, help, labels }
}

const fn histogram(name: &'static str, buckets: &'static [f64], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Histogram(buckets), help, labels: &[] }
}

/// All of them, in the order of a post's way.
pub const METRICS: &[Metric] = &[
    gauge(
        "deviantcord_build_info",
        &[Label { name: "version", values: &[env!("CARGO_PKG_VERSION")] }],
        "1; the version of this process is its label.",
    ),
    gauge("deviantcord_processes", &[Label { name: "role", values: ROLES }], "Processes that run a role, this one among them."),
    gauge(
        "deviantcord_checks",
        &[Label { name: "state", values: &["ok", "resting", "degraded", "failing"] }],
        "Health checks by state; degraded and failing ones make /health answer 503.",
    ),
    gauge("deviantcord_data_dir_free_bytes", &[], "Bytes that this process may still write to the disk of its data directory."),
    gauge(
        "deviantcord_backup_timestamp_seconds",
        &[],
        "When the last backup was taken, in seconds since 1970; its age is time() less this. 0: none was, or the store is on a server.",
    ),
    counter(
        "deviantcord_deviantart_requests_total",
        &[
            Label { name: "endpoint", values: ENDPOINTS },
            Label { name: "lane", values: &["poll", "lookup"] },
            Label { name: "outcome", values: &["answered", "throttled", "failed"] },
        ],
        "Requests to DeviantArt, of polls and of moderators' look-ups; throttled is a 429.",
    ),
    gauge(
        "deviantcord_deviantart_budget_requests_per_second",
        &[CREDENTIAL],
        "Requests a second that a credential's shared budget allows now; 0 before it was asked.",
    ),
    gauge("deviantcord_deviantart_budget_pause_seconds", &[CREDENTIAL], "For how long a credential still pauses after a 429."),
    gauge("deviantcord_deviantart_credential_refused", &[CREDENTIAL], "1 while DeviantArt refuses a credential."),
    gauge("deviantcord_ingest_resting", &[], "1 while DeviantArt's edge refuses this worker's address."),
    gauge("deviantcord_artists", &[], "Watched artists that are this worker's."),
    gauge("deviantcord_sources", &[], "Sources that this worker polls."),
    gauge("deviantcord_sources_in_trouble", &[], "Sources of this worker whose last poll failed."),
    gauge("deviantcord_sources_overdue", &[], "Sources of this worker that were not polled for more than twice their interval."),
    gauge("deviantcord_oldest_poll_age_seconds", &[], "How long ago this worker polled the source whose last poll is the oldest."),
    histogram("deviantcord_post_seen_delay_seconds", DELAYS, "From a post's publication to its append, as this worker found it."),
    histogram("deviantcord_post_downtime_delay_seconds", DELAYS, "The same for posts that were published before this worker started."),
    counter("deviantcord_events_appended_total", &[], "Events that the log or the spool accepted from this worker."),
    gauge("deviantcord_spool_records", &[SPOOL], "Records that wait: in ingest's for the log, in the bot's for the store."),
    gauge("deviantcord_spool_oldest_age_seconds", &[Label { name: "spool", values: &["ingest"] }], "How old the oldest of them is."),
    gauge("deviantcord_log_end_offset", &[], "The offset that the next event gets."),
    gauge("deviantcord_log_uncovered", &[], "1 while the event log loses, or will within a day, what no snapshot holds."),
    gauge("deviantcord_projection_next_offset", &[], "The offset that the projector folds next."),
    gauge("deviantcord_projection_lag_events", &[], "Events that wait to be folded."),
    gauge("deviantcord_projection_lag_seconds", &[], "For how long the oldest of them has waited, as far as this process has seen."),
    counter("deviantcord_events_folded_total", &[], "Events that this projector folded or parked."),
    gauge("deviantcord_parked_events", &[], "Events that are parked; counted up to 10,000."),
    gauge("deviantcord_watches", &[], "Watches in the store; counted up to 10,000."),
    gauge(
        "deviantcord_notifications",
        &[Label { name: "state", values: STATES }],
        "Notifications in the store, by state; counted up to 10,000.",
    ),
    gauge(
        "deviantcord_notifications_unsent",
        &[Label { name: "reason", values: REASONS }],
        "Of the latest 1,000 each that are held, suppressed, failed and expired: how many, by reason; other: what Discord answered.",
    ),
    gauge("deviantcord_broken_channels", &[], "Channels that take no messages; counted up to 10,000."),
    gauge("deviantcord_sender_active", &[], "1 while this process is the active sender."),
    gauge("deviantcord_gateway_up", &[], "1 while slash commands can come in to this process."),
    gauge("deviantcord_gateway_shards", &[], "Shards of Discord's gateway that this process holds; 0 on a standby."),
    gauge("deviantcord_gateway_shards_up", &[], "How many of these shards have a connection now."),
    gauge("deviantcord_gateway_sessions_left", &[], "Gateway sessions that may still be begun today, as Discord said last; 0 before that."),
    counter(
        "deviantcord_discord_answers_total",
        &[Label { name: "class", values: &["2xx", "4xx", "429", "5xx", "other", "none"] }],
        "Answers of Discord's REST interface; none: there was none.",
    ),
    counter(
        "deviantcord_delivery_outcomes_total",
        &[Label { name: "outcome", values: &["sent", "retry", "held", "suppressed", "failed", "expired"] }],
        "How attempts of this sender ended.",
    ),
    counter(
        "deviantcord_publications_total",
        &[Label { name: "outcome", values: &["published", "unpublished"] }],
        "Messages of announcement channels that this sender had Discord publish, and those that stay unpublished: above Discord's share of an hour, or refused.",
    ),
    counter(
        "deviantcord_message_care_total",
        &[Label { name: "outcome", values: CARE }],
        "What this sender did to messages after one of their posts had changed; waits: not yet, it tries again.",
    ),
    counter(
        "deviantcord_retention_rows_total",
        &[WHAT],
        "Rows that this process took out of the store, or shrank (detail), because they were old (docs/retention.md).",
    ),
    gauge(
        "deviantcord_retention_run_timestamp_seconds",
        &[WHAT],
        "When old rows were taken out of the store last, in seconds since 1970, whichever process did it; 0: never.",
    ),
    histogram("deviantcord_message_delay_seconds", DELAYS, "From a post's append to its message, as this sender sent it."),
    counter(
        "deviantcord_store_transactions_total",
        &[Label { name: "outcome", values: &["committed", "failed"] }],
        "Transactions of this process, each with all its tries.",
    ),
    counter("deviantcord_store_retries_total", &[], "Tries of transactions that had to be repeated: conflicts, lost connections."),
    histogram("deviantcord_store_transaction_seconds", LATENCIES, "How long a transaction took, with all its tries."),
];

impl Metric {
    /// Every combination of label values; one empty one where there are no labels.
    pub(super) fn series(&self) -> Vec<Vec<(&'static str, &'static str)>> {
        self.labels.iter().fold(vec![Vec::new()], |series, label| {
            let with = |one: &Vec<(&'static str, &'static str)>, value| [one.as_slice(), &[(label.name, value)]].concat();
            series.iter().flat_map(|one| label.values.iter().map(move |value| with(one, *value))).collect()
        })
    }
}

/// The text of `docs/metrics.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Metrics\n\n`/metrics` of every process with role ops, in the text format of Prometheus. It tells of that process; what is read from the \
         store or the log is the same on all of them.\nThis page is made from `cli/src/role/ops/metrics/catalog.rs`: `just metrics-page`.\n\n\
         | metric | kind | labels | meaning |\n|---|---|---|---|\n",
    );
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{}`: {}", label.name, label.values.join(", "))).collect();
        text.push_str(&format!("| `{}` | {kind} | {} | {} |\n", metric.name, labels.join("; "), metric.help));
    }
    text
}

//! The conditions that an operator is told of by itself: what each means and the command to look with. `docs/operating.md` explains the same
//! conditions; a test compares the two.

use std::time::Duration;

/// A condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    StoreAway,
    RoleMissing,
    TokenRefused,
    CredentialRefused,
    WorkersRefused,
    SpoolStuck,
    Lag,
    DeliveriesFailing,
    SessionsLow,
    DiskLow,
    DiskFills,
    BackupOverdue,
    LogUncovered,
}

/// What there is to say about a condition.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub kind: Kind,
    /// Its word in the store and in JSON; never renamed.
    pub word: &'static str,
    pub title: &'static str,
    /// What follows from it.
    pub means: &'static str,
    /// What to look with.
    pub command: &'static str,
    /// How long it has to hold.
    pub patience: Duration,
}

const fn about(kind: Kind, word: &'static str, title: &'static str, means: &'static str, rest: (&'static str, u64)) -> About {
    About { kind, word, title, means, command: rest.0, patience: Duration::from_secs(rest.1) }
}

/// All of them, the gravest first.
pub static ALL: [About; 13] = [
    about(
        Kind::StoreAway,
        "store_away",
        "The store does not answer",
        "Nothing new is announced and slash commands fail until it answers; nothing is lost meanwhile.",
        ("deviantcord doctor", 120),
    ),
    about(
        Kind::RoleMissing,
        "role_missing",
        "A role is missing",
        "Too few processes run it, so its part of the work stands still.",
        ("deviantcord health", 60),
    ),
    about(
        Kind::TokenRefused,
        "token_refused",
        "Discord refuses the bot token",
        "Nothing is sent until discord.token is valid; what is due waits.",
        ("deviantcord doctor", 0),
    ),
    about(
        Kind::CredentialRefused,
        "credential_refused",
        "DeviantArt refuses a credential",
        "Polls go through the other credentials, or stop if there is none.",
        ("deviantcord doctor", 0),
    ),
    about(
        Kind::WorkersRefused,
        "workers_refused",
        "DeviantArt refuses all workers",
        "Its edge refuses the address of every worker, so nothing is polled; they retry by themselves every few minutes.",
        ("deviantcord health", 60),
    ),
    about(
        Kind::SpoolStuck,
        "spool_stuck",
        "A spool does not drain",
        "Records wait on disk and none of them leaves: the event log or the store does not take them.",
        ("deviantcord spool ls", 0),
    ),
    about(
        Kind::Lag,
        "lag",
        "The projection lags",
        "New posts are in the event log, and for more than a minute nothing has folded them into the store: they are announced late.",
        ("deviantcord doctor", 0),
    ),
    about(
        Kind::DeliveriesFailing,
        "deliveries_failing",
        "Deliveries fail",
        "More than one attempt in twenty of the last 15 minutes failed; most are retried for a day.",
        ("deviantcord health", 0),
    ),
    about(
        Kind::SessionsLow,
        "sessions_low",
        "Few gateway sessions are left",
        "The bot has reconnected unusually often today; at the end of Discord's daily number slash commands stop until tomorrow.",
        ("deviantcord doctor", 0),
    ),
    about(
        Kind::DiskLow,
        "disk_low",
        "A disk is nearly full",
        "When it is full nothing new can be written, and polling stops.",
        ("deviantcord doctor", 60),
    ),
    about(
        Kind::DiskFills,
        "disk_fills",
        "A disk will soon be full",
        "At the rate of the last day it is full within a week.",
        ("deviantcord doctor", 60),
    ),
    about(
        Kind::BackupOverdue,
        "backup_overdue",
        "The backup is overdue",
        "What changed since the last backup would be lost with this store.",
        ("deviantcord doctor", 0),
    ),
    about(
        Kind::LogUncovered,
        "log_uncovered",
        "The event log loses what no snapshot holds",
        "Its server removes old events, or will within a day, that no snapshot in log.archive stands in for: the projection could not be rebuilt.",
        ("deviantcord doctor", 0),
    ),
];

impl Kind {
    /// What there is to say about it.
    #[must_use]
    pub fn about(self) -> &'static About {
        // Every kind has its line; a test holds that.
        ALL.iter().find(|about| about.kind == self).unwrap_or(&ALL[0])
    }

    /// The kind of this word; None: a newer version's.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        ALL.iter().find(|about| about.word == word).map(|about| about.kind)
    }
}

//! What is kept of a source between polls: how far it was read, and how often something appears there. Both are text in the source's row; a field
//! that is added is optional, so that every version reads every row.

use crate::clock::Timestamp;
use crate::freshness::Freshness;
use crate::id::PostId;
use serde::{Deserialize, Serialize};

/// The reading position of one source. It moves only after the events of a poll were accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// Publication time of the newest post that a whole poll has seen: pages are walked down to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_to: Option<Timestamp>,
    /// A walk that was longer than one poll may be; the next one continues it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backlog: Option<Backlog>,
    /// When the profile itself was read last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiled_at: Option<Timestamp>,
    /// When the source had its baseline: what is published later should be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When the list was read last down to `since` or a month back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciled_at: Option<Timestamp>,
    /// Losses of unfolded events that this source was read whole after; there may have been more since.
    #[serde(skip_serializing_if = "is_default")]
    pub losses: u64,
    /// Posts that its lists have named without describing them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub debts: Vec<Debt>,
    /// Requests that its list takes, of a group with many folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_requests: Option<u32>,
    /// How late its posts were.
    #[serde(skip_serializing_if = "is_default")]
    pub freshness: Freshness,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A post that a list named without describing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    /// The post.
    pub post: PostId,
    /// When it was named first.
    pub since: Timestamp,
    /// How often it was asked for without an answer.
    pub asked: u32,
    /// When it is asked for next.
    pub next: Timestamp,
    /// It was given up.
    pub lost: bool,
}

/// The rest of a walk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlog {
    /// Offset or cursor of the next page.
    pub at: String,
    /// Publication time down to which it has to be walked; None: to the end.
    pub down_to: Option<Timestamp>,
}

/// How often something appears in a source. Times are seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Since when posts are counted.
    #[serde(rename = "since")]
    pub since_s: f64,
    /// When the last known post was published.
    #[serde(rename = "last_post")]
    pub last_post_s: f64,
    /// Posts since, fading, as of the last one.
    pub posts: f32,
    /// Upload sessions, and the sums of the cosines and sines of their hours.
    pub sessions: [f32; 3],
    /// None: kept by a version that did not learn them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub habits: Option<Habits>,
}

/// How an artist uploads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Posts that followed another within a session.
    pub followers: f32,
    /// The sum of the natural logarithms of their distances in seconds.
    pub gaps: f32,
    /// Sessions on each weekday, Thursday first.
    pub days: [u8; 7],
    /// Quarter hours of the day in which the latest sessions began, newest first; 255: none.
    pub starts: [u8; 20],
}

impl Default for Habits {
    fn default() -> Self {
        Self { followers: 0.0, gaps: 0.0, days: [0; 7], starts: [u8::MAX; 20] }
    }
}

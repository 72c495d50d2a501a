//! The first record of every stream, and of a log on disk that continues another one: which log it is, and which logs went before it.

use domain::id::LogId;
use serde::{Deserialize, Serialize};

/// The message type of a genesis; events have theirs.
pub(crate) const KIND: &str = "LogGenesis.v1";
/// Former logs that a genesis remembers.
const MEMORY: usize = 32;

/// A log's identity, the logs that it was made to follow because they were gone, and those whose events it all holds, each oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Genesis {
    pub(crate) log: LogId,
    #[serde(default)]
    pub(crate) follows: Vec<LogId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) continues: Vec<LogId>,
}

impl Genesis {
    /// A new log after this one and those that it followed.
    pub(crate) fn after(former: Option<&Self>) -> Self {
        let mut follows: Vec<LogId> = former.into_iter().flat_map(|former| former.follows.iter().copied().chain([former.log])).collect();
        follows.drain(..follows.len().saturating_sub(MEMORY));
        Self { log: LogId::random(), follows, continues: Vec::new() }
    }

    /// A new log that is to hold every event of these.
    pub(crate) fn continuing(mut logs: Vec<LogId>) -> Self {
        logs.drain(..logs.len().saturating_sub(MEMORY));
        Self { log: LogId::random(), follows: Vec::new(), continues: logs }
    }

    /// What is known of a log whose first record is gone.
    pub(crate) const fn bare(log: LogId) -> Self {
        Self { log, follows: Vec::new(), continues: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_log_knows_whom_it_follows_but_not_for_ever() {
        let first = Genesis::after(None);
        assert!(first.follows.is_empty());
        let second = Genesis::after(Some(&first));
        assert_eq!(second.follows, [first.log]);
        let mut last = second.clone();
        for _ in 0..100 {
            last = Genesis::after(Some(&last));
        }
        assert_eq!(last.follows.len(), MEMORY);
        assert!(!last.follows.contains(&second.log));
    }

    #[test]
    fn unknown_fields_of_a_newer_version_are_passed_over() {
        let genesis: Genesis = serde_json::from_str(r#"{"log":"6f0e2b0a-7a3c-5d1e-9b1d-de1a27c04d01","colour":"blue"}"#).unwrap();
        assert!(genesis.follows.is_empty() && genesis.continues.is_empty());
    }

    #[test]
    fn a_log_that_continues_others_says_so_and_its_follower_does_not() {
        let (first, second) = (LogId::random(), LogId::random());
        let moved = Genesis::continuing(vec![first, second]);
        let read: Genesis = serde_json::from_slice(&serde_json::to_vec(&moved).unwrap()).unwrap();
        assert_eq!((read.continues.as_slice(), read.follows.len()), (&[first, second][..], 0));
        assert!(Genesis::after(Some(&moved)).continues.is_empty(), "it is empty");
    }
}

//! The first record of every stream: which log it is.

use domain::id::LogId;
use serde::{Deserialize, Serialize};

/// The message type of a genesis; events have theirs.
pub(super) const KIND: &str = "LogGenesis.v1";
/// Former logs that a genesis remembers.
const MEMORY: usize = 32;

/// A log's identity, and the logs that it was made to follow because they were gone, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Genesis {
    pub(super) log: LogId,
    #[serde(default)]
    pub(super) follows: Vec<LogId>,
}

impl Genesis {
    /// A new log after this one and those that it followed.
    pub(super) fn after(former: Option<&Self>) -> Self {
        let mut follows: Vec<LogId> = former.into_iter().flat_map(|former| former.follows.iter().copied().chain([former.log])).collect();
        follows.drain(..follows.len().saturating_sub(MEMORY));
        Self { log: LogId::random(), follows }
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
        assert!(genesis.follows.is_empty());
    }
}

//! The failed attempts of a notification, as its row keeps them: the latest few, each with what Discord or the network said.

use super::column::{Col, Stored};
use super::entity::notification;
use crate::error::StoreError;
use domain::clock::Timestamp;
use domain::id::NotificationId;
use domain::notification::Settlement;
use sea_orm::{DatabaseTransaction, EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};

/// Attempts that are kept.
const MOST: usize = 8;
/// Characters of what was said that are kept.
const LONGEST: usize = 200;

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When that was known, by the host's clock.
    pub at: Timestamp,
    /// What Discord said, or why it could not be asked.
    pub words: String,
}

/// As the row has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    /// Which attempt it was, from 1.
    n: u32,
    /// Microseconds since 1970.
    at: i64,
    words: String,
}

/// What a row tells; nothing where it cannot be read.
pub fn read(kept: Option<&str>) -> Vec<Attempt> {
    let attempt = |kept: Kept| Some(Attempt { at: Timestamp::from_raw(kept.at).ok()?, words: kept.words });
    list(kept).into_iter().filter_map(attempt).collect()
}

fn list(kept: Option<&str>) -> Vec<Kept> {
    kept.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The text for a row after this attempt; None: it is in there already. `number`: which attempt it was; None: it is not counted.
fn with(kept: Option<&str>, number: Option<u32>, words: &str, at: Timestamp) -> Option<String> {
    let mut list = list(kept);
    let last = list.last();
    let n = number.unwrap_or_else(|| last.map_or(1, |last| last.n));
    let words: String = words.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    // A verdict that is repeated by probes of the channel is one.
    let told = last.is_some_and(|last| if number.is_some() { last.n >= n && last.words == words } else { last.words == words });
    if n == 0 || told {
        return None;
    }
    list.push(Kept { n, at: at.into_raw(), words });
    let surplus = list.len().saturating_sub(MOST);
    list.drain(..surplus);
    serde_json::to_string(&list).ok()
}

/// What the row keeps after this outcome; None: as before.
pub async fn after(
    tx: &DatabaseTransaction,
    id: NotificationId,
    outcome: &Settlement,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let (number, words) = match outcome {
        Settlement::Retry { attempts, reason, .. } | Settlement::Failed { attempts, reason } => (Some(*attempts), reason),
        Settlement::Held { reason, .. } => (None, reason),
        Settlement::Sent { .. } | Settlement::Suppressed { .. } | Settlement::Expired { .. } => return Ok(None),
    };
    let kept = notification::Entity::find_by_id(Col(id)).select_only().column(notification::Column::Tried);
    let kept: Option<Option<String>> = kept.into_tuple().one(tx).await?;
    Ok(with(kept.flatten().as_deref(), number, words, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn attempts_are_kept_once_each_and_the_latest_few() {
        let one = with(None, Some(1), "Missing \u{1b}Access", at(1)).unwrap();
        assert_eq!(read(Some(&one)), [Attempt { at: at(1), words: "Missing Access".to_owned() }]);
        assert_eq!(with(Some(&one), Some(1), "Missing Access", at(2)), None, "the same outcome again");
        assert_eq!(with(Some(&one), None, "Missing Access", at(2)), None, "a probe of the channel");
        assert_eq!(with(None, Some(0), "the sender stopped", at(2)), None, "no attempt at all");
        let mut kept = one;
        for n in 2..99 {
            kept = with(Some(&kept), Some(n), &"x".repeat(999), at(n.into())).unwrap();
        }
        let all = read(Some(&kept));
        assert_eq!((all.len(), all.last().map(|last| last.at)), (MOST, Some(at(98))));
        assert!(kept.len() < MOST * (LONGEST + 60), "{}", kept.len());
        assert_eq!(read(Some("odd")), []);
    }
}

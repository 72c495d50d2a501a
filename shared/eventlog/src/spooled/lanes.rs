//! Which lanes wait in the spool, and whether the log takes appends: what an append checks before it goes anywhere.

use std::collections::HashMap;

/// Pure bookkeeping; the spool on disk is the truth that it is rebuilt from at open.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    waiting: HashMap<String, u64>,
    /// Why the log is held to be out of order; None when it may be asked.
    pub(super) broken: Option<String>,
}

impl Lanes {
    /// A record of this lane is in the spool, or about to be.
    pub(super) fn add(&mut self, key: &str) {
        *self.waiting.entry(key.to_owned()).or_default() += 1;
    }

    /// A record of this lane has left the spool, or did not get in.
    pub(super) fn remove(&mut self, key: &str) {
        if let Some(count) = self.waiting.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.waiting.remove(key);
            }
        }
    }

    /// Whether an event of one of these lanes must not go to the log now.
    pub(super) fn holds_back<'a>(&self, mut keys: impl Iterator<Item = &'a str>) -> bool {
        self.broken.is_some() || keys.any(|key| self.waiting.contains_key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_held_back_until_its_last_record_has_left() {
        let mut lanes = Lanes::default();
        let held = |lanes: &Lanes, key: &str| lanes.holds_back([key].into_iter());
        lanes.add("a");
        lanes.add("a");
        assert!(held(&lanes, "a") && !held(&lanes, "b"));
        assert!(lanes.holds_back(["b", "a"].into_iter()));
        lanes.remove("a");
        assert!(held(&lanes, "a"));
        lanes.remove("a");
        lanes.remove("a");
        assert!(!held(&lanes, "a"));
        lanes.broken = Some("no".to_owned());
        assert!(held(&lanes, "b"));
    }
}

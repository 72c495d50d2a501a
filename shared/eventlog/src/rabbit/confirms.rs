//! Which published records the broker still owes a confirm, and whose they are.

use std::collections::{HashMap, VecDeque};

/// Pure bookkeeping of one channel in confirm mode: the broker counts its publishes from 1, and so does this.
#[derive(Debug)]
pub(super) struct Confirms<T> {
    /// Tags up to here are settled.
    settled: u64,
    /// What was published since, in the order of the tags; None: confirmed out of turn.
    since: VecDeque<Option<Open>>,
    open: usize,
    last_group: u64,
    groups: HashMap<u64, Group<T>>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    group: u64,
    number: u64,
}

#[derive(Debug)]
struct Group<T> {
    left: usize,
    owner: T,
}

impl<T> Default for Confirms<T> {
    fn default() -> Self {
        Self { settled: 0, since: VecDeque::new(), open: 0, last_group: 0, groups: HashMap::new() }
    }
}

impl<T> Confirms<T> {
    /// Announces `count` records of one owner, to be published one by one.
    pub(super) fn group(&mut self, count: usize, owner: T) -> u64 {
        self.last_group += 1;
        self.groups.insert(self.last_group, Group { left: count, owner });
        self.last_group
    }

    /// A record of this group goes out now; `number` comes back when it is confirmed.
    pub(super) fn publish(&mut self, group: u64, number: u64) {
        self.since.push_back(Some(Open { group, number }));
        self.open += 1;
    }

    /// The broker has confirmed this tag, or all up to it: the confirmed records' numbers, and the owners who have got all theirs.
    pub(super) fn confirm(&mut self, tag: u64, multiple: bool) -> (Vec<u64>, Vec<T>) {
        let reach = usize::try_from(tag.saturating_sub(self.settled)).unwrap_or(usize::MAX).min(self.since.len());
        let from = if multiple { 0 } else { reach.saturating_sub(1) };
        // A single tag beyond what was published, or a settled one, is nothing.
        let known = multiple || tag > self.settled && tag - self.settled <= self.since.len() as u64;
        let range = if known { from..reach } else { 0..0 };
        let confirmed: Vec<Open> = self.since.range_mut(range).filter_map(Option::take).collect();
        while let Some(None) = self.since.front() {
            self.since.pop_front();
            self.settled += 1;
        }
        self.open -= confirmed.len();
        let mut owners = Vec::new();
        for open in &confirmed {
            let Some(group) = self.groups.get_mut(&open.group) else { continue };
            group.left -= 1;
            if group.left == 0 {
                owners.extend(self.groups.remove(&open.group).map(|group| group.owner));
            }
        }
        (confirmed.into_iter().map(|open| open.number).collect(), owners)
    }

    /// Records that were published and not confirmed.
    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Everybody who still waits for something.
    pub(super) fn into_owners(self) -> impl Iterator<Item = T> {
        self.groups.into_values().map(|group| group.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_told_when_the_last_of_its_records_is_confirmed() {
        let mut confirms = Confirms::default();
        let one = confirms.group(2, "one");
        confirms.publish(one, 11);
        confirms.publish(one, 12);
        let two = confirms.group(1, "two");
        confirms.publish(two, 13);
        assert_eq!(confirms.confirm(2, false), (vec![12], vec![]));
        assert_eq!(confirms.confirm(2, false), (vec![], vec![]), "a repeated confirm is nothing");
        assert_eq!(confirms.confirm(9, false), (vec![], vec![]), "nor is one of what was never published");
        assert_eq!(confirms.open(), 2);
        assert_eq!(confirms.confirm(3, true), (vec![11, 13], vec!["one", "two"]));
        assert_eq!(confirms.open(), 0);
        assert_eq!(confirms.confirm(1, true), (vec![], vec![]));
        let three = confirms.group(1, "three");
        confirms.publish(three, 14);
        assert_eq!(confirms.confirm(4, false), (vec![14], vec!["three"]));
        assert_eq!(confirms.into_owners().count(), 0);
    }

    #[test]
    fn who_waits_when_the_connection_ends_is_known() {
        let mut confirms = Confirms::default();
        let one = confirms.group(2, "one");
        confirms.publish(one, 1);
        confirms.group(1, "two");
        assert_eq!(confirms.confirm(u64::MAX, true), (vec![1], vec![]));
        let mut owners: Vec<_> = confirms.into_owners().collect();
        owners.sort_unstable();
        assert_eq!(owners, ["one", "two"]);
    }
}

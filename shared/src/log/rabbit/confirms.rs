//! Which published records the broker still owes a confirm, and whose they are.

use std::collections::{BTreeMap, HashMap};

/// Pure bookkeeping of one channel in confirm mode: the broker counts its publishes from 1, and so does this.
#[derive(Debug)]
pub(super) struct Confirms<T> {
    last_tag: u64,
    last_group: u64,
    open: BTreeMap<u64, Open>,
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
        Self { last_tag: 0, last_group: 0, open: BTreeMap::new(), groups: HashMap::new() }
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
        self.last_tag += 1;
        self.open.insert(self.last_tag, Open { group, number });
    }

    /// The broker has confirmed this tag, or all up to it: the confirmed records' numbers, and the owners who have got all theirs.
    pub(super) fn confirm(&mut self, tag: u64, multiple: bool) -> (Vec<u64>, Vec<T>) {
        let confirmed: Vec<Open> = if multiple {
            let later = self.open.split_off(&tag.saturating_add(1));
            std::mem::replace(&mut self.open, later).into_values().collect()
        } else {
            self.open.remove(&tag).into_iter().collect()
        };
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
        self.open.len()
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
        assert_eq!(confirms.confirm(3, true), (vec![11, 13], vec!["one", "two"]));
        assert_eq!(confirms.open(), 0);
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

//! A map of bounded size.

use std::collections::{HashMap, VecDeque};

/// Entries kept: a few hundred bytes each.
const CAPACITY: usize = 20_000;

/// A map that forgets its oldest entries beyond [`CAPACITY`].
#[derive(Debug)]
pub(super) struct Bounded<K, V> {
    pub(super) map: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Copy + Eq + std::hash::Hash, V> Bounded<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    pub(super) fn put(&mut self, key: K, value: V) {
        self.make_room(key);
        self.map.insert(key, value);
    }

    pub(super) fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.make_room(key);
        self.map.entry(key).or_default()
    }

    pub(super) fn remove(&mut self, key: &K) {
        if self.map.remove(key).is_some() && self.order.len() > 2 * self.map.len() + 64 {
            let map = &self.map;
            self.order.retain(|key| map.contains_key(key));
            // A burst must not keep its room forever.
            self.order.shrink_to(2 * self.map.len());
            self.map.shrink_to(2 * self.map.len());
        }
    }

    /// Up to `limit` of the oldest keys, which thereby become the newest.
    pub(super) fn rotate(&mut self, limit: usize) -> Vec<K> {
        let mut keys = Vec::new();
        for _ in 0..self.order.len() {
            if keys.len() == limit {
                break;
            }
            let Some(key) = self.order.pop_front() else { break };
            if self.map.contains_key(&key) {
                keys.push(key);
            }
        }
        self.order.extend(keys.iter().copied());
        keys
    }

    fn make_room(&mut self, key: K) {
        if self.map.contains_key(&key) {
            return;
        }
        self.order.push_back(key);
        while self.map.len() >= CAPACITY {
            let Some(oldest) = self.order.pop_front() else { break };
            self.map.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_more_than_fits_then_the_oldest_are_forgotten() {
        let mut bounded = Bounded::default();
        for n in 0..CAPACITY + 10 {
            bounded.put(n, ());
        }
        assert_eq!(bounded.map.len(), CAPACITY);
        assert!(bounded.get(&0).is_none() && bounded.get(&(CAPACITY + 9)).is_some());
        for n in 0..CAPACITY + 10 {
            bounded.remove(&n);
        }
        assert!(bounded.map.is_empty() && bounded.order.len() <= 64);
    }
}

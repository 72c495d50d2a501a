//! The sources of a worker with what is counted of them. Nothing here costs more with more sources, but for what passes them all by its name.

use crate::schedule::Key;
use crate::vital::{self, KINDS, Tally};
use std::collections::HashMap;
use store::ingest::{Source, SourceKind};

/// See the module's text.
#[derive(Debug, Default)]
pub struct Sources {
    by_key: HashMap<Key, Source>,
    in_trouble: usize,
    tallies: [Tally; KINDS],
}

impl Sources {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Whether this one is polled.
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.by_key.contains_key(&key)
    }

    /// One source.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Source> {
        self.by_key.get(&key)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (Key, &Source)> {
        self.by_key.iter().map(|(key, source)| (*key, source))
    }

    /// Adds a source, or replaces it.
    pub fn insert(&mut self, key: Key, source: Source) {
        self.remove(key);
        self.count(&source, true);
        self.by_key.insert(key, source);
    }

    /// Takes a source out.
    pub fn remove(&mut self, key: Key) -> Option<Source> {
        let source = self.by_key.remove(&key)?;
        self.count(&source, false);
        Some(source)
    }

    /// Changes a source; None: it is not here.
    pub fn change<T>(&mut self, key: Key, how: impl FnOnce(&mut Source) -> T) -> Option<T> {
        let mut source = self.remove(key)?;
        let told = how(&mut source);
        self.insert(key, source);
        Some(told)
    }

    /// Sources whose last poll failed.
    #[must_use]
    pub const fn in_trouble(&self) -> usize {
        self.in_trouble
    }

    /// How polling fares, by kind.
    #[must_use]
    pub const fn tallies(&self) -> [Tally; KINDS] {
        self.tallies
    }

    fn count(&mut self, source: &Source, here: bool) {
        let step =
            |count: &mut usize, is: bool| *count = if here { *count + usize::from(is) } else { count.saturating_sub(usize::from(is)) };
        step(&mut self.in_trouble, source.trouble.is_some());
        if let Some(tally) = self.tallies.get_mut(vital::index(source.kind)) {
            let one = Tally::of(source.failures, source.last_poll_at.is_some());
            step(&mut tally.tried, one.tried > 0);
            step(&mut tally.failing, one.failing > 0);
        }
    }
}

/// Whether both read the same kind of list.
#[must_use]
pub fn same_kind(one: SourceKind, other: SourceKind) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, FolderId};
    use domain::source::Position;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn key(number: u8) -> Key {
        let kind = match number % 4 {
            0 => SourceKind::Gallery,
            1 => SourceKind::Posts,
            2 => SourceKind::Profile,
            _ => SourceKind::Folder(FolderId(Uuid::from_u128(u128::from(number)))),
        };
        (ArtistId(Uuid::from_u128(u128::from(number / 4))), kind)
    }

    fn source((artist, kind): Key, failures: u32) -> Source {
        Source {
            artist,
            kind,
            artist_name: String::new(),
            weight: 1,
            baselined: false,
            last_poll_at: failures.is_multiple_of(3).then_some(Timestamp::UNIX_EPOCH),
            next_poll_at: None,
            expected_at: None,
            folder_size: None,
            failures,
            trouble: (failures > 0).then(|| "refused".to_owned()),
            position: Position::default(),
            rates: None,
        }
    }

    proptest! {
        #[test]
        fn what_is_counted_with_each_change_is_what_a_count_of_all_finds(steps in proptest::collection::vec((0..24_u8, 0..5_u32, 0..3_u8), 0..80)) {
            let mut sources = Sources::default();
            for (number, failures, step) in steps {
                let key = key(number);
                match step {
                    0 => sources.insert(key, source(key, failures)),
                    1 => drop(sources.remove(key)),
                    _ => drop(sources.change(key, |old| *old = source(key, failures))),
                }
                let mut tallies = [Tally::default(); KINDS];
                for (_, source) in sources.all() {
                    let one = Tally::of(source.failures, source.last_poll_at.is_some());
                    let tally = &mut tallies[vital::index(source.kind)];
                    (tally.tried, tally.failing) = (tally.tried + one.tried, tally.failing + one.failing);
                }
                let in_trouble = sources.all().filter(|(_, source)| source.trouble.is_some()).count();
                prop_assert_eq!((sources.tallies(), sources.in_trouble()), (tallies, in_trouble));
            }
        }
    }
}

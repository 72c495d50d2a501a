//! A set of offsets kept as ranges: a million pending records in order take one entry.

use std::collections::BTreeMap;
use std::ops::Range;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranges {
    by_start: BTreeMap<u64, u64>,
    len: u64,
}

impl Ranges {
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn first(&self) -> Option<u64> {
        self.by_start.keys().next().copied()
    }

    pub(crate) fn contains(&self, at: u64) -> bool {
        self.by_start.range(..=at).next_back().is_some_and(|(_, &end)| at < end)
    }

    pub(crate) fn insert(&mut self, mut range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        self.remove(range.clone());
        self.len += range.end - range.start;
        if let Some((&start, &end)) = self.by_start.range(..range.start).next_back()
            && end == range.start
        {
            self.by_start.remove(&start);
            range.start = start;
        }
        if let Some(end) = self.by_start.remove(&range.end) {
            range.end = end;
        }
        self.by_start.insert(range.start, range.end);
    }

    /// Takes a range out; how many of it were in.
    pub(crate) fn remove(&mut self, range: Range<u64>) -> u64 {
        let before = self.len;
        if range.is_empty() {
            return 0;
        }
        while let Some((&start, &end)) = self.by_start.range(..range.end).next_back() {
            if end <= range.start {
                break;
            }
            self.by_start.remove(&start);
            self.len -= end.min(range.end) - start.max(range.start);
            if end > range.end {
                self.by_start.insert(range.end, end);
            }
            if start < range.start {
                self.by_start.insert(start, range.start);
            }
        }
        before - self.len
    }

    /// The ranges at or after this offset, in order.
    pub(crate) fn from(&self, at: u64) -> impl Iterator<Item = Range<u64>> + '_ {
        let cut = self.by_start.range(..at).next_back().filter(|&(_, &end)| end > at).map(|(_, &end)| at..end);
        cut.into_iter().chain(self.by_start.range(at..).map(|(&start, &end)| start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::Ranges;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn behaves_like_a_set(ops in prop::collection::vec((any::<bool>(), 0u64..60, 0u64..12), 0..60)) {
            let (mut ranges, mut set) = (Ranges::default(), BTreeSet::new());
            for (add, start, len) in ops {
                if add {
                    ranges.insert(start..start + len);
                    set.extend(start..start + len);
                } else {
                    let had = (start..start + len).filter(|o| set.remove(o)).count();
                    prop_assert_eq!(ranges.remove(start..start + len), had as u64);
                }
                prop_assert_eq!(ranges.len(), set.len() as u64);
                prop_assert_eq!(ranges.first(), set.first().copied());
            }
            for at in 0..75 {
                prop_assert_eq!(ranges.contains(at), set.contains(&at));
                let listed: Vec<u64> = ranges.from(at).flatten().collect();
                prop_assert_eq!(listed, set.range(at..).copied().collect::<Vec<_>>());
            }
            prop_assert!(ranges.by_start.iter().zip(ranges.by_start.iter().skip(1)).all(|(a, b)| a.1 < b.0), "not merged");
        }
    }
}

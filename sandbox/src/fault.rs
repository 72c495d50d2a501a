//! When a fault strikes: a board of rules, each with a fault, a chance or a count, and the paths it is for.
//!
//! The vendors' modules bring their own fault kinds; this module only decides, reproducibly by its seed.

use parking_lot::{Mutex, MutexGuard};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::Arc;

/// How often a rule strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// Every matching request.
    Always,
    /// This many of the next matching requests.
    Next(u32),
    /// Each matching request with this probability (0 to 1).
    Chance(f64),
}

/// Names a rule, for [`Board::remove`] and [`Board::hits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuleId(u64);

#[derive(Debug)]
struct Rule<F> {
    id: RuleId,
    fault: F,
    when: When,
    path: Option<String>,
    active: bool,
    hits: u64,
}

#[derive(Debug)]
struct Inner<F> {
    rng: StdRng,
    rules: Vec<Rule<F>>,
    next_id: u64,
}

/// The rules that are set at the moment. Cheap to clone; all clones share the rules.
#[derive(Clone, Debug)]
pub struct Board<F> {
    inner: Arc<Mutex<Inner<F>>>,
}

impl<F: Clone> Board<F> {
    /// An empty board; the same seed and the same requests give the same faults.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let inner = Inner { rng: StdRng::seed_from_u64(seed), rules: Vec::new(), next_id: 1 };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// Adds a rule for every path.
    pub fn set(&self, fault: F, when: When) -> RuleId {
        self.add(None, fault, when)
    }

    /// Adds a rule for requests whose path contains `path`.
    pub fn set_on(&self, path: &str, fault: F, when: When) -> RuleId {
        self.add(Some(path.to_owned()), fault, when)
    }

    fn add(&self, path: Option<String>, fault: F, when: When) -> RuleId {
        let mut inner = self.lock();
        let id = RuleId(inner.next_id);
        inner.next_id += 1;
        inner.rules.push(Rule { id, fault, when, path, active: true, hits: 0 });
        id
    }

    /// Switches a rule off; its hits can still be asked for.
    pub fn remove(&self, id: RuleId) {
        if let Some(rule) = self.lock().rules.iter_mut().find(|rule| rule.id == id) {
            rule.active = false;
        }
    }

    /// Switches all rules off.
    pub fn clear(&self) {
        for rule in &mut self.lock().rules {
            rule.active = false;
        }
    }

    /// How often a rule has struck.
    #[must_use]
    pub fn hits(&self, id: RuleId) -> u64 {
        self.lock().rules.iter().find(|rule| rule.id == id).map_or(0, |rule| rule.hits)
    }

    /// Whether no rule is active (used-up counts are not).
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        !self.lock().rules.iter().any(|rule| rule.active && rule.when != When::Next(0))
    }

    /// The faults that strike a request to `path`: all for which `combines` is true (latency, say) and at most one
    /// other, the oldest rule first. A count goes down only when its fault is in the answer.
    pub fn draw(&self, path: &str, combines: impl Fn(&F) -> bool) -> Vec<F> {
        let mut inner = self.lock();
        let Inner { rng, rules, .. } = &mut *inner;
        let mut struck = Vec::new();
        let mut taken = false;
        for rule in rules.iter_mut().filter(|rule| rule.active) {
            if rule.path.as_deref().is_some_and(|part| !path.contains(part)) || (taken && !combines(&rule.fault)) {
                continue;
            }
            let strikes = match &mut rule.when {
                When::Always => true,
                When::Next(0) => false,
                When::Next(left) => {
                    *left -= 1;
                    true
                }
                When::Chance(chance) => rng.random_bool(chance.clamp(0.0, 1.0)),
            };
            if strikes {
                rule.hits += 1;
                taken |= !combines(&rule.fault);
                struck.push(rule.fault.clone());
            }
        }
        struck
    }

    fn lock(&self) -> MutexGuard<'_, Inner<F>> {
        self.inner.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_paths_and_combinations_are_kept_apart() {
        let board = Board::new(1);
        let twice = board.set_on("gallery", "reset", When::Next(2));
        board.set("late", When::Always);
        let later = board.set("stall", When::Next(1));
        let combines = |fault: &&str| *fault == "late";
        assert_eq!(board.draw("/user/profile", combines), ["late", "stall"]);
        assert_eq!(board.draw("/gallery/all", combines), ["reset", "late"]);
        assert_eq!(board.draw("/gallery/all", combines), ["reset", "late"]);
        assert_eq!(board.draw("/gallery/all", combines), ["late"]);
        assert_eq!((board.hits(twice), board.hits(later)), (2, 1));
        board.clear();
        assert!(board.is_quiet() && board.draw("/gallery/all", combines).is_empty());
    }

    #[test]
    fn a_chance_is_reproducible_by_its_seed_and_near_its_value() {
        let run = |seed| {
            let board = Board::new(seed);
            board.set((), When::Chance(0.2));
            (0..1000).map(|_| board.draw("/", |()| false).len()).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let hits: usize = run(7).iter().sum();
        assert!((130..270).contains(&hits), "{hits} hits of 1000 at a chance of 0.2");
    }
}

//! The comparison of the few sources that come up for one decision: which is worth a poll most.

/// Sources that are compared for one decision.
const MOST: usize = 8;
/// How far ahead of its time a source may be compared, seconds.
const AHEAD_S: f64 = 60.0;

/// One source that came up.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    pub slot: u32,
    /// Weighted delay of its posts, seconds; infinite: it has waited as long as any source may.
    pub worth: f64,
    /// It goes after all others that are due.
    pub last: bool,
    /// Its time has come.
    pub due: bool,
}

/// The candidates of one decision.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    slots: [u32; MOST],
    count: usize,
    best: Option<Candidate>,
    best_of_last: Option<Candidate>,
    /// One that does not go last is due.
    others_due: bool,
}

impl Candidates {
    /// Until when the time of a further candidate may be; None: no further one is needed.
    pub fn latest(&self, now: f64) -> Option<f64> {
        let overdue = self.best.is_some_and(|best| best.worth.is_infinite());
        match self.count {
            MOST.. => None,
            _ if overdue => None,
            0 => Some(f64::INFINITY),
            _ => Some(now + AHEAD_S),
        }
    }

    pub fn add(&mut self, candidate: Candidate) {
        let Some(place) = self.slots.get_mut(self.count) else { return };
        *place = candidate.slot;
        self.count += 1;
        // A source that has waited that long gets its turn like all others.
        let last = candidate.last && candidate.worth.is_finite();
        let best = if last { &mut self.best_of_last } else { &mut self.best };
        if best.is_none_or(|best| candidate.worth > best.worth) {
            *best = Some(candidate);
        }
        self.others_due |= !candidate.last && candidate.due;
    }

    /// The one to poll.
    pub fn chosen(&self) -> Option<Candidate> {
        match (self.best, self.best_of_last) {
            (Some(best), Some(last)) if !self.others_due && best.worth.is_finite() => {
                Some(if last.worth > best.worth { last } else { best })
            }
            (best, last) => best.or(last),
        }
    }

    /// All but the chosen one.
    pub fn others(&self, chosen: u32) -> impl Iterator<Item = u32> {
        self.slots.into_iter().take(self.count).filter(move |slot| *slot != chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(candidates: &[Candidate]) -> u32 {
        let mut compared = Candidates::default();
        candidates.iter().for_each(|one| compared.add(*one));
        compared.chosen().unwrap().slot
    }

    #[test]
    fn the_worthiest_is_chosen_and_one_that_goes_last_waits_for_those_that_are_due() {
        let one = |slot, worth, last, due| Candidate { slot, worth, last, due };
        assert_eq!(decide(&[one(1, 2.0, false, true), one(2, 3.0, false, false)]), 2);
        assert_eq!(decide(&[one(1, 2.0, false, true), one(2, 3.0, true, true)]), 1);
        assert_eq!(decide(&[one(1, 2.0, false, false), one(2, 3.0, true, true)]), 2, "nothing else is due");
        assert_eq!(decide(&[one(1, 3.0, true, true)]), 1);
        assert_eq!(decide(&[one(1, 9.0, false, true), one(2, f64::INFINITY, true, true)]), 2, "it has waited as long as any may");
    }

    #[test]
    fn only_a_few_are_compared_and_none_after_one_that_cannot_wait() {
        let mut compared = Candidates::default();
        assert_eq!(compared.latest(5.0), Some(f64::INFINITY));
        for slot in 0..MOST as u32 {
            compared.add(Candidate { slot, worth: 1.0, last: false, due: true });
        }
        assert_eq!(compared.latest(5.0), None);
        assert_eq!(compared.others(3).count(), MOST - 1);
        let mut compared = Candidates::default();
        compared.add(Candidate { slot: 1, worth: 1.0, last: false, due: true });
        assert_eq!(compared.latest(5.0), Some(5.0 + AHEAD_S));
        compared.add(Candidate { slot: 2, worth: f64::INFINITY, last: false, due: true });
        assert_eq!(compared.latest(5.0), None);
    }
}

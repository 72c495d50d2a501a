//! When retries go early: all of them at the end of an outage, and during one now and then a single one, to see whether it is over. Pure.

use super::judge::Judge;
use std::time::Duration;
use tokio::time::Instant;

/// Which retries are due now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Early {
    All,
    /// The one that is due soonest.
    One,
}

/// What was known at the last turn.
#[derive(Debug)]
pub(super) struct Outage {
    scout: Duration,
    next_scout: Instant,
    /// Address or token were refused.
    refused: bool,
}

impl Outage {
    /// `scout`: the shortest wait between two single tries; it grows with the outage, up to ten times that.
    pub fn new(scout: Duration) -> Self {
        Self { scout, next_scout: Instant::now() + scout, refused: false }
    }

    /// One look. `refused`: Discord refuses address or token, so nothing is sent and nothing is tried.
    pub fn turn(&mut self, judge: &Judge, refused: bool) -> Option<Early> {
        let now = Instant::now();
        let let_in = std::mem::replace(&mut self.refused, refused) && !refused;
        if judge.recovered() || let_in {
            return Some(Early::All);
        }
        let Some(age) = judge.outage().filter(|_| !refused) else {
            self.next_scout = now + self.scout;
            return None;
        };
        if now < self.next_scout {
            return None;
        }
        self.next_scout = now + (age / 4).clamp(self.scout, self.scout * 10);
        Some(Early::One)
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge::Patience;
    use super::*;
    use domain::id::{GuildId, NotificationId};
    use uuid::Uuid;

    #[tokio::test(start_paused = true)]
    async fn a_long_outage_is_tried_ever_more_rarely_and_its_end_frees_all() {
        let judge = Judge::new(Patience { reject_after: Duration::MAX, outage: Duration::from_secs(5) });
        let mut outage = Outage::new(Duration::from_secs(60));
        assert_eq!(outage.turn(&judge, false), None);
        judge.failed(NotificationId(Uuid::nil()));
        let mut scouts = Vec::new();
        for second in 1..=7_200 {
            tokio::time::advance(Duration::from_secs(1)).await;
            if outage.turn(&judge, false) == Some(Early::One) {
                scouts.push(second);
            }
        }
        let gaps: Vec<_> = scouts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(scouts[0] <= 65 && gaps.iter().all(|gap| (60..=600).contains(gap)) && gaps.is_sorted(), "{scouts:?}");
        judge.taken(NotificationId(Uuid::nil()), GuildId(1));
        assert_eq!((outage.turn(&judge, false), outage.turn(&judge, false)), (Some(Early::All), None));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_tried_while_the_address_is_refused_and_everything_when_it_is_let_in() {
        let judge = Judge::new(Patience { reject_after: Duration::MAX, outage: Duration::ZERO });
        let mut outage = Outage::new(Duration::from_secs(1));
        judge.failed(NotificationId(Uuid::nil()));
        for _ in 0..100 {
            tokio::time::advance(Duration::from_secs(10)).await;
            assert_eq!(outage.turn(&judge, true), None);
        }
        assert_eq!(outage.turn(&judge, false), Some(Early::All));
    }
}

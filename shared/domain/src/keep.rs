//! For how long it is kept what became of posts, and which posts an event may therefore still offer to a watch (docs/retention.md).

use crate::clock::Timestamp;
use chrono::TimeDelta;

/// An event that comes later than this after its post was first seen offers the post to nobody.
pub const OFFERED: TimeDelta = TimeDelta::days(90);
/// What became of a post is kept for at least this many days: longer than [`OFFERED`], or a row that keeps a post from being announced twice could
/// be gone while an event may still offer it.
pub const LEAST_DAYS: u32 = 120;
/// Days for which it is kept, unless the configuration says otherwise.
pub const DAYS: u32 = 400;
/// Days after which only what detection needs is left of a post, unless the configuration says otherwise.
pub const DETAIL_DAYS: u32 = 60;
/// No less: what is still sent after an outage, or edited, must be whole.
pub const LEAST_DETAIL_DAYS: u32 = 30;
/// A post stays whole for so long after something happened to one of its notifications: longer than a message is edited
/// ([`CARED_FOR`](crate::care::CARED_FOR)).
pub const CARED: TimeDelta = TimeDelta::days(16);
/// A post whose content was told longer ago than this may be shrunk before what is said of it now is folded: what is said waits in spools, and posts
/// are shrunk by another clock.
pub const FADES: TimeDelta = TimeDelta::days(15);
/// Vendors' clocks and ours may differ by so much.
const SLACK: TimeDelta = TimeDelta::days(1);

/// Whether an event of this time may offer a post to a watch.
///
/// `forgotten`: what became of posts before this may be gone from the store. A post from then is offered by no event, however late or early that
/// was observed: no row remembers who was told of it.
#[must_use]
pub fn may_offer(first_seen: Timestamp, published: Option<Timestamp>, at: Timestamp, forgotten: Option<Timestamp>) -> bool {
    let oldest = published.map_or(first_seen, |published| published.min(first_seen));
    at - first_seen <= OFFERED && forgotten.is_none_or(|forgotten| oldest - forgotten >= SLACK)
}

/// Whether what became of a post that was first seen then may be gone from the store, which has everything since `forgotten`.
#[must_use]
pub fn may_be_forgotten(first_seen: Timestamp, forgotten: Timestamp) -> bool {
    first_seen - forgotten < SLACK
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::days(day)
    }

    #[test]
    fn a_post_is_offered_for_ninety_days_and_never_when_it_may_be_forgotten() {
        assert!(may_offer(day(100), Some(day(1)), day(190), None));
        assert!(!may_offer(day(100), Some(day(100)), day(190) + TimeDelta::microseconds(1), None));
        assert!(may_offer(day(100), None, day(9), None), "out of order");
        assert!(may_offer(day(100), Some(day(100)), day(100), Some(day(99))));
        assert!(!may_offer(day(100), Some(day(99)), day(100), Some(day(99))), "published before");
        assert!(!may_offer(day(99), Some(day(100)), day(100), Some(day(99))), "seen before");
    }

    #[test]
    fn what_was_seen_before_or_within_a_day_after_the_time_may_be_forgotten() {
        assert!(may_be_forgotten(day(9), day(10)) && may_be_forgotten(day(10), day(10)) && !may_be_forgotten(day(11), day(10)));
    }

    #[test]
    fn nothing_is_forgotten_while_it_may_be_offered() {
        assert!(TimeDelta::days(i64::from(LEAST_DAYS)) > OFFERED + SLACK && DAYS >= LEAST_DAYS);
        assert!(FADES + FADES <= TimeDelta::days(i64::from(LEAST_DETAIL_DAYS)), "as long may lie between the poll and the fold");
        assert!(CARED > crate::care::CARED_FOR + SLACK && DETAIL_DAYS >= LEAST_DETAIL_DAYS && LEAST_DETAIL_DAYS > 1);
    }
}

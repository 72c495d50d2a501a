//! Posts that a list names by their id and does not describe. Each is asked for by id, a few times within a day; what cannot be had by then is a
//! loss that is told once. Nothing of this stands in the way of what the lists do tell.

use super::context::{Failure, Round};
use super::job::{Job, LANE};
use crate::cursor::Debt;
use crate::diff::Known;
use chrono::TimeDelta;
use deviantart::Error as ApiError;
use deviantart::model::{Listed, Stub};
use domain::clock::Timestamp;
use domain::id::PostId;

/// A post is asked for so often.
const ASKS: u32 = 5;
/// Posts of one poll that are asked for, at most.
const QUESTIONS: usize = 3;
/// Debts of one source, those that were given up among them; more wait until there is room.
const MOST: usize = 32;
/// One that was given up is forgotten after this many days, unless a list still names it.
const KEPT: i32 = 30;

/// The entries of a newest-first page that may be news: in a first poll only those above what is older than anybody wants.
pub(super) fn news(job: &Job, items: &[Listed], stubs: &[Stub]) -> Vec<PostId> {
    let old = |item: &Listed| item.post.published_at.is_some_and(|at| at < job.since);
    let end = if job.source.baselined { items.len() } else { items.iter().position(old).unwrap_or(items.len()) };
    stubs.iter().filter(|stub| stub.after <= end).map(|stub| stub.post).collect()
}

/// Brings the debts up to date with what the lists name, asks for those that are due, and gives what came of it.
pub(super) async fn settle(
    round: &Round<'_>,
    named: &[PostId],
    known: impl Fn(PostId, &Known) -> bool,
    debts: &mut Vec<Debt>,
) -> Result<Settled, Failure> {
    let Round { context, job, .. } = *round;
    let now = context.deps.clock.now();
    context.memory().questions.earn();
    if debts.is_empty() && named.is_empty() {
        return Ok(Settled::default());
    }
    let ids: Vec<PostId> = debts.iter().map(|debt| debt.post).chain(named.iter().copied()).collect();
    let projected = context.known(&ids).await?;
    note(debts, named, |post| known(post, &projected), now, context.pace.day() * KEPT);
    let mut settled = Settled::default();
    let due: Vec<PostId> = debts.iter().filter(|debt| !debt.lost && debt.next <= now).map(|debt| debt.post).collect();
    for post in due.into_iter().take(QUESTIONS) {
        if !context.memory().questions.spend() {
            break;
        }
        let outcome = context.deps.deviantart.deviation(LANE, post).await;
        let Some(debt) = debts.iter_mut().find(|debt| debt.post == post) else { continue };
        match outcome {
            Ok(item) => {
                settled.items.push(item);
                debts.retain(|debt| debt.post != post);
            }
            Err(ApiError::DeviationNotFound) => debts.retain(|debt| debt.post != post),
            // It was not asked for, or not answered as itself.
            Err(ApiError::Throttled | ApiError::EdgeRefused(_) | ApiError::NoToken(_) | ApiError::InvalidClient) => break,
            Err(error) => {
                debt.asked += 1;
                debt.next = now + context.pace.debt(debt.asked);
                if debt.asked >= ASKS {
                    debt.lost = true;
                    settled.lost += 1;
                    let name = &job.source.artist_name;
                    tracing::error!(name, %post, %error, "DeviantArt names a post and has not shown it for a day; it is not announced");
                }
            }
        }
    }
    Ok(settled)
}

/// What came of the questions.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) items: Vec<Listed>,
    /// Posts that were given up.
    pub(super) lost: u32,
}

/// Pure: what is known is no debt any more, and what is named and unknown becomes one while there is room.
fn note(debts: &mut Vec<Debt>, named: &[PostId], is_known: impl Fn(PostId) -> bool, now: Timestamp, kept: TimeDelta) {
    debts.retain(|debt| !is_known(debt.post) && (!debt.lost || named.contains(&debt.post) || now - debt.since < kept));
    for post in named.iter().copied().filter(|post| !is_known(*post)) {
        if debts.len() >= MOST {
            return;
        }
        if debts.iter().all(|debt| debt.post != post) {
            debts.push(Debt { post, since: now, asked: 0, next: now, lost: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn post(number: u128) -> PostId {
        PostId(Uuid::from_u128(number))
    }

    const DAY: TimeDelta = TimeDelta::days(1);

    #[test]
    fn debts_are_bounded_kept_once_and_end_when_the_post_is_known() {
        let now = Timestamp::UNIX_EPOCH;
        let named: Vec<PostId> = (0..100).map(post).collect();
        let mut debts = Vec::new();
        note(&mut debts, &named, |id| id == post(0), now, DAY);
        assert_eq!((debts.len(), debts[0].post), (MOST, post(1)));
        note(&mut debts, &named, |id| id.0.as_u128() < 20, now + DAY, DAY);
        assert_eq!((debts.len(), debts[0].post, debts[0].since), (MOST, post(20), now), "room for others");
    }

    #[test]
    fn what_was_given_up_is_not_begun_again_while_it_is_named() {
        let now = Timestamp::UNIX_EPOCH;
        let mut debts = vec![Debt { post: post(1), since: now, asked: ASKS, next: now, lost: true }];
        note(&mut debts, &[post(1)], |_| false, now + DAY * 9, DAY);
        assert_eq!(debts.len(), 1);
        assert!(debts[0].lost);
        note(&mut debts, &[], |_| false, now + DAY * 9, DAY);
        assert!(debts.is_empty());
    }
}

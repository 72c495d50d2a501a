//! What the row itself decides about a notification, before anybody is asked. Pure.

use domain::clock::Timestamp;
use domain::notification::{Due, KEPT, NEWS, Settlement, Subject, Suppressed};
use domain::rhythm::Timing;
use domain::watch::CatchUp;
use store::holds::kept_to_the_end;

/// Why a mature post is held, as the store keeps it: moderators read other words.
pub(super) const NOT_AGE_RESTRICTED: &str = "the channel is not age-restricted";

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// It may be sent.
    Open,
    Ends(Settlement),
    /// By its watch's rhythm it is not sent before this.
    Waits(Timestamp),
    /// It may be sent if its watch has no newer one.
    IfNewest,
}

/// Whether it may be sent. Its age counts from when it last became deliverable: what nobody delivered for [`NEWS`] goes by its watch's
/// catch-up policy. What waits for its hour is not old. `in_doubt`: an attempt may have arrived.
pub(super) fn gate(due: &Due, in_doubt: bool, now: Timestamp) -> Gate {
    let suppressed = |reason| Gate::Ends(Settlement::Suppressed { reason });
    match &due.subject {
        Subject::Lost { unreadable: None, .. } => return suppressed(Suppressed::PostLost),
        Subject::Lost { unreadable: Some(why), .. } => {
            let reason = format!("what the store has of it cannot be read: {why}");
            return Gate::Ends(Settlement::Failed { reason, attempts: due.attempts });
        }
        Subject::Card { .. } | Subject::Digest { .. } => {}
    }
    let Some(watch) = &due.watch else { return suppressed(Suppressed::WatchRemoved) };
    if due.post_removed {
        return suppressed(Suppressed::PostRemoved);
    }
    // It may have become known as mature since it was announced.
    if matches!(&due.subject, Subject::Card { post, .. } if post.mature && !watch.wish.mature) {
        return suppressed(Suppressed::MatureUnwanted);
    }
    match due.timing(in_doubt, now) {
        Timing::Ahead(until) => return Gate::Waits(until),
        Timing::Doubtful => return Gate::Open,
        Timing::Come => {}
    }
    let age = now - due.deliverable_at;
    if age > KEPT {
        return Gate::Ends(Settlement::Expired { reason: kept_to_the_end("it could not be sent") });
    }
    match watch.wish.catch_up {
        _ if age <= NEWS => Gate::Open,
        CatchUp::All | CatchUp::Each => Gate::Open,
        CatchUp::Newest(_) => Gate::IfNewest,
        CatchUp::Skip => suppressed(Suppressed::CatchUp),
    }
}

#[cfg(test)]
#[path = "gate_tests.rs"]
pub(super) mod tests;

//! Posts that should be on a page and are not. That proves nothing by itself, so a few are asked for by id.

use super::context::{Failure, Round};
use super::job::{LANE, PAGE};
use crate::diff;
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::event::Event;
use domain::id::PostId;
use domain::post::PostKind;

/// Requests of one poll for this at most.
const QUESTIONS: usize = 3;

/// Confirmed removals, and changes of posts that exist though the page does not show them.
pub(super) async fn events(round: &Round<'_>, listed: &[Listed], counts: impl Fn(PostKind) -> bool) -> Result<Vec<Event>, Failure> {
    let Round { context, job, .. } = *round;
    let now = context.deps.clock.now();
    let recent = context.recent(job.source.artist, PAGE).await?;
    let known = context.known(&recent).await?;
    let asked_lately = |id: &PostId| context.memory().notes.asked(*id).is_some_and(|at| now - at < context.pace.recheck());
    let missing: Vec<PostId> = diff::missing(listed, &recent, &known, counts).into_iter().filter(|id| !asked_lately(id)).collect();
    let mut events = Vec::new();
    for id in missing.into_iter().take(QUESTIONS) {
        match context.deps.deviantart.deviation(LANE, id).await {
            Err(ApiError::DeviationNotFound) => events.push(Event::PostRemoved { artist: job.source.artist, post: id }),
            Ok(item) => {
                context.memory().notes.set_asked(id, now);
                events.extend(diff::posts(&[item], &known));
            }
            // The question can wait: the page itself was read.
            Err(error) => {
                tracing::debug!(post = %id, %error, "a missing post could not be asked for");
                break;
            }
        }
    }
    Ok(events)
}

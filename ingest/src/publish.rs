//! From a poll to the log. A source's position is saved by the caller only after [`publish`] returned `Ok`.

use crate::poll::{Context, Failure, Poll};
use domain::event::{About, Envelope, Event};
use eventlog::LogError;
use store::ingest::KnownArtist;

/// Events of one append call at most.
const BATCH: usize = 256;

/// Appends the events of a poll in their order. Returns how many were accepted.
///
/// # Errors
/// When the log (and the spool in front of it) refuses. Some events may have been accepted; all of them are found again by the
/// next poll, and are the same events.
pub async fn publish(context: &Context, poll: &Poll) -> Result<usize, Failure> {
    let revision = |event: &Event| Envelope::revision(event.clone(), poll.observed_at, poll.compared.rev(event));
    let events: Vec<Envelope> = poll.events.iter().map(revision).collect();
    for batch in events.chunks(BATCH) {
        if let Err(error) = append(context, batch).await {
            // Some of them may be in the log, or may enter it late: the next poll's revisions are higher.
            context.memory().tried.note(batch);
            return Err(error.into());
        }
        metrics::counter!("deviantcord_events_appended_total").increment(batch.len() as u64);
        context.memory().appended.learn(batch);
    }
    let about_artist = |event: &Event| event.about() == About::Artist;
    if let Some(artist) = poll.artist.as_ref().filter(|_| poll.events.iter().any(about_artist)) {
        context.memory().appended.learn_artist(KnownArtist { rev: poll.compared.artist(), ..artist.clone() });
    }
    Ok(events.len())
}

async fn append(context: &Context, batch: &[Envelope]) -> Result<(), LogError> {
    let log = &context.deps.log;
    let why = match log.append(batch).await {
        Ok(_) => return Ok(()),
        Err(LogError::TooLarge(why)) => why,
        Err(error) => return Err(error),
    };
    if let [event] = batch {
        leave_out(event, &why);
        return Ok(());
    }
    // One of them is to blame; the others must not wait for it forever.
    for event in batch {
        match log.append(std::slice::from_ref(event)).await {
            Ok(_) => {}
            Err(LogError::TooLarge(why)) => leave_out(event, &why),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// An event that no log can take would stop its source for good, so the source continues without it.
fn leave_out(event: &Envelope, why: &str) {
    tracing::error!(event = %event.id, kind = event.event.wire_type(), why, "an event is larger than the log accepts and is left out");
}

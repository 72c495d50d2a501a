//! One poll of one source: asks DeviantArt, compares the answer with what is known, and says what follows, as data.
//! Nothing is written here; [`crate::publish`] appends, and only then does the source's position count.

mod author;
mod context;
mod debts;
mod findings;
mod folder;
mod group;
mod job;
mod list;
mod missing;
mod profile;
mod reread;
mod tags;
mod vanish;
mod walk;

pub use context::{Context, Failure};
pub use findings::{Arrival, Effects, Ending, Poll};
pub use job::{Job, WatchedFolder};

use context::Round;
use deviantart::Error as ApiError;
use store::ingest::SourceKind;
use tracing::Instrument;
use walk::List;

/// Polls once.
///
/// # Errors
/// When nothing could be learned; the source stays as it was.
pub async fn poll(context: &Context, job: &Job) -> Result<Poll, Failure> {
    let context = context.for_a_poll();
    let span = tracing::info_span!("poll", artist = %job.source.artist, source = ?job.source.kind);
    let mut poll = compared(&context, job).instrument(span).await?;
    poll.compared = std::mem::take(&mut *context.compared());
    Ok(poll)
}

async fn compared(context: &Context, job: &Job) -> Result<Poll, Failure> {
    let now = context.deps.clock.now();
    let known = context.artist(job.source.artist).await?;
    let rev = known.as_ref().map_or(0, |known| known.rev);
    let tried = context.memory().tried.artist(job.source.artist);
    context.compared().note_artist(rev.max(tried));
    let round = Round { context, job, known: known.as_ref(), now };
    let poll = match job.source.kind {
        SourceKind::Gallery => Box::pin(list::poll(&round, List::Gallery)).await,
        SourceKind::Posts => Box::pin(list::poll(&round, List::Posts)).await,
        SourceKind::Folder(folder) => Box::pin(folder::poll(&round, folder)).await,
        SourceKind::Profile => Box::pin(profile::poll(&round)).await,
        SourceKind::Group => Box::pin(group::poll(&round)).await,
        SourceKind::Later => Err(Failure::Strange("a later version of the program polls this list".to_owned())),
    };
    match poll {
        Ok(poll) if poll.ending == Ending::Missing => Ok(poll),
        Ok(mut poll) => {
            tags::fill(&round, &mut poll).await?;
            Ok(vanish::returned(&round, poll))
        }
        Err(Failure::Api(error)) if vanish::may_mean_it(&round, &error) => Box::pin(vanish::examine(&round, error)).await,
        // The name may belong to somebody else now: the artist is searched as if the name were unknown.
        Err(Failure::Strange(told)) => {
            let unknown = ApiError::UserNotFound(job.source.artist_name.clone());
            match Box::pin(vanish::examine(&round, unknown)).await {
                Err(Failure::Api(ApiError::UserNotFound(_))) => Err(Failure::Strange(told)),
                other => other,
            }
        }
        Err(failure) => Err(failure),
    }
}

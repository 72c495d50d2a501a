//! Artists that cannot be reached: renamed, deactivated, blocked, gone; and back.

use super::author::{first_sight, profiled};
use super::context::{Failure, Round};
use super::findings::{Ending, Poll};
use super::job::LANE;
use deviantart::Error as ApiError;
use domain::event::{Event, Vanished};
use domain::post::{ArtistKind, ArtistRef};
use store::ingest::{KnownArtist, SourceKind};

/// Stored posts that are asked for the artist's current name, at most.
const WITNESSES: u32 = 3;

/// Whether this error, from this source, can mean that the artist is gone. A group has neither profile nor gallery, so
/// before it is known what somebody is, only the poll of the profile (which tells them apart) decides.
pub(super) fn may_mean_it(round: &Round<'_>, error: &ApiError) -> bool {
    let job = round.job;
    let decides = match round.known.map(|known| known.kind) {
        Some(ArtistKind::Person | ArtistKind::Unknown(_)) => true,
        Some(ArtistKind::Group) => matches!(job.source.kind, SourceKind::Profile | SourceKind::Folder(_) | SourceKind::Group),
        None => job.source.kind == SourceKind::Profile,
    };
    decides && why(error).is_some()
}

const fn why(error: &ApiError) -> Option<Vanished> {
    match error {
        ApiError::UserNotFound(_) => Some(Vanished::NotFound),
        ApiError::AccountInactive(_) => Some(Vanished::Inactive),
        ApiError::ProfileBlocked(_) => Some(Vanished::Blocked),
        _ => None,
    }
}

/// Finds out what the error means: a new name, or a vanished artist. One answer may be stray: it counts when a second poll, at least an interval
/// later, finds the artist as unreachable.
pub(super) async fn examine(round: &Round<'_>, error: ApiError) -> Result<Poll, Failure> {
    let Some(why) = why(&error) else { return Err(error.into()) };
    let Round { context, job, known, now } = *round;
    let artist = job.source.artist;
    let mut poll = round.found(Vec::new());
    if why == Vanished::NotFound {
        match current_name(round).await? {
            Name::Is(found) if !found.name.eq_ignore_ascii_case(&job.source.artist_name) => {
                tracing::info!(%artist, old = job.source.artist_name, new = found.name, "an artist has a new name");
                return Ok(renamed(poll, known, found));
            }
            // The artist is there under this very name: a hiccup.
            Name::Is(_) => return Err(error.into()),
            Name::Unknown => {}
        }
    }
    let already = known.is_some_and(|known| known.vanished.is_some());
    let since = context.memory().notes.suspect(artist, now);
    if now - since < context.pace.least && !already {
        return Err(error.into());
    }
    let unknown = || first_sight(ArtistRef { id: artist, name: job.source.artist_name.clone(), icon: None });
    let mut next = known.cloned().unwrap_or_else(unknown);
    if known.is_none() {
        // The log tells of an artist before it tells what happened to them.
        poll.events.push(profiled(&next));
    }
    if next.vanished.is_none() {
        tracing::info!(%artist, name = job.source.artist_name, %error, "an artist vanished; polling rarely until they are back");
        next.vanished = Some(why.as_ref().to_owned());
        next.vanish_epoch = next.vanish_epoch.saturating_add(1);
        poll.events.push(Event::ArtistVanished { artist, why, epoch: next.vanish_epoch });
    }
    poll.artist = Some(next);
    let trouble = error.to_string();
    poll.source.trouble = Some(trouble.clone());
    poll.ending = Ending::Vanished { trouble, earlier: context.memory().notes.poll_found_nobody(artist) };
    Ok(poll)
}

/// Adds the artist's return to a poll that succeeded.
pub(super) fn returned(round: &Round<'_>, mut poll: Poll) -> Poll {
    let artist = poll.source.artist;
    round.context.memory().notes.found(artist);
    if let Some(known) = round.known.filter(|known| known.vanished.is_some()) {
        tracing::info!(%artist, name = poll.source.artist_name, "an artist is back");
        poll.events.insert(0, Event::ArtistReturned { artist, epoch: known.vanish_epoch });
        let mut next = poll.artist.take().unwrap_or_else(|| known.clone());
        next.vanished = None;
        poll.artist = Some(next);
    }
    poll
}

enum Name {
    Is(ArtistRef),
    Unknown,
}

/// There is no lookup by user id, but a stored post names its author as they are called now (docs/deviantart-api.md, section 11).
async fn current_name(round: &Round<'_>) -> Result<Name, Failure> {
    let Round { context, job, .. } = *round;
    for post in context.recent(job.source.artist, WITNESSES).await? {
        match context.deps.deviantart.deviation(LANE, post).await {
            Ok(item) if item.artist.id == job.source.artist => return Ok(Name::Is(item.artist)),
            Ok(_) | Err(ApiError::DeviationNotFound | ApiError::Rejected(_)) => {}
            Err(error) if error.is_transient() => return Err(error.into()),
            Err(error) => tracing::debug!(%post, %error, "a stored post does not tell its author"),
        }
    }
    Ok(Name::Unknown)
}

fn renamed(mut poll: Poll, known: Option<&KnownArtist>, found: ArtistRef) -> Poll {
    let mut next = known.cloned().unwrap_or_else(|| first_sight(found.clone()));
    if next.vanished.take().is_some() {
        poll.events.push(Event::ArtistReturned { artist: found.id, epoch: next.vanish_epoch });
    }
    next.artist.name.clone_from(&found.name);
    poll.events.push(profiled(&next));
    poll.ending = Ending::Renamed(found.name);
    poll.artist = Some(next);
    poll
}

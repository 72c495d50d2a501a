//! Artists that cannot be looked at: renamed, deactivated, blocked, gone; and back.

use super::{Context, Ending, Failure, Job, Look, profiled, seen};
use deviantart::Error as ApiError;
use domain::clock::Timestamp;
use domain::event::{Event, Vanished};
use domain::post::{ArtistKind, ArtistRef};
use store::ingest::{KnownArtist, SourceKind};

/// Stored posts that are asked for the artist's current name, at most.
const WITNESSES: u32 = 3;

/// Whether this error, from this source, can mean that the artist is gone. A group has neither profile nor gallery, so
/// before it is known what somebody is, only the profile look (which tells them apart) decides.
pub(super) fn may_mean_it(job: &Job, known: Option<&KnownArtist>, error: &ApiError) -> bool {
    let decides = match known.map(|known| known.kind) {
        Some(ArtistKind::Person | ArtistKind::Unknown(_)) => true,
        Some(ArtistKind::Group) => matches!(job.source.kind, SourceKind::Profile | SourceKind::Folder(_)),
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

/// Finds out what the error means: a new name, or a vanished artist. One answer may be stray: it counts when a second look, at least an interval
/// later, finds the artist as unreachable.
pub(super) async fn examine(
    context: &Context,
    job: &Job,
    known: Option<KnownArtist>,
    error: ApiError,
    now: Timestamp,
) -> Result<Look, Failure> {
    let Some(why) = why(&error) else { return Err(error.into()) };
    let artist = job.source.artist;
    let mut look = seen(job, known.as_ref(), Vec::new(), now);
    if why == Vanished::NotFound {
        match current_name(context, job).await? {
            Name::Is(found) if !found.name.eq_ignore_ascii_case(&job.source.artist_name) => {
                tracing::info!(%artist, old = job.source.artist_name, new = found.name, "an artist has a new name");
                return Ok(renamed(look, known, found));
            }
            // The artist is there under this very name: a hiccup.
            Name::Is(_) => return Err(error.into()),
            Name::Unknown => {}
        }
    }
    let already = known.as_ref().is_some_and(|known| known.vanished.is_some());
    let since = context.memory().suspect(artist, now);
    if now - since < context.pace.least && !already {
        return Err(error.into());
    }
    let mut next = known.clone().unwrap_or_else(|| KnownArtist {
        artist: ArtistRef { id: artist, name: job.source.artist_name.clone(), icon: None },
        kind: ArtistKind::Person,
        folders: Vec::new(),
        vanished: None,
        vanish_epoch: 0,
        rev: 0,
    });
    if known.is_none() {
        // The log tells of an artist before it tells what happened to them.
        look.events.push(profiled(&next));
    }
    if next.vanished.is_none() {
        tracing::info!(%artist, name = job.source.artist_name, %error, "an artist vanished; looked at rarely until they are back");
        next.vanished = Some(why.as_ref().to_owned());
        next.vanish_epoch = next.vanish_epoch.saturating_add(1);
        look.events.push(Event::ArtistVanished { artist, why, epoch: next.vanish_epoch });
    }
    look.artist = Some(next);
    let trouble = error.to_string();
    look.source.trouble = Some(trouble.clone());
    look.ending = Ending::Vanished { trouble, in_vain: context.memory().look_in_vain(artist) };
    Ok(look)
}

/// Adds the artist's return to a look that succeeded.
pub(super) fn returned(context: &Context, mut look: Look, known: Option<KnownArtist>) -> Look {
    context.memory().found(look.source.artist);
    if let Some(known) = known.filter(|known| known.vanished.is_some()) {
        tracing::info!(artist = %look.source.artist, name = look.source.artist_name, "an artist is back");
        look.events.insert(0, Event::ArtistReturned { artist: look.source.artist, epoch: known.vanish_epoch });
        let mut next = look.artist.take().unwrap_or(known);
        next.vanished = None;
        look.artist = Some(next);
    }
    look
}

enum Name {
    Is(ArtistRef),
    Unknown,
}

/// There is no lookup by user id, but a stored post names its author as they are called now (docs/deviantart-api.md, section 11).
async fn current_name(context: &Context, job: &Job) -> Result<Name, Failure> {
    for post in context.recent(job.source.artist, WITNESSES).await? {
        match context.deps.deviantart.deviation(super::LANE, post).await {
            Ok(item) if item.artist.id == job.source.artist => return Ok(Name::Is(item.artist)),
            Ok(_) | Err(ApiError::DeviationNotFound | ApiError::Rejected(_)) => {}
            Err(error) if error.is_transient() => return Err(error.into()),
            Err(error) => tracing::debug!(%post, %error, "a stored post does not tell its author"),
        }
    }
    Ok(Name::Unknown)
}

fn renamed(mut look: Look, known: Option<KnownArtist>, found: ArtistRef) -> Look {
    let mut next = known.unwrap_or_else(|| KnownArtist {
        artist: found.clone(),
        kind: ArtistKind::Person,
        folders: Vec::new(),
        vanished: None,
        vanish_epoch: 0,
        rev: 0,
    });
    if next.vanished.take().is_some() {
        look.events.push(Event::ArtistReturned { artist: found.id, epoch: next.vanish_epoch });
    }
    next.artist.name.clone_from(&found.name);
    look.events.push(profiled(&next));
    look.ending = Ending::Renamed(found.name);
    look.artist = Some(next);
    look
}

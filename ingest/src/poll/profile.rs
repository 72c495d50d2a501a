//! Who the artist is, and the folder list. The list, with sizes and first posts, is also the one request that tells which of
//! all watched folders to read; the profile itself is read rarely.

use super::author::profiled;
use super::context::{Failure, Round};
use super::findings::{Ending, Poll};
use super::job::{LANE, PAGE, WatchedFolder};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::FolderListing;
use domain::event::Event;
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef, Folder};
use store::ingest::{KnownArtist, KnownPost, SourceKind};

/// Folders of a page; those inside others do not count.
const LISTED: u32 = 50;
const PAGES: u32 = 10;
/// A list of this many folders may have been cut.
pub(super) const MOST_FOLDERS: usize = (LISTED * PAGES) as usize;
/// Watched folders that are missing from the list and asked for by themselves, in one poll.
const QUESTIONS: usize = 3;

pub(super) async fn poll(round: &Round<'_>) -> Result<Poll, Failure> {
    let Round { context, job, known, now } = *round;
    let mut cursor = job.source.position.clone();
    let doubted = context.memory().notes.take_doubt(job.source.artist);
    let fresh = !doubted && cursor.profiled_at.is_some_and(|at| now - at < context.pace.profile());
    let (artist, kind) = match known.filter(|_| fresh) {
        Some(known) if !job.folders.is_empty() => (known.artist.clone(), known.kind),
        _ => {
            cursor.profiled_at = Some(now);
            profile(round).await?
        }
    };
    let name = if artist.name.is_empty() { &job.source.artist_name } else { &artist.name };
    let listing = folders(round, name).await?;
    let mut folders: Vec<Folder> = listing.items.iter().map(|item| item.folder.clone()).collect();
    if let Some(known) = known {
        folders.extend(unlisted(round, known, &listing).await?);
    }
    let mut poll = round.found(Vec::new());
    let next = KnownArtist {
        artist,
        kind,
        folders,
        vanished: known.and_then(|known| known.vanished.clone()),
        vanish_epoch: known.map_or(0, |known| known.vanish_epoch),
        rev: known.map_or(0, |known| known.rev),
    };
    if diff::artist(known, &next.artist, next.kind, &next.folders).is_some() {
        poll.events.push(profiled(&next));
    }
    if !next.artist.name.eq_ignore_ascii_case(&job.source.artist_name) {
        poll.ending = Ending::Renamed(next.artist.name.clone());
    }
    poll.artist = Some(next);
    for change in changed_folders(round, &listing.items).await? {
        match change {
            Change::Unclear(folder) => poll.effects.hasten.push(SourceKind::Folder(folder)),
            Change::Told { folder, size, events } => {
                poll.events.extend(events);
                poll.effects.settled.push((folder, size));
            }
        }
    }
    poll.source.position = cursor;
    Ok(poll)
}

async fn profile(round: &Round<'_>) -> Result<(ArtistRef, ArtistKind), Failure> {
    let Round { context, job, known, .. } = *round;
    let id = job.source.artist;
    let profile = context.deps.deviantart.resolve(LANE, &job.source.artist_name).await?;
    if profile.kind == ArtistKind::Group {
        // A group's id may be told by its first folder only, and its icon not at all.
        let icon = profile.artist.icon.or_else(|| known.and_then(|known| known.artist.icon.clone()));
        return Ok((ArtistRef { id, name: profile.artist.name, icon }, ArtistKind::Group));
    }
    if profile.artist.id != id {
        // The name belongs to somebody else now, so the artist has another one.
        return Err(ApiError::UserNotFound(job.source.artist_name.clone()).into());
    }
    Ok((profile.artist, ArtistKind::Person))
}

/// A folder list as it was read.
pub(super) struct Listing {
    pub(super) items: Vec<FolderListing>,
    /// False: there was more than is read, so what it lacks proves nothing.
    pub(super) whole: bool,
    /// Where it continues.
    pub(super) rest: Option<u32>,
    pub(super) requests: u32,
}

/// Reads the folder list from here on, with at most so many requests.
pub(super) async fn list(round: &Round<'_>, name: &str, from: u32, pages: u32) -> Result<Listing, Failure> {
    let mut listing = Listing { items: Vec::new(), whole: false, rest: Some(from), requests: 0 };
    while let Some(at) = listing.rest.filter(|_| listing.requests < pages) {
        let page = round.context.deps.deviantart.gallery_folders(LANE, name, at).await?;
        listing.requests += 1;
        listing.rest = page.rest(at, LISTED);
        listing.items.extend(page.items);
    }
    listing.whole = from == 0 && listing.rest.is_none();
    Ok(listing)
}

/// Reads the folder list and notes the sizes.
pub(super) async fn folders(round: &Round<'_>, name: &str) -> Result<Listing, Failure> {
    let Round { context, job, .. } = *round;
    let listing = list(round, name, 0, PAGES).await?;
    let mut memory = context.memory();
    memory.notes.listed(job.source.artist);
    for folder in listing.items.iter().map(|item| &item.folder) {
        if let Some(size) = folder.size {
            memory.notes.set_size(job.source.artist, folder.id, size);
        }
    }
    Ok(listing)
}

/// Known folders that the list lacks and that count as there all the same. A list that was cut proves nothing, and neither does an empty one:
/// everybody has at least "Featured". A watched folder is gone only if its own gallery says so too.
pub(super) async fn unlisted(round: &Round<'_>, known: &KnownArtist, listing: &Listing) -> Result<Vec<Folder>, Failure> {
    let job = round.job;
    let is_listed = |folder: &&Folder| listing.items.iter().any(|item| item.folder.id == folder.id);
    let missing = known.folders.iter().filter(|folder| !is_listed(folder));
    if !listing.whole || listing.items.is_empty() {
        return Ok(missing.cloned().collect());
    }
    let (mut there, mut asked) = (Vec::new(), 0);
    for folder in missing.filter(|folder| job.folders.iter().any(|watched| watched.id == folder.id)) {
        asked += 1;
        if asked > QUESTIONS || !is_gone(round, folder.id).await {
            there.push(folder.clone());
        } else {
            tracing::info!(name = job.source.artist_name, folder = folder.name, "an artist has deleted a watched folder");
        }
    }
    Ok(there)
}

/// What the folder's own gallery says: it is refused, or shows nothing. Any other failure says nothing.
async fn is_gone(round: &Round<'_>, folder: FolderId) -> bool {
    let Round { context, job, .. } = *round;
    match context.deps.deviantart.gallery_folder(LANE, &job.source.artist_name, folder, 0).await {
        Ok(page) => page.items.is_empty() && page.stubs.is_empty() && page.rest(0, PAGE).is_none(),
        Err(ApiError::Rejected(_) | ApiError::EndpointGone { .. }) => true,
        Err(error) => {
            tracing::debug!(name = job.source.artist_name, %folder, %error, "cannot check whether a folder is gone; the next list decides");
            false
        }
    }
}

/// What the list tells of a watched folder that is not as it was.
enum Change {
    /// It has to be read.
    Unclear(FolderId),
    /// It grew by known posts that stand at its front, so nothing is left to ask.
    Told { folder: FolderId, size: u32, events: Vec<Event> },
}

/// Watched folders whose size is not what it was, or that begin with a post not known to be in them.
async fn changed_folders(round: &Round<'_>, listing: &[FolderListing]) -> Result<Vec<Change>, Failure> {
    let Round { context, job, .. } = *round;
    let watched = |item: &&FolderListing| job.folders.iter().any(|folder| folder.id == item.folder.id);
    let previews: Vec<PostId> = listing.iter().filter(watched).flat_map(|item| item.preview.iter().copied()).collect();
    let known = context.known(&previews).await?;
    let mut changed = Vec::new();
    for folder in job.folders.iter().filter(|folder| folder.baselined) {
        let Some(item) = listing.iter().find(|item| item.folder.id == folder.id) else { continue };
        let resized = item.folder.size.is_some() && item.folder.size != folder.size;
        let arrived: Vec<PostId> = item.preview.iter().copied().filter(|post| diff::is_new_in(folder.id, *post, &known)).collect();
        if resized || !arrived.is_empty() {
            changed.push(told(job.source.artist, folder, item, &arrived, &known).unwrap_or(Change::Unclear(folder.id)));
        }
    }
    Ok(changed)
}

/// The arrivals in a folder, if they are all that changed.
fn told(owner: ArtistId, folder: &WatchedFolder, item: &FolderListing, arrived: &[PostId], known: &Known) -> Option<Change> {
    let size = item.folder.size?;
    let grown = usize::try_from(size.checked_sub(folder.size?)?).ok()?;
    // The log tells of a post, in whole, before it tells where it is; what is not known yet, or is shrunk or may be, is read from the folder.
    let is_whole = |known: &KnownPost| !known.removed && !known.shrunk && !known.fades;
    let all_known = arrived.iter().all(|post| known.get(post).is_some_and(is_whole));
    let foldered = |post: &PostId| Event::PostFoldered { owner, post: *post, folder: folder.id, folder_name: item.folder.name.clone() };
    let events = || arrived.iter().rev().map(foldered).collect();
    (grown == arrived.len() && all_known).then(|| Change::Told { folder: folder.id, size, events: events() })
}

//! Who the artist is, and the folder list. The list, with sizes and first posts, is also the one request that tells which of
//! all watched folders to read; the profile itself is read rarely.

use super::{Context, Failure, Job, Look, WatchedFolder, profiled, seen};
use crate::cursor::Cursor;
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::FolderListing;
use domain::clock::Timestamp;
use domain::event::Event;
use domain::id::{ArtistId, FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef, Folder};
use store::ingest::{KnownArtist, SourceKind};

/// Folders of a page; those inside others do not count.
const LISTED: u32 = 50;
const PAGES: u32 = 10;

pub(super) async fn look(context: &Context, job: &Job, known: Option<&KnownArtist>, now: Timestamp) -> Result<Look, Failure> {
    let mut cursor = Cursor::of(&job.source);
    let doubted = context.memory().take_doubt(job.source.artist);
    let fresh = !doubted && cursor.profiled_at.is_some_and(|at| now - at < context.pace.profile());
    let (artist, kind) = match known.filter(|_| fresh) {
        Some(known) if !job.folders.is_empty() => (known.artist.clone(), known.kind),
        _ => {
            cursor.profiled_at = Some(now);
            profile(context, job, known).await?
        }
    };
    let name = if artist.name.is_empty() { &job.source.artist_name } else { &artist.name };
    let listing = folders(context, name, job).await?;
    let mut folders: Vec<Folder> = listing.iter().map(|item| item.folder.clone()).collect();
    if let Some(known) = known.filter(|known| folders.is_empty() && !known.folders.is_empty()) {
        // Everybody has at least "Featured": an empty list is a gap of the API.
        folders.clone_from(&known.folders);
    }
    let mut look = seen(job, known, Vec::new(), now);
    let next = KnownArtist {
        artist,
        kind,
        folders,
        vanished: known.and_then(|known| known.vanished.clone()),
        vanish_epoch: known.map_or(0, |known| known.vanish_epoch),
        rev: known.map_or(0, |known| known.rev),
    };
    if diff::artist(known, &next.artist, next.kind, &next.folders).is_some() {
        look.events.push(profiled(&next));
    }
    if !next.artist.name.eq_ignore_ascii_case(&job.source.artist_name) {
        look.ending = super::Ending::Renamed(next.artist.name.clone());
    }
    look.artist = Some(next);
    for change in changed_folders(context, job, &listing).await? {
        match change {
            Change::Unclear(folder) => look.hasten.push(SourceKind::Folder(folder)),
            Change::Told { folder, size, events } => {
                look.events.extend(events);
                look.settled.push((folder, size));
            }
        }
    }
    cursor.keep(&mut look.source);
    Ok(look)
}

async fn profile(context: &Context, job: &Job, known: Option<&KnownArtist>) -> Result<(ArtistRef, ArtistKind), Failure> {
    let id = job.source.artist;
    let profile = context.deps.deviantart.resolve(super::LANE, &job.source.artist_name).await?;
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

/// The folder list, whole unless it is very long; notes the sizes.
pub(super) async fn folders(context: &Context, name: &str, job: &Job) -> Result<Vec<FolderListing>, Failure> {
    let mut listing = Vec::new();
    let mut at = 0;
    for _ in 0..PAGES {
        let page = context.deps.deviantart.gallery_folders(super::LANE, name, at).await?;
        let rest = page.rest(at, LISTED);
        listing.extend(page.items);
        let Some(next) = rest else { break };
        at = next;
    }
    let mut memory = context.memory();
    memory.listed(job.source.artist);
    for folder in listing.iter().map(|item| &item.folder) {
        if let Some(size) = folder.size {
            memory.set_size(job.source.artist, folder.id, size);
        }
    }
    Ok(listing)
}

/// What the list tells of a watched folder that is not as it was.
enum Change {
    /// It has to be read.
    Unclear(FolderId),
    /// It grew by known posts that stand at its front, so nothing is left to ask.
    Told { folder: FolderId, size: u32, events: Vec<Event> },
}

/// Watched folders whose size is not what it was, or that begin with a post not known to be in them.
async fn changed_folders(context: &Context, job: &Job, listing: &[FolderListing]) -> Result<Vec<Change>, Failure> {
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
    // The log tells of a post before it tells where it is; what is not known yet is read from the folder.
    let all_known = arrived.iter().all(|post| known.get(post).is_some_and(|known| !known.removed));
    let foldered = |post: &PostId| Event::PostFoldered { owner, post: *post, folder: folder.id, folder_name: item.folder.name.clone() };
    let events = || arrived.iter().rev().map(foldered).collect();
    (grown == arrived.len() && all_known).then(|| Change::Told { folder: folder.id, size, events: events() })
}

//! One watched folder. Its order is the artist's, not time's, and older works may be moved in anywhere, so only sets of ids
//! tell what is new. The size (from the folder list) tells how many to look for.

use super::{Context, Ending, Failure, Job, Look, PAGE, PAGES, arrivals, author, debts, of_artist, profile, seen, with_author};
use crate::cursor::{Backlog, Cursor};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::clock::Timestamp;
use domain::id::{FolderId, PostId};
use domain::post::ArtistKind;
use std::collections::HashSet;
use store::ingest::KnownArtist;

/// In words for operators.
const GONE: &str = "the artist no longer has this folder";

pub(super) async fn look(
    context: &Context,
    job: &Job,
    folder: FolderId,
    known: Option<&KnownArtist>,
    now: Timestamp,
) -> Result<Look, Failure> {
    match read(context, job, folder, known, now).await {
        Err(Failure::Api(ApiError::Rejected(_) | ApiError::EndpointGone { .. })) if is_unlisted(known, folder) => {
            let mut look = seen(job, known, Vec::new(), now);
            look.source.trouble = Some(GONE.to_owned());
            look.ending = Ending::Missing;
            Ok(look)
        }
        other => other,
    }
}

/// The artist's folder list is known and lacks this one.
fn is_unlisted(known: Option<&KnownArtist>, folder: FolderId) -> bool {
    known.is_some_and(|known| !known.folders.is_empty() && known.folders.iter().all(|other| other.id != folder))
}

async fn read(context: &Context, job: &Job, folder: FolderId, known: Option<&KnownArtist>, now: Timestamp) -> Result<Look, Failure> {
    let noted = context.memory().size(job.source.artist, folder);
    let size = match noted {
        Some(size) => Some(size),
        None => {
            profile::folders(context, &job.source.artist_name, job).await?;
            context.memory().size(job.source.artist, folder)
        }
    };
    let mut cursor = Cursor::of(&job.source);
    let mut reader = Reader {
        context,
        job,
        folder,
        by_others: known.is_none_or(|known| known.kind == ArtistKind::Group),
        size: size.unwrap_or(0),
        items: Vec::new(),
        named: Vec::new(),
        known: Known::new(),
    };
    let grown = match (job.source.folder_size, size) {
        (Some(before), Some(now)) if job.source.baselined && cursor.backlog.is_none() && !job.doubtful() => {
            Some(i64::from(now) - i64::from(before))
        }
        _ => None,
    };
    let from = cursor.backlog.as_ref().and_then(|backlog| backlog.at.parse::<u32>().ok()).unwrap_or(0);
    let rest = match grown {
        // Nothing changed in number: this is the rare look at the whole, for works that were exchanged.
        None | Some(0) => reader.pages(from.saturating_sub(if from > 0 { PAGE } else { 0 })).await?,
        Some(grown) => reader.find(grown).await?,
    };
    let is_known = |post, known: &Known| !diff::is_new_in(folder, post, known);
    let settled = debts::settle(context, job, &reader.named, is_known, &mut cursor.debts).await?;
    let described = if reader.by_others { settled.items } else { of_artist(job, settled.items).unwrap_or_default() };
    reader.known.extend(context.known_of(&described).await?);
    reader.items.extend(described);
    let events = diff::folder(job.source.artist, folder, &name(job, folder, known), &reader.items, &reader.known);
    let by_self = author(job, known, &reader.items).filter(|_| !reader.by_others);
    let appeared = arrivals(&events, &reader.known, cursor.since, |_| false);
    let mut look = seen(job, known, events, now);
    look.arrivals = appeared;
    look.lost = settled.lost;
    if let Some(at) = rest {
        cursor.backlog = Some(Backlog { at: at.to_string(), down_to: None });
        look.ending = Ending::More;
    } else {
        cursor.backlog = None;
        look.source.baselined = true;
        cursor.since.get_or_insert(now);
        look.source.folder_size = size;
    }
    cursor.keep(&mut look.source);
    Ok(with_author(look, by_self))
}

/// The folder's current name.
fn name(job: &Job, folder: FolderId, known: Option<&KnownArtist>) -> String {
    let listed = known.and_then(|known| known.folders.iter().find(|item| item.id == folder)).map(|item| item.name.clone());
    let watched = || job.folders.iter().find(|item| item.id == folder).map(|item| item.name.clone());
    listed.or_else(watched).unwrap_or_default()
}

struct Reader<'a> {
    context: &'a Context,
    job: &'a Job,
    folder: FolderId,
    /// A group's folders hold its members' posts.
    by_others: bool,
    /// As the folder list tells it; 0: unknown.
    size: u32,
    items: Vec<Listed>,
    /// Posts that are named only.
    named: Vec<PostId>,
    known: Known,
}

impl Reader<'_> {
    /// Looks for as many arrivals as the folder grew by: at its beginning, at its end, then everywhere.
    async fn find(&mut self, grown: i64) -> Result<Option<u32>, Failure> {
        let next = self.page(0).await?;
        if self.arrivals() >= grown || next.is_none() {
            return Ok(None);
        }
        let end = self.size.saturating_sub(PAGE);
        if end > PAGE {
            self.page(end).await?;
            if self.arrivals() >= grown {
                return Ok(None);
            }
        }
        self.pages(next.unwrap_or(PAGE)).await
    }

    /// Reads on from here; Some: where the next look goes on.
    async fn pages(&mut self, from: u32) -> Result<Option<u32>, Failure> {
        let mut at = from;
        for _ in 0..PAGES {
            match self.page(at).await? {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    async fn page(&mut self, at: u32) -> Result<Option<u32>, Failure> {
        let client = &self.context.deps.deviantart;
        let page = client.gallery_folder(super::LANE, &self.job.source.artist_name, self.folder, at, PAGE).await?;
        // A list that ends before the folder's size does not end there.
        let rest = page.rest(at, PAGE).or(page.past.filter(|past| *past < self.size && *past > at));
        self.named.extend(page.stubs.iter().map(|stub| stub.post));
        let items = if self.by_others { page.items } else { of_artist(self.job, page.items)? };
        self.known.extend(self.context.known_of(&items).await?);
        self.items.extend(items);
        Ok(rest)
    }

    fn arrivals(&self) -> i64 {
        let new = self.items.iter().map(|item| item.post.id).filter(|id| diff::is_new_in(self.folder, *id, &self.known));
        i64::try_from(new.collect::<HashSet<_>>().len()).unwrap_or(i64::MAX)
    }
}

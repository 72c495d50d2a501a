//! One watched folder. Its order is the artist's, not time's, and older works may be moved in anywhere, so only sets of ids
//! tell what is new. The size (from the folder list) tells how many to search for.

use super::author::with_author;
use super::context::{Failure, Round};
use super::findings::{Ending, Poll, arrivals};
use super::job::{LANE, PAGE, PAGES};
use super::{debts, profile};
use crate::cursor::Backlog;
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::Listed;
use domain::id::{FolderId, PostId};
use domain::post::ArtistKind;
use std::collections::HashSet;
use store::ingest::{FOLDER_GONE, FOLDER_MISSING, KnownArtist};

pub(super) async fn poll(round: &Round<'_>, folder: FolderId) -> Result<Poll, Failure> {
    match read(round, folder).await {
        Err(Failure::Api(ApiError::Rejected(_) | ApiError::EndpointGone { .. }))
            if is_witnessed(round) && is_unlisted(round.known, folder) =>
        {
            let mut poll = round.found(Vec::new());
            poll.source.trouble = Some(missing(round.job.source.trouble.as_deref(), round.known).to_owned());
            poll.ending = Ending::Missing;
            Ok(poll)
        }
        other => other,
    }
}

/// The trouble of a folder that is missing, which had this trouble before. Nobody is told of the first poll that finds so, whose refusal may be
/// stray, nor of a folder that a list which was cut lacks.
fn missing(before: Option<&str>, known: Option<&KnownArtist>) -> &'static str {
    let is_whole = known.is_some_and(|known| known.folders.len() < profile::MOST_FOLDERS);
    if is_whole && matches!(before, Some(FOLDER_MISSING | FOLDER_GONE)) { FOLDER_GONE } else { FOLDER_MISSING }
}

/// The list that is known may be older than a folder that was made just now: then its refusal counts from the second time on.
fn is_witnessed(round: &Round<'_>) -> bool {
    round.job.source.baselined || round.job.source.failures > 0
}

/// The artist's folder list is known and lacks this one.
fn is_unlisted(known: Option<&KnownArtist>, folder: FolderId) -> bool {
    known.is_some_and(|known| !known.folders.is_empty() && known.folders.iter().all(|other| other.id != folder))
}

async fn read(round: &Round<'_>, folder: FolderId) -> Result<Poll, Failure> {
    let Round { context, job, known, now } = *round;
    let size = size(round, folder).await?;
    let mut cursor = job.source.position.clone();
    let by_others = known.is_none_or(|known| known.kind == ArtistKind::Group);
    let mut reader = Reader { by_others, ..Reader::of_group(round, folder, size.unwrap_or(0)) };
    let grown = match (job.source.folder_size, size) {
        (Some(before), Some(now)) if job.source.baselined && cursor.backlog.is_none() && !job.doubtful() => {
            Some(i64::from(now) - i64::from(before))
        }
        _ => None,
    };
    let from = cursor.backlog.as_ref().and_then(|backlog| backlog.at.parse::<u32>().ok()).unwrap_or(0);
    let rest = match grown {
        // Nothing changed in number: this is the rare poll of the whole, for works that were exchanged.
        None | Some(0) => reader.pages(from.saturating_sub(if from > 0 { PAGE } else { 0 })).await?,
        Some(grown) => reader.find(grown).await?,
    };
    let is_known = |post, known: &Known| !diff::is_new_in(folder, post, known);
    let settled = debts::settle(round, &reader.named, is_known, &mut cursor.debts).await?;
    let described = if reader.by_others { settled.items } else { round.of_artist(settled.items).unwrap_or_default() };
    reader.known.extend(context.known_of(&described).await?);
    reader.items.extend(described);
    let events = diff::folder(job.source.artist, folder, &name(round, folder), &reader.items, &reader.known);
    let author = round.author(&reader.items).filter(|_| !reader.by_others);
    let appeared = arrivals(&events, &reader.known, cursor.since, |_| false);
    let mut poll = round.found(events);
    poll.arrivals = appeared;
    poll.lost = settled.lost;
    if let Some(at) = rest {
        cursor.backlog = Some(Backlog { at: at.to_string(), down_to: None });
        poll.ending = Ending::More;
    } else {
        cursor.backlog = None;
        poll.source.baselined = true;
        cursor.since.get_or_insert(now);
        poll.source.folder_size = size;
    }
    poll.source.position = cursor;
    Ok(with_author(poll, author))
}

/// The folder's size as the folder list told it last; the list is read if it was not yet.
async fn size(round: &Round<'_>, folder: FolderId) -> Result<Option<u32>, Failure> {
    let (artist, name) = (round.job.source.artist, &round.job.source.artist_name);
    let noted = round.context.memory().notes.size(artist, folder);
    if noted.is_none() {
        profile::folders(round, name).await?;
    }
    let now = round.context.memory().notes.size(artist, folder);
    Ok(noted.or(now))
}

/// The folder's current name.
fn name(round: &Round<'_>, folder: FolderId) -> String {
    let Round { job, known, .. } = *round;
    let listed = known.and_then(|known| known.folders.iter().find(|item| item.id == folder)).map(|item| item.name.clone());
    let watched = || job.folders.iter().find(|item| item.id == folder).map(|item| item.name.clone());
    listed.or_else(watched).unwrap_or_default()
}

/// The pages of a folder that were read.
pub(super) struct Reader<'a> {
    round: &'a Round<'a>,
    pub(super) folder: FolderId,
    /// A group's folders hold its members' posts.
    by_others: bool,
    /// As the folder list tells it; 0: unknown.
    pub(super) size: u32,
    pub(super) items: Vec<Listed>,
    /// Posts that are named only.
    pub(super) named: Vec<PostId>,
    pub(super) known: Known,
}

impl<'a> Reader<'a> {
    /// Nothing yet, of a folder of a group.
    pub(super) fn of_group(round: &'a Round<'a>, folder: FolderId, size: u32) -> Self {
        Self { round, folder, by_others: true, size, items: Vec::new(), named: Vec::new(), known: Known::new() }
    }

    /// Searches for as many arrivals as the folder grew by: at its beginning, at its end, then everywhere.
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

    /// Reads from here; Some: where the next poll continues.
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

    pub(super) async fn page(&mut self, at: u32) -> Result<Option<u32>, Failure> {
        let (client, name) = (&self.round.context.deps.deviantart, &self.round.job.source.artist_name);
        let page = client.gallery_folder(LANE, name, self.folder, at).await?;
        // A list that ends before the folder's size does not end there.
        let rest = page.rest(at, PAGE).or(page.past.filter(|past| *past < self.size && *past > at));
        self.named.extend(page.stubs.iter().map(|stub| stub.post));
        let items = if self.by_others { page.items } else { self.round.of_artist(page.items)? };
        self.known.extend(self.round.context.known_of(&items).await?);
        self.items.extend(items);
        Ok(rest)
    }

    fn arrivals(&self) -> i64 {
        let new = self.items.iter().map(|item| item.post.id).filter(|id| diff::is_new_in(self.folder, *id, &self.known));
        i64::try_from(new.collect::<HashSet<_>>().len()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ArtistId;
    use domain::post::{ArtistRef, Folder};

    fn known(folders: usize) -> KnownArtist {
        let folder = |n: usize| Folder { id: FolderId(uuid::Uuid::from_u128(n as u128)), name: String::new(), parent: None, size: None };
        KnownArtist {
            artist: ArtistRef { id: ArtistId(uuid::Uuid::nil()), name: "a".to_owned(), icon: None },
            kind: ArtistKind::Person,
            folders: (0..folders).map(folder).collect(),
            vanished: None,
            vanish_epoch: 0,
            rev: 0,
        }
    }

    #[test]
    fn a_missing_folder_is_gone_from_the_second_poll_on_unless_the_list_was_cut() {
        let (whole, cut) = (known(3), known(profile::MOST_FOLDERS));
        for other in [None, Some("DeviantArt did not answer")] {
            assert_eq!(missing(other, Some(&whole)), FOLDER_MISSING);
        }
        for before in [FOLDER_MISSING, FOLDER_GONE] {
            assert_eq!(missing(Some(before), Some(&whole)), FOLDER_GONE);
            assert_eq!(missing(Some(before), Some(&cut)), FOLDER_MISSING);
        }
    }
}

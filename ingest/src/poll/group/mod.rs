//! A whole group. Its folder list is the witness: one request tells the sizes and the fronts of 50 folders, and only those that are not as they were
//! when they were read last are read. What the list cannot tell, one post out and another one in behind the front, is found by a re-read that goes
//! through the folders page by page, at a small share of the list's requests.

mod look;
mod read;

use super::author::profiled;
use super::context::{Failure, Round};
use super::findings::{Ending, Poll, arrivals, date};
use super::folder::Reader;
use super::job::PAGES;
use super::{debts, profile};
use crate::cursor::{Backlog, Position};
use crate::diff::{self, Known};
use deviantart::Error as ApiError;
use deviantart::model::FolderListing;
use domain::clock::Timestamp;
use domain::event::Event;
use domain::id::{FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef};
use look::{Against, Look, look, next_to_sweep, noted};
use read::{DEPTH, Hunt, Reached, sweep};
use std::collections::{HashMap, HashSet};
use store::ingest::{GroupFolder, KnownArtist};

/// Requests of one poll for the list; a longer one continues with the next poll.
const LIST_PAGES: u32 = 20;
/// Requests for the list for one of the re-read.
const SHARE: u32 = 32;

/// What a poll has come to so far.
struct Found {
    events: Vec<Event>,
    /// All posts that were read, as they were known before.
    known: Known,
    /// Posts of which this poll's events have told already.
    told: HashSet<PostId>,
    /// Posts that are named only, and where.
    named: Vec<(PostId, FolderId)>,
    /// Folders as they are noted once the events are accepted.
    read: Vec<GroupFolder>,
    /// Posts that appeared and may be announced.
    submitted: HashSet<PostId>,
    /// Requests left for folders.
    left: u32,
    /// Folders that are not read yet, for want of requests.
    more: bool,
    cut: Option<ApiError>,
}

pub(super) async fn poll(round: &Round<'_>) -> Result<Poll, Failure> {
    let Round { context, job, .. } = *round;
    let mut cursor = job.source.position.clone();
    let from = cursor.backlog.as_ref().and_then(|backlog| backlog.at.parse().ok()).unwrap_or(0);
    let listing = profile::list(round, &job.source.artist_name, from, LIST_PAGES).await?;
    let before = context.deps.store.group_folders(job.source.artist).await?;
    let artist = artist(round, &listing).await?;
    let against = against(round);
    let mut found = Found::new();
    for item in &listing.items {
        let known = before.get(&item.folder.id);
        match look(item, known, against) {
            Look::Same => found.note(noted(item, known), known),
            Look::Changed(_) if found.left == 0 => found.more = true,
            Look::Changed(grown) => {
                if !found.folder(round, item, (known, grown), against).await? {
                    break;
                }
            }
        }
    }
    let earned = context.memory().notes.list_requests(job.source.artist, listing.requests, SHARE);
    let swept = if earned && found.cut.is_none() && !found.more { found.sweep(round, &before).await? } else { 0 };
    found.settle(round, &mut cursor).await?;
    let gone = if listing.whole { forgotten(&before, &listing.items) } else { Vec::new() };
    cursor.list_requests = Some(listing.requests);
    Ok(found.finish(round, cursor, (artist, listing.rest, gone, swept)))
}

/// What the list is held against.
fn against(round: &Round<'_>) -> Against {
    let Round { context, job, now, .. } = *round;
    let doubtful = job.doubtful() && job.source.baselined;
    let since = if doubtful { job.since.max(now - context.pace.recent()) } else { job.since };
    Against { baselined: job.source.baselined, since, doubtful }
}

/// The group with its folders as they are now. One that is new here is told before anything that is in it.
async fn artist(round: &Round<'_>, listing: &profile::Listing) -> Result<KnownArtist, Failure> {
    let Round { job, known, .. } = *round;
    let mut folders: Vec<_> = listing.items.iter().map(|item| item.folder.clone()).collect();
    if let Some(known) = known {
        folders.extend(profile::unlisted(round, known, listing).await?);
    }
    let unknown = || super::author::first_sight(ArtistRef { id: job.source.artist, name: job.source.artist_name.clone(), icon: None });
    Ok(KnownArtist { kind: ArtistKind::Group, folders, ..known.cloned().unwrap_or_else(unknown) })
}

/// Noted folders that the whole list lacks: should one come back, it is read as a new one, and what is known of its posts says what is news. An empty list
/// proves nothing.
fn forgotten(before: &HashMap<FolderId, GroupFolder>, listed: &[FolderListing]) -> Vec<FolderId> {
    let listed: HashSet<FolderId> = listed.iter().map(|item| item.folder.id).collect();
    if listed.is_empty() { Vec::new() } else { before.keys().copied().filter(|id| !listed.contains(id)).collect() }
}

impl Found {
    fn new() -> Self {
        Self {
            events: Vec::new(),
            known: Known::new(),
            told: HashSet::new(),
            named: Vec::new(),
            read: Vec::new(),
            submitted: HashSet::new(),
            left: PAGES,
            more: false,
            cut: None,
        }
    }

    /// Notes a folder, if that is not how it is noted already.
    fn note(&mut self, folder: GroupFolder, before: Option<&GroupFolder>) {
        if before != Some(&folder) {
            self.read.push(folder);
        }
    }

    /// Reads a folder that changed. False: nothing more can be read now.
    async fn folder(
        &mut self,
        round: &Round<'_>,
        item: &FolderListing,
        (known, grown): (Option<&GroupFolder>, Option<u32>),
        against: Against,
    ) -> Result<bool, Failure> {
        let now = noted(item, known);
        let appeared = known.is_none() && against.baselined;
        let swept = known.is_some_and(|known| known.swept_at.is_some() && known.size.is_some_and(|size| size < DEPTH));
        let hunt = Hunt { known_whole: swept || appeared, grown, since: against.since };
        let mut reader = Reader::of_group(round, item.folder.id, item.folder.size.unwrap_or(0));
        let folder = match hunt.read(&mut reader, &mut self.left).await {
            Ok(Reached::End) => GroupFolder { swept_at: Some(round.now), sweep: None, ..now },
            Ok(Reached::Enough) => now,
            Ok(Reached::Rest(at)) => GroupFolder { sweep: Some(now.sweep.map_or(at, |sweep| sweep.min(at))), ..now },
            // It is not there any more, or cannot be shown. Not asked for again until it changes; the re-read comes to it.
            Err(Failure::Api(ApiError::Rejected(_) | ApiError::EndpointGone { .. })) => GroupFolder { sweep: Some(0), ..now },
            Err(Failure::Api(error)) => {
                self.cut = Some(error);
                return Ok(false);
            }
            Err(other) => return Err(other),
        };
        self.add(round, &item.folder.name, reader, swept);
        self.note(folder, known);
        Ok(true)
    }

    /// One page of the re-read. Returns the requests that it took.
    async fn sweep(&mut self, round: &Round<'_>, before: &HashMap<FolderId, GroupFolder>) -> Result<u32, Failure> {
        let mut folders = before.clone();
        folders.extend(self.read.iter().map(|folder| (folder.id, *folder)));
        let Some(folder) = next_to_sweep(&folders) else { return Ok(0) };
        let name = round.known.and_then(|known| known.folders.iter().find(|one| one.id == folder.id)).map(|one| one.name.clone());
        let mut reader = Reader::of_group(round, folder.id, folder.size.unwrap_or(0));
        match sweep(&mut reader, folder, round.now, &mut self.left).await {
            Ok(swept) => {
                self.add(round, &name.unwrap_or_default(), reader, folder.swept_at.is_some());
                self.read.push(swept);
            }
            // It has its turn again after the others.
            Err(Failure::Api(ApiError::Rejected(_) | ApiError::EndpointGone { .. })) => {
                self.read.push(GroupFolder { sweep: None, swept_at: Some(round.now), ..folder });
            }
            Err(Failure::Api(error)) => self.cut = Some(error),
            Err(other) => return Err(other),
        }
        Ok(1)
    }

    /// What was read of a folder, as events. `dates`: everything in it was known, so that a post without a time appeared since.
    fn add(&mut self, round: &Round<'_>, name: &str, reader: Reader<'_>, dates: bool) {
        let Reader { folder, items, named, known, .. } = reader;
        for mut event in diff::folder(round.job.source.artist, folder, name, &items, &known) {
            let parts = event.parts();
            let (content, about) = (parts.content.is_some(), parts.post);
            // Two folders of the group may have it.
            if content && about.is_some_and(|post| self.told.contains(&post)) {
                continue;
            }
            if dates {
                date(&mut event, round.now);
            }
            self.events.push(event);
        }
        self.told.extend(items.iter().map(|item| item.post.id));
        let since = round.job.source.position.since.unwrap_or(round.now);
        let arrived = items.iter().filter(|item| diff::is_new_in(folder, item.post.id, &known));
        self.submitted.extend(arrived.filter(|item| item.post.published_at.is_some_and(|at| at >= since)).map(|item| item.post.id));
        self.named.extend(named.into_iter().map(|post| (post, folder)));
        self.known.extend(known);
    }

    /// Asks for posts that a folder only names, and says of those that are known where they are.
    async fn settle(&mut self, round: &Round<'_>, cursor: &mut Position) -> Result<(), Failure> {
        let ids: Vec<PostId> = self.named.iter().map(|(post, _)| *post).collect();
        let settled = debts::settle(round, &ids, |post, known: &Known| known.contains_key(&post), &mut cursor.debts).await?;
        let mut known = round.context.known_of(&settled.items).await?;
        self.events.extend(diff::posts(&settled.items, &known));
        self.told.extend(settled.items.iter().map(|item| item.post.id));
        known.extend(round.context.known(&ids).await?);
        let owner = round.job.source.artist;
        for (post, folder) in self.named.drain(..) {
            let is_told = known.contains_key(&post) || self.told.contains(&post);
            if is_told && diff::is_new_in(folder, post, &known) {
                let name = round.known.and_then(|known| known.folders.iter().find(|one| one.id == folder));
                let folder_name = name.map(|one| one.name.clone()).unwrap_or_default();
                self.events.push(Event::PostFoldered { owner, post, folder, folder_name });
            } else if !is_told && let Some(read) = self.read.iter_mut().find(|read| read.id == folder) {
                // Once the post can be had, its folder has to name it again.
                read.sweep = Some(0);
            }
        }
        self.known.extend(known);
        Ok(())
    }

    /// The poll, with the group's own event before all others.
    fn finish(
        self,
        round: &Round<'_>,
        mut cursor: Position,
        (artist, rest, gone, swept): (KnownArtist, Option<u32>, Vec<FolderId>, u32),
    ) -> Poll {
        let mut poll = round.found(Vec::new());
        if diff::artist(round.known, &artist.artist, artist.kind, &artist.folders).is_some() {
            poll.events.push(profiled(&artist));
        }
        // Who submits what and when is the members' affair: only what they published since the last poll tells how late that was.
        let last: Option<Timestamp> = cursor.since.max(round.job.source.last_poll_at);
        poll.arrivals = arrivals(&self.events, &self.known, last.filter(|_| cursor.since.is_some()), |_| false);
        poll.events.extend(self.events);
        poll.artist = Some(artist);
        poll.extra = swept;
        poll.submitted = u32::try_from(self.submitted.len()).unwrap_or(u32::MAX);
        (poll.folders, poll.gone_folders) = (self.read, gone);
        cursor.backlog = rest.map(|at| Backlog { at: at.to_string(), down_to: None });
        if cursor.backlog.is_some() || self.more {
            poll.ending = Ending::More;
        }
        // A list that was read in several polls has its baseline with its end.
        if cursor.backlog.is_none() && !self.more && self.cut.is_none() {
            poll.source.baselined = true;
            cursor.since.get_or_insert(round.now);
        }
        if let Some(error) = self.cut {
            poll.cut_short(round.job, &error);
        }
        poll.source.position = cursor;
        poll
    }
}

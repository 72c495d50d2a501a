//! The pure fold: the rows that a batch touches and its events in, the changes out. Any batching, repeat or late replay of the same events
//! ends in the same rows, because each fact is either the first of its kind or the one of the highest revision ([`Told::replaces`]).

mod announce;
mod artist;
#[cfg(test)]
mod kept;
mod post;
mod revised;
#[cfg(test)]
mod revised_tests;
#[cfg(test)]
mod revisions;
#[cfg(test)]
mod tests;

use announce::Announcer;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, EventId, FolderId, PostId};
use domain::verdict::Place;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::projection::rows::{ArtistRow, FolderRow, PostFolderRow, PostRow, Told};
use store::projection::{Changes, Incoming, Loaded};

/// Why an event waits though nothing is wrong with it.
const BEHIND: &str = "an earlier event of the same artist is parked";

/// Folds a batch.
#[must_use]
pub fn fold(loaded: &Loaded, entries: &[Incoming]) -> Changes {
    let mut state = State::new(loaded);
    for entry in entries {
        if entry.lane.is_some_and(|lane| loaded.refused.contains(&lane)) {
            continue;
        }
        if entry.lane.is_some_and(|lane| state.parked_lanes.contains(&lane)) {
            state.parked.insert(entry.offset, BEHIND.to_owned());
            continue;
        }
        match &entry.event {
            Ok(envelope) => state.apply(envelope),
            Err(problem) => {
                state.parked.insert(entry.offset, problem.clone());
                state.parked_lanes.extend(entry.lane);
            }
        }
    }
    state.changes()
}

/// The rows as they are so far in this batch, over those that were loaded.
struct State<'l> {
    loaded: &'l Loaded,
    artists: BTreeMap<ArtistId, ArtistRow>,
    /// Folders by owner, loaded ones included; `changed_folders` says which to write.
    folders: HashMap<ArtistId, BTreeMap<FolderId, FolderRow>>,
    changed_folders: BTreeSet<(ArtistId, FolderId)>,
    posts: BTreeMap<PostId, PostRow>,
    places: BTreeMap<(PostId, FolderId), PostFolderRow>,
    /// New places by post, beside the loaded ones.
    new_places: HashMap<PostId, Vec<Place>>,
    announcer: Announcer<'l>,
    /// The last event of this batch about each post.
    told: HashMap<PostId, EventId>,
    parked: BTreeMap<u64, String>,
    parked_lanes: HashSet<ArtistId>,
}

impl<'l> State<'l> {
    fn new(loaded: &'l Loaded) -> Self {
        let mut folders = HashMap::<ArtistId, BTreeMap<FolderId, FolderRow>>::new();
        for folder in &loaded.folders {
            folders.entry(folder.owner).or_default().insert(folder.id, folder.clone());
        }
        Self {
            loaded,
            artists: BTreeMap::new(),
            folders,
            changed_folders: BTreeSet::new(),
            posts: BTreeMap::new(),
            places: BTreeMap::new(),
            new_places: HashMap::new(),
            announcer: Announcer::new(loaded),
            told: HashMap::new(),
            parked: BTreeMap::new(),
            parked_lanes: loaded.parked_lanes.clone(),
        }
    }

    fn apply(&mut self, envelope: &Envelope) {
        let told = Told { rev: envelope.rev, at: envelope.observed_at, event: envelope.id };
        if let Some(post) = envelope.event.parts().post {
            self.told.insert(post, envelope.id);
        }
        match &envelope.event {
            Event::PostPublished { artist, post } => {
                if self.published(post, told) {
                    self.signed(artist, told);
                }
            }
            Event::PostRevised { post, .. } => self.revised(post, told),
            Event::PostFoldered { owner, post, folder, .. } => self.foldered(*owner, *post, *folder, told),
            Event::PostRemoved { artist, post } => self.removed(*artist, *post, told),
            Event::ArtistProfiled { artist, kind, folders } => {
                self.named(artist, told);
                self.profiled(artist.id, *kind, folders, told);
            }
            Event::ArtistVanished { artist, why, epoch } => self.vanished(*artist, *why, *epoch, told),
            Event::ArtistReturned { artist, epoch } => self.returned(*artist, *epoch, told),
        }
    }

    fn changes(self) -> Changes {
        let revised = revised::revised(self.loaded, &self.posts, &self.told);
        let folders = self.folders;
        let changed = self.changed_folders.iter().filter_map(|(owner, id)| folders.get(owner)?.get(id).cloned()).collect();
        Changes {
            artists: self.artists.into_values().collect(),
            folders: changed,
            posts: self.posts.into_values().collect(),
            post_folders: self.places.into_values().collect(),
            notifications: self.announcer.finish(),
            revised,
            parked: self.parked,
        }
    }
}

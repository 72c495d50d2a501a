//! Which sources serve the watches of an artist. Pure.

use crate::poll::WatchedFolder;
use crate::schedule::Key;
use crate::sources::Sources;
use domain::id::ArtistId;
use domain::post::ArtistKind;
use domain::source::Position;
use domain::watch::WatchedArtist;
use std::collections::HashMap;
use std::time::Duration;
use store::ingest::{Source, SourceKind};

/// The watches are read after this long even where their version has not moved: an older version of the program counts no changes while both
/// run, an operator may have deleted rows by hand, and names of artists change without it.
pub const RELIST: Duration = Duration::from_secs(600);

/// The sources that the watches of this artist need. A group has neither gallery nor posts, only folders.
#[must_use]
pub fn kinds(watched: &WatchedArtist, kind: Option<ArtistKind>) -> Vec<SourceKind> {
    // Its list serves the watches of single folders as well.
    if watched.group {
        return vec![SourceKind::Profile, SourceKind::Group];
    }
    let person = kind != Some(ArtistKind::Group);
    let mut kinds = vec![SourceKind::Profile];
    // New deviations in the gallery are also what makes folders worth a poll.
    if person && (watched.gallery || !watched.folders.is_empty()) {
        kinds.push(SourceKind::Gallery);
    }
    if person && watched.posts {
        kinds.push(SourceKind::Posts);
    }
    kinds.extend(watched.folders.iter().map(|(folder, _)| SourceKind::Folder(*folder)));
    kinds
}

/// [`kinds`] as the keys of sources.
#[must_use]
pub fn keys(watched: &WatchedArtist, known: &HashMap<ArtistId, ArtistKind>) -> Vec<Key> {
    let artist = watched.artist;
    kinds(watched, known.get(&artist).copied()).into_iter().map(|kind| (artist, kind)).collect()
}

/// A source that was never polled.
#[must_use]
pub fn fresh(watched: &WatchedArtist, kind: SourceKind) -> Source {
    Source {
        artist: watched.artist,
        kind,
        artist_name: watched.name.clone(),
        weight: watched.channels,
        baselined: false,
        last_poll_at: None,
        next_poll_at: None,
        expected_at: None,
        folder_size: None,
        failures: 0,
        trouble: None,
        position: Position::default(),
        rates: None,
    }
}

/// The artist's watched folders with how far they were read.
#[must_use]
pub fn folders(watched: Option<&WatchedArtist>, artist: ArtistId, sources: &Sources) -> Vec<WatchedFolder> {
    let folders = watched.map_or(&[][..], |watched| &watched.folders);
    let state = |id| sources.get((artist, SourceKind::Folder(id)));
    folders
        .iter()
        .map(|(id, name)| WatchedFolder {
            id: *id,
            name: name.clone(),
            size: state(*id).and_then(|source| source.folder_size),
            baselined: state(*id).is_some_and(|source| source.baselined),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::FolderId;
    use uuid::Uuid;

    fn watched(gallery: bool, posts: bool, folders: u128) -> WatchedArtist {
        WatchedArtist {
            artist: ArtistId(Uuid::from_u128(1)),
            name: "somebody".to_owned(),
            gallery,
            posts,
            group: false,
            folders: (0..folders).map(|n| (FolderId(Uuid::from_u128(n)), format!("folder {n}"))).collect(),
            channels: 3,
            since: domain::clock::Timestamp::UNIX_EPOCH,
            tags: false,
            kind: None,
        }
    }

    #[test]
    fn a_watch_of_everything_needs_gallery_and_posts() {
        assert_eq!(kinds(&watched(true, true, 0), None), [SourceKind::Profile, SourceKind::Gallery, SourceKind::Posts]);
        assert_eq!(kinds(&watched(false, true, 0), Some(ArtistKind::Person)), [SourceKind::Profile, SourceKind::Posts]);
    }

    #[test]
    fn a_folder_of_a_person_needs_the_gallery_too() {
        let folder = SourceKind::Folder(FolderId(Uuid::from_u128(0)));
        assert_eq!(kinds(&watched(false, false, 1), Some(ArtistKind::Person)), [SourceKind::Profile, SourceKind::Gallery, folder]);
    }

    #[test]
    fn a_whole_group_is_one_list_whatever_else_is_watched_of_it() {
        let whole = WatchedArtist { group: true, ..watched(true, true, 3) };
        for kind in [None, Some(ArtistKind::Group)] {
            assert_eq!(kinds(&whole, kind), [SourceKind::Profile, SourceKind::Group]);
        }
    }

    #[test]
    fn a_group_has_folders_only() {
        let folder = SourceKind::Folder(FolderId(Uuid::from_u128(0)));
        assert_eq!(kinds(&watched(true, true, 1), Some(ArtistKind::Group)), [SourceKind::Profile, folder]);
    }
}

//! What events tell of artists and their folders.

use super::State;
use domain::event::Vanished;
use domain::id::ArtistId;
use domain::post::{ArtistKind, ArtistRef, Folder};
use store::projection::rows::{ArtistRow, FolderRow, Told};

impl State<'_> {
    fn artist(&mut self, id: ArtistId) -> &mut ArtistRow {
        let loaded = self.loaded;
        self.artists.entry(id).or_insert_with(|| loaded.artists.get(&id).cloned().unwrap_or_else(|| ArtistRow::unknown(id)))
    }

    /// Name and icon, as the artist's profile tells them.
    pub(super) fn named(&mut self, artist: &ArtistRef, told: Told) {
        let row = self.artist(artist.id);
        if told.replaces(&row.named) {
            row.call(artist);
            row.named = told;
        }
    }

    /// Name and icon, as a new post tells them. Its revision is the post's and says nothing about the artist, so the place in the log decides;
    /// a name that is not so any more is put right by the next profile.
    pub(super) fn signed(&mut self, artist: &ArtistRef, told: Told) {
        if told.rev.is_none() {
            self.named(artist, told);
        } else {
            self.artist(artist.id).call(artist);
        }
    }

    /// Kind and folder list as a whole: folders that are not in the newest list are gone.
    pub(super) fn profiled(&mut self, id: ArtistId, kind: ArtistKind, folders: &[Folder], told: Told) {
        let row = self.artist(id);
        row.rev = row.rev.max(told.rev);
        if !told.replaces(&row.profiled) {
            return;
        }
        row.kind = kind;
        row.profiled = told;
        let known = self.folders.entry(id).or_default();
        let mut gone: Vec<_> = known.values().filter(|folder| !folder.gone).map(|folder| folder.id).collect();
        for (position, folder) in folders.iter().enumerate() {
            gone.retain(|id| *id != folder.id);
            let row = FolderRow {
                id: folder.id,
                owner: id,
                name: folder.name.clone(),
                parent: folder.parent,
                size: folder.size,
                position: u32::try_from(position).unwrap_or(u32::MAX),
                gone: false,
            };
            if known.get(&folder.id) != Some(&row) {
                known.insert(folder.id, row);
                self.changed_folders.insert((id, folder.id));
            }
        }
        for folder in gone {
            if let Some(row) = known.get_mut(&folder) {
                row.gone = true;
                self.changed_folders.insert((id, folder));
            }
        }
    }

    /// A vanishing counts unless a later one, or the return from this one, is known.
    pub(super) fn vanished(&mut self, id: ArtistId, why: Vanished, epoch: u32, told: Told) {
        let row = self.artist(id);
        row.rev = row.rev.max(told.rev);
        if epoch > row.vanish_epoch {
            row.vanish_epoch = epoch;
            row.vanished = Some(why.as_ref().to_owned());
            row.returned = false;
        }
    }

    /// A return ends its own vanishing, and any before it.
    pub(super) fn returned(&mut self, id: ArtistId, epoch: u32, told: Told) {
        let row = self.artist(id);
        row.rev = row.rev.max(told.rev);
        if epoch >= row.vanish_epoch {
            row.vanish_epoch = epoch;
            row.vanished = None;
            row.returned = true;
        }
    }
}

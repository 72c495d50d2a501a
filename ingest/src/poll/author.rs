//! What pages tell of the artist: first sight, a new name, a doubt about the icon.

use super::context::Round;
use super::findings::{Ending, Poll};
use deviantart::model::Listed;
use domain::event::Event;
use domain::post::{ArtistKind, ArtistRef};
use store::ingest::{KnownArtist, SourceKind};

impl Round<'_> {
    /// Whether a page names an icon that the profile should be asked about.
    pub(super) fn doubts_icon(&self, items: &[Listed]) -> bool {
        let Some(known) = self.known else { return false };
        let Some(author) = items.iter().map(|item| &item.artist).find(|author| author.id == known.artist.id) else { return false };
        match &author.icon {
            Some(icon) if known.artist.icon.as_ref() != Some(icon) => self.context.memory().notes.doubt_icon(known.artist.id, icon),
            _ => false,
        }
    }

    /// First sight and renames, told by the author that a page names. The icon is left to the profile, the one place that is
    /// compared for it, since lists may write it differently.
    pub(super) fn author(&self, items: &[Listed]) -> Option<KnownArtist> {
        let author = &items.iter().find(|item| item.artist.id == self.job.source.artist)?.artist;
        match self.known {
            Some(known) if known.artist.name == author.name => None,
            Some(known) => {
                let mut next = known.clone();
                next.artist.name.clone_from(&author.name);
                Some(next)
            }
            None => Some(first_sight(author.clone())),
        }
    }
}

/// An artist known by this alone.
pub(super) const fn first_sight(artist: ArtistRef) -> KnownArtist {
    KnownArtist { artist, kind: ArtistKind::Person, folders: Vec::new(), vanished: None, vanish_epoch: 0, rev: 0 }
}

pub(super) fn profiled(artist: &KnownArtist) -> Event {
    Event::ArtistProfiled { artist: artist.artist.clone(), kind: artist.kind, folders: artist.folders.clone() }
}

/// Puts the author's event in front of the poll's others, notices the new name and asks for the profile.
pub(super) fn with_author(mut poll: Poll, author: Option<KnownArtist>) -> Poll {
    let Some(artist) = author else { return poll };
    let first_sight = poll.artist.is_none();
    poll.events.insert(0, profiled(&artist));
    if !artist.artist.name.eq_ignore_ascii_case(&poll.source.artist_name) && poll.ending == Ending::Seen {
        poll.ending = Ending::Renamed(artist.artist.name.clone());
    }
    if !first_sight {
        poll.effects.hasten.push(SourceKind::Profile);
    }
    poll.artist = Some(artist);
    poll
}

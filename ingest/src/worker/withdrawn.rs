//! Whether an endpoint is gone. A single 404 says nothing of it: stray ones come for addresses that work (WIX-50). It is gone when every poll
//! of its kind says so, for several artists, and none says otherwise in between. Pure.

use domain::id::ArtistId;
use std::collections::{BTreeSet, HashMap};
use std::mem::{Discriminant, discriminant};
use store::ingest::SourceKind;

/// This many artists have to agree; all of them, where there are fewer, and at least two.
const WITNESSES: usize = 3;

/// What polls have said since the last one of their kind that saw something.
#[derive(Debug, Default)]
pub struct Claims(HashMap<(Discriminant<SourceKind>, &'static str), BTreeSet<ArtistId>>);

impl Claims {
    /// A poll of this artist was told that the endpoint is gone; `artists` have sources of this kind. True: so it is.
    pub fn add(&mut self, kind: SourceKind, endpoint: &'static str, artist: ArtistId, artists: usize) -> bool {
        let said = self.0.entry((discriminant(&kind), endpoint)).or_default();
        if said.len() < WITNESSES {
            said.insert(artist);
        }
        said.len() >= WITNESSES.min(artists).max(2)
    }

    /// A poll of this kind saw something: what was said before was stray.
    pub fn refute(&mut self, kind: SourceKind) {
        self.0.retain(|(other, _), _| *other != discriminant(&kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn artist(number: u128) -> ArtistId {
        ArtistId(Uuid::from_u128(number))
    }

    #[test]
    fn one_artist_however_often_is_no_witness_and_three_without_a_success_between_are() {
        let mut claims = Claims::default();
        for _ in 0..9 {
            assert!(!claims.add(SourceKind::Gallery, "gallery/all", artist(1), 9));
        }
        assert!(!claims.add(SourceKind::Gallery, "gallery/all", artist(2), 9));
        claims.refute(SourceKind::Gallery);
        assert!(!claims.add(SourceKind::Gallery, "gallery/all", artist(3), 9));
        assert!(!claims.add(SourceKind::Gallery, "gallery/all", artist(4), 9));
        claims.refute(SourceKind::Posts);
        assert!(claims.add(SourceKind::Gallery, "gallery/all", artist(5), 9));
    }

    #[test]
    fn with_two_artists_both_have_to_say_it_and_one_alone_never_can() {
        let mut claims = Claims::default();
        assert!(!claims.add(SourceKind::Posts, "user/profile/posts", artist(1), 1));
        assert!(!claims.add(SourceKind::Posts, "user/profile/posts", artist(1), 2));
        assert!(claims.add(SourceKind::Posts, "user/profile/posts", artist(2), 2));
    }
}

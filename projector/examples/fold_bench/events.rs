//! Events as a busy log has them: new posts of 200 artists.

use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, PostId};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use uuid::Uuid;

/// Post number `n`.
pub fn event(n: u128, now: Timestamp) -> Envelope {
    let artist = ArtistRef { id: ArtistId(Uuid::from_u128(n % 200)), name: format!("Artist{}", n % 200), icon: None };
    let picture = |size| Some(Picture { url: format!("https://images-wixmp.example/f/{n:032x}/{size}.jpg"), width: size, height: size });
    let post = Post {
        id: PostId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_le_bytes())),
        artist: artist.id,
        kind: PostKind::Image,
        title: format!("A picture with number {n}"),
        url: Some(format!("https://www.deviantart.com/artist{}/art/picture-{n}", n % 200)),
        published_at: Some(now),
        mature: false,
        preview: picture(1024),
        thumbnail: picture(150),
        excerpt: None,
        tags: Vec::new(),
        tags_known: false,
        locked: None,
    };
    Envelope::new(Event::PostPublished { artist, post }, now)
}

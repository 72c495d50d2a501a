//! Samples that differ by a number. What a test is about is said where it is used: `Post { mature: true, ..post(1) }`,
//! `watch(channel).ping(role)`.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::event::{Envelope, Event};
use domain::id::{ArtistId, ChannelId, GuildId, PostId};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::NewWatch;
use uuid::Uuid;

/// This many seconds after a moment in 2023.
#[must_use]
pub fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

/// Artist `n`, named `Artist{n}`.
#[must_use]
pub fn artist(n: u128) -> ArtistRef {
    ArtistRef { id: artist_id(n), name: format!("Artist{n}"), icon: None }
}

/// The id of artist `n`.
#[must_use]
pub const fn artist_id(n: u128) -> ArtistId {
    ArtistId(Uuid::from_u128(0x1000 + n))
}

/// The id of post `n`.
#[must_use]
pub const fn post_id(n: u128) -> PostId {
    PostId(Uuid::from_u128(0x10_0000 + n))
}

/// Picture `n`, safe, of artist 0, published at second 0.
#[must_use]
pub fn post(n: u128) -> Post {
    Post {
        kind: PostKind::Image,
        title: format!("Picture {n}"),
        url: Some(format!("https://www.deviantart.com/artist0/art/Picture-{n}")),
        published_at: Some(at(0)),
        ..Post::unknown(post_id(n), artist_id(0))
    }
}

/// This post is new, by this artist.
#[must_use]
pub fn published(artist: &ArtistRef, post: Post) -> Event {
    Event::PostPublished { artist: artist.clone(), post }
}

/// The first revision of an event, observed at this second.
#[must_use]
pub fn envelope(event: Event, second: i64) -> Envelope {
    Envelope::revision(event, at(second), 1)
}

/// Everything of artist 0 from second 0 on, in a channel of server 1.
#[must_use]
pub fn watch(channel: u64) -> NewWatch {
    NewWatch::new(GuildId(1), ChannelId(channel), artist_id(0), artist(0).name, at(0))
}

//! Posts and notifications for the tests of cards.
#![expect(clippy::expect_used, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

use bot::card::batch::{self, Form};
use chrono::{DateTime, TimeZone, Utc};
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, NotificationId, PostId, RoleId, WatchId};
use domain::notification::{Due, State, Subject};
use domain::post::{ArtistRef, Picture, Post, PostKind};
use domain::watch::{NewWatch, Ping, Watch};
use uuid::Uuid;

pub fn at() -> DateTime<Utc> {
    Utc.timestamp_opt(1_700_000_000, 0).single().unwrap_or_default()
}

pub fn artist() -> ArtistRef {
    ArtistRef {
        id: ArtistId(Uuid::from_u128(1)),
        name: "SomeBody".to_owned(),
        icon: Some("https://a.deviantart.net/avatars/s/o/somebody.png".to_owned()),
    }
}

pub fn picture(name: &str) -> Picture {
    Picture { url: format!("https://images-wixmp-ed30.wixmp.com/f/{name}.jpg?token=abc"), width: 800, height: 600 }
}

pub fn post(kind: PostKind, title: &str) -> Post {
    Post {
        kind,
        title: title.to_owned(),
        url: Some("https://www.deviantart.com/somebody/art/Title-1".to_owned()),
        published_at: Some(at()),
        ..Post::unknown(PostId(Uuid::from_u128(2)), artist().id)
    }
}

pub fn watch(ping: Option<u64>, folder: Option<&str>) -> Watch {
    Watch {
        id: WatchId(Uuid::from_u128(3)),
        wish: NewWatch::new(GuildId(10), ChannelId(11), artist().id, artist().name, at())
            .folder(folder.map(|name| (FolderId(Uuid::from_u128(4)), name.to_owned())))
            .ping(ping.map(|role| Ping { role: RoleId(role), by_right: true })),
    }
}

pub fn due(subject: Subject, watch: Option<Watch>) -> Due {
    Due {
        id: NotificationId(Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10)),
        watch,
        guild: GuildId(10),
        channel: ChannelId(11),
        subject,
        group_folder: None,
        post_removed: false,
        also_ping: Vec::new(),
        state: State::Pending,
        observed_at: at(),
        deliverable_at: at(),
        zone: domain::zone::Zone::UTC,
        due_at: at(),
        attempts: 0,
        doubt: None,
        published_at: None,
        language: domain::language::Language::English,
        mature_channel: None,
        veiled: false,
    }
}

pub fn card(post: Post) -> Due {
    due(Subject::Card { post: Box::new(post), artist: artist() }, Some(watch(None, None)))
}

/// One of each kind, and each special case: name and notification.
pub fn every_kind() -> Vec<(&'static str, Due)> {
    let with = |kind, title, change: fn(&mut Post)| {
        let mut post = post(kind, title);
        change(&mut post);
        post
    };
    let big = |post: &mut Post| (post.preview, post.thumbnail) = (Some(picture("big")), Some(picture("small")));
    let text = |post: &mut Post| (post.excerpt, post.thumbnail) = (Some("It was *late*.\nVery.".to_owned()), Some(picture("small")));
    let mut cards = vec![
        ("image", card(with(PostKind::Image, "A *red* fox", big))),
        ("literature", card(with(PostKind::Literature, "Chapter 1", text))),
        ("video", card(with(PostKind::Video, "Timelapse", |post| post.thumbnail = Some(picture("small"))))),
        ("journal", card(with(PostKind::Journal, "News", text))),
        ("status", card(with(PostKind::Status, "Hello all", |post| post.excerpt = Some("Hello all, @everyone".to_owned())))),
        ("poll", card(with(PostKind::Poll, "Cats or dogs?", |_| ()))),
        ("other", card(with(PostKind::Other, "Something", big))),
        (
            "locked",
            card(with(PostKind::Image, "For watchers", |post| {
                (post.preview, post.locked, post.excerpt) = (Some(picture("blur")), Some("watchers".to_owned()), Some("secret".to_owned()));
            })),
        ),
        ("mature", card(with(PostKind::Image, "Night", |post| (post.preview, post.mature) = (Some(picture("big")), true)))),
        ("bare", card(with(PostKind::Image, "", |post| (post.url, post.published_at) = (None, None)))),
    ];
    let digest =
        Subject::Digest { artist: artist(), count: 7, posts: vec![post(PostKind::Image, "Listed"), post(PostKind::Journal, "Listed too")] };
    cards.push(("digest", due(digest, Some(watch(Some(77), None)))));
    let pinged = Subject::Card { post: Box::new(post(PostKind::Image, "Ping")), artist: artist() };
    cards.push(("ping", due(pinged, Some(watch(Some(77), Some("My @best <works>"))))));
    cards
}

/// This many posts of one poll.
pub fn burst(count: u32) -> Vec<Due> {
    let one = |n: u32| {
        let post = Post {
            id: PostId(Uuid::from_u128(u128::from(n))),
            url: Some(format!("https://www.deviantart.com/somebody/art/A-red-fox-{}", 900_000_000 + n)),
            excerpt: Some("It was late. ".repeat(20)),
            preview: Some(picture("big")),
            ..post(PostKind::Image, &format!("A *red* fox, {n} (of many) [wip]"))
        };
        Due { id: NotificationId(Uuid::from_u128(u128::from(n))), ..card(post) }
    };
    (0..count).map(one).collect()
}

/// The messages that these become, in the order of their sending.
pub fn batches(posts: &[Due]) -> Vec<(Form, serde_json::Value)> {
    let (mut left, mut found): (Vec<&Due>, Vec<_>) = (posts.iter().collect(), Vec::new());
    while !left.is_empty() {
        let form = if found.is_empty() { Form::Cards } else { Form::List };
        let rest = left.split_off(batch::fitting(&left, form));
        let message = batch::message(&left, form).expect("what fits can be written");
        found.push((form, serde_json::to_value(message).expect("a message is JSON")));
        left = rest;
    }
    found
}

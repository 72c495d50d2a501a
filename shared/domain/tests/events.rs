//! The log's wire format: one golden file per event type, kept forever. A change that breaks one of them breaks every log that exists;
//! a new shape is a new version with its own file.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::event::codec::{self, DecodeError, NAMES};
use domain::event::{Change, Envelope, Event, Vanished};
use domain::id::{ArtistId, EventId, FolderId, PostId};
use domain::post::{ArtistKind, ArtistRef, Folder, Picture, Post, PostKind};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::str::FromStr;
use uuid::Uuid;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.json"))).unwrap()
}

#[test]
fn every_event_type_has_a_golden_file_that_decodes_and_encodes_to_itself() {
    for name in NAMES {
        let bytes = golden(name);
        let envelope = codec::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(envelope.event.wire_type(), *name);
        let again: Value = serde_json::from_slice(&codec::encode(&envelope).unwrap()).unwrap();
        let before: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(again, before, "{name}: a field was lost, renamed or added");
        assert_eq!(envelope.id, EventId::of(&envelope.event.natural_key()), "{name}: the id of the natural key changed");
    }
}

#[test]
fn a_golden_file_per_type_and_none_besides() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let mut wanted = NAMES.iter().map(|name| format!("{name}.json")).collect::<Vec<_>>();
    wanted.sort();
    assert_eq!(files, wanted);
}

#[test]
fn a_type_of_a_newer_version_is_unknown_and_not_misread() {
    for kind in ["PostPublished.v2", "PostLiked.v1", "PostPublished", ""] {
        let mut value: Value = serde_json::from_slice(&golden("PostPublished.v1")).unwrap();
        value["type"] = json!(kind);
        let error = codec::decode(value.to_string().as_bytes()).unwrap_err();
        assert!(matches!(&error, DecodeError::UnknownType(told) if told == kind), "{kind}: {error}");
    }
}

/// Word for word: nothing of a newer writer is lost on the way through an older reader.
#[test]
fn words_of_a_newer_writer_are_kept() {
    let cases = [
        ("PostPublished.v1", "/data/post/kind", json!("commission")),
        ("PostRevised.v1", "/data/changes/0", json!("price")),
        ("ArtistVanished.v1", "/data/why", json!("on_holiday")),
        ("ArtistProfiled.v1", "/data/kind", json!("organisation")),
    ];
    for (name, place, word) in cases {
        let mut value: Value = serde_json::from_slice(&golden(name)).unwrap();
        *value.pointer_mut(place).unwrap() = word;
        let envelope = codec::decode(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again: Value = serde_json::from_slice(&codec::encode(&envelope).unwrap()).unwrap();
        assert_eq!(again, value, "{name}");
    }
    assert_eq!(PostKind::from_str("commission").unwrap().as_ref(), "commission");
    assert!(domain::watch::What::Deviations.wants(PostKind::from_str("commission").unwrap()));
}

/// A revision is read back; one that makes no sense is none, and costs nothing else.
#[test]
fn revisions_are_read_and_nonsense_is_none() {
    let mut value: Value = serde_json::from_slice(&golden("PostRemoved.v1")).unwrap();
    assert_eq!(codec::decode(value.to_string().as_bytes()).unwrap().rev, None);
    let cases = [
        (json!(7), Some(7)),
        (json!(-1), None),
        (json!("7"), None),
        (json!(null), None),
        (json!(u64::MAX), Some(i64::MAX.cast_unsigned())),
    ];
    for (told, rev) in cases {
        value["rev"] = told.clone();
        assert_eq!(codec::decode(value.to_string().as_bytes()).unwrap().rev, rev, "{told}");
    }
    let event = codec::decode(&golden("PostRemoved.v1")).unwrap();
    let envelope = Envelope::revision(event.event, event.observed_at, 9);
    assert_eq!(codec::decode(&codec::encode(&envelope).unwrap()).unwrap(), envelope);
}

#[test]
fn times_that_cannot_be_are_refused_or_unknown() {
    let with = |field: &str, time: &str| {
        let mut value: Value = serde_json::from_slice(&golden("PostPublished.v1")).unwrap();
        *value.pointer_mut(field).unwrap() = json!(time);
        codec::decode(value.to_string().as_bytes())
    };
    for time in ["+262142-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "-0001-01-01T00:00:00Z"] {
        assert!(matches!(with("/observed_at", time), Err(DecodeError::Time { .. })), "{time}");
        let Event::PostPublished { post, .. } = with("/data/post/published_at", time).unwrap().event else { panic!("another event") };
        assert_eq!(post.published_at, None, "{time}");
    }
    assert!(with("/observed_at", "2999-12-31T23:59:59.999999Z").is_ok());
}

/// Of a post whose tags were asked for, the log says so; the fact is the same one.
#[test]
fn a_post_with_known_tags_says_so_and_one_without_is_written_as_ever() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden_with_tags/PostPublished.v1.json");
    let bytes = std::fs::read(path).unwrap();
    let envelope = codec::decode(&bytes).unwrap();
    let Event::PostPublished { post, .. } = &envelope.event else { panic!("another event") };
    assert!(post.tags_known && post.tags == ["water", "dawn"]);
    let written: Value = serde_json::from_slice(&codec::encode(&envelope).unwrap()).unwrap();
    assert_eq!(written, serde_json::from_slice::<Value>(&bytes).unwrap());
    let old = codec::decode(&golden("PostPublished.v1")).unwrap();
    let Event::PostPublished { post: before, .. } = &old.event else { panic!("another event") };
    assert_eq!((old.id, old.event.natural_key(), before.tags_known), (envelope.id, envelope.event.natural_key(), false));
    assert!(!String::from_utf8(codec::encode(&old).unwrap()).unwrap().contains("tags_known"));
}

#[test]
fn fields_of_a_newer_writer_are_ignored() {
    for name in NAMES {
        let bytes = golden(name);
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        add_fields(&mut value);
        assert_eq!(codec::decode(value.to_string().as_bytes()).unwrap(), codec::decode(&bytes).unwrap(), "{name}");
    }
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            fields.insert("added_by_a_newer_version".to_owned(), json!({"x": [1]}));
        }
        Value::Array(list) => list.iter_mut().for_each(add_fields),
        _ => {}
    }
}

#[test]
fn what_does_not_fit_says_what_is_wrong() {
    assert!(matches!(codec::decode(b"\xff\x00").unwrap_err(), DecodeError::Malformed(_)));
    assert!(matches!(codec::decode(b"{}").unwrap_err(), DecodeError::Malformed(_)));
    let mut value: Value = serde_json::from_slice(&golden("PostRemoved.v1")).unwrap();
    value["data"]["post"] = json!("no id");
    assert!(matches!(codec::decode(value.to_string().as_bytes()).unwrap_err(), DecodeError::Data { kind, .. } if kind == "PostRemoved.v1"));
}

/// The log is kept forever and must survive the erasure of a guild: nothing of Discord may be in it (docs/architecture.md).
#[test]
fn no_event_holds_anything_of_discord_or_a_secret() {
    let allowed = [
        "id",
        "observed_at",
        "type",
        "data",
        "artist",
        "post",
        "name",
        "icon",
        "kind",
        "title",
        "url",
        "published_at",
        "mature",
        "preview",
        "thumbnail",
        "width",
        "height",
        "excerpt",
        "tags",
        "tags_known",
        "locked",
        "changes",
        "owner",
        "folder",
        "folder_name",
        "folders",
        "parent",
        "size",
        "why",
        "epoch",
    ];
    for name in NAMES {
        let mut keys = Vec::new();
        gather(&serde_json::from_slice(&golden(name)).unwrap(), &mut keys);
        for key in keys {
            assert!(allowed.contains(&key.as_str()), "{name} has the field {key:?}: may it be on a log that is kept forever?");
        }
    }
}

fn gather(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                keys.push(key.clone());
                gather(value, keys);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| gather(value, keys)),
        _ => {}
    }
}

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000_000_000).prop_map(|micros| Timestamp::from_timestamp_micros(micros).unwrap())
}

fn picture() -> impl Strategy<Value = Picture> {
    (".{0,40}", any::<u32>(), any::<u32>()).prop_map(|(url, width, height)| Picture { url, width, height })
}

fn artist() -> impl Strategy<Value = ArtistRef> {
    (uuid(), ".{0,20}", proptest::option::of(".{0,40}")).prop_map(|(id, name, icon)| ArtistRef { id: ArtistId(id), name, icon })
}

fn kind() -> impl Strategy<Value = PostKind> {
    prop::sample::select(vec![
        PostKind::Image,
        PostKind::Literature,
        PostKind::Video,
        PostKind::Journal,
        PostKind::Status,
        PostKind::Poll,
        PostKind::Other,
    ])
}

fn post() -> impl Strategy<Value = Post> {
    let option = proptest::option::of::<&str>;
    (
        (uuid(), uuid(), kind(), ".{0,60}", option(".{0,60}"), proptest::option::of(time()), any::<bool>()),
        (
            proptest::option::of(picture()),
            proptest::option::of(picture()),
            option("(?s).{0,200}"),
            proptest::collection::vec(".{0,10}", 0..4),
            option(".{0,10}"),
            (any::<bool>(), proptest::option::of(any::<u32>())),
        ),
    )
        .prop_map(
            |((id, by, kind, title, url, published_at, mature), (preview, thumbnail, excerpt, tags, locked, (several, seconds)))| Post {
                id: PostId(id),
                artist: ArtistId(by),
                kind,
                title,
                url,
                published_at,
                mature,
                preview,
                thumbnail,
                excerpt,
                tags_known: !tags.is_empty(),
                tags,
                locked,
                several,
                seconds,
            },
        )
}

fn folder() -> impl Strategy<Value = Folder> {
    (uuid(), ".{0,20}", proptest::option::of(uuid()), proptest::option::of(any::<u32>())).prop_map(|(id, name, parent, size)| Folder {
        id: FolderId(id),
        name,
        parent: parent.map(FolderId),
        size,
    })
}

fn event() -> impl Strategy<Value = Event> {
    let changes = || {
        let all = vec![Change::Title, Change::Mature, Change::Preview, Change::Excerpt, Change::Locked, Change::Other];
        proptest::collection::vec(prop::sample::select(all), 0..4)
    };
    let why = || prop::sample::select(vec![Vanished::NotFound, Vanished::Inactive, Vanished::Blocked]);
    let kinds = || prop::sample::select(vec![ArtistKind::Person, ArtistKind::Group]);
    prop_oneof![
        (artist(), post()).prop_map(|(artist, post)| Event::PostPublished { artist, post }),
        (post(), changes()).prop_map(|(post, changes)| Event::PostRevised { post, changes }),
        (uuid(), uuid(), uuid(), ".{0,20}").prop_map(|(owner, post, folder, folder_name)| Event::PostFoldered {
            owner: ArtistId(owner),
            post: PostId(post),
            folder: FolderId(folder),
            folder_name
        }),
        (uuid(), uuid()).prop_map(|(artist, post)| Event::PostRemoved { artist: ArtistId(artist), post: PostId(post) }),
        (artist(), kinds(), proptest::collection::vec(folder(), 0..4)).prop_map(|(artist, kind, folders)| Event::ArtistProfiled {
            artist,
            kind,
            folders
        }),
        (uuid(), why(), any::<u32>()).prop_map(|(artist, why, epoch)| Event::ArtistVanished { artist: ArtistId(artist), why, epoch }),
        (uuid(), any::<u32>()).prop_map(|(artist, epoch)| Event::ArtistReturned { artist: ArtistId(artist), epoch }),
    ]
}

proptest! {
    #[test]
    fn every_event_survives_encoding(event in event(), at in time(), nanos in 0_i64..1000) {
        let envelope = Envelope::new(event, at + TimeDelta::nanoseconds(nanos));
        let decoded = codec::decode(&codec::encode(&envelope).unwrap()).unwrap();
        prop_assert_eq!(decoded, envelope);
    }

    #[test]
    fn the_same_fact_has_the_same_id_whenever_it_is_seen(event in event(), a in time(), b in time()) {
        prop_assert_eq!(Envelope::new(event.clone(), a).id, Envelope::new(event, b).id);
    }

    #[test]
    fn any_bytes_decode_or_say_why(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = codec::decode(&bytes);
    }
}

/// Writes the golden files again: `cargo test -p shared --test events -- --ignored write`. Only for a type that has none yet.
#[test]
#[ignore = "writes the files that the other tests compare with"]
fn write_golden_files_that_are_missing() {
    let id = |n: u128| Uuid::from_u128(0x52ba_fa97_9db9_0e5f_ff2d_c390_83f8_9800 + n);
    let at = Timestamp::from_timestamp_micros(1_757_620_229_123_456).unwrap();
    let picture =
        |name: &str, width, height| Picture { url: format!("https://images-wixmp-ed30.wixmp.com/f/{name}.jpg?token=x.y.z"), width, height };
    let artist = ArtistRef {
        id: ArtistId(id(1)),
        name: "Mara-Ilves".to_owned(),
        icon: Some("https://a.deviantart.net/avatars/m/a/mara.png?3".to_owned()),
    };
    let post = Post {
        id: PostId(id(2)),
        artist: artist.id,
        kind: PostKind::Image,
        title: "Pool at dawn “öä” \u{1f30a}".to_owned(),
        url: Some("https://www.deviantart.com/mara-ilves/art/Pool-at-dawn-750209147".to_owned()),
        published_at: Some(Timestamp::from_timestamp(1_757_620_000, 0).unwrap()),
        mature: false,
        preview: Some(picture("pool", 1024, 512)),
        thumbnail: Some(picture("pool-300w", 300, 150)),
        excerpt: None,
        tags: vec!["water".to_owned(), "dawn".to_owned()],
        tags_known: false,
        locked: None,
        several: false,
        seconds: None,
    };
    let revised = Post {
        kind: PostKind::Literature,
        mature: true,
        excerpt: Some("It was.\nIt is.".to_owned()),
        locked: Some("watchers".to_owned()),
        url: None,
        preview: None,
        thumbnail: None,
        published_at: None,
        tags: vec![],
        ..post.clone()
    };
    let folders = vec![
        Folder { id: FolderId(id(3)), name: "Featured".to_owned(), parent: None, size: Some(64) },
        Folder { id: FolderId(id(4)), name: "Water".to_owned(), parent: Some(FolderId(id(3))), size: None },
    ];
    let (owner, removed) = (artist.id, post.id);
    let events = [
        Event::PostPublished { artist: artist.clone(), post },
        Event::PostRevised {
            post: revised,
            changes: vec![Change::Title, Change::Mature, Change::Preview, Change::Excerpt, Change::Locked, Change::Other],
        },
        Event::PostFoldered { owner, post: removed, folder: FolderId(id(4)), folder_name: "Water".to_owned() },
        Event::PostRemoved { artist: owner, post: removed },
        Event::ArtistProfiled { artist, kind: ArtistKind::Person, folders },
        Event::ArtistVanished { artist: owner, why: Vanished::Inactive, epoch: 2 },
        Event::ArtistReturned { artist: owner, epoch: 2 },
    ];
    for event in events {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{}.json", event.wire_type()));
        if !path.exists() {
            let value: Value = serde_json::from_slice(&codec::encode(&Envelope::new(event, at)).unwrap()).unwrap();
            std::fs::write(path, serde_json::to_string_pretty(&value).unwrap() + "\n").unwrap();
        }
    }
}

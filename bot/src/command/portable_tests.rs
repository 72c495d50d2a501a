use super::*;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId, GuildId, WatchId};
use domain::watch::{NewWatch, Ping};
use insta::assert_snapshot;
use proptest::prelude::*;
use uuid::Uuid;

fn watch() -> Watch {
    let artist = ArtistId(Uuid::from_u128(1));
    let wish = NewWatch::new(GuildId(1), ChannelId(1 << 60), artist, "Some_Body", Timestamp::UNIX_EPOCH)
        .what(What::Deviations)
        .folder((FolderId(Uuid::from_u128(5)), "Comics \"and\" more".to_owned()))
        .ping(Ping { role: RoleId(7), by_right: true })
        .filter(domain::filter::Filter::parse("cat -#wip").unwrap())
        .template(domain::template::Template::parse("{title} {url}").unwrap())
        .rhythm(Rhythm { digest: "daily 09".parse().ok(), quiet: "22:00-08:00 silently".parse().ok() })
        .catch_up(CatchUp::NEWEST);
    Watch { id: WatchId(Uuid::nil()), wish }
}

#[test]
fn what_is_written_is_read_again() {
    let file = write(&[watch()]);
    assert_snapshot!(String::from_utf8(file.clone()).unwrap(), @r#"
    {
      "format": 1,
      "watches": [
        {
          "artist": "Some_Body",
          "channel": "1152921504606846976",
          "what": "deviations",
          "folder": "Comics \"and\" more",
          "folder_id": "00000000-0000-0000-0000-000000000005",
          "mature": false,
          "ping": "7",
          "filter": "cat -#wip",
          "style": "line",
          "rhythm": "daily 09",
          "quiet": "22:00-08:00 silently",
          "catch_up": "newest",
          "template": "{title} {url}"
        }
      ]
    }
    "#);
    let [entry] = read(&file).unwrap().try_into().unwrap();
    assert_eq!(entry.folder(), Some("00000000-0000-0000-0000-000000000005"));
    let meant = entry.meant().unwrap();
    assert_eq!((meant.channel, meant.what, meant.ping), (Some(ChannelId(1 << 60)), What::Deviations, Some(RoleId(7))));
    assert_eq!((meant.rhythm, meant.catch_up, meant.inherits), (watch().wish.rhythm, CatchUp::NEWEST, Inherited::default()));
}

#[test]
fn a_file_says_what_is_as_the_servers_defaults() {
    let Watch { id, wish } = watch();
    let inherits = Inherited::default().with(Aspect::Mature).with(Aspect::Rhythm);
    let file = write(&[Watch { id, wish: NewWatch { inherits, ..wish } }]);
    let [entry] = read(&file).unwrap().try_into().unwrap();
    assert_eq!(entry.inherits, ["mature", "rhythm"]);
    assert_eq!(entry.meant().unwrap().inherits, inherits);
    // What versions wrote that knew no defaults: each watch says everything itself.
    let old = br#"{"format":1,"watches":[{"artist":"a","channel":"5","what":"everything","mature":false}]}"#;
    let [entry] = read(old).unwrap().try_into().unwrap();
    assert_eq!(entry.meant().unwrap().inherits, Inherited::default());
    let by_hand = br#"{"format":1,"watches":[{"artist":"a","style":"compact"}]}"#;
    let [entry] = read(by_hand).unwrap().try_into().unwrap();
    assert_eq!(entry.meant().unwrap().inherits, Inherited::all().without(Aspect::Style));
    assert!(!entry.meant().unwrap().mature);
    // Who says where mature posts go wants them.
    let veiled = br#"{"format":1,"watches":[{"artist":"a","mature_way":"veiled"}]}"#;
    let [entry] = read(veiled).unwrap().try_into().unwrap();
    assert!(entry.meant().unwrap().mature);
    let [line] = read(b"a").unwrap().try_into().unwrap();
    assert_eq!(line.meant().unwrap().inherits, Inherited::all());
}

#[test]
fn no_word_that_is_not_known_means_more_than_is_meant() {
    let wrong = |field: &str, value: &str| {
        let document = serde_json::json!({ "format": 1, "watches": [{ "artist": "a", field: value }] });
        read(document.to_string().as_bytes()).unwrap()[0].wrong()
    };
    for (field, right, mistyped) in [
        ("style", "compact", "compakt"),
        ("mature_way", "veiled", "bare"),
        ("rhythm", "daily 09", "daily 25"),
        ("quiet", "22:00-08:00 silently", "22:00-22:00 silently"),
        ("catch_up", "newest=3", "newset=3"),
    ] {
        assert_eq!(wrong(field, right), None, "{field}");
        assert_eq!(wrong(field, mistyped), Some(Wrong::Word(format!("{field}: {mistyped}"))));
    }
    assert_eq!(wrong("filtre", "cat"), Some(Wrong::Word("filtre".to_owned())), "a filter that nobody reads lets everything through");
    let [entry] = read(br#"{"format":1,"watches":[{"artist":"a","folder":"Comics","folder_id":" "}]}"#).unwrap().try_into().unwrap();
    assert_eq!(entry.folder(), Some("Comics"));
}

#[test]
fn a_whole_group_is_written_as_all_of_its_folders() {
    let Watch { id, wish } = watch();
    let [entry] = read(&write(&[Watch { id, wish: wish.whole_group(true) }])).unwrap().try_into().unwrap();
    assert_eq!((entry.folder(), entry.meant().map(|meant| meant.what).ok()), (Some("*"), Some(What::Deviations)));
}

#[test]
fn names_stand_one_a_line() {
    let entries = read("\u{feff}Alder\r\n\n  https://www.deviantart.com/birch \n".as_bytes()).unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry.artist.as_str()).collect();
    assert_eq!(names, ["Alder", "https://www.deviantart.com/birch"]);
    assert_eq!((entries[0].channel(), entries[0].wrong(), entries[0].folder()), (None, None, None));
}

#[test]
fn what_cannot_be_used_is_refused_with_the_place() {
    assert_eq!(read(b""), Err(Bad::Empty));
    assert_eq!(read(&[0xff, 0xfe]), Err(Bad::Binary));
    assert_eq!(read(b"PK\0"), Err(Bad::Binary));
    assert_eq!(read(&vec![b'a'; BYTES + 1]), Err(Bad::Large));
    assert_eq!(read("a\n".repeat(501).as_bytes()), Err(Bad::Many { count: 501 }));
    assert_eq!(read(b"{\n\"format\": 1,\n\"watches\": 5}"), Err(Bad::Json { line: 3 }));
    assert_eq!(read(br#"{"format": 2, "watches": []}"#), Err(Bad::Newer));
    let long = format!(r#"{{"format":1,"watches":[{{"artist":"{}"}}]}}"#, "a".repeat(301));
    assert_eq!(read(long.as_bytes()), Err(Bad::Json { line: 1 }));
    let odd = |field: &str, value: Value| {
        let document = serde_json::json!({ "format": 1, "watches": [{ "artist": "a", field: value }] });
        read(document.to_string().as_bytes()).unwrap()[0].wrong()
    };
    assert_eq!(odd("channel", "-1".into()), Some(Wrong::Channel));
    assert_eq!(odd("what", "x".into()), Some(Wrong::What));
    assert_eq!(odd("ping", "99999999999999999999".into()), Some(Wrong::Role));
    assert_eq!(odd("inherits", vec!["colour"].into()), Some(Wrong::Word("inherits: colour".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), as_json in any::<bool>()) {
        let bytes = if as_json { [b"{\"format\":1,\"watches\":[".as_slice(), &bytes].concat() } else { bytes };
        if let Ok(entries) = read(&bytes) {
            prop_assert!(entries.iter().all(Entry::is_short) && (1..=MOST).contains(&entries.len()));
        }
    }
}

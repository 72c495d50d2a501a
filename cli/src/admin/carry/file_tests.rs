use super::*;
use std::path::PathBuf;

fn entries() -> Vec<Entry> {
    let payloads = [&br#"{"a":",\"event\":}"}"#[..], b"not JSON", b"{\n}", &[0xff, 0xfe], br#"{"z": [1, 2 ]}"#];
    let appended_at = Timestamp::from_timestamp_millis(1_700_000_000_123).unwrap();
    payloads.iter().zip([3, 4, 9, 10, 11]).map(|(payload, offset)| Entry { offset, appended_at, payload: payload.to_vec() }).collect()
}

fn text(entries: &[Entry]) -> String {
    let mut hash = Hash::default();
    entries.iter().for_each(|entry| hash.add(&entry.payload));
    let end = End { log: LogId::random(), continues: vec![LogId::random()], whole: true, events: entries.len() as u64, sha256: hash.end() };
    let lines = entries.iter().map(|entry| line(entry).unwrap()).chain([last_line(end).unwrap()]);
    lines.map(|line| line + "\n").collect()
}

fn file(place: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = place.path().join("events.jsonl");
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn what_was_exported_is_read_back_byte_for_byte() {
    let place = tempfile::tempdir().unwrap();
    let mut opened = File::open(&file(&place, &text(&entries()))).unwrap();
    assert_eq!((opened.end().events, opened.end().continues.len()), (5, 1));
    for _ in 0..2 {
        opened.rewind().await.unwrap();
        assert_eq!(opened.page().await.unwrap(), entries());
        assert_eq!(opened.page().await.unwrap(), []);
    }
    for line in text(&entries()).lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn what_is_cut_short_changed_or_of_an_earlier_version_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let whole = text(&entries());
    let lines: Vec<&str> = whole.lines().collect();
    let said = |text: &str| format!("{:#}", File::open(&file(&place, text)).unwrap_err());
    assert!(said(&lines[..3].join("\n")).contains("cut short"));
    assert!(said(&whole[..whole.len() - 5]).contains("line 6"));
    assert!(said(&whole.replace("not JSON", "").replace("[1, 2 ]", "[1, 3 ]")).contains("was changed"));
    assert!(said(&[lines[1], lines[0], lines[5]].join("\n")).contains("line 2: offset 3 comes behind"));
    assert!(said(r#"{"id":"x","type":"PostPublished.v1"}"#).contains("line 1: it has no offset"));
    assert!(said(&"x".repeat(1 << 20)).contains("line 1"));
}

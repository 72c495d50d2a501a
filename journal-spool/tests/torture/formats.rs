//! Cases 18 and 19: what older and newer versions wrote. The fixture was written once by version 1 and must stay readable.

use crate::basics::{is_right, read_all};
use journal_spool::{Journal, OpenError, Options, Spool, SpoolOptions, inspect};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A private copy: git keeps neither modes nor an untouched original.
fn copy(name: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join(name);
    std::fs::DirBuilder::new().create(&to).unwrap();
    std::fs::set_permissions(&to, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(fixture(name)).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    (dir, to)
}

fn dump(dir: &Path) -> String {
    let mut text = String::new();
    inspect::dump(dir, 0, |e| {
        let hex: String = e.payload.iter().map(|b| format!("{b:02x}")).collect();
        writeln!(text, "{} {} {} {} {hex}", e.offset, e.append_ms, e.codec, e.schema).unwrap();
        true
    })
    .unwrap();
    text
}

fn options() -> Options {
    Options { segment_bytes: 1200, reserve_bytes: 0, ..Options::default() }
}

/// Writes the fixtures; only when there are none yet.
#[test]
fn fixtures_exist() {
    use crate::basics::{build, record};
    if fixture("v1").exists() {
        return;
    }
    assert!(std::env::var_os("JOURNAL_SPOOL_WRITE_FIXTURES").is_some(), "the committed fixtures are gone");
    let save = |name: &str, dir: &Path| {
        std::fs::create_dir_all(fixture(name)).unwrap();
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|e| e.file_name() != "LOCK") {
            std::fs::copy(entry.path(), fixture(name).join(entry.file_name())).unwrap();
        }
        std::fs::write(fixture(&format!("{name}.dump")), dump(dir)).unwrap();
    };
    let dir = tempfile::tempdir().unwrap();
    let world = build(30, false);
    let log = dir.path().join("v1");
    std::fs::create_dir(&log).unwrap();
    for name in world.list() {
        std::fs::write(log.join(name.rsplit_once('/').unwrap().1), world.file(&name)).unwrap();
    }
    assert!(is_right(&journal_spool::Entry { offset: 3, append_ms: 0, codec: 9, schema: 7, id: record(3).id, payload: record(3).payload }));
    save("v1", &log);
    let (spool, _) = Spool::open(dir.path().join("v1-spool"), SpoolOptions { schema: 4, journal: options() }).unwrap();
    for n in 0..30_u32 {
        spool.put(&(n, format!("letter {n}"), Some(-1_i64))).wait().unwrap();
    }
    spool.ack(&(0..30).filter(|n| n % 3 == 0).collect::<Vec<_>>()).wait().unwrap();
    spool.close().wait().unwrap();
    save("v1-spool", &dir.path().join("v1-spool"));
}

#[test]
fn case_18_version_1_stays_readable_byte_for_byte() {
    for name in ["v1", "v1-spool"] {
        let (_dir, log) = copy(name);
        let expected = std::fs::read_to_string(fixture(&format!("{name}.dump"))).unwrap();
        assert!(inspect::check(&log, true).unwrap().is_sound());
        assert_eq!(dump(&log), expected, "{name}");
        let (journal, report) = Journal::open(&log, options()).unwrap();
        assert!(report.gaps.is_empty() && report.torn_bytes == 0, "{report:?}");
        assert_eq!(journal.append(Vec::new()).wait().unwrap(), 30..30);
        drop(journal);
        assert_eq!(dump(&log), expected, "opening changes no record");
    }
    let (_dir, log) = copy("v1");
    let (journal, _) = Journal::open(&log, options()).unwrap();
    let (entries, _) = read_all(&journal, 0);
    assert!(entries.len() == 30 && entries.iter().all(is_right));
    let (_dir, log) = copy("v1-spool");
    let (spool, _) = Spool::<(u32, String, Option<i64>)>::open(&log, SpoolOptions { schema: 4, journal: options() }).unwrap();
    let values: Vec<_> = spool.pending(100).unwrap().into_iter().map(|i| i.value.unwrap()).collect();
    let expected: Vec<_> = (0..30).filter(|n| n % 3 != 0).map(|n| (n, format!("letter {n}"), Some(-1))).collect();
    assert_eq!(values, expected);
}

fn masked(bytes: &[u8]) -> [u8; 4] {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

fn untouched(dir: &Path, what: &str) {
    let stamps = || {
        let mut all: Vec<_> = std::fs::read_dir(dir)
            .unwrap()
            .map(|e| e.map(|e| (e.file_name(), e.metadata().unwrap().modified().unwrap(), std::fs::read(e.path()).unwrap())).unwrap())
            .collect();
        all.sort();
        (all, std::fs::metadata(dir).unwrap().modified().unwrap())
    };
    let before = stamps();
    let refused = Journal::open(dir, options()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, OpenError::NewerFormat { .. }), "{what}: {refused}");
    assert!(matches!(inspect::check(dir, false), Err(OpenError::NewerFormat { .. })));
    assert_eq!(stamps(), before, "{what}: touched");
}

#[test]
fn case_19_a_newer_format_is_refused_and_untouched() {
    let last = |dir: &Path| {
        let segments = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "jsl"));
        segments.max().unwrap()
    };
    // a later format number in a segment, an incompatible flag, a later format number in STATE
    for (at, value, what) in [(8, 2, "format 2"), (12, 1, "an incompatible flag")] {
        let (_dir, log) = copy("v1");
        let path = last(&log);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[at] = value;
        let crc = masked(&bytes[..60]);
        bytes[60..64].copy_from_slice(&crc);
        std::fs::write(&path, bytes).unwrap();
        untouched(&log, what);
    }
    let (_dir, log) = copy("v1");
    let mut bytes = std::fs::read(log.join("STATE")).unwrap();
    for slot in [0, 512] {
        bytes[slot + 8] = 2;
        let crc = masked(&bytes[slot..slot + 508]);
        bytes[slot + 508..slot + 512].copy_from_slice(&crc);
    }
    std::fs::write(log.join("STATE"), bytes).unwrap();
    untouched(&log, "STATE of format 2");
}

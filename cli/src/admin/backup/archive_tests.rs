use super::super::manifest::{FORMAT, Log};
use super::*;
use domain::clock::Timestamp;
use std::path::PathBuf;

fn manifest(format: u32) -> Manifest {
    Manifest {
        format,
        program: "1".to_owned(),
        data_dir: 1,
        schema: Vec::new(),
        taken_at: Timestamp::UNIX_EPOCH,
        log: Log { id: None, folded: 0, kept: true, place: String::new() },
        files: Vec::new(),
    }
}

/// An archive with these entries; its path.
fn archive(dir: &Path, format: u32, entries: &[(&str, &[u8])]) -> PathBuf {
    let path = dir.join("backup");
    let mut writer = Writer::new(std::fs::File::create(&path).unwrap(), 7).unwrap();
    for (name, content) in entries {
        writer.add(name, content.len() as u64, *content).unwrap();
    }
    writer.finish(manifest(format)).unwrap();
    path
}

fn refused(path: &Path) -> String {
    let error = verify(path, &mut |_| {}).unwrap_err();
    format!("{error:#}")
}

const ENTRIES: [(&str, &[u8]); 3] = [(STORE, &[7; 9_000]), ("log/00000000000000000000.jsl", b"records"), ("bot/aside/1", b"")];

#[test]
fn what_was_written_is_verified_and_unpacked() {
    let place = tempfile::tempdir().unwrap();
    let path = archive(place.path(), FORMAT, &ENTRIES);
    let mut read = 0;
    let found = verify(&path, &mut |bytes| read += bytes).unwrap();
    assert_eq!((read, found.bytes(), found.files.len()), (9_007, 9_007, 3));
    let into = place.path().join("there");
    unpack(&path, &|name| Ok(into.join(name)), &mut |_| {}).unwrap();
    for (name, content) in ENTRIES {
        assert_eq!(std::fs::read(into.join(name)).unwrap(), content, "{name}");
    }
}

#[test]
fn a_file_that_is_cut_anywhere_or_has_a_flipped_bit_is_refused_or_gives_the_same() {
    let place = tempfile::tempdir().unwrap();
    let path = archive(place.path(), FORMAT, &ENTRIES);
    let whole = std::fs::read(&path).unwrap();
    let other = place.path().join("other");
    for length in (0..whole.len()).step_by(3) {
        std::fs::write(&other, &whole[..length]).unwrap();
        assert!(refused(&other).contains("is refused"), "cut at {length}");
    }
    let (mut flips, mut same) = (0, 0);
    // The first bytes of a compressed file hold a time and a system's number, which say nothing.
    for at in 10..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&other, bytes).unwrap();
        flips += 1;
        match verify(&other, &mut |_| {}) {
            Err(error) => assert!(format!("{error:#}").contains("is refused"), "flipped at {at}"),
            // Compression knows many ways to say the same, such as how far back a zero comes from.
            Ok(_) => {
                same += 1;
                let into = place.path().join(format!("there-{at}"));
                unpack(&other, &|name| Ok(into.join(name)), &mut |_| {}).unwrap();
                ENTRIES.iter().for_each(|(name, content)| assert_eq!(std::fs::read(into.join(name)).unwrap(), *content, "{name}"));
            }
        }
    }
    assert!(same * 10 < flips, "{same} of {flips} flips changed nothing");
}

#[test]
fn what_is_no_backup_or_a_newer_one_or_would_write_elsewhere_says_so() {
    let place = tempfile::tempdir().unwrap();
    let other = place.path().join("other");
    for content in [&b""[..], b"not a backup at all", b"\x1f\x8b\x08"] {
        std::fs::write(&other, content).unwrap();
        let said = refused(&other);
        assert!(said.contains("no backup") || said.contains("cut short"), "{said}");
    }
    assert!(refused(&place.path().join("none")).contains("cannot be read"));
    let mut foreign = tar::Builder::new(GzEncoder::new(std::fs::File::create(&other).unwrap(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(3);
    foreign.append_data(&mut header, "holiday.jpg", &b"abc"[..]).unwrap();
    foreign.into_inner().unwrap().finish().unwrap();
    assert!(refused(&other).contains("no backup"), "{}", refused(&other));
    assert!(refused(&archive(place.path(), FORMAT + 1, &ENTRIES)).contains("newer format"));
    for name in ["deviantcord.toml", "log", "worker", "bot.owner"] {
        assert!(refused(&archive(place.path(), FORMAT, &[(name, b"x")])).contains("nothing of this program"), "{name}");
    }
    let twice = archive(place.path(), FORMAT, &[("log/1", b"x"), ("log/1", b"x")]);
    assert!(refused(&twice).contains("twice"), "{}", refused(&twice));
    let long = archive(place.path(), FORMAT, &[(&format!("log/{}", "x".repeat(200)), b"x")]);
    assert!(refused(&long).contains("no plain file"), "{}", refused(&long));
    assert!(!is_ours("log/../../etc/passwd") && !is_ours("/log/x") && is_ours("spool/aside/x"));
}

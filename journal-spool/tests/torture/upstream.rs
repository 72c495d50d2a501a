//! Known failures of other disk queues, reproduced here; docs/upstream.md lists them all.

use crate::basics::{is_right, read_all, record};
use journal_spool::{Journal, Options, Spool, SpoolOptions, inspect};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

fn small() -> Options {
    Options { segment_bytes: 2048, reserve_bytes: 0, ..Options::default() }
}

/// beats#32560, #50534: after a restart with two segments or more the last acknowledged event came again. beats#39861: what was written after
/// reopening was cut off by a length in another unit.
#[test]
fn beats_32560_nothing_acknowledged_comes_again_after_a_restart_with_several_segments() {
    let dir = tempfile::tempdir().unwrap();
    let options = SpoolOptions { schema: 1, journal: small() };
    let (mut next, mut done) = (0_u64, 0_u64);
    for _ in 0..20 {
        let (spool, report) = Spool::<u64>::open(dir.path().join("spool"), options.clone()).unwrap();
        assert!(report.gaps.is_empty() && report.torn_bytes == 0, "{report:?}");
        let waits: Vec<u64> = spool.pending(10_000).unwrap().into_iter().map(|item| item.value.unwrap()).collect();
        assert_eq!(waits, (done..next).collect::<Vec<_>>(), "what was not acknowledged, each once, and nothing else");
        for _ in 0..60 {
            spool.put(&next).wait().unwrap();
            next += 1;
        }
        let segments = std::fs::read_dir(dir.path().join("spool"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "jsl"));
        assert!(segments.count() >= 2, "there are several segments");
        let given = spool.pending(55).unwrap();
        done += given.len() as u64;
        spool.ack(&given.iter().map(|item| item.offset).collect::<Vec<_>>()).wait().unwrap();
        spool.close().wait().unwrap();
    }
}

/// vector#20561: the check passed on a buffer that would not open. Whatever was done to the files, check and open say the same.
#[test]
fn vector_20561_check_and_open_agree_on_any_damage() {
    let dir = tempfile::tempdir().unwrap();
    let original = dir.path().join("original");
    let (journal, _) = Journal::open(&original, small()).unwrap();
    for n in 0..120 {
        journal.append(vec![record(n)]).wait().unwrap();
    }
    journal.close().wait().unwrap();
    let files: Vec<_> =
        std::fs::read_dir(&original).unwrap().map(|entry| entry.unwrap().file_name()).filter(|name| name != "LOCK").collect();
    let mut dice = StdRng::seed_from_u64(20_561);
    for round in 0..150 {
        let copy = dir.path().join(format!("copy-{round}"));
        std::fs::create_dir(&copy).unwrap();
        std::fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        for name in &files {
            std::fs::copy(original.join(name), copy.join(name)).unwrap();
        }
        let victim = copy.join(files.choose(&mut dice).unwrap());
        let mut bytes = std::fs::read(&victim).unwrap();
        match dice.random_range(0..4) {
            0 => std::fs::remove_file(&victim).unwrap(),
            1 => std::fs::write(&victim, &bytes[..dice.random_range(0..=bytes.len())]).unwrap(),
            _ if bytes.is_empty() => {}
            _ => {
                let place = dice.random_range(0..bytes.len());
                bytes[place] ^= 1 << dice.random_range(0..8);
                std::fs::write(&victim, bytes).unwrap();
            }
        }
        let check = inspect::check(&copy, false);
        match (check, Journal::open(&copy, small())) {
            (Ok(check), Ok((journal, report))) => {
                assert_eq!(check.gaps, report.gaps, "round {round}");
                assert_eq!(check.foreign, report.foreign, "round {round}");
                assert!(read_all(&journal, journal.bounds().start).0.iter().all(is_right), "round {round}");
            }
            (Err(check), Err(open)) => assert_eq!(check.to_string(), open.to_string(), "round {round}"),
            (check, open) => panic!("round {round}: check says {check:?}, open says {:?}", open.map(|(_, report)| report)),
        }
        std::fs::remove_dir_all(&copy).unwrap();
    }
}

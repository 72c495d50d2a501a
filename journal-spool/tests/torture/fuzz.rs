//! Cases 28 and 29: the same as a list of records, and any bytes at all.

use crate::basics::{DIR, build, is_right, options, read_all, record, scale, segments};
use crate::sim::{Sim, World};
use journal_spool::{Journal, ReadError, Record, inspect};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::path::Path;

#[derive(Clone, Debug)]
enum Step {
    Append(Vec<usize>),
    Read(u64, usize, usize),
    Retain(u64),
    Reopen,
}

/// Case 28: without faults the journal is a list whose beginning may be forgotten.
#[test]
fn case_28_equal_to_a_list() {
    let step = prop_oneof![
        5 => prop::collection::vec(0_usize..300, 1..6).prop_map(Step::Append),
        4 => (0_u64..80, 1_usize..20, 1_usize..2000).prop_map(|(f, n, b)| Step::Read(f, n, b)),
        1 => (0_u64..80).prop_map(Step::Retain),
        1 => Just(Step::Reopen),
    ];
    let mut runner = TestRunner::new(Config { cases: scale(150, 5_000), failure_persistence: None, ..Config::default() });
    runner
        .run(&prop::collection::vec(step, 1..40), |steps| {
            let sim = Sim::default();
            let mut model: Vec<Vec<u8>> = Vec::new();
            let (mut journal, _) = Journal::open_with(sim.vfs(), DIR, options()).unwrap();
            let id = journal.id();
            for step in steps {
                let first = journal.bounds().start;
                match step {
                    Step::Append(sizes) => {
                        let start = model.len() as u64;
                        let new: Vec<Vec<u8>> = sizes.iter().map(|&s| vec![(s * 3 + model.len()) as u8; s]).collect();
                        let records = new.iter().map(|p| Record { payload: p.clone(), ..Record::default() }).collect();
                        model.extend(new);
                        prop_assert_eq!(journal.append(records).wait().unwrap(), start..model.len() as u64);
                    }
                    Step::Read(from, max, bytes) => match journal.read(from, max, bytes) {
                        Ok(got) => {
                            prop_assert!(got.len() <= max && from <= model.len() as u64);
                            prop_assert_eq!(got.is_empty(), from == model.len() as u64);
                            for (entry, offset) in got.iter().zip(from..) {
                                prop_assert_eq!(entry.offset, offset);
                                prop_assert_eq!(&entry.payload, &model[offset as usize]);
                            }
                            let inner: usize = got.iter().rev().skip(1).map(|e| e.payload.len()).sum();
                            prop_assert!(inner <= bytes);
                        }
                        Err(ReadError::Gap { from: lo, to }) => prop_assert!(lo == from && from < first && to == first),
                        Err(ReadError::BeyondEnd { end, .. }) => prop_assert!(from > end && end == model.len() as u64),
                        Err(e) => panic!("{e}"),
                    },
                    Step::Retain(low) => {
                        let kept = journal.retain(low).wait().unwrap();
                        prop_assert!(kept <= low.max(first).min(model.len() as u64) && kept >= first);
                    }
                    Step::Reopen => {
                        drop(journal);
                        let (again, report) = Journal::open_with(sim.vfs(), DIR, options()).unwrap();
                        prop_assert!(report.gaps.is_empty() && report.torn_bytes == 0);
                        prop_assert_eq!(again.id(), id);
                        journal = again;
                    }
                }
                prop_assert_eq!(journal.bounds().end, model.len() as u64);
            }
            Ok(())
        })
        .unwrap();
}

/// Opens whatever this is; it may refuse, it may not panic, invent or hang.
fn survive(world: World, real: bool) {
    let sim = Sim::of(world);
    let checked = inspect::check_with(&sim, Path::new(DIR), true);
    match Journal::open_with(sim.vfs(), DIR, options()) {
        Ok((journal, _)) => {
            checked.unwrap();
            let (entries, _) = read_all(&journal, 0);
            assert!(!real || entries.iter().all(is_right), "invented");
            let end = journal.bounds().end;
            if end < u64::MAX - 1 {
                assert_eq!(journal.append(vec![record(end)]).wait().unwrap(), end..end + 1);
                assert!(is_right(&journal.read(end, 1, 1).unwrap()[0]));
            }
        }
        Err(e) => assert_eq!(e.to_string(), checked.unwrap_err().to_string(), "check and open disagree"),
    }
}

#[test]
fn case_29_any_bytes_under_any_of_our_names() {
    let name = prop_oneof![
        Just("STATE".to_owned()),
        Just("STATE.new".to_owned()),
        Just("reserve".to_owned()),
        (0_u64..50).prop_map(|b| format!("{b:020}.jsl")),
        any::<u64>().prop_map(|b| format!("{b:020}.jsl")),
        (0_u64..50).prop_map(|b| format!("acks.{b:020}.jsa")),
        "[a-z0-9.]{1,12}".prop_filter("a lock is not read", |n| n != "LOCK"),
    ];
    let files = prop::collection::vec((name, prop::collection::vec(any::<u8>(), 0..1500)), 0..6);
    let mut runner = TestRunner::new(Config { cases: scale(400, 100_000), failure_persistence: None, ..Config::default() });
    runner
        .run(&files, |files| {
            let mut world = World::default();
            for (name, bytes) in files {
                world.put(&format!("{DIR}/{name}"), bytes);
            }
            survive(world, false);
            Ok(())
        })
        .unwrap();
}

#[test]
fn case_29_a_real_log_with_anything_done_to_it() {
    let (open, closed) = (build(36, false), build(36, true));
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..200), 0..4_u8);
    let mut runner = TestRunner::new(Config { cases: scale(400, 100_000), failure_persistence: None, ..Config::default() });
    runner
        .run(&(any::<bool>(), prop::collection::vec(edit, 1..6)), |(is_closed, edits)| {
            let mut world = if is_closed { closed.clone() } else { open.clone() };
            for (file, place, bytes, how) in edits {
                let mut names = segments(&world);
                names.push(format!("{DIR}/STATE"));
                let name = file.get(&names).clone();
                let mut data = world.file(&name).clone();
                let at = place.index(data.len() + 1);
                match how {
                    0 => data.truncate(at),
                    1 => drop(data.splice(at..at, bytes)),
                    2 => drop(data.splice(at..(at + bytes.len()).min(data.len()), bytes)),
                    _ => drop(data.drain(at..(at + bytes.len()).min(data.len()))),
                }
                world.put(&name, data);
            }
            survive(world, true);
            Ok(())
        })
        .unwrap();
}

//! Cases 1 to 4, 8, 12, 21, 23, 25: files that are not what was written.

use crate::basics::{DIR, build, judge, judge_tail, open, options, payload, places, read_all, record, scale, segments};
use crate::sim::{Sim, World};
use journal_spool::{Journal, Options, Record, StateFound};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Instant;

fn logs() -> Vec<(World, u64)> {
    let records = scale(40, 120);
    vec![(build(records, false), records), (build(records, true), records)]
}

fn touched(world: &World, records: u64, file: &str, range: &Range<u64>) -> BTreeSet<u64> {
    let hit = |(n, (name, at)): (usize, &(String, Range<u64>))| {
        (name == file && at.start < range.end && range.start < at.end).then_some(n as u64)
    };
    places(world, records).iter().enumerate().filter_map(hit).collect()
}

#[test]
fn case_01_cut_off_at_every_byte() {
    for (closed, (log, records)) in [false, true].into_iter().zip(logs()) {
        for file in segments(&log).into_iter().chain([format!("{DIR}/STATE")]) {
            let whole = log.file(&file).clone();
            for len in 0..whole.len() {
                let mut world = log.clone();
                world.put(&file, whole[..len].to_vec());
                let gone = touched(&log, records, &file, &(len as u64..u64::MAX));
                let unseen = !closed && Some(&file) == segments(&log).last();
                judge_tail(world, records, &gone, unseen, &format!("{file} cut to {len}"));
            }
        }
    }
}

#[test]
fn case_02_one_bit_flipped_at_every_byte() {
    for (log, records) in logs() {
        for file in segments(&log).into_iter().chain([format!("{DIR}/STATE")]) {
            let whole = log.file(&file).clone();
            for at in 0..whole.len() {
                for bit in scale(at * 5 % 8..at * 5 % 8 + 1, 0..8) {
                    let mut bytes = whole.clone();
                    bytes[at] ^= 1 << bit;
                    let mut world = log.clone();
                    world.put(&file, bytes);
                    let hit = touched(&log, records, &file, &(at as u64..at as u64 + 1));
                    judge(world, records, &hit, &format!("{file} byte {at} bit {bit}"));
                }
            }
        }
    }
}

#[test]
fn case_03_runs_of_bytes_overwritten() {
    let mut rng = StdRng::seed_from_u64(3);
    let lengths = scale(vec![1, 70, 700, 4096], vec![1, 7, 8, 48, 64, 70, 511, 512, 700, 2048, 4096]);
    for (log, records) in logs() {
        for file in segments(&log).into_iter().chain([format!("{DIR}/STATE")]) {
            let whole = log.file(&file).clone();
            for at in (0..whole.len()).step_by(scale(136, 64)) {
                for &len in &lengths {
                    for pattern in 0..3 {
                        let mut bytes = whole.clone();
                        let end = (at + len).min(bytes.len());
                        match pattern {
                            0 => bytes[at..end].fill(0),
                            1 => bytes[at..end].fill(0xFF),
                            _ => rng.fill(&mut bytes[at..end]),
                        }
                        let mut world = log.clone();
                        world.put(&file, bytes);
                        let hit = touched(&log, records, &file, &(at as u64..end as u64));
                        judge(world, records, &hit, &format!("{file} {at}..{end} pattern {pattern}"));
                    }
                }
            }
        }
    }
}

#[test]
fn case_04_segments_swapped_copied_and_pasted_do_not_verify() {
    let records = 36;
    let log = build(records, true);
    let files = segments(&log);
    let of = |file: &String| touched(&log, records, file, &(0..u64::MAX));
    // swapped
    let mut world = log.clone();
    world.put(&files[0], log.file(&files[1]).clone());
    world.put(&files[1], log.file(&files[0]).clone());
    judge(world, records, &of(&files[0]).union(&of(&files[1])).copied().collect(), "swapped");
    // a copy under a free number, before, between and behind
    for base in [3, 1_000_000_u64] {
        let mut world = log.clone();
        world.put(&format!("{DIR}/{base:020}.jsl"), log.file(&files[0]).clone());
        judge(world, records, &BTreeSet::new(), "copied");
    }
    // the segment of another log, and one record of it pasted over the same place
    let other = Sim::default();
    other.world().ids = 7;
    let (journal, _) = open(&other);
    for n in 0..records {
        journal.append(vec![Record { payload: vec![b'x'; payload(n).len()], ..record(n) }]).wait().unwrap();
    }
    journal.close().wait().unwrap();
    let theirs = other.world().file(&files[1]).clone();
    let mut world = log.clone();
    world.put(&files[1], theirs.clone());
    judge(world, records, &of(&files[1]), "of another log");
    let (n, (file, at)) = places(&log, records).into_iter().enumerate().find(|(_, (file, _))| *file == files[1]).unwrap();
    let mut bytes = log.file(&file).clone();
    let at = at.start as usize..at.end as usize;
    bytes[at.clone()].copy_from_slice(&theirs[at]);
    let mut world = log.clone();
    world.put(&file, bytes);
    judge(world, records, &BTreeSet::from([n as u64]), "pasted record");
}

#[test]
fn case_08_state_torn_or_gone() {
    let records = 36;
    for closed in [false, true] {
        let log = build(records, closed);
        let state = format!("{DIR}/STATE");
        let whole = log.file(&state).clone();
        for (lo, hi) in [(0, 512), (512, 1024), (0, 1024), (100, 110), (600, 601), (1, 1023)] {
            let mut world = log.clone();
            let mut bytes = whole.clone();
            bytes[lo..hi].fill(0xAA);
            world.put(&state, bytes);
            judge(world.clone(), records, &BTreeSet::new(), &format!("STATE {lo}..{hi}"));
            let (journal, report) = open(&Sim::of(world));
            assert!(matches!(report.state, StateFound::OneSlot | StateFound::Rebuilt), "{report:?}");
            assert_eq!(journal.id(), open(&Sim::of(log.clone())).0.id(), "the identity is in the segments too");
        }
        let mut world = log.clone();
        world.remove(&state);
        judge(world, records, &BTreeSet::new(), "STATE gone");
    }
}

#[test]
fn case_12_unreadable_blocks_are_a_gap() {
    let sim = Sim::default();
    let wide = Options { segment_bytes: 64 << 10, ..options() };
    let (journal, _) = Journal::open_with(sim.vfs(), DIR, wide.clone()).unwrap();
    for n in 0..600 {
        journal.append(vec![record(n)]).wait().unwrap();
    }
    let name = format!("{DIR}/{:020}.jsl", 0);
    let hit = touched(&sim.world(), 600, &name, &(8192..12288));
    assert!(!hit.is_empty() && *hit.last().unwrap() < 590);
    sim.world().bad_reads = vec![(name, 9000..9001)];
    let lost: BTreeSet<u64> = hit.clone();
    let (entries, gaps) = read_all(&journal, 0);
    let seen: BTreeSet<u64> = entries.iter().map(|e| e.offset).collect();
    assert_eq!((0..600).filter(|n| !seen.contains(n)).collect::<BTreeSet<_>>(), lost);
    assert_eq!(gaps.into_iter().flatten().collect::<BTreeSet<_>>(), lost);
    drop(journal);
    // and for open, which scans the segment because it is not sealed when its footer is unreadable
    let world = sim.world().settled();
    let again = Sim::of(world);
    let len = again.world().file(&format!("{DIR}/{:020}.jsl", 0)).len() as u64;
    again.world().bad_reads = vec![(format!("{DIR}/{:020}.jsl", 0), 9000..9001), (format!("{DIR}/{:020}.jsl", 0), len - 10..len)];
    let (journal, report) = Journal::open_with(again.vfs(), DIR, wide).unwrap();
    assert!(report.unreadable_bytes >= 4096, "{report:?}");
    let (entries, gaps) = read_all(&journal, 0);
    assert!(entries.len() >= 600 - 2 * lost.len() - 60 && !gaps.is_empty());
}

#[test]
fn case_21_a_huge_length_takes_no_memory_and_no_time() {
    let records = 36;
    let log = build(records, false);
    for (n, (file, at)) in places(&log, records).into_iter().enumerate() {
        let mut bytes = log.file(&file).clone();
        bytes[at.start as usize + 4..at.start as usize + 8].fill(0xFF);
        let mut world = log.clone();
        world.put(&file, bytes);
        let started = Instant::now();
        judge(world, records, &BTreeSet::from([n as u64]), "length FF FF FF FF");
        assert!(started.elapsed().as_secs() < 5);
    }
}

#[test]
fn case_23_foreign_files_gaps_in_numbers_and_many_segments() {
    let records = 36;
    let mut log = build(records, true);
    for name in ["a.swp", "lost+found", "0.jsl", "99999999999999999999.jsl", "00000000000000000001.jsl~", "acks.1.jsa", "segment.new"] {
        log.put(&format!("{DIR}/{name}"), b"not ours".to_vec());
    }
    judge(log.clone(), records, &BTreeSet::new(), "foreign files");
    // a file of somebody else exactly where the next segment goes
    let mut blocked = log.clone();
    blocked.put(&format!("{DIR}/{records:020}.jsl"), vec![b'x'; 500]);
    judge(blocked, records, &BTreeSet::new(), "foreign file in the way");
    let file = segments(&log)[1].clone();
    let gone = touched(&log, records, &file, &(0..u64::MAX));
    log.remove(&file);
    judge(log, records, &gone, "a segment removed");
    let sim = Sim::default();
    let tiny = Options { segment_bytes: 256, ..options() };
    let (journal, _) = Journal::open_with(sim.vfs(), DIR, tiny.clone()).unwrap();
    let many = scale(3_000, 10_000);
    for n in 0..many {
        journal.append(vec![Record { payload: vec![1; 200], ..record(n) }]).wait().unwrap();
    }
    drop(journal);
    let (journal, report) = Journal::open_with(sim.vfs(), DIR, tiny).unwrap();
    assert_eq!((report.segments as u64, journal.bounds()), (many, 0..many));
    assert!(report.reopened_in.as_secs() < 5, "{report:?}");
}

#[test]
fn case_25_a_full_quarantine_stops_copying_and_keeps_counting() {
    let records = 36;
    let log = build(records, false);
    let file = segments(&log).pop().unwrap();
    let mut world = log.clone();
    let mut bytes = log.file(&file).clone();
    let inside: Vec<_> = places(&log, records).into_iter().filter(|(f, _)| *f == file).collect();
    assert!(inside.len() > 6, "the last segment must hold some records");
    for (_, at) in [&inside[1], &inside[3], &inside[5]] {
        bytes[at.start as usize + 9] ^= 1;
    }
    world.put(&file, bytes);
    let few = Options { quarantine_files: 1, ..options() };
    let sim = Sim::of(world);
    let (journal, report) = Journal::open_with(sim.vfs(), DIR, few.clone()).unwrap();
    assert_eq!((report.quarantined, report.quarantine_skipped, report.gaps.len()), (1, 2, 3), "{report:?}");
    drop(journal);
    let (_journal, report) = Journal::open_with(sim.vfs(), DIR, few).unwrap();
    assert_eq!((report.quarantined, report.quarantine_skipped, report.gaps.len()), (0, 2, 3), "the copy is made once");
    assert_eq!(sim.world().list().iter().filter(|n| n.contains("quarantine")).count(), 1);
}

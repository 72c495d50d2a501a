//! What the cases share: records that can be checked, a log to damage, and the judge.

use crate::sim::{Sim, World};
use journal_spool::{Entry, Journal, Options, ReadError, Record, RecoveryReport, inspect};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

pub const DIR: &str = "/log";

pub fn torture() -> bool {
    std::env::var_os("JOURNAL_TORTURE").is_some()
}

/// The small number, or the long one under `JOURNAL_TORTURE`.
pub fn scale<T>(small: T, long: T) -> T {
    if torture() { long } else { small }
}

pub fn options() -> Options {
    Options { segment_bytes: 1200, reserve_bytes: 0, full_retry: Duration::from_millis(10), ..Options::default() }
}

pub fn payload(n: u64) -> Vec<u8> {
    (0..5 + n * 7 % 60).map(|i| (n * 31 + i * 7) as u8).collect()
}

pub fn record(n: u64) -> Record {
    Record { codec: 9, schema: 7, id: n.to_le_bytes(), payload: payload(n) }
}

pub fn is_right(entry: &Entry) -> bool {
    let n = entry.offset;
    entry.payload == payload(n) && entry.id == n.to_le_bytes() && (entry.codec, entry.schema) == (9, 7)
}

pub fn open(sim: &Sim) -> (Journal, RecoveryReport) {
    Journal::open_with(sim.vfs(), DIR, options()).unwrap()
}

/// A log of this many records in segments of about a dozen; closed, or as a kill leaves it.
pub fn build(records: u64, closed: bool) -> World {
    let sim = Sim::default();
    let (journal, _) = open(&sim);
    for n in 0..records {
        sim.world().clock += 10;
        journal.append(vec![record(n)]).wait().unwrap();
    }
    if closed {
        journal.close().wait().unwrap();
    }
    sim.world().settled()
}

/// Where each record lies: file, bytes.
pub fn places(world: &World, records: u64) -> Vec<(String, Range<u64>)> {
    let mut bases: Vec<u64> = segments(world).iter().map(|n| n[DIR.len() + 1..DIR.len() + 21].parse().unwrap()).collect();
    bases.sort_unstable();
    let (mut out, mut pos) = (Vec::new(), 0);
    for n in 0..records {
        if bases.contains(&n) {
            pos = 64;
        }
        let base = bases.iter().rfind(|&&b| b <= n).unwrap();
        let end = pos + 48 + (payload(n).len() as u64).next_multiple_of(8);
        out.push((format!("{DIR}/{base:020}.jsl"), pos..end));
        pos = end;
    }
    out
}

pub fn segments(world: &World) -> Vec<String> {
    world.list().into_iter().filter(|n| n.ends_with(".jsl") && n.len() == DIR.len() + 25 && !n.contains("/999")).collect()
}

/// Everything readable, and the offsets reported as gaps on the way.
pub fn read_all(journal: &Journal, from: u64) -> (Vec<Entry>, Vec<Range<u64>>) {
    let (mut entries, mut gaps) = (Vec::new(), Vec::new());
    for item in journal.reader(from) {
        match item {
            Ok(entry) => entries.push(entry),
            Err(ReadError::Gap { from, to }) => gaps.push(from..to),
            Err(e) => panic!("{e}"),
        }
    }
    (entries, gaps)
}

/// Opens a damaged log of `records` records and judges it: nothing invented, nothing lost but `may_lose`, every loss
/// reported, appends continue behind everything, and the check tool says the same.
pub fn judge(world: World, records: u64, may_lose: &BTreeSet<u64>, what: &str) {
    judge_tail(world, records, may_lose, false, what);
}

/// As `judge`; `unseen` where the end of an unsealed last segment is cut off: that those records ever were, nobody can know.
pub fn judge_tail(world: World, records: u64, may_lose: &BTreeSet<u64>, unseen: bool, what: &str) {
    let checked = inspect::check_with(&Sim::of(world.clone()), Path::new(DIR), true).unwrap_or_else(|e| panic!("{what}: check: {e}"));
    let sim = Sim::of(world);
    let (journal, report) = open_or(&sim, what);
    let (entries, gaps) = read_all(&journal, 0);
    for entry in &entries {
        assert!(is_right(entry), "{what}: wrong content at {}", entry.offset);
    }
    assert!(entries.is_sorted_by(|a, b| a.offset < b.offset), "{what}: not in order");
    let seen: BTreeSet<u64> = entries.iter().map(|e| e.offset).collect();
    let end = journal.bounds().end;
    let tail_noted = report.torn_bytes > 0 || !report.foreign.is_empty();
    for lost in (0..records).filter(|n| !seen.contains(n)) {
        assert!(may_lose.contains(&lost), "{what}: record {lost} is lost");
        if unseen && lost >= end {
            continue;
        }
        let reported = gaps.iter().chain(&report.gaps).any(|g| g.contains(&lost)) || (lost >= end && tail_noted);
        assert!(reported, "{what}: loss of {lost} not reported; {report:?}");
        assert!(!checked.is_sound() || checked.torn_bytes > 0, "{what}: check finds nothing, {lost} is lost");
    }
    assert_eq!(checked.bounds.end, end, "{what}: check and open disagree");
    assert!(seen.last().is_none_or(|&last| last < records), "{what}: records invented");
    let at = journal.append(vec![record(end)]).wait().unwrap_or_else(|e| panic!("{what}: append: {e}"));
    assert_eq!(at, end..end + 1, "{what}");
    assert!(is_right(&journal.read(end, 1, 1).unwrap()[0]), "{what}: the new record");
    if seen.len() as u64 == records {
        assert!(gaps.is_empty() && report.gaps.is_empty(), "{what}: a gap without a loss: {gaps:?} {report:?}");
    }
}

fn open_or(sim: &Sim, what: &str) -> (Journal, RecoveryReport) {
    Journal::open_with(sim.vfs(), DIR, options()).unwrap_or_else(|e| panic!("{what}: open: {e}"))
}

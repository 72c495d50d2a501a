//! Appends per second beside a raw loop of write and fdatasync with the same bytes and group size, in the same run and on
//! the same filesystem, alternating so that a busy machine hits both.
//!
//! `cargo run --release -p journal-spool --example append_bench [directory] [groups] [records per group] [payload bytes]`

use journal_spool::{Journal, Options, Record};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let parent = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let groups = args.next().map_or(Ok(400), |a| a.parse())?;
    let sizes = match (args.next(), args.next()) {
        (Some(records), payload) => vec![(records.parse()?, payload.map_or(Ok(600), |p| p.parse())?)],
        (None, _) => vec![(1, 600), (16, 600), (128, 600)],
    };
    println!("{:>7} {:>7} {:>14} {:>14} {:>6}", "records", "payload", "journal/s", "raw/s", "ratio");
    for (records, payload) in sizes {
        let dir = tempfile::tempdir_in(&parent)?;
        let (journal, raw) = compare(dir.path(), groups, records, payload)?;
        let per_second = |t: Duration| (groups * records) as f64 / t.as_secs_f64();
        let ratio = raw.as_secs_f64() / journal.as_secs_f64();
        println!("{records:>7} {payload:>7} {:>14.0} {:>14.0} {ratio:>6.2}", per_second(journal), per_second(raw));
    }
    Ok(())
}

/// The time that the journal took, and the raw loop.
fn compare(dir: &std::path::Path, groups: usize, records: usize, payload: usize) -> anyhow::Result<(Duration, Duration)> {
    let (journal, _) = Journal::open(dir.join("log"), Options { max_total_bytes: 8 << 30, ..Options::default() })?;
    let mut raw = OpenOptions::new().create_new(true).append(true).open(dir.join("raw"))?;
    // the journal's frame: 48 bytes of header, payload, padding to 8
    let bytes = vec![7_u8; (48 + payload.next_multiple_of(8)) * records];
    let (mut journal_time, mut raw_time) = (Duration::ZERO, Duration::ZERO);
    for round in 0..groups {
        let group = vec![Record { payload: vec![7; payload], ..Record::default() }; records];
        let started = Instant::now();
        journal.append(group).wait()?;
        let appended = started.elapsed();
        let started = Instant::now();
        raw.write_all(&bytes)?;
        raw.sync_data()?;
        // the first ones make files and caches warm
        if round >= groups / 20 {
            journal_time += appended;
            raw_time += started.elapsed();
        }
    }
    journal.close().wait()?;
    Ok((journal_time, raw_time))
}

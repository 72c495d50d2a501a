//! Cases 13 and 14: a child appends and prints, the parent kills it. The child is this test binary itself.

use crate::basics::{is_right, read_all, record, scale};
use journal_spool::{Journal, Options};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const DIR_VAR: &str = "JOURNAL_SPOOL_CHILD_DIR";

fn child_options() -> Options {
    Options { segment_bytes: 20_000, reserve_bytes: 4096, ..Options::default() }
}

/// Not a test by itself: the program that gets killed. Appends until it ends, prints each offset after it was confirmed.
#[test]
fn the_child() {
    let Some(dir) = std::env::var_os(DIR_VAR) else { return };
    let (journal, _) = Journal::open(dir, child_options()).unwrap();
    let mut out = std::io::stdout();
    loop {
        let end = journal.bounds().end;
        let range = journal.append((end..end + 1 + end % 3).map(record).collect()).wait().unwrap();
        writeln!(out, "kept {}", range.end).unwrap();
        if end > 3_000 && std::env::var_os("JOURNAL_SPOOL_CHILD_ENDS").is_some() {
            return;
        }
    }
}

fn child(dir: &Path, before: &[&str]) -> Child {
    let me = std::env::current_exe().unwrap();
    let mut command = match before {
        [] => Command::new(&me),
        [program, rest @ ..] => {
            let mut command = Command::new(program);
            command.args(rest).arg(&me);
            command
        }
    };
    command.args(["--exact", "kill::the_child", "--nocapture", "--test-threads=1"]);
    command.env(DIR_VAR, dir).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// The greatest end that the child printed, however it ended.
fn printed(child: &mut Child) -> u64 {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // The test harness may print its own words on the same line.
    lines.filter_map(|l| l.rsplit_once("kept ")?.1.trim().parse().ok()).max().unwrap_or(0)
}

fn judge(dir: &Path, least: u64, what: &str) -> u64 {
    let (journal, report) = Journal::open(dir, child_options()).unwrap();
    assert!(report.gaps.is_empty() && report.foreign.is_empty(), "{what}: {report:?}");
    let (entries, gaps) = read_all(&journal, 0);
    assert!(gaps.is_empty() && entries.iter().all(is_right), "{what}: {gaps:?}");
    assert!(entries.iter().map(|e| e.offset).eq(0..entries.len() as u64), "{what}: each once, in order");
    assert!(entries.len() as u64 >= least, "{what}: {least} were confirmed, {} are there", entries.len());
    entries.len() as u64
}

#[test]
fn case_13_killed_at_any_time() {
    let mut rng = StdRng::seed_from_u64(13);
    let mut dir = tempfile::tempdir().unwrap();
    let (mut known, mut confirmed) = (0, 0);
    for round in 0..scale(60, 1_000) {
        if round % 100 == 99 {
            dir = tempfile::tempdir().unwrap();
            known = 0;
        }
        let log = dir.path().join("log");
        let mut child = child(&log, &[]);
        // a tenth of them while it starts and opens
        let wait = if round % 10 == 0 { rng.random_range(0..15) } else { rng.random_range(10..80) };
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        let end = printed(&mut child);
        child.wait().unwrap();
        if log.exists() {
            known = judge(&log, end.max(known), &format!("round {round}, killed after {wait} ms"));
        }
        confirmed += u64::from(end > 0);
    }
    assert!(confirmed > 5, "the children were killed before they did anything: {confirmed}");
}

#[test]
fn case_14_killed_exactly_at_call_k() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        println!("skipped: strace is not installed");
        return;
    }
    let mut worked = 0;
    for k in (1..=scale(120, 400)).step_by(scale(8, 1)) {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let inject = format!("inject=openat,mkdir,rename,unlink,pwrite64,fdatasync,fsync,flock,ftruncate:signal=SIGKILL:when={k}");
        let mut child = child(&log, &["strace", "-f", "-qq", "-o", "/dev/null", "-e", &inject]);
        let end = printed(&mut child);
        child.wait().unwrap();
        if log.exists() {
            judge(&log, end, &format!("killed at call {k}"));
            worked += 1;
        }
    }
    assert!(worked > 3, "strace did not kill at calls of ours");
}

/// Runs the child to its end under strace with this fault; gives what it confirmed and the trace.
pub fn faulty_child(log: &Path, trace: &Path, inject: &str) -> (u64, String) {
    let me = std::env::current_exe().unwrap();
    let mut child = Command::new("strace")
        .args(["-f", "-qq", "-y", "-o"])
        .arg(trace)
        .args(["-e", "trace=pwrite64,fdatasync", "-e", inject])
        .arg(&me)
        .args(["--exact", "kill::the_child", "--nocapture", "--test-threads=1"])
        .env(DIR_VAR, log)
        .env("JOURNAL_SPOOL_CHILD_ENDS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let end = printed(&mut child);
    child.wait().unwrap();
    judge(log, end, inject);
    (end, std::fs::read_to_string(trace).unwrap_or_default())
}

//! Cases 13 and 14: a child appends and prints, the parent kills it. The child is this test binary itself.

use crate::basics::{is_right, read_all, record, scale};
use journal_spool::{Journal, Options, Spool, SpoolOptions};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use testbed::chaos;

const DIR_VAR: &str = "JOURNAL_SPOOL_CHILD_DIR";
const SPOOL_VAR: &str = "JOURNAL_SPOOL_SPOOLING_CHILD_DIR";

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
    // Of cargo's, as long as the build has directories: the loader would open a hundred files that are not there, and be killed at those.
    command.env_remove("LD_LIBRARY_PATH");
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

/// Not a test by itself: a spool that gets killed. Puts, acknowledges the oldest, rotates; prints what was kept and what is about to be given up.
#[test]
fn the_spooling_child() {
    let Some(dir) = std::env::var_os(SPOOL_VAR) else { return };
    let options = SpoolOptions { schema: 1, journal: Options { segment_bytes: 4096, ..child_options() } };
    let (spool, _) = Spool::<u64>::open(dir, options).unwrap();
    let mut out = std::io::stdout();
    let mut next = spool.pending(10_000).unwrap().iter().filter_map(|item| item.value.as_ref().ok()).max().map_or(0, |last| last + 1);
    for round in 0..60 {
        for value in next..next + 5 {
            spool.put(&value).wait().unwrap();
            writeln!(out, "kept {value}").unwrap();
        }
        next += 5;
        if round % 2 == 1 {
            for item in spool.pending(7).unwrap() {
                writeln!(out, "given {}", item.value.unwrap()).unwrap();
                spool.ack(&[item.offset]).wait().unwrap();
            }
        }
    }
}

/// F3 of the fault matrix, the spool: killed as it puts, acknowledges, begins a segment, deletes one.
#[test]
fn f3_a_spool_killed_at_any_call_keeps_what_was_put_and_not_acknowledged() {
    let (seed, kills) = (chaos::seed(), chaos::scale(24, 1_200));
    let mut dice = StdRng::seed_from_u64(seed);
    let calls = ["pwrite64", "fdatasync", "openat", "unlink,unlinkat", "ftruncate", "fsync"];
    let (mut attempted, mut kept, mut there, mut killed) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for nth in 0..kills {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("spool");
        let call = calls[nth % calls.len()];
        let inject = format!("inject={call}:signal=SIGKILL:when={}", dice.random_range(1..=if nth % 3 == 0 { 150 } else { 40 }));
        let me = std::env::current_exe().unwrap();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]).arg(me);
        command.args(["--exact", "kill::the_spooling_child", "--nocapture", "--test-threads=1"]).env(SPOOL_VAR, &log);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("apt-get install strace");
        let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).collect();
        killed += usize::from(!child.wait().unwrap().success());
        let said = |word: &str| -> Vec<u64> { lines.iter().filter_map(|line| line.rsplit_once(word)?.1.trim().parse().ok()).collect() };
        let given: std::collections::HashSet<u64> = said("given ").into_iter().collect();
        let put = said("kept ");
        if log.exists() {
            let options = SpoolOptions { schema: 1, journal: child_options() };
            let (spool, report) = Spool::<u64>::open(&log, options).unwrap();
            assert!(report.gaps.is_empty(), "{call}: {report:?}");
            let found = spool.pending(10_000).unwrap().into_iter().map(|item| item.value.unwrap());
            // An acknowledgement may be forgotten, which repeats what was given; a put may have happened without a word.
            there.extend(found.filter(|value| !given.contains(value)).map(|value| (nth, value)));
        }
        let last = put.last().copied();
        attempted.extend((0..=last.map_or(0, |last| last + 1)).map(|value| (nth, value)));
        kept.extend(put.into_iter().filter(|value| !given.contains(value)).map(|value| (nth, value)));
    }
    let row = chaos::Row::of_sets("F3", seed, attempted, kept, there);
    row.note(format!("spool: {killed} kills at put, acknowledge, rotate, delete")).finish();
    assert!(killed > kills / 4, "strace did not kill at calls of ours: {killed}");
}

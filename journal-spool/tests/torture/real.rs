//! Cases 9 to 11, 15 to 17, 22, 24 on the real filesystem.

use crate::basics::{is_right, read_all, record, scale};
use crate::faults::eventually;
use crate::kill::faulty_child;
use journal_spool::{AppendError, Health, Journal, OpenError, Options, inspect};
use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::Duration;

fn small() -> Options {
    Options { segment_bytes: 4096, reserve_bytes: 16 << 10, full_retry: Duration::from_millis(50), ..Options::default() }
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn listing(dir: &Path) -> Vec<(String, u64, Vec<u8>)> {
    use std::os::unix::fs::MetadataExt;
    let mut all: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| {
            let e = e.unwrap();
            let stamp = e.metadata().unwrap().mtime_nsec() as u64;
            (e.file_name().into_string().unwrap(), stamp, std::fs::read(e.path()).unwrap())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn case_09_fdatasync_fails_once_under_strace() {
    if !has("strace") {
        return;
    }
    for nth in (1..=scale(9, 40)).step_by(scale(2, 1)) {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let (_, trace) = faulty_child(&log, &dir.path().join("trace"), &format!("inject=fdatasync:error=EIO:when={nth}"));
        // The name of the file whose sync failed, and no second sync of it before the process ended; a new file that takes the
        // same name is another file, and only STATE and acknowledgements do that.
        let syncs: Vec<&str> = trace.lines().filter(|l| l.contains("fdatasync(")).collect();
        let Some(failed) = syncs.iter().position(|l| l.contains("(INJECTED)")) else { panic!("nothing injected at {nth}: {trace}") };
        let name = |line: &str| line.split_once('<').unwrap().1.split_once('>').unwrap().0.to_owned();
        let bad = name(syncs[failed]);
        if bad.ends_with(".jsl") && !bad.ends_with("00000000000000000000.jsl") {
            assert!(syncs[failed + 1..].iter().all(|l| name(l) != bad), "{bad} was synced again");
        }
    }
}

#[test]
fn case_11_writes_are_short_or_interrupted_under_strace() {
    if !has("strace") {
        return;
    }
    for inject in ["inject=pwrite64:error=EINTR:when=3+5", "inject=pwrite64:error=ENOSPC:when=9", "inject=pwrite64:error=EIO:when=8"] {
        let dir = tempfile::tempdir().unwrap();
        let (_, trace) = faulty_child(&dir.path().join("log"), &dir.path().join("trace"), inject);
        assert!(trace.contains("(INJECTED)"), "{inject}");
    }
}

#[test]
fn case_10_a_full_tmpfs() {
    let dir = tempfile::tempdir().unwrap();
    let mount = dir.path().join("disk");
    std::fs::create_dir(&mount).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs"]).arg(&mount).stderr(Stdio::null()).status();
    if !mounted.is_ok_and(|s| s.success()) {
        println!("skipped: a tmpfs can be mounted by root only");
        return;
    }
    let result = std::panic::catch_unwind(|| {
        let ballast = mount.join("ballast");
        std::fs::write(&ballast, vec![1; 600 << 10]).unwrap();
        let (journal, _) = Journal::open(mount.join("log"), small()).unwrap();
        let mut n = 0;
        while let Ok(range) = journal.append((n..n + 50).map(record).collect()).wait() {
            n = range.end;
        }
        assert!(matches!(journal.health(), Health::Full { .. }), "{:?}", journal.health());
        std::fs::remove_file(&ballast).unwrap();
        eventually("space is noticed", || journal.health() == Health::Ok);
        assert_eq!(journal.append(vec![record(n)]).wait().unwrap(), n..n + 1);
        journal.close().wait().unwrap();
        let (journal, report) = Journal::open(mount.join("log"), small()).unwrap();
        assert!(report.gaps.is_empty() && report.torn_bytes == 0, "{report:?}");
        let (entries, _) = read_all(&journal, 0);
        assert!(entries.len() as u64 == n + 1 && entries.iter().all(is_right));
    });
    let undone = Command::new("umount").arg("-l").arg(&mount).status().unwrap();
    assert!(undone.success());
    result.unwrap();
}

#[test]
fn case_15_only_one_opens_and_the_others_are_told_who() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    for _ in 0..scale(15, 100) {
        let barrier = Barrier::new(8);
        let results: Vec<_> = std::thread::scope(|scope| {
            let one = || {
                barrier.wait();
                let opened = Journal::open(&log, small());
                barrier.wait();
                opened.map(|(journal, _)| drop(journal.append(vec![record(0)]).wait()))
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1);
        let me = std::process::id();
        assert!(results.iter().flat_map(|r| r.as_ref().err()).all(|e| matches!(e, OpenError::Locked { pid, .. } if *pid == me)));
    }
    // Looking works beside a live writer.
    let (journal, _) = Journal::open(&log, small()).unwrap();
    for _ in 0..30 {
        let end = journal.append(vec![record(0); 20]).wait().unwrap().end;
        let seen = inspect::check(&log, true).unwrap();
        assert!(seen.is_sound() && seen.bounds.end == end, "{seen:?}");
    }
}

/// Another process holds the lock; it is killed, or its child lives on.
#[test]
fn case_16_17_the_lock_goes_with_its_holder() {
    for nth in 0..scale(5, 50) {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        if nth % 2 == 0 {
            // 17: a program that we start does not inherit the lock
            let (journal, _) = Journal::open(&log, small()).unwrap();
            let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
            drop(journal);
            Journal::open(&log, small()).unwrap();
            sleeper.kill().unwrap();
            sleeper.wait().unwrap();
        } else {
            // 16: killed while it holds it
            let me = std::env::current_exe().unwrap();
            let mut holder = Command::new(me)
                .args(["--exact", "kill::the_child", "--nocapture"])
                .env("JOURNAL_SPOOL_CHILD_DIR", &log)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let pid = holder.id();
            eventually("the child holds the lock", || log.join("STATE").exists());
            let busy = Journal::open(&log, small());
            assert!(matches!(&busy, Err(OpenError::Locked { pid: p, .. }) if *p == pid), "{:?}", busy.err());
            holder.kill().unwrap();
            holder.wait().unwrap();
            Journal::open(&log, small()).unwrap();
        }
    }
}

#[test]
fn case_22_links_and_open_directories_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let (journal, _) = Journal::open(&log, small()).unwrap();
    journal.append(vec![record(0)]).wait().unwrap();
    drop(journal);
    let target = dir.path().join("target");
    let refused = |what: &str, dir: &Path| {
        let e = Journal::open(dir, small()).map(|_| ()).unwrap_err();
        assert!(matches!(e, OpenError::Unsafe { .. }), "{what}: {e}");
    };
    for name in ["LOCK", "STATE", "00000000000000000000.jsl"] {
        std::fs::rename(log.join(name), &target).unwrap();
        symlink(&target, log.join(name)).unwrap();
        refused(name, &log);
        std::fs::remove_file(log.join(name)).unwrap();
        std::fs::rename(&target, log.join(name)).unwrap();
    }
    symlink(&log, dir.path().join("link")).unwrap();
    refused("the directory", &dir.path().join("link"));
    std::fs::set_permissions(&log, PermissionsExt::from_mode(0o755)).unwrap();
    refused("a readable directory", &log);
    std::fs::set_permissions(&log, PermissionsExt::from_mode(0o700)).unwrap();
    let (journal, _) = Journal::open(&log, small()).unwrap();
    assert_eq!(journal.bounds(), 0..1);
    for entry in std::fs::read_dir(&log).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "files are private");
    }
}

#[test]
fn case_24_the_directory_goes_away_while_open() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let (journal, _) = Journal::open(&log, small()).unwrap();
    journal.append(vec![record(0)]).wait().unwrap();
    std::fs::remove_dir_all(&log).unwrap();
    let refusals: BTreeSet<&str> = (0..5)
        .map(|_| match journal.append(vec![record(1)]).wait() {
            Err(AppendError::Poisoned(_)) => "poisoned",
            Err(AppendError::Io(_)) => "io",
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(refusals.contains("poisoned"), "a write to a deleted file must not count: {refusals:?}");
    assert!(matches!(journal.health(), Health::Poisoned(_)));
    assert!(journal.read(0, 1, 1).is_err());
    assert!(journal.close().wait().is_err());
}

#[test]
fn case_15_who_is_refused_changes_nothing_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let (journal, _) = Journal::open(&log, small()).unwrap();
    // The writer makes its reserve before it answers.
    journal.append(vec![record(0)]).wait().unwrap();
    let before = listing(&log);
    assert!(matches!(Journal::open(&log, small()), Err(OpenError::Locked { .. })));
    assert_eq!(before, listing(&log));
    drop(journal);
}

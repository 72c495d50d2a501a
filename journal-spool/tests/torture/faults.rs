//! Cases 9 to 11 and 24 on the simulated filesystem: calls that fail.

use crate::basics::{DIR, is_right, open, options, read_all, record, scale};
use crate::pictures::after_power_loss;
use crate::sim::Sim;
use journal_spool::{AppendError, Health, Journal, Options, Spool, SpoolOptions};
use std::time::{Duration, Instant};

/// Waits until it is true; for things that happen on the writer's own time.
pub fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn case_09_a_failed_sync_never_confirms_and_is_never_repeated() {
    for width in [1, 2] {
        for nth in 1..=scale(40, 120) {
            let sim = Sim::default();
            sim.world().fail_syncs = (nth..nth + width).collect();
            let Ok((journal, _)) = Journal::open_with(sim.vfs(), DIR, options()) else { continue };
            let mut refused = 0;
            for n in 0..40 {
                let end = journal.bounds().end;
                match journal.append(vec![record(end)]).wait() {
                    Ok(range) => sim.world().confirmed.extend(range),
                    Err(AppendError::Poisoned(_)) => break,
                    Err(AppendError::Io(_)) => refused += 1,
                    Err(e) => panic!("sync {nth}, append {n}: {e}"),
                }
            }
            // Read by the same process, and by the next process after a power loss: only what is confirmed counts.
            let picture = sim.world().clone();
            assert_eq!(picture.violations, 0, "sync {nth}: a file was synced again after its sync failed");
            assert!(refused <= width, "sync {nth}");
            assert!(width > 1 || picture.confirmed.len() as u64 >= 39, "sync {nth}: one failure must be survived");
            for (n, image) in after_power_loss(&picture, nth, 6).into_iter().enumerate() {
                let again = Sim::of(image);
                let (journal, report) = open(&again);
                let (entries, gaps) = read_all(&journal, 0);
                assert!(gaps.is_empty() && entries.iter().all(is_right), "sync {nth} image {n}: {gaps:?} {report:?}");
                for offset in &picture.confirmed {
                    assert!(entries.iter().any(|e| e.offset == *offset), "sync {nth} image {n}: confirmed {offset} is lost");
                }
            }
        }
    }
}

#[test]
fn case_09_a_failed_sync_at_open_writes_the_tail_again() {
    for nth in 1..=6 {
        let killed = Sim::of(crate::basics::build(20, false));
        killed.world().fail_syncs = [nth].into();
        let opened = Journal::open_with(killed.vfs(), DIR, options());
        let world = killed.world().clone();
        if let Ok((journal, report)) = opened {
            assert!(report.gaps.is_empty());
            drop(journal);
        }
        for image in after_power_loss(&world, nth, 6) {
            let (journal, _) = open(&Sim::of(image));
            assert_eq!(read_all(&journal, 0).0.len(), 20, "sync {nth}");
        }
    }
}

#[test]
fn case_10_a_full_disk_refuses_and_resumes_by_itself() {
    for capacity in (4_000..9_000).step_by(scale(250, 16)) {
        let sim = Sim::default();
        sim.world().capacity = Some(capacity);
        let roomy = Options { reserve_bytes: 1024, ..options() };
        let (journal, _) = Journal::open_with(sim.vfs(), DIR, roomy.clone()).unwrap();
        let mut n = 0;
        let refusal = loop {
            match journal.append(vec![record(n)]).wait() {
                Ok(range) => assert_eq!(range, n..n + 1),
                Err(e) => break e,
            }
            n += 1;
        };
        assert!(matches!(refusal, AppendError::Full { .. }), "{refusal}");
        assert!(matches!(journal.health(), Health::Full { .. }));
        assert_eq!(journal.bounds(), 0..n, "nothing of the refused group stays");
        let (entries, gaps) = read_all(&journal, 0);
        assert!(gaps.is_empty() && entries.len() as u64 == n);
        sim.world().capacity = Some(1 << 20);
        eventually("health is Ok again without anybody asking", || journal.health() == Health::Ok);
        assert_eq!(journal.append(vec![record(n)]).wait().unwrap(), n..n + 1);
        journal.close().wait().unwrap();
        let (journal, report) = Journal::open_with(sim.vfs(), DIR, roomy).unwrap();
        assert!(report.gaps.is_empty() && report.torn_bytes == 0, "{report:?}");
        assert_eq!(read_all(&journal, 0).0.len() as u64, n + 1);
    }
}

#[test]
fn case_10_acknowledgements_fit_on_a_full_disk_and_make_room() {
    let sim = Sim::default();
    sim.world().capacity = Some(40_000);
    let journal = Options { reserve_bytes: 8192, ..options() };
    let (spool, _) = Spool::<String>::open_with(sim.vfs(), DIR, SpoolOptions { journal, ..SpoolOptions::default() }).unwrap();
    let mut kept = Vec::new();
    while let Ok(offset) = spool.put(&"a letter that takes some space".to_owned()).wait() {
        kept.push(offset);
    }
    assert!(spool.stats().full && kept.len() > 50);
    let (first, rest) = kept.split_at(kept.len() / 2);
    assert_eq!(spool.ack(first).wait().unwrap(), first.len() as u64);
    eventually("there is room again", || spool.put(&"one more".to_owned()).wait().is_ok());
    assert_eq!(spool.pending_count(), rest.len() as u64 + 1);
}

#[test]
fn case_10_the_configured_bound_works_like_a_full_disk() {
    let sim = Sim::default();
    let small = Options { max_total_bytes: 6_000, ..options() };
    let (journal, _) = Journal::open_with(sim.vfs(), DIR, small).unwrap();
    let mut n = 0;
    while journal.append(vec![record(n)]).wait().is_ok() {
        n += 1;
    }
    assert!(matches!(journal.health(), Health::Full { cap: 6_000, .. }));
    let world = sim.world().clone();
    assert!(world.list().iter().map(|f| world.file(f).len()).sum::<usize>() < 8_000);
    journal.retain(n / 2).wait().unwrap();
    eventually("health is Ok again", || journal.health() == Health::Ok);
    assert_eq!(journal.append(vec![record(n)]).wait().unwrap(), n..n + 1);
}

#[test]
fn case_11_short_writes_and_interruptions_leave_whole_frames() {
    let sim = Sim::default();
    sim.world().short_writes = true;
    let (journal, _) = open(&sim);
    for n in 0..scale(200, 3_000) {
        assert_eq!(journal.append(vec![record(2 * n), record(2 * n + 1)]).wait().unwrap(), 2 * n..2 * n + 2);
    }
    drop(journal);
    let (journal, report) = open(&sim);
    assert!(report.gaps.is_empty() && report.torn_bytes == 0);
    let (entries, gaps) = read_all(&journal, 0);
    assert!(gaps.is_empty() && entries.iter().all(is_right) && entries.len() as u64 == journal.bounds().end);
}

#[test]
fn case_24_a_read_only_filesystem_fails_without_harm_and_heals() {
    let sim = Sim::default();
    let (journal, _) = open(&sim);
    sim.world().fail_names = true;
    let refused = journal.append(vec![record(0)]).wait().unwrap_err();
    assert!(matches!(refused, AppendError::Io(_)), "{refused}");
    let source = std::error::Error::source(&refused).unwrap_or_else(|| panic!("{refused} has no source"));
    assert!(source.to_string().len() > 3 && refused.to_string().contains(&source.to_string()), "{refused}: {source}");
    assert!(matches!(journal.health(), Health::Failing(_)));
    sim.world().fail_names = false;
    eventually("health is Ok again without anybody asking", || journal.health() == Health::Ok);
    assert_eq!(journal.append(vec![record(0)]).wait().unwrap(), 0..1);
}

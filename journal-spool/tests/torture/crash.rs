//! Cases 5 to 7, and 20: the power goes before every single call, and comes back to any possible disk.

use crate::basics::{DIR, is_right, open, options, read_all, record, scale};
use crate::pictures::after_power_loss;
use crate::sim::{Sim, World};
use journal_spool::{Options, Spool, SpoolOptions, inspect};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Clone, Debug)]
enum Step {
    Append(u8),
    Retain(u8),
    Reopen,
    Clock(i16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (1u8..5).prop_map(Step::Append),
        1 => (0u8..=100).prop_map(Step::Retain),
        1 => Just(Step::Reopen),
        1 => any::<i16>().prop_map(Step::Clock),
    ];
    prop::collection::vec(step, 1..25)
}

/// Does the steps and gives a picture of the world before each of its calls.
fn film(steps: &[Step]) -> Vec<World> {
    let sim = Sim::default();
    sim.world().clock = 1_000_000;
    sim.record();
    let (mut journal, _) = open(&sim);
    for step in steps {
        match step {
            Step::Append(n) => {
                let end = journal.bounds().end;
                let range = journal.append((end..end + u64::from(*n)).map(record).collect()).wait().unwrap();
                assert_eq!(range, end..end + u64::from(*n));
                sim.world().confirmed.extend(range);
            }
            Step::Retain(percent) => {
                let low = journal.bounds().end * u64::from(*percent) / 100;
                let before = sim.world().low_water;
                sim.world().low_water = before.max(low);
                journal.retain(low).wait().unwrap();
            }
            Step::Reopen => {
                drop(journal);
                let (again, report) = open(&sim);
                assert!(report.gaps.is_empty() && report.torn_bytes == 0, "{report:?}");
                journal = again;
            }
            Step::Clock(by) => {
                let mut world = sim.world();
                world.clock = world.clock.saturating_add_signed(i64::from(*by));
            }
        }
    }
    drop(journal);
    sim.pictures()
}

fn judge(image: World, what: &str) {
    let (confirmed, low) = (image.confirmed.clone(), image.low_water);
    let checked = inspect::check_with(&Sim::of(image.clone()), Path::new(DIR), true);
    let sim = Sim::of(image);
    let (journal, report) = open(&sim);
    if let Ok(checked) = checked {
        assert_eq!((checked.bounds, &checked.gaps), (journal.bounds(), &report.gaps), "{what}: check and open disagree");
        assert!(checked.findings.is_empty(), "{what}: {:?}", checked.findings);
    }
    assert!(report.gaps.is_empty() && report.foreign.is_empty(), "{what}: {report:?}");
    let (entries, gaps) = read_all(&journal, journal.bounds().start);
    assert!(gaps.is_empty(), "{what}: {gaps:?}");
    assert!(entries.iter().all(is_right), "{what}: wrong content");
    assert!(entries.is_sorted_by(|a, b| a.offset + 1 == b.offset && a.append_ms <= b.append_ms), "{what}: order");
    let seen: BTreeSet<u64> = entries.iter().map(|e| e.offset).collect();
    for n in confirmed.iter().filter(|&&n| n >= low) {
        assert!(seen.contains(n), "{what}: confirmed {n} is lost; {report:?}");
    }
    let end = journal.bounds().end;
    assert!(confirmed.iter().all(|&n| n < end), "{what}: offset {end} was confirmed before");
    assert_eq!(journal.append(vec![record(end)]).wait().unwrap(), end..end + 1, "{what}");
    drop(journal);
    // No crash loop, nothing left to do the second time.
    let (journal, report) = open(&sim);
    assert!(report.gaps.is_empty(), "{what}: second open: {report:?}");
    assert_eq!(journal.bounds().end, end + 1, "{what}");
}

fn crash_everywhere(steps: &[Step], images: usize) {
    for (call, picture) in film(steps).into_iter().enumerate() {
        for (n, image) in after_power_loss(&picture, call as u64, images).into_iter().enumerate() {
            judge(image, &format!("{steps:?}, before call {call}, image {n}"));
        }
    }
}

#[test]
fn case_05_power_loss_before_every_call_of_random_histories() {
    let mut runner = TestRunner::new(Config { cases: scale(40, 600), failure_persistence: None, ..Config::default() });
    runner
        .run(&steps(), |steps| {
            crash_everywhere(&steps, 8);
            Ok(())
        })
        .unwrap();
}

#[test]
fn case_06_power_loss_around_the_making_of_segments() {
    // Every append fills a segment, so that all calls are about new files and their names.
    let many: Vec<Step> = (0..scale(12, 20)).flat_map(|n| [Step::Append(20), Step::Clock(n), Step::Append(4)]).collect();
    crash_everywhere(&many, scale(12, 32));
}

#[test]
fn case_07_power_loss_around_deletion() {
    let mut steps = Vec::new();
    for round in 0..scale(6, 12) {
        steps.extend([Step::Append(30), Step::Append(30), Step::Retain(60 + (round % 5) * 10), Step::Append(2), Step::Reopen]);
    }
    crash_everywhere(&steps, scale(12, 32));
}

type Letters = Spool<(u64, String)>;

fn spool_options() -> SpoolOptions {
    SpoolOptions { schema: 2, journal: Options { segment_bytes: 600, ..options() } }
}

fn letter(n: u64) -> (u64, String) {
    (n, "x".repeat((n * 13 % 70) as usize))
}

/// Puts and acknowledges in its own order; what was acknowledged may come back only if its answer never came.
#[test]
fn case_05_power_loss_before_every_call_of_a_spool() {
    for seed in 0..scale(6_u64, 100) {
        let sim = Sim::default();
        sim.record();
        let (spool, _) = Letters::open_with(sim.vfs(), DIR, spool_options()).unwrap();
        let mut x = seed * 77 + 5;
        for n in 0..30_u64 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            assert_eq!(spool.put(&letter(n)).wait().unwrap(), n);
            sim.world().confirmed.push(n);
            if x >> 60 > 5 {
                let waiting = spool.pending(8).unwrap();
                let some: Vec<u64> = waiting.iter().map(|i| i.offset).filter(|o| (x >> (o % 50)) & 1 == 1).collect();
                sim.world().ack_sent.extend(&some);
                spool.ack(&some).wait().unwrap();
                sim.world().acked.extend(&some);
            }
        }
        drop(spool);
        for (call, picture) in sim.pictures().into_iter().enumerate() {
            for (n, image) in after_power_loss(&picture, call as u64, 6).into_iter().enumerate() {
                judge_spool(image, &format!("seed {seed}, before call {call}, image {n}"));
            }
        }
    }
}

fn judge_spool(image: World, what: &str) {
    let (confirmed, acked, sent) = (image.confirmed.clone(), image.acked.clone(), image.ack_sent.clone());
    let (spool, report) = Letters::open_with(Sim::of(image).vfs(), DIR, spool_options()).unwrap();
    assert!(report.gaps.is_empty(), "{what}: {report:?}");
    let items = spool.pending(1000).unwrap();
    assert_eq!(items.len() as u64, spool.pending_count(), "{what}");
    for item in &items {
        assert_eq!(item.value, Ok(letter(item.offset)), "{what}");
        assert!(!acked.contains(&item.offset), "{what}: {} came back after its acknowledgement was confirmed", item.offset);
    }
    let waiting: BTreeSet<u64> = items.iter().map(|i| i.offset).collect();
    for n in confirmed.iter().filter(|n| !sent.contains(n)) {
        assert!(waiting.contains(n), "{what}: {n} is lost");
    }
}

#[test]
fn case_20_the_clock_jumps_and_order_and_retention_do_not_care() {
    let sim = Sim::default();
    let hour = 3_600_000;
    sim.world().clock = 1_700_000_000_000;
    let (journal, _) = open(&sim);
    for n in 0..60_u64 {
        let mut world = sim.world();
        world.clock = match n {
            20 => world.clock - hour,
            40 => world.clock + 10 * 365 * 24 * hour,
            50 => world.clock - 11 * 365 * 24 * hour,
            _ => world.clock + 1,
        };
        drop(world);
        journal.append(vec![record(n)]).wait().unwrap();
    }
    let (entries, _) = read_all(&journal, 0);
    assert!(entries.is_sorted_by_key(|e| e.append_ms) && entries.is_sorted_by_key(|e| e.offset));
    let kept = journal.retain(30).wait().unwrap();
    assert!(kept <= 30 && journal.bounds() == (kept..60));
    drop(journal);
    let (journal, _) = open(&sim);
    journal.append(vec![record(60)]).wait().unwrap();
    let (entries, gaps) = read_all(&journal, kept);
    assert!(gaps.is_empty() && entries.iter().all(is_right) && entries.is_sorted_by_key(|e| e.append_ms));
    assert_eq!(entries.len() as u64, 61 - kept);
}

//! What was acknowledged can be taken off the disk while its neighbours wait, and a loss of power at any moment costs nothing else.

use crate::basics::{DIR, options, scale};
use crate::pictures::after_power_loss;
use crate::sim::{Sim, World};
use journal_spool::{Options, Spool, SpoolOptions, inspect};
use std::path::Path;

type Letters = Spool<String>;

fn open(sim: &Sim) -> Letters {
    let options = SpoolOptions { schema: 2, journal: Options { segment_bytes: 600, ..options() } };
    Letters::open_with(sim.vfs(), DIR, options).unwrap().0
}

fn letter(n: u64) -> String {
    format!("letter-{n:04}-{}", "x".repeat((n * 13 % 70) as usize))
}

/// The letters whose words stand in some file.
fn on_disk(world: &World) -> Vec<u64> {
    let holds = |n: u64| {
        let word = format!("letter-{n:04}");
        let stands = |name: String| world.file(&name).windows(word.len()).any(|bytes| bytes == word.as_bytes());
        world.list().into_iter().any(stands)
    };
    (0..40).filter(|n| holds(*n)).collect()
}

fn waiting(spool: &Letters) -> Vec<u64> {
    let items = spool.pending(1000).unwrap();
    assert!(items.iter().all(|item| item.value == Ok(letter(item.offset))), "wrong content");
    items.into_iter().map(|item| item.offset).collect()
}

/// Twenty letters, of which every third waits.
fn filled(sim: &Sim) -> (Letters, Vec<u64>) {
    let spool = open(sim);
    for n in 0..20 {
        spool.put(&letter(n)).wait().unwrap();
    }
    let done: Vec<u64> = (0..20).filter(|n| n % 3 != 1).collect();
    spool.ack(&done).wait().unwrap();
    (spool, (0..20).filter(|n| n % 3 == 1).collect())
}

#[test]
fn what_was_acknowledged_is_gone_from_every_file_and_the_rest_waits_as_before() {
    let sim = Sim::default();
    let (spool, left) = filled(&sim);
    assert_eq!(on_disk(&sim.world()), (0..20).collect::<Vec<_>>(), "an acknowledgement alone takes nothing away");
    assert_eq!(spool.purge().wait().unwrap(), 13);
    // In two steps: reading takes the lock of the world, too.
    assert_eq!(on_disk(&sim.world()), left);
    assert_eq!(waiting(&spool), left);
    assert_eq!(spool.purge().wait().unwrap(), 0, "nothing is left to do");
    // It is written to as before, and an open after a kill finds a sound log.
    assert_eq!(spool.put(&letter(20)).wait().unwrap(), 20);
    let killed = Sim::of(sim.world().settled());
    let checked = inspect::check_with(&killed, Path::new(DIR), true).unwrap();
    assert!(checked.is_sound(), "{checked:?}");
    let spool = open(&killed);
    assert_eq!(waiting(&spool), [left, vec![20]].concat());
    spool.ack(&waiting(&spool)).wait().unwrap();
    spool.purge().wait().unwrap();
    assert_eq!(on_disk(&killed.world()), [] as [u64; 0]);
    assert_eq!(spool.pending_count(), 0);
    assert_eq!(spool.put(&letter(21)).wait().unwrap(), 21, "an offset is never given twice");
}

#[test]
fn power_loss_before_every_call_of_a_purge_loses_nothing_that_waits() {
    let sim = Sim::default();
    let (spool, left) = filled(&sim);
    sim.record();
    spool.purge().wait().unwrap();
    spool.put(&letter(20)).wait().unwrap();
    drop(spool);
    for (call, picture) in sim.pictures().into_iter().enumerate() {
        for (n, image) in after_power_loss(&picture, call as u64, scale(8, 32)).into_iter().enumerate() {
            let spool = open(&Sim::of(image));
            let found: Vec<u64> = waiting(&spool).into_iter().filter(|n| *n < 20).collect();
            assert_eq!(found, left, "before call {call}, image {n}");
            spool.purge().wait().unwrap();
            assert_eq!(waiting(&spool).into_iter().filter(|n| *n < 20).collect::<Vec<_>>(), left, "before call {call}, image {n}");
        }
    }
}

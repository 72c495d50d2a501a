//! What a disk may look like after the power went: what was synced, and any part of what was not.

use crate::sim::{NameOp, Op, World, apply};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Some of the states that this world may come back in, at most `max`; the first four are the extremes.
pub fn after_power_loss(world: &World, seed: u64, max: usize) -> Vec<World> {
    let mut rng = StdRng::seed_from_u64(seed);
    let quiet = world.name_ops.is_empty() && world.inodes.iter().all(|i| i.dirty.is_empty());
    let count = if quiet { 1 } else { max };
    (0..count)
        .map(|n| {
            // nothing unsynced survives; all does (a kill); names but no data; data but no names; anything
            let (names, data) = match n {
                0 => (Some(false), Some(false)),
                1 => (Some(true), Some(true)),
                2 => (Some(true), Some(false)),
                3 => (Some(false), Some(true)),
                _ => (None, None),
            };
            one(world, &mut rng, names, data)
        })
        .collect()
}

fn one(world: &World, rng: &mut StdRng, names: Option<bool>, data: Option<bool>) -> World {
    let mut survived = world.disk_names.clone();
    for op in &world.name_ops {
        if !names.unwrap_or_else(|| rng.random()) {
            continue;
        }
        match op {
            NameOp::Link(name, ino) => drop(survived.insert(name.clone(), *ino)),
            NameOp::Unlink(name) => drop(survived.remove(name)),
            NameOp::Rename(from, to) => {
                // The file may have lost its first name already, in that order of luck it is where it was linked.
                let ino = survived.remove(from).or_else(|| linked(world, from));
                if let Some(ino) = ino {
                    survived.insert(to.clone(), ino);
                }
            }
        }
    }
    let mut out = World { clock: world.clock, dirs: world.dirs.clone(), ids: world.ids, ..World::default() };
    out.confirmed.clone_from(&world.confirmed);
    out.acked.clone_from(&world.acked);
    out.ack_sent.clone_from(&world.ack_sent);
    out.low_water = world.low_water;
    for (name, ino) in survived {
        let inode = &world.inodes[ino];
        let mut bytes = inode.disk.clone();
        for op in &inode.dirty {
            match data {
                Some(false) => {}
                Some(true) => apply(&mut bytes, op),
                None => some_of(&mut bytes, op, rng),
            }
        }
        out.put(&name, bytes);
    }
    out
}

fn linked(world: &World, wanted: &str) -> Option<usize> {
    world.name_ops.iter().rev().find_map(|op| match op {
        NameOp::Link(name, ino) if name == wanted => Some(*ino),
        _ => None,
    })
}

/// A write may be lost, arrive in 512-byte sectors that it chooses, or leave zeros where it extended the file.
fn some_of(bytes: &mut Vec<u8>, op: &Op, rng: &mut StdRng) {
    let Op::Write(pos, data) = op else {
        if rng.random() {
            apply(bytes, op);
        }
        return;
    };
    match rng.random_range(0..4) {
        0 => {}
        1 => apply(bytes, op),
        2 => apply(bytes, &Op::Write(*pos, vec![0; data.len()])),
        _ => {
            let mut at = 0;
            while at < data.len() {
                let sector_end = ((*pos as usize + at) / 512 + 1) * 512 - *pos as usize;
                let end = sector_end.min(data.len());
                if rng.random_range(0..3) > 0 {
                    apply(bytes, &Op::Write(*pos + at as u64, data[at..end].to_vec()));
                }
                at = end;
            }
        }
    }
}

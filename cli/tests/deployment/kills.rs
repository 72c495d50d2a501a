//! F1: no fault. F2: SIGKILL of whatever runs.

use crate::rig::Rig;
use rand::Rng;
use std::time::{Duration, Instant};
use testbed::chaos;

pub async fn steady(rig: &mut Rig) {
    let posts = chaos::scale(200, 1_000_000) as u64;
    let pouring = rig.begin(1_000_000).await;
    let took = rig.more("steady load", posts).await;
    let rate = posts as f64 / took.as_secs_f64();
    rig.done("F1", pouring, &format!("no fault; {rate:.0} posts a second to Discord")).await;
}

pub async fn random(rig: &mut Rig) {
    let kills = chaos::scale(30, 300);
    let pouring = rig.begin(100).await;
    let mut back = Vec::new();
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(rig.dice.random_range(100..600))).await;
        let victims: Vec<usize> = (0..rig.fleet.members.len()).filter(|number| rig.fleet.members[*number].role != "ops").collect();
        let victim = victims[rig.dice.random_range(0..victims.len())];
        rig.fleet.members[victim].kill();
        rig.fleet.members[victim].start(&rig.harness);
        let restarted = Instant::now();
        rig.more("a message after a kill", 1).await;
        back.push(restarted.elapsed());
    }
    back.sort_unstable();
    let (median, slowest) = (back[back.len() / 2], back[back.len() - 1]);
    rig.done("F2", pouring, &format!("{kills} kills; next message after {median:.1?} in the middle, {slowest:.1?} at most")).await;
}

//! F4 at the level of processes: the broker is killed while posts flow. (The log's own tests kill it more often, and in worse moments.)

use crate::rig::{Rig, kills};
use std::time::{Duration, Instant};

pub async fn killed(rig: &mut Rig) {
    let kills = kills(1, 60);
    let pouring = rig.begin(40).await;
    let (mut spooled, mut up, mut back) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for _ in 0..kills {
        rig.more("posts to flow", 20).await;
        let waiting = |rig: &Rig| -> usize {
            let ingest = rig.fleet.members.iter().filter(|member| member.role == "ingest");
            ingest.map(|member| member.output(&rig.harness).matches("the spool takes them").count()).sum()
        };
        let before = waiting(rig);
        let killed = Instant::now();
        rig.mix.broker.as_mut().unwrap().kill().unwrap();
        crate::support::until(&rig.harness, "events in a spool", async || waiting(rig) > before).await;
        spooled = spooled.max(killed.elapsed());
        rig.mix.broker.as_mut().unwrap().boot().unwrap();
        up = up.max(killed.elapsed());
        rig.more("a message of what waited", 1).await;
        back = back.max(killed.elapsed());
        rig.more("messages of what waited", 40).await;
    }
    let note = format!(
        "{kills} kills of the broker; first event in a spool {spooled:.1?} after it, the broker up again after {up:.1?}, messages after {back:.1?}"
    );
    rig.done("F4", pouring, &note).await;
}

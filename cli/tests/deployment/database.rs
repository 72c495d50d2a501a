//! F8: PostgreSQL is killed, and frozen. Moderators are told that it is unavailable, while Discord still waits for an answer.

use crate::rig::{Rig, kills};
use crate::support::until;
use sandbox::discord;
use serde_json::json;
use std::time::{Duration, Instant};

pub async fn killed_and_frozen(rig: &mut Rig) {
    let (kills, frozen_for) = (kills(3, 60), Duration::from_secs(15));
    let pouring = rig.begin(40).await;
    let mut back = Duration::ZERO;
    for _ in 0..kills {
        rig.more("posts to flow", 30).await;
        rig.mix.postgres.as_mut().unwrap().kill();
        rig.mix.postgres.as_mut().unwrap().start_again();
        let up = Instant::now();
        rig.more("messages after the restart", 20).await;
        back = back.max(up.elapsed());
    }
    let world = rig.harness.discord.world();
    let channel = world.add_channel(rig.harness.guild, "asked", discord::ChannelKind::Text);
    let moderator = world.moderator();
    let ask = async || world.interact().slash((rig.harness.guild, channel, &moderator), "watches", json!({})).await;
    until(&rig.harness, "commands to be answered", async || ask().await.is_ok_and(|reply| !reply.text().contains("unavailable"))).await;

    rig.mix.postgres.as_ref().unwrap().freeze_whole();
    let frozen = Instant::now();
    let reply = ask().await.unwrap();
    let told = frozen.elapsed();
    assert!(reply.text().contains("temporarily unavailable"), "{}", reply.text());
    println!(
        "the database is frozen: Discord had a first answer after {:?}, the moderator the words after {told:?} (bar 3 s)",
        reply.acked_in
    );
    assert!(told < Duration::from_secs(9), "{told:?}");
    tokio::time::sleep(frozen_for.saturating_sub(frozen.elapsed())).await;
    rig.mix.postgres.as_ref().unwrap().thaw_whole();
    let thawed = Instant::now();
    rig.more("messages after the thaw", 20).await;
    let thaw = thawed.elapsed();
    let note = format!(
        "{kills} kills, messages again {back:.1?} after the server at most (bar 10 s); frozen 15 s, {thaw:.1?}; a command told so after {told:.1?}"
    );
    rig.done("F8", pouring, &note).await;
}

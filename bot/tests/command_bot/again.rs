//! **Try again**: what a command failed over has passed, and a click carries out the same.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::ChannelId;
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, Overwrite, Reply, Where, World, permission};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A clock that fails a command when it is told to.
#[derive(Debug, Default)]
pub struct Broken(pub AtomicBool);

impl Clock for Broken {
    fn now(&self) -> Timestamp {
        assert!(!self.0.load(Ordering::SeqCst), "a bug");
        SystemClock.now()
    }

    fn uptime(&self) -> Duration {
        SystemClock.uptime()
    }
}

/// A bot with this clock.
async fn staged() -> anyhow::Result<(Rig, Arc<Broken>)> {
    let clock = Arc::new(Broken::default());
    let shared = Arc::clone(&clock);
    Ok((Rig::start_with(|deps, _| deps.clock = shared).await?, clock))
}

/// The command fails over a fault that has passed then.
async fn fail(rig: &Rig, clock: &Broken, command: &str, wish: Value) -> anyhow::Result<Reply> {
    clock.0.store(true, Ordering::SeqCst);
    let failed = rig.slash(command, wish).await;
    clock.0.store(false, Ordering::SeqCst);
    failed
}

/// What a command failed over has passed: the button carries out the same, as the member may then, and puts the answer in its place.
#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_carried_out_once_more_by_a_click() -> anyhow::Result<()> {
    let (mut rig, clock) = staged().await?;
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    rig.plant("SomeBody", rig.channel).await?;
    let (move_it, wish) = ("move", json!({ "from": rig.channel.to_string(), "to": other }));
    let failed = fail(&rig, &clock, move_it, wish).await?;
    let again = button(&failed, "Try again");
    // Meanwhile the member may no longer write there: what Discord said with the command counts no longer.
    let write = permission::SEND_MESSAGES | permission::MANAGE_CHANNELS;
    rig.world.overwrite(other, Overwrite::of_member(rig.moderator.id, 0, write));
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let done = rig.world.interact().click(&rig.moderator, &failed, &again).await?;
    assert!(done.text().contains("You can't write in"), "{}", done.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.channel.0, rig.channel);
    Ok(())
}

/// Discord says with a command what the member may do in its channel; with the click it says what holds then.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_tried_again_has_the_rights_of_the_click() -> anyhow::Result<()> {
    let (mut rig, clock) = staged().await?;
    rig.art.add_artist("SomeBody");
    let failed = fail(&rig, &clock, "watch", json!({ "artist": "SomeBody" })).await?;
    let again = button(&failed, "Try again");
    assert!(again.starts_with("v1.again.watch."), "{again}");
    let write = permission::SEND_MESSAGES | permission::MANAGE_CHANNELS;
    rig.world.overwrite(rig.channel, Overwrite::of_member(rig.moderator.id, 0, write));
    rig.hint(Hint::Channel(ChannelId(rig.channel))).await?;
    let done = rig.world.interact().click(&rig.moderator, &failed, &again).await?;
    assert!(done.text().contains("You can't write in"), "{}", done.text());
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

/// The second click of two has no answer of its own; one that comes later has one, and leaves what the first has brought.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_tried_again_once_and_its_answer_stays() -> anyhow::Result<()> {
    let (rig, clock) = staged().await?;
    rig.art.add_artist("SomeBody");
    let failed = fail(&rig, &clock, "watch", json!({ "artist": "SomeBody" })).await?;
    let again = button(&failed, "Try again");
    let gate = Gate::closed();
    let answers = rig.world.faults().inject(Where::Path("/messages/@original".to_owned()), Fault::Gate(gate.clone()), Dose::Always);
    rig.world.clear_requests();
    let callbacks = |world: &World| world.requests().iter().filter(|seen| seen.path.ends_with("/callback")).count();
    let click = || {
        let (interact, moderator, failed, again) = (rig.world.interact(), rig.moderator.clone(), failed.clone(), again.clone());
        tokio::spawn(async move { interact.click(&moderator, &failed, &again).await })
    };
    let first = click();
    rig.world.wait_until("the first answer to be on its way", |world| world.faults().fired_by(answers) == 1).await?;
    let second = click();
    rig.world.wait_until("the second click to be acknowledged", |world| callbacks(world) == 2).await?;
    gate.open();
    let text = first.await??.text();
    assert!(text.contains("will now appear"), "{text}");
    assert_eq!(rig.world.faults().fired_by(answers), 1, "the second click has no answer that could replace the first");
    second.abort();
    // Their screen still shows the button.
    let data = json!({ "custom_id": again, "component_type": 2 });
    let late = rig.world.interact().forge(&rig.moderator, &failed, data).await?;
    assert!(late.text().contains("</watch:"), "{}", late.text());
    assert_eq!(rig.world.interact().again(&failed).text(), text);
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    Ok(())
}

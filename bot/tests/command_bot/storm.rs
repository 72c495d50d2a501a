//! A gateway that closes, refuses and invalidates: it comes back, once, and within what Discord allows.

use crate::rig::{Rig, patience};
use bot::gateway::{Error, Patience};
use sandbox::discord::{Dose, Fault, Storm, Where, World};
use sandbox::odd::Odd;
use serde_json::json;
use std::time::Duration;

fn connected(world: &World) -> usize {
    world.gateway().sessions().iter().filter(|session| session.connected).count()
}

/// Commands come in, once.
async fn answers(rig: &Rig, what: &str) -> anyhow::Result<()> {
    rig.world.wait_until("one connected session", |world| connected(world) == 1).await?;
    let text = rig.slash("watches", json!({})).await?.text();
    assert!(text.contains("/watch"), "{what}: {text}");
    assert_eq!(rig.world.interaction_mistakes(), (0, 0), "{what}");
    assert_eq!(connected(&rig.world), 1, "{what}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_close_code_reconnects_or_ends_the_client() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    for code in [1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4006, 4007, 4008, 4009, 4010, 4011, 4012, 4099] {
        // Its own client, so that no pause of one code's is another's.
        rig.disconnect().await?;
        rig.connect(Patience { identify_gap: Duration::ZERO, ..patience() }).await?;
        let before = format!("{:?}", rig.world.gateway().sessions());
        rig.world.gateway().close(code);
        let changed = |world: &World| connected(world) == 1 && format!("{:?}", world.gateway().sessions()) != before;
        rig.world.wait_until("another connection", changed).await?;
        answers(&rig, &code.to_string()).await?;
    }
    for code in [4004, 4013, 4014] {
        rig.world.gateway().close(code);
        let ended = rig.task.take().unwrap().await?.unwrap_err();
        let right = if code == 4004 { matches!(ended, Error::InvalidToken) } else { matches!(ended, Error::Intents) };
        assert!(right, "{code}: {ended:?}");
        rig.world.wait_until("the session to be left", |world| connected(world) == 0).await?;
        rig.connect(Patience { identify_gap: Duration::ZERO, ..patience() }).await?;
    }
    answers(&rig, "afterwards").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_invalid_sessions_leaves_one_session_and_a_count() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    rig.world.gateway().storm(Some(Storm::Invalid));
    rig.begin(patience());
    rig.world.wait_until("some sessions to be refused", |world| world.gateway().asked().0 >= 8).await?;
    let day = rig.deps.clock.now() - chrono::TimeDelta::days(1);
    let counted = rig.store.for_bot().gateway_starts(day).await?.len() as u64;
    assert!(counted >= rig.world.gateway().asked().0, "each was written down before it was begun: {counted}");
    // A restart begins no new count.
    rig.disconnect().await?;
    let asked = rig.world.gateway().asked().0;
    assert!(rig.store.for_bot().gateway_starts(day).await?.len() as u64 >= asked);
    rig.world.gateway().storm(None);
    rig.connect(patience()).await?;
    assert_eq!(rig.world.gateway().asked().0, asked + 1);
    answers(&rig, "after the storm").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_was_given_up_is_gone_before_the_next() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    for storm in [Storm::Invalid, Storm::Close(4000), Storm::Close(4003), Storm::Refuse(502, None)] {
        rig.world.gateway().storm(Some(storm.clone()));
        rig.begin(Patience { dead_after: Duration::from_secs(1), identify_gap: Duration::from_millis(5), ..patience() });
        let ended = rig.task.take().unwrap().await?.unwrap_err();
        assert!(matches!(ended, Error::Dead(_)), "{storm:?}: {ended:?}");
        let asked = rig.world.gateway().asked().0;
        rig.world.gateway().storm(None);
        rig.connect(Patience { identify_gap: Duration::from_millis(1), ..patience() }).await?;
        assert_eq!(rig.world.gateway().asked().0, asked + 1, "{storm:?}: the old one went on identifying");
        answers(&rig, &format!("{storm:?}")).await?;
        rig.disconnect().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_edges_wait_holds_for_the_gateway_and_with_a_witness_for_everything() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    rig.world.gateway().storm(Some(Storm::Refuse(429, Some(3600))));
    let before = rig.world.gateway().asked().1;
    rig.begin(Patience { dead_after: Duration::from_secs(3), ..patience() });
    let ended = rig.task.take().unwrap().await?.unwrap_err();
    assert!(matches!(ended, Error::Dead(_)), "{ended:?}");
    assert_eq!(rig.world.gateway().asked().1, before + 1, "it waits as long as it was told");
    let rest = rig.deps.places.rest().clone();
    assert_eq!(rest.paused_for(), None, "the witness was let in");
    rig.world.faults().inject(Where::Path("/users/@me".to_owned()), Fault::Odd(Odd::edge_limit(3600)), Dose::Always);
    rig.begin(patience());
    let paused = |_: &World| rest.paused_for().is_some_and(|wait| wait > Duration::from_secs(3000));
    rig.world.wait_until("everything to rest", paused).await?;
    rig.disconnect().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_sessions_of_a_day_are_left_to_people() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.disconnect().await?;
    let asked = rig.world.gateway().asked().0;
    rig.world.gateway().set_remaining(Some(20));
    rig.begin(patience());
    let ended = rig.task.take().unwrap().await?.unwrap_err();
    assert!(matches!(ended, Error::Budget(_)) && ended.to_string().contains("resets the token"), "{ended}");
    assert_eq!(rig.world.gateway().asked().0, asked);
    rig.world.gateway().set_remaining(Some(21));
    rig.connect(patience()).await?;
    answers(&rig, "with a session left").await
}

//! Discord loses an answer; what the command did is told all the same.

use crate::rig::Rig;
use sandbox::discord::{Dose, Fault, Scope, Where};
use sandbox::odd::Odd;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_discord_loses_is_given_again() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let failures = [
        Fault::ServerError(500),
        Fault::Odd(Odd::discord(404, 10_015, "Unknown Webhook")),
        Fault::RateLimited(Scope::User, Duration::from_millis(300)),
        Fault::Odd(Odd::edge_limit(1)),
        Fault::DropBefore,
    ];
    for (nth, failure) in failures.into_iter().enumerate() {
        let name = format!("Artist{nth}");
        rig.art.add_artist(&name);
        let original = Where::Path("/messages/@original".to_owned());
        let fault = rig.world.faults().inject(original, failure.clone(), Dose::Times(1));
        let text = rig.slash("watch", json!({ "artist": name })).await?.text();
        assert!(text.contains(&name), "{failure:?}: {text}");
        assert_eq!(rig.world.faults().fired_by(fault), 1, "{failure:?}");
    }
    assert_eq!(rig.watches(rig.guild).await?.len(), 5);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_answer_that_discord_loses_is_given_again() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for failure in [Fault::ServerError(500), Fault::DropBefore, Fault::DropAfterCommit] {
        let fault = rig.world.faults().inject(Where::Path("/callback".to_owned()), failure.clone(), Dose::Times(1));
        let text = rig.slash("watches", json!({})).await?.text();
        assert!(text.contains("/watch"), "{failure:?}: {text}");
        assert_eq!(rig.world.faults().fired_by(fault), 1, "{failure:?}");
    }
    Ok(())
}

//! Listeners that an import kept aside.

use crate::rig::Rig;
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use store::aside::{Aside, Begins, KeptAside};
use testkit::until;
use uuid::Uuid;

async fn keep_aside(rig: &Rig, guild: GuildId, number: u128) -> anyhow::Result<()> {
    let now = rig.deps.clock.now();
    let wish = NewWatch::new(guild, ChannelId(rig.channel), ArtistId(Uuid::from_u128(number)), "Somebody", now);
    let listener = Aside { wish, begins: Begins::Nothing, since: None, announced: Vec::new() };
    anyhow::ensure!(rig.store.for_bot().keep_aside(&listener, now).await? == KeptAside::Kept);
    Ok(())
}

/// The import asked Discord before the bot was invited, and kept them aside afterwards: nobody tells of the invitation again.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_aside_after_the_invitation_is_watched_without_another_session() -> anyhow::Result<()> {
    let rig = Rig::start_with(|deps, _| deps.max_watches = 22).await?;
    let (guild, elsewhere) = (GuildId(rig.guild.0), GuildId(5));
    keep_aside(&rig, elsewhere, 1).await?;
    for number in 0..25 {
        keep_aside(&rig, guild, number).await?;
    }
    let watches = async || rig.watches(rig.guild).await.unwrap();
    until("as many are watched as the server may have", async || watches().await.len() == 22).await;
    // There is room for the others.
    for watch in &watches().await[..3] {
        rig.store.for_bot().remove_watch(guild, watch.id, rig.deps.clock.now()).await?;
    }
    until("the others are watched too", async || watches().await.len() == 22).await;
    until("nothing waits for this server", async || rig.store.for_bot().guilds_aside(None).await.unwrap() == [elsewhere]).await;
    assert_eq!(rig.world.gateway().sessions().len(), 1);
    Ok(())
}

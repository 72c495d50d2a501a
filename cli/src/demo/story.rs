//! The demo's story: a community sets up its watches with slash commands, artists publish, things go wrong and heal.

use super::board::{Board, Channel};
use super::stage::Stage;
use super::wait::until;
use anyhow::{Result, bail};
use sandbox::deviantart::{Kind, NewPost};
use sandbox::discord::{ChannelKind, GuildId};
use serde_json::{Value, json};
use std::time::Duration;

/// How fast the story goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// For somebody who watches: about a minute.
    Watchable,
    /// As fast as the conditions come true.
    Fast,
}

impl Pace {
    async fn pause(self, seconds: u64) {
        if self == Self::Watchable {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
    }
}

struct Place {
    guild: GuildId,
    new_art: u64,
    writing: u64,
    after_dark: u64,
    fans: u64,
}

/// Plays it to its end.
pub async fn play(stage: &Stage, board: &Board, pace: Pace) -> Result<()> {
    let place = build(stage, board);
    board.tell("A community with three channels and a thread. #after-dark is age-restricted.");
    until("the bot to register its commands", async || Ok(!stage.discord.commands().is_empty())).await?;
    watches(stage, board, &place, pace).await?;
    until("the first look at every artist", async || Ok(looked_at(stage))).await?;
    pace.pause(2).await;

    let publish = |artist: &str, post: NewPost, channels: &[u64]| {
        let published = stage.deviantart.publish(artist, post.clone());
        board.expect(artist, &post, &published, channels);
    };
    board
        .tell("MossLantern publishes an image in the folder Landscapes: #new-art gets it, and so does the thread that watches the folder.");
    publish("MossLantern", NewPost::image("Fog over the pier").folder("Landscapes"), &[place.new_art, place.fans]);
    arrived(board).await?;
    pace.pause(5).await;

    board.tell("InkwellFox publishes a story: the card shows how it begins.");
    publish("InkwellFox", NewPost::new(Kind::Literature, "The lighthouse keeper's cat"), &[place.writing]);
    arrived(board).await?;
    pace.pause(5).await;

    board.tell("NightHeron publishes a mature image. #new-art watches NightHeron too, but only #after-dark may have it.");
    publish("NightHeron", NewPost::image("Study in red").mature(), &[place.after_dark]);
    arrived(board).await?;
    publish("NightHeron", NewPost::image("Study in blue"), &[place.after_dark, place.new_art]);
    arrived(board).await?;
    pace.pause(5).await;

    board.tell("Discord accepts the next message but the connection breaks before it says so. The retry carries the same nonce: one card.");
    stage.discord.faults().inject(
        sandbox::discord::Where::CreateMessage,
        sandbox::discord::Fault::DropAfterCommit,
        sandbox::discord::Dose::Times(1),
    );
    publish("MossLantern", NewPost::new(Kind::Video, "Timelapse: the pier"), &[place.new_art]);
    arrived(board).await?;
    pace.pause(4).await;

    board.tell("Somebody takes the bot's permissions in #writing away, and InkwellFox writes a journal.");
    stage.discord.set_bot_permissions(place.writing, 0);
    board.blocked(place.writing, true);
    publish("InkwellFox", NewPost::journal("Commissions are open"), &[place.writing]);
    until_held(stage).await?;
    pace.pause(5).await;
    board.tell("The permissions are back: what was held is delivered.");
    stage.discord.reset_bot_permissions(place.writing);
    board.blocked(place.writing, false);
    arrived(board).await?;
    pace.pause(4).await;

    board.tell("A status update, and a post that only subscribers may see in full.");
    publish("InkwellFox", NewPost::status("Back from the convention, thank you all!"), &[place.writing]);
    publish("MossLantern", NewPost::image("Pier, layered file").locked(sandbox::deviantart::Lock::Paid), &[place.new_art]);
    arrived(board).await?;
    pace.pause(4).await;

    board.tell("MossLantern uploads fourteen sketches at once: what one poll finds is one message, with cards and a list of the rest.");
    for number in 1..=14 {
        publish("MossLantern", NewPost::image(format!("Sketch {number}")), &[place.new_art]);
    }
    arrived(board).await?;
    board.tell("That was the story.");
    Ok(())
}

fn build(stage: &Stage, board: &Board) -> Place {
    let world = &stage.discord;
    let guild = world.add_guild("Harbour Sketch Club");
    let channel = |name: &str, age_restricted: bool| {
        let id = world.add_channel(guild, name, ChannelKind::Text);
        world.set_nsfw(id, age_restricted);
        board.channel(Channel { id, name: name.to_owned(), age_restricted, thread: false, blocked: false });
        id
    };
    let new_art = channel("new-art", false);
    let writing = channel("writing", false);
    let after_dark = channel("after-dark", true);
    let fans = world.add_thread(new_art, "landscape fans");
    board.channel(Channel { id: fans, name: "landscape fans".to_owned(), age_restricted: false, thread: true, blocked: false });
    for (name, folders) in
        [("MossLantern", vec!["Featured", "Landscapes"]), ("InkwellFox", vec!["Featured"]), ("NightHeron", vec!["Featured", "Studies"])]
    {
        stage.deviantart.add_artist(name);
        for folder in &folders {
            stage.deviantart.add_folder(name, folder);
        }
        // Something older: it enters the log and is announced nowhere.
        let long_ago = domain::clock::Clock::now(&domain::clock::SystemClock) - chrono::TimeDelta::days(30);
        stage.deviantart.publish(name, NewPost::image("From last month").folder("Featured").at(long_ago));
        board.artist(name, &folders);
    }
    Place { guild, new_art, writing, after_dark, fans }
}

async fn watches(stage: &Stage, board: &Board, place: &Place, pace: Pace) -> Result<()> {
    let moderator = stage.discord.moderator();
    let wishes: [(&str, u64, Value); 5] = [
        ("/watch artist:MossLantern", place.new_art, json!({ "artist": "MossLantern" })),
        ("/watch artist:InkwellFox", place.writing, json!({ "artist": "InkwellFox" })),
        ("/watch artist:NightHeron mature:true", place.after_dark, json!({ "artist": "NightHeron", "mature": true })),
        ("/watch artist:NightHeron", place.new_art, json!({ "artist": "NightHeron" })),
        ("/watch artist:MossLantern folder:Landscapes", place.fans, json!({ "artist": "MossLantern", "folder": "Landscapes" })),
    ];
    for (typed, channel, options) in wishes {
        board.tell(&format!("A moderator types {typed}"));
        let reply = stage.discord.interact().slash((place.guild, channel, &moderator), "watch", options).await?;
        let status = stage.running.ops.store.pipeline_status().await?;
        if status.watches == 0 {
            bail!("the bot answered: {}", reply.text());
        }
        pace.pause(2).await;
    }
    Ok(())
}

/// Whether every gallery and feed was asked for at least once.
fn looked_at(stage: &Stage) -> bool {
    let seen = stage.deviantart.requests();
    ["MossLantern", "InkwellFox", "NightHeron"].iter().all(|name| {
        ["gallery/all", "user/profile/posts"].iter().all(|endpoint| {
            seen.iter()
                .any(|one| one.path.contains(endpoint) && one.query.to_lowercase().contains(&name.to_lowercase()) && one.status == 200)
        })
    })
}

/// Waits until every post is where it is expected.
async fn arrived(board: &Board) -> Result<()> {
    until("the post to arrive", async || Ok(board.rows().iter().all(|row| row.as_expected != Some(false)))).await
}

/// Waits until a post is held.
async fn until_held(stage: &Stage) -> Result<()> {
    until("the post to be held", async || {
        Ok(stage.running.ops.store.pipeline_status().await?.notifications.get("held").is_some_and(|held| *held > 0))
    })
    .await
}

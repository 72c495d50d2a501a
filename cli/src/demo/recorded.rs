//! `--fixtures DIR`: recorded real answers through the same path. Every recorded post comes out as one message.
//!
//! Recorded posts keep their recorded times, which are years ago. A watch made now would rightly announce none of them, so the
//! watches here are stored as older than the posts; everything else is as always.

use super::board::{Board, Channel, Link, kind_word};
use super::stage::Stage;
use super::wait::until;
use anyhow::{Context, Result};
use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use sandbox::discord::ChannelKind;
use sandbox::fixtures::{Recorded, Times};
use std::path::Path;

/// Posts that are under way at once: below the burst limit, so that each is a separate card, whichever artist made it.
const UNDER_WAY: usize = 8;

/// Serves the directory and waits until all of it has arrived.
pub async fn play(directory: &Path, stage: &Stage, board: &Board) -> Result<()> {
    let recorded = Recorded::load(directory).context("the recorded answers cannot be read")?;
    for left_out in &recorded.unannounceable {
        println!("        {} in {} is no post that can be announced: {}", left_out.id, left_out.file, left_out.reason);
    }
    let guild = stage.discord.add_guild("Recorded posts");
    let channel = stage.discord.add_channel(guild, "recorded", ChannelKind::Text);
    // Some recorded posts are mature.
    stage.discord.set_nsfw(channel, true);
    board.channel(Channel { id: channel, name: "recorded".to_owned(), age_restricted: true, thread: false, blocked: false });
    let posts = stage.deviantart.serve_recorded(&recorded, Times::AsRecorded);
    let authors = recorded.authors();
    board.tell(&format!("{} recorded posts by {} artists from {} files", posts.len(), authors.len(), recorded.files.len()));
    let now = SystemClock.now();
    for (id, name) in &authors {
        let wish = NewWatch::new(GuildId(guild.0), ChannelId(channel), ArtistId(*id), name.clone(), now)
            .mature(true)
            .announce_from(chrono::DateTime::UNIX_EPOCH);
        stage.running.store.for_bot().add_watch(&wish, 10_000).await?;
    }
    until("the first look at every artist", async || {
        let seen = stage.deviantart.requests_to("gallery/all");
        Ok(authors.iter().all(|(_, name)| {
            seen.iter().any(|one| one.status == 200 && one.query.to_lowercase().contains(&format!("username={}", name.to_lowercase())))
        }))
    })
    .await?;
    for post in &posts {
        let link = Link { artist: &post.username, kind: kind_word(post.kind), mature: post.mature, title: &post.title, url: &post.url };
        board.expect_link(link, &[channel]);
        stage.deviantart.reveal_next().context("fewer posts than announced")?;
        until("the recorded post to arrive", async || Ok(under_way(board) < UNDER_WAY)).await?;
    }
    until("the last recorded posts to arrive", async || Ok(under_way(board) == 0)).await
}

fn under_way(board: &Board) -> usize {
    board.rows().iter().filter(|row| row.as_expected == Some(false)).count()
}

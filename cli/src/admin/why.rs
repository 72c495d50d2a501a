//! `deviantcord why`: what became of a post. The ops page shows the same.

use crate::backends;
use crate::config::Config;
use crate::why::{Asked, find};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::ExitCode;

/// Prints the story of a post; the exit code is not 0 if there is none.
///
/// # Errors
/// When it is no post's address, nobody knows it, or the store cannot be read.
pub async fn run(file: Option<&Path>, post: &str) -> Result<ExitCode> {
    let asked = Asked::read(post).context(
        "this is no post: give its address, such as https://www.deviantart.com/ARTIST/art/TITLE-123456789, or the id that the log shows",
    )?;
    let config = Config::load(file)?;
    let store = backends::open_store(&config).await?;
    let story = find(&store.for_ops(), &asked).await?;
    let story = story.context("no post of this id is known: it was never on a list that is polled, or the id is another one's")?;
    print!("{story}");
    Ok(ExitCode::SUCCESS)
}

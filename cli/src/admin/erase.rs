//! `deviantcord erase guild|artist` and `deviantcord refuse …`: what an operator is asked to delete, and who is not served. Both work beside a
//! running service.

use super::incoming::forget_answers;
use super::question::ask;
use crate::args::{Erase, Refuse, Served};
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use anyhow::{Context, Result, bail};
use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, GuildId};
use std::path::Path;
use std::process::ExitCode;
use store::refused::Refused;
use store::{OperatorStore, Store};

async fn open(config: &Config) -> Result<Store> {
    data_dir::check(&config.data_dir)?;
    if backends::store_file(config).is_some_and(|file| !file.exists()) {
        bail!("there is no store yet; the first start creates it");
    }
    let store = backends::connect_store(config).await?;
    if !migration::is_current(store.connection()).await? {
        bail!("the store is of an older version; `deviantcord migrate` brings it up to date");
    }
    Ok(store)
}

/// Runs `deviantcord erase`.
///
/// # Errors
/// When the store cannot be used, nobody is known by that id or name, or a question was not answered with yes.
pub async fn run(file: Option<&Path>, command: Erase) -> Result<ExitCode> {
    let config = Config::load(file)?;
    let store = open(&config).await?.for_operator();
    match command {
        Erase::Guild { id, refuse, yes } => guild(&store, GuildId(id), refuse, yes).await?,
        Erase::Artist { artist, yes } => {
            erase_artist(&store, &artist, yes).await?;
            if let Some(archive) = &config.log.archive {
                println!(
                    "snapshots in {} name the artist until the next one replaces them: a running service takes it within ten minutes, else `deviantcord log snapshot` does",
                    archive.display()
                );
            }
        }
    }
    // It names servers and artists; what an import still wants to know it asks again.
    forget_answers(&config.data_dir)?;
    finish(&config, &store).await
}

async fn guild(store: &OperatorStore, guild: GuildId, refuse: bool, yes: u8) -> Result<()> {
    let found = store.holdings_of_guild(guild).await?;
    match found {
        Some(found) => println!("guild {guild} has {} watches and {} notifications", found.watches, found.others),
        None => println!("nothing is stored of guild {guild}"),
    }
    if found.is_some() {
        confirm(&guild.to_string(), yes)?;
    }
    // First, so that nothing is added between the two.
    if refuse {
        store.refuse(Refused::Guild(guild), SystemClock.now()).await?;
        println!("guild {guild} is not served from now on; its id stays in that list (`deviantcord refuse ls`)");
    }
    if found.is_some() {
        store.erase_guild(guild).await?;
        println!("everything of guild {guild} was erased; the bot stays in it until somebody removes it there");
    }
    Ok(())
}

async fn erase_artist(store: &OperatorStore, named: &str, yes: u8) -> Result<()> {
    let artist = artist(store, named).await?;
    let found = store.holdings_of_artist(artist).await?;
    let name = store.name_of_artist(artist).await?.unwrap_or_else(|| "an unknown name".to_owned());
    println!("artist {artist} ({name}) has {} watches and {} posts", found.watches, found.others);
    println!("they are not served from then on: the event log may still tell of them, and what it tells is not folded any more");
    confirm(&artist.to_string(), yes)?;
    store.erase_artist(artist, SystemClock.now()).await?;
    println!("everything of artist {artist} was erased from the store; `deviantcord refuse lift artist {artist}` serves them again");
    Ok(())
}

/// By id, or by a known name that one artist has.
async fn artist(store: &OperatorStore, named: &str) -> Result<ArtistId> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    match store.artists_named(named).await?.as_slice() {
        [one] => Ok(one.id),
        [] => bail!("no artist is known by the name {named:?}; give the id that DeviantArt has for them"),
        several => {
            let ids: Vec<String> = several.iter().map(|artist| artist.id.to_string()).collect();
            bail!("several artists had the name {named:?}: {}; give one of these ids", ids.join(", "))
        }
    }
}

fn confirm(id: &str, yes: u8) -> Result<()> {
    if yes < 1 {
        ask("nothing brings it back, but a backup. Erase it? Type yes:", "yes")?;
    }
    if yes < 2 {
        ask(&format!("to erase it, type its id ({id}):"), id)?;
    }
    Ok(())
}

/// Takes the last bytes off the disk. A running service does that with its own files.
async fn finish(config: &Config, store: &OperatorStore) -> Result<ExitCode> {
    let emptied = store
        .purge()
        .await
        .context("it was erased, but its last bytes are still on the disk; a running service tries again every ten minutes")?;
    let journal = config.data_dir.join("bot");
    let journal = if journal.exists() { bot::delivery::purge_journal(&journal).await.is_ok() } else { true };
    if !(emptied && journal) {
        println!("a running service takes the last bytes off the disk within ten minutes");
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `deviantcord refuse`.
///
/// # Errors
/// When the store cannot be used, or no such artist is known.
pub async fn refuse(file: Option<&Path>, command: Refuse) -> Result<ExitCode> {
    let store = open(&Config::load(file)?).await?.for_operator();
    match command {
        Refuse::Ls => {
            let all = store.refused().await?;
            if all.is_empty() {
                println!("every server and every artist is served");
            }
            for (who, since) in all {
                println!("{who}, since {}", since.format("%Y-%m-%d %H:%M:%S"));
            }
        }
        Refuse::Guild { id } => {
            store.refuse(Refused::Guild(GuildId(id)), SystemClock.now()).await?;
            println!("no watch can be added in guild {id} from now on; `deviantcord erase guild {id}` erases those that are there");
        }
        Refuse::Artist { artist: named } => {
            let artist = artist(&store, &named).await?;
            store.refuse(Refused::Artist(artist), SystemClock.now()).await?;
            println!("artist {artist} is not served from now on; `deviantcord erase artist {artist}` erases what is stored of them");
        }
        Refuse::Lift { again } => {
            let who = match again {
                Served::Guild { id } => Refused::Guild(GuildId(id)),
                Served::Artist { artist: named } => Refused::Artist(artist(&store, &named).await?),
            };
            match store.serve(who).await? {
                true => println!("{who} is served again; what happened meanwhile is not made up for"),
                false => println!("{who} was served already"),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

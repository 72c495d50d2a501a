//! `deviantcord settings export` and `import`: what servers have set, as one JSON document that any store of this program takes. Nothing of what was
//! seen or sent is in it: imported watches announce what is published from then on, and by `--catch-up` what was published since the export.

mod document;

use super::incoming::{self, Answers, Beginning, Latest, Past};
use super::right_clock;
use crate::args::{CatchUp, Settings};
use crate::backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result, bail};
use document::{Channel, Document, FORMAT, Guild, Rows, Set, read, settings_of};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::ArtistId;
use domain::watch::NewWatch;
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use store::BotStore;
use store::bot::AddWatch;
use store::guild_settings::GuildSettings;

/// Rows that are read at once.
const PAGE: u64 = 500;

/// Runs the command.
///
/// # Errors
/// When the store or the file cannot be used. An import of a document that is wrong changes nothing.
pub async fn run(file: Option<&Path>, command: Settings) -> Result<ExitCode> {
    let config = Config::load(file)?;
    match command {
        Settings::Export => {
            let store = backends::connect_store(&config).await?;
            if !migration::is_current(store.connection()).await? {
                bail!("the store's schema is not this version's; start the service once, or run `deviantcord migrate`, then export");
            }
            let document = export(&store.for_bot(), SystemClock.now()).await?;
            let mut out = std::io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &document)?;
            writeln!(out)?;
        }
        Settings::Import { file, catch_up } => {
            let document = read(&file).with_context(|| format!("{} is refused", file.display()))?;
            right_clock::check(&config).await?;
            let now = SystemClock.now();
            let rows = document.rows(now).with_context(|| format!("{} is refused", file.display()))?;
            let latest = latest(&config, catch_up)?;
            let begun = begin(&rows.watches, catch_up, document.exported_at, latest.as_ref(), now).await?;
            let _directory = DataDir::open(&config.data_dir, &["admin"])?;
            let store = backends::open_store(&config).await?;
            println!("{}", import(&store.for_bot(), &rows, &begun, catch_up).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn export(store: &BotStore, now: Timestamp) -> Result<Document> {
    let (mut guilds, mut watches, mut last) = (Vec::new(), Vec::new(), None);
    loop {
        let page = store.guilds_after(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        guilds.extend(page.iter().map(|one| Guild { id: one.id.to_string(), joined_at: one.joined_at, left_at: one.left_at }));
    }
    let mut last = None;
    loop {
        let page = store.watches_after(last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        for watch in &page {
            watches.push(settings_of(&watch.wish)?);
        }
    }
    let channels = store.broken_channels().await?.iter().map(Channel::of).collect();
    let settings = store.all_guild_settings().await?.iter().map(Set::of).collect();
    let program = env!("CARGO_PKG_VERSION").to_owned();
    Ok(Document { format: FORMAT, program, exported_at: now, guilds, watches, channels, settings })
}

/// Who asks DeviantArt, where the choice needs it.
fn latest(config: &Config, how: CatchUp) -> Result<Option<Latest>> {
    if !matches!(how, CatchUp::Newest(_)) {
        return Ok(None);
    }
    let client = backends::deviantart(config, backends::open_cache(config)?, Arc::new(SystemClock))?;
    let client =
        client.context("deviantart.client_id and deviantart.client_secret are needed: newest= looks at what each artist published")?;
    Ok(Some(Latest::new(client)))
}

/// How each watch begins by this choice; they were exported at `since`. Changes nothing in a store.
async fn begin(watches: &[NewWatch], how: CatchUp, since: Timestamp, latest: Option<&Latest>, now: Timestamp) -> Result<Vec<Beginning>> {
    let artists: HashSet<ArtistId> = watches.iter().map(|wish| wish.artist).collect();
    let digest = incoming::digest_at(now, artists.len());
    let (mut answers, mut begun) = (Answers::default(), Vec::new());
    for wish in watches {
        let posts = match latest {
            Some(latest) => latest.of(wish, &mut answers, now).await?,
            None => Vec::new(),
        };
        let past = Past { since: Some(since), announced: &[], latest: &posts };
        begun.push(Beginning::of(wish.clone(), how, &past, now, digest));
    }
    Ok(begun)
}

/// Adds what is not there yet; what is there stays as it is. In words, what became of it.
async fn import(store: &BotStore, rows: &Rows, begun: &[Beginning], how: CatchUp) -> Result<String> {
    let now = SystemClock.now();
    let (mut added, mut there, mut refused) = (0, 0, 0);
    for (guild, joined_at) in &rows.guilds {
        store.guild_joined(*guild, *joined_at).await?;
    }
    // Before the watches, which have from them what they inherit.
    for (guild, settings) in &rows.settings {
        if store.guild_settings(*guild).await? == GuildSettings::default() {
            store.save_guild_settings(*guild, *settings, now).await?;
        }
    }
    for Beginning { wish, announced } in begun {
        match store.import_watch(wish, announced, u32::MAX, now).await? {
            AddWatch::Added(_) => added += 1,
            AddWatch::Duplicate(_) => there += 1,
            AddWatch::NotServed => refused += 1,
            AddWatch::TooMany { limit } => bail!("guild {} has {limit} watches already", wish.guild),
        }
    }
    for channel in &rows.channels {
        store.save_broken_channel(channel).await?;
    }
    let past = match how {
        CatchUp::None => "what is published from now on".to_owned(),
        CatchUp::All => "what was published since the export, but for what is older than a week".to_owned(),
        CatchUp::Newest(count) => format!("the newest {count} of what was published since the export, and what is published from now on"),
        CatchUp::Digest => "together, after a pause that /watches shows, what was published since the export".to_owned(),
    };
    Ok(format!(
        "{added} watches added, {there} were there already{}; those that were added announce {past}. {} channels that took no messages are tried again",
        if refused > 0 {
            format!(", {refused} are of servers or artists that are not served (`deviantcord refuse ls`)")
        } else {
            String::new()
        },
        rows.channels.len()
    ))
}

#[cfg(test)]
mod tests;

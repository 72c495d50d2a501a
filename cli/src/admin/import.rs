//! `deviantcord import deviantcord4`: the listeners of a DeviantCord 3/4 database become watches.
//!
//! Every listener ends in one line: imported, already there, or left out with the reason. A row that cannot be read costs itself only, nothing
//! becomes more than the old row asked for, and running it twice changes nothing more.

use crate::args::ImportDeviantcord4;
use crate::backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result, bail};
use bot::{CheckError, Places, Whose};
use deviantart::{Client, Error as ApiError};
use domain::budget::Lane;
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::{ChannelId, GuildId};
use domain::post::{ArtistKind, ArtistRef};
use domain::retry::Schedule;
use domain::watch::{GRACE, NewWatch, Ping, What};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;
use store::bot::AddWatch;
use store::deviantcord4::{Deviantcord4, Kind, Listener, Row};

/// Posts that were missed while nothing ran are announced if they are not older than this.
const CATCH_UP: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Imports, or with `--dry-run` only tells what it would do.
///
/// # Errors
/// When a database cannot be used, or DeviantArt cannot be asked for the artists' ids.
pub async fn run(file: Option<&Path>, args: &ImportDeviantcord4) -> Result<ExitCode> {
    let config = Config::load(file)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let cache = backends::open_cache(&config)?;
    let client = backends::deviantart(&config, cache, clock.clone())?
        .context("deviantart.client_id and deviantart.client_secret are needed: artists are looked up by name")?;
    let old = Deviantcord4::connect(&args.from).await.context("--from cannot be used")?;
    let found = old.listeners().await.context("the old database does not look like DeviantCord 3 or 4 (schema deviantcord)")?;
    println!("{} listeners found; looking up their artists", found.rows.len());
    for (table, error) in &found.missing {
        println!("skipping table {table}, which cannot be read: {}", printable(error));
    }
    let _dir = if args.dry_run { None } else { Some(DataDir::open(&config.data_dir, &["admin"])?) };
    let store = if args.dry_run { None } else { Some(backends::open_store(&config).await?) };
    let places = match config.discord.token.clone() {
        Some(token) => Some(Places::new(token, &config.discord.api_url).context("Discord cannot be asked for the channels")?),
        None => {
            println!("discord.token is not set, so whether each channel belongs to its server is checked only when a message is sent");
            None
        }
    };
    let mut importer = Importer {
        client,
        places,
        store,
        now: clock.now(),
        limit: config.discord.max_watches,
        artists: HashMap::new(),
        channels: HashMap::new(),
        outcomes: BTreeMap::new(),
    };
    for row in &found.rows {
        importer.import(row).await?;
    }
    println!();
    for (outcome, count) in &importer.outcomes {
        println!("{count:>6}  {outcome}");
    }
    if args.dry_run {
        println!("nothing was changed (--dry-run)");
    }
    Ok(ExitCode::SUCCESS)
}

struct Importer {
    client: Client,
    /// None without a token.
    places: Option<Places>,
    /// None in a dry run.
    store: Option<Store>,
    now: Timestamp,
    limit: u32,
    /// By upper-cased name; or why its listeners are left out.
    artists: HashMap<String, Result<(ArtistRef, ArtistKind), &'static str>>,
    /// The server of each channel that was asked for; or why its listeners are left out.
    channels: HashMap<ChannelId, Result<GuildId, &'static str>>,
    outcomes: BTreeMap<String, u32>,
}

/// Tries for one answer before its rows are left out. With the pauses of [`Schedule::RECONNECT`] some minutes.
const TRIES: u32 = 8;

impl Importer {
    async fn import(&mut self, row: &Row) -> Result<()> {
        let outcome = match &row.listener {
            Ok(listener) => {
                let outcome = self.decide(listener).await?.to_owned();
                println!("guild {} artist {}: {outcome}", listener.guild, printable(&listener.artist));
                outcome
            }
            Err(why) => {
                let outcome = format!("left out: {why}");
                println!("{} row {}: {outcome}", row.table, printable(&row.id));
                outcome
            }
        };
        *self.outcomes.entry(outcome).or_default() += 1;
        Ok(())
    }

    async fn decide(&mut self, listener: &Listener) -> Result<&'static str> {
        if listener.disabled {
            return Ok("left out: disabled in the old system");
        }
        let Some(channel) = listener.channel else { return Ok("left out: it names no channel") };
        match self.server_of(channel).await? {
            Some(Ok(guild)) if guild != listener.guild => return Ok("left out: its channel belongs to another server"),
            Some(Err(why)) => return Ok(why),
            Some(Ok(_)) | None => {}
        }
        let (artist, kind) = match self.artist(&listener.artist).await? {
            Ok(found) => found,
            Err(why) => return Ok(why),
        };
        if kind == ArtistKind::Group && !matches!(listener.kind, Kind::Folder { .. }) {
            return Ok("left out: it is a group, which is watched by its folders (/watch with a folder)");
        }
        let wish = wish(listener, channel, &artist, self.now);
        let Some(store) = &self.store else { return Ok("would be imported") };
        match store.for_bot().add_watch(&wish, self.limit).await? {
            AddWatch::Added(watch) => {
                store.for_projection().mark_announced(&watch, &listener.announced, self.now).await?;
                Ok(match (listener.role_lost, listener.inverse_or_hybrid) {
                    (true, _) => "imported without its ping: the role is none of Discord's",
                    (false, true) => "imported (inverse and hybrid are no longer needed)",
                    (false, false) => "imported",
                })
            }
            AddWatch::Duplicate(_) => Ok("already there"),
            AddWatch::NotServed => Ok("left out: the server or the artist is not served (`deviantcord refuse ls`)"),
            AddWatch::TooMany { .. } => Ok("left out: the server has as many watches as discord.max_watches allows"),
        }
    }

    /// The server that Discord says this channel belongs to; None when Discord cannot be asked.
    async fn server_of(&mut self, channel: ChannelId) -> Result<Option<Result<GuildId, &'static str>>> {
        let Some(places) = &self.places else { return Ok(None) };
        if let Some(known) = self.channels.get(&channel) {
            return Ok(Some(*known));
        }
        let mut failures = 0;
        let found = loop {
            match places.server_of(channel).await {
                Ok(Whose::Server(guild)) => break Ok(guild),
                Ok(Whose::Nobodys) => break Err("left out: its channel no longer exists"),
                Ok(Whose::Hidden) => break Err("left out: the bot cannot see its channel; give it access, then run the import again"),
                Err(CheckError::Token) => bail!(CheckError::Token),
                Err(error) if !wait(&error, &mut failures).await => {
                    break Err("left out: Discord did not say which server its channel belongs to; run the import again");
                }
                Err(_) => {}
            }
        };
        self.channels.insert(channel, found);
        Ok(Some(found))
    }

    async fn artist(&mut self, name: &str) -> Result<Result<(ArtistRef, ArtistKind), &'static str>> {
        let key = name.to_uppercase();
        if let Some(known) = self.artists.get(&key) {
            return Ok(known.clone());
        }
        let mut failures = 0;
        let answer = loop {
            match self.client.resolve(Lane::Poll, name).await {
                Err(error) if error.is_transient() && wait(&error, &mut failures).await => {}
                answer => break answer,
            }
        };
        let found = match answer {
            Ok(profile) => Ok((profile.artist, profile.kind)),
            Err(error) if error.is_transient() => Err("left out: DeviantArt did not answer for a while; run the import again"),
            Err(ApiError::UserNotFound(_) | ApiError::AccountInactive(_) | ApiError::ProfileBlocked(_) | ApiError::Rejected(_)) => {
                Err("left out: DeviantArt does not know the artist (renamed or deactivated)")
            }
            Err(error @ (ApiError::Forbidden(_) | ApiError::EndpointGone { .. })) => {
                eprintln!("artist {name}: {}", domain::cause::chain(&error));
                Err("left out: DeviantArt refused to describe the artist (see the reason above)")
            }
            // No fault of the artist: the credentials, or an answer that nobody understands.
            Err(error) => return Err(error).context("DeviantArt does not answer as expected; fix that and run the import again"),
        };
        self.artists.insert(key, found.clone());
        Ok(found)
    }
}

/// Pauses before the next attempt. False: that was the last.
async fn wait(error: &impl std::fmt::Display, failures: &mut u32) -> bool {
    *failures += 1;
    let pause = Schedule::RECONNECT.jittered(*failures).filter(|_| *failures < TRIES);
    if let Some(pause) = pause {
        eprintln!("{error}; retrying in {:.0} s", pause.as_secs_f64().ceil());
        tokio::time::sleep(pause).await;
    }
    pause.is_some()
}

/// What others wrote, fit for a terminal: no control characters, not long.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect()
}

/// The watch that does what the listener did; pure.
fn wish(listener: &Listener, channel: ChannelId, artist: &ArtistRef, now: Timestamp) -> NewWatch {
    let (what, folder) = match &listener.kind {
        Kind::Gallery => (What::Deviations, None),
        Kind::Folder { id, name } => (What::Deviations, Some((*id, name.clone()))),
        Kind::Journals => (What::Journals, None),
        Kind::Statuses => (What::Statuses, None),
    };
    NewWatch::new(listener.guild, channel, artist.id, artist.name.clone(), now)
        .what(what)
        .folder(folder)
        .mature(listener.mature)
        .ping(listener.ping.map(|role| Ping { role, by_right: false }))
        .announce_from(listener.last_update.map_or(now - GRACE, |seen| seen.max(now - CATCH_UP).min(now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ArtistId;

    fn listener(last_update: Option<Timestamp>) -> Listener {
        Listener {
            guild: GuildId(1),
            channel: Some(ChannelId(2)),
            artist: "SOMEBODY".to_owned(),
            kind: Kind::Journals,
            mature: true,
            ping: None,
            role_lost: false,
            inverse_or_hybrid: false,
            disabled: false,
            announced: Vec::new(),
            last_update,
        }
    }

    fn announce_from(days_ago: Option<i64>) -> chrono::TimeDelta {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let artist = ArtistRef { id: ArtistId(uuid::Uuid::nil()), name: "Somebody".to_owned(), icon: None };
        let wish = wish(&listener(days_ago.map(|days| now - chrono::TimeDelta::days(days))), ChannelId(2), &artist, now);
        assert_eq!((wish.what, wish.mature, wish.artist_name.as_str()), (What::Journals, true, "Somebody"));
        now - wish.announce_from
    }

    #[test]
    fn what_was_missed_since_the_old_system_stopped_is_announced_up_to_a_week() {
        assert_eq!(announce_from(Some(2)), chrono::TimeDelta::days(2));
        assert_eq!(announce_from(Some(100)), CATCH_UP);
        assert_eq!(announce_from(None), GRACE);
        assert_eq!(announce_from(Some(-3)), chrono::TimeDelta::zero());
    }
}

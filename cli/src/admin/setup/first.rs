//! The first set-up: three secrets, each checked where it counts; the file; the invitation; where the bot may not post; the unit.

use super::answers::{Asking, DEVIANTART, DISCORD};
use super::unit;
use super::written::{self, Answers};
use crate::args::FirstSetup;
use crate::config::Config;
use anyhow::{Context, Result};
use bot::{Identity, Newcomer};
use deviantart::{Client, Options};
use domain::clock::SystemClock;
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the file goes when nothing else is said.
const FILE: &str = "deviantcord.toml";
/// How often Discord is asked whether the bot is in a server by now.
const ASK: Duration = Duration::from_secs(2);

/// Asks, checks, writes, and says what comes next.
///
/// # Errors
/// What is missing or wrong. The file is written only after all three secrets were accepted.
pub async fn run(file: Option<&Path>, setup: FirstSetup) -> Result<ExitCode> {
    let path = file.unwrap_or(Path::new(FILE));
    written::check(path, setup.replace)?;
    let asking = Asking::of(&setup);
    asking.check(&setup)?;
    if setup.unit.is_some() {
        unit::check()?;
    }
    // Addresses of simulated vendors come from the environment, as for every command.
    let environment = Config::of_environment()?;
    let (discord_token, newcomer, identity) = discord(asking, &setup, &environment).await?;
    println!("Discord knows the bot as {}.", identity.name);
    let (client_id, client_secret) = deviantart(asking, &setup, &environment).await?;
    println!("DeviantArt accepts the application.");
    let unit = unit_dir(asking, &setup)?;
    let data_dir = setup.data_dir.clone().unwrap_or_else(|| data_dir(path, unit.is_some()));
    let answers = Answers { data_dir, discord_token, client_id, client_secret };
    written::write(path, &written::text(&answers, &environment), setup.replace)?;
    println!("{} is written; only you may read it.\n", path.display());
    println!("Invite the bot into your server (you need Manage Server there):\n\n{}\n", identity.invitation);
    if !setup.no_wait {
        wait(&newcomer, &identity, Duration::from_secs(setup.wait)).await?;
    }
    if let Some(dir) = &unit {
        unit::write(dir, path)?;
    }
    println!("{}", next(path, unit.is_some()));
    Ok(ExitCode::SUCCESS)
}

/// Where a unit is wanted. Nobody is asked where the data goes elsewhere, or where the unit could not start the program.
fn unit_dir(asking: Asking, setup: &FirstSetup) -> Result<Option<PathBuf>> {
    if setup.unit.is_some() || setup.data_dir.is_some() || unit::check().is_err() {
        return Ok(setup.unit.clone());
    }
    let wanted = asking.yes(false, &format!("Write a systemd unit into {}?", unit::UNITS))?;
    Ok(wanted.then(|| PathBuf::from(unit::UNITS)))
}

/// Where the data goes when nobody says: beside the file, or where services keep theirs.
fn data_dir(file: &Path, unit: bool) -> PathBuf {
    PathBuf::from(if unit || file.starts_with("/etc") { unit::DATA } else { "./data" })
}

/// The commands that come next, as they have to be typed. Where there is a unit, systemd runs the program, under another user.
fn next(path: &Path, unit: bool) -> String {
    let config = if path == Path::new(FILE) { String::new() } else { format!(" --config {}", path.display()) };
    let program = format!("deviantcord{config}");
    let start = if unit { "systemctl daemon-reload\n  systemctl enable --now deviantcord".to_owned() } else { format!("{program} run") };
    format!("Next:\n\n  {program} doctor\n  {start}\n\nThen, in a channel of your server: /watch artist:somebody")
}

async fn discord(asking: Asking, setup: &FirstSetup, environment: &Config) -> Result<(SecretString, Newcomer, Identity)> {
    let mut given = setup.discord_token.as_deref();
    loop {
        let help = format!("{DISCORD}: New Application, then Bot, then Reset Token");
        let token = asking.secret(given.take(), "Discord bot token", &help)?;
        let api_url = &environment.discord.api_url;
        let newcomer = Newcomer::new(&token, api_url);
        let asked = match newcomer {
            Ok(newcomer) => newcomer.identity().await.map(|identity| (newcomer, identity)),
            Err(error) => Err(error),
        };
        match asked.with_context(|| format!("asked {api_url} with this token")) {
            Ok((newcomer, identity)) => return Ok((token, newcomer, identity)),
            Err(error) => asking.again(error)?,
        }
    }
}

async fn deviantart(asking: Asking, setup: &FirstSetup, environment: &Config) -> Result<(String, SecretString)> {
    let (mut id, mut secret) = (setup.client_id.as_deref(), setup.client_secret.as_deref());
    loop {
        let help = format!("{DEVIANTART}: Register Application; a Confidential one, any redirect address will do");
        let client_id = asking.text(id.take(), "DeviantArt client id", &help)?;
        let client_secret = asking.secret(secret.take(), "DeviantArt client secret", &help)?;
        let options = Options {
            api_url: environment.deviantart.api_url.clone(),
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
            requests_per_second: environment.deviantart.requests_per_second,
        };
        let client = Client::new(options, coordination::connect("memory:")?, Arc::new(SystemClock))?;
        match client.placebo().await.with_context(|| format!("asked {} with this client id and secret", environment.deviantart.api_url)) {
            Ok(()) => return Ok((client_id, client_secret)),
            Err(error) => asking.again(error)?,
        }
    }
}

/// Waits until the bot is in a server, and names the channels there in which it may not post. That nobody invites it is no error.
async fn wait(newcomer: &Newcomer, identity: &Identity, patience: Duration) -> Result<()> {
    println!("Waiting until it is in a server ... (Ctrl-C ends the wait; the file is written)");
    let began = Instant::now();
    let servers = loop {
        let servers = newcomer.servers().await.context("Discord does not say which servers the bot is in")?;
        if !servers.is_empty() {
            break servers;
        }
        if began.elapsed() >= patience {
            println!("It is in no server yet. Open the address above whenever you like.");
            return Ok(());
        }
        tokio::time::sleep(ASK.min(patience)).await;
    };
    for server in servers {
        println!("It is in the server {}.", server.name);
        let closed = newcomer.closed_channels(server.id, identity.user).await;
        let closed = closed.with_context(|| format!("Discord does not say where the bot may post in {}", server.name))?;
        if closed.is_empty() {
            println!("It may post in every channel there.");
        } else {
            println!("It may not post in these channels there, until somebody lets it (Edit Channel, Permissions): {}", closed.join(", "));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_where_the_unit_keeps_it_and_systemd_starts_the_service() {
        assert_eq!(data_dir(Path::new(FILE), false), Path::new("./data"));
        for (file, unit) in [(FILE, true), ("/etc/deviantcord/deviantcord.toml", false)] {
            assert_eq!(data_dir(Path::new(file), unit), Path::new("/var/lib/deviantcord/data"));
        }
        assert!(next(Path::new("x.toml"), false).contains("\n  deviantcord --config x.toml run\n"));
        let said = next(Path::new(FILE), true);
        assert!(said.contains("\n  systemctl enable --now deviantcord\n") && !said.contains(" run"), "{said}");
    }
}

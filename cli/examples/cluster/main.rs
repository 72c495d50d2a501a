//! The topology of deploy/compose.yaml without containers: `dev/cluster.sh` builds and starts this. The servers are those of the tests (crate
//! testbed), each role is a process with its own data directory, and the two vendors are simulated unless real credentials are given.

mod fleet;
mod servers;
mod town;

use anyhow::{Context, Result, bail};
use clap::Parser;
use fleet::Fleet;
use servers::Servers;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};
use town::Town;

/// Starts PostgreSQL, RabbitMQ, two Redis and every role, and ends all of them with Ctrl-C.
#[derive(Parser)]
struct Args {
    /// Where everything that it makes is kept.
    #[arg(long)]
    dir: PathBuf,
    /// Publish posts on the simulated DeviantArt, wait for their messages, print a table, and exit with 0 or 1.
    #[arg(long)]
    check: bool,
    /// Start the servers alone and print what `deviantcord run` needs to use them.
    #[arg(long, conflicts_with = "check")]
    services: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let own = fleet::credentials();
    if args.check && own.is_some() {
        bail!("--check publishes posts, which the real DeviantArt does not take from us; unset the credentials in DEVIANTCORD_*");
    }
    let mut interrupt = Interrupt::listen()?;
    println!("starting PostgreSQL, RabbitMQ and two Redis …");
    let servers = tokio::task::spawn_blocking(Servers::start).await?.context("the servers cannot be started")?;
    if args.services {
        servers.print();
        println!();
        servers.env().iter().for_each(|(key, url)| println!("export {key}='{url}'"));
        println!("\nthey run until Ctrl-C or dev/cluster.sh stop, and keep nothing");
        interrupt.came().await;
        tokio::task::spawn_blocking(move || drop(servers)).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let town = if own.is_some() { None } else { Some(Town::build().await?) };
    let vendors = own.unwrap_or_else(|| town.as_ref().map(Town::credentials).unwrap_or_default());
    let mut fleet = Fleet::new(&args.dir, servers.env().into_iter().chain(vendors).collect())?;
    let played = tokio::select! {
        played = play(&args, &mut fleet, &servers, town.as_ref()) => played,
        () = interrupt.came() => Ok(ExitCode::SUCCESS),
    };
    println!("stopping …");
    let stopped = fleet.stop().await;
    if let Some(town) = town {
        town.stop().await;
    }
    // The servers end in their drop.
    tokio::task::spawn_blocking(move || drop(servers)).await?;
    let code = played?;
    stopped?;
    Ok(code)
}

async fn play(args: &Args, fleet: &mut Fleet, servers: &Servers, town: Option<&Town>) -> Result<ExitCode> {
    println!("bringing the schema up to date, starting the roles …");
    fleet.start().await?;
    fleet.print();
    servers.print();
    let Some(town) = town else { return keep(fleet).await };
    town.watch().await?;
    if args.check {
        town.publish_and_wait(3).await;
        return Ok(if town.print() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    println!(
        "\none post every ten seconds; kill any process by its id and watch another take over; Ctrl-C or dev/cluster.sh stop ends all\n"
    );
    tokio::select! {
        ended = town.publish_forever() => ended,
        ended = keep(fleet) => ended,
    }
}

/// Starts again what ends, as a supervisor does.
async fn keep(fleet: &mut Fleet) -> Result<ExitCode> {
    loop {
        fleet.start_what_ended()?;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

/// Ctrl-C and SIGTERM, noticed from now on: one that comes while the servers start must not leave them behind.
struct Interrupt {
    term: Signal,
    int: Signal,
}

impl Interrupt {
    fn listen() -> Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, int: signal(SignalKind::interrupt())? })
    }

    async fn came(&mut self) {
        tokio::select! { _ = self.term.recv() => {}, _ = self.int.recv() => {} }
    }
}

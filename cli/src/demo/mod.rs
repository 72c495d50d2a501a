//! `deviantcord demo`: the real service between a simulated DeviantArt and a simulated Discord, with a story and a page.

mod board;
mod page;
mod recorded;
mod stage;
mod story;
mod table;
mod wait;

use crate::args::Demo;
use anyhow::Result;
use board::Board;
use sandbox::discord::{Rate, Rates};
use stage::Stage;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Runs the demo until Ctrl-C, or without a page to the end of its story.
///
/// # Errors
/// When something of it cannot start.
pub async fn run(args: Demo) -> Result<ExitCode> {
    // The page and the table are what to read here; warnings still show.
    let filter = crate::telemetry::filter(std::env::var("RUST_LOG").ok().as_deref(), crate::telemetry::Level::Warn);
    let quiet = crate::telemetry::subscriber(crate::telemetry::Format::default().or_env(), filter, std::io::stderr);
    tracing::subscriber::set_global_default(quiet)?;
    println!("starting a simulated DeviantArt, a simulated Discord, and the service between them …");
    let discord = sandbox::discord::Options { rates: rates(args.fixtures.is_some()), ..Default::default() };
    let stage = Arc::new(Box::pin(Stage::start(discord)).await?);
    let board = Arc::new(Board::new(stage.clone()));
    let outcome = if args.headless { headless(&args, &stage, &board).await } else { watched(&args, &stage, &board).await };
    drop(board);
    let stopped = stage.stop().await;
    let code = outcome?;
    stopped?;
    Ok(code)
}

/// What the simulated Discord lets a channel take. Recorded posts all go to one channel, and that is not what they are there to show; a
/// visitor's post right after the story's burst should not wait for the burst's sake either.
fn rates(recorded: bool) -> Rates {
    if recorded { Rates::wide() } else { Rates { create_message: Rate::new(30, Duration::from_secs(5)), ..Rates::default() } }
}

async fn headless(args: &Demo, stage: &Stage, board: &Board) -> Result<ExitCode> {
    let played = match &args.fixtures {
        Some(directory) => recorded::play(directory, stage, board).await,
        None => story::play(stage, board, story::Pace::Fast).await,
    };
    let as_expected = table::print(board);
    played?;
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn watched(args: &Demo, stage: &Arc<Stage>, board: &Arc<Board>) -> Result<ExitCode> {
    let stop = CancellationToken::new();
    let (address, server) = page::serve(&args.listen, board.clone(), stop.clone()).await?;
    println!("\n  open http://{address} to watch and to publish; Ctrl-C ends the demo\n");
    if let Some(address) = stage.running.ops_address {
        println!("  what its operator sees: http://{address}\n");
    }
    let tell = async {
        let played = match &args.fixtures {
            Some(directory) => recorded::play(directory, stage, board).await,
            None => story::play(stage, board, story::Pace::Watchable).await,
        };
        match played {
            Ok(()) => board.tell("The story has ended. Publish something yourself: the form is on the left."),
            Err(error) => {
                let why = domain::cause::chain(error.as_ref());
                eprintln!("the story stopped: {why}");
                board.tell(&format!("The story stopped: {why}"));
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = tell => {}
        signal = stage::interrupted() => signal?,
        () = stage.crashed() => eprintln!("the service ended by itself; its log lines above say why"),
    }
    println!("stopping …");
    stop.cancel();
    server.await??;
    table::print(board);
    Ok(if stage.has_crashed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

//! The one binary `deviantcord`: parses the command line, then hands over to one file per command.

use clap::Parser;
use cli::args::{Args, Command, Import, Setup};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::fail(&anyhow::Error::from(error).context("the async runtime cannot start")),
    };
    let outcome = runtime.block_on(Box::pin(dispatch(args)));
    // Blocking reads of a stopped role must not keep the process alive.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match outcome {
        Ok(code) => code,
        Err(error) => cli::fail(&error),
    }
}

async fn dispatch(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Run(run) => cli::run::run(args.config.as_deref(), run).await,
        Command::Demo(demo) => cli::demo::run(demo).await,
        Command::Doctor => cli::admin::doctor::run(args.config.as_deref()).await,
        Command::Spool(command) => cli::admin::spool::run(args.config.as_deref(), command).await,
        Command::Log(command) => cli::admin::log::run(args.config.as_deref(), command).await,
        Command::Rebuild => cli::admin::projection::rebuild(args.config.as_deref()).await,
        Command::Verify => cli::admin::projection::verify(args.config.as_deref()).await,
        Command::Import(Import::Deviantcord4(from)) => cli::admin::import::run(args.config.as_deref(), &from).await,
        Command::Setup(Setup::DeviantartAccount { listen }) => cli::admin::setup::run(args.config.as_deref(), listen).await,
        Command::Schedule(command) => tokio::task::block_in_place(|| cli::admin::schedule::run(&command)),
        Command::ReplayParked => cli::admin::projection::replay_parked(args.config.as_deref()).await,
    }
}

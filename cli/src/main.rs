//! The one binary `deviantcord`: parses the command line, then hands over to one file per command.

use clap::Parser;
use cli::args::{Args, Command, Import};
use std::process::ExitCode;

/// glibc's allocator keeps what was freed, in an arena for nearly every thread: a sixth of the memory of an idle service.
/// (mallopt(3), "Environment variables".) Whatever the operator has set of these stays.
const ALLOCATOR: [(&str, &str); 3] = [("MALLOC_ARENA_MAX", "2"), ("MALLOC_TRIM_THRESHOLD_", "65536"), ("MALLOC_MMAP_THRESHOLD_", "65536")];

fn main() -> ExitCode {
    let args = Args::parse();
    if matches!(args.command, Command::Run(_)) {
        keep_little_memory();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::fail(&anyhow::Error::from(error).context("the async runtime cannot start")),
    };
    let outcome = runtime.block_on(async {
        let outcome = Box::pin(dispatch(args)).await;
        cli::backends::close_stores().await;
        outcome
    });
    // Blocking reads of a stopped role must not keep the process alive.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match outcome {
        Ok(code) => code,
        Err(error) => cli::fail(&error),
    }
}

async fn dispatch(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Run(run) => Box::pin(cli::run::run(args.config.as_deref(), run)).await,
        Command::Demo(demo) => Box::pin(cli::demo::run(demo)).await,
        Command::Doctor(doctor) => cli::admin::doctor::run(args.config.as_deref(), doctor).await,
        Command::Health(question) => cli::admin::health::run(args.config.as_deref(), question).await,
        Command::Why { post } => cli::admin::why::run(args.config.as_deref(), &post).await,
        Command::Backup(backup) => cli::admin::backup::take::run(args.config.as_deref(), backup).await,
        Command::Restore(restore) => cli::admin::backup::restore::run(args.config.as_deref(), restore).await,
        Command::Move(places) => cli::admin::carry::run(args.config.as_deref(), places).await,
        Command::Migrate(migrate) => cli::admin::migrate::run(args.config.as_deref(), migrate).await,
        Command::Spool(command) => cli::admin::spool::run(args.config.as_deref(), command).await,
        Command::Log(command) => cli::admin::log::run(args.config.as_deref(), command).await,
        Command::Rebuild(how) => cli::admin::projection::rebuild(args.config.as_deref(), how).await,
        Command::Verify(how) => cli::admin::projection::verify(args.config.as_deref(), how).await,
        Command::Import(Import::Deviantcord4(from)) => cli::admin::import::run(args.config.as_deref(), &from).await,
        Command::Settings(command) => cli::admin::settings::run(args.config.as_deref(), command).await,
        Command::Setup(setup) => cli::admin::setup::run(args.config.as_deref(), setup).await,
        Command::Completions { shell } => Ok(cli::args::completions(shell)),
        Command::Schedule(command) => tokio::task::block_in_place(|| cli::admin::schedule::run(&command)),
        Command::Parked(command) => cli::admin::parked::run(args.config.as_deref(), command).await,
        Command::Erase(command) => cli::admin::erase::run(args.config.as_deref(), command).await,
        Command::Refuse(command) => cli::admin::erase::refuse(args.config.as_deref(), command).await,
        Command::ReplayParked => cli::admin::parked::run(args.config.as_deref(), cli::args::Parked::Replay).await,
    }
}

/// Starts this program again in this process, with [`ALLOCATOR`] in its environment, which glibc reads only at the start. When that cannot
/// be done the service runs all the same, a little larger.
fn keep_little_memory() {
    use std::os::unix::process::CommandExt;
    let missing: Vec<_> = ALLOCATOR.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    if missing.is_empty() || !cfg!(target_env = "gnu") {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let error = again.args(arguments).envs(missing).exec();
    cli::terminal::err(format_args!("deviantcord: cannot set up the allocator ({error}); continuing without\n"));
}

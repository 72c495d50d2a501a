//! Configuration, roles, lifecycle, admin commands and the demo: the crate that knows all others, and the only one that
//! knows which backends a deployment uses.

#[macro_use]
pub mod terminal;

pub mod admin;
pub mod args;
pub mod backends;
pub mod config;
pub mod data_dir;
pub mod demo;
pub mod lifecycle;
pub mod role;
pub mod run;
pub mod telemetry;
pub mod version;
pub mod warnings;
pub mod why;

use std::process::ExitCode;

/// Prints an error as one line on standard error: what happened, then why. The exit code is not 0.
#[must_use]
pub fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("deviantcord: {}", domain::cause::chain(error.as_ref()));
    ExitCode::FAILURE
}

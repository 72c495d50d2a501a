//! `deviantcord setup`: from nothing to a configuration that works. Every question is also a flag; with all of them it asks nothing.

mod account;
mod answers;
mod first;
mod unit;
mod written;

use crate::args::{SetUp, Setup};
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

/// Runs the command.
///
/// # Errors
/// What is missing or went wrong, and what to do.
pub async fn run(file: Option<&Path>, setup: Setup) -> Result<ExitCode> {
    match setup.what {
        Some(SetUp::DeviantartAccount { listen }) => account::run(file, listen).await,
        None => first::run(file, setup.first).await,
    }
}

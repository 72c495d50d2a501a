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
    let mut line = String::new();
    for cause in error.chain() {
        let text = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        // Some errors repeat their source in their own text.
        if !line.contains(&text) {
            if !line.is_empty() {
                line.push_str(": ");
            }
            line.push_str(&text);
        }
    }
    eprintln!("deviantcord: {line}");
    ExitCode::FAILURE
}

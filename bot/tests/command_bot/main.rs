//! Commands and the gateway against the simulated Discord and DeviantArt, with serenity as the real client.
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod channels;
mod fixes;
mod folders;
mod gateway;
mod honest;
mod list;
mod moving;
mod odd;
mod panel;
mod pause;
mod rig;
mod rights;
mod several;
mod status;
mod storm;
mod undo;
mod watch;
mod why;

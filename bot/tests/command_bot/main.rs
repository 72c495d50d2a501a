//! Commands and the gateway against the simulated Discord and DeviantArt, with serenity as the real client.
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod aside;
mod channels;
mod defaults;
mod files;
mod filters;
mod fixes;
mod folders;
mod forget;
mod forum;
mod gateway;
mod honest;
mod list;
mod moving;
mod odd;
mod panel;
mod panels;
mod pause;
mod preview;
mod replay;
mod rig;
mod rights;
mod rights_table;
mod rows;
mod settings;
mod several;
mod shards;
mod spoken;
mod status;
mod storm;
mod style;
mod times;
mod undo;
mod watch;
mod why;

//! Alerts: an operator is told once when something is wrong, and once when it is over, also across restarts.
//!
//! Every few seconds what is seen of all processes ([`sight`]) becomes findings ([`judge`]), these become alerts and alerts become messages
//! ([`ledger`], kept in the store), and a receiver hears them ([`run`]). Of several ops processes one tells. The dead man's switch is called
//! while all is well: it is for when everything is dead.

mod desk;
mod disks;
mod judge;
mod kind;
mod ledger;
mod message;
mod receiver;
mod run;
mod sight;
mod tallies;
mod view;

pub use desk::open as open_alerts;
pub use ledger::Alert;
pub use run::{Receivers, run};

#[cfg(test)]
mod tests;

//! The failure cases of the crate's README. Small variants always run; `JOURNAL_TORTURE=1` runs the long ones.
#![expect(clippy::unwrap_used, reason = "tests")]

mod basics;
mod concurrent;
mod crash;
mod damage;
mod faults;
mod formats;
mod fuzz;
mod kill;
mod pictures;
mod purge;
mod real;
mod sim;
mod upstream;

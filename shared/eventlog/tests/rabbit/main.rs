//! The event log on a real RabbitMQ.
#![expect(clippy::unwrap_used, reason = "tests")]

mod chaos;
mod contract;
mod faults;
mod rig;
mod segments;
mod upstream;

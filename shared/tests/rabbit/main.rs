//! The event log on a real RabbitMQ.

mod broker;
mod contract;
mod faults;

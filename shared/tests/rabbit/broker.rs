//! The broker that these tests run on is everybody's: see crate `testbed`.

pub use testbed::broker::{Broker, PASSWORD, PATIENCE, USER};

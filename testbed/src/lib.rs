//! Private servers for tests: each in its own directory, on its own port on loopback, ended with the test by its process
//! id. Only ever a dev-dependency. A missing server is a failed test that says what to install, never a skipped one.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests stop at the first thing that is not as it should be")]

pub mod broker;
pub mod chaos;
pub mod cockroach;
pub mod database;
pub mod link;
pub mod plans;
pub mod postgres;
mod process;
pub mod proxy;
pub mod redis;

pub use broker::Broker;
pub use database::Database;
pub use link::{Link, Weather};
pub use postgres::Postgres;
pub use proxy::{Cut, Proxy};
pub use redis::Redis;

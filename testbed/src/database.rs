//! The same test on both engines: on SQLite as its own test, on PostgreSQL one after the other in databases of their own.

use crate::Postgres;
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where a test finds as many empty databases as it wants.
#[derive(Clone, Debug)]
pub enum Database {
    /// SQLite in memory.
    Memory,
    Server(Arc<Postgres>),
}

impl Database {
    /// The URL of a database that nobody has used.
    #[must_use]
    pub fn url(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::Server(server) => server.database(&format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed))),
        }
    }
}

/// Fails the test when its outcome is an error.
#[track_caller]
pub fn passed(outcome: impl Termination) {
    assert!(outcome.report() == ExitCode::SUCCESS, "the case failed");
}

/// `on_both!(first_case, second_case)`: every `async fn case(Database)` is a test on SQLite; the test `postgresql` runs them all on one
/// server and then checks that CockroachDB would have taken every statement.
#[macro_export]
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                $crate::database::passed(super::$case($crate::Database::Memory).await);
            })+
        }

        #[tokio::test]
        async fn postgresql() {
            let server = std::sync::Arc::new($crate::Postgres::start());
            $(println!("case {}", stringify!($case));
            $crate::database::passed($case($crate::Database::Server(server.clone())).await);)+
            $crate::cockroach::assert_portable(&server.statements());
        }
    };
}

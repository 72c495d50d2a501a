//! The servers, started as the tests start theirs: PostgreSQL at SERIALIZABLE in CockroachDB's place, Redis in KeyDB's.

use anyhow::{Context, Result, anyhow};
use testbed::{Broker, Postgres, Redis};

pub struct Servers {
    postgres: Postgres,
    broker: Broker,
    hints: Redis,
    ingest: Redis,
    store: String,
}

impl Servers {
    /// Starts them side by side: the broker takes ten seconds.
    pub fn start() -> Result<Self> {
        let (broker, postgres) = std::thread::scope(|scope| {
            let broker = scope.spawn(Broker::start);
            (broker.join(), Postgres::start())
        });
        let broker = broker.map_err(|_| anyhow!("the broker's start panicked"))?.context("RabbitMQ")?;
        let store = postgres.database("deviantcord");
        Ok(Self { postgres, broker, hints: Redis::start(&[]), ingest: Redis::start(&[]), store })
    }

    /// What each process needs to reach them.
    pub fn env(&self) -> Vec<(String, String)> {
        [
            ("LOG__URL", self.broker.url("deviantcord.events")),
            ("STORE__URL", self.store.clone()),
            ("CACHE__URL", self.hints.url()),
            ("CACHE__INGEST_URL", self.ingest.url()),
        ]
        .map(|(key, url)| (format!("DEVIANTCORD_{key}"), url))
        .into()
    }

    /// Where they are, and how to look into them.
    pub fn print(&self) {
        println!();
        println!("  PostgreSQL    psql -h 127.0.0.1 -p {} -U postgres deviantcord", self.postgres.port());
        println!("  RabbitMQ      {}", self.broker.url("deviantcord.events").replace(testbed::broker::PASSWORD, "…"));
        println!("  Redis         {} (hints), {} (ingest)", self.hints.url(), self.ingest.url());
    }
}
